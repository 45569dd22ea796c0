"""Explain: why a statement was read as it was, in plain text.

The words around it as they stand, then each part with its offsets, the rule or score behind it, the
way the words took from the speaker to the article, what the speaker's own words show, and what people
corrected.
"""

import json
import math
from collections.abc import Iterator, Sequence
from typing import Any

from onrecord.corrections import Correction
from onrecord.errors import StoreError
from onrecord.records import UNSURE, Actor, Anonymity, Article, Record, Span, Statement

AROUND = 120  # characters of context on either side


def explanation(record: Record, statement_id: str, made: Sequence[Correction] = ()) -> str:
    """Why one statement of a record was read so.

    Args:
        made: the corrections of this statement.

    Raises:
        StoreError: the record has no such statement.
    """
    statement = next((one for one in record.statements if one.id == statement_id), None)
    if statement is None:
        raise StoreError(f"no statement {statement_id!r} in that article; it has {len(record.statements)}")
    actors = {actor.id: actor for actor in record.actors}
    return "\n".join([*_lines(record.article, statement, actors), *map(_corrected, made)])


def _lines(article: Article, statement: Statement, actors: dict[str, Actor]) -> Iterator[str]:
    yield f"“…{_flat(_around(article, statement))}…”"
    yield ""
    source = article.sources[0]
    yield _line("article", " · ".join(part for part in (article.title, article.outlet, source.path) if part))
    yield _line("source", _place(statement.source) or "none: the attribution is carried on")
    yield _line("cue", _place(statement.cue) or "none of its own")
    for content in statement.content:
        yield _line("content", _place(content) or "")
    for verbatim in statement.verbatim:
        yield _line("verbatim", _place(verbatim) or "")
    yield _line(
        "type", f"{statement.type}; act: {statement.act or 'not told'}" + "; attitude" * statement.attitude
    )
    yield _line("hedge", _place(statement.hedge) or "none")
    yield from _speaker(statement, actors)
    for number, hop in enumerate(statement.chain, 1):
        yield _line(f"through {number}", f"{_place(hop.source)} ({hop.relation})")
    yield _line("read by", statement.rule)
    yield _line("confidence", _confidence(statement))


def _speaker(statement: Statement, actors: dict[str, Actor]) -> Iterator[str]:
    speaker = actors.get(statement.speaker or "")
    if speaker is None:
        yield _line("speaker", "not named")
        return
    known = [statement.source_kind or "", speaker.role or ""]
    yield _line("speaker", ", ".join([f"{speaker.name} ({speaker.id})", *filter(None, known)]))
    shown = _place(speaker.party_words)
    yield _line("party", (speaker.party or "not told") + (f", by {shown}" if shown else ""))
    if statement.anonymity is not None:
        yield from _anonymity(statement.anonymity)
    for mention in speaker.mentions:
        yield _line("mentioned", _place(mention) or "")


def _anonymity(told: Anonymity) -> Iterator[str]:
    yield _line(
        "not named", f"{told.count}; level: {told.level or 'not told'}; side: {told.side or 'not told'}"
    )
    yield _line("reason", _place(told.reason) or "not told")


def _confidence(statement: Statement) -> str:
    if statement.score is None:
        return "not measured: read by a rule, or looked at by a person"
    if not statement.unsure:
        return f"{statement.score:.2f}"
    below = math.floor(statement.score * 100 + 1e-9) / 100  # 0.499 is not shown as 0.50
    return f"{below:.2f}: unsure (below {UNSURE:.2f})"


def _corrected(one: Correction) -> str:
    told = [f"{name}: {_value(old)} → {_value(new)}" for name, old, new in one.changes()]
    what = f"{one.number}: {one.verb}{f' {one.undoes}' if one.undoes else ''} by {one.who} at {one.at}"
    return _line("corrected", "; ".join(map(_flat, filter(None, (what, *told, one.why)))))


def _value(value: Any) -> str:
    """A field's value; an actor by the name."""
    return str(value["name"]) if isinstance(value, dict) and "name" in value else json.dumps(value)


def _around(article: Article, statement: Statement) -> str:
    parts = [*statement.content, *filter(None, (statement.source, statement.cue))]
    start, end = min(part.start for part in parts), max(part.end for part in parts)
    return article.text[max(0, start - AROUND) : end + AROUND]


def _place(span: Span | None) -> str | None:
    return None if span is None else f"{_flat(span.words)} [{span.start}:{span.end}]"


def _line(name: str, value: str) -> str:
    return f"{name:<11} {value}"


def _flat(text: str) -> str:
    """Words on one line, without characters that a terminal would obey."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())

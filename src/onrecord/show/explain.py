"""Explain: why a statement was read as it was, in plain text.

The words around it as they stand, then each part with its offsets, the rule or score behind it, the
way the words took from the speaker to the article, and what the speaker's own words show.
"""

from collections.abc import Iterator

from onrecord.errors import StoreError
from onrecord.records import Actor, Article, Record, Span, Statement

AROUND = 120  # characters of context on either side


def explanation(record: Record, statement_id: str) -> str:
    """Why one statement of a record was read so.

    Raises:
        StoreError: the record has no such statement.
    """
    statement = next((one for one in record.statements if one.id == statement_id), None)
    if statement is None:
        raise StoreError(f"no statement {statement_id!r} in that article; it has {len(record.statements)}")
    actors = {actor.id: actor for actor in record.actors}
    return "\n".join(_lines(record.article, statement, actors))


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
    yield _line(
        "read by", statement.rule + ("" if statement.score is None else f", score {statement.score:.2f}")
    )


def _speaker(statement: Statement, actors: dict[str, Actor]) -> Iterator[str]:
    speaker = actors.get(statement.speaker or "")
    if speaker is None:
        yield _line("speaker", "not named")
        return
    known = [statement.source_kind or "", speaker.role or "", f"for {speaker.party}" if speaker.party else ""]
    yield _line("speaker", ", ".join([speaker.name, *filter(None, known)]))
    for mention in speaker.mentions:
        yield _line("mentioned", _place(mention) or "")


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

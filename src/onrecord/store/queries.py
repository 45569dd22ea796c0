"""Questions to a store: filters in plain words, answers as rows that carry their exact words.

Names match anywhere and in any case. `words` is full text: every word, or "a quoted phrase", in
any order; no operators. Dates filter by when an article was, or by what is known may have been,
published; an undated article is left out when a date is asked for.
"""

import json
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

from onrecord.errors import StoreError
from onrecord.records import UNSURE, Anonymity, Span
from onrecord.store import rows


class ArticleFilters(TypedDict, total=False):
    """What `Store.articles` can be asked for; None asks for nothing."""

    outlet: str | None
    words: str | None
    since: str | None  # "2025", "2025-05" or "2025-05-26"
    until: str | None


class StatementFilters(ArticleFilters, total=False):
    """What `Store.statements` can be asked for."""

    speaker: str | None
    party: str | None
    act: str | None
    type: str | None
    source_kind: str | None
    about: str | None
    via: str | None  # part of an intermediary's words
    unsure: bool | None  # only those of low confidence, or only the others


class FigureFilters(ArticleFilters, total=False):
    """What `Store.figures` can be asked for."""

    category: str | None
    counter: str | None
    party: str | None  # of the counter


class PositionFilters(ArticleFilters, total=False):
    """What `Store.positions` can be asked for."""

    party: str | None
    issue: str | None
    stance: str | None


class EventFilters(ArticleFilters, total=False):
    """What `Store.events` can be asked for; `since` and `until` are of the event where it is dated."""

    type: str | None
    actor: str | None  # or target
    place: str | None
    factuality: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What a row says of its article."""

    id: str
    name: str  # the input record's id, else its path, else the id
    title: str | None
    outlet: str | None
    published_earliest: str | None
    published_latest: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRow:
    """An article, with how much was read in it."""

    article: Heading
    published_basis: str
    byline: tuple[str, ...]
    sources: int
    statements: int
    figures: int
    reader: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRow:
    """A statement, with its speaker by name and its article."""

    article: Heading
    statement: str
    speaker: str | None
    party: str | None
    source_kind: str | None
    type: str
    act: str | None
    about: tuple[str, ...]
    source: Span | None
    cue: Span | None
    content: tuple[Span, ...]
    hedge: Span | None
    anonymity: Anonymity | None
    attitude: bool
    through: tuple[Span, ...]  # the intermediaries' words, outermost first
    relations: tuple[str, ...]  # how each of them has it
    score: float | None  # the extractor's confidence; None: a rule
    unsure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """A figure, with its counter by name and its article."""

    article: Heading
    figure: str
    words: Span
    value: float
    upper: float | None
    quantifier: str
    unit: str | None
    category: str
    counted: str | None
    place: str | None
    since: str | None
    as_of: str | None
    measure: str | None
    window: str | None
    counter: str | None
    party: str | None
    hedge: Span | None
    caveat: Span | None
    revised: str | None
    part_of: str | None
    statement: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionRow:
    """A position, with its party by name and its article."""

    article: Heading
    position: str
    party: str | None
    issue: str
    stance: str
    words: Span
    proposal: str | None  # name of the proposal it answers
    condition: Span | None
    linked: str | None
    deadline: Span | None
    red_line: bool
    reported_by: str | None
    statement: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """An event, with actor and target by name and its article."""

    article: Heading
    event: str
    type: str
    mode: str | None
    actor: str | None
    target: str | None
    place: str | None
    when_earliest: str | None
    when_latest: str | None
    factuality: str
    speaker: str | None  # by whose account; None: the outlet's own
    words: Span
    violates: Span | None
    statement: str | None


_COMMON = {
    "outlet": "(instr(folded(outlet), folded(:outlet)) OR EXISTS (SELECT 1 FROM sources"
    " WHERE sources.article = article_key AND instr(folded(sources.outlet), folded(:outlet))))",
    "since": "(published_latest || '~' >= :since"
    " OR published_latest IS NULL AND published_earliest IS NOT NULL)",
    "until": "(published_earliest <= :until || '~'"
    " OR published_earliest IS NULL AND published_latest IS NOT NULL)",
}  # '~' sorts after every digit and hyphen: "2025~" is the end of 2025
_UNSURE = f"coalesce(score < {UNSURE!r}, 0)"  # a rule's statement has no score
_PARTY = (  # a party, state or body speaks for itself
    "instr(folded(coalesce(party, CASE WHEN speaker_kind NOT IN ('person', 'group of people', 'other')"
    " THEN speaker END)), folded(:party))"
)
_ARTICLES = _COMMON | {
    "words": "article_key IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH :words)",
}
_STATEMENTS = _COMMON | {
    "words": "key IN (SELECT rowid FROM statements_fts WHERE statements_fts MATCH :words)",
    "speaker": "instr(folded(speaker), folded(:speaker))",
    "party": _PARTY,
    "act": "act = :act",
    "type": "type = :type",
    "source_kind": "source_kind = :source_kind",
    "about": "EXISTS (SELECT 1 FROM json_each(about) WHERE value = :about)",
    "unsure": f"{_UNSURE} = (:unsure = 'True')",
    "via": "EXISTS (SELECT 1 FROM spans WHERE spans.article = article_key AND kind = 'hops'"
    " AND field = 'source' AND record GLOB statement || '.*' AND instr(folded(words), folded(:via)))",
}
_FIGURES = _COMMON | {
    "words": "(key IN (SELECT rowid FROM figures_fts WHERE figures_fts MATCH :words)"
    " OR EXISTS (SELECT 1 FROM statements JOIN statements_fts ON statements_fts.rowid = statements.key"
    " WHERE statements.article = article_key AND statements.id = counted.statement"
    " AND statements_fts MATCH :words))",
    "category": "category = :category",
    "counter": "instr(folded(speaker), folded(:counter))",
    "party": _PARTY,
}
_POSITIONS = _COMMON | {
    "words": "instr(folded(words), folded(:words))",
    "party": "instr(folded(party), folded(:party))",
    "issue": "issue = :issue",
    "stance": "stance = :stance",
}
_EVENTS = _COMMON | {
    "since": "coalesce(when_latest, when_earliest, published_latest) || '~' >= :since",
    "until": "coalesce(when_earliest, when_latest, published_earliest) <= :until || '~'",
    "words": "instr(folded(words), folded(:words))",
    "type": "type = :type",
    "actor": "(instr(folded(actor), folded(:actor)) OR instr(folded(target), folded(:actor)))",
    "place": "instr(folded(place), folded(:place))",
    "factuality": "factuality = :factuality",
}
NAMED = (
    "(SELECT coalesce(sources.record, sources.path) FROM sources"
    " WHERE sources.article = article_key ORDER BY sources.position LIMIT 1) AS name"
)
_ORDER = "ORDER BY coalesce(published_earliest, published_latest, '~'), article_key"
_LISTED = """
  SELECT * FROM (
    SELECT key AS article_key, id AS article, title, outlet, byline, reader,
      published_earliest, published_latest, published_basis,
      (SELECT count(*) FROM sources WHERE sources.article = articles.key) AS sources,
      (SELECT count(*) FROM statements WHERE statements.article = articles.key) AS statements,
      (SELECT count(*) FROM figures WHERE figures.article = articles.key) AS figures
    FROM articles)"""


def articles(connection: sqlite3.Connection, filters: Mapping[str, object]) -> Iterator[ArticleRow]:
    """The articles asked for, by date, undated ones last."""
    where, values = _where(filters, _ARTICLES)
    listed = _LISTED.replace("SELECT *", f"SELECT *, {NAMED}", 1)
    for row in connection.execute(f"{listed} {where} {_ORDER}", values):
        yield ArticleRow(
            article=heading(row),
            byline=tuple(json.loads(row["byline"])),
            **{name: row[name] for name in ("published_basis", "sources", "statements", "figures", "reader")},
        )


def statements(connection: sqlite3.Connection, filters: Mapping[str, object]) -> Iterator[StatementRow]:
    """The statements asked for, by date of the article, then in the order of the text."""
    where, values = _where(filters, _STATEMENTS)
    sql = f"SELECT *, {_UNSURE} AS unsure, {NAMED} FROM said {where} {_ORDER}, position"  # noqa: S608 values are bound
    for row in connection.execute(sql, values):
        yield _statement(connection, row)


def statements_of(connection: sqlite3.Connection, keys: Sequence[int]) -> list[StatementRow]:
    """The statements of these keys, in their order."""
    marks = ", ".join("?" * len(keys))
    sql = f"SELECT *, {_UNSURE} AS unsure, {NAMED} FROM said WHERE key IN ({marks})"  # noqa: S608
    found = {row["key"]: _statement(connection, row) for row in connection.execute(sql, list(keys))}
    return [found[key] for key in keys if key in found]


def _statement(connection: sqlite3.Connection, row: sqlite3.Row) -> StatementRow:
    names = ("statement", "speaker", "party", "source_kind", "type", "act", "score")
    spans = _spans(connection, row["article_key"], "statements", row["statement"])
    return StatementRow(
        article=heading(row),
        about=tuple(json.loads(row["about"])),
        source=_first(spans, "source"),
        cue=_first(spans, "cue"),
        content=spans.get("content", ()),
        hedge=_first(spans, "hedge"),
        anonymity=rows.inner(row, "anonymity", spans),
        attitude=bool(row["attitude"]),
        unsure=bool(row["unsure"]),
        **_through(connection, row["article_key"], row["statement"]),
        **{name: row[name] for name in names},
    )


def figures(connection: sqlite3.Connection, filters: Mapping[str, object]) -> Iterator[FigureRow]:
    """The figures asked for, by date of the article, then in the order of the text."""
    where, values = _where(filters, _FIGURES)
    names = (
        "figure", "value", "upper", "quantifier", "unit", "category", "counted", "place", "since", "as_of",
        "measure", "window", "party", "statement", "revised", "part_of",
    )  # fmt: skip
    sql = f"SELECT *, {NAMED} FROM counted {where} {_ORDER}, position"  # noqa: S608 values are bound
    for row in connection.execute(sql, values):
        spans = _spans(connection, row["article_key"], "figures", row["figure"])
        yield FigureRow(
            article=heading(row),
            words=spans["span"][0],
            hedge=_first(spans, "hedge"),
            caveat=_first(spans, "caveat"),
            counter=row["speaker"],
            **{name: row[name] for name in names},
        )


def positions(connection: sqlite3.Connection, filters: Mapping[str, object]) -> Iterator[PositionRow]:
    """The positions asked for, by date of the article, then in the order of the text."""
    where, values = _where(filters, _POSITIONS)
    names = ("party", "issue", "stance", "proposal", "linked", "reported_by", "statement")
    sql = f"SELECT *, {NAMED} FROM held {where} {_ORDER}, position"  # noqa: S608 values are bound
    for row in connection.execute(sql, values):
        spans = _spans(connection, row["article_key"], "positions", row["positioned"])
        yield PositionRow(
            article=heading(row),
            position=row["positioned"],
            words=spans["span"][0],
            condition=_first(spans, "condition"),
            deadline=_first(spans, "deadline"),
            red_line=bool(row["red_line"]),
            **{name: row[name] for name in names},
        )


def events(connection: sqlite3.Connection, filters: Mapping[str, object]) -> Iterator[EventRow]:
    """The events asked for, by date of the article, then in the order of the text."""
    where, values = _where(filters, _EVENTS)
    names = (
        "event", "type", "mode", "actor", "target", "place", "when_earliest", "when_latest", "factuality",
        "speaker", "statement",
    )  # fmt: skip
    sql = f"SELECT *, {NAMED} FROM happened {where} {_ORDER}, position"  # noqa: S608 values are bound
    for row in connection.execute(sql, values):
        spans = _spans(connection, row["article_key"], "events", row["event"])
        yield EventRow(
            article=heading(row),
            words=spans["span"][0],
            violates=_first(spans, "violates"),
            **{name: row[name] for name in names},
        )


def phrase(words: str) -> str:
    """A reader's words as an FTS5 query that cannot fail: every word or phrase in quotation marks."""
    pieces = re.findall(r'"([^"]*)"|([^\s"]+)', words.replace("\0", " "))
    return " ".join('"' + (quoted or word) + '"' for quoted, word in pieces) or '""'


def _where(filters: Mapping[str, object], conditions: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    given = {name: str(value) for name, value in filters.items() if value is not None}
    for name in given.keys() - conditions.keys():
        raise TypeError(f"no filter {name!r} here; there are {', '.join(sorted(conditions))}")
    for name in given.keys() & {"since", "until"}:
        if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", given[name]):
            raise StoreError(f"{name}: {given[name]!r} is not a date; write 2025, 2025-05 or 2025-05-26")
    if "words" in given and "MATCH" in conditions["words"]:
        given["words"] = phrase(given["words"])
    return "WHERE " + " AND ".join(["1", *(conditions[name] for name in given)]), given


def heading(row: sqlite3.Row) -> Heading:
    """What a row with an article's columns says of it."""
    names = ("title", "outlet", "published_earliest", "published_latest")
    return Heading(
        id=row["article"], name=row["name"] or row["article"], **{name: row[name] for name in names}
    )


def _spans(
    connection: sqlite3.Connection, article: int, kind: str, record: str
) -> dict[str, tuple[Span, ...]]:
    found: dict[str, tuple[Span, ...]] = {}
    for row in connection.execute(
        "SELECT field, start, stop, words FROM spans WHERE article = ? AND kind = ? AND record = ?"
        " ORDER BY field, position",
        (article, kind, record),
    ):
        found[row["field"]] = (*found.get(row["field"], ()), Span(row["start"], row["stop"], row["words"]))
    return found


def _through(connection: sqlite3.Connection, article: int, statement: str) -> dict[str, Any]:
    hops: Sequence[sqlite3.Row] = connection.execute(
        "SELECT position, relation FROM hops WHERE article = ? AND statement = ? ORDER BY position",
        (article, statement),
    ).fetchall()
    return {
        "through": tuple(
            _spans(connection, article, "hops", f"{statement}.{hop['position']}")["source"][0] for hop in hops
        ),
        "relations": tuple(hop["relation"] for hop in hops),
    }


def _first(spans: Mapping[str, tuple[Span, ...]], field: str) -> Span | None:
    return next(iter(spans.get(field, ())), None)

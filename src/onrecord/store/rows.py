"""Records to rows and back: the fields of the nouns decide, so that nothing is written down twice.

A field of text or numbers is a column of its name; a list of names a JSON array; a span its words
in a column and its offsets in `spans`; a time three columns; a part that may be absent its fields
under its own name before theirs; a list of parts a table of its own.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from typing import Any, get_type_hints

from onrecord.records import (
    Actor,
    Anonymity,
    Article,
    Event,
    Figure,
    Hop,
    Label,
    Participant,
    Period,
    Position,
    Problem,
    Proposal,
    Published,
    Record,
    Signal,
    Source,
    Span,
    Statement,
    Term,
    TimeExpression,
)

PARTS: Mapping[str, type] = {
    "actors": Actor, "statements": Statement, "figures": Figure, "events": Event, "positions": Position,
    "proposals": Proposal, "dates": TimeExpression, "signals": Signal,
    "participants": Participant, "labels": Label,
}  # fmt: skip
NESTED: Mapping[str, tuple[str, str, type]] = {  # table: the field it holds, its owner's column, its noun
    "hops": ("chain", "statement", Hop),
    "terms": ("terms", "proposal", Term),
}
INNER: Mapping[str, type] = {"anonymity": Anonymity}  # field: the noun it holds, or None
UNWORDED = {"mentions"}  # too many to be repeated in a column
Row = dict[str, Any]
Rows = dict[str, list[Row]]
Spans = Mapping[tuple[str, str], Mapping[str, tuple[Span, ...]]]  # (kind, record) → field → spans

_HINTS = {
    Span: "span",
    Span | None: "span",
    tuple[Span, ...]: "spans",
    tuple[str, ...]: "names",
    Period | None: "period",
    Anonymity | None: "inner",
    tuple[Hop, ...]: "nested",
    tuple[Term, ...]: "nested",
    bool: "flag",
}


_SHAPES: Mapping[type, Mapping[str, str]] = {  # how each field of a noun is kept
    noun: {name: _HINTS.get(hint, "plain") for name, hint in get_type_hints(noun).items()}
    for noun in (*PARTS.values(), *(noun for _, _, noun in NESTED.values()), *INNER.values(), Source, Problem)
}


def to_rows(record: Record, article: int | str) -> Rows:
    """Every row of one record but the article's own, by table; `article` is its key, or its id."""
    rows: Rows = {table: [] for table in (*PARTS, *NESTED, "sources", "spans", "problems")}
    rows["spans"] = list(_article_spans(record.article))
    for position, source in enumerate(record.article.sources):
        rows["sources"].append({"position": position} | plain(source))
    for position, problem in enumerate(record.problems):
        rows["problems"].append({"position": position} | plain(problem))
    for table in PARTS:
        for position, item in enumerate(getattr(record, table)):
            _add(rows, table, str(getattr(item, "id", position)), item, {"position": position})
    for row in (row for table in rows.values() for row in table):
        row["article"] = article
    return rows


def columns() -> dict[str, dict[str, type]]:
    """The columns of each table that `to_rows` fills, with their types; `article` is an id."""
    place: dict[str, type] = {"article": str, "position": int}
    texts = dict.fromkeys(("kind", "record", "field", "words"), str)
    found = {table: place | _types(noun) for table, noun in (*PARTS.items(), ("sources", Source))}
    found |= {table: place | {owner: str} | _types(noun) for table, (_, owner, noun) in NESTED.items()}
    return found | {
        "problems": place | _types(Problem), "spans": place | texts | {"start": int, "stop": int}
    }  # fmt: skip


def _types(noun: type) -> dict[str, type]:
    """The columns of a noun with their types."""
    found: dict[str, type] = {}
    for field, hint in get_type_hints(noun).items():
        kinds = [kind for kind in (bool, int, float) if hint in (kind, kind | None)]
        shape = _SHAPES[noun][field]
        for name, kept, _ in _parts(field, shape, None) if shape != "nested" else ():
            found |= dict.fromkeys(_columns(name, kept, () if kept == "spans" else None), [*kinds, str][0])
    return found


def article_row(article: Article) -> Row:
    """The row of `articles`, without its key and reader."""
    return {
        "id": article.id,
        "title": article.title,
        "outlet": article.outlet,
        "byline": json.dumps(article.byline, ensure_ascii=False),
        "dateline": article.dateline,
        "republished_from": article.republished_from,
        "published_earliest": article.published.earliest,
        "published_latest": article.published.latest,
        "published_basis": article.published.basis,
        "language": article.language,
        "text": article.text,
    }


def to_article(row: sqlite3.Row, sources: Iterable[sqlite3.Row], spans: Spans) -> Article:
    """The article of a row of `articles`, with its sources and marked spans."""
    marked = spans.get(("articles", ""), {})
    title = marked.get("title_span", ())
    published = Published(
        earliest=row["published_earliest"],
        latest=row["published_latest"],
        basis=row["published_basis"],
        evidence=marked.get("evidence", ()),
    )
    return Article(
        id=row["id"],
        sources=tuple(Source(**_only(source, Source)) for source in sources),
        text=row["text"],
        language=row["language"],
        title=row["title"],
        title_span=title[0] if title else None,
        outlet=row["outlet"],
        byline=tuple(json.loads(row["byline"])),
        republished_from=row["republished_from"],
        dateline=row["dateline"],
        published=published,
        boilerplate=marked.get("boilerplate", ()),
        repeated=marked.get("repeated", ()),
    )


def to_record(article: Article, rows: Mapping[str, list[sqlite3.Row]], spans: Spans) -> Record:
    """The record of an article from its rows, each table's in the order of their positions."""
    nested: dict[tuple[str, str], list[Any]] = {}
    for table, (field, owner, noun) in NESTED.items():
        for row in rows[table]:
            name = f"{row[owner]}.{row['position']}"
            nested.setdefault((field, row[owner]), []).append(
                _item(noun, row, spans.get((table, name), {}), {})
            )
    parts: dict[str, tuple[Any, ...]] = {}
    for table, noun in PARTS.items():
        named = "id" if "id" in _SHAPES[noun] else "position"
        parts[table] = tuple(
            _item(noun, row, spans.get((table, str(row[named])), {}), nested) for row in rows[table]
        )
    problems = tuple(Problem(**_only(row, Problem)) for row in rows["problems"])
    return Record(article=article, problems=problems, **parts)


def grouped(rows: Iterable[sqlite3.Row]) -> Spans:
    """Rows of `spans`, in order of position, by what they belong to."""
    found: dict[tuple[str, str], dict[str, tuple[Span, ...]]] = {}
    for row in rows:
        of = found.setdefault((row["kind"], row["record"]), {})
        of[row["field"]] = (*of.get(row["field"], ()), Span(row["start"], row["stop"], row["words"]))
    return found


def _article_spans(article: Article) -> Iterator[Row]:
    marked = {"evidence": article.published.evidence, "boilerplate": article.boilerplate}
    title = (article.title_span,) if article.title_span else ()
    for field, spans in (marked | {"repeated": article.repeated, "title_span": title}).items():
        yield from _span_rows("articles", "", field, spans)


def _span_rows(kind: str, record: str, field: str, spans: Iterable[Span]) -> Iterator[Row]:
    for position, span in enumerate(spans):
        at = {"position": position, "start": span.start, "stop": span.end, "words": span.words}
        yield {"kind": kind, "record": record, "field": field} | at


def _add(rows: Rows, table: str, name: str, item: Any, row: Row) -> None:
    """Append the row of one part to `rows`, with its spans and the rows of its own parts."""
    for field, shape in _SHAPES[type(item)].items():
        value = getattr(item, field)
        if shape == "nested":
            for position, inner in enumerate(value):
                (kind, owner) = next((k, owner) for k, (f, owner, _) in NESTED.items() if f == field)
                _add(rows, kind, f"{name}.{position}", inner, {owner: name, "position": position})
            continue
        for column, kept, part in _parts(field, shape, value):
            row |= _columns(column, kept, part)
            rows["spans"] += _span_rows(table, name, column, _spans(kept, part))
    rows[table].append(row)


def _parts(field: str, shape: str, value: Any) -> Iterator[tuple[str, str, Any]]:
    """A field with its shape and value, or those of the noun that it holds."""
    if shape != "inner":
        yield field, shape, value
        return
    for name, kept in _SHAPES[INNER[field]].items():
        yield f"{field}_{name}", kept, None if value is None else getattr(value, name)


def _columns(field: str, shape: str, value: Any) -> Row:
    name = "words" if field == "span" else field
    if shape in ("plain", "flag"):
        return {name: value}
    if shape == "names":
        return {name: json.dumps(value, ensure_ascii=False)}
    if shape == "period":
        words = None if value is None else value.span.words if value.span else ""
        ends = (None, None) if value is None else (value.earliest, value.latest)
        return {f"{name}_words": words, f"{name}_earliest": ends[0], f"{name}_latest": ends[1]}
    if name in UNWORDED:
        return {}
    if shape == "span":
        return {name: value.words if value else None}
    return {name: " … ".join(span.words for span in value)}


def _spans(shape: str, value: Any) -> tuple[Span, ...]:
    if shape == "spans":
        return tuple(value)
    if shape == "period":
        value = value.span if value else None
    return (value,) if shape in ("span", "period") and value else ()


def _item(
    noun: type,
    row: sqlite3.Row,
    spans: Mapping[str, tuple[Span, ...]],
    nested: Mapping[tuple[str, str], list[Any]],
) -> Any:
    values: Row = {}
    for field, shape in _SHAPES[noun].items():
        first = next(iter(spans.get(field, ())), None)
        if shape == "nested":
            values[field] = tuple(nested.get((field, row["id"]), ()))
        elif shape == "inner":
            values[field] = inner(row, field, spans)
        elif shape == "period":
            values[field] = _period(row, field, first)
        elif shape == "names":
            values[field] = tuple(json.loads(row[field]))
        elif shape in ("span", "spans"):
            values[field] = first if shape == "span" else spans.get(field, ())
        else:
            values[field] = bool(row[field]) if shape == "flag" else row[field]
    return noun(**values)


def inner(row: sqlite3.Row, field: str, spans: Mapping[str, tuple[Span, ...]]) -> Any:
    """The noun that a field holds, from its columns and spans; None where all are null."""
    values: Row = {}
    for name, shape in _SHAPES[INNER[field]].items():
        column = f"{field}_{name}"
        values[name] = next(iter(spans.get(column, ())), None) if shape == "span" else row[column]
    return None if set(values.values()) == {None} else INNER[field](**values)


def _period(row: sqlite3.Row, field: str, span: Span | None) -> Period | None:
    if row[f"{field}_words"] is None:
        return None
    return Period(earliest=row[f"{field}_earliest"], latest=row[f"{field}_latest"], span=span)


def plain(item: Source | Problem) -> Row:
    """The row of a noun without spans: its fields as they are."""
    return {field.name: getattr(item, field.name) for field in fields(item)}


def _only(row: sqlite3.Row, noun: type) -> Row:
    return {name: row[name] for name in _SHAPES[noun]}

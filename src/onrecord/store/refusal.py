"""Refusal: a record is stored only if all it says can be found again.

The words of every span stand in the text at their offsets, every id is given once, every
reference leads to an id, and every value is one that SQLite gives back as it was.
"""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from hashlib import sha256

from onrecord.corrections import Items, items, pointers
from onrecord.errors import StoreError
from onrecord.records import Record, spans

LARGEST = 1e300  # beyond, and for NaN, a number would not come back as it went in


def check(record: Record) -> None:
    """Pass over a record in silence if it can be stored.

    Raises:
        StoreError: naming the article and the first thing that is wrong.
    """
    for complaint in complaints(record):
        path = record.article.sources[0].path if record.article.sources else None
        raise StoreError(
            f"{path or record.article.id[:12]}: {complaint}; the record is refused, report it as a fault"
        )


def complaints(record: Record) -> Iterator[str]:
    """All that is wrong with a record, each in words."""
    yield from _values(record)
    yield from _article(record)
    yield from (
        f"the text at [{span.start}:{span.end}] is not {span.words[:80]!r}"
        for span in spans(record)
        if not record.article.check(span)
    )
    listed = items(record)
    yield from _ids(listed)
    yield from _references(listed)


def _article(record: Record) -> Iterator[str]:
    article = record.article
    if sha256(article.text.encode()).hexdigest() != article.id:
        yield f"the article's id {article.id[:12]!r} is not the hash of its text"
    if not article.sources:
        yield "the article has no source"


def _values(value: object) -> Iterator[str]:
    """Complaints about single values: text that is not Unicode, numbers that are none."""
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError as error:
            yield f"{value[max(0, error.start - 10) : error.end + 10]!r} is not valid Unicode"
    elif isinstance(value, int | float):
        if not abs(value) < LARGEST:
            yield f"{value!r} is not a number to be stored"
    elif isinstance(value, tuple):
        for item in value:
            yield from _values(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _values(getattr(value, field.name))


def _ids(listed: Items) -> Iterator[str]:
    for kind in listed:
        ids = [item["id"] for item in listed[kind]]
        yield from (f"{kind}: the id {name!r} is given twice" for name in {*ids} if ids.count(name) > 1)


def _references(listed: Items) -> Iterator[str]:
    known = {(kind, one["id"]) for kind in listed for one in listed[kind]}
    for kind in listed:
        for one in listed[kind]:
            for of, name in pointers(kind, one):
                if (of, name) not in known:
                    yield f"{kind} {one['id']!r} points at {of} {name!r}, which is not in the record"

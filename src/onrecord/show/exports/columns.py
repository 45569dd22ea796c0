"""Columns: the fields of a noun as the columns of a table, by their types alone.

A span is three columns: its words, where they begin and where they end. A noun inside a noun is its
columns with the field's name before them. A tuple of nouns has no column: it is a table of its own.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, is_dataclass
from datetime import date
from functools import partial
from types import NoneType, UnionType
from typing import Any, get_args, get_origin

from onrecord.contract import hints
from onrecord.link.claims import Claim
from onrecord.link.keys import Key
from onrecord.link.series import Point
from onrecord.link.tellings import Telling
from onrecord.records import Figure, Period, Published, Span

TYPES = {str: "text", int: "integer", float: "number", bool: "boolean"}
DATES = {  # fields that hold a date as precise as the words, with a column of their own where it is a day
    (Published, "earliest"), (Published, "latest"), (Period, "earliest"), (Period, "latest"),
    (Figure, "since"), (Figure, "as_of"), (Key, "since"), (Point, "as_of"), (Telling, "day"),
    (Claim, "first"), (Claim, "last"),
}  # fmt: skip
WHOLE = 10  # characters of a date that is a day

Step = tuple[type, str]  # a noun and its field


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a table."""

    name: str
    type: str  # text | integer | number | boolean | date | day | list of text | list of integer
    path: tuple[Step, ...]  # from the table's noun inwards; empty: a key of the table
    part: str | None  # of a span: words | start | end; of a date: day; None: the field itself
    value: Callable[[Any], Any]  # of a noun


def columns(noun: type, *, without: frozenset[str] = frozenset()) -> tuple[Column, ...]:
    """The columns of a noun's fields, in their order."""
    return tuple(_of(noun, "", (), lambda item: item, without))


def _of(
    noun: type,
    prefix: str,
    path: tuple[Step, ...],
    value: Callable[[Any], Any],
    without: frozenset[str] = frozenset(),
) -> Iterator[Column]:
    for name, hint in hints(noun).items():
        if name not in without:
            inner = partial(_field, value, name)
            yield from _column(_bare(hint), f"{prefix}{name}", (*path, (noun, name)), inner)


def _column(hint: Any, name: str, path: tuple[Step, ...], value: Callable[[Any], Any]) -> Iterator[Column]:
    several = get_origin(hint) is tuple
    one = get_args(hint)[0] if several else hint
    if one is Span:
        yield from _span(name.removesuffix("span") or "", name, path, value, several)
    elif is_dataclass(one):
        if not several:
            yield from _of(one, f"{name}_", path, value)  # type: ignore[arg-type]
    else:
        dated = path[-1] in DATES
        kind = "date" if dated else f"list of {TYPES[one]}" if several else TYPES[one]
        yield Column(name=name, type=kind, path=path, part=None, value=value)
        if dated:
            whole = partial(_day, value)
            yield Column(name=f"{name}_whole", type="day", path=path, part="day", value=whole)


def _span(
    own: str, name: str, path: tuple[Step, ...], value: Callable[[Any], Any], several: bool
) -> Iterator[Column]:
    """The columns of a span: of a field `span` "words", "start" and "end"; of others with their name."""
    plain = name == "span" or name.endswith("_span")
    names = [f"{own}{part}" if plain else f"{name}_{part}" for part in ("words", "start", "end")]
    for part, called in zip(("words", "start", "end"), names, strict=True):
        kind = "text" if part == "words" else "integer"
        yield Column(
            name=called,
            type=f"list of {kind}" if several else kind,
            path=path,
            part=part,
            value=partial(_parts if several else _field, value, part),
        )


def _field(value: Callable[[Any], Any], name: str, item: Any) -> Any:
    found = value(item)
    return None if found is None else getattr(found, name)


def _parts(value: Callable[[Any], Any], part: str, item: Any) -> tuple[Any, ...]:
    return tuple(getattr(span, part) for span in value(item) or ())


def _day(value: Callable[[Any], Any], item: Any) -> date | None:
    """The date, if it is a whole day."""
    found = value(item)
    try:
        return date.fromisoformat(found[:WHOLE]) if found and len(found) >= WHOLE else None
    except ValueError:
        return None


def _bare(hint: Any) -> Any:
    """A type without its None."""
    if get_origin(hint) is UnionType:
        (hint,) = (one for one in get_args(hint) if one is not NoneType)
    return hint

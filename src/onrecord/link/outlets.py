"""Outlets: what is counted of each outlet: articles, copies, agencies, unnamed sources, loaded words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from onrecord.link.copies import Family
from onrecord.link.framing import Anonymity, Wires, by_outlet
from onrecord.link.tellings import name_of
from onrecord.records import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """One outlet's counts."""

    outlet: str | None  # None: its articles do not say
    articles: int
    copies: tuple[str, ...]  # articles of its that stand in a family of copies, but as the first of it
    wires: tuple[tuple[str, tuple[str, ...]], ...]  # origin named, articles
    statements: int
    unnamed: int  # of these, of officials without a name
    labels: int  # loaded words in its own voice


def outlets(
    records: Sequence[Record],
    kin: Iterable[Family],
    unnamed: Iterable[Anonymity],
    wires: Iterable[Wires],
) -> list[Outlet]:
    """The outlets by name, the one that is not known last."""
    later = {name for family in kin for name in family.articles[1:]}
    nameless = {one.outlet: len(one.anonymous) for one in unnamed}
    taken = {one.outlet: one.taken for one in wires}
    found = [
        Outlet(
            outlet=outlet,
            articles=len(own),
            copies=tuple(name for name in map(_name, own) if name in later),
            wires=taken.get(outlet, ()),
            statements=sum(len(record.statements) for record in own),
            unnamed=nameless.get(outlet, 0),
            labels=sum(label.voice == "outlet" for record in own for label in record.labels),
        )
        for outlet, own in by_outlet(records)
    ]
    return sorted(found, key=_order)


def _order(one: Outlet) -> tuple[bool, str, str]:
    return one.outlet is None, (one.outlet or "").casefold(), one.outlet or ""


def _name(record: Record) -> str:
    return name_of(record.article)

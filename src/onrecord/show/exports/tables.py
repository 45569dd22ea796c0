"""Tables: every record of every article, and what links give over all of them, as rows of named columns.

What an article holds comes article by article; what links give is worked out of all of them at once.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from onrecord.corrections import KINDS
from onrecord.corrections.references import POINTERS
from onrecord.link.claims import Claim
from onrecord.link.copies import Copy
from onrecord.link.disputes import Dispute
from onrecord.link.happenings import Happening, Told
from onrecord.link.origins import Origin
from onrecord.link.pile import Pile
from onrecord.link.series import Point, Series
from onrecord.link.tellings import Telling, name_of
from onrecord.records import Article, Hop, Record, Source, Term, TimeExpression
from onrecord.show.exports.columns import Column, columns

Keys = dict[str, Any]
Keyed = tuple[Keys, Any]  # the keys of a row, and its noun
Row = dict[str, Any]
ARTICLE = {"article_id": "text"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table: what one row of it is, and its columns."""

    name: str
    noun: type
    columns: tuple[Column, ...]
    rows: Callable[[Any], Iterable[Keyed]]  # of a Record; of a Pile where it is linked
    linked: bool = False

    def row(self, keys: Keys, item: Any) -> Row:
        """One row, by the names of the columns."""
        return {
            column.name: column.value(item) if column.path else keys.get(column.name)
            for column in self.columns
        }


def of_record(table: Table, record: Record) -> Iterator[Row]:
    """The rows of one article in a table that is not linked."""
    for keys, item in table.rows(record):
        yield table.row({"article_id": record.article.id} | keys, item)


def of_links(table: Table, found: Pile) -> Iterator[Row]:
    """The rows of what links give in a linked table."""
    for keys, item in table.rows(found):
        yield table.row(keys, item)


def every(records: Iterable[Record], pile: Pile) -> Iterator[tuple[Table, Row]]:
    """The rows of all tables, article by article, then those of links."""
    for record in records:
        for table in TABLES:
            if not table.linked:
                for row in of_record(table, record):
                    yield table, row
    for table in TABLES:
        if table.linked:
            for row in of_links(table, pile):
                yield table, row


def _table(
    name: str,
    noun: type,
    rows: Callable[[Any], Iterable[Keyed]],
    keys: dict[str, str],
    *,
    without: frozenset[str] = frozenset(),
    linked: bool = False,
) -> Table:
    front = ARTICLE | keys if not linked else keys
    return Table(
        name=name,
        noun=noun,
        columns=(*map(_key, front.items()), *columns(noun, without=without)),
        rows=rows,
        linked=linked,
    )


def _key(named: tuple[str, str]) -> Column:
    name, kind = named
    return Column(name=name, type=kind, path=(), part=None, value=lambda _: None)


def _nouns(kind: str, record: Record) -> Iterator[Keyed]:
    """The items of a kind, with the names of the actors that they point at."""
    names = {actor.id: actor.name for actor in record.actors}
    for number, item in enumerate(getattr(record, kind)):
        keys: Row = {"id": f"l{number}"} if kind == "labels" else {}
        for field in _people(kind):
            pointed = getattr(item, field)
            several = isinstance(pointed, tuple)
            keys[f"{field}_name"] = (
                tuple(names.get(one) for one in pointed) if several else names.get(pointed or "")
            )
        yield keys, item


def _people(kind: str) -> list[str]:
    return [field for field, of in POINTERS.get(kind, {}).items() if of == "actors"]


def _articles(record: Record) -> Iterator[Keyed]:
    yield {"article": name_of(record.article)}, record.article


def _sources(record: Record) -> Iterator[Keyed]:
    for number, source in enumerate(record.article.sources):
        yield {"position": number}, source


def _inner(kind: str, one: str, field: str, record: Record) -> Iterator[Keyed]:
    """The nouns inside the items of a kind, numbered within each."""
    names = {actor.id: actor.name for actor in record.actors}
    for item in getattr(record, kind):
        for number, inner in enumerate(getattr(item, field)):
            named = {"actor_name": names.get(inner.actor or "")} if isinstance(inner, Hop) else {}
            yield {one: item.id, "position": number} | named, inner


def _dates(record: Record) -> Iterator[Keyed]:
    for number, one in enumerate(record.dates):
        yield {"position": number}, one


def _points(found: Pile) -> Iterator[Keyed]:
    for one in found.all(Series):
        for point in one.points:
            yield {"series": one.name, "correction": point in one.corrections}, point


def _claimed(field: str, found: Pile) -> Iterator[Keyed]:
    for claim in found.all(Claim):
        for number, one in enumerate(getattr(claim, field)):
            yield {"claim": claim.name, "position": number}, one


def _happenings(found: Pile) -> Iterator[Keyed]:
    for number, one in enumerate(found.all(Happening)):
        yield {"happening": number, "filed_under": one.day, "contested": one.denied}, one


def _accounts(found: Pile) -> Iterator[Keyed]:
    for number, happening in enumerate(found.all(Happening)):
        for told in happening.tellings:
            yield {"happening": number}, told


def _numbered(kind: type[Any], found: Pile) -> Iterator[Keyed]:
    listed: tuple[Any, ...] = found.all(kind)
    for number, one in enumerate(listed):
        yield {"position": number}, one


def _of_kind(kind: str) -> Table:
    keys = {"id": "text"} if kind == "labels" else {}
    listed = {"author": "list of text"}
    keys |= {f"{field}_name": listed.get(field, "text") for field in _people(kind)}
    return _table(kind, KINDS[kind], partial(_nouns, kind), keys)


PLACE = {"position": "integer"}
TABLES = (
    _table("articles", Article, _articles, {"article": "text"}, without=frozenset({"id"})),
    _table("sources", Source, _sources, PLACE),
    *map(_of_kind, KINDS),
    _table(
        "hops", Hop, partial(_inner, "statements", "statement", "chain"),
        {"statement": "text", **PLACE, "actor_name": "text"},
    ),
    _table("terms", Term, partial(_inner, "proposals", "proposal", "terms"), {"proposal": "text", **PLACE}),
    _table("dates", TimeExpression, _dates, PLACE),
    _table("series", Series, lambda found: (({}, one) for one in found.all(Series)), {}, linked=True),
    _table("points", Point, _points, {"series": "text", "correction": "boolean"}, linked=True),
    _table("claims", Claim, lambda found: (({}, one) for one in found.all(Claim)), {}, linked=True),
    _table("tellings", Telling, partial(_claimed, "tellings"), {"claim": "text", **PLACE}, linked=True),
    _table("origins", Origin, partial(_claimed, "origins"), {"claim": "text", **PLACE}, linked=True),
    _table("contests", Telling, partial(_claimed, "contested_by"), {"claim": "text", **PLACE}, linked=True),
    _table("disputes", Dispute, partial(_numbered, Dispute), PLACE, linked=True),
    _table(
        "happenings", Happening, _happenings,
        {"happening": "integer", "filed_under": "text", "contested": "boolean"}, linked=True,
    ),
    _table("accounts", Told, _accounts, {"happening": "integer"}, linked=True),
    _table("copies", Copy, partial(_numbered, Copy), PLACE, linked=True),
)  # fmt: skip

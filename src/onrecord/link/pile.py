"""Pile: what linking finds over some articles, each part worked out when it is first asked for.

A part is all things of one kind: claims, series, stories. Parts can be kept (`encoded`) and be given again,
equal to what would be worked out.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import Any, TypeVar

import msgspec

from onrecord.link import framing
from onrecord.link.actors import Aliases
from onrecord.link.changes import Change, changes
from onrecord.link.claims import Claim, Linked, linked
from onrecord.link.copies import Copy, Family, by_article, copies, families
from onrecord.link.disputes import Dispute
from onrecord.link.framing import Anonymity, Naming, Selection, Violence, Wires
from onrecord.link.happenings import Happening
from onrecord.link.matrix import Cell
from onrecord.link.meaning import Meanings
from onrecord.link.names import Known
from onrecord.link.narrowed import Narrowed, narrowed
from onrecord.link.outlets import Outlet, outlets
from onrecord.link.places import Site, sites
from onrecord.link.plans import Plan
from onrecord.link.series import Series, series
from onrecord.link.standing import Role, Standing, roles
from onrecord.link.stories import Story, stories
from onrecord.link.talks import Talks, talks
from onrecord.link.tellings import by_day
from onrecord.records import Record

Part = TypeVar("Part")
Kept = Callable[[str], Iterable[str]]  # name of a kind → its things, some in each JSON array
STATEMENTS = 20_000  # of a pile up to which they are compared with one another in seconds or minutes
TOGETHER = 500  # things kept in one array


class Pile:
    """The links of some articles."""

    def __init__(
        self,
        records: Iterable[Record],
        said: Aliases | None = None,
        *,
        meanings: Callable[[Sequence[Record]], Meanings] | None = None,
        fresh: Collection[str] = (),
        kept: Kept | None = None,
        most: int | None = None,
    ) -> None:
        """Nothing is read of the records before it is needed.

        Args:
            said: what an alias file says.
            meanings: gives vectors of sentences computed before; None: all are computed.
            fresh: ids of the articles that came last, of which `Change` tells.
            kept: the parts worked out before; None: there are none.
            most: statements up to which they are compared with one another, which gives claims and disputes;
                None: however many there are.
        """
        self.said = said
        self.kept = kept is not None
        self._given = records
        self._meanings = meanings
        self._fresh = frozenset(fresh)
        self._parts = kept
        self._most = most
        self._found: dict[type, tuple[Any, ...]] = {}

    def all(self, kind: type[Part]) -> tuple[Part, ...]:
        """All things of one of `KINDS`, in their order."""
        if kind not in self._found:
            self._found[kind] = tuple(self._decoded(kind) if self._parts else KINDS[kind](self))
        return self._found[kind]

    def each(self, kind: type[Part]) -> Iterator[Part]:
        """The same one by one; of what is kept no more is read than is asked for."""
        return self._decoded(kind) if self._parts and kind not in self._found else iter(self.all(kind))

    @cached_property
    def records(self) -> tuple[Record, ...]:
        """The records themselves, by day, so that the links are the same in whatever order they are given."""
        return tuple(sorted(self._given, key=by_day))

    @cached_property
    def talks(self) -> Talks:
        """The state of the negotiation."""
        return talks(self.records, self.said)

    @cached_property
    def families(self) -> Mapping[str, str]:
        """Article id → family of copies, for the articles that are in one."""
        return by_article(self.records, self.all(Family))

    @cached_property
    def over(self) -> int | None:
        """How many statements there are, where that is too many to compare them; None: they are compared."""
        if self.kept or self._most is None:
            return None
        spoken = sum(len(record.statements) for record in self.records)
        return spoken if spoken > self._most else None

    def changes(self, fresh: Collection[str]) -> list[Change]:
        """What the articles with these ids bring against all others."""
        new = [record for record in self.records if record.article.id in fresh]
        before = [record for record in self.records if record.article.id not in fresh]
        return changes(before, new, self.talks, self.all(Series)) if new else []

    @cached_property
    def _alike(self) -> Linked:
        if self.over:
            return Linked(claims=(), disputes=())
        meanings = self._meanings(self.records) if self._meanings else Meanings()
        return linked(self.records, self.families, self.talks, meanings)

    def _decoded(self, kind: type[Part]) -> Iterator[Part]:
        read: msgspec.json.Decoder[list[Part]] = msgspec.json.Decoder(list[kind])  # type: ignore[valid-type]
        return chain.from_iterable(map(read.decode, self._parts(kind.__name__) if self._parts else ()))


def encoded(pile: Pile) -> Iterator[tuple[str, str]]:
    """Every part as names of kinds and JSON arrays of some of their things, in order."""
    for kind in KINDS:
        found: Sequence[Any] = pile.all(kind)
        for start in range(0, len(found), TOGETHER):
            yield kind.__name__, msgspec.json.encode(found[start : start + TOGETHER]).decode()


KINDS: Mapping[type, Callable[[Pile], Iterable[Any]]] = {
    Known: lambda pile: pile.talks.cast.all(),
    Plan: lambda pile: pile.talks.plans,
    Cell: lambda pile: pile.talks.cells,
    Standing: lambda pile: pile.talks.standings,
    Happening: lambda pile: pile.talks.happenings,
    Site: lambda pile: sites(pile.all(Happening), pile.records),
    Role: lambda pile: roles(pile.records, pile.talks.cast),
    Series: lambda pile: series(pile.records),
    Copy: lambda pile: copies(pile.records),
    Family: lambda pile: families(pile.records, pile.all(Copy)),
    Claim: lambda pile: pile._alike.claims,
    Dispute: lambda pile: pile._alike.disputes,
    Story: lambda pile: stories([record.article for record in pile.records]),
    Narrowed: lambda pile: narrowed(pile.records, pile.all(Story)),
    Outlet: lambda pile: outlets(pile.records, pile.all(Family), pile.all(Anonymity), pile.all(Wires)),
    Naming: lambda pile: framing.namings(pile.records, pile.talks.cast),
    Violence: lambda pile: framing.violence(pile.records),
    Selection: lambda pile: framing.selections(pile.records, pile.talks.happenings),
    Anonymity: lambda pile: framing.anonymity(pile.records, pile.talks.cast),
    Wires: lambda pile: framing.wires(pile.records),
    Change: lambda pile: pile.changes(pile._fresh),
}

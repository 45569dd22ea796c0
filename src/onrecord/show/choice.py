"""Choice: which sections, which articles and whose words a page shows, and how the page says so.

Dates choose articles before anything is linked; parties choose what is shown of links made from all of them.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import repeat

from onrecord.errors import OnRecordError
from onrecord.link.matrix import Cell
from onrecord.link.pile import STATEMENTS, Pile
from onrecord.link.plans import Answer, Plan
from onrecord.link.tellings import Telling
from onrecord.records import Actor, Published, Record
from onrecord.show import wording
from onrecord.show.linked import Linked
from onrecord.show.located import Located

SECTIONS = (
    "pile", "changed", "standing", "positions", "proposals", "timeline", "confirmed", "disputed", "speakers",
    "figures", "series", "labels", "sources", "articles", "problems",
)  # fmt: skip
THEMSELVES = frozenset({"person", "group of people", "other"})  # kinds that are no party of their own
DAY = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")

Shows = Callable[[Iterable[Telling]], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What is asked of a page; nothing asked is all."""

    sections: tuple[str, ...] = ()
    first: str | None = None  # day, month or year; None: from the beginning
    last: str | None = None
    parties: tuple[str, ...] = ()  # parts of names

    def __post_init__(self) -> None:
        for given in (self.first, self.last):
            if given is not None:
                day(given, "date")
        unknown = [name for name in self.sections if name not in SECTIONS]
        if unknown:
            raise OnRecordError(f"sections: no {unknown[0]!r}; there are {', '.join(SECTIONS)}")

    def has(self, section: str) -> bool:
        """Whether a section is asked for."""
        return not self.sections or section in self.sections

    def listed(self, *, since: bool) -> tuple[str, ...]:
        """The sections of a page in their order; the list of articles always stands, for words lead there.

        Raises:
            OnRecordError: what changed is asked for, and not since when.
        """
        if "changed" in self.sections and not since:
            raise OnRecordError("sections: 'changed' needs a day; give --since")
        return tuple(name for name in SECTIONS if self.has(name) or name == "articles")

    def within(self, pile: Pile) -> tuple[Pile, str | None]:
        """Those articles that were, or may have been, published in the time, and this in words."""
        if self.first is None and self.last is None:
            return pile, None
        listed = pile.records
        kept = [record for record in listed if self._holds(record.article.published)]
        undated = sum(not _ends(record.article.published) for record in listed)
        outside = len(listed) - len(kept) - undated
        told = f"{len(kept):,} of {wording.count(len(listed), 'article')}: those {self._time()}"
        left = f"left out are {outside:,} from outside that time and {undated:,} without a date"
        return Pile(kept, pile.said, most=STATEMENTS), f"{told}, or that may have been; {left}."

    def shown(self, articles: Sequence[Located]) -> list[Located]:
        """The articles, each knowing which of its records are of the parties.

        Raises:
            OnRecordError: nothing is of one of them.
        """
        if not self.parties:
            return list(articles)
        found = [(article, list(_sides(article.record))) for article in articles]
        for party in self.parties:
            if articles and not any(_holds(side, party) for _, sides in found for _, side in sides):
                remedy = "`onrecord actors STORE` lists names"
                raise OnRecordError(f"party: nothing in these articles is of {party!r}; {remedy}")
        return [
            replace(article, wanted=frozenset(item for item, side in sides if self._ours(side)))
            for article, sides in found
        ]

    def linked(self, linked: Linked, articles: Sequence[Located]) -> Linked:
        """The links, of those made from all records, that are of the parties."""
        if not self.parties:
            return linked
        tells = shows(articles)
        plans = [(anchor, self._plan(plan, tells)) for anchor, plan in linked.plans]
        return replace(
            linked,
            plans=tuple(
                (anchor, plan)
                for anchor, plan in plans
                if plan.answers or tells(plan.tellings) or any(map(self._ours, plan.authors))
            ),
            cells=tuple(cell for cell in map(self._cell, linked.cells, repeat(tells)) if cell.history),
            standings=tuple(one for one in linked.standings if self._ours(one.by) or tells(one.tellings)),
            happenings=tuple(
                one
                for one in linked.happenings
                if self._ours(one.actor) or self._ours(one.target) or tells(t.telling for t in one.tellings)
            ),
            claims=tuple(one for one in linked.claims if tells((*one.tellings, *one.contested_by))),
            disputes=tuple(one for one in linked.disputes if tells((one.a, one.b))),
        )

    def told(self) -> str | None:
        """The parties in words; None: all."""
        if not self.parties:
            return None
        names = " or ".join(f"“{wording.name(party)}”" for party in self.parties)
        return (
            f"Only statements, positions, answers, judgements, events and counts of parties whose name holds "
            f"{names}, and claims and disputes in which such a party speaks; the links between them are made "
            "from all records."
        )

    def _time(self) -> str:
        ends = (("from", self.first), ("until", self.last))
        return "published " + " ".join(f"{word} {wording.day(end)}" for word, end in ends if end)

    def _holds(self, published: Published) -> bool:
        """As the commands that list filter: "2025" holds all of its days."""
        if not _ends(published):
            return False
        late, early = published.latest or "~", published.earliest or ""
        return (self.first is None or late + "~" >= self.first) and (
            self.last is None or early <= self.last + "~"
        )

    def _plan(self, plan: Plan, tells: Shows) -> Plan:
        return replace(plan, answers=self._answers(plan.answers, tells))

    def _cell(self, cell: Cell, tells: Shows) -> Cell:
        return replace(cell, history=self._answers(cell.history, tells))

    def _answers(self, found: Iterable[Answer], tells: Shows) -> tuple[Answer, ...]:
        return tuple(one for one in found if self._ours(one.party) or tells(one.tellings))

    def _ours(self, name: str | None) -> bool:
        return any(_holds(name, party) for party in self.parties)


def day(given: str, option: str) -> str:
    """The day, month or year that was given.

    Raises:
        OnRecordError: it is none.
    """
    try:
        date.fromisoformat(f"{given}-01-01"[:10] if DAY.fullmatch(given) else "")
    except ValueError as error:
        raise OnRecordError(
            f"{option}: {given!r} is not a date; write 2025, 2025-05 or 2025-05-26"
        ) from error
    return given


def shows(articles: Sequence[Located]) -> Shows:
    """Whether any of some tellings is of a record that is shown."""
    by_id = {article.record.article.id: article for article in articles}
    return lambda found: any(by_id[told.article_id].shows(told.record) for told in found)


def _ends(published: Published) -> bool:
    return published.earliest is not None or published.latest is not None


def _holds(name: str | None, part: str) -> bool:
    return name is not None and part.casefold() in name.casefold()


def _sides(record: Record) -> Iterator[tuple[str, str | None]]:
    """The records of an article, each with the names by any of which it is a party's."""
    actors = {actor.id: actor for actor in record.actors}
    said = {statement.id: _party(actors.get(statement.speaker or "")) for statement in record.statements}
    named: list[tuple[str, str | None]] = [  # id of a record, id of an actor that it is of
        *((one.id, one.party) for one in record.positions),
        *((one.id, actor) for one in record.events for actor in (one.actor, one.target)),
        *((one.id, author) for one in record.proposals for author in one.author),
    ]
    yield from said.items()
    yield from ((one.id, _party(actors.get(one.counter or ""))) for one in record.figures)
    yield from ((one.id, said.get(one.statement or "")) for one in record.signals)
    for item, found in named:
        actor = actors.get(found or "")
        yield from ((item, name) for name in (actor.name, actor.party)) if actor else ()


def _party(actor: Actor | None) -> str | None:
    """The party spoken for; a party, state or body speaks for itself."""
    if actor is None:
        return None
    return actor.party or (None if actor.kind in THEMSELVES else actor.name)

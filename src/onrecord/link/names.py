"""Names: the actors of all articles under one name each, and the side that each stands on.

Which names are one is `actors.joins`'s to say. A state's government is the state's side; the side that one
article shows a person to speak for is its side in all, unless another shows another. Sources without a
name are never one with another's.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from onrecord.link.actors import DEMONYMS, WORD, Aliases, bare, fold, joins
from onrecord.records import Actor, Record
from onrecord.vocabulary import tables

GOVERNING = frozenset(tables("parties")["governing"]["words"])
STEM = 5  # letters that a name and the adjective made from it share
HOPS = 4  # joins from a name to the one that stands for it
UNNAMED = "group of people"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One actor over all articles: its name, how else it is written, and why these are one."""

    name: str
    kind: str
    articles: int
    written: tuple[str, ...]
    joined: tuple[str, ...]  # "X: because …"
    roles: tuple[str, ...]  # as articles give them, most first
    sides: tuple[str, ...]


class Cast:
    """The actors of all records under one name each."""

    def __init__(self, records: Sequence[Record], said: Aliases | None = None) -> None:
        """Reads every actor once; `said` is what a user's alias file says."""
        said = said or Aliases()
        self._records = records
        self._joins = joins(records, said)
        self._chosen = said.names
        self._states = {
            fold(actor.name): actor.name
            for record in records
            for actor in record.actors
            if actor.kind == "state"
        }
        self._begun: dict[str, list[str]] = {}  # by the first letters of their names
        for key, state in self._states.items():
            self._begun.setdefault(key[:STEM], []).append(state)
        self._sides = self._served(records)
        self._written: dict[str, Counter[str]] = {}
        self._actors = {record.article.id: {actor.id: actor for actor in record.actors} for record in records}
        for actors in self._actors.values():
            for actor in actors.values():
                self._written.setdefault(self._key(actor.name), Counter())[bare(actor.name)] += 1

    def actor(self, record: Record, actor: str | None) -> Actor | None:
        """The actor of a record with this id."""
        return self._actors[record.article.id].get(actor or "")

    def name(self, record: Record, actor: str | None) -> str | None:
        """The name of an actor over all articles; of a source without a name, its own words."""
        found = self.actor(record, actor)
        return None if found is None else found.name if found.kind == UNNAMED else self.known(found.name)

    def side(self, record: Record, actor: str | None) -> str | None:
        """The side an actor stands on: the party it speaks for, else itself; of a government, its state."""
        found = self.actor(record, actor)
        if found is None:
            return None
        shown = self._sides.get(self._key(found.name)) if found.kind in ("person", "other") else None
        party = found.party or shown
        return self.known(party) if party else self._governed(self.name(record, actor) or "")

    def known(self, name: str) -> str:
        """A name as it is written most, in full where an acronym stands for it."""
        key = self._key(name)
        if key in self._chosen:
            return self._chosen[key]
        written: Counter[str] = self._written.get(key, Counter())
        full = [one for one in written if not one.isupper() and fold(one) == key] or [*written]
        best = max(full, key=lambda one: (written[one], one), default=bare(name))
        return self._governed(best)

    def all(self) -> Iterator[Known]:
        """Every named actor, those of most articles first; names that are joined with why."""
        where: dict[str, set[str]] = {}
        kinds: dict[str, Counter[str]] = {}
        roles: dict[str, Counter[str]] = {}
        sides: dict[str, Counter[str]] = {}
        for record in self._records:
            for actor in record.actors:
                if actor.kind == UNNAMED or actor.name.islower():
                    continue
                key = self._key(actor.name)
                where.setdefault(key, set()).add(record.article.id)
                for counts, value in ((kinds, actor.kind), (roles, actor.role), (sides, actor.party)):
                    counts.setdefault(key, Counter()).update([value] if value else [])
        reasons: dict[str, list[str]] = {}
        for name, join in sorted(self._joins.items()):
            reasons.setdefault(self._key(join.full.title()), []).append(f"{name}: {join.because}")
        for key in sorted(where, key=lambda key: (-len(where[key]), key)):
            names = {fold(one) for one in self._written[key]}
            yield Known(
                name=self.known(key) if key in self._chosen else self.known(max(self._written[key])),
                kind=kinds[key].most_common(1)[0][0],
                articles=len(where[key]),
                written=tuple(name for name, _ in self._written[key].most_common()),
                joined=tuple(why for why in reasons.get(key, ()) if why.partition(": ")[0] in names),
                roles=tuple(role for role, _ in roles[key].most_common()),
                sides=tuple(side for side, _ in sides[key].most_common()),
            )

    def _served(self, records: Iterable[Record]) -> dict[str, str]:
        """The side that each person is shown to speak for, where articles do not differ on it."""
        shown: dict[str, Counter[str]] = {}
        for record in records:
            for actor in record.actors:
                if actor.kind == "person" and actor.party:
                    shown.setdefault(self._key(actor.name), Counter())[actor.party] += 1
        return {name: parties.most_common(1)[0][0] for name, parties in shown.items() if len(parties) == 1}

    def _key(self, name: str) -> str:
        key = fold(name)
        if key in self._joins and not (self._joins[key].holds_of(name) or self._joins[key].said):
            return key
        for _ in range(HOPS):
            if key not in self._joins:
                break
            key = self._joins[key].full
        return key

    def _governed(self, name: str) -> str:
        """The state of "the Norland government"; any other name as it is."""
        said = WORD.findall(name)
        if len(said) != 2 or said[1].lower() not in GOVERNING:
            return name
        if said[0].lower() in DEMONYMS:
            return self._states.get(DEMONYMS[said[0].lower()].casefold(), DEMONYMS[said[0].lower()])
        alike = self._begun.get(said[0].casefold()[:STEM], [])
        return alike[0] if len(alike) == 1 else name

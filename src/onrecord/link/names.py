"""Names: which actors of several articles are one, as far as their names say so.

The same name is one actor; an acronym is one with the name whose initials it gives, if an article writes
both for one actor; a state's government is the state's side. A person is one by its full name, and by the
surname alone where all articles have one full name with it; the side that one article shows a person to speak
for is its side in all, unless another shows another. Sources without a name are never one with another's.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from onrecord.records import Actor, Record
from onrecord.vocabulary import tables, words

DEMONYMS = words("countries", "demonyms")
GOVERNING = frozenset(tables("parties")["governing"]["words"])
BRACKETS = re.compile(r"\s*\(([^()]*)\)")
WORD = re.compile(r"[^\W_]+(?:[-’'.][^\W_]+)*\.?")
STEM = 5  # letters that a name and the adjective made from it share
LONGEST = 8  # words of a name
LONGEST_PERSON = 4  # words of a person's full name
UNNAMED = "group of people"


class Cast:
    """The actors of all records under one name each."""

    def __init__(self, records: Sequence[Record]) -> None:
        """Reads every actor once."""
        self._short = dict(_acronyms(records))
        self._states = {
            fold(actor.name): actor.name
            for record in records
            for actor in record.actors
            if actor.kind == "state"
        }
        self._bearers = _bearers(records)
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
        written: Counter[str] = self._written.get(key, Counter())
        full = [one for one in written if not one.isupper()] or [*written]
        best = max(full, key=lambda one: (written[one], one), default=bare(name))
        return self._governed(best)

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
        return self._short.get(key) or self._bearers.get(key, key)

    def _governed(self, name: str) -> str:
        """The state of "the Norland government"; any other name as it is."""
        said = WORD.findall(name)
        if len(said) != 2 or said[1].lower() not in GOVERNING:
            return name
        if said[0].lower() in DEMONYMS:
            return self._states.get(DEMONYMS[said[0].lower()].casefold(), DEMONYMS[said[0].lower()])
        alike = [state for key, state in self._states.items() if key[:STEM] == said[0].casefold()[:STEM]]
        return alike[0] if len(alike) == 1 else name


def bare(name: str) -> str:
    """A name without its article and what stands in brackets."""
    plain = " ".join(BRACKETS.sub(" ", name).split())
    return re.sub(r"^(?:the|a|an)\s+", "", plain, flags=re.IGNORECASE) or name


def fold(name: str) -> str:
    """A name without case, article, brackets and stops."""
    return bare(name).casefold().replace(".", "")


def _bearers(records: Iterable[Record]) -> dict[str, str]:
    """Surnames with the one full name that has them, folded."""
    full: dict[str, set[str]] = {}
    for record in records:
        for actor in record.actors:
            said = fold(actor.name).split()
            if actor.kind == "person" and 2 <= len(said) <= LONGEST_PERSON:
                full.setdefault(said[-1], set()).add(" ".join(said))
    return {surname: names.pop() for surname, names in full.items() if len(names) == 1}


def _acronyms(records: Iterable[Record]) -> Iterator[tuple[str, str]]:
    """Acronyms with the folded name whose initials they give, where one actor has both."""
    for record in records:
        for actor in record.actors:
            written = {actor.name, *(mention.words for mention in actor.mentions)}
            written |= {inner for name in written for inner in BRACKETS.findall(name)}
            short = {bare(name) for name in written if bare(name).isupper()}
            for name in written if short else ():
                said = WORD.findall(bare(name))
                initials = "".join(word[0] for word in said[:LONGEST] if word[0].isupper())
                for acronym in short:
                    if len(said) > 1 and acronym.replace(".", "") == initials:
                        yield fold(acronym), fold(name)

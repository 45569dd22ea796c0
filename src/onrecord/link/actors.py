"""Actors across articles: which names are one, and why; what a user says goes before what is worked out.

A name is joined to a fuller one, never the other way: an acronym to the name whose initials it gives, where
one article writes both for one actor; a surname to the one full name that has it; two spellings of a person
of one side or role that differ in a letter or two; the names of one state's army. Each join says why, and an
alias file undoes it.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

from onrecord.errors import VocabularyError
from onrecord.records import Actor, Record
from onrecord.vocabulary import tables, words

DEMONYMS = words("countries", "demonyms")
PEOPLE = words("roles", "people")
FORCES = frozenset(tables("parties")["forces"]["words"])
SMALL = frozenset(tables("names")["small"]["particle"])
BRACKETS = re.compile(r"(?<!\s)\s*+\(([^()]*+)\)")
WORD = re.compile(r"[^\W_]+(?:[-’'.][^\W_]+)*\.?")
LONGEST = 8  # words of a name
LONGEST_PERSON = 4  # words of a person's full name
SHORT = 3  # letters of a word that tells nobody's role
LEAST = 5  # letters of a surname that may be spelt in two ways
ALIKE = 0.84  # share of letters that two spellings have in common, in order
SAID = "as the alias file says"
ACRONYM = "an acronym that an article explains"
MOST = 200  # surnames behind one first name that are compared


@dataclass(frozen=True, slots=True)
class Aliases:
    """What a user says: names that are one, and names that are not."""

    same: Mapping[str, str] = field(default_factory=dict)  # folded name → folded name that stands for it
    names: Mapping[str, str] = field(default_factory=dict)  # folded name → as it is to be written
    apart: frozenset[frozenset[str]] = frozenset()  # pairs of folded names


@dataclass(frozen=True, slots=True)
class Join:
    """Two names that are one, and why."""

    name: str  # folded
    full: str  # folded
    because: str

    @property
    def said(self) -> bool:
        """Whether the alias file says so."""
        return self.because == SAID

    def holds_of(self, name: str) -> bool:
        """Whether a name as it is written is meant: "WHO", not "who"; "Quill", not "quill"."""
        plain = bare(name)
        return plain.isupper() if self.because == ACRONYM else not plain.islower()


def beside(store: Path) -> Path:
    """Where the alias file of a store is looked for."""
    return store.with_suffix(".aliases.toml")


def aliases(path: Path) -> Aliases:
    """The alias file: `[same] "Full Name" = ["other", …]` and `[apart] "Name" = ["not this one", …]`.

    Raises:
        VocabularyError: it is missing, is no TOML, or holds something else.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        same = {
            fold(other): fold(name) for name, others in content.get("same", {}).items() for other in others
        }
        names = {fold(name): name for name in content.get("same", {})}
        pairs = ((name, other) for name, others in content.get("apart", {}).items() for other in others)
        return Aliases(same, names, frozenset(frozenset(map(fold, pair)) for pair in pairs))
    except (OSError, tomllib.TOMLDecodeError, AttributeError, TypeError) as error:
        form = 'write [same] and [apart] with lines like "Name" = ["other name"]'
        raise VocabularyError(f"{path}: {error}; {form}") from error


def joins(records: Sequence[Record], said: Aliases) -> dict[str, Join]:
    """Folded name → what it is joined to; what the alias file says first."""
    found = {name: Join(name, full, SAID) for name, full in said.same.items()}
    for make in (_acronyms, _forces, _spellings, _surnames):
        for join in make(records):
            if join.name == join.full or frozenset((join.name, join.full)) in said.apart:
                continue
            if join.name not in found and not _leads_to(found, join.full, join.name):
                found[join.name] = join
    return found


def _leads_to(found: Mapping[str, Join], name: str, end: str) -> bool:
    """Whether joins lead from one name to another, which a further join would close to a ring."""
    for _ in range(LONGEST):
        if name == end:
            return True
        if name not in found:
            return False
        name = found[name].full
    return True


def bare(name: str) -> str:
    """A name without its article and what stands in brackets."""
    plain = " ".join(BRACKETS.sub(" ", name).split())
    return re.sub(r"^(?:the|a|an)\s+", "", plain, flags=re.IGNORECASE) or name


def fold(name: str) -> str:
    """A name without case, article, brackets and stops."""
    return bare(name).casefold().replace(".", "")


def _acronyms(records: Iterable[Record]) -> Iterator[Join]:
    for record in records:
        for actor in record.actors:
            written = {actor.name, *(mention.words for mention in actor.mentions)}
            written |= {inner for name in written for inner in BRACKETS.findall(name)}
            short = sorted({bare(name) for name in written if bare(name).isupper()})
            for name in sorted(written) if short else ():
                said = WORD.findall(bare(name))
                initials = "".join(word[0] for word in said[:LONGEST] if word[0].isupper())
                for acronym in short:
                    if len(said) > 1 and acronym.replace(".", "") == initials:
                        yield Join(fold(acronym), fold(name), ACRONYM)


def _forces(records: Iterable[Record]) -> Iterator[Join]:
    """ "The Norwegian army", "Norway's military", "Norwegian forces": the state's."""
    full: dict[str, str] = {}
    for actor in _each(records, "armed force"):
        said = [word.removesuffix("'s").removesuffix("’s") for word in fold(actor.name).split()]
        state = DEMONYMS.get(said[0], said[0] if said[0] in _STATES else "").casefold() if said else ""
        if state and len(said) > 1 and set(said[1:]) <= FORCES:
            yield Join(
                fold(actor.name), full.setdefault(state, fold(actor.name)), "names of one state's army"
            )


_STATES = {state.casefold() for state in DEMONYMS.values()}


def _spellings(records: Iterable[Record]) -> Iterator[Join]:
    """Two full names of one side or role, in no article together, that differ in a letter or two."""
    places: dict[tuple[str, ...], set[str]] = {}
    known: dict[tuple[str, ...], set[str]] = {}
    for record in records:
        for actor in record.actors:
            said = tuple(fold(actor.name).split())
            if actor.kind == "person" and 2 <= len(said) <= LONGEST_PERSON:
                places.setdefault(said, set()).add(record.article.id)
                told = [actor.party or "", *(actor.role or "").split()]
                known.setdefault(said, set()).update(fold(word) for word in told if len(word) > SHORT)
    by_first: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for said in sorted(places, key=lambda name: (-len(places[name]), name)):
        others = by_first.setdefault(said[:-1], [])
        for other in others[:MOST]:
            apart = places[said] & places[other] or not known[said] & known[other]
            if _spelt_alike(said[-1], other[-1]) and not apart:
                yield Join(" ".join(said), " ".join(other), "spelt alike")
                break
        others.append(said)


def _spelt_alike(one: str, other: str) -> bool:
    if min(len(one), len(other)) < LEAST or one[0] != other[0] or abs(len(one) - len(other)) > 2:
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= ALIKE


def _surnames(records: Sequence[Record]) -> Iterator[Join]:
    """ "Quill" of the one "Ada Quill", where it names only persons and the articles share other names."""
    full: dict[str, set[str]] = {}
    alone: dict[str, list[set[str]]] = {}  # name of one word → who else its articles name
    beside: dict[str, set[str]] = {}  # full name → who else its articles name
    taken: set[str] = set()
    for record in records:
        named = {fold(actor.name) for actor in record.actors if not actor.name.islower()}
        for actor in record.actors:
            key = fold(actor.name)
            if actor.kind not in ("person", "other"):
                taken.add(key)
            elif actor.kind == "person" and _is_full(bare(actor.name)):
                full.setdefault(key.split()[-1], set()).add(key)
                beside.setdefault(key, set()).update(named)
            elif " " not in key:
                alone.setdefault(key, []).append(named - {key})
    for surname, names in full.items():
        if len(names) == 1 and surname not in taken:
            (name,) = names
            if all(others & beside[name] for others in alone.get(surname, ())):
                yield Join(surname, name, "the one full name with it")


def _is_full(name: str) -> bool:
    """ "Ada Quill"; not "Quill’s Union", "Prime Minister"."""
    said = name.split()
    proper = all(word[0].isupper() or word in SMALL for word in said)
    office = PEOPLE.get(said[-1].lower()) is not None
    return (
        2 <= len(said) <= LONGEST_PERSON and proper and not office and "’s " not in name and "'s " not in name
    )


def _each(records: Iterable[Record], kind: str) -> Iterator[Actor]:
    return (actor for record in records for actor in record.actors if actor.kind == kind)

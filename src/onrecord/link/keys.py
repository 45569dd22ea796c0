"""Keys: what two figures must share to be compared.

In: a figure and its record. Out: its key, with names folded so that "the Velm region" and "Velm", "children"
and "child", "the rebel-run health ministry" and "the health ministry" are one; None where it forms no series.
"""

import re
from dataclasses import dataclass, field, replace

from onrecord.records import Figure, Record, Statement
from onrecord.vocabulary import tables, words

CATEGORIES = frozenset(tables("series")["compared"]["categories"])
PEOPLE = frozenset(tables("series")["people"]["words"])
PLAIN = frozenset(tables("series")["plain"]["words"])
AREAS = frozenset(tables("series")["areas"]["words"])
COUNTERS = frozenset(tables("series")["counters"]["words"])
PATRON = re.compile(rf"(?<!\S)\S+[-‑–](?:{'|'.join(tables('series')['counters']['tails'])})\b", re.IGNORECASE)
SINGULAR = words("series", "irregular")
WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
MEASURES = {"cumulative": "in all", "increment": "new ones", "level": "at the time"}
ALIKE = ("category", "unit", "measure", "part", "window")
NOT_COUNTED = frozenset({"demand", "offer", "promise", "warn", "ask"})  # nobody counted what is to come


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What a figure counts; an empty part is one that the words leave out."""

    category: str
    unit: str
    measure: str  # cumulative | increment | level
    part: bool = False  # a part of a whole that stands beside it
    window: str = ""  # TIMEX3 duration of new ones
    counted: tuple[str, ...] = ()  # singular, sorted, a demonym with its capital; (): people in general
    place: str = ""
    since: str = ""
    counter: tuple[str, ...] = ()  # words of its name, lower case, sorted
    shown: tuple[str, ...] = field(default=("", "", ""), compare=False)  # counted, place, counter as written


def key_of(figure: Figure, record: Record) -> Key | None:
    """The key of a figure; None if it counts nothing that forms series.

    What is demanded or feared nobody has counted; new ones that no counter gives for a stretch of time are
    of one event, which no number of another compares with.
    """
    if figure.category not in CATEGORIES or figure.measure is None or figure.unit == "percent":
        return None
    statement = statement_of(figure, record)
    if statement is not None and statement.act in NOT_COUNTED:
        return None
    counter = _counter(figure, record)
    increment = figure.measure == "increment"
    if increment and not (counter and (figure.window or figure.place)):
        return None
    counted, place = figure.counted or "", figure.place or ""
    key = Key(
        category=figure.category,
        unit=figure.unit or "person",
        measure=figure.measure,
        part=figure.part_of is not None,
        window=(figure.window or "") if increment else "",
        counted=_counted(counted),
        place=" ".join(word for word in _words(place.lower()) if word not in AREAS),
        since="" if increment else figure.since or "",
        counter=_body(counter),
        shown=(counted, place, counter),
    )
    return None if key.part and not (key.counted or key.since or key.window) else key


def statement_of(figure: Figure, record: Record) -> Statement | None:
    """The statement that a figure stands in."""
    return next((one for one in record.statements if one.id == figure.statement), None)


def _counter(figure: Figure, record: Record) -> str:
    """The name of who counts; of a person who speaks for a party, the party's."""
    found = next((actor for actor in record.actors if actor.id == figure.counter), None)
    if found is None:
        return ""
    return found.party if found.kind == "person" and found.party else found.name


def _words(text: str) -> list[str]:
    return WORD.findall(text)


def _counted(text: str) -> tuple[str, ...]:
    """Those counted, in the singular, without words that tell nobody apart."""
    kept = [word for word in _words(text) if word.lower() not in PEOPLE | PLAIN]
    return tuple(sorted({_singular(word) for word in kept} - PEOPLE - {"and"}))


def _singular(word: str) -> str:
    if word in SINGULAR:
        return SINGULAR[word]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


def _body(name: str) -> tuple[str, ...]:
    """A body by the words of its name, without its patron's."""
    plain = PATRON.sub(" ", name.replace("’s", "").replace("'s", ""))
    kept = [word for word in _words(plain.lower()) if word not in COUNTERS and word not in AREAS]
    return tuple(sorted(dict.fromkeys(kept))) or tuple(sorted(_words(name.lower())))


def taken(key: Key) -> tuple[str, ...]:
    """The parts of a key that are stated, the name of a counter by each of its words."""
    parts = [name for name in ("counted", "place", "since") if getattr(key, name)]
    return (*parts, *(f"counter: {word}" for word in key.counter))


def joined(one: Key, other: Key) -> Key | None:
    """The key of both, where what one leaves out is stated in the other and nothing contradicts; else None.

    A count of no counter joins nobody's, and none that of two bodies together. A total of people in general
    joins one of a nation's people, never one of children; new ones join only in the same place.
    """
    few, many = sorted((set(one.counter), set(other.counter)), key=len)
    if not few <= many or not few or "and" in many:
        return None
    if any(getattr(one, name) != getattr(other, name) for name in ALIKE):
        return None
    if one.measure == "increment" and (one.place, one.counted) != (other.place, other.counted):
        return None
    counted = sorted((one.counted, other.counted), key=len)[-1]
    if not same_people(one, other):
        return None
    for part in ("place", "since"):
        if getattr(one, part) and getattr(other, part) and getattr(one, part) != getattr(other, part):
            return None
    return replace(
        one,
        counted=counted,
        place=one.place or other.place,
        since=one.since or other.since,
        counter=tuple(sorted(many)),
        shown=(*(max(pair, key=_plainness) for pair in zip(one.shown, other.shown, strict=True)),),
    )


def _plainness(name: str) -> tuple[bool, int]:
    """How fit a name is to stand for all: without a patron's name, then the fullest."""
    return not PATRON.search(name), len(name)


def same_people(one: Key, other: Key) -> bool:
    """Whether those counted may be the same: alike in words, or people in general and a nation's people."""
    fewer, more = sorted((one.counted, other.counted), key=len)
    return fewer == more or (not fewer and [word.istitle() for word in more] == [True])


def block(key: Key) -> Key:
    """What two keys must have in common to be joined, whatever they leave out."""
    return Key(**{name: getattr(key, name) for name in ALIKE})


def named(key: Key, part: str) -> str:
    """One part of a key in words; empty if it is not stated."""
    counted, place, counter = key.shown
    return {
        "counted": counted or "people",
        "place": f"in {place}" if place else "",
        "since": f"since {key.since}" if key.since else "",
        "window": f"in {key.window}" if key.window else "",
        "measure": MEASURES[key.measure],
        "counter": f"by {counter}" if counter else "",
    }[part]

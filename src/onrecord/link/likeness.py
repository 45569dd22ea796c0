"""Likeness: whether two sayings say the same, the opposite, or neither.

Two sayings say the same if their meaning is near and they share the words that tell something, weighed by how
rare they are, unless a number, day, name, act or negation shows that they do not. What somebody wants,
offers, accepts or refuses is the same only where the same side wants it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from math import log

from onrecord.link.sayings import Saying
from onrecord.vocabulary import tables

ENOUGH = 0.62  # of likeness, to say the same
OWN = 0.04  # less is enough for two sayings of one speaker
DENIED = 0.1  # … for two denials or answers of one side within
SOON = 5  # days
SHARED = 1.2  # of what two sayings must share, where a word that stands once counts 1
ABOUT = 0.03  # two numbers that differ by less may be one, rounded
FAR = 10  # days between two sayings that one event can be meant by
VERBATIM = 0.85  # of likeness, to be the same words whoever is said to say them
MANY = 6  # stems of words that two do not say by chance
ALIKE = 2  # stems, names apart, that two sayings must share
WORDS = 3  # stems, names apart, that a saying must have to be compared
OPPOSITES = [
    (frozenset(table["one"]), frozenset(table["other"]))
    for name, table in tables("claims").items()
    if name.startswith("opposites")
]


class Weights:
    """How much each stem tells: the rarer, the more."""

    def __init__(self, counts: Mapping[str, int], total: int) -> None:
        """In how many sayings each stem stands, of how many."""
        self.counts = counts
        self._total = total
        self._known: dict[str, float] = {}
        self._sums: dict[frozenset[str], float] = {}

    def of(self, stem: str) -> float:
        """The weight of a stem."""
        if stem not in self._known:
            self._known[stem] = log((self._total + 2) / (self.counts.get(stem, 0) + 1)) + 0.1
        return self._known[stem]

    def common(self, one: Saying, other: Saying) -> float:
        """What two sayings share, against what a word tells that stands once."""
        return self._sum(one.stems & other.stems) / log(self._total + 2)

    def shared(self, one: Saying, other: Saying) -> tuple[float, float]:
        """What two sayings share of all their words, and of the fewer."""
        common = self._sum(one.stems & other.stems)
        if not common:
            return 0.0, 0.0
        ours, theirs = map(self._whole, (one.stems, other.stems))
        return common / (ours + theirs - common), common / min(ours, theirs)

    def _sum(self, stems: Iterable[str]) -> float:
        return sum(map(self.of, sorted(stems)))  # in one order, for sums depend on it

    def _whole(self, stems: frozenset[str]) -> float:
        if stems not in self._sums:
            self._sums[stems] = self._sum(stems)
        return self._sums[stems]


def weights(found: Iterable[Saying]) -> Weights:
    """The weights of all stems of some sayings."""
    counts: Counter[str] = Counter()
    total = 0
    for one in found:
        counts.update(one.stems)
        total += 1
    return Weights(counts, total)


def alike(one: Saying, other: Saying, near: float, weigh: Weights) -> float:
    """How alike two sayings are in meaning (`near`) and words, 0 to 1."""
    jaccard, contained = weigh.shared(one, other)
    return 0.6 * max(near, 0.0) + 0.25 * jaccard + 0.15 * contained


def same(one: Saying, other: Saying, near: float, found: float, weigh: Weights) -> bool:
    """Whether two sayings that do not differ say the same; `near` in meaning, `found` alike."""
    of_one = bool(one.speaker and one.speaker == other.speaker)
    words = min(len(one.stems), len(other.stems))
    if one.key == other.key and (words >= WORDS or (of_one and words)):
        return _whose(one, other) or (words >= MANY and one.act == other.act == "tell")
    if found >= VERBATIM and words >= MANY and one.act == other.act == "tell":
        return True
    if len(one.told & other.told) < ALIKE and near < VERBATIM:
        return False
    if min(len(one.told), len(other.told)) < WORDS and found < VERBATIM:
        return False
    wanted = ENOUGH - (OWN if of_one else 0.0) - (DENIED if _denials(one, other) else 0.0)
    return found >= wanted and weigh.common(one, other) >= SHARED and _whose(one, other)


def _denials(one: Saying, other: Saying) -> bool:
    """Whether both are denials or answers of one side."""
    alike_ = (one.answers and other.answers) or one.act == other.act in ("yes", "no")
    return alike_ and bool(one.side) and one.side == other.side and _apart(one, other) <= SOON


def differ(one: Saying, other: Saying) -> bool:
    """Whether something stated in both shows that they are not of one thing."""
    return (
        _clash(one.numbers, other.numbers)
        or bool(one.days and other.days and not one.days & other.days)
        or bool(one.names and other.names and not one.names & other.names)
        or opposite(one, other)
        or _apart(one, other) > FAR
    )


def opposite(one: Saying, other: Saying) -> bool:
    """Whether one has a word and the other its opposite."""
    return any(
        (one.terms & yes and other.terms & no and not one.terms & no and not other.terms & yes)
        or (one.terms & no and other.terms & yes and not one.terms & yes and not other.terms & no)
        for yes, no in OPPOSITES
    )


def _whose(one: Saying, other: Saying) -> bool:
    """Whether what is wanted or done is of the same side, where it is the speaker's own."""
    if one.act != other.act and "tell" not in (one.act, other.act):
        return False
    if one.speaker == other.speaker or (one.side and one.side == other.side):
        return True
    if not one.named and not other.named and one.telling.article_id != other.telling.article_id:
        return one.key == other.key or (one.clause and other.clause)
    if one.own or other.own or not (one.clause and other.clause):
        return False
    return one.act == other.act == "tell"


def _clash(ours: frozenset[float], theirs: frozenset[float]) -> bool:
    """Whether both give a number that the other does not."""
    return bool(_missing(ours, theirs) and _missing(theirs, ours))


def _missing(ours: frozenset[float], theirs: frozenset[float]) -> bool:
    return any(all(abs(mine - yours) > ABOUT * max(mine, yours) for yours in theirs) for mine in ours)


def _apart(one: Saying, other: Saying) -> int:
    """Days between the articles; 0 where one is not dated."""
    if not one.telling.day or not other.telling.day:
        return 0
    return abs((date.fromisoformat(one.telling.day) - date.fromisoformat(other.telling.day)).days)

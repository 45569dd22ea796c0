"""Pairs: sayings that may have to do with each other, compared once for claims and disputes alike."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from onrecord.link.likeness import Weights, alike, differ, same, weights
from onrecord.link.meaning import Meanings, Vectors
from onrecord.link.nearby import nearby
from onrecord.link.sayings import Saying


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sayings by their numbers, the earlier first."""

    one: int
    other: int
    likeness: float
    same: bool
    differ: bool  # something stated in both shows that they are not the same


class Pairs:
    """Sayings and the pairs of them that were compared."""

    def __init__(
        self, said: Sequence[Saying], found: Iterable[Pair], weigh: Weights, meanings: Meanings
    ) -> None:
        self.said = said
        self.weights = weigh
        self.meanings = meanings
        self.all = tuple(found)
        self._of: dict[int, list[Pair]] = {}
        for pair in self.all:
            self._of.setdefault(pair.other, []).append(pair)

    def of(self, number: int) -> Sequence[Pair]:
        """The pairs of a saying with earlier ones."""
        return self._of.get(number, ())


def compared(said: Sequence[Saying], meanings: Meanings) -> Pairs:
    """Every two sayings that share rare words, with how near they are in meaning."""
    weigh = weights(said)
    near = list(nearby(said, weigh))
    used = sorted({number for pair in near for number in pair})
    row = {number: at for at, number in enumerate(used)}
    vectors = meanings.of([said[number].words for number in used])
    found = (_pair(said, pair, vectors[row[pair[0]]], vectors[row[pair[1]]], weigh) for pair in near)
    return Pairs(said, found, weigh, meanings)


def _pair(
    said: Sequence[Saying], pair: tuple[int, int], our: Vectors, their: Vectors, weigh: Weights
) -> Pair:
    one, other = (said[number] for number in pair)
    meaning = float(np.dot(our, their))
    likeness = alike(one, other, meaning, weigh)
    apart = one.denied != other.denied or differ(one, other)
    same_ = not apart and same(one, other, meaning, likeness, weigh)
    return Pair(*pair, likeness=likeness, same=same_, differ=apart)

"""Clusters: vectors joined by likeness, the most alike first, in near-linear time.

Two clusters are compared by the sums of their vectors, whose product is that of all pairs of members, so that
no pair is. Compared are only neighbours: clusters that share heavy terms and, of those, the nearest in time.
"""

import heapq
import math
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from onrecord.link.vectors import Weighed

PROBES = 20  # heaviest terms of a cluster by which neighbours are looked up
LOOKED_UP = 40  # clusters that one term leads to, the nearest in time
NEIGHBOURS = 30  # of a cluster, the most similar
KEPT = 1500  # terms of a cluster's sum, the heaviest

Days = tuple[int, int]  # first and last
Near = dict[int, dict[int, float]]  # the neighbours of each cluster with their similarity, both ways


@dataclass(slots=True)
class Cluster:
    """Members by number, with the sum of their vectors."""

    members: list[int]
    total: Weighed
    square: float  # of the length of the sum
    days: Days | None  # of the dated members; None: no member is dated

    @property
    def size(self) -> int:
        """How many members it has."""
        return len(self.members)

    @property
    def within(self) -> float:
        """The average similarity of two members, as if one pair more were unlike: few tell little."""
        pairs = self.size * (self.size - 1) / 2
        return (self.square - self.size) / 2 / (1 + pairs)


Measure = Callable[[Cluster, Cluster], float]
Joins = Callable[[Cluster, Cluster, float], bool]  # whether two so similar are one


def single(number: int, vector: Weighed, days: Days | None) -> Cluster:
    """A cluster of one member."""
    return Cluster([number], vector, 1.0, days)


def summed(clusters: Iterable[Cluster]) -> Cluster:
    """One cluster of several."""
    found = [*clusters]
    whole = found[0]
    for other in found[1:]:
        whole = _sum(whole, other)
    return whole


def average(one: Cluster, other: Cluster) -> float:
    """The average similarity of a member of each."""
    return _product(one, other) / (one.size * other.size)


def cosine(one: Cluster, other: Cluster) -> float:
    """The similarity of the two sums: of what their members have in common."""
    both = one.square * other.square
    return _product(one, other) / math.sqrt(both) if both > 0 else 0.0


def _product(one: Cluster, other: Cluster) -> float:
    few, many = (one.total, other.total) if len(one.total) < len(other.total) else (other.total, one.total)
    return sum(weight * many[term] for term, weight in few.items() if term in many)


def joined(clusters: Iterable[Cluster], measure: Measure, joins: Joins) -> list[Cluster]:
    """The clusters after the most similar two that may join have become one, again and again."""
    alive = dict(enumerate(clusters))
    near = _neighbours([*alive.values()], measure)
    heap = [
        (-value, one, other) for one, those in near.items() for other, value in those.items() if one < other
    ]
    heapq.heapify(heap)
    while heap:
        value, one, other = heapq.heappop(heap)
        if near.get(one, {}).get(other) != -value:
            continue  # of a state long past
        if not joins(alive[one], alive[other], -value):
            continue
        _join(alive, near, (one, other), measure)
        for third, found in near[one].items():
            heapq.heappush(heap, (-found, min(one, third), max(one, third)))
    return [*alive.values()]


def _join(alive: dict[int, Cluster], near: Near, pair: tuple[int, int], measure: Measure) -> None:
    """Make one cluster of two, under the number of the first, with new similarities to their neighbours."""
    one, other = pair
    alive[one] = _sum(alive[one], alive.pop(other))
    around = {*near[one], *near.pop(other)} - {one, other}
    found = {third: measure(alive[one], alive[third]) for third in around}
    for third in around:
        near[third].pop(other, None)
        near[third].pop(one, None)
    near[one] = {}
    for third in heapq.nlargest(NEIGHBOURS, found, key=lambda third: (found[third], -third)):
        near[one][third] = near[third][one] = found[third]


def _sum(one: Cluster, other: Cluster) -> Cluster:
    less, more = sorted((one.total, other.total), key=len)
    total = dict(more)
    for term, weight in less.items():
        total[term] = total.get(term, 0.0) + weight
    if len(total) > 2 * KEPT:
        total = dict(heapq.nlargest(KEPT, total.items(), key=lambda item: item[1]))
    known = [days for days in (one.days, other.days) if days]
    return Cluster(
        members=[*one.members, *other.members],
        total=total,
        square=one.square + other.square + 2 * _product(one, other),
        days=(min(first for first, _ in known), max(last for _, last in known)) if known else None,
    )


def _neighbours(clusters: Sequence[Cluster], measure: Measure) -> Near:
    """For each cluster its neighbours with their similarity, both ways."""
    near: Near = {number: {} for number in range(len(clusters))}
    index = _Index(clusters)
    for number, cluster in enumerate(clusters):
        for other in index.near(number):
            if other not in near[number]:
                near[number][other] = near[other][number] = measure(cluster, clusters[other])
    return near


class _Index:
    """Clusters by their heaviest terms, in order of time; undated ones apart."""

    def __init__(self, clusters: Sequence[Cluster]) -> None:
        self._probes = [_heaviest(cluster) for cluster in clusters]
        self._day = [cluster.days[0] if cluster.days else None for cluster in clusters]
        self._listed: dict[tuple[str, bool], list[tuple[int, int]]] = {}
        for day, number in sorted((day or 0, number) for number, day in enumerate(self._day)):
            dated = self._day[number] is not None
            for term in self._probes[number]:
                self._listed.setdefault((term, dated), []).append((day, number))

    def near(self, number: int) -> list[int]:
        """The neighbours of a cluster, the most similar by the shared terms alone."""
        shared: dict[int, float] = {}
        for term, weight in self._probes[number].items():
            for other in self._beside(term, number):
                shared[other] = shared.get(other, 0.0) + weight * self._probes[other][term]
        shared.pop(number, None)
        return heapq.nlargest(NEIGHBOURS, shared, key=lambda other: (shared[other], -other))

    def _beside(self, term: str, number: int) -> Iterator[int]:
        day = self._day[number]
        for dated in (True, False):
            listed = self._listed.get((term, dated), [])
            middle = (
                bisect_left(listed, (day or 0, number)) if dated == (day is not None) else len(listed) // 2
            )
            start = max(0, min(middle - LOOKED_UP // 2, len(listed) - LOOKED_UP))
            yield from (other for _, other in listed[start : start + LOOKED_UP])


def _heaviest(cluster: Cluster) -> dict[str, float]:
    found = heapq.nlargest(PROBES, cluster.total.items(), key=lambda item: (item[1], item[0]))
    return {term: weight / cluster.size for term, weight in found}

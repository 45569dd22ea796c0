"""Nearby: for each saying the few others that may say the same, by an index of their rarest words.

A saying is looked up by its rarest stems, names and numbers, each of which keeps the latest sayings only, so
that the work grows with the number of sayings and not with its square.
"""

from collections.abc import Iterator, Sequence

from onrecord.link.likeness import Weights
from onrecord.link.sayings import Saying

KEYS = 7  # rarest stems that a saying is looked up by
REACH = 48  # sayings that a stem keeps
MOST = 16  # others that one is compared with
LEAST = 0.22  # share of the lesser saying's weight that two must have in common


def nearby(found: Sequence[Saying], weigh: Weights) -> Iterator[tuple[int, int]]:
    """Pairs of numbers of sayings, the earlier first."""
    index: dict[object, list[int]] = {}
    for number, one in enumerate(found):
        rarest = sorted(one.stems, key=lambda stem: (weigh.counts.get(stem, 0), stem))[:KEYS]
        keys: list[object] = [*rarest, *sorted(one.numbers)[-2:], ("", one.key)]
        met: dict[int, int] = {}
        for key in keys:
            for other in index.get(key, ())[-REACH:]:
                met[other] = met.get(other, 0) + 1
        likely = sorted(met, key=lambda other: (-met[other], -other))[: 3 * MOST]
        ranked = sorted(((weigh.shared(found[other], one)[1], other) for other in likely), reverse=True)[
            :MOST
        ]
        for share, other in ranked:
            if share >= LEAST:
                yield other, number
        for key in keys:
            listed = index.setdefault(key, [])
            listed.append(number)
            if len(listed) > 2 * REACH:
                del listed[:REACH]

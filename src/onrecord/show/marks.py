"""Overlapping marks on one text, split into runs under the same marks.

Marks may nest, cross and touch; each run knows all of its marks, so no character is doubled and
none is lost.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A stretch of text that something rests on."""

    start: int
    end: int
    kind: str
    key: str | None = None  # address of the record that it belongs to; None: of none
    lead: bool = True  # a record's own words; else words beside them, such as the cue


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A stretch of text under the same marks, in the order in which they were opened."""

    start: int
    end: int
    marks: tuple[Mark, ...]


def runs(length: int, marks: Iterable[Mark], breaks: Iterable[int] = ()) -> Iterator[Run]:
    """Yield runs that cover `length` characters without gap, cut at every edge of a mark and every break.

    Marks are clipped to the text; empty ones are dropped.
    """
    opening: defaultdict[int, list[int]] = defaultdict(list)
    closing: defaultdict[int, list[int]] = defaultdict(list)
    listed = list(marks)
    for number, mark in enumerate(listed):
        start, end = max(mark.start, 0), min(mark.end, length)
        if start < end:
            opening[start].append(number)
            closing[end].append(number)
    cuts = {cut for cut in breaks if 0 < cut < length} | opening.keys() | closing.keys() | {0, length}
    ordered = sorted(cuts)
    active: dict[int, Mark] = {}
    for start, end in pairwise(ordered):
        for number in closing[start]:
            del active[number]
        for number in opening[start]:
            active[number] = listed[number]
        yield Run(start=start, end=end, marks=tuple(active.values()))

"""Passages: what two articles share word for word, and what one has that the other has not.

Common runs of words are found by their shingles, each made as long as it goes, in the order of the
second article; a run may stand elsewhere in the first. Between two neighbouring runs lie the changes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from itertools import pairwise

from onrecord.link.shingles import WORD, Words, rolled, words
from onrecord.records import Article, Span
from onrecord.vocabulary import words as vocabulary

LEAST = 8  # words of a common run that stands by itself
TRIED = 8  # places in the first article at which a run of the second is tried
CLOSE = 120  # words on either side of a gap that is compared word by word
UNEVEN = 4  # words by which one of two stretches may be longer, if their numbers are to stand for each other
BRIEF = 12  # words of a stretch in which numbers are set against each other

Run = tuple[int, int, int]  # first word in a, first word in b, how many


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """The same words in two articles; case and punctuation may differ."""

    a: Span
    b: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What stands between two shared passages."""

    kind: str  # added: only in b | removed: only in a | replaced
    a: Span | None
    b: Span | None
    numbers: tuple[Passage, ...] = ()  # numbers of a that stand as other numbers in b


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two articles passage by passage, in the order of the second."""

    shared: tuple[Passage, ...]
    changes: tuple[Change, ...]

    @property
    def numbers(self) -> tuple[Passage, ...]:
        """Every number that changed."""
        return tuple(pair for change in self.changes for pair in change.numbers)


def compared(a: Article, b: Article) -> Comparison:
    """What two articles share, and what was added, removed and replaced from the first to the second.

    A passage that only moved is shared. Boilerplate and repeated headlines do not count.
    """
    sheet_a, sheet_b = words(a), words(b)
    runs = _close(_runs(sheet_a, sheet_b), sheet_a, sheet_b)
    places = [(_span(a, sheet_a, i, i + n), _span(b, sheet_b, j, j + n)) for i, j, n in runs]
    return Comparison(
        shared=tuple(Passage(a=one, b=other) for one, other in places if one and other),
        changes=tuple(_changes(a, b, sheet_a, sheet_b, runs)),
    )


def _runs(a: Words, b: Words) -> list[Run]:
    """Common runs from the start of b to its end; of several places in a the one that goes on longest."""
    places: dict[int, list[int]] = {}
    for at, value in enumerate(rolled(a.hashes).tolist()):
        found = places.setdefault(value, [])
        if len(found) < TRIED:
            found.append(at)
    left, right = a.hashes.tolist(), b.hashes.tolist()
    values, runs, at = rolled(b.hashes).tolist(), [], 0
    while at < len(values):
        tried = places.get(values[at], ())
        length, start = max(((_common(left, right, one, at), -one) for one in tried), default=(0, 0))
        if length >= LEAST:
            runs.append((-start, at, length))
        at += max(1, length)
    return runs


def _common(left: list[int], right: list[int], i: int, j: int) -> int:
    most = min(len(left) - i, len(right) - j)
    return next((n for n in range(most) if left[i + n] != right[j + n]), most)


def _close(runs: list[Run], a: Words, b: Words) -> list[Run]:
    """The runs, with the words that agree in short gaps between two that follow one another in both."""
    closed: list[Run] = []
    for run in [*runs, (a.hashes.size, b.hashes.size, 0)]:
        i, j = (closed[-1][0] + closed[-1][2], closed[-1][1] + closed[-1][2]) if closed else (0, 0)
        if i < run[0] <= i + CLOSE and j < run[1] <= j + CLOSE:
            left, right = a.hashes[i : run[0]].tolist(), b.hashes[j : run[1]].tolist()
            blocks = SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks()
            closed += [(i + block.a, j + block.b, block.size) for block in blocks if block.size]
        closed.append(run)
    return _joined(closed[:-1])


def _joined(runs: list[Run]) -> list[Run]:
    joined: list[Run] = []
    for run in runs:
        last = joined[-1] if joined else (-1, -1, 0)
        if (last[0] + last[2], last[1] + last[2]) == run[:2] and joined:
            joined[-1] = (last[0], last[1], last[2] + run[2])
        else:
            joined.append(run)
    return joined


def _changes(a: Article, b: Article, left: Words, right: Words, runs: list[Run]) -> Iterator[Change]:
    """The gaps between runs, in the order of b; gaps between runs that moved stand alone."""
    bounded = [(0, 0, 0), *runs, (left.hashes.size, right.hashes.size, 0)]
    in_a = sorted(range(len(bounded)), key=lambda at: bounded[at])
    following = dict(pairwise(in_a))
    for at, (run, after) in enumerate(pairwise(bounded)):
        i, j = run[0] + run[2], run[1] + run[2]
        removed = _span(a, left, i, bounded[following.get(at, at)][0])
        added = _span(b, right, j, after[1])
        if removed and added and following.get(at) == at + 1:
            yield Change(kind="replaced", a=removed, b=added, numbers=tuple(_numbers(a, b, removed, added)))
            continue
        if removed:
            yield Change(kind="removed", a=removed, b=None)
        if added:
            yield Change(kind="added", a=None, b=added)


def _numbers(a: Article, b: Article, removed: Span, added: Span) -> Iterator[Passage]:
    """Numbers that stand for one another in two short stretches, where these have equally many."""
    lengths = sorted(len(span.words.split()) for span in (removed, added))
    if lengths[1] > BRIEF or lengths[1] - lengths[0] > UNEVEN:
        return
    before, now = _figures(a, removed), _figures(b, added)
    if len(before) == len(now):
        for (one, value), (other, new) in zip(before, now, strict=True):
            if value != new:
                yield Passage(a=one, b=other)


def _figures(article: Article, span: Span) -> list[tuple[Span, str]]:
    found = []
    for match in WORD.finditer(article.text, span.start, span.end):
        word = match[0].casefold()
        value = word.replace(",", "") if word[0].isdigit() else _worth().get(word)
        if value:
            found.append((article.span(*match.span()), value))
    return found


def _span(article: Article, sheet: Words, first: int, last: int) -> Span | None:
    """The text from one word up to another; None if there is none between them."""
    if first >= last:
        return None
    return article.span(int(sheet.starts[first]), int(sheet.ends[last - 1]))


@cache
def _worth() -> Mapping[str, str]:
    return vocabulary("copies", "numbers")

"""Quotations: where quoted words begin and end, by the marks alone.

Curly and angled marks say themselves whether they open or close; a straight mark opens before a
word and closes after one. A quotation that runs over paragraphs reopens at each of them and closes
at the last. A mark that is never closed holds to the end of its sentence, so that one missing mark
cannot swallow an article.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import overload

OPENING, CLOSING = "“«„", "”»"
MARK = re.compile(r'["“”«»„]')
SENTENCE_END = re.compile(r"[.!?…](?=\s|$)|\n")
WORD = re.compile(r"\w+")
LONGEST_OPEN = 600  # characters that an unclosed quotation can hold at most


@dataclass(frozen=True, slots=True)
class Quotations(Sequence[tuple[int, int]]):
    """The quotations of one text, marks included, in order and apart from each other; looked up by place."""

    text: str
    ranges: tuple[tuple[int, int], ...]

    def __len__(self) -> int:
        return len(self.ranges)

    @overload
    def __getitem__(self, index: int) -> tuple[int, int]: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[tuple[int, int], ...]: ...
    def __getitem__(self, index: int | slice) -> tuple[int, int] | tuple[tuple[int, int], ...]:
        return self.ranges[index]

    def at(self, place: int) -> tuple[int, int] | None:
        """The quotation that holds a place; None outside of quotations."""
        number = bisect_right(self.ranges, place, key=lambda found: found[0]) - 1
        return self.ranges[number] if number >= 0 and place < self.ranges[number][1] else None

    def touching(self, start: int, end: int) -> tuple[tuple[int, int], ...]:
        """The quotations that share a character with `start` up to `end`."""
        first = bisect_right(self.ranges, start, key=lambda found: found[1])
        return self.ranges[first : bisect_left(self.ranges, end, key=lambda found: found[0])]


def words_of(text: str, ranges: Iterable[tuple[int, int]]) -> set[int]:
    """Where the words of some ranges of a text begin."""
    return {word.start() for start, end in ranges for word in WORD.finditer(text, start, end)}


def quotations(text: str) -> Quotations:
    """The quotations of a text."""
    return Quotations(text, tuple(_quotations(text)))


def _quotations(text: str) -> Iterator[tuple[int, int]]:
    start: int | None = None
    for mark in MARK.finditer(text):
        at = mark.start()
        opens = _opens(text, at)
        if start is not None and "\n" in text[start:at] and not (opens and _starts_paragraph(text, at)):
            yield _unclosed(text, start, at)
            start = at if opens else None
        elif start is None:
            start = at if opens else None
        elif not opens:
            yield start, at + 1
            start = None
        else:  # another one opens first: of several paragraphs, or the first was never closed
            yield (start, _end_of_line(text, start)) if "\n" in text[start:at] else _unclosed(text, start, at)
            start = at
    if start is not None:
        yield _unclosed(text, start, len(text))


def _opens(text: str, at: int) -> bool:
    mark = text[at]
    if mark != '"':
        return mark in OPENING
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if not before or before.isspace() or before in "([{—–-/“‘'":
        return bool(after) and not after.isspace()
    return False


def _starts_paragraph(text: str, at: int) -> bool:
    return not text[text.rfind("\n", 0, at) + 1 : at].strip()


def _end_of_line(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else max(start + 1, start + len(text[start:end].rstrip()))


def _unclosed(text: str, start: int, limit: int) -> tuple[int, int]:
    """From an opening mark to the end of its sentence, its line, or `limit`."""
    limit = min(limit, start + LONGEST_OPEN)
    end = SENTENCE_END.search(text, start + 1, limit)
    stop = (end.end() if end else limit) if not (end and text[end.start()] == "\n") else end.start()
    return start, max(start + 1, start + len(text[start:stop].rstrip()))

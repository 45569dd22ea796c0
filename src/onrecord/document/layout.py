"""Layout: a text's lines and sentences as offsets. Nothing is changed; blanks at the edges are left out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

BLANK = " \t\r\n\f\v\xa0\u200b\u2028\u2029\ufeff"
EDGE = re.compile(r"[.!?…][\"”’')\]]{0,3}\s{1,20}(?=[\"“‘'(\[]{0,3}[A-Z0-9©•@*])")
UNFINISHED = re.compile(
    r"(?:\b(?:[A-Z]|Mr|Mrs|Ms|Dr|St|Sgt|Gen|Lt|Col|Capt|Maj|Brig|Adm|Sen|Rep|Gov|Prof|Rev|No|vs|Jr|Sr|U\.S|U\.N|U\.K|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|a\.m|p\.m|[A-Z]\.[A-Z]))$"
)
Place = tuple[int, int]  # start and end


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A text, the same text in lower case with the same offsets, and where its lines stand."""

    text: str
    lowered: str
    lines: tuple[Place, ...]  # without blank ones

    def sentences(self, start: int = 0, end: int | None = None) -> Iterator[Place]:
        """Sentences between two offsets, as far as punctuation tells; none runs over a line's end."""
        stop = len(self.text) if end is None else end
        for first, last in self.lines:
            if first < stop and last > start:
                yield from self._split(max(first, start), min(last, stop))

    def sentence(self, start: int, end: int) -> Place:
        """The sentence, or the run of sentences, that holds the characters from `start` to `end`."""
        line = next(((a, b) for a, b in self.lines if a <= start < b), (start, end))
        held = [place for place in self._split(*line) if place[1] > start and place[0] < end]
        return (held[0][0], max(end, held[-1][1])) if held else (start, end)

    def line(self, index: int) -> str:
        """The words of one line."""
        start, end = self.lines[index]
        return self.text[start:end]

    def _split(self, start: int, end: int) -> Iterator[Place]:
        opened = start
        for edge in EDGE.finditer(self.text, start, end):
            stop = edge.end() - (len(edge[0]) - len(edge[0].rstrip()))
            if edge[0][0] == "." and UNFINISHED.search(
                self.text, max(opened, edge.start() - 6), edge.start()
            ):
                continue
            yield opened, stop
            opened = edge.end()
        if opened < end:
            yield opened, end


def laid_out(text: str) -> Layout:
    """The layout of one text."""
    lines = tuple(_trimmed(text, line) for line in _lines(text))
    return Layout(text=text, lowered=lower(text), lines=tuple(line for line in lines if line[0] < line[1]))


def lower(text: str) -> str:
    """The text in lower case, character for character, so that offsets stay."""
    lowered = text.lower().replace("’", "'")
    if len(lowered) == len(text):
        return lowered
    # A few letters have a lower case of two characters; they stay as they are.
    return "".join(small if len(small := letter.lower()) == 1 else letter for letter in text).replace(
        "’", "'"
    )


def _lines(text: str) -> Iterator[Place]:
    start = 0
    for line in text.splitlines(keepends=True):
        yield start, start + len(line)
        start += len(line)


def _trimmed(text: str, place: Place) -> Place:
    start, end = place
    line = text[start:end]
    return start + len(line) - len(line.lstrip(BLANK)), end - (len(line) - len(line.rstrip(BLANK)))

"""Layout: a text's lines and sentences as offsets. Nothing is changed; blanks at the edges are left out."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

BLANK = " \t\r\n\f\v\xa0\u200b\u2028\u2029\ufeff"
EDGE = re.compile(r"[.!?…][\"”’')\]]{0,3}\s{1,20}(?=[\"“‘'(\[]{0,3}[A-Z0-9©•@*À-ÞͰ-\u1fff\u3040-\ud7ff])")
UNFINISHED = re.compile(
    r"(?:\b(?:[A-Z]|Mr|Mrs|Ms|Dr|St|Sgt|Gen|Lt|Col|Capt|Maj|Brig|Adm|Sen|Rep|Gov|Prof|Rev|No|vs|Jr|Sr|U\.S|U\.N|U\.K|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|a\.m|p\.m|[A-Z]\.[A-Z]))$"
)
Place = tuple[int, int]  # start and end


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A text, the same text in lower case with the same offsets, and where its lines and sentences stand."""

    text: str
    lowered: str
    lines: tuple[Place, ...]  # without blank ones
    sentences: tuple[Place, ...]  # as far as punctuation tells; none runs over a line's end

    def sentence(self, start: int, end: int) -> Place:
        """The sentence, or the run of sentences, that holds the characters from `start` to `end`."""
        first, last = _at(self.sentences, start), _at(self.sentences, max(start, end - 1))
        held = self.sentences[first][1] > start
        return (self.sentences[first][0] if held else start, max(end, self.sentences[last][1]))

    def within(self, start: int, end: int) -> list[Place]:
        """The sentences between two offsets; those that run over them are cut there."""
        found = self.sentences[_at(self.sentences, start) : _at(self.sentences, end) + 1]
        return [(max(a, start), min(b, end)) for a, b in found if b > start and a < end]

    def line_at(self, offset: int) -> Place:
        """The line that holds an offset, or the nearest before it."""
        return self.lines[_at(self.lines, offset)]

    def line(self, index: int) -> str:
        """The words of one line."""
        start, end = self.lines[index]
        return self.text[start:end]


def laid_out(text: str) -> Layout:
    """The layout of one text that is not blank."""
    trimmed = (_trimmed(text, line) for line in _lines(text))
    lines = tuple(line for line in trimmed if line[0] < line[1])
    sentences = tuple(sentence for line in lines for sentence in _split(text, *line))
    return Layout(text=text, lowered=lower(text), lines=lines, sentences=sentences)


def lower(text: str) -> str:
    """The text in lower case, character for character, so that offsets stay."""
    lowered = text.lower().replace("’", "'")
    if len(lowered) == len(text):
        return lowered
    # A few letters have a lower case of two characters; they stay as they are.
    return "".join(small if len(small := letter.lower()) == 1 else letter for letter in text).replace(
        "’", "'"
    )


def _at(places: Sequence[Place], offset: int) -> int:
    """The index of the last place that begins at or before an offset."""
    return max(0, bisect_right(places, offset, key=lambda place: place[0]) - 1)


def _split(text: str, start: int, end: int) -> Iterator[Place]:
    opened = start
    for edge in EDGE.finditer(text, start, end):
        stop = edge.end() - (len(edge[0]) - len(edge[0].rstrip()))
        if edge[0][0] == "." and UNFINISHED.search(text, max(opened, edge.start() - 6), edge.start()):
            continue
        yield opened, stop
        opened = edge.end()
    if opened < end:
        yield opened, end


def _lines(text: str) -> Iterator[Place]:
    start = 0
    for line in text.splitlines(keepends=True):
        yield start, start + len(line)
        start += len(line)


def _trimmed(text: str, place: Place) -> Place:
    start, end = place
    line = text[start:end]
    return start + len(line) - len(line.lstrip(BLANK)), end - (len(line) - len(line.rstrip(BLANK)))

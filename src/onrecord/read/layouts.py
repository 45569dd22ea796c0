"""Layouts: attribution by the look of the lines, without a reporting verb.

A name after a dash under a quotation ("― A. Velk") is its source. A name and a colon that begin
several lines are the speakers of a transcript or an interview; the rest of such a line, and the
lines without a name that follow it, are what they said.
"""

import re
from collections import Counter
from collections.abc import Iterator

from onrecord.read.attribution import LAYOUT, Attribution
from onrecord.read.quotes import Quotations
from onrecord.read.reading import Reading

GAP = r"[^\S\n]"  # white space within a line
PARTICLE = "de|da|del|di|al|el|bin|ibn|van|von|der|la|le"
NAME = rf"[A-Z][\w.’'-]*(?:{GAP}+(?:[A-Z][\w’'-]*\w|[A-Z]\.?|{PARTICLE})){{1,5}}"
CREDIT = re.compile(
    rf"{GAP}{{0,3}}(?P<dash>[―—–]|--){GAP}{{0,2}}(?P<name>{NAME}){GAP}*+(?:[.,]{GAP}*+)?$", re.M
)
LABEL = re.compile(
    rf"^[\"“]?(?P<name>[A-Z][A-Z.'’-]{{1,25}}(?: [A-Z.'’-]{{1,25}}){{0,3}}|{NAME})(?P<colon>:)[ \t]+(?=\S)",
    re.M,
)
MARKS = '"“”«„'
LEAST = 3  # labelled lines that make a transcript
SPEAKERS = 2  # different ones, and turns of the one who speaks most


def layouts(reading: Reading, quotations: Quotations) -> Iterator[Attribution]:
    """Yield the attributions that only the layout of one article shows, in the order of the text."""
    text = reading.article.text
    found = [*_credits(text, quotations), *_turns(text)]
    for attribution in sorted(found, key=lambda one: one.cue):
        if not reading.in_boilerplate(*attribution.cue):
            yield attribution


def _credits(text: str, quotations: Quotations) -> Iterator[Attribution]:
    """Quotations with a name behind them; one that begins its line holds all of the line before the name."""
    for quotation in quotations:
        credit = CREDIT.match(text, quotation[1])
        if credit:
            line = text.rfind("\n", 0, quotation[0]) + 1
            said = (line if text[line] in MARKS else quotation[0], quotation[1])
            yield Attribution(credit.span("name"), credit.span("dash"), (said,), "say", found_by=LAYOUT)


def _turns(text: str) -> Iterator[Attribution]:
    """The turns of a transcript: lines that begin with a speaker's name and a colon."""
    labels = list(LABEL.finditer(text))
    often = Counter(label["name"] for label in labels)
    if len(labels) < LEAST or len(often) < SPEAKERS or max(often.values()) < SPEAKERS:
        return
    ends = [label.start() for label in labels[1:]] + [_end_of_paragraph(text, labels[-1].end())]
    for turn, end in zip(labels, ends, strict=True):
        said = text[turn.end() : end].rstrip()
        if said:
            yield Attribution(
                turn.span("name"),
                turn.span("colon"),
                ((turn.end(), turn.end() + len(said)),),
                "say",
                found_by=LAYOUT,
            )


def _end_of_paragraph(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end

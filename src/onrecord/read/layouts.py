"""Layouts: attribution by the look of the lines, without a reporting verb.

A name after a dash under a quotation ("― A. Velk") is its source. A name and a colon that begin
several lines are the speakers of a transcript or an interview; the rest of such a line, and the
lines without a name that follow it, are what they said.
"""

import re
from collections import Counter
from collections.abc import Iterator

from onrecord.read.attribution import Attribution
from onrecord.read.quotes import Quotations
from onrecord.read.reading import Reading

NAME = (
    r"[A-Z][\w.’'-]*(?:[ \t]+(?:[A-Z][\w’'-]*\w|[A-Z]\.|de|da|del|di|al|el|bin|ibn|van|von|der|la|le)){1,5}"
)
CREDIT = re.compile(rf"[ \t]{{0,3}}(?P<dash>[―—–]|--)[ \t]{{0,2}}(?P<name>{NAME})[ \t]*[.,]?[ \t]*$", re.M)
LABEL = re.compile(
    rf"^[\"“]?(?P<name>[A-Z][A-Z.'’-]{{1,25}}(?: [A-Z.'’-]{{1,25}}){{0,3}}|{NAME})(?P<colon>:)[ \t]+(?=\S)",
    re.M,
)
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
    for quotation in quotations:
        credit = CREDIT.match(text, quotation[1])
        if credit:
            yield Attribution(credit.span("name"), credit.span("dash"), (quotation,), "say")


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
                turn.span("name"), turn.span("colon"), ((turn.end(), turn.end() + len(said)),), "say"
            )


def _end_of_paragraph(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end

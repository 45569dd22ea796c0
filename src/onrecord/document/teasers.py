"""Teasers: summaries of other articles that a page runs into the end of a text, above its copyright line.

They share next to no words with the article. A run counts only if it is long enough not to be chance
(three sentences), and it ends where a sentence takes up the article's words or refers back.
"""

import re
from collections.abc import Iterator

from onrecord.document.layout import Layout, Place
from onrecord.vocabulary import tables

FEWEST = 3  # teasers in a run
SENTENCES = 9  # of a text too short to compare with
SHARED = 0.15  # of a teaser's words that may stand in the article too
STEM = 6  # letters by which words are compared
WORD = re.compile(r"[^\W\d_][\w'’-]{3,}")
REFERS = re.compile(
    r"(?:He|She|It|They|His|Her|Its|Their|This|That|These|Those|But|And|Or|So|Yet|However|Also|Still|Meanwhile|Instead)\b"
    r"|[\"“‘']"
)


def teasers(layout: Layout, end: int) -> Iterator[Place]:
    """The run of teasers that ends at `end`, where the page's foot begins."""
    sentences = [place for place in layout.within(0, end) if place[1] - place[0] > 1]
    if len(sentences) < SENTENCES:
        return
    body = sentences[: max(SENTENCES - FEWEST, int(len(sentences) * 0.6))]
    known = _stems(layout.lowered[body[0][0] : body[-1][1]])
    run: list[Place] = []
    for place in reversed(sentences[len(body) :]):
        if not _is_foreign(layout, place, known):
            break
        run.append(place)
    if len(run) >= FEWEST:
        yield run[-1][0], run[0][1]


def _is_foreign(layout: Layout, place: Place, known: frozenset[str]) -> bool:
    stems = _stems(layout.lowered[slice(*place)])
    if len(stems) < 3 or REFERS.match(layout.text, place[0]) or layout.text[place[1] - 1] in '"”':
        return False
    return len(stems & known) <= SHARED * len(stems)


def _stems(lowered: str) -> frozenset[str]:
    common = tables("furniture")["common"]["word"]
    return frozenset(word[:STEM] for word in WORD.findall(lowered) if word not in common)

"""Furniture: the parts of a text that belong to the page and not to the article; marked, never cut.

Phrases come from vocabulary/furniture.toml. A phrase marks itself or its sentence; a heading such as
"Read more" marks the list of short lines under it; a copyright line marks what follows it to the end.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from onrecord.document.credits import credit_lines
from onrecord.document.layout import BLANK, Layout, Place
from onrecord.document.teasers import teasers
from onrecord.vocabulary import tables

OUTLET = r"(?P<outlet>(?:the )?[\w.&'-]{2,30}(?: [\w.&'-]{1,30}){0,4}?)"
GAP = r"[^.!?\n]{0,80}?"
COPYRIGHT = re.compile(
    r"(?:copyright\s{0,3}(?:Â\s?)?(?:©|\(c\))?\s{0,3}(?:19|20)\d\d|(?:©|\(c\))\s{0,3}(?:copyright\s{1,3})?(?:19|20)\d\d"
    r"|copyright (?:©|\(c\))|copyright the |©\s?[\w.&' -]{2,40},\s(?:19|20)\d\d)",
    re.IGNORECASE,
)
PHOTO = re.compile(
    r"(?i:\((?:(?:photo |image |picture |video )?(?:credits?:|courtesy(?: of|:))|(?:photo|image|picture) by)"
    r" [^()\n]{2,80}\))"
    r"|\([A-Z][\w.'’ -]{2,40}/ ?[A-Z][\w'’ -]{1,30}(?: via [A-Z][\w -]{1,30})?\)"
)
STRAY = re.compile(r"<!--|-->|\*\*(?=\S)|(?<=\S)\*\*")
CALL = re.compile(  # in capitals, often between two sentences and without a full stop
    r"\b(?:CLICK HERE|SIGN UP|GET THE|DOWNLOAD THE|SUBSCRIBE TO|FOLLOW US|READ MORE)"
    r"(?:,? [A-Z0-9][A-Z0-9'’&-]{0,20}){2,14}(?!\w)"
    r"|(?:^|(?<=[.!?”\"]\s))Advertisement(?=\s{0,3}$|\s[A-Z])",
    re.MULTILINE,
)
FOOTER = 1500  # characters; what follows a copyright line within them is the page's foot
LONG = 40  # characters of a phrase that no other word contains
SCRAP = 60  # characters between furniture that are no sentence of an article
SHORT = 160  # characters of a line in a list of links


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase of the vocabulary: a pattern, and words it cannot match without."""

    anchor: str
    pattern: re.Pattern[str]


def furniture(layout: Layout) -> list[Place]:
    """Where the page's own words stand, in order, joined where they touch."""
    alone = list(_phrases(layout))
    sentences = [place for place, _ in _sentences(layout, alone)]
    found = [
        *(match.span() for match in alone),
        *sentences,
        *_scraps(layout, sentences),
        *_rights(layout),
        *_lists(layout),
        *_captions(layout),
        *credit_lines(layout),
        *((mark.start(), mark.end()) for mark in STRAY.finditer(layout.text)),
    ]
    return joined(found, layout.text)


def named(layout: Layout) -> Iterator[str]:
    """Outlets that the page's own words name ("Join … Whatsapp group"), as they are written there."""
    alone = list(_phrases(layout))
    for match in [*alone, *(match for _, match in _sentences(layout, alone))]:
        if "outlet" in match.re.groupindex and match["outlet"]:
            yield layout.text[match.start("outlet") : match.end("outlet")]


def joined(places: Iterable[Place], text: str) -> list[Place]:
    """The places in order, without blanks at their edges; those with only blanks between them are one."""
    runs: list[Place] = []
    for start, end in sorted(places):
        if runs and not text[runs[-1][1] : start].strip(BLANK):
            runs[-1] = (runs[-1][0], max(end, runs[-1][1]))
        else:
            runs.append((start, end))
    return runs


def _phrases(layout: Layout) -> Iterator[re.Match[str]]:
    yield from CALL.finditer(layout.text)
    for phrase in compiled("phrase"):
        yield from _matches(phrase, layout)


def _sentences(layout: Layout, alone: list[re.Match[str]]) -> Iterator[tuple[Place, re.Match[str]]]:
    """Sentences that hold a phrase; one inside a phrase that marks `alone` marks no more than that."""
    for phrase in compiled("sentence"):
        for match in _matches(phrase, layout):
            if not any(other.start() <= match.start() and match.end() <= other.end() for other in alone):
                yield layout.sentence(match.start(), match.end()), match


def _matches(phrase: Phrase, layout: Layout) -> Iterator[re.Match[str]]:
    if phrase.anchor in layout.lowered:
        yield from phrase.pattern.finditer(layout.lowered)


def _scraps(layout: Layout, sentences: list[Place]) -> Iterator[Place]:
    """The scraps between two such sentences and after the last ("Log in.", "Almost finished…")."""
    runs = joined(sentences, layout.text)
    starts = [start for start, _ in runs[1:]] + [len(layout.text.rstrip(BLANK))]
    for (_, end), follower in zip(runs, starts, strict=False):
        scrap = layout.text[end:follower]
        if 0 < len(scrap) <= SCRAP and "\n" not in scrap:
            yield end, follower


def _rights(layout: Layout) -> Iterator[Place]:
    """Copyright lines; near the end, everything after the last of them as well."""
    last = None
    for match in COPYRIGHT.finditer(layout.text):
        place = layout.sentence(match.start(), match.end())
        yield place
        last = place
    if last and len(layout.text) - last[1] <= FOOTER:
        yield last[0], len(layout.text.rstrip(BLANK))
        yield from teasers(layout, last[0])


def _lists(layout: Layout) -> Iterator[Place]:
    labels, headings = _lines("line"), _lines("list")
    inside = False
    for index, (start, end) in enumerate(layout.lines):
        words = _bare(layout.lowered[start:end])
        if words in labels or words in headings:
            yield start, end
            inside = words in headings and (
                layout.text[start:end].endswith(":") or index > len(layout.lines) // 2
            )
        elif inside and end - start <= SHORT and not _is_sentence(layout.text[start:end]):
            yield start, end
        else:
            inside = False


def _captions(layout: Layout) -> Iterator[Place]:
    labels = _lines("caption")
    for (start, end), follower in zip(layout.lines, layout.lines[1:], strict=False):
        if _bare(layout.lowered[start:end]) in labels and follower[1] - follower[0] <= 2 * SHORT:
            yield start, follower[1]
    for match in PHOTO.finditer(layout.text):
        start, _ = layout.sentence(match.start(), match.end())
        line = layout.line_at(start)
        if match.end() >= line[1] and line[1] - line[0] <= 3 * SHORT:
            yield line
        else:
            yield start, match.end()


def _bare(line: str) -> str:
    return line.strip(BLANK + ":.*•·|>_…") or line.strip(BLANK)


def _is_sentence(line: str) -> bool:
    return line.rstrip("\"”'’)").endswith(".") and len(line) > 40


@cache
def compiled(table: str) -> tuple[Phrase, ...]:
    """The phrases of one table of vocabulary/furniture.toml, ready to match in lower-case text."""
    listed = tables("furniture")[table].values()
    return tuple(_compiled(phrase) for phrases in listed for phrase in phrases)


def _compiled(phrase: str) -> Phrase:
    parts = re.split(r"(\*|<outlet>)", phrase)
    words = [OUTLET if part == "<outlet>" else GAP if part == "*" else re.escape(part) for part in parts]
    plain = [part.strip() for part in parts if part not in ("*", "<outlet>")]
    pattern = "".join(words)
    if len(phrase) < LONG:  # a longer one is itself even where the page glued it to its neighbours
        pattern = r"(?<!\w)" + pattern + r"(?!\w)" * phrase[-1].isalnum()
    return Phrase(max(plain, key=len), re.compile(pattern))


@cache
def _lines(table: str) -> frozenset[str]:
    return frozenset(line for lines in tables("furniture")[table].values() for line in lines)

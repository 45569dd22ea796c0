"""Opening: what stands before an article's first sentence: headline, copies of it, byline, date, dateline.

A first line is taken for the headline only where its form shows it; a standfirst is often as short.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from onrecord.document.days import is_date_line
from onrecord.document.layout import BLANK, Layout, Place
from onrecord.vocabulary import words

BYLINE_LENGTH = 140  # characters of a line that begins with "By"
HEAD = 8  # lines in which an opening is looked for
LONGEST = 200  # characters of a headline that is marked or doubled
LIKELY = 90  # characters of one that is neither
MARKUP = re.compile(r"(?:#{1,3}\s{1,3}|\*\*)(.{8,200}?)(?:\*\*|#{1,3})?")
BYLINE = re.compile(r"[Bb][Yy]:? (?=[A-Z])")
WORD = r"[A-Z][\w.'’-]{1,20}"
CAPITALS = r"[A-Z][A-Z.'’-]{1,20}"
PLACES = rf"{CAPITALS}(?:[ ]{CAPITALS}){{0,3}}(?:, (?:{WORD}|[A-Z]\.[A-Z]\.)(?: {WORD}){{0,2}})?"
MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,6}\.?"
DAY = rf"{MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:, \d{{4}})?|\d{{1,2}} {MONTH}(?:,? \d{{4}})?"
SLASHED = r"/(?P<slashed>[A-Z][\w .-]{1,30}?)/"
BRACKETED = r"\((?P<bracketed>[A-Z][\w &-]{1,40}?)\)"
DASH = r"(?:\s{0,2}[—–]\s{0,2}|\s{1,2}--?\s{1,2})"
DATED = re.compile(
    rf"(?P<place>{PLACES}(?:/{PLACES}){{0,2}})(?:,? (?P<day>{DAY}))?\.?,?\s{{0,2}}"
    rf"(?:{SLASHED}\.?{DASH}?|{BRACKETED}(?:{DASH}|\s{{1,2}}_|(?=\s[A-Z]))|{DASH})\s{{0,2}}(?=\S|$)"
)
MIXED = re.compile(
    rf"(?P<place>{WORD}(?: {WORD}){{0,2}}(?:[/,] ?{WORD}(?: {WORD}){{0,2}}){{0,2}})(?:,? (?P<day>{DAY}))?"
    rf"\s{{0,2}}(?:{BRACKETED})?(?:\s{{0,2}}[—–]\s{{0,2}}|\s{{1,2}}--?\s{{1,2}})(?=[\"“‘']?[A-Z])"
)
COMPOUND = (
    r"(?:North|South|East|West|Northern|Southern|Eastern|Western|Central|New|Saudi|Sri|Sierra|Burkina|Costa|Ivory|"
    r"United|El|San|Puerto|Papua|Dominican|Bosnia|Equatorial) "
)
HERE = rf"[A-Z][A-Z'’-]{{1,20}}(?:[ ]{CAPITALS}){{0,3}}(?:, (?:{COMPOUND})?+{WORD})?"
COMPANY = r"(?:Corp|Inc|Ltd|Co|Cos|Group|Plc|PLC|International|Industries|Holdings|Technologies|Bank)\b"
RUN_IN = re.compile(
    rf"(?P<place>{HERE}(?:/{HERE}){{0,2}})\.? (?!{COMPANY})(?=[\"“]?(?:[A-Z][a-z]|A |I |An |\d))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dateline:
    """Where, and sometimes when and for whom, a report was filed."""

    place: str
    start: int
    end: int  # where the report's own words begin
    day: Place | None = None
    agency: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What stands before the first sentence."""

    title: str | None = None
    title_span: Place | None = None
    repeated: tuple[Place, ...] = ()
    byline: Place | None = None  # a line that begins with "By"
    dateline: Dateline | None = None


def opening(layout: Layout, title: str | None) -> Opening:
    """The opening of a text; `title` is the headline given beside it, if any."""
    copies = _copies(layout, title) if title else _headline(layout)
    if copies:
        title = title or layout.text[slice(*copies[0])]
    return Opening(
        title=title,
        title_span=copies[0] if copies else None,
        repeated=tuple(copies[1:]),
        byline=_byline(layout),
        dateline=_dateline(layout, copies),
    )


def is_plain_line(line: str) -> bool:
    """Whether a line could be a headline by its form: a few words that do not end as a sentence does."""
    ends = line.rstrip("\"”'’)]")
    return (
        len(line.split()) >= 3
        and not ends.endswith((".", "!", ":", ";", ",", "…", "-", "—"))
        and not BYLINE.match(line)
        and not line.startswith(("(", "•", "-", "<", "http", "©"))
        and not is_date_line(line)
        and not DATED.match(line)
    )


def _copies(layout: Layout, title: str) -> list[Place]:
    """Where a headline stands at the head of the text: as a line of its own, or as the first words."""
    wanted = _folded(title)
    found = []
    for start, end in layout.lines[:HEAD]:
        inner = MARKUP.fullmatch(layout.text, start, end)
        place = inner.span(1) if inner else (start, end)
        if _folded(layout.text[slice(*place)]) == wanted:
            found.append(place)
    if not found and layout.lines:
        start, end = layout.lines[0]
        if _folded(layout.text[start : start + len(title)]) == wanted:
            found.append((start, start + len(title)))
    return found


def _headline(layout: Layout) -> list[Place]:
    for start, end in layout.lines[:HEAD]:
        inner = MARKUP.fullmatch(layout.text, start, end)
        if inner and len(layout.lines) > 2:
            return _copies(layout, inner[1])
    if len(layout.lines) < 3:
        return []
    first = layout.line(0)
    if len(first) <= LONGEST and (copies := _copies(layout, first))[1:] and is_plain_line(first):
        return copies
    if len(first) <= LIKELY and is_plain_line(first) and _opens_body(layout, 1):
        return copies[:1] if copies else [layout.lines[0]]
    return []


def _opens_body(layout: Layout, index: int) -> bool:
    """Whether a full sentence follows within the next lines."""
    following = [layout.line(i) for i in range(index, min(index + 3, len(layout.lines)))]
    return any(
        len(line) > LIKELY and line.rstrip("\"”'’)").endswith((".", "!", "?", ":")) for line in following
    )


def _byline(layout: Layout) -> Place | None:
    for start, end in layout.lines[:HEAD]:
        if BYLINE.match(layout.text, start, end) and end - start <= BYLINE_LENGTH:
            return start, end
    return None


def _dateline(layout: Layout, copies: list[Place]) -> Dateline | None:
    """The dateline, where the first line under the headline has one; a marked one also some lines on."""
    heading = True
    for start, _ in _body(layout, copies):
        found = _dated(layout.text, start) or (_run_in(layout, start) if heading else None)
        if found:
            return found
        heading = False
    return None


def _body(layout: Layout, copies: list[Place]) -> Iterator[Place]:
    """The first lines under the headline, and the first sentences where a text is one line."""
    for index, (start, end) in enumerate(layout.lines[:HEAD]):
        inside = [copy[1] for copy in copies if start <= copy[0] < end]
        if inside and not layout.text[inside[-1] : end].strip(BLANK + "*#"):
            continue
        line = layout.text[start:end]
        if BYLINE.match(line) or is_date_line(line):
            continue
        opened = max([start, *inside])
        opened += len(layout.text[opened:end]) - len(layout.text[opened:end].lstrip(BLANK))
        yield opened, end
        if index == 0:
            yield from layout.within(opened, min(end, opened + 800))[1:4]


def _dated(text: str, start: int) -> Dateline | None:
    match = DATED.match(text, start)
    return _made(match) if match else None


def _run_in(layout: Layout, start: int) -> Dateline | None:
    mixed = MIXED.match(layout.text, start)
    if mixed:
        return _made(mixed)
    match = RUN_IN.match(layout.text, start)
    return _made(match) if match and _is_place(match["place"], layout, match.end()) else None


def _made(match: re.Match[str]) -> Dateline | None:
    groups = match.groupdict()
    place = match["place"]
    if place.lower().replace("’", "'").strip(" .") in words("outlets", "kickers"):
        return None
    return Dateline(
        place=_titled(place if "," in place else place.rstrip(".")),
        start=match.start(),
        end=match.end(),
        day=match.span("day") if groups.get("day") else None,
        agency=groups.get("slashed") or groups.get("bracketed"),
    )


def _is_place(place: str, layout: Layout, after: int) -> bool:
    """Whether capitals before a sentence are a place and not an abbreviation: those come again."""
    head = re.split(r"[,/]", place)[0]
    if "," in place or "/" in place:
        return len(head) >= 4
    again = re.search(rf"(?<!\w){re.escape(head)}(?!\w)", layout.text[after:])
    if again or len(head) < 4:
        return False
    return (len(head) >= 5 and " " not in head) or head.title() in layout.text


def _titled(place: str) -> str:
    return re.sub(r"[A-Z][A-Z'’]+", lambda word: word[0].capitalize(), place)


def _folded(line: str) -> str:
    plain = line.translate(str.maketrans("‘’“”–—", "''\"\"--"))
    return " ".join(plain.lower().strip(BLANK + "*#").split())

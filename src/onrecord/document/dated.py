"""Dated: when an article was published. A wrong date is worse than none; what is not certain is unknown."""

import re

from onrecord.document.days import (
    ALONE,
    FULL,
    MONTHS,
    WITHOUT_YEAR,
    apart,
    calendar_day,
    is_date_line,
    iso,
    matched,
    weekday,
)
from onrecord.document.layout import BLANK, Layout, Place
from onrecord.document.names import agency, holder
from onrecord.document.opening import HEAD, Opening
from onrecord.records import Published, Span

YEAR = re.compile(r"(?<![\d.,$€£])(?:19|20)\d\d(?![\d%]|[.,]\d)")
ADDRESS = re.compile(
    r"/(?P<year>(?:19|20)\d\d)/(?P<month>\d{1,2}|[a-z]{3})/(?P<day>\d{1,2})(?=/|$|-)", re.IGNORECASE
)
TO_COME = re.compile(
    r"\b(?:until|till|through|by|will|would|to|due|expires?|expiring|ends?|scheduled|next)\b"
)
ABOVE = 400  # characters of headline and standfirst
AHEAD = 500  # days; plans reach less far ahead to the day
RUN_IN = re.compile(r"\s{1,5}[A-Z\"“][^\n]{80}")  # a sentence after the date


def published(layout: Layout, opened: Opening, given: str | None, url: str | None) -> Published:
    """When the article was published, on what basis, with the words that show it.

    Args:
        given: the date given beside the text or found in the page, in any usual form.
        url: its address; one with year, month and day in its path dates the article.
    """
    day = iso(given) or _in_address(url)
    stated = _stated(layout, opened)
    if day is None:
        return stated
    if (stated.earliest and not _agree(day, stated.earliest)) or _is_outlived(day, layout):
        return Published()  # two dates that contradict each other are none
    return Published(earliest=day, latest=day, basis="metadata", evidence=stated.evidence)


def _stated(layout: Layout, opened: Opening) -> Published:
    """A whole date in a line before the article, in its byline or dateline, or in both of its halves."""
    alone = [place for line in layout.lines if (place := _alone(layout.text, line))]
    if len(alone) > 1:
        return Published()  # a timeline, not a date line
    heading = [place for place in alone if _is_above(place, layout, opened)]
    for place in (*heading, *_named_places(opened)):
        for pattern in FULL:
            if (match := pattern.search(layout.text, *place)) and (day := matched(match)):
                return _on(day, layout, match.span())
    return _halves(layout, opened)


def _is_above(place: Place, layout: Layout, opened: Opening) -> bool:
    """Whether a date line stands above the article and not in it (a letter has a date of its own)."""
    above = [line for line in layout.lines if line[0] < place[0]]
    dateline = opened.dateline
    written = sum(end - start for start, end in above)
    return len(above) < HEAD // 2 and written <= ABOVE and not (dateline and dateline.start < place[0])


def _alone(text: str, line: Place) -> Place | None:
    """A line that is a date and nothing else; at the very start of a text also before its first words."""
    start, end = line
    if end - start <= 80 and is_date_line(text[start:end]):
        return line
    if text[:start].strip(BLANK):
        return None
    match = next((match for pattern in ALONE if (match := pattern.match(text, start, end))), None)
    # A clock beside the date is the reader's own ("Monday, May 3, 2021 11:05 pm"), at the head of a page.
    if match and match["weekday"] and ":" not in match[0] and RUN_IN.match(text, match.end()):
        return match.span()
    return None


def _named_places(opened: Opening) -> list[Place]:
    places = [opened.byline] if opened.byline else []
    if opened.dateline and opened.dateline.day:
        places.append(opened.dateline.day)
    return places


def _halves(layout: Layout, opened: Opening) -> Published:
    """A day in the byline, and its year in the copyright line of the agency that wrote the article.

    The year at a page's foot is often stale, or the year of the visit. It counts only where the holder
    wrote the article, the weekday that the article gives is the day's own, and no later year is named.
    """
    held = holder(layout)
    if (
        held is None
        or held["year"] is None
        or opened.byline is None
        or not _wrote(held["outlet"], layout, opened)
    ):
        return Published()
    for pattern in WITHOUT_YEAR:
        match = pattern.search(layout.text, *opened.byline)
        day = match and calendar_day(held["year"], match["month"], match["day"])
        if match and day and _fits(day, layout, held.start()):
            return _on(day, layout, match.span(), held.span("year"))
    return Published()


def _wrote(name: str, layout: Layout, opened: Opening) -> bool:
    line = layout.text[slice(*opened.byline)] if opened.byline else ""
    author = re.split(r"\d|\b(?:" + "|".join(MONTHS) + ")", line[3:], maxsplit=1, flags=re.IGNORECASE)[0]
    return bool(agency(name)) and agency(author) == agency(name)


def _fits(day: str, layout: Layout, end: int) -> bool:
    years = (year[0] for year in YEAR.finditer(layout.text, 0, end))
    return weekday(day) in layout.lowered[:1500] and all(year <= day[:4] for year in years)


def _is_outlived(day: str, layout: Layout) -> bool:
    """Whether the article names a day so long after its given date that one of the two must be wrong."""
    if len(day) < 10 or not any(year[0] > day[:4] for year in YEAR.finditer(layout.text)):
        return False
    for pattern in FULL:
        for match in pattern.finditer(layout.text):
            named = matched(match)
            before = layout.lowered[max(0, match.start() - 60) : match.start()]
            if named and named > day and apart(named, day) > AHEAD and not TO_COME.search(before):
                return True
    return False


def _in_address(url: str | None) -> str | None:
    match = ADDRESS.search(url or "")
    return calendar_day(match["year"], match["month"], match["day"]) if match else None


def _agree(one: str, other: str) -> bool:
    """Whether two dates can be of one publication: clocks differ by up to a day around the world."""
    if len(one) < 10 or len(other) < 10:
        return one.startswith(other) or other.startswith(one)
    return apart(one, other) <= 1


def _on(day: str, layout: Layout, *places: Place) -> Published:
    evidence = tuple(Span(start, end, layout.text[start:end]) for start, end in places)
    return Published(earliest=day, latest=day, basis="stated", evidence=evidence)

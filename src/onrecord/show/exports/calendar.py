"""Calendar: events over all articles as all-day entries of an iCalendar file, once each with all who tell it.

Only an event whose day, or first and last day, is told has an entry. The others are left out and counted: a
month is no day, and the day of publication is not that of the event.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import IO, Any

from onrecord.link.happenings import Happening, Told, span_of
from onrecord.show.exports.writing import needed

DAY = 10  # characters of a date that is a day
PRODUCT = "-//OnRecord//timeline//EN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How many events have an entry, and how many are left out."""

    entries: int
    imprecise: int  # told to the month, to the year or with an open end
    undated: int


def write(out: IO[str], found: Iterable[Happening]) -> Kept:
    """Write the events that are told to the day.

    Raises:
        ExportError: icalendar is not installed.
    """
    icalendar = needed("icalendar")
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    entries = imprecise = undated = 0
    for one in found:
        days = _days(one)
        if days:
            calendar.add_component(_entry(icalendar, one, *days))
            entries += 1
        elif one.when:
            imprecise += 1
        else:
            undated += 1
    out.write(calendar.to_ical().decode("utf-8"))
    return Kept(entries=entries, imprecise=imprecise, undated=undated)


def _days(one: Happening) -> tuple[date, date] | None:
    """First and last day, where both are told."""
    told = (one.when.earliest, one.when.latest) if one.when else ()
    if not told or any(end is None or len(end) < DAY for end in told):
        return None
    return span_of(one.when)


def _entry(icalendar: Any, one: Happening, first: date, last: date) -> Any:
    entry = icalendar.Event()
    places = "\n".join(f"{told.telling.article_id}/{told.telling.record}" for told in one.tellings)
    entry.add("uid", f"{sha256(places.encode()).hexdigest()[:32]}@onrecord")
    known = max((told.telling.day for told in one.tellings if told.telling.day), default=None)
    stamp = (
        date.fromisoformat(known) if known else last
    )  # not the clock's: the same store gives the same file
    entry.add("dtstamp", datetime(stamp.year, stamp.month, stamp.day, tzinfo=UTC))
    entry.add("dtstart", first)
    entry.add("dtend", last + timedelta(1))  # the day after, as all-day entries end
    entry.add("summary", _summary(one))
    entry.add("description", "\n".join([f"Time told as: {one.precision}", *map(_telling, one.tellings)]))
    entry.add("categories", [one.type])
    entry.add("transp", "TRANSPARENT")
    if one.place:
        entry.add("location", one.place)
    return entry


def _summary(one: Happening) -> str:
    kind = f"{one.type} {one.mode}" if one.mode else one.type
    who = " → ".join(part for part in (one.actor, one.target) if part)
    told = ", ".join(dict.fromkeys(told.factuality for told in one.tellings))
    return f"{kind}{f': {who}' if who else ''}{f', {one.place}' if one.place else ''} ({told})"


def _telling(told: Told) -> str:
    at = told.telling
    by = f", by {at.by}" if at.by else ""
    place = f"{at.article} [{at.span.start}:{at.span.end}]"
    return f"{told.factuality}{by}: “{at.span.words}” ({at.outlet or 'outlet not stated'}, {place})"

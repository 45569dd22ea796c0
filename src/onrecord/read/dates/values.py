"""Values: what a time expression says, as a TIMEX3 value (ISO 8601 and TIMEX3's extensions).

In: the rule and words of an expression, and the moment it is read at. Out: its type and value; None where the
words do not say, or say it of a day that is not known.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dateutil.easter import easter

from onrecord.read.dates.moments import (
    LONG,
    SUB_DAY,
    Moment,
    is_far,
    later_than,
    moved,
    near,
    near_quarter,
    period,
    step,
    week,
)  # fmt: skip
from onrecord.read.dates.words import (
    DECADES,
    DEICTIC,
    FEASTS,
    MONTHS,
    PARTS,
    PLURALS,
    REFERENCES,
    SEASONS,
    SETS,
    UNITS,
    WEEKDAYS,
    Word,
)  # fmt: skip

SEASON_ENDS = {"SP": 5, "SU": 8, "FA": 11, "WI": 2}  # last month
BACK = frozenset({"before", "ago", "earlier", "last", "past", "previous", "preceding", "prior"})
OF_TEXT = frozenset({"previous", "preceding", "prior", "following", "ensuing", "that", "same"})


@dataclass(frozen=True, slots=True)
class Found:
    """The words of one expression."""

    words: tuple[Word, ...]

    def first(self, *kinds: str) -> Word | None:
        """The first word of any of the kinds."""
        return next((word for word in self.words if word.kind in kinds), None)

    def has(self, *texts: str) -> bool:
        """Whether any of these words is among them."""
        return any(word.text in texts for word in self.words)

    @property
    def year(self) -> int | None:
        """The year that is written out."""
        found = self.first("year")
        return int(found.value) if found else None


def valued(rule: str, words: tuple[Word, ...], at: Moment) -> tuple[str, str | None] | None:
    """Type and value of an expression; None: it is none after all."""
    return RULES[rule](Found(words), at)


def _unit(word: Word) -> str:
    return PLURALS.get(word.text) or UNITS[word.text]


def _number_of(found: Found) -> float | None:
    """How many units; None: several."""
    number = found.first("number")
    if found.first("several") and not number:
        return 2 if found.has("couple") else None
    half = 0.5 if found.first("half") else 0.0
    if number is None:
        return half if half and not found.first("and") else 1 + half
    second = next((word for word in found.words if word.kind == "number" and word is not number), None)
    if second and 0 < second.value < 1:
        return number.value + second.value
    return None if second else number.value + half


# --- parts that rules share -------------------------------------------------------------------------


def _day_of_month(found: Found, at: Moment) -> str | None:
    """Month and day, with the year that is written or the nearest one."""
    month, number = found.first("month", "short_month"), found.first("number", "ordinal")
    if month is None or number is None or number.value != int(number.value):
        return None
    place = int(MONTHS[month.text])
    year = found.year or _named_year(found, at) or near(place, replace(at, future=at.future or None))
    if year is None or (found.year is None and is_far(at.day, year, place)):
        return f"XXXX-{place:02}-{int(number.value):02}" if 0 < number.value <= 31 else None
    try:
        return date(year, place, int(number.value)).isoformat()
    except ValueError:
        return None


def _named_year(found: Found, at: Moment) -> int | None:
    """The year of "last year", "next year", "this year"."""
    unit, near = found.first("unit"), found.first("last", "next", "this")
    if unit is None or near is None or at.day is None or _unit(unit) != "Y":
        return None
    return at.day.year + {"last": -1, "next": 1, "this": 0}[near.kind]


def _weekday(found: Found, at: Moment) -> str | None:
    """The last such day up to today, or the next one from today on if the verb points there."""
    name = found.first("weekday", "short_weekday")
    if name is None or at.day is None:
        return None
    back = (at.day.weekday() - int(WEEKDAYS[name.text]) + 1) % 7
    if found.first("next") or (at.future and not found.first("last", "earlier")):
        ahead = -back % 7
        return (at.day + timedelta(ahead or (7 if found.first("next") else 0))).isoformat()
    return (at.day - timedelta(back or (7 if found.first("last") else 0))).isoformat()


def _deictic(found: Found, at: Moment) -> str | None:
    word = found.first("deictic")
    if word is None or at.day is None:
        return None
    steps = DEICTIC[word.text]
    if steps == "overnight":  # the night that ends or begins on the day
        return (at.day - timedelta(0 if at.future else 1)).isoformat() + "TNI"
    if steps == "TNI":
        return at.day.isoformat() + "TNI"
    return (at.day + timedelta(int(steps))).isoformat()


def _any_day(found: Found, at: Moment) -> str | None:
    """The day of an expression that holds one: a date, a weekday, "yesterday"."""
    if found.first("month", "short_month"):
        return _day_of_month(Found(found.words[_from(found, "month", "short_month") :]), at)
    return _deictic(found, at) if found.first("deictic") else _weekday(found, at)


def _from(found: Found, *kinds: str) -> int:
    """Where the day and month begin: the hour before them has a number of its own."""
    place = next(i for i, word in enumerate(found.words) if word.kind in kinds)
    before = place - 2 if place > 1 and found.words[place - 1].kind == "of" else place - 1
    return before if before >= 0 and found.words[before].kind in ("number", "ordinal") else place


def _hour(found: Found) -> str | None:
    """The time of day, as precise as the words."""
    noon = found.first("noon")
    if noon:
        return PARTS[noon.text]
    clock = found.first("clock") or found.first("number")
    half = found.first("half_day")
    if clock is None:
        return None
    hours, _, minutes = clock.text.replace(".", ":").partition(":")
    if not hours.isdigit():
        hours = str(int(clock.value))
    hour = int(hours)
    if half:
        hour = hour % 12 + (12 if half.text[0] == "p" else 0)
    return f"{hour:02}:{minutes or '00'}" if hour <= 24 and int(minutes or 0) < 60 else None


# --- one function a rule ----------------------------------------------------------------------------

Value = tuple[str, str | None] | None


def _day(found: Found, at: Moment) -> Value:
    iso, numeric = found.first("iso"), found.first("numeric")
    if iso:
        return "DATE", iso.text
    if numeric:
        return "DATE", _slashed(numeric.text)
    value = _day_of_month(found, at)
    return ("DATE", value) if value else None


def _slashed(text: str) -> str | None:
    """Day and month in either order; None where both are possible."""
    first, second, year = (int(part) for part in text.split("/"))
    year += 0 if year > 99 else 1900 if year > 40 else 2000
    days = set()
    for month, day in ((first, second), (second, first)):
        try:
            days.add(date(year, month, day).isoformat())
        except ValueError:
            continue
    return days.pop() if len(days) == 1 else None


def _clock(found: Found, at: Moment) -> Value:
    hour = _hour(found)
    if hour is None:
        return None
    named = found.first("month", "short_month", "deictic", "weekday")
    if found.first("clock") and not named and not found.first("half_day", "zone", "oclock"):
        hour_only = found.first("clock")
        if hour_only and len(hour_only.text) < 4:
            return None
    day = _any_day(found, at) if named else at.day and at.day.isoformat()
    return "TIME", f"{day.removesuffix('TNI')}T{hour}" if day else None


def _part(found: Found, at: Moment) -> Value:
    name = found.first("part")
    if name is None:
        return None
    part = PARTS[name.text]
    today = at.day.isoformat() if at.day else None
    if found.first("month", "short_month", "deictic", "weekday"):
        day = _any_day(found, at)
    elif not found.first("last", "next", "that"):
        day = today
    elif found.first("last") and not found.first("the"):
        day = step(today, -1)
    else:
        day = step(
            at.before, {"next": 1, "last": -1}.get(getattr(found.first("next", "last"), "kind", ""), 0)
        )
    return "TIME", f"{day.removesuffix('TNI')}T{part}" if day else None


def _quarter(found: Found, at: Moment) -> Value:
    ordinal, year = found.first("ordinal"), found.year or _named_year(found, at)
    place = int(ordinal.value) if ordinal else 0
    if ordinal and not 0 < place <= 4:
        return None
    if not ordinal:
        return "DATE", _same_quarter(found, at, year)
    if year is None:
        year = near_quarter(place, at)
    return "DATE", f"{year}-Q{place}" if year else f"XXXX-Q{place}"


def _same_quarter(found: Found, at: Moment, year: int | None) -> str | None:
    """A quarter that is pointed at rather than numbered: "the quarter", "last quarter", "the 1988 period"."""
    if year:
        return f"{year}-{at.quarter[5:]}" if at.quarter else str(year) if found.first("period") else None
    if found.first("last", "next", "this", "now") and at.day:
        steps = -1 if found.first("last") else 1 if found.first("next") else 0
        return moved(at.day, steps, "Q")
    if found.first("latest") and at.day and not at.quarter:
        return moved(at.day, -1, "Q")
    return at.quarter


def _comparison(found: Found, at: Moment) -> Value:
    """ "A year ago": the same period of that year where the text speaks of a period."""
    unit = next((word for word in found.words if word.kind in ("unit",)), None)
    if unit is None:
        return None
    kind, back = _unit(unit), found.first("ago", "earlier")
    if kind == "Y" and at.quarter:
        ordinal = found.first("ordinal")
        return "DATE", f"{int(at.quarter[:4]) - 1}-" + (
            f"Q{int(ordinal.value)}" if ordinal else at.quarter[5:]
        )
    if back and back.kind == "earlier":
        return "DATE", later_than(at.before, -1, kind)
    return "DATE", moved(at.day, -1, kind) if at.day else None


def _ago(found: Found, at: Moment) -> Value:
    size = found.first("unit", "units", "day", "quarter", "century")
    count = _number_of(found)
    if size is None or count is None:
        return "DATE", "PAST_REF"
    return "DATE", moved(at.day, -count, _unit(size)) if at.day else None


def _later(found: Found, at: Moment) -> Value:
    size, count = found.first("unit", "units", "day", "quarter", "century"), _number_of(found)
    back = any(word.text in BACK for word in found.words)
    if size is None:
        return None
    value = None if count is None else later_than(at.before, -count if back else count, _unit(size))
    return ("DATE", value) if value else ("DURATION", period(count, _unit(size)))


def _neighbour(found: Found, at: Moment) -> Value:
    side = found.first("side")
    if side is None:
        return None
    day = _any_day(Found(found.words[2 if found.words[0].kind == "day" else 3 :]), at)
    return "DATE", step(day, -1 if side.text == "before" else 1)


def _relative(found: Found, at: Moment) -> Value:
    """ "This week", "late last month", "the end of the year", "the weekend", "that day", "year-end"."""
    unit = found.first("unit", "day", "weekend")
    if unit is None:
        return None
    if unit.kind == "weekend":
        return "DATE", _weekend(found, at)
    kind = _unit(unit)
    if found.first("latest") and not found.first("last", "this"):
        return None
    if any(word.text in OF_TEXT for word in found.words):
        steps = 0 if found.first("that") else 1 if found.first("next") else -1
        return "DATE", later_than(at.before, steps, kind)
    if found.first("next") and found.first("the"):
        return "DATE", later_than(at.before, 1, kind) if kind == "D" else None
    if not found.first("last", "next", "this", "now") and kind not in ("Y", "M", "W"):
        return None
    if kind in SUB_DAY:
        return None
    if kind in LONG and found.first("last", "next"):
        return "DURATION", period(1, kind)
    steps = 1 if found.first("next") else -1 if found.first("last") else 0
    if kind == "D" and not steps:
        return None
    return "DATE", moved(at.day, steps, kind) if at.day else None


def _weekend(found: Found, at: Moment) -> str | None:
    if at.day is None or found.first("that"):
        return None
    saturday = at.day + timedelta(5 - at.day.weekday())
    if found.first("last") or not (at.future or found.first("this", "next") or at.day.weekday() >= 5):
        saturday -= timedelta(7)
    elif found.first("next"):
        saturday += timedelta(7)
    return f"{week(saturday)}-WE"


def _span(found: Found, _at: Moment) -> Value:
    """ "The past two weeks", "recent months", "the first nine months"."""
    size, number = found.first("units", "unit", "quarter"), found.first("number")
    count = number.value if number else 1 if size and size.kind == "unit" else None
    return ("DURATION", period(count, _unit(size))) if size else None


def _month(found: Found, at: Moment) -> Value:
    word = found.first("month", "short_month")
    if word is None:
        return None
    month = int(MONTHS[word.text])
    year = found.year or _named_year(found, at)
    if year is None and at.day and (side := found.first("last", "next", "this")):
        after = month < at.day.month if side.kind == "last" else month <= at.day.month
        year = at.day.year + {"last": -1, "next": 0, "this": 0}[side.kind] + (after and side.kind != "this")
    year = year or near(month, at)
    return "DATE", f"{year}-{month:02}" if year else f"XXXX-{month:02}"


def _week_day(found: Found, at: Moment) -> Value:
    return "DATE", None if found.first("that") else _weekday(found, at)


def _today(found: Found, at: Moment) -> Value:
    value = _deictic(found, at)
    return ("TIME" if value and "T" in value else "DATE"), value


def _feast(found: Found, at: Moment) -> Value:
    name = found.first("feast")
    if name is None:
        return None
    rule = FEASTS[name.text]
    month = 4 if rule == "easter" else int(rule[:2])
    year = found.year or near(month, at)
    if year is None:
        return "DATE", None
    if rule == "easter":
        return "DATE", easter(year).isoformat()
    parts = [int(part) for part in rule.split("-")]
    if len(parts) == 2:
        return "DATE", date(year, *parts).isoformat()
    first = date(year, month, 1)
    ahead = (parts[1] - 1 - first.weekday()) % 7
    return "DATE", (first + timedelta(ahead + 7 * (parts[2] - 1))).isoformat()


def _season(found: Found, at: Moment) -> Value:
    word = found.first("season")
    if word is None:
        return None
    season = SEASONS[word.text]
    year = found.year or _named_year(found, at)
    if year is None and at.day:
        ended = SEASON_ENDS[season] < at.day.month
        near = found.first("last", "next", "this")
        if near is None:
            begun = SEASON_ENDS[season] - 2 <= at.day.month
            year = (
                at.day.year + (ended if at.future else 0) - (not begun and not at.future and season != "WI")
            )
        else:
            year = at.day.year + {"last": -1 + ended, "next": ended, "this": 0}[near.kind]
    return "DATE", f"{year}-{season}" if year else f"XXXX-{season}"


def _decade(found: Found, _at: Moment) -> Value:
    word = found.first("decade")
    if word is None:
        return None
    if word.text in DECADES:
        return "DATE", f"19{DECADES[word.text]}"
    return "DATE", word.text[:3] if word.text[0].isdigit() else f"19{word.text[1]}"


def _century(found: Found, _at: Moment) -> Value:
    ordinal = found.first("ordinal")
    return ("DATE", f"{int(ordinal.value) - 1:02}") if ordinal and 0 < ordinal.value < 30 else None


def _set(found: Found, _at: Moment) -> Value:
    word = found.words[0]
    if word.kind == "set":
        return "SET", SETS[word.text]
    size = found.first("unit", "units", "day", "quarter")
    if size:
        number = found.first("number", "ordinal")
        return "SET", period(number.value if number else 1, _unit(size))
    named = found.first("weekday", "weekdays")
    if named:
        return (
            "SET",
            f"XXXX-WXX-{WEEKDAYS[named.text.removesuffix('s') if named.kind == 'weekdays' else named.text]}",
        )
    part, month = found.first("part"), found.first("month")
    return "SET", f"T{PARTS[part.text]}" if part else f"XXXX-{int(MONTHS[month.text]):02}" if month else "P1W"


def _ordinal(found: Found, _at: Moment) -> Value:
    """ "The fifth month", "day 124": counted from an event, so without a value."""
    number, size = found.first("number", "ordinal"), found.first("unit", "day")
    return ("DATE", None) if number and size and number.value == int(number.value) else None


def _duration(found: Found, _at: Moment) -> Value:
    size = found.first("units", "unit", "day", "quarter", "century")
    if size is None or found.words[-1].text == "old":
        return None  # an age
    if len(found.words) == 1:
        return "DURATION", period(None, _unit(size))
    return "DURATION", period(_number_of(found), _unit(size))


def _year(found: Found, _at: Moment) -> Value:
    return "DATE", str(found.year)


def _reference(found: Found, _at: Moment) -> Value:
    word = found.words[0]
    if word.kind == "the":
        return ("DATE", "PAST_REF") if found.has("past") else None
    return "DATE", {"now": "PRESENT_REF", "recent": "PAST_REF"}.get(word.kind) or REFERENCES[word.text]


RULES: dict[str, Callable[[Found, Moment], Value]] = {
    "day": _day, "clock": _clock, "part": _part, "quarter": _quarter, "comparison": _comparison, "ago": _ago,
    "later": _later, "neighbour": _neighbour, "unit": _relative, "span": _span, "month": _month,
    "weekday": _week_day, "deictic": _today, "feast": _feast, "season": _season, "decade": _decade,
    "century": _century, "set": _set, "ordinal": _ordinal, "duration": _duration, "year": _year,
    "reference": _reference,
}  # fmt: skip

"""Moments: the calendar around the moment at which words are read.

In: a moment, and counts of TIMEX3 units (S, MIN, H, D, W, M, Q, Y, and DE, CE, FN for decade, century,
fortnight). Out: TIMEX3 values.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

AHEAD = 3  # months from publication up to which a month without a year is looked for
BEHIND = 6  # months back into the year before, up to which a day stands without its year
SUB_DAY = {"S": "S", "MIN": "M", "H": "H"}
LONG = {"DE": (10, "Y"), "CE": (100, "Y"), "FN": (2, "W")}


@dataclass(frozen=True, slots=True)
class Moment:
    """When the words are read: the day of publication, which way the verb points, what was named before."""

    day: date | None
    future: bool | None = None  # None: the verb does not say
    before: str | None = None  # the value of the last day, month or year that the text named
    quarter: str | None = None  # of the last quarter


def week(day: date) -> str:
    """The ISO week of a day."""
    year, number, _ = day.isocalendar()
    return f"{year}-W{number:02}"


def moved(day: date, count: float, unit: str) -> str | None:
    """The day, week, month, quarter or year that lies `count` units from a day, as precise as the unit."""
    if unit in SUB_DAY or count != int(count) or abs(count) > 2000:
        return None
    step = int(count)
    if unit == "FN":
        step, unit = 2 * step, "W"
    if unit == "D":
        return (day + timedelta(step)).isoformat()
    if unit == "W":
        return week(day + timedelta(7 * step))
    years = {"Y": 1, "DE": 10, "CE": 100}.get(unit)
    if years:
        year = day.year + years * step
        return f"{year:04}" if 0 < year < 3000 else None
    moved = day + relativedelta(months=step * (3 if unit == "Q" else 1))
    return f"{moved.year}-Q{(moved.month + 2) // 3}" if unit == "Q" else f"{moved.year}-{moved.month:02}"


def near(month: int, at: Moment) -> int | None:
    """The year of a month that is named without one."""
    if at.day is None:
        return None
    ahead = (month - at.day.month) % 12
    behind = ahead > 0 if at.future is False else ahead > AHEAD if at.future is None else False
    return at.day.year + (month < at.day.month) - behind


def near_quarter(place: int, at: Moment) -> int | None:
    """The year of a quarter: the last that has begun, or the next one; results of one come after its end."""
    if at.day is None:
        return None
    ahead = (place - (at.day.month + 2) // 3) % 4
    later = at.future and ahead < 3
    return at.day.year + (place < (at.day.month + 2) // 3) - (ahead > 0 and not later)


def is_far(day: date | None, year: int, month: int) -> bool:
    """Whether a day of another year lies so far back that it would be written with its year."""
    return day is not None and year < day.year and 12 + day.month - month > BEHIND


def period(count: float | None, unit: str) -> str | None:
    """A TIMEX3 duration."""
    size, letter = LONG.get(unit, (1, unit))
    if unit in SUB_DAY:
        if count is not None and count % 1 and unit != "S":
            whole = f"{int(count)}{SUB_DAY[unit]}" if count > 1 else ""
            return f"PT{whole}{count % 1 * 60:g}{'M' if unit == 'H' else 'S'}"
        return f"PT{'X' if count is None else f'{count:g}'}{SUB_DAY[unit]}"
    if count is None:
        return "PXY" if unit in ("DE", "CE") else f"PX{letter}"
    count *= size
    if letter == "Y" and count != int(count):
        months = count % 1 * 12
        return (f"P{int(count)}Y" if count >= 1 else "P") + f"{months:g}M"
    return f"P{count:.10g}{letter}" if count < 1e6 else None


def later_than(before: str | None, count: float, unit: str) -> str | None:
    """A time counted from one that the text named; None if that is less precise than the unit."""
    if before is None:
        return None
    needed = {"Y": 4, "DE": 4, "CE": 4, "M": 7, "Q": 7}.get(unit, 10)
    if not re.fullmatch(r"\d{4}(?:-\d\d){0,2}", before[:10]) or len(before[:10]) < needed:
        return None
    return moved(date.fromisoformat((before[:10] + "-01-01")[:10]), count, unit)


def step(value: str | None, days: int) -> str | None:
    """The day so many days on from a value that names a day."""
    day = full(value and value[:10])
    return (day + timedelta(days)).isoformat() if day else None


def full(day: str | None) -> date | None:
    """A value as a day; None if it is less precise."""
    return date.fromisoformat(day) if day and re.fullmatch(r"\d{4}-\d\d-\d\d", day) else None

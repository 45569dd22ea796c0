"""Days: dates as people and machines write them → ISO 8601, as precise as the words."""

import re
from datetime import date

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
WEEKDAY = r"(?:\b(?P<weekday>mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?,?\s{1,3})?"
YEAR = r"(?P<year>(?:18|19|20|21)\d\d)\b"
AMERICAN = rf"{WEEKDAY}\b{MONTH}\s{{1,3}}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s{{1,3}}{YEAR}"
BRITISH = rf"{WEEKDAY}\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s{{1,3}}(?:of )?{MONTH},?\s{{1,3}}{YEAR}"
ZONE = r"(?:\s{1,3}\(?(?:[+-]\d{4}|[A-Z]{2,4}|local time)\)?){0,2}"
HOUR = r"\d{1,2}[:.]\d\d(?::\d\d)?(?:\s{0,2}[ap]\.?m\.?)?"
CLOCK = rf"(?:,?\s{{1,3}}(?:at\s{{1,3}}|[-–|]\s{{1,3}})?{HOUR}{ZONE})?"
LEAD = r"(?:(?:first )?(?:published|posted|publication date|date|issued)(?: on)?:?\s{1,3})?"
FULL = tuple(re.compile(pattern, re.IGNORECASE) for pattern in (AMERICAN, BRITISH))
ALONE = tuple(re.compile(LEAD + pattern + CLOCK, re.IGNORECASE) for pattern in (AMERICAN, BRITISH))
WITHOUT_YEAR = (
    re.compile(rf"\b{MONTH}\s{{1,3}}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)", re.IGNORECASE),
    re.compile(rf"(?<!\d)(?P<day>\d{{1,2}})\s{{1,3}}{MONTH}", re.IGNORECASE),
)
ISO = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)"
    r"(?:[T ][\d:.,]{4,20}\s?(?:Z|UTC|GMT|[+-]\d\d:?\d\d)?)?)?)?"
)


def iso(words: str | None) -> str | None:
    """A date in any usual form as ISO 8601; None if it is none, or there is no such day.

    >>> iso("Wed, 10 July 2019 12:30 GMT")
    '2019-07-10'
    """
    if not words:
        return None
    plain = ISO.fullmatch(words.strip())
    if plain:
        day = calendar_day(plain["year"], plain["month"] or "01", plain["day"] or "01")
        return day and day[: 10 if plain["day"] else 7 if plain["month"] else 4]
    matches = (pattern.fullmatch(words.strip()) for pattern in ALONE)
    return next((matched(match) for match in matches if match), None)


def matched(match: re.Match[str]) -> str | None:
    """The day that a match of `FULL` or `ALONE` names; None if its weekday is another day's."""
    day = calendar_day(match["year"], match["month"], match["day"])
    if day and match["weekday"] and not weekday(day).startswith(match["weekday"].lower()):
        return None
    return day


def calendar_day(year: str, month: str, day: str) -> str | None:
    """The day as ISO 8601; None if there is no such day."""
    number = int(month) if month.isdigit() else _number(month)
    try:
        found = date(int(year), number, int(day))
    except ValueError:
        return None
    return found.isoformat() if 1800 <= found.year < 2200 else None


def weekday(day: str) -> str:
    """The name of an ISO day's weekday, in lower case."""
    return WEEKDAYS[date.fromisoformat(day).weekday()]


def apart(one: str, other: str) -> int:
    """How many days lie between two ISO days."""
    return abs((date.fromisoformat(one) - date.fromisoformat(other)).days)


def is_date_line(line: str) -> bool:
    """Whether a line is a date, with or without a time of day, and nothing else."""
    return len(line) <= 80 and any(pattern.fullmatch(line) for pattern in ALONE)


def _number(word: str) -> int:
    return MONTHS.index(word[:3].lower()) + 1 if word[:3].lower() in MONTHS else 0

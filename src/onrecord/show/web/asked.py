"""Asked: what a request asks for, checked and bounded, and the addresses of what is asked for beside it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from onrecord.errors import OnRecordError

LONGEST = 200  # characters of a value
DAY = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?")
DATED = ("since", "until")


class AskedError(OnRecordError):
    """What a request asks for cannot be: said to who asks, with status 400."""


class MissingError(OnRecordError):
    """What a request asks for is not there: said to who asks, with status 404."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request, as far as pages look at it."""

    path: str
    values: Mapping[str, str]  # of the query, or of the form that was posted
    part: str = ""  # what the path names
    who: str | None = None  # None: the reader may not change anything
    csrf: str = ""

    def filters(self, names: Iterable[str]) -> dict[str, str]:
        """Those of some filters that are set.

        Raises:
            AskedError: a date is none.
        """
        found = {name: value for name in names if (value := self.value(name))}
        for name in found.keys() & {*DATED}:
            if not DAY.fullmatch(found[name]):
                raise AskedError(f"{name}: {found[name]!r} is not a date; write 2031, 2031-05 or 2031-05-26")
        return found

    def value(self, name: str) -> str:
        """A value without the blanks around it; "" where it is not given."""
        return " ".join(self.values.get(name, "").split())[:LONGEST]

    def words(self, name: str, most: int) -> str | None:
        """What somebody wrote, whole; None: nothing.

        Raises:
            AskedError: it is longer than `most` characters.
        """
        given = self.values.get(name, "").strip()
        if len(given) > most:
            raise AskedError(f"{name}: longer than {most:,} characters; say it shorter")
        return given or None

    @property
    def page(self) -> int:
        """The number of the page, from 1."""
        given = self.value("page")
        return max(int(given), 1) if given.isascii() and given.isdigit() and len(given) < 7 else 1

    def but(self, **changed: str | None) -> str:
        """The address of the same with some values changed or, where they are None, left out."""
        values = {name: self.value(name) for name in self.values if name not in ("page", "part")}
        values |= {name: value for name, value in changed.items() if value is not None}
        left = {name: value for name, value in values.items() if value and changed.get(name, "") is not None}
        return f"{self.path}?{urlencode(left)}" if left else self.path

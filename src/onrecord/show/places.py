"""Where words stand: the pieces of the views that every section shares."""

from dataclasses import dataclass


def in_page(anchor: str) -> str:
    """The address of what stands in the same page."""
    return f"#{anchor}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Which article an entry stands in, as every entry cites it."""

    anchor: str
    number: int | None  # of the article, in order of date; None: in a page that holds no list of all
    title: str
    outlet: str | None  # None: the article names none
    date: str | None  # None: unknown
    iso: str | None  # machine-readable where the date is one day, month or year


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Exact words between a few words of the same paragraph."""

    before: str
    words: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place in an article."""

    anchor: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Exact words, by whose account, and where they stand."""

    words: str
    by: str | None  # None: the outlet's own account
    own: bool  # the account of the party that it is about
    within: bool  # they stand further on in what the spot leads to
    spot: Spot
    also: tuple[Spot, ...]  # other articles with the same
    left: int  # of these, how many more there are


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """A name that leads somewhere in the page."""

    anchor: str
    name: str
    count: int | None  # None: nothing is counted

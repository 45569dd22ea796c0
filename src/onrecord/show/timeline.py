"""The timeline: events by month and day, as precise as they are told, claims and denials side by side."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from onrecord.link.happenings import Happening, Told
from onrecord.show import wording
from onrecord.show.linked import Linked
from onrecord.show.passages import Passages
from onrecord.show.places import Pointer
from onrecord.show.talks import Moment, Month, Occasion, Timeline, Version

UNFOLDED = 30  # events that need no folding by month
MOST = 1500  # events in the page, the latest
VERSIONS = 3  # accounts of one event before the rest is folded
VERSIONS_MOST = 30  # accounts of one event in the page
DENIED = "denied"
PRECISION = {"month": "known to the month", "year": "known to the year"}

_When = tuple[str | None, str | None, str | None]  # in words, machine-readable, how precise


def section(linked: Linked) -> Timeline | None:
    """The section; None where no event was read."""
    found = linked.happenings
    if not found:
        return None
    dated = sorted((one for one in found if one.day), key=_order)
    undated = [one for one in found if not one.day]
    kept = [*dated[-MOST:], *undated[: max(MOST - len(dated), 0)]]
    grouped = [(month, list(group)) for month, group in groupby(kept, key=_month)]
    last = max((month for month, _ in grouped if month), default="")
    return Timeline(
        count=len(found),
        quarters=tuple(_quarters(kept)),
        months=tuple(
            _shown(number, month, group, opened=month == last, passages=linked.passages)
            for number, (month, group) in enumerate(grouped, 1)
        ),
        folded=len(kept) > UNFOLDED,
        dropped=len(found) - len(kept),
    )


def _order(one: Happening) -> tuple[str, bool]:
    """By day; those that the text does not date after those that it does."""
    return one.day or "", one.when is None


def _month(one: Happening) -> str:
    return (one.day or "")[:7]


def _quarters(found: Sequence[Happening]) -> Iterator[Pointer]:
    counted = [wording.quarter(one.type) for one in found]
    for number, words in enumerate(wording.QUARTERS, 1):
        if number in counted:
            yield Pointer(anchor=f"only-{number}", name=words, count=counted.count(number))


def _shown(number: int, month: str, group: Sequence[Happening], *, opened: bool, passages: Passages) -> Month:
    return Month(
        anchor=f"month-{number}",
        title=wording.day(month) if month else "No date known",
        count=len(group),
        open=opened,
        moments=tuple(
            Moment(
                when=when[0],
                iso=when[1],
                note=when[2],
                occasions=tuple(occasion(one, passages) for one in same),
            )
            for when, same in groupby(group, key=when_told)
        ),
    )


def when_told(one: Happening) -> _When:
    """When an event was, and how precisely that is told."""
    if one.when is None:
        if one.day is None:
            return None, None, None
        return None, None, f"not dated in the text; published {wording.day(one.day)}"
    when = wording.period(one.when.earliest, one.when.latest)
    return when, one.day if one.precision != "span" else None, PRECISION.get(one.precision or "")


def occasion(one: Happening, passages: Passages) -> Occasion:
    """One event with its accounts."""
    versions = list(_versions([told for told in one.tellings if told.factuality != DENIED], passages))
    denials = list(_versions([told for told in one.tellings if told.factuality == DENIED], passages))
    told = [part.telling for part in one.tellings]
    return Occasion(
        kind=wording.happening(one.type, one.mode),
        quarter=wording.quarter(one.type),
        actor=wording.name(one.actor) if one.actor else None,
        target=wording.name(one.target) if one.target else None,
        where=wording.name(one.place) if one.place else None,
        violates=one.violates,
        articles=len({part.article_id for part in told}),
        outlets=len({part.outlet for part in told if part.outlet}),
        versions=tuple(versions[:VERSIONS]),
        versions_rest=tuple(versions[VERSIONS:VERSIONS_MOST]),
        denials=tuple(denials[:VERSIONS]),
    )


def _versions(tellings: Sequence[Told], passages: Passages) -> Iterator[Version]:
    """One account each, in order of time, with the articles that tell it."""
    by_account: dict[tuple[str, str | None], list[Told]] = {}
    for told in tellings:
        by_account.setdefault((told.factuality, told.telling.by), []).append(told)
    for (factuality, by), same in by_account.items():
        yield Version(
            told=wording.factuality(factuality, wording.name(by) if by else None),
            passage=passages.passage([told.telling for told in same], by=by),
        )

"""Narrowed: between which days an article without a date was published, as its story tells.

In: records and their stories. Out: inferences beside the articles, each with its reasons; no date is changed.
The story bounds it, by the pause that a running story may make; a running total that stands between those of
two dated articles bounds it closer, and so does an event that others date.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from onrecord.link.happenings import happenings
from onrecord.link.names import Cast
from onrecord.link.series import Point, Series, series
from onrecord.link.stories import PAUSE, Story
from onrecord.link.tellings import day_of, name_of
from onrecord.records import Record

HAPPENED = ("asserted", "claimed", "alleged")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A day before or after which an article was published, and why."""

    day: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """An inference on the date of an article that has none."""

    article: str
    earliest: Bound
    latest: Bound


def narrowed(records: Sequence[Record], told: Iterable[Story]) -> list[Narrowed]:
    """The undated articles that stand in a story with dated ones, in the stories' order."""
    of = {name_of(record.article): record for record in records}
    found = []
    for story in told:
        members = [of[name] for name in story.articles]
        undated = [record for record in members if day_of(record.article) is None]
        if not undated or story.earliest is None or story.latest is None:
            continue
        after, before = _bounds(members)
        for record in undated:
            name = name_of(record.article)
            first = Bound(day=_moved(story.earliest, -PAUSE), because=_story_because(story))
            last = Bound(day=_moved(story.latest, PAUSE), because=_story_because(story))
            closer = max([first, *after.get(name, ())], key=lambda bound: bound.day)
            sooner = min([last, *before.get(name, ())], key=lambda bound: bound.day)
            if closer.day > sooner.day:  # the reasons contradict each other
                closer, sooner = first, last
            found.append(Narrowed(article=name, earliest=closer, latest=sooner))
    return found


def _story_because(story: Story) -> str:
    return f"its story runs from {story.earliest} to {story.latest}, and no story pauses for {PAUSE} days"


def _moved(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days)).isoformat()


Bounds = dict[str, list[Bound]]


def _bounds(members: Sequence[Record]) -> tuple[Bounds, Bounds]:
    """For each undated article the days after which, and before which, its story shows it to be published."""
    undated = {name_of(record.article) for record in members if day_of(record.article) is None}
    after: Bounds = {}
    before: Bounds = {}
    for one in series(members):
        for point in one.points:
            if point.article in undated and point.as_of is None and one.key.measure == "cumulative":
                after.setdefault(point.article, []).extend(_lower(point, one))
                before.setdefault(point.article, []).extend(_higher(point, one))
    for name, bound in _happened(members, undated):
        after.setdefault(name, []).append(bound)
    return after, before


def _lower(point: Point, one: Series) -> Iterator[Bound]:
    """The days of the same count when it stood lower, as far as it only rises."""
    for other in _dated(one):
        if other.bounds[1] < point.bounds[0]:
            yield Bound(day=str(other.as_of), because=_count_because(point, other, "above"))


def _higher(point: Point, one: Series) -> Iterator[Bound]:
    for other in _dated(one):
        if other.value > point.value and other.quantifier == "exact":
            yield Bound(day=str(other.as_of), because=_count_because(point, other, "below"))


def _dated(one: Series) -> list[Point]:
    """The points known to the day; none where the count was corrected, as it may have stood there twice."""
    return (
        []
        if one.corrections
        else [point for point in one.points if len(point.as_of or "") == len("2031-05-26")]
    )


def _count_because(point: Point, other: Point, where: str) -> str:
    return f"its count, “{point.words}”, is {where} “{other.words}” of {other.as_of} ({other.article})"


def _happened(members: Sequence[Record], undated: set[str]) -> Iterator[tuple[str, Bound]]:
    """The days of events that an undated article tells as past, where another article dates them."""
    for one in happenings(members, Cast(members)):
        if one.precision != "day" or one.when is None or one.when.earliest is None:
            continue
        dating = next((t.telling for t in one.tellings if t.telling.article not in undated), None)
        for told in one.tellings:
            if told.telling.article in undated and told.factuality in HAPPENED and dating:
                because = (
                    f"it tells “{told.telling.span.words}”, which {dating.article} dates {one.when.earliest}"
                )
                yield told.telling.article, Bound(day=one.when.earliest[:10], because=because)

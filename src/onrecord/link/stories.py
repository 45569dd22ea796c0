"""Stories: a mixed pile cut into running stories, and these into events.

In: articles. Out: stories by size, each with its events; an article that shares nothing with others is a
story of its own. Articles are of one event if their words are alike, as much between two groups as inside
them, and no two are published far apart. Events are of one story if one follows the other in time and their
words are alike; without a date, only if they are as alike as the story is in itself.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from onrecord.link.clusters import Cluster, Days, average, cosine, joined, single, summed
from onrecord.link.tellings import day_of, name_of
from onrecord.link.vectors import Vector, vectors
from onrecord.records import Article

ALIKE = 0.16  # average similarity of two groups of articles that are of one event
AS_WITHIN = 0.75  # of the average similarity inside the closer group, that the one between them must reach
REACH = 10  # days between the first and the last article of an event
SAME_NAMES = 0.4  # similarity of the names of two groups of events that are of one story
SAME_NAMES_UNDATED = 0.5  # the same where one has no date
PAUSE = 30  # days without an article in a running story
NAMED = 3  # terms that name a group without a title


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Articles on one event of a story."""

    event: str  # the title of the article most like the others
    articles: tuple[str, ...]  # by day, undated ones last


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Articles on one running story."""

    story: str  # the title of the article most like the others
    articles: tuple[str, ...]  # by day, undated ones last
    earliest: str | None  # day of the first dated article; None: none is dated
    latest: str | None
    events: tuple[Event, ...]  # by day


def stories(articles: Sequence[Article]) -> list[Story]:
    """The stories of a pile, the largest first."""
    found = vectors(articles)
    days = [_days(article) for article in articles]
    singles = [single(n, vector.terms, days[n]) for n, vector in enumerate(found)]
    events = joined(singles, average, _one_event)
    by_names = [summed(single(n, found[n].names, days[n]) for n in event.members) for event in events]
    event_of = {number: place for place, event in enumerate(events) for number in event.members}
    told = []
    for cluster in joined(by_names, cosine, _one_story):
        parts: dict[int, list[int]] = {}
        for number in cluster.members:
            parts.setdefault(event_of[number], []).append(number)
        told.append(_story(cluster.members, list(parts.values()), articles, found))
    return sorted(told, key=lambda story: (-len(story.articles), story.earliest or "~", story.articles))


def _days(article: Article) -> Days | None:
    day = day_of(article)
    number = date.fromisoformat(day).toordinal() if day else 0
    return (number, number) if day else None


def _one_event(one: Cluster, other: Cluster, value: float) -> bool:
    """Whether two groups of articles so similar are of one event."""
    if one.days and other.days:
        first, last = min(one.days[0], other.days[0]), max(one.days[1], other.days[1])
        if last - first > REACH:
            return False
    return value >= max(ALIKE, AS_WITHIN * one.within, AS_WITHIN * other.within)


def _one_story(one: Cluster, other: Cluster, value: float) -> bool:
    """Whether two groups of events whose names are so similar are of one story."""
    if one.days is None or other.days is None:
        return value >= SAME_NAMES_UNDATED
    pause = max(one.days[0], other.days[0]) - min(one.days[1], other.days[1])
    return value >= SAME_NAMES and pause <= PAUSE


def _story(
    members: Iterable[int], parts: Iterable[list[int]], articles: Sequence[Article], found: Sequence[Vector]
) -> Story:
    ordered = _by_day(members, articles)
    days = [day for number in ordered if (day := day_of(articles[number]))]
    events = [_by_day(part, articles) for part in parts]
    events.sort(key=lambda part: _order(articles[part[0]]))
    return Story(
        story=_name(ordered, articles, found),
        articles=tuple(name_of(articles[number]) for number in ordered),
        earliest=days[0] if days else None,
        latest=days[-1] if days else None,
        events=tuple(
            Event(
                event=_name(part, articles, found),
                articles=tuple(name_of(articles[number]) for number in part),
            )
            for part in events
        ),
    )


def _by_day(members: Iterable[int], articles: Sequence[Article]) -> list[int]:
    return sorted(members, key=lambda number: _order(articles[number]))


def _order(article: Article) -> tuple[bool, str, str]:
    day = day_of(article)
    return day is None, day or "", name_of(article)


def _name(members: Sequence[int], articles: Sequence[Article], found: Sequence[Vector]) -> str:
    """The title of the article most like the others; without titles, the heaviest terms they share."""
    total: Counter[str] = Counter()
    for number in members:
        total.update(found[number].terms)  # type: ignore[arg-type]
    titled = [number for number in members if articles[number].title]
    if titled:
        central = max(titled, key=lambda number: sum(w * total[term] for term, w in found[number].terms.items()))
        return str(articles[central].title).strip()
    return ", ".join(term for term, _ in total.most_common(NAMED)) or "without words"

"""Stories: a mixed pile cut into running stories, and these into events.

In: articles. Out: stories by size, each with its events; an article that is like no other is a story of its
own. Articles are of one event if their words are alike, about as much between two groups as inside them, and
no two are published far apart. Events are of one story if they name the same and no long pause lies between;
of articles without a date, only if they name almost the same.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from onrecord.link.clusters import Cluster, Days, average, cosine, joined, single, summed
from onrecord.link.tellings import day_of, name_of
from onrecord.link.vectors import Vector, Weighed, is_common, stem, vectors, words_of
from onrecord.records import Article
from onrecord.vocabulary import tables

ALIKE = 0.16  # average similarity of two groups of articles that are of one event
AS_WITHIN = 0.75  # of the average similarity inside the closer group, that the one between them must reach
REACH = 10  # days between the first and the last article of an event
SAME_NAMES = 0.5  # similarity of the names of two groups of events that are of one story
SAME_NAMES_UNDATED = 0.75  # the same where one has no date
PAUSE = 30  # days without an article in a running story
NAMED, SAID = 3, 2  # names and other words that a group is named by
SHORTEST = 3  # letters of a word that names a group
KIN = 4  # letters that a name and a word made from it share
LOADED = frozenset(  # words that judge; no story is named by them
    stem(word)
    for table in tables("labels").values()
    for phrases in table.values()
    for phrase in phrases
    for word in phrase.split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Articles on one event of a story."""

    event: str  # names and words that its articles share
    title: str | None  # of the article most like the others, as its outlet writes; None: it has none
    articles: tuple[str, ...]  # by day, undated ones last


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Articles on one running story."""

    story: str  # names and words that its articles share
    title: str | None  # of the article most like the others, as its outlet writes; None: it has none
    articles: tuple[str, ...]  # by day, undated ones last
    earliest: str | None  # day of the first dated article; None: none is dated
    latest: str | None
    events: tuple[Event, ...]  # by day


def stories(articles: Sequence[Article]) -> list[Story]:
    """The stories of a pile, the largest first."""
    return [story for story, _ in named_stories(articles)]


def named_stories(articles: Sequence[Article]) -> list[tuple[Story, Cluster]]:
    """The stories of a pile, each with the names by which it can be joined with those of another pile."""
    found = vectors(articles)
    days = [_days(article) for article in articles]
    events = joined((single(n, one.terms, days[n]) for n, one in enumerate(found)), average, _one_event)
    by_names = [summed(single(n, found[n].names, days[n]) for n in event.members) for event in events]
    event_of = {number: place for place, event in enumerate(events) for number in event.members}
    told = []
    for cluster in joined(by_names, cosine, one_story):
        parts: dict[int, list[int]] = {}
        for number in cluster.members:
            parts.setdefault(event_of[number], []).append(number)
        told.append((_story([*parts.values()], articles, found), cluster))
    return sorted(told, key=lambda pair: by_size(pair[0]))


def by_size(story: Story) -> tuple[int, str, tuple[str, ...]]:
    """The order of stories, the largest first."""
    return -len(story.articles), story.earliest or "~", story.articles


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


def one_story(one: Cluster, other: Cluster, value: float) -> bool:
    """Whether two groups of events whose names are so similar are of one story."""
    if one.days is None or other.days is None:
        return value >= SAME_NAMES_UNDATED
    pause = max(one.days[0], other.days[0]) - min(one.days[1], other.days[1])
    return value >= SAME_NAMES and pause <= PAUSE


def _story(parts: Sequence[list[int]], articles: Sequence[Article], found: Sequence[Vector]) -> Story:
    ordered = sorted((number for part in parts for number in part), key=lambda n: _order(articles[n]))
    days = [day for number in ordered if (day := day_of(articles[number]))]
    events = [_event(part, articles, found) for part in sorted(parts, key=lambda part: min(
        _order(articles[number]) for number in part))]  # fmt: skip
    central = _central(ordered, articles, found)
    return Story(
        story=_named(ordered, central, articles, found),
        title=articles[central].title,
        articles=tuple(name_of(articles[number]) for number in ordered),
        earliest=days[0] if days else None,
        latest=days[-1] if days else None,
        events=tuple(events),
    )


def _event(part: Iterable[int], articles: Sequence[Article], found: Sequence[Vector]) -> Event:
    ordered = sorted(part, key=lambda number: _order(articles[number]))
    central = _central(ordered, articles, found)
    return Event(
        event=_named(ordered, central, articles, found),
        title=articles[central].title,
        articles=tuple(name_of(articles[number]) for number in ordered),
    )


def _order(article: Article) -> tuple[bool, str, str]:
    day = day_of(article)
    return day is None, day or "", name_of(article)


def _central(members: Sequence[int], articles: Sequence[Article], found: Sequence[Vector]) -> int:
    """The article most like the others; one with a title, if there is any."""
    total = _total(found[number].terms for number in members)
    titled = [number for number in members if articles[number].title] or members
    return max(titled, key=lambda number: sum(w * total[term] for term, w in found[number].terms.items()))


def _total(weighed: Iterable[Weighed]) -> dict[str, float]:
    total: dict[str, float] = {}
    for one in weighed:
        for term, weight in one.items():
            total[term] = total.get(term, 0.0) + weight
    return total


def _named(members: Sequence[int], central: int, articles: Sequence[Article], found: Sequence[Vector]) -> str:
    """The names and words that weigh most and stand in the central article, loaded words apart."""
    named = _total(found[number].names for number in members)
    terms = _total(found[number].terms for number in members)
    names = {term: weight for term, weight in terms.items() if term in named}
    written = words_of(articles[central])
    own = [word for word in written.values() if word[0].isupper()]  # of an article like no other
    told = [*_first(names, written, NAMED)] or own[:NAMED]
    others = {
        term: weight
        for term, weight in terms.items()
        if len(term) >= SHORTEST
        and written.get(term, "").islower()
        and not (is_common(term) or term in LOADED)
    }
    said = [*_first(others, written, SAID, told)]
    return ": ".join(filter(None, (", ".join(told), ", ".join(said)))) or "not named"


def _first(
    total: dict[str, float], written: dict[str, str], most: int, beside: Sequence[str] = ()
) -> Iterator[str]:
    """The heaviest terms as they are written, without those made from one before."""
    taken = {word[:KIN].lower() for word in beside}
    for term in sorted(total, key=lambda term: (-total[term], term)):
        if most and term in written and term[:KIN] not in taken:
            yield written[term]
            taken.add(term[:KIN])
            most -= 1

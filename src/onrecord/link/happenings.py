"""Happenings: events across articles; one that several articles tell is one, with its tellings.

Two events are one if they are of one type, nothing that both state differs (mode, actor, target, place, day),
and they share the same words by the same account, or a place or target together with a day or actor. A day
that an article does not tell is taken from its publication only to keep two apart, never to join them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from onrecord.link.names import Cast
from onrecord.link.tellings import Telling, day_of, folded, statements_of, telling, when
from onrecord.records import Event, Period, Record, Statement

APART = 3  # days between publications of articles whose undated events may be one
REACH = 30  # earlier events of a feature that one is compared with
PRECISION = {4: "year", 7: "month", 10: "day"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One article's telling of an event."""

    factuality: str
    telling: Telling


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One event, with all its tellings by day."""

    type: str
    mode: str | None
    actor: str | None
    target: str | None
    place: str | None
    when: Period | None  # as told; None: no telling gives it
    precision: str | None  # day | month | year | span; None: not told
    violates: str | None
    tellings: tuple[Told, ...]

    @property
    def day(self) -> str | None:
        """The day it is filed under: the first as told, else that of the first article."""
        told = self.when.earliest or self.when.latest if self.when else None
        return told or next((one.telling.day for one in self.tellings if one.telling.day), None)

    @property
    def denied(self) -> bool:
        """Whether one telling denies what another claims."""
        said = {one.factuality for one in self.tellings}
        return "denied" in said and bool(said & {"asserted", "claimed", "alleged"})


@dataclass(slots=True)
class _Group:
    one: Happening
    days: tuple[date, date] | None  # told
    published: date | None
    sides: set[str]  # whom the actor speaks for
    words: set[tuple[str, str | None]]
    tellings: list[Told]
    articles: set[str]


def happenings(records: Sequence[Record], cast: Cast) -> list[Happening]:
    """All events of the records, by day, undated ones last."""
    groups: list[_Group] = []
    by_feature: dict[object, list[int]] = {}
    for record in sorted(records, key=lambda record: record.article.published.earliest or "~"):
        said = statements_of(record)
        for event in record.events:
            one = _single(record, event, cast, said)
            near = dict.fromkeys(n for key in _features(one) for n in by_feature.get(key, ())[-REACH:])
            home = next((n for n in near if _same(groups[n], one)), None)
            if home is None:
                groups.append(one)
                home = len(groups) - 1
            else:
                _take(groups[home], one)
            for key in _features(one):
                listed = by_feature.setdefault(key, [])
                if home not in listed[-REACH:]:
                    listed.append(home)
    return sorted(map(_made, groups), key=_order)


def _made(group: _Group) -> Happening:
    return replace(group.one, tellings=tuple(sorted(group.tellings, key=lambda told: when(told.telling))))


def _order(one: Happening) -> tuple[bool, str, tuple[bool, str, str, int]]:
    return one.day is None, one.day or "", when(one.tellings[0].telling)


def _single(record: Record, event: Event, cast: Cast, said: Mapping[str, Statement]) -> _Group:
    statement = said.get(event.statement or "")
    by = cast.name(record, statement.speaker) if statement else None
    told = telling(record, event.id, event.span, event.statement, by)
    day = day_of(record.article)
    side = cast.side(record, event.actor)
    happening = Happening(
        type=event.type,
        mode=event.mode,
        actor=cast.name(record, event.actor),
        target=cast.name(record, event.target),
        place=event.place,
        when=event.when if event.when and (event.when.earliest or event.when.latest) else None,
        precision=precision(event.when),
        violates=event.violates.words if event.violates else None,
        tellings=(),
    )
    return _Group(
        one=happening,
        days=span_of(happening.when),
        published=date.fromisoformat(day) if day else None,
        sides={side} if side else set(),
        words={(folded(event.span.words), by)},
        tellings=[Told(factuality=event.factuality, telling=told)],
        articles={record.article.id},
    )


def precision(period: Period | None) -> str | None:
    """How precise a time is told: to the day, month or year, or as a span; None: not told."""
    if period is None or not (period.earliest or period.latest):
        return None
    if period.earliest != period.latest:
        return "span"
    return PRECISION.get(len(str(period.earliest)[:10]))


def span_of(period: Period | None) -> tuple[date, date] | None:
    """First and last day of a time; an open end is as far as the other."""
    if period is None:
        return None
    first, last = period.earliest or period.latest, period.latest or period.earliest
    try:
        return _first(str(first)), _last(str(last))
    except ValueError:
        return None


def _first(iso: str) -> date:
    return date.fromisoformat(f"{iso}-01-01"[:10])


def _last(iso: str) -> date:
    if len(iso) >= 10:
        return date.fromisoformat(iso[:10])
    if len(iso) == 7:
        return (date.fromisoformat(iso + "-28") + timedelta(4)).replace(day=1) - timedelta(1)
    return date(int(iso), 12, 31)


def _features(group: _Group) -> Iterator[object]:
    one = group.one
    yield from ((one.type, words) for words in group.words)
    yield from ((one.type, part, value) for part in ("place", "target") if (value := getattr(one, part)))


def _same(group: _Group, one: _Group) -> bool:
    ours, theirs = group.one, one.one
    if ours.type != theirs.type or not all(
        _agree(getattr(ours, part), getattr(theirs, part)) for part in ("mode", "target", "place")
    ):
        return False
    actor = bool(group.sides & one.sides)
    if (group.sides and one.sides and not actor) or not _near(group, one):
        return False
    again = group.articles.isdisjoint(one.articles)
    where = _shared(ours, theirs, "place") or _shared(ours, theirs, "target")
    if again and group.words & one.words:
        return actor or where
    alike = ours.mode == theirs.mode and ours.mode is not None
    return where and (again or alike) and (actor or (group.days is not None and one.days is not None))


def _agree(ours: str | None, theirs: str | None) -> bool:
    return ours is None or theirs is None or ours.casefold() == theirs.casefold()


def _shared(ours: Happening, theirs: Happening, part: str) -> bool:
    mine, yours = getattr(ours, part), getattr(theirs, part)
    return bool(mine and yours and mine.casefold() == yours.casefold())


def _near(group: _Group, one: _Group) -> bool:
    if group.days and one.days:
        return group.days[0] <= one.days[1] and one.days[0] <= group.days[1]
    if group.published and one.published:
        return abs((group.published - one.published).days) <= APART
    return True


def _take(group: _Group, one: _Group) -> None:
    """Add an event to a group; its time is the most precise that a telling gives."""
    ours, theirs = group.one, one.one
    narrow = min((found for found in (ours, theirs) if found.when), key=_width, default=ours)
    named = ("mode", "actor", "target", "place", "violates")
    parts = {part: getattr(ours, part) or getattr(theirs, part) for part in named}
    group.one = replace(ours, when=narrow.when, precision=narrow.precision, **parts)
    group.days = span_of(group.one.when)
    group.sides |= one.sides
    group.words |= one.words
    group.tellings += one.tellings
    group.articles |= one.articles


def _width(one: Happening) -> int:
    days = span_of(one.when)
    return (days[1] - days[0]).days if days else 10**6


def timeline(found: Iterable[Happening]) -> dict[str | None, list[Happening]]:
    """Happenings by the day, month or year they are filed under; None: it is not known."""
    days: dict[str | None, list[Happening]] = {}
    for one in found:
        days.setdefault(one.day, []).append(one)
    return days

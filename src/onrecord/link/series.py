"""Series: figures across articles that count the same, as points in time.

In: records. Out: series, each with its key (what, who, where, since when, who counts, and how: a running
total, new ones, or a level), its points by date, corrections, increments and restarts, what it may not be
compared with and why, and where comparable accounts differ.

Two figures have the same key if every part of it is the same. A part that the words leave out is taken from
a series that has it only if there is just one that fits and the number stands between its neighbours; the
point then says which parts were taken over. A count of an unknown counter joins no other's.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from onrecord.link.keys import Key, block, joined, key_of, named, same_people, statement_of, taken
from onrecord.records import Figure, Record

ABOUT = 0.1  # of a number that is "about" or "nearly" so much
UNBOUNDED = float("inf")
NO_START = "no start stated"
NEAR = 1.25  # times as much, up to which two numbers can be of one count whose key is not told in full


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One figure of one article."""

    article: str  # the input record's id, else its path, else the article's id
    article_id: str
    outlet: str | None
    figure: str
    words: str
    value: float
    upper: float | None
    quantifier: str
    as_of: str | None  # the day it holds for, as told, else of publication; None: neither is known
    basis: str  # told | published | unknown
    taken: tuple[str, ...] = ()  # parts of the key that this article does not state
    relay: str | None = None  # the outlet or intermediary that repeats the counter
    caveat: str | None = None
    revised: str | None = None

    @property
    def bounds(self) -> tuple[float, float]:
        """The least and the most that the words allow."""
        value, top = self.value, self.upper if self.upper is not None else self.value
        return {
            "at least": (value, UNBOUNDED),
            "more than": (value, UNBOUNDED),
            "up to": (0.0, top),
            "fewer than": (0.0, top),
            "about": (value * (1 - ABOUT), top * (1 + ABOUT)),
            "nearly": (value * (1 - ABOUT), top),
        }.get(self.quantifier, (value, top))

    def agrees(self, other: "Point") -> bool:
        """Whether both can be true of one number: "33" and "at least 30" can."""
        (low, high), (least, most) = self.bounds, other.bounds
        return low <= most and least <= high


@dataclass(frozen=True, slots=True, kw_only=True)
class Increment:
    """By how much a running total rose between two points."""

    since: str
    until: str
    by: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """A series that looks alike and counts something else."""

    series: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """Two points, of one day and one thing counted, that cannot both be true."""

    point: Point
    other: Point
    series: str  # of the other


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Points that count the same."""

    name: str
    key: Key
    points: tuple[Point, ...]  # by day; those without one stand last
    corrections: tuple[Point, ...] = ()  # lower than a point before, in a running total
    increments: tuple[Increment, ...] = ()
    restart_of: str | None = None  # the same count with an earlier start
    apart: tuple[Apart, ...] = ()
    disputes: tuple[Dispute, ...] = ()


@dataclass(slots=True)
class _Group:
    key: Key
    points: list[Point] = field(default_factory=list)


def series(records: Iterable[Record]) -> list[Series]:
    """All series of the records, the longest first."""
    made = [_series(number, group) for number, group in enumerate(_joined(_grouped(records)), 1)]
    starts = _by(made, lambda key: replace(key, since=""))
    counters = _by(made, lambda key: replace(key, counter=()))
    categories = _by(made, lambda key: (key.category, key.unit))
    return [
        replace(
            one,
            restart_of=_restarts(one, starts[replace(one.key, since="")]),
            apart=_apart(one, categories[one.key.category, one.key.unit]),
            disputes=_disputes(one, counters[replace(one.key, counter=())]),
        )
        for one in made
    ]


def _by(listed: Iterable[Series], of: Callable[[Key], Hashable]) -> dict[Hashable, list[Series]]:
    """The series that share a part of their key, in their order."""
    found: dict[Hashable, list[Series]] = {}
    for one in listed:
        found.setdefault(of(one.key), []).append(one)
    return found


def _grouped(records: Iterable[Record]) -> list[_Group]:
    """Figures by their key; one whose key leaves out place or start stands alone until its number joins."""
    whole: dict[Key, _Group] = {}
    alone: list[_Group] = []
    for record in records:
        for figure in record.figures:
            key = key_of(figure, record)
            if key is None or figure.revised == "superseded":
                continue
            if key.place and (key.since or key.measure != "cumulative"):
                whole.setdefault(key, _Group(key)).points.append(_point(figure, record))
            else:
                alone.append(_Group(key, [_point(figure, record)]))
    return [*whole.values(), *alone]


def _point(figure: Figure, record: Record) -> Point:
    article = record.article
    source = article.sources[0]
    told = figure.as_of or _day(article.published.earliest, article.published.latest)
    return Point(
        article=source.record or source.path or article.id,
        article_id=article.id,
        outlet=article.outlet,
        figure=figure.id,
        words=figure.span.words,
        value=figure.value,
        upper=figure.upper,
        quantifier=figure.quantifier,
        as_of=told,
        basis="told" if figure.as_of else "published" if told else "unknown",
        relay=_relay(figure, record),
        caveat=figure.caveat.words if figure.caveat else None,
        revised=figure.revised,
    )


def _day(earliest: str | None, latest: str | None) -> str | None:
    """The day of publication; None if it is not known to the day."""
    if not earliest or not latest or earliest[:10] != latest[:10] or len(earliest) < 10:
        return None
    return earliest[:10]


def _relay(figure: Figure, record: Record) -> str | None:
    """Who passes the number on: the last intermediary, else the outlet; nobody if the outlet counts."""
    statement = statement_of(figure, record)
    hops = [hop.source.words for hop in statement.chain] if statement else []
    return hops[-1] if hops else record.article.outlet if figure.counter else None


def _joined(groups: list[_Group]) -> list[_Group]:
    """Groups whose key leaves a part out go to the one group that they fit."""
    kept: list[_Group] = []
    blocks: dict[Key, list[_Group]] = {}
    for group in sorted(groups, key=lambda group: -len(taken(group.key))):
        homes = [
            (other, key)
            for other in blocks.get(block(group.key), ())
            if (key := group.key if group.key == other.key else joined(group.key, other.key))
            and _stands_in(group, other)
        ]
        if len(homes) != 1:
            kept.append(group)
            blocks.setdefault(block(group.key), []).append(group)
            continue
        home, key = homes[0]
        home.points = [_taking(point, home.key, key) for point in home.points]
        home.points += [_taking(point, group.key, key) for point in group.points]
        home.key = key
    return sorted(kept, key=lambda group: -len(group.points))


def _taking(point: Point, own: Key, key: Key) -> Point:
    """A point with the parts of the key that its article leaves out."""
    return replace(point, taken=tuple(sorted({*point.taken, *taken(key)} - {*taken(own)})) or point.taken)


def _stands_in(group: _Group, other: _Group) -> bool:
    """Whether each number of a group is near that of the nearest day in another, and stands between its
    neighbours: what two counts leave unsaid is the same only if their numbers show it."""
    rising = group.key.measure == "cumulative"
    for point in group.points:
        dated = [beside for beside in other.points if beside.as_of and point.as_of]
        nearest = min(dated or other.points, key=lambda beside: _apart_by(point, beside))
        if not 1 / NEAR <= (point.value + 1) / (nearest.value + 1) <= NEAR:
            return False
        if not all(_in_order(point, beside, rising) for beside in dated):
            return False
    return True


def _apart_by(one: Point, other: Point) -> float:
    """Days between two points, or how far their numbers are apart where one has no day."""
    return abs(_ordinal(one) - _ordinal(other)) if one.as_of and other.as_of else abs(one.value - other.value)


def _ordinal(point: Point) -> int:
    """The day of a dated point as a number; a month or year counts from its first day."""
    return date.fromisoformat(f"{point.as_of}-01-01"[:10]).toordinal()


def _in_order(one: Point, other: Point, rising: bool) -> bool:
    if one.as_of == other.as_of:
        return one.agrees(other)
    first, last = sorted((one, other), key=_ordinal)
    return not rising or last.revised in ("down", "revised") or first.bounds[0] <= last.bounds[1]


def _series(number: int, group: _Group) -> Series:
    points = sorted(group.points, key=lambda point: (point.as_of is None, point.as_of or "", point.article))
    total = group.key.measure == "cumulative"
    return Series(
        name=f"n{number}",
        key=group.key,
        points=tuple(points),
        corrections=tuple(_corrections(points)) if total else (),
        increments=tuple(_increments(points)) if total else (),
    )


def _corrections(points: Sequence[Point]) -> Iterator[Point]:
    """Points of a running total that cannot stand after an earlier one."""
    highest: Point | None = None
    for point in points:
        if point.as_of is None:
            continue
        lower = (
            highest is not None and point.bounds[1] < highest.bounds[0] and point.as_of > str(highest.as_of)
        )
        if lower or point.revised in ("down", "revised"):
            yield point
        if highest is None or point.bounds[0] > highest.bounds[0]:
            highest = point


def _increments(points: Sequence[Point]) -> Iterator[Increment]:
    """The rises between days with one exact number each."""
    exact: dict[str, set[float]] = {}
    for point in points:
        if point.as_of and point.quantifier == "exact" and point.upper is None:
            exact.setdefault(point.as_of, set()).add(point.value)
    single = sorted((day, values.pop()) for day, values in exact.items() if len(values) == 1)
    for (day, value), (later, higher) in pairwise(single):
        if higher >= value:
            yield Increment(since=day, until=later, by=higher - value)


def _restarts(one: Series, alike: Sequence[Series]) -> str | None:
    """Of the series that differ by their start alone, the last that starts earlier."""
    earlier = [other for other in alike if "" < other.key.since < one.key.since]
    return max(earlier, key=lambda other: other.key.since).name if earlier else None


def _apart(one: Series, alike: Sequence[Series]) -> tuple[Apart, ...]:
    """Of the series of one category, those of the same counter that differ in something stated of both."""
    found = []
    ours = set(one.key.counter)
    for other in alike:
        theirs = set(other.key.counter)
        if other is not one and (ours <= theirs or theirs <= ours) and (told := because(one.key, other.key)):
            found.append(Apart(series=other.name, because=told))
    return tuple(found)


def because(one: Key, other: Key) -> str | None:
    """Why two keys may not be compared, in words; None if they do not differ in what is counted."""
    told = [
        (named(one, part), named(other, part))
        for part in ("counted", "measure", "window", "place", "since")
        if getattr(one, part) != getattr(other, part) and not (part == "counted" and same_people(one, other))
    ]
    stated = [(ours, theirs) for ours, theirs in told if ours and theirs]
    if not stated:  # only the start is told of one alone
        stated = [(ours or NO_START, theirs or NO_START) for ours, theirs in told if one.since != other.since]
    if not stated:
        return None
    return f"“{' '.join(ours for ours, _ in stated)}” is not “{' '.join(theirs for _, theirs in stated)}”"


def _disputes(one: Series, alike: Sequence[Series]) -> tuple[Dispute, ...]:
    """Of the series that differ by their counter alone, points of one day that cannot both be true."""
    return tuple(
        Dispute(point=point, other=against, series=other.name)
        for other in alike
        if one.key.counter and other.key.counter
        for point in one.points
        for against in other.points
        if _differ(point, against) and (other is not one or point.article_id < against.article_id)
    )


def _differ(one: Point, other: Point) -> bool:
    return one.as_of is not None and one.as_of == other.as_of and not one.agrees(other)

"""Claims: what several statements say alike, with who says it, through whom, and who denies it.

In: records, and the families of copies among their articles. Out: claims, each with its tellings, its
independent origins, the statements that contest it, and when it was first and last said; and the disputes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from onrecord.link.disputes import Dispute, disputes
from onrecord.link.meaning import Meanings
from onrecord.link.origins import End, Origin, end_of, origins
from onrecord.link.pairs import Pairs, compared
from onrecord.link.sayings import Saying, sayings
from onrecord.link.talks import Talks, talks
from onrecord.link.tellings import Telling, in_order
from onrecord.records import Record

Place = tuple[str, str]  # ids of an article and of a statement in it


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One thing said, by whomever."""

    name: str
    words: str  # as told first
    tellings: tuple[Telling, ...]  # by day
    origins: tuple[Origin, ...]
    contested_by: tuple[Telling, ...]
    denied_by: tuple[str, ...]  # names of who contests it
    first: str | None  # day; None: no telling is dated
    last: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """Claims and disputes of some records."""

    claims: tuple[Claim, ...]
    disputes: tuple[Dispute, ...]


def linked(
    records: Sequence[Record],
    families: Mapping[str, str] | None = None,
    state: Talks | None = None,
    meanings: Meanings | None = None,
) -> Linked:
    """All claims, those that most articles tell first, and all disputes.

    Args:
        families: article id → family of copies; an article that is in none is its own.
        state: the talks in these records; None: worked out here, without an alias file.
        meanings: vectors of sentences computed before; None: all are computed.
    """
    state = state or talks(records)
    cast = state.cast
    spoken = sorted(
        sayings(records, cast),
        key=lambda one: (one.telling.day or "~", one.telling.article, one.span.start),
    )
    pairs = compared(spoken, meanings or Meanings())
    groups = _distinct([[spoken[number] for number in group] for group in grouped(pairs)])
    home: dict[Place, list[int]] = {}
    for number, group in enumerate(groups):
        for place in dict.fromkeys(one.statement for one in group):
            home.setdefault(place, []).append(number)
    found = [one for one in disputes(records, state, pairs) if not _together(one, home)]
    ends = {
        (record.article.id, statement.id): end_of(record, statement, cast)
        for record in records
        for statement in record.statements
    }
    against = _against(found, groups, home)
    made = [
        _claim(group, against.get(number, ()), [ends[one.statement] for one in group], families)
        for number, group in enumerate(groups)
        if any(one.stems for one in group)  # "it" tells nothing by itself, though it may contest something
    ]
    return Linked(claims=_named(made), disputes=tuple(_once(found, home)))


def grouped(pairs: Pairs) -> list[list[int]]:
    """Sayings that say the same; one joins where it is most alike and nothing there differs from it."""
    groups: list[list[int]] = []
    home: dict[int, int] = {}
    for number in range(len(pairs.said)):
        joined: dict[int, float] = {}
        barred: set[int] = set()
        for pair in pairs.of(number):
            group = home[pair.one]
            if pair.same:
                joined[group] = max(joined.get(group, 0.0), pair.likeness)
            elif pair.differ:
                barred.add(group)
        fitting = {group: likeness for group, likeness in joined.items() if group not in barred}
        best = max(fitting, key=fitting.__getitem__) if fitting else len(groups)
        if best == len(groups):
            groups.append([])
        groups[best].append(number)
        home[number] = best
    return groups


def _distinct(groups: Iterable[list[Saying]]) -> list[list[Saying]]:
    """Groups of the same statements are one: a statement of two sentences is told as a whole."""
    found: dict[frozenset[Place], list[Saying]] = {}
    for group in groups:
        found.setdefault(frozenset(one.statement for one in group), []).extend(group)
    return list(found.values())


def _against(
    found: Iterable[Dispute], groups: Sequence[Sequence[Saying]], home: Mapping[Place, Sequence[int]]
) -> dict[int, tuple[Telling, ...]]:
    """Group → the statements that contest it: those found, and all that say the same as they."""
    gathered: dict[int, dict[Place, Telling]] = {}
    for dispute in found:
        for ours, theirs in ((dispute.a, dispute.b), (dispute.b, dispute.a)):
            for number in home.get((ours.article_id, ours.record), ()):
                members = {one.statement for one in groups[number]}
                for other in home.get((theirs.article_id, theirs.record), ()):
                    for one in groups[other]:
                        if one.statement not in members:
                            gathered.setdefault(number, {})[one.statement] = one.telling
    return {number: in_order(tellings.values()) for number, tellings in gathered.items()}


def _together(dispute: Dispute, home: Mapping[Place, Sequence[int]]) -> bool:
    """Whether two statements say the same in something."""
    ours, theirs = (home.get((told.article_id, told.record), ()) for told in (dispute.a, dispute.b))
    return bool({*ours} & {*theirs})


def _claim(
    group: Sequence[Saying],
    against: Sequence[Telling],
    ends: Iterable[End],
    families: Mapping[str, str] | None,
) -> Claim:
    tellings = in_order({one.statement: one.telling for one in group}.values())
    days = [told.day for told in tellings if told.day]
    return Claim(
        name="",
        words=max((one.words for one in group if one.statement == group[0].statement), key=len),
        tellings=tellings,
        origins=origins(ends, families),
        contested_by=tuple(against),
        denied_by=tuple(dict.fromkeys(told.by for told in against if told.by)),
        first=min(days, default=None),
        last=max(days, default=None),
    )


def _named(made: Iterable[Claim]) -> tuple[Claim, ...]:
    """Claims with numbers as names, those that most articles tell and most contest first."""
    ordered = sorted(
        made,
        key=lambda one: (
            -len({told.article for told in one.tellings}),
            -len(one.tellings),
            -len(one.contested_by),
            one.first or "~",
            one.words,
        ),
    )
    return tuple(replace(one, name=f"c{number}") for number, one in enumerate(ordered, 1))


def _once(found: Iterable[Dispute], home: Mapping[Place, Sequence[int]]) -> list[Dispute]:
    """Of the disputes between two claims one of a kind, within one article if there is one."""
    best: dict[object, Dispute] = {}
    for one in sorted(found, key=lambda one: (one.a.article_id != one.b.article_id, one.a.day or "~")):
        sides = (tuple(home.get((told.article_id, told.record), ())) for told in (one.a, one.b))
        best.setdefault((one.kind, frozenset(sides)), one)
    return sorted(best.values(), key=lambda one: (one.a.day or "~", one.a.article, one.a.span.start))

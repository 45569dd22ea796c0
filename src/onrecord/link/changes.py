"""Changes: what new articles bring against those known before, each with its words.

In: the records known before and the new ones. Out: new proposals, positions that moved, signals that
flipped, events, new figures and restarts of counts, new denials and demands; within a kind the latest first.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from onrecord.link.happenings import Happening
from onrecord.link.matrix import Cell, held
from onrecord.link.names import Cast
from onrecord.link.plans import Answer, Plan
from onrecord.link.series import Point, Series
from onrecord.link.standing import Standing
from onrecord.link.talks import Talks
from onrecord.link.tellings import Telling, folded, telling
from onrecord.records import Record
from onrecord.vocabulary import tables

KINDS = (
    "new proposal", "moved position", "signal", "event", "new figure", "count restarted", "new denial",
    "new demand",
)  # fmt: skip
TURNING = frozenset(tables("changes")["events"]["types"])  # events that change where the talks stand
OTHER = "other"
HAPPENED = frozenset({"asserted", "claimed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change: what it is, what was before and what is now, in the articles' words."""

    kind: str  # one of KINDS
    subject: str  # whose or what of: a plan, a party and issue, an account, a count
    before: str | None  # None: nothing was known of it
    now: str
    by: str | None  # whose account; None: the outlet's own
    day: str | None
    tellings: tuple[Telling, ...]


def changes(
    before: Sequence[Record], new: Sequence[Record], state: Talks, counts: Iterable[Series]
) -> list[Change]:
    """What the new records bring, by kind; the state of the talks and the counts are those of all records."""
    fresh = {record.article.id for record in new}
    found: list[Change] = [
        *_proposals(state.plans, fresh),
        *_positions(state.cells, fresh),
        *_signals(state.standings, fresh),
        *_events(state.happenings, fresh),
        *_figures(counts, fresh, {record.article.id: record for record in new}),
        *_denials(before, new, state.cast),
        *_demands(state.cells, fresh),
    ]
    order = {kind: number for number, kind in enumerate(KINDS)}
    latest_first = sorted(found, key=lambda change: change.day or "", reverse=True)
    return sorted(latest_first, key=lambda change: order[change.kind])


def parted(records: Iterable[Record], day: str) -> tuple[list[Record], list[Record]]:
    """What was surely published before a day, month or year, and what surely in it or later."""
    before, now = [], []
    for record in records:
        published = record.article.published
        if published.latest and published.latest[: len(day)] < day[: len(published.latest)]:
            before.append(record)
        elif published.earliest and len(published.earliest) >= len(day) and published.earliest >= day:
            now.append(record)
    return before, now


def _proposals(found: Iterable[Plan], fresh: Collection[str]) -> Iterator[Change]:
    for plan in found:
        if all(told.article_id in fresh for told in plan.tellings):
            terms = {term.issue: term.words for term in reversed(plan.terms)}
            yield Change(
                kind="new proposal",
                subject=plan.name,
                before=plan.replaces,
                now="; ".join(f"{issue}: {words}" for issue, words in sorted(terms.items())) or plan.name,
                by=", ".join(plan.authors) or None,
                day=plan.tellings[0].day,
                tellings=plan.tellings,
            )


def _positions(cells: Sequence[Cell], fresh: Collection[str]) -> Iterator[Change]:
    """A party's answer to what is proposed, or its stance on an issue, where the last is not as before.

    The tellings of an answer to what is proposed are the whole way: all new answers to any plan.
    """
    ways: dict[str, list[Answer]] = {}
    for one in held(cells):
        if one.plan and one.party:
            ways.setdefault(f"{one.party} on what is proposed", []).append(one)
    answers = {subject: [one for one in way if one.issue == OTHER] for subject, way in ways.items()}
    histories = {f"{cell.party} on {cell.issue}": [*cell.history] for cell in cells if cell.issue != OTHER}
    for subject, history in {**answers, **histories}.items():
        old = [one for one in history if not _fresh(one.tellings, fresh)]
        moved = [one for one in history if _fresh(one.tellings, fresh)]
        if old and moved and _stance(_last(moved)) != _stance(_last(old)):
            new = [one for one in ways.get(subject, moved) if _fresh(one.tellings, fresh)]
            yield _moved(subject, _last(old), _last(moved), new)


def _last(history: Sequence[Answer]) -> Answer:
    """The last dated answer, else the last."""
    return next((one for one in reversed(history) if one.day), history[-1])


def _stance(one: Answer) -> tuple[str, str | None]:
    return one.stance, one.plan if one.issue == OTHER else None


def _moved(subject: str, old: Answer, now: Answer, way: Sequence[Answer]) -> Change:
    return Change(
        kind="moved position",
        subject=subject,
        before=_told(old),
        now=_told(now),
        by=now.by,
        day=now.day,
        tellings=(*old.tellings[:1], *(one.tellings[0] for one in way if one is not now), *now.tellings),
    )


def _told(one: Answer) -> str:
    plan = f" the {one.plan}" if one.plan and one.issue == OTHER else ""
    return f"{one.stance}{plan}: “{one.words}”"


def _signals(found: Sequence[Standing], fresh: Collection[str]) -> Iterator[Change]:
    """Each new judgement, with the last one before it."""
    old = [one for one in found if not _fresh(one.tellings, fresh)]
    last = old[-1].signal if old else None
    for one in found:
        if _fresh(one.tellings, fresh) and one.signal != last:
            yield Change(
                kind="signal",
                subject="the talks",
                before=last,
                now=f"{one.signal}: “{one.words}”",
                by=one.by,
                day=one.day,
                tellings=one.tellings,
            )
            last = one.signal


def _events(found: Iterable[Happening], fresh: Collection[str]) -> Iterator[Change]:
    """Events that change where the talks stand: agreements, releases, truces, closures."""
    for one in found:
        told = [part for part in one.tellings if part.factuality in HAPPENED]
        if one.type in TURNING and told and all(part.telling.article_id in fresh for part in one.tellings):
            parts = [one.actor or "", one.place or ""]
            yield Change(
                kind="event",
                subject=", ".join(part for part in parts if part) or one.type.lower(),
                before=None,
                now=told[0].telling.span.words,
                by=told[0].telling.by,
                day=one.day,
                tellings=tuple(part.telling for part in one.tellings),
            )


def _figures(
    found: Iterable[Series], fresh: Collection[str], records: Mapping[str, Record]
) -> Iterator[Change]:
    for one in found:
        old = [point for point in one.points if point.article_id not in fresh]
        new = [point for point in one.points if point.article_id in fresh]
        restarts = one.restart_of is not None and not old
        if not new or (not old and not restarts):
            continue
        last = new[-1]
        if old and last.value == old[-1].value:
            continue
        counted, place, counter = one.key.shown
        what = " ".join(part for part in (one.key.category, counted, place and f"in {place}") if part)
        yield Change(
            kind="count restarted" if restarts else "new figure",
            subject=f"{what}, since {one.key.since}" if one.key.since else what,
            before=old[-1].words if old else None,
            now=" → ".join(dict.fromkeys(point.words for point in new[-3:])),
            by=counter or None,
            day=last.as_of,
            tellings=tuple(_counted(point, records[point.article_id]) for point in new),
        )


def _counted(point: Point, record: Record) -> Telling:
    figure = next(one for one in record.figures if one.id == point.figure)
    return telling(record, figure.id, figure.span, figure.statement, None)


def _denials(before: Iterable[Record], new: Iterable[Record], cast: Cast) -> Iterator[Change]:
    known = {folded(words) for _, _, words in _denied(before)}
    for record, item, words in _denied(new):
        if folded(words) in known:
            continue
        known.add(folded(words))
        said = next(one for one in record.statements if one.id == item)
        by = cast.name(record, said.speaker)
        told = telling(record, item, said.content[0], item, by)
        yield Change(
            kind="new denial", subject=by or "speaker not named", before=None, now=words, by=by, day=told.day,
            tellings=(told,),
        )  # fmt: skip


def _denied(records: Iterable[Record]) -> Iterator[tuple[Record, str, str]]:
    for record in records:
        for said in record.statements:
            if said.act == "deny" and said.content:
                yield record, said.id, " … ".join(span.words for span in said.content)


def _demands(cells: Iterable[Cell], fresh: Collection[str]) -> Iterator[Change]:
    """Demands of a party that demanded nothing on the issue before."""
    for cell in cells:
        asked = [one for one in cell.history if one.stance == "demands"]
        if any(not _fresh(one.tellings, fresh) for one in asked):
            continue
        for one in asked[-1:]:
            yield Change(
                kind="new demand",
                subject=f"{cell.party} on {cell.issue}",
                before=None,
                now=one.words,
                by=one.by,
                day=one.day,
                tellings=one.tellings,
            )


def _fresh(tellings: Iterable[Telling], fresh: Collection[str]) -> bool:
    """Whether only new articles tell it."""
    return all(told.article_id in fresh for told in tellings)

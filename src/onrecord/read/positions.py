"""Positions: who wants, offers, accepts, refuses, considers or proposes what, on which issue.

In: the actors, statements, plans and times of an article. Out: one position a party, issue and stance, at
its fullest wording. A position is taken by a verb, adjective or noun with a party as its subject or owner
(`stances`), or by what a speaker says that it will do or that another must do (`vows`). The party is the one
that an actor officially speaks for, where the article names it among the actors, else the actor itself.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Token

from onrecord.read.conditions import condition, deadline, is_exchange, is_held_for_good
from onrecord.read.issues import OTHER, Pack, inside
from onrecord.read.phrases import Range, end_of
from onrecord.read.reading import Reading
from onrecord.read.stances import stances
from onrecord.read.takers import takers
from onrecord.read.vows import owned, performed, said_clauses, vows
from onrecord.read.wording import Stance, parts, run
from onrecord.records import Actor, Position, Proposal, Statement, TimeExpression

RULE = "positions 1"
CONDITIONAL = {"accepts", "offers", "refuses", "considers"}
GIVEN = {"accepts", "offers", "considers"}  # on a condition: what is wanted is the condition
COMPARED = 20  # earlier positions of one party, stance and no named issue
Taken = dict[int, tuple[Statement | None, Stance]]  # token → the stance it takes, and the statement of a vow


def positions(
    reading: Reading,
    actors: Sequence[Actor],
    statements: Sequence[Statement],
    plans: Sequence[Proposal],
    times: Sequence[TimeExpression],
    pack: Pack,
) -> Iterator[Position]:
    """Yield the positions of one article, in the order of the text."""
    said = said_clauses(reading, statements)
    who = takers(reading.article.text, actors, statements, owned(said))
    taken: Taken = {stance.head.i: (None, stance) for stance in stances(reading.doc)}
    for statement, stance in vows(said):
        if stance.head.i not in taken or taken[stance.head.i][1].weak:
            taken[stance.head.i] = (statement, stance)
    for statement, stance in performed(reading, statements, taken):
        taken.setdefault(stance.head.i, (statement, stance))
    found = []
    for vowed, stance in taken.values():
        holder = vowed or who.statement(stance)
        for position in _described(reading, stance, holder, times, pack):
            loose = vowed is not None and position.issue == OTHER and position.condition is None
            planned = replace(position, proposal=_plan(plans, position))
            parties = dict.fromkeys(who.of(stance, vowed, stance.weak or loose))
            found += [replace(planned, party=p, reported_by=who.reporter(p, holder)) for p in parties]
    kept = sorted(_fullest(found), key=lambda p: (p.span.start, p.span.end))
    for number, position in enumerate(kept, 1):
        yield replace(position, id=f"p{number}")


def _described(
    reading: Reading, stance: Stance, said: Statement | None, times: Sequence[TimeExpression], pack: Pack
) -> Iterator[Position]:
    """A stance as a position of nobody yet, and again for each further issue that its object joins by "and".

    Nothing if it stands in boilerplate or names no issue that it needs.
    """
    article = reading.article
    start, end = run(stance)
    end = _within(said, stance.head.idx, start, end) if said is not None else end
    if reading.in_boilerplate(start, end):
        return
    tied = condition(stance.head, stance.top, (stance.first, stance.last), stance.kind == "refuses")
    if tied is not None and not (tied[1] <= start or tied[0] < end):
        tied = None
    topic = [t for t in stance.topic if tied is None or not tied[0] <= t.idx < tied[1]]
    issue, linked = pack.issue(topic), None
    if tied is not None:
        linked = next(pack.issues_in(inside(reading, *tied)), None)
        if tied[0] < start:
            start = tied[0]
            issue = linked if linked and _points_back(topic) else issue
    if stance.weak and issue == OTHER and not (tied and _points_back(topic)):
        return
    kind = _kind(stance, tied, article.text)
    if linked and kind == "conditions" and (issue == OTHER or stance.kind in GIVEN):
        issue, linked = linked, issue if issue not in (OTHER, linked) else linked
    first = Position(
        id="",
        span=article.span(start, end),
        party=None,
        issue=issue,
        stance=kind,
        condition=article.span(*tied) if tied else None,
        linked=linked,
        deadline=deadline(article, times, start, end),
        red_line=is_held_for_good(stance.head, stance.top, stance.first, stance.last),
        statement=said.id if said else None,
        rule=RULE,
    )
    yield first
    if kind == "conditions" and stance.kind == "offers" and linked not in (None, issue):
        yield replace(first, issue=linked or OTHER, stance="offers", linked=issue)
    for further, at in _further(reading, stance, first, pack):
        yield replace(first, issue=further, span=article.span(*at))


def _further(reading: Reading, stance: Stance, first: Position, pack: Pack) -> Iterator[tuple[str, Range]]:
    """The issues that the object joins to the first by "and", each with its own words."""
    seen, tied = {first.issue, OTHER, first.linked}, first.condition
    for a, b in parts(stance):
        tokens = [t for t in reading.doc[a:b] if tied is None or not tied.start <= t.idx < tied.end]
        while tokens and (tokens[-1].dep_ == "cc" or tokens[-1].is_punct):
            tokens.pop()
        issue = pack.issue(tokens)
        if issue not in seen and end_of(tokens[-1]) <= first.span.end:
            seen.add(issue)
            yield issue, (tokens[0].idx, end_of(tokens[-1]))


def _kind(stance: Stance, tied: Range | None, text: str) -> str:
    """The stance of a position: what is accepted, offered or refused on terms is conditioned."""
    if tied is None or stance.kind not in CONDITIONAL or is_exchange(text[tied[0] : tied[1]]):
        return stance.kind
    return "conditions"


def _points_back(topic: Sequence[Token]) -> bool:
    """Whether an object is nothing but "it" or "that"."""
    return all(token.pos_ == "PRON" for token in topic if token.pos_ in ("NOUN", "PROPN", "PRON", "VERB"))


def _within(said: Statement, head: int, start: int, end: int) -> int:
    """The end of a position, not beyond the content that it begins in."""
    around = [span.end for span in said.content if span.start <= start and head < span.end]
    return min(end, around[0]) if around else end


def _plan(plans: Sequence[Proposal], position: Position) -> str | None:
    """The plan that the words name."""
    return next((p.id for p in plans if any(m.overlaps(position.span) for m in p.mentions)), None)


def _fullest(found: Iterable[Position]) -> Iterator[Position]:
    """One position a party, issue and stance; of those on no named issue, one a plan or a wording."""
    kept: dict[tuple[object, ...], list[Position]] = {}
    for position in found:
        same = kept.setdefault((position.party, position.issue, position.stance), [])
        for at in range(max(0, len(same) - COMPARED), len(same)):
            if _repeats(same[at], position):
                same[at] = max(same[at], position, key=lambda p: len(p.span.words))
                break
        else:
            same.append(position)
    yield from (position for same in kept.values() for position in same)


def _repeats(one: Position, other: Position) -> bool:
    """Whether two positions of a party, issue and stance are the same; on no named issue, by their words."""
    if one.issue != OTHER or one.span.overlaps(other.span):
        return True
    if one.proposal or other.proposal:
        return one.proposal == other.proposal
    short, long = sorted((" ".join(p.span.words.lower().split()) for p in (one, other)), key=len)
    return short in long

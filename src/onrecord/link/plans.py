"""Plans: proposals across articles, their terms, and each party's answer over time.

Two articles speak of one plan if they name it by the same name ("the Hale proposal"), or by the same author
and length, or with the same length or two of the same numbers within two months; never if both give a length
and the lengths differ, or one of them is a revision of the other.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from onrecord.link.actors import BRACKETS, WORD, bare, fold
from onrecord.link.names import Cast
from onrecord.link.tellings import Telling, folded, in_order, telling, when
from onrecord.records import Period, Position, Proposal, Record, Span
from onrecord.vocabulary import tables

OTHER = "other"  # the issue of an answer to a plan as a whole
NEAR = 61  # days between two articles that may speak of one plan that neither names
NAMED = re.compile(r"\b(\d+)[- ](day|week|month|year)")  # in the name of a plan
LENGTH = re.compile(r"P(\d+)([DWMY])")
DAYS = {"D": 1, "W": 7, "M": 30, "Y": 365}
KINDS = frozenset(tables("plans")["kinds"]["words"])
AGREED = frozenset(tables("plans")["agreed"]["words"])
REVISED = frozenset(tables("plans")["revised"]["words"])
OPPOSED = frozenset(
    frozenset(pair) for pair in (("accepts", "refuses"), ("accepts", "conditions"), ("offers", "refuses"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTerm:
    """What a plan provides on one issue, wherever it is told."""

    issue: str
    words: str  # as told first
    phase: str | None
    condition: str | None
    origin: str | None  # of a route
    destination: str | None
    tellings: tuple[Telling, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one party is said to answer, by one account."""

    party: str | None
    stance: str
    issue: str
    words: str
    condition: str | None
    linked: str | None  # the issue of the condition
    deadline: Period | None
    red_line: bool
    plan: str | None  # name of the plan it answers
    by: str | None  # whose account; None: the outlet's own
    day: str | None
    tellings: tuple[Telling, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One proposal or agreement across articles."""

    name: str
    names: tuple[str, ...]
    authors: tuple[str, ...]
    date: Period | None
    version: str | None
    replaces: str | None  # name of the plan that it amends or takes the place of
    agreement: bool  # named as one
    terms: tuple[PlanTerm, ...]
    answers: tuple[Answer, ...]
    disputed: tuple[str, ...]  # parties whose answer is told in ways that cannot both hold
    tellings: tuple[Telling, ...]


@dataclass(slots=True)
class _Group:
    members: list[tuple[Record, Proposal]] = field(default_factory=list)
    titles: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    authors: set[str] = field(default_factory=set)
    lengths: set[int] = field(default_factory=set)
    numbers: set[tuple[str, float]] = field(default_factory=set)
    versions: set[str] = field(default_factory=set)
    days: set[str] = field(default_factory=set)


def plans(records: Sequence[Record], cast: Cast) -> list[Plan]:
    """All plans of the records, by the day they are first told of."""
    groups = _groups(records, cast)
    named = {(record.article.id, plan.id): _name(group) for group in groups for record, plan in group.members}
    positions = ((record, one) for record in records for one in record.positions if one.proposal)
    answers: dict[str, list[Answer]] = {}
    for answer in answered(positions, cast, named):
        answers.setdefault(answer.plan or "", []).append(answer)
    made = [_plan(group, named, answers.get(_name(group), ()), cast) for group in groups]
    return sorted(made, key=lambda plan: when(plan.tellings[0]))


def names_of(found: Iterable[Plan]) -> dict[tuple[str, str], str]:
    """(article, id of the proposal) → the name of its plan."""
    return {(told.article_id, told.record): plan.name for plan in found for told in plan.tellings}


def _groups(records: Iterable[Record], cast: Cast) -> list[_Group]:
    groups: dict[int, _Group] = {}
    by_feature: dict[object, set[int]] = {}
    for record in sorted(records, key=lambda record: record.article.published.earliest or "~"):
        for plan in (one for one in record.proposals if one.mentions):
            number = len(groups) and max(groups) + 1
            groups[number] = _single(record, plan, cast)
            near = sorted({n for key in _features(groups[number]) for n in by_feature.get(key, ())})
            for other in near:  # a plan can show that two groups are one
                if other in groups and _same(groups[other], groups[number]):
                    _take(groups[other], groups.pop(number))
                    number = other
            for feature in _features(groups[number]):
                by_feature.setdefault(feature, set()).add(number)
    return list(groups.values())


def _single(record: Record, plan: Proposal, cast: Cast) -> _Group:
    named = [*plan.mentions, *(term.span for term in plan.terms if term.issue == "ceasefire")]
    lengths = {
        *_lengths(record, named),
        *(int(n) * DAYS[unit[0].upper()] for n, unit in NAMED.findall(plan.name)),
    }
    actors = {
        word.casefold() for actor in record.actors for word in WORD.findall(actor.name) if word[0].isupper()
    }
    numbers = {
        (term.issue, figure.value)
        for term in plan.terms
        for figure in record.figures
        if term.span.overlaps(figure.number)
    }
    day = record.article.published.earliest
    return _Group(
        members=[(record, plan)],
        titles={
            title
            for words in (plan.name, *(m.words for m in plan.mentions))
            for title in _titles(words, actors)
        },
        names={bare(plan.name).casefold()} if len(WORD.findall(bare(plan.name))) > 1 else set(),
        authors={fold(name) for author in plan.author if (name := cast.name(record, author))},
        lengths=lengths or {*_lengths(record, [term.span for term in plan.terms])},
        numbers=numbers,
        versions={plan.version.lower()} & REVISED if plan.version else set(),
        days={day[:10]} if day and len(day) >= 10 else set(),
    )


def _lengths(record: Record, spans: Sequence[Span]) -> Iterator[int]:
    """The durations told in some words, in days."""
    for time in record.dates:
        found = LENGTH.fullmatch(time.value or "") if time.type == "DURATION" else None
        if found and any(span.overlaps(time.span) for span in spans):
            yield int(found[1]) * DAYS[found[2]]


def _titles(name: str, actors: Collection[str]) -> Iterator[str]:
    """The proper names in the name of a plan: "Hale" of "the Hale proposal"."""
    for number, said in enumerate(WORD.findall(BRACKETS.sub(" ", bare(name)))):
        word = re.sub(r"[’']s?$", "", said).casefold()
        if said[0].isupper() and word not in KINDS and (number or word in actors):
            yield word


def _features(group: _Group) -> Iterator[object]:
    yield from (("title", title) for title in group.titles)
    yield from (("length", length) for length in group.lengths)
    yield from (("name", name) for name in group.names)
    yield from group.numbers


def _same(group: _Group, one: _Group) -> bool:
    if group.lengths and one.lengths and not group.lengths & one.lengths:
        return False
    if group.versions != one.versions and group.versions and one.versions:
        return False
    if {record.article.id for record, _ in group.members} & {record.article.id for record, _ in one.members}:
        return False  # an article tells the two apart
    near = _near(group.days, one.days)
    if group.titles & one.titles or (near and group.names & one.names):
        return group.versions == one.versions
    if not near:
        return False
    return bool(group.lengths & one.lengths) or len(group.numbers & one.numbers) > 1


def _near(ours: set[str], theirs: set[str]) -> bool:
    if not ours or not theirs:
        return True
    return (_day(min(theirs)) - _day(max(ours))).days <= NEAR and (
        _day(min(ours)) - _day(max(theirs))
    ).days <= NEAR


def _day(iso: str) -> date:
    return date.fromisoformat((iso + "-01-01")[:10] if len(iso) < 10 else iso[:10])


def _take(group: _Group, one: _Group) -> None:
    group.members += one.members
    for part in ("titles", "names", "authors", "lengths", "numbers", "versions", "days"):
        getattr(group, part).update(getattr(one, part))


def _name(group: _Group) -> str:
    """The name that most articles give, of these the one that tells most."""
    counted: dict[str, int] = {}
    for _, plan in group.members:
        counted[plan.name] = counted.get(plan.name, 0) + 1
    return max(counted, key=lambda name: (counted[name], len(set(_titles(name, group.titles))), len(name)))


def _plan(group: _Group, named: Mapping[tuple[str, str], str], answers: Sequence[Answer], cast: Cast) -> Plan:
    name = _name(group)
    earlier = (named.get((record.article.id, plan.replaces or "")) for record, plan in group.members)
    told = in_order(
        telling(record, plan.id, plan.mentions[0], None, None)
        for record, plan in group.members
        if plan.mentions
    )
    authors = [
        n for record, plan in group.members for author in plan.author if (n := cast.name(record, author))
    ]
    return Plan(
        name=name,
        names=tuple(dict.fromkeys([name, *(plan.name for _, plan in group.members)])),
        authors=tuple(dict.fromkeys(authors)),
        date=next((plan.date for _, plan in group.members if plan.date), None),
        version=next((plan.version for _, plan in group.members if plan.version), None),
        replaces=next((other for other in earlier if other not in (None, name)), None),
        agreement=any(
            word.lower() in AGREED for _, plan in group.members for word in WORD.findall(plan.name)
        ),
        terms=tuple(_terms(group)),
        answers=tuple(answers),
        disputed=tuple(_disputed(answers)),
        tellings=told,
    )


def _terms(group: _Group) -> Iterator[PlanTerm]:
    gathered: dict[tuple[str, str], PlanTerm] = {}
    for record, plan in group.members:
        for term in plan.terms:
            told = telling(record, plan.id, term.span, None, None)
            new = PlanTerm(
                issue=term.issue,
                words=term.span.words,
                phase=term.phase.words if term.phase else None,
                condition=term.condition.words if term.condition else None,
                origin=term.origin,
                destination=term.destination,
                tellings=(told,),
            )
            one = gathered.setdefault((term.issue, folded(term.span.words)), new)
            if one is not new:
                gathered[term.issue, folded(term.span.words)] = replace(one, tellings=(*one.tellings, told))
    yield from sorted(gathered.values(), key=lambda term: (term.issue, when(term.tellings[0])))


def answered(
    found: Iterable[tuple[Record, Position]], cast: Cast, named: Mapping[tuple[str, str], str]
) -> Iterator[Answer]:
    """Positions as answers, by day; the same words by the same account are one, however often copied.

    Args:
        named: as `names_of` gives it.
    """
    gathered: dict[tuple[object, ...], tuple[Answer, list[Telling]]] = {}
    for record, position in found:
        party, by = cast.side(record, position.party), account(record, position, cast)
        told = telling(record, position.id, position.span, position.statement, by)
        key = (party, position.issue, position.stance, by, folded(position.span.words))
        new = Answer(
            party=party,
            stance=position.stance,
            issue=position.issue,
            words=position.span.words,
            condition=position.condition.words if position.condition else None,
            linked=position.linked,
            deadline=position.deadline,
            red_line=position.red_line,
            plan=named.get((record.article.id, position.proposal or "")),
            by=by,
            day=told.day,
            tellings=(),
        )
        gathered.setdefault(key, (new, []))[1].append(told)
    made = [
        replace(one, tellings=in_order(tellings), day=in_order(tellings)[0].day)
        for one, tellings in gathered.values()
    ]
    yield from sorted(made, key=lambda answer: when(answer.tellings[0]))


def account(record: Record, position: Position, cast: Cast) -> str | None:
    """By whose account a position is held: who reports it, else who says it; None: the outlet's own."""
    if position.reported_by:
        return cast.name(record, position.reported_by)
    said = next((one for one in record.statements if one.id == position.statement), None)
    return cast.name(record, said.speaker) if said else None


def _disputed(found: Sequence[Answer]) -> Iterator[str]:
    """Parties whose latest answers, told by two accounts at about one time, cannot both hold."""
    for party in dict.fromkeys(answer.party for answer in found if answer.party):
        theirs = [answer for answer in found if answer.party == party]
        if any(opposed(one, other) for n, one in enumerate(theirs) for other in theirs[n + 1 :]):
            yield party


def opposed(one: Answer, other: Answer) -> bool:
    """Whether two answers of one party, by different accounts within three days, cannot both hold."""
    if one.by == other.by or frozenset((one.stance, other.stance)) not in OPPOSED:
        return False
    if one.issue != other.issue and OTHER not in (one.issue, other.issue):
        return False
    if one.day is None or other.day is None:
        shared = {told.article_id for told in one.tellings} & {told.article_id for told in other.tellings}
        return bool(shared)
    return abs((_day(one.day) - _day(other.day)).days) <= 3

"""Proposals: plans by family, their terms side by side, and each party's answers in order of time.

A family is what replaces each other or was before two of the same parties within two months.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from onrecord.link.plans import NEAR, Answer, Plan, PlanTerm
from onrecord.records import ISSUES
from onrecord.show import wording
from onrecord.show.linked import Linked
from onrecord.show.passages import Passages, subject_of
from onrecord.show.places import Pointer
from onrecord.show.standing import REACH, authors, rival
from onrecord.show.talks import (
    Clause,
    Comparison,
    Family,
    Proposals,
    Provision,
    Provisions,
    Rivals,
    Tabled,
)

FAMILIES = 4  # before the rest is folded
ACROSS = 3  # plans of one comparison
WORDINGS = 3  # of one issue before the rest is folded
MOST = 30  # wordings of one issue
ANSWERS = 12  # of one plan before the rest is folded

_Placed = tuple[str, Plan]


def section(linked: Linked) -> Proposals | None:
    """The section; None where no proposal was read."""
    if not linked.plans:
        return None
    families = [_family(group, linked) for group in _families(linked.plans)]
    return Proposals(
        count=len(linked.plans) + linked.plans_left,
        families=tuple(families[:FAMILIES]),
        families_rest=tuple(families[FAMILIES:]),
        plans_left=linked.plans_left,
    )


def _families(plans: Sequence[_Placed]) -> list[list[_Placed]]:
    """The plans by family, each in order of time; the family of the latest plan first."""
    families: list[list[_Placed]] = []
    for one in plans:
        joined = [family for family in families if any(_akin(one[1], other[1]) for other in family)]
        for family in joined[1:]:
            joined[0].extend(family)
            families.remove(family)
        if joined:
            joined[0].append(one)
        else:
            families.append([one])
    return [sorted(family, key=lambda item: _days(item[1])[:1]) for family in families]


def _akin(one: Plan, other: Plan) -> bool:
    if one.replaces == other.name or other.replaces == one.name:
        return True
    ours, theirs = _days(one), _days(other)
    if not ours or not theirs or len(_parties(one) & _parties(other)) < 2:
        return False
    gap = max(ours[0], theirs[0]) - min(ours[-1], theirs[-1])
    return gap.days <= NEAR


def _days(plan: Plan) -> list[date]:
    return sorted(date.fromisoformat(told.day) for told in plan.tellings if told.day)


def _parties(plan: Plan) -> set[str]:
    return {*plan.authors, *(answer.party for answer in plan.answers if answer.party)}


def _family(group: Sequence[_Placed], linked: Linked) -> Family:
    told = [one for one in group if one[1].terms]
    parts = [told[at : at + ACROSS] for at in range(0, len(told), ACROSS)]
    return Family(
        comparisons=tuple(_comparison(part, linked.passages) for part in parts),
        plans=tuple(_tabled(anchor, plan, linked) for anchor, plan in group),
    )


def _comparison(group: Sequence[_Placed], passages: Passages) -> Comparison:
    issues = {term.issue for _, plan in group for term in plan.terms}
    order = [*(issue for issue in ISSUES if issue in issues), *sorted(issues - set(ISSUES))]
    return Comparison(
        plans=tuple(
            Pointer(anchor=anchor, name=wording.name(plan.name), count=None) for anchor, plan in group
        ),
        clauses=tuple(
            Clause(
                issue=wording.name(issue),
                plans=tuple(_provisions(plan, issue, passages) for _, plan in group),
            )
            for issue in order
        ),
    )


def _provisions(plan: Plan, issue: str, passages: Passages) -> Provisions | None:
    terms = [term for term in plan.terms if term.issue == issue]
    most_told = sorted(terms, key=lambda term: (-len(term.tellings), -len(term.words)))[:MOST]
    made = [_provision(term, passages) for term in most_told]
    split = WORDINGS if len(made) > WORDINGS + 1 else len(made)
    return Provisions(shown=tuple(made[:split]), rest=tuple(made[split:])) if made else None


def _provision(term: PlanTerm, passages: Passages) -> Provision:
    return Provision(
        passage=passages.passage(term.tellings, by=None, words=term.words),
        phase=term.phase,
        condition=term.condition,
    )


def _tabled(anchor: str, plan: Plan, linked: Linked) -> Tabled:
    answers = list(_answers(plan.answers, linked.passages))
    split = ANSWERS if len(answers) > ANSWERS + 3 else len(answers)
    when = plan.date
    return Tabled(
        anchor=anchor,
        name=wording.name(plan.name),
        names=tuple(wording.name(name) for name in plan.names if name != plan.name),
        authors=authors(plan),
        date=wording.period(when.earliest, when.latest) if when else None,
        version=wording.name(plan.version) if plan.version else None,
        replaces=linked.plan(plan.replaces) if plan.replaces else None,
        replaced=tuple(linked.plan(other.name) for _, other in linked.plans if other.replaces == plan.name),
        agreement=plan.agreement,
        passage=linked.passages.passage(plan.tellings, by=None),
        articles=len({told.article_id for told in plan.tellings}),
        outlets=len({told.outlet for told in plan.tellings if told.outlet}),
        disputed=tuple(dict.fromkeys(one.party for one in answers if one.differ and one.party)),
        answers=tuple(answers[:split]),
        answers_rest=tuple(answers[split:]),
    )


def _answers(found: Sequence[Answer], passages: Passages) -> Iterator[Rivals]:
    """The answers by day, each with those beside it that cannot hold if it does."""
    placed: set[int] = set()
    for number, one in enumerate(found):
        if number in placed:
            continue
        behind = range(number + 1, min(number + 1 + REACH, len(found)))
        rivals = [at for at in behind if at not in placed and rival(one, found[at])]
        placed.update(rivals)
        yield Rivals(
            party=wording.name(one.party) if one.party else None,
            differ=bool(rivals),
            replies=tuple(
                passages.reply(reply, subject=subject_of(reply))
                for reply in (one, *(found[at] for at in rivals))
            ),
        )

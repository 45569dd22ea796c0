"""Where it stands: the last judgements on the talks, the plans on the table, and who has a part."""

from collections.abc import Iterable, Iterator, Sequence

from onrecord.link.changes import OTHER
from onrecord.link.plans import Answer, Plan, opposed
from onrecord.link.standing import Role, latest
from onrecord.records import PARTS
from onrecord.show import wording
from onrecord.show.linked import Linked
from onrecord.show.passages import Passages, subject_of
from onrecord.show.places import Pointer
from onrecord.show.talks import Answering, Judgement, Offer, Part, Standing

JUDGEMENTS = 8  # before the rest is folded
OFFERS = 4  # plans on the table; the rest stand among the proposals
PARTIES = 6  # of one plan
REPLIES = 4  # of one party to one plan
REACH = 12  # earlier answers that one is compared with
NAMES = 8  # of one part before the rest is folded


def section(linked: Linked) -> Standing | None:
    """The section; None where nothing was read for it."""
    judged = [
        Judgement(
            signal=wording.SIGNALS.get(one.signal, wording.name(one.signal)),
            passage=linked.passages.passage(one.tellings, by=one.by),
        )
        for one in latest(linked.standings)
    ]
    if not (judged or linked.plans or linked.roles):
        return None
    offered = linked.plans[:OFFERS]
    return Standing(
        judgements=tuple(judged[:JUDGEMENTS]),
        judgements_rest=tuple(judged[JUDGEMENTS:]),
        offers=tuple(_offer(anchor, plan, linked.passages) for anchor, plan in offered),
        offers_left=len(linked.plans) + linked.plans_left - len(offered),
        parts=tuple(_parts(linked.roles, linked.passages)),
    )


def _offer(anchor: str, plan: Plan, passages: Passages) -> Offer:
    return Offer(
        anchor=anchor,
        name=wording.name(plan.name),
        authors=authors(plan),
        spot=passages.spot(plan.tellings[0]),
        answers=tuple(_answering(plan, passages))[:PARTIES],
    )


def authors(plan: Plan) -> str | None:
    """The authors of a plan in words; None: not stated."""
    return ", ".join(map(wording.name, plan.authors)) or None


def _answering(plan: Plan, passages: Passages) -> Iterator[Answering]:
    """The parties, those with most answers first, each with its last answers by each account."""
    by_party: dict[str | None, list[Answer]] = {}
    for answer in plan.answers:
        by_party.setdefault(answer.party, []).append(answer)
    ordered = sorted(by_party.items(), key=lambda item: (item[0] is None, -len(item[1]), item[0] or ""))
    for party, answers in ordered:
        told = differing(answers)
        last = [*told, *(one for one in last_words(answers) if one not in told)]
        yield Answering(
            party=wording.name(party) if party else None,
            differ=bool(told),
            replies=tuple(passages.reply(one, subject=subject_of(one)) for one in last[:REPLIES]),
            left=max(len(last) - REPLIES, 0),
        )


def differing(answers: Sequence[Answer]) -> list[Answer]:
    """The last two answers of one party that cannot both hold; none if all can."""
    for number in range(len(answers) - 1, 0, -1):
        for other in reversed(answers[max(number - REACH, 0) : number]):
            if rival(other, answers[number]):
                return [other, answers[number]]
    return []


def rival(one: Answer, other: Answer) -> bool:
    """Whether two answers of one party on one issue, or one to the whole, cannot both hold."""
    same = one.issue == other.issue or OTHER in (one.issue, other.issue)
    return one.party == other.party and same and opposed(one, other)


def last_words(answers: Iterable[Answer]) -> list[Answer]:
    """The last answer by each account on each issue: those to the whole first, then the latest."""
    by: dict[tuple[str | None, str], Answer] = {}
    for one in answers:
        key = (one.by, one.issue)
        if key not in by or (one.day or "") >= (by[key].day or ""):
            by[key] = one
    latest_first = sorted(by.values(), key=lambda one: one.day or "", reverse=True)
    return sorted(latest_first, key=lambda one: one.issue != OTHER)


def _parts(found: Sequence[Role], passages: Passages) -> Iterator[Part]:
    by_part: dict[str, list[Pointer]] = {}
    for role in found:
        spot = passages.spot(role.tellings[0])
        told = len({one.article_id for one in role.tellings})
        pointer = Pointer(anchor=spot.anchor, name=wording.name(role.name), count=told)
        by_part.setdefault(role.part, []).append(pointer)
    order = [part for part in PARTS if part in by_part]
    for part in [*order, *sorted(by_part.keys() - set(order))]:
        names = by_part[part]
        yield Part(
            title=wording.PARTS.get(part, wording.name(part)),
            shown=tuple(names[:NAMES]),
            rest=tuple(names[NAMES:]),
        )

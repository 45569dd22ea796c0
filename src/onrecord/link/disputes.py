"""Disputes: pairs of statements that cannot both be true, by what they contradict each other in.

number: two counts of one thing on one day; occurrence: that something happened, and that it did not;
responsibility: one event laid to two; acceptance: that a party has accepted, and that it has not; degree:
that the talks are near their end, and that they are not. Other times or objects contradict nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from onrecord.link.answers import answered
from onrecord.link.happenings import Happening
from onrecord.link.likeness import ALIKE, differ
from onrecord.link.matrix import REACH, Cell
from onrecord.link.pairs import Pairs
from onrecord.link.plans import opposed
from onrecord.link.sayings import Saying
from onrecord.link.series import Point, series
from onrecord.link.standing import Standing
from onrecord.link.talks import Talks
from onrecord.link.tellings import Telling
from onrecord.records import Record
from onrecord.vocabulary import tables

KINDS = ("number", "acceptance", "degree", "responsibility", "occurrence")  # the first that fits is told
BACK_AND_FORTH = 0.6  # of likeness, for a saying to be what another denies
LONGER = 1.6  # times as many stems one may have as the other, to be what it denies
WITHIN = 7  # days between a claim and its denial in another article
NEXT = 3  # sayings behind one that it is held against
DEALS = frozenset({"deal", "agreement", "progress", "breakthrough"})
CLOSE = 600  # characters between two accounts in one article
ONWARD = frozenset(tables("claims")["onward"]["signals"])
BACKWARD = frozenset(tables("claims")["backward"]["signals"])
NEAR, FAR, TALKS = (frozenset(tables("claims")["degree"][key]) for key in ("near", "far", "of"))
BEGAN = frozenset(tables("claims")["began"]["words"])
MEASURED = frozenset(tables("claims")["measured"]["words"])

Place = tuple[str, str]  # ids of an article and of a statement in it


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """Two statements that contradict each other."""

    kind: str  # one of KINDS
    a: Telling
    b: Telling
    about: str  # the words of the statement that is contradicted


def disputes(records: Sequence[Record], state: Talks, pairs: Pairs) -> list[Dispute]:
    """All pairs found, each once, under the first kind that fits."""
    told: dict[Place, Saying] = {}
    for one in pairs.said:
        told.setdefault(one.statement, one)
    found: dict[frozenset[Place], Dispute] = {}
    made = (
        *_of_places("number", (pair for pair in _numbers(records) if _one_time(pair, told)), told),
        *_of_places("acceptance", _acceptances(state.cells), told),
        *_of_places("degree", _standings(state.standings), told),
        *_answers(pairs),
        *_denials(pairs),
        *_beside(pairs.said),
        *_of_places("occurrence", _happenings(state.happenings, told), told),
    )
    for dispute in sorted(made, key=lambda dispute: KINDS.index(dispute.kind)):
        a, b = dispute.a, dispute.b
        if a.article_id == b.article_id and a.span.overlaps(b.span):
            continue  # a statement inside another
        found.setdefault(frozenset(((a.article_id, a.record), (b.article_id, b.record))), dispute)
    return list(found.values())


def _of_places(
    kind: str, found: Iterable[tuple[Place, Place]], told: Mapping[Place, Saying]
) -> Iterator[Dispute]:
    for a, b in found:
        if a in told and b in told and a != b and not told[a].beside(told[b]):
            yield _dispute(kind, told[a], told[b])


def _dispute(kind: str, one: Saying, other: Saying) -> Dispute:
    return Dispute(kind=kind, a=one.telling, b=other.telling, about=one.words)


def _numbers(records: Sequence[Record]) -> Iterator[tuple[Place, Place]]:
    """Counts of one thing on one day that cannot both be true."""
    stands = {
        (record.article.id, figure.id): figure.statement for record in records for figure in record.figures
    }

    def place(point: Point) -> Place:
        return point.article_id, stands.get((point.article_id, point.figure)) or ""

    for one in series(records):
        # running totals differ by the rules of those who count, new ones by the time they are counted over
        if not one.key.since and (one.key.measure != "increment" or one.key.window):
            yield from ((place(dispute.point), place(dispute.other)) for dispute in one.disputes)


def _one_time(pair: tuple[Place, Place], told: Mapping[Place, Saying]) -> bool:
    """Whether two counts are over one stretch of time as far as the words say."""
    one, other = (told.get(place) for place in pair)
    if one is None or other is None:
        return False
    return one.spells == other.spells and not (one.days and other.days and not one.days & other.days)


def _acceptances(cells: Iterable[Cell]) -> Iterator[tuple[Place, Place]]:
    """Two accounts of what one party has answered."""
    for cell in cells:
        for number, one in enumerate(cell.history):
            for other in cell.history[number + 1 : number + 1 + REACH]:
                plan = one.plan is not None and one.plan == other.plan
                if "accepts" in (one.stance, other.stance) and plan and opposed(one, other):
                    yield from _places(one.tellings, other.tellings)


def _standings(dated: Sequence[Standing]) -> Iterator[tuple[Place, Place]]:
    """Two judgements of about one time on where the talks stand."""
    for number, one in enumerate(dated):
        for other in dated[number + 1 : number + 1 + REACH]:
            signals = {one.signal, other.signal}
            opposed_ = signals & ONWARD and signals & BACKWARD
            if opposed_ and one.by and other.by and one.by != other.by and _together(one, other):
                yield from _places(one.tellings, other.tellings)


def _together(one: Standing, other: Standing) -> bool:
    """Whether one article tells both: of what talks a judgement is, only what stands around it shows."""
    return bool({told.article_id for told in one.tellings} & {told.article_id for told in other.tellings})


def _places(ours: Sequence[Telling], theirs: Sequence[Telling]) -> Iterator[tuple[Place, Place]]:
    """A pair of tellings, of one article where one has both."""
    pairs = [
        (one, other) for one in ours[:REACH] for other in theirs[:REACH] if one.statement and other.statement
    ]
    pairs.sort(key=lambda pair: pair[0].article_id != pair[1].article_id)
    for one, other in pairs[:1]:
        yield (one.article_id, str(one.statement)), (other.article_id, str(other.statement))


def _happenings(found: Iterable[Happening], told: Mapping[Place, Saying]) -> Iterator[tuple[Place, Place]]:
    """An event that one account claims and another denies."""
    for one in found:
        denials = [
            telling
            for telling in _told(one, "denied")
            if (said := told.get((telling.article_id, telling.statement or ""))) and said.answers
        ]
        claims = [
            telling
            for telling in _told(one, "asserted", "claimed", "alleged")
            if (said := told.get((telling.article_id, telling.statement or ""))) and said.plain
        ]
        yield from _places(claims, denials)


def _told(one: Happening, *factualities: str) -> list[Telling]:
    return [told.telling for told in one.tellings if told.factuality in factualities]


def _answers(pairs: Pairs) -> Iterator[Dispute]:
    """Denials of what stands near them in the article."""
    for one, other in answered(pairs.said, pairs.weights, pairs.meanings):
        yield _dispute(kind_of(one, other), one, other)


def _beside(said: Sequence[Saying]) -> Iterator[Dispute]:
    """Accounts of two sides that stand near each other in an article and cannot both be true."""
    by_article: dict[str, list[Saying]] = {}
    for one in said:
        by_article.setdefault(one.telling.article_id, []).append(one)
    for sayings in by_article.values():
        ordered = sorted(sayings, key=lambda one: one.span.start)
        for number, one in enumerate(ordered):
            for other in ordered[number + 1 : number + 1 + NEXT]:
                if other.span.start - one.span.end <= CLOSE and _others(one, other):
                    kind = _contrast(one, other)
                    if kind and (kind != "number" or other is ordered[number + 1]):
                        yield _dispute(kind, one, other)


def _contrast(one: Saying, other: Saying) -> str | None:
    """In what two accounts beside each other contradict each other; None: in nothing."""
    if other.terms & MEASURED and other.terms & {"that", "this"} and one.numbers and len(other.stems) <= 3:
        return "number"
    if _degree(one) * _degree(other) < 0:
        return "degree"
    if one.terms & BEGAN and other.terms & BEGAN and (one.accuses or other.accuses):
        laid = (one.speaks_of(other) or other.speaks_of(one)) and not one.beside(other)
        third = any(not name_of_side(name, one, other) for name in one.names & other.names)
        return "responsibility" if laid and not third and not (one.will or other.will) else None
    return None


def name_of_side(name: str, one: Saying, other: Saying) -> bool:
    """Whether a name is of the side of one of two speakers."""
    return any(name in (saying.side or "").lower() for saying in (one, other))


def _degree(one: Saying) -> int:
    """1: the talks are near their end or get on; -1: they do not; 0: no word of it."""
    if one.will or not one.terms & TALKS:
        return 0
    if one.terms & FAR or (one.denied and one.terms & (NEAR | DEALS)):
        return -1
    return 1 if one.terms & NEAR and not one.denied else 0


def _others(one: Saying, other: Saying) -> bool:
    if one.telling.record == other.telling.record:
        return False
    return not one.beside(other) or not (one.named and other.named)


def _denials(pairs: Pairs) -> Iterator[Dispute]:
    """Sayings alike of which one is turned into the opposite."""
    for pair in pairs.all:
        one, other = pairs.said[pair.one], pairs.said[pair.other]
        if pair.likeness < BACK_AND_FORTH or not _against(one, other):
            continue
        yield _dispute(kind_of(one, other), *((other, one) if one.denied else (one, other)))


def _against(one: Saying, other: Saying) -> bool:
    """Whether two sayings of other sides on one thing say yes and no."""
    if one.beside(other) or not (one.side and other.side):
        return False
    if one.denied == other.denied or differ(one, other) or not one.names & other.names:
        return False
    if {one.act, other.act} not in ({"tell"}, {"yes", "no"}) or one.will or other.will:
        return False
    if len(one.told & other.told) < ALIKE or not (one.clause and other.clause and one.plain != other.plain):
        return False
    if max(len(one.stems), len(other.stems)) > LONGER * min(len(one.stems), len(other.stems)):
        return False
    return _days(one.telling.day, other.telling.day) <= WITHIN


def kind_of(one: Saying, other: Saying) -> str:
    """In what two contradicting sayings contradict each other."""
    terms = one.terms | other.terms
    if one.act == "yes" or other.act == "yes":
        return "acceptance"
    if one.numbers and other.numbers and one.numbers != other.numbers:
        return "number"
    if one.terms & (NEAR | FAR) and terms & TALKS:
        return "degree"
    return "occurrence"


def _days(one: str | None, other: str | None) -> int:
    """Days between two; 0 where one is not known."""
    if not one or not other:
        return 0
    return abs((date.fromisoformat(one[:10]) - date.fromisoformat(other[:10])).days)

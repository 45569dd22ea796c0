"""Points: the chapters of a brief, from the links made over all articles; none says more than it cites."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from onrecord.link.changes import OTHER, Change, parted
from onrecord.link.disputes import Dispute
from onrecord.link.matrix import Cell
from onrecord.link.pile import Pile
from onrecord.link.plans import Answer, Plan, PlanTerm
from onrecord.link.series import Point, Series
from onrecord.link.standing import latest
from onrecord.link.tellings import Telling, name_of
from onrecord.show import ledger, people, wording
from onrecord.show.changed import subject
from onrecord.show.choice import Shows
from onrecord.show.linked import Linked
from onrecord.show.located import Located
from onrecord.show.sentences import Chapter, Piece, Sentence, Teller, cites, name, said, sentence, whole
from onrecord.show.standing import differing, last_words

MOST = 24  # sentences of a chapter before it is cut to the page
HEARD = 3  # speakers named
TERMS = 3  # of one plan
PARTIES = 4  # answers to one plan
OUTLETS = 8
TOLD = 4  # references of one sentence
PLAIN = ("signal", "new denial")  # changes whose words tell of what
QUOTED = re.compile(r"(?P<stance>[^“]*): “(?P<words>.*)”", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What the chapters are made from."""

    articles: Sequence[Located]
    linked: Linked
    tells: Shows
    pile: Pile
    since: str | None  # ISO 8601; None: changes are not asked for


def chapters(read: Read) -> Iterator[Chapter]:
    """The chapters that have something to say, in the order of the brief."""
    teller = Teller(read.articles)
    linked = read.linked
    yield _chapter("What was read", "", [*_headline(read)])
    if read.since is not None:
        yield _chapter(
            f"What changed since {wording.day(read.since)}",
            "the latest of each kind first",
            [*_changed(read, teller)],
        )
    judged = [
        sentence(
            _capital(wording.SIGNALS.get(one.signal, wording.name(one.signal))), ", ",
            teller.account(one.tellings[-1], one.by),
        )
        for one in latest(linked.standings)
    ]  # fmt: skip
    yield _chapter("Where the talks stand", "the latest judgement of each account, the latest first", judged)
    yield _chapter("On the table", "the newest plans first", [*_plans(linked, teller)])
    moved = sorted(filter(_has_moved, linked.cells), key=lambda one: one.latest[0].day or "", reverse=True)
    yield _chapter("Positions that moved", "the latest first", [_moved(cell, teller) for cell in moved])
    yield _chapter("Latest counts", "the latest day first", [*_counts(read)])
    pairs = sorted(linked.disputes, key=_last_day, reverse=True)
    yield _chapter("In dispute", "the latest first", [_disputed(one, teller) for one in pairs])
    yield _chapter("Outlets and copies", "", [*_sources(read)])


def _chapter(title: str, order: str, found: Sequence[Sentence]) -> Chapter:
    return Chapter(title=title, sentences=tuple(found[:MOST]), left=max(len(found) - MOST, 0), order=order)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _headline(read: Read) -> Iterator[Sentence]:
    """How many articles, from whom and when, and how many voices."""
    places = [article.place for article in read.articles]
    outlets = {place.outlet for place in places}
    unstated = sum(place.outlet is None for place in places)
    gap = f", {unstated:,} without a stated outlet" if unstated and outlets != {None} else ""
    of = f" of {wording.count(len(outlets - {None}), 'outlet')}" if outlets - {None} else ""
    yield sentence(wording.count(len(places), "article"), of, gap, whole())
    dated = [article for article in read.articles if article.place.date]
    if dated:
        undated = len(places) - len(dated)
        ends = (dated[0], max(dated, key=lambda one: one.record.article.published.latest or ""))
        days = [f"dated {article.place.date}" for article in ends]
        first, last = ([*cites([(article.record.article.id, None)])] for article in ends)
        rest = (f"; {undated:,} without a date", whole()) if undated else ()
        yield sentence("The earliest ", days[0], first, ", the latest ", days[1], last, *rest)
    yield from _voices(read)


def _voices(read: Read) -> Iterator[Sentence]:
    sides = people.sides(read.articles)
    voices = [voice for side in sides for voice in (*side.shown, *side.rest) if voice.name]
    named = sorted((voice for voice in voices if not voice.anonymous), key=lambda voice: -voice.count)
    counted = wording.count(sum(side.count for side in sides), "statement")
    unnamed = sum(voice.count for voice in voices if voice.anonymous)
    by = f" by {wording.count(len(named), 'named speaker')}" if named else ""
    rest = f", {unnamed:,} of them of sources without a name" if unnamed else ""
    yield sentence(counted, by, rest, whole())
    if len(named) > HEARD:
        heard: list[str | Piece] = ["Heard most: "]
        for voice in named[:HEARD]:
            heard += [name(voice.name or ""), f" ({voice.count:,}), "]
        yield sentence(*heard[:-1], str(heard[-1]).removesuffix(", "), whole())


def _plans(linked: Linked, teller: Teller) -> Iterator[Sentence]:
    """Each plan with its author and terms, then the parties' last answers to it."""
    for _, plan in linked.plans:
        yield _plan(plan, teller)
        by_party: dict[str | None, list[Answer]] = {}
        for answer in plan.answers:
            by_party.setdefault(answer.party, []).append(answer)
        ordered = sorted(by_party.items(), key=lambda item: (item[0] is None, -len(item[1]), item[0] or ""))
        for party, answers in ordered[:PARTIES]:
            told = differing(answers)
            yield (
                _differing(party, told, plan, teller)
                if told
                else _answer(last_words(answers)[0], plan, teller)
            )


def _plan(plan: Plan, teller: Teller) -> Sentence:
    """A plan with its author, how it is first told of, and a term for each issue, those told most first."""
    first = plan.tellings[0]
    authored = [told for told in plan.tellings if _authored(told, teller)][:1]
    by: list[str | Piece | Iterable[Piece]] = [", author not stated"]
    if plan.authors and authored:
        names = [piece for author in plan.authors for piece in (name(author), Piece(text=", "))][:-1]
        by = [", by ", names, cites(authored)]
    terms: list[Piece] = []
    for term in _terms(plan)[:TERMS]:
        told = term.tellings[:1]
        terms += [Piece(text=f"; {_on(term.issue)}: "), said(told[0].span.words), *cites(told)]
    return sentence(
        "Plan: ", name(plan.name), *by, f", first told of in an article {_of(first, teller)} as ",
        said(first.span.words), cites([first]), terms,
    )  # fmt: skip


def _terms(plan: Plan) -> list[PlanTerm]:
    """One wording for each issue, without those that only name the plan."""
    named = " ".join((*plan.names, *(told.span.words for told in plan.tellings))).casefold()
    kept: dict[str, PlanTerm] = {}
    for term in sorted(plan.terms, key=lambda one: (-len(one.tellings), -len(one.words))):
        if term.words.casefold() not in named:
            kept.setdefault(term.issue, term)
    return list(kept.values())


def _of(told: Telling, teller: Teller) -> str:
    published = teller.published(told)
    return published if published.startswith("published") else "of unknown date"


def _on(issue: str) -> str:
    return "beside that" if issue == OTHER else f"on {wording.name(issue)}"


def _authored(told: Telling, teller: Teller) -> bool:
    """Whether a telling of a plan names its author."""
    return any(plan.id == told.record and plan.author for plan in teller.article(told).record.proposals)


def _differing(party: str | None, told: Sequence[Answer], plan: Plan, teller: Teller) -> Sentence:
    one, other = told
    return sentence(
        "Accounts differ on the answer of ", _party(party), " to ", name(plan.name), ": ",
        _stance(one), ", ", teller.account(one.tellings[0], one.by, party), "; ",
        _stance(other), ", ", teller.account(other.tellings[0], other.by, party),
    )  # fmt: skip


def _answer(one: Answer, plan: Plan, teller: Teller) -> Sentence:
    """A party's last answer to a plan."""
    of = () if one.issue == OTHER else (f" on {wording.name(one.issue)}",)
    return sentence(
        "On ", name(plan.name), ": ", _party(one.party), f" {_stance(one)}", *of, ", ",
        teller.account(one.tellings[0], one.by, one.party),
    )  # fmt: skip


def _party(party: str | None) -> Piece:
    return name(party) if party else Piece(text="a party that is not stated")


def _stance(one: Answer) -> str:
    return wording.STANCES.get(one.stance, wording.name(one.stance))


def _has_moved(cell: Cell) -> bool:
    return cell.moved and _before(cell) is not None


def _before(cell: Cell) -> Answer | None:
    """The last entry of another stance than those of the latest day."""
    now = {answer.stance for answer in cell.latest}
    return next((one for one in reversed(cell.history) if one.day and one.stance not in now), None)


def _moved(cell: Cell, teller: Teller) -> Sentence:
    old, now = _before(cell) or cell.history[0], cell.latest[-1]
    issue = "what is proposed" if cell.issue == OTHER else wording.name(cell.issue)
    return sentence(
        name(cell.party), f" on {issue}: before, {_told_stance(old)}", ", ",
        teller.account(old.tellings[0], old.by, cell.party), f"; last, {_told_stance(now)}", ", ",
        teller.account(now.tellings[0], now.by, cell.party),
    )  # fmt: skip


def _told_stance(one: Answer) -> str:
    plan = f" ({wording.clipped(wording.name(one.plan), 60)})" if one.plan and one.issue == OTHER else ""
    return _stance(one) + plan


def _counts(read: Read) -> Iterator[Sentence]:
    """Each counter's last number in each series, with numbers of that day that cannot both be true."""
    found = read.pile.all(Series)
    by_id = {article.record.article.id: article for article in read.articles}
    last: list[tuple[Series, Point, Point]] = []  # the last that names its counter, and the last of all
    for one in found:
        dated = [point for point in one.points if point.as_of]
        shown = [point for point in dated if by_id[point.article_id].shows(point.figure)]
        stated = [point for point in shown if not _of_another(point)]
        if one.key.counter and stated:
            last.append((one, stated[-1], shown[-1]))
    counters = {one.name: one.key.shown[2] for one in found}
    told: set[tuple[str, str]] = set()
    for one, point, later in sorted(last, key=lambda told: told[1].as_of or "", reverse=True):
        if (point.article_id, point.figure) in told:
            continue
        against: list[Piece] = []
        for rival in [
            rival for rival in one.disputes if rival.point == point and not _of_another(rival.other)
        ]:
            other = rival.other
            told.add((other.article_id, other.figure))
            against += [
                Piece(text="; disputed: "),
                name(counters[rival.series]),
                Piece(text=f", {_amount(other)}: "),
            ]
            against += [said(other.words), *cites([(other.article_id, other.figure)])]
        yield sentence(*_count(one, point), against, _later(point, later))


def _later(point: Point, later: Point) -> list[Piece]:
    """A newer number of the series, whose article does not name the counter in full."""
    if (later.as_of or "") <= (point.as_of or ""):
        return []
    told = (
        f"; later, {_amount(later)} as of {wording.day(later.as_of or '')}, the counter not named in full: "
    )
    return [Piece(text=told), said(later.words), *cites([(later.article_id, later.figure)])]


def _of_another(point: Point) -> bool:
    """Whether the point's article does not name the counter."""
    return any(part.startswith("counter") for part in point.taken)


def _count(one: Series, point: Point) -> Iterator[str | Piece | Iterable[Piece]]:
    counter = one.key.shown[2]
    yield name(ledger.title(one))
    yield f": {_amount(point)} as of {wording.day(point.as_of or '')}"
    yield ", the day of publication," if point.basis != "told" else ""
    yield " according to "
    yield name(counter)
    if point.taken:
        yield f"; {' and '.join(point.taken)} not stated in this article"
    yield ": "
    yield said(point.words)
    yield cites([(point.article_id, point.figure)])


def _amount(point: Point) -> str:
    return wording.amount(point.value, point.upper, point.quantifier, None)


def _last_day(one: Dispute) -> tuple[str, str]:
    days = sorted((one.a.day or "", one.b.day or ""))
    return days[1], days[0]


def _disputed(one: Dispute, teller: Teller) -> Sentence:
    return sentence(
        wording.DISPUTES.get(one.kind, wording.name(one.kind)), ": ",
        teller.account(one.a, one.a.by, spoken=True), "; ", teller.account(one.b, one.b.by, spoken=True),
    )  # fmt: skip


def _changed(read: Read, teller: Teller) -> Iterator[Sentence]:
    before, new = parted([article.record for article in read.articles], read.since or "")
    left = len(read.articles) - len(before) - len(new)
    undated = f"; {left:,} left out, their dates are not known" if left else ""
    yield sentence(
        f"{wording.count(len(new), 'article')} since then, {len(before):,} before{undated}", whole()
    )
    found = Pile([*before, *new], read.pile.said).changes({record.article.id for record in new})
    for one in _in_turn(one for one in found if read.tells(one.tellings)):
        yield _change(one, teller)


def _change(one: Change, teller: Teller) -> Sentence:
    """One change, by its last telling; who counts may be known from another article and is left out."""
    kind = {"signal": "judgement on the talks"}.get(one.kind, one.kind)
    stance = QUOTED.fullmatch(one.now) if one.kind in ("moved position", "signal") else None
    counted = one.kind in ("new figure", "count restarted")
    return sentence(
        f"{_capital(kind)}: ", *(() if one.kind in PLAIN else (name(subject(one)), ", ")),
        *((name(stance["stance"]), ", ") if stance else ()),
        teller.account(one.tellings[-1], None if counted else one.by),
    )  # fmt: skip


def _in_turn(found: Iterable[Change]) -> list[Change]:
    """The first of each kind, then the second of each."""
    by_kind: dict[str, list[Change]] = {}
    for one in found:
        by_kind.setdefault(one.kind, []).append(one)
    ranks = [one for rank in zip_longest(*by_kind.values()) for one in rank]
    return [one for one in ranks if one is not None]


def _sources(read: Read) -> Iterator[Sentence]:
    """Which outlets, which copies, and what is taken from agencies."""
    counted: dict[str, int] = {}
    for article in read.articles:
        outlet = article.place.outlet
        if outlet:
            counted[outlet] = counted.get(outlet, 0) + 1
    ordered = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    if ordered:
        pieces = [p for one, n in ordered[:OUTLETS] for p in (name(one), Piece(text=f" {n:,}, "))]
        rest = f" and {len(ordered) - OUTLETS:,} more" if len(ordered) > OUTLETS else ""
        yield sentence("Articles by outlet: ", pieces[:-1], pieces[-1].text.removesuffix(", "), rest, whole())
    ids = {name_of(article.record.article): article.record.article.id for article in read.articles}
    kin = [[ids[one] for one in family.articles if one in ids] for family in read.linked.kin]
    copies = sum(len(set(family)) - 1 for family in kin)
    if copies > 0:
        told = [(article, None) for family in kin for article in family]
        are = "article is" if copies == 1 else "articles are"
        yield sentence(
            f"{copies:,} {are} a copy or version of another and no voice of their own",
            cites(told[: TOLD * 2]),
        )
    for one in read.linked.outlets:
        for origin, names in one.wires:
            of = name(one.outlet) if one.outlet else Piece(text="an outlet that is not stated")
            where = [(ids[one], None) for one in names if one in ids]
            yield sentence(
                name(origin), " is named as the origin of ", wording.count(len(names), "article"), " of ", of,
                cites(where[:TOLD]),
            )  # fmt: skip

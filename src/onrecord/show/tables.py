"""Plain tables of proposals, positions, signals and events; a kind without records has no table."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from onrecord.records import Event, Position, Proposal, Signal, Span
from onrecord.show import wording
from onrecord.show.located import Located
from onrecord.show.views import Cell, Table

ROWS = 25  # rows before the rest is folded

_Row = tuple[Cell, ...]
_Spanned = TypeVar("_Spanned", Position, Signal, Event)


def tables(articles: Sequence[Located]) -> list[Table]:
    """The tables that have rows, rows in order of date and position."""
    made = (
        _table(anchor, title, note, heads, [row for article in articles for row in rows(article)])
        for anchor, title, note, heads, rows in _KINDS
    )
    return [table for table in made if table.count]


def _table(anchor: str, title: str, note: str, heads: tuple[str, ...], rows: Sequence[_Row]) -> Table:
    split = ROWS if len(rows) > ROWS + 3 else len(rows)
    return Table(
        anchor=anchor,
        title=title,
        note=note,
        count=len(rows),
        heads=heads,
        shown=tuple(rows[:split]),
        rest=tuple(rows[split:]),
    )


def _proposals(article: Located) -> Iterator[_Row]:
    listed = article.record.proposals
    for anchor, item in zip(article.anchors("x", [item.id for item in listed]), listed, strict=True):
        authors = [name for name in map(article.name, item.author) if name]
        yield (
            Cell(text=wording.name(item.name), href=f"#{anchor}", words=True),
            _ours(", ".join(authors) or None),
            _ours(_terms(item) or None),
            _where(article),
        )


def _terms(proposal: Proposal) -> str:
    return "; ".join(f"{term.issue}: “{wording.name(term.span.words)}”" for term in proposal.terms)


def _positions(article: Located) -> Iterator[_Row]:
    plans = {plan.id: wording.name(plan.name) for plan in article.record.proposals}
    for anchor, item in _sorted(article, "p", article.record.positions):
        subject = plans.get(item.proposal or "") or item.issue
        yield (
            _ours(article.name(item.party)),
            _ours(f"{item.stance}: {subject}"),
            _words(item.span, anchor),
            _where(article),
        )


def _signals(article: Located) -> Iterator[_Row]:
    for anchor, item in _sorted(article, "g", article.record.signals):
        speaker = article.speaker(item.statement) if item.statement else "the outlet"
        yield _ours(item.signal), _ours(speaker), _words(item.span, anchor), _where(article)


def _events(article: Located) -> Iterator[_Row]:
    for anchor, item in _sorted(article, "e", article.record.events):
        kind = item.type.lower() + (f", {item.mode}" if item.mode else "")
        when = wording.period(item.when.earliest, item.when.latest) if item.when else None
        details = [f"{kind} ({item.factuality})", item.place and wording.name(item.place), when]
        parts = [article.name(item.actor) or "actor not stated", article.name(item.target)]
        yield (
            _ours(" · ".join(detail for detail in details if detail)),
            _ours(" → ".join(part for part in parts if part)),
            _words(item.span, anchor),
            _where(article),
        )


def _sorted(article: Located, letter: str, items: Sequence[_Spanned]) -> list[tuple[str, _Spanned]]:
    anchors = article.anchors(letter, [item.id for item in items])
    return sorted(zip(anchors, items, strict=True), key=lambda pair: pair[1].span.start)


def _ours(text: str | None) -> Cell:
    return Cell(text=text, href=None, words=False)


def _words(span: Span, anchor: str) -> Cell:
    return Cell(text=span.words, href=f"#{anchor}", words=True)


def _where(article: Located) -> Cell:
    place = article.place
    text = f"{place.outlet or 'outlet not stated'}, {place.date or 'date unknown'}"
    return Cell(text=text, href=f"#{place.anchor}", words=False)


_KINDS: tuple[tuple[str, str, str, tuple[str, ...], Callable[[Located], Iterator[_Row]]], ...] = (
    ("proposals", "Proposals", "Plans as the press names them, with their terms.",
     ("Proposal", "By", "Terms", "Where"), _proposals),
    ("positions", "Positions", "What a party is reported to want, offer or refuse.",
     ("Party", "Position", "Words", "Where"), _positions),
    ("signals", "State of the talks", "Judgements on where the talks stand, and whose they are.",
     ("Judgement", "Whose", "Words", "Where"), _signals),
    ("events", "Events", "Each as its article has it: asserted, claimed, alleged, denied, planned.",
     ("Event", "Actor and target", "Words", "Where"), _events),
)  # fmt: skip

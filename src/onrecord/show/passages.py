"""Passages: the tellings of the link room, with their addresses in the page."""

from collections.abc import Iterator, Sequence

from onrecord.link.changes import OTHER
from onrecord.link.plans import Answer
from onrecord.link.tellings import Telling
from onrecord.records import Proposal, Span
from onrecord.show import wording
from onrecord.show.located import Located
from onrecord.show.places import Passage, Spot
from onrecord.show.talks import Reply
from onrecord.show.voices import Account

ALSO = 4  # other articles named beside one
SHORT = 40  # characters: such words are shown with those around them

_Key = tuple[str, str, int]


class Passages:
    """Where each record of each article stands in the page."""

    def __init__(self, articles: Sequence[Located]) -> None:
        """Reads every address once."""
        self._anchors: dict[_Key, str] = {}
        self._first: dict[tuple[str, str], str] = {}
        self._articles = {article.record.article.id: article for article in reversed(articles)}
        for article in articles:
            for item, span, anchor in _addresses(article):
                self._anchors.setdefault((article.record.article.id, item, span.start), anchor)
                self._first.setdefault((article.record.article.id, item), anchor)

    def spot(self, told: Telling) -> Spot:
        """Where a telling stands: at its words, else where its record begins, else at its article."""
        place = self._articles[told.article_id].place
        begin = self._first.get((told.article_id, told.record), place.anchor)
        anchor = self._anchors.get((told.article_id, told.record, told.span.start), begin)
        return Spot(anchor=anchor, place=place)

    def account(self, told: Telling) -> Account:
        """One telling, with the words around it where its own say little."""
        short = len(told.span.words) < SHORT
        return Account(
            passage=self.passage([told], by=told.by),
            context=self._articles[told.article_id].context(told.span) if short else None,
        )

    def _within(self, told: Telling) -> bool:
        """Whether a telling's words stand in a record whose address is that of its beginning."""
        place = told.article_id, told.record
        return place in self._first and (*place, told.span.start) not in self._anchors

    def passage(
        self,
        tellings: Sequence[Telling],
        *,
        by: str | None,
        party: str | None = None,
        words: str | None = None,
    ) -> Passage:
        """The words of the first telling, and the other articles that tell the same.

        Args:
            party: whom it is about.
            words: what is shown in place of the telling's words.
        """
        by_article: dict[str, Telling] = {}
        for told in tellings:
            by_article.setdefault(told.article_id, told)
        first, *more = by_article.values()
        return Passage(
            words=words or first.span.words,
            by=wording.name(by) if by else None,
            own=by is not None and by == party,
            within=self._within(first),
            spot=self.spot(first),
            also=tuple(self.spot(told) for told in more[:ALSO]),
            left=max(len(more) - ALSO, 0),
        )

    def reply(self, answer: Answer, *, subject: str | None, length: int | None = None) -> Reply:
        """An answer as it is shown; its words cut to a length if one is given."""
        deadline = answer.deadline
        words = wording.clipped(answer.words, length) if length else answer.words
        return Reply(
            stance=wording.STANCES.get(answer.stance, wording.name(answer.stance)),
            subject=wording.name(subject) if subject else None,
            passage=self.passage(answer.tellings, by=answer.by, party=answer.party, words=words),
            condition=answer.condition,
            linked=answer.linked,
            deadline=wording.period(deadline.earliest, deadline.latest) if deadline else None,
            red_line=answer.red_line,
        )


def subject_of(answer: Answer) -> str | None:
    """What an answer answers, beside a plan: the issue, else the whole."""
    return "the whole" if answer.issue == OTHER else answer.issue


def _addresses(article: Located) -> Iterator[tuple[str, Span, str]]:
    record = article.record
    kinds: tuple[tuple[str, Sequence[tuple[str, Span]]], ...] = (
        ("e", [(one.id, one.span) for one in record.events]),
        ("p", [(one.id, one.span) for one in record.positions]),
        ("g", [(one.id, one.span) for one in record.signals]),
        ("n", [(one.id, one.span) for one in record.participants]),
        ("s", [(one.id, one.content[0]) for one in record.statements if one.content]),
    )
    for letter, items in kinds:
        anchors = article.anchors(letter, [item for item, _ in items])
        yield from ((item, span, anchor) for (item, span), anchor in zip(items, anchors, strict=True))
    plans = record.proposals
    for plan, anchor in zip(plans, article.anchors("x", [plan.id for plan in plans]), strict=True):
        yield from ((plan.id, span, address) for span, address in pieces(plan, anchor))


def pieces(plan: Proposal, anchor: str) -> list[tuple[Span, str]]:
    """The first mention of a plan and its terms, each with an address of its own."""
    named = [(span, f"{anchor}-m") for span in plan.mentions[:1]]
    return [*named, *((term.span, f"{anchor}-t{number}") for number, term in enumerate(plan.terms, 1))]

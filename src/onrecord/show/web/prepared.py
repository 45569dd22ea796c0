"""Prepared: what linking finds over all articles, as rows that the store keeps and the desk's pages show.

In: a pile. Out: for each table of `onrecord.store.linked` its rows, each with its view as JSON.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from hashlib import sha256
from typing import Any

from onrecord.link.names import Known
from onrecord.link.pile import Pile, encoded
from onrecord.link.series import Series
from onrecord.show import (
    charts,
    confirmed,
    disputed,
    labels,
    ledger,
    matrix,
    proposals,
    sources,
    standing,
    timeline,
    wording,
)
from onrecord.show.linked import Linked, link
from onrecord.show.located import LASTING, Located, located

Row = dict[str, Any]
ARTICLE = re.compile(rf"a([0-9a-f]{{{LASTING},}})(?:-copy\d+)?(?:-.*)?")
PAGES = {  # beginning of an anchor → where it is shown
    "plan": "/proposals#{0}", "proposals": "/proposals#{0}",
    "position": "/positions?name={0}#{0}", "claim": "/claims?name={0}#{0}",
}  # fmt: skip


def to(anchor: str) -> str:
    """The address in the site of what an anchor stands for."""
    found = ARTICLE.fullmatch(anchor)
    if found:
        return f"/articles/{found[1]}#{anchor}"
    return PAGES.get(anchor.partition("-")[0], "#{0}").format(anchor)


def prepared(pile: Pile) -> dict[str, list[Row]]:
    """Table → its rows."""
    articles = located(pile.records, lasting=True)
    linked = link(articles, pile)
    claims = list(_claims(linked))
    return {
        "linked_pages": list(_pages(articles, linked)),
        "linked_positions": list(_positions(linked)),
        "linked_counts": list(_counts(articles, pile.all(Series))),
        "linked_actors": list(_actors(pile)),
        "linked_events": list(_events(linked)),
        "linked_claims": [row for row, _ in claims],
        "linked_tellings": [told for _, tellings in claims for told in tellings],
        "linked_disputes": list(_disputes(linked)),
        "linked_parts": [{"kind": kind, "view": view} for kind, view in encoded(pile)],
    }


def _pages(articles: Sequence[Located], linked: Linked) -> Iterator[Row]:
    pages = {
        "standing": standing.section(linked),
        "proposals": proposals.section(linked),
        "sources": sources.section(articles, linked),
        "labels": labels.outlets(articles),
    }
    for name, view in pages.items():
        if view:
            yield {"name": name, "view": _json(view)}


def _positions(linked: Linked) -> Iterator[Row]:
    for number, cell in enumerate(linked.cells, 1):
        days = [answer.day for answer in cell.history if answer.day]
        anchor = f"position-{_mark(cell.party, cell.issue)}"
        history = matrix.history(anchor, cell, linked.passages)
        yield {
            "position": number,
            "name": anchor,
            "party": wording.name(cell.party),
            "issue": cell.issue,
            "stances": _listed(answer.stance for answer in cell.latest),
            "day": max(days, default=None),
            "entries": len(cell.history),
            "moved": cell.moved,
            "differ": cell.disputed,
            "view": _json(
                {
                    "party": wording.name(cell.party),
                    "issue": cell.issue,
                    "held": matrix.held(anchor, cell, linked.passages),
                    "history": history,
                }
            ),
        }


def _counts(articles: Sequence[Located], found: Sequence[Series]) -> Iterator[Row]:
    links = dict(ledger.addresses(articles, to))
    titles = {one.name: ledger.title(one) for one in found}
    for number, group in enumerate(sorted(ledger.groups(found), key=_most), 1):
        view = ledger.ledger(f"count-{number}", group, titles, links, None)
        days = [point.as_of for one in group for point in one.points if point.as_of]
        counted_, place, _ = group[0].key.shown
        yield {
            "position": number,
            "title": view.title,
            "category": group[0].key.category,
            "counted": counted_ or None,
            "place": place or None,
            "counters": _listed(one.counter or "not stated" for one in view.accounts),
            "day": max(days, default=None),
            "points": sum(len(one.points) for one in group),
            "differ": bool(view.disputes),
            "view": _json(
                {"ledger": view, "chart": charts.spec(group, links), "latest": list(_latest(group, links))}
            ),
        }


def _latest(group: Sequence[Series], links: Mapping[tuple[str, str], str]) -> Iterator[Row]:
    """What each counter said last, those of the latest day first; all amounts where that day has several."""
    told = []
    for one in group:
        day = max((point.as_of for point in one.points if point.as_of), default=None)
        last = [point for point in one.points if point.as_of == day]
        amounts = {
            wording.amount(point.value, point.upper, point.quantifier, None): links.get(
                (point.article_id, point.figure), ""
            )
            for point in last
        }
        counter = wording.name(one.key.shown[2]) if one.key.counter else None
        told.append((day or "", {"counter": counter, "day": wording.day(day) if day else None,
                                 "amounts": list(amounts.items())}))  # fmt: skip
    yield from (row for _, row in sorted(told, key=lambda pair: pair[0], reverse=True))


def _actors(pile: Pile) -> Iterator[Row]:
    spoken = Counter(
        names[statement.speaker]
        for record in pile.records
        if (names := {actor.id: actor.name for actor in record.actors})
        for statement in record.statements
        if statement.speaker in names
    )
    for number, one in enumerate(pile.all(Known), 1):
        yield {
            "position": number,
            "name": wording.name(one.name),
            "kind": one.kind,
            "written": _listed(map(wording.name, one.written)),
            "sides": _listed(map(wording.name, one.sides)),
            "articles": one.articles,
            "joined": bool(one.joined),
            "view": _json(
                asdict(one) | {"spoken": [(name, spoken[name]) for name in one.written if spoken[name]]}
            ),
        }


def _most(group: Sequence[Series]) -> int:
    return -sum(len(one.points) for one in group)


def _events(linked: Linked) -> Iterator[Row]:
    for number, one in enumerate(linked.happenings, 1):
        view = timeline.occasion(one, linked.passages)
        when, iso, note = timeline.when_told(one)
        yield {
            "position": number,
            "day": one.day,
            "type": one.type,
            "actor": view.actor,
            "target": view.target,
            "place": view.where,
            "factualities": _listed(told.factuality for told in one.tellings),
            "accounts": _listed(
                wording.name(told.telling.by) if told.telling.by else "the outlet" for told in one.tellings
            ),
            "articles": view.articles,
            "denied": one.denied,
            "view": _json({"when": when, "iso": iso, "note": note, "occasion": view}),
        }


def _claims(linked: Linked) -> Iterator[tuple[Row, list[Row]]]:
    for number, claim in enumerate(confirmed.worth_telling(linked), 1):
        first = claim.tellings[0]
        anchor = f"claim-{_mark(first.article_id, str(first.span.start))}"
        view = confirmed.told(anchor, claim, linked)
        places = {(told.article_id, told.record) for told in claim.tellings}
        row = {
            "position": number,
            "name": anchor,
            "words": claim.words,
            "speakers": _listed(
                wording.name(one.speaker) if one.speaker else "not stated" for one in claim.origins
            ),
            "first": claim.first,
            "last": claim.last,
            "tellings": len(claim.tellings),
            "articles": view.articles,
            "origins": len(claim.origins),
            "contested": len(claim.contested_by),
            "view": _json(view),
        }
        yield (
            row,
            [{"claim": number, "article": article, "statement": one} for article, one in sorted(places)],
        )


def _disputes(linked: Linked) -> Iterator[Row]:
    for number, one in enumerate(linked.disputes, 1):
        yield {
            "position": number,
            "kind": one.kind,
            "day": one.a.day,
            "speakers": _listed(wording.name(told.by) for told in (one.a, one.b) if told.by),
            "words": one.a.span.words,
            "words_other": one.b.span.words,
            "view": _json(disputed.contradiction(one, linked.passages)),
        }


def _listed(values: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(values))  # which stands in no name


def _mark(*parts: str) -> str:
    """A few letters that stay the same for the same parts, whatever else there is."""
    return sha256("\n".join(parts).encode()).hexdigest()[:10]


def _json(view: Any) -> str:
    return json.dumps(_plain(view), ensure_ascii=False, separators=(",", ":"))


def _plain(view: Any) -> Any:
    if isinstance(view, Mapping):
        return {name: _plain(value) for name, value in view.items()}
    if isinstance(view, (list, tuple)):
        return [_plain(one) for one in view]
    return asdict(view) if hasattr(view, "__dataclass_fields__") else view

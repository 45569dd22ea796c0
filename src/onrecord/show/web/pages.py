"""The pages that are read: functions of the desk and what is asked for, to a template and its context."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from onrecord.errors import StoreError
from onrecord.link.actors import beside
from onrecord.records import ISSUES
from onrecord.show import wording
from onrecord.show.located import LASTING, located
from onrecord.show.places import Place
from onrecord.show.stories import story
from onrecord.show.views import Entry, Relay
from onrecord.show.web.asked import Asked, MissingError
from onrecord.show.web.desk import Desk
from onrecord.store import Heading, StatementRow, search
from onrecord.store.linked import FILTERS

PER = 40  # rows of a page
MANY = 30  # values of a facet
ACROSS = 6  # parties of the table of positions
FEW = 8  # rows of one kind in a page of several kinds
SINCE = (("its last day", 0), ("its last week", 6), ("its last month", 30))  # words, days before the last
EITHER = "coalesce(actor, '') || char(10) || coalesce(target, '')"  # column
NEAREST = 60  # statements shown as near in meaning
Answer = tuple[str, dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """One thing that rows can be narrowed by."""

    name: str
    title: str
    chosen: str
    choices: Sequence[tuple[str, str, int]]  # as asked for, in words, how many rows
    left: int  # values that are not listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """One statement under who says it."""

    speaker: str | None  # None: not told
    party: str | None  # None: not told, or the speaker itself
    unnamed: bool
    entry: Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Pager:
    """Where in a list a page is."""

    number: int
    pages: int
    total: int
    first: int  # of the rows shown, from 1


def home(desk: Desk, _: Asked) -> Answer:
    """Where it stands."""
    pile = desk.once("overview", desk.store.search.overview)
    last = _last(desk)
    return "home.html", {
        "pile": pile,
        "standing": desk.store.links.page("standing"),
        "counts": desk.store.links.listing("linked_counts", {}, 5, latest=True).views,
        "moved": desk.store.links.listing("linked_positions", {"moved": "1"}, 5),
        "disputes": desk.store.links.listing("linked_disputes", {}, 3),
        "since": [(words, last - timedelta(days=days)) for words, days in SINCE],
    }


def new(desk: Desk, asked: Asked) -> Answer:
    """What articles since a day bring."""
    given = asked.filters(["since"]).get("since") or str(_last(desk) - timedelta(days=7))
    since = {"since": given}
    total, listed = desk.store.search.articles(since, FEW)
    moved = desk.store.links.listing("linked_positions", {"moved": "1", **since}, PER, backwards=True)
    return "new.html", {
        "since": given,
        "articles": total,
        "listed": [place(one.article) for one in listed],
        "moved": moved,
        "events": desk.store.links.listing("linked_events", since, FEW, backwards=True),
        "claims": desk.store.links.listing("linked_claims", {"begun": given}, FEW),
        "counts": desk.store.links.listing("linked_counts", since, FEW, latest=True),
        "undated": desk.once("undated", desk.store.search.undated),
        "disputes": desk.store.links.listing("linked_disputes", since, FEW, backwards=True),
    }


def _last(desk: Desk) -> date:
    """The last day that an article is of; today where none is dated."""
    last = str(desk.once("overview", desk.store.search.overview)["last"] or "")[:10]
    try:
        return date.fromisoformat(last)
    except ValueError:
        return datetime.now(UTC).date()


def positions(desk: Desk, asked: Asked) -> Answer:
    """Issues by parties, and the history behind each cell."""
    filters = asked.filters(FILTERS["linked_positions"])
    found = desk.store.links.listing("linked_positions", filters)
    shown = found.views[(asked.page - 1) * PER : asked.page * PER]
    return "positions.html", {
        "found_by": [
            _facet(desk, asked, "linked_positions", "party", "Party"),
            _facet(desk, asked, "linked_positions", "issue", "Issue", wording.issue),
            _facet(desk, asked, "linked_positions", "stance", "Stance", _stance, column="stances"),
        ],
        "grid": _grid(found.views),
        "cells": shown,
        "pager": _pager(asked, found.total),
    }


def _grid(cells: Sequence[Any]) -> dict[str, Any]:
    """The cells of the parties with most entries as a table."""
    every = list(dict.fromkeys(cell["party"] for cell in cells))
    parties = every[:ACROSS]
    issues = {cell["issue"] for cell in cells if cell["party"] in parties}
    held = {(cell["issue"], cell["party"]): cell["held"] for cell in cells}
    order = [*(issue for issue in ISSUES if issue in issues), *sorted(issues - {*ISSUES})]
    return {
        "parties": parties,
        "left": len(every) - len(parties),
        "lines": [
            {"issue": wording.issue(issue), "cells": [held.get((issue, party)) for party in parties]}
            for issue in order
        ],
    }


def proposals(desk: Desk, _: Asked) -> Answer:
    """Plans side by side."""
    return "proposals.html", {"proposals": desk.store.links.page("proposals")}


def counts(desk: Desk, asked: Asked) -> Answer:
    """Counts over time, by who counts."""
    return "counts.html", {
        "found_by": [
            _facet(desk, asked, "linked_counts", "category", "Counted"),
            _facet(desk, asked, "linked_counts", "counter", "Counter", column="counters"),
            _facet(desk, asked, "linked_counts", "place", "Place"),
        ],
        **_listing(desk, asked, "linked_counts", FEW),
    }


def timeline(desk: Desk, asked: Asked) -> Answer:
    """Events by day, the latest first."""
    return "timeline.html", {
        "found_by": [
            _facet(desk, asked, "linked_events", "type", "Kind", _happening),
            _facet(desk, asked, "linked_events", "actor", "Actor or target", column=EITHER),
            _facet(desk, asked, "linked_events", "account", "By whose account", column="accounts"),
            _facet(desk, asked, "linked_events", "factuality", "How it is told", column="factualities"),
            _facet(desk, asked, "linked_events", "place", "Place"),
        ],
        **_listing(desk, asked, "linked_events", backwards=True),
    }


def statements(desk: Desk, asked: Asked) -> Answer:
    """Who said what, narrowed by words and by who says it."""
    filters = asked.filters([*search.FACETS, "words", "since", "until"])
    found = desk.once(("said", tuple(sorted(filters.items()))), lambda: desk.store.search.statements(filters))
    keys = found.keys[(asked.page - 1) * PER : asked.page * PER]
    return "statements.html", {
        "found_by": [_counted(asked, found, *facet) for facet in STATEMENT_FACETS],
        "entries": [spoken(row) for row in desk.store.search.rows(keys)],
        "pager": _pager(asked, len(found.keys)),
    }


def claims(desk: Desk, asked: Asked) -> Answer:
    """What is said more than once or contested, with its independent origins."""
    return "claims.html", {
        "found_by": [_facet(desk, asked, "linked_claims", "speaker", "Origin", column="speakers")],
        **_listing(desk, asked, "linked_claims"),
    }


def disputes(desk: Desk, asked: Asked) -> Answer:
    """Statements that contradict each other, side by side."""
    return "disputes.html", {
        "found_by": [
            _facet(
                desk,
                asked,
                "linked_disputes",
                "kind",
                "In what",
                lambda kind: wording.DISPUTES.get(kind, kind),
            ),
            _facet(desk, asked, "linked_disputes", "speaker", "Speaker", column="speakers"),
        ],
        **_listing(desk, asked, "linked_disputes"),
    }


def actors(desk: Desk, asked: Asked) -> Answer:
    """Who speaks and acts, under one name each, with what is joined and why."""
    return "actors.html", {
        "found_by": [
            _facet(desk, asked, "linked_actors", "kind", "Kind"),
            _facet(desk, asked, "linked_actors", "side", "Speaks for", column="sides"),
        ],
        **_listing(desk, asked, "linked_actors"),
        "aliases": beside(desk.path).name,
    }


def sources(desk: Desk, _: Asked) -> Answer:
    """Outlets, whose words they print, copies, and loaded words."""
    return "sources.html", {
        "sources": desk.store.links.page("sources"),
        "outlets": desk.store.links.page("labels") or (),
    }


def articles(desk: Desk, asked: Asked) -> Answer:
    """The articles, the latest first."""
    filters = asked.filters(["words", "outlet", "since", "until"])
    total, listed = desk.store.search.articles(filters, PER, (asked.page - 1) * PER)
    outlets = desk.once("outlets", desk.store.search.outlets)
    return "articles.html", {
        "found_by": [
            Facet(
                name="outlet",
                title="Outlet",
                chosen=asked.value("outlet"),
                choices=[
                    (name or search.NONE, name or "not stated", number) for name, number in outlets[:MANY]
                ],
                left=max(len(outlets) - MANY, 0),
            )
        ],
        "listed": [(place(one.article), one) for one in listed],
        "pager": _pager(asked, total),
    }


def article(desk: Desk, asked: Asked) -> Answer:
    """One article, with every record marked in its text.

    Raises:
        MissingError: no article, or more than one, begins so.
    """
    try:
        record, _ = desk.store.find(f"{asked.part}-")
    except StoreError as error:
        raise MissingError(f"no article {asked.part!r} is stored") from error
    (found,) = located([record], lasting=True)
    return "article.html", {"story": story(found), "record": record}


def searched(desk: Desk, asked: Asked) -> Answer:
    """Articles and statements by words, and statements near in meaning."""
    words = asked.value("words")
    context: dict[str, Any] = {"words": words, "articles": (0, []), "entries": [], "total": 0, "near": []}
    if words:
        found = desk.store.search.statements({"words": words})
        total, listed = desk.store.search.articles({"words": words}, FEW)
        keys = (
            desk.store.search.keys_of(desk.nearest().to(words, NEAREST))
            if asked.value("by") == "meaning"
            else []
        )
        context |= {
            "articles": (total, [(place(one.article), one) for one in listed]),
            "entries": [spoken(row) for row in desk.store.search.rows(found.keys[:FEW])],
            "total": len(found.keys),
            "near": [spoken(row) for row in desk.store.search.rows(keys)],
        }
    return "search.html", context


def spoken(row: StatementRow) -> Spoken:
    """A statement in a list, with who says it."""
    return Spoken(
        speaker=wording.name(row.speaker) if row.speaker else None,
        party=wording.name(row.party) if row.party and row.party != row.speaker else None,
        unnamed=row.source_kind == "anonymous official",
        entry=entry(row),
    )


def place(one: Heading) -> Place:
    """Where an article stands in the site."""
    return Place(
        anchor=f"a{one.id[:LASTING]}",
        number=None,
        title=wording.name(one.title) if one.title else "Untitled",
        outlet=wording.name(one.outlet) if one.outlet else None,
        date=wording.period(one.published_earliest, one.published_latest),
        iso=one.published_earliest if one.published_earliest == one.published_latest else None,
    )


def entry(row: StatementRow) -> Entry:
    """A statement as pages show it."""
    where = place(row.article)
    source = wording.name(row.source.words) if row.source else None
    return Entry(
        anchor=f"{where.anchor}-{row.statement}",
        words=tuple(span.words for span in row.content),
        manner=wording.MANNERS.get(row.type, row.type),
        act=wording.ACTS.get(row.act or ""),
        hedge=row.hedge.words if row.hedge else None,
        attitude=row.attitude,
        unsure=row.unsure,
        relays=tuple(
            Relay(name=wording.name(span.words), relation=wording.RELATIONS.get(relation, relation))
            for span, relation in zip(row.through, row.relations, strict=True)
        ),
        named_as=source if source and source != row.speaker else None,
        carried=row.source is None,
        said=None,
        about=tuple(topic for topic in row.about if topic != "other"),
        place=where,
    )


def _stance(stance: str) -> str:
    return wording.STANCES.get(stance, stance)


def _happening(kind: str) -> str:
    return wording.EVENTS.get(kind, kind)


def _listing(
    desk: Desk, asked: Asked, table: str, per: int = PER, *, backwards: bool = False
) -> dict[str, Any]:
    """A page of the links asked for, and where in their list it is."""
    filters = asked.filters(FILTERS[table])
    found = desk.store.links.listing(table, filters, per, (asked.page - 1) * per, backwards=backwards)
    return {"found": found.views, "pager": _pager(asked, found.total, per)}


def _facet(
    desk: Desk,
    asked: Asked,
    table: str,
    name: str,
    title: str,
    words: Callable[[str], str] = str,
    column: str = "",
) -> Facet:
    """What the links of a table can be narrowed by, as all other filters leave them."""
    filters = {one: value for one, value in asked.filters(FILTERS[table]).items() if one != name}
    key = ("choices", table, name, tuple(sorted(filters.items())))
    values = desk.once(key, lambda: desk.store.links.choices(table, column or name, filters))
    return Facet(
        name=name,
        title=title,
        chosen=asked.value(name),
        choices=[(value, words(value), number) for value, number in values[:MANY]],
        left=max(len(values) - MANY, 0),
    )


def _counted(
    asked: Asked, found: search.Said, name: str, title: str, words: Callable[[str], str] = str
) -> Facet:
    values = [
        (search.NONE if value is None else value, "not stated" if value is None else words(value), number)
        for value, number in found.facets[name]
    ]
    return Facet(name=name, title=title, chosen=asked.value(name), choices=values, left=found.left[name])


STATEMENT_FACETS: Sequence[tuple[str, str, Callable[[str], str]]] = (
    ("speaker", "Speaker", str),
    ("party", "Party", str),
    ("outlet", "Outlet", str),
    ("act", "Act", lambda act: wording.ACTS.get(act, act)),
    ("source_kind", "Source", lambda kind: wording.SOURCE_KINDS.get(kind, kind)),
    ("month", "Month", wording.day),
)


def _pager(asked: Asked, total: int, per: int = PER) -> Pager:
    """Where in a list of so many rows a page is.

    Raises:
        MissingError: the list ends before.
    """
    pages = max(-(-total // per), 1)
    if asked.page > pages:
        raise MissingError(f"there is no page {asked.page}; the last is {pages}")
    return Pager(number=asked.page, pages=pages, total=total, first=(asked.page - 1) * per + 1)

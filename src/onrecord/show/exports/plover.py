"""PLOVER: one event record an event as an article tells it, by the field names of PLOVER's manual 0.8.

What the manual asks for and the words do not say is null: an event without a day has none. Denied, planned
and hypothetical events carry PLOVER's auxiliary; `comment` says how and by whom the event is told.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from onrecord.link.tellings import name_of, statements_of
from onrecord.records import Actor, Event, Record
from onrecord.show.exports.writing import address, dated

AUXILIARIES = {"planned": "future", "hypothetical": "hypothetical", "denied": "negation"}
SECTORS = {"government": "GOV", "armed force": "MIL", "media": "JRN"}  # kinds of actors that name a sector
BODIES = {"international organisation": "IGO", "ngo": "NGO"}  # that PLOVER has as countries
CODER = "onrecord"


def records(found: Iterable[Record]) -> Iterator[dict[str, Any]]:
    """The event records of all articles, in their order."""
    for record in found:
        actors = {actor.id: actor for actor in record.actors}
        for number, event in enumerate(record.events):
            yield _record(record, event, number, actors)


def _record(record: Record, event: Event, number: int, actors: dict[str, Actor]) -> dict[str, Any]:
    article, when = record.article, event.when
    said = statements_of(record).get(event.statement or "")
    speaker = actors.get(said.speaker or "") if said else None
    return {
        "id": f"{article.id}-{event.id}",
        "date": when.earliest if when else None,
        "time": None,
        "enddate": when.latest if when and when.latest != when.earliest else None,
        "actor": _actors(event.actor, actors),
        "recipient": _actors(event.target, actors),
        "event": [event.type],
        "event_loc": event.place,
        "event_text": event.span.words,
        "quad_code": None,
        "event_scale": None,
        "mode": [event.mode] if event.mode else [],
        "context": [],
        "auxiliary": [AUXILIARIES[event.factuality]] if event.factuality in AUXILIARIES else [],
        "link": address(article),
        "text": event.span.words,
        "text_info": {"sequence": number, "start": event.span.start, "end": event.span.end},
        "cite_info": {
            "url": address(article), "title": article.title, "language": article.language,
            "publication": article.outlet, "date": dated(article),
            "article": name_of(article), "sha256": article.id,
        },
        "coder": f"{CODER}: {event.rule}",
        "coded_date": None,
        "comment": f"{event.factuality}" + (f", by {speaker.name}" if speaker else ""),
    }  # fmt: skip


def _actors(name: str | None, actors: dict[str, Actor]) -> list[dict[str, Any]]:
    actor = actors.get(name or "")
    if actor is None:
        return []
    sector = SECTORS.get(actor.kind)
    return [
        {
            "raw_text": actor.mentions[0].words if actor.mentions else actor.name,
            "entity_name": actor.name,
            "wikidata_id": None,
            "wiki_description": None,
            "country_name": actor.name if actor.kind == "state" else BODIES.get(actor.kind),
            "sector_code": sector,
            "other_sector_codes": [],
        }
    ]

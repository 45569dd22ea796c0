"""FollowTheMoney: articles, actors, mentions, events and who said what, each value with dataset and origin.

A statement's id is FollowTheMoney's own: the SHA-1 of dataset, entity, property and value. An actor is an
entity in each article; those that are one over all articles share a `canonical_id`. `origin` names article
and record that the value is from.

The model has no schema for a quotation. Its link from a document to an entity, Documentation, says as much as
is known and no more: this article documents this speaker, with these words. Whoever passes the words on is
linked as well, by the relation; those who hang together share a `recordId`. Whose words say nobody who is an
entity cannot be linked. Cue, act, hedge and the spans have no place in the model.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha1
from typing import Any

from onrecord.link.happenings import span_of
from onrecord.link.names import UNNAMED, Cast
from onrecord.records import Actor, Event, Period, Record, Statement
from onrecord.show.exports.writing import address, dated

SCHEMATA = {  # kind of an actor → schema; any other is a LegalEntity
    "person": "Person", "party": "Organization", "state": "PublicBody", "government": "PublicBody",
    "armed force": "Organization", "armed group": "Organization", "ngo": "Organization",
    "international organisation": "Organization", "media": "Organization",
}  # fmt: skip
TYPES = {  # of the properties written
    "title": "string", "name": "name", "publisher": "string", "sourceUrl": "url", "publishedAt": "date",
    "author": "string", "position": "string", "document": "entity", "resolved": "entity", "proof": "entity",
    "detectedSchema": "string", "summary": "text", "startDate": "date", "endDate": "date",
    "location": "address", "involved": "entity", "recordId": "string", "description": "text",
    "keywords": "string", "entity": "entity", "role": "string", "status": "string",
}  # fmt: skip
SHORT = 16  # characters of an article's id in the ids of its entities

Value = tuple[str, str | None]  # property and value


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entity:
    id: str
    canonical: str
    schema: str
    origin: str
    values: tuple[Value, ...]


def statements(found: Sequence[Record], dataset: str, cast: Cast) -> Iterator[dict[str, Any]]:
    """The statements on all that the records hold."""
    for record in found:
        for entity in _entities(record, cast):
            for prop, value in dict.fromkeys(entity.values):
                if value is not None and value.strip():
                    yield _statement(entity, prop, value, dataset)


def _statement(entity: _Entity, prop: str, value: str, dataset: str) -> dict[str, Any]:
    told = {"schema": entity.schema, "prop": prop, "prop_type": TYPES[prop], "value": value}
    key = f"{dataset}.{entity.id}.{prop}.{value}"
    return {
        "id": sha1(key.encode()).hexdigest(),  # noqa: S324 the standard's id, no secret
        "entity_id": entity.id,
        "canonical_id": entity.canonical,
        **told,
        "dataset": dataset,
        "lang": None,
        "original_value": None,
        "external": False,
        "first_seen": None,
        "last_seen": None,
        "origin": entity.origin,
    }


def _entities(record: Record, cast: Cast) -> Iterator[_Entity]:
    article = record.article
    document = f"onrecord-{article.id[:SHORT]}"
    yield _Entity(
        id=document, canonical=document, schema="Article", origin=article.id, values=tuple(_article(record))
    )
    for actor in record.actors:
        name = f"{document}-{actor.id}"
        one = None if actor.kind == UNNAMED else cast.name(record, actor.id)
        canonical = f"onrecord-{sha1(one.casefold().encode()).hexdigest()}" if one else name  # noqa: S324
        schema, origin = SCHEMATA.get(actor.kind, "LegalEntity"), f"{article.id}/{actor.id}"
        yield _Entity(
            id=name, canonical=canonical, schema=schema, origin=origin, values=_actor(actor, schema)
        )
        mention = f"{name}-mention"
        named = (("document", document), ("resolved", name), ("name", actor.name), ("detectedSchema", schema))
        yield _Entity(id=mention, canonical=mention, schema="Mention", origin=origin, values=named)
    for statement in record.statements:
        yield from _documented(record, statement, document)
    for event in record.events:
        name, origin = f"{document}-{event.id}", f"{article.id}/{event.id}"
        yield _Entity(
            id=name, canonical=name, schema="Event", origin=origin,
            values=tuple(_event(record, event, document)),
        )  # fmt: skip


def _article(record: Record) -> Iterator[Value]:
    article = record.article
    yield "title", article.title
    yield "publisher", article.outlet
    yield from (("author", writer) for writer in article.byline)
    yield "sourceUrl", address(article)
    yield "publishedAt", dated(article)


def _actor(actor: Actor, schema: str) -> tuple[Value, ...]:
    role = "position" if schema == "Person" else "description"
    return (("name", actor.name), (role, actor.role))


def _documented(record: Record, statement: Statement, document: str) -> Iterator[_Entity]:
    """The links from an article to the speaker of a statement and to those who pass it on."""
    name, origin = f"{document}-{statement.id}", f"{record.article.id}/{statement.id}"
    role = "holder of the attitude" if statement.attitude else "speaker"
    linked = [(name, statement.speaker, role)]
    linked += [(f"{name}-{at}", hop.actor, hop.relation) for at, hop in enumerate(statement.chain)]
    shared = tuple(_told(record, statement, document))
    for each, actor, how in linked:
        if actor:
            values = (("entity", f"{document}-{actor}"), ("role", how), *shared)
            yield _Entity(id=each, canonical=each, schema="Documentation", origin=origin, values=values)


def _told(record: Record, statement: Statement, document: str) -> Iterator[Value]:
    yield "document", document
    yield "summary", " … ".join(span.words for span in statement.content)
    yield "status", "unsure" if statement.unsure else None
    yield "recordId", statement.id
    yield "publisher", record.article.outlet
    yield "sourceUrl", address(record.article)
    yield from _when(statement.said)


def _event(record: Record, event: Event, document: str) -> Iterator[Value]:
    yield "name", f"{event.type} {event.mode}" if event.mode else event.type
    yield "summary", event.span.words
    yield "keywords", event.factuality
    yield "location", event.place
    yield "recordId", event.id
    yield "proof", document
    yield "publisher", record.article.outlet
    yield "sourceUrl", address(record.article)
    for one in _involved(event):
        yield "involved", f"{document}-{one}"
    yield from _when(event.when)


def _when(time: Period | None) -> Iterator[Value]:
    if time and span_of(time):
        yield "startDate", time.earliest
        yield "endDate", time.latest


def _involved(event: Event) -> Iterable[str]:
    return (one for one in (event.actor, event.target) if one)

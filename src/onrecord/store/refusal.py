"""Refusal: a record is stored only if all it says can be found again.

The words of every span stand in the text at their offsets, every id is given once, every
reference leads to an id, and every value is one that SQLite gives back as it was.
"""

from collections.abc import Collection, Iterator
from dataclasses import fields, is_dataclass
from hashlib import sha256

from onrecord.errors import StoreError
from onrecord.records import Record, spans

LARGEST = 1e300  # beyond, and for NaN, a number would not come back as it went in


def check(record: Record) -> None:
    """Pass over a record in silence if it can be stored.

    Raises:
        StoreError: naming the article and the first thing that is wrong.
    """
    for complaint in _complaints(record):
        path = record.article.sources[0].path if record.article.sources else None
        raise StoreError(
            f"{path or record.article.id[:12]}: {complaint}; the record is refused, report it as a fault"
        )


def _complaints(record: Record) -> Iterator[str]:
    yield from _values(record)
    yield from _article(record)
    yield from (
        f"the text at [{span.start}:{span.end}] is not {span.words[:80]!r}"
        for span in spans(record)
        if not record.article.check(span)
    )
    yield from _ids(record)
    yield from _references(record)


def _article(record: Record) -> Iterator[str]:
    article = record.article
    if sha256(article.text.encode()).hexdigest() != article.id:
        yield f"the article's id {article.id[:12]!r} is not the hash of its text"
    if not article.sources:
        yield "the article has no source"


def _values(value: object) -> Iterator[str]:
    """Complaints about single values: text that is not Unicode, numbers that are none."""
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError as error:
            yield f"{value[max(0, error.start - 10) : error.end + 10]!r} is not valid Unicode"
    elif isinstance(value, int | float):
        if not abs(value) < LARGEST:
            yield f"{value!r} is not a number to be stored"
    elif isinstance(value, tuple):
        for item in value:
            yield from _values(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _values(getattr(value, field.name))


def _ids(record: Record) -> Iterator[str]:
    kinds = ("actors", "statements", "figures", "events", "positions", "proposals", "signals", "participants")
    for kind in kinds:
        ids = [item.id for item in getattr(record, kind)]
        yield from (f"{kind}: the id {name!r} is given twice" for name in {*ids} if ids.count(name) > 1)


def _references(record: Record) -> Iterator[str]:
    actors = {actor.id for actor in record.actors}
    statements = {statement.id for statement in record.statements}
    proposals = {proposal.id for proposal in record.proposals}
    for statement in record.statements:
        yield from _absent("speaker", [statement.speaker], actors)
        yield from _absent("actor of a hop", [hop.actor for hop in statement.chain], actors)
    yield from _absent("counter", [figure.counter for figure in record.figures], actors)
    figures = {figure.id for figure in record.figures}
    yield from _absent("whole", [figure.part_of for figure in record.figures], figures)
    for event in record.events:
        yield from _absent("actor of an event", [event.actor, event.target], actors)
    yield from _absent("party", [position.party for position in record.positions], actors)
    yield from _absent("reporter", [position.reported_by for position in record.positions], actors)
    yield from _absent("proposal", [position.proposal for position in record.positions], proposals)
    for proposal in record.proposals:
        yield from _absent("author", proposal.author, actors)
    yield from _absent("replaced proposal", [plan.replaces for plan in record.proposals], proposals)
    yield from _absent("participant", [part.actor for part in record.participants], actors)
    yield from _absent("actor of a label", [label.actor for label in record.labels], actors)
    yield from _absent("voice", [label.voice for label in record.labels], statements | {"outlet"})
    for kind in ("figures", "events", "positions", "signals", "participants"):
        yield from _absent(
            f"statement of {kind}", [item.statement for item in getattr(record, kind)], statements
        )


def _absent(what: str, names: Collection[str | None], known: Collection[str]) -> Iterator[str]:
    yield from (
        f"{what} {name!r} is not in the record" for name in names if name is not None and name not in known
    )

"""Events."""

from collections.abc import Iterator, Sequence

from onrecord.read.issues import Pack
from onrecord.read.reading import Reading
from onrecord.records import Actor, Event, Statement, TimeExpression

RULE = "events 1"


def events(
    reading: Reading,
    actors: Sequence[Actor],
    statements: Sequence[Statement],
    times: Sequence[TimeExpression],
    pack: Pack,
) -> Iterator[Event]:
    """Yield the events of one article, in the order of the text."""
    yield from ()

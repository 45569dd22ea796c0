"""Positions."""

from collections.abc import Iterator, Sequence

from onrecord.read.issues import Pack
from onrecord.read.reading import Reading
from onrecord.records import Actor, Position, Proposal, Statement, TimeExpression

RULE = "positions 1"


def positions(
    reading: Reading,
    actors: Sequence[Actor],
    statements: Sequence[Statement],
    plans: Sequence[Proposal],
    times: Sequence[TimeExpression],
    pack: Pack,
) -> Iterator[Position]:
    """Yield the positions of one article, in the order of the text."""
    yield from ()

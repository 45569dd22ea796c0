"""Proposals."""

from collections.abc import Iterator, Sequence

from onrecord.read.issues import Pack
from onrecord.read.reading import Reading
from onrecord.records import Actor, Proposal, Statement, TimeExpression

RULE = "proposals 1"


def proposals(
    reading: Reading,
    actors: Sequence[Actor],
    statements: Sequence[Statement],
    times: Sequence[TimeExpression],
    pack: Pack,
) -> Iterator[Proposal]:
    """Yield the proposals of one article, in the order of the text."""
    yield from ()

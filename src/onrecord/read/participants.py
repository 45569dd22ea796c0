"""Participants."""

from collections.abc import Iterator, Sequence

from onrecord.read.reading import Reading
from onrecord.records import Actor, Participant, Statement

RULE = "participants 1"


def participants(
    reading: Reading,
    actors: Sequence[Actor],
    statements: Sequence[Statement],
) -> Iterator[Participant]:
    """Yield the participants of one article, in the order of the text."""
    yield from ()

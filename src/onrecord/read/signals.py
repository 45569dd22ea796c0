"""Signals."""

from collections.abc import Iterator, Sequence

from onrecord.read.reading import Reading
from onrecord.records import Signal, Statement

RULE = "signals 1"


def signals(
    reading: Reading,
    statements: Sequence[Statement],
) -> Iterator[Signal]:
    """Yield the signals of one article, in the order of the text."""
    yield from ()

"""Meant: the sentences of statements as vectors, and the statements nearest in meaning to some words.

The vectors are those of `onrecord.link.meaning`, kept as 8-bit integers (127 is 1), a quarter of their size.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from onrecord.link.meaning import SIZE, Meanings
from onrecord.link.sayings import sentences
from onrecord.records import Record
from onrecord.store import Store

SCALE = 127
NEAR = 0.35  # of likeness, 0 to 1, from which on words are shown as near
PART = 8192  # vectors compared at a time, so that little memory is taken


def vectors(record: Record, meanings: Meanings) -> Iterator[tuple[str, int, bytes]]:
    """Statement, number of the sentence in it, and its vector."""
    told = [
        (statement.id, number, words)
        for statement in record.statements
        for number, (_, words) in enumerate(sentences(statement))
    ]
    found = np.rint(meanings.of([words for *_, words in told]) * SCALE).astype(np.int8)
    for (statement, number, _), vector in zip(told, found, strict=True):
        yield statement, number, vector.tobytes()


class Nearest:
    """All vectors of a store in memory, to be asked again and again."""

    def __init__(self, store: Store) -> None:
        listed = store.meanings()
        self._places = [(article, statement) for article, statement, _ in listed]
        joined = b"".join(vector for *_, vector in listed)
        self._vectors: NDArray[np.int8] = np.frombuffer(joined, dtype=np.int8).reshape(-1, SIZE)
        self._meanings = Meanings()

    def to(self, words: str, most: int) -> Sequence[tuple[int, str]]:
        """Key of the article and id of the statement, the nearest to some words first, each once."""
        asked = self._meanings.of([words])[0]
        parts = [
            self._vectors[start : start + PART].astype(np.float32) @ asked / SCALE
            for start in range(0, len(self._vectors), PART)
        ]
        if not parts:
            return []
        likeness = np.concatenate(parts)
        near = np.flatnonzero(likeness >= NEAR)
        ordered = near[np.argsort(-likeness[near], kind="stable")]
        return list(dict.fromkeys(self._places[number] for number in ordered))[:most]

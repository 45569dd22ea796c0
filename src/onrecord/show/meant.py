"""Meant: the sentences of statements as vectors kept in a store, and the statements nearest to some words."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from onrecord.link.meaning import KEPT, SIZE, Meanings, Vectors
from onrecord.link.sayings import sentences
from onrecord.records import Record
from onrecord.store import Store

NEAR = 0.35  # of likeness, 0 to 1, from which on words are shown as near
TOGETHER = 100  # articles whose sentences are read together
PART = 8192  # vectors compared at a time, so that little memory is taken


def keep(store: Store, progress: Callable[[int, int], None] | None = None) -> None:
    """Read what the sentences of articles mean, where a store does not know it yet, and keep it there.

    Args:
        progress: is told how many articles are done, of how many.
    """
    meanings, due = Meanings(), list(store.unmeant())
    for start in range(0, len(due), TOGETHER):
        for article, found in vectors(due[start : start + TOGETHER], meanings).items():
            store.links.add_meanings(article, found)
        if progress:
            progress(min(start + TOGETHER, len(due)), len(due))


def vectors(records: Iterable[Record], meanings: Meanings) -> Mapping[str, Sequence[tuple[str, int, bytes]]]:
    """Id of an article → statement, number of the sentence in it, and its vector as it is kept."""
    told = {record.article.id: list(_sentences(record)) for record in records}
    rows = iter(meanings.of([words for each in told.values() for *_, words in each]).astype(KEPT))
    return {
        article: [(statement, number, next(rows).tobytes()) for statement, number, _ in each]
        for article, each in told.items()
    }


def kept(store: Store) -> Mapping[str, bytes]:
    """Id of an article → the vectors of its sentences, one behind another, as a store has them."""
    found: dict[str, list[bytes]] = {}
    for article, *_, vector in store.links.meanings():
        found.setdefault(article, []).append(vector)
    return {article: b"".join(vectors) for article, vectors in found.items()}


def known(records: Iterable[Record], kept: Mapping[str, bytes]) -> Mapping[str, Vectors]:
    """Sentence → its vector, for the articles of which all are kept."""
    found: dict[str, Vectors] = {}
    for record in records:
        told = [words for *_, words in _sentences(record)]
        rows = np.frombuffer(kept.get(record.article.id, b""), dtype=KEPT)
        if rows.size == len(told) * SIZE:
            found.update(zip(told, rows.reshape(-1, SIZE).astype(np.float32), strict=True))
    return found


def _sentences(record: Record) -> Iterator[tuple[str, int, str]]:
    for statement in record.statements:
        for number, (_, words) in enumerate(sentences(statement)):
            yield statement.id, number, words


class Nearest:
    """All vectors of a store in memory, to be asked again and again."""

    def __init__(self, store: Store) -> None:
        self._places: list[tuple[str, str]] = []
        joined = bytearray()
        for article, statement, _, vector in store.links.meanings():
            self._places.append((article, statement))
            joined += vector
        self._vectors: NDArray[np.float16] = np.frombuffer(joined, dtype=KEPT).reshape(-1, SIZE)
        self._meanings = Meanings()

    def to(self, words: str, most: int) -> Sequence[tuple[str, str]]:
        """Ids of the article and of the statement, the nearest to some words first, each once."""
        asked = self._meanings.of([words])[0]
        parts = [
            self._vectors[start : start + PART].astype(np.float32) @ asked
            for start in range(0, len(self._vectors), PART)
        ]
        if not parts:
            return []
        likeness = np.concatenate(parts)
        near = np.flatnonzero(likeness >= NEAR)
        ordered = near[np.argsort(-likeness[near], kind="stable")]
        return list(dict.fromkeys(self._places[number] for number in ordered))[:most]

"""Likeness: groups of articles that share enough fingerprints to be compared, found without comparing them.

Fingerprints are sorted into blocks by their value; in each, articles that hold the same one are counted as a
pair; what all blocks counted is summed. A fingerprint that more articles hold than `MOST` is furniture and
counts for nothing.
"""

import json
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import count
from typing import Any

import numpy as np

from onrecord.contract import from_json
from onrecord.lake.cluster import Unit, each
from onrecord.lake.files import RECORDS, WORK, Lake, named, rows, table, texts, write, write_arrays
from onrecord.link.copies import WORTH, copies
from onrecord.link.postings import MOST
from onrecord.link.publications import publications
from onrecord.link.shingles import shingles
from onrecord.records import Record

LARGEST = 20_000  # articles of a group that are compared with one another
TOGETHER = 500  # articles of small groups that are compared in one unit of work
COPY = texts("a", "b", "a_id", "b_id", "kind", "first", "basis") | dict.fromkeys(
    ("overlap", "coverage", "unquoted"), float
)
HELD = {"batch": int, "group": int} | texts("id", "record")
PLACE = 32  # bits of an article's number that tell its place in its part


def copied(lake: Lake, into: str) -> dict[str, int]:
    """Write the copies among all articles; how many there are, and how many groups were cut for size."""
    parts: list[Unit] = [{"shelf": part} for part in range(lake.parts)]
    for work in (partial(marked, lake=lake), partial(paired, lake=lake)):
        for _ in each(parts, work):
            pass
    pairs = ((row["a"], row["b"]) for row in each(parts, partial(alike, lake=lake)))
    batches, cut = _batches(_groups(pairs))
    homes: dict[int, list[dict[str, int]]] = {part: [] for part in range(lake.parts)}
    for number, batch in enumerate(batches):
        for group, members in batch.items():
            for one in members:
                at = {"place": one & (1 << PLACE) - 1, "batch": number, "group": group}
                homes[one >> PLACE].append(at)
    for part, found in homes.items():
        write(lake.folder(WORK, "grouped") / named(part), found, {"place": int, "batch": int, "group": int})
    own = each(parts, partial(held, lake=lake, into=into))
    made = sum(row["copies"] for row in own)
    compared = each([{"batch": n} for n in range(len(batches))], partial(judged, lake=lake, into=into))
    return {"copies": made + sum(row["copies"] for row in compared), "groups cut": cut}


def marked(unit: Unit, lake: Lake) -> Iterator[Unit]:
    """Write the fingerprints of a part's articles, by block."""
    part = unit["shelf"]
    marks, articles, many = [], [], []
    for place, row in enumerate(rows(lake.folder(RECORDS) / named(part), ["record"])):
        own = np.unique(shingles(from_json(json.loads(row["record"])).article).marks).astype(np.int64)
        marks.append(own)
        articles.append(np.full(own.size, part << PLACE | place, np.int64))
        many.append(np.full(own.size, own.size, np.int64))
    if marks:
        found = {"mark": np.concatenate(marks), "article": np.concatenate(articles)}
        found |= {"marks": np.concatenate(many), "block": found["mark"] * lake.parts >> 32}
        order = found["block"].argsort(kind="stable")
        ordered = {name: values[order] for name, values in found.items()}
        write_arrays(lake.folder(WORK, "marks") / named(part), ordered)
    yield {"marked": part}


def paired(unit: Unit, lake: Lake) -> Iterator[Unit]:
    """Write how many fingerprints of a block each pair of articles shares."""
    block = unit["shelf"]
    if not any(lake.folder(WORK, "marks").glob("*.parquet")):
        return
    held_by = table(lake.folder(WORK, "marks"), "block", [block])
    mark, article, marks = (held_by[name].to_numpy() for name in ("mark", "article", "marks"))
    order = np.lexsort((article, mark))
    mark, article, marks = mark[order], article[order], marks[order]
    starts = np.flatnonzero(np.r_[True, mark[1:] != mark[:-1]]) if mark.size else np.empty(0, np.int64)
    sizes = np.diff(np.r_[starts, mark.size])
    found = [np.empty((0, 3), np.int64)]
    for size in range(2, MOST + 1):  # all fingerprints of one size together
        rows_ = starts[sizes == size][:, None] + np.arange(size)
        one, other = np.triu_indices(size, 1)
        a, b = rows_[:, one].ravel(), rows_[:, other].ravel()
        found.append(np.stack((article[a], article[b], np.minimum(marks[a], marks[b])), axis=1))
    pairs, shared = np.unique(np.concatenate(found), axis=0, return_counts=True)
    written = {"shelf": pairs[:, 0] >> PLACE, "a": pairs[:, 0], "b": pairs[:, 1], "least": pairs[:, 2]}
    write_arrays(lake.folder(WORK, "pairs") / named(block), written | {"shared": shared.astype(np.int64)})
    yield {"paired": block}


def alike(unit: Unit, lake: Lake) -> Iterator[Unit]:
    """The pairs that share enough fingerprints, of those whose first article is in a part."""
    if not any(lake.folder(WORK, "pairs").glob("*.parquet")):
        return
    found = table(lake.folder(WORK, "pairs"), "shelf", [unit["shelf"]])
    columns = np.stack([found[name].to_numpy() for name in ("a", "b", "least")], axis=1)
    pairs, where = np.unique(columns, axis=0, return_inverse=True)
    shared = np.bincount(where.ravel(), weights=found["shared"].to_numpy(), minlength=len(pairs))
    enough = shared >= WORTH / 2 * pairs[:, 2]  # half, for furniture counts in `least`
    for a, b, _ in pairs[enough].tolist():
        yield {"a": a, "b": b}


def _groups(pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Articles joined by pairs, each group in order."""
    roots: dict[int, int] = {}

    def root(one: int) -> int:
        while roots.setdefault(one, one) != one:
            roots[one] = roots[roots[one]]
            one = roots[one]
        return one

    for a, b in pairs:
        one, other = sorted((root(a), root(b)))
        roots[other] = one
    found: dict[int, list[int]] = {}
    for one in sorted(roots):
        found.setdefault(root(one), []).append(one)
    return list(found.values())


def _batches(groups: Iterable[list[int]]) -> tuple[list[dict[int, list[int]]], int]:
    """Groups in units of work, numbered; and how many were too large and are compared in pieces."""
    batches: list[dict[int, list[int]]] = []
    size = cut = 0
    number = count()
    for group in groups:
        cut += len(group) > LARGEST
        for start in range(0, len(group), LARGEST):
            piece = group[start : start + LARGEST]
            if not batches or size + len(piece) > TOGETHER:
                batches.append({})
                size = 0
            size += len(piece)
            batches[-1][next(number)] = piece
    return batches, cut


def held(unit: Unit, lake: Lake, into: str) -> Iterator[Unit]:
    """Write a part's articles by group; of those in none, the places where each stood are its only copies."""
    part = unit["shelf"]
    homes = {row["place"]: row for row in rows(lake.folder(WORK, "grouped") / named(part))}
    grouped, alone = [], []
    for place, row in enumerate(lake.read(RECORDS, part, ["id", "record"])):
        if place in homes:
            grouped.append(homes[place] | row)
        elif len(publications((one := from_json(json.loads(row["record"]))).article)) > 1:
            alone.append(one)
    grouped.sort(key=lambda row: (row["batch"], row["group"]))
    write(lake.folder(WORK, "held") / named(part), grouped, HELD)
    yield {"copies": _written(lake, into, f"alone-{named(part)}", [[one] for one in alone])}


def judged(unit: Unit, lake: Lake, into: str) -> Iterator[Unit]:
    """Write the copies of a batch of groups."""
    found: dict[int, list[Record]] = {}
    for row in table(lake.folder(WORK, "held"), "batch", [unit["batch"]]).to_pylist():
        found.setdefault(row["group"], []).append(from_json(json.loads(row["record"])))
    yield {"copies": _written(lake, into, f"batch-{unit['batch']:06}.parquet", found.values())}


def _written(lake: Lake, into: str, name: str, groups: Iterable[list[Record]]) -> int:
    found: list[dict[str, Any]] = [
        {field: getattr(pair, field) for field in COPY} for group in groups for pair in copies(group)
    ]
    if found:
        write(lake.folder(into, "copies") / name, found, COPY)
    return len(found)

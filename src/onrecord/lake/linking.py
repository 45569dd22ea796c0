"""Linking: what holds over many articles, found in blocks, so that no step holds the whole lake.

Copies: articles that share fingerprints are candidates, candidates are joined to groups, and each group is
compared as one pile. Stories: runs of days are cut into stories. Everything else is linked story by story, by
the functions that link a store. What blocks change against one pile is told in `docs/lake.md`.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from onrecord.contract import from_json
from onrecord.lake import likeness, running
from onrecord.lake.cluster import Unit, cluster, each
from onrecord.lake.files import RECORDS, WORK, Lake, emptied, gathered, named, opened, rows, texts, write
from onrecord.lake.filling import Cluster
from onrecord.link.claims import Claim
from onrecord.link.disputes import Dispute
from onrecord.link.happenings import Happening
from onrecord.link.matrix import Cell
from onrecord.link.meaning import Meanings
from onrecord.link.names import Known
from onrecord.link.pile import STATEMENTS, Pile
from onrecord.link.plans import Plan
from onrecord.link.series import Series
from onrecord.link.standing import Standing
from onrecord.records import Record
from onrecord.show.meant import known, vectors

LINKS = "links"
TOGETHER = 500  # articles of small stories that are linked in one unit of work, at most
SLICES = 4  # units of work for each worker, at least, where there is so much
FOUND = {"story": int, "position": int} | texts("view")
KINDS: Mapping[str, type[Any]] = {
    "actors": Known, "series": Series, "plans": Plan, "cells": Cell, "standings": Standing,
    "happenings": Happening, "claims": Claim, "disputes": Dispute,
}  # fmt: skip
MEMBER = {"story": int} | texts("id", "record")
VECTORS = {"story": int, "id": str, "vectors": bytes}


def link(path: Path, workers: Cluster) -> dict[str, int]:
    """Work out all links of a lake anew and put them in the place of those before; how many of each kind.

    Raises:
        LakeError: there is no lake, it cannot be written, or the cluster fails.
    """
    lake = opened(path)
    emptied(lake.folder(WORK))
    into = f"{WORK}/{LINKS}"
    with cluster(workers.address, workers.workers):
        told = likeness.copied(lake, into)
        sizes = running.stories(lake, into)
        told["stories"] = len(sizes)
        for _ in each([{"shelf": part} for part in range(lake.parts)], partial(homed, lake=lake)):
            pass
        for _ in each(_slices(lake.parts, workers.workers), partial(embedded, lake=lake)):
            pass
        most = min(TOGETHER, 1 + sum(sizes.values()) // (workers.workers * SLICES))
        units = [{"number": number, "stories": some} for number, some in enumerate(_batches(sizes, most))]
        for row in each(units, partial(told_of, lake=lake, into=into)):
            told = told | {name: told.get(name, 0) + number for name, number in row.items()}
    emptied(lake.folder(LINKS))
    lake.folder(into).mkdir(parents=True, exist_ok=True)
    lake.folder(into).rename(lake.folder(LINKS))
    emptied(lake.folder(WORK))
    return told


def _slices(parts: int, workers: int) -> list[Unit]:
    """Parts in units of work, cut where there are too few for all workers."""
    step = -(-workers * SLICES // parts)
    return [{"shelf": part, "first": first, "step": step} for part in range(parts) for first in range(step)]


def _batches(sizes: Mapping[int, int], most: int) -> list[list[int]]:
    """Stories in units of work, of so many articles or of one story."""
    batches: list[list[int]] = []
    size = 0
    for number in sorted(sizes):
        if not batches or size + sizes[number] > most:
            batches.append([])
            size = 0
        size += sizes[number]
        batches[-1].append(number)
    return batches


def homed(unit: Unit, lake: Lake) -> Iterator[Unit]:
    """Write the records of a part by story."""
    part = unit["shelf"]
    homes = {row["article"]: row["story"] for row in gathered(lake.folder(WORK, "homes"), "shelf", [part])}
    found = [
        {"story": homes[row["id"]]} | row
        for row in (lake.read(RECORDS, part, ["id", "record"]) if homes else ())
        if row["id"] in homes
    ]
    write(lake.folder(WORK, "members") / named(part), sorted(found, key=lambda row: row["story"]), MEMBER)
    yield {"homed": len(found)}


def embedded(unit: Unit, lake: Lake) -> Iterator[Unit]:
    """Write what the sentences of some articles of a part mean."""
    part, first, step = unit["shelf"], unit["first"], unit["step"]
    own = list(islice(rows(lake.folder(WORK, "members") / named(part)), first, None, step))
    told = vectors((from_json(json.loads(row["record"])) for row in own), Meanings())
    joined = {name: b"".join(vector for *_, vector in each) for name, each in told.items()}
    found = [{"story": row["story"], "id": row["id"], "vectors": joined[row["id"]]} for row in own]
    write(lake.folder(WORK, "vectors") / f"{first:04}-{named(part)}", found, VECTORS)
    yield {"embedded": len(found)}


def told_of(unit: Unit, lake: Lake, into: str) -> Iterator[Unit]:
    """Write all that links the articles of some stories; how much of each kind."""
    members: dict[int, list[dict[str, Any]]] = {}
    for row in gathered(lake.folder(WORK, "members"), "story", unit["stories"]):
        members.setdefault(row["story"], []).append(row)
    told = gathered(lake.folder(WORK, "vectors"), "story", unit["stories"])
    kept = {row["id"]: row["vectors"] for row in told}
    found: dict[str, list[dict[str, Any]]] = {}
    for story in sorted(members):
        listed = sorted(members[story], key=lambda row: str(row["id"]))
        records = [from_json(json.loads(row["record"])) for row in listed]
        for kind, views in linked(records, lambda found: Meanings(known(found, kept))).items():
            numbered = enumerate(views)
            found.setdefault(kind, []).extend(
                {"story": story, "position": position, "view": view} for position, view in numbered
            )
    for kind, made in found.items():
        write(lake.folder(into, kind) / f"unit-{unit['number']:06}.parquet", made, FOUND)
    yield {kind: len(made) for kind, made in found.items()}


def linked(
    records: Sequence[Record], meanings: Callable[[Sequence[Record]], Meanings] | None = None
) -> dict[str, list[str]]:
    """All that links the articles of one story, by kind, as JSON; `meanings` as for a pile.

    The claims of a story with very many statements are left out, as they are of a large store.
    """
    pile = Pile(records, meanings=meanings, most=STATEMENTS)
    return {
        name: [json.dumps(asdict(one), ensure_ascii=False) for one in pile.all(kind)]
        for name, kind in KINDS.items()
    }

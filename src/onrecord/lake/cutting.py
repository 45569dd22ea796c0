"""Cutting: the articles of a lake that are asked for → a story's store, on which every command works."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from onrecord.contract import from_json
from onrecord.errors import LakeError
from onrecord.lake.files import RECORDS, Lake, opened, rows
from onrecord.records import Record
from onrecord.store import Added, Store

DAY = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
PHRASE = re.compile(r'"([^"]+)"|(\S+)')
COLUMNS = ["id", "text", "title", "outlet", "published_earliest", "published_latest", "reader"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What articles are asked for; nothing asked is all."""

    words: str | None = None  # whole words in any order, in any case; or "a phrase"
    since: str | None = None  # published then or later, or perhaps so; undated ones are left out
    until: str | None = None
    outlet: str | None = None  # part of its name
    story: str | None = None  # its number, or part of its name


def cut(path: Path, store: Path, asked: Asked) -> Added:
    """Add the articles asked for to a store, in order of their ids.

    Raises:
        LakeError: there is no such lake, or no such story in it.
        StoreError: the store cannot be written.
    """
    lake = opened(path)
    for given in filter(None, (asked.since, asked.until)):
        if not DAY.fullmatch(given):
            raise LakeError(f"{path}: {given!r} is not a date; write 2025, 2025-05 or 2025-05-26")
    total: dict[str, int] = {}
    with Store(store) as kept:
        for version, records in _chosen(lake, asked):
            for name, number in asdict(kept.add(records, reader=version)).items():
                total[name] = total.get(name, 0) + number
    return Added(**total)


def _chosen(lake: Lake, asked: Asked) -> Iterator[tuple[str, list[Record]]]:
    """The records asked for, a part and a version of the reader at a time."""
    story = _story(lake, asked.story) if asked.story is not None else None
    wanted = _test(asked)
    for part in range(lake.parts):
        ids: dict[str, str] = {}
        for row in lake.read("articles", part, COLUMNS):
            if (story is None or row["id"] in story) and wanted(row):
                ids[row["id"]] = row["reader"]
        found = lake.read(RECORDS, part, ["id", "record"]) if ids else []
        for version in sorted(set(ids.values())):
            yield (
                version,
                [from_json(json.loads(row["record"])) for row in found if ids.get(row["id"]) == version],
            )


def _test(asked: Asked) -> Callable[[dict[str, Any]], bool]:
    phrases = [one or other for one, other in PHRASE.findall(asked.words or "")]
    patterns = [
        re.compile(r"\b" + r"\s+".join(map(re.escape, one.split())) + r"\b", re.IGNORECASE) for one in phrases
    ]

    def wanted(row: dict[str, Any]) -> bool:
        text = f"{row['title'] or ''}\n{row['text']}"
        dated = row["published_earliest"] or row["published_latest"]
        return bool(
            (asked.outlet or "").casefold() in (row["outlet"] or "").casefold()
            and (asked.since is None or (dated and (row["published_latest"] or "") + "~" >= asked.since))
            and (asked.until is None or (dated and (row["published_earliest"] or "") <= asked.until + "~"))
            and all(pattern.search(text) for pattern in patterns)
        )

    return wanted


def _story(lake: Lake, asked: str) -> frozenset[str]:
    """The ids of the articles of the one story asked for."""
    files = sorted(lake.folder("links", "stories").glob("*.parquet"))
    if not files:
        raise LakeError(f"{lake.path}: its stories are not known; run `onrecord lake` without --no-links")
    found: dict[int, tuple[str, set[str]]] = {}
    for row in chain.from_iterable(map(rows, files)):
        if asked == str(row["story"]) or (
            not asked.isdecimal() and asked.casefold() in row["name"].casefold()
        ):
            found.setdefault(row["story"], (row["name"], set()))[1].add(row["article"])
    if len(found) != 1:
        few = ", ".join(f"{number} ({name})" for number, (name, _) in list(found.items())[:5])
        told = f"several are: {few}; give the number of one" if found else "none is; give another"
        raise LakeError(f"{lake.path}: story {asked!r}: {told}")
    return frozenset(next(iter(found.values()))[1])

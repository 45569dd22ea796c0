"""Collecting: inputs → units of a few files each → articles, by part.

A unit's articles are written to the lake's `work` folder, those of one part together; its problems last,
which shows that it is complete.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from onrecord.collect import pages, places
from onrecord.contract import item
from onrecord.document import article
from onrecord.errors import OnRecordError
from onrecord.lake.cluster import Unit
from onrecord.lake.files import WORK, Lake, rows, texts, write
from onrecord.processes import problem
from onrecord.records import Article, Problem, plain

FILES = 200  # of a unit, at most
BYTES = 64_000_000  # of a unit's files, but for one that is larger alone
HELD = 1000  # articles of a unit in memory, at most
PART = 8_000_000  # bytes of inputs for a part of the lake
PARTS = (8, 16_384)  # of a lake, least and most
PACKED = 4  # times as much, that a compressed file holds about
ARTICLES = {"shelf": int, "turn": int, "position": int} | texts("id", "article")
PROBLEMS = texts("stage", "message", "path") | {"line": int}


def units(inputs: Iterable[str | Path]) -> tuple[list[Unit], list[Problem], int]:
    """The inputs in units of some files, in their order; what is no input; and about how many parts fit."""
    made: list[Unit] = []
    problems: list[Problem] = []
    size = whole = 0
    for place in places(inputs):
        if isinstance(place, Problem):
            problems.append(place)
            continue
        whole += place.size * (PACKED if place.path.endswith((".gz", ".parquet")) else 1)
        if not made or len(made[-1]["paths"]) == FILES or size + place.size > BYTES:
            made.append({"turn": len(made), "paths": [], "marks": []})
            size = 0
        size += place.size
        made[-1]["paths"].append(place.path)
        made[-1]["marks"].append(f"{place.path}\n{place.size}\n{place.changed}")
    for unit in made:
        unit["name"] = f"{unit['turn']:06}-{sha256(repr(unit.pop('marks')).encode()).hexdigest()[:16]}"
    return made, problems, min(max(whole // PART, PARTS[0]), PARTS[1])


def kept(lake: Lake, wanted: Iterable[Unit]) -> None:
    """Remove what an earlier run collected from other inputs."""
    names = {unit["name"] for unit in wanted}
    for path in lake.path.glob(f"{WORK}/*/*.parquet"):
        if path.parent.name in ("articles", "problems") and path.stem.partition("+")[0] not in names:
            path.unlink()


def collected(unit: Unit, lake: Lake) -> Iterator[Unit]:
    """Write the articles of a unit, and its problems; one row that says how many."""
    end = lake.folder(WORK, "problems") / f"{unit['name']}.parquet"
    if end.exists():
        return
    problems: list[Problem] = []
    held: list[dict[str, Any]] = []
    number = 0
    for number, page in enumerate(pages(unit["paths"])):
        if isinstance(page, Problem):
            problems.append(page)
            continue
        try:
            one = article(page)
        except OnRecordError as error:
            problems.append(problem("document", error, page.source.path))
            continue
        row = {"shelf": lake.part(one.id), "turn": unit["turn"], "position": number, "id": one.id}
        held.append(row | {"article": as_text(one)})
        if len(held) == HELD:
            _written(lake, unit, number, held)
    _written(lake, unit, number + 1, held)
    write(end, [plain(one) for one in problems], PROBLEMS)
    yield {"collected": number}


def _written(lake: Lake, unit: Unit, number: int, held: list[dict[str, Any]]) -> None:
    if held:
        held.sort(key=lambda row: (row["shelf"], row["position"]))
        write(lake.folder(WORK, "articles") / f"{unit['name']}+{number:09}.parquet", held, ARTICLES)
        held.clear()


def problems(lake: Lake, collected_of: Sequence[Unit]) -> Iterator[Problem]:
    """The problems of the inputs, in their order, each once."""
    seen: set[Problem] = set()
    for unit in collected_of:
        for row in rows(lake.folder(WORK, "problems") / f"{unit['name']}.parquet"):
            one = Problem(**row)
            if one not in seen:
                seen.add(one)
                yield one


def as_text(one: Article) -> str:
    """An article as JSON."""
    return json.dumps(plain(one), ensure_ascii=False)


def from_text(text: str) -> Article:
    """The article of a JSON text."""
    value = json.loads(text)
    return item(Article, value, value["text"], "article")


def given(one: Article) -> str:
    """What an article was before it was read, without its places, as a hash."""
    value = plain(one)
    del value["sources"]
    return sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()

"""Filling: articles by part → those due → records, in batches → the tables of each part.

What this reader has read already is not read again. A batch is kept as soon as it is read, so that nothing
but what was being read is lost; a part's tables are written when all of it is read, its records last.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from onrecord.build import Progress, joined
from onrecord.contract import from_json
from onrecord.document import merged
from onrecord.errors import StoreError
from onrecord.lake import collecting
from onrecord.lake.cluster import LOCAL, Unit, cluster, each, later, pooled
from onrecord.lake.files import (
    RECORDS,
    WORK,
    Lake,
    emptied,
    gathered,
    named,
    opened,
    rows,
    table,
    texts,
    write,
)
from onrecord.lake.guarded import SECONDS, Guarded, is_set_aside
from onrecord.link.tellings import day_of, name_of
from onrecord.processes import Reads, problem
from onrecord.records import Article, Problem, Record, as_json, plain
from onrecord.store import check, together
from onrecord.store.rows import article_row, columns, to_rows

BATCH = 16  # articles that a worker is given together, and that are lost with it
READ = {"shelf": int} | texts("id", "reader", "given", "record", "problem")
KEPT = texts("id", "name", "day", "outlet", "reader", "given", "record") | {"set_aside": bool}
ARTICLE = texts(
    "id", "day", "title", "outlet", "byline", "dateline", "republished_from", "published_earliest",
    "published_latest", "published_basis", "language", "reader", "text",
)  # fmt: skip
INPUTS = "inputs.parquet"  # problems of what never became an article


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What one run did with the texts of its inputs, each counted once."""

    articles: int
    added: int
    replaced: int  # read anew
    sources: int  # known, and found in another place
    unchanged: int
    set_aside: int  # of those read now: each broke its reader, or took too long
    problems: int  # of this run


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """What reads."""

    factory: Callable[[], Reads]  # of a reader; one that pickle can name
    address: str = LOCAL
    workers: int = 1
    seconds: float = SECONDS  # that an article may take


def fill(
    inputs: Iterable[str | Path],
    path: Path,
    workers: Cluster,
    *,
    retry: bool = False,
    progress: Progress | None = None,
) -> Filled:
    """Bring a lake up to date with the inputs.

    Args:
        retry: read anew what was set aside.

    Raises:
        LakeError: the lake cannot be written, or the cluster fails; what is read by then stays.
    """
    units, refused, parts = collecting.units(inputs)
    lake = opened(path, parts)
    collecting.kept(lake, units)
    with cluster(workers.address, workers.workers):
        counts = _filled(lake, units, workers, retry, progress)
    told = [*refused, *collecting.problems(lake, units)]
    write(lake.folder("problems") / INPUTS, [plain(one) for one in told], columns()["problems"])
    emptied(lake.folder(WORK))
    return Filled(**counts | {"problems": counts["problems"] + len(told)})


def _filled(
    lake: Lake, units: list[Unit], workers: Cluster, retry: bool, progress: Progress | None
) -> dict[str, int]:
    """Collect, read and settle; what was done."""
    version = later(_version, workers.factory)  # meanwhile
    for _ in each(units, partial(collecting.collected, lake=lake)):
        pass
    reader = version()
    parts: list[Unit] = [{"shelf": part} for part in range(lake.parts)]
    work = partial(due, lake=lake, reader=reader, retry=retry)
    made = (lake, workers.factory, workers.seconds)
    done, total = 0, _total(lake) if progress else 0
    for row in pooled(parts, work, Worker, made, workers.workers, BATCH):
        done += row["read"]
        if progress:
            progress(done, total)
    counts = list(each(parts, partial(settled, lake=lake, reader=reader)))
    return {name: sum(row[name] for row in counts) for name in COUNTS}


COUNTS = ("articles", "added", "replaced", "sources", "unchanged", "set_aside", "problems")


def _version(factory: Callable[[], Reads]) -> str:
    return factory().version


def _total(lake: Lake) -> int:
    return sum(1 for path in lake.folder(WORK, "articles").glob("*.parquet") for _ in rows(path, ["shelf"]))


def due(unit: Unit, lake: Lake, reader: str, retry: bool) -> Iterator[Unit]:
    """The articles of a part that have to be read."""
    part = unit["shelf"]
    known = {row["id"]: row for row in lake.read(RECORDS, part, ["id", "reader", "given", "set_aside"])}
    read = {(row["id"], row["given"]) for row in _spool(lake, part, reader, ["id", "given"])}
    stored: dict[str, Article] = {}
    for one in _articles(lake, part):
        mark, row = collecting.given(one), known.get(one.id)
        if (one.id, mark) in read or (
            row and _stands(row, reader, mark) and not (retry and row["set_aside"])
        ):
            continue
        if row and not stored:
            stored = {old.article.id: old.article for old in _records(lake, part).values()}
        whole = joined(stored[one.id], one) if row else one
        yield {"shelf": part, "id": one.id, "given": mark, "article": collecting.as_text(whole)}


def _stands(row: dict[str, Any], reader: str, mark: str) -> bool:
    return bool(row["reader"] == reader and row["given"] == mark)


def _articles(lake: Lake, part: int) -> list[Article]:
    """The articles of a part as the inputs give them, each text once, in order of their ids."""
    found = gathered(lake.folder(WORK, "articles"), "shelf", [part])
    found.sort(key=lambda row: (row["turn"], row["position"]))
    return sorted(merged(collecting.from_text(row["article"]) for row in found), key=lambda one: one.id)


def _spool(lake: Lake, part: int, reader: str, names: list[str] | None = None) -> list[dict[str, Any]]:
    folder = lake.folder(WORK, "read")
    if not any(folder.glob("*.parquet")):
        return []
    found = table(folder, "shelf", [part], names and [*names, "reader"])
    return [row for row in found.to_pylist() if row["reader"] == reader]


def _records(lake: Lake, part: int) -> dict[str, Record]:
    return {row["id"]: from_json(json.loads(row["record"])) for row in lake.read(RECORDS, part)}


class Worker:
    """Reads batches of articles; one in each process that Ray starts."""

    def __init__(self, lake: Lake, factory: Callable[[], Reads], seconds: float) -> None:
        self._lake = lake
        self._make = partial(Guarded, factory, seconds)
        self._reader: Guarded | None = None  # None: nothing was given to it yet

    def __call__(self, batch: Any) -> Any:
        """Read a batch, unless it is read already, and keep what was read."""
        given = batch.to_pylist()
        reader = self._reader = self._reader or self._make()
        version = reader.version
        name = sha256(repr([version, *((row["id"], row["given"]) for row in given)]).encode()).hexdigest()
        path = self._lake.folder(WORK, "read") / f"{name}.parquet"
        if not path.exists():
            articles = [collecting.from_text(row["article"]) for row in given]
            read = map(_outcome, reader.read(articles))
            marks = [{name: row[name] for name in ("shelf", "id", "given")} for row in given]
            found = [mark | {"reader": version} | one for mark, one in zip(marks, read, strict=True)]
            write(path, sorted(found, key=lambda row: row["shelf"]), READ)
        return batch.slice(0, 1).select([]).append_column("read", [[len(given)]])


def _outcome(item: Record | Problem) -> dict[str, str]:
    if isinstance(item, Record):
        try:
            check(item)
        except StoreError as error:
            item = problem("store", error, item.article.sources[0].path)
    if isinstance(item, Problem):
        return {"problem": json.dumps(plain(item), ensure_ascii=False)}
    return {"record": json.dumps(as_json(item), ensure_ascii=False)}


def settled(unit: Unit, lake: Lake, reader: str) -> Iterator[Unit]:
    """Write the tables of a part, if anything in it has changed; one row that says what has."""
    part = unit["shelf"]
    old = {row["id"]: row for row in lake.read(RECORDS, part)}
    read = {(row["id"], row["given"]): row for row in _spool(lake, part, reader)}
    told = dict.fromkeys(COUNTS, 0)
    failed: list[Problem] = []
    for one in _articles(lake, part):
        mark = collecting.given(one)
        fresh, stood = read.get((one.id, mark)), old.get(one.id)
        told["articles"] += 1
        if fresh and fresh["problem"]:
            failed.append(Problem(**json.loads(fresh["problem"])))
        elif row := fresh or stood:
            told[_taken(old, one, row, new=bool(fresh))] += 1
            told["set_aside"] += bool(fresh and old[one.id]["set_aside"])
    told["problems"] = len(failed)
    if failed or told["articles"] != told["unchanged"] or not (lake.folder(RECORDS) / named(part)).exists():
        _write(lake, part, [old[name] for name in sorted(old)], failed)
    yield told


def _taken(old: dict[str, Any], one: Article, row: dict[str, Any], *, new: bool) -> str:
    """Put what is known of an article, with all its places, among the old; what that changes."""
    stood = one.id in old
    record = from_json(json.loads(row["record"]))
    moved = not {*one.sources} <= {*record.article.sources}
    if moved:
        sources = together(record.article.sources, one.sources)
        record = replace(record, article=replace(record.article, sources=sources))
    if not new and not moved:
        return "unchanged"
    text = json.dumps(as_json(record), ensure_ascii=False)
    article = record.article
    old[one.id] = {
        "id": one.id, "name": name_of(article), "day": day_of(article), "outlet": article.outlet,
        "reader": row["reader"], "given": row["given"], "set_aside": is_set_aside(record), "record": text,
    }  # fmt: skip
    return "sources" if not new else "replaced" if stood else "added"


def _write(lake: Lake, part: int, kept: list[dict[str, Any]], failed: Iterable[Problem]) -> None:
    """Every table of a part; that of the records last, so that where it stands, all stand."""
    names = columns()
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
    articles = []
    for row in kept:
        record = from_json(json.loads(row["record"]))
        articles.append(article_row(record.article) | {"day": row["day"], "reader": row["reader"]})
        for name, made in to_rows(record, record.article.id).items():
            found[name] += made
    found["problems"] += [plain(one) for one in failed]
    for name, made in found.items():
        write(lake.folder(name) / named(part), made, names[name])
    write(lake.folder("articles") / named(part), articles, ARTICLE)
    write(lake.folder(RECORDS) / named(part), kept, KEPT)

"""Running stories: a lake cut into stories by runs of days, and each story followed into the next run.

A run is one pile of at most `RUN` articles, of whole days. A story goes on in a later run if the names of its
part there are alike and no long pause lies between, as within a pile. Undated articles are of the pile where
the lake is one run; else they are runs of their own, and join no other's stories.
"""

import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from onrecord.contract import from_json
from onrecord.lake.cluster import Unit, each
from onrecord.lake.files import RECORDS, WORK, Lake, gathered, named, rows, texts, write
from onrecord.link.clusters import Cluster, cosine, joined
from onrecord.link.stories import PAUSE, named_stories, one_story
from onrecord.link.tellings import name_of

RUN = 10_000  # articles of one pile
CHUNK = {"run": int} | texts("id", "record")
TOLD = {"number": int, "size": int, "square": float, "first": int, "last": int} | texts(
    "name", "title", "earliest", "latest", "begins", "total", "members"
)
STORY = {"story": int} | texts("name", "title", "earliest", "latest", "event", "article", "article_name")
HOME = {"shelf": int, "story": int} | texts("article")


@dataclass(frozen=True, slots=True)
class Runs:
    """The first day of each run; runs of undated articles stand behind, by part."""

    starts: tuple[str, ...]
    whole: bool  # all is one run
    parts: int  # of the lake that a run of undated articles takes in

    def of(self, day: str | None, part: int) -> int:
        """The run of an article."""
        if self.whole:
            return 0
        return len(self.starts) + part // self.parts if day is None else bisect_right(self.starts, day) - 1


Key = tuple[int, int]  # a run, and a story in it


def stories(lake: Lake, into: str) -> dict[int, int]:
    """Write the stories of all articles; the number of each of two articles or more, with how many it has."""
    parts: list[Unit] = [{"shelf": part} for part in range(lake.parts)]
    runs = _runs(lake)
    numbers = sorted({row["run"] for row in each(parts, partial(scattered, lake=lake, runs=runs))})
    for _ in each([{"run": run} for run in numbers], partial(cut, lake=lake)):
        pass
    listed = _followed(lake, runs, numbers)
    homes = {key: number for number, keys in enumerate(listed, 1) for key in keys}
    sizes: Counter[int] = Counter()
    for run in numbers:
        sizes.update(_written(lake, into, run, homes, listed))
    return {number: size for number, size in sizes.items() if size > 1}


def _runs(lake: Lake) -> Runs:
    days: Counter[str | None] = Counter()
    for part in range(lake.parts):
        days.update(row["day"] for row in rows(lake.folder(RECORDS) / named(part), ["day"]))
    undated, total = days.pop(None, 0), 0
    starts: list[str] = []
    for day in sorted(filter(None, days)):
        total += days[day]
        if not starts or total > RUN:
            starts.append(day)
            total = days[day]
    whole = len(starts) < 2 and days.total() + undated <= RUN
    return Runs(tuple(starts), whole, max(1, lake.parts * RUN // (undated + 1)))


def scattered(unit: Unit, lake: Lake, runs: Runs) -> Iterator[Unit]:
    """Write the articles of a part by run; the runs."""
    part = unit["shelf"]
    found = [
        {"run": runs.of(row["day"], part), "id": row["id"], "record": row["record"]}
        for row in lake.read(RECORDS, part, ["id", "day", "record"])
    ]
    write(lake.folder(WORK, "runs") / named(part), sorted(found, key=lambda row: row["run"]), CHUNK)
    for run in {row["run"] for row in found}:
        yield {"run": run}


def cut(unit: Unit, lake: Lake) -> Iterator[Unit]:
    """Write the stories of a run, with the names by which they can go on in another."""
    found = gathered(lake.folder(WORK, "runs"), "run", [unit["run"]])
    articles = [
        from_json(json.loads(row["record"])).article for row in sorted(found, key=lambda row: row["id"])
    ]
    told: list[dict[str, Any]] = []
    for number, (story, cluster) in enumerate(named_stories(articles)):
        event_of = {name: event.event for event in story.events for name in event.articles}
        members = [
            (articles[at].id, name_of(articles[at]), event_of[name_of(articles[at])])
            for at in cluster.members
        ]
        days = cluster.days or (None, None)
        told.append(
            {
                "number": number, "size": len(members), "square": cluster.square, "first": days[0],
                "last": days[1], "name": story.story, "title": story.title, "earliest": story.earliest,
                "latest": story.latest, "begins": story.articles[0], "total": json.dumps(dict(cluster.total)),
                "members": json.dumps(sorted(members), ensure_ascii=False),
            }
        )  # fmt: skip
    write(lake.folder(WORK, "told") / f"{unit['run']:06}.parquet", told, TOLD)
    yield {"run": unit["run"]}


def _told(lake: Lake, run: int, columns: Sequence[str] | None = None) -> list[dict[str, Any]]:
    return list(rows(lake.folder(WORK, "told") / f"{run:06}.parquet", columns))


def _followed(lake: Lake, runs: Runs, numbers: Sequence[int]) -> list[list[Key]]:
    """The stories over all runs, the largest first, each as its parts in runs."""
    root: dict[Key, Key] = {}
    size: Counter[Key] = Counter()
    head: dict[Key, tuple[str, str]] = {}
    going: list[tuple[Key, Cluster]] = []  # those that may go on
    for run in numbers:
        new = []
        for row in _told(lake, run):
            key = (run, row["number"])
            root[key], size[key] = key, row["size"]
            head[key] = (row["earliest"] or "~", row["begins"])
            days = (row["first"], row["last"]) if row["first"] is not None else None
            new.append((key, Cluster([0], json.loads(row["total"]), row["square"], days)))
        going = [] if run >= len(runs.starts) else _gone_on([*_near(going, new), *new], root)
    parts: dict[Key, list[Key]] = {}
    for key in root:
        parts.setdefault(_root(root, key), []).append(key)
    return sorted(
        parts.values(), key=lambda keys: (-sum(size[key] for key in keys), *min(head[key] for key in keys))
    )


def _near(going: list[tuple[Key, Cluster]], new: list[tuple[Key, Cluster]]) -> list[tuple[Key, Cluster]]:
    """The stories whose pause before a run is not too long."""
    first = min((cluster.days[0] for _, cluster in new if cluster.days), default=date.max.toordinal())
    return [one for one in going if one[1].days and first - one[1].days[1] <= PAUSE]


def _gone_on(found: list[tuple[Key, Cluster]], root: dict[Key, Key]) -> list[tuple[Key, Cluster]]:
    """Stories of one run and those before it, joined where one goes on in another."""
    for at, (_, cluster) in enumerate(found):
        cluster.members = [at]
    if len({key[0] for key, _ in found}) < 2:
        return found
    joint = joined((cluster for _, cluster in found), cosine, one_story)
    for cluster in joint:
        first, *others = (found[at][0] for at in cluster.members)
        for other in others:
            root[_root(root, other)] = _root(root, first)
    return [(found[cluster.members[0]][0], cluster) for cluster in joint]


def _root(root: dict[Key, Key], key: Key) -> Key:
    while root[key] != key:
        key = root[key]
    return key


def _written(
    lake: Lake, into: str, run: int, homes: dict[Key, int], listed: Sequence[Sequence[Key]]
) -> Counter[int]:
    """Write the articles of a run with their stories, and by part where each is at home."""
    found: list[dict[str, Any]] = []
    for row in _told(lake, run):
        number = homes[run, row["number"]]
        same = {name: row[name] for name in ("name", "title", "earliest", "latest")} | {"story": number}
        for article, name, event in json.loads(row["members"]):
            found.append(same | {"event": event, "article": article, "article_name": name})
    found.sort(key=lambda row: (row["story"], row["article"]))
    write(lake.folder(into, "stories") / f"run-{run:06}.parquet", found, STORY)
    many = {number for number, keys in enumerate(listed, 1) if len(keys) > 1}
    sizes = Counter(row["story"] for row in found)
    home = [
        {"shelf": lake.part(row["article"]), "story": row["story"], "article": row["article"]}
        for row in found
        if sizes[row["story"]] > 1 or row["story"] in many
    ]
    write(lake.folder(WORK, "homes") / f"{run:06}.parquet", sorted(home, key=lambda row: row["shelf"]), HOME)
    return sizes

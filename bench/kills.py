"""Random kills during `add`, and what is lost by them: nothing may be.

    python -m bench.kills [--kills 200] [--articles 300] [--reader quick|real]

A process that adds articles to a new store is killed (SIGKILL) at a random moment, begun again on the same
file and killed again, until it comes to its end; then the next store, until all kills have hit. After each
kill the file is checked (SQLite's integrity_check), after each end `verify` must find nothing, and every row
of every table, full-text indexes too, must be one of an undisturbed run: all but the table of runs, and
which run added an article. The quick reader reads by a pattern, so that most kills hit the writing.
"""

import argparse
import multiprocessing
import random
import re
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onrecord import build
from onrecord.processes import Reads
from onrecord.read import Reader
from onrecord.records import Actor, Article, Figure, Record, Span, Statement
from onrecord.store import Store

PEOPLE = ("Ada Quill", "Bo Reed", "Cy Tarn", "Di Moss", "Ewan Pell", "Fay Lorne")
TEXT = """Talks over the dam go on, day {number}

{who}, the harbour minister, said on Monday that {count} fishermen had been detained near Dalmere. "We want \
{count} of them back," {last} said. An official in Tern told reporters that the ferry strike would end.
"""
SAID = re.compile(r"(?P<who>\w+ \w+), .*? said on Monday that (?P<words>(?P<count>\d+) [^.]+)")
WHEN = ("runs", "_sqlite_migrations")  # tables that say when


class Quick:
    """Reads one statement and one number an article."""

    version = "quick"

    def read(self, articles: Iterable[Article]) -> Iterator[Record]:
        """One record an article."""
        for article in articles:
            said = SAID.search(article.text)
            if said is None:
                yield Record(article=article)
                continue
            who, words, count = (Span(*said.span(part), said[part]) for part in ("who", "words", "count"))
            statement = Statement(
                id="s1", source=who, speaker="a1", source_kind="named person", cue=None, content=(words,),
                type="indirect", rule="quick",
            )  # fmt: skip
            figure = Figure(
                id="f1", span=words, number=count, value=float(count.words), quantifier="exact",
                category="detained", counter="a1", statement="s1", rule="quick",
            )  # fmt: skip
            actor = Actor(id="a1", name=who.words, kind="person", mentions=(who,))
            yield Record(article=article, actors=(actor,), statements=(statement,), figures=(figure,))


@dataclass(slots=True)
class Found:
    """What the kills did."""

    kills: int = 0
    stores: int = 0
    midway: int = 0  # kills that left some of the articles stored
    damaged: int = 0  # files that failed a check, after a kill or at the end
    lost: int = 0  # rows of the undisturbed run that are missing at the end
    more: int = 0  # rows that it does not have: given twice, or changed


def written(folder: Path, articles: int) -> None:
    """Invented articles, each of a text of its own, and one file that cannot be read."""
    for number in range(articles):
        who = PEOPLE[number % len(PEOPLE)]
        text = TEXT.format(number=number, who=who, last=who.split()[1], count=number + 2)
        (folder / f"{number:04}.txt").write_text(text, encoding="utf-8")
    (folder / "empty.txt").touch()


def killed(kills: int, articles: int, *, real: bool = False, seed: int = 8) -> Found:
    """Kill as often as told, and compare."""
    order, found = random.Random(seed), Found()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "articles"
        folder.mkdir()
        written(folder, articles)
        seconds = _run(Path(name) / "whole.db", folder, real, None)
        whole = rows(Path(name) / "whole.db")
        while found.kills < kills:
            path = Path(name) / f"{found.stores}.db"
            while found.kills < kills and _run(path, folder, real, order.uniform(0, seconds)) < 0:
                found.kills += 1
                found.midway += 0 < _stored(path) < articles
                found.damaged += not _intact(path)
            _run(path, folder, real, None)
            found.stores += 1
            with Store(path, create=False) as store:
                found.damaged += any(True for _ in store.faults())
            there = rows(path)
            found.lost, found.more = (
                found.lost + (whole - there).total(),
                found.more + (there - whole).total(),
            )
            path.unlink()
            if sys.stderr.isatty():
                print(f"{found.kills} kills", end="\r", file=sys.stderr)
    return found


def rows(path: Path) -> Counter[str]:
    """Every row of every table, but for when it was written."""
    with closing(sqlite3.connect(path)) as connection:
        named = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        tables = [name for (name,) in named if name not in WHEN]
        found: Counter[str] = Counter()
        for table in tables:
            listed = connection.execute(f"SELECT * FROM {table}")
            columns = [column for column, *_ in listed.description]
            for row in listed:
                told = [value for column, value in zip(columns, row, strict=True) if column != "run"]
                found[f"{table} {told!r}"] += 1
    return found


def _run(path: Path, folder: Path, real: bool, moment: float | None) -> float:
    """Add in another process; gives the seconds it took from its begin, or -1 if it was killed first."""
    context: Any = multiprocessing.get_context("spawn" if real else "fork")
    begun = context.Event()
    process = context.Process(target=_adding, args=(path, folder, real, begun))
    process.start()
    while not begun.wait(0.1) and process.is_alive():
        pass
    since = time.perf_counter()
    process.join(moment)
    process.kill()
    process.join()
    if process.exitcode not in (0, -9):
        raise RuntimeError(f"adding ended with {process.exitcode}")
    return time.perf_counter() - since if process.exitcode == 0 else -1.0


def _adding(path: Path, folder: Path, real: bool, begun: Any) -> None:
    reader: Reads = Reader() if real else Quick()
    begun.set()
    with Store(path) as store:
        build.add(store, [folder], reader)


def _intact(path: Path) -> bool:
    if not path.is_file():
        return True
    with closing(sqlite3.connect(path)) as connection:
        return bool(connection.execute("PRAGMA integrity_check").fetchone() == ("ok",))


def _stored(path: Path) -> int:
    if not path.is_file():
        return 0
    with closing(sqlite3.connect(path)) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'articles'").fetchone():
            return 0
        return int(connection.execute("SELECT count(*) FROM articles").fetchone()[0])


def main() -> None:
    """Kill, and print what came of it; exit status 1 if anything was lost or changed."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--reader", choices=("quick", "real"), default="quick")
    given = parser.parse_args()
    found = killed(given.kills, given.articles, real=given.reader == "real")
    print(f"kills during add of {given.articles} articles    {found.kills}, of these midway {found.midway}")
    print(f"stores completed after kills         {found.stores}")
    print(f"files damaged                        {found.damaged}")
    print(f"rows lost                            {found.lost}")
    print(f"rows given twice or changed          {found.more}")
    raise SystemExit(bool(found.damaged or found.lost or found.more))


if __name__ == "__main__":
    main()

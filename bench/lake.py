"""The lake: throughput on one and two processors, memory, and how it grows.

    python -m bench.lake [--real 60] [--sizes 1000 3000 10000] [--read]

The whole way is from JSON Lines to a linked lake, with the real reader, once with one worker and once with
two, each kept to as many cores; the start of Ray and of the readers is in it, and given apart. Growth and
memory are measured with articles multiplied as in `bench.growth`, whose records are not read but looked up in
those of the first thousand: there the lake's own work is measured, collect to links, not the reading. With
`--read` they are read, too. Memory is the most that all processes together held at one time, shared pages
counted once.
"""

import argparse
import gzip
import json
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import TypeVar

from bench.growth import articles, multiplied
from onrecord.contract import from_json
from onrecord.lake import Cluster, fill, link
from onrecord.read import Reader
from onrecord.records import Article, Record, as_json

Kind = TypeVar("Kind")
SIZES = (1000, 3000, 10000)
EVERY = 1.0  # seconds between two looks at memory


class LookedUp:
    """Gives each article the record that a file holds of it."""

    version = "looked up"

    def __init__(self, path: str) -> None:
        self._path = Path(path)

    def read(self, found: Iterable[Article]) -> Iterator[Record]:
        """The records, in order."""
        for article in found:
            record = from_json(json.loads(_line(self._path, article.id)))
            yield replace(record, article=replace(record.article, sources=article.sources))


@cache
def _places(path: Path) -> dict[str, int]:
    places: dict[str, int] = {}
    with path.open("rb") as file:
        at = 0
        for line in file:
            places[line[:64].decode()] = at
            at += len(line)
    return places


def _line(path: Path, name: str) -> str:
    with path.open("rb") as file:
        file.seek(_places(path)[name])
        return file.readline()[65:].decode()


def written(found: Iterable[Article], path: Path) -> Path:
    """Articles as a JSON Lines file."""
    with gzip.open(path, "wt", encoding="utf-8") as file:
        for one in found:
            source = one.sources[0]
            row = {"id": source.record, "text": one.text, "title": one.title, "outlet": one.outlet}
            file.write(json.dumps(row | {"published": source.published or one.published.earliest}) + "\n")
    return path


def whole_way(path: Path, workers: Cluster, lake: Path) -> tuple[float, float]:
    """Seconds of filling and of linking a new lake."""
    shutil.rmtree(lake, ignore_errors=True)
    began = time.perf_counter()
    fill([path], lake, workers)
    filled = time.perf_counter()
    link(lake, workers)
    return filled - began, time.perf_counter() - filled


def held(work: Callable[[], Kind]) -> tuple[Kind, float]:
    """What work gives, and the most MB that this process and all below it held meanwhile."""
    most, done = [0.0], threading.Event()

    def look() -> None:
        ended = False
        while not ended:
            most[0] = max(most[0], sum(map(_share, _below(os.getpid()))))
            ended = done.wait(EVERY)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        found = work()
    finally:
        done.set()
        thread.join()
    return found, most[0]


def _below(pid: int) -> Iterator[int]:
    yield pid
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text(encoding="ascii").split():
                yield from _below(int(child))
    except OSError:  # it has ended
        return


def _share(pid: int) -> float:
    try:
        told = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0.0
    return int(told.split("Pss:")[1].split()[0]) / 1024


def size_of(folder: Path) -> float:
    """MB of the files in a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6


def real(number: int, folder: Path) -> None:
    """Print the whole way with the real reader, on one worker and on two."""
    path = written(list(articles())[:number], folder / "real.jsonl.gz")
    few = written(list(articles())[:1], folder / "one.jsonl.gz")
    took = {}
    cores = sorted(os.sched_getaffinity(0))
    for workers in (1, 2):
        os.sched_setaffinity(0, cores[:workers])  # what is started from here on keeps to these
        made = Cluster(factory=Reader, workers=workers)
        start = sum(whole_way(few, made, folder / "lake"))
        filling, linking = whole_way(path, made, folder / "lake")
        took[workers] = (filling + linking, filling + linking - start)
        told = f"{filling:.1f} s filling, {linking:.1f} s linking; of it {start:.1f} s for a single article"
        print(f"{number} articles, {workers} worker(s): {told}", flush=True)
    os.sched_setaffinity(0, cores)
    whole, beyond = (took[1][place] / took[2][place] for place in (0, 1))
    print(f"two times one: {whole:.2f}; without what a single article takes {beyond:.2f}")


def growth(sizes: Iterable[int], folder: Path, *, read: bool = False) -> None:
    """Print seconds, memory and storage of multiplied articles: read, or of the lake's own work alone."""
    from bench.lake import LookedUp as Importable  # by its name, which workers find; not that of a script

    records = read_once(folder)
    print(
        f"{'articles':>9}{'filling s':>11}{'linking s':>11}{'memory MB':>11}{'inputs MB':>11}{'lake MB':>9}"
    )
    for size in sizes:
        path = folder / "many.jsonl.gz"
        plain = _prepared(records, size, folder / "records", path)
        looked_up = partial(Importable, str(folder / "records"))
        made = Cluster(factory=Reader if read else looked_up, workers=2)
        (filling, linking), memory = held(partial(whole_way, path, made, folder / "lake"))
        sizes_told = f"{memory:>11,.0f}{plain:>11.1f}{size_of(folder / 'lake'):>9.1f}"
        print(f"{size:>9,}{filling:>11.1f}{linking:>11.1f}{sizes_told}", flush=True)


def _prepared(records: list[Record], size: int, kept: Path, path: Path) -> float:
    """Write so many records, and their articles as inputs; MB of their texts."""
    plain = 0

    def each() -> Iterator[Article]:
        nonlocal plain
        with kept.open("w", encoding="utf-8") as file:
            for record in multiplied(records, size):
                file.write(f"{record.article.id} {json.dumps(as_json(record), ensure_ascii=False)}\n")
                plain += len(record.article.text.encode())
                yield record.article

    written(each(), path)
    return plain / 1e6


def read_once(folder: Path) -> list[Record]:
    """The records of the first thousand, kept in the folder for the next time."""
    path = folder / "first.jsonl"
    if not path.exists():
        from bench.growth import read

        lines = [json.dumps(as_json(record), ensure_ascii=False) for record in read(Reader())]
        path.write_text("\n".join(lines), encoding="utf-8")
    return [from_json(json.loads(line)) for line in path.read_text(encoding="utf-8").split("\n")]


def main() -> None:
    """Print all."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--real", type=int, default=60, help="articles that are really read; 0: none")
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES, help="articles that are looked up")
    parser.add_argument("--read", action="store_true", help="read these too, instead of looking them up")
    parser.add_argument("--folder", type=Path, help="where what was read is kept for the next time")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = options.folder or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        if options.real:
            real(options.real, folder)
        if options.sizes:
            growth(options.sizes, folder, read=options.read)


if __name__ == "__main__":
    main()

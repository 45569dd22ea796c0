"""The whole way on one core and on two: from files to a linked store.

    python -m bench.whole [--articles 200] [--rounds 1]

The articles are whole ones of `conflict_may2025`, in ../shared. `onrecord add` with as many processes as
cores, then `onrecord link`, run in processes that are kept to so many cores, in turn; start-up is in it.
Medians count where there are several rounds.
"""

import argparse
import itertools
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from bench.growth import articles
from bench.lake import written


def timed(command: Sequence[str], cores: Sequence[int]) -> float:
    """Seconds of a command that is kept to some cores."""
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "onrecord", *command],
        check=True,
        capture_output=True,
        preexec_fn=partial(os.sched_setaffinity, 0, cores),
    )
    return time.perf_counter() - began


def whole_way(path: Path, store: Path, cores: Sequence[int]) -> tuple[float, float]:
    """Seconds of adding the articles to a new store, and of linking it."""
    for end in ("", "-wal", "-shm"):
        Path(f"{store}{end}").unlink(missing_ok=True)
    added = timed(["add", str(store), str(path), "--processes", str(len(cores))], cores)
    return added, timed(["link", str(store)], cores)


def main() -> None:
    """Print the seconds of both, and how many times as fast two cores are."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args()
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        raise SystemExit("two cores are needed")
    took: dict[int, list[float]] = {1: [], 2: []}
    with tempfile.TemporaryDirectory() as folder:
        path = written(itertools.islice(articles(), options.articles), Path(folder) / "articles.jsonl.gz")
        for _ in range(options.rounds):
            for number, seconds in took.items():
                added, linked = whole_way(path, Path(folder) / "story.db", cores[:number])
                seconds.append(added + linked)
                print(f"{number} core(s): {added:.1f} s adding, {linked:.1f} s linking", flush=True)
    one, two = (statistics.median(took[number]) for number in (1, 2))
    print(f"{options.articles} articles, from files to a linked store: two cores {one / two:.2f} times one")


if __name__ == "__main__":
    main()

"""How fast the desk answers over a story of 5,000 articles, and what memory it takes.

    python -m bench.web [--articles 5000] [--store FILE]

The articles are those of `bench.growth`. The store is made and linked first (with --store it is kept, and
used as it is the next time). The server runs in a process of its own; each address is asked for many times,
and the times are those from request to whole answer: median, and the slowest in twenty.
"""

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import httpx

from bench.growth import multiplied, read
from onrecord.read import Reader
from onrecord.store import Store

ASKED = 40  # times that each address is asked for
WORDS = ("ceasefire", "hostages", "aid", "minister said", "killed", "talk", "with", '"foreign minister"')
BOUNDS = {"first page": 300, "search": 150, "article": 200, "memory": 600}  # milliseconds, MB


def made(path: Path, articles: int) -> None:
    """Make the store of so many articles."""
    began = time.monotonic()
    with Store(path) as store:
        store.add(multiplied(read(Reader()), articles))
    print(f"made in {time.monotonic() - began:.0f} s", flush=True)


def linked(path: Path) -> None:
    """Link a store in a process of its own, and say how long that took and in how much memory."""
    began = time.monotonic()
    process = subprocess.Popen([sys.executable, "-m", "onrecord", "link", str(path)])
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit("linking failed")
    print(f"linked in {time.monotonic() - began:.0f} s, {used.ru_maxrss / 1024:,.0f} MB", flush=True)


@contextmanager
def served(path: Path) -> Iterator[tuple[str, int]]:
    """The address of a server over a store, and its process."""
    command = [sys.executable, "-m", "onrecord", "serve", str(path), "--port", "0", "--token", "bench"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        line = process.stdout.readline() if process.stdout else ""
        yield line.split()[-1].rstrip("/"), process.pid
    finally:
        process.terminate()
        process.wait()


def times(client: httpx.Client, addresses: Sequence[str]) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds, over some addresses in turn."""
    found = []
    for number in range(ASKED):
        began = time.perf_counter()
        client.get(addresses[number % len(addresses)]).raise_for_status()
        found.append((time.perf_counter() - began) * 1000)
    return statistics.median(found), statistics.quantiles(found, n=20)[-1]


def resident(process: int) -> float:
    """The most memory that a process has had, in MB."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return int(re.findall(r"VmHWM:\s+(\d+)", status)[0]) / 1024


def main() -> None:
    """Print the figures, each beside its bound."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--articles", type=int, default=5000)
    parser.add_argument("--store", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.store or Path(folder) / "story.db"
        if not path.is_file():
            made(path, options.articles)
            linked(path)
        with Store(path) as store:
            _, listed = store.search.articles({}, 400)
        with served(path) as (base, process), httpx.Client(base_url=base, timeout=60) as client:
            asked = {
                "first page": ["/"],
                "search": [f"/statements?words={quote(words)}" for words in WORDS],
                "search by meaning": [f"/search?by=meaning&words={quote(words)}" for words in WORDS],
                "search of all": [f"/search?words={quote(words)}" for words in WORDS],
                "article": [f"/articles/{one.article.id[:12]}" for one in listed[::10]],
                "statements": ["/statements", "/statements?page=7"],
                "positions": ["/positions"],
                "timeline": ["/timeline", "/timeline?page=9"],
                "claims": ["/claims"],
            }
            for name, addresses in asked.items():
                began = time.perf_counter()
                client.get(addresses[0]).raise_for_status()
                first = (time.perf_counter() - began) * 1000
                median, slowest = times(client, addresses)
                bound = f"  (bound {BOUNDS[name]})" if name in BOUNDS else ""
                print(f"{name:18} {median:7.1f} ms, 95 % {slowest:7.1f} ms, at first {first:7.1f} ms{bound}")
            print(f"{'memory':18} {resident(process):7.0f} MB  (bound {BOUNDS['memory']})")


if __name__ == "__main__":
    main()

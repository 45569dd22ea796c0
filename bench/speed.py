"""Speed and memory of reading, as ratios in one run: ours against the bare spaCy pipeline.

    python -m bench.speed [PATH] [--rounds N]

The same texts go through the bare small pipeline with all its pipes and through the whole way of
`onrecord read` (collect, document, read, JSON) in turn, N times; medians count. Memory is the peak of
a process of its own that only reads. PATH: articles to read; by default a sample of real news in
../shared, else the bundled story.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from importlib.resources import files
from pathlib import Path

from onrecord.build import records
from onrecord.read import Reader
from onrecord.read.reading import load
from onrecord.records import Record, as_json

ROOT = Path(__file__).parents[1]
NEWS = ROOT.parent / "shared" / "data" / "syria_talks_2016" / "syria_talks_2016_dev.jsonl"


def default_path() -> Path:
    """Real news where it stands beside the project, else the bundled story."""
    return NEWS if NEWS.exists() else Path(str(files("onrecord.example"))) / "story"


def read_all(path: Path, reader: Reader) -> list[str]:
    """The whole way of `onrecord read`; returns the texts read."""
    found = [item for item in records([path], reader) if isinstance(item, Record)]
    for record in found:
        json.dumps(as_json(record), ensure_ascii=False)
    return [record.article.text for record in found]


def timed(work: Callable[[], object]) -> float:
    """Seconds that the work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def compare(path: Path, rounds: int) -> dict[str, float]:
    """Words a second of both, and their ratio: medians over rounds that alternate."""
    reader, bare = Reader(), load()
    texts = read_all(path, reader)
    words = sum(len(text.split()) for text in texts)
    ours, theirs = [], []
    for _ in range(rounds):
        theirs.append(timed(lambda: exhaust(bare.pipe(texts))))
        ours.append(timed(lambda: read_all(path, reader)))
    ratio = statistics.median(b / a for a, b in zip(ours, theirs, strict=True))
    return {
        "articles": len(texts),
        "words": words,
        "bare spaCy, words a second": words / statistics.median(theirs),
        "onrecord read, words a second": words / statistics.median(ours),
        "ratio": ratio,
    }


def exhaust(items: Iterable[object]) -> None:
    """Draw every item and keep none."""
    for _ in items:
        pass


def high_water() -> float:
    """Peak memory of this process in MB; not of the one that started it, which `getrusage` may report."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def peak_memory(path: Path) -> float:
    """Peak memory in MB of a process that loads the reader and reads the path."""
    done = subprocess.run(
        [sys.executable, __file__, "--only-read", str(path)], check=True, capture_output=True, text=True
    )
    return float(done.stdout)


def main() -> None:
    """Print the figures, one a line."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("path", nargs="?", type=Path, default=default_path(), help="articles to read")
    parser.add_argument("--rounds", type=int, default=5, help="how often each is run, in turn")
    parser.add_argument("--only-read", action="store_true", help="read once and print the peak memory")
    options = parser.parse_args()
    if options.only_read:
        read_all(options.path, Reader())
        print(high_water())
        return
    for name, value in compare(options.path, options.rounds).items():
        print(f"{name:32} {value:,.2f}" if value < 10 else f"{name:32} {value:,.0f}")
    print(f"{'peak memory, MB':32} {peak_memory(options.path):,.0f}")


if __name__ == "__main__":
    main()

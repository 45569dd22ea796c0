"""Speed and memory of reading, as ratios in one run: ours against the bare spaCy pipeline.

    python -m bench.speed [PATH] [--rounds N]

The same texts go through the bare small pipeline with all its pipes and through the whole way of
`onrecord read` (collect, document, read, JSON) in turn, N times; medians count. So do one process and
two, the two started and warmed by a first reading that does not count: `two processes, times one` is
the time of one divided by that of two, collecting and JSON, which stay in one process, included. The
start-up is that of a new interpreter until its reader is made, median of N. Memory is the peak of a
process of its own that only reads, and of each of the two that read for another. PATH: articles to
read; by default a sample of real news in ../shared, else the bundled story.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from importlib.resources import files
from multiprocessing import active_children
from pathlib import Path

from onrecord.build import records
from onrecord.processes import Processes, Reads
from onrecord.read import Reader
from onrecord.read.reading import load
from onrecord.records import Record, as_json

ROOT = Path(__file__).parents[1]
NEWS = ROOT.parent / "shared" / "data" / "syria_talks_2016" / "syria_talks_2016_dev.jsonl"


def default_path() -> Path:
    """Real news where it stands beside the project, else the bundled story."""
    return NEWS if NEWS.exists() else Path(str(files("onrecord.example"))) / "story"


def read_all(path: Path, reader: Reads) -> list[str]:
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


def two_times_one(path: Path, rounds: int) -> float:
    """How many times as fast two started processes read as one: median over rounds that alternate."""
    one, ratios = Reader(), []
    with Processes(Reader, 2) as two:
        read_all(path, one)
        read_all(path, two)
        for _ in range(rounds):
            alone = timed(lambda: read_all(path, one))
            ratios.append(alone / timed(lambda: read_all(path, two)))
    return statistics.median(ratios)


def start_up() -> float:
    """Seconds from the start of an interpreter until its reader is made."""
    code = "from onrecord.read import Reader; reader = Reader(); print(reader.version, flush=True)"
    began = time.perf_counter()
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as process:
        if not (process.stdout and process.stdout.readline()):
            raise SystemExit("the reader could not be made; see above")
        return time.perf_counter() - began


def exhaust(items: Iterable[object]) -> None:
    """Draw every item and keep none."""
    for _ in items:
        pass


def high_water(process: int | str = "self") -> float:
    """Peak memory of a process in MB; not of the one that started it, which `getrusage` may report."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def only_read(path: Path, processes: int) -> float:
    """Read once; the peak memory in MB of this process or, of several, the highest of theirs."""
    if processes == 1:
        read_all(path, Reader())
        return high_water()
    with Processes(Reader, processes) as several:
        read_all(path, several)
        return max(high_water(child.pid or "self") for child in active_children())


def peak_memory(path: Path, processes: int = 1) -> float:
    """Peak memory in MB of a process that loads the reader and reads the path, or its share of it."""
    command = [sys.executable, __file__, "--only-read", "--processes", str(processes), str(path)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main() -> None:
    """Print the figures, one a line."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("path", nargs="?", type=Path, default=default_path(), help="articles to read")
    parser.add_argument("--rounds", type=int, default=5, help="how often each is run, in turn")
    parser.add_argument("--only-read", action="store_true", help="read once and print the peak memory")
    parser.add_argument("--processes", type=int, default=1, help="with --only-read: how many of them read")
    options = parser.parse_args()
    if options.only_read:
        print(only_read(options.path, options.processes))
        return
    figures = compare(options.path, options.rounds)
    figures["two processes, times one"] = two_times_one(options.path, options.rounds)
    figures["start-up, seconds"] = statistics.median(start_up() for _ in range(options.rounds))
    figures["peak memory, MB"] = peak_memory(options.path)
    figures["peak memory of each of two, MB"] = peak_memory(options.path, 2)
    for name, value in figures.items():
        print(f"{name:32} {value:,.2f}" if value < 10 else f"{name:32} {value:,.0f}")


if __name__ == "__main__":
    main()

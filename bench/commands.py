"""How fast the commands that ask answer over a store of 20,000 articles.

    python -m bench.commands [--articles 20000] [--store FILE] [--rounds N]

The articles are those of `bench.growth`; the store is made and linked first, which takes half an hour (with
--store it is kept, and used as it is the next time). Each command runs in a process of its own, N times;
the middle one of its times counts, from the start of the process to its end. It writes to a terminal, which
shows 500 rows of a table at most; `whole` is what it takes to write all of the answer to a file.
"""

import argparse
import os
import pty
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from bench.web import linked, made

BOUND = 1.0  # second
ASKED = (
    "articles", "articles --words ceasefire", "statements", "statements --words ceasefire",
    "statements --speaker minister --since 2025-05-10", "figures", "figures --category killed", "positions",
    "positions --issue ceasefire", "events", "events --type ASSAULT --place Gaza", "problems", "series",
    "series --category killed", "copies", "claims", "claims --words ceasefire", "disputes", "proposals",
    "timeline", "timeline --since 2025-05-20 --type ASSAULT", "changes", "actors", "actors --name ministry",
    "stories", "framing", "sources",
)  # fmt: skip


def in_terminal(command: Sequence[str]) -> float:
    """Seconds of a command that writes to a terminal."""
    ours, theirs = pty.openpty()
    reader = threading.Thread(target=_drained, args=(ours,))
    reader.start()
    began = time.perf_counter()
    subprocess.run(command, stdout=theirs, stderr=subprocess.DEVNULL, check=True)
    took = time.perf_counter() - began
    os.close(theirs)
    reader.join()
    os.close(ours)
    return took


def _drained(terminal: int) -> None:
    try:
        while os.read(terminal, 1 << 16):
            pass
    except OSError:  # the other end is closed
        return


def to_file(command: Sequence[str]) -> float:
    """Seconds of a command that writes to a file."""
    with tempfile.TemporaryFile() as file:
        began = time.perf_counter()
        subprocess.run(command, stdout=file, stderr=subprocess.DEVNULL, check=True)
        return time.perf_counter() - began


def main() -> None:
    """Print the times of each command, and those above the bound."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    slow = []
    with tempfile.TemporaryDirectory() as folder:
        path = options.store or Path(folder) / "story.db"
        if not path.is_file():
            made(path, options.articles)
            linked(path)
        for asked in ASKED:
            name, *given = asked.split()
            command = [sys.executable, "-m", "onrecord", name, str(path), *given]
            shown = statistics.median(in_terminal(command) for _ in range(options.rounds))
            print(f"{asked:50} {shown:6.2f} s  whole {to_file(command):6.2f} s", flush=True)
            slow += [asked] if shown >= BOUND else []
    print(
        f"{len(ASKED)} commands, {len(slow)} of a second or more" + (": " if slow else "") + ", ".join(slow)
    )


if __name__ == "__main__":
    main()

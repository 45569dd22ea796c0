"""A newcomer's way, timed: from `git clone` to a dossier of articles of one's own, in an empty environment.

    python -m bench.newcomer [PAGES]

Clones this repository as committed and runs, line by line, the first block of commands in its README, with
an empty home, no cache of packages and only those settings of this machine that say where packages come
from. PAGES is the folder of articles; by default that of the bundled story: HTML pages, texts and a feed.
Prints the wall-clock seconds of every step.
"""

import argparse
import os
import re
import subprocess
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
STORY = ROOT / "src" / "onrecord" / "example" / "story"
BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)
GIVEN = "my-articles"  # as the README calls the folder of articles


def steps() -> list[str]:
    """The commands of the README's first block."""
    found = BLOCK.search((ROOT / "README.md").read_text(encoding="utf-8"))
    return [line.partition("  #")[0].strip() for line in (found[1] if found else "").splitlines()]


def environment(home: Path) -> dict[str, str]:
    """An empty home and a plain path; of this machine's settings only where packages come from."""
    kept = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    return kept | {"HOME": str(home), "PATH": "/usr/local/bin:/usr/bin:/bin", "PIP_NO_CACHE_DIR": "1"}


def timed(command: str, folder: Path, settings: dict[str, str]) -> float:
    """Seconds that a command takes; it must end well."""
    began = time.perf_counter()
    done = subprocess.run(command, shell=True, cwd=folder, env=settings, check=False)
    if done.returncode:
        raise SystemExit(f"{command}: ended with status {done.returncode}; what it said stands above")
    return time.perf_counter() - began


def way(folder: Path, articles: Path) -> list[tuple[str, float]]:
    """Go the whole way below a folder; the steps with their seconds."""
    settings, clone = environment(folder), folder / "onrecord"
    taken = [("git clone", timed(f"git clone --quiet '{ROOT}' '{clone}'", folder, settings))]
    (clone / GIVEN).symlink_to(articles.resolve(), target_is_directory=True)
    return taken + [(command, timed(command, clone, settings)) for command in steps()]


def main() -> None:
    """Print the seconds of each step, one a line."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("pages", nargs="?", type=Path, default=STORY, help="folder of articles")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        taken = way(Path(folder), options.pages)
    for name, seconds in [*taken, ("in all", sum(seconds for _, seconds in taken))]:
        print(f"{name:60} {seconds:6.1f} s")


if __name__ == "__main__":
    main()

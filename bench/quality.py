"""Quality of whole records against the hand-made gold in ../shared, and against the bundled story.

    python -m bench.quality [--errors N]

Prints precision, recall and F1 (or accuracy) of every figure that a floor in tests/floors.toml holds.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import Any

from bench.score_truth import TRUTH, lines, score
from onrecord.build import records
from onrecord.read import Reader
from onrecord.records import Record, as_json

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
FLOORS = ROOT / "tests" / "floors.toml"
GOLD = ("seeds", "seeds_more")


def floors() -> dict[str, dict[str, float]]:
    """The figures that must not fall: set of articles → figure → floor."""
    return tomllib.loads(FLOORS.read_text(encoding="utf-8"))


def write(inputs: Iterable[Path], out: Path, reader: Reader) -> None:
    """The records of the inputs as the contract's JSON Lines."""
    with out.open("w", encoding="utf-8") as file:
        for item in records(inputs, reader):
            if isinstance(item, Record):
                file.write(json.dumps(as_json(item), ensure_ascii=False) + "\n")


def score_gold(folder: str, reader: Reader, errors: int = 0) -> dict[str, Any]:
    """The report of `score_record.py` on one folder of gold."""
    with tempfile.TemporaryDirectory() as place:
        predictions = Path(place) / "record.jsonl"
        write([SHARED / folder / "texts"], predictions, reader)
        script = SHARED / "eval" / "score_record.py"
        command = [
            sys.executable,
            script,
            predictions,
            SHARED / folder / "gold",
            "--json",
            "--errors",
            str(errors),
        ]
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=True)
        report: dict[str, Any] = json.loads(done.stdout)
        return report


def figure(report: dict[str, Any], key: str) -> float | None:
    """One pooled figure of a report, named as in `section.figure.part`; None where it is undefined."""
    section, name, part = key.split(".")
    value = report["pooled"][section][name][part]
    return None if value is None else float(value)


def score_story(reader: Reader) -> dict[str, float]:
    """The figures of the bundled story against its truth."""
    story = Path(str(files("onrecord.example"))) / "story"
    predicted = [as_json(item) for item in records([story], reader) if isinstance(item, Record)]
    return score(predicted, lines(TRUTH))


def show(articles: str, key: str, value: float | None) -> None:
    """Print one figure with its floor."""
    reached = "–" if value is None else f"{value:.3f}"
    print(f"{articles:12} {key:34} {reached}  floor {floors()[articles][key]:.3f}")


def main() -> None:
    """Print every figure that has a floor, and the errors asked for."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="list N of each kind of error")
    options = parser.parse_args()
    reader = Reader()
    for folder in GOLD if SHARED.is_dir() else ():
        report = score_gold(folder, reader, options.errors)
        for key in floors()[folder]:
            show(folder, key, figure(report, key))
        for kind, listed in report["errors"].items():
            for line in listed:
                print(f"{kind}: {line}")
    reached = score_story(reader)
    for key in floors()["example"]:
        show("example", key, reached.get(key))


if __name__ == "__main__":
    main()

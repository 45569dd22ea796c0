"""The ledger against the official daily series of Gaza, which the program itself never sees.

    python -m bench.ledger [PATH...]

Reads the Gaza articles of `conflict_may2025` (or other files with dated articles), links their figures, and
compares each point of a series of people killed or injured, as a health ministry counts them, with
`palestine_series` of the day: a total with the cumulative number, new ones over a day with that day's. A
point is right if the official number of its day, of one of the two days before or of the day after, or for a
total a number between them, lies within what its words allow ("at least", "about"; round numbers to within
their own rounding). Days after
the end of the official series, and totals from another start than its own, are listed as not comparable.

The headlines of `gaza_toll_headlines` are read in the same way; their days lie within the official series.
"""

import argparse
import gzip
import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from bench.headlines import headlines, read
from bench.quality import SHARED
from onrecord.build import records
from onrecord.link.series import Point, Series, series
from onrecord.read import Reader
from onrecord.records import Record

STORY = SHARED / "data" / "conflict_may2025" / "conflict_may2025_dev.jsonl.gz"
OFFICIAL = SHARED / "data" / "palestine_series"
START = "2023-10-07"
DAYS = (0, -1, -2, 1)
REPORTED = ("killed", "killed_cum", "injured_cum")
KINDS = {"killed": ("killed", "killed_cum"), "injured": ("injured", "injured_cum")}


@dataclass(frozen=True, slots=True)
class Judged:
    """One point with the official number of its day, and what came of the comparison."""

    one: Series
    point: Point
    verdict: str  # right | wrong | not comparable
    cause: str


def official(folder: Path = OFFICIAL) -> dict[str, dict[str, float]]:
    """The official numbers by day: killed, killed_cum, injured_cum, and injured as their difference."""
    days: dict[str, dict[str, float]] = {}
    for file in sorted(folder.glob("casualties_daily*.jsonl")):
        for row in map(json.loads, file.read_text(encoding="utf-8").splitlines()):
            known = (
                (name, row.get(f"ext_{name}", row.get(name)))
                for name in ("killed", "killed_cum", "injured_cum")
            )
            days[row["report_date"]] = {name: float(value) for name, value in known if value is not None}
    for day, numbers in days.items():
        before = days.get((date.fromisoformat(day) - timedelta(1)).isoformat(), {})
        if "injured_cum" in numbers and "injured_cum" in before:
            numbers["injured"] = numbers["injured_cum"] - before["injured_cum"]
    return days


def judged(found: Iterable[Series], days: dict[str, dict[str, float]]) -> Iterator[Judged]:
    """Every point of a ministry's count of people killed or injured."""
    for one in found:
        key = one.key
        ministry = "health" in key.counter and {"ministry", "authorities", "officials"} & set(key.counter)
        if key.category in KINDS and ministry and not key.part and key.measure != "level":
            for point in one.points:
                yield _judged(one, point, days)


def _judged(one: Series, point: Point, days: dict[str, dict[str, float]]) -> Judged:
    key = one.key
    others = {word for word in key.counted if word not in ("Palestinian", "Gazan")}
    if others or key.since not in ("", START, START[:7], START[:4]):
        return Judged(one, point, "not comparable", f"counts {' '.join(others) or 'from ' + key.since}")
    if key.place not in ("", "gaza") or (key.measure == "increment" and key.window not in ("P1D", "PT24H")):
        return Judged(one, point, "not comparable", f"counts in {key.place or key.window}")
    name = KINDS[key.category][key.measure == "cumulative"]
    if point.as_of is None or len(point.as_of) < 10:
        return Judged(one, point, "not comparable", "has no day")
    near = [(date.fromisoformat(point.as_of) + timedelta(step)).isoformat() for step in DAYS]
    known = [days[day][name] for day in near if name in days.get(day, {})]
    if not known:
        return Judged(one, point, "not comparable", f"no official number of {point.as_of}")
    low, high = _allowed(point)
    between = key.measure == "cumulative" and low <= max(known) and min(known) <= high  # of a day's course
    right = between or any(low <= value <= high for value in known)
    return Judged(one, point, "right" if right else "wrong", f"official {min(known):g} to {max(known):g}")


def _allowed(point: Point) -> tuple[float, float]:
    """What a point's words allow, a round number being rounded."""
    low, high = point.bounds
    unit = next((unit for unit in (1000, 500, 100) if point.value >= 1000 and point.value % unit == 0), 0)
    return low - unit, high + unit


def main() -> None:
    """Print every point with what came of it, and the shares."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", nargs="*", type=Path)
    options = parser.parse_args()
    reader, days = Reader(), official()
    print(f"official series: {min(days)} to {max(days)}")
    story = list(read_story(options.path, reader))
    report("articles", story, list(judged(series(story), days)))
    told = read(headlines(), reader)
    report("headlines", told, list(judged(series(told), days)))


def read_story(paths: Sequence[Path], reader: Reader) -> Iterator[Record]:
    """The articles of the paths, by default the Gaza articles of the bundled snapshot."""
    if paths:
        yield from (one for one in records(paths, reader) if isinstance(one, Record))
        return
    with gzip.open(STORY, "rt", encoding="utf-8") as lines, tempfile.TemporaryDirectory() as place:
        file = Path(place) / "gaza.jsonl"
        file.write_text(
            "".join(line for line in lines if "gaza" in json.loads(line)["story_tags"]), encoding="utf-8"
        )
        yield from (one for one in records([file], reader) if isinstance(one, Record))


def report(title: str, pile: Sequence[Record], found: Sequence[Judged]) -> None:
    """Print what came of one pile, each point that is not right with its cause."""
    counts = Counter(one.verdict for one in found)
    compared = counts["right"] + counts["wrong"]
    share = f", wrong {counts['wrong'] / compared:.1%} of {compared} compared" if compared else ""
    print(f"\n{title}: {len(pile)} read, {len(found)} points of a health ministry's counts{share}")
    print(", ".join(f"{verdict} {count}" for verdict, count in sorted(counts.items())))
    for one in found:
        point = one.point
        told = f"{one.one.key.category} {one.one.key.measure} {point.quantifier} {point.value:g}"
        print(f"  {one.verdict}: {told} as of {point.as_of} in {point.article}: {one.cause}")


if __name__ == "__main__":
    main()

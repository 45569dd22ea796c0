"""Time expressions: ours against libraries, on the articles of TempEval-3 (development part) in one run.

    python -m bench.dates

Prints precision, recall and F1 by the definitions of `score_dates.py` in ../shared (value: the spans
overlap and the TIMEX3 values are equal), and the seconds each took, ours without the parse, which
`onrecord read` has made already. Libraries that are not installed are left out: dateparser (its
`search_dates`) and recognizers-text-date-time (Microsoft). dateparser gives a day or a time only, so
whole days are compared as days.
"""

import gzip
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter
from typing import Any

from bench.quality import SHARED
from onrecord.build import found
from onrecord.read.dates import dates
from onrecord.read.reading import Reading, load, parsed

GOLD = SHARED / "data" / "tempeval3" / "dev.jsonl.gz"
Json = dict[str, Any]
Timed = tuple[dict[str, list[Json]], float]


def articles() -> list[Json]:
    """The articles with their gold."""
    with gzip.open(GOLD, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def ours() -> Timed:
    """What `onrecord read` finds, by the id of the article."""
    nlp = load(None)
    readings = [Reading(article, doc) for article, doc in parsed(found([GOLD])[0], nlp)]
    started = perf_counter()
    told = {
        str(reading.article.sources[0].record): [
            {"span": [time.span.start, time.span.end], "type": time.type, "value": time.value}
            for time in dates(reading)
        ]
        for reading in readings
    }
    return told, perf_counter() - started


def _timed(find: Callable[[Json], Iterator[Json]]) -> Timed:
    started = perf_counter()
    return {one["id"]: list(find(one)) for one in articles()}, perf_counter() - started


def _day(one: Json) -> datetime:
    return datetime.fromisoformat(one["published"][:10])


def with_dateparser() -> Timed:
    """`dateparser.search.search_dates`, which gives words; they are looked for in their order."""
    from dateparser.search import search_dates

    def find(one: Json) -> Iterator[Json]:
        at = 0
        for words, when in (
            search_dates(one["text"], languages=["en"], settings={"RELATIVE_BASE": _day(one)}) or ()
        ):
            at = max(at, one["text"].find(words, at))
            value = when.date().isoformat()
            yield {"span": [at, at + len(words)], "type": "DATE", "value": value}
            at += len(words)

    return _timed(find)


def with_recognizers() -> Timed:
    """`recognize_datetime`, which gives a TIMEX and, for what is told from a day, the days it may be."""
    from recognizers_date_time import recognize_datetime
    from recognizers_text import Culture

    kinds = {"duration": "DURATION", "set": "SET", "time": "TIME", "datetime": "TIME"}

    def find(one: Json) -> Iterator[Json]:
        for result in recognize_datetime(one["text"], Culture.English, reference=_day(one)):
            values = (result.resolution or {}).get("values") or [{}]
            value = values[0].get("timex", "")
            if value.startswith("XXXX"):  # a day that is told from publication: the past one stands first
                value = values[0].get("value", value)
            kind = kinds.get(result.type_name.rsplit(".", 1)[-1], "DATE")
            yield {"span": [result.start, result.end + 1], "type": kind, "value": value}

    return _timed(find)


LIBRARIES = {
    "dateparser": ("dateparser", with_dateparser),
    "recognizers": ("recognizers_date_time", with_recognizers),
}


def score(told: dict[str, list[Json]]) -> dict[str, dict[str, float]]:
    """The figures of `score_dates.py`."""
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "record.jsonl"
        with file.open("w", encoding="utf-8") as out:
            for one in articles():
                found_in = {"source": {"record": one["id"]}, "text": one["text"]}
                out.write(json.dumps({"article": found_in, "dates": told.get(one["id"], [])}) + "\n")
        script = SHARED / "eval" / "score_dates.py"
        command = [sys.executable, str(script), str(file), str(GOLD), "--json"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    figures: dict[str, dict[str, float]] = json.loads(done.stdout)
    return figures


def main() -> None:
    """Print a row for each."""
    runs: dict[str, Timed] = {"onrecord": ours()}
    for name, (module, find) in LIBRARIES.items():
        if find_spec(module):
            runs[name] = find()
        else:
            print(f"{name} is not installed; it is left out")
    print(f"{'':14}{'relaxed P':>10}{'R':>7}{'F1':>7}{'value P':>10}{'R':>7}{'F1':>7}{'seconds':>9}")
    for name, (told, seconds) in runs.items():
        figures = score(told)
        cells = [figures[row][part] for row in ("relaxed", "value") for part in ("precision", "recall", "f1")]
        print(f"{name:14}{cells[0]:10.3f}" + "".join(f"{cell:7.3f}" for cell in cells[1:3]), end="")
        print(f"{cells[3]:10.3f}" + "".join(f"{cell:7.3f}" for cell in cells[4:]) + f"{seconds:9.1f}")


if __name__ == "__main__":
    main()

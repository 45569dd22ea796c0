"""How linking grows with the pile: 1,000, 4,000 and 16,000 articles.

    python -m bench.growth [--sizes 1000 4000 16000]

The first thousand are read from ../shared (whole articles of `conflict_may2025`, titles and summaries of
`conflict_rss_jan2026`); the others are these again with the letters of all names and all numbers exchanged,
the same for one round of copies, so that offsets stay and every round tells other stories. Times are
processor seconds of each part of linking; the exponent is that of the last step (1 is linear). The last
row is what finding the copies of a hundred more articles costs; the other parts are worked out anew.
"""

import argparse
import gzip
import hashlib
import json
import random
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from math import log
from typing import Any

from bench.quality import SHARED
from onrecord.link.copies import Index, copies
from onrecord.link.happenings import happenings
from onrecord.link.matrix import matrix
from onrecord.link.names import Cast
from onrecord.link.plans import plans
from onrecord.link.series import series
from onrecord.link.standing import standings
from onrecord.link.stories import stories
from onrecord.read import Reader
from onrecord.records import Article, Published, Record, Source, Span

SETS = {
    "conflict_may2025/conflict_may2025_dev.jsonl.gz": 300,
    "conflict_rss_jan2026/conflict_rss_jan2026_dev.jsonl.gz": 700,
}
SIZES = (1000, 4000, 16000)
MORE = 100
NAME = re.compile(r"\b[A-Z][a-z]{3,}\b|\d+")
ID = re.compile(r"[a-z]\d+")  # of a record: an actor's, where the party of a position is named
VOWELS, CONSONANTS = "aeiou", "bcdfghklmnprstvwz"


def articles() -> Iterator[Article]:
    """The first thousand, dated, each with the outlet's name."""
    for name, most in SETS.items():
        with gzip.open(SHARED / "data" / name, "rt", encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        for row in rows[:most]:
            text = "\n\n".join(filter(None, (row.get("title"), row.get("text") or row.get("summary"))))
            day = (row.get("published") or "")[:10] or None
            if text:
                yield Article(
                    id=_id(text),
                    sources=(Source(record=str(row["id"]), published=row.get("published")),),
                    text=text,
                    language="en",
                    title=row.get("title"),
                    outlet=row.get("outlet"),
                    published=Published(earliest=day, latest=day, basis="metadata" if day else "unknown"),
                )


def read(reader: Reader) -> list[Record]:
    """The records of the first thousand, each text once."""
    once = {article.id: article for article in articles()}
    return list(reader.read(once.values()))


def multiplied(records: Sequence[Record], size: int) -> Iterator[Record]:
    """As many records, one by one, of which the first are the given ones."""
    yield from records[:size]
    for number in range(1, -(-size // len(records))):
        exchange = _exchange(number)
        for record in records[: size - number * len(records)]:
            yield _exchanged(record, exchange, number)


def _exchange(seed: int) -> Callable[[str], str]:
    chance = random.Random(seed)
    vowels, consonants = (dict(zip(s, chance.sample(s, len(s)), strict=True)) for s in (VOWELS, CONSONANTS))
    digits = dict(zip("123456789", chance.sample("123456789", 9), strict=True))
    letters = str.maketrans(vowels | consonants | digits)

    def exchange(text: str) -> str:
        return NAME.sub(lambda found: found[0][:1] + found[0][1:].translate(letters), text)

    return exchange


def _exchanged(record: Record, exchange: Callable[[str], str], number: int) -> Record:
    text = exchange(record.article.text)
    made: Record = _with(record, text, exchange)
    sources = tuple(replace(one, record=f"{one.record}-{number}") for one in made.article.sources)
    return replace(made, article=replace(made.article, id=_id(text), sources=sources, text=text))


def _with(value: Any, text: str, exchange: Callable[[str], str], field: str = "") -> Any:
    """A record with the words of its spans as they stand in another text, and its names exchanged."""
    if isinstance(value, Span):
        return Span(value.start, value.end, text[value.start : value.end])
    if isinstance(value, tuple):
        return tuple(_with(item, text, exchange, field) for item in value)
    if is_dataclass(value) and not isinstance(value, (Source, type)):
        changed = {f.name: _with(getattr(value, f.name), text, exchange, f.name) for f in fields(value)}
        return replace(value, **changed)
    exchanged = ("name", "party", "counted", "place", "title", "outlet")
    if isinstance(value, str) and field in exchanged and not ID.fullmatch(value):
        return exchange(value)
    return value


def _id(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def parts(records: Sequence[Record]) -> Iterator[tuple[str, float]]:
    """The processor seconds of each part of linking."""
    cast, took = _timed(lambda: Cast(records))
    yield "names", took
    found, took = _timed(lambda: plans(records, cast))
    yield "plans", took
    works: dict[str, Callable[[], object]] = {
        "matrix": lambda: matrix(records, cast, found),
        "signals": lambda: standings(records, cast),
        "events": lambda: happenings(records, cast),
        "series": lambda: series(records),
        "copies": lambda: copies(records),
        "stories": lambda: stories([record.article for record in records]),
    }
    for name, work in works.items():
        yield name, _timed(work)[1]


def adding(records: Sequence[Record], size: int) -> float:
    """The processor seconds of finding the copies of a hundred articles more."""
    index = Index()
    articles = [record.article for record in multiplied(records, size + MORE)]
    index.add_all(articles[:size])
    return _timed(lambda: index.add_all(articles[size:]))[1]


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    start = time.process_time()
    done = work()
    return done, time.process_time() - start


def main() -> None:
    """Print seconds and exponents."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    options = parser.parse_args()
    records = read(Reader())
    table = {size: dict(parts(list(multiplied(records, size)))) for size in options.sizes}
    print(f"{'':10}" + "".join(f"{size:>10,}" for size in table) + "  exponent")
    for name in [*next(iter(table.values())), "all"]:
        took = [sum(row.values()) if name == "all" else row[name] for row in table.values()]
        print(
            f"{name:10}"
            + "".join(f"{seconds:10.2f}" for seconds in took)
            + f"{_exponent(options.sizes, took):10.2f}"
        )
    print("adding 100" + "".join(f"{adding(records, size):10.2f}" for size in options.sizes))


def _exponent(sizes: Sequence[int], took: Sequence[float]) -> float:
    if len(sizes) < 2:
        return 1.0
    return log(max(took[-1], 1e-3) / max(took[-2], 1e-3)) / log(sizes[-1] / sizes[-2])


if __name__ == "__main__":
    main()

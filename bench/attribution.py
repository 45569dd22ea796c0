"""Who said what: ours against textacy's direct quotations, on the same articles in one run.

    python -m bench.attribution [--rounds N]

Quality: the articles of PolNeAR dev by the definitions of `score_attribution.py`, and the folders of gold
by `statements.found` of `score_record.py`, all in ../shared. textacy looks for direct quotations only,
hence `direct` beside the whole. It stands here twice: handed whole articles, as one would call it, and
handed paragraphs, which suits it better (see `bench.direct_quotations`).

Words a second: PolNeAR dev from the text to the statements in the contract's format, parse included, in
turn, N times; medians count. textacy's parse has all pipes of the small pipeline; ours is that of
`onrecord read`, which finds actors, figures and labels besides.

Abstention: statements whose score is below the published threshold are unsure. Hits of the unsure are
those of all statements less those of the sure ones alone.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path

from bench.direct_quotations import Json, Reads, installed, paragraphs, pipeline, whole
from bench.direct_quotations import reader as quoting
from bench.quality import GOLD, SHARED
from bench.speed import timed
from onrecord.build import found
from onrecord.read import Reader
from onrecord.records import UNSURE, Article, as_json

POLNEAR = SHARED / "data" / "polnear" / "dev.jsonl"
EVAL = SHARED / "eval"
OURS, WHOLE, PARAGRAPHS = "onrecord", "textacy", "textacy, by paragraph"
ROWS = {  # as printed → row and match of score_attribution.py
    "found": ("attribution", "found"),
    "exact": ("attribution", "exact"),
    "direct found": ("direct", "found"),
    "mixed found": ("mixed", "found"),
    "indirect found": ("indirect", "found"),
    "source given content": ("source_given_content", "found"),
}
INSTALL = "textacy is not installed; install it with `.venv/bin/pip install textacy`"


@dataclass(frozen=True, slots=True)
class Rate:
    """Precision, recall and F1, and the counts behind the precision."""

    precision: float | None  # None: nothing was predicted
    recall: float | None
    f1: float | None
    hits: int
    predicted: int


@dataclass(frozen=True, slots=True)
class Abstention:
    """How good the statements are on each side of the threshold, and how many are held back."""

    sure: float | None  # precision; None: there are none
    unsure: float | None
    held_back: int
    statements: int


Rates = dict[str, Rate]  # by name, in the order of printing
Scores = Callable[[Sequence[Json]], Rates]


def systems() -> dict[str, Reads]:
    """What is compared, by name."""
    ours, nlp = Reader(), pipeline()
    return {
        OURS: lambda articles: [as_json(record) for record in ours.read(articles)],
        WHOLE: quoting(nlp, whole),
        PARAGRAPHS: quoting(nlp, paragraphs),
    }


def sets() -> Iterator[tuple[str, Path, Scores]]:
    """Each set of articles: its name, where it is, and what scores it."""
    yield "PolNeAR dev", POLNEAR, score_polnear
    for folder in GOLD:
        yield folder, SHARED / folder / "texts", partial(score_gold, SHARED / folder / "gold")


def run(script: str, *arguments: Path | str, given: str | None = None) -> str:
    """What a scorer's script prints."""
    command = [sys.executable, str(EVAL / script), *map(str, arguments)]
    done = subprocess.run(command, input=given, capture_output=True, text=True, encoding="utf-8", check=True)
    return done.stdout


def json_lines(items: Iterable[Json]) -> str:
    """The records, one a line."""
    return "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items)


def score_polnear(predicted: Sequence[Json]) -> Rates:
    """The figures of `score_attribution.py` on PolNeAR dev."""
    with tempfile.TemporaryDirectory() as place:
        attributions = Path(place) / "attributions.jsonl"
        converted = run("record_as_attributions.py", given=json_lines(predicted))
        attributions.write_text(converted, encoding="utf-8")
        report = json.loads(run("score_attribution.py", POLNEAR, attributions, "--json"))
    rows = {(row["row"], row["metric"]): row for row in report["rows"]}
    return {name: polnear_rate(rows[key]) for name, key in ROWS.items()}


def polnear_rate(row: Json) -> Rate:
    """A row of `score_attribution.py`, which tells no hits; they follow from the precision."""
    n = row["predicted"]
    return Rate(row["p"] if n else None, row["r"], row["f1"], round(row["p"] * n), n)


def score_gold(folder: Path, predicted: Sequence[Json]) -> Rates:
    """`statements.found` of `score_record.py` on one folder of gold."""
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "record.jsonl"
        file.write_text(json_lines(predicted), encoding="utf-8")
        report = json.loads(run("score_record.py", file, folder, "--json"))
    row = report["pooled"]["statements"]["found"]
    return {"found": Rate(row["precision"], row["recall"], row["f1"], row["hits"], row["predicted"])}


def is_unsure(statement: Json, threshold: float) -> bool:
    """Whether the score is below the threshold; a statement without a score is a rule's, and sure."""
    return statement["score"] is not None and statement["score"] < threshold


def sure_only(record: Json, threshold: float) -> Json:
    """The record's sure statements and actors, and nothing that could refer to a statement left out."""
    sure = [one for one in record["statements"] if not is_unsure(one, threshold)]
    return {part: record[part] for part in ("schema", "article", "actors")} | {"statements": sure}


def share(part: int, of: int) -> float | None:
    """Part of a whole; None over nothing."""
    return part / of if of else None


def abstention(predicted: Sequence[Json], every: Rate, threshold: float, score: Scores) -> Abstention:
    """What holding back the unsure does to precision; `every` is the rate of all statements."""
    sure = score([sure_only(record, threshold) for record in predicted])["found"]
    statements = [one for record in predicted for one in record["statements"]]
    return Abstention(
        sure=share(sure.hits, sure.predicted),
        unsure=share(every.hits - sure.hits, every.predicted - sure.predicted),
        held_back=sum(is_unsure(one, threshold) for one in statements),
        statements=len(statements),
    )


def words_in(articles: Iterable[Article]) -> int:
    """Words of all the texts, as white space parts them."""
    return sum(len(article.text.split()) for article in articles)


def speeds(amount: int, works: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """How much of the amount each system does in a second, in each of the rounds, which alternate."""
    reached: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            reached[name].append(amount / timed(work))
    return reached


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Our speed in theirs: the median of the rounds."""
    return statistics.median(a / b for a, b in zip(ours, theirs, strict=True))


def shown(value: float | None) -> str:
    """A share with three digits, or a dash."""
    return "    –" if value is None else f"{value:.3f}"


def show_rates(title: str, rates: dict[str, Rates]) -> None:
    """Print the figures of all systems side by side."""
    print(f"\n{title:26}" + "".join(f"{name:25}" for name in rates).rstrip())
    print(" " * 26 + "".join(f"{'P      R      F1':25}" for _ in rates).rstrip())
    for figure in rates[OURS]:
        columns = [of[figure] for of in rates.values()]
        cells = ["  ".join(map(shown, (rate.precision, rate.recall, rate.f1))) for rate in columns]
        print(f"{figure:26}" + "".join(f"{cell:25}" for cell in cells).rstrip())


def show_refusals(read: dict[str, list[Json]]) -> None:
    """Print how much textacy refuses to look at."""
    articles = sum(bool(record["problems"]) for record in read[WHOLE])
    lines = sum(len(record["problems"]) for record in read[PARAGRAPHS])
    print(f"textacy refuses {articles} of {len(read[WHOLE])} articles, or {lines} paragraphs: unpaired marks")


def show_abstention(figures: Abstention) -> None:
    """Print how good the statements are on both sides of the threshold."""
    sure, unsure = shown(figures.sure).strip(), shown(figures.unsure).strip()
    print(f"onrecord, precision: {sure} with a score at or above {UNSURE}, {unsure} below; ", end="")
    print(f"{figures.held_back} of {figures.statements} statements held back")


def show_speed(reached: dict[str, list[float]]) -> None:
    """Print words a second of each system, and ours in theirs."""
    print()
    for name, words in reached.items():
        print(f"{name + ', words a second':42} {statistics.median(words):,.0f}")
    for name in (WHOLE, PARAGRAPHS):
        print(f"{f'ratio, {OURS} to {name}':42} {ratio(reached[OURS], reached[name]):.2f}")


def compare(rounds: int) -> None:
    """Read every set with every system and print what they reach, then how fast."""
    readers = systems()
    for title, place, score in sets():
        articles, _ = found([place])
        read = {name: reads(articles) for name, reads in readers.items()}
        rates = {name: score(predicted) for name, predicted in read.items()}
        show_rates(f"{title}, {len(articles)} articles", rates)
        show_refusals(read)
        show_abstention(abstention(read[OURS], rates[OURS]["found"], UNSURE, score))
    articles, _ = found([POLNEAR])
    works = {name: partial(reads, articles) for name, reads in readers.items()}
    show_speed(speeds(words_in(articles), works, rounds))


def main() -> None:
    """Print the figures, or what is missing to measure them."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3, help="how often each is timed, in turn")
    options = parser.parse_args()
    if not installed():
        sys.exit(INSTALL)
    print(f"textacy {version('textacy')}, spaCy {version('spacy')}")
    compare(options.rounds)


if __name__ == "__main__":
    main()

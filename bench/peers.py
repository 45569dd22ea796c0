"""OnRecord beside what its users have today, on the same articles in one run, as ratios.

    python3 -m venv ../peers && ../peers/bin/pip install -r requirements/runtime.txt
    ../peers/bin/pip install textacy langextract
    PYTHONPATH=src ../peers/bin/python -m bench.peers [PATH] [--rounds N]

The peers are no requirement of the project, hence an environment of their own. Ratios are ours to theirs,
medians of N rounds that alternate: of speed, ours is faster above one; of seconds and memory, below one.

textacy's direct quotations (see `bench.direct_quotations`): words a second from the text to the statements,
parse included; seconds until a new interpreter is ready to read; peak memory of a process of its own that
reads the articles, as many at a time as ours; how many statements, and how many of the gold's direct ones,
which were at hand when ours was written: `bench.attribution` has them on articles that were not. Ours finds
indirect and mixed statements besides, actors, figures, events and labels.

LangExtract finds nothing without a language model, which is not compared: it has no attribution of its own,
and no model is called here. Comparable is what it does around the model: it cuts a text into tokens and into
chunks that a model can take, which in ours are spaCy's tokens, by a pipeline that has seen no text before in
each round, and the wordpieces that the attribution tagger reads in windows; and it finds the model's words in
the text (see `bench.placing`). Its sentences come from full stops and line breaks, ours from the parse, so
they are not compared.

PATH: articles to read; by default those of `bench.speed`. Words are placed in the gold of ../shared, else
in PATH with what is read there.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from subprocess import PIPE

from tokenizers import Tokenizer

from bench import placing, speed
from bench.attribution import OURS, PARAGRAPHS, WHOLE, ratio, score_gold, speeds, systems, words_in
from bench.direct_quotations import Json, Reads
from bench.quality import GOLD, SHARED
from onrecord.build import found
from onrecord.read.reading import BATCH, PIPELINES, load
from onrecord.read.tagger import FOLDER
from onrecord.read.tagger.pieces import pieces
from onrecord.records import Article

Cut = Callable[[str], object]
PEERS = ("textacy", "langextract")
INSTALL = (
    "not installed; in an environment made with `python3 -m venv ../peers && ../peers/bin/pip install -r "
    "requirements/runtime.txt` run `../peers/bin/pip install textacy langextract`, then "
    "`PYTHONPATH=src ../peers/bin/python -m bench.peers`"
)
TEXTACY = """
import json, sys
import spacy
from textacy.extract.triples import direct_quotations
nlp = spacy.load(sys.argv[1])
print("ready", flush=True)
for doc in nlp.pipe(json.load(sys.stdin), batch_size=int(sys.argv[2])):
    try:
        list(direct_quotations(doc))
    except ValueError:  # an odd number of quotation marks
        pass
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


def missing() -> list[str]:
    """The peers that are not installed."""
    return [name for name in PEERS if not find_spec(name)]


def machine() -> str:
    """What the figures hold for, in one line."""
    told = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    processor = told.partition("model name")[2].partition(":")[2].partition("\n")[0].strip()
    versions = ", ".join(f"{name} {version(name)}" for name in ("spacy", "numpy", *PEERS))
    return (
        f"{os.cpu_count()} cores, {processor or platform.machine()}, Python {platform.python_version()}, "
        f"{versions}; load before {os.getloadavg()[0]:.1f}"
    )


def textacy_alone(texts: Sequence[str]) -> tuple[float, float]:
    """Seconds until a new interpreter is ready to read with textacy, and its peak memory in MB when done."""
    command = [sys.executable, "-c", TEXTACY, next(filter(find_spec, PIPELINES)), str(BATCH)]
    began = time.perf_counter()
    with subprocess.Popen(command, stdin=PIPE, stdout=PIPE, text=True, encoding="utf-8") as process:
        if process.stdout is None or not process.stdout.readline():
            raise SystemExit("textacy could not be loaded; see above")
        ready = time.perf_counter() - began
        told, _ = process.communicate(json.dumps(list(texts)))
    return ready, int(told) / 1024


def direct_gold(place: Path) -> Path:
    """A folder of gold whose statements are the direct ones only, made in the place."""
    for file in (file for folder in GOLD for file in (SHARED / folder / "gold").glob("*.json")):
        gold = json.loads(file.read_bytes())
        gold["statements"] = [one for one in gold["statements"] if one["type"] == "direct"]
        (place / file.name).write_text(json.dumps(gold), encoding="utf-8")
    return place


def recalls(readers: Mapping[str, Reads]) -> dict[str, float]:
    """The share of the gold's direct statements that each system finds."""
    articles, _ = found(SHARED / folder / "texts" for folder in GOLD)
    with tempfile.TemporaryDirectory() as place:
        gold = direct_gold(Path(place))
        return {
            name: score_gold(gold, read(articles))["found"].recall or 0.0 for name, read in readers.items()
        }


def head(theirs: str) -> None:
    """Print the head of a comparison."""
    print(f"\n{'':44}{OURS:>12}{theirs:>24}{'ratio':>8}")


def row(name: str, ours: Sequence[float], theirs: Sequence[float], digits: int = 0) -> None:
    """Print a figure of both, and ours in theirs: medians of the rounds."""
    both = [f"{statistics.median(values):,.{digits}f}" for values in (ours, theirs)]
    times = f"{ratio(ours, theirs):.2f}" if all(theirs) else "–"
    print(f"{name:44}{both[0]:>12}{both[1]:>24}{times:>8}")


def quotations(path: Path, articles: Sequence[Article], rounds: int) -> list[Json]:
    """Print the comparison with textacy; returns our records."""
    readers = systems()
    read = {name: reads(articles) for name, reads in readers.items()}
    counts = {name: sum(len(one["statements"]) for one in records) for name, records in read.items()}
    direct = recalls(readers) if SHARED.is_dir() else {}
    works = {name: partial(reads, articles) for name, reads in readers.items()}
    reached = speeds(words_in(articles), works, rounds)
    for name in (WHOLE, PARAGRAPHS):
        head(name)
        row("statements", [counts[OURS]], [counts[name]])
        if direct:
            row("direct statements of the gold found", [direct[OURS]], [direct[name]], 2)
        row("words a second", reached[OURS], reached[name])
    head("textacy")
    starts = [(speed.start_up(), textacy_alone([])[0]) for _ in range(rounds)]
    row("start-up, seconds", [ours for ours, _ in starts], [theirs for _, theirs in starts], 2)
    _, memory = textacy_alone([article.text for article in articles])
    row("peak memory, MB", [speed.peak_memory(path)], [memory])
    return read[OURS]


def cutting(articles: Sequence[Article], rounds: int) -> None:
    """Print the comparison with LangExtract's tokens and chunks."""
    from langextract.chunking import ChunkIterator
    from langextract.core.tokenizer import RegexTokenizer, UnicodeTokenizer

    wordpieces, plain = Tokenizer.from_file(str(FOLDER / "tokenizer.json")), RegexTokenizer()
    kinds: dict[str, tuple[Callable[[], Cut], Cut]] = {
        "tokens": (lambda: load().make_doc, plain.tokenize),  # loaded anew: it remembers words
        "tokens, their Unicode ones": (lambda: load().make_doc, UnicodeTokenizer().tokenize),
        "wordpieces, chunks": (
            lambda: lambda text: pieces(text, wordpieces),
            lambda text: list(ChunkIterator(text, placing.CHUNK, plain)),
        ),
    }
    head("langextract")
    for name, (fresh, theirs) in kinds.items():
        reached: dict[str, list[float]] = {"ours": [], "theirs": []}
        for _ in range(rounds):
            works = {"ours": partial(each, fresh(), articles), "theirs": partial(each, theirs, articles)}
            for of, (words,) in speeds(words_in(articles), works, 1).items():
                reached[of].append(words)
        row(f"{name}: words a second", reached["ours"], reached["theirs"])


def each(cut: Cut, articles: Sequence[Article]) -> None:
    """Cut every text."""
    for article in articles:
        cut(article.text)


def main() -> None:
    """Print the figures, or what is missing to measure them."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("path", nargs="?", type=Path, default=speed.default_path(), help="articles to read")
    parser.add_argument("--rounds", type=int, default=5, help="how often each is timed, in turn")
    options = parser.parse_args()
    if absent := missing():
        sys.exit(f"{' and '.join(absent)}: {INSTALL}")
    articles, _ = found([options.path])
    if not articles:
        sys.exit(f"{options.path}: no articles; name a file or a folder of articles")
    print(machine())
    print(f"{len(articles)} articles, {words_in(articles):,} words, medians of {options.rounds} rounds")
    records = quotations(options.path, articles, options.rounds)
    cutting(articles, options.rounds)
    print("\nFinding given words in the text, against LangExtract's aligner")
    cases = placing.of_gold() or placing.of_records(records)
    for name, given in placing.forms(cases).items():
        placing.show(name, given, options.rounds)


if __name__ == "__main__":
    main()

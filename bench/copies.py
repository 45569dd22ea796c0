"""Copies on real news, and how the time of finding them grows.

    python -m bench.copies [--errors] [--growth [N ...]]

The pairs of `news_derivations` (labelled by word 5-grams) are looked for among all articles of their
pool: the 2016 wire articles, the snapshot of May 2025, each topic of Timeline17, and the October 2025
articles. `copy and revision`: a pair labelled `copy` or `near_copy_or_revision` is found if its kind is
copy or revision. Precision counts every pair of that kind predicted between two articles that the
labels list in this pool, right or wrong: one labelled partial or independent, or not labelled, is false.
`partial reuse` is counted in the same way. `near the threshold` is the share of false and missed pairs
of both whose labelled 5-gram share lies within .05 of .2 or of .5. `not judged`: pairs predicted of which
an article stands in no label of the pool; nothing says whether they are right. `joined`: pairs labelled
independent, predicted of any kind. `direction`: of right pairs of copies and revisions with times that
differ, those with the right one first; `by credit` is the same with the times hidden, where a credit
decides.

--growth prints the processor seconds to link articles made from the same texts with seeded edits, for
each number of articles, the exponent between them, and the seconds to add 100 articles to the least and
to the most. Every text stands for `FAMILY` articles: itself and edited ones.
"""

import argparse
import gzip
import json
import math
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from onrecord.collect import Page
from onrecord.document import article
from onrecord.link.copies import Copy, Index, copies
from onrecord.link.credits import first
from onrecord.records import Article, Published, Record, Source

DATA = Path(__file__).parents[1].parent / "shared" / "data"
SETS = {
    "wire2016": "news_derivations/wire2016_docs_dev.jsonl.gz",
    "conflict_may2025": "conflict_may2025/conflict_may2025_dev.jsonl.gz",
    "t17_timelines": "t17_timelines/t17_dev_articles.jsonl.gz",
    "gaza_oct2025_uk": "gaza_oct2025_uk/gaza_oct2025_uk_dev.jsonl",
}
PAIRS = "news_derivations/pairs_dev.jsonl"
MADE = {"copy": "whole", "near_copy_or_revision": "whole", "partial_reuse": "partial"}
FAMILY = 4  # articles made of one text
Json = dict[str, Any]


@dataclass(slots=True)
class Tally:
    """Found, predicted and wanted."""

    hits: int = 0
    predicted: int = 0
    wanted: int = 0

    @property
    def figures(self) -> tuple[float, float, float]:
        """Precision, recall, F1."""
        return (
            self.hits / max(1, self.predicted),
            self.hits / max(1, self.wanted),
            2 * self.hits / max(1, self.predicted + self.wanted),
        )


@dataclass(slots=True)
class Outcome:
    """What is counted over all pools."""

    whole: Tally = field(default_factory=Tally)
    partial: Tally = field(default_factory=Tally)
    joined: int = 0
    independent: int = 0
    directed: Tally = field(default_factory=Tally)
    credited: Tally = field(default_factory=Tally)
    errors: list[str] = field(default_factory=list)
    near: int = 0
    unlisted: int = 0


def lines(path: Path) -> Iterator[Json]:
    """The objects of a JSON Lines file, packed or not."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open() as file:
        yield from (json.loads(line) for line in file)


def record(row: Mapping[str, Any]) -> Record | None:
    """The article of a row of any of the sets, as the document stage makes it; None if it has no text."""
    if not row["text"].strip():
        return None
    source = Source(
        record=row.get("id") or row["doc_id"],
        url=row.get("url"),
        format="json",
        outlet=row.get("outlet"),
        title=row.get("title"),
        published=row.get("published") or row.get("date"),
    )
    return Record(article=article(Page(source=source, text=row["text"])))


def pools() -> dict[str, list[Record]]:
    """The articles that are compared with one another, by the name that the pairs give the pool."""
    made: dict[str, list[Record]] = {}
    for name, path in SETS.items():
        for row in lines(DATA / path):
            pool = f"{name}:{row['topic']}" if "topic" in row else name
            one = record(row)
            if one:
                made.setdefault(pool, []).append(one)
    return made


def score(pairs: Sequence[Json], records: Sequence[Record], found: Sequence[Copy], into: Outcome) -> None:
    """Count one pool's pairs."""
    labels = {frozenset((pair["a"], pair["b"])): pair for pair in pairs}
    listed = {name for both in labels for name in both}
    told = {frozenset((one.a, one.b)): one for one in found if one.a in listed and one.b in listed}
    into.unlisted += len(found) - len(told)
    articles = {str(one.article.sources[0].record): one.article for one in records}
    for both in labels.keys() | told.keys():
        label, copy = labels.get(both), told.get(both)
        wanted = MADE.get(label["kind"]) if label else None
        given = None if copy is None else "partial" if copy.kind == "partial" else "whole"
        for kind, tally in (("whole", into.whole), ("partial", into.partial)):
            tally.hits += wanted == given == kind
            tally.predicted += given == kind
            tally.wanted += wanted == kind
        independent = label is not None and wanted is None
        into.independent += independent
        into.joined += independent and given is not None
        if wanted != given:
            share = label["containment5"] if label else 0
            into.near += min(abs(share - 0.2), abs(share - 0.5)) <= 0.05
            into.errors.append(f"{wanted} {share} → {given} {copy and copy.overlap}: {sorted(both)}")
        if label and copy and wanted == given == "whole":
            _direction(label, copy, articles, into)


def _direction(label: Json, copy: Copy, articles: Mapping[str, Article], into: Outcome) -> None:
    if not label["hours_apart"]:
        return
    came = {"a": copy.a, "b": copy.b}.get(copy.first or "")
    into.directed.wanted += 1
    into.directed.predicted += came is not None
    into.directed.hits += came == label["a"]
    untimed = [replace(articles[label[side]], published=Published()) for side in ("a", "b")]
    guess, _ = first(*untimed)
    into.credited.wanted += 1
    into.credited.predicted += guess is not None
    into.credited.hits += guess == "a"


def edited(text: str, chance: random.Random) -> str:
    """A text with words exchanged and left out, and a paragraph or sentence dropped."""
    parts = text.split("\n") if text.count("\n") > 3 else text.split(". ")
    if len(parts) > 3:
        parts.pop(chance.randrange(len(parts)))
    words = ("\n" if text.count("\n") > 3 else ". ").join(parts).split(" ")
    for _ in range(max(1, len(words) // 60)):
        at = chance.randrange(len(words))
        words[at] = chance.choice(("", "reportedly", "then", str(chance.randrange(1000)), words[at] * 2))
    return " ".join(words)


def texts() -> list[Record]:
    """Every real article there is, in a seeded order."""
    found = [one for _, records in sorted(pools().items()) for one in records]
    random.Random(0).shuffle(found)
    return found


def multiplied(records: Sequence[Record], count: int) -> list[Article]:
    """So many articles: each text with edited ones of it; where the texts run out, mixtures of two."""
    made: dict[str, Article] = {}
    number = 0
    while len(made) < count:
        chance = random.Random(number)
        base = records[number % len(records)].article
        if number >= len(records):
            base = replace(base, text=_mixed(base.text, chance.choice(records).article.text, chance))
        for version in range(FAMILY):
            one = _version(base, f"{number}-{version}", chance if version else None)
            if len(made) < count:
                made[one.id] = one
        number += 1
    return list(made.values())


def _version(base: Article, name: str, chance: random.Random | None) -> Article:
    text = edited(base.text, chance) if chance else base.text
    row = {"doc_id": name, "title": base.title, "outlet": base.outlet, "text": text or "nothing left"}
    one = record(row)
    return one.article if one else base


def _mixed(text: str, other: str, chance: random.Random) -> str:
    """A text that nobody wrote: sentences of two, each with its words in another order."""
    sentences = [*text.split(". "), *other.split(". ")]
    chance.shuffle(sentences)
    mixed = []
    for sentence in sentences[: len(sentences) // 2 + 1]:
        words = sentence.split(" ")
        chance.shuffle(words)
        mixed.append(" ".join(words))
    return ". ".join(mixed)


def growth(sizes: Sequence[int]) -> dict[str, float]:
    """Seconds to link each number of articles, the exponents between them, seconds to add 100 more.

    The 100 are edited versions of articles that all sizes hold.
    """
    figures: dict[str, float] = {}
    everything = multiplied(texts(), max(sizes))
    taken: dict[int, float] = {}
    for size in sizes:
        records = [Record(article=one) for one in everything[:size]]
        began = time.process_time()
        found = copies(records)
        taken[size] = time.process_time() - began
        figures[f"{size:,} articles, seconds"] = taken[size]
        figures[f"{size:,} articles, pairs"] = len(found)
    for few, many in pairwise(sizes):
        figures[f"exponent, {few:,} to {many:,}"] = math.log(taken[many] / taken[few]) / math.log(many / few)
    step = max(1, min(sizes) // 100)
    more = [_version(one, f"more-{one.id}", random.Random(7)) for one in everything[: 100 * step : step]]
    for size in (min(sizes), max(sizes)):
        index = Index()
        index.add_all(everything[:size])
        began = time.process_time()
        for one in more:
            index.add(Record(article=one))
        figures[f"adding 100 to {size:,}, seconds"] = time.process_time() - began
    return figures


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--errors", action="store_true", help="list the pairs that are wrong, by id")
    parser.add_argument(
        "--growth", nargs="*", type=int, metavar="N", help="time these numbers of articles instead"
    )
    options = parser.parse_args()
    if options.growth is not None:
        for name, value in growth(options.growth or [1000, 4000, 16000]).items():
            print(f"{name:34} {value:,.2f}")
        return
    labelled = list(lines(DATA / PAIRS))
    outcome = Outcome()
    for name, records in pools().items():
        score([pair for pair in labelled if pair["corpus"] == name], records, copies(records), outcome)
    _print(outcome, options.errors)


def _print(outcome: Outcome, errors: bool) -> None:
    for name, tally in (("copy and revision", outcome.whole), ("partial reuse", outcome.partial)):
        precision, recall, f1 = tally.figures
        print(f"{name:18} precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}  of {tally.wanted}")
    print(f"near the threshold {outcome.near} of {len(outcome.errors)} wrong pairs")
    print(f"not judged         {outcome.unlisted} pairs of which an article is in no label")
    print(f"joined             {outcome.joined} of {outcome.independent} independent pairs")
    for name, tally in (("direction", outcome.directed), ("by credit", outcome.credited)):
        print(f"{name:18} right {tally.hits} of {tally.predicted} told, of {tally.wanted}")
    if errors:
        print(*outcome.errors, sep="\n")


if __name__ == "__main__":
    main()

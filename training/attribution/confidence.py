"""Confidence: `python -m training.attribution.confidence ATTRIBUTIONS.jsonl GOLD_FOLDER... [--write]`.

Fits two ridge-penalised logistic regressions over the clues of `onrecord.read.candidates`: which of two
contents that differ is the better one, and how likely a candidate is to be an attribution that a reader
marks. ATTRIBUTIONS.jsonl holds articles that the tagger was not trained on; a GOLD_FOLDER holds `texts` and
`gold` of whole records. The figures printed leave out what they are measured on: a fifth of the articles,
or of the gold a whole conflict. `--write` puts floor and weights into the model's `confidence.json`.
"""

import argparse
import json
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onrecord.build import found
from onrecord.read import ruled
from onrecord.read.candidates import Candidate, Clues, candidates, chance, differing, joined, two_sources
from onrecord.read.quotes import words_of
from onrecord.read.reading import Reading, load, readings
from onrecord.read.tagger import FOLDER, Tagger

FOLDS, STEPS, RIDGE = 5, 40, 3.0
GOLD_WEIGHT = 3.0  # what a candidate of the gold counts, one of the larger set being 1
FLOOR = 0.4  # chosen on the same articles
THRESHOLDS = (0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8)
SAME = 0.5  # share of words in common that makes two contents one
CONFLICTS = tomllib.loads((Path(__file__).parent / "conflicts.toml").read_text(encoding="utf-8"))
Span = tuple[int, int]
Table = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """An attribution as a reader marked it."""

    sources: tuple[Span, ...]  # any of them will do
    content: tuple[Span, ...]
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """An article as it is read, what readers marked in it, and the fold that it is measured in."""

    reading: Reading
    marked: tuple[Marked, ...]
    fold: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Clues, and whether what they speak for is right."""

    clues: dict[str, float]
    right: bool
    fold: str
    weight: float


def main() -> None:
    """Fit, measure, and write if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("attributions", type=Path)
    parser.add_argument("gold", type=Path, nargs="*")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--model", type=Path, default=FOLDER)
    parser.add_argument("--floor", type=float, default=FLOOR)
    options = parser.parse_args()
    tagger = Tagger(options.model, threads=2)
    sets = {"attributions": list(_of_attributions(options.attributions, tagger))}
    sets["gold"] = [text for folder in options.gold for text in _of_gold(folder, tagger)]
    choice = fit([row for texts in sets.values() for text in texts for row in _choices(text)])
    rows = {name: [row for text in texts for row in _rows(text, choice)] for name, texts in sets.items()}
    every = [row for listed in rows.values() for row in listed]
    for name, listed in rows.items():
        _measure(name, listed, every)
    if options.write:
        weights = {"floor": options.floor, "confidence": fit(every), "choice": choice}
        text = json.dumps(weights, indent=1) + "\n"
        (options.model / "confidence.json").write_text(text, encoding="utf-8")


def _of_attributions(path: Path, tagger: Tagger) -> Iterator[Text]:
    with path.open(encoding="utf-8") as lines:
        marked = {article["id"]: _plain(article["attributions"]) for article in map(json.loads, lines)}
    for number, reading in enumerate(_read(path, tagger)):
        record = reading.article.sources[0].record or ""
        yield Text(reading=reading, marked=marked[record], fold=f"fold {number % FOLDS}", weight=1.0)


def _of_gold(folder: Path, tagger: Tagger) -> Iterator[Text]:
    for reading in _read(folder / "texts", tagger):
        stem = Path(reading.article.sources[0].path or "").stem
        gold = json.loads((folder / "gold" / f"{stem}.json").read_text(encoding="utf-8"))
        conflict = next((name for name, ids in CONFLICTS["conflicts"].items() if stem in ids), stem)
        yield Text(reading=reading, marked=_whole(gold["statements"]), fold=conflict, weight=GOLD_WEIGHT)


def _read(path: Path, tagger: Tagger) -> Iterator[Reading]:
    articles, problems = found([path])
    if problems:
        raise SystemExit(f"{path}: {problems[0].message}")
    return readings(articles, load(), tagger)


def _plain(attributions: Sequence[dict[str, Any]]) -> tuple[Marked, ...]:
    return tuple(Marked(sources=_spans(a["source"]), content=_spans(a["content"])) for a in attributions)


def _whole(statements: Sequence[dict[str, Any]]) -> tuple[Marked, ...]:
    return tuple(
        Marked(
            sources=_spans([s["source"], s.get("co_sources"), s.get("source_span_alt")]),
            content=_spans(s["content"]),
            optional=bool(s.get("optional")),
        )
        for s in statements
    )


def _spans(value: Any) -> tuple[Span, ...]:
    """Every span in a value of pairs, of objects with start and end, or of lists of these."""
    if isinstance(value, dict):
        whole = "start" in value and "end" in value
        return ((value["start"], value["end"]),) if whole else _spans(value.get("span"))
    if isinstance(value, list):
        if len(value) == 2 and all(isinstance(end, int) for end in value):
            return ((value[0], value[1]),)
        return tuple(span for item in value for span in _spans(item))
    return ()


def _choices(text: Text) -> Iterator[Row]:
    """Where rule and tagger differ on a content or a source: whether the rule's is better, by how much."""
    by_rule, quotations = ruled(text.reading)
    cues = [one.cue for one in by_rule]
    for tagged, rule in joined(text.reading, by_rule):
        if tagged is None or rule is None:
            continue
        clues = differing(text.reading, tagged, rule, quotations, cues)
        if clues:
            yield from _choice(text, clues, _likeness(text, rule.content) - _likeness(text, tagged.content))
        clues = two_sources(text.reading, tagged, rule)
        if clues:
            marked = _likest(text, tagged.content)
            yield from _choice(text, clues, _names(rule.source, marked) - _names(tagged.source, marked))


def _choice(text: Text, clues: Clues, gain: float) -> Iterator[Row]:
    if gain:
        yield Row(clues=dict(clues), right=gain > 0, fold=text.fold, weight=text.weight * abs(gain))


def _names(source: Span | None, marked: Marked | None) -> float:
    return 0.0 if marked is None else float(_same_source(source, marked.sources))


def _likest(text: Text, content: Sequence[Span]) -> Marked | None:
    """What readers marked with a content like this, in words."""
    article = text.reading.article.text
    mine = words_of(article, content)
    alike = [
        (len(mine & (o := words_of(article, m.content))) / max(1, len(mine | o)), m) for m in text.marked
    ]
    likeness, marked = max(alike, key=lambda pair: pair[0], default=(0.0, None))
    return marked if likeness >= SAME else None


def _likeness(text: Text, content: Sequence[Span]) -> float:
    """How like the likest marked content, in words."""
    article = text.reading.article.text
    mine = words_of(article, content)
    theirs = (words_of(article, other.content) for other in text.marked)
    return max((len(mine & other) / max(1, len(mine | other)) for other in theirs), default=0.0)


def _rows(text: Text, choice: dict[str, float]) -> Iterator[Row]:
    """The candidates of an article; those that fit an optional statement teach nothing."""
    given = candidates(text.reading, *ruled(text.reading), choice)
    partners = _partners(text, given)
    for number, one in enumerate(given):
        partner = partners.get(number)
        if partner is None or not partner.optional:
            yield Row(clues=dict(one.clues), right=partner is not None, fold=text.fold, weight=text.weight)


def _partners(text: Text, given: Sequence[Candidate]) -> dict[int, Marked]:
    """Which marked attribution each candidate is, one to one, best first."""
    article = text.reading.article.text
    theirs = [words_of(article, other.content) for other in text.marked]
    ranked = []
    for number, one in enumerate(given):
        mine = words_of(article, one.attribution.content)
        for index, other in enumerate(text.marked):
            shared = len(mine & theirs[index]) / max(1, len(mine), len(theirs[index]))
            if shared >= SAME and _same_source(one.attribution.source, other.sources):
                ranked.append((-shared, other.optional, number, index))
    partners: dict[int, Marked] = {}
    taken: set[int] = set()
    for _, _, number, index in sorted(ranked):
        if number not in partners and index not in taken:
            partners[number] = text.marked[index]
            taken.add(index)
    return partners


def _same_source(source: Span | None, others: Sequence[Span]) -> bool:
    if source is None:
        return not others
    return any(source[0] < end and start < source[1] for start, end in others)


def fit(rows: Sequence[Row]) -> dict[str, float]:
    """The weight of each clue, by Newton's method."""
    names = sorted({name for row in rows for name in row.clues})
    features = np.array([[row.clues.get(name, 0.0) for name in names] for row in rows])
    right = np.array([row.right for row in rows], dtype=np.float64)
    weight = np.array([row.weight for row in rows])
    found = np.zeros(len(names))
    for _ in range(STEPS):
        chances = 1 / (1 + np.exp(-features @ found))
        slope = features.T @ (weight * (right - chances)) - RIDGE * found
        bend = (features * (weight * chances * (1 - chances))[:, None]).T @ features
        found = found + np.linalg.solve(bend + RIDGE * np.eye(len(names)), slope)
    return {name: round(float(value), 4) for name, value in zip(names, found, strict=True)}


def _measure(name: str, listed: Sequence[Row], every: Sequence[Row]) -> None:
    """Precision at and below each threshold, each fold by weights fitted without it."""
    sure, right = [], []
    for fold in sorted({row.fold for row in listed}):
        weights = fit([row for row in every if row.fold != fold])
        mine = [row for row in listed if row.fold == fold]
        sure += [chance(row.clues, weights) for row in mine]
        right += [row.right for row in mine]
    chances, hits = np.array(sure), np.array(right)
    print(f"{name}: {len(listed)} candidates, {hits.sum()} right")
    for threshold in THRESHOLDS:
        above = chances >= threshold
        shares = hits[above].mean(), hits[above].sum() / hits.sum(), hits[~above].mean()
        print(
            "  from {}: precision {:.3f}, of the right ones {:.3f}; below {:.3f}".format(threshold, *shares)
        )


if __name__ == "__main__":
    main()

"""Tolls in headlines: the figures of `gaza_toll_headlines` (development part) in ../shared.

    python -m bench.headlines [--errors]

A figure of the gold is right if one of the same number at its place is read with the same category, killed
or injured; the gold names none for `unmatched` figures, which need the number only. Everything read as
killed or injured from 100 up that the gold does not hold is spurious. `swapped` counts killed for injured
or the reverse.
"""

import argparse
import hashlib
import json
from collections.abc import Sequence
from typing import Any

from bench.quality import SHARED
from onrecord.read import Reader
from onrecord.records import Article, Published, Record, Source

GOLD = SHARED / "data" / "gaza_toll_headlines" / "gaza_toll_headlines_dev.jsonl"
CASUALTIES = ("killed", "injured")
LEAST = 100  # the gold holds no smaller numbers
Json = dict[str, Any]


def headlines() -> list[Json]:
    """The headlines with their gold."""
    return [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]


def read(rows: Sequence[Json], reader: Reader) -> list[Record]:
    """Each headline as an article of its own."""
    return list(
        reader.read(
            Article(
                id=hashlib.sha256(row["headline"].encode()).hexdigest(),
                sources=(Source(record=row["id"]),),
                text=row["headline"],
                language="en",
                published=Published(earliest=row["date"], latest=row["date"], basis="metadata"),
            )
            for row in rows
        )
    )


def score(rows: Sequence[Json], records: Sequence[Record]) -> tuple[dict[str, float], list[str]]:
    """The figures, and what is wrong in words."""
    right = predicted = gold = swapped = 0
    errors = []
    for row, record in zip(rows, records, strict=True):
        found = {figure.number.start: figure for figure in record.figures}
        gold += len(row["figures"])
        casualties = [one for one in record.figures if one.category in CASUALTIES and one.value >= LEAST]
        known = {one["start"] for one in row["figures"]}
        spurious = [one.number.words for one in casualties if one.number.start not in known]
        predicted += len(spurious)
        for one in row["figures"]:
            kind = one["kind"].split("_")[0]
            figure = found.get(one["start"])
            predicted += figure is not None
            fits = (
                figure is not None and figure.value == one["value"] and kind in (figure.category, "unmatched")
            )
            right += fits
            swapped += figure is not None and {kind, figure.category} == set(CASUALTIES)
            if not fits:
                errors.append(f"{row['id']}: {one['text']} {kind}: {figure and figure.category}")
        errors += [f"{row['id']}: {words} is not in the gold" for words in spurious]
    precision, recall = right / max(1, predicted), right / gold
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return {"precision": precision, "recall": recall, "f1": f1, "swapped": swapped}, errors


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    rows = headlines()
    figures, errors = score(rows, read(rows, Reader()))
    print(f"{len(rows)} headlines, " + ", ".join(f"{name} {value:.3f}" for name, value in figures.items()))
    if options.errors:
        print("\n".join(errors))


if __name__ == "__main__":
    main()

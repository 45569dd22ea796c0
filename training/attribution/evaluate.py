"""Evaluate: `python -m training.attribution.evaluate MODEL_FOLDER GOLD.jsonl PREDICTIONS.jsonl`.

Tags the articles of a JSON Lines file and writes the predictions in the form that the scorer of attributions
reads; prints words a second.
"""

import argparse
import json
import time
from pathlib import Path

from onrecord.read.tagger import Tagged, Tagger


def main() -> None:
    """Tag and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("model", "gold", "predictions"):
        parser.add_argument(name, type=Path)
    options = parser.parse_args()
    with options.gold.open(encoding="utf-8") as lines:
        articles = [json.loads(line) for line in lines]
    tagger = Tagger(options.model)
    texts = [article["text"] for article in articles]
    began = time.process_time()
    found = tagger.tag(texts)
    took = time.process_time() - began
    with options.predictions.open("w", encoding="utf-8") as out:
        for article, tagged in zip(articles, found, strict=True):
            rows = [row(number, one) for number, one in enumerate(tagged.attributions)]
            print(json.dumps({"id": article["id"], "attributions": rows}), file=out)
    words = sum(len(text.split()) for text in texts)
    print(f"{words} words in {took:.1f} s of processor time: {words / took:.0f} a second")


def row(number: int, one: Tagged) -> dict[str, object]:
    """An attribution as the scorer reads it."""
    return {
        "id": f"A{number}",
        "source": [one.source] if one.source else [],
        "cue": [one.cue],
        "content": list(one.content),
    }


if __name__ == "__main__":
    main()

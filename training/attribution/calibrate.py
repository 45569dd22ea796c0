"""Calibrate: `python -m training.attribution.calibrate MODEL_FOLDER GOLD.jsonl`.

Fits the confidence of attributions by logistic regression: right (content shares half of its words and the
source overlaps, or both have none) against the probabilities of the parts. Writes the weights into
`config.json`, which is all that it changes.
"""

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.attribution.tagger import Tagged, Tagger

STEPS, RIDGE = 30, 1.0
Spans = list[tuple[int, int]]
Table = NDArray[np.float64]


def main() -> None:
    """Fit, write, and print the precision at each threshold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("gold", type=Path)
    options = parser.parse_args()
    with options.gold.open(encoding="utf-8") as lines:
        articles = [json.loads(line) for line in lines]
    found = Tagger(options.model).tag([article["text"] for article in articles])
    pairs = [
        (one, right(one, article["attributions"]))
        for article, tagged in zip(articles, found, strict=True)
        for one in tagged
    ]
    if not pairs:
        raise SystemExit(f"{options.model}: found no attribution to calibrate on; train longer")
    weights = fit(clues([one for one, _ in pairs]), np.array([hit for _, hit in pairs], dtype=np.float64))
    path = options.model / "config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    config["calibration"] = [round(float(weight), 4) for weight in weights]
    path.write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
    print(config["calibration"])


def clues(tagged: list[Tagged]) -> Table:
    """Log-odds of the parts and a column of ones (attributions, features)."""
    chances = np.array([one.clues for one in tagged], dtype=np.float64)
    odds = np.log((chances + 1e-3) / (1 - chances + 1e-3))
    return np.concatenate([odds, np.ones((len(odds), 1))], axis=1)


def fit(features: Table, hits: Table) -> Table:
    """Weights of a ridge-penalised logistic regression, by Newton's method."""
    weights = np.zeros(features.shape[1])
    for _ in range(STEPS):
        chances = 1 / (1 + np.exp(-features @ weights))
        slope = features.T @ (hits - chances) - RIDGE * weights
        bend = (features * (chances * (1 - chances))[:, None]).T @ features
        weights = weights + np.linalg.solve(bend + RIDGE * np.eye(len(weights)), slope)
    return weights


def right(one: Tagged, gold: list[dict[str, Any]]) -> bool:
    """Whether an attribution of the gold has this content, by half of its characters, and this source."""
    for other in gold:
        content, source = [tuple(span) for span in other["content"]], other["source"]
        shared = _shared(list(one.content), content)
        if 2 * shared < max(_size(list(one.content)), _size(content)):
            continue
        if (not source and one.source is None) or (one.source and _shared([one.source], source)):
            return True
    return False


def _size(spans: Spans) -> int:
    return sum(end - start for start, end in spans)


def _shared(one: Spans, other: Spans) -> int:
    return sum(max(0, min(a[1], b[1]) - max(a[0], b[0])) for a in one for b in other)


if __name__ == "__main__":
    main()

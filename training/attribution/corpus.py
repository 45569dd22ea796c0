"""Corpus: annotated articles as windows of wordpieces with tags and links.

Windows do not overlap, but each epoch cuts at other places, so no boundary is learned.
"""

import json
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from onrecord.read.tagger.pieces import CLS, SEP, Pieces, pieces

ROLES = ("source", "cue", "content")
ROUND = 32  # padded lengths are multiples of this: few shapes run faster
# What words of cues of speech begin with; cues of attitude or plan have none of them.
STEMS = (Path(__file__).parent / "speech.txt").read_text(encoding="utf-8").splitlines()
SPEECH = re.compile(
    rf"\b(?:{'|'.join(STEMS)})", re.IGNORECASE
)  # what a cue of speech begins with, not of attitude


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """An article: pieces, a tag for each piece and role, and attributions as runs of pieces."""

    pieces: Pieces
    tags: np.ndarray
    attributions: tuple[tuple[tuple[tuple[int, int], ...], ...], ...]  # by role: (first, last) pieces
    speech: tuple[bool, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Padded windows, with the examples and places that they were cut from."""

    ids: Tensor
    types: Tensor
    tags: Tensor
    lengths: Tensor
    cuts: tuple[tuple[Example, int, int], ...]


def examples(path: Path, tokenizer: Tokenizer) -> list[Example]:
    """The articles of a JSON Lines file of attributions."""
    with path.open(encoding="utf-8") as lines:
        return [example(json.loads(line), tokenizer) for line in lines]


def example(article: dict[str, object], tokenizer: Tokenizer) -> Example:
    """One article with its gold as tags and runs of pieces."""
    text, raw = str(article["text"]), article["attributions"]
    found = pieces(text, tokenizer)
    tags = np.zeros((len(found), len(ROLES)), dtype=np.int64)
    attributions, speech = [], []
    for item in raw if isinstance(raw, list) else ():
        runs = tuple(tuple(_runs(found, item[role])) for role in ROLES)
        if not runs[1] or not runs[2]:
            continue
        attributions.append(runs)
        speech.append(any(SPEECH.search(text[start:end]) for start, end in item["cue"]))
        _mark(tags, runs)
    return Example(pieces=found, tags=tags, attributions=tuple(attributions), speech=tuple(speech))


def _mark(tags: np.ndarray, runs: tuple[tuple[tuple[int, int], ...], ...]) -> None:
    for role, spans in enumerate(runs):
        for first, last in spans:
            tags[first : last + 1, role] = 2
            tags[first, role] = 1


def _runs(found: Pieces, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for start, end in spans:
        first = int(np.searchsorted(found.ends, start, side="right"))
        last = int(np.searchsorted(found.starts, end, side="left")) - 1
        if first <= last:
            yield first, last


def batches(articles: list[Example], size: int, budget: int, chance: random.Random) -> list[Batch]:
    """One epoch: shuffled batches of windows of like length, about `budget` pieces each."""
    cuts = [cut for article in articles for cut in _cuts(article, size - 2, chance)]
    chance.shuffle(cuts)
    cuts.sort(key=lambda cut: _padded(cut[2] - cut[1]))
    groups: list[list[tuple[Example, int, int]]] = [[]]
    for cut in cuts:
        length = _padded(cut[2] - cut[1])
        group = groups[-1]
        if group and (_padded(group[0][2] - group[0][1]) != length or (len(group) + 1) * length > budget):
            groups.append([])
        groups[-1].append(cut)
    chance.shuffle(groups)
    return [_batch(group) for group in groups if group]


def _padded(length: int) -> int:
    return -(-(length + 2) // ROUND) * ROUND


def _cuts(article: Example, size: int, chance: random.Random) -> Iterator[tuple[Example, int, int]]:
    total, start = len(article.pieces), 0
    end = total if total <= size else chance.randint(size // 3, size)
    while start < total:
        yield article, start, min(end, total)
        start, end = end, end + size


def _batch(cuts: list[tuple[Example, int, int]]) -> Batch:
    shape = (len(cuts), max(_padded(end - start) for _, start, end in cuts))
    ids, types = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    tags = np.zeros((*shape, len(ROLES)), dtype=np.int64)
    for row, (article, start, end) in enumerate(cuts):
        length = end - start
        ids[row, 0], ids[row, length + 1] = CLS, SEP
        ids[row, 1 : length + 1] = article.pieces.ids[start:end]
        types[row, 1 : length + 1] = article.pieces.types[start:end]
        tags[row, 1 : length + 1] = article.tags[start:end]
    lengths = torch.tensor([end - start for _, start, end in cuts])
    arrays = (torch.from_numpy(array) for array in (ids, types, tags))
    return Batch(
        **dict(zip(("ids", "types", "tags"), arrays, strict=True)), lengths=lengths, cuts=tuple(cuts)
    )

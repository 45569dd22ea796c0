"""Tagger: who is reported to have said what, as spans, found by a small trained model.

A MiniLM encoder reads overlapping windows of wordpieces; decode.py turns its numbers into linked spans. See
models/attribution/MODEL_CARD.md for what it was trained on and how well it does.
"""

import json
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from onrecord.errors import ReadingError
from onrecord.inference import session
from onrecord.read.tagger.decode import (
    CONTENT,
    CUE,
    SOURCE,
    Floats,
    Ints,
    Linked,
    Sight,
    Weights,
    attributions,
    marginals,
    viterbi,
)
from onrecord.read.tagger.pieces import CLS, SEP, Pieces, pieces

__all__ = ["CONTENT", "CUE", "FOLDER", "NOTHING", "SOURCE", "Tagged", "Tagger", "Tags"]

FOLDER = Path(__file__).parents[2] / "models" / "attribution"
PART = 16_000  # pieces read as one article: bounds memory on hostile text, and no news article is longer
GROUP = 32_000  # pieces, padding included, whose numbers are held at a time
BATCH = 700  # pieces that the model reads at a time
LONE = re.compile("[\ud800-\udfff]")  # half a surrogate pair, which cannot be encoded
FIELD = 9  # emissions of three tags for three roles; after them comes whether a cue is one of speech


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagged:
    """One attribution; half-open code-point offsets."""

    source: tuple[int, int] | None  # None: nobody is named
    cue: tuple[int, int]
    content: tuple[tuple[int, int], ...]
    clues: tuple[float, ...]  # probabilities of cue, content, its link, the source's link, and source
    speech: float  # 0 to 1: is the cue one of speech, not of attitude or plan?


@dataclass(frozen=True, slots=True, kw_only=True)
class Tags:
    """What the tagger says of one text."""

    attributions: tuple[Tagged, ...]  # in order of their cues
    starts: Ints  # of the pieces, in order (pieces,)
    chances: Floats  # that a piece belongs to a source, cue, content (pieces, 3)

    def chance(self, role: int, start: int, end: int) -> float:
        """The highest probability that a piece between two places belongs to a span of a role."""
        first = max(0, int(np.searchsorted(self.starts, start, side="right")) - 1)
        last = int(np.searchsorted(self.starts, end, side="left"))
        return float(self.chances[first:last, role].max(initial=0.0))

    def mean(self, role: int, places: Collection[int]) -> float:
        """The mean probability that the pieces at some places, at least one, belong to spans of a role."""
        at = np.searchsorted(self.starts, sorted(places), side="right") - 1
        return float(self.chances[np.maximum(at, 0), role].mean()) if len(self.starts) else 0.0


NOTHING = Tags(attributions=(), starts=np.zeros(0, np.int64), chances=np.zeros((0, 3), np.float32))


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """An article, or a piece of an overlong one, with room for the model's numbers."""

    text: int
    pieces: Pieces
    emissions: Floats
    sight: Sight


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Pieces that the model reads together, and which of its numbers are kept."""

    part: Part
    number: int
    start: int
    end: int
    keep: tuple[int, int]


class Tagger:
    """The attribution model, loaded once; `threads` are those of the model's arithmetic."""

    def __init__(self, folder: Path | None = None, threads: int = 1) -> None:
        """Raises ReadingError where the folder does not hold the model."""
        home = folder or FOLDER
        try:
            config = json.loads((home / "config.json").read_text(encoding="utf-8"))
            self._tokenizer = Tokenizer.from_buffer((home / "tokenizer.json").read_bytes())
            model = (home / "model.onnx").read_bytes()
        except OSError as error:
            raise ReadingError(f"attribution model: {error}; install the package anew") from error
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._session = session(model, threads)
        self._window, self._margin = int(config["window"]), int(config["margin"])
        self._weights = weights(config)

    def tag(self, texts: Sequence[str]) -> list[Tags]:
        """What the tagger says of each text."""
        found: list[list[tuple[Pieces, list[Linked], Floats]]] = [[] for _ in texts]
        for group in self._groups(texts):
            for part in group:
                self._read(part)
            for part, (linked, chances) in zip(group, self._decode(group), strict=True):
                found[part.text].append((part.pieces, linked, chances))
        return [_tags(parts) for parts in found]

    def _groups(self, texts: Sequence[str]) -> Iterator[list[Part]]:
        """Parts of like length, so that little of a batch is padding."""
        group: list[Part] = []
        longest = 0
        for number in sorted(range(len(texts)), key=lambda index: len(texts[index])):
            for cut in _cuts(pieces(LONE.sub("\ufffd", texts[number]), self._tokenizer)):
                longest = max(longest, len(cut))
                if group and (len(group) + 1) * longest > GROUP:
                    yield group
                    group, longest = [], len(cut)
                group.append(self._part(number, cut))
        if group:
            yield group

    def _part(self, number: int, cut: Pieces) -> Part:
        size = 4 * (len(self._weights.nobody) - 1)
        starts, length = _windowed(len(cut), self._window - 2, self._margin)
        return Part(
            text=number,
            pieces=cut,
            emissions=np.zeros((len(cut), FIELD + 1), dtype=np.float32),
            sight=Sight(starts=starts, vectors=np.zeros((len(starts), length, size), dtype=np.float32)),
        )

    def _read(self, part: Part) -> None:
        """Fill in the model's numbers; its scale is that of a batch, so no other part may stand in one."""
        windows = list(_windows(part, self._margin))
        most = max(1, BATCH // (part.sight.vectors.shape[1] + 2))
        for first in range(0, len(windows), most):
            batch = windows[first : first + most]
            emissions, vectors = self._session.run(None, _inputs(batch))
            for row, window in enumerate(batch):
                low, high = window.keep
                rows = slice(low - window.start + 1, high - window.start + 1)
                part.emissions[low:high] = emissions[row, rows]
                part.sight.vectors[window.number] = vectors[row, 1:-1]

    def _decode(self, group: list[Part]) -> Iterator[tuple[list[Linked], Floats]]:
        """The attributions and chances of each part; the fields of all are solved at once.

        Each ends in at least one place outside of all spans, so none depends on how long the others are.
        """
        longest = max(len(part.pieces) for part in group) + 1
        flat = np.zeros((len(group), longest, FIELD), dtype=np.float32)
        for row, part in enumerate(group):
            flat[row, : len(part.pieces)] = part.emissions[:, :FIELD]
        field = flat.reshape(len(group), longest, 3, 3)
        field[..., 1] += self._weights.begin
        for row, part in enumerate(group):
            field[row, len(part.pieces) :, :, 1:] = -1e4
        tags, chances = viterbi(field, self._weights.moves), marginals(field, self._weights.moves)
        for row, part in enumerate(group):
            size = len(part.pieces)
            linked = attributions(
                tags[row, :size], chances[row, :size], part.sight, part.emissions[:, FIELD], self._weights
            )
            yield linked, 1 - chances[row, :size, :, 0]


def weights(config: dict[str, Any]) -> Weights:
    """The small arrays of a model's `config.json`."""
    names = ("moves", "distance", "nobody", "begin")
    return Weights(**{name: np.array(config[name], dtype=np.float32) for name in names})


def _cuts(whole: Pieces) -> Iterator[Pieces]:
    for start in range(0, len(whole), PART):
        rows = slice(start, start + PART)
        yield Pieces(
            ids=whole.ids[rows], types=whole.types[rows], starts=whole.starts[rows], ends=whole.ends[rows]
        )


def _windowed(total: int, most: int, margin: int) -> tuple[Ints, int]:
    """Where the fewest windows start that cover all, and their equal length: they overlap by two margins."""
    number = max(1, -(-(total - 2 * margin) // (most - 2 * margin)))
    length = -(-(total + 2 * margin * (number - 1)) // number)
    return np.minimum(np.arange(number) * (length - 2 * margin), total - length), length


def _windows(part: Part, margin: int) -> Iterator[Window]:
    """A part's windows; what stands in a margin is kept from the neighbour."""
    starts, size = part.sight.starts.tolist(), part.sight.vectors.shape[1]
    bounds = [0, *(start + margin for start in starts[1:]), len(part.pieces)]
    for number, start in enumerate(starts):
        keep = bounds[number], bounds[number + 1]
        yield Window(part=part, number=number, start=start, end=start + size, keep=keep)


def _inputs(batch: list[Window]) -> dict[str, np.ndarray[Any, np.dtype[np.int64]]]:
    shape = (len(batch), batch[0].end - batch[0].start + 2)
    ids, types = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    for row, window in enumerate(batch):
        length, rows = window.end - window.start, slice(window.start, window.end)
        ids[row, 0], ids[row, length + 1] = CLS, SEP
        ids[row, 1 : length + 1] = window.part.pieces.ids[rows]
        types[row, 1 : length + 1] = window.part.pieces.types[rows]
    return {"ids": ids, "types": types}


def _tags(parts: list[tuple[Pieces, list[Linked], Floats]]) -> Tags:
    """One text's parts put together; they come in the order of the text."""
    found = [_tagged(piece, one) for piece, linked, _ in parts for one in linked]
    return Tags(
        attributions=tuple(sorted(found, key=lambda one: one.cue)),
        starts=np.concatenate([NOTHING.starts, *(piece.starts for piece, _, _ in parts)]),
        chances=np.concatenate([NOTHING.chances, *(chance for _, _, chance in parts)]),
    )


def _tagged(found: Pieces, linked: Linked) -> Tagged:
    def place(run: tuple[int, int]) -> tuple[int, int]:
        return int(found.starts[run[0]]), int(found.ends[run[1]])

    return Tagged(
        source=place(linked.source) if linked.source else None,
        cue=place(linked.cue),
        content=tuple(place(run) for run in linked.content),
        clues=linked.clues,
        speech=linked.speech,
    )

"""Decode: from the tagger's numbers to spans and their links.

Three conditional random fields (source, cue, content; tags outside, begin, inside) give the spans and how
sure they are; pointers give each content its cue and each cue its source or nobody.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
SOURCE, CUE, CONTENT = range(3)
BEGIN, INSIDE = 1, 2
CONTENT_TO_CUE, CUE_TO_SOURCE = range(2)
FLOOR = 1e-10  # of factors of a probability, lest a product vanish
UNSEEN = -50.0  # score of a target outside the window: only better than none
BUCKETS = 32  # of signed distance between a span and a cue
LOOSE = 0.5  # a further content linked less surely is left out
NEAR = 8  # candidates on either side: bounds the work on hostile text


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What decoding needs of the model."""

    moves: Floats  # (roles, from tag, to tag)
    distance: Floats  # (2, BUCKETS): of content to cue, of cue to source
    nobody: Floats  # pointer key of "no source", then its bias
    begin: Floats  # (roles,): added to the emission of the begin tag, a bonus for each span


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """Pointer vectors as each window saw them: those of different windows are not comparable."""

    starts: Ints  # first piece of each window
    vectors: Floats  # (windows, pieces, 4 · dimensions)

    def best(self, spans: Ints) -> Ints:
        """For each run the window that shows most around its middle (spans,)."""
        into = spans.sum(axis=1)[:, None] / 2 - self.starts
        best: Ints = np.minimum(into, self.vectors.shape[1] - into).argmax(axis=1)
        return best

    def ends(self, which: int, windows: Ints, spans: Ints) -> Floats:
        """The mean of the vectors of projection `which` at each run's first and last piece, in its window."""
        most, size = self.vectors.shape[1] - 1, self.vectors.shape[2] // 4
        places = np.clip(spans - self.starts[windows][..., None], 0, most)
        both = self.vectors[windows[..., None], places, which * size : (which + 1) * size]
        return np.asarray(both.mean(axis=-2), dtype=np.float32)

    def visible(self, windows: Ints, spans: Ints) -> NDArray[np.bool_]:
        """Whether the window shows the whole run."""
        start = self.starts[windows]
        shown = (spans[..., 0] >= start) & (spans[..., 1] < start + self.vectors.shape[1])
        return np.asarray(shown, dtype=np.bool_)


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """One attribution as runs of pieces (first and last), with what speaks for it."""

    source: tuple[int, int] | None
    cue: tuple[int, int]
    content: tuple[tuple[int, int], ...]
    clues: tuple[float, ...]
    speech: float


def viterbi(emissions: Floats, moves: Floats) -> Ints:
    """The best tags (batch, pieces, roles) of emissions (batch, pieces, roles, tags)."""
    batch, length, roles, tags = emissions.shape
    back = np.zeros((length, batch, roles, tags), dtype=np.int8)
    best = emissions[:, 0]
    for place in range(1, length):
        scores = best[..., None] + moves
        back[place] = scores.argmax(axis=2)
        best = scores.max(axis=2) + emissions[:, place]
    path = np.zeros((batch, length, roles), dtype=np.int64)
    path[:, -1] = best.argmax(axis=-1)
    for place in range(length - 1, 0, -1):
        path[:, place - 1] = np.take_along_axis(back[place], path[:, place, :, None], axis=2)[..., 0]
    return path


def marginals(emissions: Floats, moves: Floats) -> Floats:
    """The probability of each tag (batch, pieces, roles, tags)."""
    length = emissions.shape[1]
    local = np.maximum(np.exp(emissions - emissions.max(axis=-1, keepdims=True)), FLOOR)
    steps = np.maximum(np.exp(moves), FLOOR)
    forward, backward = local.copy(), np.ones_like(local)
    for place in range(1, length):
        ahead = (forward[:, place - 1, :, :, None] * steps).sum(axis=2) * local[:, place]
        forward[:, place] = ahead / ahead.sum(axis=-1, keepdims=True)
    for place in range(length - 2, -1, -1):
        behind = (steps * (backward[:, place + 1] * local[:, place + 1])[:, :, None, :]).sum(axis=3)
        backward[:, place] = behind / behind.sum(axis=-1, keepdims=True)
    both = forward * backward
    found: Floats = both / both.sum(axis=-1, keepdims=True)
    return found


def runs(tags: Ints) -> Ints:
    """First and last piece (spans, 2) of each span in one role's tags."""
    begins = np.flatnonzero((tags == BEGIN) | ((tags == INSIDE) & (np.r_[0, tags[:-1]] == 0)))
    ends = np.flatnonzero((tags > 0) & (np.r_[tags[1:], 0] != INSIDE))
    return np.stack([begins, ends], axis=1)


def gaps(spans: Ints, cues: Ints) -> Ints:
    """Signed distance between runs, which broadcast: positive where the span stands before the cue."""
    before = cues[..., 0] - spans[..., 1]
    after = spans[..., 0] - cues[..., 1]
    apart: Ints = np.where(before > 0, before, -np.maximum(after, 0))
    return apart


def buckets(distance: Ints) -> Ints:
    """Logarithmic buckets of signed distances, 0 to BUCKETS - 1."""
    half = BUCKETS // 2
    size = np.minimum(half - 1, np.floor(2 * np.log2(1 + np.abs(distance)))).astype(np.int64)
    bucket: Ints = half + np.where(distance < 0, -size - 1, size)
    return bucket


def near(starts: Ints, candidates: Ints) -> Ints:
    """For each start the 2 · NEAR candidates around it (spans, 2 · NEAR), -1 where there are fewer."""
    at = np.searchsorted(candidates, starts)[:, None] + np.arange(-NEAR, NEAR)
    around: Ints = np.where((at >= 0) & (at < len(candidates)), at, -1)
    return around


def softmax(scores: Floats) -> Floats:
    """Over the last axis."""
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True), dtype=np.float32)


def attributions(tags: Ints, chances: Floats, sight: Sight, speech: Floats, weights: Weights) -> list[Linked]:
    """The attributions of one article, in order of their cues; cues without content are dropped."""
    sources, cues, contents = (runs(tags[:, role]) for role in (SOURCE, CUE, CONTENT))
    if not len(cues) or not len(contents):
        return []
    certain = tuple(_certain(chances[:, role], found) for role, found in enumerate((sources, cues, contents)))
    owner, owned = _pointers(contents, cues, sight, weights, CONTENT_TO_CUE)
    picked, sure = _pointers(cues, sources, sight, weights, CUE_TO_SOURCE)
    linked = []
    for number in np.unique(owner[owner >= 0]):
        mine, who = np.flatnonzero(owner == number), int(picked[number])
        mine = mine[(owned[mine] >= LOOSE) | (owned[mine] == owned[mine].max())]
        named = certain[SOURCE][who] if who >= 0 else sure[number]
        clues = (certain[CUE][number], certain[CONTENT][mine].min(), owned[mine].min(), sure[number], named)
        linked.append(
            Linked(
                source=_run(sources[who]) if who >= 0 else None,
                cue=_run(cues[number]),
                content=tuple(_run(contents[index]) for index in mine),
                clues=tuple(float(clue) for clue in clues),
                speech=float(1 / (1 + np.exp(-speech[cues[number, 0]]))),
            )
        )
    return linked


def _run(pair: Ints) -> tuple[int, int]:
    return int(pair[0]), int(pair[1])


def _certain(chances: Floats, spans: Ints) -> Floats:
    """The smaller of the probabilities that a run begins and ends where it does (spans,)."""
    beyond = np.minimum(spans[:, 1] + 1, len(chances) - 1)
    closes = np.where(spans[:, 1] + 1 < len(chances), 1 - chances[beyond, INSIDE], 1.0)
    sure: Floats = np.minimum(chances[spans[:, 0], BEGIN], closes)
    return sure


def _pointers(askers: Ints, targets: Ints, sight: Sight, weights: Weights, kind: int) -> tuple[Ints, Floats]:
    """Which target each asker points at (-1: none, where nobody may be meant), and how surely."""
    around = near(askers[:, 0], targets[:, 0])
    windows = sight.best(askers)
    queries = sight.ends(2 * kind, windows, askers)
    scale = np.sqrt(queries.shape[1])
    scores = np.full(around.shape, -np.inf, dtype=np.float32)
    if len(targets):
        apart = _apart(askers, targets[around], kind)
        wide = np.broadcast_to(windows[:, None], around.shape)
        keys = sight.ends(2 * kind + 1, wide, targets[around])
        scores = np.einsum("ad,akd->ak", queries, keys) / scale + weights.distance[kind][buckets(apart)]
        scores = np.where(sight.visible(wide, targets[around]), scores, UNSEEN - np.log1p(np.abs(apart)))
        scores = np.where(around >= 0, scores, -np.inf)
    if kind == CUE_TO_SOURCE:
        alone = queries @ weights.nobody[:-1] / scale + weights.nobody[-1]
        scores = np.concatenate([scores, alone[:, None]], axis=1)
        around = np.concatenate([around, np.full((len(around), 1), -1)], axis=1)
    best = scores.argmax(axis=1)
    rows = np.arange(len(best))
    return around[rows, best], softmax(scores)[rows, best]


def _apart(askers: Ints, targets: Ints, kind: int) -> Ints:
    """Distances (askers, targets), counted from the cue, which of cue and source is the asker."""
    return gaps(targets, askers[:, None]) if kind == CUE_TO_SOURCE else gaps(askers[:, None], targets)

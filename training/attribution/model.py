"""Model: the MiniLM encoder with three tag heads, a conditional random field and pointer projections.

The encoder is BERT as in all-MiniLM-L6-v2, written out so that its weights load from one file and its graph
exports without surprises. Roles, in order: source, cue, content; tags of each: outside, begin, inside.
"""

import math
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from onrecord.read.tagger.pieces import TYPES

HIDDEN, LAYERS, HEADS, VOCABULARY, POSITIONS, FEED = 384, 6, 12, 30522, 512, 1536
ROLES, TAGS = 3, 3
LINK = 64  # dimensions of each of the four pointer projections
BUCKETS = 32  # of signed distance between a span and a cue
FORBIDDEN = -1e4
DROPOUT = 0.1  # of what each half of a layer adds, in training


class Layer(nn.Module):
    """One BERT layer: self-attention and feed-forward, each added and normalised."""

    def __init__(self) -> None:
        super().__init__()
        self.query_key_value = nn.Linear(HIDDEN, 3 * HIDDEN)
        self.output = nn.Linear(HIDDEN, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.up = nn.Linear(HIDDEN, FEED)
        self.down = nn.Linear(FEED, HIDDEN)
        self.norm_feed = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.drop = nn.Dropout(DROPOUT)

    def forward(self, hidden: Tensor, mask: Tensor | None) -> Tensor:
        """Hidden states (batch, pieces, HIDDEN); `mask` is added to the scores, None: no padding."""
        batch, length, _ = hidden.shape
        split = self.query_key_value(hidden).view(batch, length, 3, HEADS, HIDDEN // HEADS)
        query, key, value = split.permute(2, 0, 3, 1, 4).unbind(0)
        added = None if mask is None else mask.to(query.dtype)
        mixed = functional.scaled_dot_product_attention(query, key, value, attn_mask=added)
        mixed = mixed.transpose(1, 2).reshape(batch, length, HIDDEN)
        hidden = self.norm(hidden + self.drop(self.output(mixed)))
        fed: Tensor = self.norm_feed(hidden + self.drop(self.down(functional.gelu(self.up(hidden)))))
        return fed


class Encoder(nn.Module):
    """Embeddings and layers of all-MiniLM-L6-v2; token types are ours."""

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(VOCABULARY, HIDDEN)
        self.positions = nn.Embedding(POSITIONS, HIDDEN)
        self.types = nn.Embedding(TYPES, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))

    def forward(self, ids: Tensor, types: Tensor) -> Tensor:
        """Hidden states of a padded batch; id 0 is padding."""
        places = torch.arange(ids.shape[1], device=ids.device)
        hidden: Tensor = self.norm(self.words(ids) + self.types(types) + self.positions(places))
        padding = (ids == 0)[:, None, None, :]
        mask = padding.to(hidden.dtype) * FORBIDDEN if not self.training or padding.any() else None
        for layer in self.layers:
            hidden = layer(hidden, mask)
        return hidden

    def load(self, weights: Path) -> None:
        """Take over the published weights (`model.safetensors`)."""
        old = load_file(weights)
        new = {
            "words.weight": old["embeddings.word_embeddings.weight"],
            "positions.weight": old["embeddings.position_embeddings.weight"],
            "types.weight": old["embeddings.token_type_embeddings.weight"][:1].repeat(TYPES, 1),
            **_affine("norm", old, "embeddings.LayerNorm"),
        }
        for number in range(LAYERS):
            new.update(_layer(old, number))
        self.load_state_dict(new)


def _affine(name: str, old: dict[str, Tensor], source: str) -> dict[str, Tensor]:
    return {f"{name}.weight": old[f"{source}.weight"], f"{name}.bias": old[f"{source}.bias"]}


def _layer(old: dict[str, Tensor], number: int) -> dict[str, Tensor]:
    ours, theirs = f"layers.{number}.", f"encoder.layer.{number}."
    parts = [f"{theirs}attention.self.{part}" for part in ("query", "key", "value")]
    return {
        f"{ours}query_key_value.weight": torch.cat([old[f"{part}.weight"] for part in parts]),
        f"{ours}query_key_value.bias": torch.cat([old[f"{part}.bias"] for part in parts]),
        **_affine(f"{ours}output", old, f"{theirs}attention.output.dense"),
        **_affine(f"{ours}norm", old, f"{theirs}attention.output.LayerNorm"),
        **_affine(f"{ours}up", old, f"{theirs}intermediate.dense"),
        **_affine(f"{ours}down", old, f"{theirs}output.dense"),
        **_affine(f"{ours}norm_feed", old, f"{theirs}output.LayerNorm"),
    }


class Field(nn.Module):
    """A linear-chain conditional random field over the tags of each role."""

    def __init__(self) -> None:
        super().__init__()
        self.moves = nn.Parameter(torch.zeros(ROLES, TAGS, TAGS))  # from tag, to tag
        forbidden = torch.zeros(TAGS, TAGS)
        forbidden[0, 2] = FORBIDDEN  # inside never follows outside
        self.register_buffer("forbidden", forbidden)

    def transitions(self) -> Tensor:
        """(roles, from, to), with the impossible ones at `FORBIDDEN`."""
        return self.moves + self.get_buffer("forbidden")

    def loss(self, emissions: Tensor, tags: Tensor, lengths: Tensor) -> Tensor:
        """Negative log-likelihood a piece; a window may begin inside a span.

        Emissions (batch, pieces, roles, tags), tags (batch, pieces, roles), without the opening mark.
        """
        moves = self.transitions()
        length = emissions.shape[1]
        real = torch.arange(length)[None, :] < lengths[:, None]
        gold = emissions.gather(3, tags[..., None])[..., 0]
        steps = moves[torch.arange(ROLES), tags[:, :-1], tags[:, 1:]]
        score = (gold * real[..., None]).sum() + (steps * real[:, 1:, None]).sum()
        alpha = emissions[:, 0]
        for place in range(1, length):
            new = torch.logsumexp(alpha[..., :, None] + moves, dim=2) + emissions[:, place]
            alpha = torch.where(real[:, place, None, None], new, alpha)
        loss: Tensor = (torch.logsumexp(alpha, dim=2).sum() - score) / real.sum()
        return loss


class Attribution(nn.Module):
    """Encoder and heads: tag emissions, whether a cue is of speech, and pointer vectors."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = Encoder()
        self.tags = nn.Linear(HIDDEN, ROLES * TAGS + 1)  # the last: is the cue one of speech?
        self.links = nn.Linear(HIDDEN, 4 * LINK)
        self.field = Field()
        self.distance = nn.Parameter(torch.zeros(2, BUCKETS))
        self.nobody = nn.Parameter(torch.zeros(LINK + 1))  # key of "no source", and its bias

    def forward(self, ids: Tensor, types: Tensor) -> tuple[Tensor, Tensor]:
        """Emissions (batch, pieces, 10) and pointer vectors (batch, pieces, 4 · LINK)."""
        hidden = self.encoder(ids, types)
        return self.tags(hidden), self.links(hidden)

    def pointing(self, queries: Tensor, keys: Tensor, gaps: Tensor, kind: int) -> Tensor:
        """Scores (queries, keys) of links; `kind` 0: content to cue, 1: cue to source."""
        scores: Tensor = queries @ keys.T / math.sqrt(LINK) + self.distance[kind][gaps]
        return scores

    def without_source(self, queries: Tensor) -> Tensor:
        """The score of each cue's having no source."""
        score: Tensor = queries @ self.nobody[:LINK] / math.sqrt(LINK) + self.nobody[LINK]
        return score

"""Agreed: the attributions that rules and tagger agree on or are sure of, each with a confidence.

The confidence of a candidate is the probability that a reader marks it, from a logistic regression over
its clues; below the floor it is left out.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from onrecord.errors import ReadingError
from onrecord.read.attribution import TAGGER, Attribution
from onrecord.read.candidates import PRONOUNS, Candidate, candidates, chance
from onrecord.read.quotes import Quotations
from onrecord.read.reading import Reading
from onrecord.read.relays import relayed
from onrecord.read.tagger import FOLDER

RELAYS = ("according to", "report", "cite", "quote")
LEAD = 3  # characters before a cue in a content that begins with it
MERGE = 0.8  # share of a content that another one in it must take up to be the same report


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What `confidence.json` holds: a floor, and the weights of two sets of clues by name."""

    floor: float
    confidence: Mapping[str, float]
    choice: Mapping[str, float]


def agreed(reading: Reading, by_rule: Sequence[Attribution], quotations: Quotations) -> list[Attribution]:
    """The attributions of one article with their confidence, in order of their cues."""
    weights = fitted()
    found = [one for one in candidates(reading, by_rule, quotations, weights.choice) if not _points(one)]
    scored = [replace(one.attribution, score=chance(one.clues, weights.confidence)) for one in found]
    kept = [one for one in scored if (one.score or 0.0) >= weights.floor]
    kept = [
        one for one in kept if not (_unnamed(reading, one) and any(_retold(one, other) for other in kept))
    ]
    kept = [one for one in kept if not any(_doubled(one, other) for other in kept)]
    for one in scored:
        relay = _relay(one, kept) if one.found_by != TAGGER and (one.score or 0.0) < weights.floor else None
        if relay is not None:
            kept.append(replace(one, score=relay.score))
    return sorted((relayed(reading.doc, one) for one in kept), key=lambda one: one.cue)


def _points(one: Candidate) -> bool:
    """Whether the content has no words of its own: "echoed this sentiment"."""
    return bool(one.clues["pointing content"]) and not one.clues["clause"]


def _unnamed(reading: Reading, one: Attribution) -> bool:
    """Whether the source is a pronoun."""
    return one.source is not None and reading.article.text[slice(*one.source)].lower() in PRONOUNS


def _retold(one: Attribution, other: Attribution) -> bool:
    """Whether a second cue repeats what another has said already: "X claimed that …: "…", he commented"."""
    apart = not any(start <= one.cue[0] < end for start, end in other.content)
    held = all(any(a <= start and end <= b for a, b in other.content) for start, end in one.content)
    return apart and held and one.content != other.content


def _doubled(one: Attribution, other: Attribution) -> bool:
    """Whether another cue gives the same words to the same source, and is surer: "he said, replying to …"."""
    if one is other or one.source is None or one.source != other.source:
        return False
    start, end = one.content[0]
    if start <= other.cue[0] and other.cue[1] <= other.content[0][0] and end == other.content[-1][1]:
        return start + LEAD >= other.cue[0]  # the second of two cues taken into the content of the first
    if one.content != other.content:
        return False
    return (other.score or 0.0, -other.cue[0]) > (one.score or 0.0, -one.cue[0])


def _relay(inner: Attribution, kept: Sequence[Attribution]) -> Attribution | None:
    """The attribution whose content is little more than this one: what passes it on is surer than itself.

    The tagger has seen no nesting, so "X, OUTLET reported, said …" is found as the outlet's report.
    """
    relays = (other for other in kept if other.lemma in RELAYS)
    return next((other for other in relays if inner.clause and fills(inner, other.content)), None)


def fills(inner: Attribution, content: Sequence[tuple[int, int]]) -> bool:
    """Whether an attribution stands in a content and takes up most of it, source and cue included."""
    parts = [*inner.content, inner.cue, *([inner.source] if inner.source else [])]
    first, last = min(start for start, _ in parts), max(end for _, end in parts)
    shared = sum(max(0, min(last, end) - max(first, start)) for start, end in content)
    inside = any(start <= inner.cue[0] < end for start, end in content)
    return inside and shared >= MERGE * sum(end - start for start, end in content)


@cache
def fitted(folder: Path = FOLDER) -> Weights:
    """The weights that stand beside a model.

    Raises:
        ReadingError: they are not there.
    """
    try:
        return Weights(**json.loads((folder / "confidence.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise ReadingError(f"attribution model: {error}; install the package anew") from error

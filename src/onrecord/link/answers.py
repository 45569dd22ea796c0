"""Answers: which statement of its article a denial answers.

A denial that only points back ("denied this", "dismissed the reports") answers the nearest statement of
another side before it; one that repeats what it denies answers the one near it that shares most with it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from onrecord.link.likeness import Weights
from onrecord.link.meaning import Meanings, Vectors
from onrecord.link.sayings import CLAIMS, ECHOES, EMPTY, Saying, names_in
from onrecord.vocabulary import tables

BEFORE = 900  # characters between a denial and what it answers before it
AFTER = 250  # … and after it
NEXT = 220  # … where it only points back
BESIDE = 200  # … where it shares no word with it
HEAVY = frozenset(tables("claims")["heavy"]["words"])
POINTERS = frozenset({"this", "that", "it", "these", "those", "such", "so"})
VERBS = frozenset({"does", "do", "did", "is", "was", "were", "has", "had", "not"})
LEAST = 0.33  # of meaning, to answer what stands near
ENOUGH = 0.45  # … where it neither accuses nor names the denier
OWN = 4  # stems of a short denial
BEGINS = re.compile(
    r"(?:(?:the|such|these|those|any|all|that) )*(?P<claim>\w+)(?: (?P<then>\w+))?", re.IGNORECASE
)
MOST = 12  # statements on either side


def answered(said: Sequence[Saying], weigh: Weights, meanings: Meanings) -> Iterator[tuple[Saying, Saying]]:
    """Pairs of what is denied, and the denial."""
    by_article: dict[str, list[Saying]] = {}
    for one in said:
        by_article.setdefault(one.telling.article_id, []).append(one)
    for sayings in by_article.values():
        sayings.sort(key=lambda one: one.span.start)
        for number, one in enumerate(sayings):
            if not (one.answers or one.gainsays or _curt(one)):
                continue
            around = [
                other
                for other in (*sayings[max(0, number - MOST) : number], *sayings[number + 1 : number + MOST])
                if other.act in ("tell", "yes") and _within(other, one) and _of_others(other, one)
            ]
            if around and (target := _target(one, around, meanings, weigh)):
                yield target, one


def _within(other: Saying, one: Saying) -> bool:
    if other.span.start < one.span.start:
        return one.span.start - other.span.end <= BEFORE
    return other.span.start - one.span.end <= AFTER


def _of_others(other: Saying, one: Saying) -> bool:
    """Whether another says it; a source without a name may contradict its own side."""
    if other.speaker == one.speaker and one.speaker is not None:
        return False
    return not other.beside(one) or not (one.named and other.named)


def _curt(one: Saying) -> bool:
    """Whether a saying has no words of its own but yes or no: "it does"."""
    return len(one.terms) <= 3 and bool(one.terms & VERBS) and one.terms <= EMPTY


def echoes(one: Saying) -> bool:
    """Whether a denial only points back to what was told."""
    said = one.words.lower().split()
    if said[0] == "this" or (said[0] in POINTERS and not one.clause):
        return True
    begins = BEGINS.match(one.words)
    if (
        begins
        and begins["claim"].lower() in CLAIMS
        and (begins["then"] in ("as", None) or len(one.told) <= 1)
    ):
        return True
    return one.terms <= ECHOES | EMPTY


def _target(one: Saying, around: Sequence[Saying], meanings: Meanings, weigh: Weights) -> Saying | None:
    before = [other for other in around if other.span.start < one.span.start and not other.answers]
    near = [other for other in before if one.span.start - other.span.end <= NEXT]
    if one.gainsays and not one.answers:
        last = near[-1:] if near and one.span.start - near[-1].span.end <= BESIDE else []
        return next((other for other in last if other.act == "yes"), None)
    if echoes(one):
        heavy = one.terms & HEAVY
        fitting = [other for other in near[-1:] if not heavy or other.accuses or other.speaks_of(one)]
        return fitting[0] if fitting else None
    vectors = meanings.of([one.words, *(other.words for other in around)])
    ranked = sorted(_ranked(one, around, vectors, weigh), key=lambda found: -found[0])
    if ranked:
        return ranked[0][1]
    short = 1 < len(one.stems) <= OWN and not one.clause and not one.terms & CLAIMS
    beside = short and near and one.span.start - near[-1].span.end <= BESIDE
    return near[-1] if beside and near[-1].plain else None


def _ranked(
    one: Saying, around: Iterable[Saying], vectors: Vectors, weigh: Weights
) -> Iterator[tuple[float, Saying]]:
    accusers = _accusers(one)
    for number, other in enumerate(around, 1):
        near = float(np.dot(vectors[0], vectors[number]))
        shared = weigh.shared(one, other)[1]
        pointed = other.accuses or other.speaks_of(one)
        if (accusers and not other.is_of(accusers)) or "if" in other.terms:
            continue
        if near >= (LEAST if pointed else ENOUGH) and (shared or pointed) and other.plain:
            yield near + 0.3 * shared + 0.15 * pointed, other


def _accusers(one: Saying) -> frozenset[str]:
    """Whose claims a denial says it denies: "French charges that …"; empty where it does not say."""
    said = one.words.split()
    at = next((n for n, word in enumerate(said) if word.lower().strip(",.") in CLAIMS), 0)
    return names_in(" ".join(("of", *said[:at]))) if at else frozenset()

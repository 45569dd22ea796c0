"""Answers: which statement of its article a denial answers.

A denial that only points back ("denied this", "dismissed the reports") answers the nearest statement of another
side before it; one that repeats what it denies answers the statement near it that shares most with it.
"""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from onrecord.link.likeness import Weights
from onrecord.link.meaning import Meanings, Vectors
from onrecord.link.sayings import ECHOES, EMPTY, Saying, stem

BEFORE = 900  # characters between a denial and what it answers before it
AFTER = 250  # … and after it
NEXT = 350  # … where it only points back
LEAST = 0.33  # of meaning, to answer what stands near
MOST = 12  # statements on either side


def answered(said: Sequence[Saying], weigh: Weights) -> Iterator[tuple[Saying, Saying]]:
    """Pairs of what is denied, and the denial."""
    by_article: dict[str, list[Saying]] = {}
    for one in said:
        by_article.setdefault(one.telling.article_id, []).append(one)
    meanings = Meanings()
    for sayings in by_article.values():
        sayings.sort(key=lambda one: one.span.start)
        for number, one in enumerate(sayings):
            if not one.answers:
                continue
            around = [
                other
                for other in (*sayings[max(0, number - MOST) : number], *sayings[number + 1 : number + MOST])
                if _within(other, one) and _of_others(other, one)
            ]
            if around and (target := _target(one, around, meanings, weigh)):
                yield target, one


def _within(other: Saying, one: Saying) -> bool:
    if other.span.start < one.span.start:
        return one.span.start - other.span.end <= BEFORE
    return other.span.start - one.span.end <= AFTER


def _of_others(other: Saying, one: Saying) -> bool:
    """Whether another says it: not the same speaker, nor the same side."""
    if other.speaker == one.speaker and one.speaker is not None:
        return False
    return not (other.side and other.side == one.side and other.named and one.named)


def echoes(one: Saying) -> bool:
    """Whether a denial only points back to what was told."""
    return one.terms <= ECHOES | EMPTY or (bool(one.terms & ECHOES) and not one.stems - {stem(word) for word in ECHOES})


def _target(
    one: Saying, around: Sequence[Saying], meanings: Meanings, weigh: Weights
) -> Saying | None:
    if echoes(one):
        before = [
            other
            for other in around
            if other.span.start < one.span.start and one.span.start - other.span.end <= NEXT and not other.answers
        ]
        return before[-1] if before else None
    vectors = meanings.of([one.words, *(other.words for other in around)])
    ranked = sorted(_ranked(one, around, vectors, weigh), key=lambda found: -found[0])
    return ranked[0][1] if ranked else None


def _ranked(
    one: Saying, around: Iterable[Saying], vectors: Vectors, weigh: Weights
) -> Iterator[tuple[float, Saying]]:
    for number, other in enumerate(around, 1):
        near = float(np.dot(vectors[0], vectors[number]))
        shared = weigh.shared(one, other)[1]
        if near >= LEAST and shared > 0 and not (other.denied and one.denied):
            yield near + 0.3 * shared, other

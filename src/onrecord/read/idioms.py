"""Idioms: runs of lemmas in a parsed text, with gaps.

"time * run out" finds "time is quickly running out": the star stands for up to four words.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from spacy.tokens import Doc
from spacy.tokens import Span as Tokens

GAP = "*"
WIDEST = 4  # words in a gap
QUOTES = {"“", "”", '"', "‘", "’", "'", "``", "''"}
SHORT = {"n't": "not", "n’t": "not", "never": "not"}


class Idioms:
    """Runs of lemmas by their first one, each with its key."""

    def __init__(self, table: Mapping[str, Sequence[str]]) -> None:
        self._by_first: defaultdict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
        for key, listed in table.items():
            for idiom in listed:
                first, *rest = idiom.split()
                self._by_first[first].append((key, tuple(rest)))

    def found(self, doc: Doc) -> Iterator[tuple[str, Tokens]]:
        """Each place where an idiom stands, with its key, in the order of the text; the longest at a place.

        Quotation marks between its words do not matter.
        """
        words = [(token.lemma_.lower(), token.lower_, token.i) for token in doc if token.text not in QUOTES]
        forms = [(lemma, SHORT.get(low, low)) for lemma, low, _ in words]
        for at, (lemma, low) in enumerate(forms):
            runs = self._by_first.get(lemma, []) + (self._by_first.get(low, []) if low != lemma else [])
            ends = [(end, key) for key, rest in runs if (end := _end(forms, at + 1, rest)) is not None]
            if ends:
                end, key = max(ends)
                yield key, doc[words[at][2] : words[end - 1][2] + 1]


def _end(forms: Sequence[tuple[str, str]], at: int, rest: Sequence[str]) -> int | None:
    """Where a run that goes on at a place ends; None: it does not go on."""
    for n, wanted in enumerate(rest):
        if wanted == GAP:
            tries = (_end(forms, at + gap, rest[n + 1 :]) for gap in range(WIDEST + 1))
            return next((end for end in tries if end is not None), None)
        if at >= len(forms) or wanted not in forms[at]:
            return None
        at += 1
    return at

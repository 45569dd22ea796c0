"""Postings: which articles hold a fingerprint. Sorted arrays in runs of growing size.

A new run is joined with those before it that are not much longer, so that there are few runs and
each entry is moved a logarithmic number of times.
"""

import numpy as np

from onrecord.link.shingles import Numbers, Places

GROWTH = 2  # a run is kept apart from one more than so many times as long
MOST = 64  # articles found by one fingerprint in a run, the earliest: what more hold is no news


class Postings:
    """Fingerprint → articles, by their numbers."""

    def __init__(self) -> None:
        self._runs: list[tuple[Numbers, Places]] = []

    def add(self, marks: Numbers, article: int) -> None:
        """Enter the fingerprints of an article."""
        values = np.unique(marks)
        self.add_all(values, np.full(values.size, article, np.int64))

    def add_all(self, values: Numbers, articles: Places) -> None:
        """Enter fingerprints with the article of each, one entry for a fingerprint of an article."""
        if not values.size:
            return
        order = np.lexsort((articles, values))
        self._runs.append((values[order], articles[order]))
        while len(self._runs) > 1 and len(self._runs[-2][0]) <= GROWTH * len(self._runs[-1][0]):
            self._join()

    def find(self, marks: Numbers) -> tuple[Places, Places]:
        """The places in `marks` and the articles that hold the fingerprint there, one pair an entry."""
        order = marks.argsort()  # looked up in their order they are found several times as fast
        marks = marks[order]
        places, articles = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
        for values, holders in self._runs:
            first = np.searchsorted(values, marks)
            (there,) = np.nonzero(values[first.clip(max=values.size - 1)] == marks)
            first = first[there]
            counts = np.minimum(np.searchsorted(values, marks[there], "right") - first, MOST)
            offsets = np.arange(counts.sum()) - np.repeat(counts.cumsum() - counts, counts)
            places.append(np.repeat(order[there], counts))
            articles.append(holders[np.repeat(first, counts) + offsets])
        return np.concatenate(places), np.concatenate(articles)

    def _join(self) -> None:
        later, earlier = self._runs.pop(), self._runs.pop()
        values = np.concatenate((earlier[0], later[0]))
        articles = np.concatenate((earlier[1], later[1]))
        order = values.argsort(kind="stable")  # two sorted runs: it merges them
        self._runs.append((values[order], articles[order]))

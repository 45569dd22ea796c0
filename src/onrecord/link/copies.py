"""Copies: which articles took their words from one another, or from one source.

Articles → fingerprints (shingles) → pairs that share some (postings) → how much of the shorter of the
two stands in the longer. Passages that stand in many articles of one outlet, and shared quotations,
make no copy.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations, product

import numpy as np

from onrecord.link.credits import first, order, same_outlet, wires
from onrecord.link.passages import compared
from onrecord.link.postings import Postings
from onrecord.link.publications import publications
from onrecord.link.shingles import Flags, Numbers, Places, Shingles, shingles
from onrecord.link.tellings import day_of, name_of
from onrecord.records import Article, Record

WHOLE, PART = 0.5, 0.2  # share of the shorter article's shingles: a copy or revision; partial reuse
UNQUOTED = 0.5  # of these shares must hold for the words outside quotation marks
JOINED = 0.2  # share of the longer article below which a copy does not make the two one family
FEWEST = 12  # shingles that two articles must share, quotations apart
SHORTEST = 30  # shingles of an article that can be told from others at all
OFTEN = 6  # articles of one outlet; what stands in more of them is furniture
RARE = 2  # articles: a fingerprint that stands in no more is an article's own
OWN = (0.25, 0.5)  # share of such of an article that has more than furniture; if its outlet is not known
WORTH = 0.1  # share of the shorter article's fingerprints from which it is worth comparing
SAME = 0.98  # Jaccard index from which nothing was revised


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """Two articles with common words; `a` is the first where that is known."""

    a: str  # names, as in `Telling.article`
    b: str
    a_id: str
    b_id: str
    kind: str  # copy | revision: a newer version, by the same outlet or the same agency | partial
    first: str | None  # "a"; None: it is not known
    basis: str | None  # how it is known: time | credit
    overlap: float  # share of the shorter article that stands in the longer, 0 to 1
    coverage: float  # share of the longer one that stands in the shorter
    unquoted: float  # as `overlap`, of the words outside quotation marks


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Articles that are copies or versions of one another."""

    articles: tuple[str, ...]  # names, in order
    first: str | None  # that from which the others come; None: it is not known, or is not among them


@dataclass(slots=True)
class _Sheet:
    """What is kept of an article to compare it by: its shingles but for the furniture."""

    values: Numbers
    own: Flags  # not wholly quoted
    marks: int  # how many fingerprints


@dataclass(frozen=True, slots=True)
class _Shares:
    overlap: float
    coverage: float
    unquoted: float
    jaccard: float


ALL = _Shares(1.0, 1.0, 1.0, 1.0)  # of the same text in two places
UNDATED = "9999"  # stands after every day
_Node = tuple[str, str]  # name and id of an article


def copies(records: Iterable[Record]) -> list[Copy]:
    """Every pair of articles of which one took over words of the other, in a fixed order."""
    articles: dict[str, Article] = {}
    for record in records:
        articles[record.article.id] = _with(articles.get(record.article.id), record.article)
    return Index().add_all(sorted(articles.values(), key=order))


def families(records: Iterable[Record], found: Iterable[Copy]) -> list[Family]:
    """The articles joined by copies and revisions, each family in order of publication.

    A short article inside a much longer one is no reason to join: the longer may hold several such.
    """
    days = {record.article.id: day_of(record.article) or UNDATED for record in records}
    joined = [pair for pair in found if pair.kind != "partial" and pair.coverage >= JOINED]
    roots = {node: node for pair in joined for node in _nodes(pair)}
    for pair in joined:
        one, other = _nodes(pair)
        roots[_root(roots, one)] = _root(roots, other)
    groups: dict[_Node, list[_Node]] = {}
    for node in roots:
        groups.setdefault(_root(roots, node), []).append(node)
    earlier = {_nodes(pair)[0] for pair in joined if pair.first}
    later = {_nodes(pair)[1] for pair in joined if pair.first}
    made = []
    for group in groups.values():
        heads = [node for node in group if node not in later]
        head = heads[0] if len(heads) == 1 and heads[0] in earlier else None
        in_order = sorted(group, key=lambda node: (node != head, days.get(node[1], UNDATED), node))
        made.append(Family(articles=tuple(name for name, _ in in_order), first=head[0] if head else None))
    return sorted(made, key=lambda family: family.articles)


def by_article(records: Iterable[Record], kin: Iterable[Family]) -> dict[str, str]:
    """Article id → the name of the first of its family, for the articles that are in one."""
    ids = {name_of(record.article): record.article.id for record in records}
    return {ids[name]: family.articles[0] for family in kin for name in family.articles if name in ids}


class Index:
    """Articles to compare new ones with. What is furniture is judged by what is in it so far."""

    def __init__(self) -> None:
        self._postings = Postings()
        self._articles: list[Article] = []
        self._sheets: list[_Sheet] = []
        self._known: dict[str, int] = {}
        self._outlets: dict[str | None, int] = {}
        self._outlet: list[int] = []  # of each article; of one with little of its own -1

    def add(self, record: Record) -> list[Copy]:
        """The pairs of a new article with those added before; of a known text, those of its new places."""
        return self.add_all([record.article])

    def add_all(self, articles: Iterable[Article]) -> list[Copy]:
        """The pairs of new articles with one another and with those added before, in a fixed order.

        All of them are entered before any is compared, so that furniture is told by all of them.
        """
        start = len(self._articles)
        found: list[Copy] = []
        entered: list[Shingles] = []
        for article in articles:
            if article.id in self._known:
                found += self._again(article)
            else:
                entered.append(self._entered(article))
        for at, one in enumerate(entered, start):
            self._weighed(at, one)
        hits = [self._judged(at, one) for at, one in enumerate(entered, start)]
        for at, hit in enumerate(hits, start):
            found += self._pairs(at, *hit)
        return sorted(found, key=lambda pair: (pair.a, pair.b, pair.a_id, pair.b_id))

    def _again(self, article: Article) -> Iterator[Copy]:
        """The pairs of a known text's new places with those where it was known to stand."""
        at = self._known[article.id]
        before = len(publications(self._articles[at]))
        self._articles[at] = _with(self._articles[at], article)
        prints = publications(self._articles[at])
        for number, one in enumerate(prints[before:], before):
            for other in prints[:number]:
                yield _copy(other, one, ALL)

    def _entered(self, article: Article) -> Shingles:
        found = shingles(article)
        self._known[article.id] = len(self._articles)
        self._postings.add(found.marks, len(self._articles))
        self._articles.append(article)
        self._sheets.append(_Sheet(found.values, found.own, found.marks.size))
        return found

    def _weighed(self, at: int, found: Shingles) -> None:
        """Note an article's outlet, if enough of the article stands hardly anywhere else."""
        places, _ = self._postings.find(found.marks)
        rare = (np.bincount(places, minlength=found.marks.size) <= RARE).mean() if places.size else 0.0
        outlet = self._articles[at].outlet
        number = self._outlets.setdefault(outlet, len(self._outlets))
        self._outlet.append(number if rare >= OWN[outlet is None] else -1)

    def _judged(self, at: int, found: Shingles) -> tuple[Places, Places]:
        """Leave out an article's furniture; the articles with which it shares more, and how much."""
        places, holders = self._postings.find(found.marks)
        furniture = self._furniture(places, holders, found.marks.size)
        if furniture.any():
            dropped = furniture[_nearest(found.marked, found.at)]
            sheet = self._sheets[at]
            sheet.values, sheet.own = found.values[~dropped], found.own[~dropped]
            sheet.marks = int((~furniture).sum())
        return np.unique(holders[~furniture[places] & (holders < at)], return_counts=True)

    def _furniture(self, places: Places, holders: Places, marks: int) -> Flags:
        """Which fingerprints stand in many articles of one outlet that are otherwise their own.

        Versions and copies of one article have little that stands nowhere else: they do not count.
        """
        flags = np.zeros(marks, np.bool_)
        often = (np.bincount(places, minlength=marks) > OFTEN)[places]
        outlets = np.array([self._outlet[holder] for holder in holders[often].tolist()], np.int64)
        groups, counts = np.unique(
            places[often][outlets >= 0] * len(self._outlets) + outlets[outlets >= 0], return_counts=True
        )
        flags[groups[counts > OFTEN] // len(self._outlets)] = True
        return flags

    def _pairs(self, at: int, holders: Places, shared: Places) -> Iterator[Copy]:
        prints = publications(self._articles[at])
        for one, other in combinations(prints, 2):
            yield _copy(one, other, ALL)
        for holder, marks in zip(holders.tolist(), shared.tolist(), strict=True):
            if marks >= WORTH * min(self._sheets[at].marks, self._sheets[holder].marks):
                shares = _shares(self._sheets[holder], self._sheets[at])
                if shares:
                    for one, other in product(publications(self._articles[holder]), prints):
                        yield _copy(one, other, shares)


def _shares(a: _Sheet, b: _Sheet) -> _Shares | None:
    """How much two articles share; None if it is too little to speak of copying."""
    if min(a.values.size, b.values.size) < SHORTEST:
        return None
    common, in_a, in_b = np.intersect1d(a.values, b.values, assume_unique=True, return_indices=True)
    own = int((a.own[in_a] & b.own[in_b]).sum())
    less, more = sorted((a.values.size, b.values.size))
    shares = _Shares(
        overlap=common.size / less,
        coverage=common.size / more,
        unquoted=own / max(1, min(int(a.own.sum()), int(b.own.sum()))),
        jaccard=common.size / (less + more - common.size),
    )
    reused = min(shares.overlap, shares.unquoted / UNQUOTED) >= PART
    return shares if reused and own >= FEWEST else None


def _copy(a: Article, b: Article, shares: _Shares) -> Copy:
    came, basis = first(a, b)
    if came == "b" or (came is None and order(b) < order(a)):
        a, b = b, a
    return Copy(
        a=name_of(a),
        b=name_of(b),
        a_id=a.id,
        b_id=b.id,
        kind=_kind(a, b, shares),
        first=came and "a",
        basis=basis,
        overlap=round(shares.overlap, 3),
        coverage=round(shares.coverage, 3),
        unquoted=round(shares.unquoted, 3),
    )


def _kind(a: Article, b: Article, shares: _Shares) -> str:
    if min(shares.overlap, shares.unquoted / UNQUOTED) < WHOLE:
        return "partial"
    if shares.jaccard >= SAME:
        return "copy"
    if same_outlet(a, b) or (wires(a) & wires(b) and compared(a, b).numbers):
        return "revision"
    return "copy"


def _nearest(marked: Places, at: Places) -> Places:
    """For each place the fingerprint that stands nearest to it."""
    after = np.searchsorted(marked, at).clip(0, marked.size - 1)
    before = (after - 1).clip(0)
    return np.where(at - marked[before] <= marked[after] - at, before, after)


def _with(known: Article | None, article: Article) -> Article:
    """An article with the sources of another of the same text."""
    if known is None:
        return article
    return replace(known, sources=tuple(dict.fromkeys(known.sources + article.sources)))


def _nodes(pair: Copy) -> tuple[_Node, _Node]:
    return (pair.a, pair.a_id), (pair.b, pair.b_id)


def _root(roots: dict[_Node, _Node], node: _Node) -> _Node:
    while roots[node] != node:
        roots[node] = roots[roots[node]]
        node = roots[node]
    return node

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
from onrecord.link.shingles import Flags, Long, Numbers, Places, Shingles, shingles
from onrecord.link.tellings import day_of, name_of
from onrecord.records import Article, Record

KINDS = ("copy", "revision", "partial")
WHOLE, PART = 0.5, 0.2  # share of the shorter article's shingles: a copy or revision; partial reuse
UNQUOTED = 0.5  # of these shares must hold for the words outside quotation marks
JOINED = 0.2  # share of the longer article below which a copy does not make the two one family
FEWEST = 12  # shingles that two articles must share, quotations apart
SHORTEST = 25  # shingles of an article that can be told from others at all
OFTEN = 6  # articles of one outlet; what stands in more of them is furniture
UNLIKE = 0.6  # if these are articles that have little else in common, in this share of their sketches
WORTH = 0.06  # share of the shorter article's fingerprints from which it is worth comparing
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
    outlet: int
    sketch: Long


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


class Index:
    """Articles to compare new ones with. What is furniture is judged by what is in it so far."""

    def __init__(self) -> None:
        self._postings = Postings()
        self._articles: list[Article] = []
        self._sheets: list[_Sheet] = []
        self._known: dict[str, int] = {}
        self._outlets: dict[str | None, int] = {}

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
        outlet = self._outlets.setdefault(article.outlet, len(self._outlets))
        self._sheets.append(_Sheet(found.values, found.own, found.marks.size, outlet, found.sketch))
        return found

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
        """Which fingerprints stand in many articles of one outlet that have little else in common.

        Versions and copies of one article share most of their words: so many of their least hashes are
        the same that there are few different ones.
        """
        often = (np.bincount(places, minlength=marks) > OFTEN)[places]
        flags = np.zeros(marks, np.bool_)
        if not often.any():
            return flags
        sheets = [self._sheets[holder] for holder in holders[often].tolist()]
        outlets = np.array([sheet.outlet for sheet in sheets], np.int64)
        groups, member = np.unique(places[often] * len(self._outlets) + outlets, return_inverse=True)
        sketches = np.stack([sheet.sketch for sheet in sheets])
        distinct = np.mean([_distinct(member, column) for column in sketches.T], axis=0)
        unlike = (distinct > OFTEN) & (distinct >= UNLIKE * np.bincount(member))
        flags[groups[unlike] // len(self._outlets)] = True
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


def _distinct(groups: Places, values: Long) -> Places:
    """How many different values stand in each group."""
    kinds, rank = np.unique(values, return_inverse=True)
    return np.bincount(np.unique(groups * kinds.size + rank) // kinds.size)


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

"""Vectors: what each article of a pile is about, as weighted terms of its own words.

In: articles. Out: for each a vector of all its terms and one of the names alone, each of length 1. A term is
a word without its ending, or two names in a row; the title and the opening count double. It weighs more the
fewer articles of the pile, and of the article's own outlet, have it: what an outlet writes under every
article tells nothing. In English, words that are common in news anywhere (`vocabulary/common.toml`) are so in
a small pile too. A name is a word that the pile writes with a capital inside sentences.
"""

import heapq
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from sys import intern

from onrecord.records import Article
from onrecord.vocabulary import tables, words

Weighed = Mapping[str, float]

PILE = 150  # articles of news anywhere that stand beside the pile's own when a term's rarity is told
OUTLET = 50  # the same beside the outlet's own
OPENING = 600  # characters of the opening
LONGEST = 12_000  # characters of an article that are read
LESS = 0.25  # power of a name's rarity: those that a whole pile shares are what holds its story together
TERMS = 400  # of a vector, the heaviest
TOLD_AGAIN = 3  # articles of an outlet; a piece of text that so many have, and
OFTEN = 5  # one in so many, is furniture
COMMON = 0.12  # share of articles
CAPITAL = 4  # times as often as small a name is written with a capital
STEM = 4  # letters that stay when an ending goes

_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_SENTENCE = re.compile(r"[^\n.!?…]+(?:[.!?…]+(?!\s)[^\n.!?…]+)*[.!?…]*")
_PIECE = re.compile(r"\S+(?:[ \t]+\S+){0,11}")  # up to twelve words of a line: menus have no stops
_ENDINGS = ("ies", "ing", "ed", "es", "s")
_DATES = frozenset({*words("times", "months"), *words("times", "weekdays")})


@dataclass(frozen=True, slots=True, kw_only=True)
class Vector:
    """What an article is about; each part is of length 1, or empty where there are no such words."""

    terms: Weighed
    names: Weighed


def vectors(articles: Sequence[Article]) -> list[Vector]:
    """The vectors of a pile, in the order of its articles."""
    furniture = _furniture(articles)
    writing = _Writing()
    counted = [
        _terms(article, furniture.get(article.outlet or "", frozenset()), writing) for article in articles
    ]
    rarity = _Rarity(articles, counted)
    return [
        _vector(terms, rarity.of(article), writing) for article, terms in zip(articles, counted, strict=True)
    ]


def words_of(article: Article) -> dict[str, str]:
    """The terms of an article as it writes them first inside a sentence, else at its beginning."""
    written: dict[str, str] = {}
    begun: dict[str, str] = {}
    for piece, _ in _pieces(article):
        for place, found in enumerate(_WORD.finditer(piece)):
            (written if place else begun).setdefault(stem(found[0]), re.sub("['’]s$", "", found[0]))
    return begun | written


class _Writing:
    """How often the pile writes each term with a capital inside a sentence, and small."""

    def __init__(self) -> None:
        self.capital: Counter[str] = Counter()
        self.small: Counter[str] = Counter()

    def is_name(self, term: str) -> bool:
        """Whether a word is mostly written as a name; two names in a row are not counted again."""
        return self.capital[term] > CAPITAL * self.small[term] and term not in _DATES


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """A word in lower case without its ending."""
    plain = word.lower().replace("’", "'").removesuffix("'s")
    for ending in _ENDINGS:
        if plain.endswith(ending) and len(plain) - len(ending) >= STEM:
            return plain.removesuffix(ending) + "y" * (ending == "ies")
    return plain


class _Rarity:
    """How rare each term is in the articles of one language, and in those of one outlet."""

    def __init__(self, articles: Sequence[Article], counted: Sequence[Counter[str]]) -> None:
        self._tables: dict[tuple[str | None, str | None], tuple[int, Counter[str]]] = {}
        for article, terms in zip(articles, counted, strict=True):
            for key in ((article.language, None), (article.language, article.outlet)):
                number, having = self._tables.get(key, (0, Counter()))
                having.update(terms.keys())
                self._tables[key] = (number + 1, having)

    def of(self, article: Article) -> "_Weights":
        """The weights of an article's terms."""
        common = _common() if article.language == "en" else None
        pile = self._tables[article.language, None]
        outlet = self._tables[article.language, article.outlet] if article.outlet else None
        return _Weights(common, pile, outlet)


class _Weights:
    """The rarity of terms for one article."""

    def __init__(
        self,
        common: Mapping[str, float] | None,  # None: no language whose common words are known
        pile: tuple[int, Counter[str]],
        outlet: tuple[int, Counter[str]] | None,
    ) -> None:
        self._common = common
        self._pile = pile[1]
        self._beside = [(*pile, PILE)] + ([(*outlet, OUTLET)] if outlet else [])

    def alone(self, term: str) -> bool:
        """Whether one article alone has the term."""
        return self._pile[term] == 1

    def __getitem__(self, term: str) -> float:
        if self._common is None:
            return min(math.log((number + 1) / having[term]) for number, having, _ in self._beside)
        share = self._common.get(term, 0.0)
        return min(
            math.log((number + more) / (having[term] + more * share)) for number, having, more in self._beside
        )


def is_common(term: str) -> bool:
    """Whether a term stands in so many articles of English news that it tells nothing of one."""
    return _common().get(term, 0.0) >= COMMON


@lru_cache(maxsize=1)
def _common() -> Mapping[str, float]:
    """Common words of English news, by the share of articles that have them."""
    listed = tables("common")["percent"]
    return {word: int(share) / 100 for share, words in listed.items() for word in words}


def _furniture(articles: Iterable[Article]) -> dict[str, frozenset[str]]:
    """The pieces of text that an outlet repeats in its articles."""
    told: dict[str, Counter[str]] = {}
    written: Counter[str] = Counter()
    for article in articles:
        if article.outlet:
            written[article.outlet] += 1
            told.setdefault(article.outlet, Counter()).update({piece for piece, _ in _pieces(article)})
    return {
        outlet: frozenset(
            piece
            for piece, number in counted.items()
            if number >= TOLD_AGAIN and number * OFTEN >= written[outlet]
        )
        for outlet, counted in told.items()
    }


def _pieces(article: Article) -> Iterator[tuple[str, int]]:
    """The pieces of an article outside its boilerplate, with their offsets."""
    text, marked = article.text[:LONGEST], [(span.start, span.end) for span in article.boilerplate]
    for sentence in _SENTENCE.finditer(text):
        for piece in _PIECE.finditer(text, *sentence.span()):
            if not any(start <= piece.start() and piece.end() <= end for start, end in marked):
                yield piece[0], piece.start()


def _terms(article: Article, furniture: frozenset[str], writing: _Writing) -> Counter[str]:
    """How often an article has each term; an article that is told again as a whole keeps its text."""
    told = list(_pieces(article))
    own = [one for one in told if one[0] not in furniture]
    if OFTEN * len({piece for piece, _ in own}) < len({piece for piece, _ in told}):
        own = told
    opening = own[0][1] + OPENING if own else 0
    terms: Counter[str] = Counter()
    for piece, start in own:
        _count(terms, piece, 2 if start < opening else 1, writing)
    _count(terms, article.title or "", 2)
    return terms


def _count(terms: Counter[str], piece: str, times: int, writing: _Writing | None = None) -> None:
    """Count a piece of text; how titles are written tells nothing of names."""
    before, ended = "", -1  # the name before, and where it ends
    for found in _WORD.finditer(piece):
        term = stem(found[0])
        terms[term] += times
        name = found[0][0].isupper()
        if writing and ended >= 0:
            (writing.capital if name else writing.small)[term] += 1
        if name and before and piece[ended : found.start()] in (" ", "-"):
            terms[intern(f"{before} {term}")] += times
        before, ended = (term if name else ""), found.end()


def _vector(terms: Counter[str], rarity: _Weights, writing: _Writing) -> Vector:
    weighed = ((rarity[term] * (1 + math.log(number)), term) for term, number in terms.items())
    heaviest = heapq.nlargest(TERMS, ((weight, term) for weight, term in weighed if weight > 0))
    names = [
        ((1 + math.log(terms[term])) * rarity[term] ** LESS, term)
        for _, term in heaviest
        if writing.is_name(term)
    ]
    return Vector(terms=_unit(heaviest, rarity), names=_unit(names, rarity))


def _unit(weighed: Sequence[tuple[float, str]], rarity: _Weights) -> Weighed:
    """A vector of length 1; the terms of one article alone are left out after, they are like none."""
    length = math.sqrt(sum(weight * weight for weight, _ in weighed))
    return {term: weight / length for weight, term in weighed if not rarity.alone(term)}

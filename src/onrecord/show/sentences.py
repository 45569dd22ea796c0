"""Sentences: what a brief says, piece by piece, each with the records that it rests on."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from onrecord.link.tellings import Telling, statements_of
from onrecord.show import wording
from onrecord.show.located import Located

WORDS = 170  # characters of a quotation
NAME = 70  # of a name
TITLE = 90
CAPITAL = 0.5  # of a letter's width that a capital takes more
SHORTEST = 6  # characters of an article's id in a reference
DOUBLE = frozenset('“”"„«»')
WHOLE = ""  # in place of an article's id: all that was read


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A few words of a sentence, or a reference to what it rests on."""

    text: str
    kind: str = "plain"  # plain | name | said | cite
    cut: bool = False  # more words follow where they stand
    article: str | None = None  # id of the article cited, or WHOLE; None: no reference
    record: str | None = None  # id of the record; None: the article


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence; it ends with what it rests on."""

    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """What a brief says of one thing, what matters most first."""

    title: str
    sentences: tuple[Sentence, ...]
    left: int  # sentences that are left out
    order: str  # by what they are in order


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """An entry of the list of sources."""

    number: int
    text: str  # outlet, title, date
    href: str | None  # None: no web address is known that may be followed
    references: tuple[str, ...]  # "3f9a01-s4"; the article's alone where none of its records is cited


def sentence(*pieces: "str | Piece | Iterable[Piece]") -> Sentence:
    """A sentence of words and pieces, in their order."""
    made: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, str):
            made.append(Piece(text=piece))
        elif isinstance(piece, Piece):
            made.append(piece)
        else:
            made.extend(piece)
    return Sentence(pieces=tuple(made))


def name(text: str) -> Piece:
    """A name as the record has it."""
    return Piece(text=wording.clipped(wording.name(text), NAME), kind="name")


def said(words: str) -> Piece:
    """Exact words, the first of them where they are many."""
    line = " ".join(words.split())
    kept = wording.clipped(line, WORDS)
    return Piece(text=kept.removesuffix(" …") if kept != line else line, kind="said", cut=kept != line)


def whole() -> Piece:
    """All that was read."""
    return Piece(text="", kind="cite", article=WHOLE)


def cites(found: Iterable[Telling | tuple[str, str | None]]) -> Iterator[Piece]:
    """References, each once; of a pair, the article's id and the record's."""
    places = [one if isinstance(one, tuple) else (one.article_id, one.record) for one in found]
    for article, record in dict.fromkeys(places):
        yield Piece(text="", kind="cite", article=article, record=record)


class Teller:
    """Says of tellings whose and when they are, and quotes them."""

    def __init__(self, articles: Sequence[Located]) -> None:
        self._articles = {article.record.article.id: article for article in articles}
        self._said = {
            (article.record.article.id, item): statement
            for article in articles
            for item, statement in statements_of(article.record).items()
        }

    def account(
        self, told: Telling, by: str | None, party: str | None = None, *, spoken: bool = False
    ) -> Iterator[Piece]:
        """ "according to X, published 3 May 2031: “…” [3 s4]".

        Args:
            by: whose account; None: the outlet's own.
            party: whom it is about.
            spoken: it is a statement: without a name, it is of a speaker whom the article does not name.
        """
        place = self._articles[told.article_id].place
        if by is not None and by == party:
            yield Piece(text="by its own account")
        else:
            yield Piece(text="according to a speaker not named in " if spoken and not by else "according to ")
            outlet = place.outlet or "an outlet that is not stated"
            yield name(by) if by else Piece(text=outlet, kind="name" if place.outlet else "plain")
        yield Piece(text=f", {self.published(told)}{self._manner(told)}: ")
        yield said(told.span.words)
        yield from cites([told])

    def published(self, told: Telling) -> str:
        """When a telling's article was published."""
        date = self._articles[told.article_id].place.date
        return f"published {date}" if date else "date unknown"

    def article(self, told: Telling) -> Located:
        """The article of a telling."""
        return self._articles[told.article_id]

    def _manner(self, told: Telling) -> str:
        """What a statement does, for its words alone may mislead: "denial"; and whether it is unsure."""
        own = self._said.get((told.article_id, told.record))
        statement = own or self._said.get((told.article_id, told.statement or ""))
        act = wording.ACTS.get(own.act or "") if own and own.act != "assert" else None
        told_as = [act, "unsure reading" if statement and statement.unsure else None]
        return "".join(f", {words}" for words in told_as if words)


def numbered(chapters: Iterable[Chapter]) -> dict[str, int]:
    """Article's id → its number in the list, in the order of the citations."""
    cited = (
        piece.article
        for chapter in chapters
        for one in chapter.sentences
        for piece in one.pieces
        if piece.article is not None
    )
    return {article: number for number, article in enumerate(dict.fromkeys(cited), 1)}


def shortened(ids: Iterable[str]) -> Mapping[str, str]:
    """The shortest beginnings of the ids that are all different."""
    listed = list(ids)
    length = SHORTEST
    while len({one[:length] for one in listed}) < len(listed):
        length += 1
    return {one: one[:length] for one in listed}


def marks(words: str) -> tuple[str, str]:
    """Quotation marks around words that may hold some: none around a whole quotation, else the other kind."""
    if words[0] in DOUBLE and words[-1] in DOUBLE and not DOUBLE & {*words[1:-1]}:
        return "", ""
    return ("‘", "’") if DOUBLE & {*words} else ("“", "”")


def width(text: str) -> float:
    """How much room a text takes, in letters of common width."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return len(text) + wide + CAPITAL * sum(map(str.isupper, text))

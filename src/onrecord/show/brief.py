"""The brief: two pages in which every sentence carries its citation, and nothing is said beside the record.

Chapters are made whole and then cut: while the brief is longer than two pages, the longest chapter loses its
last sentence. How many sentences are left out stands under each.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from math import ceil

from onrecord.link.pile import Pile
from onrecord.records import Record
from onrecord.show import markdown, wording
from onrecord.show.choice import Choice, day, shows
from onrecord.show.linked import link, piled_up
from onrecord.show.located import Located, located
from onrecord.show.points import Read, chapters
from onrecord.show.render import asset, policy, rendered
from onrecord.show.sentences import (
    NAME,
    TITLE,
    WHOLE,
    Chapter,
    Cited,
    Piece,
    Sentence,
    marks,
    numbered,
    sentence,
    shortened,
    whole,
    width,
)

FORMS = ("html", "md")
DOUBLE = frozenset('“”"„«»')
DIGEST = 12  # letters of a digest
LINES = 134  # of two A4 pages, with some room left
LETTERS = 100  # of a line
HEAD = 1.9  # lines that the title of a chapter takes
OPENING = 5.0  # lines of the title and what stands under it
LISTED = 58  # letters of a line of the list of sources, which has two columns
GAP = 0.12  # of a line between sentences
SMALL = 0.37  # of a line that one of the list takes, over both columns


@dataclass(frozen=True, slots=True, kw_only=True)
class Bit:
    """A piece as it is shown."""

    text: str
    kind: str  # plain | name | said | cite
    before: str  # our own marks
    after: str
    href: str | None  # of a citation: its address in the page; None: no citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A chapter as it is shown."""

    title: str
    order: str
    sentences: tuple[tuple[Bit, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """All that the brief's template receives."""

    title: str
    policy: str
    style: str
    chapters: tuple[Told, ...]
    cited: tuple[Cited, ...]


def brief(
    records: Iterable[Record] | Pile,
    *,
    title: str,
    form: str = "html",
    since: str | None = None,
    choice: Choice | None = None,
) -> str:
    """The records as a brief; the same records give the same brief.

    Args:
        form: "html", one self-contained file, or "md", Markdown.
        since: a day, month or year (ISO 8601); what the articles since then bring is told. None: it is not.
        choice: which articles and parties are told of; None: all.
    """
    choice = choice or Choice()
    pile, within = choice.within(piled_up(records))
    articles = located(pile.records)
    linked = link(articles, pile)
    shown = choice.shown(articles)
    read = Read(
        articles=shown,
        linked=choice.linked(linked, shown),
        tells=shows(shown),
        pile=pile,
        since=day(since, "since") if since is not None else None,
    )
    first, *rest = chapters(read)
    chosen = [sentence(line.removesuffix("."), whole()) for line in (within, choice.told()) if line]
    first = replace(first, sentences=(*chosen, *first.sentences))
    made = _view([first, *(one for one in rest if one.sentences)], articles, title)
    return markdown.page(made) if form == "md" else rendered("brief.html", made)


def _view(whole_: Sequence[Chapter], articles: Sequence[Located], title: str) -> Brief:
    kept = list(whole_)
    view = _made(kept, articles, title)
    while _length(view) > LINES and any(len(one.sentences) > 1 for one in kept):
        number = max(
            range(len(kept)), key=lambda n: (len(kept[n].sentences) > 1, _lines(view.chapters[n]), n)
        )
        one = kept[number]
        kept[number] = replace(one, sentences=one.sentences[:-1], left=one.left + 1)
        view = _made(kept, articles, title)
    return view


def _made(kept: Sequence[Chapter], articles: Sequence[Located], title: str) -> Brief:
    full = [replace(one, sentences=(*one.sentences, *_left(one))) for one in kept]
    numbers = numbered(full)
    style = asset("brief.css")
    return Brief(
        title=wording.clipped(wording.name(title), TITLE),
        policy=policy(style),
        style=style,
        chapters=tuple(
            Told(title=one.title, order=one.order, sentences=tuple(_bits(s, numbers) for s in one.sentences))
            for one in full
        ),
        cited=tuple(_cited(full, numbers, articles)),
    )


def _left(one: Chapter) -> Iterator[Sentence]:
    if one.left:
        more = wording.count(one.left, "more sentence")
        yield sentence(f"Left out for length: {more} of this part", whole())


def _bits(told: Sentence, numbers: Mapping[str, int]) -> tuple[Bit, ...]:
    return tuple(_bit(piece, numbers) for piece in told.pieces if piece.text or piece.article is not None)


def _bit(piece: Piece, numbers: Mapping[str, int]) -> Bit:
    """A piece as it is shown: words in quotation marks, a citation as the article's number and the record."""
    if piece.article is not None:
        number = numbers[piece.article]
        record = f" {wording.clipped(wording.name(piece.record), NAME)}" if piece.record else ""
        return Bit(text=f"[{number}{record}]", kind="cite", before=" ", after="", href=f"s{number}")
    before, after = marks(piece.text) if piece.kind == "said" else ("", "")
    return Bit(
        text=piece.text, kind=piece.kind, before=before, after=after + (" …" if piece.cut else ""), href=None
    )


def _cited(
    full: Sequence[Chapter], numbers: Mapping[str, int], articles: Sequence[Located]
) -> Iterator[Cited]:
    """The list of sources, with the records that are cited of each."""
    records: dict[str, dict[str, None]] = {article: {} for article in numbers}
    for piece in (piece for one in full for told in one.sentences for piece in told.pieces):
        if piece.article is not None and piece.record:
            records[piece.article][piece.record] = None
    by_id = {article.record.article.id: article for article in articles}
    short = shortened(by_id)
    for article, number in numbers.items():
        if article == WHOLE:
            yield Cited(number=number, text=_pile(by_id), href=None, references=())
            continue
        named = [f"{short[article]}-{one}" for one in records[article]] or [short[article]]
        url = by_id[article].record.article.sources[0].url
        yield Cited(
            number=number,
            text=_source(by_id[article]),
            href=wording.web_address(url) if url else None,
            references=tuple(wording.clipped(wording.name(one), NAME) for one in named),
        )


def _pile(ids: Iterable[str]) -> str:
    """All that was read, with a digest by which another brief of the same articles is known."""
    listed = sorted(ids)
    digest = sha256("\n".join(listed).encode("utf-8", "replace")).hexdigest()
    articles = wording.count(len(listed), "article")
    return f"The record as a whole: {articles}, digest of their ids {digest[:DIGEST]}"


def _source(article: Located) -> str:
    place = article.place
    outlet = wording.clipped(place.outlet, NAME) if place.outlet else "Outlet not stated"
    title = wording.clipped(place.title, TITLE)
    before, after = ("", "") if title.startswith("Untitled") else marks(title)
    shown = before + title + after
    return f"{outlet}, {shown}, {place.date or 'date unknown'}"


def _length(view: Brief) -> float:
    """How many lines a brief takes."""
    listed = sum(
        ceil(width(f"{one.number}. {one.text}. {', '.join(one.references)}") / LISTED) for one in view.cited
    )
    return OPENING + sum(map(_lines, view.chapters)) + HEAD + listed * SMALL


def _lines(one: Told) -> float:
    return HEAD + sum(
        ceil(sum(width(bit.before + bit.text + bit.after) for bit in told) / LETTERS) + GAP
        for told in one.sentences
    )

"""Document: page → article. Title, byline, outlet, date and furniture are found and marked; nothing is cut.

Plain text stays as it was decoded. Of an HTML page the main text is taken (trafilatura), with what the
page says of itself; what was given beside it goes first.
"""

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace

from onrecord.collect import MAX_CHARACTERS, Page
from onrecord.document import html as markup
from onrecord.document import names
from onrecord.document.dated import published
from onrecord.document.furniture import furniture, joined
from onrecord.document.html import Extracted
from onrecord.document.layout import BLANK, Layout, Place, laid_out
from onrecord.document.opening import opening
from onrecord.errors import DocumentError
from onrecord.records import Article, Published, Span

__all__ = ["article", "merged"]

ENGLISH = re.compile(r"\b(?:the|of|and|to|in|that|is|was|for|on|with|by|he|it|as|said|from|at|has|have)\b")
SAMPLE = 3000  # characters from which the language is told


def article(page: Page) -> Article:
    """The article that a page holds.

    Raises:
        DocumentError: nothing usable is in it.
    """
    facts = _facts(page)
    layout = laid_out(facts.text)
    parts = furniture(layout)
    opened = opening(_without(layout, parts), page.source.title or facts.title)
    authors = names.byline(layout, opened, page.byline or facts.byline)
    outlet = names.outlet(layout, opened, page.source.outlet or facts.outlet)
    marked = joined([*parts, *([opened.byline] if opened.byline else [])], layout.text)
    return Article(
        id=hashlib.sha256(facts.text.encode()).hexdigest(),
        sources=(replace(page.source, published=page.source.published or facts.published),),
        text=facts.text,
        language=facts.language or _language(facts.text),
        title=opened.title,
        title_span=_span(layout, opened.title_span) if opened.title_span else None,
        outlet=outlet,
        byline=authors,
        republished_from=names.origin(layout, opened, outlet, authors),
        dateline=opened.dateline.place if opened.dateline else None,
        published=published(
            layout, opened, page.source.published or facts.published, page.source.url or facts.url
        ),
        boilerplate=tuple(_span(layout, place) for place in marked),
        repeated=tuple(_span(layout, place) for place in opened.repeated),
    )


def merged(articles: Iterable[Article]) -> list[Article]:
    """The articles with each text once, in order of first appearance; its copies' sources are joined.

    What the first copy does not say is taken from a later one; of two given dates the earlier stays.
    """
    found: dict[str, Article] = {}
    for one in articles:
        found[one.id] = _joined(found[one.id], one) if one.id in found else one
    return list(found.values())


def _joined(first: Article, later: Article) -> Article:
    return replace(
        first,
        sources=tuple(dict.fromkeys(first.sources + later.sources)),
        language=first.language or later.language,
        title=first.title or later.title,
        title_span=first.title_span or (None if first.title else later.title_span),
        repeated=first.repeated or (() if first.title else later.repeated),
        outlet=first.outlet or later.outlet,
        byline=first.byline or later.byline,
        republished_from=first.republished_from or later.republished_from,
        published=_earlier(first.published, later.published),
    )


def _earlier(one: Published, other: Published) -> Published:
    if one.basis in ("unknown", "inferred"):
        return other if other.earliest else one
    both = one.basis == other.basis == "metadata"
    return other if both and (other.earliest or "") < (one.earliest or "") else one


def _facts(page: Page) -> Extracted:
    where = page.source.path or "standard input"
    try:
        facts = (
            Extracted(text=page.text or "")
            if page.html is None
            else markup.extracted(page.html, page.source.url)
        )
    except DocumentError as error:
        raise DocumentError(f"{where}: {error}") from error
    if not facts.text.strip(BLANK):
        raise DocumentError(f"{where}: no text; save the article's text in it")
    if len(facts.text) > MAX_CHARACTERS:
        raise DocumentError(
            f"{where}: {len(facts.text):,} characters of main text, more than {MAX_CHARACTERS:,}; "
            "split it into its articles"
        )
    return facts


def _without(layout: Layout, places: list[Place]) -> Layout:
    """The layout without the lines that are furniture from end to end; offsets stay."""
    starts = [start for start, _ in places]
    covered = {
        line for line in layout.lines if (i := bisect_right(starts, line[0])) and line[1] <= places[i - 1][1]
    }
    return replace(layout, lines=tuple(line for line in layout.lines if line not in covered))


def _span(layout: Layout, place: Place) -> Span:
    return Span(*place, layout.text[slice(*place)])


def _language(text: str) -> str | None:
    """English, by its commonest words; any other language stays unknown."""
    sample = text[:SAMPLE].lower()
    return "en" if 6 * len(ENGLISH.findall(sample)) >= len(sample.split()) else None

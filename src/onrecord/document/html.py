"""HTML: one page's markup → its main text and what the page says of itself; trafilatura and htmldate."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from html import unescape

from onrecord.errors import DocumentError

AHEAD = timedelta(days=2)  # of this machine's clock, that a page from another time zone may be dated
MAX_TAGS = 100_000  # nested without end, a page takes minutes
LANGUAGE = re.compile(r"<html[^>]{0,500}?\blang\s{0,3}=\s{0,3}[\"']?([a-zA-Z]{2,3})\b", re.IGNORECASE)

CLOCK = re.compile(
    r"<meta[^>]{0,200}?\b(?:article:published_time|datePublished)\b[^>]{0,60}?content=\"([0-9T:.+Z-]{16,40})\""
)
TITLE = re.compile(r"<title[^>]{0,200}>([^<]{1,400})</title>", re.IGNORECASE)
SEPARATOR = re.compile(r"\s[|–—-]\s")
RIGHTS = r"(?:©|\(c\)|[Cc]opyright)[\s©\d,–-]{0,24}"
TAG = re.compile(r"<[^<>]{0,2000}>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """What one HTML page holds and says."""

    text: str
    title: str | None = None
    outlet: str | None = None
    byline: tuple[str, ...] = ()
    published: str | None = None
    url: str | None = None
    language: str | None = None


def _with_clock(html: str, day: str) -> str:
    """The time that the page gives of its day of publication, else the day."""
    told = (found[1] for found in CLOCK.finditer(html))
    return next((time for time in told if time.startswith(day)), day)


def _owner(html: str) -> str | None:
    """The outlet in the page's title, "… | Courier", where the page says that it holds the rights."""
    title = TITLE.search(html)
    parts: list[str] = [part.strip() for part in SEPARATOR.split(unescape(title[1]))] if title else []
    if len(parts) < 2:
        return None
    said = " ".join(unescape(TAG.sub(" ", html)).split())
    for name in filter(None, (parts[-1], parts[0])):
        if re.search(rf"{RIGHTS}(?:The )?{re.escape(name)}\b", said):
            return name
    return None


def extracted(html: str, url: str | None) -> Extracted:
    """The main text of a page, with its own metadata.

    Raises:
        DocumentError: the page cannot be parsed, or holds no main text.
    """
    # here, for most commands read no page, and these take long to load
    from htmldate import find_date
    from lxml.etree import LxmlError
    from trafilatura import extract, extract_metadata, load_html

    if html.count("<") > MAX_TAGS:
        raise DocumentError(f"more than {MAX_TAGS:,} tags, no article's page; save the article as text")
    try:
        tree = load_html(html)
        text = None if tree is None else extract(html, url=url, include_comments=False, include_tables=False)
        facts = None if tree is None else extract_metadata(html, default_url=url, extensive=False)
        day = None
        if tree is not None:
            latest = (date.today() + AHEAD).isoformat()
            day = find_date(html, extensive_search=False, original_date=True, url=url, max_date=latest)
    except (LxmlError, ValueError, RecursionError) as error:
        raise DocumentError(f"the HTML cannot be parsed ({error}); save the article as text") from error
    if not text:
        raise DocumentError("no main text in the HTML; save the article itself, or its text")
    language = LANGUAGE.search(html[:5000])
    return Extracted(
        text=text,
        title=facts.title if facts else None,
        outlet=(facts.sitename if facts else None) or _owner(html),
        byline=tuple(facts.author.split("; ")) if facts and facts.author else (),
        published=_with_clock(html, day) if day else None,
        url=facts.url if facts else None,
        language=language[1].lower() if language else None,
    )

"""Listings: feeds (RSS, Atom; by feedparser) and sitemaps → the pages they name, newest first."""

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import feedparser
from dateutil import parser as dates
from lxml import etree

from onrecord.collect.inflated import inflated
from onrecord.collect.web.addresses import address
from onrecord.errors import CollectError

MAX_ENTRIES = 50_000  # of one listing, as the sitemap protocol has it
MAX_FEED = 2_000_000  # bytes of a feed, and
MAX_TAGS = 50_000  # tags in it, escaped ones too; more can take minutes to parse
MAX_WORDS = 2_000  # characters of a title with its summary


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One page that a listing names, or one sitemap that an index names."""

    url: str
    words: str = ""  # title and summary
    published: str | None = None  # ISO 8601; None: the listing does not say
    updated: str | None = None


def feed(data: bytes, base: str) -> tuple[Entry, ...]:
    """The pages that a feed names.

    Raises:
        CollectError: it is no feed, or too large.
    """
    if len(data) > MAX_FEED or data.count(b"<") + data.count(b"&lt;") > MAX_TAGS:
        raise CollectError(f"a feed of over {MAX_FEED:,} bytes or {MAX_TAGS:,} tags; use the site's sitemap")
    # As a stream: feedparser takes bytes for the name of a file or an address to be fetched.
    found = feedparser.parse(
        io.BytesIO(data),
        response_headers={"content-location": base},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not found.get("version") and not found.entries:
        raise CollectError("no RSS or Atom feed; check the address")
    return _newest(entry for one in found.entries[:MAX_ENTRIES] if (entry := _entry(one, base)))


def _entry(one: dict[str, Any], base: str) -> Entry | None:
    try:
        url = address(str(one["link"]), base) if one.get("link") else None
    except CollectError:
        url = None
    if url is None:
        return None  # an entry without a page of its own: a sound file, a mail address
    return Entry(
        url=url,
        words=f"{one.get('title', '')} {one.get('summary', '')}"[:MAX_WORDS],
        published=_moment(
            dict.get(one, "published_parsed")
        ),  # not `one.get`, which answers with another date
        updated=_moment(dict.get(one, "updated_parsed")),
    )


def _moment(parsed: Any) -> str | None:
    try:
        return datetime(*parsed[:6]).isoformat() + "Z" if parsed else None  # in UTC, as feedparser has it
    except (ValueError, TypeError):
        return None


def sitemap(data: bytes, base: str, limit: int) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """The pages that a sitemap names, and the sitemaps that an index names; packed or not.

    Raises:
        CollectError: it is no sitemap, or too large.
    """
    if data.startswith(b"\x1f\x8b"):
        data = inflated([data], "gzip", limit)
    pages: list[Entry] = []
    maps: list[Entry] = []
    try:
        for element in _elements(data):
            facts = dict(_facts(element))
            entry = _mapped(facts, base)
            if entry:
                (maps if etree.QName(element).localname == "sitemap" else pages).append(entry)
            element.clear()
            if len(pages) + len(maps) >= MAX_ENTRIES:
                break
    except (etree.LxmlError, ValueError) as error:
        raise CollectError(f"no sitemap that can be read ({error}); check the address") from error
    return _newest(pages), _newest(maps)


def _elements(data: bytes) -> Iterator[Any]:
    """The entries of a sitemap; a file that is neither a sitemap nor an index is refused."""
    parse = etree.iterparse(
        io.BytesIO(data), events=("start", "end"), resolve_entities=False, no_network=True, huge_tree=False
    )
    _, root = next(parse)
    if etree.QName(root).localname not in ("urlset", "sitemapindex"):
        raise CollectError("no sitemap; check the address")
    for event, element in parse:
        if event == "end" and isinstance(element.tag, str) and element.getparent() is root:
            yield element


def _facts(element: Any) -> Iterator[tuple[str, str]]:
    for one in element.iter():
        if isinstance(one.tag, str) and one.text and one.text.strip():
            yield etree.QName(one).localname, one.text.strip()[:MAX_WORDS]


def _mapped(facts: Mapping[str, str], base: str) -> Entry | None:
    try:
        url = address(facts["loc"], base)
    except (CollectError, KeyError):
        return None  # what has no address cannot be fetched
    return Entry(
        url=url,
        words=facts.get("title", ""),
        published=_date(facts.get("publication_date")),
        updated=_date(facts.get("lastmod")),
    )


def _date(told: str | None) -> str | None:
    """A date as it was told if it is one, with its precision."""
    try:
        dates.isoparse(told or "")
    except (ValueError, OverflowError):
        return None
    return told


def _newest(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Each address once, the newest first; those without a date after them, in their order."""
    once = {entry.url: entry for entry in entries}
    return tuple(sorted(once.values(), key=lambda one: instant(one.updated or one.published), reverse=True))


def instant(told: str | None) -> float:
    """Seconds since 1970 of an ISO 8601 date; 0 where there is none."""
    try:
        when = dates.isoparse(told or "")
        return float((when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        return 0.0

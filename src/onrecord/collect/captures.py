"""Captures: what an address gave at one time → the pages in it.

A capture is named as web archives name it, by time and address ("20310503100000/https://…"), so that
what one address gave at two times stays two.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from onrecord.collect import liveblogs, pdf
from onrecord.collect.decoding import decoded
from onrecord.collect.page import MAX_CHARACTERS, Page
from onrecord.errors import CollectError
from onrecord.records import Source

HTML = frozenset({"text/html", "application/xhtml+xml"})
PDF = frozenset({"application/pdf"})
TEXT = frozenset({"text/plain"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """The bytes that an address gave, and when."""

    path: str  # the file it lies in, else the address that was asked for
    url: str  # the address that gave it, after redirects
    at: str | None  # UTC, ISO 8601; None: nobody says
    media: str  # media type, without parameters
    data: bytes
    charset: str | None = None  # as the answer's head says; None: it does not
    outlet: str | None = None  # as given beside the address
    published: str | None = None  # as the feed or sitemap says
    archived: bool = False  # from a web archive


def pages_of(capture: Capture) -> Iterator[Page]:
    """The page of a capture; of a live blog, a page for each post.

    Raises:
        CollectError: neither HTML, PDF nor plain text, or it cannot be decoded.
    """
    if capture.media in HTML:
        html = decoded(capture.data, html=True, charset=capture.charset)
        posts = liveblogs.posts(html)
        for post in posts:
            source = _source(capture, f"#{post.id}", post.published)
            yield Page(source=source, text=post.text)
        if not posts:
            yield Page(source=_source(capture), html=html)
    elif capture.media in PDF:
        yield Page(source=_source(capture, kind="pdf"), text=pdf.text(capture.data))
    elif capture.media in TEXT:
        text = decoded(capture.data, charset=capture.charset)
        if len(text) > MAX_CHARACTERS:
            raise CollectError(f"{len(text):,} characters, more than {MAX_CHARACTERS:,}; leave it out")
        yield Page(source=_source(capture, kind="text"), text=text)
    else:
        raise CollectError(f"{capture.media[:60]!r} where HTML, PDF or plain text was expected; leave it out")


def _source(capture: Capture, part: str = "", published: str | None = None, kind: str = "html") -> Source:
    stamp = "".join(digit for digit in (capture.at or "-")[:19] if digit not in "-T:") or "-"
    return Source(
        path=capture.path,
        record=f"{stamp}/{capture.url}{part}",
        url=capture.url + part,
        format="warc" if capture.archived else kind,
        fetched_at=capture.at,
        outlet=capture.outlet,
        published=published or (None if part else capture.published),
    )

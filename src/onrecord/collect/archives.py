"""Archives: web archives (WARC, WACZ) → the HTML pages in them, with their address and time; by FastWARC.

Only answers with status 200 and HTML count. A record that cannot be read is a problem; what a damaged
file holds before the damage is read.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from onrecord.collect.captures import HTML, Capture, pages_of
from onrecord.collect.extra import extra
from onrecord.collect.inflated import inflated
from onrecord.collect.lines import MAX_EXPANSION
from onrecord.collect.page import MAX_BYTES, Page
from onrecord.errors import CollectError
from onrecord.records import Problem

MAX_RECORDS = 1_000_000  # of one file
MAX_FILES = 10_000  # of one WACZ
PIECE = 1 << 16
CHUNK = re.compile(rb"[0-9a-fA-F]{1,8}[;\r\n]")
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z")
GZIP = b"\x1f\x8b"
UNREADABLE = (OSError, EOFError, zlib.error, ValueError)


def warc(file: BinaryIO, size: int, path: str) -> Iterator[Page | Problem]:
    """The pages of a WARC file, compressed or not.

    Args:
        size: bytes of the file, which its content may not exceed out of all proportion.
    """
    fast = extra("fastwarc.warc")
    left = max(10 * MAX_BYTES, size * MAX_EXPANSION)
    records = fast.ArchiveIterator(file, record_types=fast.WarcRecordType.response, auto_decode="none")
    number = 0
    try:
        for number, record in enumerate(records, 1):
            left -= int(record.content_length)
            if left < 0 or number > MAX_RECORDS:
                raise CollectError("holds too much for its size, like a decompression bomb; split it")
            yield from _pages(record, number, path)
    except UNREADABLE as error:
        yield _problem(
            path, f"damaged after record {number} ({error}); what stands before is read, get it anew"
        )
    except CollectError as error:
        yield _problem(path, str(error))
    else:
        if not number:
            yield _problem(path, "no answer of a web server in it; is it a WARC file?")


def wacz(file: BinaryIO, path: str) -> Iterator[Page | Problem]:
    """The pages of the WARC files in a WACZ."""
    try:
        with zipfile.ZipFile(file) as packed:
            inside = [one for one in packed.infolist() if one.filename.endswith((".warc", ".warc.gz"))]
            if not inside or len(packed.infolist()) > MAX_FILES:
                raise CollectError("no WARC file in it, or too many files; is it a WACZ?")
            for one in inside:
                with packed.open(one) as stream:
                    bounded = _Bounded(stream, max(MAX_BYTES, one.compress_size * MAX_EXPANSION))
                    yield from warc(bounded, one.file_size, path)  # type: ignore[arg-type]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, *UNREADABLE) as error:
        yield _problem(path, f"damaged WACZ ({error}); get it anew")
    except CollectError as error:
        yield _problem(path, str(error))


class _Bounded:
    """A stream that ends in an error where it unpacks out of all proportion."""

    def __init__(self, stream: Any, left: int) -> None:
        self._stream, self._left = stream, left
        self.tell = stream.tell

    def read(self, size: int = -1) -> bytes:
        data: bytes = self._stream.read(size)
        self._left -= len(data)
        if self._left < 0:
            raise OSError("unpacks out of all proportion, like a decompression bomb")
        return data


def _pages(record: Any, number: int, path: str) -> Iterator[Page | Problem]:
    http = record.http_headers
    media = (record.http_content_type or "").lower()
    if http is None or http.status_code != 200 or media not in HTML:
        return
    date = record.headers.get("WARC-Date") or ""
    url = (record.headers.get("WARC-Target-URI") or "").strip("<>")
    try:
        if not url.startswith(("http://", "https://")):
            raise CollectError(f"an address that is none of the web ({url[:80]!r}); leave it out")
        yield from pages_of(
            Capture(
                path=path,
                url=url[:2000],
                at=date if DATE.fullmatch(date) else None,
                media=media,
                data=_payload(record, http),
                charset=record.http_charset,
                archived=True,
            )
        )
    except CollectError as error:
        yield _problem(path, f"record {number}, {url[:200] or 'without address'}: {error}")


def _payload(record: Any, http: Any) -> bytes:
    """The body as the server meant it: put together and unpacked."""
    stream, kinds = extra("fastwarc.stream_io"), (http.get("Content-Encoding") or "").lower().strip()
    try:
        body = inflated(_pieces(record), "", MAX_BYTES)
        if "chunked" in (http.get("Transfer-Encoding") or "").lower() and CHUNK.match(body):
            body = stream.ChunkedReader(io.BytesIO(body)).read(MAX_BYTES)
        if kinds == "br":
            return inflated([stream.BrotliReader(io.BytesIO(body)).read(MAX_BYTES + 1)], "", MAX_BYTES)
    except UNREADABLE as error:
        raise CollectError(f"its body is damaged ({error}); get the archive anew") from error
    # Some archives keep the head as it came and the body unpacked.
    return body if kinds == "gzip" and not body.startswith(GZIP) else inflated([body], kinds, MAX_BYTES)


def _pieces(record: Any) -> Iterator[bytes]:
    declared, came = int(record.content_length), 0
    while piece := record.reader.read(PIECE):
        came += len(piece)
        yield piece
    if came < declared:
        raise CollectError(f"cut off: {came:,} of {declared:,} bytes are there; get the archive anew")


def _problem(path: str, message: str) -> Problem:
    return Problem(stage="collect", message=message, path=path)

"""PDF: a press release → its text, by pypdf. Lines are joined to paragraphs; page numbers and running
heads between the pages are left out, so that a paragraph goes on over a page's end.
"""

import io
import logging
import re
import struct
import time
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from onrecord.collect.extra import extra
from onrecord.collect.page import MAX_CHARACTERS
from onrecord.errors import CollectError

MAX_PAGES = 300
MAX_SECONDS = 60.0  # looked at between pages
MAX_CONTENT = 2_000_000  # bytes that draw one page
DAMAGE = (  # what pypdf lets through on damaged files
    ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError, OverflowError, struct.error,
    zlib.error, OSError, EOFError, NotImplementedError, AssertionError, ArithmeticError,
)  # fmt: skip
NUMBER = re.compile(
    r"(?:page\s{1,3})?[-–—]?\s{0,2}\d{1,4}\s{0,2}[-–—]?(?:\s{0,2}(?:/|of)\s{0,2}\d{1,4})?", re.I
)
BULLET = re.compile(r"[•◦▪●■*–—-]\s|\(?\d{1,2}[.)]\s|\(?[a-z]\)\s")
FULL = 0.8  # of the longest line's length; a shorter line ends its paragraph if a sentence ends there
ENDS = re.compile(r"[.!?:;…][\"”’')\]]{0,3}$")


def text(data: bytes) -> str:
    """The text of a PDF file.

    Raises:
        CollectError: damaged, encrypted, scanned without text, or too long.
    """
    pypdf, errors = extra("pypdf"), extra("pypdf.errors")
    logging.getLogger("pypdf").addHandler(logging.NullHandler())  # what is damaged is told once, as a problem
    try:
        pages = [_lines(page) for page in _extracted(pypdf, data)]
    except (errors.PyPdfError, errors.DeprecationError, *DAMAGE) as error:
        told = " ".join(str(error).split())[:120] or type(error).__name__
        raise CollectError(f"damaged PDF ({told}); save it anew, or its text") from error
    found = "\n\n".join(_paragraphs(_running(pages)))
    if not found.strip():
        raise CollectError("a PDF without text, perhaps scanned; recognise its text (OCR) and save that")
    if len(found) > MAX_CHARACTERS:
        raise CollectError(f"{len(found):,} characters, more than {MAX_CHARACTERS:,}; split it")
    return found


def _extracted(pypdf: Any, data: bytes) -> Iterator[str]:
    reader = pypdf.PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise CollectError("an encrypted PDF; save it without a password")
    if len(reader.pages) > MAX_PAGES:
        raise CollectError(f"{len(reader.pages):,} pages, more than {MAX_PAGES}; a book, no press release")
    until = time.monotonic() + MAX_SECONDS
    for page in reader.pages:
        content = page.get_contents()
        if content is not None and len(content.get_data()) > MAX_CONTENT:
            raise CollectError("a page that takes over 2 MB to draw; save the PDF's text")
        yield page.extract_text()
        if time.monotonic() > until:
            raise CollectError(f"takes over {MAX_SECONDS:.0f} seconds to read; save the PDF's text")


def _lines(page: str) -> list[str]:
    clean = page.encode("utf-8", "replace").decode().replace("\0", "")
    return [line.strip() for line in clean.splitlines()]


def _running(pages: Sequence[list[str]]) -> list[str]:
    """The lines of all pages, without numbers and heads that stand at the edge of page after page."""
    edges = Counter(line for page in pages for line in {*_edge(page)})
    heads = {line for line, times in edges.items() if times >= 3 and times > len(pages) / 2}
    lines: list[str] = []
    for page in pages:
        body = list(page)
        while body and (not body[0] or body[0] in heads or NUMBER.fullmatch(body[0])):
            body.pop(0)
        while body and (not body[-1] or body[-1] in heads or NUMBER.fullmatch(body[-1])):
            body.pop()
        lines += body
    return lines


def _edge(page: Sequence[str]) -> list[str]:
    told = [line for line in page if line]
    return [*told[:2], *told[-2:]]


def _paragraphs(lines: Sequence[str]) -> Iterator[str]:
    """Lines joined where the next goes on with them; a hyphen that breaks a word goes with the break."""
    full = FULL * max(map(len, lines), default=0)
    held = last = ""
    for line in (*lines, ""):
        if held and (not line or BULLET.match(line) or not _goes_on(last, line, full)):
            yield held
            held = ""
        if re.search(r"[a-z]-$", held) and line[:1].islower():
            held = held[:-1] + line
        else:
            held = f"{held} {line}" if held else line
        last = line


def _goes_on(last: str, line: str, full: float) -> bool:
    """Whether a line goes on with the one before: that is full, or its sentence is open."""
    if ENDS.search(last):
        return len(last) >= full
    return len(last) >= full or line[:1].islower()

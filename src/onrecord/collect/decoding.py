"""Decoding: bytes → text, without changing a character of it.

UTF-8 first; then what a byte order mark or the page itself says; then charset-normalizer. A UTF-8 byte
order mark stays in the text as U+FEFF, so that offsets in the text are offsets in the decoded file.
"""

import codecs
import re

from charset_normalizer import from_bytes

from onrecord.errors import CollectError

SAMPLE = 100_000  # bytes from which an encoding is recognised
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SLOW = frozenset({"punycode", "idna", "unicode_escape", "raw-unicode-escape", "utf-7"})  # never a page's
DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s{0,5}=\s{0,5}["']?\s{0,5}([\w.:-]{2,40})""", re.IGNORECASE
)


def decoded(data: bytes, *, html: bool = False, charset: str | None = None) -> str:
    """The text of `data`; line ends, spaces and byte order mark stay as they are.

    Args:
        charset: the encoding that was told beside it, tried where it is not UTF-8.

    Raises:
        CollectError: binary, empty, or in no encoding that can be recognised.
    """
    if not data.strip():
        raise CollectError("empty; remove it, or save the article's text in it")
    encoding = next((name for mark, name in MARKS if data.startswith(mark)), None)
    if encoding is None and b"\0" in data:
        raise CollectError("binary, not text (it holds NUL bytes); save the article as text, HTML or JSON")
    text = _attempt(data, encoding or "utf-8")
    if text is None and charset:
        text = _attempt(data, charset)
    if text is None and html and (declared := DECLARED.search(data[:4096])):
        text = _attempt(data, declared[1].decode("ascii"))
    if text is None:
        text = _attempt(data, _recognised(data))
    if text is None or "\0" in text:
        raise CollectError("in no encoding that could be recognised; save it as UTF-8")
    if not text.strip("\ufeff \t\r\n"):
        raise CollectError("empty; remove it, or save the article's text in it")
    return text


def _attempt(data: bytes, encoding: str | None) -> str | None:
    try:
        if encoding is None or codecs.lookup(encoding).name in SLOW:
            return None
        return data.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def _recognised(data: bytes) -> str | None:
    best = from_bytes(data[:SAMPLE]).best()
    if best is None:
        return None
    # Encodings that read a sample alike differ elsewhere; the web's own default is then the likelier one.
    return "cp1252" if "cp1252" in best.could_be_from_charset else best.encoding

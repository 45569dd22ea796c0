"""Inflated: a body as it came over the wire → its bytes, never more of them than a limit."""

import zlib
from collections.abc import Iterable

from onrecord.errors import CollectError

PLAIN = frozenset({"", "identity", "none"})
DEFLATED = frozenset({"gzip", "x-gzip", "deflate"})


def inflated(chunks: Iterable[bytes], encoding: str, limit: int) -> bytes:
    """The bytes of a body in a content encoding of HTTP.

    Raises:
        CollectError: over the limit (before or after it is unpacked), damaged, cut off, or in an
            encoding that was not asked for.
    """
    name = encoding.strip().lower()
    if name not in PLAIN | DEFLATED:
        raise CollectError(f"in the content encoding {encoding[:40]!r}; only gzip and deflate can be read")
    bounded = _bounded(chunks, limit)
    return b"".join(bounded) if name in PLAIN else _unpacked(bounded, limit)


def _bounded(chunks: Iterable[bytes], limit: int) -> Iterable[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise CollectError(f"over {limit:,} bytes; no article's page is so large, leave it out")
        yield chunk


def _unpacked(chunks: Iterable[bytes], limit: int) -> bytes:
    unpack, found = zlib.decompressobj(wbits=47), bytearray()  # 47: gzip or zlib, by its first bytes
    for chunk in chunks:
        try:
            found += unpack.decompress(chunk, limit + 1 - len(found))
        except zlib.error as error:
            raise CollectError(f"damaged in transit ({error}); it is tried again next time") from error
        if len(found) > limit:
            raise CollectError(
                f"unpacks to over {limit:,} bytes, like a decompression bomb; leave the address out"
            )
    if not unpack.eof and (found or unpack.unconsumed_tail):
        raise CollectError("cut off: half a page came; it is tried again next time")
    return bytes(found)

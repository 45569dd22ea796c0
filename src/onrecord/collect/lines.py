"""Lines: a stream of JSON Lines → its lines, numbered, never more in memory than one line may hold."""

import gzip
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from onrecord.collect.page import MAX_BYTES
from onrecord.errors import CollectError

CHUNK = 1_000_000
MAX_EXPANSION = 200  # a longer stretch than this for each byte compressed is no text but a bomb


class Expanded:
    """A gzip file's content, refused where it grows out of all proportion to the file."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        """`size`: bytes of the compressed file."""
        self._stream = gzip.GzipFile(fileobj=file)
        self._left = max(MAX_BYTES, size * MAX_EXPANSION)

    def readline(self, limit: int) -> bytes:
        """Up to `limit` bytes of the next line.

        Raises:
            CollectError: the file is damaged, or expands without end.
        """
        try:
            line = self._stream.readline(limit)
        except (OSError, EOFError, zlib.error) as error:
            raise CollectError(f"damaged gzip file ({error}); compress it again") from error
        self._left -= len(line)
        if self._left < 0:
            raise CollectError(
                f"expands more than {MAX_EXPANSION}-fold, like a decompression bomb; give it unpacked"
            )
        return line


def numbered(stream: BinaryIO | Expanded) -> Iterator[tuple[int, bytes | None]]:
    """Each line that is not blank, with its number from 1; None for a line over `MAX_BYTES`."""
    number = 0
    while line := stream.readline(MAX_BYTES + 1):
        number += 1
        if len(line) > MAX_BYTES:
            while line and not line.endswith(b"\n"):
                line = stream.readline(CHUNK)
            yield number, None
        elif line.strip():
            yield number, line

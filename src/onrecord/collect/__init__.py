"""Collect: where articles come from. Files, folders, patterns and standard input → pages and problems.

One bad input becomes a `Problem` that names the file, the line, the reason and the remedy; the rest
goes on. Nothing is read without a bound, and no character of a text is changed.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from onrecord.collect.buckets import Place, is_bucket, objects
from onrecord.collect.files import fetched, opened, streamed
from onrecord.collect.metadata import Beside
from onrecord.collect.page import MAX_BYTES, MAX_CHARACTERS, Page
from onrecord.collect.paths import files
from onrecord.records import Problem

__all__ = ["MAX_BYTES", "MAX_CHARACTERS", "Page", "Place", "pages", "places"]


def pages(inputs: Iterable[str | Path], stdin: BinaryIO | None = None) -> Iterator[Page | Problem]:
    """Every page in the inputs, in their order, with a problem in the place of what cannot be read.

    A file that two inputs name is read once.

    Args:
        inputs: files, folders, patterns, addresses of buckets, or `-` for standard input.
        stdin: read for `-` instead of the process's own standard input.
    """
    beside = Beside()
    seen: set[str] = set()
    for given in inputs:
        if str(given) == "-":
            yield from streamed(stdin or sys.stdin.buffer)
            continue
        if is_bucket(given):
            for one in objects(str(given)):
                yield from (one,) if isinstance(one, Problem) else fetched(one.path)
            continue
        for path in _new(given, seen):
            if isinstance(path, Problem):
                yield path
                continue
            facts = beside.given(path)
            yield from beside.problems()
            yield from opened(path, facts)


def places(inputs: Iterable[str | Path]) -> Iterator[Place | Problem]:
    """The files in the inputs, each once and in their order, with a problem for what is no input."""
    seen: set[str] = set()
    for given in inputs:
        if is_bucket(given):
            yield from objects(str(given))
            continue
        for path in _new(given, seen):
            if isinstance(path, Problem):
                yield path
                continue
            told = path.stat() if path.exists() else None
            changed, size = (str(told.st_mtime_ns), told.st_size) if told else ("", 0)
            yield Place(path=str(path), size=size, changed=changed)


def _new(given: str | Path, seen: set[str]) -> Iterator[Path | Problem]:
    """The files of an input that were not seen before, which then are; and problems."""
    for path in files(given):
        if isinstance(path, Problem):
            yield path
        elif (real := os.path.realpath(path)) not in seen:
            seen.add(real)
            yield path

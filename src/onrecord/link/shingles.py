"""Shingles: an article as numbers that show which words it shares with others.

A shingle is five words in a row, case and punctuation apart. A few shingles of each stretch, its
fingerprints, are chosen by their value alone, so that two texts with a common run of words choose
the same ones in it (winnowing; Schleimer, Wilkerson and Aiken 2003): every run of `SURE` words or
more is found. The page's own words and repeated headlines are left out.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from onrecord.records import Article, Span

LENGTH = 5  # words of a shingle
WINDOW = 8  # of so many shingles in a row, one at least is a fingerprint
SURE = LENGTH + WINDOW - 1  # words of a common run that cannot be missed
WORD = re.compile(r"\d+(?:[.,]\d+)*|\w+")
QUOTATION = re.compile(  # up to the closing mark, or to the end of a paragraph after which it goes on
    r"“[^“”\n]{1,2000}(?:”|(?=\n))|(?<!\w)\"(?=\S)[^\"\n]{1,2000}(?<=\S)\"(?!\w)"
    r"|``(?:(?!'')[^`\n]){1,2000}''|«[^«»\n]{1,2000}»"
)
MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))  # of the splitmix64 generator
FACTORS = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F],
    np.uint64,
)  # one for each word of a shingle

Kind = TypeVar("Kind", bound=np.generic)
Numbers = NDArray[np.uint32]
Long = NDArray[np.uint64]
Places = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of an article's own text, in order, as hashes, with their places."""

    hashes: Long
    starts: Places
    ends: Places
    quoted: Flags  # inside quotation marks


@dataclass(frozen=True, slots=True, kw_only=True)
class Shingles:
    """The shingles of an article, each once, by value."""

    values: Numbers
    at: Places  # the first place of each, counted in words
    own: Flags  # not wholly quoted
    marks: Numbers  # fingerprints, in the order of the text
    marked: Places  # their places


def words(article: Article) -> Words:
    """The words of an article without boilerplate and repeated headlines."""
    starts, ends, hashes = [], [], []
    for match in WORD.finditer(article.text):
        starts.append(match.start())
        ends.append(match.end())
        hashes.append(crc32(match[0].casefold().encode()))  # `hash` differs from process to process
    places = np.array(starts, np.int64)
    kept = ~_inside(places, [*article.boilerplate, *article.repeated])
    quotations = [Span(*match.span(), match[0]) for match in QUOTATION.finditer(article.text)]
    return Words(
        hashes=np.array(hashes, np.uint64)[kept],
        starts=places[kept],
        ends=np.array(ends, np.int64)[kept],
        quoted=_inside(places, quotations)[kept],
    )


def shingles(article: Article) -> Shingles:
    """The shingles of an article; none if it has fewer words than one of them."""
    found = words(article)
    rows = rolled(found.hashes)
    values, at = np.unique(rows, return_index=True)
    chosen = _fingerprints(rows)
    unquoted = ~_windows(found.quoted, LENGTH).all(axis=1)
    return Shingles(
        values=values,
        at=at.astype(np.int64),
        own=np.isin(values, rows[unquoted]),
        marks=rows[chosen],
        marked=chosen,
    )


def rolled(hashes: Long) -> Numbers:
    """The shingle that begins at each word, as 32 bits."""
    rows = _windows(hashes, LENGTH)
    return (_mixed((rows * FACTORS).sum(axis=1, dtype=np.uint64)) >> np.uint64(32)).astype(np.uint32)


def _fingerprints(rows: Numbers) -> Places:
    """Where the least shingle of each window stands, the last of equals."""
    if not rows.size:
        return np.empty(0, np.int64)
    window = min(WINDOW, rows.size)
    last = window - 1 - _windows(rows, window)[:, ::-1].argmin(axis=1)
    return np.unique(last + np.arange(last.size))


def _windows(values: NDArray[Kind], length: int) -> NDArray[Kind]:
    if values.size < length:
        return np.empty((0, length), values.dtype)
    return np.lib.stride_tricks.sliding_window_view(values, length)


def _mixed(values: Long) -> Long:
    values = (values ^ (values >> np.uint64(30))) * MIX[0]
    values = (values ^ (values >> np.uint64(27))) * MIX[1]
    return values ^ (values >> np.uint64(31))


def _inside(places: Places, spans: Iterable[Span]) -> Flags:
    """Which words, by their starts, lie in one of the spans."""
    inside = np.zeros(places.size, np.bool_)
    for span in spans:
        first, last = np.searchsorted(places, (span.start, span.end))
        inside[first:last] = True
    return inside

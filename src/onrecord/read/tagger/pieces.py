"""Pieces: an article as the wordpieces that the attribution tagger reads, each with its place in the text.

The encoder is uncased, so case and quotation state are given beside each piece; a line break is a piece of
its own. Used by the tagger and by its training, so both see the same.
"""

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

Ints = NDArray[np.int64]
CLS, SEP = 101, 102
BREAK = 1  # `[unused0]` of the BERT vocabulary: between two lines
CASES = 3  # lower or no case, Capitalised, ALL CAPITALS
TYPES = 2 * CASES  # outside and inside quotation marks
STUTTER = 16  # a piece is left out where as many of the same stand before it
LINE = re.compile(r"[^\n]+")
OPENING, CLOSING = "“„«", "”»"
MARK = re.compile(f'["{OPENING}{CLOSING}]')
SINGLE_QUOTED = re.compile(r"(?<!\w)\u2018(?=\w)[^\n\u2018]{0,400}?\u2019(?!\w)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pieces:
    """Wordpieces of one text: ids, types (case and quotation), and code-point offsets; all of one length."""

    ids: Ints
    types: Ints
    starts: Ints
    ends: Ints

    def __len__(self) -> int:
        return len(self.ids)


def pieces(text: str, tokenizer: Tokenizer) -> Pieces:
    """The wordpieces of a text, line by line."""
    rows: list[tuple[int, int, int]] = []
    for line in LINE.finditer(text):
        if rows:
            rows.append((BREAK, line.start() - 1, line.start()))
        encoding = tokenizer.encode(line[0], add_special_tokens=False)
        at = line.start()
        rows += [
            (piece, start + at, end + at)
            for piece, (start, end) in zip(encoding.ids, encoding.offsets, strict=True)
        ]
    rows = [row for at, row in enumerate(rows) if at < STUTTER or _fresh(rows, at)]
    table: NDArray[Any] = np.array(rows, dtype=np.int64).reshape(-1, 3)
    ids, starts, ends = table.T
    types = _cases(text, rows) + CASES * quoted(text)[starts]
    return Pieces(ids=ids, types=types, starts=starts, ends=ends)


def _fresh(rows: list[tuple[int, int, int]], at: int) -> bool:
    return any(earlier[0] != rows[at][0] for earlier in rows[at - STUTTER : at])


def quoted(text: str) -> Ints:
    """1 for each character inside quotation marks; a mark left open runs to the end of its line."""
    inside = np.zeros(len(text) + 1, dtype=np.int64)
    for line in LINE.finditer(text):
        opened = -1
        for mark in MARK.finditer(text, line.start(), line.end()):
            if opened < 0 and mark[0] not in CLOSING:
                opened = mark.start()
            elif opened >= 0 and mark[0] not in OPENING:
                inside[opened : mark.end()] = 1
                opened = -1
        if opened >= 0:
            inside[opened : line.end()] = 1
    for match in SINGLE_QUOTED.finditer(text):
        inside[match.start() : match.end()] = 1
    return inside


def _cases(text: str, rows: list[tuple[int, int, int]]) -> Ints:
    return np.fromiter((_case(text[start:end]) for _, start, end in rows), dtype=np.int64, count=len(rows))


def _case(piece: str) -> int:
    if not piece[:1].isupper():
        return 0
    return 2 if len(piece) > 1 and piece.isupper() else 1

"""Words found in a text without a model: ours against LangExtract's aligner, given the same.

Both are given an article and the contents of its statements, as a language model would have named them, and
say from which character to which each stands. Ours is what `onrecord propose` does with a model's words:
they are kept where they stand word for word, in one place or closest to the words before them of the same
statement, else dropped. Theirs is `langextract.resolver.Resolver.align`: it compares tokens in lower case,
first all of them in order, then a run of them ("lesser", which can be switched off), then three in four
("fuzzy"), and says of each answer which it is. Contents come in the order of the text, as it asks of a model.

The contents come as they stand, then changed in two ways, where that changes them, and then those of another
article, which have no place. LangExtract stands here three times: as `langextract.extract` calls it unless
told otherwise, with chunks of 1000 characters, each with the contents that begin there; without "lesser",
which places fewer wrongly; and that with whole articles, as ours has them. "Exact" counts only what is called
an exact match, as one would who wants no other.
"""

import json
import re
import statistics
import textwrap
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import cycle

from bench.attribution import OURS, ratio, speeds
from bench.direct_quotations import Json
from bench.quality import GOLD, SHARED
from onrecord.proposing import _DroppedError, _place

Extent = tuple[int, int]
CHUNK, WHOLE = 1000, 10**9  # characters; the first is the default of `langextract.extract`
THEIRS = {  # as printed → characters of a chunk, whether "lesser" matches are taken
    "langextract": (CHUNK, True),
    "langextract, no lesser": (CHUNK, False),
    "langextract, no lesser, whole": (WHOLE, False),
}
FOLD = 40  # characters of a line of the contents that are broken anew
QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", '"': "”", "'": "’"})
RIGHT, MARKS_OFF, PARTLY, WRONG, DROPPED = VERDICTS = "right", "but marks", "in part", "elsewhere", "dropped"


@dataclass(frozen=True, slots=True)
class Piece:
    """One run of words to be found."""

    text: str  # in which it is sought
    words: str
    at: Extent  # where they stand, or those that they are given for
    stands: bool = True  # False: the text does not have them


@dataclass(frozen=True, slots=True)
class Case:
    """A text and the contents of its statements."""

    text: str
    statements: tuple[tuple[Piece, ...], ...]

    def pieces(self) -> list[Piece]:
        """All of them, in the order of the text."""
        return sorted((piece for pieces in self.statements for piece in pieces), key=lambda one: one.at)


@dataclass(frozen=True, slots=True)
class Answer:
    """Where a piece is said to be."""

    piece: Piece
    at: Extent | None  # None: dropped
    exact: bool = True  # called an exact match

    def verdict(self) -> str:
        """One of VERDICTS: at its place, so but for marks at its ends, in part, elsewhere, nowhere."""
        if self.at is None:
            return DROPPED
        (start, end), (at, to) = self.piece.at, self.at
        if not self.piece.stands or at >= end or start >= to:
            return WRONG
        text = self.piece.text
        apart = text[min(start, at) : max(start, at)] + text[min(end, to) : max(end, to)]
        return RIGHT if not apart else PARTLY if re.search(r"\w", apart) else MARKS_OFF


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a text, with the pieces that begin in it."""

    text: str
    start: int
    pieces: tuple[Piece, ...]


Works = Callable[[], list[Answer]]


def case(text: str, statements: Iterable[Iterable[Extent]]) -> Case:
    """A text with what is said at some places of it, each place once."""
    seen: set[Extent] = set()
    said = []
    for contents in statements:
        new = [at for at in contents if at not in seen]
        seen.update(new)
        said.append(tuple(Piece(text, text[slice(*at)], at) for at in new))
    return Case(text, tuple(said))


def of_gold() -> list[Case]:
    """The articles of gold; none where ../shared is not there."""
    found = []
    for gold in sorted(path for folder in GOLD for path in (SHARED / folder / "gold").glob("*.json")):
        text = (gold.parents[1] / "texts" / f"{gold.stem}.txt").read_bytes().decode("utf-8")
        said = json.loads(gold.read_bytes())["statements"]
        found.append(case(text, ([(at["start"], at["end"]) for at in one["content"]] for one in said)))
    return found


def of_records(records: Iterable[Json]) -> list[Case]:
    """Records in the contract's format, with what was read in them."""
    return [
        case(
            one["article"]["text"], ([(at[0], at[1]) for at in said["content"]] for said in one["statements"])
        )
        for one in records
    ]


def forms(cases: Sequence[Case]) -> dict[str, list[Case]]:
    """The contents as they stand, those whose lines or marks change, and those of another article."""
    return {
        "as they stand": list(cases),
        "lines broken anew": [changed(one, lambda words: textwrap.fill(words, FOLD)) for one in cases],
        "other quotation marks": [changed(one, lambda words: words.translate(QUOTES)) for one in cases],
        "of another article": [foreign(*pair) for pair in zip(cases, [*cases[1:], *cases[:1]], strict=True)],
    }


def changed(given: Case, change: Callable[[str], str]) -> Case:
    """The same text, with the pieces that become others."""
    said = (
        tuple(new for one in pieces if (new := replace(one, words=change(one.words))) != one)
        for pieces in given.statements
    )
    return replace(given, statements=tuple(said))


def foreign(given: Case, other: Case) -> Case:
    """The text with another's contents that it does not have, each given for one of its own."""
    places = cycle([piece.at for piece in given.pieces()] or [(0, 0)])
    words = (piece.words for piece in other.pieces() if piece.words not in given.text)
    return replace(
        given, statements=tuple((Piece(given.text, one, next(places), stands=False),) for one in words)
    )


def word_for_word(cases: Sequence[Case]) -> list[Answer]:
    """Where `onrecord.proposing` finds the pieces."""
    re.purge()  # nothing is kept of the words of a round before
    answers = []
    for given in cases:
        for pieces in given.statements:
            first: list[int] | None = None
            for piece in pieces:
                at = located(given.text, piece.words, first)
                first = first or at
                answers.append(Answer(piece, (at[0], at[1]) if at else None))
    return answers


def located(text: str, words: str, near: list[int] | None) -> list[int] | None:
    """The place that is kept; None: dropped."""
    try:
        return _place(text, words, near)
    except _DroppedError:
        return None


def parts(given: Case, size: int) -> Iterator[Part]:
    """The chunks that LangExtract makes of a text, with the pieces for each."""
    from langextract.chunking import ChunkIterator
    from langextract.core.tokenizer import RegexTokenizer

    chunks = list(ChunkIterator(given.text, size, RegexTokenizer()))
    starts = [chunk.char_interval.start_pos for chunk in chunks]
    begun: list[list[Piece]] = [[] for _ in chunks]
    for piece in given.pieces():
        begun[max(bisect_right(starts, piece.at[0]) - 1, 0)].append(piece)
    for chunk, start, pieces in zip(chunks, starts, begun, strict=True):
        yield Part(chunk.chunk_text, start, tuple(pieces))


def aligned(given: Sequence[Part], lesser: bool) -> list[Answer]:
    """Where LangExtract finds the pieces."""
    from langextract.data import AlignmentStatus, Extraction
    from langextract.resolver import Resolver

    answers = []
    for part in given:
        sought = [Extraction("content", piece.words) for piece in part.pieces]
        list(Resolver().align(sought, part.text, 0, part.start, accept_match_lesser=lesser))  # writes into it
        for piece, one in zip(part.pieces, sought, strict=True):
            at = one.char_interval
            exact = one.alignment_status is AlignmentStatus.MATCH_EXACT
            answers.append(Answer(piece, (at.start_pos, at.end_pos) if at else None, exact))
    return answers


def systems(cases: Sequence[Case]) -> dict[str, Works]:
    """What is compared, ready to place the pieces of the cases."""
    works: dict[str, Works] = {OURS: partial(word_for_word, cases)}
    for name, (size, lesser) in THEIRS.items():
        works[name] = partial(aligned, [part for one in cases for part in parts(one, size)], lesser)
    return works


def show(name: str, cases: Sequence[Case], rounds: int) -> None:
    """Print for one form of the contents where each system places them, and how fast."""
    works = systems(cases)
    amount = sum(len(one.pieces()) for one in cases)
    if not amount:
        print(f"{name}: none")
        return
    print(f"{f'{name}, {amount}':32}" + "".join(f"{verdict:>10}" for verdict in VERDICTS), end="")
    print(f"{'exact: right':>14}{'wrong':>8}{'a second':>10}{'ratio':>8}")
    reached = speeds(amount, works, rounds)
    for system, work in works.items():
        answers = work()
        counts = Counter(answer.verdict() for answer in answers)
        exact = Counter(answer.verdict() for answer in answers if answer.exact)
        print(f"  {system:30}" + "".join(f"{counts[verdict]:>10}" for verdict in VERDICTS), end="")
        wrong = exact[PARTLY] + exact[WRONG]
        print(f"{exact[RIGHT]:>14}{wrong:>8}", end="")
        times = ratio(reached[OURS], reached[system])
        print(f"{statistics.median(reached[system]):>10,.0f}" + f"{times:>8,.1f}" * (system != OURS))

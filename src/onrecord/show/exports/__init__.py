"""Exports: a store's record in the formats of other people's tools, one module a format."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypeVar

from onrecord.corrections import Corrected
from onrecord.link.claims import Claim
from onrecord.link.happenings import Happening
from onrecord.link.pile import STATEMENTS, Pile
from onrecord.records import Record
from onrecord.show.exports import calendar, followthemoney, hxl, jsonld, plover, references, tabular
from onrecord.show.exports.tables import every
from onrecord.show.exports.writing import lines, whole
from onrecord.show.piled import piled
from onrecord.store import Store

Made = TypeVar("Made")
FOLDERS = ("csv", "parquet")
FORMATS = (*FOLDERS, "jsonld", "plover", "hxl", "ftm", "ics", "bibtex", "csl")


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What is exported, and how."""

    store: Store
    names: Path | None = None  # an alias file; None: the one beside the store, if there is one
    since: str | None = None  # ISO 8601; with either, undated articles are left out
    until: str | None = None
    whole: bool = False  # compare the statements of large piles too
    progress: Callable[[int, int], None] | None = None  # articles done, articles to do

    def records(self) -> Iterator[Record]:
        """The records chosen, article by article."""
        yield from self._each(self.store.record)

    def pile(self) -> Pile:
        """Their links."""
        most = None if self.whole else STATEMENTS
        some = list(self.records()) if self.since or self.until else None
        return piled(self.store, self.names, some=some, most=most)

    def corrected(self) -> Iterator[Corrected]:
        """The same, with what people said of each item."""
        yield from self._each(self.store.corrected)

    def _each(self, read: Callable[[str], Made]) -> Iterator[Made]:
        ids = [row.article.id for row in self.store.articles(since=self.since, until=self.until)]
        for number, name in enumerate(ids, 1):
            yield read(name)
            if self.progress:
                self.progress(number, len(ids))


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written, in counts, and what was left out, in words."""

    counts: Mapping[str, int]
    left: tuple[str, ...] = ()


def export(path: Path, form: str, given: Export) -> Written:
    """Write an export: csv and parquet into a folder, the others into a file.

    Raises:
        ExportError: a file cannot be written, or a package of the extra `export` is missing.
        StoreError: a date is none.
    """
    if form in FOLDERS:
        return _tables(path, form, given)
    with whole(path) as out:
        return _FILES[form](out, given)


def _tables(path: Path, form: str, given: Export) -> Written:
    pile = given.pile()
    counts = tabular.write(path, form, every(given.records(), pile))
    return Written(counts=counts, left=tuple(_uncompared(pile)))


def _uncompared(found: Pile) -> Iterator[str]:
    if found.over:
        yield (
            f"claims and disputes: {found.over:,} statements are more than {STATEMENTS:,};"
            " --all compares them, which takes long"
        )


def _jsonld(out: IO[str], given: Export) -> Written:
    found = given.pile()
    claims = found.all(Claim)
    number = jsonld.write(out, given.corrected(), claims)
    counts = {"annotations": number, "claims": len(claims)}
    return Written(counts=counts, left=tuple(_uncompared(found)))


def _plover(out: IO[str], given: Export) -> Written:
    return Written(counts={"events": lines(out, plover.records(given.records()))})


def _hxl(out: IO[str], given: Export) -> Written:
    return Written(counts={"figures": hxl.write(out, given.records())})


def _ftm(out: IO[str], given: Export) -> Written:
    pile = given.pile()
    number = lines(out, followthemoney.statements(pile.records, given.store.path.stem, pile.talks.cast))
    nobody = sum(one.speaker is None for record in pile.records for one in record.statements)
    left = f"links to speakers: {nobody:,} left out, for the words name nobody"
    return Written(counts={"statements": number}, left=(left,) if nobody else ())


def _ics(out: IO[str], given: Export) -> Written:
    kept = calendar.write(out, given.pile().all(Happening))
    left = {"not told to the day": kept.imprecise, "undated": kept.undated}
    told = tuple(f"events: {number} left out, {why}" for why, number in left.items() if number)
    return Written(counts={"entries": kept.entries}, left=told)


def _bibtex(out: IO[str], given: Export) -> Written:
    return Written(counts={"entries": references.bibtex(out, (one.article for one in given.records()))})


def _csl(out: IO[str], given: Export) -> Written:
    return Written(counts={"items": references.csl(out, (one.article for one in given.records()))})


_FILES: Mapping[str, Callable[[IO[str], Export], Written]] = {
    "jsonld": _jsonld, "plover": _plover, "hxl": _hxl, "ftm": _ftm, "ics": _ics, "bibtex": _bibtex,
    "csl": _csl,
}  # fmt: skip

"""Writing: what exports share: files that are whole or not there, cells that run nothing, packages needed."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import IO, Any

from onrecord.errors import ExportError
from onrecord.records import Article

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # with which a spreadsheet begins a formula


@contextmanager
def whole(path: Path) -> Iterator[IO[str]]:
    """A text file that takes its name when it is complete; what stood there stays until then.

    Raises:
        ExportError: it cannot be written.
    """
    with part(path) as beside, beside.open("w", encoding="utf-8", newline="") as out:
        yield out


@contextmanager
def part(path: Path) -> Iterator[Path]:
    """The name that a file has until it is complete."""
    beside = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield beside
        beside.replace(path)
    except OSError as error:
        raise ExportError(
            f"{path}: {error.strerror or error}; choose a place that can be written to"
        ) from error
    finally:
        if beside.is_file():
            beside.unlink()


def needed(package: str, extra: str = "export") -> Any:
    """A package of an extra.

    Raises:
        ExportError: it is not installed.
    """
    try:
        return import_module(package)
    except ImportError as error:
        raise ExportError(f"{package}: not installed; `pip install 'onrecord[{extra}]'` brings it") from error


def cell(value: object) -> object:
    """A value as it stands in CSV: lists as JSON, and no text that a spreadsheet would run as a formula."""
    if isinstance(value, tuple | list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA) else value
    return "" if value is None else value


def rows(out: IO[str], heads: Sequence[str], found: Iterable[Mapping[str, object]]) -> None:
    """Rows as CSV under their heads."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(heads)
    for row in found:
        writer.writerow(cell(row[head]) for head in heads)


def lines(out: IO[str], found: Iterable[Mapping[str, object]]) -> int:
    """Objects as JSON Lines; gives how many."""
    number = 0
    for one in found:
        number += 1
        out.write(json.dumps(one, ensure_ascii=False) + "\n")
    return number


def dated(article: Article) -> str | None:
    """The date of publication, as precise as it is known; None: only an interval is."""
    published = article.published
    return published.earliest if published.earliest == published.latest else None


def address(article: Article) -> str | None:
    """The first web address of an article."""
    found = (source.url for source in article.sources if source.url)
    return next((url for url in found if url.startswith(("http://", "https://"))), None)

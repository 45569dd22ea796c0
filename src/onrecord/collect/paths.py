"""Paths: what was asked for → the files to read, each once, folders in sorted order."""

import glob
import os
from collections.abc import Iterator
from pathlib import Path

from onrecord.records import Problem

TEXT = frozenset({".txt", ".md", ".text"})
HTML = frozenset({".html", ".htm", ".xhtml"})
WARC = (".warc", ".warc.gz")
SAVED = (".mhtml", ".mht")  # a page with all that it shows, as a browser saves it in one file
PACKED = (*WARC, *SAVED, ".wacz", ".eml", ".pdf")
RECORDS = (".json", ".jsonl", ".ndjson", ".jsonl.gz", ".parquet")
KNOWN = (*sorted(TEXT), *sorted(HTML), *PACKED, *RECORDS)
METADATA = "metadata.jsonl"  # facts about the files beside it, never articles
FRAMES = "_files"  # how a browser names the folder of a page's frames and pictures, after the page beside it


def files(given: str | Path) -> Iterator[Path | Problem]:
    """The files that one input names: itself, those in a folder, or those that match a pattern.

    In a folder only files with a known suffix count; hidden files, README and what a browser saved beside
    a page are passed over.
    """
    path = Path(given)
    try:
        if path.is_dir():
            yield from _listed(path)
        elif path.exists():
            yield from (path,) if path.name != METADATA else ()
        elif path.is_symlink():
            yield _problem(path, "a link that leads nowhere; mend or remove it")
        else:
            yield from _matching(str(given))
    except (OSError, ValueError) as error:
        yield _problem(path, f"cannot be looked at ({_reason(error)}); check the name and its permissions")


def _matching(pattern: str) -> Iterator[Path | Problem]:
    if not glob.has_magic(pattern):
        yield _problem(Path(pattern), "no such file or folder; check the name")
        return
    matches = sorted(glob.iglob(pattern, recursive=True))  # noqa: PTH207
    if not matches:
        yield _problem(Path(pattern), "the pattern matches no file; check it")
    for match in matches:
        path = Path(match)
        if path.is_dir():
            # `**` lists what a folder holds by itself; a folder matched by a plain `*` is opened here.
            yield from () if "**" in pattern else _inside(path)
        elif path.name != METADATA:
            yield path


def _listed(folder: Path) -> Iterator[Path | Problem]:
    """Everything readable below a folder that was named; one that holds nothing is said to."""
    found = None
    for found in _inside(folder):
        yield found
    if found is None:
        yield _problem(folder, f"holds no file that is read; those end with {', '.join(KNOWN)}")


def _inside(folder: Path) -> Iterator[Path | Problem]:
    """Everything readable below a folder; a folder reached twice (through links) is opened once."""
    opened: set[str] = set()
    waiting = [folder]
    while waiting:
        path = waiting.pop()
        if not _is_folder(path):
            yield path
            continue
        real = os.path.realpath(path)
        if real in opened:
            continue
        opened.add(real)
        try:
            entries = sorted(path.iterdir(), key=lambda entry: entry.name)
        except OSError as error:
            yield _problem(path, f"folder cannot be opened ({_reason(error)}); check its permissions")
            continue
        shown = {entry.stem + FRAMES for entry in entries if entry.suffix.lower() in HTML}
        waiting.extend(entry for entry in reversed(entries) if entry.name not in shown and _counts(entry))


def _counts(path: Path) -> bool:
    name = path.name.lower()
    if name.startswith(".") or name == METADATA or name.startswith("readme."):
        return False
    return path.suffix.lower() in TEXT | HTML or name.endswith(RECORDS + PACKED) or _is_folder(path)


def _is_folder(path: Path) -> bool:
    """Whether it is a folder; what cannot be looked at is taken for a file, and refused when opened."""
    try:
        return path.is_dir()
    except OSError:
        return False


def _problem(path: Path, message: str) -> Problem:
    return Problem(stage="collect", message=message, path=str(path))


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)

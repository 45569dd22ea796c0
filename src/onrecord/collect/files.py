"""Files: one file, or standard input → the pages it holds. The only module that opens articles."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from onrecord.collect import archives, buckets, fields, lines, mail, pdf, tables
from onrecord.collect.decoding import decoded
from onrecord.collect.fields import Given
from onrecord.collect.page import MAX_BYTES, MAX_CHARACTERS, Page
from onrecord.collect.paths import HTML, SAVED, WARC
from onrecord.errors import CollectError
from onrecord.records import Problem, Source

Found = Page | Problem


def opened(path: Path, given: Given) -> Iterator[Found]:
    """The pages of one file, by its suffix; a file of any other kind is tried as text."""
    try:
        if not path.is_file():
            raise CollectError("not a regular file; give a file, a folder, or - for standard input")
        with path.open("rb") as file:
            yield from _inside(path, file, given)
    except CollectError as error:
        yield problem(str(path), str(error))
    except OSError as error:
        yield problem(str(path), f"cannot be read ({error.strerror or error}); check its permissions")


def fetched(address: str) -> Iterator[Found]:
    """The pages of an object in a bucket: JSON Lines or Parquet."""
    try:
        file, size = buckets.stream(address)
        with file:
            if address.lower().endswith(".parquet"):
                yield from tables.records(file, address)
            elif address.lower().endswith(".gz"):
                yield from _records(lines.Expanded(file, size), address)
            else:
                yield from _records(file, address)
    except (CollectError, OSError) as error:
        yield problem(address, f"cannot be read ({error})")


def streamed(stream: BinaryIO) -> Iterator[Found]:
    """The pages of standard input: JSON Lines if its first line is a JSON object, else one text."""
    try:
        start = b""
        while not start.strip() and (line := stream.readline(MAX_BYTES + 1)):
            start += line
            if len(start) > MAX_BYTES:
                raise CollectError(_too_large(start))
        if _is_object(start):
            yield from _record(start, None, start.count(b"\n") or 1)
            yield from _records(stream, None, start.count(b"\n"))
            return
        yield from _whole(start + stream.read(MAX_BYTES + 1 - len(start)), None)
    except CollectError as error:
        yield problem(None, str(error))
    except OSError as error:
        yield problem(None, f"standard input cannot be read ({error.strerror or error}); try again")


def problem(path: str | None, message: str, line: int | None = None) -> Problem:
    """What kept a page from being read, and where."""
    return Problem(stage="collect", message=message, path=path, line=line)


def _inside(path: Path, file: BinaryIO, given: Given) -> Iterator[Found]:
    name = path.name.lower()
    if name.endswith(".jsonl.gz"):
        yield from _records(lines.Expanded(file, os.fstat(file.fileno()).st_size), str(path))
    elif name.endswith((".jsonl", ".ndjson")):
        yield from _records(file, str(path))
    elif name.endswith(WARC):
        yield from archives.warc(file, os.fstat(file.fileno()).st_size, str(path))
    elif name.endswith(".wacz"):
        yield from archives.wacz(file, str(path))
    elif name.endswith(".parquet"):
        yield from tables.records(file, str(path))
    else:
        yield from _single(path, _within(file.read(MAX_BYTES + 1)), given)


def _single(path: Path, data: bytes, given: Given) -> Iterator[Found]:
    """The pages of a file that is held in memory as a whole."""
    kind = path.suffix.lower()
    if kind == ".json":
        yield from _array(decoded(data), str(path))
    elif kind == ".eml":
        found = mail.page(data, str(path))
        yield replace(found, source=_beside(found.source, given), byline=given.byline)
    elif kind in SAVED:
        found = mail.snapshot(data, str(path))
        yield replace(found, source=_beside(found.source, given), byline=given.byline)
    elif kind == ".pdf":
        source = _beside(Source(path=str(path), format="pdf"), given)
        yield Page(source=source, text=pdf.text(data), byline=given.byline)
    else:
        yield _page(decoded(data, html=kind in HTML), path, given)


def _records(stream: BinaryIO | lines.Expanded, path: str | None, before: int = 0) -> Iterator[Found]:
    for number, line in lines.numbered(stream):
        yield from _record(line, path, number + before)


def _record(line: bytes | None, path: str | None, number: int) -> Iterator[Found]:
    try:
        if line is None:
            raise CollectError(f"line over {MAX_BYTES:,} bytes; split it into its articles")
        yield fields.page(fields.parsed(decoded(line).lstrip("\ufeff")), path)
    except CollectError as error:
        yield problem(path, str(error), number)


def _array(text: str, path: str | None) -> Iterator[Found]:
    value = fields.parsed(text.lstrip("\ufeff"))
    for number, item in enumerate(value if isinstance(value, list) else [value], 1):
        try:
            yield fields.page(item, path)
        except CollectError as error:
            yield problem(path, f"article {number}: {error}" if isinstance(value, list) else str(error))


def _whole(data: bytes, path: str | None) -> Iterator[Found]:
    """Standard input that is not JSON Lines: JSON, HTML or text, by how it starts."""
    text = decoded(_within(data))
    start = text.lstrip("\ufeff \t\r\n")[:200].lower()
    if start.startswith(("[", "{")) and _is_json(text):
        yield from _array(text, path)
    elif start.startswith(("<!doctype html", "<html")):
        yield Page(source=Source(path=path, format="html"), html=text)
    else:
        yield Page(source=Source(path=path), text=_short(text))


def _page(text: str, path: Path, given: Given) -> Page:
    html = path.suffix.lower() in HTML
    source = _beside(Source(path=str(path), format="html" if html else "text"), given)
    if html:
        return Page(source=source, html=text, byline=given.byline)
    return Page(source=source, text=_short(text), byline=given.byline)


def _beside(source: Source, given: Given) -> Source:
    """A source with what was given beside its file, which goes first."""
    facts = {name: getattr(given, name) for name in ("url", "outlet", "title", "published")}
    return replace(source, **{name: fact for name, fact in facts.items() if fact is not None})


def _within(data: bytes) -> bytes:
    if len(data) > MAX_BYTES:
        raise CollectError(_too_large(data))
    return data


def _short(text: str) -> str:
    if len(text) > MAX_CHARACTERS:
        raise CollectError(
            f"{len(text):,} characters, more than {MAX_CHARACTERS:,}; split it into its articles"
        )
    return text


def _too_large(data: bytes) -> str:
    kind = "binary, and " if b"\0" in data else ""
    return f"{kind}over {MAX_BYTES:,} bytes; split it into its articles (JSON Lines may be longer)"


def _is_object(line: bytes) -> bool:
    return line.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and _is_json(line.decode(errors="replace"))


def _is_json(text: str) -> bool:
    try:
        fields.parsed(text.lstrip("\ufeff"))
    except CollectError:
        return False
    return True

"""Files: the lake's Parquet files, each written whole or not at all, and found again by part.

A part is a range of article ids, so that parts in order are all articles in order, and equal in size.
"""

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onrecord.errors import LakeError

Row = Mapping[str, Any]
SCHEMA = 1  # of the files; a lake of another is refused
GROUP = 256  # rows that are read together
WORK = "work"  # what a run keeps until it is complete
RECORDS = "records"
Columns = Mapping[str, type]  # of a table: str, int, float, bool or bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Lake:
    """A folder of Parquet files, cut into so many parts."""

    path: Path
    parts: int

    def part(self, article_id: str) -> int:
        """The part that an article is in."""
        return int(article_id[:8], 16) * self.parts >> 32

    def folder(self, *names: str) -> Path:
        """A folder of the lake."""
        return self.path.joinpath(*names)

    def read(self, table: str, part: int, columns: Sequence[str] | None = None) -> list[dict[str, Any]]:
        """The rows of one part of a table of records, in order."""
        return list(rows(self.path / table / named(part), columns))


def named(part: int) -> str:
    """The name of a part's file."""
    return f"part-{part:06}.parquet"


def texts(*names: str) -> dict[str, type]:
    """Columns of text."""
    return dict.fromkeys(names, str)


def opened(path: Path, parts: int | None = None) -> Lake:
    """The lake at a path; one of so many parts is made there if none is.

    Raises:
        LakeError: there is none and none is to be made, or it is of another version.
    """
    about = path / "lake.json"
    try:
        if parts is not None and not about.exists():
            path.mkdir(parents=True, exist_ok=True)
            _whole(about, lambda to: to.write_text(json.dumps({"schema": SCHEMA, "parts": parts}), "utf-8"))
        told = json.loads(about.read_text("utf-8"))
        if told["schema"] != SCHEMA:
            raise LakeError(f"{path}: a lake of version {told['schema']}, not {SCHEMA}; make a new one")
        return Lake(path=path, parts=int(told["parts"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        remedy = f"make one with `onrecord lake INPUT... -o {path}`"
        raise LakeError(f"{path}: no lake ({getattr(error, 'strerror', None) or error}); {remedy}") from error


def write(path: Path, found: Sequence[Row], columns: Columns) -> None:
    """Write rows as one Parquet file, in the place of what stood there."""
    parquet, arrow = _arrow()
    types = {
        str: arrow.string(), int: arrow.int64(), float: arrow.float64(), bool: arrow.bool_(),
        bytes: arrow.binary(),
    }  # fmt: skip
    schema = arrow.schema([(name, types[kind]) for name, kind in columns.items()])
    table = arrow.Table.from_pylist(found, schema)
    path.parent.mkdir(parents=True, exist_ok=True)
    _whole(path, lambda to: parquet.write_table(table, to, row_group_size=GROUP, compression="zstd"))


def write_arrays(path: Path, found: Mapping[str, Any]) -> None:
    """Write columns of numbers as one Parquet file."""
    parquet, arrow = _arrow()
    made = arrow.table(dict(found))
    path.parent.mkdir(parents=True, exist_ok=True)
    _whole(path, lambda to: parquet.write_table(made, to, row_group_size=GROUP * GROUP, compression="zstd"))


def rows(path: Path, columns: Sequence[str] | None = None) -> Iterator[dict[str, Any]]:
    """The rows of a file, some at a time; none if there is no such file."""
    parquet, _ = _arrow()
    if path.exists():
        with parquet.ParquetFile(path) as file:
            for batch in file.iter_batches(GROUP, columns=columns):
                yield from batch.to_pylist()


def gathered(folder: Path, key: str, values: Iterable[int]) -> list[dict[str, Any]]:
    """The rows of all files in a folder whose key is one of the values; files are sorted by it."""
    return list(table(folder, key, values).to_pylist()) if any(folder.glob("*.parquet")) else []


def table(folder: Path, key: str, values: Iterable[int], columns: Sequence[str] | None = None) -> Any:
    """As `gathered`, as an Arrow table."""
    _arrow()
    from pyarrow import dataset

    files = sorted(str(path) for path in folder.glob("*.parquet"))
    wanted = dataset.field(key).isin(list(values))
    return dataset.dataset(files, format="parquet").to_table(
        filter=wanted, columns=list(columns) if columns else None, use_threads=False
    )


def emptied(folder: Path) -> None:
    """Remove a folder with all that is in it."""
    shutil.rmtree(folder, ignore_errors=True)


def _whole(path: Path, make: Any) -> None:
    """A file made beside its place and then put there, so that nobody sees half of it."""
    beside = path.with_name(f".{path.name}.{os.uname().nodename}.{os.getpid()}")
    try:
        make(beside)
        beside.replace(path)
    except OSError as error:
        raise LakeError(f"{path}: cannot be written ({error.strerror or error}); make room for it") from error
    finally:
        beside.unlink(missing_ok=True)


def _arrow() -> tuple[Any, Any]:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise LakeError("lake: pyarrow is missing; install onrecord[lake]") from error
    return parquet, pyarrow

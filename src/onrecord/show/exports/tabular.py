"""Tabular: the tables as CSV or Parquet files in a folder, with the data dictionary beside them."""

import csv
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any, Protocol

from onrecord.show.exports import dictionary
from onrecord.show.exports.arrow import schema
from onrecord.show.exports.tables import TABLES, Row, Table
from onrecord.show.exports.writing import cell, needed, part, rows, whole

BATCH = 500  # rows kept before they are written to a Parquet file


class Writer(Protocol):
    """Takes the rows of one table."""

    def write(self, row: Row) -> None:
        """Take one row."""

    def close(self) -> None:
        """Write what is left."""


def write(folder: Path, form: str, found: Iterable[tuple[Table, Row]]) -> dict[str, int]:
    """Write all tables; gives the number of rows of each.

    Args:
        form: csv or parquet.
        found: rows with their tables, in any order of the tables.

    Raises:
        ExportError: a file cannot be written, or pyarrow is not installed.
    """
    counts = {table.name: 0 for table in TABLES}
    with ExitStack() as files:
        writers = {table.name: _opened(folder, form, table, files) for table in TABLES}
        for table, row in found:
            writers[table.name].write(row)
            counts[table.name] += 1
        for writer in writers.values():
            writer.close()
    _describe(folder)
    return counts


def _opened(folder: Path, form: str, table: Table, files: ExitStack) -> Writer:
    path = folder / f"{table.name}.{form}"
    if form == "csv":
        return _Csv(files.enter_context(whole(path)), table)
    return _Parquet(files.enter_context(part(path)), table, files)


def _describe(folder: Path) -> None:
    with whole(folder / "dictionary.csv") as out:
        rows(out, dictionary.HEADS, map(asdict, dictionary.entries()))
    with whole(folder / "dictionary.md") as out:
        out.write(dictionary.markdown())


class _Csv:
    def __init__(self, out: IO[str], table: Table) -> None:
        self._writer = csv.writer(out, lineterminator="\n")
        self._writer.writerow([column.name for column in table.columns])

    def write(self, row: Row) -> None:
        self._writer.writerow([cell(value) for value in row.values()])

    def close(self) -> None:
        pass


class _Parquet:
    def __init__(self, path: Path, table: Table, files: ExitStack) -> None:
        self._arrow, parquet = needed("pyarrow"), needed("pyarrow.parquet")
        self._schema = schema(table)
        self._out: Any = files.enter_context(parquet.ParquetWriter(path, self._schema, compression="zstd"))
        self._rows: list[Row] = []

    def write(self, row: Row) -> None:
        self._rows.append(row)
        if len(self._rows) >= BATCH:
            self.close()

    def close(self) -> None:
        self._out.write_table(self._arrow.Table.from_pylist(self._rows, schema=self._schema))
        self._rows = []

"""Tables: a Parquet file → its pages, a row an article, with the columns of JSON Lines, a few at a time."""

from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO

from onrecord.collect import fields
from onrecord.collect.page import Page
from onrecord.errors import CollectError
from onrecord.records import Problem

COLUMNS = ("text", "html", "id", "url", "outlet", "title", "byline", "published")
ROWS = 64  # that are read together
LARGEST = 1_000_000_000  # bytes of a row group unpacked


def records(stream: BinaryIO | Any, path: str) -> Iterator[Page | Problem]:
    """The pages of a Parquet file; a row that is none becomes a problem with its number.

    Raises:
        CollectError: it is no Parquet file, or pyarrow is not installed.
    """
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError as error:
        raise CollectError("Parquet needs pyarrow; install onrecord[lake]") from error
    try:
        file = ParquetFile(stream)
        _refuse_large(file)
        columns = [name for name in COLUMNS if name in file.schema_arrow.names]
        for number, row in enumerate(_rows(file, columns), 1):
            try:
                yield fields.page(row, path)
            except CollectError as error:
                yield Problem(stage="collect", message=str(error), path=path, line=number)
    except (ArrowException, OSError) as error:
        raise CollectError(f"broken Parquet ({str(error).splitlines()[0]}); write it again") from error


def _rows(file: Any, columns: list[str]) -> Iterator[dict[str, Any]]:
    for batch in file.iter_batches(ROWS, columns=columns):
        for row in batch.to_pylist():
            yield {
                name: value.isoformat() if isinstance(value, date) else value
                for name, value in row.items()
                if value is not None
            }


def _refuse_large(file: Any) -> None:
    for number in range(file.metadata.num_row_groups):
        size = file.metadata.row_group(number).total_byte_size
        if size > LARGEST:
            raise CollectError(f"a row group of {size:,} bytes; write it with smaller row groups")

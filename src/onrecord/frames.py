"""Frames: the exported tables of a store as Arrow tables, pandas or polars frames, with typed dates.

Needs the extra `export`. The columns are those of `onrecord export`; its data dictionary says what they mean.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from onrecord.errors import ExportError
from onrecord.show.exports import Export
from onrecord.show.exports.arrow import schema
from onrecord.show.exports.tables import TABLES, Row, Table, of_links, of_record
from onrecord.show.exports.writing import needed
from onrecord.store import Store

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

NAMES = tuple(table.name for table in TABLES)
BATCH = 2000  # rows held as Python objects at a time


def to_arrow(
    store: Store, name: str, *, since: str | None = None, until: str | None = None
) -> "pyarrow.Table":
    """One table of the store, `NAMES` lists them; with a date, of the articles published then.

    Raises:
        ExportError: there is no such table, or pyarrow is not installed.
    """
    table = next((one for one in TABLES if one.name == name), None)
    if table is None:
        raise ExportError(f"{name!r}: no such table; there are {', '.join(NAMES)}")
    arrow, kinds = needed("pyarrow"), schema(table)
    rows = _rows(table, Export(store=store, since=since, until=until))
    batches = (arrow.RecordBatch.from_pylist(some, schema=kinds) for some in _batched(rows))
    return arrow.Table.from_batches(batches, schema=kinds)


def to_pandas(
    store: Store, name: str, *, since: str | None = None, until: str | None = None
) -> "pandas.DataFrame":
    """One table as a pandas frame: whole days as timestamps, numbers and truth values that may be missing."""
    pandas, arrow = needed("pandas"), needed("pyarrow")
    kinds = {arrow.int64(): pandas.Int64Dtype(), arrow.bool_(): pandas.BooleanDtype()}
    return to_arrow(store, name, since=since, until=until).to_pandas(
        types_mapper=kinds.get, date_as_object=False
    )


def to_polars(
    store: Store, name: str, *, since: str | None = None, until: str | None = None
) -> "polars.DataFrame":
    """One table as a polars frame, whole days as dates."""
    found: polars.DataFrame = needed("polars").from_arrow(to_arrow(store, name, since=since, until=until))
    return found


def _rows(table: Table, given: Export) -> Iterator[Row]:
    if table.linked:
        yield from of_links(table, given.pile())
        return
    for record in given.records():
        yield from of_record(table, record)


def _batched(rows: Iterable[Row]) -> Iterator[list[Row]]:
    some: list[Row] = []
    for row in rows:
        some.append(row)
        if len(some) == BATCH:
            yield some
            some = []
    yield some

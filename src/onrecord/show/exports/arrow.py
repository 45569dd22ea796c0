"""Arrow: the types of the tables' columns in Arrow's terms, each with its meaning from the dictionary."""

from typing import Any

from onrecord.show.exports import dictionary
from onrecord.show.exports.tables import Table
from onrecord.show.exports.writing import needed


def schema(table: Table) -> Any:
    """The Arrow schema of a table.

    Raises:
        ExportError: pyarrow is not installed.
    """
    arrow = needed("pyarrow")
    plain = {
        "text": arrow.string(), "date": arrow.string(), "integer": arrow.int64(), "number": arrow.float64(),
        "boolean": arrow.bool_(), "day": arrow.date32(),
    }  # fmt: skip
    lists = {f"list of {name}": arrow.list_(kind) for name, kind in plain.items()}
    meant = {one.column: one.meaning for one in dictionary.entries() if one.table == table.name}
    return arrow.schema(
        [
            arrow.field(column.name, (plain | lists)[column.type], metadata={"meaning": meant[column.name]})
            for column in table.columns
        ]
    )

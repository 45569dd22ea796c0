"""The data dictionary: what stands in each column, made from the columns that the tables are written by."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from onrecord.corrections import CHOICES, KINDS
from onrecord.link import disputes
from onrecord.link.happenings import Happening, Told
from onrecord.link.keys import Key
from onrecord.link.series import Point
from onrecord.records import (
    CATEGORIES,
    EVENT_TYPES,
    FACTUALITIES,
    ISSUES,
    QUANTIFIERS,
    REVISIONS,
    Event,
    Term,
)
from onrecord.show.exports.columns import Column, Step
from onrecord.show.exports.tables import TABLES
from onrecord.vocabulary import tables

HEADS = ("table", "column", "type", "meaning", "unit", "values", "standard")
ABOUT = ("casualties", "responsibility", "negotiation status", "regional")  # besides the issues
MODES = tuple(mode for modes in EVENT_TYPES.values() for mode in modes)
VALUES: Mapping[Step, Sequence[str]] = {
    (KINDS[kind], field): values for kind, fields in CHOICES.items() for field, values in fields.items()
} | {
    (KINDS["statements"], "about"): (*ISSUES, *ABOUT),
    (Event, "mode"): MODES, (Happening, "type"): tuple(EVENT_TYPES), (Happening, "mode"): MODES,
    (Told, "factuality"): FACTUALITIES, (Term, "issue"): ISSUES, (Key, "category"): CATEGORIES,
    (Point, "quantifier"): QUANTIFIERS, (Point, "revised"): REVISIONS,
    (disputes.Dispute, "kind"): disputes.KINDS,
}  # fmt: skip
PARTS = {
    "words": "{}: the exact words", "start": "{}: where the words begin", "end": "{}: where the words end",
    "day": "{}: where that is a whole day", None: "{}",
}  # fmt: skip
OFFSET = "code points of `text` of the article, from 0, end exclusive"
PREAMBLE = """# Data dictionary

Tables as written by `onrecord export`. A row of what an article holds is found by `article_id` with its
`id`. An empty cell means that the words do not say. Lists are JSON arrays in CSV, and
a text that a spreadsheet would run as a formula has an apostrophe before it there. Dates are as exact as
the words (2031, 2031-05, 2031-05-26); a column that ends with `_whole` holds the same where it is a day.
The tables tell what sources say; none says who is right.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What the dictionary says of one column."""

    table: str
    column: str
    type: str
    meaning: str
    unit: str
    values: str
    standard: str


def entries() -> Iterator[Entry]:
    """Every column of every table, in their order."""
    for table in TABLES:
        for column in table.columns:
            yield _entry(table.name, column)


def markdown() -> str:
    """The dictionary to be read."""
    found, meant = list(entries()), tables("dictionary")["tables"]
    parts = [PREAMBLE]
    for table in TABLES:
        parts.append(f"## {table.name}\n\n{meant[table.name][0]}\n")
        parts.append("| column | type | meaning | unit | values | standard |\n|---|---|---|---|---|---|")
        parts += [
            "| " + " | ".join(_cell(getattr(one, head)) for head in HEADS[1:]) + " |"
            for one in found
            if one.table == table.name
        ]
        parts.append("")
    return "\n".join(parts)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _entry(table: str, column: Column) -> Entry:
    told = [_told(noun.__name__, field) for noun, field in column.path] or [_told("keys", column.name)]
    meaning = ", ".join(one[0] for one in told)
    notes = [note for one in told for note in one[1:]]
    choices = VALUES.get(column.path[-1], ()) if column.path and column.part is None else ()
    unit = OFFSET if column.part in ("start", "end") else _noted(notes, "unit")
    return Entry(
        table=table,
        column=column.name,
        type=column.type,
        meaning=PARTS[column.part].format(meaning),
        unit=unit or ("ISO 8601" if column.type in ("date", "day") else ""),
        values=" | ".join(choices) or _noted(notes, "values"),
        standard=_noted(notes, "standard"),
    )


def _told(noun: str, field: str) -> tuple[str, ...]:
    return tables("dictionary")[noun][field]


def _noted(notes: Sequence[str], kind: str) -> str:
    return "; ".join(note.removeprefix(f"{kind}: ") for note in notes if note.startswith(f"{kind}: "))

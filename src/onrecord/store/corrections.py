"""Corrections in a store: the rows that are only ever added, and the record that a machine read.

The tables of records hold what stands. Of an article with corrections, `machine` holds what was
read, so that what stands can be made anew when a reader reads anew.
"""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

from onrecord import contract
from onrecord.corrections import Correction
from onrecord.records import Article, Record, plain

_JSON = ("anchor", "words", "before", "after", "into")  # columns
# Of another text: added later, and of the same place. Several texts of one file have ids there, else none.
_ANOTHER = """
  SELECT DISTINCT old.id AS old, new.id AS new, new.text AS text
  FROM (SELECT DISTINCT article FROM corrections) AS made JOIN articles AS old ON old.id = made.article
  JOIN sources AS had ON had.article = old.key
  JOIN sources AS has ON has.article > had.article AND (
    has.url = had.url
    OR has.path = had.path AND has.record IS had.record
      AND (had.record IS NOT NULL OR had.format IN ('text', 'html'))
  )
  JOIN articles AS new ON new.key = has.article
  ORDER BY old.key, new.key
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Orphan:
    """A correction that changes nothing where it should, and why."""

    correction: Correction
    reason: str
    newer: str | None = None  # id of the article with another text of the same source; None: there is none
    found: bool | None = None  # whether the words stand in that text; None: there is none


def add(connection: sqlite3.Connection, correction: Correction) -> None:
    """Append one correction."""
    row = {field.name: getattr(correction, field.name) for field in fields(correction)}
    for name in _JSON:
        row[name] = None if row[name] is None else json.dumps(row[name], ensure_ascii=False)
    columns = ", ".join(f'"{name}"' for name in row)
    values = ", ".join(f":{name}" for name in row)
    connection.execute(f"INSERT INTO corrections ({columns}) VALUES ({values})", row)  # noqa: S608


def next_number(connection: sqlite3.Connection) -> int:
    """The number of the correction that is added next."""
    (number,) = connection.execute("SELECT coalesce(max(number), 0) + 1 FROM corrections").fetchone()
    return int(number)


def listed(connection: sqlite3.Connection, article: str | None = None) -> Iterator[Correction]:
    """The corrections, of one article or of all, in the order they were made."""
    where = "" if article is None else "WHERE article = :article"
    sql = f"SELECT * FROM corrections {where} ORDER BY number"  # noqa: S608 values are bound
    for row in connection.execute(sql, {"article": article}):
        told: dict[str, Any] = dict(row)
        for name in _JSON:
            told[name] = None if told[name] is None else json.loads(told[name])
        anchor = tuple((start, end) for start, end in told["anchor"])
        yield Correction(**{**told, "anchor": anchor, "words": tuple(told["words"])})


def machine(connection: sqlite3.Connection, article: Article) -> Record | None:
    """The record of an article as it was read; None: it has no corrections."""
    row = connection.execute("SELECT record FROM machine WHERE article = ?", (article.id,)).fetchone()
    if row is None:
        return None
    whole: dict[str, Any] = json.loads(row["record"])
    parts = contract.item(Record, whole | {"article": _bare(article)}, article.text, "machine")
    return replace(parts, article=article)


def keep(connection: sqlite3.Connection, record: Record) -> None:
    """Keep the record of an article as it was read, in place of an older reading."""
    whole = plain(replace(record, article=Article(id="", sources=(), text="")))
    del whole["article"]
    connection.execute(
        "INSERT INTO machine VALUES (?, ?) ON CONFLICT (article) DO UPDATE SET record = excluded.record",
        (record.article.id, json.dumps(whole, ensure_ascii=False)),
    )


def replaced(connection: sqlite3.Connection) -> Iterator[tuple[str, str, str]]:
    """Articles with corrections of whose source another text is stored: both ids, and that text."""
    for row in connection.execute(_ANOTHER):
        yield row["old"], row["new"], row["text"]


def _bare(article: Article) -> dict[str, Any]:
    return {"id": article.id, "sources": [], "text": article.text}

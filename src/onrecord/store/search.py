"""Search: statements and articles by words and by exact values, with how many have each value beside them.

For pages that are asked again with each letter typed: one pass over the statements asked for gives their
number, their order and the counts; only those shown are read whole.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from onrecord.store.queries import NAMED, Heading, StatementRow, heading, phrase, statements_of

FACETS = ("speaker", "party", "outlet", "act", "source_kind", "month")
VALUES = 30  # of a facet, those that most statements have
NONE = "none"  # of a filter: the value is not told

_COLUMNS = {
    **{name: name for name in FACETS},
    "month": "substr(coalesce(published_earliest, published_latest), 1, 7)",
}
_CONDITIONS = {
    "words": "key IN (SELECT rowid FROM statements_fts WHERE statements_fts MATCH :words)",
    "since": "published_latest || '~' >= :since",
    "until": "published_earliest <= :until || '~'",
}
_ENDS = "coalesce(published_earliest, published_latest, '')"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The statements asked for, by key, those of the latest articles first."""

    keys: Sequence[int]
    facets: Mapping[str, Sequence[tuple[str | None, int]]]  # None: the value is not told
    left: Mapping[str, int]  # values of each that are not listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One article in a list."""

    article: Heading
    statements: int
    figures: int


class Search:
    """What a store is searched for."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def count(self, table: str) -> int:
        """How many rows a table has."""
        return int(self._connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608

    def rows(self, keys: Sequence[int]) -> list[StatementRow]:
        """The statements of these keys, in their order."""
        return statements_of(self._connection, keys)

    def statements(self, filters: Mapping[str, str]) -> Said:
        """The statements asked for; filters are those of FACETS, and words, since, until."""
        given = dict(filters)
        where = ["1"]
        for name, value in filters.items():
            if name == "words":
                given["words"] = begun(value)
            if name in _CONDITIONS:
                where.append(_CONDITIONS[name])
            elif value == NONE:
                where.append(f"{_COLUMNS[name]} IS NULL")
            else:
                where.append(f"{_COLUMNS[name]} = :{name}")
        columns = ", ".join(_COLUMNS[name] for name in FACETS)
        rows = self._connection.execute(
            f"SELECT key, {columns} FROM said WHERE {' AND '.join(where)}"  # noqa: S608 values are bound
            f" ORDER BY {_ENDS} DESC, article_key, position",
            given,
        ).fetchall()
        counted = {name: Counter(row[number] for row in rows) for number, name in enumerate(FACETS, 1)}
        facets = {name: values.most_common(VALUES) for name, values in counted.items()}
        left = {name: max(len(values) - VALUES, 0) for name, values in counted.items()}
        return Said(keys=[row[0] for row in rows], facets=facets, left=left)

    def articles(self, filters: Mapping[str, str], limit: int, offset: int = 0) -> tuple[int, list[Listed]]:
        """How many articles are asked for, and some of them, the latest first; undated ones last."""
        given = dict(filters)
        where = {
            "words": "key IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH :words)",
            "outlet": "outlet IS NULL" if filters.get("outlet") == NONE else "outlet = :outlet",
            "since": _CONDITIONS["since"],
            "until": _CONDITIONS["until"],
        }
        if "words" in given:
            given["words"] = begun(given["words"])
        asked = " AND ".join(["1", *(where[name] for name in filters)])
        total = self._connection.execute(f"SELECT count(*) FROM articles WHERE {asked}", given).fetchone()[0]  # noqa: S608
        rows = self._connection.execute(
            f"SELECT *, {NAMED} FROM (SELECT key AS article_key, id AS article, title, outlet,"  # noqa: S608
            " published_earliest, published_latest,"
            " (SELECT count(*) FROM statements WHERE article = key) AS statements,"
            f" (SELECT count(*) FROM figures WHERE article = key) AS figures FROM articles WHERE {asked}"
            f" ORDER BY {_ENDS} DESC, key LIMIT :limit OFFSET :offset)",
            {**given, "limit": limit, "offset": offset},
        )
        found = [
            Listed(article=heading(row), statements=row["statements"], figures=row["figures"]) for row in rows
        ]
        return total, found

    def heading(self, article_id: str) -> Iterator[Heading]:
        """What is said of one article above its records; none where it is not stored."""
        rows = self._connection.execute(
            f"SELECT *, {NAMED} FROM (SELECT key AS article_key, id AS article, title, outlet,"  # noqa: S608
            " published_earliest, published_latest FROM articles WHERE id = ?)",
            (article_id,),
        )
        yield from map(heading, rows)

    def undated(self) -> int:
        """How many articles have no date."""
        sql = "SELECT count(*) FROM articles WHERE published_earliest IS NULL AND published_latest IS NULL"
        return int(self._connection.execute(sql).fetchone()[0])

    def outlets(self) -> list[tuple[str | None, int]]:
        """How many articles each outlet has, most first; None: not stated."""
        sql = "SELECT outlet, count(*) FROM articles GROUP BY 1 ORDER BY 2 DESC, 1"
        return [(row[0], row[1]) for row in self._connection.execute(sql)]

    def keys_of(self, places: Sequence[tuple[str, str]]) -> list[int]:
        """The keys of statements, given as id of the article and id, in their order."""
        found: list[int] = []
        for article, statement in places:
            row = self._connection.execute(
                "SELECT statements.key FROM statements JOIN articles ON articles.key = article"
                " WHERE articles.id = ? AND statements.id = ?",
                (article, statement),
            ).fetchone()
            found += [row[0]] if row else []
        return found

    def overview(self) -> Mapping[str, int | str | None]:
        """What the store holds, in numbers."""
        row = self._connection.execute(
            "SELECT count(*) AS articles, count(DISTINCT outlet) AS outlets,"
            " min(published_earliest) AS first, max(published_latest) AS last,"
            " (SELECT count(*) FROM statements) AS statements,"
            " (SELECT count(*) FROM figures) AS figures FROM articles"
        ).fetchone()
        return dict(row)


def begun(words: str) -> str:
    """The query of a reader who is still typing: the last word is one that begins so."""
    query = phrase(words)
    return query + "*" if words and words[-1].isalnum() and words.count('"') % 2 == 0 else query

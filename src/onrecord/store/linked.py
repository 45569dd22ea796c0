"""What linking found over all articles, kept so that no page and no command has to link anew.

For the pages, each row holds what it can be filtered and ordered by, and in `view` the whole as JSON, as it
is shown; for the commands, `linked_parts` holds what was found as it is. All rows are replaced together: a
reader sees the links of one state of the store, and `linked` says of which.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from onrecord.errors import StoreError
from onrecord.store.rows import Row

Writing = AbstractContextManager[sqlite3.Connection]
TABLES = """
CREATE TABLE linked (  -- one row: when the links were made, and of what
  at TEXT NOT NULL,  -- UTC
  onrecord TEXT NOT NULL,  -- version
  state TEXT NOT NULL,  -- what the articles and corrections were, as `Links.state` tells
  articles INTEGER NOT NULL,
  seconds REAL NOT NULL  -- that it took
);
CREATE TABLE linked_pages (name TEXT PRIMARY KEY, view TEXT NOT NULL);
CREATE TABLE linked_positions (
  position INTEGER PRIMARY KEY,
  name TEXT NOT NULL,  -- that stays the same for the same party and issue
  party TEXT NOT NULL, issue TEXT NOT NULL,
  stances TEXT NOT NULL,  -- of the latest day, one a line
  day TEXT,  -- of the latest entry; null: none is dated
  entries INTEGER NOT NULL, moved INTEGER NOT NULL, differ INTEGER NOT NULL,
  view TEXT NOT NULL
);
CREATE TABLE linked_counts (
  position INTEGER PRIMARY KEY,
  title TEXT NOT NULL, category TEXT NOT NULL, counted TEXT, place TEXT,
  counters TEXT NOT NULL,  -- one a line
  day TEXT,  -- of the latest point; null: none is dated
  points INTEGER NOT NULL, differ INTEGER NOT NULL,
  view TEXT NOT NULL
);
CREATE TABLE linked_events (
  position INTEGER PRIMARY KEY,
  day TEXT,  -- as told, else of publication; null: neither is known
  type TEXT NOT NULL, actor TEXT, target TEXT, place TEXT,
  factualities TEXT NOT NULL,  -- of its accounts, one a line
  accounts TEXT NOT NULL,  -- who tells it, one a line
  articles INTEGER NOT NULL, denied INTEGER NOT NULL,
  view TEXT NOT NULL
);
CREATE TABLE linked_claims (
  position INTEGER PRIMARY KEY,
  name TEXT NOT NULL, words TEXT NOT NULL,
  speakers TEXT NOT NULL,  -- the origins, one a line
  first TEXT, last TEXT,  -- day; null: no telling is dated
  tellings INTEGER NOT NULL, articles INTEGER NOT NULL, origins INTEGER NOT NULL, contested INTEGER NOT NULL,
  view TEXT NOT NULL
);
CREATE TABLE linked_tellings (  -- the statements of each claim
  claim INTEGER NOT NULL REFERENCES linked_claims (position),
  article TEXT NOT NULL,  -- articles.id
  statement TEXT NOT NULL,
  PRIMARY KEY (article, statement, claim)
) WITHOUT ROWID;
CREATE TABLE linked_actors (
  position INTEGER PRIMARY KEY,
  name TEXT NOT NULL, kind TEXT NOT NULL,
  written TEXT NOT NULL,  -- all its names, one a line
  sides TEXT NOT NULL, articles INTEGER NOT NULL, joined INTEGER NOT NULL,
  view TEXT NOT NULL
);
CREATE TABLE linked_disputes (
  position INTEGER PRIMARY KEY,
  kind TEXT NOT NULL, day TEXT,  -- of the first side; null: not dated
  speakers TEXT NOT NULL, words TEXT NOT NULL, words_other TEXT NOT NULL,
  view TEXT NOT NULL
);
CREATE TABLE meanings (  -- sentences of statements as vectors, to be searched by meaning
  article INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
  statement TEXT NOT NULL,
  position INTEGER NOT NULL,
  vector BLOB NOT NULL,  -- of 16-bit floating point numbers
  PRIMARY KEY (article, statement, position)
) WITHOUT ROWID;
"""
PARTS = """
CREATE TABLE linked_parts (  -- all that linking found, as the commands give it
  number INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,  -- Claim, Series, Story …
  view TEXT NOT NULL  -- JSON array of some things of the kind, in order
);
CREATE INDEX linked_parts_by_kind ON linked_parts (kind);
DELETE FROM linked;  -- what was found before has no parts
"""
FOUND = (  # those that hang on others first
    "linked_parts", "linked_tellings", "linked_claims", "linked_disputes", "linked_events", "linked_counts",
    "linked_positions", "linked_actors", "linked_pages", "linked",
)  # fmt: skip
FILTERS: Mapping[str, Mapping[str, str]] = {  # table → name of a filter → its condition
    "linked_positions": {
        "name": "name = :name", "party": "party = :party", "issue": "issue = :issue",
        "stance": "instr(char(10) || stances || char(10), char(10) || :stance || char(10))",
        "moved": "moved", "differ": "differ", "since": "day || '~' >= :since",
    },
    "linked_counts": {
        "category": "category = :category", "place": "place = :place",
        "counter": "instr(char(10) || counters || char(10), char(10) || :counter || char(10))",
        "words": "instr(folded(title || ' ' || counters), folded(:words))", "differ": "differ",
        "since": "day || '~' >= :since",
    },
    "linked_events": {
        "type": "type = :type", "place": "place = :place",
        "actor": "(actor = :actor OR target = :actor)",
        "account": "instr(char(10) || accounts || char(10), char(10) || :account || char(10))",
        "factuality": "instr(char(10) || factualities || char(10), char(10) || :factuality || char(10))",
        "denied": "denied", "since": "day || '~' >= :since", "until": "day <= :until || '~'",
        "words": "instr(folded(view), folded(:words))",
    },
    "linked_claims": {
        "speaker": "instr(char(10) || speakers || char(10), char(10) || :speaker || char(10))",
        "name": "name = :name", "words": "instr(folded(words), folded(:words))",
        "contested": "contested", "several": "origins > 1",
        "begun": "first || '~' >= :begun",
        "since": "last || '~' >= :since", "until": "first <= :until || '~'",
    },
    "linked_actors": {
        "kind": "kind = :kind", "joined": "joined", "words": "instr(folded(written), folded(:words))",
        "side": "instr(char(10) || sides || char(10), char(10) || :side || char(10))",
    },
    "linked_disputes": {
        "kind": "kind = :kind", "since": "day || '~' >= :since",
        "words": "instr(folded(words || ' ' || words_other), folded(:words))",
        "speaker": "instr(char(10) || speakers || char(10), char(10) || :speaker || char(10))",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """When links were made, and of what."""

    at: str  # UTC, ISO 8601
    onrecord: str  # version
    state: str
    articles: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Some of the rows asked for, as the pages show them."""

    total: int  # of all rows asked for
    views: tuple[Mapping[str, Any], ...]


class Links:
    """The links in a store."""

    def __init__(self, connection: sqlite3.Connection, writing: Callable[[], Writing]) -> None:
        """`writing` opens a transaction for writing."""
        self._connection = connection
        self._writing = writing

    def keep(self, found: Mapping[str, Iterable[Row]], *, state: str, articles: int, seconds: float) -> None:
        """Replace all links by these; `state` is what `state()` was when the records were read."""
        made = {
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "onrecord": version("onrecord"),
            "state": state,
            "articles": articles,
            "seconds": seconds,
        }
        with self._writing() as connection:
            for table in FOUND:
                connection.execute(f"DELETE FROM {table}")  # noqa: S608 names are the schema's
            for table in reversed(FOUND):
                for row in [made] if table == "linked" else found.get(table, ()):
                    columns = ", ".join(row)
                    values = ", ".join(f":{name}" for name in row)
                    connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({values})", row)  # noqa: S608

    def state(self) -> str:
        """What links are made of: another after each change of the store."""
        run, changes = self._connection.execute(
            "SELECT max(key), sum(added + replaced + sources) FROM runs"
        ).fetchone()
        (number,) = self._connection.execute("SELECT max(number) FROM corrections").fetchone()
        return f"run {run or 0}, {changes or 0} changes, correction {number or 0}"

    def add_meanings(self, article_id: str, vectors: Iterable[tuple[str, int, bytes]]) -> None:
        """Keep what the sentences of an article's statements mean: (statement, number, vector)."""
        with self._writing() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO meanings SELECT key, ?, ?, ? FROM articles WHERE id = ?",
                [(*one, article_id) for one in vectors],
            )

    def meanings(self) -> Iterator[tuple[str, str, int, bytes]]:
        """In the order of the text: article's id, statement, number of the sentence in it, vector."""
        sql = (
            "SELECT articles.id, meanings.statement, meanings.position, vector FROM meanings"
            " JOIN articles ON articles.key = meanings.article"
            " JOIN statements ON statements.article = meanings.article"
            " AND statements.id = meanings.statement"
            " ORDER BY meanings.article, statements.position, meanings.position"
        )
        yield from map(tuple, self._connection.execute(sql))

    def made(self) -> Made | None:
        """When links were last made, and of what; None: never."""
        row = self._connection.execute("SELECT at, onrecord, state, articles, seconds FROM linked").fetchone()
        return Made(**dict(row)) if row else None

    def parts(self, kind: str, state: str) -> list[str]:
        """All things of one kind that linking found in this state, as JSON arrays, in order.

        Raises:
            StoreError: the links were made anew since, of another state.
        """
        sql = "SELECT view FROM linked_parts WHERE kind = ? ORDER BY number"
        found = [view for (view,) in self._connection.execute(sql, (kind,))]
        made = self.made()
        if made is None or made.state != state:
            raise StoreError("the store was changed and linked anew while it was read; run the command again")
        return found

    def page(self, name: str) -> Any:
        """A whole page as it is shown; None where it has nothing, or links were never made."""
        row = self._connection.execute("SELECT view FROM linked_pages WHERE name = ?", (name,)).fetchone()
        return json.loads(row["view"]) if row else None

    def listing(
        self,
        table: str,
        filters: Mapping[str, str],
        limit: int = -1,
        offset: int = 0,
        *,
        backwards: bool = False,
        latest: bool = False,
    ) -> Listing:
        """The rows of a table asked for, in their order; a limit below 0 is none.

        Args:
            backwards: the last first, those without a day after all others.
            latest: those of the latest day first, else in their order.
        """
        asked = f"FROM {table} {_where(table, filters)}"
        order = "day IS NULL, position DESC" if backwards else "position"
        order = "day IS NULL, day DESC, position" if latest else order
        (total,) = self._connection.execute(f"SELECT count(*) {asked}", filters).fetchone()
        rows = self._connection.execute(
            f"SELECT position, view {asked} ORDER BY {order} LIMIT :limit OFFSET :offset",
            {**filters, "limit": limit, "offset": offset},
        )
        return Listing(total=total, views=tuple(map(_view, rows)))

    def choices(self, table: str, column: str, filters: Mapping[str, str]) -> list[tuple[str, int]]:
        """The values of a column, or of two, among the rows asked for, those that most rows have first.

        Each of several values in a cell counts.
        """
        counted: Counter[str] = Counter()
        asked = f"FROM {table} {_where(table, filters)}"
        for (cell,) in self._connection.execute(f"SELECT {column} {asked}", filters):
            counted.update({value for value in (cell or "").split("\n") if value})
        return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))

    def claims_of(self, article_id: str, statement: str) -> Sequence[Mapping[str, Any]]:
        """The claims that a statement tells."""
        rows = self._connection.execute(
            "SELECT position, view FROM linked_tellings JOIN linked_claims ON claim = position"
            " WHERE article = ? AND statement = ? ORDER BY position",
            (article_id, statement),
        )
        return list(map(_view, rows))


def _view(row: sqlite3.Row) -> Mapping[str, Any]:
    return {"at": row["position"], **json.loads(row["view"])}


def _where(table: str, filters: Mapping[str, str]) -> str:
    return "WHERE " + " AND ".join(["1", *(FILTERS[table][name] for name in filters)])

"""Store: one story's record in one SQLite file, the only room with SQL.

A batch is one transaction, so a process killed at any moment leaves a file that opens, and the
same call again completes it. A record whose words are not the text's is refused.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Self, Unpack

from sqlite_utils import Database

from onrecord.errors import StoreError
from onrecord.records import Article, Problem, Record, Source
from onrecord.store import linked, queries, rows, schema, search
from onrecord.store.linked import Links, Listing
from onrecord.store.queries import ArticleRow, EventRow, FigureRow, Heading, PositionRow, StatementRow
from onrecord.store.refusal import check

__all__ = [
    "Added", "ArticleRow", "EventRow", "FigureRow", "Heading", "Links", "Listing", "PositionRow", "Run",
    "StatementRow", "Store", "check", "together",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One `Store.add` that changed something."""

    number: int
    started: str  # UTC, ISO 8601
    added: int
    replaced: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What one `Store.add` changed."""

    added: int = 0  # articles not known before
    replaced: int = 0  # articles whose records were read anew and differ
    sources: int = 0  # places where the text of a known article was found again
    unchanged: int = 0


class Store:
    """One SQLite file; opened, created or brought to the newest schema."""

    def __init__(self, path: str | Path, *, create: bool = True) -> None:
        """Open the file at `path`; without `create`, a missing file is an error.

        Raises:
            StoreError: the file cannot be opened, is not ours, or is of a newer version.
        """
        self.path = Path(path)
        if not create and not self.path.is_file():
            raise StoreError(f"{path}: no such store; make one with `onrecord add {path} PATH...`")
        with _translated(self.path), ExitStack() as opened:
            self._connection = opened.enter_context(closing(sqlite3.connect(path, timeout=schema.PATIENCE)))
            schema.prepare(Database(self._connection, execute_plugins=False), str(path))
            self._connection.execute("PRAGMA foreign_keys = ON")
            self._connection.execute("PRAGMA synchronous = NORMAL")  # in WAL mode, no crash can corrupt
            opened.pop_all()
        self._connection.row_factory = sqlite3.Row
        self._connection.create_function(
            "folded", 1, lambda text: (text or "").casefold(), deterministic=True
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; the store cannot be used after."""
        self._connection.close()

    def add(self, records: Iterable[Record], *, reader: str | None = None, batch: int = 16) -> Added:
        """Store records, `batch` articles a transaction; what is stored already stays as it is.

        A known article is replaced where its record differs; a source not known yet is added to
        it. `reader` is the version of the reader that read them.

        Raises:
            StoreError: a record is refused, or the file cannot be written; its batch is not
                stored, the batches before it are.
        """
        stream, run, total = iter(records), None, Added()
        while some := list(islice(stream, batch)):
            for record in some:
                check(record)
            with self._writing():
                done = [self._put(record, reader) for record in some]
                total = Added(
                    added=total.added + done.count("added"),
                    replaced=total.replaced + done.count("replaced"),
                    sources=total.sources + done.count("sources"),
                    unchanged=total.unchanged + done.count("unchanged"),
                )
                if set(done) != {"unchanged"}:
                    run = self._log(run, reader, total)
                    new = [
                        record.article.id for record, how in zip(some, done, strict=True) if how == "added"
                    ]
                    mark = "UPDATE articles SET run = ? WHERE id = ?"
                    self._connection.executemany(mark, [(run, one) for one in new])
        return total

    def add_problems(self, problems: Iterable[Problem], *, seen: Iterable[str] = ()) -> None:
        """Keep the problems of a run, each once; those known of a place in `seen` are forgotten first.

        Args:
            seen: the paths that the run has read, so that a problem mended since does not stay.
        """
        wanted = dict.fromkeys(problems)
        places = {*seen} | {problem.path for problem in wanted if problem.path is not None}
        known = dict.fromkeys(self._problems("article IS NULL"))
        kept = [problem for problem in known if problem.path not in places or problem in wanted]
        new = [problem for problem in wanted if problem not in known]
        if len(kept) == len(known) and not new:
            return
        with self._writing() as connection:
            connection.execute("DELETE FROM problems WHERE article IS NULL")
            for problem in (*kept, *new):
                self._insert("problems", [rows.plain(problem)])

    def article(self, article_id: str) -> Article | None:
        """The stored article of that id, or None."""
        row = self._row(article_id)
        return None if row is None else self._article(row)

    def reader(self, article_id: str) -> str | None:
        """The version of the reader that read the article; None: not stored, or not known."""
        row = self._row(article_id)
        return None if row is None else str(row["reader"]) if row["reader"] is not None else None

    def record(self, article_id: str) -> Record:
        """All that was read in one article, exactly as it was added.

        Raises:
            StoreError: no article of that id is stored.
        """
        row = self._row(article_id)
        if row is None:
            raise StoreError(f"{self.path}: no article {article_id!r}; `onrecord articles` lists them")
        return self._record(row)

    def find(self, reference: str) -> tuple[Record, str]:
        """The record of an article and the id in it that a reference names ("3f9a01-s4").

        Raises:
            StoreError: no article, or more than one, has an id that begins so.
        """
        start, _, item = reference.rpartition("-")
        listed = self._connection.execute(
            "SELECT id FROM articles WHERE id >= ? AND id < ? LIMIT 2", (start, start + "g")
        ).fetchall()
        if not start or len(listed) != 1:
            how_many = "more than one article" if len(listed) > 1 else "no article"
            remedy = "`onrecord statements` prints an id in each line"
            raise StoreError(f"{self.path}: {how_many} begins with {start!r}; {remedy}")
        return self.record(listed[0]["id"]), item

    def records(self) -> Iterator[Record]:
        """Every record, in the order the articles were first added."""
        for (key,) in self._connection.execute("SELECT key FROM articles ORDER BY key").fetchall():
            yield self._record(
                self._connection.execute("SELECT * FROM articles WHERE key = ?", (key,)).fetchone()
            )

    def articles(self, **filters: Unpack[queries.ArticleFilters]) -> Iterator[ArticleRow]:
        """The articles asked for, by date, undated ones last."""
        with _translated(self.path):
            yield from queries.articles(self._connection, filters)

    def statements(self, **filters: Unpack[queries.StatementFilters]) -> Iterator[StatementRow]:
        """The statements asked for, by date of the article, then in the order of the text."""
        with _translated(self.path):
            yield from queries.statements(self._connection, filters)

    def figures(self, **filters: Unpack[queries.FigureFilters]) -> Iterator[FigureRow]:
        """The figures asked for, by date of the article, then in the order of the text."""
        with _translated(self.path):
            yield from queries.figures(self._connection, filters)

    def positions(self, **filters: Unpack[queries.PositionFilters]) -> Iterator[PositionRow]:
        """The positions asked for, by date of the article, then in the order of the text."""
        with _translated(self.path):
            yield from queries.positions(self._connection, filters)

    def events(self, **filters: Unpack[queries.EventFilters]) -> Iterator[EventRow]:
        """The events asked for, by date of the article, then in the order of the text."""
        with _translated(self.path):
            yield from queries.events(self._connection, filters)

    def runs(self) -> tuple[Run, ...]:
        """The runs that changed something, oldest first."""
        listed = self._connection.execute("SELECT key, started, added, replaced FROM runs ORDER BY key")
        return tuple(
            Run(number=row["key"], **{name: row[name] for name in ("started", "added", "replaced")})
            for row in listed
        )

    def added_since(self, run: int) -> frozenset[str]:
        """The ids of the articles that later runs added; those of no known run are not among them."""
        listed = self._connection.execute("SELECT id FROM articles WHERE run > ?", (run,))
        return frozenset(row["id"] for row in listed)

    def state(self) -> str:
        """Of what articles links are made: another after each change."""
        added = self._connection.execute(
            "SELECT max(key), sum(added + replaced + sources) FROM runs"
        ).fetchone()
        return f"run {added[0] or 0}, {added[1] or 0} changes"

    def links(self) -> Links | None:
        """When links were last kept, and of what; None: never."""
        return linked.last(self._connection)

    def keep_links(self, found: Mapping[str, Sequence[rows.Row]], *, state: str, seconds: float) -> None:
        """Replace all links by these; `state` is what `state()` was when the records were read."""
        made = {
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "onrecord": version("onrecord"),
            "state": state,
            "articles": self.count("articles"),
            "seconds": seconds,
        }
        with self._writing() as connection:
            linked.keep(connection, {**found, "linked": [made]})

    def page(self, name: str) -> Any:
        """A page of links as it is shown; None where it has nothing, or links were never kept."""
        return linked.page(self._connection, name)

    def listing(
        self,
        table: str,
        filters: Mapping[str, str],
        limit: int = -1,
        offset: int = 0,
        *,
        backwards: bool = False,
    ) -> Listing:
        """The links of a table asked for, in their order; a limit below 0 is none."""
        return linked.listing(self._connection, table, filters, limit, offset, backwards=backwards)

    def choices(self, table: str, column: str, filters: Mapping[str, str]) -> list[tuple[str, int]]:
        """The values of a column among the links asked for, those that most have first."""
        return linked.choices(self._connection, table, column, filters)

    def claims_of(self, article_id: str, statement: str) -> Sequence[Mapping[str, Any]]:
        """The claims that a statement tells."""
        return linked.claims_of(self._connection, article_id, statement)

    def said(self, filters: Mapping[str, str]) -> search.Said:
        """The statements asked for by words and exact values, with how many have each value."""
        return search.said(self._connection, filters)

    def statements_of(self, keys: Sequence[int]) -> list[StatementRow]:
        """The statements of these keys, in their order."""
        return queries.statements_of(self._connection, keys)

    def keys_of(self, places: Sequence[tuple[int, str]]) -> list[int]:
        """The keys of statements, given as key of the article and id."""
        return search.keys_of(self._connection, places)

    def listed(
        self, filters: Mapping[str, str], limit: int, offset: int = 0
    ) -> tuple[int, list[search.Listed]]:
        """How many articles are asked for, and some of them, the latest first."""
        return search.articles(self._connection, filters, limit, offset)

    def outlets(self) -> list[tuple[str | None, int]]:
        """How many articles each outlet has, most first; None: not stated."""
        return search.outlets(self._connection)

    def overview(self) -> Mapping[str, int | str | None]:
        """What the store holds, in numbers."""
        return search.overview(self._connection)

    def unmeant(self) -> Iterator[Record]:
        """The records of articles with statements that cannot be searched by meaning yet."""
        sql = (
            "SELECT * FROM articles WHERE EXISTS (SELECT 1 FROM statements WHERE article = articles.key)"
            " AND NOT EXISTS (SELECT 1 FROM meanings WHERE article = articles.key) ORDER BY key"
        )
        for row in self._connection.execute(sql).fetchall():
            yield self._record(row)

    def add_meanings(self, article_id: str, vectors: Iterable[tuple[str, int, bytes]]) -> None:
        """Keep what the sentences of an article's statements mean: (statement, number, 8-bit vector)."""
        with self._writing() as connection:
            row = self._row(article_id)
            found = [(row["key"], *one) for one in vectors] if row else []  # None: replaced meanwhile
            connection.executemany("INSERT OR REPLACE INTO meanings VALUES (?, ?, ?, ?)", found)

    def meanings(self) -> list[tuple[int, str, bytes]]:
        """All of them: article's key, statement, vector."""
        rows_ = self._connection.execute("SELECT article, statement, vector FROM meanings")
        return [tuple(row) for row in rows_]

    def count(self, table: str) -> int:
        """How many rows a table has."""
        return int(self._connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608

    def problems(self) -> tuple[Problem, ...]:
        """All problems: first those of inputs that became no article, then those of articles."""
        return (*self._problems("article IS NULL"), *self._problems("article IS NOT NULL"))

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction, begun as a writer so that it waits for others instead of failing late."""
        with _translated(self.path), self._connection as connection:  # commits, or rolls back
            connection.execute("BEGIN IMMEDIATE")
            yield connection

    def _put(self, record: Record, reader: str | None) -> str:
        """Store one record inside a transaction; says which count of `Added` it belongs to."""
        row = self._row(record.article.id)
        if row is None:
            self._write(record, {"reader": reader})
            return "added"
        stored = self._record(row)
        sources = together(stored.article.sources, record.article.sources)
        whole = replace(record, article=replace(record.article, sources=sources))
        if whole == stored and reader == row["reader"]:
            return "unchanged"
        self._write(whole, {"key": row["key"], "run": row["run"], "reader": reader})
        alike = replace(whole, article=replace(whole.article, sources=stored.article.sources)) == stored
        return "sources" if alike and reader == row["reader"] else "replaced"

    def _write(self, record: Record, kept: rows.Row) -> None:
        """Write a record; `kept` are the columns of its article that the record does not hold."""
        if "key" in kept:  # all that hangs on the article goes with it
            self._connection.execute("DELETE FROM articles WHERE key = ?", (kept["key"],))
        key = self._insert("articles", [rows.article_row(record.article) | kept])
        for table, listed in rows.to_rows(record, key).items():
            self._insert(table, listed)

    def _insert(self, table: str, listed: Sequence[rows.Row]) -> int:
        """Insert rows that have the same columns; gives the key of the last."""
        if not listed:
            return 0
        columns = ", ".join(f'"{name}"' for name in listed[0])
        values = ", ".join(f":{name}" for name in listed[0])
        sql = f'INSERT INTO "{table}" ({columns}) VALUES ({values})'  # noqa: S608 names are the schema's
        if len(listed) > 1:
            return self._connection.executemany(sql, listed).lastrowid or 0
        return self._connection.execute(sql, listed[0]).lastrowid or 0

    def _log(self, run: int | None, reader: str | None, total: Added) -> int:
        counts = {"added": total.added, "replaced": total.replaced, "sources": total.sources}
        if run is None:
            started = datetime.now(UTC).isoformat(timespec="seconds")
            return self._insert(
                "runs", [{"started": started, "onrecord": version("onrecord"), "reader": reader} | counts]
            )
        self._connection.execute(
            "UPDATE runs SET added = :added, replaced = :replaced, sources = :sources WHERE key = :key",
            counts | {"key": run},
        )
        return run

    def _row(self, article_id: str) -> sqlite3.Row | None:
        found = self._connection.execute("SELECT * FROM articles WHERE id = ?", (article_id,)).fetchone()
        return found if isinstance(found, sqlite3.Row) else None

    def _of(self, table: str, article: int, order: str = "position") -> list[sqlite3.Row]:
        sql = f"SELECT * FROM {table} WHERE article = ? ORDER BY {order}"  # noqa: S608 names are the schema's
        return self._connection.execute(sql, (article,)).fetchall()

    def _article(self, row: sqlite3.Row) -> Article:
        spans = self._connection.execute(
            "SELECT * FROM spans WHERE article = ? AND kind = 'articles' ORDER BY position", (row["key"],)
        )
        return rows.to_article(row, self._of("sources", row["key"]), rows.grouped(spans))

    def _record(self, row: sqlite3.Row) -> Record:
        spans = rows.grouped(self._of("spans", row["key"]))
        article = rows.to_article(row, self._of("sources", row["key"]), spans)
        tables = {table: self._of(table, row["key"]) for table in (*rows.PARTS, *rows.NESTED, "problems")}
        return rows.to_record(article, tables, spans)

    def _problems(self, where: str) -> list[Problem]:
        sql = f"SELECT stage, message, path, line FROM problems WHERE {where} ORDER BY article, position, key"  # noqa: S608
        return [Problem(**dict(row)) for row in self._connection.execute(sql)]


def together(known: Sequence[Source], new: Sequence[Source]) -> tuple[Source, ...]:
    """Known sources and new ones; a place that was read again is as it was read last."""
    places = {_place(source): source for source in (*known, *new)}
    return tuple(places.values())


def _place(source: Source) -> tuple[str | None, ...]:
    return (source.path, source.record, source.url, source.format)


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        remedy = "is it a store, in a folder that can be written to, with nobody else writing?"
        raise StoreError(f"{path}: {error}; {remedy}") from error

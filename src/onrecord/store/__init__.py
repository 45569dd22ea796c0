"""Store: one story's record in one SQLite file, the only room with SQL.

A batch is one transaction, so a process killed at any moment leaves a file that opens, and the
same call again completes it. A record whose words are not the text's is refused. The tables hold
what stands after all corrections, so that every question is answered with them.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Self, Unpack

from sqlite_utils import Database

from onrecord.corrections import Corrected, Correction, Draft, corrected, drafted, taken_back
from onrecord.errors import StaleError, StoreError
from onrecord.records import Article, Problem, Record, Source
from onrecord.store import corrections, queries, rows, schema
from onrecord.store.captures import Captures
from onrecord.store.corrections import Orphan
from onrecord.store.linked import Links, Listing
from onrecord.store.opening import connected, legible, translated
from onrecord.store.queries import ArticleRow, EventRow, FigureRow, Heading, PositionRow, StatementRow
from onrecord.store.refusal import check
from onrecord.store.search import Search
from onrecord.store.soundness import Fault, Progress, faults

__all__ = [
    "Added", "ArticleRow", "EventRow", "Fault", "FigureRow", "Heading", "Links", "Listing", "Orphan",
    "PositionRow", "Run", "StatementRow", "Store", "check", "together",
]  # fmt: skip

LONGEST = 1000  # characters of a version told in an error


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
        with translated(self.path), ExitStack() as opened:
            self._connection = opened.enter_context(closing(connected(self.path)))
            schema.prepare(Database(self._connection, execute_plugins=False), str(path), create=create)
            self._connection.execute("PRAGMA foreign_keys = ON")
            self._connection.execute("PRAGMA synchronous = NORMAL")  # in WAL mode, no crash can corrupt
            self._connection.execute("PRAGMA cell_size_check = ON")  # of a file that may be damaged
            opened.pop_all()
        self._connection.where = self.path
        self._connection.row_factory = sqlite3.Row
        self._links = Links(self._connection, self._writing)
        self.captures = Captures(self._connection, self._writing)
        self.search = Search(self._connection)
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
        it. `reader` is the version of the reader that read them. Corrections are laid on what is
        read anew.

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
        """The record of one article as it stands: as it was added, with its corrections.

        Raises:
            StoreError: no article of that id is stored.
        """
        return self._record(self._known(article_id))

    def machine(self, article_id: str) -> Record:
        """The record of one article exactly as it was added, without its corrections.

        Raises:
            StoreError: no article of that id is stored.
        """
        return self._machine(self._known(article_id))

    def corrected(self, article_id: str, *, who: str | None = None) -> Corrected:
        """The record of one article as it stands, item by item with what people said of it.

        Args:
            who: as it would stand with nobody's corrections but this person's.

        Raises:
            StoreError: no article of that id is stored.
        """
        with self._reading():
            return self._corrected(self._known(article_id), who)

    def corrections(self, article_id: str | None = None) -> tuple[Correction, ...]:
        """The corrections of one article, or all, in the order they were made."""
        return tuple(corrections.listed(self._connection, article_id))

    def orphans(self) -> tuple[Orphan, ...]:
        """The corrections that change nothing where they should; no other words are put in their place."""
        with self._reading():
            return tuple(self._orphans())

    def version(self, article_id: str, kind: str | None = None, item: str | None = None) -> str:
        """The version of an item that `correct` must be told was seen; of an article, to add one to it.

        Raises:
            StoreError: no article of that id is stored.
            CorrectionError: it has no such item.
        """
        return self.corrected(article_id).version(kind, item)

    def correct(self, draft: Draft, *, seen: str) -> Correction:
        """Make a correction of an item, or add one, if it is still as it was seen.

        Args:
            seen: its `version` when it was looked at.

        Raises:
            StaleError: it has changed since; both versions are told, nothing is stored.
            CorrectionError: the draft names what is not there, or says nothing new.
            ContractError: a field of it is not what the output contract says.
        """
        with self._writing() as connection:
            now = self._corrected(self._known(draft.article))
            self._refuse_stale(now, draft, seen)
            number = corrections.next_number(connection)
            correction = drafted(now, draft, number=number, at=_now())
            self._lay(now.machine, correction)
        return correction

    def undo(self, number: int, *, who: str, why: str | None = None) -> Correction:
        """Take back the correction of that number.

        Raises:
            CorrectionError: there is none, or it is taken back already.
        """
        with self._writing() as connection:
            new, known = corrections.next_number(connection), self.corrections()
            correction = taken_back(known, number, number=new, at=_now(), who=who, why=why)
            self._lay(self._machine(self._known(correction.article)), correction)
        return correction

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
            how_many = "more than one article begins" if len(listed) > 1 else "no article begins"
            fault = f"{how_many} with {start!r}" if start else f"{reference!r} is no id"
            raise StoreError(f"{self.path}: {fault}; `onrecord statements` prints one in each line")
        return self.record(listed[0]["id"]), item

    def records(self) -> Iterator[Record]:
        """Every record, in the order the articles were first added."""
        for (key,) in self._connection.execute("SELECT key FROM articles ORDER BY key").fetchall():
            yield self._record(
                self._connection.execute("SELECT * FROM articles WHERE key = ?", (key,)).fetchone()
            )

    def articles(self, **filters: Unpack[queries.ArticleFilters]) -> Iterator[ArticleRow]:
        """The articles asked for, by date, undated ones last."""
        yield from queries.articles(self._connection, filters)

    def statements(self, **filters: Unpack[queries.StatementFilters]) -> Iterator[StatementRow]:
        """The statements asked for, by date of the article, then in the order of the text."""
        yield from queries.statements(self._connection, filters)

    def figures(self, **filters: Unpack[queries.FigureFilters]) -> Iterator[FigureRow]:
        """The figures asked for, by date of the article, then in the order of the text."""
        yield from queries.figures(self._connection, filters)

    def positions(self, **filters: Unpack[queries.PositionFilters]) -> Iterator[PositionRow]:
        """The positions asked for, by date of the article, then in the order of the text."""
        yield from queries.positions(self._connection, filters)

    def events(self, **filters: Unpack[queries.EventFilters]) -> Iterator[EventRow]:
        """The events asked for, by date of the article, then in the order of the text."""
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

    def unmeant(self) -> Iterator[Record]:
        """The records of articles with statements that cannot be searched by meaning yet."""
        sql = (
            "SELECT * FROM articles WHERE EXISTS (SELECT 1 FROM statements WHERE article = articles.key)"
            " AND NOT EXISTS (SELECT 1 FROM meanings WHERE article = articles.key) ORDER BY key"
        )
        for row in self._connection.execute(sql).fetchall():
            yield self._record(row)

    @property
    def links(self) -> Links:
        """What linking found over all articles."""
        return self._links

    def problems(self) -> tuple[Problem, ...]:
        """All problems: first those of inputs that became no article, then those of articles."""
        return (*self._problems("article IS NULL"), *self._problems("article IS NOT NULL"))

    def faults(self, progress: Progress | None = None) -> Iterator[Fault]:
        """What is wrong in the file, one article in memory at a time; nothing is written."""
        return faults(self._connection, self, progress)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction, begun as a writer so that it waits for others instead of failing late."""
        with translated(self.path), self._connection as connection:  # commits, or rolls back
            connection.execute("BEGIN IMMEDIATE")
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Several questions about one state of the file, whatever others write meanwhile."""
        if self._connection.in_transaction:
            yield
            return
        with translated(self.path), self._connection:
            self._connection.execute("BEGIN")
            yield

    def _lay(self, machine: Record, correction: Correction) -> None:
        """Keep a correction, and write the record that stands with it, inside a transaction."""
        corrections.keep(self._connection, machine)
        corrections.add(self._connection, correction)
        self._rewrite(machine, self._known(machine.article.id))

    def _rewrite(self, machine: Record, kept: sqlite3.Row | rows.Row) -> None:
        """Write what stands of an article after its corrections, with columns of its row as they are kept."""
        record = corrected(machine, self.corrections(machine.article.id)).record
        check(record)
        self._write(record, {name: kept[name] for name in ("key", "run", "reader")})

    def _refuse_stale(self, now: Corrected, draft: Draft, seen: str) -> None:
        item = None if draft.item is None else now.item(draft.kind, draft.item)
        if (draft.item is None or item) and now.version(draft.kind, draft.item) == seen:
            return
        last = now.last(draft.kind, draft.item) if draft.item else None
        change = next((one for one in self.corrections(draft.article) if one.number == last), None)
        by = f"{change.who} at {change.at}" if change else "a newer reading of the article"
        raise StaleError(
            f"{self.path}: {draft.kind} {draft.item or 'to be added'} has changed since it was seen, by {by};"
            f" it is now {_told(item)} and was to be {draft.verb} {_told(draft.fields)}; look at it again",
            current=item,
            wanted=draft.fields,
            who=change.who if change else None,
            at=change.at if change else None,
        )

    def _corrected(self, row: sqlite3.Row, who: str | None = None) -> Corrected:
        made = self.corrections(row["id"])
        return corrected(self._machine(row), [one for one in made if who in (None, one.who)])

    def _orphans(self) -> Iterator[Orphan]:
        known = self.corrections()
        for article in dict.fromkeys(one.article for one in known):
            row = self._row(article)
            for one in self._corrected(row).standing if row else ():
                if one.state == "orphaned":
                    yield Orphan(correction=one.correction, reason=one.reason or "")
        for old, new, text in corrections.replaced(self._connection):
            for correction in known:
                if correction.article == old and correction.verb != "undo":
                    found = all(words in text for words in correction.words)
                    reason = "made on another text of the same source"
                    yield Orphan(correction=correction, reason=reason, newer=new, found=found)

    def _machine(self, row: sqlite3.Row) -> Record:
        """The record of an article as it was read."""
        with legible(self.path, row["id"]):
            return corrections.machine(self._connection, self._article(row)) or self._record(row)

    def _put(self, record: Record, reader: str | None) -> str:
        """Store one record inside a transaction; says which count of `Added` it belongs to."""
        row = self._row(record.article.id)
        if row is None:
            self._write(record, {"reader": reader})
            return "added"
        stored = self._machine(row)
        sources = together(stored.article.sources, record.article.sources)
        whole = replace(record, article=replace(record.article, sources=sources))
        if whole == stored and reader == row["reader"]:
            return "unchanged"
        if self.corrections(whole.article.id):
            corrections.keep(self._connection, whole)
        self._rewrite(whole, {"key": row["key"], "run": row["run"], "reader": reader})
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
            return self._insert(
                "runs", [{"started": _now(), "onrecord": version("onrecord"), "reader": reader} | counts]
            )
        self._connection.execute(
            "UPDATE runs SET added = :added, replaced = :replaced, sources = :sources WHERE key = :key",
            counts | {"key": run},
        )
        return run

    def _row(self, article_id: str) -> sqlite3.Row | None:
        found = self._connection.execute("SELECT * FROM articles WHERE id = ?", (article_id,)).fetchone()
        return found if isinstance(found, sqlite3.Row) else None

    def _known(self, article_id: str) -> sqlite3.Row:
        row = self._row(article_id)
        if row is None:
            raise StoreError(f"{self.path}: no article {article_id!r}; `onrecord articles` lists them")
        return row

    def _of(self, table: str, article: int, order: str = "position") -> list[sqlite3.Row]:
        sql = f"SELECT * FROM {table} WHERE article = ? ORDER BY {order}"  # noqa: S608 names are the schema's
        listed: list[sqlite3.Row] = self._connection.execute(sql, (article,)).fetchall()
        return listed

    def _article(self, row: sqlite3.Row) -> Article:
        spans = self._connection.execute(
            "SELECT * FROM spans WHERE article = ? AND kind = 'articles' ORDER BY position", (row["key"],)
        )
        return rows.to_article(row, self._of("sources", row["key"]), rows.grouped(spans))

    def _record(self, row: sqlite3.Row) -> Record:
        with legible(self.path, row["id"]):
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


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _told(item: Mapping[str, object] | None) -> str:
    return "gone" if item is None else json.dumps(item, ensure_ascii=False)[:LONGEST]

"""Soundness: is all that a store holds what was put in, and does each part say what the others say?

SQLite looks at its own pages and references; the rest is the store's: an article's id is the hash of
its text, a span's words stand there, the rows of a record are those that it would be written as, what
stands is what was read with its corrections laid on, and the log of corrections lacks none.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from sqlite3 import Cursor
from typing import Any, Protocol

from onrecord.corrections import VERBS, Corrected
from onrecord.errors import OnRecordError
from onrecord.records import Record
from onrecord.store import corrections, rows, schema
from onrecord.store.linked import Links
from onrecord.store.opening import RESTORE, Connection, legible, translated
from onrecord.store.refusal import complaints

MOST = 100  # faults of one kind told of the whole file
INDEXED = {  # tables with a full-text index, and what stands in it
    "articles": "title, text", "statements": "content, source", "figures": "words, counted, place",
}  # fmt: skip
SHADOWS = ("data", "idx", "docsize", "config")  # tables that an FTS5 index is kept in
REBUILD = "INSERT INTO {0}_fts ({0}_fts) VALUES ('rebuild')"
_DANGLING = {  # what → the rows of it that lead nowhere
    "articles, run": "SELECT id FROM articles WHERE run NOT IN (SELECT key FROM runs)",
    "machine": "SELECT article FROM machine WHERE article NOT IN (SELECT id FROM articles)",
    "corrections": "SELECT number FROM corrections WHERE article NOT IN (SELECT id FROM articles)",
    "meanings": "SELECT articles.id || ' ' || statement FROM meanings JOIN articles ON key = article"
    " WHERE NOT EXISTS (SELECT 1 FROM statements WHERE article = meanings.article AND id = statement)",
}
_LINKED = (  # holds while the links are of the present state
    "SELECT article || ' ' || statement FROM linked_tellings AS told WHERE NOT EXISTS (SELECT 1"
    " FROM articles JOIN statements ON statements.article = articles.key"
    " WHERE articles.id = told.article AND statements.id = told.statement)"
)
Progress = Callable[[int, int], None]  # steps done, steps to do


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong in a store."""

    where: str
    what: str
    remedy: str = RESTORE


class Kept(Protocol):
    """What is asked of a store."""

    def record(self, article_id: str) -> Record:
        """The record of the tables."""

    def corrected(self, article_id: str) -> Corrected:
        """What was read, and what comes of it with the corrections."""

    @property
    def links(self) -> Links:
        """What linking found."""


def faults(connection: Connection, store: Kept, progress: Progress | None) -> Iterator[Fault]:
    """Everything that is wrong, the whole file's faults first; a broken page ends no other check."""
    for done, check in enumerate(_WHOLE, 1):
        yield from _kept_up(connection, check(connection, store), check.__name__.strip("_"))
        if progress:
            progress(done, len(_WHOLE))
    yield from _kept_up(connection, _articles(connection, store, progress), "articles")


def _kept_up(connection: Connection, found: Iterator[Fault], where: str) -> Iterator[Fault]:
    """The faults found, and last the error that a check ended in, if it did."""
    try:
        with translated(connection.where):
            yield from found
    except OnRecordError as error:
        what, _, remedy = str(error).partition("; ")
        yield Fault(where=where, what=what, remedy=remedy or RESTORE)


def _articles(connection: Connection, store: Kept, progress: Progress | None) -> Iterator[Fault]:
    (total,) = connection.execute("SELECT count(*) FROM articles").fetchone()
    for done, key in enumerate(_keys(connection), 1):
        yield from _kept_up(connection, _article(connection, store, key), f"article {key}")
        if progress:
            progress(done, max(done, total))


def _keys(connection: Connection) -> Iterator[int]:
    """The keys of all articles, one question each, so that others may write meanwhile."""
    last = -(2**63)
    while True:
        (key,) = connection.execute("SELECT min(key) FROM articles WHERE key > ?", (last,)).fetchone()
        if key is None or key <= last:  # in a damaged tree keys can come again, without end
            return
        yield key
        last = key


def _pages(connection: Connection, _: Kept) -> Iterator[Fault]:
    for (told,) in connection.execute(f"PRAGMA integrity_check({MOST})"):
        if told != "ok":
            yield Fault(where="file", what=" ".join(told.split()))


def _made(connection: Connection, _: Kept) -> Iterator[Fault]:
    """Tables, views and triggers: a log without its triggers could be rewritten unseen."""
    wanted, there = schema.objects(), schema.described(connection)
    for (kind, name), sql in wanted.items():
        if there.get((kind, name)) != sql:
            what = "is missing" if (kind, name) not in there else "is not as OnRecord makes it"
            yield Fault(where=f"{kind} {name}", what=what)
    for kind, name in there.keys() - wanted.keys():
        if kind == "trigger":
            remedy = "drop it; it may change what is written"
            yield Fault(where=f"trigger {name}", what="is not OnRecord's", remedy=remedy)


def _references(connection: Connection, _: Kept) -> Iterator[Fault]:
    seen = dict.fromkeys((row[0], row[2]) for row in connection.execute("PRAGMA foreign_key_check"))
    for table, parent in seen:
        yield Fault(where=table, what=f"a row points at no row of {parent}")


def _indexes(connection: Connection, _: Kept) -> Iterator[Fault]:
    for table, columns in INDEXED.items():
        with closing(_copied(connection, table, columns)) as cursor:
            try:
                cursor.execute(
                    "INSERT INTO temp.checked_fts (checked_fts, rank) VALUES ('integrity-check', 1)"
                )
            except OnRecordError:
                remedy = f"`{REBUILD.format(table)}` in SQLite builds it anew"
                yield Fault(where=f"{table}_fts", what="the index is not of the table's words", remedy=remedy)
            finally:
                connection.execute("DROP TABLE temp.checked_fts")
                connection.execute("DROP VIEW temp.checked")
                connection.commit()


def _copied(connection: Connection, table: str, columns: str) -> Cursor:
    """A copy of an index in a temporary file, over the table: to check it in place, one must write."""
    cursor: Cursor = connection.cursor()
    cursor.execute(f"CREATE TEMP VIEW checked AS SELECT rowid AS at, {columns} FROM main.{table}")  # noqa: S608
    over = f"content='checked', content_rowid='at', tokenize='{schema.TOKENS}'"
    cursor.execute(f"CREATE VIRTUAL TABLE temp.checked_fts USING fts5({columns}, {over})")
    for shadow in SHADOWS:
        cursor.execute(f"DELETE FROM temp.checked_fts_{shadow}")  # noqa: S608 names are the schema's
        cursor.execute(f"INSERT INTO temp.checked_fts_{shadow} SELECT * FROM main.{table}_fts_{shadow}")  # noqa: S608
    connection.commit()  # the index is read anew after
    return cursor


def _log(connection: Connection, _: Kept) -> Iterator[Fault]:
    """The numbers of the corrections, and what they lead to."""
    sql = "SELECT number, verb, kind, article, thread, undoes FROM corrections ORDER BY number"
    known: dict[int, tuple[str, str, str]] = {}
    for number, verb, kind, article, thread, undoes in connection.execute(sql):
        known[number] = (verb, kind, article)
        where = f"correction {number}"
        if number != len(known):
            yield Fault(where=where, what=f"where number {len(known)} was to come")
            return
        if verb not in VERBS or (verb == "undo") != (undoes is not None):
            yield Fault(where=where, what=f"no such correction: {verb!r}")
        if known.get(thread, ("", "", ""))[1:] != (kind, article):
            yield Fault(where=where, what=f"goes on from {thread}, which is of another item")
        if undoes is not None and (undoes >= number or known[undoes][0] == "undo"):
            yield Fault(where=where, what=f"takes back {undoes}, which cannot be")


def _dangling(connection: Connection, _: Kept) -> Iterator[Fault]:
    for where, sql in _DANGLING.items():
        for (name,) in connection.execute(f"{sql} LIMIT {MOST}"):
            yield Fault(where=where, what=f"{name} leads to nothing that is stored")


def _linked(connection: Connection, store: Kept) -> Iterator[Fault]:
    made = connection.execute("SELECT state FROM linked").fetchone()
    if made and made[0].startswith(f"{store.links.state()}, "):  # behind it stands what the alias file says
        for (name,) in connection.execute(f"{_LINKED} LIMIT {MOST}"):
            what = f"{name} leads to no statement"
            yield Fault(where="linked_tellings", what=what, remedy="`onrecord link` makes the links anew")


def _article(connection: Connection, store: Kept, key: int) -> Iterator[Fault]:
    """One article: its record, the rows that it is written in, and its corrections."""
    with connection:
        connection.execute("BEGIN")  # one state of the file, whatever others write meanwhile
        row = connection.execute("SELECT id FROM articles WHERE key = ?", (key,)).fetchone()
        if row is None:  # replaced meanwhile
            return
        with legible(connection.where, row["id"]):
            record = store.record(row["id"])
            for check in (
                complaints(record),
                _misread(connection, record, key),
                _miscorrected(connection, store, record),
            ):
                for what in check:
                    yield Fault(where=f"article {row['id'][:12]}", what=what)


def _misread(connection: Connection, record: Record, key: int) -> Iterator[str]:
    """Rows that are not those the record is written as; columns repeat the words of spans."""
    for table, wanted in rows.to_rows(record, key).items():
        stored = connection.execute(f"SELECT * FROM {table} WHERE article = ?", (key,))  # noqa: S608
        there, due = {_told(dict(row)) for row in stored}, {_told(row) for row in wanted}
        for one in dict.fromkeys(_name(row) for row in there ^ due):
            yield f"{table} {one}: the row and the spans do not say the same"


def _told(row: Mapping[str, Any]) -> frozenset[tuple[str, Any]]:
    return frozenset((name, value) for name, value in row.items() if value is not None and name != "key")


def _name(row: frozenset[tuple[str, Any]]) -> str:
    given = dict(row)
    return " ".join(str(given[name]) for name in ("kind", "record", "field", "id") if name in given) or str(
        given.get("position")
    )


def _miscorrected(connection: Connection, store: Kept, record: Record) -> Iterator[str]:
    """What people said of an article: on the words it stands on, and in the record that stands."""
    article = record.article
    made = list(corrections.listed(connection, article.id))
    read = corrections.machine(connection, article)
    if (read is not None) != bool(made):
        yield "what was read is kept without a correction" if read else "what was read is not kept"
        return
    if read is None:
        return
    for one in made:
        if one.words != tuple(article.text[start:end] for start, end in one.anchor):
            yield f"correction {one.number}: its words do not stand at its place in the text"
    yield from (f"as it was read: {what}" for what in complaints(read))
    if store.corrected(article.id).record != record:
        yield "what stands is not what was read with the corrections laid on"


_WHOLE = (_pages, _made, _references, _indexes, _log, _dangling, _linked)

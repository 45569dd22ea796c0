"""Opening: the connection to a store's file, and what SQLite says of it in one line with a remedy.

A file that is damaged or was cut short is refused when it is opened, as far as its first pages
show it, and else when the damaged page is read; `soundness` looks at every page.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from onrecord.errors import OnRecordError, StoreError

PATIENCE = 60.0  # seconds to wait while another process writes
RESTORE = "restore it from a copy made by `onrecord backup`, or make it anew with `onrecord add`"
DAMAGED = f"the file is damaged: `onrecord verify` says where; {RESTORE}"
FAULTS = (sqlite3.Error, UnicodeDecodeError)  # the latter where a damaged name stands in SQLite's message
REMEDIES = {  # SQLite's primary result code → what it means for a store, and what to do
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_NOTADB: f"another kind of file, or its first page is damaged; name another, or {RESTORE}",
    sqlite3.SQLITE_FULL: "no room on the disk; make room and run the same command again, nothing is lost",
    sqlite3.SQLITE_IOERR: "the disk failed or is full; mend that and run the same command again",
    sqlite3.SQLITE_READONLY: "it may only be read; change the permissions of the file and of its folder",
    sqlite3.SQLITE_PERM: "permission denied; change the permissions of the file and of its folder",
    sqlite3.SQLITE_CANTOPEN: "is its folder there, and may it be written to?",
    sqlite3.SQLITE_BUSY: "another process is writing; wait until it has ended",
}


class Connection(sqlite3.Connection):
    """A connection whose errors are told as the store's, once `where` is set."""

    where: Path | None = None  # None: errors are SQLite's own

    def cursor(self, factory: Callable[[sqlite3.Connection], Any] | None = None) -> Any:
        """A cursor of this connection."""
        return super().cursor(factory or (sqlite3.Cursor if self.where is None else _Cursor))

    def execute(self, *given: Any) -> Any:
        """A cursor that has executed a statement."""
        return self.cursor().execute(*given)

    def executemany(self, *given: Any) -> Any:
        """A cursor that has executed a statement for each row."""
        return self.cursor().executemany(*given)


class _Cursor(sqlite3.Cursor):
    """Rows are read while a cursor is asked for them, so that damage is found in any of these."""

    def execute(self, *given: Any) -> "_Cursor":
        with self._told():
            return super().execute(*given)

    def executemany(self, *given: Any) -> "_Cursor":
        with self._told():
            return super().executemany(*given)

    def fetchone(self) -> Any:
        with self._told():
            return super().fetchone()

    def fetchall(self) -> list[Any]:
        with self._told():
            return super().fetchall()

    def __next__(self) -> Any:
        try:
            return super().__next__()
        except FAULTS as error:
            raise told(self.connection.where, error) from error  # type: ignore[attr-defined]

    def _told(self) -> Any:
        return translated(self.connection.where)  # type: ignore[attr-defined]


def connected(path: Path) -> Connection:
    """A connection to the file; one in a folder that may not be written to is read where it stands.

    Raises:
        sqlite3.Error: it cannot be opened.
    """
    connection = sqlite3.connect(path, timeout=PATIENCE, factory=Connection)
    try:
        connection.execute("SELECT 1 FROM sqlite_master").fetchone()
        return connection
    except sqlite3.OperationalError as error:
        connection.close()
        if _code(error) not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY) or not path.is_file():
            raise
        log = path.with_name(path.name + "-wal")
        if log.is_file() and log.stat().st_size:  # without what it holds, the file would be read as it was
            raise
        # Nobody can write here, so SQLite needs none of the files that it shares with writers.
        uri = f"{path.absolute().as_uri()}?immutable=1"
        return sqlite3.connect(uri, uri=True, factory=Connection)
    except FAULTS:
        connection.close()
        raise


@contextmanager
def translated(path: Path | None) -> Iterator[None]:
    """SQLite's errors within become ours."""
    try:
        yield
    except sqlite3.ProgrammingError:  # a mistake of ours
        raise
    except FAULTS as error:
        raise told(path, error) from error


@contextmanager
def legible(path: Path | None, article: str) -> Iterator[None]:
    """Rows within that do not come to a record are told as damage."""
    try:
        yield
    except (ValueError, TypeError, KeyError) as error:
        raise StoreError(f"{path}: article {article[:12]} cannot be read ({error!r}); {DAMAGED}") from error


def told(path: Path | None, error: Exception) -> OnRecordError:
    """An error of SQLite's as one of ours, with what to do."""
    return StoreError(f"{path}: {error}; {REMEDIES.get(_code(error), DAMAGED)}")


def _code(error: Exception) -> int:
    """The primary result code; 0 where the fault was found outside SQLite, as in text that is no UTF-8."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF

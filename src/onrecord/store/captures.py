"""Captures: when an address was fetched, what its server gave to ask for changes, and its versions."""

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from itertools import groupby

Writing = AbstractContextManager[sqlite3.Connection]
TABLES = """
CREATE TABLE visits (  -- addresses that were fetched
  url TEXT PRIMARY KEY,  -- as it was asked for
  source TEXT NOT NULL,  -- address of the feed, sitemap or page that led to it
  first TEXT NOT NULL, last TEXT NOT NULL,  -- UTC
  etag TEXT, modified TEXT  -- what the server gave to ask for changes
) WITHOUT ROWID;
CREATE INDEX visits_by_source ON visits (source, first);
CREATE INDEX sources_by_url ON sources (url) WHERE url IS NOT NULL;
CREATE INDEX sources_by_path ON sources (path) WHERE path IS NOT NULL;
"""
PAUSES = """
CREATE TABLE pauses (  -- hosts that asked to be left alone
  host TEXT PRIMARY KEY,
  until TEXT NOT NULL,  -- UTC
  reason TEXT NOT NULL  -- how they asked, after their name
) WITHOUT ROWID;
"""
# In the order they were fetched; where nobody knows when, last, in the order they came in.
_VERSIONS = """
  SELECT sources.url, articles.id AS article, sources.fetched_at AS at, sources.published
  FROM sources JOIN articles ON articles.key = sources.article WHERE sources.url IN ({})
  ORDER BY sources.url, sources.fetched_at IS NULL, sources.fetched_at, articles.key
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One address that was fetched."""

    url: str
    source: str
    first: str  # UTC, ISO 8601
    last: str
    etag: str | None = None
    modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused:
    """A host that asked to be left alone."""

    host: str
    until: str  # UTC, ISO 8601
    reason: str  # how it asked, after its name


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A text that an address had from some time on."""

    url: str
    article: str  # its id
    at: str | None  # when it was first fetched so; None: it was not fetched, or nobody says when
    published: str | None = None  # as given beside it or by the page


class Captures:
    """What is known of addresses in a store."""

    def __init__(self, connection: sqlite3.Connection, writing: Callable[[], Writing]) -> None:
        """`writing` opens a transaction for writing."""
        self._connection = connection
        self._writing = writing

    def visited(self, url: str) -> Visit | None:
        """The last visit to an address; None: it was never fetched."""
        row = self._connection.execute("SELECT * FROM visits WHERE url = ?", (url,)).fetchone()
        return Visit(**dict(row)) if row else None

    def led_to(self, source: str, after: str) -> tuple[Visit, ...]:
        """The addresses that a source led to after a time, newest first."""
        sql = "SELECT * FROM visits WHERE source = ? AND first > ? ORDER BY first DESC, url"
        return tuple(Visit(**dict(row)) for row in self._connection.execute(sql, (source, after)))

    def keep(self, visits: Iterable[Visit]) -> None:
        """Remember visits; when an address was first fetched, and by whose lead, stays."""
        with self._writing() as connection:
            connection.executemany(
                "INSERT INTO visits VALUES (:url, :source, :first, :last, :etag, :modified)"
                " ON CONFLICT (url) DO UPDATE SET last = :last, etag = :etag, modified = :modified",
                [asdict(visit) for visit in visits],
            )

    def paused(self) -> tuple[Paused, ...]:
        """The hosts that asked to be left alone, some perhaps no longer."""
        listed = self._connection.execute("SELECT * FROM pauses ORDER BY host")
        return tuple(Paused(**dict(row)) for row in listed)

    def pause(self, hosts: Iterable[Paused], now: str) -> None:
        """Remember hosts that asked to be left alone, and forget those whose time is over."""
        new = {*hosts} - {*self.paused()}
        if not new:
            return
        with self._writing() as connection:
            connection.execute("DELETE FROM pauses WHERE until <= ?", (now,))
            connection.executemany(
                "INSERT OR REPLACE INTO pauses VALUES (:host, :until, :reason)", [asdict(one) for one in new]
            )

    def versions(self, reference: str) -> tuple[Version, ...]:
        """The texts of an address, oldest first; of an article's id or its beginning, those of its addresses.

        A text that came again after another is there again.
        """
        rows = self._connection.execute(
            "SELECT DISTINCT url FROM sources WHERE url IS NOT NULL AND (url = :it OR path = :it)"
            " UNION SELECT url FROM sources JOIN articles ON articles.key = sources.article"
            " WHERE url IS NOT NULL AND length(:it) >= 6 AND articles.id >= :it AND articles.id < :it || 'g'",
            {"it": reference},
        )
        urls = [row["url"] for row in rows]
        asked = _VERSIONS.format(", ".join("?" * len(urls)))
        listed = [Version(**dict(row)) for row in self._connection.execute(asked, urls)]
        return tuple(next(same) for _, same in groupby(listed, key=lambda one: (one.url, one.article)))

"""The schema, as numbered migrations: opening a file brings it to the newest one.

Every table is meant to be read by people. Columns that hold words hold the exact words; their
offsets stand in `spans`, one row a span, so nobody has to do arithmetic on them. `article` is
always `articles.key`; `position` is an item's place in its list, from 0. A list of names is a JSON
array. Of a time, `…_words` is '' where its words stand elsewhere, and null where no time is given.
"""

import sqlite3
from collections.abc import Iterator
from time import monotonic, sleep

from sqlite_utils import Database, Migrations

from onrecord.errors import StoreError
from onrecord.store import captures, linked
from onrecord.store.opening import PATIENCE, RESTORE

APPLICATION = 0x4F6E5263  # "OnRc", SQLite's application_id: this file is ours
TOKENS = "porter unicode61 remove_diacritics 2"  # "crossing" finds "crossings"

FIRST = """
CREATE TABLE articles (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,  -- sha256 of text
  title TEXT,
  outlet TEXT,
  byline TEXT NOT NULL,  -- JSON array
  dateline TEXT,
  republished_from TEXT,
  published_earliest TEXT,
  published_latest TEXT,
  published_basis TEXT NOT NULL,  -- metadata, stated, inferred or unknown
  language TEXT,
  reader TEXT,  -- version of the reader; null: not known
  text TEXT NOT NULL
);
CREATE TABLE sources (
  article INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  path TEXT, record TEXT, url TEXT, format TEXT NOT NULL, fetched_at TEXT,
  outlet TEXT, title TEXT, published TEXT,  -- as given beside the text
  PRIMARY KEY (article, position)
);
CREATE TABLE spans (
  article INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
  kind TEXT NOT NULL,  -- the table whose row these words belong to
  record TEXT NOT NULL,  -- that row's id, or its position where it has no id
  field TEXT NOT NULL,
  position INTEGER NOT NULL,
  start INTEGER NOT NULL,  -- in code points of articles.text, from 0
  stop INTEGER NOT NULL,  -- one past the last
  words TEXT NOT NULL,
  PRIMARY KEY (article, kind, record, field, position)
) WITHOUT ROWID;
CREATE TABLE actors (
  article INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
  id TEXT NOT NULL,
  position INTEGER NOT NULL,
  name TEXT NOT NULL, kind TEXT NOT NULL, role TEXT, party TEXT,
  PRIMARY KEY (article, id)
);
CREATE TABLE statements (
  key INTEGER PRIMARY KEY,
  article INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
  id TEXT NOT NULL,
  position INTEGER NOT NULL,
  speaker TEXT,  -- actors.id
  source TEXT, source_kind TEXT, cue TEXT,
  content TEXT NOT NULL,  -- its pieces, with an ellipsis between them
  verbatim TEXT NOT NULL,
  type TEXT NOT NULL, act TEXT, hedge TEXT, attitude INTEGER NOT NULL, score REAL,
  said_words TEXT, said_earliest TEXT, said_latest TEXT,
  about TEXT NOT NULL,  -- JSON array
  rule TEXT NOT NULL,
  UNIQUE (article, id),
  FOREIGN KEY (article, speaker) REFERENCES actors (article, id) DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE hops (
  article INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
  statement TEXT NOT NULL,
  position INTEGER NOT NULL,  -- 0 is the outermost
  actor TEXT, source TEXT NOT NULL, cue TEXT, relation TEXT NOT NULL,
  PRIMARY KEY (article, statement, position),
  FOREIGN KEY (article, statement) REFERENCES statements (article, id) DEFERRABLE INITIALLY DEFERRED,
  FOREIGN KEY (article, actor) REFERENCES actors (article, id) DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE figures (
  key INTEGER PRIMARY KEY,
  article INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
  id TEXT NOT NULL,
  position INTEGER NOT NULL,
  words TEXT NOT NULL,
  number TEXT NOT NULL,
  value REAL NOT NULL,
  upper REAL,  -- null: not a range
  quantifier TEXT NOT NULL, unit TEXT, category TEXT NOT NULL, counted TEXT, place TEXT,
  since TEXT, as_of TEXT, measure TEXT,
  counter TEXT,  -- actors.id
  statement TEXT,  -- statements.id
  hedge TEXT, rule TEXT NOT NULL,
  UNIQUE (article, id),
  FOREIGN KEY (article, counter) REFERENCES actors (article, id) DEFERRABLE INITIALLY DEFERRED,
  FOREIGN KEY (article, statement) REFERENCES statements (article, id) DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE events (
  article INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
  id TEXT NOT NULL,
  position INTEGER NOT NULL,
  words TEXT NOT NULL, type TEXT NOT NULL, mode TEXT, actor TEXT, target TEXT, place TEXT,
  when_words TEXT, when_earliest TEXT, when_latest TEXT,
  factuality TEXT NOT NULL, statement TEXT, rule TEXT NOT NULL,
  PRIMARY KEY (article, id),
  FOREIGN KEY (article, actor) REFERENCES actors (article, id) DEFERRABLE INITIALLY DEFERRED,
  FOREIGN KEY (article, target) REFERENCES actors (article, id) DEFERRABLE INITIALLY DEFERRED,
  FOREIGN KEY (article, statement) REFERENCES statements (article, id) DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE proposals (
  article INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
  id TEXT NOT NULL,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  author TEXT NOT NULL,  -- JSON array of actors.id
  rule TEXT NOT NULL,
  PRIMARY KEY (article, id)
);
CREATE TABLE terms (
  article INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
  proposal TEXT NOT NULL,
  position INTEGER NOT NULL,
  issue TEXT NOT NULL, words TEXT NOT NULL,
  PRIMARY KEY (article, proposal, position),
  FOREIGN KEY (article, proposal) REFERENCES proposals (article, id) DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE positions (
  article INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
  id TEXT NOT NULL,
  position INTEGER NOT NULL,
  words TEXT NOT NULL,
  party TEXT,  -- actors.id
  issue TEXT NOT NULL, stance TEXT NOT NULL, proposal TEXT, statement TEXT, rule TEXT NOT NULL,
  PRIMARY KEY (article, id),
  FOREIGN KEY (article, party) REFERENCES actors (article, id) DEFERRABLE INITIALLY DEFERRED,
  FOREIGN KEY (article, proposal) REFERENCES proposals (article, id) DEFERRABLE INITIALLY DEFERRED,
  FOREIGN KEY (article, statement) REFERENCES statements (article, id) DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE dates (
  article INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  words TEXT NOT NULL, type TEXT NOT NULL, value TEXT,
  PRIMARY KEY (article, position)
);
CREATE TABLE signals (
  article INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
  id TEXT NOT NULL,
  position INTEGER NOT NULL,
  words TEXT NOT NULL, signal TEXT NOT NULL, statement TEXT, rule TEXT NOT NULL,
  PRIMARY KEY (article, id),
  FOREIGN KEY (article, statement) REFERENCES statements (article, id) DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE labels (
  article INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  words TEXT NOT NULL, actor TEXT, label TEXT NOT NULL,
  voice TEXT,  -- 'outlet', or statements.id
  rule TEXT NOT NULL,
  PRIMARY KEY (article, position),
  FOREIGN KEY (article, actor) REFERENCES actors (article, id) DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE problems (
  key INTEGER PRIMARY KEY,
  article INTEGER REFERENCES articles (key) ON DELETE CASCADE,  -- null: it never became an article
  position INTEGER,
  stage TEXT NOT NULL, message TEXT NOT NULL, path TEXT, line INTEGER
);
CREATE INDEX problems_by_article ON problems (article);
CREATE TABLE runs (
  key INTEGER PRIMARY KEY,
  started TEXT NOT NULL,  -- UTC; runs that changed nothing leave no row
  onrecord TEXT NOT NULL,  -- version
  reader TEXT,
  added INTEGER NOT NULL, replaced INTEGER NOT NULL, sources INTEGER NOT NULL
);
CREATE VIEW mentions AS
  SELECT spans.article, spans.kind, spans.record AS id, spans.position, spans.start, spans.stop, spans.words
  FROM spans WHERE field = 'mentions';
CREATE VIEW said AS
  SELECT statements.key, articles.id AS article, statements.id AS statement, statements.position,
    articles.key AS article_key, articles.title, articles.outlet,
    articles.published_earliest, articles.published_latest, articles.published_basis,
    actors.name AS speaker, actors.kind AS speaker_kind, actors.role AS speaker_role, actors.party,
    statements.source_kind, statements.source, statements.cue, statements.content, statements.verbatim,
    statements.type, statements.act, statements.hedge, statements.attitude, statements.about,
    statements.score, statements.rule
  FROM statements JOIN articles ON articles.key = statements.article
  LEFT JOIN actors ON actors.article = statements.article AND actors.id = statements.speaker;
CREATE VIEW counted AS
  SELECT figures.key, articles.id AS article, figures.id AS figure, figures.position,
    articles.key AS article_key, articles.title, articles.outlet,
    articles.published_earliest, articles.published_latest, articles.published_basis,
    figures.words, figures.number, figures.value, figures.upper, figures.quantifier, figures.unit,
    figures.category, figures.counted, figures.place, figures.since, figures.as_of, figures.measure,
    actors.name AS speaker, actors.kind AS speaker_kind, actors.party, figures.statement, figures.hedge,
    figures.rule
  FROM figures JOIN articles ON articles.key = figures.article
  LEFT JOIN actors ON actors.article = figures.article AND actors.id = figures.counter;
"""

SECOND = """
ALTER TABLE actors ADD COLUMN party_words TEXT;  -- the words that show the party
ALTER TABLE statements ADD COLUMN anonymity_level TEXT;  -- the rank words given: 'senior'
ALTER TABLE statements ADD COLUMN anonymity_side TEXT;  -- name of the party spoken for
ALTER TABLE statements ADD COLUMN anonymity_count TEXT;  -- one or several; null: the speaker is named
ALTER TABLE statements ADD COLUMN anonymity_reason TEXT;  -- that or why the source is not to be named
DROP VIEW said;
CREATE VIEW said AS
  SELECT statements.key, articles.id AS article, statements.id AS statement, statements.position,
    articles.key AS article_key, articles.title, articles.outlet,
    articles.published_earliest, articles.published_latest, articles.published_basis,
    actors.name AS speaker, actors.kind AS speaker_kind, actors.role AS speaker_role, actors.party,
    actors.party_words,
    statements.source_kind, statements.source, statements.cue, statements.content, statements.verbatim,
    statements.type, statements.act, statements.hedge, statements.attitude, statements.about,
    statements.anonymity_level, statements.anonymity_side, statements.anonymity_count,
    statements.anonymity_reason, statements.score, statements.rule
  FROM statements JOIN articles ON articles.key = statements.article
  LEFT JOIN actors ON actors.article = statements.article AND actors.id = statements.speaker;
"""
THIRD = """
ALTER TABLE figures ADD COLUMN window TEXT;  -- TIMEX3 duration that new ones were counted over
ALTER TABLE figures ADD COLUMN caveat TEXT;  -- that the number is not verified, or does not tell apart
ALTER TABLE figures ADD COLUMN revised TEXT;  -- up, down, revised or superseded
ALTER TABLE figures ADD COLUMN part_of TEXT;  -- figures.id of the whole
DROP VIEW counted;
CREATE VIEW counted AS
  SELECT figures.key, articles.id AS article, figures.id AS figure, figures.position,
    articles.key AS article_key, articles.title, articles.outlet,
    articles.published_earliest, articles.published_latest, articles.published_basis,
    figures.words, figures.number, figures.value, figures.upper, figures.quantifier, figures.unit,
    figures.category, figures.counted, figures.place, figures.since, figures.as_of, figures.measure,
    figures.window,
    actors.name AS speaker, actors.kind AS speaker_kind, actors.party, figures.statement, figures.hedge,
    figures.caveat, figures.revised, figures.part_of, figures.rule
  FROM figures JOIN articles ON articles.key = figures.article
  LEFT JOIN actors ON actors.article = figures.article AND actors.id = figures.counter;
"""
FOURTH = """
ALTER TABLE articles ADD COLUMN run INTEGER;  -- runs.key of the run that added it; null: not known
ALTER TABLE events ADD COLUMN violates TEXT;  -- words of the agreement or term it is said to break
ALTER TABLE positions ADD COLUMN condition TEXT;  -- 'only if …', 'until …'
ALTER TABLE positions ADD COLUMN linked TEXT;  -- the issue of the condition
ALTER TABLE positions ADD COLUMN deadline_words TEXT;
ALTER TABLE positions ADD COLUMN deadline_earliest TEXT;
ALTER TABLE positions ADD COLUMN deadline_latest TEXT;
ALTER TABLE positions ADD COLUMN red_line INTEGER NOT NULL DEFAULT 0;
ALTER TABLE positions ADD COLUMN reported_by TEXT;  -- actors.id of another side whose report it is
ALTER TABLE proposals ADD COLUMN date_words TEXT;
ALTER TABLE proposals ADD COLUMN date_earliest TEXT;
ALTER TABLE proposals ADD COLUMN date_latest TEXT;
ALTER TABLE proposals ADD COLUMN version TEXT;  -- the word given: 'revised'
ALTER TABLE proposals ADD COLUMN replaces TEXT;  -- proposals.id that it amends or takes the place of
ALTER TABLE terms ADD COLUMN phase TEXT;
ALTER TABLE terms ADD COLUMN condition TEXT;
ALTER TABLE terms ADD COLUMN origin TEXT;  -- of a route
ALTER TABLE terms ADD COLUMN destination TEXT;
CREATE TABLE participants (
  article INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
  id TEXT NOT NULL,
  position INTEGER NOT NULL,
  words TEXT NOT NULL,
  part TEXT NOT NULL,  -- mediator, host, venue, delegation, guarantor or observer
  name TEXT NOT NULL, actor TEXT, statement TEXT, rule TEXT NOT NULL,
  PRIMARY KEY (article, id),
  FOREIGN KEY (article, actor) REFERENCES actors (article, id) DEFERRABLE INITIALLY DEFERRED,
  FOREIGN KEY (article, statement) REFERENCES statements (article, id) DEFERRABLE INITIALLY DEFERRED
);
CREATE VIEW held AS
  SELECT positions.rowid AS key, articles.id AS article, positions.id AS positioned, positions.position,
    articles.key AS article_key, articles.title, articles.outlet,
    articles.published_earliest, articles.published_latest, articles.published_basis,
    actors.name AS party, positions.issue, positions.stance, positions.words, proposals.name AS proposal,
    positions.condition, positions.linked, positions.deadline_words, positions.deadline_latest,
    positions.red_line, reporters.name AS reported_by, positions.statement, positions.rule
  FROM positions JOIN articles ON articles.key = positions.article
  LEFT JOIN actors ON actors.article = positions.article AND actors.id = positions.party
  LEFT JOIN actors AS reporters
    ON reporters.article = positions.article AND reporters.id = positions.reported_by
  LEFT JOIN proposals ON proposals.article = positions.article AND proposals.id = positions.proposal;
CREATE VIEW happened AS
  SELECT events.rowid AS key, articles.id AS article, events.id AS event, events.position,
    articles.key AS article_key, articles.title, articles.outlet,
    articles.published_earliest, articles.published_latest, articles.published_basis,
    events.type, events.mode, actors.name AS actor, targets.name AS target, events.place,
    events.when_words, events.when_earliest, events.when_latest, events.factuality,
    speakers.name AS speaker, events.words, events.violates, events.statement, events.rule
  FROM events JOIN articles ON articles.key = events.article
  LEFT JOIN actors ON actors.article = events.article AND actors.id = events.actor
  LEFT JOIN actors AS targets ON targets.article = events.article AND targets.id = events.target
  LEFT JOIN statements ON statements.article = events.article AND statements.id = events.statement
  LEFT JOIN actors AS speakers ON speakers.article = events.article AND speakers.id = statements.speaker;
"""
FIFTH = """
CREATE TABLE corrections (  -- what people said of the record; only ever added to
  number INTEGER PRIMARY KEY,
  at TEXT NOT NULL,  -- UTC
  who TEXT NOT NULL,
  why TEXT,
  verb TEXT NOT NULL,  -- confirm, correct, reject, merge, add or undo
  article TEXT NOT NULL,  -- articles.id: its text, whatever became of the article's row
  kind TEXT NOT NULL,  -- the table of the item
  anchor TEXT NOT NULL,  -- JSON: [start, end] of what the item stands on
  words TEXT NOT NULL,  -- JSON array: the words there
  thread INTEGER NOT NULL,  -- number of the first correction of the same item
  before TEXT,  -- JSON: the item as it was seen
  after TEXT,  -- JSON: the item as it should be
  "into" TEXT,  -- JSON: what a merged item goes into
  undoes INTEGER REFERENCES corrections (number)
);
CREATE INDEX corrections_by_article ON corrections (article);
CREATE TRIGGER corrections_once BEFORE INSERT ON corrections
  WHEN EXISTS (SELECT 1 FROM corrections WHERE number = NEW.number)
  BEGIN SELECT RAISE(ABORT, 'a correction is never replaced; add another'); END;
CREATE TRIGGER corrections_stay BEFORE UPDATE ON corrections
  BEGIN SELECT RAISE(ABORT, 'a correction is never changed; add another'); END;
CREATE TRIGGER corrections_last BEFORE DELETE ON corrections
  BEGIN SELECT RAISE(ABORT, 'a correction is never deleted; take it back'); END;
CREATE TABLE machine (  -- of articles with corrections, what was read; the tables hold what stands
  article TEXT PRIMARY KEY,  -- articles.id; articles.reader says by which version
  record TEXT NOT NULL  -- JSON in the output contract's format, without the article
) WITHOUT ROWID;
"""


migrations = Migrations("onrecord")


@migrations(name="1 the record of articles")
def _first(db: Database) -> None:
    for statement in _statements(FIRST):
        db.conn.execute(statement)
    db.table("articles").enable_fts(["title", "text"], create_triggers=True, tokenize=TOKENS)
    db.table("statements").enable_fts(["content", "source"], create_triggers=True, tokenize=TOKENS)
    db.table("figures").enable_fts(["words", "counted", "place"], create_triggers=True, tokenize=TOKENS)
    db.conn.execute(f"PRAGMA application_id = {APPLICATION}")


def _scripted(name: str, script: str) -> None:
    """Add a migration that runs a script."""

    @migrations(name=name)
    def _(db: Database) -> None:
        for statement in _statements(script):
            db.conn.execute(statement)


_scripted("2 anonymity and the words that show a party", SECOND)
_scripted("3 caveats, revisions and parts of figures", THIRD)
_scripted("4 the state of the negotiation", FOURTH)
_scripted("5 corrections", FIFTH)
_scripted("6 what linking found", linked.TABLES)
_scripted("7 addresses that were fetched", captures.TABLES)
_scripted("8 what linking found, for the commands", linked.PARTS)
_scripted("9 hosts that asked to be left alone", captures.PAUSES)


def prepare(db: Database, where: str, *, create: bool) -> None:
    """Bring an open file to the newest schema; a file that needs nothing is not written to.

    Raises:
        StoreError: the file is another program's, or of a newer version than this one; or it is
            empty, and not to be made a store.
    """
    if not ours(db.conn, where) and not create:
        raise StoreError(
            f"{where}: holds nothing: making it was broken off, or its '-wal' file was lost or left behind; "
            f"run `onrecord add` again, move both files together, or {RESTORE}"
        )
    unknown = {applied.name for applied in migrations.applied(db)} - set(names())
    if unknown:
        raise StoreError(
            f"{where}: written by a newer OnRecord ({min(unknown)!r}); upgrade OnRecord to open it"
        )
    if migrations.pending(db):
        _enable_wal(db)
        _apply(db)


def ours(connection: sqlite3.Connection, where: str) -> bool:
    """Whether the file is a store; if not, it is empty.

    Raises:
        StoreError: the file is another program's.
    """
    # In one statement, for another process may be making the file.
    sql = "SELECT application_id, EXISTS (SELECT 1 FROM sqlite_master) FROM pragma_application_id"
    application, filled = connection.execute(sql).fetchone()
    if filled and application != APPLICATION:
        raise StoreError(f"{where}: this database is another program's; name another file")
    return bool(filled)


def objects() -> dict[tuple[str, str], str]:
    """What a new store consists of: kind and name of each table, index, view and trigger → its SQL."""
    made = Database(memory=True, execute_plugins=False)
    _apply(made)
    return described(made.conn)


def described(connection: sqlite3.Connection) -> dict[tuple[str, str], str]:
    """What an open store consists of; names in whatever quotes are the same."""
    sql = (
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name != '_sqlite_migrations'"
    )
    unquoted = str.maketrans("", "", '[]`"')
    return {(kind, name): made.translate(unquoted) for kind, name, made in connection.execute(sql)}


def names() -> list[str]:
    """The migrations this version knows, oldest first."""
    return [migration.name for migration in migrations.pending(Database(memory=True, execute_plugins=False))]


def _enable_wal(db: Database) -> None:
    """Switch to a write-ahead log; SQLite does not wait there for another process that is doing so."""
    deadline = monotonic() + PATIENCE
    while True:
        try:
            return db.enable_wal()
        except sqlite3.OperationalError:
            if monotonic() > deadline:
                raise
            sleep(0.01)


def _apply(db: Database) -> None:
    with db.conn:  # commits, or rolls back
        db.conn.execute("BEGIN IMMEDIATE")  # one process migrates, any other waits
        migrations.apply(db)


def _statements(script: str) -> Iterator[str]:
    """The statements of a script; `executescript` would commit the migration's transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""

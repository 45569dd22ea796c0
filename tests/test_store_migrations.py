"""A store written by an older version opens, keeps what it holds, and takes what is new."""

import sqlite3
from dataclasses import replace

import pytest
from sqlite_utils import Database

from onrecord.records import Record
from onrecord.store import Added, Store, rows, schema
from tests.test_store import ask, content, full, unnamed

NEW = (
    "party_words",
    "anonymity_level",
    "anonymity_side",
    "anonymity_count",
    "anonymity_reason",
    "window",
    "caveat",
    "revised",
    "part_of",
    "violates",
    "condition",
    "linked",
    "deadline_words",
    "deadline_earliest",
    "deadline_latest",
    "red_line",
    "reported_by",
    "date_words",
    "date_earliest",
    "date_latest",
    "version",
    "replaces",
    "phase",
    "origin",
    "destination",
)


def without_what_is_new(record: Record) -> Record:
    return replace(
        record,
        actors=tuple(replace(actor, party_words=None) for actor in record.actors),
        statements=tuple(replace(statement, anonymity=None) for statement in record.statements),
        figures=tuple(
            replace(figure, window=None, caveat=None, revised=None, part_of=None) for figure in record.figures
        ),
        events=tuple(replace(event, violates=None) for event in record.events),
        positions=tuple(
            replace(position, condition=None, linked=None, deadline=None, red_line=False, reported_by=None)
            for position in record.positions
        ),
        proposals=tuple(
            replace(
                plan,
                date=None,
                version=None,
                replaces=None,
                terms=tuple(
                    replace(term, phase=None, condition=None, origin=None, destination=None)
                    for term in plan.terms
                ),
            )
            for plan in record.proposals
        ),
        participants=(),
    )


def insert(connection: sqlite3.Connection, table: str, row: dict[str, object]) -> int:
    known = {name: value for name, value in row.items() if name not in NEW}
    columns, values = ", ".join(known), ", ".join(f":{name}" for name in known)
    return connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({values})", known).lastrowid or 0


@pytest.fixture
def first_version(tmp_path):
    """A file as version 1 of the schema had it, with two articles."""
    path = tmp_path / "old.db"
    with sqlite3.connect(path) as connection:
        db = Database(connection, execute_plugins=False)
        db.enable_wal()
        schema.migrations.apply(db, stop_before=schema.names()[1])
        for record in map(without_what_is_new, (full(), unnamed())):
            key = insert(connection, "articles", rows.article_row(record.article) | {"reader": "r1"})
            for table, listed in rows.to_rows(record, key).items():
                for row in listed:
                    insert(connection, table, row)
    connection.close()
    return path


def test_a_file_of_version_one_opens_with_all_it_held(first_version):
    before = content(first_version)
    assert (
        "anonymity_count" not in ask(first_version, "SELECT sql FROM sqlite_master WHERE name = 'said'")[0][0]
    )
    with Store(first_version, create=False) as store:
        assert list(store.records()) == [*map(without_what_is_new, (full(), unnamed()))]
        assert [row.anonymity for row in store.statements()] == [None] * 5
        assert [row.statement for row in store.statements(words="talks")] == ["s2"]
    after = content(first_version)
    assert {name for name in before if before[name] != after[name]} == {
        "_sqlite_migrations", "actors", "articles", "events", "figures", "positions", "proposals",
        "statements", "terms",
    }  # fmt: skip
    assert [
        name for (name,) in ask(first_version, "SELECT name FROM _sqlite_migrations ORDER BY id")
    ] == schema.names()
    assert ask(first_version, "PRAGMA integrity_check") == [("ok",)]
    assert ask(first_version, "PRAGMA foreign_key_check") == []


def test_a_file_of_version_one_takes_a_newer_reading(first_version):
    with Store(first_version) as store:
        assert store.add([full(), unnamed()], reader="r2") == Added(replaced=2)
        assert list(store.records()) == [full(), unnamed()]
        assert [row.statement for row in store.statements(unsure=True)] == ["s2"]
        assert store.add([full(), unnamed()], reader="r2") == Added(unchanged=2)


def test_opening_again_writes_nothing(first_version):
    Store(first_version).close()
    before = content(first_version)
    Store(first_version).close()
    assert content(first_version) == before


def test_a_new_file_and_a_migrated_one_are_alike(first_version, tmp_path):
    Store(first_version).close()
    Store(tmp_path / "new.db").close()
    described = "SELECT name FROM pragma_table_info('{}')"
    for table in ("actors", "statements", "said", "visits", "pauses"):
        assert ask(first_version, described.format(table)) == ask(
            tmp_path / "new.db", described.format(table)
        )

"""`verify`: a sound store is called so, each kind of harm is found and told, and nothing is written."""

import json
import sqlite3
from contextlib import closing
from hashlib import sha256

import pytest
from click.testing import CliRunner

from onrecord import cli
from onrecord.corrections import Draft
from onrecord.store import Store, schema, soundness
from tests.test_store import content, full, other

ID = full().article.id


def opened(path):
    """A connection with which harm can be done that the store's own would refuse."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA foreign_keys = OFF")
    for (name,) in connection.execute(
        "SELECT name FROM sqlite_master WHERE name LIKE 'corrections\\_%' ESCAPE '\\' AND type = 'trigger'"
    ).fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    return connection


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "story.db"
    with Store(path) as store:
        store.add([full(), other("Bo Reed"), other("Cy Tarn")], reader="r1")
        for fields in ({"value": 54}, {"value": 55}):
            draft = Draft(
                verb="correct", article=ID, kind="figures", item="f1", fields=fields, who="Ana Velk"
            )
            store.correct(draft, seen=store.version(ID, "figures", "f1"))
        store.undo(2, who="Ana Velk")
        store.links.keep(
            {
                "linked_claims": [dict.fromkeys(("name", "words", "speakers"), "x") | dict.fromkeys(
                    ("position", "tellings", "articles", "origins", "contested"), 1) | {"view": "{}"}],
                "linked_tellings": [{"claim": 1, "article": ID, "statement": "s1"}],
            },
            state=f"{store.links.state()}, names none", articles=3, seconds=0.1,
        )  # fmt: skip
        store.links.add_meanings(ID, [("s1", 0, b"\1")])
    return path


def found(path):
    with Store(path, create=False) as store:
        return [f"{fault.where}: {fault.what}" for fault in store.faults()]


def verify(path, *options):
    return CliRunner().invoke(cli.main, ["verify", str(path), *options])


def test_a_sound_store_is_called_so_and_stays_as_it_is(path):
    before, bytes_ = content(path), path.read_bytes()
    told = []
    with Store(path, create=False) as store:
        assert list(store.faults(lambda done, total: told.append((done, total)))) == []
    assert told[-1] == (3, 3)
    result = verify(path)
    assert (result.exit_code, result.stdout) == (0, f"{path}: sound; 3 articles, 43 spans, 3 corrections\n")
    assert json.loads(verify(path, "--json").stdout) == {
        "sound": True,
        "checked": {"articles": 3, "spans": 43, "corrections": 3},
        "faults": [],
    }
    assert content(path) == before
    assert path.read_bytes() == bytes_


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("UPDATE articles SET text = text || ' ' WHERE key = 2", "is not the hash of its text"),
        ("UPDATE articles SET text = replace(text, 'Ada', 'Ida')", "not 'Ada Quill'"),
        ("UPDATE spans SET words = 'Ida Quill' WHERE words = 'Ada Quill'", "is not 'Ida Quill'"),
        ("UPDATE spans SET start = start + 1 WHERE words = 'told'", "cannot be read"),
        ("UPDATE statements SET content = 'it is over' WHERE article = 1", "statements s1: the row"),
        ("UPDATE figures SET words = 'about 45'", "figures f1: the row and the spans"),
        ("DELETE FROM spans WHERE field = 'number'", "article"),
        ("INSERT INTO spans SELECT article, kind, 's9', field, position, start, stop, words FROM spans"
         " WHERE kind = 'statements' AND record = 's1'", "statements s9 content: the row and the spans"),
        ("UPDATE statements SET speaker = 'a9' WHERE article = 1", "statements 's1' points at actors 'a9'"),
        ("UPDATE statements SET speaker = 'a9' WHERE article = 1", "statements: a row points at no row"),
        ("UPDATE figures SET part_of = 'f9'", "figures 'f1' points at figures 'f9'"),
        ("UPDATE labels SET voice = 's9' WHERE position = 1", "points at statements 's9'"),
        ("DELETE FROM sources WHERE article = 2", "the article has no source"),
        ("UPDATE articles SET byline = '[' WHERE key = 2", "cannot be read"),
        ("UPDATE articles SET title = CAST(x'ff' AS TEXT) WHERE key = 2", "Could not decode"),
        ("UPDATE articles SET run = 9 WHERE key = 2", "articles, run"),
        ("DELETE FROM articles WHERE key = 1", "corrections: 1 leads to nothing"),
        ("DELETE FROM corrections WHERE number = 2", "correction 3: where number 2 was to come"),
        ("UPDATE corrections SET words = '[\"46\"]' WHERE number = 1", "its words do not stand"),
        ("UPDATE corrections SET anchor = '{' WHERE number = 1", "cannot be read"),
        ("UPDATE corrections SET thread = 7 WHERE number = 2", "goes on from 7"),
        ("UPDATE corrections SET undoes = 3 WHERE number = 3", "takes back 3"),
        ("UPDATE corrections SET verb = 'praise' WHERE number = 1", "no such correction: 'praise'"),
        ("UPDATE machine SET record = replace(record, '0.93', '0.5')", "what stands is not what was read"),
        ("UPDATE machine SET record = '{}'", "article"),
        ("DELETE FROM machine", "what was read is not kept"),
        ("UPDATE figures SET value = 53", "what stands is not what was read"),
        ("INSERT INTO machine SELECT id, '{}' FROM articles WHERE key = 2", "article"),
        ("INSERT INTO machine VALUES ('gone', '{}')", "machine: gone leads to nothing"),
        ("UPDATE linked_tellings SET statement = 's9'", "linked_tellings: "),
        ("INSERT INTO meanings VALUES (1, 's9', 0, x'01')", "meanings: "),
        ("DROP TRIGGER statements_au", "trigger statements_au: is missing"),
        ("DROP INDEX problems_by_article", "index problems_by_article: is missing"),
        ("DROP VIEW held; CREATE VIEW held AS SELECT 1", "view held: is not as OnRecord makes it"),
        ("CREATE TRIGGER spy AFTER INSERT ON articles BEGIN DELETE FROM runs; END", "trigger spy: is not"),
        ("DROP TRIGGER articles_au; UPDATE articles SET title = 'Else' WHERE key = 2", "articles_fts"),
        ("DELETE FROM figures_fts_docsize", "figures_fts: the index"),
        ("DELETE FROM statements_fts_data WHERE id > 10", "statements_fts: the index"),
    ],
)  # fmt: skip
def test_each_harm_is_found(path, sql, told):
    with closing(opened(path)) as connection:
        connection.executescript(sql)
    faults = [one for one in found(path) if "corrections_" not in one]  # `opened` drops these triggers
    assert any(told in fault for fault in faults), faults
    result = verify(path)
    assert result.exit_code == 1
    assert all(line.startswith(f"{path}: ") and "; " in line for line in result.stdout.splitlines())
    assert not json.loads(verify(path, "--json").stdout)["sound"]


def test_a_log_that_could_be_rewritten_is_told(path):
    with closing(opened(path)):
        pass
    assert [one for one in found(path) if "corrections_stay" in one] == [
        "trigger corrections_stay: is missing"
    ]


def test_an_article_whose_text_and_id_were_changed_together_is_found_by_its_spans(path):
    text = full().article.text.replace("Talks have stalled", "Talks have ended!!")
    assert len(text) == len(full().article.text)
    with closing(opened(path)) as connection, connection:
        connection.execute(
            "UPDATE articles SET text = ?, id = ? WHERE id = ?", (text, sha256(text.encode()).hexdigest(), ID)
        )
    assert any("is not 'stalled'" in fault for fault in found(path))


def test_links_of_an_older_state_are_not_held_against_it(path):
    with Store(path) as store:
        store.add([other("Di Moss")], reader="r1")
    with closing(opened(path)) as connection, connection:
        connection.execute("UPDATE linked_tellings SET statement = 's9'")
    assert not [fault for fault in found(path) if "linked" in fault]


def test_every_index_is_checked():
    indexes = {name for kind, name in schema.objects() if name.endswith("_fts")}
    assert indexes == {f"{table}_fts" for table in soundness.INDEXED}

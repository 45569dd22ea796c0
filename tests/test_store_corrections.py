"""Corrections in a store: nothing is lost, nothing is overwritten unseen, a newer reading keeps them."""

import json
import random
import sqlite3
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from onrecord import build
from onrecord.corrections import Draft
from onrecord.errors import CorrectionError, StaleError, StoreError
from onrecord.records import Source
from onrecord.store import Added, Store, linked, schema
from tests.test_build import FakeReader
from tests.test_corrections import renumbered, told
from tests.test_store import article, ask, content, find, full, other
from tests.test_store_kill import _integrity

ID = full().article.id


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "story.db") as opened:
        opened.add([other("Bo Reed"), full()], reader="r1")
        yield opened


def make(store, verb, kind, item=None, *, article=ID, seen=None, who="Ana Velk", **given):
    draft = Draft(verb=verb, article=article, kind=kind, item=item, who=who, **given)
    return store.correct(draft, seen=seen or store.version(article, kind if item else None, item))


def test_every_question_is_answered_with_corrections(store):
    make(store, "correct", "figures", "f1", fields={"value": 54, "counted": "sailors"})
    make(store, "reject", "statements", "s2")
    made = make(store, "add", "signals", fields={"span": [0, 5], "signal": "progress"}, why="missed")
    assert [row.value for row in store.figures(words="sailors")] == [54]
    assert [row.statement for row in store.statements(speaker="Quill")] == ["s1"]
    assert list(store.statements(words="want them back")) == []
    assert store.record(ID).signals[0].id == "gc3"
    assert list(store.records())[1] == store.record(ID) == store.corrected(ID).record
    assert store.machine(ID) == full()
    assert store.machine(other("Bo Reed").article.id) == other("Bo Reed")
    assert [(one.number, one.verb, one.why) for one in store.corrections(ID)] == [
        (1, "correct", None),
        (2, "reject", None),
        (3, "add", "missed"),
    ]
    assert store.corrections()[2] == made
    assert store.corrections(other("Bo Reed").article.id) == ()
    assert [found.kind for found in store.corrected(ID).standing] == ["figures", "statements", "signals"]
    for table in ("articles", "statements", "figures"):
        ask(store.path, f"INSERT INTO {table}_fts ({table}_fts, rank) VALUES ('integrity-check', 1)")
    assert ask(store.path, "PRAGMA foreign_key_check") == []


def test_undo_brings_every_row_back(store):
    before = content(store.path)
    make(store, "merge", "actors", "a2", into="a1")
    make(store, "reject", "statements", "s1")
    store.undo(2, who="Bo Reed", why="too quick")
    store.undo(1, who="Bo Reed")
    after = content(store.path)
    kept = {"corrections", "machine"}
    assert {name for name in before if before[name] != after[name] and "_fts" not in name} == kept
    assert store.record(ID) == full()
    assert [one.undoes for one in store.corrections()] == [None, None, 2, 1]


def test_kept_columns_of_the_article_stay(store):
    row = "SELECT key, run, reader FROM articles ORDER BY key"
    before = ask(store.path, row)
    make(store, "confirm", "statements", "s1")
    assert ask(store.path, row) == before


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE corrections SET who = 'somebody else'",
        "DELETE FROM corrections",
        "INSERT OR REPLACE INTO corrections SELECT * FROM corrections",
        "INSERT INTO corrections SELECT * FROM corrections WHERE true ON CONFLICT DO UPDATE SET who = 'x'",
    ],
)
def test_corrections_are_only_ever_added(store, sql):
    make(store, "confirm", "statements", "s1")
    before = content(store.path)["corrections"]
    with (
        sqlite3.connect(store.path) as connection,
        pytest.raises(sqlite3.IntegrityError, match="a correction"),
    ):
        connection.execute(sql)
    connection.close()
    assert content(store.path)["corrections"] == before


def test_a_stale_edit_is_refused_with_both_versions(store):
    seen = store.version(ID, "figures", "f1")
    with Store(store.path) as theirs:
        make(theirs, "correct", "figures", "f1", fields={"value": 54}, who="Bo Reed", seen=seen)
    before = content(store.path)
    with pytest.raises(StaleError, match=r"by Bo Reed at 2.*\"value\": 54.*\"value\": 40") as refused:
        make(store, "correct", "figures", "f1", fields={"value": 40}, seen=seen)
    assert refused.value.current["value"] == 54
    assert refused.value.wanted == {"value": 40}
    assert (refused.value.who, refused.value.at) == ("Bo Reed", store.corrections()[0].at)
    assert content(store.path) == before


def test_a_stale_edit_of_what_was_taken_away_is_refused(store):
    seen = store.version(ID, "statements", "s1")
    make(store, "reject", "statements", "s1", who="Bo Reed")
    with pytest.raises(StaleError, match=r"by Bo Reed.*now gone") as refused:
        make(store, "confirm", "statements", "s1", seen=seen)
    assert (refused.value.current, refused.value.wanted, refused.value.who) == (None, None, "Bo Reed")


def test_an_edit_seen_before_a_newer_reading_is_refused(store):
    seen, whole = store.version(ID, "statements", "s1"), store.version(ID)
    store.add([renumbered(full())], reader="r2")
    for item, fields in (("s1", {"act": "deny"}), ("s8", {"act": "deny"}), (None, {"signal": "stalled"})):
        verb = "correct" if item else "add"
        with pytest.raises(StaleError, match="by a newer reading"):
            make(store, verb, "statements" if item else "signals", item, fields=fields,
                 seen=seen if item else whole)  # fmt: skip
    assert store.corrections() == ()


def test_what_is_not_there_is_refused(store):
    with pytest.raises(StoreError, match="no article 'none'"):
        make(store, "confirm", "statements", "s1", article="none", seen="x")
    with pytest.raises(CorrectionError, match="no statements 's9'"):
        store.version(ID, "statements", "s9")
    with pytest.raises(CorrectionError, match="no correction 4"):
        store.undo(4, who="Ana Velk")
    assert store.corrections() == ()


def test_corrections_survive_a_newer_reading(store):
    make(store, "correct", "figures", "f1", fields={"value": 54, "counter": "a3"})
    make(store, "merge", "actors", "a2", into="a1")
    make(store, "reject", "labels", "l0")
    make(store, "add", "signals", fields={"span": [0, 5], "signal": "progress"})
    before = told(store.record(ID))
    newer = renumbered(full())
    assert store.add([newer], reader="r2") == Added(replaced=1)
    assert store.machine(ID) == newer
    assert told(store.record(ID)) == before
    assert (store.reader(ID), store.orphans()) == ("r2", ())
    assert store.add([newer], reader="r2") == Added(unchanged=1)
    assert store.add([full()], reader="r2") == Added(replaced=1)
    assert told(store.record(ID)) == before


def test_the_same_reading_again_changes_nothing(store):
    make(store, "reject", "statements", "s1")
    before = content(store.path)
    assert store.add([full()], reader="r1") == Added(unchanged=1)
    assert content(store.path) == before
    assert store.add([full("b.txt")], reader="r1") == Added(sources=1)
    assert [one.path for one in store.machine(ID).article.sources] == ["a.txt", "b.txt"]
    assert [one.id for one in store.record(ID).statements] == ["s2"]


def test_what_is_no_longer_read_is_listed(store):
    make(store, "confirm", "events", "e1")
    make(store, "correct", "figures", "f1", fields={"value": 54})
    store.add([replace(full(), events=(), figures=())], reader="r2")
    (orphan,) = store.orphans()
    assert (orphan.correction.number, orphan.newer, orphan.found) == (1, None, None)
    assert "no longer reads" in orphan.reason
    assert [row.value for row in store.figures()] == [54]
    store.undo(1, who="Ana Velk")
    assert store.orphans() == ()


def test_another_text_of_the_same_source_is_told_and_nothing_is_moved(store):
    make(store, "correct", "figures", "f1", fields={"value": 54})
    make(store, "reject", "signals", "g1")
    text = full().article.text.replace("Talks have stalled", "Talks go on")
    later = replace(other("Bo Reed"), article=article(text), actors=(), statements=())
    elsewhere = replace(later, article=article(text + " ", path="elsewhere.txt"))
    store.add([later, elsewhere], reader="r1")
    assert [(one.correction.number, one.newer, one.found) for one in store.orphans()] == [
        (1, later.article.id, True),
        (2, later.article.id, False),
    ]
    assert store.record(later.article.id) == later
    assert {one.article for one in store.corrections()} == {ID}


def test_many_texts_of_one_file_are_not_other_texts_of_each_other(tmp_path):
    with Store(tmp_path / "s.db") as store:
        sources = [Source(path="feed.jsonl", format="json", record=name) for name in ("1", "2")]
        bare = [Source(path="feed.json", format="json")] * 2
        for number, source in enumerate([*sources, *bare]):
            store.add([other(f"Envoy {number}", sources=(source,))])
        for record in list(store.records()):
            make(store, "confirm", "statements", "s1", article=record.article.id)
        assert store.orphans() == ()
        again = other("Envoy 1 again", sources=(replace(sources[1], fetched_at="2031"),))
        by_url = [Source(path=f"{n}.html", url="https://example.org/1", format="html") for n in "ab"]
        store.add([again, *(other(f"Page {n}", sources=(one,)) for n, one in enumerate(by_url))])
        make(store, "confirm", "statements", "s1", article=other("Page 0").article.id)
        assert [one.correction.article for one in store.orphans()] == [
            other("Envoy 1").article.id,
            other("Page 0").article.id,
        ]


def test_add_compares_with_what_was_read_and_not_with_what_stands(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "1.txt").write_text("Report1 begins.\n\n" + "The dockers of Port Averil wait. " * 9)
    with Store(tmp_path / "s.db") as store:
        build.add(store, [tmp_path / "a"], FakeReader())
        (record,) = store.records()
        make(store, "correct", "actors", "a1", article=record.article.id, fields={"role": "report"})
        summary = build.add(store, [tmp_path / "a"], FakeReader())
        assert (summary.unchanged, summary.replaced) == (1, 0)
        (tmp_path / "b.txt").write_bytes((tmp_path / "a" / "1.txt").read_bytes())
        assert build.add(store, [tmp_path / "b.txt"], FakeReader()).sources == 1
        assert store.machine(record.article.id).actors[0].role is None
        assert build.add(store, [tmp_path / "a"], FakeReader("r2")).replaced == 1
        assert [one.role for one in store.record(record.article.id).actors] == ["report"]


CORRECTING = """
import sys
from onrecord.corrections import Draft
from onrecord.errors import StaleError
from onrecord.store import Store
path, who, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
with Store(path) as store:
    (article,) = [one.article.id for one in store.records() if one.figures]
    print("ready", flush=True)
    sys.stdin.readline()
    refused = 0
    for number in range(times):
        while True:
            seen = store.version(article, "figures", "f1")
            value = store.record(article).figures[0].value + 1
            what = {"verb": "correct", "kind": "figures", "item": "f1", "fields": {"value": value}}
            draft = Draft(article=article, who=who, **what)
            try:
                store.correct(draft, seen=seen)
            except StaleError:
                refused += 1
                continue
            print("made", flush=True)
            break
    print("refused", refused)
"""


def _correcting(path, who, times=15):
    return subprocess.Popen(
        [sys.executable, "-c", CORRECTING, str(path), who, str(times)],
        cwd=Path(__file__).parents[1], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_two_people_and_a_running_add_lose_nothing(store):
    both = [_correcting(store.path, who) for who in ("Ana Velk", "Bo Reed")]
    for process in both:
        process.stdout.readline()
    for process in both:
        process.stdin.write("\n")
        process.stdin.flush()
    for number in range(30):
        store.add([other(f"Envoy {number}"), full()], reader="r1", batch=1)
    assert all("refused" in process.communicate()[0] for process in both)
    assert store.record(ID).figures[0].value == full().figures[0].value + 30  # each built on the one before
    assert [one.number for one in store.corrections()] == [*range(1, 31)]
    assert [one.who for one in store.corrections()].count("Bo Reed") == 15
    assert store.machine(ID) == full()
    assert sum(1 for _ in store.records()) == 32


@pytest.mark.parametrize("reached", [1, 2, 5, 9])
def test_killed_midway_nothing_is_half_done(store, reached):
    process = _correcting(store.path, "Ana Velk", 1000)
    process.stdout.readline()
    process.stdin.write("\n")
    process.stdin.flush()
    for _ in range(reached):
        process.stdout.readline()
    time.sleep(random.uniform(0, 0.01))
    process.kill()
    process.communicate()
    assert _integrity(store.path) == "ok"
    with Store(store.path) as again:
        made = again.corrections(ID)
        assert len(made) >= reached
        assert again.record(ID).figures[0].value == full().figures[0].value + len(made)
        assert (again.machine(ID), again.corrected(ID).record) == (full(), again.record(ID))


def test_an_older_store_takes_corrections(tmp_path):
    path = tmp_path / "old.db"
    with Store(path) as store:
        store.add([full()], reader="r1")
    connection = sqlite3.connect(path)
    connection.executescript(
        "DROP TABLE machine; DROP TABLE corrections; DROP TABLE meanings; DROP TABLE visits;"
        "DROP TABLE pauses; DROP INDEX sources_by_url; DROP INDEX sources_by_path;"
        + "".join(f"DROP TABLE {table};" for table in linked.FOUND)
        + "DELETE FROM _sqlite_migrations WHERE name >= '5'"
    )
    connection.close()
    with Store(path) as store:
        assert "5 corrections" in schema.names()
        make(store, "confirm", "statements", "s1")
        assert store.record(ID).statements[0].score is None


def test_people_read_corrections_without_the_program(store):
    make(store, "correct", "figures", "f1", fields={"value": 54}, why="the ministry says 54")
    ((who, why, verb, words, after),) = ask(
        store.path, "SELECT who, why, verb, words, after FROM corrections"
    )
    assert (who, why, verb) == ("Ana Velk", "the ministry says 54", "correct")
    assert json.loads(words) == ["at least 45 fishermen"]
    assert json.loads(after)["value"] == 54
    assert json.loads(after)["statement"]["anchor"][1] == [find("coast guard").start, find("coast guard").end]

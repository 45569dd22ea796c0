"""The commands that correct: what they print, what they refuse, and that every other command answers so."""

import json

import pytest
from click.testing import CliRunner

from onrecord import cli
from onrecord.contract import from_json
from onrecord.store import Store
from tests.test_store import full, other

SHORT = full().article.id[:6]


@pytest.fixture
def story(tmp_path):
    with Store(tmp_path / "story.db") as store:
        store.add([full(), other("Bo Reed")], reader="r1")
    return tmp_path / "story.db"


@pytest.fixture
def run(story):
    def one(name, *args):
        return CliRunner().invoke(cli.main, [name, str(story), *map(str, args)])

    return one


def listed(run, *options):
    return json.loads(run("corrections", "--json", *options).stdout)


def test_a_correction_is_made_listed_answered_with_and_taken_back(run, story):
    done = run("correct", f"{SHORT}-s2", "--set", "act=demand", "--set", "score=0.5", "--why", "she asks")
    assert (done.exit_code, done.stdout) == (0, f"correction 1; `onrecord undo {story} 1` takes it back\n")
    assert [row["act"] for row in json.loads(run("statements", "--json", "--act", "demand").stdout)] == [
        "demand"
    ]
    (row,) = listed(run)
    assert (row["verb"], row["state"], row["why"], row["orphaned"]) == (
        "correct",
        "corrected",
        "she asks",
        None,
    )
    assert row["before"]["act"] is None and row["after"]["act"] == "demand" and row["who"]
    heading, line = run("corrections").stdout.splitlines()
    assert heading.split() == ["number", "at", "who", "verb", "kind", "state", "article", "words", "why"]
    assert "“We want them back,”" in line and line.endswith("she asks")
    told = run("explain", f"{SHORT}-s2").stdout.splitlines()[-1]
    assert told.startswith("corrected   1: correct by ") and 'act: null → "demand"' in told
    assert run("undo", 1, "--who", "Bo Reed").stdout == "correction 2 takes back 1\n"
    assert run("statements", "--act", "demand").stdout == ""
    assert [(one["verb"], one["state"]) for one in listed(run)] == [("correct", "undone"), ("undo", "undo")]
    assert run("undo", 1).exit_code == 1


def test_confirm_reject_and_merge(run):
    assert run("correct", f"{SHORT}-s1", "--confirm", "--who", "Ana Velk").exit_code == 0
    assert run("correct", f"{SHORT}-l0", "--reject", "--who", "Ana Velk").exit_code == 0
    assert run("correct", f"{SHORT}-a2", "--merge", "a1", "--who", "Bo Reed").exit_code == 0
    assert run("correct", f"{SHORT}-s1", "--set", "hedge=null", "--set", "speaker=a3").exit_code == 0
    assert [(one["kind"], one["who"], one["state"]) for one in listed(run)[:3]] == [
        ("statements", "Ana Velk", "replaced"),
        ("labels", "Ana Velk", "rejected"),
        ("actors", "Bo Reed", "merged"),
    ]
    told = run("explain", f"{SHORT}-s1").stdout
    assert "speaker: Ada Quill → Ostmark coast guard" in told and "1: confirm by Ana Velk" in told


@pytest.mark.parametrize(
    ("args", "status", "complaint"),
    [
        (["s1"], 2, "say one of"),
        (["s1", "--confirm", "--set", "act=deny"], 2, "say one of"),
        (["s1", "--set", "act"], 2, "is not FIELD=VALUE"),
        (["s1", "--set", "cue=words"], 2, "is not JSON"),
        (["s1", "--set", "act=shout"], 1, "there are assert"),
        (["s1", "--set", "mood=1"], 1, "no field 'mood'"),
        (["s1", "--set", "type=null"], 1, "null is not text"),
        (["s9", "--confirm"], 1, "has no 's9'"),
        (["s1", "--merge", "a1"], 1, "no statements 'a1' in that article; it has s1, s2"),
        (["s1", "--set", "speaker=Ada Quill"], 1, "it has a1 (Ada Quill), a2"),
    ],
)
def test_what_cannot_be_is_one_line(run, args, status, complaint):
    done = run("correct", f"{SHORT}-{args[0]}", *args[1:])
    assert (done.exit_code, done.stdout) == (status, "")
    assert complaint in done.stderr and "Traceback" not in done.stderr
    assert listed(run) == []


def test_what_is_no_id_is_said_to_be_none(run):
    assert "'quill' is no id; `onrecord statements` prints one" in run("explain", "quill").stderr
    assert "no article begins with 'ffff'" in run("explain", "ffff-s1").stderr


def test_orphans_are_listed_with_their_reason(run, story):
    run("correct", f"{SHORT}-e1", "--confirm")
    run("correct", f"{SHORT}-s1", "--confirm")
    with Store(story) as store:
        store.add([other("Cy Moss", sources=full().article.sources)], reader="r1")
    (first, second) = listed(run, "--orphaned")
    assert first["orphaned"]["found"] is False and first["orphaned"]["newer"] == other("Cy Moss").article.id
    assert second["state"] == "confirmed"
    assert "the words do not stand)" in run("corrections", "--orphaned").stdout


def test_gold_is_the_contract_with_what_was_looked_at(run, story, tmp_path):
    assert run("gold", "-o", "-").exit_code == 1
    run("correct", f"{SHORT}-f1", "--set", "value=54", "--who", "Ana Velk")
    run("correct", f"{SHORT}-s1", "--confirm", "--who", "Bo Reed")
    assert run("gold", "-o", tmp_path / "gold.jsonl").exit_code == 0
    (line,) = (tmp_path / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    with Store(story) as store:
        assert from_json(json.loads(line)) == store.record(full().article.id)
    reviewed = {
        kind: [one.get("review") for one in json.loads(line)[kind]] for kind in ("figures", "statements")
    }
    assert reviewed == {"figures": ["corrected"], "statements": ["confirmed", None]}
    (hers,) = run("gold", "-o", "-", "--who", "Bo Reed").stdout.splitlines()
    assert json.loads(hers)["figures"][0]["value"] == 45
    assert "no corrections by 'Di Holt'" in run("gold", "-o", "-", "--who", "Di Holt").stderr


def test_a_name_that_a_terminal_would_obey_is_shown_plain(run):
    run("correct", f"{SHORT}-s1", "--confirm", "--who", "Bo\x1b[31m", "--why", "a\u202eb\nc")
    shown = run("corrections").stdout + run("explain", f"{SHORT}-s1").stdout
    assert not set(shown) & {"\x1b", "\u202e"}
    assert len(run("corrections").stdout.splitlines()) == 2

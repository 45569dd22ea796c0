"""The commands on the negotiation, over a small store and over the truth of the bundled story."""

import json

import pytest
from click.testing import CliRunner

from onrecord.cli import main, talks
from onrecord.cli.common import cut
from onrecord.store import Store
from tests.test_negotiation import LINKED, named, truth
from tests.test_store import full, other

SCREEN = 50  # lines


@pytest.fixture
def run():
    return lambda *args: CliRunner().invoke(main, [str(arg) for arg in args])


@pytest.fixture
def small(tmp_path):
    with Store(tmp_path / "small.db") as store:
        store.add([full(), other("Bo Reed")])
    return tmp_path / "small.db"


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    """The bundled story, its second half added by a run of its own."""
    path = tmp_path_factory.mktemp("story") / "story.db"
    for half in ("first_half", "second_half"):
        with Store(path) as store:
            store.add([record for record in truth() if named(record.article) in LINKED["changes"][half]])
    return path


def test_positions_by_party_issue_and_stance(run, small):
    (row,) = json.loads(run("positions", small, "--party", "quill", "--stance", "demands", "--json").output)
    assert row["words"]["words"] == "We want them back" and row["red_line"] and row["linked"] == "prisoners"
    assert (row["party"], row["proposal"], row["reported_by"]) == (
        "Ada Quill",
        "Quill plan",
        "Tern Gazette",
    )
    assert json.loads(run("positions", small, "--issue", "aid", "--json").output) == []
    assert "We want them back" in run("positions", small, "--words", "WANT them").output


def test_events_by_type_actor_and_time(run, small):
    (row,) = json.loads(run("events", small, "--type", "coerce", "--actor", "coast", "--json").output)
    assert (row["actor"], row["factuality"], row["speaker"]) == (
        "Ostmark coast guard",
        "claimed",
        "Ada Quill",
    )
    assert "none found" in run("events", small, "--since", "2032").output
    assert "not a date" in run("events", small, "--since", "soon").output


def test_proposals_with_terms_and_rival_answers(run, story):
    printed = run("proposals", story, "--name", "calloran").output
    assert "term    ceasefire: “a 60-day truce”" in printed and "[accounts differ]" in printed
    (plan,) = json.loads(run("proposals", story, "--name", "calloran", "--json").output)
    assert (
        plan["disputed"] == ["Selvaria", "Orvane Defence League"]
        or "Orvane Defence League" in plan["disputed"]
    )
    assert "none found" in run("proposals", story, "--name", "nothing").output


def test_timeline_is_in_order_and_shows_denials(run, story):
    listed = json.loads(run("timeline", story, "--json").output)
    days = [one["day"] for one in listed if one["day"]]
    assert days == sorted(days) and any(one["denied"] for one in listed)
    assert {"located", "precision", "tellings"} <= listed[0].keys()
    bounded = json.loads(
        run("timeline", story, "--since", "2025-05", "--until", "2025-05-03", "--json").output
    )
    assert {one["day"] for one in bounded} == {"2025-05-02", "2025-05-03"}


def test_changes_since_a_run_or_a_day_fit_on_a_screen(run, story):
    by_run, by_day = run("changes", story).output, run("changes", story, "--since", "2025-03-28").output
    assert "8 new articles against 10 before" in by_run and "since run 1" in by_run
    assert "Selvaria on what is proposed: considers the six-week pause" in by_run
    assert len(by_run.splitlines()) <= SCREEN
    assert "revised draft" in by_day and "2 left out" in by_day
    kinds = {row["kind"] for row in json.loads(run("changes", story, "--json").output)}
    assert {"new proposal", "moved position", "signal", "new denial", "count restarted"} <= kinds
    longer = run("changes", story, "--all").output
    assert "--all lists them" in by_run and "--all lists them" not in longer and len(longer) > len(by_run)


def test_changes_need_one_measure(run, story):
    assert run("changes", story, "--since", "2025-03-28", "--since-run", "1").exit_code == 2
    assert "0 new articles" in run("changes", story, "--since-run", "2").output


def test_an_article_read_anew_keeps_its_run(tmp_path):
    with Store(tmp_path / "s.db") as store:
        store.add([other("Bo Reed")], reader="r1")
        store.add([full()], reader="r1")
        store.add([other("Bo Reed")], reader="r2")
        assert [run.number for run in store.runs()] == [1, 2, 3]
        assert store.added_since(1) == {full().article.id}
        assert store.added_since(0) == {full().article.id, other("Bo Reed").article.id}


def test_long_changes_are_cut_in_the_table():
    assert len(cut("x" * 500, talks.WIDTH)) == talks.WIDTH and cut("short", talks.WIDTH) == "short"


def test_sources_count_copies_wires_and_unnamed_sources(run, story):
    rows = {row["outlet"]: row for row in json.loads(run("sources", story, "--json").output)}
    assert rows["Trellis News Agency"]["copies"] == [] and rows["Trellis News Agency"]["unnamed"] > 0
    copied = [name for row in rows.values() for name in row["copies"]]
    assert len(copied) == sum(len(family.get("copies", [1])) for family in LINKED["families"])
    assert "Trellis News Agency" in run("sources", story).output


def test_copies_of_one_wire_are_one_voice(run, story):
    found = json.loads(run("claims", story, "--words", "60-day truce", "--json").output)
    handed = next(claim for claim in found if len(claim["tellings"]) == 4)
    assert len(handed["origins"]) == 1 and len(handed["origins"][0]["articles"]) == 4

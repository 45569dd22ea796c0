"""Links on the negotiation, on invented records and on the truth of the bundled story."""

import json
import sys
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest

from onrecord.link.actors import bare, fold
from onrecord.link.changes import Change
from onrecord.link.happenings import happenings, precision, timeline
from onrecord.link.matrix import matrix
from onrecord.link.names import Cast
from onrecord.link.pile import Pile
from onrecord.link.plans import plans
from onrecord.link.standing import latest, roles, standings
from onrecord.link.tellings import folded, name_of
from onrecord.records import (
    Actor,
    Article,
    Event,
    Participant,
    Period,
    Position,
    Proposal,
    Published,
    Record,
    Signal,
    Source,
    Statement,
    Term,
    TimeExpression,
)

EXAMPLES = Path(__file__).parents[1] / "examples"
LINKED = json.loads((EXAMPLES / "truth_linked.json").read_text(encoding="utf-8"))


@cache
def truth():
    sys.path.insert(0, str(EXAMPLES))
    try:
        import build_truth
    finally:
        sys.path.remove(str(EXAMPLES))
    return tuple(build_truth.records())


def named(article):
    return Path(name_of(article)).name


class Text:
    """An invented article whose records are found by their words."""

    def __init__(self, text, day="2031-05-02", outlet="Tern Gazette", path=None):
        self.article = Article(
            id=sha256(text.encode()).hexdigest(),
            sources=(Source(path=path or f"{day}-{outlet}.txt"),),
            text=text,
            outlet=outlet,
            published=Published(earliest=day, latest=day, basis="metadata"),
        )

    def find(self, words):
        at = self.article.text.index(words)
        return self.article.span(at, at + len(words))

    def record(self, **parts):
        return Record(article=self.article, **{name: tuple(found) for name, found in parts.items()})


UNION = Actor(id="a1", name="Dockers' Union", kind="other", party="Dockers' Union")
COMPANY = Actor(id="a2", name="Averil Line", kind="other")
WILLS = Actor(id="a3", name="Bo Wills", kind="person", party="Dockers' Union")


def held(text, words, stance, *, id="p1", party="a1", issue="other", **more):
    return Position(id=id, span=text.find(words), party=party, issue=issue, stance=stance, rule="-", **more)


def offered(day="2031-05-02", words="a three-year plan", outlet="Tern Gazette", **more):
    """One article with one plan of three years."""
    text = Text(f"The mediator handed over {words} on pay, {outlet} says.", day, outlet)
    plan = Proposal(id="x1", name=words.partition(" ")[2], mentions=(text.find(words),), rule="-", **more)
    lengths = [TimeExpression(span=text.find(words.split()[1]), type="DURATION", value="P3Y")]
    return text.record(actors=[UNION, COMPANY], proposals=[plan], dates=lengths)


def test_names_of_one_body_are_one():
    short = Actor(id="a1", name="ODL", kind="other")
    text = Text("The Orvane Dock League (ODL) waits. The Velm government does too.")
    long = Actor(
        id="a1",
        name="Orvane Dock League",
        kind="other",
        mentions=(text.find("Orvane Dock League (ODL)"), text.find("ODL")),
    )
    state, government = (
        Actor(id="a2", name="Velmland", kind="state"),
        Actor(id="a3", name="Velmlandish government", kind="government"),
    )
    first = text.record(actors=[long, state, government])
    second = Text("ODL waits.").record(actors=[short])
    cast = Cast([first, second])
    assert cast.name(second, "a1") == cast.name(first, "a1") == "Orvane Dock League"
    assert cast.side(first, "a3") == "Velmland"
    assert cast.name(first, "a9") is None
    assert (bare("The Ona Relief (OR)"), fold("the O.N.A.")) == ("Ona Relief", "ona")


def test_sources_without_a_name_keep_their_own_words():
    people = [Actor(id="a1", name="two officials", kind="group of people")]
    record = Text("Two officials talked.").record(actors=people)
    assert Cast([record]).name(record, "a1") == "two officials"


def test_a_plan_is_one_in_several_articles_and_a_revision_is_another():
    first, again = offered(), offered("2031-05-06", "the three-year offer", "Averil Post")
    later = offered("2031-05-09", "a three-year draft", "Brill News", version="revised", replaces=None)
    far = offered("2033-01-09", "a three-year plan", "Old Courier")
    found = plans([first, again, far], Cast([first, again, far]))
    assert [len(plan.tellings) for plan in found] == [2, 1]
    both = plans([offered("2031-05-09", "a three-year draft", version="new"), later], Cast([later]))
    assert len(both) == 2


def test_rival_accounts_of_an_answer_stand_side_by_side_and_are_marked():
    text = Text("Wills said the union accepted the plan. The company said the union turned the plan down.")
    said = [
        Statement(id="s1", source=text.find("Wills"), speaker="a3", source_kind="named person", cue=None,
                  content=(text.find("the union accepted the plan"),), type="indirect", rule="-"),
        Statement(id="s2", source=text.find("The company"), speaker="a2", source_kind="institution", cue=None,
                  content=(text.find("the union turned the plan down"),), type="indirect", rule="-"),
    ]  # fmt: skip
    plan = Proposal(id="x1", name="plan", mentions=(text.find("the plan"),), rule="-")
    record = text.record(
        actors=[UNION, COMPANY, WILLS],
        statements=said,
        proposals=[plan],
        positions=[
            held(text, "accepted the plan", "accepts", statement="s1", proposal="x1"),
            held(
                text,
                "turned the plan down",
                "refuses",
                id="p2",
                statement="s2",
                proposal="x1",
                reported_by="a2",
            ),
        ],
    )
    (found,) = plans([record], Cast([record]))
    assert [(one.party, one.stance, one.by) for one in found.answers] == [
        ("Dockers' Union", "accepts", "Bo Wills"),
        ("Dockers' Union", "refuses", "Averil Line"),
    ]
    assert found.disputed == ("Dockers' Union",)
    (cell,) = matrix([record], Cast([record]), [found])
    assert cell.disputed and [one.plan for one in cell.history] == ["plan", "plan"]


def test_copies_of_one_account_are_one_entry_with_its_tellings():
    first = Text("The union demands higher pay.", "2031-05-02", "Tern Gazette")
    copy = Text("The union demands higher pay. Copied.", "2031-05-03", "Averil Post")
    records = [
        one.record(actors=[UNION], positions=[held(one, "demands higher pay", "demands", issue="wages")])
        for one in (first, copy)
    ]
    (cell,) = matrix(records, Cast(records), [])
    assert [(one.stance, len(one.tellings), one.day) for one in cell.history] == [
        ("demands", 2, "2031-05-02")
    ]
    assert not cell.moved and not cell.disputed


def test_where_it_stands_is_the_last_word_of_each_account():
    texts = [Text("Talks have stalled.", "2031-05-02"), Text("A deal is near.", "2031-05-09")]
    records = [
        texts[0].record(signals=[Signal(id="g1", span=texts[0].find("stalled"), signal="stalled", rule="-")]),
        texts[1].record(
            signals=[Signal(id="g1", span=texts[1].find("near"), signal="near agreement", rule="-")],
            participants=[
                Participant(id="n1", span=texts[1].find("A deal"), part="venue", name="Lissen", rule="-")
            ],
        ),
    ]
    cast = Cast(records)
    assert [one.signal for one in latest(standings(records, cast))] == ["near agreement"]
    assert [(role.part, role.name) for role in roles(records, cast)] == [("venue", "Lissen")]


def happened(text, words, **more):
    given = {"id": "e1", "type": "ASSAULT", "factuality": "asserted", "rule": "-"} | more
    return Event(span=text.find(words), **given)


def test_one_event_told_twice_is_one_and_its_denial_stands_with_it():
    day = Period(earliest="2031-05-01", latest="2031-05-01")
    first = Text("A shell hit Velm on Thursday.", "2031-05-02")
    second = Text("Velm was shelled, a paper says.", "2031-05-03", "Averil Post")
    denial = Text("The company denied that a shell hit Velm.", "2031-05-03", "Brill News")
    other = Text("A shell hit Velm again.", "2031-06-20", "Brill News")
    records = [
        first.record(events=[happened(first, "hit", place="Velm", when=day, mode="heavy-weapons")]),
        second.record(events=[happened(second, "shelled", place="Velm", when=day, factuality="claimed")]),
        denial.record(events=[happened(denial, "hit", place="Velm", when=day, factuality="denied")]),
        other.record(events=[happened(other, "hit", place="Velm")]),
    ]
    found = happenings(records, Cast(records))
    assert [(len(one.tellings), one.denied, one.day) for one in found] == [
        (3, True, "2031-05-01"),
        (1, False, "2031-06-20"),
    ]
    assert [*timeline(found)] == ["2031-05-01", "2031-06-20"]


@pytest.mark.parametrize("part", ["actor", "target", "place", "mode"])
def test_events_that_differ_in_what_both_state_are_two(part):
    values = {
        "actor": ("a1", "a2"),
        "target": ("a1", "a2"),
        "place": ("Velm", "Tarn"),
        "mode": ("beat", "aerial"),
    }
    day = Period(earliest="2031-05-01", latest="2031-05-01")
    records = []
    for n, value in enumerate(values[part]):
        text = Text(f"They were hit, report {n} says.")
        fixed = {"place": "Velm", "actor": "a1", "mode": "beat", "when": day} | {part: value}
        records.append(text.record(actors=[UNION, COMPANY], events=[happened(text, "hit", **fixed)]))
    assert len(happenings(records, Cast(records))) == 2


@pytest.mark.parametrize(
    ("period", "told"),
    [
        (None, None),
        (Period(), None),
        (Period(earliest="2031", latest="2031"), "year"),
        (Period(earliest="2031-05", latest="2031-05"), "month"),
        (Period(earliest="2031-05-01", latest="2031-05-01"), "day"),
        (Period(earliest="2031-05-01", latest="2031-05-03"), "span"),
        (Period(earliest="2031-05-01"), "span"),
    ],
)
def test_precision_is_that_of_the_words(period, told):
    assert precision(period) == told


def test_plans_of_the_bundled_story_are_those_of_its_truth():
    found = plans(truth(), Cast(truth()))
    ours = {frozenset((Path(told.article).name, told.record) for told in plan.tellings) for plan in found}
    for plan in LINKED["proposals"]:
        wanted = {(article, record) for article, record in plan["articles"]}
        assert any(
            {a for a, _ in wanted if a.endswith((".txt", ".html"))} <= {a for a, _ in one} for one in ours
        ), plan
    assert len(found) == len(LINKED["proposals"])


def test_changes_of_the_bundled_story():
    halves = [
        [record for record in truth() if named(record.article) in LINKED["changes"][half]]
        for half in ("first_half", "second_half")
    ]
    found = Pile([*halves[0], *halves[1]]).changes({one.article.id for one in halves[1]})
    told = {(change.kind, change.subject) for change in found}
    assert ("new proposal", "revised draft") in told
    moved = {
        change.subject: (change.before, change.now) for change in found if change.kind == "moved position"
    }
    before, now = moved["Selvaria on what is proposed"]
    assert before.startswith("considers the six-week pause") and now.startswith("accepts the revised draft")
    assert {change.kind for change in found} >= {row["kind"] for row in LINKED["changes"]["changes"]} - {
        "open"
    }
    for row in LINKED["changes"]["changes"]:
        if row["kind"] == "new denial":
            wanted = {(at["article"], at["record"]) for at in row["at"]}
            listed = {
                (Path(t.article).name, t.record) for c in found if c.kind == row["kind"] for t in c.tellings
            }
            assert wanted <= listed


def test_nothing_new_changes_nothing():
    assert Pile(truth()).changes(()) == []
    assert Pile(truth()).all(Change) == ()


def test_words_are_compared_without_marks():
    assert folded("“We will, not  go.”") == folded("we will, not go")


def test_a_term_gathers_its_tellings():
    records = []
    for outlet in ("Tern Gazette", "Averil Post"):
        record = offered(outlet=outlet)
        plan = record.proposals[0]
        term = Term(issue="wages", span=plan.mentions[0])
        records.append(
            Record(
                article=record.article,
                dates=record.dates,
                proposals=(
                    Proposal(id="x1", name=plan.name, mentions=plan.mentions, terms=(term,), rule="-"),
                ),
            )
        )
    (found,) = plans(records, Cast(records))
    assert [(term.issue, len(term.tellings)) for term in found.terms] == [("wages", 2)]

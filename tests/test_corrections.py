"""Corrections on a record, without a store: what stands, what it stands on, and what is lost from sight."""

import json
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from onrecord.contract import from_json
from onrecord.corrections import (
    CHOICES,
    KINDS,
    Corrected,
    Correction,
    Draft,
    corrected,
    drafted,
    gold,
    items,
    kind_of,
    taken_back,
)
from onrecord.corrections.references import described
from onrecord.errors import ContractError, CorrectionError
from onrecord.records import Actor, Label, Record, Signal, Span, as_json
from onrecord.store import check
from tests.test_store import find, full
from tests.test_store_roundtrip import records

AT = "2031-05-04T10:00:00+00:00"


class Desk:
    """A record and the corrections made of it, one after another."""

    def __init__(self, record: Record, made: tuple[Correction, ...] = ()) -> None:
        self.machine, self.made = record, list(made)

    def now(self, machine: Record | None = None) -> Corrected:
        return corrected(machine or self.machine, self.made)

    def make(
        self, verb: str, kind: str, item: str | None = None, who: str = "Ana Velk", **given
    ) -> Correction:
        draft = Draft(verb=verb, article=self.machine.article.id, kind=kind, item=item, who=who, **given)
        self.made.append(drafted(self.now(), draft, number=len(self.made) + 1, at=AT))
        return self.made[-1]

    def undo(self, number: int, who: str = "Ana Velk") -> Correction:
        new = len(self.made) + 1
        self.made.append(taken_back(self.made, number, number=new, at=AT, who=who, why=None))
        return self.made[-1]

    def states(self, machine: Record | None = None) -> list[tuple[str, str | None, str]]:
        return [(one.kind, one.id, one.state) for one in self.now(machine).standing]


@pytest.fixture
def desk() -> Desk:
    return Desk(full())


def renumbered(record: Record, turned: bool = True) -> Record:
    """The same record as a newer reader would number it: other ids and, turned, another order."""
    names = {
        (kind, one["id"]): f"{one['id'][0]}{place + 7}"
        for kind, listed in items(record).items()
        for place, one in enumerate(listed[::-1])
    }
    plain = json.loads(json.dumps(as_json(record)))
    at = {"speaker": "actors", "actor": "actors", "counter": "actors", "target": "actors", "party": "actors"}
    at |= {"reported_by": "actors", "author": "actors", "statement": "statements", "voice": "statements"}
    at |= {"part_of": "figures", "proposal": "proposals", "replaces": "proposals"}

    def walk(kind, value):
        for key, held in value.items():
            if key == "id":
                value[key] = names[kind, held]
            elif key == "chain":
                for hop in held:
                    walk(kind, hop)
            elif key in at and not (kind == "actors" and key == "party"):
                if isinstance(held, list):
                    value[key] = [names[at[key], one] for one in held]
                else:
                    value[key] = names.get((at[key], held), held)

    for kind in KINDS:
        for value in plain[kind]:
            walk(kind, value)
        if turned:
            plain[kind].reverse()
    return from_json(plain)


def told(record: Record) -> dict[str, list[str]]:
    """What a record says, with the words that references lead to in place of ids."""
    known = items(record)
    return {
        kind: sorted(json.dumps(described(known, kind, one), sort_keys=True) for one in known[kind])
        for kind in KINDS
    }


def test_without_corrections_the_record_is_the_machines(desk):
    assert desk.now() == Corrected(record=full(), machine=full(), standing=())


def test_confirmed_stands_as_it_is_but_for_the_machines_confidence(desk):
    desk.make("confirm", "statements", "s1", why="read twice")
    (first, second) = desk.now().record.statements
    assert first == replace(full().statements[0], score=None)
    assert second == full().statements[1]
    standing = desk.now().of("statements", "s1")
    assert (standing.state, standing.machine) == ("confirmed", "s1")
    assert (standing.correction.who, standing.correction.why) == ("Ana Velk", "read twice")
    assert standing.correction.words == ("“at least 45 fishermen” had been detained", "coast guard")


def test_corrected_stands_in_place_and_the_machines_version_stays(desk):
    desk.make("correct", "figures", "f1", fields={"value": 54, "counter": "a3", "hedge": [0, 5]})
    (figure,) = desk.now().record.figures
    assert figure == replace(full().figures[0], value=54.0, counter="a3", hedge=Span(0, 5, "Talks"))
    assert desk.now().machine == full()
    assert desk.now().of("figures", "f1").state == "corrected"


def test_rejected_goes_and_what_pointed_at_it_points_nowhere(desk):
    desk.make("reject", "statements", "s1")
    now = desk.now()
    assert [one.id for one in now.record.statements] == ["s2"]
    assert (now.record.figures[0].statement, now.record.events[0].statement) == (None, None)
    assert now.record.labels[1].voice is None
    assert ("figures", "f1", "statements") in now.loose and ("labels", "l1", "statements") in now.loose
    assert desk.states() == [("statements", None, "rejected")]
    check(now.record)


def test_a_merged_actor_gives_its_mentions_and_its_sayings(desk):
    desk.make("merge", "actors", "a2", into="a1")
    now = desk.now()
    assert [one.id for one in now.record.actors] == ["a1", "a3"]
    assert now.record.actors[0].mentions == (find("Ada Quill"), find("the Tern Gazette"), find("she"))
    assert now.record.statements[0].chain[0].actor == "a1"
    assert now.record.positions[0].reported_by == "a1"
    assert now.loose == ()
    desk.make("merge", "actors", "a1", into="a3")
    assert {one.actor for one in desk.now().record.labels} == {"a3"}
    assert desk.now().record.statements[0].chain[0].actor == "a3"
    assert desk.now().loose == ()


def test_what_was_merged_into_something_rejected_does_not_come_back(desk):
    desk.make("merge", "actors", "a2", into="a1")
    desk.make("reject", "actors", "a1")
    assert [one.id for one in desk.now().record.actors] == ["a3"]
    assert [one.state for one in desk.now().standing] == ["merged", "rejected"]
    desk.undo(2)
    assert [one.id for one in desk.now().record.actors] == ["a1", "a3"]


def test_added_stands_in_the_order_of_the_text(desk):
    at = find("will not wait") if "will not wait" in full().article.text else find("foresees")
    made = desk.make("add", "signals", fields={"span": [at.start, at.end], "signal": "progress"})
    assert [one.signal for one in desk.now().record.signals].count("progress") == 1
    added = next(one for one in desk.now().record.signals if one.signal == "progress")
    assert (added.id, added.span, added.rule) == ("gc1", at, "by hand")
    assert [one.id for one in desk.now().record.signals] == ["gc1", "g1", "g0"]
    assert made.before is None and made.words == ("foresees",)
    assert desk.states() == [("signals", "gc1", "added")]


def test_the_last_that_is_not_taken_back_stands(desk):
    desk.make("correct", "statements", "s2", fields={"act": "demand"})
    desk.make("correct", "statements", "s2", fields={"act": "warn"}, who="Bo Reed")
    assert desk.now().record.statements[1].act == "warn"
    desk.undo(2)
    assert desk.now().record.statements[1].act == "demand"
    assert desk.now().of("statements", "s2").correction.number == 1
    assert desk.now().of("statements", "s2").last == 3
    desk.undo(1)
    assert desk.now().record == full()
    assert desk.now().of("statements", "s2").state == "undone"


def test_a_persons_version_that_another_confirms_stays(desk):
    desk.make("correct", "statements", "s2", fields={"act": "demand"})
    desk.make("confirm", "statements", "s2", who="Bo Reed")
    assert desk.now().record.statements[1].act == "demand"
    assert desk.now().of("statements", "s2").state == "corrected"
    desk.make("add", "signals", fields={"span": [0, 5], "signal": "stalled"})
    desk.make("confirm", "signals", "gc3", who="Bo Reed")
    assert desk.states()[-1] == ("signals", "gc3", "added")


def test_undo_is_refused_twice_and_of_undo(desk):
    desk.make("confirm", "statements", "s1")
    desk.undo(1)
    for number in (1, 2, 9):
        with pytest.raises(CorrectionError, match=str(number)):
            desk.undo(number)


def test_corrections_survive_other_numbers(desk):
    desk.make("correct", "figures", "f1", fields={"value": 54})
    desk.make("confirm", "statements", "s1")
    desk.make("reject", "signals", "g1")
    desk.make("merge", "actors", "a2", into="a1")
    desk.make("correct", "labels", "l1", fields={"label": "rash"})
    again = desk.now(renumbered(full()))
    assert told(again.record) == told(desk.now().record)
    assert [one.state for one in again.standing] == [
        "corrected",
        "confirmed",
        "rejected",
        "merged",
        "corrected",
    ]
    assert [one.label for one in again.record.labels if one.voice != "outlet"] == ["rash"]


def test_what_is_no_longer_read(desk):
    desk.make("confirm", "events", "e1")
    desk.make("correct", "figures", "f1", fields={"value": 54})
    desk.make("reject", "signals", "g1")
    desk.make("merge", "actors", "a2", into="a1")
    poorer = replace(full(), events=(), figures=(), signals=(), actors=full().actors[:1])
    poorer = replace(poorer, statements=(), positions=(), labels=(), participants=())
    now = desk.now(poorer)
    assert desk.states(poorer) == [
        ("events", None, "orphaned"),
        ("figures", "fc2", "corrected"),
        ("signals", None, "moot"),
        ("actors", None, "moot"),
    ]
    assert now.standing[0].reason == "the program no longer reads it"
    (figure,) = now.record.figures
    assert (figure.value, figure.counter, figure.statement) == (54, "a1", None)
    assert now.loose == (("figures", "fc2", "statements"),)
    check(now.record)


def test_an_actor_that_is_gone_is_found_by_name_or_added_again(desk):
    desk.make("correct", "statements", "s2", fields={"speaker": "a3"})
    desk.make("correct", "figures", "f1", fields={"counter": "a2"})
    moved = Actor(id="a5", name="Ostmark coast guard", kind="armed force", mentions=(find("coast guard"),))
    newer = Record(article=full().article, actors=(moved,))
    now = desk.now(newer)
    names = {one.id: one.name for one in now.record.actors}
    (statement,), (figure,) = now.record.statements, now.record.figures
    assert (names[statement.speaker], names[figure.counter]) == ("Ostmark coast guard", "Tern Gazette")
    assert statement.speaker == "a5" and len(names) == 2
    check(now.record)


def test_an_actor_that_a_person_took_away_is_not_added_again(desk):
    desk.make("correct", "figures", "f1", fields={"counter": "a2"})
    desk.make("reject", "actors", "a2")
    assert desk.now().record.figures[0].counter is None
    gone = replace(
        full(), actors=(full().actors[0], full().actors[2]), statements=(), positions=(), figures=()
    )
    now = desk.now(replace(gone, events=(), participants=(), labels=()))
    assert [one.name for one in now.record.actors] == ["Ada Quill", "Ostmark coast guard"]


def test_two_on_the_same_words_are_told_apart(desk):
    desk.make("reject", "labels", "l1")
    assert [one.voice for one in desk.now().record.labels] == ["outlet"]
    turned = replace(full(), labels=full().labels[::-1])
    assert [one.voice for one in desk.now(turned).record.labels] == ["outlet"]


def test_what_the_machine_comes_to_read_itself_is_not_there_twice(desk):
    desk.make("add", "signals", fields={"span": [0, 5], "signal": "stalled"})
    read = replace(
        full(), signals=(*full().signals, Signal(id="g7", span=find("Talks"), signal="progress", rule="x"))
    )
    now = desk.now(read)
    assert [one.signal for one in now.record.signals if one.span.words == "Talks"] == ["stalled"]
    assert now.of("signals", "g7").state == "added"


def test_both_merged_and_now_read_as_one(desk):
    desk.make("merge", "actors", "a2", into="a1")
    one = replace(full().actors[0], mentions=(find("Ada Quill"), find("the Tern Gazette")))
    now = desk.now(Record(article=full().article, actors=(one,)))
    assert (now.record.actors, now.standing[0].state) == ((one,), "moot")


def test_what_was_taken_away_and_comes_back_is_pointed_at_again(desk):
    desk.make("reject", "actors", "a1")
    desk.make("correct", "figures", "f1", fields={"value": 54})
    desk.make("confirm", "statements", "s1")
    now = desk.now()
    assert (now.record.figures[0].counter, now.record.statements[0].speaker) == (None, None)
    desk.undo(1)
    now = desk.now()
    assert (now.record.figures[0].counter, now.record.statements[0].speaker) == ("a1", "a1")


def test_two_labels_stay_apart_when_what_tells_them_apart_is_taken_away(desk):
    voices = [one.voice for one in full().labels]
    assert voices == ["outlet", "s1"]
    desk.make("reject", "statements", "s1")
    desk.make("add", "labels", fields={"span": [0, 5], "label": "x", "actor": None, "voice": None})
    desk.make("reject", "labels", "l2")
    assert [(one.label, one.voice) for one in desk.now().record.labels] == [
        ("x", None),
        ("reckless", "outlet"),
    ]


def test_other_words_at_the_anchor_are_an_orphan(desk):
    made = desk.make("correct", "figures", "f1", fields={"value": 54})
    for strayed, reason in (
        (replace(made, words=("at least 46 fishermen",)), "others"),
        (replace(made, article="0" * 64), "another text"),
    ):
        now = corrected(full(), [strayed])
        assert now.record == full()
        assert now.standing[0].state == "orphaned" and reason in now.standing[0].reason


@pytest.mark.parametrize(
    ("given", "error", "complaint"),
    [
        ({"verb": "confirm", "kind": "statements", "item": "s9"}, CorrectionError, "no statements 's9'"),
        ({"verb": "confirm", "kind": "dates", "item": "d1"}, CorrectionError, "no such correction"),
        ({"verb": "undo", "kind": "statements", "item": "s1"}, CorrectionError, "no such correction"),
        ({"verb": "confirm", "kind": "statements"}, CorrectionError, "name the item"),
        ({"verb": "correct", "kind": "statements", "item": "s1"}, CorrectionError, "name the item"),
        ({"verb": "add", "kind": "figures", "item": "f1", "fields": {}}, CorrectionError, "name the item"),
        ({"fields": {"mood": "dark"}}, CorrectionError, "no field 'mood'"),
        ({"fields": {"id": "s7"}}, CorrectionError, "no field 'id'"),
        ({"fields": {"act": "shout"}}, CorrectionError, "'shout' is no act; there are assert"),
        ({"fields": {"speaker": "a9"}}, CorrectionError, "no actors 'a9'"),
        ({"fields": {"chain": [{"source": [0, 5], "actor": "s1"}]}}, CorrectionError, "no actors 's1'"),
        ({"fields": {"cue": [5, 5]}}, ContractError, r"statements s1.cue: \[5, 5\] is no span"),
        ({"fields": {"type": None}}, ContractError, "type: null is not text"),
        ({"fields": {"attitude": False}}, CorrectionError, "says so already"),
        ({"verb": "merge", "item": "s1", "into": "s1"}, CorrectionError, "into itself"),
        ({"verb": "merge", "item": "s1", "into": "s9"}, CorrectionError, "no statements 's9'"),
        ({"verb": "confirm", "item": "s1", "who": "  "}, CorrectionError, "nobody is named"),
        ({"verb": "confirm", "item": "s1", "why": "x" * 9999}, CorrectionError, "longer than"),
        ({"verb": "add", "item": None, "fields": {"content": [], "source": None, "speaker": None,
          "source_kind": None, "cue": None, "type": "direct"}}, CorrectionError, "no words are selected"),
        ({"kind": "events", "item": "e1", "fields": {"mode": "drone"}}, CorrectionError, "is no mode"),
    ],
)  # fmt: skip
def test_a_draft_that_cannot_be_is_refused(desk, given, error, complaint):
    usual = {"verb": "correct", "kind": "statements", "item": "s1", "who": "Ana Velk"}
    if given.get("verb", "correct") != "correct" or "fields" not in given:
        usual.pop("item")
    with pytest.raises(error, match=complaint):
        drafted(desk.now(), Draft(**({"article": full().article.id} | usual | given)), number=1, at=AT)


def test_an_addition_that_stands_already_is_refused(desk):
    again = {"span": [*_at("Talks")], "signal": "stalled"}
    desk.make("add", "signals", fields=again)
    with pytest.raises(CorrectionError, match="says so already"):
        desk.make("add", "signals", fields=again, who="Bo Reed")


def _at(words: str) -> tuple[int, int]:
    return find(words).start, find(words).end


def test_versions_change_with_the_item_its_corrections_and_the_numbers(desk):
    before = desk.now().version("statements", "s1")
    assert before == desk.now().version("statements", "s1") != desk.now().version("statements", "s2")
    desk.make("confirm", "statements", "s2")
    assert desk.now().version("statements", "s1") == before
    desk.make("confirm", "figures", "f1")
    confirmed = desk.now().version("figures", "f1")
    desk.undo(2)
    assert desk.now().version("figures", "f1") not in (confirmed, Desk(full()).now().version("figures", "f1"))
    assert desk.now(renumbered(full())).version() != desk.now().version()
    with pytest.raises(CorrectionError, match="no statements 's9'"):
        desk.now().version("statements", "s9")


def test_gold_says_who_looked_at_what(desk):
    desk.make("confirm", "statements", "s2")
    desk.make("correct", "labels", "l1", fields={"label": "rash"})
    desk.make("reject", "signals", "g1")
    desk.make("add", "signals", fields={"span": [*_at("Talks")], "signal": "progress"})
    line = json.loads(json.dumps(gold(desk.now())))
    assert from_json(line) == desk.now().record
    assert [one.get("review") for one in line["statements"]] == [None, "confirmed"]
    assert [one.get("review") for one in line["labels"]] == [None, "corrected"]
    assert [(one["id"], one.get("review")) for one in line["signals"]] == [("gc4", "added"), ("g0", None)]


def test_the_kind_of_an_item_is_told_by_its_id():
    known = items(full())
    assert [kind_of(known, name) for name in ("s1", "l1", "x1", "q1")] == [
        "statements",
        "labels",
        "proposals",
        None,
    ]


@st.composite
def wishes(draw, desk):
    """Something to be done to one of a record's items: as another of its kind says, or into another."""
    known = items(desk.now().record)
    there = [(kind, one["id"]) for kind in KINDS for one in known[kind]]
    if not there:
        return None
    kind, name = draw(st.sampled_from(there))
    other = draw(st.sampled_from(known[kind]))
    told = {field: value for field, value in other.items() if field not in ("id", *CHOICES.get(kind, ()))}
    some = draw(st.lists(st.sampled_from(sorted(told)), min_size=1, unique=True))
    verb = draw(st.sampled_from(["confirm", "correct", "reject", "merge", "add"]))
    if verb == "correct":
        return {"verb": verb, "kind": kind, "item": name, "fields": {field: told[field] for field in some}}
    if verb == "add":
        return {"verb": verb, "kind": kind, "fields": told | {some[0]: known[kind][0][some[0]]}}
    return {"verb": verb, "kind": kind, "item": name} | ({"into": other["id"]} if verb == "merge" else {})


@st.composite
def sessions(draw):
    """A record of any shape and a few corrections of any of its items."""
    desk = Desk(draw(records()))
    for _ in range(draw(st.integers(0, 5))):
        wish = draw(wishes(desk))
        try:
            if wish:
                desk.make(**wish)
        except (CorrectionError, ContractError):
            pass  # nothing new, into itself, or a word that is no choice: refused drafts are no part of this
        if desk.made and draw(st.integers(0, 5)) == 0:
            left = [one.number for one in desk.made if one.verb != "undo"]
            left = [number for number in left if number not in {one.undoes for one in desk.made}]
            if left:
                desk.undo(draw(st.sampled_from(left)))
    return desk


@settings(max_examples=150, deadline=None)
@given(desk=sessions())
def test_whatever_is_corrected_can_be_stored_and_taken_back(desk):
    now = desk.now()
    check(now.record)
    assert from_json(json.loads(json.dumps(as_json(now.record)))) == now.record
    taken = {one.undoes for one in desk.made}
    for one in [*desk.made]:
        if one.verb != "undo" and one.number not in taken:
            desk.undo(one.number)
    assert desk.now().record == desk.machine


@settings(max_examples=150, deadline=None)
@given(desk=sessions())
def test_whatever_is_corrected_survives_other_numbers(desk):
    for listed in told(desk.machine).values():
        assume(len({*listed}) == len(listed))  # what is alike in every field is told apart by numbers alone
    again = desk.now(renumbered(desk.machine, turned=False))
    assert told(again.record) == told(desk.now().record)
    assert [one.state for one in again.standing] == [one.state for one in desk.now().standing]


@settings(max_examples=100, deadline=None)
@given(desk=sessions(), data=st.data())
def test_exactly_the_item_that_is_meant_is_rejected(desk, data):
    known = items(desk.now().record)
    there = [(kind, one["id"]) for kind in KINDS if kind != "labels" for one in known[kind]]
    if there:
        kind, name = data.draw(st.sampled_from(there))
        desk.make("reject", kind, name)
        after = items(desk.now().record)
        left = {(of, one["id"]) for of in KINDS for one in after[of] if of != "labels"}
        assert left == {*there} - {(kind, name)}


@settings(max_examples=100, deadline=None)
@given(desk=sessions(), data=st.data())
def test_undo_restores_exactly_what_stood_before(desk, data):
    before, wish = desk.now().record, data.draw(wishes(desk))
    try:
        made = desk.make(**wish) if wish else None
    except (CorrectionError, ContractError):
        made = None
    if made:
        desk.undo(made.number)
        assert desk.now().record == before


def test_a_label_is_told_by_its_place(desk):
    extra = Label(span=find("Talks"), actor=None, label="x", voice=None, rule="by hand")
    desk.make("add", "labels", fields={"span": [0, 5], "label": "x", "actor": None, "voice": None})
    assert desk.now().record.labels[0] == extra
    assert desk.states() == [("labels", "l0", "added")]

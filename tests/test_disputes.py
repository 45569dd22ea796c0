"""Disputes: contradictions by kind, and what only looks like one; on invented news."""

import json

import pytest
from click.testing import CliRunner

from bench.claims import story
from bench.linked import true_records
from onrecord.cli import main
from onrecord.link.answers import answered, echoes
from onrecord.link.claims import linked
from onrecord.link.disputes import disputes, kind_of
from onrecord.link.likeness import opposite, weights
from onrecord.link.meaning import Meanings
from onrecord.link.names import Cast
from onrecord.link.pairs import compared
from onrecord.link.sayings import sayings
from onrecord.link.talks import talks
from onrecord.records import Actor, Article, Published, Record, Signal, Source, Statement
from onrecord.store import Store
from tests.test_claims import filler, sha256

PARTIES = {"Ada Quill": "Ostmark", "Bo Reed": "Marsh League", "Cy Vance": "Norland"}


def news(*said, signals=()):
    """An article of statements: (words, speaker, cue, act), each a sentence of its own."""
    text, statements, actors = "", [], {}
    for number, (words, speaker, cue, act) in enumerate(said, 1):
        start = len(text)
        text += f"{speaker} {cue} {words}. "
        actors.setdefault(speaker, f"a{len(actors) + 1}")
        at = start + len(speaker) + 1
        statements.append((number, speaker, cue, act, start, at, at + len(cue) + 1, len(text) - 2))
    article = Article(
        id=sha256(text.encode()).hexdigest(),
        sources=(Source(path="tern.txt"),),
        text=text,
        outlet="Tern Gazette",
        published=Published(earliest="2031-05-02", latest="2031-05-02", basis="metadata"),
    )
    made = [
        Statement(
            id=f"s{number}", source=article.span(start, at - 1), speaker=actors[speaker],
            source_kind="named person", cue=article.span(at, at + len(cue)), type="indirect", act=act,
            content=(article.span(first, last),), rule="truth",
        )
        for number, speaker, cue, act, start, at, first, last in statements
    ]  # fmt: skip
    people = [
        Actor(id=key, name=name, kind="person", party=PARTIES.get(name), mentions=(article.span(0, 3),))
        for name, key in actors.items()
    ]
    marks = [
        Signal(id=f"g{n}", span=made[of - 1].content[0], signal=kind, statement=f"s{of}", rule="truth")
        for n, (of, kind) in enumerate(signals, 1)
    ]
    return Record(article=article, actors=tuple(people), statements=tuple(made), signals=tuple(marks))


def found(*records):
    return {(one.kind, one.a.record, one.b.record) for one in linked([*records, *filler()]).disputes}


BOMBS = ("two guided bombs of Ostmark had struck the grain market", "Bo Reed", "said", "accuse")
THIRD = ("bread in Sarrow costs three times what it did", "Cy Vance", "said", "assert")


@pytest.mark.parametrize(
    "denial",
    [
        ("any strike on the grain market", "Ada Quill", "denied", "deny"),
        ("this", "Ada Quill", "denied", "deny"),
        ("the accusations", "Ada Quill", "denied", "deny"),
        ("no bomb of Ostmark was over the grain market", "Ada Quill", "said", "deny"),
    ],
)
def test_a_denial_disputes_what_it_answers(denial):
    assert found(news(BOMBS, denial)) == {("occurrence", "s1", "s2")}


@pytest.mark.parametrize(
    "said",
    [
        (BOMBS, ("a request by the union for bail", "Ada Quill", "denied", "deny")),
        (BOMBS, ("the summit as a meeting of dockers", "Ada Quill", "dismissed", "deny")),
        (BOMBS, ("the dockers of Sarrow had been paid", "Ada Quill", "denied", "deny")),
        (BOMBS, ("any strike on the grain market", "Bo Reed", "denied", "deny")),
        (THIRD, ("the allegations", "Ada Quill", "denied", "deny")),
        (BOMBS, ("to leave the bridge", "Ada Quill", "refused", "reject")),
        (BOMBS, THIRD),
    ],
)
def test_what_denies_nothing_that_was_told_is_no_dispute(said):
    assert not found(news(*said))


def test_who_began_it_is_a_dispute_on_responsibility():
    ours = ("the Marsh League fired first and broke the truce", "Ada Quill", "said", "accuse")
    theirs = ("Ostmark shelled the town first in breach of the truce", "Bo Reed", "said", "accuse")
    assert found(news(ours, theirs)) == {("responsibility", "s1", "s2")}


def test_near_and_far_from_a_deal_is_a_dispute_of_degree():
    near = ("the two sides were nearer to a signature than before", "Ada Quill", "said", "assert")
    far = ("the talks had stalled over the bridge", "Bo Reed", "said", "assert")
    assert found(news(near, far)) == {("degree", "s1", "s2")}
    calm = ("the two delegations met in the customs hall", "Ada Quill", "said", "assert")
    quiet = ("the porters of the hall went home", "Bo Reed", "said", "assert")
    judged = news(calm, quiet, signals=((1, "progress"), (2, "stalled")))
    assert found(judged) == {("degree", "s1", "s2")}
    assert not found(news(near, ("talks could be stalled by then", "Bo Reed", "said", "assert")))


def test_a_number_set_against_one_just_told_is_a_dispute():
    cost = ("the strike had cost it 11 million marks", "Ada Quill", "said", "assert")
    less = ("it was less than half of that", "Bo Reed", "said", "assert")
    assert found(news(cost, less)) == {("number", "s1", "s2")}


def test_yes_answered_by_a_denial_is_a_dispute_on_acceptance():
    yes = ("it had accepted the plan", "Bo Reed", "said", "accept")
    no = ("the movement sent back something else", "Ada Quill", "insisted", "deny")
    assert found(news(yes, no)) == {("acceptance", "s1", "s2")}


def test_opposites_and_echoes():
    record = news(
        ("the crossing was opened", "Ada Quill", "said", "assert"),
        ("the crossing was closed", "Bo Reed", "said", "assert"),
        ("the claim as arithmetic from the caves", "Cy Vance", "dismissed", "deny"),
    )
    one, other, third = sayings([record], Cast([record]))
    assert opposite(one, other) and not opposite(one, third)
    assert echoes(third) and not echoes(one)
    assert kind_of(one, other) == "occurrence"
    meanings = Meanings()
    alike = weights([one, other, third])
    assert list(answered([one, other, third], alike, meanings)) == [(other, third)]
    assert len(disputes([record], talks([record]), compared([one, other, third], meanings))) == 1


def test_the_bundled_story():
    figures, errors = story(true_records(), None)
    precision, recall = (float(figures["disputes"].split()[n]) for n in (1, 4))
    assert precision >= 0.75 and recall >= 0.65, figures
    assert float(figures["kinds"].split()[0]) >= 0.9
    assert not [error for error in errors if error.startswith("told not to be")]


def test_the_command_line(tmp_path):
    with Store(tmp_path / "s.db") as store:
        store.add([news(BOMBS, ("this", "Ada Quill", "denied", "deny")), *filler()])
    run = CliRunner().invoke
    (one,) = json.loads(run(main, ["disputes", str(tmp_path / "s.db"), "--json"]).output)
    assert one["kind"] == "occurrence" and one["a"] == {"article": "tern.txt", "statement": "s1"}
    shown = run(main, ["disputes", str(tmp_path / "s.db")]).output
    assert "2031-05-02  Ada Quill: this" in shown
    assert (
        json.loads(run(main, ["disputes", str(tmp_path / "s.db"), "--kind", "number", "--json"]).output) == []
    )
    contested = json.loads(run(main, ["claims", str(tmp_path / "s.db"), "--contested", "--json"]).output)
    assert [claim["denied_by"] for claim in contested] == [["Ada Quill"]], "“this” alone is no claim"

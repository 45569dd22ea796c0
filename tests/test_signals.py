"""signals.py and idioms.py: where the talks stand, by whose account."""

import pytest
from spacy.tokens import Doc
from spacy.vocab import Vocab

from onrecord.read import facts, signals
from onrecord.read.idioms import Idioms

TALKS = "The delegations met the mediator in Velm on Monday. "


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("The talks have stalled.", "stalled"),
        ("Officials spoke of stalled negotiations.", "stalled"),
        ("Talks in Velm are deadlocked.", "stalled"),
        ("The talks ended without an agreement.", "stalled"),
        ("The deadlock deepened.", "impasse"),
        ("The union wants to end the stalemate.", "impasse"),
        ("The sides failed to bridge their differences.", "impasse"),
        ("Large gaps remain between the sides.", "impasse"),
        ("Mediation efforts have intensified.", "intensifying"),
        ("The envoy has stepped up his diplomatic efforts.", "intensifying"),
        ("The talks have made great progress.", "progress"),
        ("The sides are very close to a deal.", "near agreement"),
        ("An agreement was “very close”, the envoy said.", "near agreement"),
        ("Norland and Tolm are closer than ever to a truce.", "near agreement"),
        ("Norland and Tolm have reached a deal.", "agreed"),
        ("A truce was agreed on Friday.", "agreed"),
        ("Both sides have agreed to stop fighting.", "agreed"),
        ("The union and the company accepted a mediator's proposal.", "agreed"),
        ("The talks broke down on Friday.", "collapsed"),
        ("Norland has torn up the truce.", "collapsed"),
        ("The collapse of the talks surprised nobody.", "collapsed"),
        ("The talks resumed on Friday.", "resumed"),
        ("The mediators have not received any new proposals.", "no new proposal"),
        ("Time is quickly running out, the envoy said of the talks.", "window closing"),
    ],
)
def test_signal(read, text: str, signal: str) -> None:
    assert [found.signal for found in read(TALKS + text).signals] == [signal]


@pytest.mark.parametrize(
    "text",
    [
        "If a deal is reached, the bridge will open.",
        "No deal is in force.",
        "The sides will sign an agreement next week.",
        "The sides are not close to a deal.",
        "The talks may collapse, the envoy warned.",
        "Ida Holm fears that the talks have stalled.",
        "The talks will resume on Friday.",
        "The delegation arrived at the talks on Friday.",
        "Have the talks stalled?",
        "The engine stalled on the bridge.",
        "The sides agreed to meet again.",
        "The military stalemate on the river goes on.",
        "Norland denied that a deal had been reached.",
    ],
)
def test_what_is_no_signal(read, text: str) -> None:
    assert read(TALKS + text).signals == ()


def test_a_signal_belongs_to_who_says_it(read) -> None:
    record = read(TALKS + "“The talks have stalled,” said Ida Holm, the envoy. The talks resumed on Friday.")
    said, own = record.signals
    statement = next(s for s in record.statements if s.id == said.statement)
    assert next(a.name for a in record.actors if a.id == statement.speaker) == "Ida Holm"
    assert (own.signal, own.statement) == ("resumed", None)


def test_no_signal_where_nobody_negotiates(read) -> None:
    assert read("The firm reached a deal to build a mill. The work made great progress.").signals == ()


def test_a_fact_is_not_under_a_modal(reader) -> None:
    verbs = [token for token in reader._nlp("They signed it. They will sign it.") if token.pos_ == "VERB"]
    assert [facts.is_fact(verb) for verb in verbs] == [True, False]
    assert callable(signals)


def test_idioms_have_gaps_of_bounded_width() -> None:
    idioms = Idioms({"closing": ["time * run out"]})

    def keys(text: str) -> list[str]:
        words = text.split()
        return [key for key, _ in idioms.found(Doc(Vocab(), words=words, lemmas=words))]

    assert keys("time be quick run out") == ["closing"]
    assert keys("time run “ out ”") == ["closing"]
    assert keys("time be a b c d e f run out") == []
    assert keys("run out time") == []


def test_many_idioms_stay_fast(read) -> None:
    assert len(read(TALKS + "The talks made no progress. " * 300).signals) == 300

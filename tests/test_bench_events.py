"""The bench of events: how classes are coded and counted."""

import pytest

from bench.events import Case, accuracy, coded, petrarch, plover, told
from bench.quality import floors
from onrecord.records import EVENT_TYPES, Event, Span


@pytest.mark.parametrize(
    ("kind", "factuality", "code"),
    [
        ("CONSULT", "planned", "AGREE"),
        ("CONSULT", "asserted", "CONSULT"),
        ("ASSAULT", "planned", "THREATEN"),
        ("ASSAULT", "hypothetical", "ASSAULT"),
        ("REQUEST", "planned", "REQUEST"),
    ],
)
def test_what_is_to_come_is_coded_as_cameo_does(kind: str, factuality: str, code: str) -> None:
    event = Event(id="e1", span=Span(0, 3, "met"), type=kind, factuality=factuality, rule="test")
    assert coded(event) == code


def test_accuracy_counts_what_is_not_read_as_wrong() -> None:
    cases = [Case(str(n), "", frozenset({"AID"})) for n in range(4)]
    assert accuracy(cases, ["AID", "AGREE", None, "AID"]) == 0.5


@pytest.mark.usefixtures("shared")
def test_every_class_of_the_data_is_one_of_the_sixteen() -> None:
    for cases in (plover(), petrarch()):
        assert cases
        assert all(case.gold <= EVENT_TYPES.keys() for case in cases)


@pytest.mark.usefixtures("shared")
def test_coded_sentences_keep_their_floor() -> None:
    cases = plover()
    assert accuracy(cases, list(told(cases, coded))) >= floors()["plover"]["accuracy"]

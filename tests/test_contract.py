"""The contract's JSON read back: everything comes back, and what is wrong is named with its place."""

import json

import pytest
from hypothesis import given, settings

from onrecord.contract import from_json
from onrecord.errors import ContractError
from onrecord.records import as_json
from tests.test_store import full
from tests.test_store_roundtrip import records


def line() -> dict:
    return json.loads(json.dumps(as_json(full())))


@settings(max_examples=60, deadline=None)
@given(record=records())
def test_any_record_comes_back_from_its_json(record) -> None:
    assert from_json(json.loads(json.dumps(as_json(record)))) == record


def test_fields_of_a_later_contract_are_passed_over_and_absent_ones_have_their_defaults() -> None:
    plain = line()
    plain["mood"] = plain["statements"][0]["review"] = "new"
    del plain["participants"], plain["figures"][0]["upper"], plain["article"]["sources"]
    read = from_json(plain)
    assert (read.participants, read.figures[0].upper) == ((), None)
    assert read.article == full().article


def _spoilt(path: str, value: object) -> dict:
    plain = line()
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    inner = plain
    for step in way:
        inner = inner[step]
    inner[last] = value
    return plain


@pytest.mark.parametrize(
    ("path", "value", "complaint"),
    [
        ("statements.0.cue", [9, 3], r"statements\[0\].cue: \[9, 3\] is no span"),
        ("statements.0.cue", [0, 10_000], "is no span"),
        ("statements.0.cue", [True, 3], "is no span"),
        ("statements.0.chain.1.source", None, r"chain\[1\].source: null is no span"),
        ("statements.0.content", "words", "content: 'words' is not an object|is not a list"),
        ("statements.0.attitude", 1, "is not true or false"),
        ("figures.0.value", True, "value: True is not a number"),
        ("figures.0.value", 10**400, "is not a number"),
        ("figures.0.unit", 3, "unit: 3 is not text"),
        ("figures.0", [], r"figures\[0\]: \[\] is not an object"),
        ("article", None, "article: null is not an object"),
        ("article.text", 7, "article.text: 7 is not text"),
    ],
)
def test_what_is_not_the_contract_is_refused_with_its_place(path, value, complaint) -> None:
    with pytest.raises(ContractError, match=complaint):
        from_json(_spoilt(path, value))


def test_a_field_that_must_be_there_is_asked_for() -> None:
    plain = line()
    del plain["events"][0]["factuality"]
    with pytest.raises(ContractError, match=r"events\[0\]: 'factuality' is left out"):
        from_json(plain)

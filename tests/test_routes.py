"""Routes for people or relief: written cases on invented places."""

from time import perf_counter

import pytest

from onrecord.read.routes import RULE

CASES = [
    (
        "A humanitarian corridor from Velm, Tarn and Brill to Port Averil opens at noon.",
        {("Velm", "Port Averil"), ("Tarn", "Port Averil"), ("Brill", "Port Averil")},
    ),
    (
        "Humanitarian corridors will link Velm with Averil and Tarn with Brill.",
        {("Velm", "Averil"), ("Tarn", "Brill")},
    ),
    (
        "Green corridors are planned: Velm-Averil, Tarn (school) - Brill.",
        {("Velm", "Averil"), ("Tarn", "Brill")},
    ),
    (
        "A safe route from the village of Velm to Averil was agreed. The route is Velm – Dorn – Averil.",
        {("Velm", "Averil"), ("Dorn", "Averil")},
    ),
    ("Some 300 people were evacuated to Averil from Velm.", {("Velm", "Averil")}),
    ("The evacuation went on. Twenty buses left Velm, Dorn region, for Averil.", {("Velm", "Averil")}),
    (
        "They were evacuated along a corridor. Of them, 40 people from Velm reached Averil.",
        {("Velm", "Averil")},
    ),
    (
        "A corridor from Velm to Averil leads through Dorn and Tarn.",
        {("Velm", "Averil"), ("Dorn", "Averil"), ("Tarn", "Averil")},
    ),
]
NONE = [
    "The minister flew from Velm to Averil.",
    "The ferry route from Velm to Averil pays for itself.",
    "The Averil-Velm Line said that more ships were needed.",
    "A humanitarian corridor will be open from January to April.",
]


def told(record):
    plans = [plan for plan in record.proposals if plan.rule == RULE]
    return plans, {(term.origin, term.destination) for plan in plans for term in plan.terms if term.origin}


@pytest.mark.parametrize(("text", "wanted"), CASES)
def test_routes(read, text, wanted):
    plans, found = told(read(text))
    assert found == wanted
    assert all(term.origin in text and term.span.words in text for plan in plans for term in plan.terms)


@pytest.mark.parametrize("text", NONE)
def test_no_route(read, text):
    assert told(read(text))[1] == set()


def test_whose_corridor_it_is(read):
    text = (
        "“We open a humanitarian corridor from Velm to Averil,” the Norwegian minister Ada Quill said. "
        "Norway waits."
    )
    record = read(text)
    (plan,), _ = told(record)
    names = {actor.id: actor.name for actor in record.actors}
    assert [names[author] for author in plan.author] == ["Norway"]


@pytest.mark.parametrize(
    "text", ["From A to B corridor, " * 4000, "Evacuated from " + "Velm, " * 20000 + "to Averil."]
)
def test_hostile_text_ends_soon(read, text):
    began = perf_counter()
    read(text)
    assert perf_counter() - began < 40

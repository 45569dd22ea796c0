"""participants.py: who has a part in the talks beside the sides, and where they are held."""

import pytest

from onrecord.read import participants, topics

TALKS = "The ceasefire talks went on. "


def parts(record) -> set[tuple[str, str]]:
    return {(found.part, found.name) for found in record.participants}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "The truce was announced by mediators Norway and Peru.",
            {("mediator", "Norway"), ("mediator", "Peru")},
        ),
        ("Norwegian and Peruvian mediators left.", {("mediator", "Norway"), ("mediator", "Peru")}),
        ("Ida Holm, the mediator, left.", {("mediator", "Ida Holm")}),
        ("The Norway-brokered deal is short.", {("mediator", "Norway")}),
        ("A deal brokered by Norway and Peru is short.", {("mediator", "Norway"), ("mediator", "Peru")}),
        ("Norway mediated between the sides.", {("mediator", "Norway")}),
        ("Norway hosted the talks.", {("host", "Norway")}),
        ("Norway attended the talks as an observer.", {("observer", "Norway")}),
        ("Norway is a guarantor of the deal.", {("guarantor", "Norway")}),
        ("The talks in Oslo lasted ten days.", {("venue", "Oslo")}),
        ("Negotiations were held in Oslo.", {("venue", "Oslo")}),
        ("The delegations met in Oslo.", {("venue", "Oslo")}),
        ("The Peruvian delegation left.", {("delegation", "Peruvian delegation")}),
    ],
)
def test_parts(read, text: str, found: set[tuple[str, str]]) -> None:
    assert parts(read(TALKS + text)) == found


@pytest.mark.parametrize(
    "text",
    [
        "Norway offered to host the talks.",
        "No mediator from Norway came.",
        "The mediators met the two delegations.",
        "It rained in Oslo.",
        "Norway would mediate between the sides if asked.",
        "Observers in Norway were not surprised.",
    ],
)
def test_no_part(read, text: str) -> None:
    assert parts(read(TALKS + text)) == set()


def test_named_once_and_tied_to_actor_and_statement(read) -> None:
    record = read(
        TALKS + "Ida Holm said mediators Norway and Peru were patient. Norway said the mediators Norway "
        "and Peru had time."
    )
    first = record.participants[0]
    assert [found.name for found in record.participants] == ["Norway", "Peru"]
    assert first.statement == record.statements[0].id
    assert next(actor.name for actor in record.actors if actor.id == first.actor) == "Norway"


def test_nothing_where_nobody_negotiates(read) -> None:
    assert read("Norway hosted the rowing meeting in Oslo. It was brokered by Ida Holm.").participants == ()
    assert read(TALKS + "They were brokered by Ida Holm.").participants == ()  # "they" names no talks
    assert read(TALKS + "The talks were brokered by Ida Holm.").participants != ()
    assert callable(participants) and callable(topics.topic)

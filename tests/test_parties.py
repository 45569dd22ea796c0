"""Whom an actor speaks for, by its own words alone."""

import pytest

from onrecord.read.parties import parties
from onrecord.records import Actor


def actor(number: int, name: str, kind: str, role: str | None = None) -> Actor:
    return Actor(id=f"a{number}", name=name, kind=kind, role=role)


@pytest.mark.parametrize(
    ("name", "kind", "role", "party"),
    [
        ("Ana Velk", "person", "Selvarian foreign minister", "Selvaria"),
        ("Ana Velk", "person", "spokeswoman for the Harbour Front", "Harbour Front"),
        ("Ana Velk", "person", "Selvaria's envoy", "Selvaria"),
        ("Ana Velk", "person", "a Norwegian envoy", "Norway"),
        # nationality alone is no office, and an office alone names no party
        ("Ana Velk", "person", "a Selvarian teacher", None),
        ("Ana Velk", "person", "the minister", None),
        ("Ana Velk", "person", None, None),
    ],
)
def test_party_of_a_person(name: str, kind: str, role: str | None, party: str | None) -> None:
    people = (actor(1, name, kind, role), actor(2, "Selvaria", "state"), actor(3, "Harbour Front", "other"))
    assert parties(people)[0].party == party


def test_states_and_served_bodies_are_parties_themselves() -> None:
    people = (
        actor(1, "Ana Velk", "person", "Harbour Front official"),
        actor(2, "Selvaria", "state"),
        actor(3, "Harbour Front", "other"),
        actor(4, "Quay Institute", "ngo"),
    )
    assert [a.party for a in parties(people)] == ["Harbour Front", "Selvaria", "Harbour Front", None]

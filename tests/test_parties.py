"""Whom an actor speaks for, by its own words alone."""

import pytest

from onrecord.read.parties import parties
from onrecord.records import Actor, Span

TEXT = (
    "Ana Velk, spokeswoman for the\nHarbour Front, met the Selvarian foreign minister, Ivo Dane.\n"
    "A senior Front official, an aide to the Norwegian envoy and the Thai army stayed away. Dane left."
)


def actor(number: int, name: str, kind: str, role: str | None = None, *mentions: str) -> Actor:
    return Actor(
        id=f"a{number}", name=name, kind=kind, role=role, mentions=tuple(find(words) for words in mentions)
    )


def find(words: str, text: str = TEXT) -> Span:
    start = text.index(words)
    return Span(start, start + len(words), words)


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


@pytest.mark.parametrize(
    ("person", "party", "shown"),
    [
        # beside the mention, over a line break
        (
            actor(1, "Ana Velk", "person", "spokeswoman for the Harbour Front", "Ana Velk"),
            "Harbour Front",
            "spokeswoman for the\nHarbour Front",
        ),
        (
            actor(1, "Ivo Dane", "person", "the Selvarian foreign minister", "Ivo Dane", "Dane left"),
            "Selvaria",
            "Selvarian foreign minister",
        ),
        # inside a mention, without the words around it
        (actor(1, "official", "person", None, "A senior Front official"), "Front", "Front official"),
        (actor(1, "the envoy", "person", None, "the Norwegian envoy"), "Norway", "Norwegian envoy"),
        (actor(1, "the Thai army", "armed force", None, "the Thai army"), "Thailand", "Thai army"),
        # a state or a body that is served speaks for itself: its first mention
        (actor(1, "Front", "other", None, "Front official"), "Front", "Front official"),
        (actor(1, "Selvaria", "state", None, "Selvaria"), "Selvaria", "Selvaria"),
        (actor(1, "Selvaria", "state"), "Selvaria", None),
        # words that stand nowhere near, and no party at all
        (actor(1, "Ivo Dane", "person", "Selvaria's consul", "Ivo Dane"), "Selvaria", None),
        (actor(1, "Ivo Dane", "person", None, "Ivo Dane"), None, None),
    ],
)
def test_words_that_show_the_party(person: Actor, party: str | None, shown: str | None) -> None:
    bodies = (
        actor(2, "Selvaria", "state"),
        actor(3, "Harbour Front", "other"),
        actor(4, "Front", "other"),
        actor(5, "official", "person", None, "A senior Front official"),
    )
    known = tuple(body for body in bodies if body.name != person.name)
    found = parties((person, *known), text=TEXT)[0]
    assert (found.party, found.party_words and found.party_words.words) == (party, shown)
    assert found.party_words is None or TEXT[found.party_words.start : found.party_words.end] == shown


def test_without_the_text_a_role_is_sought_in_the_mentions() -> None:
    role = "Selvarian foreign minister"
    beside = actor(1, "Ivo Dane", "person", role, "Ivo Dane")
    inside = actor(2, "Ivo Dane", "person", role, "the Selvarian foreign minister, Ivo Dane")
    state = actor(3, "Selvaria", "state")
    assert [found.party for found in parties((beside, inside, state))] == ["Selvaria"] * 3
    assert [found.party_words for found in parties((beside, inside, state))] == [None, find(role), None]


def test_of_two_places_the_one_nearest_to_the_name_shows_it() -> None:
    text = "A Norwegian envoy left. The other Norwegian envoy, Ida Holm, stayed."
    name = Span(text.index("Ida"), text.index("Ida") + 8, "Ida Holm")
    envoy = Actor(id="a1", name="Ida Holm", kind="person", role="Norwegian envoy", mentions=(name,))
    (found,) = parties((envoy,), text=text)
    assert found.party_words == Span(34, 49, "Norwegian envoy")


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("A Quay House aide", "Quay House aide"),  # the "House" of the name is no office
        ("Quay House's deputy foreign minister", "Quay House's deputy foreign minister"),
        ("Quay House ministry spokesman", "Quay House ministry spokesman"),
        ("the Quay House envoy for the minister", "Quay House envoy"),
        ("a former head of the Quay House", "head of the Quay House"),
    ],
)
def test_they_run_from_the_name_to_the_end_of_the_office(words: str, shown: str) -> None:
    aide = Actor(id="a1", name="aide", kind="person", mentions=(Span(0, len(words), words),))
    (found, _) = parties((aide, Actor(id="a2", name="Quay House", kind="government")), text=words)
    assert found.party_words is not None and found.party_words.words == shown


def test_an_armed_group_of_a_country_does_not_speak_for_it(read):
    text = (
        "Tern Front, one of Norway's most powerful Islamist rebel groups, on Friday urged others to hold on. "
        "Norway has waited for peace, its officials said."
    )
    parties = {actor.name: actor.party for actor in read(text).actors}
    assert parties["Tern Front"] is None and parties["Norway"] == "Norway"

"""Events of invented news: type and mode, who does what to whom, how far it is a fact, where and when."""

import pytest

from onrecord.read import Reader
from onrecord.read.lexicon import NONE, patterns
from onrecord.records import EVENT_TYPES, Published, Record
from onrecord.vocabulary import tables
from tests.conftest import article


def told(record: Record) -> list[tuple[str, str | None, str]]:
    """Type, mode and factuality of the events."""
    return [(event.type, event.mode, event.factuality) for event in record.events]


def doers(record: Record) -> list[tuple[str | None, str | None]]:
    """The names of who does and of whom it is done to."""
    names: dict[str | None, str] = {actor.id: actor.name for actor in record.actors}
    return [(names.get(event.actor), names.get(event.target)) for event in record.events]


@pytest.mark.parametrize("table", ["verbs", "nouns", "contextual"])
def test_every_pattern_is_of_a_type_and_mode_of_plover(table: str) -> None:
    kinds = {pattern.kind for listed in patterns(table).values() for pattern in listed}
    for kind in kinds - {NONE}:
        name, _, mode = kind.partition(" ")
        assert mode in ("", *EVENT_TYPES[name]), kind
    used = {
        word.lstrip("^")[1:]
        for listed in patterns(table).values()
        for pattern in listed
        for word in (*pattern.below, *pattern.subjects)
        if word.lstrip("^").startswith("@")
    }
    assert used <= tables("events")["classes"].keys()


@pytest.mark.parametrize(
    ("sentence", "event"),
    [
        ("The army shelled the port.", ("ASSAULT", "heavy-weapons", "asserted")),
        ("The rebels released 12 hostages.", ("RETREAT", "release", "asserted")),
        ("Selvaria closed both crossings.", ("COERCE", "restrict", "asserted")),
        ("The envoy met the prime minister.", ("CONSULT", None, "asserted")),
        ("Norway condemned the vote.", ("ACCUSE", "disapprove", "asserted")),
        ("The union called for a second ballot.", ("REQUEST", None, "asserted")),
        ("The cabinet rejected the plan.", ("REJECT", None, "asserted")),
        ("The company called off the talks.", ("REJECT", "meet", "asserted")),
        ("The parliament welcomed the accord.", ("SUPPORT", None, "asserted")),
        ("Both parties signed a treaty.", ("AGREE", None, "asserted")),
        ("The mission delivered food to the valley.", ("AID", None, "asserted")),
        ("The army withdrew from the ridge.", ("RETREAT", "withdraw", "asserted")),
        ("Selvaria lifted the blockade.", ("CONCEDE", None, "asserted")),
        ("Police arrested nine students.", ("COERCE", "arrest", "asserted")),
        ("A court sentenced the captain to nine years.", ("SANCTION", "convict", "asserted")),
        ("Selvaria deployed troops along the river.", ("MOBILIZE", "troops", "asserted")),
        ("Drivers went on strike over pay.", ("PROTEST", "strike", "asserted")),
        ("The general threatened to bomb the dam.", ("THREATEN", "violence", "asserted")),
        ("The army stopped the bombardment.", ("RETREAT", "ceasefire", "asserted")),
        # what the words around it say of it
        ("The envoy will visit Norway.", ("CONSULT", "visit", "planned")),
        ("The rebels plan to attack the port.", ("ASSAULT", None, "planned")),
        ("The rebels may attack the port.", ("ASSAULT", None, "hypothetical")),
        ("The army said it had shelled the port.", ("ASSAULT", "heavy-weapons", "claimed")),
        ("The army reportedly shelled the port.", ("ASSAULT", "heavy-weapons", "claimed")),
        ("The army denied shelling the port.", ("ASSAULT", "heavy-weapons", "denied")),
        ("The army allegedly shelled the port.", ("ASSAULT", "heavy-weapons", "alleged")),
        ("The union will not sign the contract.", ("REJECT", None, "planned")),
    ],
)
def test_type_mode_and_factuality(read, sentence: str, event: tuple[str, str | None, str]) -> None:
    assert event in told(read(sentence))


@pytest.mark.parametrize(
    "sentence",
    [
        "The ministry released a statement.",
        "The museum opened on Monday.",
        "The band released an album in March.",
        "The mayor met the deadline.",
        "The plan would free 12 captives.",
        "Under the accord, the army will leave the valley.",
        "The minister did not rule out a visit.",
        "A forest fire burned for two days.",
    ],
)
def test_no_event(read, sentence: str) -> None:
    assert told(read(sentence)) == []


@pytest.mark.parametrize(
    ("sentence", "who"),
    [
        ("Norwegian airstrikes on the rebels began after Norway left.", ("Norway", "the rebels")),
        ("The rebels were attacked by Norway.", ("Norway", "The rebels")),
        ("The army said it had shelled the rebels.", ("The army", "the rebels")),
        ("The ferry was hit by a rocket after it was attacked.", (None, None)),
        ("Nine miners died in an attack.", (None, "Nine miners")),
        ("The rebels urged Norway to leave.", ("The rebels", "Norway")),
    ],
)
def test_doer_and_target(read, sentence: str, who: tuple[str | None, str | None]) -> None:
    assert who in doers(read(sentence))


@pytest.mark.parametrize(
    ("sentence", "count"),
    [
        ("The attack killed nine miners and wounded 30.", 1),
        ("The envoys met for talks.", 1),
        ("The union demanded the release of nine drivers.", 1),
        ("The general threatened to shell the port.", 2),
    ],
)
def test_one_event_is_told_once(read, sentence: str, count: int) -> None:
    assert len(told(read(sentence))) == count


def test_a_second_mention_without_anything_new_is_none(read) -> None:
    once = "The army raided the port on Monday. "
    assert len(read(once + "The raid came early. The raid came late.").events) == 2


def test_the_pack_decides_what_a_strike_is(read) -> None:
    text = "The strike went into its third day."
    (labour,) = Reader(domain="labour").read([article(text)])
    assert {event.type for event in labour.events} == {"PROTEST"}
    assert {event.type for event in read(text).events} <= {"ASSAULT"}


def test_place_and_time(read) -> None:
    known = Published(earliest="2025-05-07", latest="2025-05-07", basis="metadata")
    (event,) = read("The envoys met in Norway on Monday.", published=known).events
    assert event.place == "Norway"
    assert event.when is not None
    assert (event.when.earliest, event.when.latest) == ("2025-05-05", "2025-05-05")
    (saying,) = read("The army said on Monday that it shelled the port.", published=known).events
    assert saying.when is None, "the day of the saying is not the day of the event"


@pytest.mark.parametrize(
    ("sentence", "kind", "broken"),
    [
        ("The army violated the ceasefire.", "ASSAULT", "the ceasefire"),
        ("Norway accused the army of violating the ceasefire.", "ACCUSE", "the ceasefire"),
        ("The army shelled the port, violating the truce.", "ASSAULT", "the truce"),
        ("The army shelled the port in breach of the deal.", "ASSAULT", "the deal"),
        ("The army shelled the port.", "ASSAULT", None),
    ],
)
def test_what_an_event_is_said_to_break(read, sentence: str, kind: str, broken: str | None) -> None:
    (event,) = read(sentence).events
    assert (event.type, event.violates.words if event.violates else None) == (kind, broken)


def test_the_accuser_alleges(read) -> None:
    record = read("The rebels accused Norway of shelling the port.")
    assert ("ASSAULT", "heavy-weapons", "alleged") in told(record)
    assert ("ACCUSE", "allege", "asserted") in told(record)


def test_spans_are_the_words_of_the_text_and_boilerplate_tells_nothing(read) -> None:
    text = "The army shelled the port and 12 hostages were released.\n\nThe rebels attacked a bridge."
    record = read(text)
    assert [event.id for event in record.events] == ["e1", "e2", "e3"]
    assert all(record.article.check(event.span) for event in record.events)
    marked = record.article.span(text.index("The rebels"), len(text))
    assert len(read(text, boilerplate=(marked,)).events) == 2


def test_a_cease_fire_is_no_gunfire(read):
    events = read("A Cease fire begins. They will cease fire on Friday.").events
    assert [event.type for event in events] == ["RETREAT"]

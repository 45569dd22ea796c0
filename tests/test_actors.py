"""Who is one actor and who is another, and what an actor is."""

import pytest
from spacy.tokens import Span as Tokens

from onrecord.read.actors import actors
from onrecord.read.coreference import Cluster
from onrecord.read.entities import Entities, made_from
from onrecord.read.names import bare, folded, is_company, is_outlet, stands_for, untitled
from onrecord.read.reading import Reading, load
from onrecord.read.source_kinds import source_kind
from onrecord.records import Actor, Record
from tests.conftest import article


def speakers(record: Record) -> list[str | None]:
    return [statement.speaker for statement in record.statements]


def actor(record: Record, number: int = 0) -> Actor:
    """Who makes a statement."""
    return next(a for a in record.actors if a.id == record.statements[number].speaker)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The mediator, Ida Holm, said the bridge was safe.", "Ida Holm"),
        ("The envoy Ida Holm said the bridge was safe.", "Ida Holm"),
        ("Norway's foreign minister, Ida Holm, said the bridge was safe.", "Ida Holm"),
        ("“The bridge is safe,” said Bishop Ida Holm.", "Ida Holm"),
        ("The relief agency Clear Water said the bridge was safe.", "Clear Water"),
    ],
)
def test_a_name_is_bare(read, text: str, name: str) -> None:
    assert actor(read(text)).name == name


def test_marks_that_the_recogniser_takes_for_a_name_name_nobody() -> None:
    doc = load()("Please, let’s keep on topic.")
    (mark,) = [token for token in doc if token.text == "’s"]
    doc.ents = [Tokens(doc, mark.i, mark.i + 1, label="ORG")]
    assert not Entities(doc).all


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "The report came from the Harbour Ministry, which said the mill was shut.",
            "Harbour Ministry",
        ),
        ("The road was closed by Ida Holm, who said the bridge was not safe.", "Ida Holm"),
        ("The paper cited two diplomats, who said the bridge was not safe.", "two diplomats"),
    ],
)
def test_a_relative_pronoun_speaks_for_whom_it_stands_for(text: str, name: str) -> None:
    word = "which" if "which" in text else "who"
    source = text.index(word), text.index(word) + len(word)
    (one,) = [
        a
        for a in actors(Reading(article(text), load()(text)), [source])
        if word in {m.words for m in a.mentions}
    ]
    assert one.name == name


@pytest.mark.parametrize(
    "text",
    [
        "The Weavers' Union of Tolm (WUT) said the mill was shut. The WUT said the gate was locked.",
        "The River Guard Front stopped a train in May. The terrorists said the driver was free.",
        "The government of Norway closed the road. The regime said the snow was to blame.",
        "Holm Steel shut the mill on Monday. The company said the gate was locked.",
        "The mayor of Tolm said the bridge was safe. Ida Holm, the mayor, said the ferry was not.",
        "Ida Holm taught for years before she was elected. The former teacher said the bridge was safe.",
        "Sander van der Laan said the bridge was safe. Van der Laan said the ferry was not.",
        "Russia sent nobody to the talks. Moscow said the bridge was safe.",
        "Sudan sent nobody to the talks. Khartoum said the bridge was safe.",
        "Ida Holm, who runs the port, said the bridge was safe. The expert said the ferry was not.",
        "King Olav Holm opened the bridge. Ana Velk cut the ribbon. He said the bridge was safe.",
        "Tolmark closed the road. It snowed on Velm, the Tolmarkian capital. Velm said the road was shut.",
        "The defence ministry said the road was shut. The ministry said the bridge was safe.",
    ],
)
def test_one_actor(read, text: str) -> None:
    record = read(text)
    first = record.actors[0]
    assert {*speakers(record)} == {first.id}, [(a.name, [m.words for m in a.mentions]) for a in record.actors]


@pytest.mark.parametrize(
    "text",
    [
        # letters that differ, and letters that are another's
        "The Larsett Drivers' Union (LDU) said no. The Larsett Dockers' Union (LKU) said the quay was shut.",
        "The foreign minister of Norway said the map was wrong. "
        "The foreign minister of Sweden said it was old.",
        "Norway's deputy minister said the map was wrong. The foreign minister, Ida Holm, said it was old.",
        "Tomas Wend and Ana Corvel met. He said the budget was ready. She said it was a sketch.",
        "Per Holm met Ida Holm. Mr Holm said the gate was shut. Mrs Holm said the soup was hot.",
        # two bodies of one kind
        "The health ministry said 40 people had died. The defence ministry said nobody had.",
        "The foreign ministry said the envoy was ill. The Ostmark interior ministry said he was not.",
        # two bodies that a loaded word can mean
        "The River Guard Front met the Hill Guard Front. The Hill Guard Front said no. "
        "The terrorists said the driver was free.",
        # an office that the article gives to nobody
        "Ida Holm said the bridge was safe. The prime minister said the ferry was not.",
    ],
)
def test_two_actors(read, text: str) -> None:
    said = speakers(read(text))
    assert len(said) >= 2 and len({*said}) == len(said)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("A negotiator of the Tolm Dockers' Union said the bridge was safe.", "anonymous official"),
        ("An executive of Holm Steel said the bridge was safe.", "anonymous official"),
        ("A spokesman for the foreign ministry of Norway said the bridge was safe.", "anonymous official"),
        ("A person close to the wage talks said the bridge was safe.", "anonymous official"),
        ("A woman near the port said the bridge was safe.", "group"),
        ("The governor of Tolm said the bridge was safe.", "named person"),
        ("Tolm Transit said the bridge was safe.", "institution"),
        ("Ida Holm, a historian, said the bridge was safe.", "named person"),
        ("Qatar's spokesman, Majed al-Ansari, said the bridge was safe.", "named spokesperson"),
        ("The US said the bridge was safe.", "institution"),
    ],
)
def test_kind_of_a_source_by_its_head(read, text: str, kind: str) -> None:
    assert read(text).statements[0].source_kind == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("As we reported on Monday, the bridge was shut.", "media outlet"),
        ("“As we reported on Monday, the bridge was shut.”", "group"),
    ],
)
def test_own_voice_of_an_outlet(text: str, kind: str) -> None:
    reading = Reading(article(text), load()(text))
    assert source_kind(reading, (text.index("we"), text.index("we") + 2), None) == kind
    assert source_kind(reading, None, None) is None


@pytest.mark.parametrize(
    ("text", "party"),
    [
        ("Red Quay Front spokesman Edo Marr said the bridge was safe.", "Red Quay Front"),
        ("Officials of Norway said the bridge was safe.", "Norway"),
        ("Ida Holm, a spokeswoman for the relief agency Clear Water, said no aid had come.", "Clear Water"),
        (
            "Ida Holm, who negotiates for the Tolm Dockers' Union, said the gate was shut.",
            "Tolm Dockers' Union",
        ),
        ("The company's chief negotiator, Ida Holm of Quay Lines, said the offer stood.", "Quay Lines"),
        ("The minister, whose ministry had closed, said the bridge was safe.", None),
        (
            "Ida Holm, a spokeswoman for the Norwegian opposition's Quay Committee, said the gate was shut.",
            "Quay Committee",
        ),
        ("A Norwegian opposition official said the bridge was safe.", None),
        ("Ida Holm said the bridge was safe.", None),
    ],
)
def test_party_in_an_article(read, text: str, party: str | None) -> None:
    assert actor(read(text)).party == party


def test_a_word_without_a_capital_is_no_name(read) -> None:
    found = actor(read("Talks went on. The Tolmarkian health ministry said 40 people had died."))
    assert (found.name, found.kind) == ("The Tolmarkian health ministry", "government")


@pytest.mark.parametrize("opening", ["TOLM - ", "TOLM, Velmark - ", "TOLM, May 3 (Velm Wire) - "])
def test_a_dateline_is_nobody_who_speaks(read, opening: str) -> None:
    text = (
        f"{opening}The Tolmarkian health ministry said on Monday that 40 people had died.\n\nTalks went on."
    )
    record = read(text, dateline=opening.split(" -")[0].split(" (")[0].split(", May")[0].title())
    source = record.statements[0].source
    assert source is not None and source.words == "The Tolmarkian health ministry"


def test_marks_in_place_of_names_are_nobody(read) -> None:
    record = read("― Ida Holm\n\n― Per Dane\n\nIda Holm said the bridge was safe. Per Dane said it was not.")
    assert len({*speakers(record)}) == 2


def test_names() -> None:
    assert bare("The Weavers' Union (") == "Weavers' Union"
    assert untitled("Gen. Ida Holm") == "Ida Holm"
    assert folded("Women's Guild") == ("women", "guild")
    assert stands_for(("wut",), ("weavers", "union", "of", "tolm"))
    assert not stands_for(("wup",), ("weavers", "union", "of", "tolm"))
    assert is_company(("holm", "steel")) and not is_company(("steel",))
    assert is_outlet(("quay", "gazette")) and not is_outlet(("quay", "street"))


def test_words_made_from_a_name() -> None:
    assert made_from("selvarian", "selvaria") and made_from("velmarkian", "velmark")
    assert not made_from("norwegian", "noravia") and not made_from("selvaria", "selvaria")


def test_an_empty_cluster_says_nothing() -> None:
    cluster = Cluster("person")
    assert not cluster.plural and cluster.gender is None and not cluster.names


def test_the_holder_of_a_long_office_is_known_by_the_surname(read):
    text = (
        "Ten roads have been agreed upon, Norwegian Deputy Prime Minister and Minister for Trade of Northern "
        "Territories Iryna Corvel said in an address on Monday. Corvel said it works."
    )
    record = read(text)
    names = {statement.speaker for statement in record.statements}
    (speaker,) = [actor for actor in record.actors if actor.id in names]
    assert (speaker.name, speaker.party) == ("Iryna Corvel", "Norway")


def test_an_unknown_place_is_nobody_who_speaks(read):
    text = (
        "There is also a corridor from Sollen to Mirelle in the west. People are due at a bridge, she said."
    )
    record = read(text)
    people = {actor.name for actor in record.actors if actor.kind == "person"}
    assert not people & {"Sollen", "Mirelle"}

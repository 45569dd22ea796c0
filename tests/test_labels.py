"""Loaded words: what is a label, of whom, in whose voice. All news, places and people are invented."""

import time

import pytest

from onrecord.read import calling, deeds, loaded, meant  # noqa: F401  tested through `labels`
from onrecord.read.labels import labels
from onrecord.read.places import Places
from onrecord.read.quotes import quotations
from onrecord.read.reading import load, readings
from onrecord.read.tagger import Tagger
from onrecord.records import Record, Span
from onrecord.vocabulary import tables, words
from tests.conftest import article


def told(record: Record) -> list[tuple[str, str | None, str | None]]:
    """Words, name of the actor and voice of each label; the voice is the speaker's name or the outlet's."""
    names = {actor.id: actor.name for actor in record.actors}
    speakers = {one.id: names.get(one.speaker or "") for one in record.statements}
    return [
        (label.label, names.get(label.actor or ""), speakers.get(label.voice or "", label.voice))
        for label in record.labels
    ]


@pytest.mark.parametrize(
    ("text", "label", "actor"),
    [
        ("The Merravan regime rejected the offer.", "regime", "Merravan"),
        ("The Selvaria-backed Harbour Front left the talks.", "Selvaria-backed", "Harbour Front"),
        ("The pro-government Dockside Daily printed the list.", "pro-government", "Dockside Daily"),
        ("Selvaria's brutal crackdown went on for a week.", "brutal crackdown", "Selvaria"),
        ("The Harbour Front is dragging its feet on the list.", "dragging its feet", "Harbour Front"),
        ("The Harbour Front orchestrated the walkout.", "orchestrated", "Harbour Front"),
        ("The walkout was orchestrated by the Harbour Front.", "orchestrated", "Harbour Front"),
        ("The company recklessly reopened the shaft.", "recklessly", "The company"),
    ],
)
def test_outlets_own_loaded_words(read, text: str, label: str, actor: str) -> None:
    ((words_, name, voice),) = told(read(text))
    assert (words_, voice) == (label, "outlet")
    assert name is not None and actor in name


@pytest.mark.parametrize(
    ("text", "label", "actor"),
    [
        ("The mayor called the union's demand “a farce”.", "a farce", "the union"),
        ("The mayor called the demand that the union made on Monday a “farce”.", "a “farce”", "the union"),
        ("The mayor called the union's plan a betrayal of its members.", "a betrayal", "the union"),
        (
            "The mayor described the Harbour Front as “a gang of thieves”.",
            "a gang of thieves",
            "Harbour Front",
        ),
        ("The mayor condemned the Harbour Front's attack as barbaric.", "barbaric", "Harbour Front"),
        ("The mayor said the bank's offer was unacceptable.", "unacceptable", "the bank"),
        ("The mayor said the bank's managers are greedy and inept.", "greedy and inept", "managers"),
        ("The mayor said the Harbour Front was taking an aggressive stance.", "aggressive", "Harbour Front"),
        ("The mayor accused the Harbour Front of bad faith.", "bad faith", "Harbour Front"),
        ("The mayor accused the Harbour Front of stalling for time.", "stalling for time", "Harbour Front"),
        ("The mayor warned of the threat posed by the Harbour Front.", "the threat", "Harbour Front"),
        ("The mayor said it was shameful that the bank paid nothing.", "shameful", "the bank"),
        ("“The bank's behaviour is irresponsible,” the mayor said.", "irresponsible", "bank"),
    ],
)
def test_speakers_loaded_words(read, text: str, label: str, actor: str) -> None:
    ((words_, name, voice),) = told(read(text))
    assert (words_, (voice or "").lower()) == (label, "the mayor")
    assert name is not None and actor in name


def test_quoted_or_alleged_without_a_statement_is_nobodys_voice(read) -> None:
    text = "The mayor has been accused of cronyism."
    assert told(read(text)) == [("cronyism", "The mayor", None)]


def test_name_for_nobodys_doing_stands_without_an_actor(read) -> None:
    assert told(read("Ina Velk called the harvest “a disgrace”.")) == [("a disgrace", None, "Ina Velk")]


@pytest.mark.parametrize(
    "text",
    [
        # descriptors of trade, nation, politics and rank
        "The militants and the rebels met the Selvarian envoy in Ostrel.",
        "Selvaria, the world's largest exporter of salt, signed on Monday.",
        "The so-called terrorists were released on Monday.",
        "The alleged murderer Ivo Dane appeared in court.",
        # what is loaded in a speaker's mouth is often plain in an outlet's
        "The company's illegal lease ran out, and the mayor's dangerous journey began.",
        # technical senses, and what is only denied
        "The sanctions regime ends in May.",
        "Ina Velk said the Harbour Front is not a threat.",
        # an opinion of oneself, and nobody's doing
        "Ina Velk said she was wrong.",
        "Ina Velk said the weather was terrible.",
        # a plain name, quoted or not
        "Ina Velk called the harbour's new ferry “Larkspur”.",
        "Ina Velk described the mediator as a teacher.",
        # a part of a name
        "The Radical Party met the Heroes of Ostrel Society.",
    ],
)
def test_neutral_words_are_no_labels(read, text: str) -> None:
    assert told(read(text)) == []


def test_names_joined_or_side_by_side_are_one_label(read) -> None:
    text = "Ina Velk called the Harbour Front “liars and thieves”. The barbaric terrorists fled on Monday."
    assert [label.label for label in read(text).labels] == ["liars and thieves", "barbaric terrorists"]


def test_terror_group_is_the_one_that_was_named(read) -> None:
    text = "The Harbour Front shelled the quay on Monday. The terror group has held it since May."
    assert told(read(text)) == [("terror group", "Harbour Front", "outlet")]


def test_hostile_text_takes_linear_time(reader) -> None:
    (record,) = reader.read([article("the regime " * 9000)])
    (reading,) = readings([record.article], load(), Tagger())
    start = time.monotonic()
    assert (
        len(list(labels(reading, record.actors, record.statements, quotations(reading.article.text)))) > 1000
    )
    assert time.monotonic() - start < 10


def test_place_lies_under_the_shortest_span_that_holds_it() -> None:
    whole, part = Span(2, 9, "x" * 7), Span(4, 6, "xx")
    places = Places([(whole, "whole"), (part, "part")])
    assert [places.at(at) for at in (1, 2, 4, 6, 9)] == [None, "whole", "part", "whole", None]
    assert [places.at(4, 6), places.at(4, 8), places.at(3, 6), places.at(0, 3)] == [
        "part", "whole", "whole", None,
    ]  # fmt: skip


def test_no_word_stands_under_two_classes_of_a_table() -> None:
    assert all(words("labels", table) for table in tables("labels") if table not in ("calling", "carrying"))

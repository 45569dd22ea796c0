"""The readers as a component of a spaCy pipeline."""

import tomllib
from importlib import import_module
from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc

from onrecord.errors import ReadingError
from onrecord.read import component
from onrecord.read.reading import load

ROOT = Path(__file__).parents[1]
TEXT = (
    "Mayor Ana Velk said the bridge is safe. According to the harbour office, at least 45 dockers were hurt."
)


@pytest.fixture(scope="module")
def nlp():
    loaded = load()
    loaded.add_pipe("onrecord_statements")
    return loaded


def test_statements_are_spans_of_the_doc(nlp) -> None:
    doc = nlp(TEXT)
    first = doc._.statements[0]
    assert first.speaker == "Ana Velk" and first.cue.tokens.text == "said"
    assert first.content[0].tokens.text == first.content[0].span.words == "the bridge is safe"
    assert first.content[0].tokens.doc is doc


def test_figures_have_their_words_and_counter(nlp) -> None:
    (figure,) = nlp(TEXT)._.figures
    assert figure.figure.value == 45 and figure.figure.quantifier == "at least"
    assert TEXT[figure.words.span.start : figure.words.span.end] == figure.words.span.words
    assert figure.counter and "harbour office" in figure.counter


def test_the_parse_of_the_doc_stays_as_it_is(nlp) -> None:
    text = "According to Ana Velk, the harbour office said the bridge is safe."
    with nlp.select_pipes(disable=["onrecord_statements"]):
        plain = nlp(text)
    doc = nlp(text)
    assert [(token.head.i, token.dep_) for token in doc] == [(token.head.i, token.dep_) for token in plain]


def test_words_that_no_tokens_hold_keep_their_characters(nlp) -> None:
    doc = nlp(TEXT)
    inside = component._words(doc, component.Span(1, 4, TEXT[1:4]))
    assert inside.tokens is None and inside.span.words == "ayo"


def test_a_doc_can_be_saved_and_read_again(nlp) -> None:
    doc = nlp(TEXT)
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert [one.statement for one in again._.statements] == [one.statement for one in doc._.statements]
    assert [len(one._.statements) for one in nlp.pipe([TEXT, ""])] == [len(doc._.statements), 0]


def test_without_a_parse_it_says_what_is_missing() -> None:
    blank = spacy.blank("en")
    blank.add_pipe("onrecord_statements", config={"domain": "labour"})
    with pytest.raises(ReadingError, match="use a pipeline with tagger and parser"):
        blank(TEXT)
    assert spacy.blank("en")("Nothing was read.")._.statements == ()


def test_the_entry_point_leads_to_the_factory() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (entry,) = project["entry-points"]["spacy_factories"].items()
    module, _, name = entry[1].partition(":")
    assert entry[0] == component.NAME and getattr(import_module(module), name) is component.component

"""The whole reading of one article: pure, bounded, and silent about other languages."""

import time

import pytest

from onrecord.errors import ReadingError
from onrecord.read import Reader
from onrecord.read.reading import MEASURED, MOST_WORDS, Reading, load, readings
from onrecord.read.tagger import Tagger
from onrecord.records import Span, spans
from onrecord.store import check
from tests.conftest import article

TEXT = "Mayor Ana Velk said the bridge is safe. “It was tested twice,” she added."


def test_same_article_gives_the_same_record(reader: Reader) -> None:
    first, second = reader.read([article(TEXT), article(TEXT)])
    assert first == second


def test_every_span_holds_its_words(reader: Reader) -> None:
    (record,) = reader.read([article(TEXT)])
    found = list(spans(record))
    assert found and all(record.article.check(span) for span in found)


def test_another_language_is_left_unread_and_said(reader: Reader) -> None:
    one, two, three = reader.read([article(TEXT), article("Der Hafen ist zu.", language="de"), article(TEXT)])
    assert one.statements and three.statements
    assert two.statements == () and "'de'" in two.problems[0].message


def test_unknown_language_is_read_and_said(reader: Reader) -> None:
    (record,) = reader.read([article(TEXT, language=None)])
    assert record.statements and "not recognised" in record.problems[0].message


def test_missing_pipeline_is_said_with_a_remedy() -> None:
    with pytest.raises(ReadingError, match="install it"):
        load("xx_no_such_pipeline")


def test_parse_of_another_text_is_refused() -> None:
    nlp = load()
    (reading,) = readings([article(TEXT)], nlp, Tagger())
    with pytest.raises(ReadingError, match="another text"):
        Reading(article("Something else."), reading.doc)


@pytest.mark.parametrize(
    "text", ['"' * 100_000, "“" * 100_000, "he said " * 1_000, "(" * 100_000, "\n" * 20_000, "12 " * 3_000]
)
def test_hostile_text_ends_soon(reader: Reader, text: str) -> None:
    start = time.perf_counter()
    list(reader.read([article(text)]))
    assert time.perf_counter() - start < 30


def test_of_a_longer_article_the_beginning_is_read_and_that_is_said(reader: Reader) -> None:
    line = "Ada Quill, the harbour minister, said on Monday that 45 fishermen had been detained by them.\n"
    text = line * 2000
    marked = (Span(0, 9, "Ada Quill"), Span(len(text) - 8, len(text) - 2, text[-8:-2]))
    (record,) = reader.read([article(text, language="en", boilerplate=marked)])
    (problem,) = record.problems
    end = MOST_WORDS // len(MEASURED.findall(line)) * len(line)
    assert problem.message == (
        f"only the first {end:,} of {len(text):,} characters are read; split it into its articles"
    )
    assert record.article.text == text
    assert record.article.boilerplate == marked
    assert {span.end <= end for statement in record.statements for span in statement.content} == {True}
    assert max(statement.cue.end for statement in record.statements) > end - len(line)
    check(record)

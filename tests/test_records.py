"""The nouns: spans that hold their words, and the contract's JSON."""

from dataclasses import replace

import pytest

from onrecord.records import (
    UNSURE,
    Actor,
    Anonymity,
    Article,
    Figure,
    Record,
    Source,
    Span,
    Statement,
    as_json,
    spans,
)

TEXT = "The mayor said the bridge is safe."


def record() -> Record:
    article = Article(id="x", sources=(Source(path="a.txt"), Source(path="b.txt")), text=TEXT)
    said = Statement(
        id="s1",
        source=article.span(0, 9),
        speaker=None,
        source_kind="named person",
        cue=article.span(10, 14),
        content=(article.span(15, 33),),
        type="indirect",
        rule="test",
    )
    return Record(article=article, statements=(said,))


@pytest.mark.parametrize(("start", "end", "words"), [(0, 0, ""), (3, 2, ""), (-1, 1, "ab"), (0, 3, "ab")])
def test_span_that_cannot_hold_its_words_is_refused(start: int, end: int, words: str) -> None:
    with pytest.raises(ValueError, match="cannot hold"):
        Span(start, end, words)


def test_spans_are_found_anywhere() -> None:
    assert [span.words for span in spans(record())] == ["The mayor", "said", "the bridge is safe"]


def test_json_is_the_contract() -> None:
    plain = as_json(record())
    assert plain["schema"] == 1
    assert plain["article"]["source"]["path"] == "a.txt"
    assert [source["path"] for source in plain["article"]["sources"]] == ["a.txt", "b.txt"]
    assert plain["statements"][0]["source"] == [0, 9]
    assert plain["statements"][0]["content"] == [[15, 33]]
    assert plain["article"]["published"] == {
        "earliest": None,
        "latest": None,
        "basis": "unknown",
        "evidence": [],
    }


def test_anonymity_and_words_of_a_party_are_further_fields() -> None:
    whole = record()
    hidden = Anonymity(count="one", reason=whole.article.span(0, 9))
    told = replace(
        whole,
        actors=(Actor(id="a1", name="x", kind="person", party_words=whole.article.span(4, 9)),),
        statements=(replace(whole.statements[0], anonymity=hidden),),
    )
    plain = as_json(told)
    assert as_json(whole)["statements"][0]["anonymity"] is None
    assert plain["actors"][0]["party_words"] == [4, 9]
    assert plain["statements"][0]["anonymity"] == {
        "level": None,
        "side": None,
        "count": "one",
        "reason": [0, 9],
    }
    assert whole.article.span(0, 9) in list(spans(told.statements))


def test_a_score_below_the_threshold_is_unsure_and_a_rule_is_not() -> None:
    said = record().statements[0]
    scores = (None, 0.0, UNSURE - 0.01, UNSURE, 1.0)
    assert [replace(said, score=score).unsure for score in scores] == [False, True, True, False, False]


def test_whole_numbers_are_written_without_a_point() -> None:
    article = Article(id="x", sources=(Source(),), text="12 dead")
    figure = Figure(id="f1", span=article.span(0, 7), number=article.span(0, 2), value=12.0, rule="test")
    assert as_json(Record(article=article, figures=(figure,)))["figures"][0]["value"] == 12
    assert isinstance(as_json(Record(article=article, figures=(figure,)))["figures"][0]["value"], int)

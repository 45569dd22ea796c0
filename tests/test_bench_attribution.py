"""The comparison with textacy, which is not needed here: quotations as records, what holding back does."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
import spacy
from spacy.tokens import Doc

from bench import attribution as bench
from bench import direct_quotations as peer
from onrecord.records import Article, Source

TEXT = "“We will sign today,” Mira Sand said. “We mean it,” she added.\n\n“No,” Odo Reed said."
NLP = spacy.blank("en")


def article(text: str = TEXT) -> Article:
    return Article(id="0" * 64, sources=(Source(path="talks.txt", record="r1"),), text=text)


def triple(doc: Doc, speaker: str, cue: str, content: str) -> peer.Triple:
    spans = [doc.char_span(at := doc.text.index(words), at + len(words)) for words in (speaker, cue, content)]
    assert all(span is not None for span in spans)
    return list(spans[0]), list(spans[1]), spans[2]


def two(doc: Doc) -> Iterator[peer.Triple]:
    yield triple(doc, "Mira Sand", "said", "“We will sign today,”")
    yield triple(doc, "she", "added", "“We mean it,”")


def unpaired(doc: Doc) -> Iterator[peer.Triple]:
    if "Odo" in doc.text:
        raise ValueError("1 quotation marks found")
    yield from two(doc)


def words(record: dict[str, Any], key: str) -> list[str]:
    return [TEXT[slice(*one[key])] for one in record["statements"]]


def test_quotations_become_statements_of_the_contract() -> None:
    record = peer.record(article(), NLP(TEXT), peer.whole, two)
    assert words(record, "source") == ["Mira Sand", "she"]
    assert words(record, "cue") == ["said", "added"]
    first = record["statements"][0]
    assert [TEXT[slice(*span)] for span in first["content"]] == ["“We will sign today,”"]
    assert [TEXT[slice(*span)] for span in first["verbatim"]] == ["We will sign today,"]
    assert (first["id"], first["type"], first["speaker"]) == ("s1", "direct", None)
    assert record["article"]["source"] == {"path": "talks.txt", "record": "r1"}
    assert (record["article"]["text"], record["actors"], record["problems"]) == (TEXT, [], [])


def test_quotations_with_one_cue_are_one_statement() -> None:
    pieces = [peer.Quotation((30, 34), (35, 39), at) for at in ((0, 20), (40, 52))]
    other = peer.Quotation((60, 64), (65, 69), (70, 80))
    said = peer.statements([pieces[0], other, pieces[1]])
    assert [one["content"] for one in said] == [[[0, 20], [40, 52]], [[70, 80]]]
    assert [one["id"] for one in said] == ["s1", "s2"]


def test_an_article_with_an_unpaired_mark_is_refused_with_a_problem() -> None:
    record = peer.record(article(), NLP(TEXT), peer.whole, unpaired)
    assert record["statements"] == []
    assert record["problems"] == [{"stage": "read", "message": "1 quotation marks found"}]


def test_by_paragraph_an_unpaired_mark_costs_one_paragraph() -> None:
    record = peer.record(article(), NLP(TEXT), peer.paragraphs, unpaired)
    assert words(record, "source") == ["Mira Sand", "she"]
    assert len(record["problems"]) == 1


@pytest.mark.parametrize("text", ["", "\n\n", "One line.", "One.\nTwo lines.", "\n\nOne.\n\n\nTwo.\n"])
def test_paragraphs_stand_where_they_say(text: str) -> None:
    parts = [(start, part.text) for start, part in peer.paragraphs(NLP(text))]
    assert all(text[start:].startswith(words) for start, words in parts)
    assert [words for _, words in parts] == [line for line in text.split("\n") if line]


def test_offsets_of_a_later_paragraph_are_those_of_the_article() -> None:
    def odo(doc: Doc) -> Iterator[peer.Triple]:
        if "Odo" in doc.text:
            yield triple(doc, "Odo Reed", "said", "“No,”")

    record = peer.record(article(), NLP(TEXT), peer.paragraphs, odo)
    assert words(record, "source") == ["Odo Reed"]


def scored(*scores: float | None) -> dict[str, Any]:
    statements = [{"id": f"s{n}", "score": score} for n, score in enumerate(scores, 1)]
    figures = [{"id": "f1", "statement": "s1"}]
    return {"schema": 1, "article": {}, "actors": [], "statements": statements, "figures": figures}


def test_a_statement_at_the_threshold_or_without_a_score_is_sure() -> None:
    record = bench.sure_only(scored(0.2, 0.5, None, 0.9), 0.5)
    assert [one["id"] for one in record["statements"]] == ["s2", "s3", "s4"]
    assert "figures" not in record


def test_hits_of_the_unsure_are_all_hits_less_those_of_the_sure() -> None:
    def score(predicted: Sequence[dict[str, Any]]) -> bench.Rates:
        n = sum(len(record["statements"]) for record in predicted)
        return {"found": bench.Rate(None, None, None, hits=3, predicted=n)}

    predicted = [scored(0.9, 0.8, 0.1), scored(0.7, 0.3, None, 0.2, 0.4)]
    every = bench.Rate(None, None, None, hits=4, predicted=8)
    figures = bench.abstention(predicted, every, 0.5, score)
    assert figures == bench.Abstention(sure=3 / 4, unsure=1 / 4, held_back=4, statements=8)


def test_with_nothing_held_back_the_unsure_have_no_precision() -> None:
    every = bench.Rate(None, None, None, hits=2, predicted=2)
    figures = bench.abstention([scored(0.9, None)], every, 0.5, lambda _: {"found": every})
    assert (figures.sure, figures.unsure, figures.held_back) == (1.0, None, 0)


def test_hits_follow_from_the_precision() -> None:
    row = {"p": 2 / 3, "r": 0.5, "f1": 4 / 7, "predicted": 6, "gold": 8}
    assert bench.polnear_rate(row) == bench.Rate(2 / 3, 0.5, 4 / 7, hits=4, predicted=6)


def test_no_prediction_has_no_precision() -> None:
    rate = bench.polnear_rate({"p": 0.0, "r": 0.0, "f1": 0.0, "predicted": 0, "gold": 8})
    assert (rate.precision, rate.hits) == (None, 0)


def test_the_ratio_is_the_median_of_the_rounds() -> None:
    assert bench.ratio([100, 300, 50], [100, 100, 100]) == 1.0


def test_without_textacy_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "installed", lambda: False)
    monkeypatch.setattr("sys.argv", ["attribution"])
    with pytest.raises(SystemExit, match="pip install textacy"):
        bench.main()

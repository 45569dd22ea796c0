"""The bundled story and its truth: sound, rebuilt from its sources byte for byte, and as rich as promised."""

import copy
import importlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from bench.score_truth import board_of, score, table, violations
from onrecord.collect import Page, pages
from onrecord.document import article
from onrecord.records import Article, Source

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"
STORY = ROOT / "src" / "onrecord" / "example" / "story"
TRUTH = [json.loads(line) for line in (EXAMPLES / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
LINKED = json.loads((EXAMPLES / "truth_linked.json").read_text(encoding="utf-8"))
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = {"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "nov": 11}
Line = dict[str, Any]


def name(line: Line) -> str:
    source = line["article"]["source"]
    return source["record"] or source["path"]


BY_NAME = {name(line): line for line in TRUTH}


def words(line: Line, span: list[int]) -> str:
    return line["article"]["text"][slice(*span)]


@pytest.fixture
def build(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The builder, which stands beside the truth and not in a package."""
    monkeypatch.syspath_prepend(str(EXAMPLES))
    return importlib.import_module("build_truth")


# The sources of the truth


def test_truth_is_what_its_sources_say(build: ModuleType) -> None:
    assert build.lines() == (EXAMPLES / "truth.jsonl").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("the envoy", "the envoy"),
        ("he {said} that", "said"),
        ('"No .. ever,"', "“No, not ever,”"),
        ("Ivo#2", "Ivo"),
        ("{no} .. at", None),  # braces do not stand on one side of a gap
        ("Ivo", None),  # twice
        ("Iv#1", None),  # not a whole word
        ("absent", None),
        ("he .. no", None),  # two places to begin at
    ],
)
def test_a_quotation_means_one_passage_or_stops_the_build(
    build: ModuleType, quote: str, found: str | None
) -> None:
    words = "Ivo saw the envoy. Then he said that Ivo, he, “No, not ever,” was no more."
    text = build.Text(Article(id="x", sources=(Source(),), text=words), "here")
    if found is None:
        with pytest.raises(build.AnnotationError, match="here"):
            text.find(quote)
    else:
        assert text.find(quote).words == found


def test_an_unclosed_quotation_runs_to_the_end_of_the_content(build: ModuleType) -> None:
    text = build.Text(Article(id="x", sources=(Source(),), text="He said “it is” and “it was."), "here")
    whole = text.article.span(8, len(text.plain))
    assert [span.words for span in build.quoted(text, whole)] == ["it is", "it was."]


# The truth


@pytest.mark.parametrize("line", TRUTH, ids=name)
def test_spans_and_references_hold(line: Line) -> None:
    assert list(violations(line)) == []
    for statement in line["statements"]:
        contents = statement["content"]
        assert contents, statement["id"]
        for quoted in statement["verbatim"]:
            assert any(a <= quoted[0] and quoted[1] <= b for a, b in contents), statement["id"]
        if statement["cue"] is None and statement["source"] is None:
            assert statement["speaker"], "a statement carried on still has its speaker"
    for figure in line["figures"]:
        assert figure["span"][0] <= figure["number"][0] < figure["number"][1] <= figure["span"][1]


@pytest.mark.parametrize("line", TRUTH, ids=name)
def test_the_article_is_the_one_in_the_story(line: Line) -> None:
    found = {read.id for read in map(article, story())}
    assert line["article"]["id"] in found


@pytest.mark.parametrize("line", TRUTH, ids=name)
def test_weekdays_and_dates_are_those_of_the_calendar(line: Line) -> None:
    for expression in line["dates"]:
        said, value = words(line, expression["span"]).lower(), expression["value"] or ""
        if not re.match(r"\d{4}-\d\d-\d\d", value):
            continue
        day = date.fromisoformat(value[:10])
        named = [weekday for weekday in DAYS if weekday in said]
        if expression["type"] == "DATE":
            assert named in ([], [DAYS[day.weekday()]]), said
        dated = re.search(r"\b(\d{1,2}) ([a-z]{3})[a-z]*\b|\b([a-z]{3})[a-z]*\.? (\d{1,2})\b", said)
        if dated and (dated[2] or dated[3]) in MONTHS:
            month, number = MONTHS[dated[2] or dated[3]], int(dated[1] or dated[4])
            assert (month, number) == (day.month, day.day), said


@pytest.mark.parametrize("line", TRUTH, ids=name)
def test_every_weekday_and_number_in_the_text_is_annotated(line: Line) -> None:
    text = line["article"]["text"]
    about = line["article"]
    apart = [*about["boilerplate"], *about["repeated"]]
    known = [d["span"] for d in line["dates"]] + [f["number"] for f in line["figures"]]
    for found in re.finditer(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b\d[\d,.]*\b", text):
        start, end = found.span()
        covered = any(a < end and start < b for a, b in (*known, *apart))
        assert covered or text[:end].endswith("UPDATE 2"), text[start - 30 : end + 20]


def test_truth_scores_full_against_itself() -> None:
    reached = score(TRUTH, TRUTH)
    for figure, value in reached.items():
        outcome = figure.startswith("published.") and figure != "published.right"
        assert value == (0.0 if outcome else 1.0), figure


def spoil_statements(line: Line) -> None:
    del line["statements"][::3]


def spoil_contents(line: Line) -> None:
    for statement in line["statements"]:
        statement["content"] = [[a, a + max(1, (b - a) * 6 // 10)] for a, b in statement["content"]]


def spoil_speakers(line: Line) -> None:
    for statement in line["statements"]:
        statement["speaker"] = None


def spoil_values(line: Line) -> None:
    for figure in line["figures"][::2]:
        figure["value"] += 1


def spoil_quantifiers(line: Line) -> None:
    for figure in line["figures"]:
        figure["quantifier"] = "up to"


def spoil_boilerplate(line: Line) -> None:
    line["article"]["boilerplate"] = []


def spoil_dates(line: Line) -> None:
    line["article"]["published"] |= {"earliest": "2019-01-01", "latest": "2019-01-01", "basis": "stated"}


def abstain_from_dates(line: Line) -> None:
    line["article"]["published"] = {"earliest": None, "latest": None, "basis": "unknown", "evidence": []}


def spoil_labels(line: Line) -> None:
    line["labels"] = []


def spoil_actors(line: Line) -> None:
    everyone = [mention for actor in line["actors"] for mention in actor["mentions"]]
    for actor in line["actors"]:
        actor |= {"name": "all", "mentions": everyone}


def spoil_stances(line: Line) -> None:
    for position in line["positions"]:
        position["stance"] = "proposes"


@pytest.mark.parametrize(
    ("spoil", "lower", "untouched"),
    [
        (spoil_statements, "statements.found.recall", "figures.found.f1"),
        (spoil_contents, "statements.strict.f1", "figures.found.f1"),
        (spoil_speakers, "statements.speaker.accuracy", "statements.found.f1"),
        (spoil_values, "figures.found.f1", "statements.strict.f1"),
        (spoil_quantifiers, "figures.full.f1", "figures.found.f1"),
        (spoil_boilerplate, "article.boilerplate.f1", "statements.found.f1"),
        (spoil_dates, "published.right", "article.title.accuracy"),
        (abstain_from_dates, "published.right", "article.title.accuracy"),
        (spoil_labels, "labels.found.f1", "statements.found.f1"),
        (spoil_actors, "statements.strict.f1", "statements.found.f1"),
        (spoil_stances, "positions.stance.accuracy", "positions.found.f1"),
    ],
)
def test_a_spoiled_record_scores_lower_where_it_is_spoiled(
    spoil: Callable[[Line], None], lower: str, untouched: str
) -> None:
    lines = copy.deepcopy(TRUTH)
    for line in lines:
        spoil(line)
    reached = score(lines, TRUTH)
    assert reached[lower] < 1.0
    assert reached[untouched] == 1.0


def test_an_abstention_is_no_error_and_a_wrong_date_is_one() -> None:
    abstained, wrong = copy.deepcopy(TRUTH), copy.deepcopy(TRUTH)
    for line in abstained:
        abstain_from_dates(line)
    for line in wrong:
        spoil_dates(line)
    undated = sum(line["article"]["published"]["earliest"] is None for line in TRUTH)
    assert score(abstained, TRUTH)["published.wrong"] == 0
    assert score(abstained, TRUTH)["published.right"] == undated / len(TRUTH)
    assert score(wrong, TRUTH)["published.wrong"] == 1.0


def test_an_article_without_a_prediction_is_all_missed() -> None:
    reached = score(TRUTH[:10], TRUTH)
    assert 0 < reached["statements.found.recall"] < 1
    assert reached["statements.found.precision"] == 1
    assert score([], TRUTH)["statements.found.f1"] == 0


def test_the_table_has_a_line_a_figure() -> None:
    lines = list(table(board_of(TRUTH, TRUTH)))
    assert any(line.startswith("statements  found") and "1.000 1.000 1.000" in line for line in lines)


# The story


def story() -> list[Page]:
    found = list(pages([STORY]))
    assert all(isinstance(item, Page) for item in found)
    return [item for item in found if isinstance(item, Page)]


def test_every_article_is_annotated() -> None:
    assert len(story()) == len(TRUTH) == len(BY_NAME) == 20
    assert len({line["article"]["id"] for line in TRUTH}) == 20


def test_formats() -> None:
    kinds = Counter(page.source.format for page in story())
    assert kinds["text"] >= 8
    assert kinds["html"] >= 4
    assert kinds["json"] >= 4


def test_addresses_are_invented() -> None:
    for path in STORY.iterdir():
        for host in re.findall(r"https?://([^/\"\s]+)", path.read_text(encoding="utf-8")):
            assert host.endswith(".example") or host == "schema.org"


def test_outlets_lengths_and_span_of_dates() -> None:
    outlets = {line["article"]["outlet"] for line in TRUTH} - {None}
    assert len(outlets) >= 8
    days = sorted(d for line in TRUTH if (d := line["article"]["published"]["earliest"]) and len(d) == 10)
    assert (date.fromisoformat(days[-1]) - date.fromisoformat(days[0])).days >= 70
    assert all(150 <= len(line["article"]["text"].split()) <= 600 for line in TRUTH)
    assert any("\n" not in line["article"]["text"].strip() for line in TRUTH), "one runs on one line"


def test_the_ways_in_which_people_are_quoted() -> None:
    said = [(line, statement) for line in TRUTH for statement in line["statements"]]
    assert {s["type"] for _, s in said} == {"direct", "indirect", "mixed"}
    assert {s["act"] for _, s in said} >= {
        "assert", "deny", "demand", "offer", "accept", "reject", "accuse", "warn", "promise", "ask",
    }  # fmt: skip
    assert any(len(s["chain"]) == 2 for _, s in said)
    assert any(s["hedge"] for _, s in said)
    assert any(s["attitude"] for _, s in said)
    assert any(s["cue"] is None for _, s in said)
    assert any(len(s["content"]) >= 3 for _, s in said), "a quotation over several paragraphs"
    for line in TRUTH:
        nameless = [s["speaker"] for s in line["statements"] if s["source_kind"] == "anonymous official"]
        if len(set(nameless)) >= 2:
            break
    else:
        pytest.fail("no article with two anonymous officials")
    assert {label["voice"] == "outlet" for line in TRUTH for label in line["labels"]} == {True, False}


# Across articles


def cited(value: Any) -> Iterator[tuple[str, str | None]]:
    """Every article named in the linked truth, with the record cited of it."""
    if isinstance(value, dict):
        if "article" in value:
            yield value["article"], value.get("statement") or value.get("figure") or value.get("record")
        for item in value.values():
            yield from cited(item)
    elif isinstance(value, list):
        for item in value:
            yield from cited(item)


def test_linked_truth_cites_what_there_is() -> None:
    sections = ("statements", "figures", "positions", "proposals", "signals", "events")
    for where, key in cited(LINKED):
        known = {item["id"] for section in sections for item in BY_NAME[where][section]}
        assert key is None or key in known, (where, key)
    for proposal in LINKED["proposals"]:
        for where, key in proposal["articles"]:
            assert key in {item["id"] for item in BY_NAME[where]["proposals"]}


def test_series_hold_the_numbers_of_the_articles() -> None:
    for series in LINKED["series"]:
        for point in series["points"]:
            (figure,) = [f for f in BY_NAME[point["article"]]["figures"] if f["id"] == point["figure"]]
            assert (point["value"], point["quantifier"]) == (figure["value"], figure["quantifier"])
            assert figure["category"] == series["key"]["category"]


def test_copies_stories_and_origins() -> None:
    wired = [pair for pair in LINKED["copies"] if pair["kind"] == "copy"]
    assert len({pair[side] for pair in wired for side in "ab"}) == 4, "one wire and three copies of it"
    assert any(pair["kind"] == "revision" for pair in LINKED["copies"])
    placed = [where for story in LINKED["stories"] for where in story["articles"]]
    assert sorted(placed) == sorted(BY_NAME)
    for claim in LINKED["claims"]:
        told = {telling["article"] for telling in claim["tellings"]}
        assert told == {where for origin in claim["origins"] for where in origin["articles"]}, claim["claim"]
    assert any(len(c["tellings"]) >= 4 and len(c["origins"]) == 1 for c in LINKED["claims"])


def test_disputes_and_changes() -> None:
    kinds = {dispute["kind"] for dispute in LINKED["disputes"]}
    assert kinds == {"number", "occurrence", "responsibility", "acceptance", "degree"}
    versions = [p["version"] for p in LINKED["proposals"] if "Ruhl" not in p["proposal"] and p["version"]]
    assert versions == [1, 2, 3]
    halves = LINKED["changes"]
    assert not set(halves["first_half"]) & set(halves["second_half"])
    assert 8 <= len(halves["changes"]) <= 15, "no more than a screen"

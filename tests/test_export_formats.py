"""PLOVER, HXL, FollowTheMoney, iCalendar, BibTeX and CSL: each read back by the tool it is for."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from onrecord.cli import main
from onrecord.records import EVENT_TYPES, Event, Period, Published, Record, Source
from onrecord.show.exports import calendar, followthemoney, hxl, plover, references
from onrecord.store import Store
from tests.test_store import find, full, other

DAY = Published(earliest="2031-05-04", latest="2031-05-04", basis="metadata")
TITLE = r"50% of {Dalmere} & \the $ea #1_~ here"


def events() -> Record:
    """A record with an event of each precision."""
    times = {
        "e1": Period(earliest="2031-05-02", latest="2031-05-02", span=find("on Friday")),
        "e2": Period(earliest="2031-04-30", latest="2031-05-01"),
        "e3": Period(earliest="2031-04", latest="2031-04"),
        "e4": Period(earliest="2031-05-02"),
        "e5": None,
    }
    words = ("detained", "told", "exchange", "stalled", "said")
    kinds = ("COERCE", "CONSULT", "RETREAT", "REJECT", "REQUEST")
    made = tuple(
        Event(
            id=name, span=find(word), type=kind, mode="arrest" if kind == "COERCE" else None, actor="a3",
            target="a1" if name == "e1" else None, when=when, place="Dalmere, by the; dam\nand",
            factuality="denied" if name == "e2" else "claimed", statement="s1", rule="by hand",
        )
        for (name, when), word, kind in zip(times.items(), words, kinds, strict=True)
    )  # fmt: skip
    source = Source(path="a.txt", url="https://dalmere.example/talks?id=1&a={b}")
    article = replace(full().article, published=DAY, title=TITLE, title_span=None, sources=(source,))
    return replace(full(), article=article, events=made)


@pytest.fixture
def story(tmp_path: Path) -> Path:
    with Store(tmp_path / "the_dam.db") as store:
        store.add(
            [events(), other("Ada Quill", published=Published(latest="2031-06"), title=None, outlet=None)]
        )
    return tmp_path / "the_dam.db"


@pytest.fixture
def export(story: Path, tmp_path: Path) -> Any:
    """Exports the story; gives the file and what was said."""

    def one(form: str) -> tuple[Path, str]:
        result = CliRunner().invoke(
            main, ["export", str(story), "-o", str(tmp_path / form), "--format", form]
        )
        assert result.exit_code == 0, result.output
        return tmp_path / form, result.output

    return one


def test_plover_records_have_its_fields_types_and_modes(export) -> None:
    path, _ = export("plover")
    found = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(found) == 5 and plover.CODER in found[0]["coder"]
    for one in found:
        (kind,) = one["event"]
        assert kind in EVENT_TYPES and set(one["mode"]) <= set(EVENT_TYPES[kind])
        place = one["text_info"]
        assert full().article.text[place["start"] : place["end"]] == one["text"]
    assert (
        found[0]["actor"][0]["sector_code"] == "MIL"
        and found[0]["recipient"][0]["entity_name"] == "Ada Quill"
    )
    assert [one["date"] for one in found] == ["2031-05-02", "2031-04-30", "2031-04", "2031-05-02", None]
    assert [one["enddate"] for one in found][:2] == [None, "2031-05-01"]
    assert found[1]["auxiliary"] == ["negation"] and found[0]["cite_info"]["date"] == "2031-05-04"
    assert found[0]["comment"] == "claimed, by Ada Quill"


def test_hxl_is_read_back_by_libhxl(export) -> None:
    library = pytest.importorskip("hxl", reason="libhxl is not installed here")
    path, _ = export("hxl")
    with library.data(str(path), library.InputOptions(allow_local=True)) as data:
        rows = list(data)
        assert data.display_tags == [tag for _, tag in hxl.COLUMNS]
    (row,) = rows
    told = {
        tag: row.get(tag)
        for tag in ("#affected+num", "#indicator+category", "#org+source", "#meta+quantifier")
    }
    assert (
        list(told.values()) == ["45", "detained", "Ada Quill", "at least"] or told["#affected+num"] == "45.0"
    )
    assert row.get("#description+words") == "at least 45 fishermen"


def test_followthemoney_accepts_every_statement(export) -> None:
    library = pytest.importorskip("followthemoney", reason="followthemoney is not installed here")
    from followthemoney.statement import Statement, StatementEntity, read_path_statements

    path, _ = export("ftm")
    found = list(read_path_statements(path, "json"))
    assert found and {one.dataset for one in found} == {"the_dam"}
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [one.id for one in found] == [one["id"] for one in lines] and len(
        {one.id for one in found}
    ) == len(found)
    for one, line in zip(found, lines, strict=True):
        assert one.id == Statement.make_key("the_dam", one.entity_id, one.prop, one.value, False)
        prop = library.model[one.schema].properties[one.prop]
        assert prop.type.name == line["prop_type"], one.prop
        assert len(line["origin"].partition("/")[0]) == 64
        assert prop.type.clean(one.value) is not None, (one.prop, one.value)
    dataset = library.Dataset.make({"name": "the_dam", "title": "The dam"})
    entities: dict[str, Any] = {}
    for one in found:
        if one.canonical_id not in entities:
            entities[one.canonical_id] = StatementEntity.from_statements(dataset, [one])
        else:
            entities[one.canonical_id].add_statement(one)
    named = [one for one in entities.values() if one.schema.name == "Person"]
    assert [one.get("name") for one in named] == [["Ada Quill"]], "one person over both articles"
    assert {one.schema.name for one in entities.values()} >= {"Article", "Event", "Mention", "Organization"}
    event = next(
        one
        for one in entities.values()
        if one.schema.name == "Event" and one.get("endDate") == ["2031-05-02"]
    )
    assert len(event.get("involved")) == 2 and event.get("summary") == ["detained"]


def test_followthemoney_links_the_article_with_the_speaker_and_who_passed_it_on(export, story) -> None:
    library = pytest.importorskip("followthemoney", reason="followthemoney is not installed here")
    from followthemoney.statement import StatementEntity, read_path_statements

    silent = replace(events().statements[1], id="s9", speaker=None)
    with Store(story) as store:
        store.add([replace(events(), statements=(*events().statements, silent))])
    path, told = export("ftm")
    dataset = library.Dataset.make({"name": "the_dam", "title": "The dam"})
    entities: dict[str, Any] = {}
    for one in read_path_statements(path, "json"):
        if one.entity_id not in entities:
            entities[one.entity_id] = StatementEntity(dataset, {"schema": one.schema, "id": one.entity_id})
        entities[one.entity_id].add_statement(one)
    links = [one for one in entities.values() if one.schema.name == "Documentation"]
    of = {(one.first("recordId"), one.first("role")): one for one in links if one.first("publisher")}
    assert set(of) == {("s1", "speaker"), ("s1", "told"), ("s2", "holder of the attitude")}
    said = of["s1", "speaker"]
    assert said.get("summary") == ["“at least 45 fishermen” had been detained … coast guard"]
    assert said.get("startDate") == said.get("endDate") == ["2031-05-02"]
    assert said.first("status") is None
    speaker, article = entities[said.first("entity")], entities[said.first("document")]
    assert (speaker.caption, article.caption, article.schema.name) == ("Ada Quill", TITLE, "Article")
    assert said.schema.edge_source == "document" and said.schema.edge_target == "entity"
    assert entities[of["s1", "told"].first("entity")].caption == "Tern Gazette"
    for one in links:
        assert not set(said.schema.required) - set(one.properties), "document and entity"
        one.schema.validate(one.to_dict())
    assert "links to speakers: 1 left out, for the words name nobody" in told


def test_calendar_holds_the_events_that_are_told_to_the_day_and_counts_the_others(export) -> None:
    library = pytest.importorskip("icalendar", reason="icalendar is not installed here")
    path, told = export("ics")
    found = library.Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    days = [(one.decoded("dtstart"), one.decoded("dtend")) for one in found]
    assert days == [(date(2031, 4, 30), date(2031, 5, 2)), (date(2031, 5, 2), date(2031, 5, 3))]
    assert "2 left out, not told to the day" in told and "1 left out, undated" in told
    text = str(found[1]["description"])
    assert "Time told as: day" in text and "“detained”" in text and "by Ada Quill" in text
    assert str(found[1]["location"]) == "Dalmere, by the; dam\nand"
    assert "(claimed)" in str(found[1]["summary"]) and len({str(one["uid"]) for one in found}) == 2
    assert path.read_bytes() == export("ics")[0].read_bytes() and b"\r\n" in path.read_bytes()
    assert calendar.Kept(entries=2, imprecise=2, undated=1)


def test_bibtex_is_read_back_by_a_parser(export) -> None:
    library = pytest.importorskip("bibtexparser", reason="bibtexparser is not installed here")
    path, _ = export("bibtex")
    read = library.parse_file(str(path), append_middleware=[library.middlewares.LatexDecodingMiddleware()])
    assert not read.failed_blocks
    first, second = read.entries
    assert first["date"] == "2031-05-04" and first["year"] == "2031"
    assert first["title"].replace("{", "").replace("}", "") == TITLE.replace("{", "").replace("}", "")
    assert "Ida Brook" in first["author"]
    (plain, _) = library.parse_file(str(path)).entries
    assert plain["url"] == "https://dalmere.example/talks?id=1&a=%7Bb%7D"
    assert "date" not in second.fields_dict and "title" not in second.fields_dict


def test_csl_items_say_what_is_known_and_no_more(export) -> None:
    path, _ = export("csl")
    first, second = json.loads(path.read_text(encoding="utf-8"))
    assert first["issued"] == {"date-parts": [[2031, 5, 4]]} and first["title"] == TITLE
    assert first["author"] == [{"literal": "Ida Brook"}, {"literal": "Ben Óg"}]
    assert set(second) == {"id", "type", "note"}
    assert first["type"] == "article-newspaper" and references.SHORT == 12
    assert followthemoney.TYPES["name"] == "name"

"""How outlets word and choose what they tell, counted."""

import json
from hashlib import sha256

import pytest
from click.testing import CliRunner

from onrecord import cli
from onrecord.link.framing import Anonymity, Naming, Selection, Violence, is_passive, origins
from onrecord.link.pile import Pile
from onrecord.records import Actor, Article, Event, Label, Period, Published, Record, Source, Statement
from onrecord.store import Store

LEAGUE = Actor(id="a1", name="Orrin League", kind="armed group")
VELMARK = Actor(id="a2", name="Velmark", kind="state")
MINISTER = Actor(id="a3", name="Petra Lunde", kind="person", party="Velmark")
CAST = (LEAGUE, VELMARK, MINISTER)


def article(text, outlet, day="2031-03-01", **more):
    published = Published(earliest=day, latest=day, basis="metadata")
    return Article(
        id=sha256(text.encode()).hexdigest(), sources=(Source(path=f"{outlet}.txt"),), text=text,
        outlet=outlet, published=published, **more,
    )  # fmt: skip


def at(own, words):
    start = own.text.index(words)
    return own.span(start, start + len(words))


def event(own, words, **more):
    given = {"id": "e1", "type": "ASSAULT", "factuality": "asserted", "rule": "r"} | more
    return Event(span=at(own, words), **given)


@pytest.fixture
def records():
    herald = article("Bandits of the League struck Karsk on Friday. “Butchers,” said Lunde.", "Herald")
    said = Statement(
        id="s1", source=at(herald, "Lunde"), speaker="a3", source_kind="named person", cue=at(herald, "said"),
        content=(at(herald, "“Butchers,”"),), verbatim=(at(herald, "Butchers"),), type="direct", rule="r",
    )  # fmt: skip
    first = Record(
        article=herald, actors=CAST, statements=(said,),
        labels=(
            Label(span=at(herald, "Bandits"), actor="a1", label="Bandits", voice="outlet", rule="r"),
            Label(span=at(herald, "Butchers"), actor="a1", label="Butchers", voice="s1", rule="r"),
        ),
        events=(
            event(herald, "struck Karsk", actor="a1", place="Karsk",
                  when=Period(earliest="2031-02-28", latest="2031-02-28")),
        ),
    )  # fmt: skip
    courier = article("Nine people were killed in Karsk. Two more died, an official said.", "Courier")
    unnamed = Statement(
        id="s1", source=at(courier, "an official"), speaker=None, source_kind="anonymous official",
        cue=at(courier, "said"), content=(at(courier, "Two more died"),), type="indirect", rule="r",
    )  # fmt: skip
    second = Record(
        article=courier, actors=CAST, statements=(unnamed,),
        events=(event(courier, "killed in Karsk"), event(courier, "died", id="e2", statement="s1",
                                                         factuality="claimed")),
    )  # fmt: skip
    gazette = Record(
        article=article("Barley is dear.", "Gazette", byline=("AP", "Bo Reed"), republished_from="Reuters")
    )
    return [first, second, gazette]


def test_labels_stand_by_outlet_and_voice(records):
    told = [(one.actor, one.outlet, one.label, one.voice, one.by) for one in Pile(records).all(Naming)]
    assert told == [
        ("Orrin League", "Herald", "bandits", "outlet", None),
        ("Orrin League", "Herald", "butchers", "statement", "Petra Lunde"),
    ]


def test_violence_without_an_actor_is_counted_with_its_words(records):
    by = {one.outlet: one for one in Pile(records).all(Violence)}
    courier = by["Courier"]
    assert (courier.events, len(courier.no_actor)) == (2, 2)
    assert [told.span.words for told in courier.passive] == ["killed in Karsk"]
    assert [told.span.words for told in courier.dying] == ["died"]
    assert (by["Herald"].events, by["Herald"].no_actor) == (1, ())
    assert by["Gazette"].events == 0


@pytest.mark.parametrize(
    ("text", "words", "passive"),
    [
        ("Nine people were killed in Karsk.", "killed in Karsk", True),
        ("Nine people had been brutally beaten there.", "had been brutally beaten", True),
        ("Two boys have not been shot.", "shot", True),
        ("Gunmen killed nine people.", "killed nine people", False),
        ("Gunmen who were masked shot nine people.", "shot nine people", False),
        ("They were there. Strikes killed nine.", "killed nine", False),
        ("The clash was deadly and the strikes went on.", "strikes", False),
    ],
)
def test_passive_wording(text, words, passive):
    own = article(text, "Herald")
    assert is_passive(Record(article=own), event(own, words)) == passive


def test_what_stands_in_quotation_marks_is_no_wording_of_the_outlet():
    own = article("“Nine were killed,” Lunde said.", "Herald")
    said = Statement(
        id="s1", source=at(own, "Lunde"), speaker="a3", source_kind="named person", cue=at(own, "said"),
        content=(at(own, "“Nine were killed,”"),), verbatim=(at(own, "Nine were killed"),),
        type="direct", rule="r",
    )  # fmt: skip
    record = Record(article=own, actors=CAST, statements=(said,), events=(event(own, "killed"),))
    assert Pile([record]).all(Violence)[0].events == 0


def test_sources_without_a_name_are_counted_over_all_statements(records):
    by = {one.outlet: (len(one.anonymous), one.statements) for one in Pile(records).all(Anonymity)}
    assert by == {"Courier": (1, 1), "Gazette": (0, 0), "Herald": (0, 1)}


def test_origins_are_agencies_and_the_outlet_a_text_is_from(records):
    assert origins(records[2]) == ["Reuters", "Associated Press"]
    own = Record(article=article("Hay is dear.", "Reuters", byline=("Reuters", "Bo Reed")))
    assert origins(own) == []


def test_what_one_outlet_tells_and_two_others_leave_out(records):
    (one,) = [one for one in Pile(records).all(Selection) if one.happening.place == "Karsk"]
    assert (one.told_by, one.left_out_by) == (("Herald",), ("Courier", "Gazette"))


def test_an_outlet_that_may_tell_it_in_other_words_is_not_said_to_leave_it_out(records):
    own = article("In Karsk, troops shelled a mill.", "Gazette")
    maybe = Record(
        article=own, actors=CAST, events=(event(own, "shelled a mill", actor="a2", place="Karsk"),)
    )
    assert all("Gazette" not in one.left_out_by for one in Pile([*records, maybe]).all(Selection))


def test_an_outlet_that_published_weeks_later_leaves_nothing_out(records):
    late = [records[0], Record(article=article("Hay is dear.", "Gazette", "2031-04-20"))]
    assert Pile(late).all(Selection) == ()


def test_the_command_prints_counts_and_words(tmp_path, records):
    path = tmp_path / "pile.db"
    with Store(path) as store:
        store.add(records)
    plain = CliRunner().invoke(cli.main, ["framing", str(path)], catch_exceptions=False).stdout
    assert "Courier: 2 of 2 name no actor, 1 of these in the passive, 1 with a verb of dying" in plain
    assert "Orrin League: “butchers” (Petra Lunde in Herald, 1)" in plain
    assert "Gazette: Associated Press 1, Reuters 1, of 1 articles" in plain
    told = json.loads(
        CliRunner().invoke(cli.main, ["framing", str(path), "--json"], catch_exceptions=False).stdout
    )
    assert told["namings"][0]["label"] == "bandits"

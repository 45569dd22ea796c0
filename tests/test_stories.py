"""A pile is cut into stories and events; an undated article is narrowed by its story."""

import json
from dataclasses import replace
from hashlib import sha256

import pytest
from click.testing import CliRunner

from bench.stories import adjusted_rand, b_cubed
from onrecord import cli
from onrecord.link import clusters, stories, vectors
from onrecord.link.narrowed import narrowed
from onrecord.records import Actor, Article, Figure, Published, Record, Source
from onrecord.store import Store

PLAN = "Envoy Ruta Calloway handed Velmark and the Orrin League a draft truce for the Sann valley. "
STRIKE = "Shells hit the grain market of Karsk in the Sann valley, the Orrin League and Velmark said. "
HARBOUR = "Tug crews of Port Averil stay ashore as dockers and the harbour board quarrel over overtime. "
FISH = "Otters have come back to the brooks near Lunde, a ranger counts nine cubs this spring. "
DETAILS = (
    "Mediators in Tolm want prisoners freed in two steps.",
    "Observers would watch the bridge at Ollen from the first morning.",
    "A clerk of the envoy read out the six paragraphs.",
    "The League asks for a longer pause.",
)


def article(name, text, day=None, outlet=None, title=None):
    published = Published(earliest=day, latest=day, basis="metadata") if day else Published()
    return Article(
        id=sha256(text.encode()).hexdigest(), sources=(Source(path=name),), text=text, language="en",
        title=title, outlet=outlet,
        published=published,
    )  # fmt: skip


@pytest.fixture
def pile():
    return [
        article("plan-1", PLAN + DETAILS[0], "2031-03-01", "Courier", "A draft for the valley"),
        article("plan-2", PLAN + DETAILS[1], "2031-03-02", "Herald"),
        article("strike-1", STRIKE + "Nine traders died.", "2031-03-14", "Courier"),
        article("strike-2", STRIKE + "Doctors count nine dead traders.", "2031-03-15", "Herald"),
        article("tugs-1", HARBOUR + "Ferries wait.", "2031-03-02", "Courier"),
        article("tugs-2", HARBOUR + "Coal barges wait too.", "2031-03-03", "Gazette"),
        article("otters", FISH, "2031-03-02", "Herald"),
    ]


def groups(told):
    return sorted(sorted(story.articles) for story in told)


def test_a_running_story_holds_its_events_and_a_distractor_stays_alone(pile):
    told = stories.stories(pile)
    assert groups(told) == [
        ["otters"], ["plan-1", "plan-2", "strike-1", "strike-2"], ["tugs-1", "tugs-2"],
    ]  # fmt: skip
    assert [event.articles for event in told[0].events] == [("plan-1", "plan-2"), ("strike-1", "strike-2")]
    assert (told[0].earliest, told[0].latest) == ("2031-03-01", "2031-03-15")


def test_the_order_of_the_pile_does_not_matter(pile):
    assert groups(stories.stories(pile[::-1])) == groups(stories.stories(pile))


@pytest.mark.parametrize(
    ("day", "together"),
    [("2031-03-05", True), ("2031-03-28", True), ("2033-03-05", False), (None, True)],
    ids=["days later", "weeks later", "years later", "undated"],
)
def test_the_same_words_are_one_story_unless_a_long_pause_lies_between(pile, day, together):
    again = article("again", PLAN + DETAILS[2], day, "Gazette")
    told = stories.stories([*pile, again])
    assert together == any({"again", "plan-1"} <= set(story.articles) for story in told)


def test_what_an_outlet_writes_under_every_article_joins_nothing():
    menu = "Sign up for the Lantern letter from Mervale, read by friends of Mervale. Lantern House, Mervale. "
    texts = [FISH, HARBOUR, STRIKE]
    told = stories.stories(
        [article(f"{n}", text + menu * 3, None, "Lantern") for n, text in enumerate(texts)]
    )
    assert len(told) == len(texts)


def test_a_story_is_named_by_its_names_and_no_loaded_word(pile):
    loud = [
        replace(one, text=one.text + " The regime of butchers and terrorists will pay.") for one in pile[:2]
    ]
    (told,) = stories.stories(loud)
    assert told.title == "A draft for the valley"
    assert "Calloway" in told.story or "League" in told.story
    assert not {"regime", "butchers", "terrorists"} & set(
        told.story.replace(":", "").replace(",", "").split()
    )


def test_an_article_without_words_is_alone_and_breaks_nothing(pile):
    told = stories.stories([*pile, article("blank", "…"), article("numbers", "1 2 3")])
    assert ["blank"] in groups(told)
    assert ["numbers"] in groups(told)
    assert stories.stories([]) == []


def test_vectors_are_of_length_one_and_a_rare_name_weighs_more_than_a_common_word(pile):
    found = vectors.vectors(pile)[0]
    assert sum(weight**2 for weight in found.terms.values()) <= 1 + 1e-9
    assert found.terms["calloway"] > found.terms["envoy"]
    assert "calloway" in found.names
    assert "draft" not in found.names


def test_a_cluster_is_as_alike_as_its_pairs_are_on_average():
    ones = [clusters.single(n, vector, None) for n, vector in enumerate(({"a": 1.0}, {"a": 0.6, "b": 0.8}))]
    both = clusters.summed(ones)
    other = clusters.single(2, {"b": 1.0}, None)
    assert clusters.average(both, other) == pytest.approx((0 + 0.8) / 2)
    assert both.within == pytest.approx(0.6 / 2)  # one pair, and one as if unlike


def counted(name, day, value, words):
    text = PLAN + f"The Karsk health office counts {words} dead in the Sann valley since 1 January."
    start = text.index(words)
    own = article(name, text, day)
    number = own.span(start, start + len(words))
    figure = Figure(
        id="f1", span=number, number=number, value=value,
        category="killed", counted="people", place="Sann valley", since="2031-01-01", measure="cumulative",
        counter="a1", as_of=day, rule="figures 1",
    )  # fmt: skip
    office = Actor(id="a1", name="Karsk health office", kind="government")
    return Record(article=own, actors=(office,), figures=(figure,))


@pytest.fixture
def counts():
    return [
        counted("early", "2031-03-01", 410.0, "410"),
        counted("undated", None, 433.0, "433"),
        counted("late", "2031-03-09", 450.0, "450"),
    ]


def test_an_undated_article_is_narrowed_by_the_count_it_repeats(counts):
    (one,) = narrowed(counts, stories.stories([record.article for record in counts]))
    assert (one.article, one.earliest.day, one.latest.day) == ("undated", "2031-03-01", "2031-03-09")
    assert "“433”, is above “410”" in one.earliest.because
    assert counts[1].article.published == Published()


def test_without_a_count_the_story_alone_bounds_it(counts):
    bare = [replace(record, figures=()) for record in counts]
    (one,) = narrowed(bare, stories.stories([record.article for record in bare]))
    assert one.earliest.day < "2031-03-01" < "2031-03-09" < one.latest.day
    assert "its story runs from 2031-03-01 to 2031-03-09" in one.earliest.because


def test_the_command_prints_stories_with_what_is_inferred(tmp_path, counts, pile):
    path = tmp_path / "pile.db"
    with Store(path) as store:
        store.add([*counts, *(Record(article=one) for one in pile[4:])])
    printed = CliRunner().invoke(cli.main, ["stories", str(path), "--json"], catch_exceptions=False).stdout
    told = json.loads(printed)
    assert sorted(told[0]["articles"]) == ["early", "late", "undated"]
    assert told[0]["narrowed"][0]["latest"]["day"] == "2031-03-09"
    plain = CliRunner().invoke(cli.main, ["stories", str(path)], catch_exceptions=False).stdout
    assert "undated; its story tells 2031-03-01 to 2031-03-09" in plain
    assert "alone (1 articles)\n      otters" in plain


@pytest.mark.parametrize(
    ("ours", "rand", "f1"),
    [((1, 1, 2, 2), 1.0, 1.0), ((1, 1, 1, 1), 0.0, 2 / 3), ((1, 2, 3, 4), 0.0, 2 / 3)],
)
def test_the_measures_of_the_bench(ours, rand, f1):
    gold = ("a", "a", "b", "b")
    assert adjusted_rand(ours, gold) == pytest.approx(rand)
    assert b_cubed(ours, gold)[2] == pytest.approx(f1)

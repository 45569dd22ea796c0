"""figures.py, counting.py, casualties.py and starts.py on invented sentences, with the pinned pipeline."""

from collections.abc import Callable

import pytest

from onrecord.read.dates import dates
from onrecord.read.figures import figures
from onrecord.read.reading import load, readings
from onrecord.read.tagger import Tagger
from onrecord.records import Actor, Figure, Published, Statement
from tests.conftest import article

DAY = Published(earliest="2031-05-14", latest="2031-05-14", basis="metadata")  # a Wednesday
Read = Callable[..., list[Figure]]


@pytest.fixture(scope="session")
def pipeline():
    return load()


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger()


@pytest.fixture
def figured(pipeline, tagger) -> Read:
    """Reads the figures of one invented text, with statements by the words of their content."""

    def one(
        text: str, said: dict[str, str] | None = None, act: str = "assert", **known: object
    ) -> list[Figure]:
        made = article(text, **known)
        (reading,) = readings([made], pipeline, tagger)
        people, statements = [], []
        for number, (words, speaker) in enumerate((said or {}).items(), 1):
            start = text.index(words)
            people.append(Actor(id=f"a{number}", name=speaker, kind="person"))
            statements.append(
                Statement(
                    id=f"s{number}", source=None, speaker=f"a{number}", source_kind=None, cue=None, act=act,
                    content=(made.span(start, start + len(words)),), type="indirect", rule="test",
                )
            )  # fmt: skip
        return list(figures(reading, people, statements, tuple(dates(reading))))

    return one


CATEGORIES = [
    # text, (number, category)…
    ("The blast killed at least 12 dockers and wounded 30.", "12 killed, 30 injured"),
    ("At least 12 people were killed and 30 others injured in Port Velk.", "12 killed, 30 injured"),
    ("The fire left 120 residents dead.", "120 killed"),
    ("The storm claimed ten lives.", "ten killed"),
    ("The army announced the deaths of seven soldiers.", "seven killed"),
    ("The ministry documented over 549 fatalities.", "549 killed"),
    ("The death toll rose to 31 on Monday.", "31 killed"),
    ("Floods in the delta: death toll nears 1,200", "1,200 killed"),
    ("Mine Collapse Kills 230 Workers", "230 killed"),
    ("Two gunmen killed five people.", "Two other, five killed"),
    ("Nine people died and 40 were wounded.", "Nine killed, 40 injured"),
    ("The raid killed or injured 60 people.", "60 other"),
    ("There were 60 casualties in the first week.", "60 other"),
    ("The dead are fourteen civilians, five Coast Guard officers, and one member of the crew.",
     "fourteen killed, five killed, one killed"),
    ("The strike killed 45 people, including 23 children.", "45 killed, 23 killed"),
    ("Police arrested 15 strikers.", "15 detained"),
    ("More than 500 families had fled the valley.", "500 displaced"),
    ("The fighting drove 20,000 people from their homes.", "20,000 displaced"),
    ("Three sailors are still missing.", "Three missing"),
    ("The rebels seized the town and took 12 hostages.", "12 hostages taken"),
    ("The rebels still hold 12 hostages.", "12 hostages held"),
    ("The rebels agreed to release 12 hostages.", "12 hostages to release"),
    ("The rebels say 12 hostages are alive.", "12 hostages alive"),
    ("The republic will free 200 prisoners in exchange.", "200 prisoners to release"),
    ("The raid saw 1,200 people killed and 251 taken hostage.", "1,200 killed, 251 hostages taken"),
    ("Some 58 hostages remain, up to 23 of whom are believed to be alive.",
     "58 hostages held, 23 hostages alive"),
    ("Last year saw 11,187 accidents leading to 750 deaths and 7,999 injuries.",
     "11,187 other, 750 killed, 7,999 injured"),
    ("In addition to the deaths, 33 were treated.", "33 other"),
    ("Doctors treated 21 injured dockers in Velk, 36 in Dorr and seven in Lissen.",
     "21 injured, 36 injured, seven injured"),
    ("He was 79.", "79 age"),
    ("The ship of 300 tons carried food.", "300 other"),
    ("They swapped prisoners of war, 200 for 200.", "200 prisoners to release, 200 prisoners to release"),
    ("About 100 aid trucks crossed the border.", "100 aid"),
    ("The charity delivered 44 million meals.", "44 million aid"),
    ("Army trucks with 40 tonnes of explosives crossed the bridge.", "40 other"),
    ("The army captured 18 villages.", "18 other"),
    ("The drought killed 300 cattle.", "300 other"),
    ("Ana Velk, 26, left the port.", "26 age"),
    ("Her 12-year-old son was on the ferry.", "12 age"),
    ("The 5-year-old war has ruined the coast.", "5 duration"),
    ("A week-long truce began.", "week duration"),
    ("The village lies 300 km (200 miles) away.", "300 distance, 200 distance"),
    ("Gusts reached 160 km/h.", "160 other"),
    ("The port costs $245m (£182m).", "245m money, 182m money"),
    ("The army will leave 70% of the valley.", "70 other"),
    ("The 20-point plan was signed.", "20 other"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CATEGORIES, ids=[case[0][:45] for case in CATEGORIES])
def test_category(figured: Read, text: str, expected: str) -> None:
    assert ", ".join(f"{figure.number.words} {figure.category}" for figure in figured(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The mayor spoke to one of the dockers.",
        "No one was hurt on 12 May 2031.",
        "The plan's Article 5 and phase 2 were agreed in 2030.",
        "The two-state plan failed at 10:30.",
        "The Boeing 737 landed.",
    ],
)
def test_no_figure(figured: Read, text: str) -> None:
    assert figured(text) == []


@pytest.mark.parametrize(
    ("text", "unit", "counted"),
    [
        ("Up to 500 foreign fighters remain.", "person", "foreign fighters"),
        ("Hundreds of civilians fled.", "person", "civilians"),
        ("There were 549 fatalities among aid seekers.", "person", "aid seekers"),
        ("There were 549 fatalities.", "person", None),
        ("The blast killed five.", "person", None),
        ("Sixteen barrel bombs fell.", "bomb", "barrel bombs"),
        ("The 15-member council met.", "member", "council"),
        ("The port spent 5 million euros.", "euro", None),
        ("About 60 percent of the voters agreed.", "percent", "voters"),
    ],
)
def test_who_is_counted(figured: Read, text: str, unit: str, counted: str | None) -> None:
    (figure,) = figured(text)
    assert (figure.unit, figure.counted) == (unit, counted)


def test_speaker_of_the_innermost_statement_counts(figured: Read) -> None:
    text = "Velk said the union had claimed that 40 dockers were hurt and 3 cranes fell."
    said = {
        "the union had claimed that 40 dockers were hurt and 3 cranes fell": "Velk",
        "40 dockers were hurt": "union",
    }
    hurt, cranes = figured(text, said)
    assert (hurt.counter, hurt.statement) == ("a2", "s2")
    assert (cranes.counter, cranes.statement) == ("a1", "s1")


def test_outside_statements_nobody_is_guessed_to_count(figured: Read) -> None:
    (figure,) = figured("Forty dockers were injured.")
    assert (figure.counter, figure.statement) == (None, None)


def test_what_is_demanded_nobody_has_counted(figured: Read) -> None:
    text = "The rebels demanded that the republic release 200 prisoners."
    (figure,) = figured(text, {"that the republic release 200 prisoners": "rebels"}, act="demand")
    assert (figure.counter, figure.statement) == (None, "s1")


@pytest.mark.parametrize(
    ("text", "since", "measure"),
    [
        ("Some 300 dockers have been arrested since 2 May.", "2031-05-02", "cumulative"),
        ("Some 300 dockers have been arrested since August 2029.", "2029-08", "cumulative"),
        ("Some 300 dockers have been arrested since November.", "2030-11", "cumulative"),
        ("Some 300 dockers have been arrested since the strike began.", None, "cumulative"),
        ("The war has killed 5,000 people.", None, "cumulative"),
        ("The police arrested 300 dockers on Monday.", "2031-05-12", "increment"),
        ("On Monday, the police said 300 dockers had been arrested.", None, "increment"),
        ("The rebels still hold 12 hostages.", None, "level"),
        ("The truce lasted 12 days.", None, None),
    ],
)
def test_start_and_measure(figured: Read, text: str, since: str | None, measure: str | None) -> None:
    (figure,) = figured(text, published=DAY)
    assert (figure.since, figure.measure) == (since, measure)


def test_undated_article_gives_no_year(figured: Read) -> None:
    (figure,) = figured("Some 300 dockers have been arrested since 2 May.")
    assert figure.since is None


def test_place_and_hedge_are_words_of_the_text(figured: Read) -> None:
    (figure,) = figured("Reportedly at least 12 people were killed in Kenya.")
    assert (figure.place, figure.hedge.words if figure.hedge else None) == ("Kenya", "Reportedly")


def test_boilerplate_and_repeated_headlines_count_nothing(figured: Read) -> None:
    text = "Blast kills 12\nBlast kills 12\nSubscribe for 5 euros"
    plain = article(text)
    (figure,) = figured(text, repeated=(plain.span(15, 29),), boilerplate=(plain.span(30, len(text)),))
    assert figure.number.start == 12


ODD = [
    *(
        "",
        " ",
        "5",
        "%5",
        "5\n\nmillion people",
        "$ 5",
        "12 12 12 12",
        "five-\nyear",
        "5 of",
        "of 5 of of",
        "killed",
    ),
    *("one", "1,23,456 people died", "12-14-16 hostages", "30°C", "9" * 30 + " dead", "more than", "a " * 50),
    "5, 6, 7, 8, 9, 10 and",
]


@pytest.mark.parametrize("text", ODD)
def test_odd_text_gives_figures_inside_it_or_none(figured: Read, text: str) -> None:
    for figure in figured(text):
        assert text[figure.number.start : figure.number.end] == figure.number.words
        assert figure.value < 10**15


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("The blast killed 45 people, including 23 children, and wounded 90 others.", {"23": "45"}),
        ("The blast killed 45 people, including 12 children and 3 women.", {"12": "45", "3": "45"}),
        ("More than 900 people have died since the war began, 82 of them on Monday.", {"82": "900"}),
        ("The blast killed 45 people and wounded 90.", {}),
    ],
)
def test_part_of_a_whole(read, text: str, parts: dict[str, str]) -> None:
    found = {figure.id: figure for figure in read(text).figures}
    told = {one.number.words: found[one.part_of].number.words for one in found.values() if one.part_of}
    assert told == parts
    assert all(found[one.part_of].category == one.category for one in found.values() if one.part_of)


@pytest.mark.parametrize(
    ("text", "revised"),
    [
        ("The ministry raised its toll to 56 from 45.", {"56": "up", "45": "superseded"}),
        ("Officials revised the death toll down to 38.", {"38": "down"}),
        ("The agency revised the number of dead to 38.", {"38": "revised"}),
        ("The death toll rose to 38.", {"38": None}),
    ],
)
def test_a_number_that_replaces_another(read, text: str, revised: dict[str, str | None]) -> None:
    assert {one.number.words: one.revised for one in read(text).figures} == revised


def test_caveats(read) -> None:
    text = "The blast killed 45 people, the ministry said. The figure could not be independently verified."
    (figure,) = read(text).figures
    assert figure.caveat is not None and figure.caveat.words == "figure could not be independently verified"
    assert (
        read("The blast killed 45 people. The police could not verify the video.").figures[0].caveat is None
    )


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("The war has wrecked the port and killed more than 900 people.", "cumulative"),
        ("The ministry says more than 900 people have been killed during the campaign.", "cumulative"),
        ("Since 3 May the number of deaths has risen to 900.", "cumulative"),
        ("At least 82 people have been killed over the past 24 hours.", "increment"),
    ],
)
def test_totals_and_increments(read, text: str, measure: str) -> None:
    assert read(text).figures[0].measure == measure


@pytest.mark.parametrize(
    ("text", "number", "category"),
    [
        (
            "The raid killed 40 people, bringing the number of dead since May to 900.",
            "900",
            "killed",
        ),
        ("The ministry reports 900 people killed. The agency says 870.", "870", "killed"),
        ("The ministry counts 900 people killed. Open Count puts the figure at 870.", "870", "killed"),
        ("The raid injured 40 miners. The toll of the dead stands at 12.", "12", "killed"),
        ("The rebels hold hostages in the fort. The mayor says 61 are still held.", "61", "hostages held"),
        ("The rebels hold 61 hostages. At least 40 of them are alive.", "40", "hostages alive"),
        ("The raid killed 40 people. The vote was 75 to 33.", "75", "other"),
        ("The raid killed 40 people. The law passed in chamber 9.", "9", "other"),
    ],
)
def test_numbers_whose_noun_is_left_out(read, text: str, number: str, category: str | None) -> None:
    found = {figure.number.words: figure.category for figure in read(text).figures}
    assert found.get(number, "other") == category


def test_a_start_belongs_to_the_number_that_it_stands_beside(read) -> None:
    text = "The office reports 23 people killed in the past 24 hours, and 702 since 9 November 2024."
    told = [
        (one.number.words, one.since, one.measure) for one in read(text).figures if one.category == "killed"
    ]
    assert told == [("23", None, "increment"), ("702", "2024-11-09", "cumulative")]

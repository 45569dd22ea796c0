"""Series: which figures count the same, what is kept apart and why, corrections, restarts, disputes."""

import pytest

from onrecord.link.keys import key_of
from onrecord.link.series import Series, series
from onrecord.records import Actor, Article, Figure, Published, Record, Source, Statement
from tests.conftest import article

MINISTRY, AGENCY = "the health ministry of Velm", "the Orrin Relief Agency"


def told(
    value: float, day: str | None, *, counter: str | None = MINISTRY, act: str = "assert", **known: object
) -> Record:
    """An article with one figure, counted by somebody."""
    text = f"{value:g} people, as told on {day}."
    published = Published(earliest=day, latest=day, basis="metadata") if day else Published()
    made: Article = article(
        text, published=published, outlet="The Courier", sources=(Source(path=f"{value:g} {day}"),)
    )
    amount = text.split(",")[0].split()[0]
    fields = {"category": "killed", "measure": "cumulative", "counted": "people", "place": "Velm"} | known
    figure = Figure(
        id="f1", span=made.span(0, len(amount)), number=made.span(0, len(amount)), value=value, rule="test",
        counter="a1" if counter else None, statement="s1", **fields,
    )  # fmt: skip
    actors = (Actor(id="a1", name=counter, kind="other"),) if counter else ()
    said = Statement(
        id="s1", source=None, speaker="a1" if counter else None, source_kind=None, cue=None, act=act,
        content=(made.span(0, len(text)),), type="indirect", rule="test",
    )  # fmt: skip
    return Record(article=made, actors=actors, statements=(said,), figures=(figure,))


def values(one: Series) -> list[float]:
    return [point.value for point in one.points]


def test_figures_of_one_key_stand_by_day() -> None:
    (one,) = series([told(45, "2031-03-04"), told(40, "2031-03-02"), told(47, None)])
    assert values(one) == [40, 45, 47]
    assert [point.as_of for point in one.points] == ["2031-03-02", "2031-03-04", None]
    assert [(rise.since, rise.until, rise.by) for rise in one.increments] == [("2031-03-02", "2031-03-04", 5)]
    assert {point.relay for point in one.points} == {"The Courier"}


def test_patrons_areas_and_plurals_do_not_part_a_count() -> None:
    records = [
        told(40, "2031-03-02", counter="the rebel-run health ministry of Velm", place="the Velm region"),
        told(41, "2031-03-03", counter="Velm's health ministry", counted="persons"),
    ]
    (one,) = series(records)
    assert values(one) == [40, 41]


@pytest.mark.parametrize(
    ("known", "reason"),
    [
        ({"counted": "aid seekers", "since": "2031-05-26"}, "aid seekers"),
        ({"counted": "children"}, "children"),
        ({"since": "2031-03-18"}, "since 2031-03-18"),
        ({"place": "Orrin"}, "in Orrin"),
        ({"measure": "increment", "window": "PT24H"}, "new ones"),
    ],
)
def test_what_counts_something_else_is_kept_apart_with_the_reason(known: dict[str, str], reason: str) -> None:
    whole = told(900, "2031-06-01", since="2031-01-02")
    found = series([whole, told(30, "2031-06-01", **known)])
    assert len(found) == 2
    because = next(apart.because for one in found for apart in one.apart if one.key.since == "2031-01-02")
    assert f"is not “{reason}" in because


def test_other_categories_are_not_even_alike() -> None:
    found = series([told(900, "2031-06-01"), told(905, "2031-06-01", category="injured")])
    assert [one.apart for one in found] == [(), ()]


def test_a_part_left_unsaid_is_taken_over_where_the_number_fits() -> None:
    records = [
        told(900, "2031-06-01", since="2031-01-02", counted="Velmians"),
        told(905, "2031-06-02", place=None, counter="the health ministry"),
    ]
    (one,) = series(records)
    assert values(one) == [900, 905]
    assert one.points[1].taken == ("counted", "counter: velm", "place", "since")


@pytest.mark.parametrize("value", [30, 860, 2000])
def test_a_part_left_unsaid_is_not_taken_over_where_the_number_does_not_fit(value: float) -> None:
    found = series([told(900, "2031-06-01", since="2031-01-02"), told(value, "2031-06-02")])
    assert len(found) == 2


def test_a_count_of_nobody_joins_nobody_s() -> None:
    found = series([told(900, "2031-06-01"), told(905, "2031-06-02", counter=None)])
    assert sorted(values(one) for one in found) == [[900], [905]]


def test_two_fitting_series_take_in_neither() -> None:
    records = [
        told(900, "2031-06-01", since="2031-01-02"),
        told(901, "2031-06-01", since="2031-01-03"),
        told(905, "2031-06-02"),
    ]
    assert sorted(map(values, series(records))) == [[900], [901], [905]]


def test_a_lower_total_is_a_correction() -> None:
    days = {45: "2031-03-02", 41: "2031-03-04", 50: "2031-03-06"}
    (one,) = series([told(value, day, since="2031-01-02") for value, day in days.items()])
    assert [point.value for point in one.corrections] == [41]


def test_a_number_said_to_be_revised_down_is_a_correction_of_a_count_without_a_start() -> None:
    (one,) = series([told(45, "2031-03-02"), told(41, "2031-03-04", revised="down")])
    assert [point.value for point in one.corrections] == [41]


def test_totals_without_a_start_whose_numbers_are_far_apart_are_two() -> None:
    assert len(series([told(12231, "2031-03-02"), told(38, "2031-05-04")])) == 2


def test_a_later_start_is_a_restart() -> None:
    first, second = series(
        [told(900, "2031-03-02", since="2031-01-02"), told(30, "2031-06-01", since="2031-05-20")]
    )
    assert (first.restart_of, second.restart_of) == (None, first.name)


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        (("exact", 33), ("at least", 30), False),
        (("exact", 33), ("exact", 30), True),
        (("at least", 33), ("exact", 30), True),
        (("about", 33), ("exact", 31), False),
        (("about", 33), ("exact", 20), True),
        (("up to", 33), ("exact", 40), True),
        (("fewer than", 33), ("at least", 30), False),
    ],
)
def test_only_numbers_that_cannot_both_be_true_are_a_dispute(
    one: tuple[str, float], other: tuple[str, float], differ: bool
) -> None:
    ours, theirs = (
        told(value, "2031-03-02", counter=counter, quantifier=quantifier)
        for (quantifier, value), counter in ((one, MINISTRY), (other, AGENCY))
    )
    found = series([ours, theirs])
    assert [bool(each.disputes) for each in found] == [differ, differ]


def test_no_dispute_between_what_counts_otherwise_or_on_another_day() -> None:
    records = [
        told(33, "2031-03-02"),
        told(30, "2031-03-02", counter=AGENCY, counted="children"),
        told(30, "2031-03-03", counter=AGENCY),
    ]
    assert not any(one.disputes for one in series(records))


@pytest.mark.parametrize(
    "known",
    [
        {"category": "age"},
        {"category": "money"},
        {"measure": None},
        {"measure": "increment", "place": None},  # of some event
        {"unit": "percent"},
        {"act": "demand"},
        {"part_of": "f0"},  # a part of which the words do not say what it is
    ],
)
def test_figures_that_form_no_series(known: dict[str, object]) -> None:
    record = told(33, "2031-03-02", **known)
    assert key_of(record.figures[0], record) is None
    assert series([record]) == []


def test_the_day_it_holds_for_goes_before_that_of_publication() -> None:
    (one,) = series([told(33, "2031-03-05", as_of="2031-03-02")])
    assert (one.points[0].as_of, one.points[0].basis) == ("2031-03-02", "told")


def test_superseded_numbers_are_no_points() -> None:
    assert series([told(33, "2031-03-05", revised="superseded")]) == []

"""quantities.py and numerals.py: values, ranges and quantifiers; nothing from what is malformed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.read.numerals import SMALL, TENS, numerals
from onrecord.read.quantities import quantities

CASES = [
    # text, (words of the number, value, upper, quantifier)…
    ("at least 300-400 dockers", [("300-400", 300, 400, "at least")]),
    ("between 5 and 7 ships", [("5 and 7", 5, 7, "exact")]),
    ("between $5 and $7 billion", [("5 and $7 billion", 5e9, 7e9, "exact")]),
    ("300 to 400 ships", [("300 to 400", 300, 400, "exact")]),
    ("rose from 27 to 31", [("27", 27, None, "exact"), ("31", 31, None, "exact")]),
    ("five to seven million tonnes", [("five to seven million", 5e6, 7e6, "exact")]),
    ("five or six ships", [("five or six", 5, 6, "exact")]),
    ("US$3.4 trillion", [("3.4 trillion", 3.4e12, None, "exact")]),
    ("about $245m (£182m)", [("245m", 245e6, None, "about"), ("182m", 182e6, None, "exact")]),
    ("€ 5 bn", [("5 bn", 5e9, None, "exact")]),
    ("16–17 percent", [("16–17", 16, 17, "exact")]),
    ("hundreds of thousands of workers", [("hundreds of thousands", 1e5, None, "at least")]),
    ("dozens of dockers", [("dozens", 12, None, "at least")]),
    ("scores of dockers", [("scores", 20, None, "at least")]),
    ("three dozen ports", [("three dozen", 36, None, "exact")]),
    ("several hundred dockers", [("several hundred", 100, None, "at least")]),
    ("half a million people", [("half a million", 5e5, None, "exact")]),
    ("two-thirds of the seats", [("two-thirds", 0.6667, None, "exact")]),
    ("two and a half million tonnes", [("two and a half million", 2.5e6, None, "exact")]),
    ("ten thousand five hundred and three", [("ten thousand five hundred and three", 10503, None, "exact")]),
    ("no fewer than 12 ships", [("12", 12, None, "at least")]),
    ("as many as 12 ships", [("12", 12, None, "up to")]),
    ("within 12 hours", [("12", 12, None, "up to")]),
    ("just under 12 ships", [("12", 12, None, "fewer than")]),
    ("an estimated 12 ships", [("12", 12, None, "about")]),
    ("300 or more ships", [("300", 300, None, "at least")]),
    ("300+ ships", [("300", 300, None, "at least")]),
    ("the death toll nears 1,200", [("1,200", 1200, None, "nearly")]),
    ("the number of cases passed 1100", [("1100", 1100, None, "more than")]),
    ("for over two years", [("two", 2, None, "more than")]),
    ("over two days of talks", [("two", 2, None, "exact")]),
    ("it handed over four ships", [("four", 4, None, "exact")]),
    ("more than a month of strikes", [("a", 1, None, "more than")]),
    ("a week-long strike", [("week", 1, None, "exact")]),
    ("all but one of the ports", [("one", 1, None, "exact")]),
    ("12\u00a0000 dockers", [("12\u00a0000", 12000, None, "exact")]),
    ("5m people", [("5m", 5e6, None, "exact")]),
    ("2020 people", [("2020", 2020, None, "exact")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[case[0] for case in CASES])
def test_value_and_quantifier(text: str, expected: list[tuple[str, float, float | None, str]]) -> None:
    found = [(text[q.start : q.end], q.value, q.upper, q.quantifier) for q in quantities(text)]
    assert found == expected


NOTHING = [
    *(
        "1,23,456",
        "1,2345",
        "12-14-16",
        "30°C",
        "10:30",
        "5 p.m.",
        "1" * 30,
        "F-16",
        "the 7th",
        "G20",
        "007",
        "zero",
    ),
    *(
        "Article 5",
        "phase 2",
        "phase two",
        "May 26",
        "26 May 2025",
        "in 2018",
        "around 2015",
        "9/11",
        "24/7",
        "3D",
    ),
    *(
        "a two-state plan",
        "2016-17",
        "the 1990s",
        "50-50",
        "nineteen eighty four",
        "one of the ports",
        "no one",
    ),
    *(
        "Resolution 2254",
        "1200 GMT",
        "v2.3.1",
        "+972-555-1234",
        "555 1234",
        "#5",
        "5m tall",
        "a third ship",
        "[12]",
    ),
    *("2011–2016", "1. The port", "10.5.2020", "192.168.0.1"),
]


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_quantity(text: str) -> None:
    assert [text[q.start : q.end] for q in quantities(text)] == []


def in_words(value: int) -> str:
    """English words of a number below a billion."""
    small, tens = {v: k for k, v in SMALL.items()}, {v: k for k, v in TENS.items()}
    for scale, word in ((10**6, "million"), (1000, "thousand")):
        if value >= scale:
            rest = value % scale
            return f"{in_words(value // scale)} {word}" + (f" {in_words(rest)}" if rest else "")
    if value >= 100:
        return f"{small[value // 100]} hundred" + (f" and {in_words(value % 100)}" if value % 100 else "")
    if value < 20:
        return small[value]
    return tens[value - value % 10] + (f"-{small[value % 10]}" if value % 10 else "")


@given(st.integers(2, 10**9 - 1))
def test_words_are_read_back(value: int) -> None:
    words = in_words(value)
    (found,) = numerals(f"The port counted {words} crates.")
    assert int(found.value) == value


PHRASES = [("at least", "at least"), ("more than", "more than"), ("about", "about"), ("up to", "up to"),
           ("nearly", "nearly"), ("fewer than", "fewer than"), ("", "exact")]  # fmt: skip


@given(
    st.integers(2, 10**12),
    st.sampled_from(PHRASES),
    st.sampled_from(["people", "crates", "tonnes of grain", "euros"]),
    st.booleans(),
)
def test_quantities_are_read_back(value: int, phrase: tuple[str, str], unit: str, grouped: bool) -> None:
    digits = f"{value:,}" if grouped else str(value)
    counted = "people" if 1500 <= value < 2100 else unit  # a bare 1984 is a year unless people are counted
    text = f"The port counted {phrase[0]} {digits} {counted}.".replace("  ", " ")
    (found,) = quantities(text)
    assert (found.value, found.quantifier, found.upper) == (value, phrase[1], None)
    assert text[found.start : found.end] == digits


@given(st.integers(2, 10**6), st.integers(1, 10**6), st.sampled_from(["-", "–", " to ", " and "]))
def test_ranges_are_read_back(low: int, more: int, link: str) -> None:
    text = f"The port counted {'between ' if link == ' and ' else ''}{low:,}{link}{low + more:,} people."
    (found,) = quantities(text)
    assert (found.value, found.upper) == (low, low + more)


@given(st.text(alphabet="0123456789,.-–:/ %$€kmbn°+'onethirdwo\n", max_size=60))
def test_any_text_gives_ordered_quantities_inside_it(text: str) -> None:
    end = 0
    for found in quantities(text):
        assert end <= found.start < found.end <= found.closing <= len(text)
        assert found.value >= 0 and (found.upper is None or found.upper > found.value)
        end = found.end


@pytest.mark.parametrize(
    "text",
    ["1,234" * 20000, "one " * 20000, "1-" * 40000, "hundreds of " * 20000, "$" * 50000, "over " * 30000],
)
def test_hostile_text_takes_linear_time(text: str) -> None:
    list(quantities(text))

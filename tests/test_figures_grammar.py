"""Sentences from a grammar of quantities are read back: value, quantifier, category, unit, part and whole."""

from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.read.numerals import SMALL, TENS
from tests.conftest import article

QUANTIFIERS = {"": "exact", "at least ": "at least", "more than ": "more than", "about ": "about",
               "up to ": "up to", "nearly ": "nearly", "fewer than ": "fewer than"}  # fmt: skip
PEOPLE = ("people", "workers", "miners", "sailors", "villagers")
FATES = {"killed": "killed", "injured": "injured", "wounded": "injured", "arrested": "detained",
         "displaced": "displaced"}  # fmt: skip
UNITS = {"days": ("day", "duration"), "weeks": ("week", "duration"), "kilometres": ("kilometre", "distance"),
         "dollars": ("dollar", "money"), "euros": ("euro", "money")}  # fmt: skip
PARTS = ("children", "women", "nurses")


def in_words(value: int) -> str:
    """A number below a hundred in words."""
    small, tens = ({number: word for word, number in table.items()} for table in (SMALL, TENS))
    if value < 20:
        return small[value]
    return tens[value // 10 * 10] + (f"-{small[value % 10]}" if value % 10 else "")


WRITTEN = st.one_of(
    st.integers(2, 999_999).map(lambda value: (f"{value:,}", value)),
    st.integers(2, 999).map(lambda value: (str(value), value)),
    st.integers(2, 99).map(lambda value: (in_words(value), value)),
    st.integers(2, 99).map(lambda value: (f"{in_words(value)} thousand", 1000 * value)),
    st.integers(2, 99).map(lambda value: (f"{value} million", 10**6 * value)),
)
QUANTIFIED = st.tuples(st.sampled_from(sorted(QUANTIFIERS)), WRITTEN)


def figures(reader, text: str) -> list[tuple[object, ...]]:
    """What is read: number, quantifier, category, unit."""
    (record,) = reader.read([article(text)])
    return [(one.value, one.quantifier, one.category, one.unit) for one in record.figures]


@settings(max_examples=150, deadline=None)
@given(QUANTIFIED, st.sampled_from(PEOPLE), st.sampled_from(sorted(FATES)))
def test_people(reader, quantified, people: str, fate: str) -> None:
    quantifier, (words, value) = quantified
    text = f"The ministry said {quantifier}{words} {people} were {fate} in the port."
    assert figures(reader, text) == [(value, QUANTIFIERS[quantifier], FATES[fate], "person")]


@settings(max_examples=100, deadline=None)
@given(QUANTIFIED, st.sampled_from(sorted(UNITS)))
def test_units(reader, quantified, name: str) -> None:
    quantifier, (words, value) = quantified
    unit, category = UNITS[name]
    text = f"The ministry spoke of {quantifier}{words} {name} on the radio."
    assert figures(reader, text) == [(value, QUANTIFIERS[quantifier], category, unit)]


@settings(max_examples=100, deadline=None)
@given(st.integers(20, 9999), st.integers(2, 19), st.sampled_from(PARTS), st.booleans())
def test_part_and_whole(reader, whole: int, part: int, people: str, spelled: bool) -> None:
    words = in_words(part) if spelled else str(part)
    (record,) = reader.read([article(f"The blast killed {whole:,} people, including {words} {people}.")])
    told = [(one.value, one.category, one.part_of) for one in record.figures]
    assert told == [(whole, "killed", None), (part, "killed", "f1")]


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="0123456789,.-–:/ %$€°+", min_size=1, max_size=40))
def test_malformed_numbers_give_a_number_that_stands_there_or_nothing(reader, number: str) -> None:
    (record,) = reader.read([article(f"The ministry said {number} people were killed.")])
    for one in record.figures:
        digits = "".join(c for c in one.number.words if c.isdigit())
        top = one.upper if one.upper is not None else one.value
        assert len(digits) <= 15 + 15 and one.value <= top < 1e15

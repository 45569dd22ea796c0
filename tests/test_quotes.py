"""Quotations by their marks alone."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.read.quotes import LONGEST_OPEN, quotations


def words(text: str) -> list[str]:
    return [text[a:b] for a, b in quotations(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('He said "the port is shut" today.', ['"the port is shut"']),
        ("He said “the port is shut” today.", ["“the port is shut”"]),
        ("She called it «a farce».", ["«a farce»"]),
        ('"One," he said. "Two."', ['"One,"', '"Two."']),
        # over paragraphs: each reopens, only the last closes
        ("“First part.\n\n“Second part,” she said.", ["“First part.", "“Second part,”"]),
        # a mark that is never closed holds to the end of its sentence
        ('He said: "We never agreed. The talks went on.', ['"We never agreed.']),
        ("He said: “We never agreed\nThe talks went on.", ["“We never agreed"]),
        # inches, apostrophes and a lone closing mark open nothing
        ("The pipe is 12\" wide and the crew's own.", []),
        ("no quotation at all”", []),
    ],
)
def test_quotations(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@given(st.text(alphabet='ab."“”«» \n', max_size=200))
def test_quotations_stay_in_order_and_apart(text: str) -> None:
    found = quotations(text)
    assert all(0 <= a < b <= len(text) for a, b in found)
    assert all(first[1] <= second[0] for first, second in pairwise(found))


def test_many_marks_end_soon() -> None:
    assert len(quotations('"' * 200_000)) <= 200_000
    assert all(b - a <= LONGEST_OPEN + 1 for a, b in quotations("“" + "a" * 200_000))

"""Overlapping marks: every character once, under exactly its marks."""

from hypothesis import given
from hypothesis import strategies as st

from onrecord.show import wording
from onrecord.show.marks import Mark, runs


def mark(start: int, end: int, kind: str = "s", key: str | None = None) -> Mark:
    return Mark(start=start, end=end, kind=kind, key=key)


def shape(length: int, *marks: Mark, breaks: tuple[int, ...] = ()) -> list[tuple[int, int, str]]:
    found = runs(length, marks, breaks)
    return [(run.start, run.end, "".join(found.kind for found in run.marks)) for run in found]


def test_nested_crossing_and_touching_marks() -> None:
    assert shape(10, mark(0, 6, "s"), mark(2, 4, "f")) == [
        (0, 2, "s"), (2, 4, "sf"), (4, 6, "s"), (6, 10, ""),
    ]  # fmt: skip
    assert shape(10, mark(0, 6, "s"), mark(4, 10, "l")) == [(0, 4, "s"), (4, 6, "sl"), (6, 10, "l")]
    assert shape(4, mark(0, 2, "s"), mark(2, 4, "f")) == [(0, 2, "s"), (2, 4, "f")]


def test_equal_marks_are_both_kept() -> None:
    assert shape(4, mark(1, 3, "s"), mark(1, 3, "f"), mark(1, 3, "f")) == [
        (0, 1, ""), (1, 3, "sff"), (3, 4, ""),
    ]  # fmt: skip


def test_marks_outside_the_text_are_clipped_or_dropped() -> None:
    assert shape(4, mark(2, 9), mark(7, 9), mark(3, 3)) == [(0, 2, ""), (2, 4, "s")]
    assert shape(0, mark(0, 2)) == []


def test_breaks_cut_without_marking() -> None:
    assert shape(4, mark(0, 4), breaks=(0, 2, 4)) == [(0, 2, "s"), (2, 4, "s")]


_EDGES = st.tuples(st.integers(0, 40), st.integers(0, 40))


@given(st.integers(0, 40), st.lists(_EDGES, max_size=12), st.lists(st.integers(0, 40), max_size=5))
def test_runs_cover_the_text_and_know_their_marks(
    length: int, edges: list[tuple[int, int]], breaks: list[int]
) -> None:
    marks = [mark(start, end, key=str(number)) for number, (start, end) in enumerate(edges)]
    found = list(runs(length, marks, breaks))
    assert [at for run in found for at in range(run.start, run.end)] == list(range(length))
    for run in found:
        for at in range(run.start, run.end):
            assert {item.key for item in run.marks} == {m.key for m in marks if m.start <= at < m.end}


def test_dates_and_amounts_in_words() -> None:
    assert wording.period("2031-06-25", "2031-06-30") == "25–30 Jun 2031"
    assert wording.period("2031-06-25", "2031-07-02") == "25 Jun – 2 Jul 2031"
    assert wording.period("2031-06", "2032") == "Jun 2031 – 2032"
    assert wording.period("2031-05-26", None) == "not before 26 May 2031"
    assert wording.period(None, None) is None
    assert wording.day("soon") == "soon"
    assert wording.amount(56157, None, "more than", "person") == "more than 56,157"
    assert wording.amount(40, 50, "exact", None) == "40 to 50"
    assert wording.amount(1, None, "exact", "day") == "1 day"
    assert wording.amount(2.5, None, "about", "month") == "about 2.5 months"

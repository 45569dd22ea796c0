"""Time expressions: written cases with their TIMEX3 values, told from a known day of publication."""

import re
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.read.dates.grammar import expressions
from onrecord.read.dates.words import lexed
from onrecord.records import Published
from tests.conftest import article

DAY = "2025-05-21"  # a Wednesday
CASES = [
    ("The crew left the port of Velm on 3 May 2024.", "3 May 2024", "DATE", "2024-05-03"),
    ("The union met on Tuesday, May 13.", "Tuesday, May 13", "DATE", "2025-05-13"),
    ("It was signed on 2024-11-30.", "2024-11-30", "DATE", "2024-11-30"),
    ("It was sent on 25/12/2023.", "25/12/2023", "DATE", "2023-12-25"),
    ("It was sent on 03/04/2024.", "03/04/2024", "DATE", None),  # in either order
    ("The talks ended on Wednesday.", "Wednesday", "DATE", "2025-05-21"),
    ("The talks ended on Monday.", "Monday", "DATE", "2025-05-19"),
    ("The talks will resume on Monday.", "Monday", "DATE", "2025-05-26"),
    ("The truce holds until Friday.", "Friday", "DATE", "2025-05-23"),
    ("He spoke last Wednesday.", "last Wednesday", "DATE", "2025-05-14"),
    ("They left yesterday.", "yesterday", "DATE", "2025-05-20"),
    ("The shelling went on overnight.", "overnight", "TIME", "2025-05-20TNI"),
    ("It fell on Tuesday evening.", "Tuesday evening", "TIME", "2025-05-20TEV"),
    ("The pause began at 9 a.m. on Monday.", "9 a.m. on Monday", "TIME", "2025-05-19T09:00"),
    ("The strike began last week.", "last week", "DATE", "2025-W20"),
    ("It was agreed earlier this month.", "earlier this month", "DATE", "2025-05"),
    ("The port reopened in mid-March.", "mid-March", "DATE", "2025-03"),
    ("The port closed in December.", "December", "DATE", "2024-12"),
    ("The port will open in January.", "January", "DATE", "2026-01"),
    ("The mill closed in late May last year.", "late May last year", "DATE", "2024-05"),
    ("Output fell in the third quarter.", "the third quarter", "DATE", "2024-Q3"),
    ("The dam broke six weeks ago.", "six weeks ago", "DATE", "2025-W15"),
    ("The dam broke two years ago.", "two years ago", "DATE", "2023"),
    ("The raid of October 7 was condemned.", "October 7", "DATE", "XXXX-10-07"),
    ("The talks lasted eleven weeks.", "eleven weeks", "DURATION", "P11W"),
    ("A 12-day lockout ended.", "12-day", "DURATION", "P12D"),
    ("It took two and a half hours.", "two and a half hours", "DURATION", "PT2H30M"),
    ("It will take several months.", "several months", "DURATION", "PXM"),
    ("Trucks enter every two weeks.", "every two weeks", "SET", "P2W"),
    ("Trucks enter daily.", "daily", "SET", "P1D"),
    ("It rose in the 1990s.", "the 1990s", "DATE", "199"),
    ("The bridge was built in the 19th century.", "the 19th century", "DATE", "18"),
    ("The war is in the fifth month.", "the fifth month", "DATE", None),
    ("On day 124 the road opened.", "day 124", "DATE", None),
    ("They met in the summer of 2023.", "the summer of 2023", "DATE", "2023-SU"),
    ("They met in the morning of the 3rd of May.", "the morning of the 3rd of May", "TIME", "2025-05-03TMO"),
    ("The party came second in February.", "February", "DATE", "2025-02"),
    ("The mill is now shut.", "now", "DATE", "PRESENT_REF"),
    ("In nineteen ninety-six it was rebuilt.", "nineteen ninety-six", "DATE", "1996"),
]
NONE = [
    "Some 2000 people left the valley.",
    "A 52-year-old miner was hurt.",
    "The marchers may march in march time.",
    "Prices fall and springs dry.",
]


def on(day: str | None) -> Published:
    """Published on a day that was given beside the text."""
    return Published(earliest=day, latest=day, basis="metadata") if day else Published()


@pytest.mark.parametrize(("text", "words", "kind", "value"), CASES)
def test_value(read, text: str, words: str, kind: str, value: str | None) -> None:
    record = read(text, published=on(DAY))
    assert (words, kind, value) in [(time.span.words, time.type, time.value) for time in record.dates]


@pytest.mark.parametrize("text", NONE)
def test_words_alike_are_no_dates(read, text: str) -> None:
    record = read(text, published=on(DAY))
    assert not record.dates


def test_a_day_takes_the_year_that_the_text_gives_it_elsewhere(read) -> None:
    text = "The raid of 7 October 2023 began the war. Since 7 October the road is shut."
    record = read(text, published=on(None))
    assert [time.value for time in record.dates] == ["2023-10-07", "2023-10-07"]


def test_without_a_day_of_publication_nothing_is_told_from_it(read) -> None:
    record = read("They left on Tuesday and met again last month in June.", published=on(None))
    assert [time.value for time in record.dates] == [None, None, "XXXX-06"]


def test_an_interval_of_publication_resolves_only_what_both_ends_agree_on(read) -> None:
    told = Published(earliest="2025-05-20", latest="2025-05-21", basis="stated")
    text = "They left on Monday. They left yesterday."
    record = read(text, published=told)
    assert [time.value for time in record.dates] == ["2025-05-19", None]


def test_publication_is_inferred_from_the_newest_past_day(read) -> None:
    text = "The port was taken on 3 May 2024. It was shelled on 9 June 2024. A vote is due by 1 July 2026."
    record = read(text, published=on(None))
    told = record.article.published
    assert (told.earliest, told.latest, told.basis) == ("2024-06-09", None, "inferred")
    assert [span.words for span in told.evidence] == ["9 June 2024"]


def test_a_stated_date_is_never_overwritten(read) -> None:
    record = read("It was shelled on 9 June 2024.", published=on(DAY))
    assert record.article.published == Published(earliest=DAY, latest=DAY, basis="metadata")


_WORDS = """last next this the a May 3 3rd 2024 31 99 Friday week weeks days two ago quarter's of early night
10:30 p.m. - , . 12-14-16 1990s '90s mid overnight twenty half 1/2 02/30/2024 Feb. century every"""
WORDS = st.sampled_from([*_WORDS.split(), "\n\n"])


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, max_size=30).map(" ".join))
def test_any_row_of_words_of_time_is_read_without_a_crash(reader, text: str) -> None:
    (record,) = reader.read([article(text or "-", published=on(DAY))])
    ends = [0]
    for time in record.dates:
        assert time.span.start >= ends[-1], "one inside another"
        assert time.type in ("DATE", "TIME", "DURATION", "SET")
        assert time.value is None or re.fullmatch(r"[A-Z0-9_:.+-]+", time.value)
        ends.append(time.span.end)


def test_grammar_reads_a_long_row_in_linear_time() -> None:
    started = perf_counter()
    for _ in expressions(lexed("the last few early of the next a several " * 5000)):
        pass
    assert perf_counter() - started < 5

"""document: publication dates. A wrong one is worse than none, so most of these must stay unknown."""

import pytest

from onrecord.collect import Page
from onrecord.document import article
from onrecord.document.days import iso
from onrecord.records import Source

LEAD = (
    "The ferry talks between Norland and Sudmark resumed on Tuesday after a pause of three weeks, "
    "the mediators said in a short statement."
)
AP = "Copyright 2025 The Associated Press. All rights reserved."


def dated(text, **given):
    found = article(Page(source=Source(**given), text=text)).published
    assert found.earliest == found.latest
    return found.earliest, found.basis


UNKNOWN = (None, "unknown")


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2025-03-04", "2025-03-04"),
        ("2025-03-04T23:59:00Z", "2025-03-04"),
        ("2025-03-04 10:00:00+02:00", "2025-03-04"),
        ("2025-03", "2025-03"),
        ("2025", "2025"),
        ("Tue, 04 Mar 2025 10:00:00 GMT", "2025-03-04"),
        ("March 4, 2025", "2025-03-04"),
        ("4th March 2025", "2025-03-04"),
        ("Tuesday, March 4, 2025 at 1:01 PM", "2025-03-04"),
        ("Monday, March 4, 2025", None),
        ("2025-02-30", None),
        ("2025-13", None),
        ("0025-01-01", None),
        ("04/03/2025", None),
        ("three hours ago", None),
        ("", None),
        (None, None),
    ],
)
def test_dates_as_people_write_them(words, day):
    assert iso(words) == day


def test_a_given_date_counts_and_so_does_one_in_the_address():
    assert dated(LEAD, published="2025-03-04T10:00:00Z") == ("2025-03-04", "metadata")
    assert dated(LEAD, url="https://courier.example/world/2025/mar/04/ferry-talks") == (
        "2025-03-04",
        "metadata",
    )
    assert dated(LEAD, url="https://courier.example/2025/03/04/ferry-talks") == ("2025-03-04", "metadata")
    assert dated(LEAD, url="https://courier.example/202503041100.html") == UNKNOWN
    assert dated(LEAD, published="yesterday") == UNKNOWN


@pytest.mark.parametrize(
    "text",
    [
        f"Tuesday, March 4, 2025 \n\n{LEAD}",
        f"Ferry talks resume in Velmar\n4 March 2025, 10:15 GMT\n{LEAD}",
        f"Ferry talks resume in Velmar\nPublished: March 4, 2025\n{LEAD}",
        f"By Ana Torv, March 4, 2025\n{LEAD}",
        f"VELMAR, March 4, 2025 (VNA) — {LEAD}",
        f"Tuesday, March 4, 2025 {LEAD}",
        f"By Associated Press March 4 at 1:01 PM\n{LEAD}\n{AP}",
    ],
)
def test_a_date_that_the_article_states(text):
    assert dated(text) == ("2025-03-04", "stated")
    found = article(Page(source=Source(), text=text))
    assert found.published.evidence
    assert all(found.check(span) for span in found.published.evidence)


@pytest.mark.parametrize(
    "text",
    [
        LEAD,
        f"Monday, March 4, 2025\n{LEAD}",  # was a Tuesday
        f"{LEAD}\nCopyright 2025 Velmar Courier",  # a year at the foot says nothing of the day
        f"VELMAR, March 4 (VNA) — {LEAD}\n© 2025 Velmar News Agency",  # may be stale
        f"By Associated Press March 4 at 1:01 PM\n{LEAD}\n{AP.replace('2025', '2024')}",  # a Monday
        f"By Associated Press March 4 at 1:01 PM\n{LEAD} In 2027 it failed.\n{AP}",
        f"By Ana Torv March 4\n{LEAD}\n{AP}",
        f"How the talks went\nMarch 4, 2025\n{LEAD}\nMarch 9, 2025\n{LEAD}",  # a timeline
        f"Tuesday, March 4, 2025 11:05 pm (Velmar) {LEAD}",  # the reader's clock
        f"{LEAD}\n{LEAD}\n{LEAD}\n{LEAD}\n{LEAD}\nMarch 4, 2025\nDear Sir, {LEAD}",  # a letter
        f"On March 4, 2025, {LEAD}",
        f"Updated March 4, 2025\n{LEAD}",
    ],
)
def test_what_does_not_date_an_article(text):
    assert dated(text) == UNKNOWN


def test_dates_that_contradict_each_other_are_none():
    assert dated(f"Tuesday, March 4, 2025\n{LEAD}", published="2025-03-05") == ("2025-03-05", "metadata")
    assert dated(f"Tuesday, March 4, 2025\n{LEAD}", published="2025-06-01") == UNKNOWN
    assert dated(f"{LEAD} They began on May 6, 2027.", published="2025-03-04") == UNKNOWN
    assert dated(f"{LEAD} The treaty runs until May 6, 2027.", published="2025-03-04") == (
        "2025-03-04",
        "metadata",
    )

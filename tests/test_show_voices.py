"""In the dossier: who confirms what, what is contradicted, and where the words come from."""

import importlib
import re
import sys
from dataclasses import replace

import pytest

from onrecord.link.disputes import KINDS
from onrecord.link.pile import Pile
from onrecord.records import Record, Source
from onrecord.show import confirmed, disputed, linked, sources, wording
from onrecord.show.located import located
from onrecord.show.render import dossier
from tests.test_claims import filler, told
from tests.test_show import Page
from tests.test_show_talks import EXAMPLES, part

LORRIES = "About 40 lorries a day reach the valley by the river track"
WIRE = (
    "The dredger left Ostmark at dawn with nine sailors on board and a crane that had been lent by the port. "
    "Its master means to clear the channel below the old customs hall before the spring tides set in. "
    "Fishermen who lost their moorings in the flood have asked the town for other berths until then. "
    "The council will hear them on Friday, when the harbour fees of the coming year are also to be settled."
)


def shown(*records: Record) -> Page:
    return Page(dossier(records, title="The valley road"))


def test_sections_are_left_out_where_nothing_is_told_twice_or_contradicted() -> None:
    found = shown(*filler())
    ids = {one.get("id") for _, one in found.elements}
    assert "sources" in ids and not ids & {"confirmed", "disputed"}
    assert not {"#confirmed", "#disputed"} & {one["href"] for one, _ in found.of("a")}
    assert sources.section([], linked.link([], Pile([]))) is None


def test_one_source_in_two_outlets_is_one_origin_and_another_is_a_second() -> None:
    records = [
        told(LORRIES, "2031-05-02", "Tern Gazette"),
        told(LORRIES, "2031-05-03", "Ness Post"),
        told(LORRIES, "2031-05-05", "Hill Herald", speaker="Bo Marsh"),
    ]
    text = part(shown(*records, *filler()), "confirmed")
    assert f"{LORRIES} told 3 times in 3 articles 2 independent origins" in text
    assert "first said 2 May 2031, last 5 May 2031" in text
    assert re.search(r"Ada Quill Tern Gazette, 2 May 2031, no. \d Ness Post, .* Bo Marsh Hill Herald,", text)


def wired() -> list[Record]:
    """A report, the same in another outlet a day later, and who says the same on his own."""
    words = f"{WIRE} {LORRIES}"
    both = [told(words, day, outlet) for day, outlet in (("2031-05-02", "Tern"), ("2031-05-03", "Ness Post"))]
    return [*both, *filler()]


def test_copies_are_folded_and_their_family_says_which_came_first() -> None:
    found = shown(*wired())
    assert re.search(r"Tern, 2 May 2031, no. \d with 1 copy or version Ness Post", part(found, "confirmed"))
    text = part(found, "sources")
    assert re.search(r"The first below came first, by the dates of publication .* Tern, .* Ness Post", text)
    (row,) = (words for _, words in found.of("tr") if words.startswith("Ness Post"))
    assert re.fullmatch(r"Ness Post 1 1 no. (\d) of no. (\d) none named 0 of 1 0", row)


def test_one_text_from_two_places_is_told_so() -> None:
    record = told(LORRIES)
    twice = (Source(path="tern.txt", outlet="Tern"), Source(path="ness.txt", outlet="Ness Post"))
    record = replace(record, article=replace(record.article, sources=twice))
    text = part(shown(record), "sources")
    assert re.search(r"one text from more than one place.* (Tern|Ness Post), .* no. 1 .*, no. 1$", text)
    assert "one text" not in part(shown(*wired()), "sources")


def test_of_copies_of_one_day_none_is_said_to_be_first() -> None:
    words = f"{WIRE} {LORRIES}"
    found = shown(told(words, None, "Tern"), told(words, None, "Ness Post"), *filler())
    text = part(found, "sources")
    assert "Which came first is not known" in text and "came first, by" not in text


def test_unnamed_sources_and_named_origins_are_counted_by_outlet() -> None:
    records = [
        told(LORRIES, outlet="Tern", speaker="an official", source_kind="anonymous official", kind="unnamed"),
        told("The bridge is safe again", outlet="Tern", taken="Ness Post"),
    ]
    rows = [words for _, words in shown(*records).of("tr")]
    assert "Tern 2 0 Ness Post 1 1 of 2 0" in rows


def test_claims_with_most_independent_origins_stand_first_and_the_rest_is_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def claim(words: str, *speakers: str) -> list[Record]:
        return [told(words, f"2031-05-0{n}", f"Paper {n}", speaker=who) for n, who in enumerate(speakers, 1)]

    records = [
        *claim(FALL, "Ada Quill", "Ada Quill", "Ada Quill", "Ada Quill"),
        *claim(LORRIES, "Bo Marsh", "Cy Reed", "Di Sedge"),
    ]
    text = part(shown(*records, *filler()), "confirmed")
    assert text.index("3 independent origins") < text.index("1 independent origin first")
    monkeypatch.setattr(confirmed, "MOST", 1)
    text = part(shown(*records, *filler()), "confirmed")
    assert FALL not in text
    assert "1 of 2 claims, those with fewest independent origins, is not in this page." in text


FALL = "The choir of Upper Ness sang for the miners in the chapel by the weir"


def test_too_many_statements_are_not_compared_and_the_page_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linked, "STATEMENTS", 3)
    found = shown(*filler())
    assert "Not computed: this pile holds 4 statements" in part(found, "confirmed")
    assert "disputed" not in {one.get("id") for _, one in found.elements}


def test_every_kind_of_dispute_has_neutral_words() -> None:
    assert set(wording.DISPUTES) == set(KINDS)
    assert not re.search(r"lie|false|wrong|admit|refus", " ".join(wording.DISPUTES.values()))


@pytest.fixture(scope="module")
def story() -> tuple[list[Record], linked.Linked]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [str(EXAMPLES), *sys.path])
        records = list(importlib.import_module("build_truth").records())
    return records, linked.link(located(records), Pile(records))


def test_the_story_s_disputes_stand_two_by_two_with_their_exact_words(
    story: tuple[list[Record], linked.Linked],
) -> None:
    records, once = story
    made = disputed.section(once)
    assert made and made.count == len(once.disputes) > 5
    texts = {article.place.number: article.record.article.text for article in located(records)}
    for kind in made.kinds:
        for pair in (*kind.shown, *kind.rest):
            for one in pair.accounts:
                passage = one.passage
                assert passage.words in texts[passage.spot.place.number] and passage.by
                assert one.context is None or one.context.words == passage.words
    found = shown(*records)
    pairs = found.of("ul", class_="pair")
    assert len(pairs) == made.count
    assert all(len(re.findall(r"no\. \d+", text)) == 2 for _, text in pairs)


def test_the_story_s_contested_claims_show_who_contests_them(
    story: tuple[list[Record], linked.Linked],
) -> None:
    _, once = story
    made = confirmed.section(once)
    assert made and made.left == max(made.count - confirmed.MOST, 0)
    origins = [one.origins for one in (*made.shown, *made.rest)]
    assert origins == sorted(origins, reverse=True) and origins[0] > 1
    contested = [one for one in (*made.shown, *made.rest) if one.contested]
    assert contested
    for one in contested:
        words = {account.passage.words for account in one.contested}
        assert any(
            claim.tellings[0].span.words == one.account.passage.words
            and words <= {told.span.words for told in claim.contested_by}
            for claim in once.claims
        )

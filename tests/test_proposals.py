"""proposals.py, tabled.py and terms.py: what lies on the table, whose it is and what is in it."""

import pytest

from onrecord.read import proposals, tabled, terms
from onrecord.records import Proposal, Record

TALKS = "The delegations met the mediator in Velm on Monday. "


def only(record: Record) -> Proposal:
    (proposal,) = record.proposals
    return proposal


def test_stages_are_modules() -> None:
    assert all(callable(f) for f in (proposals, tabled.mentions, terms.terms))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Both sides are studying the Hale proposal.", "Hale proposal"),
        ("Norland rejected a six-week pause.", "six-week pause"),
        ("Tolm's 12-point peace plan was published. The plan is short.", "Tolm's 12-point peace plan"),
        ("The union accepted a mediator's proposal. The Holm proposal is short.", "Holm proposal"),
        ("A deal was signed on Friday. The deal ends the war, and the agreement is short.", "deal"),
        ("She sent back a list of counter-offers.", "counter-offers"),
        ("They work on a memorandum on the bridges.", "memorandum"),
    ],
)
def test_named_as_the_press_names_it(read, text: str, name: str) -> None:
    assert only(read(TALKS + text)).name == name


@pytest.mark.parametrize(
    "text",
    [
        "Hopes for a deal faded.",
        "If a deal is reached, the bridge will open.",
        "No agreement has been signed.",
        "Any proposal would be studied.",
        "They want a truce.",
        "The truce has held since May.",
        "There was a great deal of snow.",
        "The ministry praised its plan to widen the road.",
        "The firm changed its pension plan.",
        "The envoy spoke of reaching a deal.",
    ],
)
def test_what_is_only_talked_of_is_none(read, text: str) -> None:
    assert read(TALKS + text).proposals == ()


def test_one_proposal_is_one_record(read) -> None:
    found = only(
        read(
            TALKS + "The envoy, Ida Holm, handed both sides a plan on Monday for a 30-day truce. "
            "The plan, which diplomats call the Holm proposal, would open the bridge. Norland said it "
            "would study the text. Tolm received the proposal."
        )
    )
    assert [m.words for m in found.mentions] == [
        "a plan", "The plan", "the Holm proposal", "the text", "the proposal",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Norland accepted the six-week pause. It had rejected the 60-day truce.",
        "Between the Holm proposal and the revised draft there were two others.",
        "Tolm proposed a ceasefire plan. Norland tabled another plan.",
        "The revised draft is short. The original draft was long.",
    ],
)
def test_two_proposals_are_two_records(read, text: str) -> None:
    assert len(read(TALKS + text).proposals) == 2


@pytest.mark.parametrize(
    ("text", "issues"),
    [
        (
            "Tolm proposed a plan to free 30 captives, reopen two crossings and disarm the militia.",
            {"hostages", "blockade", "disarmament"},
        ),
        ("A deal to free 30 captives in exchange for 200 detainees was signed.", {"hostages", "prisoners"}),
        ("The Holm draft provides for the release of captives for 260 detainees.", {"hostages", "prisoners"}),
        ("Norland accepted a six-week pause.", {"ceasefire"}),
        ("Under the Holm plan, Norland would withdraw from the valley, an official said.", {"withdrawal"}),
        ("The Holm plan calls for a ceasefire. It would let relief trucks in.", {"ceasefire", "aid"}),
        ("Tolm signed a deal. The deal would pull troops back from the road.", {"withdrawal"}),
        ("The Holm plan would move the ferry to the old port.", {"other"}),
        ("The Holm plan was rejected after the shelling of a convoy.", set()),
    ],
)  # fmt: skip
def test_terms_by_issue(read, text: str, issues: set[str]) -> None:
    assert {term.issue for term in only(read(TALKS + text)).terms} == issues


def test_a_term_keeps_phase_and_exchange(read) -> None:
    hostages, prisoners = only(
        read(TALKS + "The Holm plan would free 30 captives in the first phase in exchange for 200 detainees.")
    ).terms
    assert hostages.phase is not None and hostages.phase.words == "in the first phase"
    assert hostages.condition is not None
    assert hostages.condition.words == "in exchange for 200 detainees"
    assert prisoners.span.words == "200 detainees"


@pytest.mark.parametrize(
    ("text", "author"),
    [
        ("Norland studied the truce plan of envoy Ida Holm. Ida Holm left.", "Ida Holm"),
        ("Ida Holm proposed a truce plan. She said it was fair.", "Ida Holm"),
        ("The truce plan drafted by Ida Holm is short, Ida Holm said.", "Ida Holm"),
        ("“We have delivered a proposal to them,” said Ida Holm, the envoy.", "Ida Holm"),
    ],
)
def test_author(read, text: str, author: str) -> None:
    record = read(TALKS + text)
    names = {actor.id: actor.name for actor in record.actors}
    assert [names[who] for who in only(record).author] == [author]


def test_date_version_and_what_is_replaced(read) -> None:
    record = read(
        TALKS
        + "Mediators presented a revised draft on 3 May 2031. The original draft was long, Ida Holm said."
    )
    revised, original = record.proposals
    assert (revised.version, original.version) == ("revised", "original")
    assert revised.replaces == original.id
    assert revised.date is not None and revised.date.earliest == "2031-05-03"
    assert original.date is None


def test_a_plan_where_nobody_negotiates_is_none(read) -> None:
    assert read("The museum presented a plan to rebuild its roof. The plan is short.").proposals == ()


def test_long_lists_stay_fast(read) -> None:
    listed = ", ".join(f"free {n} captives" for n in range(2, 400))
    found = read(TALKS + f"Tolm proposed a plan to {listed}. " + "The plan is short. " * 200).proposals
    assert len(found) == 1
    assert [term.issue for term in found[0].terms] == ["hostages"]

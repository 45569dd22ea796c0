"""Who wants, refuses or offers what, on which issue."""

import pytest

from onrecord.read import Reader
from onrecord.records import Position, Record
from tests.conftest import article


def told(record: Record) -> list[tuple[str, str, str]]:
    """Party, issue and stance of each position, in order."""
    names = {actor.id: actor.name for actor in record.actors}
    return [(names[p.party or ""], p.issue, p.stance) for p in record.positions]


def only(record: Record) -> Position:
    """The one position of a record."""
    (position,) = record.positions
    return position


@pytest.mark.parametrize(
    ("text", "stance", "issue"),
    [
        # verbs, by what they govern
        ("The Marsh Front called for a truce.", "demands", "ceasefire"),
        ("The Marsh Front called for Tolmark to release the captives.", "demands", "hostages"),
        ("The Marsh Front urged both sides to lift the siege.", "demands", "blockade"),
        ("The Marsh Front insisted on an inquiry into the shooting.", "demands", "investigation"),
        ("The Marsh Front wants a written guarantee.", "demands", "security guarantees"),
        ("The Marsh Front agreed to free 40 prisoners.", "accepts", "prisoners"),
        ("The Marsh Front signed the ceasefire agreement on Monday.", "accepts", "ceasefire"),
        ("The Marsh Front rejected the plan.", "refuses", "other"),
        ("The Marsh Front ruled out a withdrawal.", "refuses", "withdrawal"),
        ("The Marsh Front has not accepted the truce.", "refuses", "ceasefire"),
        ("The Marsh Front did not rule out a truce.", "considers", "ceasefire"),
        ("The Marsh Front has yet to accept the truce.", "considers", "ceasefire"),
        ("The Marsh Front is studying the proposal.", "considers", "other"),
        ("The Marsh Front offered to hand over its weapons.", "offers", "disarmament"),
        ("The Marsh Front proposed an exchange of prisoners.", "proposes", "prisoners"),
        ("A truce was rejected by the Marsh Front.", "refuses", "ceasefire"),
        # adjectives and nouns, and what takes them back
        ("The Marsh Front is ready to reopen the crossing.", "offers", "blockade"),
        ("The Marsh Front is not willing to reopen the crossing.", "refuses", "blockade"),
        ("The mediators regretted the Marsh Front's refusal to disarm.", "refuses", "disarmament"),
        ("The Marsh Front repeated its demand for elections.", "demands", "elections"),
        ("The Marsh Front said it had dropped its objection to the inspections.", "accepts", "monitoring"),
        ("The Marsh Front has no intention of leaving the talks.", "refuses", "other"),
        ("The Marsh Front called the proposal unworkable.", "refuses", "other"),
        # whole clauses
        ("The Marsh Front said it would not withdraw from the valley.", "refuses", "withdrawal"),
        ("The Marsh Front said the army must leave the city.", "demands", "withdrawal"),
        ("“Release the captives now,” the Marsh Front said.", "demands", "hostages"),
        ("The Marsh Front said a withdrawal was out of the question.", "refuses", "withdrawal"),
        ("The Marsh Front said it would allow the convoy to pass.", "offers", "aid"),
        ("The Marsh Front said there would be no disarmament.", "refuses", "disarmament"),
    ],
)
def test_stances(read, text: str, stance: str, issue: str) -> None:
    record = read(text)
    assert told(record) == [("Marsh Front", issue, stance)]
    assert only(record).span.words in text


@pytest.mark.parametrize(
    "text",
    [
        "The Marsh Front called the police.",
        "The Marsh Front insisted that the gate was open.",
        "The Marsh Front rejected claims that it had shelled the mill.",
        "The Marsh Front declined to comment on the truce.",
        "If the Marsh Front accepts the truce, the convoy will pass.",
        "The Marsh Front must accept the truce, the paper wrote.",
        "Will the Marsh Front accept the truce?",
        "The Marsh Front attacked the crossing and shelled the convoy.",
        "The Marsh Front said it would retaliate for the attack.",
        "The Marsh Front is ready to strike the port.",
        "The Marsh Front supports the families of its dead.",
        "The Marsh Front accepted responsibility for the shelling.",
        "The Marsh Front will withdraw from the talks if the siege goes on, the envoy said.",
        "The Marsh Front opposition to meet on Tuesday.",
        "The Marsh Front would launch a raid if the siege went on, the envoy said.",
        "The Marsh Front would hold a parade if the weather was good, the envoy said.",
    ],
)
def test_no_position_of_the_front(read, text: str) -> None:
    assert "Marsh Front" not in [party for party, _, _ in told(read(text))]


@pytest.mark.parametrize(
    ("text", "stance", "condition", "linked"),
    [
        (
            "The Marsh Front said it would not disarm before the army leaves the city.",
            "conditions",
            "before the army leaves the city",
            "withdrawal",
        ),
        (
            "If the captives come home, the Marsh Front will sign the treaty.",
            "conditions",
            "If the captives come home",
            "hostages",
        ),
        (
            "The Marsh Front will not sign the treaty without a guarantee.",
            "conditions",
            "without a guarantee",
            "security guarantees",
        ),
        (
            "The Marsh Front is ready to free the captives in exchange for 300 prisoners.",
            "offers",
            "in exchange for 300 prisoners",
            "prisoners",
        ),
        (
            "The Marsh Front is ready to sign, provided that the siege is lifted.",
            "conditions",
            "provided that the siege is lifted",
            "blockade",
        ),
        (
            "The Marsh Front said the strike would go on until it was paid.",
            "conditions",
            "until it was paid",
            None,
        ),
        (
            "The Marsh Front agreed to hold fire until Friday.",
            "accepts",
            None,
            None,
        ),  # a time is no condition
        # promised to whoever pays the price, also as another tells it
        (
            "The Marsh Front will release the captives in exchange for a truce, the envoy said.",
            "offers",
            "in exchange for a truce",
            "ceasefire",
        ),
        ("The Marsh Front rejected the plan before it was published.", "refuses", None, None),
        ("The Marsh Front offered to free the captives without any price.", "offers", None, None),
    ],
)
def test_conditions(read, text: str, stance: str, condition: str | None, linked: str | None) -> None:
    position = only(read(text))
    assert (position.stance, position.condition and position.condition.words, position.linked) == (
        stance, condition, linked,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words", "latest"),
    [
        (
            "The Marsh Front demanded the release of the captives by 3 May 2031.",
            "by 3 May 2031",
            "2031-05-03",
        ),
        ("The Marsh Front demanded the release of the captives within 48 hours.", "within 48 hours", None),
        ("The Marsh Front demanded the release of the captives on 3 May 2031.", None, None),
        ("The Marsh Front demanded the release of captives held by 2,000 guards.", None, None),
    ],
)
def test_deadlines(read, text: str, words: str | None, latest: str | None) -> None:
    deadline = only(read(text)).deadline
    assert (deadline and deadline.span and deadline.span.words) == words
    assert (deadline and deadline.latest) == latest


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("The Marsh Front will never accept the truce.", True),
        ("The Marsh Front said it would not disarm under any circumstances.", True),
        ("The Marsh Front said sovereignty was non-negotiable.", True),
        ("The Marsh Front said disarmament was a red line.", True),
        ("The Marsh Front rejected a truce that never held.", False),
        ("The Marsh Front said it would not disarm.", False),
    ],
)
def test_red_lines(read, text: str, held: bool) -> None:
    assert only(read(text)).red_line is held


def test_what_another_side_tells_is_its_report(read) -> None:
    record = read(
        "Tolmark and the Marsh Front met on Monday. "
        "Tolmark said the Marsh Front had refused to lift the siege. "
        "The Marsh Front said it would not disarm."
    )
    names = {actor.id: actor.name for actor in record.actors}
    assert [(names[p.party], p.issue, p.reported_by and names[p.reported_by]) for p in record.positions] == [
        ("Marsh Front", "blockade", "Tolmark"),
        ("Marsh Front", "disarmament", None),
    ]
    assert all(p.statement for p in record.positions)


def test_an_official_speaks_for_its_party(read) -> None:
    record = read(
        "Norway rejected the plan on Monday. The Norwegian foreign minister, Ina Velk, urged a truce."
    )
    assert told(record) == [("Norway", "other", "refuses"), ("Norway", "ceasefire", "demands")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Tolmark and Selvaria agreed to exchange prisoners.",
            [("Tolmark", "prisoners", "accepts"), ("Selvaria", "prisoners", "accepts")],
        ),
        (
            "The Marsh Front demanded the release of prisoners and a full withdrawal.",
            [("Marsh Front", "prisoners", "demands"), ("Marsh Front", "withdrawal", "demands")],
        ),
        (
            "The Marsh Front rejected the Tolmark demand for a truce.",
            [("Marsh Front", "ceasefire", "refuses"), ("Tolmark", "ceasefire", "demands")],
        ),
    ],
)
def test_several_parties_and_issues(read, text: str, expected: list[tuple[str, str, str]]) -> None:
    assert told(read("Tolmark, Selvaria and the Marsh Front met. " + text)) == expected


def test_a_position_is_kept_once_at_its_fullest_wording(read) -> None:
    record = read(
        "The Marsh Front demanded a truce. The talks went on all night. "
        "The Marsh Front demanded a truce of sixty days in all of the valley."
    )
    assert only(record).span.words == "demanded a truce of sixty days in all of the valley"


def test_boilerplate_holds_no_position(read) -> None:
    text = "The Marsh Front rejected the truce.\n\nThe Marsh Front demanded elections."
    start = text.index("\n\n") + 2
    whole, cut = read(text), article(text)
    marked = read(text, boilerplate=(cut.span(start, len(text)),))
    assert [p.issue for p in whole.positions] == ["ceasefire", "elections"]
    assert [p.issue for p in marked.positions] == ["ceasefire"]


def test_a_labour_dispute() -> None:
    text = (
        "The Miners' Union demanded a raise of nine per cent and a shorter working week. "
        "The Lisk Company refused to reinstate the drivers. "
        "The Lisk Company said it would not raise pay until the strike ends."
    )
    (record,) = Reader(domain="labour").read([article(text)])
    assert [(p.issue, p.stance, p.linked) for p in record.positions] == [
        ("wages", "demands", None),
        ("hours", "demands", None),
        ("dismissals", "refuses", None),
        ("wages", "conditions", "strike"),
    ]


def test_what_would_be_given_is_offered_and_its_price_is_wanted(read) -> None:
    record = read("The Marsh Front would free the captives if the army lifted the siege, the envoy said.")
    front = ("Marsh Front", "blockade", "conditions"), ("Marsh Front", "hostages", "offers")
    assert sorted(told(record)) == sorted(front)
    assert {one.condition.words for one in record.positions} == {"if the army lifted the siege"}

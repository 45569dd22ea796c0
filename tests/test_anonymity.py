"""What the words say of a source whom they do not name, on invented sentences with the pinned pipeline."""

import re
from collections.abc import Callable

import pytest

from onrecord.read.anonymity import anonymity
from onrecord.read.reading import Reading, load
from onrecord.records import Actor, Anonymity, Span
from tests.conftest import article

Read = Callable[..., Anonymity]


@pytest.fixture(scope="session")
def pipeline():
    return load()


@pytest.fixture
def told(pipeline) -> Read:
    """What is told of the source between [brackets]; <mentions> are others of the same speaker."""

    def one(marked: str, **known: object) -> Anonymity:
        text = re.sub(r"[\[\]<>]", "", marked)
        made = article(text, **known)
        found = {
            mark: [_span(marked, match) for match in re.finditer(pattern, marked)]
            for mark, pattern in (("[", r"\[(.+?)\]"), ("<", r"<(.+?)>"))
        }
        mentions = tuple(sorted(found["["] + found["<"]))
        speaker = Actor(id="a1", name="unnamed", kind="person", party="Lorrland", mentions=mentions)
        return anonymity(Reading(made, pipeline(text)), found["["][0], speaker)

    return one


def _span(marked: str, match: re.Match[str]) -> Span:
    start = len(re.sub(r"[\[\]<>]", "", marked[: match.start()]))
    return Span(start, start + len(match[1]), match[1])


LEVELS = [
    ("[A senior Lorrish official] said talks went on.", "senior"),
    ("[Senior officials] said talks went on.", "senior"),
    ("[Two high-ranking officers] said talks went on.", "high-ranking"),
    ("[The most senior diplomat] said talks went on.", "most senior"),
    ("[One of the top negotiators] said talks went on.", "top"),
    ("[A mid-level commander] said talks went on.", "mid-level"),
    ("<A junior minister>, who left early, was angry, and [he] said talks went on.", "junior"),
    # no rank, or another's
    ("[An official] said talks went on.", None),
    ("[An aide to a senior minister] said talks went on.", None),
    ("[A senior minister's aide] said talks went on.", None),
    ("[A seniority expert] said talks went on.", None),
]


@pytest.mark.parametrize(("marked", "level"), LEVELS, ids=[marked for marked, _ in LEVELS])
def test_level(told: Read, marked: str, level: str | None) -> None:
    assert told(marked).level == level


NUMBERS = [
    ("[An official] said talks went on.", "one"),
    ("[One of the officials] said talks went on.", "one"),
    ("[A source close to the two delegations] said talks went on.", "one"),
    ("<The envoy> was angry, and [he] said talks went on.", "one"),
    ("[Officials] said talks went on.", "several"),
    ("[Two officials] said talks went on.", "several"),
    ("[Several of the diplomats] said talks went on.", "several"),
    ("[A number of officials] said talks went on.", "several"),
    ("[A Lorrish official and a mediator] said talks went on.", "several"),
    ("<Three negotiators> were angry, and [they] said talks went on.", "several"),
]


@pytest.mark.parametrize(("marked", "number"), NUMBERS, ids=[marked for marked, _ in NUMBERS])
def test_number(told: Read, marked: str, number: str) -> None:
    assert told(marked).count == number


REASONS = [
    # condition
    ("[An official] told the Gazette on condition of anonymity that it was on.", "on condition of anonymity"),
    ("[An official] spoke on condition of anonymity in Dalmere on Monday.", "on condition of anonymity"),
    ("“Talks go on,” said [an official], speaking on the condition of anonymity because they were not "
     "authorised to brief the press. The port stayed shut.",
     "on the condition of anonymity because they were not authorised to brief the press"),
    ("Speaking on condition of anonymity, [an official] said talks went on.", "on condition of anonymity"),
    ("[An official] spoke on condition of anonymity, citing the sensitivity of the talks.",
     "on condition of anonymity, citing the sensitivity of the talks"),
    ("[An official] said, on condition he not be named, that talks went on.", "on condition he not be named"),
    ("[An official] who spoke anonymously for fear of reprisals said talks went on.",
     "spoke anonymously for fear of reprisals"),
    ("[An official], speaking on background, said talks went on.", "speaking on background"),
    ("Tolls that were given anonymously by [officials] to the press exceeded 100.", "anonymously"),
    ("[An official] whose name was withheld said talks went on.", "whose name was withheld"),
    # asked and declined
    ("[Two officials], who asked not to be named because of the sensitivity of the talks, said they went on.",
     "asked not to be named because of the sensitivity of the talks"),
    ("[An official], who requested anonymity to discuss the draft, said talks went on.",
     "requested anonymity to discuss the draft"),
    ("[An official] who wished to remain anonymous said talks went on.", "wished to remain anonymous"),
    ("[An official] asked that his name not be used. It rained.", "asked that his name not be used"),
    ("“No,” said [an adviser], who declined to be identified and is not on the team.",
     "declined to be identified"),
    ("[An official] who didn’t want to be quoted said talks went on.", "didn’t want to be quoted"),
    ("[A source] who declined to be named before a formal announcement told the Gazette that talks went on.",
     "declined to be named before a formal announcement"),
    ("[An official] who could not be named under military rules said talks went on.",
     "could not be named under military rules"),
    ("[An official] refused to give his name.", "refused to give his name"),
    # barred
    ("[An official], who was not authorized to speak publicly, said talks went on.",
     "was not authorized to speak publicly"),
    ("It is on, according to [three sources] who met the Gazette but were not permitted to discuss them.",
     "were not permitted to discuss them"),
    ("[Three officials], none of whom were authorised to speak publicly, said talks went on.",
     "none of whom were authorised to speak publicly"),
    ("[An official] said talks went on, adding that he was not at liberty to discuss the draft.", None),
    # the next sentence, and another mention
    ("[Several diplomats] said the plan was dead. They spoke on condition of anonymity as they were not "
     "permitted to talk to the press.",
     "on condition of anonymity as they were not permitted to talk to the press"),
    ("[Officials] said the plan was dead.\n\nThe officials asked not to be named.", "asked not to be named"),
    ("[Officials] said the plan was dead. The nurses asked not to be named.", None),
    ("[Officials] said the plan was dead. The port was shut. They asked not to be named.", None),
    ("<An official> asked not to be named. The port was shut. The sea was calm. [The official] said so.",
     "asked not to be named"),
    # said of somebody else, or nothing of the kind
    ("[An aide] said the minister was not authorised to discuss the draft.", None),
    ("[An aide] said the hostages asked not to be named.", None),
    ("[A Lorrish official] said it was on, while an Ostmark official, who asked not to be named, denied it.",
     None),
    ("A Lorrish official said it was on, while [an Ostmark official], who asked not to be named, denied it.",
     "asked not to be named"),
    ("[Officials] ran background checks and spoke on background checks.", None),
    ("[An official] asked to be named envoy.", None),
    ("[An official] was not authorised to enter the port.", None),
    ("[An official] said talks went on.", None),
]  # fmt: skip


@pytest.mark.parametrize(("marked", "reason"), REASONS, ids=[marked for marked, _ in REASONS])
def test_reason(told: Read, marked: str, reason: str | None) -> None:
    found = told(marked).reason
    assert (found.words if found else None) == reason
    assert found is None or re.sub(r"[\[\]<>]", "", marked)[found.start : found.end] == reason


def test_side_is_the_party_of_the_speaker(told: Read) -> None:
    assert told("[An official] said talks went on.").side == "Lorrland"


def test_a_source_without_an_actor_is_told_by_its_own_words(pipeline) -> None:
    made = article("Two senior officials said talks went on.")
    assert anonymity(Reading(made, pipeline(made.text)), (0, 20), None) == Anonymity(
        level="senior", count="several"
    )


def test_page_furniture_gives_no_reason(told: Read) -> None:
    text = "An official said talks went on. The official asked not to be named."
    marked = text.replace("An official", "[An official]")
    assert told(marked).reason is not None
    assert told(marked, boilerplate=(Span(32, len(text), text[32:]),)).reason is None

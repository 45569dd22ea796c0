"""statements.py, attribution.py and actors.py on invented sentences, with the pinned pipeline."""

import pytest

from onrecord.read.agreed import _doubled
from onrecord.read.attribution import Attribution

CASES = [
    # text, source, cue, content (pieces joined by |), type
    (
        "Mayor Ana Velk said the bridge is safe.",
        "Mayor Ana Velk",
        "said",
        "the bridge is safe",
        "indirect",
    ),
    (
        "“The bridge is safe,” Velk said.",
        "Velk",
        "said",
        "“The bridge is safe,”",
        "direct",
    ),
    (
        "“The bridge is safe,” said Ana Velk, the mayor.",
        "Ana Velk, the mayor",
        "said",
        "“The bridge is safe,”",
        "direct",
    ),
    (
        '"The bridge," Velk said, "will open on Monday."',
        "Velk",
        "said",
        '"The bridge,"|"will open on Monday."',
        "direct",
    ),
    (
        "Velk said the bridge was “perfectly safe”.",
        "Velk",
        "said",
        "the bridge was “perfectly safe”",
        "mixed",
    ),
    (
        "According to the port authority, the crane fell at noon.",
        "the port authority",
        "According to",
        "the crane fell at noon",
        "indirect",
    ),
    (
        "The crane fell at noon, according to the port authority.",
        "the port authority",
        "according to",
        "The crane fell at noon",
        "indirect",
    ),
    (
        "The union accused the company of breaking the contract.",
        "The union",
        "accused",
        "the company of breaking the contract",
        "indirect",
    ),
    (
        "The union warned of a long strike.",
        "The union",
        "warned",
        "a long strike",
        "indirect",
    ),
    (
        "The ministry denied that the talks had failed.",
        "The ministry",
        "denied",
        "that the talks had failed",
        "indirect",
    ),
    pytest.param(
        "Officials were accused by the union of breaking the contract.",
        "the union",
        "accused",
        None,
        "indirect",
        marks=pytest.mark.xfail(
            strict=True, reason="the tagger takes what follows an agent for a part of it"
        ),
    ),
    (
        "The union vowed to continue the strike.",
        "The union",
        "vowed",
        "to continue the strike",
        "indirect",
    ),
]


@pytest.mark.parametrize(
    ("text", "source", "cue", "content", "kind"),
    CASES,
    ids=[str(getattr(case, "values", case)[0])[:40] for case in CASES],
)
def test_one_statement(read, text: str, source: str, cue: str, content: str | None, kind: str) -> None:
    (statement,) = read(text).statements
    assert statement.source.words == source
    assert cue in statement.cue.words
    if content is not None:
        assert "|".join(span.words for span in statement.content) == content
    assert statement.type == kind


@pytest.mark.parametrize(
    "text",
    [
        "The mayor did not say when the bridge would open.",
        "The ministry declined to comment.",
        "The port will say tomorrow whether the crane can be used.",
        "If the mayor says the bridge is safe, traffic will return.",
        "The bridge was reportedly unsafe.",
        "The sign reads well and the crew moved on.",
    ],
)
def test_silence_and_hearsay_are_no_statements(read, text: str) -> None:
    assert read(text).statements == ()


def test_quotation_that_goes_on_belongs_to_the_same_statement(read) -> None:
    (statement,) = read("“The bridge is safe,” Velk said. “We tested every cable of it twice.”").statements
    assert [span.words for span in statement.content] == [
        "“The bridge is safe,”",
        "“We tested every cable of it twice.”",
    ]
    assert [span.words for span in statement.verbatim] == [
        "The bridge is safe,",
        "We tested every cable of it twice.",
    ]


def test_quotation_over_paragraphs(read) -> None:
    (statement,) = read("“The bridge is safe and always was.\n\n“We tested it twice,” Velk said.").statements
    assert len(statement.content) == 2
    assert statement.type == "direct"


def test_quotation_without_a_speaker_is_left_out(read) -> None:
    assert read("The crane fell at noon.\n\n“We tested every cable of it twice.”").statements == ()


def test_unclosed_quotation_does_not_swallow_the_article(read) -> None:
    (statement,) = read(
        "Velk said: “The bridge is safe. The crane fell at noon and nobody was hurt."
    ).statements
    assert statement.content[-1].words == "“The bridge is safe."


def test_pronoun_surname_and_title_join_one_speaker(read) -> None:
    record = read(
        "Mayor Ana Velk said the bridge is safe. She said it was tested twice. Velk added that traffic would"
        " return. The mayor said the crane was old."
    )
    assert len({statement.speaker for statement in record.statements}) == 1
    assert {statement.source_kind for statement in record.statements} == {"named person"}


def test_two_unnamed_officials_are_never_one(read) -> None:
    record = read("A port official said the crane was old. Another official said the crane was new.")
    first, second = record.statements
    assert first.speaker != second.speaker
    assert {first.source_kind, second.source_kind} == {"anonymous official"}


def test_report_inside_a_report_keeps_its_chain(read) -> None:
    (statement,) = read(
        "According to the Harbour Gazette newspaper, Velk said the bridge is safe."
    ).statements
    assert statement.source.words == "Velk"
    assert [hop.source.words for hop in statement.chain] == ["the Harbour Gazette newspaper"]


def test_document_is_a_link_of_the_chain(read) -> None:
    (statement,) = read("The ministry said in a statement that the bridge is safe.").statements
    assert [(hop.source.words, hop.relation) for hop in statement.chain] == [
        ("a statement", "in a statement")
    ]


@pytest.mark.parametrize(
    ("text", "hedge"),
    [
        ("Velk said the bridge could be unsafe.", "could"),
        ("The agency reported an alleged theft of cables.", "alleged"),
        ("Velk said the bridge is safe.", None),
    ],
)
def test_hedge(read, text: str, hedge: str | None) -> None:
    (statement,) = read(text).statements
    assert (statement.hedge.words if statement.hedge else None) == hedge


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("A spokesman for the port said the crane was old.", "anonymous official"),
        ("The transport ministry said the crane was old.", "institution"),
        ("Residents said the crane was old.", "group"),
        ("A leaked report said the crane was old.", "document"),
        ("Port spokeswoman Ina Dorr said the crane was old.", "named spokesperson"),
    ],
)
def test_source_kind(read, text: str, kind: str) -> None:
    (statement,) = read(text).statements
    assert statement.source_kind == kind


def test_boilerplate_says_nothing(reader) -> None:
    from tests.conftest import article

    text = "Velk said the bridge is safe.\nOur editor said you should subscribe to this newsletter today."
    plain = article(text)
    marked = article(text, boilerplate=(plain.span(30, len(text)),))
    (record,) = reader.read([marked])
    assert [statement.source.words for statement in record.statements] == ["Velk"]


@pytest.mark.parametrize("text", ["“Is the bridge safe?” Velk asked.", "“No. Not safe!” said Velk."])
def test_quotation_that_ends_a_sentence_of_its_own(read, text: str) -> None:
    (statement,) = read(text).statements
    assert statement.source.words == "Velk"
    assert statement.content[0].words == text[: text.index("”") + 1]


def test_words_given_twice_to_one_source_are_one_statement() -> None:
    said = Attribution((0, 2), (3, 7), ((20, 60),), "say", score=0.9)
    replied = Attribution((0, 2), (9, 17), ((20, 60),), "reply", score=0.6)
    other = Attribution((70, 75), (9, 17), ((20, 60),), "reply", score=0.6)
    assert _doubled(replied, said) and not _doubled(said, replied)
    assert not _doubled(other, said) and not _doubled(said, said)
    told = Attribution((0, 2), (3, 7), ((16, 60),), "tell", score=0.95)  # "told the paper said it was shut"
    assert _doubled(told, Attribution((0, 2), (16, 20), ((21, 60),), "say", score=0.8))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The Marsh Union released a statement which read, “The offer stands.”", "Marsh Union"),
        ("Mira Olen sent a letter that said the talks were over.", "Mira Olen"),
    ],
)
def test_who_issues_a_document_speaks_in_it(read, text: str, name: str) -> None:
    record = read(text)
    (said,) = record.statements
    speaker = next(actor for actor in record.actors if actor.id == said.speaker)
    assert speaker.name.startswith(name)

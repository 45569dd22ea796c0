"""Why a statement was read as it was."""

from dataclasses import replace

import pytest
from click.testing import CliRunner

from onrecord.cli import main
from onrecord.errors import StoreError
from onrecord.records import UNSURE, Actor, Anonymity, Record, Span, Statement
from onrecord.show.explain import explanation
from onrecord.store import Store
from tests.conftest import article

TEXT = (
    "Mayor Ana Velk said in a statement that the bridge is safe.\n"
    "A port official told the Quay Gazette newspaper that the crane could fall.\n"
)


@pytest.fixture
def store(tmp_path, read):
    record = read(TEXT)
    with Store(tmp_path / "story.db") as opened:
        opened.add([record])
    return tmp_path / "story.db", record


def test_every_part_is_shown_with_its_place(read) -> None:
    told = explanation(read(TEXT), "s2")
    for part in (
        "A port official [60:75]",
        "told [76:80]",
        "anonymous official",
        "hedge       could",
        "read by",
    ):
        assert part in told
    assert "through 1   the Quay Gazette newspaper" in told


def anonymous(score: float | None, **told: object) -> Record:
    """A statement of a source that is not named, made by hand."""
    text = "A senior Lorrish official, who asked not to be named, said the port is shut."
    made = article(text)
    source, party = Span(0, 25, text[:25]), Span(9, 25, "Lorrish official")
    speaker = Actor(
        id="a1", name="official", kind="person", party="Lorrland", party_words=party, mentions=(source,)
    )
    said = Statement(
        id="s1", source=source, speaker="a1", source_kind="anonymous official", cue=made.span(54, 58),
        content=(made.span(59, 75),), type="indirect", score=score, rule="by hand",
        anonymity=Anonymity(count="one", **told),
    )  # fmt: skip
    return Record(article=made, actors=(speaker,), statements=(said,))


def lines(record: Record) -> dict[str, str]:
    told = explanation(record, "s1").splitlines()[2:]
    return {line[:11].rstrip(): line[12:] for line in told}


@pytest.mark.parametrize(
    ("score", "told"),
    [
        (UNSURE - 0.07, f"{UNSURE - 0.07:.2f}: unsure (below {UNSURE:.2f})"),
        (UNSURE - 0.001, f"{UNSURE - 0.01:.2f}: unsure (below {UNSURE:.2f})"),
        (UNSURE, f"{UNSURE:.2f}"),
        (None, "not measured: read by a rule, or looked at by a person"),
    ],
)
def test_how_sure(score: float | None, told: str) -> None:
    assert lines(anonymous(score))["confidence"] == told
    assert anonymous(score).statements[0].unsure == ("unsure" in told)


def test_what_is_told_of_an_unnamed_source_and_its_party() -> None:
    reason = Span(31, 52, "asked not to be named")
    told = lines(anonymous(None, level="senior", side="Lorrland", reason=reason))
    assert told["speaker"] == "official (a1), anonymous official"
    assert told["party"] == "Lorrland, by Lorrish official [9:25]"
    assert told["not named"] == "one; level: senior; side: Lorrland"
    assert told["reason"] == "asked not to be named [31:52]"


def test_what_is_not_told_is_said() -> None:
    told = lines(anonymous(None))
    assert told["not named"] == "one; level: not told; side: not told"
    assert told["reason"] == "not told"
    record = anonymous(None)
    silent = Record(
        article=record.article,
        actors=(Actor(id="a1", name="official", kind="person"),),
        statements=(replace(record.statements[0], anonymity=None),),
    )
    assert lines(silent)["party"] == "not told"
    assert "not named" not in lines(silent)


def test_unknown_statement_is_refused(read) -> None:
    with pytest.raises(StoreError, match="no statement 's9'"):
        explanation(read(TEXT), "s9")


def test_command_finds_a_statement_by_its_short_id(store) -> None:
    path, record = store
    done = CliRunner().invoke(main, ["explain", str(path), f"{record.article.id[:6]}-s1"])
    assert done.exit_code == 0 and "Ana Velk" in done.output
    missing = CliRunner().invoke(main, ["explain", str(path), "ffffff-s1"])
    assert missing.exit_code == 1 and "no article" in missing.output


@pytest.mark.parametrize(
    ("options", "speakers"),
    [
        (["--via", "gazette"], ["A port official"]),
        (["--anonymous"], ["A port official"]),
        (["--type", "direct"], []),
        (["--act", "assert"], ["Ana Velk", "A port official"]),
    ],
)
def test_filters(store, options: list[str], speakers: list[str]) -> None:
    done = CliRunner().invoke(main, ["statements", str(store[0]), *options])
    assert done.exit_code == 0
    assert [name for name in ("Ana Velk", "A port official") if name in done.stdout] == speakers

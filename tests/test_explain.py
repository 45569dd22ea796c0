"""Why a statement was read as it was."""

import pytest
from click.testing import CliRunner

from onrecord.cli import main
from onrecord.errors import StoreError
from onrecord.show.explain import explanation
from onrecord.store import Store

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

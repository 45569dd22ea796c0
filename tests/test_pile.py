"""A pile's links: worked out when asked for, or taken from what a store keeps."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from onrecord import cli
from onrecord.errors import StoreError
from onrecord.link.claims import Claim
from onrecord.link.happenings import Happening
from onrecord.link.pile import KINDS, Pile, encoded
from onrecord.records import Record
from onrecord.show.piled import piled
from onrecord.store import Store
from tests.test_negotiation import truth

COMMANDS = {  # that answer from links → their options
    "series": ("--hxl",), "copies": ("--json",), "claims": ("--all", "--json"), "disputes": (),
    "proposals": ("--json",), "timeline": ("--json",), "changes": ("--all",), "actors": (), "stories": (),
    "framing": (), "sources": ("--json",),
}  # fmt: skip


def told(command: str, store: Path, *options: str) -> tuple[str, str]:
    found = CliRunner().invoke(cli.main, [command, str(store), *options])
    assert found.exit_code == 0, found.output
    return found.stdout, found.stderr


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pile") / "story.db"
    with Store(path) as kept:
        kept.add(truth())
    return path


def test_all_that_is_encoded_is_read_back_equal() -> None:
    pile = Pile(truth())
    kept: dict[str, list[str]] = {}
    for kind, part in encoded(pile):
        kept.setdefault(kind, []).append(part)
    again = Pile((), kept=lambda kind: kept.get(kind, []))
    for kind in KINDS:
        assert again.all(kind) == pile.all(kind), kind
    filled = {kind.__name__ for kind in KINDS if pile.all(kind)}
    assert filled >= {"Claim", "Dispute", "Series", "Happening", "Plan", "Cell", "Copy", "Outlet", "Story"}


def test_links_are_the_same_in_whatever_order_records_come() -> None:
    one, other = Pile(truth()), Pile(reversed(truth()))
    for kind in KINDS:
        assert one.all(kind) == other.all(kind), kind


def test_commands_answer_the_same_from_what_is_kept(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    anew = {command: told(command, store, *options) for command, options in COMMANDS.items()}
    told("link", store)
    monkeypatch.setattr(Pile, "records", property(lambda _: pytest.fail("records were read")))
    for command, options in COMMANDS.items():
        assert told(command, store, *options) == anew[command], command


def test_what_is_kept_is_left_aside_when_the_store_changed(tmp_path: Path) -> None:
    path = tmp_path / "story.db"
    first, *others = truth()
    with Store(path) as kept:
        kept.add(others)
    told("link", path)
    with Store(path) as kept:
        assert piled(kept).kept
        kept.add([first])
        pile = piled(kept)
        assert not pile.kept and len(pile.records) == len(others) + 1
    (path.parent / "story.aliases.toml").write_text('[same]\n"Nowhere" = ["Elsewhere"]\n', encoding="utf-8")
    told("link", path)
    with Store(path) as kept:
        assert piled(kept).kept
        names = tmp_path / "other.toml"
        names.write_text("", encoding="utf-8")
        assert not piled(kept, names).kept


def test_links_made_anew_while_they_are_read_are_not_mixed(tmp_path: Path) -> None:
    path = tmp_path / "story.db"
    first, *others = truth()
    with Store(path) as kept:
        kept.add(others)
    told("link", path)
    with Store(path) as kept:
        pile = piled(kept)
        assert pile.all(Claim)
        with Store(path) as other:
            other.add([first])
        told("link", path)
        with pytest.raises(StoreError, match="run the command again"):
            pile.all(Happening)


def test_too_many_statements_are_not_compared_unless_their_links_are_kept() -> None:
    records: tuple[Record, ...] = tuple(truth())
    spoken = sum(len(record.statements) for record in records)
    assert Pile(records, most=spoken).over is None
    assert Pile(records, most=spoken - 1).over == spoken
    assert Pile(records, most=spoken - 1).all(Claim) == ()
    assert Pile(records, most=1, kept=lambda _: []).over is None


def test_large_stores_say_that_they_link_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "story.db"
    with Store(path) as kept:
        kept.add(truth())
    assert told("copies", path, "--json")[1] == ""
    monkeypatch.setattr("onrecord.cli.common.MANY", 3)
    out, err = told("copies", path, "--json")
    assert json.loads(out) and f"`onrecord link {path}` keeps them" in err
    told("link", path)
    assert told("copies", path, "--json") == (out, "")

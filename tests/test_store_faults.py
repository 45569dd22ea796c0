"""Bad days: a full disk, files that may only be read, damage, a lost log, clocks that go backwards."""

import multiprocessing
import os
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp

import pytest
from click.testing import CliRunner

from onrecord import build, cli
from onrecord.errors import StoreError
from onrecord.store import Store, opening
from onrecord.store.backup import backup
from tests.test_build import PARAGRAPH, FakeReader
from tests.test_store import content, full, other
from tests.test_store_kill import _adding, _integrity, _lasting

ROOT = Path(__file__).parents[1]
NOBODY = 65534  # user and group without rights


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "story.db"
    with Store(path) as store:
        store.add([full(), *(other(f"Envoy {number}") for number in range(60))], reader="r1")
    return path


def told(*arguments):
    """What a command says of what is wrong, which is one line and no traceback."""
    result = CliRunner().invoke(cli.main, [str(argument) for argument in arguments])
    assert result.exit_code == 1, result.stdout
    assert isinstance(result.exception, SystemExit), result.exception
    (line,) = result.stderr.splitlines()
    assert line.startswith("Error: ")
    assert "; " in line
    return line


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def damaged(path, place, data):
    with path.open("r+b") as file:
        file.seek(place)
        file.write(data)


COMMANDS = (("articles",), ("statements",), ("figures",), ("problems",), ("corrections",), ("positions",))


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
@pytest.mark.parametrize(
    ("place", "data", "words"),
    [
        (0, b"SQLite formal 3", "its first page is damaged"),
        (16, b"\x13\x37", "its first page is damaged"),  # bytes a page
        (56, b"\0\0\0\x07", "damaged"),  # encoding
        (68, b"\0\0\0\0", "another program's"),  # application id
        (100, b"\xff" * 40, "the file is damaged"),  # the schema's page
    ],
)
def test_a_damaged_first_page_is_said_by_every_command(path, command, place, data, words):
    damaged(path, place, data)
    assert words in told(*command, path)


@pytest.mark.parametrize("command", [*COMMANDS, ("verify",), ("link",)], ids=lambda command: command[0])
def test_a_file_cut_short_is_said_by_every_command(path, command):
    os.truncate(path, path.stat().st_size // 2)
    assert "the file is damaged: `onrecord verify` says where; restore it from a copy" in told(*command, path)


def test_a_file_cut_to_nothing_is_no_store(path):
    os.truncate(path, 0)
    assert "holds nothing" in told("articles", path)
    assert "holds nothing" in told("backup", path, path.with_name("copy.db"))


def test_damaged_pages_are_told_and_never_a_traceback(path):
    """Bytes flipped in pages anywhere: a command says so or answers; what `verify` passes is unharmed."""
    with Store(path) as store:
        records = list(store.records())
    whole, order = path.read_bytes(), random.Random(7)
    said = 0
    for _ in range(40):
        path.write_bytes(whole)
        for _ in range(8):
            damaged(path, order.randrange(4096, len(whole)), order.randbytes(16))
        checked = CliRunner().invoke(cli.main, ["verify", str(path)])
        assert isinstance(checked.exception, SystemExit | None), checked.exception
        for name in ("articles", "statements", "claims"):
            result = CliRunner().invoke(cli.main, [name, str(path)])
            assert isinstance(result.exception, SystemExit | None), result.exception
            assert checked.exit_code == 1 or result.exit_code == 0
        said += checked.exit_code
        if checked.exit_code == 0:  # the bytes are of no row
            with Store(path) as store:
                assert list(store.records()) == records
    assert said > 20


def test_a_backup_is_whole_and_made_beside_a_writer(tmp_path):
    path, target = tmp_path / "story.db", tmp_path / "copies" / "story.db"
    target.parent.mkdir()
    adding = _adding(path)
    while adding.stdout.readline() != b"40\n":
        pass
    assert backup(path, target) == target.stat().st_size
    adding.communicate()
    assert _integrity(target) == "ok"
    with Store(target, create=False) as store:
        assert list(store.faults()) == []
        stored = len(list(store.records()))
    assert stored % 4 == 0
    assert 36 <= stored <= 120
    assert names(target.parent) == ["story.db"]


def test_a_backup_replaces_only_what_it_is_told_to(path, tmp_path):
    target = tmp_path / "copy.db"
    target.write_text("mine")
    assert "is there already" in told("backup", path, target)
    assert target.read_text() == "mine"
    result = CliRunner().invoke(cli.main, ["backup", str(path), str(target), "--force"])
    assert (result.exit_code, result.stdout) == (0, f"{target}: {target.stat().st_size:,} bytes, sound\n")
    assert content(target) == content(path)
    assert "the store itself" in told("backup", path, path, "--force")
    assert "a folder" in told("backup", path, tmp_path)
    assert "no such store" in told("backup", tmp_path / "none.db", tmp_path / "b.db")
    assert "No such file" in told("backup", path, tmp_path / "none" / "copy.db")
    Path(f"{target}-wal").write_bytes(b"left")
    assert "in use" in told("backup", path, target, "--force")
    sqlite3.connect(tmp_path / "theirs.db").executescript("CREATE TABLE theirs (x)").connection.close()
    assert "another program's" in told("backup", tmp_path / "theirs.db", tmp_path / "b.db")


def test_a_damaged_store_is_not_copied(path, tmp_path):
    damaged(path, path.stat().st_size - 4096 * 3, b"\xff" * 8192)
    line = told("backup", path, tmp_path / "copy.db")
    assert "damaged" in line
    assert names(tmp_path) == ["story.db"]


FULL = """
import resource, sys
from tests.test_store_kill import pile
from onrecord.errors import StoreError
from onrecord.store import Store
path, limit = sys.argv[1], int(sys.argv[2])
with Store(path) as store:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        store.add(pile(), reader="r1", batch=4)
    except StoreError as error:
        print(error, flush=True)
"""


def test_a_full_disk_is_said_and_the_same_command_completes(tmp_path):
    """No file of the store may grow further, as when the disk is full."""
    whole, path = tmp_path / "whole.db", tmp_path / "story.db"
    _adding(whole).communicate()
    for limit in (450_000, 700_000):
        process = subprocess.run(
            [sys.executable, "-c", FULL, str(path), str(limit)], cwd=ROOT, capture_output=True, text=True
        )
        assert process.returncode == 0, process.stderr
        assert "run the same command again" in process.stdout.splitlines()[-1]
        with Store(path) as store:
            assert list(store.faults()) == []
    assert _adding(path).communicate()[0].endswith(b"done\n")
    assert _lasting(path) == _lasting(whole)


def test_a_disk_full_by_sqlite_s_own_measure_loses_one_batch(tmp_path):
    with Store(tmp_path / "story.db") as store:
        store.add([other("Bo Reed")])
        (pages,) = store._connection.execute("PRAGMA page_count").fetchone()
        store._connection.execute(f"PRAGMA max_page_count = {pages + 10}")
        with pytest.raises(StoreError, match=r"no room on the disk; make room .* nothing is lost"):
            store.add((other(f"Envoy {number}") for number in range(2000)), batch=50)
        stored = len(list(store.records()))
        assert stored % 50 == 1
        assert list(store.faults()) == []
        store._connection.execute("PRAGMA max_page_count = 1000000")
        assert store.add(other(f"Envoy {number}") for number in range(200)).added == 200 - (stored - 1)


def test_a_backup_to_a_full_disk_leaves_nothing(path, tmp_path):
    def limited():
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    target = tmp_path / "copy.db"
    process = subprocess.run(
        [sys.executable, "-m", "onrecord", "backup", str(path), str(target)],
        cwd=ROOT, capture_output=True, text=True, preexec_fn=limited,
    )  # fmt: skip
    assert process.returncode == 1
    assert len(process.stderr.splitlines()) == 1, process.stderr
    assert f"{target}" in process.stderr.replace(".copy.db", "copy.db") or "disk" in process.stderr
    assert names(tmp_path) == ["story.db"]


def _as_another_user(folder, arguments, answers):
    os.chdir(folder)
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    result = CliRunner().invoke(cli.main, arguments)
    answers.put((result.exit_code, result.stdout, result.stderr))


@pytest.fixture
def elsewhere(path):
    """A store in a folder of another user's who may only read, and what runs a command there."""
    folder = Path(mkdtemp())
    shutil.copy(path, folder / "story.db")
    (folder / "story.db").chmod(0o444)
    folder.chmod(0o555)
    forking = multiprocessing.get_context("fork")

    def run(*arguments):
        CliRunner().invoke(cli.main, [arguments[0], str(path)])  # imported here, where it may be read
        answers = forking.Queue()
        process = forking.Process(target=_as_another_user, args=(folder, arguments, answers))
        process.start()
        answer = answers.get(timeout=60)
        process.join()
        return answer

    yield folder, run
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_a_store_that_may_only_be_read_is_read_and_verified(elsewhere, path):
    folder, run = elsewhere
    assert run("articles", "story.db", "--json")[0] == 0
    assert run("verify", "story.db")[1].startswith("story.db: sound; 61 articles")
    CliRunner().invoke(cli.main, ["correct", str(path), "0-s1", "--confirm"])
    reference = f"{full().article.id[:12]}-s1"
    code, _, said = run("correct", "story.db", reference, "--confirm", "--who", "Ana Velk")
    assert (code, len(said.splitlines())) == (1, 1)
    assert "it may only be read; change the permissions" in said
    code, _, said = run("backup", "story.db", str(folder / "copy.db"))
    assert (code, len(said.splitlines())) == (1, 1)
    assert "Permission denied" in said
    assert names(folder) == ["story.db"]


def test_a_store_that_may_only_be_read_is_not_read_without_its_log(elsewhere):
    folder, run = elsewhere
    (folder / "story.db-wal").write_bytes(b"work that is not in the file yet")
    code, _, said = run("articles", "story.db")
    assert (code, len(said.splitlines())) == (1, 1)
    assert "change the permissions" in said or "may it be written to?" in said


def test_a_lost_log_is_told_or_leaves_an_older_whole_state(tmp_path):
    """The file beside the store is taken away after a kill: what it held is gone, and no more than that."""
    whole = tmp_path / "whole.db"
    _adding(whole).communicate()
    for reached in (5, 60, 119):
        path = tmp_path / f"{reached}.db"
        process = _adding(path)
        while process.stdout.readline() != b"%d\n" % reached:
            pass
        process.kill()
        process.communicate()
        for end in ("-wal", "-shm"):
            Path(f"{path}{end}").unlink(missing_ok=True)
        try:
            with Store(path, create=False) as store:
                assert list(store.faults()) == []
        except StoreError as error:
            assert "holds nothing" in str(error)
        assert _adding(path).communicate()[0].endswith(b"done\n")
        assert _lasting(path) == _lasting(whole)


def test_a_clock_that_goes_backwards_changes_no_order(path, monkeypatch):
    from onrecord import store as module
    from tests.test_store_corrections import ID, make

    times = iter(range(50, 0, -1))

    class Backwards(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(2031, 1, next(times) % 28 + 1, tzinfo=tz or UTC)

    monkeypatch.setattr(module, "datetime", Backwards)
    with Store(path) as store:
        before = store.links.state()
        store.add([other("Late Envoy")], reader="r1")
        store.add([other("Later Envoy")], reader="r1")
        make(store, "correct", "figures", "f1", fields={"value": 54})
        make(store, "correct", "figures", "f1", fields={"value": 55})
        store.undo(2, who="Ana Velk")
        first, second, third = store.corrections(ID)
        assert first.at > second.at > third.at, "the clock did go backwards"
        assert [row.value for row in store.figures()] == [54]
        assert [run.number for run in store.runs()] == [1, 2, 3]
        assert store.added_since(2) == {other("Later Envoy").article.id}
        assert store.links.state() != before
        assert list(store.faults()) == []


def test_two_add_at_once_the_same_articles_each_once(tmp_path):
    """Both ways to the end at the same time, on one new store."""
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(40):
        (folder / f"{number}.txt").write_text(f"Report{number} begins.\n\n{PARAGRAPH * 3}")
    code = (
        "import sys; from onrecord import build; from onrecord.store import Store;"
        "from tests.test_build import FakeReader\n"
        "with Store(sys.argv[1]) as store: build.add(store, [sys.argv[2]], FakeReader())"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "story.db"), str(folder)]
    both = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE) for _ in range(2)]
    assert [process.communicate()[1] for process in both] == [b"", b""]
    with Store(tmp_path / "story.db") as store, Store(tmp_path / "alone.db") as alone:
        build.add(alone, [folder], FakeReader())
        assert sorted(store.records(), key=repr) == sorted(alone.records(), key=repr)
        assert list(store.faults()) == []


def test_a_busy_store_is_said(path, monkeypatch):
    monkeypatch.setattr(opening, "PATIENCE", 0.1)
    with closing(sqlite3.connect(path)) as other_:
        other_.execute("BEGIN IMMEDIATE")
        with Store(path) as store, pytest.raises(StoreError, match="another process is writing; wait"):
            store.add([replace(full(), problems=())], reader="r2")

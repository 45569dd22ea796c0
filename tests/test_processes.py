"""Several processes give what one gives, and end well, however they end.

Every process started imports this module, so what loads a pipeline is imported where it is needed.
"""

import hashlib
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from functools import partial
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import CliRunner

from onrecord import build, cli
from onrecord.errors import ReadingError, WorkerError
from onrecord.processes import AHEAD, RUN, Processes, _runs, _uninterrupted, outcomes
from onrecord.records import Article, Problem, Record, Source
from onrecord.store import Store
from tests.test_build import FakeReader

ROOT = Path(__file__).parents[1]


class Obeying(FakeReader):
    """A fake reader that does what an article says, and leaves the number of its process in each record.

    Its version may name a file, with its folder, which it makes before it hangs.
    """

    def read(self, articles):
        for record in super().read(articles):
            text = record.article.text
            if "die" in text:
                os.kill(os.getpid(), signal.SIGKILL)
            if "err" in text:
                raise ZeroDivisionError("a bug")
            if "hang" in text and Path(self.version).is_absolute():
                Path(self.version).touch()
            time.sleep(600 if "hang" in text else 0.2 if "wait" in text else 0)
            yield Record(article=record.article, problems=(Problem(stage="read", message=str(os.getpid())),))


def refusing(told="no pipeline; install one", _domain=None):
    raise ReadingError(told)


def fake(pipeline, _domain="peace"):
    return Obeying(pipeline) if pipeline else FakeReader()


def article(number, said):
    text = f"Report{number} {said}"
    name = hashlib.sha256(text.encode()).hexdigest()
    return Article(id=name, sources=(Source(path=f"{number}.txt"),), text=text)


def texts(*said):
    return [article(number, words) for number, words in enumerate(said)]


@pytest.fixture(scope="module")
def two():
    with Processes(FakeReader, 2) as made:
        yield made


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(9):
        said = "is unreadable" if number == 4 else "is wrong" if number == 6 else "begins"
        (folder / f"{number}.txt").write_text(
            f"Report{number} {said}.\n\n" + "The dockers wait for pay. " * 9
        )
    return folder


def gone(process):
    """Whether a process has ended; one that nobody has waited for yet counts as ended."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def wait_until(met, seconds=60):
    end = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def test_the_same_as_one_process_in_the_same_order(two):
    said = ["unreadable" if number % 7 == 3 else "begins" for number in range(150)]
    articles = texts(*said)
    alone = list(outcomes(articles, FakeReader()))
    assert [type(item) for item in alone].count(Problem) == 21
    assert list(outcomes(articles, two)) == alone
    assert list(two.read([])) == []


def test_both_processes_read_and_a_slow_article_keeps_its_place():
    with Processes(Obeying, 2) as reader:
        list(reader.read(texts(*["wait"] * 8)))  # by then both have started
        read = list(reader.read(texts("wait", *["begins"] * 40, *["wait"] * 4)))
    assert [record.article.sources[0].path for record in read] == [f"{number}.txt" for number in range(45)]
    assert len({record.problems[0].message for record in read}) == 2


def test_a_store_is_filled_as_by_one_process(two, folder, tmp_path):
    told = []
    with Store(tmp_path / "one.db") as one, Store(tmp_path / "two.db") as other:
        summary = build.add(one, [folder], FakeReader())
        again = build.add(other, [folder], two, progress=lambda done, total: told.append((done, total)))
        assert again == summary
        assert (summary.added, len(summary.problems)) == (7, 2)
        assert list(other.records()) == list(one.records())
        assert other.problems() == one.problems()
        assert build.add(other, [folder], two).unchanged == 7
    assert told == [(number + 1, 9) for number in range(9)]


def test_only_a_few_runs_are_drawn_ahead(two):
    drawn = []

    def endless():
        while True:
            drawn.append(None)
            yield article(len(drawn), "begins")

    reading = two.read(endless())
    assert [next(reading).actors[0].name for _ in range(3)] == ["Report1", "Report2", "Report3"]
    assert len(drawn) <= 2 * 2 * AHEAD * RUN
    reading.close()
    assert len(list(two.read(texts("begins")))) == 1


def test_runs_grow_shorter_towards_the_end():
    articles = texts(*["begins"] * 200)
    runs = list(_runs(articles, 2))
    sizes = [len(run) for run in runs]
    assert [one for run in runs for one in run] == articles
    assert sizes == sorted(sizes, reverse=True)
    assert (sizes[0], sizes[-1]) == (RUN, 1)
    assert [len(run) for run in _runs(articles[:3], 2)] == [1, 1, 1]


def test_a_killed_process_is_an_error_and_no_hang():
    with Processes(Obeying, 2) as reader:
        reading = outcomes(texts("begins", *["wait"] * 5, "die", *["begins"] * 90), reader)
        with pytest.raises(WorkerError, match=r"\d+\.txt: a process ended .* fewer processes") as caught:
            list(reading)
        assert int(str(caught.value).partition(".")[0]) <= 6
        with pytest.raises(WorkerError, match=r"0\.txt"):
            list(reader.read(texts("begins")))


def test_a_reader_that_cannot_be_made_is_told_at_once():
    before = set(multiprocessing.active_children())
    with pytest.raises(ReadingError, match="no pipeline; install one"):
        Processes(refusing, 2)
    with pytest.raises(WorkerError, match="before its reader was made"):
        Processes(partial(os._exit, 3), 2)
    assert set(multiprocessing.active_children()) <= before


def test_a_bug_stays_a_bug():
    with pytest.raises(ZeroDivisionError, match="a bug"), Processes(Obeying, 2) as reader:
        list(outcomes(texts("begins", "err", "hang"), reader))


def test_closing_ends_processes_in_the_middle_of_an_article(tmp_path):
    before = set(multiprocessing.active_children())
    with Processes(partial(Obeying, str(tmp_path / "hangs")), 2) as reader:
        reading = reader.read(texts(*["begins"] * 4, *["hang"] * 8))
        assert isinstance(next(reading), Record)
        wait_until((tmp_path / "hangs").exists)
        began = time.monotonic()
    assert time.monotonic() - began < 60
    assert set(multiprocessing.active_children()) <= before


@pytest.fixture
def hanging(tmp_path):
    """The command `add` with two processes, in a session of its own, among articles that never end."""
    (tmp_path / "texts").mkdir()
    for number in range(6):
        text = f"Report{number} {'hang' if number > 1 else 'begins'}. " + "The dockers wait in port. " * 9
        (tmp_path / "texts" / f"{number}.txt").write_text(text)
    faked = "from onrecord import cli; from tests.test_processes import fake; cli.building.reader = fake"
    code = f"{faked}; cli.main()"
    options = ["--processes", "2", "--pipeline", str(tmp_path / "hangs")]
    command = [sys.executable, "-c", code, "add", str(tmp_path / "s.db"), str(tmp_path / "texts"), *options]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, start_new_session=True) as process:
        wait_until(lambda: len(workers(process)) == 2)
        yield process
        process.kill()


def workers(process):
    """The processes under another that read articles, or are about to."""
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return [child for child in listed if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]


in_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks processes up in /proc")
AFTER = {"at once": 0.0, "soon": 0.3, "in the middle of an article": None}


@in_proc
@pytest.mark.parametrize("seconds", AFTER.values(), ids=AFTER)
def test_interrupted_all_end_and_one_line_is_told(hanging, tmp_path, seconds):
    started = workers(hanging)
    if seconds is None:
        wait_until((tmp_path / "hangs").exists)
    time.sleep(seconds or 0)
    os.killpg(hanging.pid, signal.SIGINT)  # as a terminal does: those that read hear of it, too
    _, told = hanging.communicate(timeout=60)
    assert hanging.returncode == 130
    assert told.startswith(b"stopped; what is stored stays stored") and told.count(b"\n") == 1
    assert all(map(gone, started))


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="no signals of threads here")
def test_an_interrupt_that_another_thread_hears_waits_until_processes_are_started():
    done, went_on = threading.Event(), False
    other = threading.Thread(target=done.wait)
    other.start()
    try:
        with pytest.raises(KeyboardInterrupt), _uninterrupted():
            signal.pthread_kill(other.ident, signal.SIGINT)
            time.sleep(0.2)
            went_on = True
    finally:
        done.set()
        other.join()
    assert went_on


@in_proc
def test_no_process_outlives_a_killed_parent(hanging, tmp_path):
    started = workers(hanging)
    wait_until((tmp_path / "hangs").exists)
    hanging.kill()
    wait_until(lambda: all(map(gone, started)))


def test_the_commands_print_the_same(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(cli.building, "reader", fake)

    def run(*args):
        result = CliRunner().invoke(cli.main, [str(arg) for arg in args])
        return result.exit_code, result.stdout, result.stderr

    assert run("read", folder, "--processes", 2) == run("read", folder)
    one = run("add", tmp_path / "one.db", folder, "--json")
    assert run("add", tmp_path / "two.db", folder, "--json", "--processes", 2) == one
    assert json.loads(one[1])["added"] == 7
    assert run("read", folder, "--processes", 0)[0] == 2
    monkeypatch.setattr(cli.building, "reader", refusing)
    assert run("read", folder, "--processes", 2)[::2] == (1, "Error: None\n")


def test_the_real_reader_reads_the_same_in_two_processes(reader):
    from onrecord.read import Reader

    story = Path(str(files("onrecord.example"))) / "story"
    with Processes(Reader, 2) as two:
        assert two.version == reader.version
        assert list(build.records([story], two)) == list(build.records([story], reader))

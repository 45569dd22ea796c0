"""A process killed while it adds leaves a store that opens; the same command completes it."""

import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from onrecord.store import Store
from tests.test_store import content, other

ARTICLES, BATCH = 120, 4
TIMES = {"runs": [], "_sqlite_migrations": []}  # tables that say when, which does differ
ADDING = """
import sys
from tests.test_store_kill import BATCH, pile
from onrecord.store import Store
with Store(sys.argv[1]) as store:
    store.add(pile(), reader="r1", batch=BATCH)
print("done", flush=True)
"""


def pile():
    """Many small records, each of a text of its own; says on standard output how far it is."""
    for number in range(ARTICLES):
        print(number, flush=True)
        yield other(f"Envoy {number}")


def _lasting(path):
    """The content without what says when, the number of the run that added an article among it."""
    found = content(path)
    articles = [re.sub(r", \d+\)$", ")", row) for row in found["articles"]]  # `run` is the last column
    return found | TIMES | {"articles": articles}


def _adding(path):
    return subprocess.Popen(
        [sys.executable, "-c", ADDING, str(path)], cwd=Path(__file__).parents[1], stdout=subprocess.PIPE
    )


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    path = tmp_path_factory.mktemp("whole") / "story.db"
    _adding(path).communicate()
    return _lasting(path)


@pytest.mark.parametrize("reached", [0, 3, 4, 37, 80, 119])
def test_killed_and_run_again_is_as_if_undisturbed(tmp_path, undisturbed, reached):
    path = tmp_path / "story.db"
    process = _adding(path)
    while process.stdout.readline() != b"%d\n" % reached:
        pass
    time.sleep(random.uniform(0, 0.004))  # anywhere in what follows: reading, writing, committing
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert _integrity(path) == "ok"
    with Store(path) as store:
        stored = len(list(store.records()))
    assert stored % BATCH == 0, "half a batch is stored"
    assert stored >= reached // BATCH * BATCH, "a batch that was done is lost"
    process = _adding(path)
    assert process.communicate()[0].endswith(b"done\n")
    assert _integrity(path) == "ok"
    assert _lasting(path) == undisturbed


def test_killed_before_it_is_open_leaves_nothing_in_the_way(tmp_path):
    for pause in (0.15, 0.25, 0.35):
        process = _adding(tmp_path / "story.db")
        time.sleep(pause)
        process.kill()
        process.communicate()
    with Store(tmp_path / "story.db") as store:
        list(store.records())


def test_two_processes_add_to_one_new_store(tmp_path):
    both = [_adding(tmp_path / "story.db") for _ in range(2)]
    assert all(process.communicate()[0].endswith(b"done\n") for process in both)
    with Store(tmp_path / "story.db") as store:
        assert sum(1 for _ in store.records()) == ARTICLES
    assert _integrity(tmp_path / "story.db") == "ok"


def _integrity(path):
    connection = sqlite3.connect(path)
    (answer,) = connection.execute("PRAGMA integrity_check").fetchone()
    connection.close()
    return answer

"""Models run here and tell nobody: no reports wait in the home folder to be sent."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import pytest

from onrecord import inference
from onrecord.link import meaning

QUIETED = ("CI", "TF_BUILD", "GITHUB_ACTIONS", "ORT_RUNNING_UNIT_TESTS", inference.QUIET[0])
WORK = """
from onrecord.link.meaning import Meanings
from onrecord.read.tagger import Tagger

assert len(Meanings().of(["The union said the port would stay shut."])) == 1
assert Tagger().tag(["The union said the port would stay shut."])
"""


def test_what_models_read_is_reported_to_nobody(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    kept = {name: value for name, value in os.environ.items() if name not in QUIETED}
    kept |= {"HOME": str(home), "XDG_CACHE_HOME": str(home / "cache")}
    subprocess.run([sys.executable, "-c", WORK], env=kept, check=True)
    assert [str(path) for path in home.rglob("*")] == []


def test_as_many_threads_as_processors_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    assert inference.processors() == len(os.sched_getaffinity(0))
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    assert inference.processors() == 3


def test_a_model_of_sentences_is_loaded_once_for_all_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = []

    def slowly(*given: object, **told: object) -> object:
        loaded.append(given)
        time.sleep(0.2)
        return inference.session(*given, **told)

    monkeypatch.setattr(meaning, "session", slowly)
    monkeypatch.setattr(meaning, "_model", cache(meaning._model.__wrapped__))
    monkeypatch.setattr(meaning, "_threads", cache(lambda: ThreadPoolExecutor(3)))
    sentences = [f"The ferry left harbour {number}." for number in range(4 * meaning.BATCH)]
    assert meaning.Meanings().of(sentences).shape == (len(sentences), meaning.SIZE)
    assert len(loaded) == 1

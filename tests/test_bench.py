"""The measurements run, on the bundled story."""

import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from bench import commands, newcomer, speed, whole

STORY = Path(str(files("onrecord.example"))) / "story"


def test_speed_compares_like_with_like() -> None:
    figures = speed.compare(STORY, rounds=1)
    assert figures["articles"] >= 16
    assert figures["ratio"] > 0


def test_speed_and_memory_of_two_processes_are_measured(tmp_path: Path) -> None:
    for file in sorted(STORY.glob("*.txt"))[:3]:
        shutil.copy(file, tmp_path)
    assert speed.two_times_one(tmp_path, rounds=1) > 0
    assert speed.peak_memory(tmp_path, 2) > 50


def test_start_up_is_that_of_a_new_interpreter() -> None:
    assert 0 < speed.start_up() < 120


def test_the_newcomer_s_way_is_the_readme_s_in_an_empty_environment(tmp_path: Path, monkeypatch) -> None:
    install, add, dossier = newcomer.steps()
    assert install == "make install"
    assert add == f".venv/bin/onrecord add story.db {newcomer.GIVEN}/" and " dossier story.db " in dossier
    assert newcomer.STORY == STORY
    monkeypatch.setenv("PYTHONPATH", "src")
    assert not {"PYTHONPATH", "VIRTUAL_ENV"} & set(newcomer.environment(tmp_path))
    assert newcomer.timed("exit $(env | grep -c PYTHON)", tmp_path, newcomer.environment(tmp_path)) > 0
    with pytest.raises(SystemExit, match="ended with status 3"):
        newcomer.timed("exit 3", tmp_path, newcomer.environment(tmp_path))


def test_commands_are_timed_in_a_terminal_and_into_a_file() -> None:
    python = [commands.sys.executable, "-c", "import sys; print(sys.stdout.isatty()); sys.exit(0)"]
    assert commands.in_terminal(python) > 0 and commands.to_file(python) > 0


def test_the_whole_way_is_timed_on_one_core(tmp_path: Path) -> None:
    for file in sorted(STORY.glob("*.txt"))[:2]:
        shutil.copy(file, tmp_path)
    core = sorted(whole.os.sched_getaffinity(0))[:1]
    added, linked = whole.whole_way(tmp_path, tmp_path / "story.db", core)
    assert added > 0 and linked > 0 and (tmp_path / "story.db").stat().st_size > 0

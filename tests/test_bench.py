"""The measurements run, on the bundled story."""

import shutil
from importlib.resources import files
from pathlib import Path

from bench import speed

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

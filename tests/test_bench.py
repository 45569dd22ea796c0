"""The measurements run, on the bundled story."""

import shutil
from importlib.resources import files
from pathlib import Path

from bench import newcomer, speed
from onrecord.collect import Page
from onrecord.collect import pages as collected
from onrecord.document import article

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


def test_the_newcomer_s_way_is_the_readme_s_and_its_pages_are_read(tmp_path: Path) -> None:
    install, *commands = newcomer.steps()
    assert install == "make install"
    assert all(command.startswith(".venv/bin/onrecord ") for command in commands)
    assert newcomer.GIVEN in commands[0] and "dossier" in commands[-1]
    newcomer.pages(tmp_path / "pages")
    texts = [article(page).text for page in collected([tmp_path / "pages"]) if isinstance(page, Page)]
    assert len(texts) == 10 and not any("Accept all" in text for text in texts)
    given = newcomer.environment(tmp_path)
    assert set(given) - {"HOME", "PATH"} == {name for name in given if name.startswith("PIP_")}

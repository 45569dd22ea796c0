"""The measurements run, on the bundled story."""

from importlib.resources import files
from pathlib import Path

from bench import speed


def test_speed_compares_like_with_like() -> None:
    story = Path(str(files("onrecord.example"))) / "story"
    figures = speed.compare(story, rounds=1)
    assert figures["articles"] >= 16
    assert figures["ratio"] > 0

"""Quality that must not fall: the floors of floors.toml, on real gold where it is present and on the
bundled story always."""

import pytest

from bench import dates, headlines
from bench.quality import GOLD, figure, floors, score_gold, score_story
from onrecord.read import Reader


@pytest.mark.parametrize("folder", GOLD)
@pytest.mark.usefixtures("shared")
def test_real_gold(folder: str, reader: Reader) -> None:
    report = score_gold(folder, reader)
    assert not report["missing"] and not report["violations"]
    assert "wrong" not in report["published"].values(), report["published"]
    low = [
        f"{key} is {value}, below its floor {floor}"
        for key, floor in floors()[folder].items()
        if (value := figure(report, key)) is None or value < floor
    ]
    assert not low, "\n".join(low)


def test_bundled_story(reader: Reader) -> None:
    reached = score_story(reader)
    assert reached["published.wrong"] == 0
    low = [
        f"{key} is {reached[key]}, below its floor {floor}"
        for key, floor in floors()["example"].items()
        if reached[key] < floor
    ]
    assert not low, "\n".join(low)


@pytest.mark.usefixtures("shared")
def test_time_expressions() -> None:
    reached = dates.score(dates.ours()[0])
    for key, floor in floors()["tempeval3"].items():
        row, part = key.split(".")
        assert reached[row][part] >= floor, f"{key} is {reached[row][part]}, below its floor {floor}"


@pytest.mark.usefixtures("shared")
def test_tolls_in_headlines(reader: Reader) -> None:
    rows = headlines.headlines()
    reached, errors = headlines.score(rows, headlines.read(rows, reader))
    assert reached["f1"] >= floors()["headlines"]["f1"], "\n".join(errors)
    assert reached["swapped"] == 0, "killed and injured are swapped"

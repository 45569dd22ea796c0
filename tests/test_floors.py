"""Quality that must not fall: the floors of floors.toml, on real gold where it is present and on the
bundled story always."""

import pytest

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

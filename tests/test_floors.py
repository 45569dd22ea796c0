"""Quality that must not fall: the floors of floors.toml, on real gold where it is present and on the
bundled story always."""

import json
from importlib.resources import files
from pathlib import Path

import pytest
from bench.quality import GOLD, figure, floors, score_gold
from bench.score_truth import score

from onrecord.build import records
from onrecord.read import Reader
from onrecord.records import Record, as_json

TRUTH = Path(__file__).parents[1] / "examples" / "truth.jsonl"


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
    story = Path(str(files("onrecord.example"))) / "story"
    predicted = [as_json(item) for item in records([story], reader) if isinstance(item, Record)]
    truth = [json.loads(line) for line in TRUTH.read_text(encoding="utf-8").splitlines()]
    reached = score(predicted, truth)
    assert reached["published.wrong"] == 0
    low = [
        f"{key} is {reached[key]}, below its floor {floor}"
        for key, floor in floors()["example"].items()
        if reached[key] < floor
    ]
    assert not low, "\n".join(low)

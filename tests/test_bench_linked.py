"""The links of the bundled story, made of its true records."""

from bench import linked
from bench.quality import floors


def test_links_of_the_true_records() -> None:
    reached, errors = linked.score(linked.true_records())
    for key, floor in floors()["linked"].items():
        assert reached[key] >= floor, f"{key} is {reached[key]}, below its floor {floor}:\n" + "\n".join(
            errors
        )


def test_nothing_read_is_nothing_found() -> None:
    reached, errors = linked.score([])
    assert reached["answers"] == reached["changes"] == 0 and errors

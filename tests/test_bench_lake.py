"""What the lake's measurements are made with."""

import json
from dataclasses import replace

from bench import lake
from onrecord.collect import pages
from onrecord.document import article as made
from onrecord.records import Source, as_json
from tests.conftest import article
from tests.lake_readers import made as record_of


def test_articles_written_are_found_with_their_records(tmp_path):
    listed = [
        replace(article(f"Report{number} waits now."), sources=(Source(record=str(number)),))
        for number in range(3)
    ]
    path = lake.written(listed, tmp_path / "many.jsonl.gz")
    with (tmp_path / "records").open("w") as file:
        for one in listed:
            file.write(f"{one.id} {json.dumps(as_json(record_of(one)))}\n")
    found = list(lake.LookedUp(str(tmp_path / "records")).read(made(page) for page in pages([path])))
    assert [one.article.id for one in found] == [one.id for one in listed]
    assert found[0].article.sources[0].path == str(path)


def test_memory_is_that_of_all_processes(monkeypatch):
    monkeypatch.setattr(lake, "EVERY", 0.01)
    found, most = lake.held(lambda: sum(len(bytes(1000)) for _ in range(300_000)))
    assert found == 300_000_000
    assert most > 20

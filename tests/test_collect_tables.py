"""Parquet files and addresses of buckets as inputs."""

import gzip
import json
from datetime import date

import pytest

from onrecord.collect import Page, pages, places
from onrecord.collect.buckets import Place, is_bucket
from onrecord.records import Problem

pyarrow = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")

ROWS = [
    {
        "id": "1",
        "text": "The port of Averil is shut.",
        "outlet": "Averil Mail",
        "published": date(2031, 5, 3),
    },
    {"id": "2", "text": None, "outlet": None, "published": None},
    {"id": "3", "text": "Lissen waits.", "outlet": "Herald", "published": date(2031, 5, 4)},
]


@pytest.fixture
def bucket(tmp_path):
    parquet.write_table(pyarrow.Table.from_pylist(ROWS), tmp_path / "a.parquet")
    with gzip.open(tmp_path / "b.jsonl.gz", "wt") as file:
        file.write(json.dumps({"id": "4", "text": "A ferry sails."}) + "\n")
    (tmp_path / "notes.txt").write_text("Not of a kind that a bucket is read for.")
    return tmp_path


def test_the_rows_of_a_parquet_file_are_articles(bucket):
    first, second, third = pages([bucket / "a.parquet"])
    assert isinstance(first, Page)
    assert (first.text, first.source.record, first.source.published) == (ROWS[0]["text"], "1", "2031-05-03")
    assert (second.line, second.path) == (2, str(bucket / "a.parquet"))
    assert third.source.outlet == "Herald"


def test_a_broken_parquet_file_is_one_problem(tmp_path):
    (tmp_path / "bad.parquet").write_bytes(b"PAR1 and nothing else")
    (found,) = pages([tmp_path])
    assert isinstance(found, Problem)
    assert "broken Parquet" in found.message


def test_a_row_group_beyond_measure_is_refused(bucket, monkeypatch):
    monkeypatch.setattr("onrecord.collect.tables.LARGEST", 10)
    (found,) = pages([bucket / "a.parquet"])
    assert "smaller row groups" in found.message


def test_an_address_of_a_bucket_gives_what_the_files_give(bucket):
    address = f"file://{bucket}"
    assert is_bucket(address)
    found = list(pages([address]))
    assert [one.source.record for one in found if isinstance(one, Page)] == ["1", "3", "4"]
    assert {one.source.path for one in found if isinstance(one, Page)} == {
        f"{address}/a.parquet",
        f"{address}/b.jsonl.gz",
    }
    (gone,) = pages([f"{address}/nowhere"])
    assert "nothing is there" in gone.message
    (wrong,) = pages(["s3://"])
    assert isinstance(wrong, Problem)


def test_places_are_listed_once_and_tell_of_changes(bucket):
    found = list(places([bucket, bucket / "a.parquet", bucket / "none"]))
    assert [one.path.rpartition("/")[2] for one in found] == ["a.parquet", "b.jsonl.gz", "notes.txt", "none"]
    assert isinstance(found[-1], Problem)
    before = found[2]
    (bucket / "notes.txt").write_text("Changed.")
    (after,) = (one for one in places([bucket / "notes.txt"]))
    assert isinstance(after, Place)
    assert after != before

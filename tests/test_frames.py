"""The tables of a store as pandas and polars frames."""

from pathlib import Path

import pytest

from onrecord import frames
from onrecord.errors import ExportError
from onrecord.store import Store
from tests.test_series import told
from tests.test_store import full, other

pytest.importorskip("pyarrow", reason="pyarrow is not installed here")


@pytest.fixture
def store(tmp_path: Path):
    with Store(tmp_path / "story.db") as opened:
        opened.add([full(), other("Bo Reed"), told(40, "2031-03-02"), told(45, "2031-03-04")])
        yield opened


def test_pandas_has_typed_dates_and_keeps_what_is_unknown(store: Store) -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed here")
    said = frames.to_pandas(store, "statements").set_index(["article_id", "id"])
    first, second = said.loc[(full().article.id, "s1")], said.loc[(full().article.id, "s2")]
    assert first["said_earliest_whole"] == pandas.Timestamp("2031-05-02")
    assert second["said_earliest"] == "2031" and pandas.isna(second["said_earliest_whole"])
    assert list(first["content_words"]) == [span.words for span in full().statements[0].content]
    assert str(said["said_start"].dtype) == "Int64" and pandas.isna(second["said_start"])


def test_polars_has_dates_and_linked_tables(store: Store) -> None:
    polars = pytest.importorskip("polars", reason="polars is not installed here")
    points = frames.to_polars(store, "points")
    assert points.schema["as_of_whole"] == polars.Date
    assert points["value"].to_list() == [40.0, 45.0]
    assert frames.to_polars(store, "actors", since="2031-06")["name"].to_list() == []
    assert frames.to_polars(store, "copies").height == 0


def test_every_table_becomes_a_frame_in_batches(store: Store, monkeypatch) -> None:
    monkeypatch.setattr(frames, "BATCH", 2)
    assert all(frames.to_arrow(store, name).num_columns for name in frames.NAMES)
    assert frames.to_arrow(store, "actors").num_rows == sum(len(record.actors) for record in store.records())


def test_an_unknown_table_is_said_with_those_there_are(store: Store) -> None:
    with pytest.raises(ExportError, match="there are articles, sources"):
        frames.to_arrow(store, "verdicts")

"""Ten kills at random moments of `add`, of the two hundred that `python -m bench.kills` makes."""

from contextlib import closing

from bench import kills
from onrecord import build
from onrecord.store import Store
from tests.test_store_soundness import opened


def test_nothing_is_lost_given_twice_or_changed():
    found = kills.killed(10, 120)
    assert (found.damaged, found.lost, found.more) == (0, 0, 0)
    assert found.kills == 10
    assert found.stores >= 1
    assert found.midway >= 1


def test_a_row_that_is_lost_or_changed_would_be_counted(tmp_path):
    folder = tmp_path / "articles"
    folder.mkdir()
    kills.written(folder, 3)
    with Store(tmp_path / "story.db") as store:
        assert build.add(store, [folder], kills.Quick()).added == 3
        assert [row.value for row in store.figures()] == [2, 3, 4]
    whole = kills.rows(tmp_path / "story.db")
    with closing(opened(tmp_path / "story.db")) as connection, connection:
        connection.execute("UPDATE actors SET name = 'Ida Quill' WHERE article = 1")
        connection.execute("DELETE FROM labels")
        connection.execute("DELETE FROM sources WHERE article = 2")
    there = kills.rows(tmp_path / "story.db")
    assert ((whole - there).total(), (there - whole).total()) == (2, 1)

"""Vocabulary files are checked when they are loaded."""

from importlib.resources import files

import pytest

from onrecord import vocabulary
from onrecord.errors import VocabularyError

NAMES = sorted(
    path.name.removesuffix(".toml") for path in files(vocabulary).iterdir() if path.name.endswith(".toml")
)


@pytest.mark.parametrize("name", NAMES)
def test_every_file_loads(name: str) -> None:
    assert vocabulary.tables(name)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("[t]\nkey = 3", "must be a list of words"),
        ("[t]\nkey = []", "must be a list of words"),
        ('[t]\nkey = ["a", "a"]', "twice"),
        ('key = ["a"]', "outside a"),
        ("[t", "restore or correct"),
    ],
)
def test_malformed_file_is_refused(tmp_path, monkeypatch, content: str, complaint: str) -> None:
    (tmp_path / "bad.toml").write_text(content)
    monkeypatch.setattr(vocabulary, "files", lambda _: tmp_path)
    vocabulary.tables.cache_clear()
    with pytest.raises(VocabularyError, match=complaint):
        vocabulary.tables("bad")
    vocabulary.tables.cache_clear()


def test_word_under_two_keys_is_refused(tmp_path, monkeypatch) -> None:
    (tmp_path / "bad.toml").write_text('[t]\na = ["x"]\nb = ["x"]')
    monkeypatch.setattr(vocabulary, "files", lambda _: tmp_path)
    vocabulary.tables.cache_clear()
    with pytest.raises(VocabularyError, match="stands under"):
        vocabulary.words("bad", "t")
    vocabulary.tables.cache_clear()

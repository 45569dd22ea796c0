"""The field's words as data: classes of words in TOML files that a researcher can edit.

A file holds one table or more of named word lists. Files are checked when they are loaded: a
wrong type, an empty list or a doubled word is refused with the file's name.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

from onrecord.errors import VocabularyError

WordLists = Mapping[str, tuple[str, ...]]


@cache
def tables(name: str) -> Mapping[str, WordLists]:
    """Every table of `vocabulary/<name>.toml`, or of a file of one's own: table → key → words, in order.

    Raises:
        VocabularyError: the file is missing, is not TOML, or holds something else than lists of words.
    """
    where = name if name.endswith(".toml") else f"vocabulary/{name}.toml"
    resource = Path(name) if name.endswith(".toml") else files(__package__) / f"{name}.toml"
    try:
        content = tomllib.loads(resource.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise VocabularyError(f"{where}: {error}; restore or correct the file") from error
    for title, table in content.items():
        if not isinstance(table, dict):
            raise VocabularyError(f"{where}: {title!r} stands outside a [table]; move it into one")
        for key, words in table.items():
            _check(f"{where}: [{title}] {key}", words)
    return {title: {key: tuple(words) for key, words in table.items()} for title, table in content.items()}


def words(name: str, table: str) -> Mapping[str, str]:
    """One table turned round: word → key; a word under two keys is refused.

    Raises:
        VocabularyError: as `tables`, or a word stands under two keys.
    """
    keys: dict[str, str] = {}
    for key, listed in tables(name)[table].items():
        for word in listed:
            if word in keys:
                both = f"{keys[word]!r} and {key!r}"
                raise VocabularyError(
                    f"vocabulary/{name}.toml: [{table}] {word!r} stands under {both}; keep one"
                )
            keys[word] = key
    return keys


def _check(where: str, words: object) -> None:
    if not isinstance(words, list) or not words or not all(isinstance(word, str) and word for word in words):
        raise VocabularyError(f"{where} must be a list of words; found {words!r}")
    doubled = sorted({word for word in words if words.count(word) > 1})
    if doubled:
        raise VocabularyError(f"{where} holds {doubled[0]!r} twice; keep one")

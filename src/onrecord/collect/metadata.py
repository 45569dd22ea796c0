"""Metadata: facts about text files, kept in a `metadata.jsonl` in their folder or the folder above.

Each line is an object with `path`, relative to the metadata file, and any of `url`, `outlet`, `title`,
`byline`, `published`.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from onrecord.collect import fields, lines
from onrecord.collect.decoding import decoded
from onrecord.collect.fields import Given
from onrecord.collect.page import MAX_BYTES
from onrecord.collect.paths import METADATA
from onrecord.errors import CollectError
from onrecord.records import Problem

NOTHING = Given()


class Beside:
    """The metadata files met so far; each is opened once."""

    def __init__(self) -> None:
        self._folders: dict[Path, dict[Path, Given]] = {}
        self._problems: list[Problem] = []

    def given(self, path: Path) -> Given:
        """What the nearest metadata file says of `path`; nothing where none names it."""
        place = _place(path)
        for nearby in (place.parent, place.parent.parent):
            if nearby not in self._folders:
                self._folders[nearby] = self._opened(nearby / METADATA)
            if place in self._folders[nearby]:
                return self._folders[nearby][place]
        return NOTHING

    def problems(self) -> Iterator[Problem]:
        """What could not be read in metadata files since the last time this was asked."""
        while self._problems:
            yield self._problems.pop(0)

    def _opened(self, path: Path) -> dict[Path, Given]:
        facts: dict[Path, Given] = {}
        if not path.is_file():
            return facts
        try:
            with path.open("rb") as stream:
                for number, line in lines.numbered(stream):
                    self._take(facts, path, number, line)
        except OSError as error:
            self._refuse(path, None, f"cannot be read ({error.strerror}); check its permissions")
        return facts

    def _take(self, facts: dict[Path, Given], path: Path, number: int, line: bytes | None) -> None:
        try:
            if line is None:
                raise CollectError(f"line over {MAX_BYTES:,} bytes; shorten it")
            value = fields.parsed(decoded(line).lstrip("\ufeff"))
            name = value.get("path") if isinstance(value, dict) else None
            if not isinstance(name, str) or not name:
                raise CollectError("no 'path' that says which file this line is about; add it")
            facts[_place(path.parent / name)] = fields.given(value)
        except CollectError as error:
            self._refuse(path, number, str(error))

    def _refuse(self, path: Path, line: int | None, message: str) -> None:
        self._problems.append(Problem(stage="collect", message=message, path=str(path), line=line))


def _place(path: Path) -> Path:
    """Where a file lies, by name alone: a link is found beside its neighbours, not at its target."""
    return Path(os.path.abspath(path))  # noqa: PTH100

"""One correction, as it is kept for good."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from onrecord.corrections.references import Anchor

VERBS = ("confirm", "correct", "reject", "merge", "add", "undo")


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """Who said when, and why, what an item should be; references in it name words, not ids."""

    number: int
    at: str  # UTC, ISO 8601
    who: str
    why: str | None = None  # None: not said
    verb: str  # one of VERBS
    article: str  # sha256 of the text
    kind: str  # one of KINDS
    anchor: Anchor  # of the machine's item, or of the added one
    words: tuple[str, ...]  # those at the anchor
    thread: int  # number of the first correction of the same item
    before: Mapping[str, Any] | None = None  # the item as it was seen; None: it was not there
    after: Mapping[str, Any] | None = None  # None: as before, or no longer there
    into: Mapping[str, Any] | None = None  # reference to what a merged item goes into; None: no merge
    undoes: int | None = None  # number of the correction taken back; None: no undo

    def changes(self) -> tuple[tuple[str, Any, Any], ...]:
        """The fields that it changes, as they were seen and as they should be; none of an addition."""
        before, after = self.before, self.after
        if before is None or after is None:
            return ()
        told = ((name, before.get(name), value) for name, value in after.items() if name in before)
        return tuple(change for change in told if change[1] != change[2])

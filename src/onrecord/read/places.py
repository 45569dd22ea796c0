"""Places: what of many spans covers a place in a text, looked up at once.

For stages that ask at every word: a text of any length is laid out once.
"""

from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

from onrecord.records import Span

Kept = TypeVar("Kept")


class Places(Generic[Kept]):
    """What lies at each character of a text: of several spans the shortest, of equal ones the first."""

    def __init__(self, spans: Iterable[tuple[Span, Kept]]) -> None:
        laid: Sequence[tuple[Span, Kept]] = list(spans)
        self._laid = sorted(laid, key=lambda one: one[0].end - one[0].start)
        self._at = [-1] * max((span.end for span, _ in laid), default=0)
        for number in range(len(self._laid) - 1, -1, -1):
            span = self._laid[number][0]
            self._at[span.start : span.end] = [number] * (span.end - span.start)

    def at(self, start: int, end: int | None = None) -> Kept | None:
        """What covers a place, or the whole of a range."""
        last = start if end is None else end - 1
        for place in (start, last):
            number = self._at[place] if 0 <= place < len(self._at) else -1
            if number >= 0:
                span, kept = self._laid[number]
                if span.start <= start and last < span.end:
                    return kept
        return None

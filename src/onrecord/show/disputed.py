"""Disputed: statements that cannot both be true, side by side, by what they contradict each other in."""

from collections.abc import Sequence

from onrecord.link.disputes import Dispute
from onrecord.show import wording
from onrecord.show.linked import Linked
from onrecord.show.passages import Passages
from onrecord.show.voices import Contradiction, Contradictions, Disputed

MOST = 60  # pairs of one kind in a page
OPEN = 8  # before the rest is folded


def section(linked: Linked) -> Disputed | None:
    """The section; None where nothing is contradicted."""
    by_kind: dict[str, list[Dispute]] = {kind: [] for kind in wording.DISPUTES}
    for one in linked.disputes:
        by_kind.setdefault(one.kind, []).append(one)
    kinds = tuple(_kind(kind, found, linked.passages) for kind, found in by_kind.items() if found)
    return Disputed(count=len(linked.disputes), kinds=kinds) if kinds else None


def _kind(kind: str, found: Sequence[Dispute], passages: Passages) -> Contradictions:
    made = [contradiction(one, passages) for one in found[:MOST]]
    return Contradictions(
        title=wording.DISPUTES.get(kind, wording.name(kind)),
        count=len(found),
        shown=tuple(made[:OPEN]),
        rest=tuple(made[OPEN:]),
        left=len(found) - len(made),
    )


def contradiction(dispute: Dispute, passages: Passages) -> Contradiction:
    """Two statements side by side."""
    return Contradiction(accounts=(passages.account(dispute.a), passages.account(dispute.b)))

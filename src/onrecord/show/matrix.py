"""Positions: issues by parties, each cell with its latest entries, and the history behind each cell."""

from collections.abc import Iterator, Mapping, Sequence

from onrecord.link.changes import OTHER
from onrecord.link.matrix import Cell
from onrecord.link.plans import Answer
from onrecord.records import ISSUES
from onrecord.show import wording
from onrecord.show.linked import Linked
from onrecord.show.passages import Passages
from onrecord.show.places import Pointer
from onrecord.show.talks import Grid, Held, History, Holder, Line, Positions

PARTIES = 4  # of one grid; the first grid is shown, the rest folded
GRIDS = 8
LATEST = 2  # entries of a cell
SHORT = 70  # characters of an entry's words in a cell
ENTRIES = 6  # of a history before the earlier ones are folded
MOST = 60  # of a history in the page

_Cells = Mapping[str, tuple[str, Cell]]  # issue → address of its history, cell


def section(linked: Linked) -> Positions | None:
    """The section; None where no position was read."""
    by_party: dict[str, dict[str, tuple[str, Cell]]] = {}
    for cell in linked.cells:
        mine = by_party.setdefault(cell.party, {})
        mine[cell.issue] = (f"held-{len(by_party)}-{len(mine) + 1}", cell)
    if not by_party:
        return None
    parties = [
        (Pointer(anchor=f"held-{number}", name=wording.name(name), count=_entries(cells)), cells)
        for number, (name, cells) in enumerate(by_party.items(), 1)
    ]
    kept = parties[: PARTIES * GRIDS]
    groups = [kept[at : at + PARTIES] for at in range(0, len(kept), PARTIES)]
    passages = linked.passages
    grids = [_grid(group, passages) for group in groups]
    holders = [Holder(party=party, histories=tuple(_histories(cells, passages))) for party, cells in kept]
    return Positions(
        count=sum(_entries(cells) for _, cells in parties),
        grid=grids[0],
        grids_rest=tuple(grids[1:]),
        holders=tuple(holders[:PARTIES]),
        holders_rest=tuple(holders[PARTIES:]),
        parties_left=len(parties) - len(kept),
    )


def _entries(cells: _Cells) -> int:
    return sum(len(cell.history) for _, cell in cells.values())


def _order(issue: str) -> tuple[int, str]:
    return (ISSUES.index(issue) if issue in ISSUES else len(ISSUES), issue)


def _grid(group: Sequence[tuple[Pointer, _Cells]], passages: Passages) -> Grid:
    issues = sorted({issue for _, cells in group for issue in cells}, key=_order)
    return Grid(
        parties=tuple(party for party, _ in group),
        lines=tuple(
            Line(
                issue=wording.issue(issue),
                cells=tuple(held(*cells[issue], passages) if issue in cells else None for _, cells in group),
            )
            for issue in issues
        ),
    )


def held(anchor: str, cell: Cell, passages: Passages) -> Held:
    """A cell with its latest entries, under the address of its history."""
    latest = cell.latest
    return Held(
        anchor=anchor,
        latest=tuple(
            passages.reply(one, subject=_plan(one), length=SHORT) for one in reversed(latest[-LATEST:])
        ),
        left=max(len(latest) - LATEST, 0),
        count=len(cell.history),
        moved=cell.moved,
        differ=cell.disputed,
    )


def _plan(answer: Answer) -> str | None:
    """The plan that an answer on no issue answers."""
    return answer.plan if answer.issue == OTHER else None


def _histories(cells: _Cells, passages: Passages) -> Iterator[History]:
    for issue in sorted(cells, key=_order):
        yield history(*cells[issue], passages)


def history(anchor: str, cell: Cell, passages: Passages) -> History:
    """What is behind a cell, by day, under its address."""
    entries = [passages.reply(one, subject=one.plan) for one in cell.history[-MOST:]]
    dated = sum(one.day is not None for one in cell.history[-MOST:])
    split = max(dated - ENTRIES, 0)
    return History(
        anchor=anchor,
        issue=wording.issue(cell.issue),
        moved=cell.moved,
        differ=cell.disputed,
        dropped=len(cell.history) - len(entries),
        earlier=tuple(entries[:split]),
        latest=tuple(entries[split:]),
    )

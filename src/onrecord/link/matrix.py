"""The matrix: what each party wants on each issue, how that moved, and where accounts of it differ."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from onrecord.link.names import Cast
from onrecord.link.plans import Answer, Plan, answered, names_of, opposed
from onrecord.link.tellings import when
from onrecord.records import ISSUES, Record

REACH = 12  # entries by day that are compared with one


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What one party is said to want on one issue; the latest last."""

    party: str
    issue: str
    history: tuple[Answer, ...]  # by day; undated ones last
    disputed: bool  # two accounts of about one time cannot both hold

    @property
    def latest(self) -> tuple[Answer, ...]:
        """The entries of the latest day, all where none is dated."""
        days = [answer.day for answer in self.history if answer.day]
        return tuple(answer for answer in self.history if answer.day == max(days, default=None))

    @property
    def moved(self) -> bool:
        """Whether the stance of the latest day is another than one before."""
        now = {answer.stance for answer in self.latest}
        return any(answer.day and answer.stance not in now for answer in self.history)


def matrix(records: Sequence[Record], cast: Cast, found_plans: Iterable[Plan]) -> list[Cell]:
    """Every party's cells, the parties with most entries first, the issues in the order of the list."""
    found: dict[tuple[str, str], list[Answer]] = {}
    positions = ((record, one) for record in records for one in record.positions)
    for answer in answered(positions, cast, names_of(found_plans)):
        if answer.party:
            found.setdefault((answer.party, answer.issue), []).append(answer)
    size: dict[str, int] = {}
    for (party, _), answers in found.items():
        size[party] = size.get(party, 0) + len(answers)
    order = {issue: number for number, issue in enumerate(ISSUES)}
    return [
        Cell(party=party, issue=issue, history=tuple(answers), disputed=_disputed(answers))
        for (party, issue), answers in sorted(
            found.items(),
            key=lambda item: (-size[item[0][0]], item[0][0], order.get(item[0][1], 99), item[0][1]),
        )
    ]


def _disputed(answers: Sequence[Answer]) -> bool:
    return any(opposed(one, other) for one, other in _pairs(answers))


def _pairs(answers: Sequence[Answer]) -> Iterator[tuple[Answer, Answer]]:
    """Each answer with those that stand within reach behind it, so that a long history stays cheap."""
    for number, one in enumerate(answers):
        for other in answers[number + 1 : number + 1 + REACH]:
            yield one, other


def held(cells: Iterable[Cell]) -> list[Answer]:
    """Every entry of the matrix by day."""
    return sorted(
        (answer for cell in cells for answer in cell.history), key=lambda one: when(one.tellings[0])
    )

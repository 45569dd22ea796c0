"""Talks: the state of a negotiation over all articles, worked out once for all that is made from it."""

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.link.actors import Aliases
from onrecord.link.happenings import Happening, happenings
from onrecord.link.matrix import Cell, matrix
from onrecord.link.names import Cast
from onrecord.link.plans import Plan, plans
from onrecord.link.standing import Standing, standings
from onrecord.records import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Talks:
    """Who takes part, what is on the table, who answers how, where it stands, and what happened."""

    cast: Cast
    plans: tuple[Plan, ...]
    cells: tuple[Cell, ...]
    standings: tuple[Standing, ...]
    happenings: tuple[Happening, ...]


def talks(records: Sequence[Record], said: Aliases | None = None) -> Talks:
    """The state of the negotiation; `said` is what an alias file says."""
    cast = Cast(records, said)
    found = tuple(plans(records, cast))
    return Talks(
        cast=cast,
        plans=found,
        cells=tuple(matrix(records, cast, found)),
        standings=tuple(standings(records, cast)),
        happenings=tuple(happenings(records, cast)),
    )

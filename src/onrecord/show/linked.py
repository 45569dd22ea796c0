"""Linked: the link room's work on the records of a page, done once and handed to every section."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from onrecord.link.claims import Claim
from onrecord.link.copies import Copy, Family
from onrecord.link.disputes import Dispute
from onrecord.link.happenings import Happening
from onrecord.link.matrix import Cell
from onrecord.link.outlets import Outlet
from onrecord.link.pile import STATEMENTS, Pile
from onrecord.link.plans import Plan
from onrecord.link.standing import Role, Standing
from onrecord.records import Record
from onrecord.show import wording
from onrecord.show.located import Located
from onrecord.show.passages import Passages
from onrecord.show.places import Pointer

PLANS = 40  # plans shown in a page, the latest told of

ELSEWHERE = "proposals"  # where a plan leads that is not shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """The state of the negotiation over all articles."""

    passages: Passages
    plans: tuple[tuple[str, Plan], ...]  # those shown with their addresses, the latest told of first
    plans_left: int
    cells: tuple[Cell, ...]
    standings: tuple[Standing, ...]
    roles: tuple[Role, ...]
    happenings: tuple[Happening, ...]
    claims: tuple[Claim, ...]
    disputes: tuple[Dispute, ...]
    over: int | None  # statements, where they are too many to be compared; None: they are
    copies: tuple[Copy, ...]
    families: Mapping[str, str]  # article id → family of copies, for the articles that are in one
    kin: tuple[Family, ...]
    outlets: tuple[Outlet, ...]

    def plan(self, name: str) -> Pointer:
        """Where the plan of this name is shown."""
        found = (anchor for anchor, plan in self.plans if plan.name == name)
        return Pointer(anchor=next(found, ELSEWHERE), name=wording.name(name), count=None)


def piled_up(records: Iterable[Record] | Pile) -> Pile:
    """The pile of records; very many statements are not compared."""
    return records if isinstance(records, Pile) else Pile(records, most=STATEMENTS)


def link(articles: Sequence[Located], pile: Pile) -> Linked:
    """All that the sections on the negotiation are made from; the articles are those of the pile."""
    latest_first = sorted(pile.all(Plan), key=lambda plan: plan.tellings[0].day or "", reverse=True)
    return Linked(
        passages=Passages(articles),
        plans=tuple((f"plan-{number}", plan) for number, plan in enumerate(latest_first[:PLANS], 1)),
        plans_left=max(len(latest_first) - PLANS, 0),
        cells=pile.all(Cell),
        standings=pile.all(Standing),
        roles=pile.all(Role),
        happenings=pile.all(Happening),
        claims=pile.all(Claim),
        disputes=pile.all(Dispute),
        over=pile.over,
        copies=pile.all(Copy),
        families=pile.families,
        kin=pile.all(Family),
        outlets=pile.all(Outlet),
    )

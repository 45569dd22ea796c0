"""Linked: the link room's work on the records of a page, done once and handed to every section."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from onrecord.link.actors import Aliases
from onrecord.link.claims import Claim
from onrecord.link.claims import Linked as Alike
from onrecord.link.claims import linked as compared
from onrecord.link.copies import Copy, Family, by_article, copies, families
from onrecord.link.disputes import Dispute
from onrecord.link.framing import Anonymity, Wires, anonymity, wires
from onrecord.link.happenings import Happening
from onrecord.link.matrix import Cell
from onrecord.link.meaning import Meanings
from onrecord.link.plans import Plan
from onrecord.link.standing import Role, Standing, roles
from onrecord.link.talks import talks
from onrecord.show import wording
from onrecord.show.located import Located
from onrecord.show.passages import Passages
from onrecord.show.places import Pointer

STATEMENTS = 20_000  # statements of a pile up to which they are compared with one another
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
    anonymity: tuple[Anonymity, ...]
    wires: tuple[Wires, ...]

    def plan(self, name: str) -> Pointer:
        """Where the plan of this name is shown."""
        found = (anchor for anchor, plan in self.plans if plan.name == name)
        return Pointer(anchor=next(found, ELSEWHERE), name=wording.name(name), count=None)


def link(
    articles: Sequence[Located],
    said: Aliases | None = None,
    *,
    whole: bool = False,
    meanings: Meanings | None = None,
) -> Linked:
    """All that the sections on the negotiation are made from.

    Args:
        said: what an alias file says.
        whole: compare the statements of large piles too, which takes long.
        meanings: vectors of sentences computed before; None: all are computed.
    """
    records = [article.record for article in articles]
    state = talks(records, said)
    copied = copies(records)
    kin = families(records, copied)
    family_of = by_article(records, kin)
    spoken = sum(len(record.statements) for record in records)
    over = spoken if spoken > STATEMENTS and not whole else None
    alike = Alike(claims=(), disputes=()) if over else compared(records, family_of, state, meanings)
    latest_first = sorted(state.plans, key=lambda plan: plan.tellings[0].day or "", reverse=True)
    return Linked(
        passages=Passages(articles),
        plans=tuple((f"plan-{number}", plan) for number, plan in enumerate(latest_first[:PLANS], 1)),
        plans_left=max(len(state.plans) - PLANS, 0),
        cells=state.cells,
        standings=state.standings,
        roles=tuple(roles(records, state.cast)),
        happenings=state.happenings,
        claims=alike.claims,
        disputes=alike.disputes,
        over=over,
        copies=tuple(copied),
        families=family_of,
        kin=tuple(kin),
        anonymity=anonymity(records, state.cast),
        wires=wires(records),
    )

"""What the templates receive of the negotiation: plain frozen views, each text as it will be read."""

from dataclasses import dataclass

from onrecord.show.places import Passage, Pointer, Spot


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The last judgement of one account on the talks."""

    signal: str
    passage: Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What one party is said to want or answer, by one account."""

    stance: str
    subject: str | None  # the issue or plan; None: said beside it
    passage: Passage
    condition: str | None
    linked: str | None  # the issue of the condition
    deadline: str | None
    red_line: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """One party's latest answers to a plan, one an account."""

    party: str | None  # None: not stated
    differ: bool  # accounts of it cannot both hold
    replies: tuple[Reply, ...]
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A plan on the table."""

    anchor: str
    name: str
    authors: str | None  # None: not stated
    spot: Spot  # where it is first told of
    answers: tuple[Answering, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Those who have one part in the talks."""

    title: str
    shown: tuple[Pointer, ...]
    rest: tuple[Pointer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where the talks stand."""

    judgements: tuple[Judgement, ...]
    judgements_rest: tuple[Judgement, ...]
    offers: tuple[Offer, ...]
    offers_left: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A cell of the matrix: the latest of its history."""

    anchor: str  # of the history
    latest: tuple[Reply, ...]
    left: int  # of the latest day
    count: int  # of the history
    moved: bool
    differ: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of the matrix; None: nothing is known of this party on this issue."""

    issue: str
    cells: tuple[Held | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Issues by parties."""

    parties: tuple[Pointer, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """All that one party is said to want on one issue, by day."""

    anchor: str
    issue: str
    moved: bool
    differ: bool
    dropped: int  # earliest entries that are not in the page
    earlier: tuple[Reply, ...]
    latest: tuple[Reply, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """One party with its positions."""

    party: Pointer
    histories: tuple[History, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Positions:
    """The matrix and the history behind it."""

    count: int
    grid: Grid
    grids_rest: tuple[Grid, ...]
    holders: tuple[Holder, ...]
    holders_rest: tuple[Holder, ...]
    parties_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision:
    """What a plan provides on one issue, in one wording."""

    passage: Passage
    phase: str | None
    condition: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Provisions:
    """What one plan provides on one issue, most told first."""

    shown: tuple[Provision, ...]
    rest: tuple[Provision, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A row of the comparison: one issue over the plans; None: the plan is not told to speak of it."""

    issue: str
    plans: tuple[Provisions | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Plans side by side."""

    plans: tuple[Pointer, ...]
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rivals:
    """One answer of a party, with the accounts that cannot hold beside it."""

    party: str | None  # None: not stated
    differ: bool
    replies: tuple[Reply, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tabled:
    """One plan."""

    anchor: str
    name: str
    names: tuple[str, ...]  # other names it goes by
    authors: str | None  # None: not stated
    date: str | None  # None: not told
    version: str | None
    replaces: Pointer | None
    replaced: tuple[Pointer, ...]  # by these
    agreement: bool
    passage: Passage
    articles: int
    outlets: int
    disputed: tuple[str, ...]
    answers: tuple[Rivals, ...]
    answers_rest: tuple[Rivals, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Plans that replace each other or were before the same parties at about one time."""

    comparisons: tuple[Comparison, ...]
    plans: tuple[Tabled, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposals:
    """The plans, by family, the latest family first."""

    count: int
    families: tuple[Family, ...]
    families_rest: tuple[Family, ...]
    plans_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """How one account tells an event."""

    told: str
    passage: Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """One event with its accounts; where one denies it, the denials stand beside the claims."""

    kind: str
    quarter: int  # PLOVER's class, 1 to 4; 0: none of PLOVER's
    actor: str | None
    target: str | None
    where: str | None
    violates: str | None
    articles: int
    outlets: int
    versions: tuple[Version, ...]
    versions_rest: tuple[Version, ...]
    denials: tuple[Version, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Events of one time, as precise as it is told."""

    when: str | None  # None: no date is known
    iso: str | None
    note: str | None  # how precise it is; None: to the day, as told
    occasions: tuple[Occasion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """The events of one month."""

    anchor: str
    title: str
    count: int
    open: bool
    moments: tuple[Moment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The events by day."""

    count: int
    quarters: tuple[Pointer, ...]  # PLOVER's classes that occur, for the filter
    months: tuple[Month, ...]
    folded: bool
    dropped: int  # earliest events that are not in the page


@dataclass(frozen=True, slots=True, kw_only=True)
class Alteration:
    """One change."""

    subject: str
    before: str | None  # None: nothing was known of it
    now: str
    by: str | None  # None: the outlet's own account
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alterations:
    """The changes of one kind."""

    title: str
    section: str  # address of the section that has them all
    shown: tuple[Alteration, ...]
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What articles since a day bring."""

    since: str
    articles: int
    before: int  # articles known before
    undated: int  # articles left out
    kinds: tuple[Alterations, ...]

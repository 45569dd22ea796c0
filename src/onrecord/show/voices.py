"""What the templates receive of who confirms what, what is contradicted, and where the words come from."""

from dataclasses import dataclass

from onrecord.show.places import Context, Passage, Pointer, Spot


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One statement as it is told."""

    passage: Passage
    context: Context | None  # of words that say little alone: "this"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bringer:
    """An article that brings an origin's words, with the articles that are copies or versions of it."""

    spot: Spot
    copies: tuple[Spot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One independent origin."""

    speaker: str | None  # None: the words do not say who
    articles: tuple[Bringer, ...]
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One claim."""

    anchor: str
    account: Account  # the first telling
    tellings: int
    articles: int
    first: str | None  # None: no telling is dated to the day
    last: str | None
    undated: int  # tellings not dated to the day
    origins: int
    voices: tuple[Voice, ...]
    voices_left: int
    contested: tuple[Account, ...]
    contested_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """Claims, those with most independent origins first."""

    count: int
    shown: tuple[Told, ...]
    rest: tuple[Told, ...]  # folded
    left: int
    over: int | None  # statements, if they are more than are compared; None: they are compared


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Two statements that cannot both be true."""

    accounts: tuple[Account, Account]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradictions:
    """Those of one kind."""

    title: str
    count: int
    shown: tuple[Contradiction, ...]
    rest: tuple[Contradiction, ...]  # folded
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Disputed:
    """Contradictions by kind."""

    count: int
    kinds: tuple[Contradictions, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """An article with words that stand in an earlier article."""

    spot: Spot
    of: Spot | None  # None: which came first is not known, or it is not in the pile


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """One outlet."""

    outlet: str | None  # None: not stated
    articles: int
    copies: tuple[Copied, ...]
    copies_left: int
    origins: tuple[Pointer, ...]  # agencies and outlets that its articles name, where first and how often
    origins_left: int
    statements: int
    unnamed: int
    own: int  # loaded words in its own voice


@dataclass(frozen=True, slots=True, kw_only=True)
class Kin:
    """Articles that are copies or versions of one another."""

    known: bool  # the first is that from which the others come
    basis: tuple[str, ...]  # how that is known
    one_text: bool  # all are one text, kept once, from more than one place
    members: tuple[Spot, ...]
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Outlets, and the families of copies."""

    houses: tuple[House, ...]
    houses_rest: tuple[House, ...]
    kin: tuple[Kin, ...]
    kin_rest: tuple[Kin, ...]
    kin_left: int

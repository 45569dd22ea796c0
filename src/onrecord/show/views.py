"""What the templates receive: plain frozen views, each text as it will be read.

The page's context is `Page`; nothing else reaches a template. Texts that come from articles are
unescaped here and escaped by the template engine.
"""

from dataclasses import dataclass

from markupsafe import Markup

from onrecord.show.places import Context, Place
from onrecord.show.talks import Changed, Positions, Proposals, Standing, Timeline
from onrecord.show.voices import Confirmed, Disputed, Sources


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """One intermediary between the outlet and the speaker."""

    name: str
    relation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One statement, with its exact words."""

    anchor: str
    words: tuple[str, ...]  # one text a content span
    manner: str
    act: str | None
    hedge: str | None
    attitude: bool
    unsure: bool  # read with too little confidence to rely on
    relays: tuple[Relay, ...]  # outermost first
    named_as: str | None  # the article's words for the speaker, where they are not the name
    carried: bool  # the attribution is carried on from a sentence before
    said: str | None
    about: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One speaker and what it is reported to have said."""

    anchor: str
    name: str | None  # None: the articles do not say who
    kind: str | None
    role: str | None
    anonymous: bool
    note: str | None
    count: int
    articles: int
    shown: tuple[Entry, ...]
    rest: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """The speakers of one party."""

    anchor: str
    name: str | None  # None: no party stated
    count: int
    shown: tuple[Voice, ...]
    rest: tuple[Voice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """One figure."""

    anchor: str
    amount: str
    counted: str | None
    location: str | None
    counter: str | None  # None: the words do not say who counted
    hedge: str | None
    caveat: str | None  # that the number is not verified, or does not tell apart
    times: tuple[str, ...]  # "as of …", "since …", "part of …", "raised"
    measure: str | None
    context: Context
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """The figures of one category."""

    anchor: str
    name: str
    count: int
    counters: int
    shown: tuple[Number, ...]
    rest: tuple[Number, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One place where a label stands."""

    anchor: str
    context: Context
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One loaded word, of whom, in whose voice, wherever one outlet prints it."""

    word: str
    target: str | None  # None: the words do not say whom
    voice: str | None  # None: not known whose
    own: bool  # in the outlet's own voice
    occurrences: tuple[Occurrence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletWords:
    """The labels of one outlet."""

    outlet: str | None  # None: the articles name no outlet
    count: int
    own: int
    shown: tuple[Wording, ...]
    rest: tuple[Wording, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note that may lead somewhere."""

    text: str
    href: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One point of a series."""

    day: str | None  # None: not known to the day
    told: bool  # the day is told, not that of publication
    amount: str
    words: str
    href: str
    outlet: str | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One counter's series."""

    counter: str | None  # None: the words do not say who counted
    restart: bool  # begins anew where another began earlier
    rises: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """The series that count the same, by who counts."""

    anchor: str
    title: str
    chart: Markup | None  # None: no two points stand on different days
    accounts: tuple[Account, ...]
    apart: tuple[Note, ...]
    disputes: tuple[Note, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """An address in the text; `turn` numbers the records of an article that stand in several pieces."""

    id: str
    turn: int | None  # None: one piece only
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A run of text under the same marks."""

    text: str
    classes: str
    anchors: tuple[Anchor, ...]  # those that begin here
    marked: bool  # carries a record's own words
    others: str  # kinds of the records that are not tinted at all times
    records: tuple[str, ...]  # addresses of those whose own words these are


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph of an article."""

    start: int  # in code points of the article's text
    kind: str  # text | title | repeated | boilerplate
    label: str | None  # said before the first of a run
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a copy of the text came from."""

    text: str
    href: str | None  # None: not a web address that may be followed


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One article in full."""

    place: Place
    basis: str | None
    credits: tuple[str, ...]
    origins: tuple[Origin, ...]
    language: str | None
    contents: str
    statements: int
    figures: int
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How much of the pile comes from one outlet."""

    outlet: str | None
    articles: int
    dates: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """One article on the time strip, in thousandths of its length."""

    x: int
    width: int
    anchor: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pile:
    """What the pile is."""

    summary: tuple[str, ...]
    first: str | None
    last: str | None
    ticks: tuple[Tick, ...]
    undated: tuple[Place, ...]
    outlets_shown: tuple[Share, ...]
    outlets_rest: tuple[Share, ...]
    doubled: tuple[Story, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many statements do one thing; `word` finds them in the entries."""

    word: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that could not be read or done."""

    where: str | None  # None: no file
    line: int | None
    stage: str
    reason: str
    place: Place | None  # None: of no article


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A line of the table of contents."""

    anchor: str
    text: str
    count: int | None
    inner: tuple["Heading", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """All that the dossier's template receives."""

    title: str
    generated: str | None
    policy: str  # the Content-Security-Policy
    style: str
    script: str
    headings: tuple[Heading, ...]
    choice: tuple[str, ...]  # by which choice of articles and parties the page was made
    whose: str  # " of these parties", where not all are shown
    sections: tuple[str, ...]  # those that the page has
    texts: bool  # the articles stand in full, not in a list alone
    pile: Pile
    changed: Changed | None  # None: not asked for
    standing: Standing | None  # this and the next three: None where nothing was read
    positions: Positions | None
    proposals: Proposals | None
    timeline: Timeline | None
    confirmed: Confirmed | None  # this and the next: None where nothing is told twice or contradicted
    disputed: Disputed | None
    sources: Sources | None  # None: there is no article
    statements: int
    unsure: int  # statements among them that are marked so
    leading: tuple[Heading, ...]  # the speakers with most statements; empty where all are seen at once
    acts: tuple[Tally, ...]
    sides: tuple[Side, ...]
    sides_rest: tuple[Side, ...]
    figures: int
    categories: tuple[Category, ...]
    ledgers: tuple[Ledger, ...]
    ledgers_left: int  # groups of series that the page does not show
    labels: int
    outlets: tuple[OutletWords, ...]
    stories: tuple[Story, ...]
    faults: tuple[Fault, ...]

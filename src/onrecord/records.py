"""The nouns: immutable records that the stages read and yield.

Offsets count Unicode code points of `Article.text`, half-open: `text[start:end]`. A field that
may be None says what its absence means; nothing is filled in from a default. `as_json` gives the
output contract, one JSON object an article.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

SCHEMA = 1  # of the JSON output; a renamed or dropped field needs a new number
UNSURE = 0.5  # a statement whose score is below it is kept, and shown as "unsure"

SOURCE_KINDS = (
    "named person", "named spokesperson", "anonymous official", "institution", "media outlet", "group",
    "document",
)  # fmt: skip
STATEMENT_TYPES = ("direct", "indirect", "mixed")
ACTS = (
    "assert", "deny", "demand", "offer", "accept", "reject", "accuse", "warn", "promise", "ask", "other",
)  # fmt: skip
QUANTIFIERS = ("exact", "at least", "more than", "about", "up to", "nearly", "fewer than")
CATEGORIES = (
    "killed", "injured", "missing", "displaced", "detained", "hostages taken", "hostages held",
    "hostages alive", "hostages to release", "prisoners to release", "aid", "duration", "age",
    "distance", "money", "other",
)  # fmt: skip
REVISIONS = ("up", "down", "revised", "superseded")  # the number replaces an earlier one, or is replaced
EVENT_TYPES: Mapping[str, tuple[str, ...]] = {  # PLOVER's types, with the modes of each
    "AGREE": (), "CONSULT": ("visit", "third-party", "multilateral", "phone"), "SUPPORT": (), "CONCEDE": (),
    "COOPERATE": (), "AID": (),
    "RETREAT": ("withdraw", "release", "disarm", "ceasefire", "access", "resign"),
    "REQUEST": ("assist", "change", "yield", "meet"), "ACCUSE": ("disapprove", "investigate", "allege"),
    "REJECT": ("assist", "change", "yield", "meet"),
    "THREATEN": ("restrict", "arrest", "relations", "expel", "territory", "violence"),
    "PROTEST": ("demo", "riot", "strike", "hunger", "boycott", "obstruct", "vandalize"),
    "SANCTION": ("convict", "expel", "withdraw", "discontinue"),
    "MOBILIZE": ("troops", "weapons", "police", "militia"),
    "COERCE": (
        "seize", "restrict", "censor", "curfew", "martial-law", "arrest", "deport", "withhold",
        "misinformation", "cyber",
    ),
    "ASSAULT": (
        "abduct", "beat", "torture", "sexual", "targeted", "destroy", "primitive", "firearms", "explosives",
        "suicide-attack", "aerial", "drone", "heavy-weapons", "crowd-control", "unconventional",
    ),
}  # fmt: skip
FACTUALITIES = ("asserted", "claimed", "alleged", "denied", "planned", "hypothetical")
STANCES = ("demands", "offers", "accepts", "refuses", "conditions", "considers", "proposes")
ISSUES = (
    "ceasefire", "hostages", "prisoners", "withdrawal", "aid", "blockade", "disarmament",
    "security guarantees", "governance", "international force", "reconstruction", "displacement and return",
    "monitoring", "military operations", "investigation", "recognition and sovereignty", "sanctions",
    "elections", "other",
)  # fmt: skip
SIGNALS = (
    "stalled", "impasse", "intensifying", "progress", "near agreement", "agreed", "collapsed", "resumed",
    "no new proposal", "window closing",
)  # fmt: skip
PARTS = ("mediator", "host", "venue", "delegation", "guarantor", "observer")  # in the talks
ACTOR_KINDS = (
    "person", "party", "state", "government", "armed force", "armed group", "international organisation",
    "ngo", "media", "group of people", "other",
)  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Words of one article, kept beside their offsets so that each can check the other."""

    start: int
    end: int
    words: str

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end or len(self.words) != self.end - self.start:
            raise ValueError(f"span [{self.start}:{self.end}] cannot hold {self.words[:80]!r}")

    def overlaps(self, other: "Span") -> bool:
        """Whether the two spans share at least one character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where one copy of an article's text came from, with what was given beside it."""

    path: str | None = None  # None: standard input
    record: str | None = None  # id of the record in a JSON Lines input; None: not one
    url: str | None = None
    format: str = "text"  # text | html | json | warc | email | pdf
    fetched_at: str | None = None
    outlet: str | None = None  # as given beside the text; None: nothing was given
    title: str | None = None
    published: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A time as precise as the words: ISO 8601 prefixes ("2025", "2025-05", "2025-05-26")."""

    earliest: str | None = None  # None: open
    latest: str | None = None  # None: open
    span: Span | None = None  # None: the words stand elsewhere


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """When an article was published, on what basis, and the words that show it."""

    earliest: str | None = None
    latest: str | None = None
    basis: str = "unknown"  # metadata | stated | inferred | unknown
    evidence: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One text, with what is known of it; the same text from two places has two sources."""

    id: str  # sha256 of `text`: if the text changes, old spans cannot match it
    sources: tuple[Source, ...]
    text: str
    language: str | None = None
    title: str | None = None  # None: the article has none
    title_span: Span | None = None  # None: the title is not in the text
    outlet: str | None = None
    byline: tuple[str, ...] = ()
    republished_from: str | None = None
    dateline: str | None = None
    published: Published = Published()
    boilerplate: tuple[Span, ...] = ()  # marked, never cut
    repeated: tuple[Span, ...] = ()

    def span(self, start: int, end: int) -> Span:
        """The words from `start` up to `end`."""
        return Span(start, end, self.text[start:end])

    def check(self, span: Span) -> bool:
        """Whether the span's words stand in the text at its offsets."""
        return self.text[span.start : span.end] == span.words


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who speaks, acts or is spoken of, within one article."""

    id: str
    name: str
    kind: str  # one of ACTOR_KINDS
    role: str | None = None
    party: str | None = None  # name of the party this actor speaks for; None: the words do not say
    party_words: Span | None = None  # the words that show it; None: no party, or the text does not hold them
    mentions: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One intermediary between the article and the speaker."""

    source: Span
    actor: str | None = None  # id of an Actor
    cue: Span | None = None
    relation: str = "reported by"  # told | according to | reported by | citing | in a statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Anonymity:
    """What the words say of a source whom they do not name."""

    level: str | None = None  # the rank words given, lower case ("senior"); None: no rank is given
    side: str | None = None  # name of the party spoken for; None: the words do not say
    count: str  # one | several
    reason: Span | None = None  # that or why the source is not to be named; None: the words do not say


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Who is reported to have said what, through whom."""

    id: str
    source: Span | None  # None: the attribution is carried on from a sentence before
    speaker: str | None  # id of an Actor; None: the words do not say who
    source_kind: str | None  # one of SOURCE_KINDS
    cue: Span | None  # None: no cue of its own
    content: tuple[Span, ...]  # without cue and source; with its quotation marks
    verbatim: tuple[Span, ...] = ()  # the quoted words, without their quotation marks
    type: str  # direct | indirect | mixed
    act: str | None = (
        None  # assert | deny | demand | offer | accept | reject | accuse | warn | promise | ask | other
    )
    anonymity: Anonymity | None = None  # None: the speaker is named or is not a person
    chain: tuple[Hop, ...] = ()  # outermost first
    hedge: Span | None = None
    attitude: bool = False  # belief, wish or feeling rather than speech
    score: float | None = None  # the extractor's confidence, 0 to 1; None: a rule, or a person looked at it
    said: Period | None = None
    about: tuple[str, ...] = ()
    rule: str

    @property
    def unsure(self) -> bool:
        """Whether the extractor's confidence is too low to rely on; a rule's statement has none."""
        return self.score is not None and self.score < UNSURE


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number that counts something, with who counts it."""

    id: str
    span: Span
    number: Span
    value: float
    upper: float | None = None  # None: not a range
    quantifier: str = "exact"  # one of QUANTIFIERS
    unit: str | None = None
    category: str = "other"  # one of CATEGORIES
    counted: str | None = None
    place: str | None = None
    since: str | None = None
    as_of: str | None = None
    measure: str | None = None  # cumulative | increment | level
    window: str | None = None  # TIMEX3 duration that new ones were counted over: "PT24H"
    counter: str | None = None  # id of the Actor who produced the number
    statement: str | None = None  # id of a Statement
    hedge: Span | None = None
    caveat: Span | None = None  # that the number is not verified, or does not tell apart
    revised: str | None = None  # one of REVISIONS; None: the words do not speak of an earlier number
    part_of: str | None = None  # id of the Figure of the whole ("45 people, including 12 children")
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something reported to have happened, to be happening, planned or denied; PLOVER type and mode."""

    id: str
    span: Span
    type: str  # one of EVENT_TYPES
    mode: str | None = None  # one of the modes of the type
    actor: str | None = None
    target: str | None = None
    place: str | None = None
    when: Period | None = None
    factuality: str  # one of FACTUALITIES
    statement: str | None = None
    violates: Span | None = None  # words of the agreement or term that it is said to break
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """What a party wants, offers or refuses on one issue."""

    id: str
    span: Span
    party: str | None  # id of the Actor for whom the speaker officially speaks, else of the speaker
    issue: str  # one of ISSUES
    stance: str  # one of STANCES
    proposal: str | None = None  # id of the Proposal it answers
    condition: Span | None = None  # "only if …", "until …", "without …"
    linked: str | None = None  # the issue of the condition: "no release without withdrawal"
    deadline: Period | None = None
    red_line: bool = False  # the words call it one, or rule it out for good
    reported_by: str | None = None  # id of the Actor of another side whose report it is; None: its own
    statement: str | None = None
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One term of a proposal."""

    issue: str
    span: Span
    phase: Span | None = None  # the phase or place in the sequence: "in the first phase"
    condition: Span | None = None  # "in exchange for …", "if …"
    origin: str | None = None  # of a route: where it leads from
    destination: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A plan on the table or the agreement made, named as the press names it."""

    id: str
    name: str
    mentions: tuple[Span, ...]
    author: tuple[str, ...] = ()  # ids of Actors
    date: Period | None = None  # when it was put forward
    version: str | None = None  # the word given: "revised", "amended", "first"
    replaces: str | None = None  # id of the Proposal that it amends or takes the place of
    terms: tuple[Term, ...] = ()
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeExpression:
    """A time expression with its TIMEX3 value."""

    span: Span
    type: str  # DATE | TIME | DURATION | SET
    value: str | None = None  # None: cannot be resolved


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """A judgement on where the talks stand."""

    id: str
    span: Span
    signal: str  # one of SIGNALS
    statement: str | None = None
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """Who, or what place, has a part in the talks beside the parties."""

    id: str
    span: Span
    part: str  # one of PARTS
    name: str
    actor: str | None = None  # id of the Actor; None: a place, or not among the actors
    statement: str | None = None
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A loaded word for an actor, in whose voice."""

    span: Span
    actor: str | None
    label: str
    voice: str | None  # "outlet", or the id of a Statement
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that could not be read or done, in words, with the place."""

    stage: str  # collect | document | read | store
    message: str
    path: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """All that was read in one article."""

    article: Article
    actors: tuple[Actor, ...] = ()
    statements: tuple[Statement, ...] = ()
    figures: tuple[Figure, ...] = ()
    events: tuple[Event, ...] = ()
    positions: tuple[Position, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    dates: tuple[TimeExpression, ...] = ()
    signals: tuple[Signal, ...] = ()
    participants: tuple[Participant, ...] = ()
    labels: tuple[Label, ...] = ()
    problems: tuple[Problem, ...] = ()


def spans(value: object) -> Iterator[Span]:
    """Every span anywhere inside a record, in the order of its fields."""
    if isinstance(value, Span):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from spans(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from spans(getattr(value, field.name))


def as_json(record: Record) -> dict[str, Any]:
    """The record as the output contract's JSON object: spans as [start, end], ids as they are."""
    whole: dict[str, Any] = plain(record)
    sources = whole["article"].pop("sources")
    whole["article"] = {"id": record.article.id, "source": sources[0], "sources": sources} | whole["article"]
    return {"schema": SCHEMA} | whole


def plain(value: object) -> Any:
    """A noun, or a part of one, as the output contract's JSON."""
    if isinstance(value, Span):
        return [value.start, value.end]
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value

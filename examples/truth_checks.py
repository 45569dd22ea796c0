"""What must hold of every annotated article: known words, references that lead somewhere, spans that fit."""

from collections.abc import Iterator

from onrecord.records import ACTOR_KINDS, CATEGORIES, QUANTIFIERS, SOURCE_KINDS, Figure, Record

TYPES = ("direct", "indirect", "mixed")
ACTS = ("assert", "deny", "demand", "offer", "accept", "reject", "accuse", "warn", "promise", "ask", "other")
RELATIONS = ("told", "according to", "reported by", "citing", "in a statement")
FACTUALITIES = ("asserted", "claimed", "alleged", "denied", "planned", "hypothetical")
STANCES = ("demands", "offers", "accepts", "refuses", "conditions", "considers", "proposes")
SIGNALS = (
    "stalled", "impasse", "intensifying", "progress", "near agreement", "agreed", "collapsed", "resumed",
    "no new proposal", "window closing",
)  # fmt: skip
ISSUES = (
    "ceasefire", "hostages", "prisoners", "withdrawal", "aid", "blockade", "disarmament",
    "security guarantees", "governance", "international force", "reconstruction",
    "displacement and return", "monitoring", "military operations", "investigation",
    "recognition and sovereignty", "sanctions", "elections", "other",
)  # fmt: skip
TOPICS = (*ISSUES, "casualties", "responsibility", "negotiation status", "regional")
EVENT_TYPES = (
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "REJECT", "ACCUSE",
    "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
)  # fmt: skip
MEASURES = ("cumulative", "increment", "level")
TIMEX = ("DATE", "TIME", "DURATION", "SET")
BASES = ("metadata", "stated", "inferred", "unknown")


def faults(built: Record) -> Iterator[str]:
    """Everything that is wrong with one annotated article, in words."""
    yield from unknown_words(built)
    yield from loose_ends(built)
    yield from misfits(built)


def unknown_words(built: Record) -> Iterator[str]:
    """Values outside the contract's vocabularies."""
    fixed = {
        "actors": {"kind": ACTOR_KINDS},
        "statements": {"source_kind": (*SOURCE_KINDS, None), "type": TYPES, "act": ACTS},
        "figures": {"quantifier": QUANTIFIERS, "category": CATEGORIES, "measure": (*MEASURES, None)},
        "events": {"type": EVENT_TYPES, "factuality": FACTUALITIES},
        "positions": {"issue": ISSUES, "stance": STANCES},
        "signals": {"signal": SIGNALS},
        "dates": {"type": TIMEX},
    }
    for section, words in fixed.items():
        for item in getattr(built, section):
            for name, allowed in words.items():
                if getattr(item, name) not in allowed:
                    yield f"{section} {getattr(item, 'id', item)}: {name} {getattr(item, name)!r}"
    yield from (f"{s.id}: topic {t!r}" for s in built.statements for t in s.about if t not in TOPICS)
    yield from (
        f"{s.id}: {h.relation!r}" for s in built.statements for h in s.chain if h.relation not in RELATIONS
    )
    yield from (
        f"{x.id}: term {t.issue!r}" for x in built.proposals for t in x.terms if t.issue not in ISSUES
    )
    if built.article.published.basis not in BASES:
        yield f"basis {built.article.published.basis!r}"


def loose_ends(built: Record) -> Iterator[str]:
    """References to an actor, statement or proposal that is not there."""
    people, said = {a.id for a in built.actors}, {s.id for s in built.statements}
    plans = {x.id for x in built.proposals}
    named: list[tuple[str, str | None, set[str]]] = []
    for s in built.statements:
        named += [(s.id, s.speaker, people), *((s.id, link.actor, people) for link in s.chain)]
    named += [(f.id, f.counter, people) for f in built.figures]
    named += [(e.id, who, people) for e in built.events for who in (e.actor, e.target)]
    named += [(p.id, p.party, people) for p in built.positions]
    named += [(p.id, p.proposal, plans) for p in built.positions]
    named += [(x.id, who, people) for x in built.proposals for who in x.author]
    named += [(found.label, found.actor, people) for found in built.labels]
    named += [(found.label, found.voice, said | {"outlet"}) for found in built.labels]
    for section in (built.figures, built.events, built.positions, built.signals):
        named += [(item.id, item.statement, said) for item in section]
    yield from (
        f"{key}: no {target!r}" for key, target, known in named if target is not None and target not in known
    )


def misfits(built: Record) -> Iterator[str]:
    """Spans that contradict each other."""
    for s in built.statements:
        apart = [part for part in (s.source, s.cue) if part]
        yield from (
            f"{s.id}: {part.words!r} lies in the content"
            for part in apart
            for c in s.content
            if part.overlaps(c)
        )
        if any(a.overlaps(b) for n, a in enumerate(s.content) for b in s.content[n + 1 :]):
            yield f"{s.id}: content overlaps itself"
    for a in built.actors:
        if any(x.overlaps(y) for n, x in enumerate(a.mentions) for y in a.mentions[n + 1 :]):
            yield f"{a.id}: mentions overlap"
    for items in (built.figures, built.dates):
        places = [(item.number if isinstance(item, Figure) else item.span) for item in items]
        yield from (f"{y.words!r} twice" for n, x in enumerate(places) for y in places[n + 1 :] if x == y)

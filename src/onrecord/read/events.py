"""Events: what is reported to have happened, to be happening, planned or denied, by PLOVER's types.

In: a parsed article with its actors, statements and times. Out: the events in the order of the text; a
second mention only if it brings another voice, actor, place or time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from onrecord.read.circumstances import place, violates, when
from onrecord.read.doers import Doers
from onrecord.read.factuality import is_past, refused, told, will
from onrecord.read.happenings import FAINT, FRIENDLY, HOSTILE, Happening, counted, happenings, performed
from onrecord.read.holders import statement_at
from onrecord.read.issues import Pack
from onrecord.read.lexicon import lemma
from onrecord.read.reading import Reading
from onrecord.read.repeats import single
from onrecord.read.starts import within
from onrecord.records import Actor, Event, Period, Statement, TimeExpression

RULE = "events 1"
UNREAL = {"planned", "hypothetical"}


@dataclass(frozen=True, slots=True)
class Told:
    """A happening with what its clause says of it."""

    happening: Happening
    voice: Statement | None
    factuality: str
    actor: Actor | None
    target: Actor | None
    place: str | None
    when: Period | None

    @property
    def known(self) -> tuple[object, ...]:
        """Who, to whom, where and when."""
        return (self.actor, self.target, self.place, self.when.earliest if self.when else None)


def events(
    reading: Reading,
    actors: Sequence[Actor],
    statements: Sequence[Statement],
    times: Sequence[TimeExpression],
    pack: Pack,
) -> Iterator[Event]:
    """Yield the events of one article, in the order of the text."""
    doers = Doers(actors)
    listed = happenings(reading, pack)
    listed += performed(reading, statements, listed)
    found = (
        _told(reading, _turned(one), doers, statements, times)
        for one in single(listed)
        if not _aside(reading, one)
    )
    for number, one in enumerate(_first_mentions(one for one in found if _is_event(one)), 1):
        happening = one.happening
        yield Event(
            id=f"e{number}",
            span=reading.article.span(*_extent(happening)),
            type=happening.type,
            mode=happening.mode,
            actor=one.actor.id if one.actor else None,
            target=one.target.id if one.target else None,
            place=one.place,
            when=one.when,
            factuality=one.factuality,
            statement=one.voice.id if one.voice else None,
            violates=violates(reading, happening),
            rule=RULE,
        )


def _aside(reading: Reading, one: Happening) -> bool:
    """In boilerplate, or in a title that the text repeats."""
    start, end = _extent(one)
    return reading.in_boilerplate(start, end) or any(
        part.start <= start < part.end for part in reading.article.repeated
    )


def _extent(one: Happening) -> tuple[int, int]:
    """The characters from the first to the last word of the pattern."""
    tokens = sorted([one.trigger, *one.parts], key=lambda token: token.i)
    return tokens[0].idx, tokens[-1].idx + len(tokens[-1])


def _turned(one: Happening) -> Happening:
    """What is friendly and somebody will not do is refused."""
    return replace(one, kind="REJECT", refused=True) if one.type in FRIENDLY and refused(one) else one


def _told(
    reading: Reading,
    one: Happening,
    doers: Doers,
    statements: Sequence[Statement],
    times: Sequence[TimeExpression],
) -> Told:
    voice = statement_at(statements, one.trigger.idx, one.trigger.idx + len(one.trigger))
    actor = doers.actor(one, voice)
    near = within(times, one.trigger.sent.start_char, one.trigger.sent.end_char)
    return Told(
        one,
        voice,
        _factuality(one, voice, actor, doers),
        actor,
        doers.target(one, voice, actor),
        place(one),
        when(reading, one, near),
    )


def _factuality(one: Happening, voice: Statement | None, actor: Actor | None, doers: Doers) -> str:
    if one.refused:
        return "planned" if will(one) else "claimed" if voice else "asserted"
    found = told(one, voice is not None)
    if found:
        return found
    if voice is None:
        return "asserted"
    if voice.act == "deny" and one.type in HOSTILE:
        return "denied"
    return "alleged" if one.type in HOSTILE and doers.laid_to(actor, voice) else "claimed"


def _is_event(one: Told) -> bool:
    """Whether the words tell an event rather than only name what is spoken of."""
    happening, fact = one.happening, one.factuality
    if fact == "denied" and happening.type not in HOSTILE:
        return happening.type in FRIENDLY and is_past(happening)
    if not happening.nominal or happening.frame != happening.trigger:
        return not (happening.ended and fact in UNREAL | {"denied"})
    both, either = one.actor and one.target, one.actor or one.target
    if lemma(happening.trigger) in FAINT:
        return bool(both if fact in UNREAL else either or one.when or counted(happening.trigger))
    return bool(fact not in UNREAL or either)


def _first_mentions(found: Iterator[Told]) -> Iterator[Told]:
    """Without the nouns that bring nothing that an event of the type has not told in the same voice."""
    before: dict[tuple[str, str, object], list[tuple[object, ...]]] = {}
    for one in found:
        voice = one.voice.speaker if one.voice else None
        earlier = before.setdefault((one.happening.type, lemma(one.happening.trigger), voice), [])
        if one.happening.nominal and any(map(one.known.__eq__, earlier)):
            continue
        earlier.append(one.known)
        yield one

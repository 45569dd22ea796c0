"""Framing: how outlets word what they tell, in counts with the words; never a score.

In: records. Out: the loaded words for each actor by outlet and voice; by outlet how violence is worded, how
much is said without a name, and what is taken from agencies; and what some outlets tell that others, which
published at the time, leave out.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from onrecord.link.happenings import Happening
from onrecord.link.names import Cast
from onrecord.link.tellings import Telling, day_of, folded, in_order, name_of, statements_of, telling
from onrecord.records import Event, Record, Statement
from onrecord.vocabulary import tables, words

VIOLENCE = "ASSAULT"
HAPPENED = ("asserted", "claimed", "alleged")
ANONYMOUS = "anonymous official"
NEAR = 3  # days after a telling in which an outlet that publishes could have told it too
KNOWN = 2  # parts of an event that are told
FEWEST = 2  # outlets that leave out what one alone tells
BEFORE = 60  # characters before an event's words in which its auxiliary stands
WITHIN = 16  # and at the beginning of its words: "would not have been shot"
AGENCIES = words("outlets", "agencies")
DYING = frozenset(tables("framing")["dying"]["verbs"])

_PASSIVE = tables("framing")["passive"]
_AUXILIARY = re.compile(
    rf"(?<![^\W_])(?:{'|'.join(_PASSIVE['auxiliaries'])})\s+(?:(?:\w+ly|{'|'.join(_PASSIVE['between'])})\s+){{0,2}}"
    rf"(?:\w+ed|{'|'.join(_PASSIVE['irregular'])})\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
_STOP = re.compile(r"[.!?;:\n]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """A loaded word for an actor or its act, in one voice, as one outlet prints it."""

    actor: str | None  # None: the words do not say whom they judge
    outlet: str | None
    label: str  # lower case
    voice: str  # outlet | statement | quoted
    by: str | None  # who says it; None: the outlet itself, or somebody without a name
    tellings: tuple[Telling, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Violence:
    """How one outlet words the violence that it tells in words of its own or reports in others'."""

    outlet: str | None
    events: int  # told as having happened, outside quotation marks
    no_actor: tuple[Telling, ...]  # those whose words name nobody who did it
    passive: tuple[Telling, ...]  # of these, in the passive: "were killed"
    dying: tuple[Telling, ...]  # of these, with a verb of dying: "died"


@dataclass(frozen=True, slots=True, kw_only=True)
class Anonymity:
    """How many of an outlet's statements are of officials without a name."""

    outlet: str | None
    statements: int
    anonymous: tuple[Telling, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wires:
    """An outlet's articles that name an agency, or another outlet, as their origin."""

    outlet: str | None
    articles: int
    taken: tuple[tuple[str, tuple[str, ...]], ...]  # origin, articles


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """An event that some outlets tell, and others that published in the days after do not."""

    happening: Happening
    told_by: tuple[str, ...]
    left_out_by: tuple[str, ...]


def namings(records: Iterable[Record], cast: Cast) -> list[Naming]:
    """Each loaded word once for each actor, outlet, voice and speaker, by actor, then outlet."""
    gathered: dict[tuple[str | None, ...], list[Naming]] = {}
    for record in records:
        said = statements_of(record)
        for number, label in enumerate(record.labels, 1):
            statement = said.get(label.voice or "")
            told = telling(record, f"l{number}", label.span, statement.id if statement else None, None)
            one = Naming(
                actor=cast.name(record, label.actor),
                outlet=record.article.outlet,
                label=folded(label.label),
                voice="statement" if statement else "outlet" if label.voice == "outlet" else "quoted",
                by=_speaker(record, statement, cast),
                tellings=(told,),
            )
            gathered.setdefault((one.actor, one.outlet, one.label, one.voice, one.by), []).append(one)
    found = [
        replace(same[0], tellings=in_order(told for one in same for told in one.tellings))
        for same in gathered.values()
    ]
    return sorted(found, key=_naming_order)


def violence(records: Iterable[Record]) -> tuple[Violence, ...]:
    """How each outlet words violence, by outlet."""
    return tuple(_violence(outlet, found) for outlet, found in by_outlet(records))


def anonymity(records: Iterable[Record], cast: Cast) -> tuple[Anonymity, ...]:
    """How often each outlet's sources are without a name, by outlet."""
    return tuple(_anonymity(outlet, found, cast) for outlet, found in by_outlet(records))


def wires(records: Iterable[Record]) -> tuple[Wires, ...]:
    """What each outlet took from agencies and others, by outlet."""
    return tuple(_wires(outlet, found) for outlet, found in by_outlet(records))


def by_outlet(records: Iterable[Record]) -> Iterable[tuple[str | None, list[Record]]]:
    """The records of each outlet, by name."""
    outlets: dict[str | None, list[Record]] = {}
    for record in sorted(records, key=lambda record: record.article.outlet or "~"):
        outlets.setdefault(record.article.outlet, []).append(record)
    return outlets.items()


def _naming_order(one: Naming) -> tuple[bool, str, str, str, str, str]:
    return one.actor is None, one.actor or "", one.outlet or "~", one.voice, one.by or "", one.label


def _speaker(record: Record, statement: Statement | None, cast: Cast) -> str | None:
    """Who speaks, by name over all articles, else by the source's own words."""
    if statement is None:
        return None
    words_of_source = statement.source.words if statement.source else None
    return cast.name(record, statement.speaker) or words_of_source


def _violence(outlet: str | None, records: Iterable[Record]) -> Violence:
    events = 0
    unnamed: list[tuple[Record, Event]] = []
    for record in records:
        quoted = [span for statement in record.statements for span in statement.verbatim]
        for event in record.events:
            own = event.type == VIOLENCE and event.factuality in HAPPENED
            if own and not any(span.overlaps(event.span) for span in quoted):
                events += 1
                if event.actor is None:
                    unnamed.append((record, event))
    return Violence(
        outlet=outlet,
        events=events,
        no_actor=_told(unnamed),
        passive=_told((record, event) for record, event in unnamed if is_passive(record, event)),
        dying=_told((record, event) for record, event in unnamed if _verb(event) in DYING),
    )


def _told(events: Iterable[tuple[Record, Event]]) -> tuple[Telling, ...]:
    return in_order(telling(record, event.id, event.span, event.statement, None) for record, event in events)


def _verb(event: Event) -> str:
    found = _WORD.search(event.span.words)
    return found[0].lower() if found else ""


def is_passive(record: Record, event: Event) -> bool:
    """Whether an event's words begin in the passive, with what stands before them: "had been" + "shot"."""
    text, start = record.article.text, event.span.start
    before = _STOP.split(text[max(0, start - BEFORE) : start])[-1]
    found = _AUXILIARY.finditer(before + event.span.words)
    return any(one.start() <= len(before) + WITHIN and one.end() > len(before) for one in found)


def _anonymity(outlet: str | None, records: Iterable[Record], cast: Cast) -> Anonymity:
    all_of = [(record, statement) for record in records for statement in record.statements]
    unnamed = [(record, one) for record, one in all_of if one.source_kind == ANONYMOUS]
    return Anonymity(
        outlet=outlet,
        statements=len(all_of),
        anonymous=in_order(
            telling(record, one.id, one.source or one.content[0], one.id, _speaker(record, one, cast))
            for record, one in unnamed
        ),
    )


def _wires(outlet: str | None, records: Sequence[Record]) -> Wires:
    taken: dict[str, list[str]] = {}
    for record in records:
        for origin in origins(record):
            taken.setdefault(origin, []).append(name_of(record.article))
    ranked = sorted(taken.items(), key=lambda item: (-len(item[1]), item[0]))
    return Wires(
        outlet=outlet,
        articles=len(records),
        taken=tuple((origin, tuple(articles)) for origin, articles in ranked),
    )


def origins(record: Record) -> list[str]:
    """The agencies and outlets that an article names as where it is from, without its own outlet."""
    article = record.article
    named = [article.republished_from] if article.republished_from else []
    agencies = [AGENCIES.get(name.casefold()) for name in (*named, *article.byline)]
    told = [*named, *article.byline]
    found = [agency or name for agency, name in zip(agencies, told, strict=True) if agency or name in named]
    own = (article.outlet or "").casefold()
    return [one for one in dict.fromkeys(found) if own not in (one.casefold(), *_short(one))]


def _short(agency: str) -> list[str]:
    return [name for name, full in AGENCIES.items() if full == agency]


def selections(records: Iterable[Record], found: Sequence[Happening]) -> list[Selection]:
    """Of the events found, those that stand out enough to be told again, with those who do not tell them.

    An outlet that tells an event of the type with the same actor, target or place in those days may tell this
    one in words that could not be joined; it is not said to leave it out.
    """
    published = _Days()
    for record in records:
        published.add("", record.article.outlet, day_of(record.article))
    alike = _Days()
    for one in found:
        for part in one.tellings:
            for feature in _features(one):
                alike.add(feature, part.telling.outlet, part.telling.day)
    told = [_selection(one, published, alike) for one in found if _stands_out(one)]
    return sorted(filter(None, told), key=lambda one: (-len(one.told_by), one.happening.day or "~"))


def _selection(one: Happening, published: "_Days", alike: "_Days") -> Selection | None:
    told_by = tuple(dict.fromkeys(part.telling.outlet for part in one.tellings if part.telling.outlet))
    first = next((part.telling.day for part in one.tellings if part.telling.day), None)
    if not told_by or first is None:
        return None
    silent = published.near("", first, 0).difference(
        told_by, *(alike.near(feature, first, NEAR) for feature in _features(one))
    )
    if len(silent) < (FEWEST if len(told_by) == 1 else 1):
        return None
    return Selection(happening=one, told_by=told_by, left_out_by=tuple(sorted(silent)))


def _features(one: Happening) -> list[str]:
    """What another telling of the event would share."""
    parts = (one.actor, one.target, one.place)
    return [f"{one.type} {part.casefold()}" for part in parts if part is not None]


def _stands_out(one: Happening) -> bool:
    """Whether an event is told as past, with at least two of who, to whom, where, and on what day."""
    known = sum(part is not None for part in (one.actor, one.target, one.place))
    known += one.precision == "day"
    return known >= KNOWN and bool(_features(one)) and any(t.factuality in HAPPENED for t in one.tellings)


class _Days:
    """On what days outlets told something."""

    def __init__(self) -> None:
        self._days: dict[str, dict[str, set[int]]] = {}

    def add(self, what: str, outlet: str | None, day: str | None) -> None:
        """An outlet told it on a day; nothing where either is not known."""
        if outlet and day:
            days = self._days.setdefault(what, {}).setdefault(outlet, set())
            days.add(date.fromisoformat(day).toordinal())

    def near(self, what: str, day: str, before: int) -> set[str]:
        """The outlets that told it on a day, so many before, or in the days after."""
        start = date.fromisoformat(day).toordinal()
        near = range(start - before, start + NEAR + 1)
        return {outlet for outlet, days in self._days.get(what, {}).items() if not days.isdisjoint(near)}

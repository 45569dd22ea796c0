"""Who speaks: statements by party, then by speaker, in order of date and position.

Speakers are joined across articles by the same name and kind, and by nothing else. Sources without
a name and groups of people stay within their article.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from onrecord.records import Hop, Statement
from onrecord.show import wording
from onrecord.show.located import Located
from onrecord.show.views import Entry, Heading, Relay, Side, Tally, Voice

ENTRIES = 6  # statements of one speaker before the rest is folded
LEADING = 12  # speakers named at the head of the section
VOICES = 12  # speakers of one party before the rest is folded

_Key = tuple[str, ...]


@dataclass(slots=True)
class _Gathered:
    """One speaker while statements are gathered."""

    name: str | None
    kind: str | None = None
    anonymous: bool = False
    local: bool = False
    parties: Counter[str] = field(default_factory=Counter)
    roles: Counter[str] = field(default_factory=Counter)
    entries: list[Entry] = field(default_factory=list)


def sides(articles: Sequence[Located]) -> list[Side]:
    """The parties, most statements first; last, the speakers for whom no party is stated."""
    by_party: dict[str | None, list[_Gathered]] = {}
    for voice in _gathered(articles):
        party = min(voice.parties, key=lambda name: (-voice.parties[name], name)) if voice.parties else None
        by_party.setdefault(party, []).append(voice)
    ordered = sorted(
        by_party.items(), key=lambda item: (item[0] is None, -_statements(item[1]), item[0] or "")
    )
    return [_side(f"party-{number}", party, voices) for number, (party, voices) in enumerate(ordered, 1)]


def leading(found: Sequence[Side]) -> list[Heading]:
    """The named speakers with most statements; none where there are so few that all are seen at once."""
    named = [
        voice for side in found for voice in (*side.shown, *side.rest) if voice.name and not voice.anonymous
    ]
    if len(named) <= LEADING:
        return []
    ordered = sorted(named, key=lambda voice: -voice.count)[:LEADING]
    return [Heading(anchor=voice.anchor, text=voice.name or "", count=voice.count) for voice in ordered]


def acts(articles: Sequence[Located]) -> list[Tally]:
    """How many statements do what, plain assertions apart, most first."""
    counted = Counter(item.act for article in articles for item in article.said() if item.act)
    kept = [(act, number) for act, number in counted.most_common() if act in wording.ACTS and act != "assert"]
    ordered = sorted(kept, key=lambda pair: (-pair[1], pair[0]))
    return [
        Tally(word=wording.ACTS[act], text=wording.count(number, wording.ACTS[act]))
        for act, number in ordered
    ]


def _statements(voices: Sequence[_Gathered]) -> int:
    return sum(len(voice.entries) for voice in voices)


def _gathered(articles: Sequence[Located]) -> list[_Gathered]:
    found: dict[_Key, _Gathered] = {}
    for article in articles:
        listed = article.record.statements
        unnamed = {item.speaker for item in listed if item.source_kind == "anonymous official"}
        for statement, anchor in sorted(article.shown("s", listed), key=lambda pair: _position(pair[0])):
            voice = _voice(found, article, statement, unnamed)
            voice.entries.append(_entry(article, statement, anchor))
    return list(found.values())


def _position(statement: Statement) -> int:
    return min((span.start for span in statement.content), default=0)


def _voice(
    found: dict[_Key, _Gathered], article: Located, statement: Statement, unnamed: set[str | None]
) -> _Gathered:
    actor = article.actors.get(statement.speaker or "")
    if actor is None:
        return found.setdefault((), _Gathered(name=None))
    anonymous = actor.id in unnamed
    local = anonymous or actor.kind == "group of people"
    key = (article.place.anchor, actor.id) if local else ("", actor.name, actor.kind)
    kind = actor.kind if actor.kind != "other" else None
    voice = found.setdefault(
        key, _Gathered(name=wording.name(actor.name), kind=kind, anonymous=anonymous, local=local)
    )
    voice.parties.update([wording.name(actor.party)] if actor.party else [])
    voice.roles.update([wording.name(actor.role)] if actor.role else [])
    return voice


def _entry(article: Located, statement: Statement, anchor: str) -> Entry:
    source = wording.name(statement.source.words) if statement.source else None
    said = statement.said
    return Entry(
        anchor=anchor,
        words=tuple(span.words for span in statement.content),
        manner=wording.MANNERS.get(statement.type, statement.type),
        act=wording.ACTS.get(statement.act or ""),
        hedge=statement.hedge.words if statement.hedge else None,
        attitude=statement.attitude,
        unsure=statement.unsure,
        relays=tuple(_relay(article, hop) for hop in statement.chain),
        named_as=source if source and _differs(source, article.name(statement.speaker)) else None,
        carried=statement.source is None,
        said=wording.period(said.earliest, said.latest) if said else None,
        about=tuple(topic for topic in statement.about if topic != "other"),
        place=article.place,
    )


def _differs(source: str, name: str | None) -> bool:
    """Whether the article's words say more or less than the name; "The Council" and "Council" are one."""
    return name is None or source.casefold().removeprefix("the ") != name.casefold().removeprefix("the ")


def _relay(article: Located, hop: Hop) -> Relay:
    return Relay(
        name=article.name(hop.actor) or wording.name(hop.source.words),
        relation=wording.RELATIONS.get(hop.relation, hop.relation),
    )


def _side(anchor: str, party: str | None, gathered: Sequence[_Gathered]) -> Side:
    # The party's own body first, whoever is not named last.
    ordered = sorted(
        gathered,
        key=lambda voice: (voice.name is None, voice.name != party, -len(voice.entries), voice.name or ""),
    )
    voices = tuple(_shown(f"{anchor}-{number}", voice, party) for number, voice in enumerate(ordered, 1))
    return Side(
        anchor=anchor,
        name=party,
        count=_statements(gathered),
        shown=voices[:VOICES],
        rest=voices[VOICES:],
    )


def _shown(anchor: str, voice: _Gathered, party: str | None) -> Voice:
    entries = tuple(voice.entries)
    split = ENTRIES if len(entries) > ENTRIES + 2 else len(entries)  # nothing is folded for two lines' sake
    return Voice(
        anchor=anchor,
        name=voice.name,
        kind=voice.kind,
        role=min(voice.roles, key=lambda role: (-voice.roles[role], role)) if voice.roles else None,
        anonymous=voice.anonymous,
        note=_note(voice, party),
        count=len(entries),
        articles=len({entry.place.anchor for entry in entries}),
        shown=entries[:split],
        rest=entries[split:],
    )


def _note(voice: _Gathered, party: str | None) -> str | None:
    if voice.name is None:
        return (
            "Separate statements, gathered here because their articles do not say who speaks; not one voice."
        )
    others = sorted(set(voice.parties) - {party})
    return f"Other articles give the party as {', '.join(others)}." if others else None

"""Parties: whom an actor officially speaks for, as far as its own words say so.

The words are those of the actor's role and mentions: a demonym ("the Norwegian envoy"), a name that
owns or is served ("X's spokesman", "an X official", "spokeswoman for X"). Only who holds an office or
serves a body speaks for a party; a resident or an expert does not, whatever the nationality. The words
that show the party run from the name to the office ("Norwegian envoy" of "the Norwegian envoy, A. B.").
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from onrecord.records import Actor, Span
from onrecord.vocabulary import tables, words

DEMONYMS = words("countries", "demonyms")
ALIASES = words("names", "aliases")
PEOPLE = words("roles", "people")
OFFICIAL = {"official", "spokesperson", "office"}
BODIES = words("roles", "bodies")
AGAINST = frozenset(tables("roles")["against"]["words"])
STATE_BODIES = {"government", "armed force"}
SPEAKING = STATE_BODIES | {"party", "other", "armed group"}  # kinds of body that speak for a party
ADJECTIVE = re.compile(r"[A-Z]\w{3,}(?:n|i|ese|ish|ic|er)\b")
BREAK = re.compile(r"[,;]|\s(?:of|for|in|to|from|with|at|on|and|who|that)\s")
NEAR = 200  # characters between a mention and the words of the role that stand beside it
STEM = 4  # letters that a demonym shares with its name at least
BEFORE_NAME = r"(?:[^.;\n]{0,60}\s)?"
SPEAKS_FOR = r"(?:negotiates|speaks|acts)\s+(?:for|on\s+behalf\s+of)"
BEHIND = rf"(?:\s+(?P<of>of)|,\s+who\s+(?P<who>{SPEAKS_FOR}))\s+(?:the\s+)?(?=[A-Z])"
JOINTS = "of|for|from|with|to|in|on|at|by|and|or|against|who|that"
PLAIN = rf"(?!(?:{JOINTS})\b)[a-z][\w-]*(?:['’]s)?"
ARTICLES = {"the", "a", "an"}
RELATIVE = {"whose", "which", "his", "her", "its", "their", "my", "our", "your"}
WORD = re.compile(r"\w+(?:[.’'-]\w+)*\.?")


class Shown(NamedTuple):
    """A party, with the range of a text in which the words for it stand."""

    party: str
    start: int
    end: int


def parties(
    actors: Sequence[Actor], places: Iterable[str] = (), text: str | None = None
) -> tuple[Actor, ...]:
    """The actors, each with the party that its own words name and these words; None where they name none.

    Args:
        places: names of places in the article, which tell what a demonym is made from.
        text: the article's, in which the words of a role are found; None: only those in mentions are.
    """
    others = ("person", "group of people", "media")
    bodies = [actor for actor in actors if actor.kind not in others and _is_body(actor.name)]
    names = {actor.name: actor for actor in sorted(bodies, key=_described)}
    states = {place: place for place in places} | {name: body.name for name, body in names.items()}
    found = {actor.id: _party(actor, names, states, text) for actor in actors}
    served = {party for party, _ in found.values()}
    for actor in actors:
        if actor.kind == "state" or (actor.name in served and actor.name in names):
            found[actor.id] = (actor.name, next(iter(actor.mentions), None))
    return tuple(replace(actor, party=found[actor.id][0], party_words=found[actor.id][1]) for actor in actors)


def _described(body: Actor) -> bool:
    """ "The company", which is put behind the proper names."""
    return body.name.split()[0].islower() or body.name.split()[-1].islower()


def _is_body(name: str) -> bool:
    """Not "whose ministry", which says nothing away from its place, and not "Guard Commandant"."""
    said = name.lower().split()
    return bool(said) and said[0] not in RELATIVE and said[-1] not in PEOPLE and said[-1] not in ARTICLES


def _party(
    actor: Actor, names: Mapping[str, Actor], states: Mapping[str, str], text: str | None
) -> tuple[str | None, Span | None]:
    """The party that an actor's words name, first its role's, and where words that show it stand."""
    if actor.kind == "person":
        body = _body_behind(actor, names, text or "")
        if body is not None:
            return body
    if actor.kind in ("armed group", "party"):
        states = {}  # "one of Norland's rebel groups" does not speak for Norland
        names = {name: body for name, body in names.items() if body.kind != "state"}
    if not _speaks_officially(actor, [actor.role or "", *(m.words for m in actor.mentions)]):
        return None, None
    party = None
    for mention in (None, *actor.mentions):
        words_ = mention.words if mention else actor.role or ""
        shown = _shown(words_, actor, names, states)
        if shown is None or shown.party != (party or shown.party):
            continue
        party, part = shown.party, words_[shown.start : shown.end]
        span = _within(mention, shown.start, shown.end) if mention else _standing(part, actor, text or "")
        if span is not None:
            return party, span
    return party, None


def _body_behind(actor: Actor, names: Mapping[str, Actor], text: str) -> tuple[str, Span] | None:
    """The body that stands right behind a person's name: "A. B. of the union", "A. B., who speaks for it"."""
    for mention in actor.mentions:
        near = text[mention.start : mention.end + NEAR]
        behind = re.match(rf"{BEFORE_NAME}{re.escape(actor.name)}{BEHIND}", near)
        if behind is None:
            continue
        start = max(behind.start("of"), behind.start("who"))
        for name, body in names.items():
            if body.kind != "state" and re.match(rf"{re.escape(name)}\b", near[behind.end() :]):
                end = behind.end() + len(name)
                return name, Span(mention.start + start, mention.start + end, near[start:end])
    return None


def _shown(words_: str, actor: Actor, names: Mapping[str, Actor], states: Mapping[str, str]) -> Shown | None:
    """The party that some words name, with the run of them from the name to the end of the office."""
    named = _named(words_, actor, names) or _by_demonym(words_, states)
    if named is None:
        return None
    beside = [word.span() for word in WORD.finditer(words_) if _official(word[0])]
    offices = [at for at in beside if at[1] <= named.start or named.end <= at[0]]
    owned = [at for at in offices if at[0] >= named.end and not BREAK.search(words_, named.end, at[0])]
    nearest = min(offices or [named[1:]], key=lambda at: max(at[0] - named.end, named.start - at[1]))
    start, end = owned[-1] if owned else nearest
    return Shown(named.party, min(start, named.start), max(end, named.end))


def _official(word: str) -> bool:
    lemmas = (word.lower(), word.lower().removesuffix("s"))
    return any(PEOPLE.get(lemma) in OFFICIAL or BODIES.get(lemma) in STATE_BODIES for lemma in lemmas)


def _standing(words_: str, actor: Actor, text: str) -> Span | None:
    """Where words of a role stand: in a mention of the actor, else nearest to one; line breaks are spaces."""
    pattern = re.compile(r"\s+".join(map(re.escape, words_.split())))
    inside = [_within(m, *match.span()) for m in actor.mentions for match in pattern.finditer(m.words)]
    near = sorted(
        (max(m.start - match.end(), match.start() - m.end), *match.span())
        for m in actor.mentions
        for match in pattern.finditer(text, max(0, m.start - NEAR), m.end + NEAR)
    )
    return next(iter([*inside, *(Span(start, end, text[start:end]) for _, start, end in near)]), None)


def _within(mention: Span, start: int, end: int) -> Span:
    return Span(mention.start + start, mention.start + end, mention.words[start:end])


def _speaks_officially(actor: Actor, texts: Sequence[str]) -> bool:
    if actor.kind in SPEAKING:
        return True
    spoken = {word.lower() for text in texts for word in WORD.findall(text)}
    spoken |= {word.removesuffix("s") for word in spoken}
    return any(PEOPLE.get(word) in OFFICIAL for word in spoken)


def _named(text: str, actor: Actor, names: Mapping[str, Actor]) -> Shown | None:
    """A body or state that the words name as the one owned by or served ("X's", "X official", "for X")."""
    found = []
    for name, body in names.items():
        if name not in text or name == actor.name or body.id == actor.id:
            continue
        for served in _serving(name).finditer(text):
            start, end = served.span(served.lastindex or 0)
            if served[1] or _official_follows(text[end:], body):
                found.append(Shown(body.name, start, end))
                break
    whole = [one for one in found if not any(_inside(one, other) for other in found)]
    return next(iter(whole), None)


def _serving(name: str) -> re.Pattern[str]:
    exact = re.escape(name)
    return re.compile(
        rf"\b(?:of|for|from|with)\s+(?:the\s+)?(?:(?:{PLAIN}|{ADJECTIVE.pattern})\s+){{0,3}}({exact})\b|\b({exact})(?:['’]s?)?\s+\w"
    )


def _inside(one: Shown, other: Shown) -> bool:
    return one != other and other.start <= one.start and one.end <= other.end


def _official_follows(text: str, body: Actor) -> bool:
    """Whether an office or a state body is named next, not "Minister" after what he is the minister of."""
    following = [word[0] for word in WORD.finditer(BREAK.split(text, maxsplit=1)[0])]
    if following[:1] in (["Minister"], ["Secretary"]) and body.kind != "state":
        return False
    return any(map(_official, following))


def _by_demonym(text: str, states: Mapping[str, str]) -> Shown | None:
    """The state of a demonym before an office or a state body ("the Norwegian envoy", "the Thai army")."""
    found = list(WORD.finditer(text))
    for number, word in enumerate(found):
        if not _of_state([following[0] for following in found[number + 1 :]]):
            continue
        state = DEMONYMS.get(word[0].lower())
        if state is not None:
            party = next((party for name, party in states.items() if _same_state(name, state)), state)
            return Shown(party, *word.span())
        if ADJECTIVE.fullmatch(word[0]):
            stem = next((party for name, party in states.items() if _same_stem(word[0], name)), None)
            if stem is not None:
                return Shown(stem, *word.span())
    return None


def _of_state(following: Sequence[str]) -> bool:
    """Whether the first word behind a demonym that says what somebody is, is an office or a state body."""
    for word in following:
        lemma = re.sub(r"(?:['’]s|s)?['’]?$", "", word.lower())
        if lemma in AGAINST:
            return False
        kind = PEOPLE.get(word.lower()) or PEOPLE.get(lemma)
        body = BODIES.get(word.lower()) or BODIES.get(lemma)
        if kind or body:
            return kind in OFFICIAL or body in STATE_BODIES
    return False


def _same_state(name: str, state: str) -> bool:
    folded = re.sub(r"[^\w\s]", "", name).casefold()
    return state.casefold() in (folded, ALIASES.get(folded))


def _same_stem(adjective: str, name: str) -> bool:
    """ "Selvarian" of "Selvaria": alike up to the last letters of both."""
    shared = 0
    for a, b in zip(adjective.lower(), name.lower(), strict=False):
        if a != b:
            break
        shared += 1
    return shared >= STEM and shared >= len(name) - 2 and " " not in name and len(adjective) - shared <= 4

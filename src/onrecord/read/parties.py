"""Parties: whom an actor officially speaks for, as far as its own words say so.

The words are those of the actor's role and mentions: a demonym ("the Norwegian envoy"), a name that
owns or is served ("X's spokesman", "an X official", "spokeswoman for X"). Only who holds an office or
serves a body speaks for a party; a resident or an expert does not, whatever the nationality.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from onrecord.records import Actor
from onrecord.vocabulary import words

DEMONYMS = words("countries", "demonyms")
ALIASES = words("names", "aliases")
PEOPLE = words("roles", "people")
OFFICIAL = {"official", "spokesperson", "office"}
BODIES = words("roles", "bodies")
STATE_BODIES = {"government", "armed force"}
SPEAKING = STATE_BODIES | {"party", "other", "armed group"}  # kinds of body that speak for a party
ADJECTIVE = re.compile(r"[A-Z]\w{3,}(?:n|i|ese|ish|ic|er)\b")
ARTICLE = re.compile(r"^(?:[Tt]he|[Aa]n?)\s+")
STEM = 4  # letters that a demonym shares with its name at least
WORD = re.compile(r"\w+(?:[.’'-]\w+)*\.?")


def parties(actors: Sequence[Actor], places: Iterable[str] = ()) -> tuple[Actor, ...]:
    """The actors, each with the party that its own words name; None where they name none.

    Args:
        places: names of places in the article, which tell what a demonym is made from.
    """
    names = {
        actor.name: actor for actor in actors if actor.kind not in ("person", "group of people", "media")
    }
    states = {place: place for place in places} | {name: body.name for name, body in names.items()}
    found = {actor.id: _party(actor, names, states) for actor in actors}
    served = set(found.values())
    for actor in actors:
        if actor.kind == "state" or (actor.name in served and actor.name in names):
            found[actor.id] = actor.name
    return tuple(replace(actor, party=found[actor.id]) for actor in actors)


def _names(body: Actor) -> set[str]:
    """What a body is called: its name, and the capitalised words that mention it ("the League")."""
    mentioned = (ARTICLE.sub("", mention.words) for mention in body.mentions)
    return {body.name, *(words for words in mentioned if words[:1].isupper() and words[-1:].isalnum())}


def _party(actor: Actor, names: Mapping[str, Actor], states: Mapping[str, str]) -> str | None:
    texts = [actor.role or "", *(m.words for m in actor.mentions)]
    if not _speaks_officially(actor, texts):
        return None
    for text in texts:
        party = _named(text, actor, names) or _by_demonym(text, states)
        if party is not None:
            return party
    return None


def _speaks_officially(actor: Actor, texts: Sequence[str]) -> bool:
    if actor.kind in SPEAKING:
        return True
    spoken = {word.lower() for text in texts for word in WORD.findall(text)}
    spoken |= {word.removesuffix("s") for word in spoken}
    return any(PEOPLE.get(word) in OFFICIAL for word in spoken)


def _named(text: str, actor: Actor, names: Mapping[str, Actor]) -> str | None:
    """A body or state that the words name as the one owned by or served ("X's", "X official", "for X")."""
    for name, body in names.items():
        if name == actor.name or body.id == actor.id:
            continue
        served = (
            rf"(?:(?:of|for|from|with)\s+(?:the\s+)?{re.escape(name)}\b|\b{re.escape(name)}(?:['’]s?)?\s+\w)"
        )
        if re.search(served, text):
            return body.name
    return None


def _by_demonym(text: str, states: Mapping[str, str]) -> str | None:
    """The state of a demonym before an office or a state body ("the Norwegian envoy", "the Thai army")."""
    found = WORD.findall(text)
    for number, word in enumerate(found):
        if not _of_state(found[number + 1 :]):
            continue
        state = DEMONYMS.get(word.lower())
        if state is not None:
            return next((party for name, party in states.items() if _same_state(name, state)), state)
        if ADJECTIVE.fullmatch(word):
            stem = next((party for name, party in states.items() if _same_stem(word, name)), None)
            if stem is not None:
                return stem
    return None


def _of_state(following: Sequence[str]) -> bool:
    """Whether the first word behind a demonym that says what somebody is, is an office or a state body."""
    for word in following:
        lemma = word.lower()
        kind = PEOPLE.get(lemma) or PEOPLE.get(lemma.removesuffix("s"))
        body = BODIES.get(lemma) or BODIES.get(lemma.removesuffix("s"))
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

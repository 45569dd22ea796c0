"""Participants: who mediates, hosts, vouches for or watches the talks, where they are held, and who was sent.

"mediators A and B", "A-mediated talks", "brokered by A", "talks in P", "the A delegation". Each once, at its
first naming; a part that is only offered, wished or denied is none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from onrecord.read.facts import SUBJECTS, is_denied, is_fact
from onrecord.read.holders import actor_at, statement_at
from onrecord.read.reading import Reading
from onrecord.read.tabled import negotiates
from onrecord.read.topics import topic
from onrecord.records import Actor, Participant, Statement
from onrecord.vocabulary import tables, words

RULE = "participants 1"
TABLES = tables("talks")
NOUNS, DEEDS = words("talks", "parts"), words("talks", "part_nouns")
VERBS, COMPOUNDS = words("talks", "part_verbs"), words("talks", "part_compounds")
DEMONYMS = words("countries", "demonyms")
GATHER, PEOPLE = (frozenset(TABLES["gatherings"][key]) for key in ("verbs", "people"))
DELEGATIONS = frozenset(TABLES["delegations"]["nouns"])
TEAMS = frozenset(TABLES["delegations"]["teams"])
NAMED = {"PERSON", "ORG", "GPE", "NORP"}
PLACES = {"GPE", "LOC", "FAC"}
HELD = {"negotiation", "round"}  # beside "talks"
JOINTS = {",", "and", "or", "&"}
CALLED = {"mediator", "guarantor"}  # parts that a noun beside a name gives
PASSIVE_ONLY = {"lead", "sponsor"}  # who leads talks may be one of the sides
DEALT = {"broker", "mediate", "facilitate", "guarantee", "underwrite"}
JOINED = re.compile(r"-[a-z]+ed$")
MODIFIERS = {"compound", "amod", "nmod"}
RELATIVE = {"which", "who", "that"}
SERVING = {"act", "serve", "work", "attend", "join", "participate", "remain"}
MOST = 60  # participants of one article
FARTHEST = 6  # tokens
LONGEST_LIST = 8  # names joined by "and"


@dataclass(frozen=True, slots=True)
class Naming:
    """A place that names a participant."""

    part: str
    token: Token
    first: Token
    last: Token


def participants(
    reading: Reading, actors: Sequence[Actor], statements: Sequence[Statement]
) -> Iterator[Participant]:
    """Yield the participants of one article, in the order of the text; none where nobody negotiates."""
    if not negotiates(reading.doc):
        return
    known: set[tuple[str, str]] = set()
    seen: set[tuple[str, str]] = set()
    for naming in sorted(_namings(reading), key=lambda naming: naming.first.i):
        start, end = naming.first.idx, naming.last.idx + len(naming.last)
        if reading.in_boilerplate(start, end) or len(known) >= MOST:
            continue
        span = reading.article.span(start, end)
        if (naming.part, span.words) in seen:
            continue
        seen.add((naming.part, span.words))
        actor = _actor(actors, naming)
        name = _name(naming, actor, span.words)
        if (naming.part, name.lower()) in known:
            continue
        known.add((naming.part, name.lower()))
        said = statement_at(statements, start, end)
        yield Participant(
            id=f"n{len(known)}",
            span=span,
            part=naming.part,
            name=name,
            actor=actor.id if actor else None,
            statement=said.id if said else None,
            rule=RULE,
        )


def _actor(actors: Sequence[Actor], naming: Naming) -> Actor | None:
    """Who is named; a place of talks is nobody, and the state of an adjective is the state."""
    if naming.part == "venue":
        return None
    country = DEMONYMS.get(naming.token.lower_)
    if country is not None:
        return next((actor for actor in actors if actor.name == country), None)
    actor = actor_at(actors, naming.token.idx)
    if actor is None or (naming.part == "delegation" and actor.kind == "person") or JOINED.search(actor.name):
        return None
    return actor


def _name(naming: Naming, actor: Actor | None, words: str) -> str:
    country = DEMONYMS.get(naming.token.lower_)
    if naming.part in ("venue", "delegation"):
        return words
    return country or (actor.name if actor else words)


def _namings(reading: Reading) -> Iterator[Naming]:
    """Every place that names a participant, a name more than once."""
    for token in reading.doc:
        lemma = token.lemma_.lower()
        if token.pos_ in ("NOUN", "PROPN"):
            yield from _by_noun(token, lemma)
        elif token.pos_ == "VERB" and lemma in VERBS:
            yield from _by_verb(token, VERBS[lemma])
        if token.lower_ in COMPOUNDS and token.i > 1 and token.nbor(-1).text == "-" and _of_talks(token):
            yield from _each(COMPOUNDS[token.lower_], token.nbor(-2), joined=False)
    for entity in reading.doc.ents:
        if entity.label_ in PLACES and _is_venue(entity.root):
            first = entity[0] if entity[0].lower_ != "the" else entity[min(1, len(entity) - 1)]
            yield Naming("venue", entity.root, first, entity[-1])


def _of_talks(token: Token) -> bool:
    above = [noun for noun, _ in zip(token.ancestors, range(3), strict=False) if topic(noun) is not None]
    return bool(above) and not is_denied(above[0])


def _by_noun(noun: Token, lemma: str) -> Iterator[Naming]:
    if lemma in NOUNS and not is_denied(noun):
        yield from _holders(noun, NOUNS[lemma])
    elif lemma in DEEDS:
        yield from _doers(noun, DEEDS[lemma])
    elif lemma in DELEGATIONS or (lemma == "team" and any(c.lower_ in TEAMS for c in noun.lefts)):
        yield from _delegation(noun)


def _holders(noun: Token, part: str) -> Iterator[Naming]:
    """ "mediators A and B", "A, the mediator", "A is the mediator", "an A mediator", "A as observer"."""
    served = noun.dep_ == "attr" or (noun.dep_ == "pobj" and noun.head.lower_ == "as")
    if served:
        verb = noun.head if noun.dep_ == "attr" else noun.head.head
        known = verb.lemma_ == "be" or verb.lemma_.lower() in SERVING
        near = _subjects(verb) if known and is_fact(verb) else []
    else:
        near = _beside(noun) if part in CALLED else []
    for name in near:
        yield from _each(part, name, joined=name.i > noun.i or served)


def _beside(noun: Token) -> list[Token]:
    """The names before, behind and in apposition to a noun of a part."""
    near = [child for child in noun.children if child.dep_ == "appos" and _is_closed(noun, child)]
    joint = False
    for at in range(noun.i - 1, max(noun.i - FARTHEST, noun.sent.start - 1), -1):
        before = noun.doc[at]
        if before.text in JOINTS:
            joint = True
        elif _is_name(before) and (not joint or before.lower_ in DEMONYMS or before.dep_ in MODIFIERS):
            near.append(before)
        else:
            break
    following = noun.nbor() if noun.i + 1 < len(noun.doc) else None
    if following is not None and _is_name(following) and noun.is_lower:
        near.append(following)
    if noun.dep_ == "appos" and _is_name(noun.head):
        near.append(noun.head)
    for prep in noun.rights:
        if prep.dep_ == "prep" and prep.lower_ in ("from", "including"):
            near += [child for child in prep.children if child.dep_ == "pobj"]
    return near


def _is_closed(noun: Token, name: Token) -> bool:
    """Whether an apposition behind a comma ends at one; else a list or a clause begins there."""
    if noun.i + 1 >= name.left_edge.i:
        return True
    after = name.right_edge.i + 1
    return after >= len(noun.doc) or noun.doc[after].is_punct


def _doers(noun: Token, part: str) -> Iterator[Naming]:
    """ "A's mediation", "the mediation of A", "under A mediation"."""
    if not (noun.dep_ == "pobj" and noun.head.lower_ in ("under", "through", "with", "by", "after")):
        return
    for child in noun.children:
        if child.dep_ in ("poss", "amod", "compound") and _is_name(child):
            yield from _each(part, child)
        elif child.dep_ == "prep" and child.lower_ in ("of", "by", "from"):
            for name in child.children:
                yield from _each(part, name)


def _by_verb(verb: Token, part: str) -> Iterator[Naming]:
    """ "A mediated the talks", "talks brokered by A", "A, which hosts the talks"."""
    if not is_fact(verb) and verb.dep_ != "acl":
        return
    lemma = verb.lemma_.lower()
    agents = [
        name
        for by in verb.children
        if by.dep_ in ("agent", "prep") and by.lower_ == "by"
        for name in by.children
    ]
    if agents and verb.tag_ == "VBN":
        about = [verb.head] if verb.dep_ == "acl" else [c for c in verb.children if c.dep_ == "nsubjpass"]
        if any(_is_matter(noun, lemma) for noun in about):
            yield from (naming for name in agents for naming in _each(part, name))
        return
    objects = [child for child in verb.children if child.dep_ == "dobj"]
    between = any(c.lower_ in ("between", "in") for c in verb.children if c.dep_ == "prep")
    done = any(_is_matter(noun, lemma) for noun in objects) and lemma not in PASSIVE_ONLY
    if done or (lemma == "mediate" and between):
        yield from (naming for name in _subjects(verb) for naming in _each(part, name))


def _is_matter(noun: Token, lemma: str) -> bool:
    """Whether a noun is what such a verb is done with: talks, and for some a deal."""
    kind = topic(noun)
    return kind == "talks" or (kind == "deals" and lemma in DEALT)


def _subjects(verb: Token) -> list[Token]:
    """Who does it; of "A, which hosts …" the antecedent."""
    found = [child for child in verb.children if child.dep_ in SUBJECTS]
    if verb.dep_ == "relcl" and (not found or found[0].lower_ in RELATIVE):
        return [verb.head]
    if not found and verb.dep_ in ("conj", "xcomp"):
        return [child for child in verb.head.children if child.dep_ in SUBJECTS]
    return found


def _is_name(token: Token) -> bool:
    named = token.pos_ == "PROPN" or token.ent_type_ in NAMED or token.lower_ in DEMONYMS
    return named and token.text[0].isupper() and token.ent_type_ not in ("DATE", "TIME")


def _each(part: str, name: Token, joined: bool = True) -> Iterator[Naming]:
    """A name and those joined to it by "and"."""
    for one in _joined(name) if joined else [name]:
        adjective = one.pos_ == "ADJ" and one.lower_ not in DEMONYMS  # "Arab mediators" names nobody
        if _is_name(one) and not adjective:
            first, last = _around(one)
            yield Naming(part, one, first, last)


def _joined(name: Token) -> Iterator[Token]:
    """A name and the next that are joined to it."""
    for _ in range(LONGEST_LIST):
        yield name
        other = next((child for child in name.rights if child.dep_ == "conj"), None)
        if other is None:
            return
        name = other


def _around(token: Token) -> tuple[Token, Token]:
    """The whole of a name: its words before the token, and behind it where they belong to one entity."""
    first = last = token
    while first.i > 0 and first.i > token.i - FARTHEST:
        before = first.nbor(-1)
        if not (before.dep_ == "compound" and before.head == token and before.pos_ == "PROPN"):
            break
        first = before
    while last.i + 1 < len(token.doc) and last.nbor().ent_iob_ == "I" and last.i < token.i + FARTHEST:
        if last.nbor().text == "-":
            break
        last = last.nbor()
    return first, last


def _delegation(noun: Token) -> Iterator[Naming]:
    """ "the A delegation", "A's delegation", "a delegation from A"; not "the two delegations"."""
    if noun.tag_ not in ("NN", "NNP") or any(child.dep_ == "neg" for child in noun.head.children):
        return
    before = [t for t in noun.doc[max(noun.left_edge.i, noun.i - FARTHEST) : noun.i] if t.dep_ != "det"]
    while before and not _is_name(before[0]):
        before.pop(0)
    if before and not any(t.pos_ == "VERB" and t.dep_ != "amod" for t in before):
        yield Naming("delegation", noun, before[0], noun)
        return
    for prep in noun.rights:
        if prep.dep_ == "prep" and prep.lower_ in ("of", "from") and prep.i == noun.i + 1:
            for name in (child for child in prep.children if _is_name(child)):
                yield Naming("delegation", noun, noun, _around(name)[1])


def _is_venue(place: Token) -> bool:
    """ "talks in P", "the sides met in P", "a round of talks was held in P"."""
    if place.dep_ != "pobj" or place.head.lower_ not in ("in", "at"):
        return False
    above = place.head.head
    if above.pos_ in ("NOUN", "PROPN"):
        owned = any(child.dep_ == "poss" for child in above.children)
        return above.lemma_.lower() in HELD or (above.lower_ == "talks" and not owned)
    if above.pos_ not in ("VERB", "AUX") or above.lemma_.lower() not in GATHER:
        return False
    sides = [c for c in above.children if c.dep_ in (*SUBJECTS, "dobj")]
    if above.lemma_.lower() in ("meet", "gather", "be"):
        people = [side for side in sides if side.lemma_.lower() in PEOPLE and above.lemma_ != "be"]
        return bool(people)
    return any(topic(side) == "talks" for side in sides)

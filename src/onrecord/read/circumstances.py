"""Circumstances: where and when an event takes place, and what agreement it is said to break.

Only what hangs on the trigger or on the verb that carries it counts; the day of the saying is not the
day of the event.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from spacy.tokens import Token

from onrecord.read.happenings import Happening
from onrecord.read.lexicon import CLASSES, lemma
from onrecord.read.reading import Reading
from onrecord.read.starts import prefix
from onrecord.records import Period, Span, TimeExpression
from onrecord.vocabulary import tables

PLACES = {"GPE", "LOC", "FAC"}
THERE = {"in", "at", "near", "around", "outside", "inside", "across", "throughout", "along", "within", "over"}
DIRECT = {"on", "against", "of", "into", "through"}  # of what an event is done to: a town, not a state
GOING = {"to", "into", "for", "towards", "toward", "from"}  # with what goes somewhere
SAYING = {"ACCUSE", "REQUEST", "SUPPORT", "REJECT", "THREATEN", "SANCTION"}  # only where it is said
DONE_TO = {"ASSAULT", "COERCE", "RETREAT"}  # to a place
MOVING = {"CONSULT", "AID", "RETREAT", "MOBILIZE"}
STATES = frozenset(name.lower() for name in tables("countries")["demonyms"])
NESTED = {"prep", "pobj", "dobj", "nsubjpass", "conj", "appos", "attr", "compound", "npadvmod"}
SINCE = re.compile(r"\b[Ss]ince\s(?:\w+\s){0,2}$")
UNTIL = re.compile(r"\b(?:until|till|by|before)\s(?:the\s|late\s)?$", re.I)
BREACH = frozenset(tables("events")["frames"]["breach"])
BROKEN = {"dobj", "pobj", "nsubjpass", "compound"}
DESCRIBING = {"det", "compound", "amod", "poss", "nummod"}
STEPS = 4  # words between a time and what it dates
WIDE = 60  # words below a trigger that are looked at for a place


def anchors(happening: Happening) -> Iterator[Token]:
    """The tokens on which a circumstance hangs: the trigger, its verb and the infinitives it is made of."""
    yield happening.trigger
    verb = happening.frame
    if verb != happening.trigger:
        yield verb
    while verb.dep_ == "xcomp" and verb.head != verb and verb.head.pos_ == "VERB":
        verb = verb.head
        yield verb


def when(reading: Reading, happening: Happening, times: Sequence[TimeExpression]) -> Period | None:
    """The time that hangs on an event, as a prefix of a day or an open range."""
    on = {token.i for token in anchors(happening)}
    for time in times:
        value = prefix(time)
        if value is None or not _hangs(reading, time, on):
            continue
        text = reading.article.text[max(0, time.span.start - 30) : time.span.start]
        if SINCE.search(text):
            return Period(earliest=value, span=time.span)
        if UNTIL.search(text):
            return Period(latest=value, span=time.span)
        return Period(earliest=value, latest=value, span=time.span)
    return None


def _hangs(reading: Reading, time: TimeExpression, on: set[int]) -> bool:
    """Whether the governors of a time come to an anchor before another verb."""
    tokens = reading.doc.char_span(time.span.start, time.span.end, alignment_mode="expand")
    token = tokens.root if tokens is not None else None
    for _ in range(STEPS):
        if token is None or token.i in on:
            return token is not None
        if token.pos_ in ("VERB", "AUX") or token.head == token:
            return False
        token = token.head
    return token is not None and token.i in on


def place(happening: Happening) -> str | None:
    """The name of the place where the words of an event put it, in its clause."""
    direct = [*anchors(happening), *happening.parts]
    if happening.type in SAYING:
        found = [noun for token in direct for child in token.children for noun in child.children]
    else:
        found = list(islice(_within_clause(direct), WIDE))
    for token in found:
        if token.dep_ == "pobj" and token.head.lower_ in THERE and (name := _name(token)):
            return name
    above = {token.i for token in direct}
    for token in found:
        head = token.head if token.dep_ != "pobj" else token.head.head
        if head.i in above and (name := _name(token)) and _is_where(token, name, happening):
            return name
    return None


def _within_clause(level: Sequence[Token]) -> Iterator[Token]:
    """The words below an event's, nearest first, without those of further clauses."""
    while level:
        below = [child for token in level for child in token.children if child.dep_ in NESTED]
        level = [token for token in below if token.dep_ != "conj" or token.pos_ not in ("VERB", "AUX")]
        yield from level


def _is_where(token: Token, name: str, happening: Happening) -> bool:
    """Whether a place that an event is done to or goes to says where it is."""
    if token.dep_ == "pobj":
        word = token.head.lower_
        return (word in GOING and happening.type in MOVING) or (word in DIRECT and name.lower() not in STATES)
    done_to = happening.type in DONE_TO or happening.mode == "visit"
    return done_to and token.dep_ in ("dobj", "nsubjpass") and name.lower() not in STATES


def _name(noun: Token) -> str | None:
    """The name of the place that a noun is the head of: an entity, or "the Olm bridge"."""
    if noun.ent_type_ in PLACES:
        return _entity(noun)
    named = next((c for c in noun.children if c.dep_ == "compound" and c.pos_ == "PROPN"), None)
    if named is not None and lemma(noun) in CLASSES["site"]:
        return str(noun.doc[named.left_edge.i : noun.i + 1].text)
    return None


def _entity(token: Token) -> str:
    start, end = token.i, token.i + 1
    doc = token.doc
    while start and doc[start].ent_iob_ == "I":
        start -= 1
    while end < len(doc) and doc[end].ent_iob_ == "I":
        end += 1
    return str(doc[start:end].text).removeprefix("the ")


def violates(reading: Reading, happening: Happening) -> Span | None:
    """The words of the agreement or rule that it is said to break: "violated the ceasefire"."""
    term = next((noun for broken in _broken(happening) for noun in _terms(broken)), None)
    if term is None:
        return None
    first = next((child for child in term.lefts if child.dep_ in DESCRIBING), term)
    return reading.article.span(first.left_edge.idx, term.idx + len(term))


def _broken(happening: Happening) -> Iterator[Token]:
    """The words of breaking at and right below an event: "accused of breaking", "in breach of"."""
    for token in anchors(happening):
        for child in (token, *islice(token.children, WIDE)):
            near = [child, *child.children] if child.dep_ in ("prep", "pcomp", "advcl") else [child]
            yield from (one for one in near if lemma(one) in BREACH)


def _terms(broken: Token) -> Iterator[Token]:
    for child in broken.children:
        below = child.children if child.lower_ == "of" else [child]
        yield from (noun for noun in below if noun.dep_ in BROKEN and lemma(noun) in CLASSES["term"])

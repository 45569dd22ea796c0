"""Circumstances: where and when an event takes place, and what agreement it is said to break.

Only what hangs on the trigger or on the verb that carries it counts; a day of the saying is none of the event.
"""

import re
from collections.abc import Iterator, Sequence

from spacy.tokens import Token

from onrecord.read.happenings import Happening
from onrecord.read.lexicon import CLASSES, lemma
from onrecord.read.reading import Reading
from onrecord.read.starts import prefix
from onrecord.records import Period, Span, TimeExpression

PLACES = {"GPE", "LOC", "FAC"}
WHERE = {
    "in", "at", "near", "on", "around", "outside", "inside", "across", "over", "into", "to", "of", "from", "against",
    "through", "along", "for", "towards", "toward", "throughout",
}  # fmt: skip
GOING = {"to", "into", "for", "towards", "toward", "from"}  # only with what goes somewhere
MOVING = {"CONSULT", "AID", "RETREAT", "MOBILIZE"}
SINCE = re.compile(r"\b[Ss]ince\s(?:\w+\s){0,2}$")
UNTIL = re.compile(r"\b(?:until|till|by|before)\s(?:the\s|late\s)?$", re.I)
BROKEN = {"violate", "breach", "break", "breake", "flout", "contravene", "infringe", "disregard"}
BREACHES = {"violation", "breach", "infringement", "contravention", "breaking"}
STEPS = 4  # words between a time and what it dates
BELOW = 8  # clauses and nouns below a trigger that are looked at


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
    """The name of the place that a preposition of an event's or its object names."""
    for token in anchors(happening):
        for noun in _placed(token, happening.type):
            if noun.ent_type_ in PLACES:
                return _entity(noun)
    return None


def _placed(token: Token, kind: str) -> Iterator[Token]:
    for child in token.children:
        if child.dep_ in ("prep", "agent") and child.lower_ in WHERE:
            if child.lower_ not in GOING or kind in MOVING:
                yield from (noun for noun in child.children if noun.dep_ == "pobj")
    if token.pos_ == "VERB":
        objects = [child for child in token.children if child.dep_ in ("dobj", "nsubjpass")]
        yield from objects
        for one in objects:
            yield from _placed(one, kind)


def _entity(token: Token) -> str:
    start, end = token.i, token.i + 1
    doc = token.doc
    while start and doc[start].ent_iob_ == "I":
        start -= 1
    while end < len(doc) and doc[end].ent_iob_ == "I":
        end += 1
    return str(doc[start:end].text).removeprefix("the ")


def violates(reading: Reading, happening: Happening) -> Span | None:
    """The words of the agreement or rule that it is said to break: "the ceasefire" of "violated the ceasefire"."""
    for broken in _broken(happening):
        noun = next((t for t in _terms(broken)), None)
        if noun is not None:
            start = next(
                (c for c in noun.lefts if c.dep_ in ("det", "compound", "amod", "poss", "nummod")), noun
            )
            return reading.article.span(start.left_edge.idx, noun.idx + len(noun))
    return None


def _broken(happening: Happening) -> Iterator[Token]:
    """The words of breaking at, below and right above an event."""
    for token in anchors(happening):
        near = [token, *token.children]
        near += [
            below
            for child in near[1:BELOW]
            if child.dep_ in ("prep", "pcomp", "advcl")
            for below in child.children
        ]
        yield from (one for one in near if lemma(one) in BROKEN or lemma(one) in BREACHES)


def _terms(broken: Token) -> Iterator[Token]:
    for child in broken.children:
        below = child.children if child.dep_ in ("prep", "agent") and child.lower_ == "of" else [child]
        for noun in below:
            if noun.dep_ in ("dobj", "pobj", "nsubjpass") and lemma(noun) in CLASSES["term"]:
                yield noun
        if child.dep_ == "compound" and lemma(child) in CLASSES["term"]:
            yield child

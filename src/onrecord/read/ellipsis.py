"""Ellipsis: numbers whose noun is left out: "bringing the number of dead to 45", "the agency says 58".

In: a bare number in its parse, and the category of the count that the text spoke of last. Out: its category;
None where the words do not show that it counts the same.
"""

from collections.abc import Iterator

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from onrecord.read.casualties import COUNTED, PATIENTS, STATES, lemma, sense
from onrecord.read.phrases import verb_above
from onrecord.vocabulary import tables

TALLIES = frozenset(tables("figures")["tallies"]["nouns"])
CLASSES = {**PATIENTS, **STATES, **COUNTED}
CASUALTIES = frozenset({"killed", "injured", "missing", "displaced", "detained"})
COUNTING = frozenset(tables("figures")["telling"]["counting"])
TELLING = frozenset(tables("figures")["telling"]["verbs"])
HOSTAGES = frozenset(tables("figures")["counted"]["hostage"])
TOLD = ("nummod", "pobj", "dobj", "attr", "prep", "ccomp", "npadvmod", "nsubj", "advmod", "conj")
SAID_OF = ("nsubj", "nsubjpass", "dobj")
NEAR = 120  # tokens before a number in which the text speaks of hostages


def elided(number: Tokens, last: str | None) -> str | None:
    """The category of a number without a noun.

    Args:
        last: category of the last count of people in the same sentence or the two before it.
    """
    if _is_difference(number):
        return None
    verb = verb_above(number.root)
    alive = verb is not None and any(child.lower_ == "alive" for child in verb.children)
    if alive and _speaks_of_hostages(number):
        return "hostages alive"
    tally = next(_tallies(number), None)
    if tally is not None:
        own = next((kind for token in number.doc[tally.i : number.start] if (kind := _kind(token))), None)
        if own or last:
            return own or last
    if verb is not None and verb.lemma_.lower() in ("hold", "keep", "remain") and _speaks_of_hostages(number):
        return "hostages held"
    told = verb is not None and verb.lemma_.lower() in TELLING and _is_told(number, verb)
    return last if told else None


def counters(doc: Doc) -> Iterator[tuple[int, int]]:
    """The characters of each named body that a clause has count something: "Open Tally puts it at 58"."""
    for token in doc:
        if token.like_num and (subject := counting(token)) is not None and subject.ent_type_ == "ORG":
            start = subject.left_edge
            yield start.idx, subject.idx + len(subject)


def counting(number: Token) -> Token | None:
    """The subject of the verb that counts a number: "the agency has confirmed 58 deaths"."""
    verb = verb_above(number)
    if verb is None or verb.lemma_.lower() not in COUNTING:
        return None
    subject = next((child for child in verb.children if child.dep_ == "nsubj"), None)
    return subject if subject is not None and subject.i < verb.i < number.i else None


def _tallies(number: Tokens) -> Iterator[Token]:
    """The tally nouns that govern a number, or that a verb above it is said of, the nearest first."""
    for above in _within(number):
        if above.lower_ in TALLIES and above.i < number.start:
            yield above
        for child in above.children if above.pos_ in ("VERB", "AUX") else ():
            if child.dep_ in SAID_OF and child.lower_ in TALLIES and child.i < number.start:
                yield child


def _within(number: Tokens) -> Iterator[Token]:
    """What governs a number, up to its relative clause."""
    for above in number.root.ancestors:
        if above.dep_ == "relcl":
            return
        yield above


def _is_difference(number: Tokens) -> bool:
    """Whether the number says by how much: "cut by eight", "two lower"."""
    doc, end = number.doc, number.end
    by = number.start and doc[number.start - 1].lower_ == "by"
    return bool(by) or (end < len(doc) and doc[end].tag_ in ("JJR", "RBR") and doc[end].lower_ != "more")


def _kind(token: Token) -> str | None:
    kind = sense(token, CLASSES) or CLASSES.get(lemma(token))
    return kind if kind in CASUALTIES else None


def _is_told(number: Tokens, verb: Token) -> bool:
    """Whether the number is what the verb tells: its object, or what its subject is at or comes to."""
    for token in (number.root, *number.root.ancestors):
        if token.i == verb.i:
            return True
        if token.dep_ not in TOLD:
            return False
        if token.pos_ in ("NOUN", "PROPN") and token.i != number.root.i:
            return False
    return False


def _speaks_of_hostages(number: Tokens) -> bool:
    return any(
        token.lemma_.lower() in HOSTAGES or sense(token, PATIENTS) == "hostages taken"
        for token in number.doc[max(0, number.start - NEAR) : number.start]
    )

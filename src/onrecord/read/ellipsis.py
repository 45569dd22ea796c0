"""Ellipsis: numbers whose noun is left out: "bringing the number of dead to 45", "the agency says 58".

In: a bare number in its parse, and the category of the count that the text spoke of last. Out: its category;
None where the words do not show that it counts the same.
"""

from collections.abc import Iterator

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from onrecord.read.casualties import COUNTED, PATIENTS, STATES, lemma, sense
from onrecord.vocabulary import tables

TALLIES = frozenset(tables("figures")["tallies"]["nouns"])
CLASSES = {**PATIENTS, **STATES, **COUNTED}
CASUALTIES = frozenset({"killed", "injured", "missing", "displaced", "detained"})
TELLING = frozenset(tables("figures")["telling"]["verbs"])
HOSTAGES = frozenset(tables("figures")["counted"]["hostage"])
TOLD = ("nummod", "pobj", "dobj", "attr", "prep", "ccomp", "npadvmod", "nsubj", "advmod")
BEFORE = 25  # tokens before a number in which its tally may stand
NEAR = 120  # tokens before a number in which the text speaks of hostages


def elided(number: Tokens, last: str | None) -> str | None:
    """The category of a number without a noun.

    Args:
        last: category of the last count of people in the same sentence or the two before it.
    """
    verb = governing(number)
    tally = next(_tallies(number), None)
    if tally is not None and (verb is None or tally.i < number.start):
        own = next((kind for token in number.doc[tally.i : number.start] if (kind := _kind(token))), None)
        if own or last:
            return own or last
    if verb is not None and verb.lemma_.lower() in ("hold", "keep", "remain") and _speaks_of_hostages(number):
        return "hostages held"
    told = verb is not None and verb.lemma_.lower() in TELLING and _is_told(number, verb)
    return last if told else None


def governing(number: Tokens) -> Token | None:
    """The verb above a number in its sentence."""
    return next((token for token in number.root.ancestors if token.pos_ in ("VERB", "AUX")), None)


def _tallies(number: Tokens) -> Iterator[Token]:
    """The tally nouns before a number, with no other number between, nearest first."""
    doc, start = number.doc, max(number.sent.start, number.start - BEFORE)
    for at in range(number.start - 1, start - 1, -1):
        token = doc[at]
        if token.like_num and token.ent_type_ not in ("DATE", "TIME") and doc[at + 1].lower_ != "to":
            return
        if token.lower_ in TALLIES and token.pos_ in ("NOUN", "ADJ"):
            yield token


def _kind(token: Token) -> str | None:
    kind = sense(token, CLASSES) or CLASSES.get(lemma(token))
    return kind if kind in CASUALTIES else None


def _is_told(number: Tokens, verb: Token) -> bool:
    """Whether the number is what the verb tells: its object, or what its subject is at or comes to."""
    for token in (number.root, *number.root.ancestors):
        if token.i == verb.i:
            return True
        if token.dep_ not in (
            "nummod",
            "pobj",
            "dobj",
            "attr",
            "prep",
            "ccomp",
            "npadvmod",
            "nsubj",
            "advmod",
        ):
            return False
        if token.pos_ in ("NOUN", "PROPN") and token.i != number.root.i:
            return False
    return False


def _speaks_of_hostages(number: Tokens) -> bool:
    doc: Doc = number.doc
    return any(token.lemma_.lower() in HOSTAGES or sense(token, PATIENTS) == "hostages taken"
               for token in doc[max(0, number.start - NEAR) : number.start])  # fmt: skip

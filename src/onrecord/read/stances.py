"""Stances: the words by which somebody demands, offers, accepts, refuses, considers or proposes something.

In: a parse. Out: for each verb, adjective or noun that takes a stance, what stance, whose (the word that is
its subject or owner) and the run of tokens that says it with its object. Whose word that is, is decided
elsewhere. Under "must", in a condition or in a question nothing takes a stance.
"""

from collections.abc import Iterator

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from onrecord.read.clauses import subject_of
from onrecord.read.frames import VERBS, framed, lacks_object, objects_of
from onrecord.read.standing import labelled, of_adjective, of_noun, without
from onrecord.read.wording import (
    ADJECTIVES,
    CONTROL,
    MODALS,
    NOUNS,
    PLANNED,
    Stance,
    antecedent,
    behind,
    controlling,
    ending,
    is_hypothetical,
    is_negated,
    is_passive,
    joined,
    leading,
    subjects,
)

NEGATED = {"accepts": "refuses", "offers": "refuses", "denied": "refuses"}
NOT_REFUSED = {"rule": "considers", "oppose": "accepts", "object": "accepts"}
PERFECT = {"has", "have", "had", "'s", "’s", "'ve", "’ve"}
MIGHT = {"accepts": "considers", "offers": "considers", "considers": "considers"}


def stances(doc: Doc) -> Iterator[Stance]:
    """Yield the stances that the words take, in the order of the text."""
    for token in doc:
        lemma = token.lemma_.lower()
        if token.pos_ == "VERB" and lemma in VERBS:
            found = _of_verb(token, lemma)
        elif token.lower_ in ADJECTIVES:
            found = of_adjective(token, token.lower_)
        elif token.pos_ == "NOUN" and lemma in NOUNS:
            found = of_noun(token, NOUNS[lemma])
        elif token.pos_ == "NOUN" and lemma in CONTROL["intent"]:
            found = without(token)
        else:
            continue
        if found is not None:
            yield found


def _of_verb(verb: Token, lemma: str) -> Stance | None:
    if lemma in CONTROL["label"]:
        found = labelled(verb)
        if found is not None:
            return found
    kind, weak = framed(verb, lemma)
    if kind == "considers" and any(child.lower_ == "as" for child in verb.children):
        return None  # "consider it as an attack"
    top = controlling(verb) if kind else None
    if kind is None or top is None or is_hypothetical(verb):
        return None
    kind = _modified(kind, verb, top)
    if kind is None or kind == "denied" or (_is_purpose(top) and kind != "demands"):
        return None
    if is_passive(verb):
        return _passively(verb, kind, weak)
    if any(child.lower_.endswith(("self", "selves")) and child.dep_ != "npadvmod" for child in verb.children):
        return None
    first, last = leading(top), ending(verb)
    topic = behind(verb, last)
    if verb.dep_ == "relcl" and lacks_object(verb):
        first = antecedent(verb)
        topic = verb.doc[first : verb.left_edge.i]
    elif weak:
        topic = _object(verb, last)
    return Stance(kind, verb, top, tuple(subjects(top)), first, last, topic, weak)


def _object(verb: Token, last: int) -> Tokens:
    """The first object of a verb alone: "the group" of "backed the group with weapons"."""
    objects = objects_of(verb, list(verb.rights))
    if not objects:
        return behind(verb, last)
    return verb.doc[objects[0].left_edge.i : min(objects[0].right_edge.i, last) + 1]


def _passively(verb: Token, kind: str, weak: bool) -> Stance | None:
    """ "the plan was rejected by both sides"; without a doer it is nobody's."""
    agents = [
        child for by in verb.children if by.dep_ == "agent" for child in by.children if child.dep_ == "pobj"
    ]
    subject = subject_of(verb)
    if not agents or subject is None:
        return None
    first, last = subject.left_edge.i, verb.i
    return Stance(kind, verb, verb, tuple(joined(agents[0])), first, last, verb.doc[first:last], weak)


def _is_purpose(verb: Token) -> bool:
    """ "gathered to back the plan"."""
    return verb.dep_ == "advcl" and any(child.lower_ == "to" for child in verb.lefts)


def _modified(kind: str, verb: Token, top: Token) -> str | None:
    """A stance under its negation and its modal verbs; None if these leave none."""
    auxiliaries = {child.lower_ for word in (verb, top) for child in word.children if child.dep_ == "aux"}
    if top != verb and top.lemma_.lower() in CONTROL["pending"]:
        yet = any(child.lower_ == "yet" for word in (verb, top) for child in word.children)
        return "considers" if yet and kind == "accepts" else None
    if auxiliaries & MODALS["ought"]:
        return None
    negated = is_negated(verb) or (top != verb and is_negated(top))
    if negated:
        return _under_negation(kind, verb, auxiliaries)
    return MIGHT.get(kind) if auxiliaries & MODALS["might"] else kind


def _under_negation(kind: str, verb: Token, auxiliaries: set[str]) -> str | None:
    if any(child.lower_ == "yet" for child in verb.children):
        return "considers" if kind in NEGATED else None
    if verb.lemma_.lower() in PLANNED:
        return None  # "have not reached a deal"
    if kind == "considers":
        return "refuses" if auxiliaries & MODALS["will"] else None
    if kind == "refuses":
        return NOT_REFUSED.get(verb.lemma_.lower())
    if any(child.lower_ in ("on", "upon") for child in verb.children if child.dep_ == "prep"):
        return None  # "could not agree on": neither refuses
    if auxiliaries & PERFECT and verb.lemma_.lower() not in CONTROL["answers"]:
        return None  # "has not endorsed": not yet, or not at all
    return NEGATED.get(kind)

"""Factuality: how far an event is told as a fact, by the words above and beside its trigger.

Outside statements an event is asserted, inside one claimed, or alleged where it is wrong that the speaker
lays to another. A denial, a condition, wish, threat or demand, and a plan come before these.
"""

from collections.abc import Iterator

from spacy.tokens import Token

from onrecord.read.happenings import Happening
from onrecord.read.lexicon import lemma
from onrecord.vocabulary import words

KINDS = words("events", "factuality")
WILL = {"will", "wo", "shall", "'ll", "’ll"}
WOULD = {"would", "'d", "’d"}
UNSURE = {"may", "might", "could", "can", "should", "must", "ought", "ca"}
UPWARD = {
    "xcomp", "ccomp", "dobj", "pobj", "prep", "pcomp", "conj", "acl", "attr", "nsubjpass", "compound", "amod",
}  # fmt: skip
IFS = {"if", "unless", "whether", "until", "till", "lest"}
NEGATIONS = {"not", "never", "n't", "n’t", "no", "neither", "nor", "without"}
BESIDE = {"amod", "advmod", "npadvmod", "det", "compound", "nmod", "acomp", "oprd"}
CLIMB = 5  # steps up the parse
HYPOTHETICAL, PLANNED, DENIED = "hypothetical", "planned", "denied"
STRENGTH = (DENIED, HYPOTHETICAL, PLANNED, "alleged", "claimed")


def told(happening: Happening, reported: bool) -> str | None:
    """What the words around a happening say of it; None: it is told as it stands.

    Args:
        reported: it stands in what somebody says, so that "would" is the future of the past.
    """
    if _conditional(happening.frame):
        return HYPOTHETICAL
    if negated(happening):
        return DENIED
    found = {
        _by_modal(happening.frame, reported),
        *_by_beside(happening),
        _by_above(happening, reported),
    }
    return next((kind for kind in STRENGTH if kind in found), None)


def negated(happening: Happening) -> bool:
    """ "did not attack", "carried out no strike", "without firing"."""
    near = [*happening.frame.children, *happening.trigger.children]
    if any(child.dep_ in ("neg", "det", "preconj") and child.lower_ in NEGATIONS for child in near):
        return True
    return happening.frame.head.lower_ == "without" and happening.frame.dep_ in ("pcomp", "pobj")


def refused(happening: Happening) -> bool:
    """ "will not sign", "cannot accept": who acts does not want to."""
    verb = happening.frame
    told_off = any(child.dep_ == "neg" for child in verb.children)
    modals = {child.lower_ for child in verb.children if child.dep_ == "aux"}
    return told_off and bool(modals & (WILL | WOULD | {"can", "ca", "could"}))


def will(happening: Happening) -> bool:
    """Whether a verb tells what is to come."""
    return any(c.dep_ == "aux" and c.lower_ in WILL | WOULD for c in happening.frame.children)


def is_past(happening: Happening) -> bool:
    """ "did not sign", "have not agreed"."""
    return any(
        c.dep_ == "aux" and (c.lower_ == "did" or c.lemma_ == "have") for c in happening.frame.children
    )


def _conditional(verb: Token) -> bool:
    """ "if they sign", "until it is retaken", also of a clause above."""
    for _ in range(CLIMB):
        if any(c.dep_ in ("mark", "advmod") and c.lower_ in IFS for c in verb.children):
            return True
        if verb.dep_ not in ("xcomp", "conj", "dobj", "ccomp", "nsubjpass", "nsubj") or verb.head == verb:
            return False
        verb = verb.head
    return False


def _by_modal(verb: Token, reported: bool) -> str | None:
    """The auxiliaries of a verb; a bare verb shares those of the one it is joined to."""
    for _ in range(CLIMB):
        modals = {child.lower_ for child in verb.children if child.dep_ == "aux"}
        if modals & UNSURE:
            return HYPOTHETICAL
        if modals & WILL:
            return PLANNED
        if modals & WOULD:
            return PLANNED if reported else HYPOTHETICAL
        if modals or verb.tag_ != "VB" or verb.dep_ != "conj":
            return None
        verb = verb.head
    return None


def _by_beside(happening: Happening) -> set[str | None]:
    """Adjectives and adverbs: "a possible withdrawal", "reportedly fired"."""
    near = [*happening.trigger.children]
    if happening.frame != happening.trigger:
        near += happening.frame.children
    return {KINDS.get(lemma(c)) or KINDS.get(c.lower_) for c in near if c.dep_ in BESIDE}


def _by_above(happening: Happening, reported: bool) -> str | None:
    """What governs it: "planned to attack", "called for the release of", "accused of shelling"."""
    for token, governed in _governors(happening.frame):
        kind = KINDS.get(lemma(token)) or KINDS.get(token.lower_)
        infinitive = governed.dep_ == "xcomp" and governed.tag_ == "VB"
        if lemma(token) == "be" and infinitive:
            return PLANNED  # "were to leave"
        if kind == PLANNED and any(child.dep_ == "neg" for child in token.children):
            return HYPOTHETICAL
        if kind:
            return DENIED if kind == "void" else kind
        modal = _by_modal(token, reported) if token.pos_ in ("VERB", "AUX") else None
        if modal:
            return modal
    return PLANNED if _is_purpose(happening.frame) else None


def _governors(token: Token) -> Iterator[tuple[Token, Token]]:
    """The words above with what each governs, up to the clause's own verb; what is joined shares them."""
    for _ in range(CLIMB):
        if token.dep_ not in UPWARD or token.head == token:
            return
        if token.dep_ != "conj":
            yield token.head, token
        elif token.pos_ in ("VERB", "AUX") and token.tag_ != "VB":
            return
        token = token.head


def _is_purpose(verb: Token) -> bool:
    """ "crossed the river to take the town"."""
    return verb.dep_ == "advcl" and verb.tag_ == "VB" and any(c.lower_ == "to" for c in verb.children)

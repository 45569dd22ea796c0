"""Deeds: who does what a verb says, whose act a noun is, and who is told to act; by the parse alone."""

from spacy.tokens import Token

from onrecord.read.names import PEOPLE
from onrecord.vocabulary import tables

DOING = frozenset(tables("labels")["carrying"]["doing"])
ACCUSING = frozenset(tables("labels")["carrying"]["accusing"])
SUBJECTS = {"nsubj", "nsubjpass"}
PREDICATES = {"attr", "acomp"}
LONGEST_CLIMB = 4  # steps up the parse


def subject(verb: Token) -> Token | None:
    """The subject of a verb, if need be that of the verb it is joined to or depends on."""
    for _ in range(LONGEST_CLIMB):
        found = next((child for child in verb.children if child.dep_ in SUBJECTS), None)
        if found is not None:
            return found
        if verb.dep_ in ("acl", "relcl"):
            return verb.head
        if verb.dep_ not in ("conj", "xcomp", "advcl", "pcomp", "prep"):
            return None
        told = _told(verb)
        if told is not None:
            return told
        verb = verb.head
    return None


def _told(verb: Token) -> Token | None:
    """Who is to do it, in "urged X to …", "pressed on X to …", "accused X of …"."""
    if verb.dep_ != "xcomp" or verb.tag_ != "VB":
        return accused(verb)
    objects = [c for c in verb.head.children if c.dep_ in ("dobj", "nsubjpass")]
    objects += [c for on in verb.head.children if on.lower_ in ("on", "upon") for c in on.children]
    return next((c for c in objects if c.ent_type_ or c.tag_ == "PRP" or c.lemma_.lower() in PEOPLE), None)


def accused(token: Token) -> Token | None:
    """The accused, in "accused X of …", of the word for what X is accused of."""
    verb = accusation(token)
    return called(verb) if verb is not None else None


def accusation(token: Token) -> Token | None:
    """The verb of accusing above a word after "of" or "for", which may hang on the verb or on the accused."""
    while token.dep_ == "conj" and token.head.i < token.i:
        token = token.head
    if token.dep_ not in ("pobj", "pcomp") or token.head.lower_ not in ("of", "for", "with"):
        return None
    above_ = token.head.head
    if above_.dep_ in ("dobj", "nsubjpass"):
        above_ = above_.head
    return above_ if above_.pos_ == "VERB" and above_.lemma_ in ACCUSING else None


def actor_of(verb: Token) -> Token | None:
    """Who does what a verb says: the agent of a passive one, else its subject."""
    passive = any(child.dep_ in ("auxpass", "nsubjpass", "agent") for child in verb.children)
    if passive or (verb.dep_ == "acl" and verb.tag_ == "VBN"):
        agents = [inner for by in verb.children if by.lower_ == "by" for inner in by.children]
        return next((inner for inner in agents if inner.dep_ == "pobj"), None)
    return subject(verb)


def doer(noun: Token) -> Token | None:
    """The word that says whose act a noun is; the noun itself where it has an owner."""
    head = noun
    if noun.dep_ == "conj" and noun.head.pos_ == "NOUN":
        head = noun.head
    blamed = accused(head)
    if blamed is not None:
        return blamed
    if head.dep_ == "dobj" and head.head.lemma_ in DOING:
        return actor_of(head.head)
    if head.dep_ == "oprd" or (head.dep_ == "pobj" and head.head.lower_ == "as"):
        return None  # a name given
    return subject(head.head) if head.dep_ in PREDICATES else noun


def called(verb: Token) -> Token | None:
    """To whom a name is given: the object of an active verb, the subject of a passive one."""
    for child in verb.children:
        if child.dep_ in ("dobj", "nsubjpass"):
            return child
        if child.dep_ == "prep" and child.lower_ == "to":
            return next((inner for inner in child.children if inner.dep_ == "pobj"), None)
    return verb.head if verb.dep_ == "acl" and verb.tag_ == "VBN" else None


def partner(noun: Token) -> Token | None:
    """What an apposition or a predicate is said of."""
    if noun.dep_ == "appos":
        return noun.head
    return subject(noun.head) if noun.dep_ == "attr" and not negated(noun.head) else None


def owned(noun: Token) -> bool:
    """Whether a noun has a possessor."""
    return any(child.dep_ == "poss" for child in noun.children)


def negated(verb: Token) -> bool:
    """Whether a verb is denied."""
    return any(child.dep_ == "neg" for child in verb.children)


def above(noun: Token) -> Token:
    """The verb of an object, with or without a preposition."""
    return noun.head if noun.dep_ == "dobj" else noun.head.head

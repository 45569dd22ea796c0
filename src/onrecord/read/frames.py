"""Frames: which stance a verb takes by what it governs.

"call for", "insist that it be", "agreed to leave": the same verb with another object takes none ("called the
police", "insisted that it was", "agreed that it is late"). After VerbNet's frames of these classes.
"""

from collections.abc import Sequence

from spacy.tokens import Token

from onrecord.read.clauses import subject_of
from onrecord.read.wording import (
    ANY,
    CONTROL,
    INFINITIVE,
    LISTS,
    OTHERS,
    PLANNED,
    PLANS,
    RELATIVE,
    VOID,
    WEAK,
    WITH,
    is_negated,
)
from onrecord.vocabulary import tables

VERBS = {
    *ANY,
    *INFINITIVE,
    *OTHERS,
    *(lemma.split()[0] for lemma in WITH),
    *WEAK,
    *PLANNED,
    *CONTROL["label"],
}
ASKED = LISTS["control"]["asked"]
SILENCE = frozenset(tables("attribution")["silence"]["verbs"])
BARE = {"to", "be", "not", "should", "must", "do"}
FINITE = {"VBD", "VBZ", "VBP", "MD"}
CLAUSES = {"xcomp", "ccomp", "advcl"}


def framed(verb: Token, lemma: str) -> tuple[str | None, bool]:
    """The stance of a verb by what it governs, and whether it needs a named issue."""
    children = [child for child in verb.children if child.i > verb.i]
    kind = _firmly(verb, lemma, children)
    if kind is not None or lemma not in WEAK.keys() | PLANNED.keys():
        return kind, False
    objects = objects_of(verb, children)
    if not objects or any(obj.lemma_.lower() in VOID for obj in objects):
        return None, False
    planned = any(token.lemma_.lower() in PLANS for obj in objects for token in (obj, *obj.lefts))
    if lemma in PLANNED:
        return PLANNED[lemma] if planned else None, False
    return WEAK[lemma], not planned


def _firmly(verb: Token, lemma: str, children: Sequence[Token]) -> str | None:
    """The stance of a verb that takes one with whatever it governs."""
    for child in children:
        kind = _with(child, lemma)
        if kind is not None:
            return kind
    if lemma in OTHERS and any(_is_asked(child, lemma in ASKED) for child in children):
        return OTHERS[lemma]
    if lemma in INFINITIVE and any(child.dep_ == "xcomp" and not _silent(child) for child in children):
        return INFINITIVE[lemma]
    objects = objects_of(verb, children)
    if any(obj.lemma_.lower() in VOID for obj in objects):
        return None
    clauses = any(child.dep_ in CLAUSES and not _silent(child) for child in children)
    if lemma == "accept" and not objects and any(_is_fact(child) for child in children):
        return None
    return ANY.get(lemma) if objects or clauses else None


def _with(child: Token, lemma: str) -> str | None:
    """The stance of a verb with this preposition, particle or clause with "for" behind it."""
    if child.dep_ in CLAUSES:
        leads = any(below.dep_ == "mark" and below.lower_ == "for" for below in child.children)
        return WITH.get(f"{lemma} for") if leads else None
    if child.dep_ not in ("prep", "prt", "agent", "advmod", "dative"):
        return None
    kind = WITH.get(f"{lemma} {child.lower_}")
    return kind if kind and _means(child) else None


def _means(preposition: Token) -> bool:
    """Whether a preposition has an object of its own that is not void ("called on Monday" is a date)."""
    if preposition.dep_ in ("prt", "advmod"):
        verb = preposition.head
        governs = any(c.dep_ in ("dobj", "ccomp", "xcomp", "nsubjpass") for c in verb.children)
        return governs or verb.dep_ == "relcl"
    governed = next(iter(preposition.children), None)
    if governed is None or governed.ent_type_ in ("DATE", "TIME"):
        return False
    return governed.lemma_.lower() not in VOID


def _is_asked(clause: Token, addressed: bool = False) -> bool:
    """Whether a complement is what another is to do: "them to leave", "that it be lifted".

    Args:
        clause: the verb of the complement.
        addressed: whether the verb above takes an infinitive only ("told them to leave").
    """
    if clause.dep_ not in CLAUSES or clause.pos_ not in ("VERB", "AUX"):
        return False
    subject = next((child for child in clause.children if child.dep_ in ("nsubj", "nsubjpass")), None)
    whom = any(child.dep_ in ("dobj", "dative") and child.i < clause.i for child in clause.head.children)
    if subject is None and not whom:
        return False
    auxiliaries = {child.lower_ for child in clause.children if child.dep_ in ("aux", "auxpass")}
    if addressed or clause.tag_ not in ("VB", "VBN"):
        return "to" in auxiliaries and clause.tag_ in ("VB", "VBN")
    return auxiliaries <= BARE


def _is_fact(clause: Token) -> bool:
    """ "accepts that the war is lost", not "has not accepted that they leave"."""
    known = clause.dep_ == "ccomp" and not is_negated(clause.head)
    return known and (clause.tag_ in FINITE or any(child.tag_ in FINITE for child in clause.lefts))


def _silent(verb: Token) -> bool:
    """ "declined to comment", "refused to give details"."""
    below = [
        *verb.children,
        *(noun for child in verb.children if child.dep_ == "prep" for noun in child.children),
    ]
    void = any(child.dep_ in ("dobj", "pobj") and child.lemma_.lower() in VOID for child in below)
    return void or verb.lemma_.lower() in SILENCE


def objects_of(verb: Token, after: Sequence[Token]) -> list[Token]:
    """What a verb governs as object, with the subject of its passive and the antecedent of its clause."""
    found = [child for child in after if child.dep_ in ("dobj", "nmod", "oprd") and child.pos_ != "SPACE"]
    found += [child for child in verb.children if child.dep_ == "nsubjpass"]
    if not found and verb.dep_ == "relcl" and lacks_object(verb):
        found.append(verb.head)
    return found


def lacks_object(verb: Token) -> bool:
    """ "a deal (that) they rejected": the antecedent is what is rejected."""
    subject = subject_of(verb)
    lemma, after = verb.lemma_.lower(), False
    for child in verb.children:
        governs = child.dep_ in ("dobj", "xcomp", "ccomp") and child.i > verb.i
        filled = f"{lemma} {child.lower_}" in WITH and any(below.dep_ == "pobj" for below in child.children)
        after = after or governs or filled
    return subject is not None and subject.lower_ not in RELATIVE and not after

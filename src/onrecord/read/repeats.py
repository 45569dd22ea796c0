"""Repeats: happenings that tell an event another one tells, or that are no event but a term or a wish.

"Met for talks" is one event, so is "the attack killed 3 and wounded 9"; what is demanded is told by the
demand, and what an agreement says is a term of it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from spacy.tokens import Token

from onrecord.read.happenings import Happening
from onrecord.read.lexicon import CLASSES, lemma, subject
from onrecord.vocabulary import tables

BREACH = frozenset(tables("events")["frames"]["breach"])
HARM = frozenset(tables("events")["frames"]["harm"])
BELOW = {"prep", "pobj", "agent", "xcomp", "advcl", "pcomp", "dobj"}
ASKED = {"prep", "pobj", "xcomp", "ccomp", "dobj", "pcomp"}
ASKING = {"REQUEST", "COERCE"}
PAPERS = CLASSES["deal"] | CLASSES["plan"] | CLASSES["paper"]
CLIMB = 3  # words between a happening and one above it
HIGH = 8  # words above a term of an agreement

Told = Mapping[int, Happening]


def single(found: Sequence[Happening]) -> Iterator[Happening]:
    """The happenings without those that only repeat another, are asked for, or are terms, in order."""
    by_token = {token.i: one for one in found for token in (one.trigger, one.frame)}
    modes: dict[int, str] = {}  # trigger of a verb → kind that the noun below it tells ("killed in shelling")
    kept = []
    for one in found:
        above = _above(one, by_token, BELOW)
        if above is not None and above.type == one.type:
            modes.setdefault(above.trigger.i, one.kind)
        elif not any(test(one, by_token) for test in (_does_harm, _asked_for, _is_term, _backed)):
            kept.append(one)
    harmed: set[int] = set()  # sentences in which somebody is harmed already
    for one in sorted(kept, key=lambda one: one.trigger.i):
        if lemma(one.trigger) in HARM and one.trigger.sent.start in harmed:
            continue
        if one.type == "ASSAULT":
            harmed.add(one.trigger.sent.start)
        yield one if one.mode else replace(one, kind=modes.get(one.trigger.i, one.kind))


def _above(one: Happening, by_token: Told, links: set[str]) -> Happening | None:
    """The nearest happening that governs one by the given relations."""
    token = one.frame
    for _ in range(CLIMB):
        if token.dep_ not in links or token.head == token:
            return None
        token = token.head
        above = by_token.get(token.i)
        if above is not None and above.trigger != one.trigger:
            return above
    return None


def _does_harm(one: Happening, by_token: Told) -> bool:
    """ "the attack killed 3": told by the verb."""
    verb = by_token.get(one.trigger.head.i)
    subject_of = one.nominal and one.trigger.dep_ == "nsubj"
    return (
        subject_of and verb is not None and verb.trigger != one.trigger and verb.type == one.type == "ASSAULT"
    )


def _asked_for(one: Happening, by_token: Told) -> bool:
    """What somebody is asked or forced to do, the talks that one agrees to, the breach one is accused of."""
    above = _above(one, by_token, ASKED)
    if above is None:
        return False
    if above.type == "ACCUSE":
        return lemma(one.trigger) in BREACH
    return above.type in ASKING or (above.type == "AGREE" and one.type == "CONSULT")


def _is_term(one: Happening, _: Told) -> bool:
    """ "the plan would free 3", "under the accord both will leave"; not that it fails or comes about."""
    if one.nominal or one.type == "REJECT" or one.mode == "ceasefire":
        return False
    doer = subject(one.frame)
    if doer is not None and lemma(doer) in PAPERS:
        return True
    clauses = [one.frame, *(above for above, _ in zip(one.frame.ancestors, range(HIGH), strict=False))]
    return any(_under_paper(verb) for verb in clauses if verb.pos_ in ("VERB", "AUX"))


def _under_paper(verb: Token) -> bool:
    return any(
        noun.dep_ == "pobj" and lemma(noun) in PAPERS
        for child in verb.children
        if child.lower_ == "under"
        for noun in child.children
    )


def _backed(one: Happening, _: Told) -> bool:
    """ "rebels backed by": says who they are."""
    return one.type == "SUPPORT" and one.trigger.tag_ in ("VBN", "VBG") and one.trigger.dep_ == "acl"

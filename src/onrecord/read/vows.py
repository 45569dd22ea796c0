"""Vows: what a speaker says that it will or will not do, and what it says that another must do.

In: the statements and their clauses. Out: stances that no verb of stance takes: "we will not sign",
"the army must leave", "a return is out of the question". A promise counts only on a named issue, since
most of what people say they will do is no offer to anybody; threats are none.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from onrecord.read.clauses import LISTS as ACTS
from onrecord.read.clauses import Clause, clauses, speaker_of, subject_of, tops
from onrecord.read.conditions import condition
from onrecord.read.reading import Reading
from onrecord.read.wording import (
    ANY,
    CONTROL,
    JUDGED,
    LONGEST,
    MODALS,
    NOUNS,
    PRONOUNS,
    VOID,
    WITH,
    Stance,
    behind,
    ending,
    is_negated,
    is_planned,
    leading,
    subjects,
)
from onrecord.records import Statement

UNWILLED = ACTS["state"]
DONE = ACTS["deliberate"] - CONTROL["combat"] - CONTROL["martial"] - ACTS["force"]
VAGUE = PRONOUNS["vague"] | PRONOUNS["person"]
WILL = MODALS["will"]
FIRM = WILL - {"would", "’d", "'d"}  # in the speaker's own words "would" is no promise
PERFORMED = {"demand": "demands", "offer": "offers", "accept": "accepts", "reject": "refuses"}
Stanced = tuple[Statement, Stance]
OPENING = 3  # tokens in front of an imperative


@dataclass(frozen=True, slots=True)
class Said:
    """A main clause of what is said."""

    statement: Statement
    clause: Clause


def said_clauses(reading: Reading, statements: Sequence[Statement]) -> list[Said]:
    """The main clauses of what speakers say."""
    found = []
    for statement in statements:
        if statement.speaker is None:
            continue
        cue = statement.cue
        tokens = reading.doc.char_span(cue.start, cue.end, alignment_mode="expand") if cue else None
        speaker = speaker_of(tokens.root if tokens is not None else None)
        for span in statement.content:
            for top in tops(reading.doc, span.start, span.end):
                told = clauses(reading.article.text, top, span.start, speaker)
                found += [Said(statement, clause) for clause in told]
    return found


def owned(said: Sequence[Said]) -> Mapping[int, Statement]:
    """The verbs whose subject is the speaker: token → its statement."""
    return {one.clause.verb.i: one.statement for one in said if one.clause.own}


def vows(said: Sequence[Said]) -> Iterator[Stanced]:
    """Yield the stances that speakers take by whole clauses, with the statement of each."""
    for one in said:
        stance = _bargain(one.clause) or (_own(one.clause) if one.clause.own else _of_others(one.clause))
        if stance is not None:
            yield one.statement, stance


def _bargain(clause: Clause) -> Stance | None:
    """ "would withdraw if they accepted monitors": an offer with its price, of the speaker or of another."""
    verb = clause.verb
    if clause.subject is None or clause.negated or clause.perfect or clause.passive or verb.tag_ != "VB":
        return None
    if not clause.auxiliaries & WILL or not _yields(verb):
        return None
    first, last = leading(verb), ending(verb)
    price = condition(verb, verb, (first, last), refused=False)
    if price is None or verb.doc.text[price[0] : price[1]].split()[0].lower() not in CONTROL["price"]:
        return None
    if _quits(clause):
        return None
    holders = () if clause.own else tuple(subjects(verb))
    return Stance("offers", verb, verb, holders, first, last, verb.doc[verb.i : last + 1])


def _quits(clause: Clause) -> bool:
    """ "will withdraw from the talks": a threat."""
    verb = clause.verb
    return clause.lemma in CONTROL["quits"] and is_planned(behind(verb, ending(verb)))


def _yields(verb: Token) -> bool:
    lemma = verb.lemma_.lower()
    pairs = [pair for pair in CONTROL["yielded"] if pair.split()[0] == lemma]
    more = {child.lower_ for child in verb.rights if child.dep_ in ("prt", "dobj", "advmod", "advcl")}
    return lemma in CONTROL["yielding"] and (not pairs or any(pair.split()[1] in more for pair in pairs))


def _own(clause: Clause) -> Stance | None:
    """ "will not sign" refuses, "will open the crossing" offers, "do not intend to talk" refuses."""
    verb, lemma = clause.verb, clause.lemma
    if clause.passive or clause.perfect or lemma in UNWILLED:
        return None
    if lemma in ACTS["intend"] and any(child.dep_ == "xcomp" for child in verb.children):
        return _clausal(verb, "refuses") if clause.negated else None
    if verb.tag_ != "VB":
        return None
    firm = clause.auxiliaries & (FIRM if clause.quoted else WILL)
    if clause.negated:
        unable = clause.auxiliaries & MODALS["unable"] and lemma in ACTS["give"]
        return _clausal(verb, "refuses") if firm or unable else None
    return _clausal(verb, "offers", weak=True) if firm and lemma in DONE and not _quits(clause) else None


def _clausal(verb: Token, kind: str, weak: bool = False) -> Stance:
    last = ending(verb)
    return Stance(kind, verb, verb, (), leading(verb), last, verb.doc[verb.i : last + 1], weak)


def _of_others(clause: Clause) -> Stance | None:
    return _judged(clause) or _wanted(clause) or _others_refusal(clause) or _going_on(clause)


def _going_on(clause: Clause) -> Stance | None:
    """ "the strike will go on until they pay": a refusal to end it but on this condition."""
    verb = clause.verb
    if clause.negated or clause.lemma not in CONTROL["lasting"] or not clause.auxiliaries & WILL:
        return None
    marks = {mark.lower_ for child in verb.rights if child.dep_ == "advcl" for mark in child.lefts}
    return _whole(clause, "refuses") if marks & CONTROL["ending"] else None


def _others_refusal(clause: Clause) -> Stance | None:
    """ "the rebels will not sign", told of another."""
    verb, subject = clause.verb, clause.subject
    if subject is None or not clause.negated or clause.perfect or clause.passive or verb.tag_ != "VB":
        return None
    firm = clause.auxiliaries & WILL and clause.lemma in DONE | ACTS["give"]
    unable = clause.auxiliaries & MODALS["unable"] and clause.lemma in ACTS["give"]
    if not (firm or unable):
        return None
    last = ending(verb)
    return Stance(
        "refuses", verb, verb, tuple(subjects(verb)), leading(verb), last, verb.doc[verb.i : last + 1]
    )


def _wanted(clause: Clause) -> Stance | None:
    """ "the army must leave", "“Release them now”"."""
    verb = clause.verb
    if any(child.dep_ == "expl" for child in verb.children):
        return _existential(clause)
    if clause.subject is None:
        return _whole(clause, "demands") if _is_imperative(clause) else None
    nobody = any(child.lower_ in ("no", "any") for child in clause.subject.lefts)
    if clause.perfect or nobody or clause.subject.lower_ in PRONOUNS["vague"]:
        return None
    ought = clause.auxiliaries & {"must", "should"} or _has_to(clause)
    return _whole(clause, "demands") if ought and not _is_stative(clause) else None


def _is_stative(clause: Clause) -> bool:
    """ "should be proud", "must know": nothing that anybody is to do."""
    if clause.lemma == "be":
        return any(child.dep_ == "acomp" for child in clause.verb.children)
    return clause.lemma in UNWILLED - {"stop", "cease"} and not clause.passive


def _existential(clause: Clause) -> Stance | None:
    """ "there can be no truce until …" refuses, "there must be an inquiry" demands."""
    verb = clause.verb
    noun = next((child for child in verb.rights if child.dep_ in ("attr", "nsubj")), None)
    if noun is None or verb.tag_ != "VB" or clause.perfect:
        return None
    none = any(child.lower_ == "no" for child in noun.lefts) or clause.negated
    firm = clause.auxiliaries & (WILL | MODALS["unable"])
    kind = "refuses" if none and firm else "demands" if not none and "must" in clause.auxiliaries else None
    if kind is None:
        return None
    last = ending(verb)
    return Stance(kind, verb, verb, (), leading(verb), last, behind(verb, last), weak=True)


def _has_to(clause: Clause) -> bool:
    infinitive = any(child.dep_ == "xcomp" and child.tag_ == "VB" for child in clause.verb.children)
    return clause.lemma in ("need", "have") and infinitive and not clause.negated and not clause.auxiliaries


def _is_imperative(clause: Clause) -> bool:
    verb = clause.verb
    if verb.tag_ != "VB" or not clause.quoted:
        return False
    if clause.lemma in UNWILLED | CONTROL["idle"] and not _lets(verb):
        return False
    lead = [t for t in verb.doc[max(verb.sent.start, verb.i - OPENING) : verb.i] if not t.is_punct]
    return all(token.dep_ in ("neg", "aux") and token.lemma_ in ("do", "not", "never") for token in lead)


def _lets(verb: Token) -> bool:
    """ "Let the monitors publish it"; not "let us", "let me"."""
    whom = (subject_of(child) for child in verb.children if child.dep_ == "ccomp")
    return verb.lemma_ == "let" and any(t is not None and t.pos_ in ("NOUN", "PROPN") for t in whom)


def _judged(clause: Clause) -> Stance | None:
    """ "a return is out of the question", "the changes are unacceptable"."""
    verb, subject = clause.verb, clause.subject
    if subject is None or verb.lemma_ != "be" or subject.lower_ in VAGUE:
        return None
    last = ending(verb)
    said = f" {' '.join(token.lower_ for token in behind(verb, last))} ".replace(" - ", "-")
    kind = next((k for k, listed in JUDGED.items() if any(f" {word} " in said for word in listed)), None)
    topic = verb.doc[subject.left_edge.i : verb.i]
    if kind is None or clause.negated or (kind == "plan" and not is_planned(topic)):
        return None
    return Stance("refuses" if kind == "plan" else kind, verb, verb, (), subject.left_edge.i, last, topic)


def performed(reading: Reading, statements: Sequence[Statement], found: Collection[int]) -> Iterator[Stanced]:
    """The stances of statements whose cue takes one, where no word was found to: its object stands apart.

    Args:
        reading: the article.
        statements: all of it.
        found: tokens that take a stance.
    """
    for statement in statements:
        kind, cue = PERFORMED.get(statement.act or ""), statement.cue
        if kind is None or cue is None or statement.speaker is None or len(statement.content) != 1:
            continue
        content = statement.content[0]
        tokens = reading.doc.char_span(content.start, content.end, alignment_mode="contract")
        heads = reading.doc.char_span(cue.start, cue.end, alignment_mode="contract")
        if not tokens or not heads or tokens.root.lemma_.lower() in VOID:
            continue
        if not any(_takes(token, kind) for token in heads):
            continue
        if len(tokens) <= LONGEST and not any(token.i in found for token in (*tokens, *heads)):
            first = tokens[0].i + (tokens[0].lower_ == "that" and len(tokens) > 1)
            yield statement, Stance(kind, tokens.root, tokens.root, (), first, tokens.end - 1, tokens)


def _takes(token: Token, kind: str) -> bool:
    """Whether a word of a cue takes this stance itself: "demanded", "refusal"; not "did not demand"."""
    lemma = token.lemma_.lower()
    if is_negated(token):
        return False
    return kind in (ANY.get(lemma), NOUNS.get(lemma)) or any(
        WITH.get(f"{lemma} {child.lower_}") == kind for child in token.children
    )


def _whole(clause: Clause, kind: str) -> Stance:
    """A stance whose object is the whole clause."""
    verb = clause.verb
    first = clause.subject.left_edge.i if clause.subject is not None else leading(verb)
    last = ending(verb)
    return Stance(kind, verb, verb, (), min(first, verb.i), last, verb.doc[min(first, verb.i) : last + 1])

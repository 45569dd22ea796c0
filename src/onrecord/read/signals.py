"""Signals: a judgement on where the talks stand now, in the article's voice or a speaker's.

A state of the talks is a verb, adjective or noun said of "talks", "efforts" or a deal, or an idiom. What
is only feared, hoped, asked or supposed is none, nor is who comes to the talks and who leaves them.
"""

import re
from collections.abc import Iterator, Sequence

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from onrecord.read.facts import NEVER, SUBJECTS, is_denied, is_fact, supposed
from onrecord.read.holders import statement_at
from onrecord.read.idioms import Idioms
from onrecord.read.reading import Reading
from onrecord.read.tabled import negotiates
from onrecord.read.topics import DIPLOMATIC, LONGEST, TOPICS, topic
from onrecord.records import Signal, Span, Statement
from onrecord.vocabulary import tables, words

RULE = "signals 1"
TABLES = tables("talks")
VERBS, ADJECTIVES = words("talks", "state_verbs"), words("talks", "state_adjectives")
STATES, CHANGES = words("talks", "states"), words("talks", "state_nouns")
FIGHTING = frozenset(TABLES["fighting"]["lemmas"])
BROKEN = {key: frozenset(listed) for key, listed in TABLES["broken"].items()}
MADE = {key: frozenset(listed) for key, listed in TABLES["made"].items()}
NEAR = {key: frozenset(listed) for key, listed in TABLES["near"].items()}
IDIOMS = Idioms(TABLES["idioms"])
YEAR = re.compile(r"(?:19|20)\d\d$")
DENYING = {"stalled", "impasse", "no new proposal", "window closing"}  # idioms that hold their own "no"
TRANSITIVE = {"resumed", "intensifying"}  # also what somebody does to the talks
OFFERED = {"plan", "proposal", "peace"}  # agreed when two sides accept it, not when it is announced
TRIED = {"fail"}  # with "to": what it does not do, not that it is no more
RECENT = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "today", "yesterday"}
NEAREST = 60  # tokens before an idiom in which its talks are named
Found = tuple[int, int, str]  # first token, end, signal


def signals(reading: Reading, statements: Sequence[Statement]) -> Iterator[Signal]:
    """Yield the signals of one article, in the order of the text; none where nobody negotiates."""
    if not negotiates(reading.doc):
        return
    article, number = reading.article, 0
    for first, end, signal in _distinct(_found(reading.doc)):
        last = reading.doc[end - 1]
        span = article.span(reading.doc[first].idx, last.idx + len(last))
        if reading.in_boilerplate(span.start, span.end):
            continue
        said = statement_at(statements, span.start, span.end)
        if said is not None and _is_disowned(said, span, signal):
            continue
        number += 1
        yield Signal(
            id=f"g{number}", span=span, signal=signal, statement=said.id if said else None, rule=RULE
        )


def _is_disowned(said: Statement, span: Span, signal: str) -> bool:
    """Whether the speaker only fears or hopes it, or denies it; what "the" takes for granted stands."""
    feared = said.attitude and not span.words.lower().startswith("the ")
    return feared or (signal == "agreed" and said.act == "deny")


def _distinct(found: Iterator[Found]) -> list[Found]:
    """One signal a place: of two that overlap, the one that begins first, else the longer."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda one: (one[0], -one[1])):
        if not kept or kept[-1][1] <= one[0]:
            kept.append(one)
    return kept


def _found(doc: Doc) -> Iterator[Found]:
    for token in doc:
        if token.pos_ == "VERB":
            yield from _by_verb(token)
        elif token.pos_ in ("NOUN", "PROPN"):
            yield from _by_noun(token)
        if token.pos_ in ("ADJ", "VERB", "ADV", "NOUN", "SCONJ", "ADP"):
            yield from _by_adjective(token)
    for key, run in IDIOMS.found(doc):
        if _idiom_counts(key, run):
            yield run.start, run.end, key


def _by_verb(verb: Token) -> Iterator[Found]:
    """ "talks have stalled", "resumed talks", "tore up the truce", "a deal was reached"."""
    lemmas = _with_particles(verb)
    for noun in _befallen(verb):
        signal = _signal(verb, lemmas, noun, topic(noun))
        if signal is not None and is_fact(verb) and not is_denied(noun):
            yield (*_reach(verb, noun), signal)
            return
    if verb.lemma_ == "agree" and _jointly(verb) and is_fact(verb):
        yield from _agreed_to_act(verb)


def _befallen(verb: Token) -> list[Token]:
    """What a verb is said of, as subject or object; of "the deal reached on Friday", the deal."""
    if verb.dep_ == "acl":
        fresh = any(token.lower_ in RECENT for token in verb.subtree if abs(token.i - verb.i) <= LONGEST)
        return [verb.head] if verb.tag_ == "VBN" and fresh else []
    preps = [
        c for c in verb.children if c.dep_ == "prep" and c.lower_ in ("on", "to", "into", "onto", "upon")
    ]
    sides = [c for c in verb.children if c.dep_ in (*SUBJECTS, "dobj", "attr") and c.pos_ != "PRON"]
    return sides + [c for prep in preps for c in prep.children if c.dep_ == "pobj"]


def _signal(verb: Token, lemmas: set[str], noun: Token, kind: str | None) -> str | None:
    """What a verb makes of what it befalls; None: no signal."""
    if kind == "talks":
        signal = next((VERBS[lemma] for lemma in sorted(lemmas) if lemma in VERBS), None)
        return signal if noun.dep_ in SUBJECTS or signal in TRANSITIVE else None
    if kind != "deals" or (verb.lemma_.lower() in TRIED and any(c.dep_ == "xcomp" for c in verb.children)):
        return None
    active = noun.dep_ == "nsubj"
    if lemmas & BROKEN["subject" if active else "object"]:
        return "collapsed"
    made = set() if noun.lemma_.lower() in OFFERED else lemmas & MADE["verbs"]
    made = made or (lemmas & MADE["jointly"] if _jointly(verb) else set())
    return "agreed" if made and not active and not _is_old(verb) else None


def _agreed_to_act(verb: Token) -> Iterator[Found]:
    """ "both sides have agreed to stop fighting", not "to meet"."""
    act = next((c for c in verb.children if c.dep_ == "xcomp"), None)
    if act is not None and act.lemma_.lower() not in MADE["meeting"]:
        yield (*_reach(verb, act), "agreed")


def _jointly(verb: Token) -> bool:
    """Whether two sides or more do it."""
    subject = next((c for c in verb.children if c.dep_ in SUBJECTS), None)
    if subject is None:
        return False
    joined = any(c.dep_ == "conj" for c in subject.children)
    return joined or any(t.lower_ in MADE["both"] for t in (subject, *subject.lefts))


def _with_particles(verb: Token) -> set[str]:
    lemma = verb.lemma_.lower()
    parts = [c.lower_ for c in verb.children if c.dep_ in ("prt", "advmod", "prep", "agent")]
    return {lemma, *(f"{lemma} {part}" for part in parts)}


def _by_noun(noun: Token) -> Iterator[Found]:
    """ "the deadlock", "the collapse of the talks", "the signing of a deal"."""
    lemma = noun.lemma_.lower()
    if noun.dep_ in ("compound", "nmod") and noun.head.i > noun.i:
        return
    if lemma in STATES:
        of_arms = any(c.lower_ in NEVER or c.lemma_.lower() in FIGHTING for c in noun.children)
        if not of_arms and not (_indefinite(noun) and supposed(noun)):
            yield (*_phrase(noun), STATES[lemma])
    elif lemma in CHANGES or lemma in MADE["nouns"]:
        if is_denied(noun) or supposed(noun) or (_indefinite(noun) and CHANGES.get(lemma) != "progress"):
            return
        for about in _concerned(noun):
            kind = topic(about)
            if lemma in CHANGES and (kind == "talks" or (kind and CHANGES[lemma] == "collapsed")):
                yield noun.i, about.i + 1, CHANGES[lemma]
            elif lemma in MADE["nouns"] and kind == "deals":
                yield noun.i, about.i + 1, "agreed"


def _concerned(noun: Token) -> Iterator[Token]:
    """The nouns behind its "of", "in", "on" or "to"."""
    for prep in noun.rights:
        if prep.dep_ == "prep" and prep.lower_ in ("of", "in", "on", "to"):
            yield from (child for child in prep.children if child.dep_ == "pobj")


def _by_adjective(word: Token) -> Iterator[Found]:
    """ "stalled negotiations", "talks are deadlocked", "close to a deal"."""
    noun = _described(word)
    kind = topic(noun) if noun is not None else None
    if noun is not None and kind == "talks" and word.lower_ in ADJECTIVES:
        verb = word.head if word.dep_ == "acomp" else None
        if not supposed(word) and (verb is None or is_fact(verb)):
            yield min(word.i, noun.i), max(word.i, noun.i) + 1, ADJECTIVES[word.lower_]
    elif word.lower_ in NEAR["words"] and not supposed(word) and not _far(word):
        yield from _near(word)


def _described(word: Token) -> Token | None:
    """The noun that an adjective or participle is said of."""
    if word.dep_ == "amod":
        return word.head
    if word.dep_ in ("acomp", "attr", "oprd") or word.tag_ == "VBN":
        verb = word.head if word.dep_ in ("acomp", "attr", "oprd") else word
        return next((c for c in verb.children if c.dep_ in SUBJECTS), None)
    return None


def _near(word: Token) -> Iterator[Found]:
    """ "close to a deal", "on the verge of an agreement", "an agreement was very close"."""
    for prep in word.rights:
        if prep.lower_ in ("to", "of") and any(topic(c) == "deals" for c in prep.children):
            yield word.i, max(c.i for c in prep.children) + 1, "near agreement"
            return
    subject = next((c for c in word.head.children if c.dep_ in SUBJECTS), None)
    before = word.nbor(-1).lower_ if word.i else ""
    told = word.dep_ in ("acomp", "advmod") and (before in NEAR["degrees"] or word.lower_ in NEAR["imminent"])
    if (
        told
        and subject is not None
        and topic(subject) == "deals"
        and word.head.lemma_ in ("be", "seem", "appear")
    ):
        yield word.i - (before in NEAR["degrees"]), word.i + 1, "near agreement"


def _far(word: Token) -> bool:
    """ "not close to a deal", "nowhere near"."""
    before = [t.lower_ for t in word.doc[max(0, word.i - 3) : word.i]]
    return bool({"not", "n't", "n’t", "nowhere", "no", "never"} & set(before))


def _idiom_counts(key: str, run: Tokens) -> bool:
    """Whether an idiom speaks of talks and of what is."""
    doc, first = run.doc, run.start
    near = doc[max(0, first - NEAREST) : first + NEAREST]
    if not any(
        t.lemma_.lower() in DIPLOMATIC or TOPICS.get(t.lemma_.lower()) in ("talks", "deals") for t in near
    ):
        return False
    if supposed(run.root):
        return False
    if key in DENYING:
        return True
    verbs = [token for token in run if token.pos_ == "VERB"]
    denied = any(t.lower_ in NEVER for t in doc[max(0, first - 3) : first])
    return not denied and all(map(is_fact, verbs))


def _indefinite(noun: Token) -> bool:
    return any(child.lower_ in ("a", "an") for child in noun.lefts)


def _is_old(verb: Token) -> bool:
    """Whether the clause dates it by a year: a deal of another time."""
    return any(YEAR.match(token.text) for token in verb.subtree if abs(token.i - verb.i) <= LONGEST)


def _reach(verb: Token, noun: Token) -> tuple[int, int]:
    """From one to the other, with the auxiliaries of the verb."""
    helpers = [c.i for c in verb.children if c.dep_ in ("aux", "auxpass", "prt") and abs(c.i - verb.i) <= 3]
    first, last = min(verb.i, noun.i, *helpers), max(verb.i, noun.i, *helpers)
    return (first, last + 1) if last - first <= LONGEST else (verb.i, verb.i + 1)


def _phrase(noun: Token) -> tuple[int, int]:
    left = noun.left_edge.i
    return max(left, noun.i - 4), noun.i + 1

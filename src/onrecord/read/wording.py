"""Wording: how a stance is worded: its object and extent, its holder, and what takes it back.

In: a word of the parse that takes a stance. Out: the run of tokens that says it, the heads of its subjects or
owners, and whether a negation, a condition or a question leaves anything of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from onrecord.read.clauses import subject_of
from onrecord.read.phrases import BREAKS, DASHES, end_of
from onrecord.vocabulary import tables, words

LISTS = {name: {key: frozenset(listed) for key, listed in t.items()} for name, t in tables("stances").items()}
ANY, INFINITIVE, OTHERS, WITH, WEAK, PLANNED, ADJECTIVES, NOUNS = (
    words("stances", table)
    for table in ("verbs", "infinitives", "others", "with", "weak", "planned", "adjectives", "nouns")
)
CONTROL, MODALS, JUDGED, PRONOUNS = (LISTS[name] for name in ("control", "modals", "judged", "pronouns"))
PLANS, VOID = LISTS["objects"]["plan"], LISTS["objects"]["void"]
HYPOTHETICAL = {"if", "whether", "unless", "until", "till", "lest", "once", "before"}
RELATIVE = {"who", "which", "that", "whom"}
OWNING, BY = {"poss", "compound", "amod", "nmod"}, {"by", "from"}
LEADING = {"aux", "auxpass", "neg"}
TRAILING = {"with", "while", "although", "though"}
DOING = {"by", "after", "in", "while"}  # behind them a participle is the subject's own act
LONGEST = 60  # tokens of a stance with its object
LONGEST_CLIMB = 6  # steps up the parse
QUESTION = 3  # tokens at the end of a sentence among which its mark stands


@dataclass(frozen=True, slots=True)
class Stance:
    """A stance taken in words, and the words of its holder."""

    kind: str  # one of STANCES
    head: Token  # the word that takes it
    top: Token  # the verb whose subject is its holder
    holders: tuple[Token, ...]  # heads of its subjects or owners; empty: the words name none
    first: int  # token of the run that says it
    last: int
    topic: Tokens  # the tokens of the object
    weak: bool = False  # everyday words: a stance only on a named issue


def behind(head: Token, last: int) -> Tokens:
    """The tokens behind a word up to the last."""
    return head.doc[head.i + 1 : last + 1]


def is_planned(tokens: Tokens) -> bool:
    """Whether the words name a plan, an agreement or talks."""
    return any(token.lemma_.lower() in PLANS for token in tokens)


def controlling(verb: Token) -> Token | None:
    """The verb whose subject is that of an infinitive or participle; None if it is nobody's own act."""
    for _ in range(LONGEST_CLIMB):
        if verb.dep_ in ("xcomp", "ccomp") and subject_of(verb) is None:
            if verb.head.lemma_.lower() not in CONTROL["own"] | CONTROL["pending"]:
                return None
            verb = verb.head
            continue
        if verb.dep_ == "acl" and verb.tag_ != "VBG":
            return verb if verb.tag_ == "VB" and verb.head.lemma_.lower() in CONTROL["aims"] else None
        if verb.dep_ == "pcomp" and verb.head.lower_ not in DOING:
            return None
        return None if verb.dep_ in ("amod", "compound", "csubj") else verb
    return None


def is_negated(verb: Token) -> bool:
    """ "not", "never", "no longer", or an object with "no"."""
    for child in verb.children:
        if child.dep_ == "neg" or child.lower_ in ("never", "longer", "nor"):
            return True
        if child.dep_ == "dobj" and any(word.lower_ in ("no", "neither", "none") for word in child.lefts):
            return True
    return False


def is_hypothetical(verb: Token) -> bool:
    """Whether the verb stands under "if" or the like, or in a question."""
    at: Token = verb
    for _ in range(LONGEST_CLIMB):
        marks = {child.lower_ for child in at.children if child.dep_ in ("mark", "advmod") and child.i < at.i}
        if marks & HYPOTHETICAL:
            return True
        if at.head == at:
            break
        at = at.head
    end = verb.sent.end
    return any(token.text == "?" for token in verb.doc[max(verb.i, end - QUESTION) : end])


def is_passive(verb: Token) -> bool:
    """Whether the subject of a verb is not who acts."""
    return any(child.dep_ in ("nsubjpass", "auxpass") for child in verb.children)


def subjects(verb: Token) -> Iterator[Token]:
    """The heads of the subject of a verb, each of those joined by "and"; of a participle, whose it is."""
    for _ in range(LONGEST_CLIMB):
        subject = next((child for child in verb.children if child.dep_ == "nsubj"), None)
        if subject is not None:
            if subject.lower_ not in RELATIVE:
                yield from joined(subject)
            elif verb.dep_ == "relcl":
                yield from joined(verb.head)
            return
        if verb.dep_ == "acl":
            yield from [verb.head] if verb.tag_ == "VBG" else owners(verb.head)
            return
        if verb.dep_ not in ("conj", "advcl", "xcomp", "pcomp", "prep"):
            return
        verb = verb.head


def owners(noun: Token) -> Iterator[Token]:
    """Whose a demand is: "its", "the union's", "by the union"; of "made a demand", the verb's subject."""
    own = False
    for child in noun.subtree:
        by = child.dep_ == "prep" and child.lower_ in BY and child.i > noun.i
        by = by and (child.head == noun or child.lower_ == "from")
        if child.head == noun and child.dep_ in OWNING and child.i < noun.i:
            own = True
            yield child
        elif by and child.head.dep_ in ("pobj", noun.dep_):  # "calls for a truce from the miners"
            own = True
            yield from (o for owner in child.children if owner.dep_ == "pobj" for o in joined(owner))
    verb = noun.head
    if not own and noun.dep_ == "dobj" and verb.lemma_.lower() in CONTROL["light"] and not is_negated(verb):
        top = controlling(verb)
        yield from subjects(top) if top is not None else ()


def joined(noun: Token) -> Iterator[Token]:
    """A noun and those joined to it by "and"."""
    yield noun
    for child in noun.children:
        if child.dep_ == "conj" and child.pos_ in ("NOUN", "PROPN", "PRON"):
            yield from joined(child)


def leading(verb: Token) -> int:
    """The first token of a verb with its auxiliaries and negation."""
    lead = [child.i for child in verb.children if child.dep_ in LEADING and verb.i - 5 < child.i < verb.i]
    return min(lead, default=verb.i)


def ending(head: Token) -> int:
    """The last token of what a word governs, up to what is joined to it or what the article adds behind."""
    doc = head.doc
    last = head.i
    stop = min(head.right_edge.i, head.i + LONGEST)
    joined = [c for c in head.children if c.dep_ == "conj" and c.pos_ in ("VERB", "AUX") and c.i > head.i]
    firstjoined = min((max(head.i + 1, c.left_edge.i) for c in joined), default=stop + 1)
    added = min((t.left_edge.i for t in head.children if _is_added(t, head)), default=stop + 1)
    for token in doc[head.i + 1 : min(stop + 1, firstjoined, added)]:
        if "\n" in token.text:
            break
        if not (token.is_space or token.dep_ == "cc" or token.text in BREAKS or token.text in "."):
            last = token.i
    return last


def _is_added(child: Token, head: Token) -> bool:
    """A clause behind a comma that comments or reports: "…, raising fears", "…, he said", "…, with …"."""
    if child.i < head.i:
        return False
    first = child.left_edge
    comma = first.i > 0 and first.nbor(-1).text in (",", *DASHES)
    if child.dep_ == "parataxis":
        return True
    if not comma:
        return False
    commenting = child.tag_ == "VBG" or first.lower_ in TRAILING
    return child.dep_ == "ccomp" or (child.dep_ in ("advcl", "prep") and commenting)


def antecedent(verb: Token) -> int:
    """The first token of the noun phrase that a relative clause belongs to."""
    noun = verb.head
    for _ in range(LONGEST_CLIMB):
        if noun.dep_ not in ("pobj", "prep") or noun.head.pos_ in ("VERB", "AUX"):
            break
        noun = noun.head
    if noun.pos_ == "ADP":
        noun = verb.head
    return max(noun.left_edge.i, verb.i - LONGEST)


def parts(stance: Stance) -> Iterator[tuple[int, int]]:
    """The tokens of each of the things that the object joins by "and": first and past the last.

    "the release of detainees and a full withdrawal" is two.
    """
    if not stance.topic:
        return
    start, end = stance.topic[0].i, stance.topic[-1].i + 1
    heads = [token for token in stance.topic if _begins_part(token, stance)]
    cuts = [start, *sorted({cut for t in heads if start < (cut := t.left_edge.i) < end}), end]
    yield from ((a, b) for a, b in pairwise(cuts) if a < b)


def _begins_part(token: Token, stance: Stance) -> bool:
    """Whether a word is joined to another of the object, not inside a clause of its own."""
    return token.dep_ == "conj" and token.pos_ in ("NOUN", "PROPN", "VERB") and token.head.i > stance.head.i


def run(stance: Stance) -> tuple[int, int]:
    """The characters of a stance."""
    doc = stance.head.doc
    return doc[stance.first].idx, end_of(doc[stance.last])

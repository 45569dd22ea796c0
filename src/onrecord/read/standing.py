"""Standing: stances that adjectives, nouns and judgements take.

"is ready to sign", "its refusal to sign", "has no plans to sign", "called the offer a joke".
"""

from collections.abc import Iterator

from spacy.tokens import Token

from onrecord.read.clauses import LISTS as ACTS
from onrecord.read.wording import (
    ADJECTIVES,
    CONTROL,
    JUDGED,
    MODALS,
    VOID,
    Stance,
    behind,
    ending,
    is_hypothetical,
    is_negated,
    is_passive,
    is_planned,
    joined,
    leading,
    owners,
    subjects,
)

# Behind a noun, what it is about.
GOVERNED = {"for", "to", "of", "on", "that", "upon", "against", "regarding", "over"}
LOOSE = {"that", "to", "for"}
POSSESSIVE = {"'s", "’s", "'", "’"}
PREDICATES = {"acomp", "attr", "oprd", "prep", "conj", "ROOT"}


def of_adjective(word: Token, lemma: str) -> Stance | None:
    """ "is ready to", "remains opposed to", "is against"."""
    verb = word.head if word.dep_ in PREDICATES else word
    complement = [c for c in word.children if c.i > word.i and c.dep_ in ("xcomp", "prep", "pobj", "ccomp")]
    if verb == word or verb.pos_ not in ("VERB", "AUX") or not complement:
        verb = word
        if not complement or not any(child.dep_ == "auxpass" for child in word.children):
            return None
    if word.dep_ == "prep" and verb.lemma_ != "be":
        return None
    kind: str | None = ADJECTIVES[lemma]
    if any(child.lower_ == "less" for child in word.children):
        return None
    if is_hypothetical(word) or any(_forceful(child) for child in complement):
        return None
    auxiliaries = {child.lower_ for child in verb.children if child.dep_ == "aux"}
    if auxiliaries & (MODALS["ought"] | MODALS["might"]):
        return None
    if is_negated(verb) or is_negated(word):
        kind = "refuses" if kind != "refuses" else None
    if kind is None:
        return None
    last = max(ending(word), ending(verb))
    return Stance(kind, word, verb, tuple(_copular(verb)), leading(verb), last, behind(word, last))


def _copular(verb: Token) -> Iterator[Token]:
    passive = next((child for child in verb.children if child.dep_ == "nsubjpass"), None)
    yield from joined(passive) if passive is not None else subjects(verb)


def _forceful(child: Token) -> bool:
    """ "ready to strike": a threat, no offer."""
    return child.dep_ == "xcomp" and child.lemma_.lower() in ACTS["force"] | CONTROL["combat"]


def of_noun(noun: Token, kind: str) -> Stance | None:
    """ "its refusal to", "the demand of the miners for"."""
    if any(child.dep_ == "det" and child.lower_ == "no" for child in noun.children) or is_hypothetical(noun):
        return None
    whose = tuple(owners(noun)) if not _acts(noun) else ()
    last = _complement(noun) if whose else None
    if last is None:
        return None
    above = noun.head.lemma_.lower() if noun.dep_ in ("dobj", "nsubjpass", "pobj") else ""
    if above in CONTROL["dropped"]:
        if kind != "refuses":
            return None
        kind = "accepts"
    first = max((owner.i + 1 for owner in whose if owner.i < noun.i), default=noun.i)
    while first < noun.i and noun.doc[first].text in POSSESSIVE:
        first += 1
    return Stance(kind, noun, noun, whose, first, last, behind(noun, last))


def _acts(noun: Token) -> bool:
    """ "The opposition to meet on Tuesday": those who oppose, not that they do."""
    following = noun.doc[noun.i + 1] if noun.i + 1 < len(noun.doc) else noun
    return noun.lower_ in CONTROL["opposing"] and following.lower_ == "to" and following.dep_ == "aux"


def _complement(noun: Token) -> int | None:
    """The last token of what a noun governs; None if it governs nothing. The parser may hang it elsewhere."""
    if any(child.i > noun.i and _is_object(child) for child in noun.children):
        return ending(noun)
    following = noun.doc[noun.i + 1] if noun.i + 1 < len(noun.doc) else noun
    if following.dep_ in ("mark", "aux") and following.lower_ in LOOSE:
        return ending(following.head) if following.head.i > noun.i else None
    loose = following.dep_ == "prep" and following.head == noun.head and _is_object(following)
    return following.right_edge.i if loose else None


def without(noun: Token) -> Stance | None:
    """ "has no intention of leaving"."""
    verb = noun.head
    denied = any(child.dep_ == "det" and child.lower_ == "no" for child in noun.children)
    if not denied or verb.lemma_ != "have" or noun.dep_ != "dobj" or not _complement(noun):
        return None
    last = ending(noun)
    return Stance("refuses", noun, verb, tuple(subjects(verb)), leading(verb), last, behind(noun, last))


def labelled(verb: Token) -> Stance | None:
    """ "called the changes unworkable", "described the offer as a joke": refusals of a plan."""
    last = ending(verb)
    at = next((token.i for token in behind(verb, last) if token.lemma_.lower() in JUDGED["plan"]), None)
    if at is None or is_negated(verb) or is_passive(verb) or is_hypothetical(verb):
        return None
    topic = verb.doc[verb.i + 1 : at]
    if not is_planned(topic):
        return None
    return Stance("refuses", verb, verb, tuple(subjects(verb)), leading(verb), last, topic)


def _is_object(child: Token) -> bool:
    """ "to sign", "for a truce", "that they leave"; not "with the envoy", "for comment"."""
    if child.dep_ == "prep":
        void = any(below.lemma_.lower() in VOID for below in child.children)
        return child.lower_ in GOVERNED and not void
    return child.dep_ == "ccomp" or any(
        below.lower_ in ("to", "that") and below.i < child.i for below in child.children
    )

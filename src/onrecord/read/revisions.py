"""Revisions: what the words say of a number itself: that it is not verified, that it replaces another.

In: a number in its parse. Out: the words of its caveat; how it stands to an earlier number.
"""

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from onrecord.vocabulary import tables

CAVEATS = {name: frozenset(listed) for name, listed in tables("figures")["caveats"].items()}
REVISED = {name: frozenset(listed) for name, listed in tables("figures")["revisions"].items()}
UP, DOWN = REVISED["up"], REVISED["down"]
EARLIER = frozenset(tables("figures")["processes"]["earlier"])
KEPT = frozenset({"aux", "auxpass", "neg", "advmod", "acomp", "nsubjpass"})  # of a caveat's clause
STEPS = 4  # words between a number and the verb that revises it


def caveat(number: Tokens) -> Tokens | None:
    """The words that deny that the number is verified, or that it tells fighters from civilians.

    In the number's own sentence, or in the next one where that speaks of the figure.
    """
    sentence = number.sent
    found = next((token for token in sentence if _denied(token)), None)
    if found is None and sentence.end < len(number.doc):
        following = number.doc[sentence.end].sent
        found = next((token for token in following if _denied(token) and _of_a_number(token)), None)
    if found is None:
        return None
    words = [token for token in (found, *found.children) if token.dep_ in KEPT or token is found]
    return number.doc[min(token.i for token in words) : max(token.i for token in words) + 1]


def _denied(token: Token) -> bool:
    lemma = token.lemma_.lower()
    if token.pos_ != "VERB" or not (lemma in CAVEATS["verify"] or lemma in CAVEATS["distinguish"]):
        return False
    around = [*token.children, *([token.head] if token.dep_ == "xcomp" else ())]
    return any(word.lower_ in CAVEATS["denials"] for word in around)


def _of_a_number(token: Token) -> bool:
    verb = token.head if token.dep_ == "xcomp" else token
    said = [
        child
        for word in (token, verb)
        for child in word.children
        if child.dep_ in ("nsubjpass", "dobj", "nsubj")
    ]
    return any(child.lemma_.lower() in CAVEATS["subjects"] for child in said)


def revised(number: Tokens) -> str | None:
    """ "raised to 50", "revised down to 45", "from an earlier toll of 40"."""
    head = number.root
    for token in (head, *(above for above, _ in zip(head.ancestors, range(STEPS), strict=False))):
        lemma = token.lemma_.lower()
        if any(child.lower_ in EARLIER - {"an"} for child in token.children) and token.pos_ == "NOUN":
            return "superseded"
        if token.pos_ != "VERB":
            continue
        between = {word.lower_ for word in number.doc[token.i : number.start]}
        if lemma in UP | DOWN | REVISED["revised"] and number.doc[number.start - 1].lower_ == "from":
            return "superseded"
        if "to" not in between:
            return None
        way = between | {child.lower_ for child in token.children}
        if lemma in REVISED["revised"]:
            return "up" if way & REVISED["upward"] else "down" if way & REVISED["downward"] else "revised"
        return next((name for name in ("up", "down") if lemma in REVISED[name]), None)
    return None

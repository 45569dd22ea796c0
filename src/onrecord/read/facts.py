"""Facts: whether a clause tells what is or was, or only what is wished, asked, supposed or to come."""

from collections.abc import Iterator

from spacy.tokens import Token

from onrecord.vocabulary import tables

TABLES = tables("talks")
SUBJECTS = {"nsubj", "nsubjpass"}
MODALS = {
    "would",
    "could",
    "may",
    "might",
    "should",
    "must",
    "can",
    "will",
    "shall",
    "'ll",
    "’ll",
    "wo",
    "ca",
}
SUPPOSING = {"if", "whether", "unless", "until", "once", "lest", "before", "when", "without"}
NEVER = {"no", "not", "never", "n't", "n’t", "any", "neither", "without", "yet"}
UNREAL = frozenset(TABLES["unreal"]["verbs"] + TABLES["prevented"]["verbs"])
LONGEST_CLIMB = 4  # steps up the parse


def is_fact(verb: Token) -> bool:
    """Whether a verb tells what is or was: not under "if", "will", "to" or "not"."""
    for child in verb.children:
        low = child.lower_
        if child.dep_ == "neg" or (child.dep_ == "aux" and (low in MODALS or low == "to")):
            return False
        past = low == "when" and verb.tag_ in ("VBD", "VBN")
        if child.dep_ in ("mark", "advmod") and low in SUPPOSING and child.i < verb.i and not past:
            return False
    if verb.dep_ in ("pcomp", "xcomp", "amod", "csubj"):
        return False
    if verb.dep_ == "ccomp" and verb.head.lemma_.lower() in UNREAL:
        return False
    if (
        verb.dep_ == "conj"
        and verb.head.pos_ == "VERB"
        and not any(c.dep_ in SUBJECTS for c in verb.children)
    ):
        return is_fact(verb.head)
    return not supposed(verb)


def supposed(token: Token) -> bool:
    """Whether the clause of a word supposes, asks or forecasts it, or something keeps it from being."""
    clause = token
    for above in _above(token):
        if above.lemma_.lower() in UNREAL and above.pos_ == "VERB":
            return True
        clause = above
    for child in clause.children:
        low = child.lower_
        if child.dep_ == "mark" and low in SUPPOSING and child.i < token.i:
            return True
        if child.dep_ == "aux" and (low in MODALS or (low == "to" and clause != token)):
            return True
    return token.sent[-1].text == "?"


def _above(token: Token) -> Iterator[Token]:
    """What governs a word, up to the verb of its clause."""
    for _ in range(LONGEST_CLIMB):
        if token.head == token or token.pos_ in ("VERB", "AUX"):
            return
        token = token.head
        yield token


def is_denied(noun: Token) -> bool:
    """Whether a noun stands under "no" or "any"."""
    return any(child.lower_ in NEVER for child in noun.children)

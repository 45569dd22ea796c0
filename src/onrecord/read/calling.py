"""Calling: the name that somebody gives to somebody or something, and to whom.

"Called X a farce", "described the strike as reckless", "denounced as a traitor". The parse is asked first
for plain names; a quoted one is found by the order of the words, where parses often fail.
"""

from collections.abc import Iterator

from spacy.tokens import Token

from onrecord.read.deeds import LONGEST_CLIMB, SUBJECTS, called, subject
from onrecord.vocabulary import tables

STRAIGHT = frozenset(tables("labels")["calling"]["straight"])
AS = frozenset(tables("labels")["calling"]["as"])
MODIFIERS = {"amod", "compound", "nmod"}
NOMINAL = {"DET", "ADJ", "PROPN", "NOUN", "PRON", "PART", "NUM"}
QUOTES = {"“": "”", '"': '"', "«": "»", "„": "“", "‘": "’"}  # opening → closing
OUTSIDE = SUBJECTS | {"dobj", "cc", "punct", "mark", "aux"}  # of a name, to its left
LONGEST_NAME = 14  # words of a quoted name
FARTHEST_QUOTE = 20  # tokens from the verb to the quoted name


def names_given(verb: Token) -> Iterator[tuple[Token, Token | None]]:
    """The heads of the names that a verb of calling gives, each with the word for whom it is given to.

    In "what X called a farce by Y" only the name itself says whose doing it is.
    """
    lemma = verb.lemma_.lower()
    if verb.pos_ not in ("VERB", "ADJ") or not (lemma in STRAIGHT or lemma in AS):
        return
    found = list(_quoted_name(verb)) or [*_straight(verb), *_after_as(verb)] or list(_second(verb))
    for name, of in found:
        yield name, name if of is not None and of.lower_ == "what" else of


def _straight(verb: Token) -> Iterator[tuple[Token, Token | None]]:
    """The name in "called X a farce"; parses differ in what they make of it."""
    if verb.lemma_.lower() not in STRAIGHT:
        return
    given = called(verb)
    for child in verb.children:
        if child.dep_ == "oprd":
            yield child, given
        elif child.i > verb.i and child.pos_ in ("NOUN", "ADJ"):
            if child.dep_ in ("ccomp", "xcomp"):
                yield child, subject(child) or given
            elif child.dep_ in ("dobj", "npadvmod") and given is not None and given.i < child.i:
                yield child, given


def _after_as(verb: Token) -> Iterator[tuple[Token, Token | None]]:
    """The name in "denounced X as a farce", where "as" may hang on the verb or on X."""
    given = called(verb)
    holders = (verb, given) if given is not None and given.head == verb else (verb,)
    for word in holders if verb.lemma_.lower() in AS else ():
        for child in word.children:
            if child.lower_ == "as" and child.dep_ == "prep" and child.i > verb.i:
                yield from (
                    (name, given) for name in child.children if name.dep_ in ("pobj", "amod", "pcomp")
                )


def _quoted_name(verb: Token) -> Iterator[tuple[Token, Token | None]]:
    """The same by the order of the words: "called the demand that … a “mistake”"."""
    behind = verb.doc[verb.i + 1 : min(verb.i + FARTHEST_QUOTE, verb.sent.end)]
    mark = next((t for t in behind if t.is_quote), None)
    if mark is None or mark.i + 1 >= verb.sent.end or verb.nbor().lower_ in ("on", "for", "upon"):
        return
    before, reached = mark.nbor(-1).lower_, _behind(verb)
    straight = verb.lemma_ in STRAIGHT and reached is not None
    article = (
        straight and before in ("a", "an", "the") and mark.nbor(-2).pos_ != "ADP" and mark.i > verb.i + 2
    )
    object_ = straight and reached == mark.nbor(-1)
    if article or object_ or (before == "as" and verb.lemma_ in AS):
        yield _first_noun(mark), reached


def _second(verb: Token) -> Iterator[tuple[Token, Token | None]]:
    """The second of two phrases that follow "called": "called the plan a betrayal"."""
    given = None
    for token in verb.doc[verb.i + 1 : verb.sent.end] if verb.lemma_.lower() in STRAIGHT else ():
        if given is not None and token.lower_ in ("a", "an"):
            yield _first_noun(token), given
        if token.lower_ in ("a", "an") or token.pos_ not in NOMINAL:
            return
        given = token if token.pos_ in ("NOUN", "PROPN", "PRON") else given


def _first_noun(mark: Token) -> Token:
    """The head of the phrase that begins behind a mark or an article."""
    noun = mark.nbor()
    while (
        noun.dep_ in MODIFIERS | {"det", "advmod", "npadvmod"}
        and noun.i < noun.head.i < mark.i + LONGEST_NAME
    ):
        noun = noun.head
    return noun


def _behind(verb: Token) -> Token | None:
    """The head of the words that directly follow a verb."""
    last, start = None, verb.i + 1 + (verb.nbor().lower_ == "to")
    for token in verb.doc[start : verb.sent.end]:
        if token.pos_ not in NOMINAL and token.lower_ != "of":
            break
        last = token if token.pos_ in ("NOUN", "PROPN", "PRON") else last
    return last


def phrase(head: Token) -> tuple[int, int]:
    """The range of a name given, with words joined by "and"; without its subject and what hangs on it."""
    first = next((token for token in head.lefts if token.dep_ not in OUTSIDE), head)
    last = head
    for _ in range(LONGEST_CLIMB):
        last = next((c for c in last.children if c.dep_ == "conj" and c.pos_ == head.pos_), last)
    before = max(first.left_edge.i - 1, 0)
    marks = (token.text for token in head.doc[before : last.i + 1] if token.text in QUOTES)
    closing = QUOTES.get(next(marks, ""))
    for token in head.doc[last.i + 1 : last.i + LONGEST_NAME] if closing else ():
        if token.text == closing:
            last = token.nbor(-1)
        if token.text == closing or token.is_space:
            break
    return first.left_edge.idx, last.idx + len(last)

"""Phrases: where noun phrases, clauses and what belongs to them begin and end, as ranges of characters."""

import re
from collections.abc import Iterator

from spacy.tokens import Token

Range = tuple[int, int]

SPINE = {"xcomp", "conj", "ccomp", "prep", "pcomp"}
TRAILING = {"as", "after", "while", "amid", "although", "though", "despite"}
DASHES = {"-", "–", "—"}
BREAKS = {",", "-", "--", "–", "—", "(", ";", ":"}
WORD = re.compile(r"\w+")
LONGEST_CLIMB = 6  # steps up the parse
CLIMB = 4  # steps up the parse from a relative pronoun's verb to its clause
RELATIVES = {"WDT", "WP"}


def verb_above(token: Token) -> Token | None:
    """The nearest verb that governs a token; None if none does."""
    return next((above for above in token.ancestors if above.pos_ in ("VERB", "AUX")), None)


def antecedent(pronoun: Token) -> Token:
    """What a relative pronoun stands for, else the token itself."""
    if pronoun.tag_ not in RELATIVES:
        return pronoun
    clause = pronoun.head
    for _ in range(CLIMB):
        if clause.dep_ == "relcl":
            return clause.head
        if clause.dep_ not in ("conj", "xcomp", "ccomp") or clause.head == clause:
            return pronoun
        clause = clause.head
    return pronoun


def noun_phrase(head: Token) -> Range:
    """The noun phrase of a head, up to the first comma, dash or relative clause to its right.

    Of a role with a name beside it ("the minister, A. B.,"), the name.
    """
    if head.pos_ == "NOUN":
        name = next(
            (c for c in head.children if c.dep_ == "appos" and c.ent_type_ == "PERSON" and c.i > head.i), None
        )
        head = name if name is not None else head
    end = head
    for token in head.doc[head.i + 1 : head.right_edge.i + 1]:
        spaced = token.text not in DASHES or token.nbor(-1).whitespace_
        if (token.text in BREAKS and spaced) or token.is_space or token.dep_ == "relcl":
            break
        if token.tag_ in ("WP", "WDT"):
            break
        end = token
    start = head.left_edge
    while start.i < head.i and (
        start.is_punct or start.is_space or start.dep_ in ("cc", "preconj", "advmod")
    ):
        start = start.nbor()
    return start.idx, end.idx + len(end)


def clause(head: Token) -> Range:
    """A clause without its marker, the punctuation around it and what the article adds behind it."""
    start, end = head.left_edge, _own_end(head)
    while start.i < head.i and (
        start.dep_ == "mark" or start.lower_ == "that" or start.is_space or start.text in BREAKS
    ):
        if (
            start.lower_ == "that"
            and start.dep_ not in ("mark", "det")
            and start.nbor().pos_ in ("AUX", "VERB")
        ):
            break  # "said that is wrong": a pronoun
        start = start.nbor()
    return start.idx, end_of(end)


def _own_end(head: Token) -> Token:
    """The last token of a clause before a trailing clause that is the article's own comment.

    "…, raising questions about", "…, which has been", "… after talks had failed".
    """
    end = head.right_edge
    for _ in range(LONGEST_CLIMB):
        tail = next((t for t in _along(head, end) if _added(t)), None)
        if tail is None or tail.left_edge.i - 1 <= head.i:
            break
        end = tail.left_edge.nbor(-1)
    return end


def _along(head: Token, end: Token) -> Iterator[Token]:
    """The tokens below `head` whose own phrase ends where the clause ends."""
    for token in head.subtree:
        at_end = head.i < token.i <= end.i and token.right_edge.i >= end.i - 1
        if at_end and (token.dep_ == "relcl" or _on_spine(token.head, head)):
            yield token


def _on_spine(token: Token, head: Token) -> bool:
    """Whether a token is the head or hangs on it only by infinitives, conjuncts and clauses."""
    for _ in range(LONGEST_CLIMB):
        if token == head:
            return True
        if token.dep_ not in SPINE:
            return False
        token = token.head
    return False


def _added(token: Token) -> bool:
    first = token.left_edge
    after_comma = first.i > 0 and first.nbor(-1).text in (",", "—", "–", "-")
    if token.dep_ == "relcl":
        return after_comma
    if token.dep_ == "advcl":
        return (after_comma and token.tag_ == "VBG") or first.lower_ in TRAILING
    return token.dep_ == "prep" and token.lower_ == "with" and after_comma


def end_of(token: Token) -> int:
    """Where a token ends, or the last before it that is no white space and no mark."""
    while token.i > 0 and (token.is_space or token.text in (",", ".", ";", ":", "—", "–", "-", "(")):
        token = token.nbor(-1)
    return token.idx + len(token)


def without(content: tuple[Range, ...], holes: tuple[Range, ...]) -> tuple[Range, ...]:
    """The ranges less the holes, in pieces where a hole lies inside."""
    pieces = list(content)
    for start, end in holes:
        cut: list[Range] = []
        for a, b in pieces:
            if end <= a or b <= start:
                cut.append((a, b))
            else:
                cut += [piece for piece in ((a, start), (end, b)) if piece[0] < piece[1]]
        pieces = cut
    return tuple(pieces)


def worded(text: str, content: tuple[Range, ...]) -> tuple[Range, ...]:
    """The ranges without the white space and commas at their edges; those without a word are dropped."""
    kept = []
    for start, end in content:
        while start < end and (text[start].isspace() or text[start] in ",;"):
            start += 1
        while start < end and text[end - 1].isspace():
            end -= 1
        if WORD.search(text, start, end):
            kept.append((start, end))
    return tuple(kept)


def trimmed(text: str, start: int, end: int) -> Range:
    """A range without the white space and marks at its ends."""
    while start < end and (text[start].isspace() or text[start] in ",;:—–-"):
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in ",;:—–-."):
        end -= 1
    return start, end

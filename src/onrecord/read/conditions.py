"""Conditions: what a position is tied to, by when it is wanted, and whether it is held for good.

In: the run of tokens of a position and the word that takes it. Out: ranges of characters. A time is no
condition ("until Friday"), and a length of time is a deadline only behind "within".
"""

import re
from collections.abc import Sequence

from spacy.tokens import Doc, Token

from onrecord.read.phrases import end_of
from onrecord.read.starts import prefix, within
from onrecord.records import Article, Period, TimeExpression
from onrecord.vocabulary import tables

Range = tuple[int, int]
Run = tuple[str, ...]

TABLES = tables("stances")


def _runs(words: Sequence[str]) -> dict[str, list[Run]]:
    """Runs of words by their first, the longest first."""
    runs: dict[str, list[Run]] = {}
    for run in sorted((tuple(re.findall(r"[\w’']+|-", word)) for word in words), key=len, reverse=True):
        runs.setdefault(run[0], []).append(run)
    return runs


CLAUSE = _runs(TABLES["conditions"]["clause"])
NOUN = _runs(TABLES["conditions"]["noun"])
EXCHANGE = set(TABLES["conditions"]["exchange"])
HELD = _runs([words for words in TABLES["red lines"]["words"] if words != "never"])
BEFORE = "|".join(re.escape(words) for words in TABLES["deadlines"]["before"])
DEADLINE = re.compile(
    rf"\b(?:{BEFORE})\s+(?:(?:the\s+)?(?:end|close|start|beginning)\s+of\s+)?(?:(?:the|this|next)\s+)?$", re.I
)
LEAD = 50  # characters before a time expression in which the word of a deadline may stand
LONGEST = 60  # tokens
CLOCK = {"DATE", "TIME"}
TEMPORAL = {"before", "once", "until", "till", "as", "the"}
FIRM = {"will", "wo", "would", "shall", "can", "could", "’ll", "'ll"}


def condition(head: Token, top: Token, at: Range, refused: bool) -> Range | None:
    """The words that a stance is tied to: behind it, else in front of its clause.

    Args:
        head: the word that takes the stance.
        top: the verb whose subject is its holder.
        at: first and last token of the stance.
        refused: whether it is a refusal, which "without" ties; what is offered without a price is not tied.
    """
    first, last = at
    doc = head.doc
    for i in range(head.i, min(last + 1, len(doc))):
        found = _clause_at(doc, i, last, top) or _noun_at(doc, i, last, refused)
        if found is not None:
            return _characters(doc, *found)
    return _fronted(head, top, first)


def is_exchange(words: str) -> bool:
    """Whether a condition is the price of what is offered rather than what it waits for."""
    return any(words.lower().startswith(lead) for lead in EXCHANGE)


def _clause_at(doc: Doc, at: int, last: int, head: Token) -> Range | None:
    """ "until they leave", "provided that …", from its first word; with "only" or "not" before it."""
    run = _match(doc, at, CLAUSE)
    if not run:
        return None
    verb = _marked(doc, at, at + run, last)
    if verb is None or (doc[at].lower_ in TEMPORAL and _is_past(verb) and _is_past(head)):
        return None
    start = at - 1 if at and doc[at - 1].lower_ in ("only", "but", "except") else at
    return start, min(last, verb.right_edge.i)


def _is_past(verb: Token) -> bool:
    """ "rejected it before it was sent": what follows is when, not on what terms."""
    modal = any(child.tag_ == "MD" or child.lower_ == "to" for child in verb.children if child.dep_ == "aux")
    return verb.tag_ in ("VBD", "VBN") and not modal


def _marked(doc: Doc, at: int, after: int, last: int) -> Token | None:
    """The verb of the clause that a marker opens."""
    head = doc[at].head
    if doc[at].dep_ == "mark" and head.dep_ == "ccomp":
        return None  # "asked if they leave"
    if any(child.dep_ == "auxpass" for child in doc[at].children):
        return None  # "be provided with food"
    if doc[at].dep_ in ("mark", "advmod", "prep", "nsubj", "npadvmod") and _is_verb(head) and head.i > at:
        return head
    subjects = (t for t in doc[after : min(last + 1, after + 12)] if t.dep_ in ("nsubj", "nsubjpass"))
    subject = next(subjects, None)
    return subject.head if subject is not None and _is_verb(subject.head) else None


def _is_verb(token: Token) -> bool:
    return token.pos_ in ("VERB", "AUX")


def _noun_at(doc: Doc, at: int, last: int, refused: bool) -> Range | None:
    """ "without a guarantee", "in exchange for prisoners"; not "until Friday"."""
    run = _match(doc, at, NOUN)
    if not run or at + run > last or (doc[at].lower_ == "without" and not refused):
        return None
    governed = next((child for child in doc[at + run - 1].children if child.i >= at + run), None)
    if governed is None or any(t.ent_type_ in CLOCK for t in (governed, doc[at + run])):
        return None
    return at, min(last, governed.right_edge.i)


def _match(doc: Doc, at: int, runs: dict[str, list[Run]]) -> int:
    """The length of the run of words that begins at a token; 0 if none does."""
    for run in runs.get(doc[at].lower_, ()):
        if tuple(token.lower_ for token in doc[at : at + len(run)]) == run:
            return len(run)
    return 0


def _fronted(head: Token, top: Token, first: int) -> Range | None:
    """ "If they leave, …": a conditional clause in front of the stance."""
    for word in (top, head):
        for child in word.children:
            if child.dep_ != "advcl" or child.right_edge.i >= first:
                continue
            start = child.left_edge
            if _match(head.doc, start.i, CLAUSE) and child.i - start.i < LONGEST:
                return _characters(head.doc, start.i, child.right_edge.i)
    return None


def _characters(doc: Doc, first: int, last: int) -> Range:
    return doc[first].idx, end_of(doc[last])


def deadline(article: Article, times: Sequence[TimeExpression], start: int, end: int) -> Period | None:
    """By when: "by Friday", "within 48 hours", with its words; the day only where the words give it."""
    for time in within(times, start, end):
        lead = DEADLINE.search(article.text, max(start, time.span.start - LEAD), time.span.start)
        duration = time.type == "DURATION"
        if (time.value or "").endswith("_REF"):
            continue  # "by now"
        if lead is None or duration != lead[0].lower().startswith("within"):
            continue
        return Period(latest=prefix(time), span=article.span(lead.start(), time.span.end))
    return None


def is_held_for_good(head: Token, top: Token, first: int, last: int) -> bool:
    """Whether the words rule it out for good: "under no circumstances", "will never"."""
    doc, start = head.doc, max(min(first, top.left_edge.i), first - LONGEST)
    if any(_match(doc, at, HELD) for at in range(start, min(last + 1, len(doc)))):
        return True
    return any(_never(word) for word in (head, top))


def _never(verb: Token) -> bool:
    below = list(verb.children)
    firm = any(child.dep_ == "aux" and child.lower_ in FIRM for child in below)
    return firm and any(child.lower_ == "never" for child in below)

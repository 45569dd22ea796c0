"""Starts: since when a figure counts, and as of when, where its own clause gives the date in words.

In: the time expressions of a number's sentence, the number and the word that decides its category.
Out: ISO 8601 prefixes, as precise as the words, or None. A start of background knowledge alone is None.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from onrecord.records import TimeExpression
from onrecord.vocabulary import tables

SINCE = re.compile(r"\b[Ss]ince\b")
AS_OF = re.compile(r"\b[Aa]s\sof\s(?:the\s|late\s)?$")
NEXT = re.compile(r"[^.;!?\n]{0,60}")  # between "since" and its date
LEADS = re.compile(r"\s(?:(?:stands?|stood)\sat|to|at|reached)\s(?:\w+\s){0,2}")  # from a start to its number
SINCE_RIGHT = re.compile(r"\b[Ss]ince\s(?:the\s\w+\s(?:began|started|broke\sout)\son\s)?$")
PREFIX = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?(?![\d-])")
PAST_WORDS = re.compile(
    r"\b(?:in|over|during|within|for|of)\s(?:the\s)?(?:past|last|previous)\b", re.IGNORECASE
)
CALENDAR = re.compile(r"(?:\d{4}|XXXX)-\d\d|\d{4}$")
COUNTED = re.compile(r"\b(?:ago|later|earlier|before|after|last|past|next)\b", re.IGNORECASE)
REPORTING = frozenset(lemma for listed in tables("attribution")["verbs"].values() for lemma in listed)
REACH = 120  # characters after a number in which its start may stand
STEPS = 3  # words between a date and what it dates


@dataclass(frozen=True, slots=True)
class Times:
    """The time expressions of one sentence, in order, with the text of the article."""

    text: str
    found: Sequence[TimeExpression]


def within(times: Sequence[TimeExpression], start: int, end: int) -> Sequence[TimeExpression]:
    """Those of an article's time expressions that begin within the characters."""
    first, past = (bisect_left(times, at, key=lambda time: time.span.start) for at in (start, end))
    return times[first:past]


def since(times: Times, number: Tokens, closing: int, cue: Token | None) -> str | None:
    """The start: "since …" after the number, else the day that dates the verb of its category."""
    text, end = times.text, min(number.sent.end_char, closing + REACH)
    found = _since_after(times, number, closing)
    if found:
        for time in times.found:
            if found.end() < time.span.start < end:
                between = NEXT.fullmatch(text, found.end(), time.span.start)
                return prefix(time) if between and time.type in ("DATE", "TIME") else None
        return None
    before = _since_before(times, number)
    if before is not None:
        return prefix(before)
    days = {day for time in _dating(times, number, cue) if (day := prefix(time))}
    return days.pop() if len(days) == 1 else None


def as_of(times: Times, number: Tokens) -> str | None:
    """The day to which the sentence counts: "as of 3 May"."""
    text, start = times.text, number.sent.start_char
    return next((prefix(time) for time in times.found if AS_OF.search(text, start, time.span.start)), None)


def _since_before(times: Times, number: Tokens) -> TimeExpression | None:
    """The start that leads up to a number: "the number of dead since 3 May to 900"."""
    text = times.text
    return next(
        (
            time
            for time in times.found
            if LEADS.fullmatch(text, time.span.end, number.start_char)
            and SINCE_RIGHT.search(text, number.sent.start_char, time.span.start)
        ),
        None,
    )


def window(times: Times, number: Tokens) -> str | None:
    """The time over which new ones were counted: "over the past 24 hours" after the number, or before it."""
    sentence, text = number.sent, times.text
    spans = [
        time
        for time in times.found
        if time.type == "DURATION"
        and PAST_WORDS.search(text[max(sentence.start_char, time.span.start - 20) : time.span.end])
    ]
    after = [time for time in spans if 0 <= time.span.start - number.end_char <= REACH]
    found = after[:1] or spans[-1:]
    return found[0].value if found else None


def is_since(times: Times, number: Tokens, closing: int) -> bool:
    """Whether the words name a start, dated or not: beside the number or at the head of its sentence."""
    if number.sent.text.lower().startswith("since ") or _since_after(times, number, closing) is not None:
        return True
    return _since_before(times, number) is not None


def _since_after(times: Times, number: Tokens, closing: int) -> re.Match[str] | None:
    """The "since" after a number that is not of another one: "19 dead, and 90 since May"."""
    doc, sentence = number.doc, number.sent
    found = SINCE.search(times.text, closing, min(sentence.end_char, closing + REACH))
    if found is None:
        return None
    between = [token for token in doc[number.end : sentence.end] if token.idx < found.start()]
    other = any(token.tag_ == "VBG" and doc[token.i - 1].text == "," for token in between)
    return None if other or (between and between[-1].like_num) else found


def is_calendar(time: TimeExpression) -> bool:
    """Whether the words name a day, month or year of the calendar, so that no number in them counts."""
    return bool(CALENDAR.match(time.value or "")) and not COUNTED.search(time.span.words)


def prefix(time: TimeExpression) -> str | None:
    """The calendar year, month or day of a time expression; None if it names none."""
    found = PREFIX.match(time.value or "")
    return found[0] if found and time.type in ("DATE", "TIME") else None


def _dating(times: Times, number: Tokens, cue: Token | None) -> Iterator[TimeExpression]:
    """The days and months that hang on the verb of the category, its subject or its antecedent."""
    verb = cue
    while verb is not None and verb.pos_ not in ("VERB", "AUX"):
        verb = verb.head if verb.head.i != verb.i else None
    if verb is None or verb.lemma_ in REPORTING:
        return
    holders = {verb.i} | {child.i for child in verb.children if child.dep_ == "nsubj"}
    if verb.dep_ in ("relcl", "acl"):
        holders.add(verb.head.i)
    text, start = times.text, number.sent.start_char
    for time in times.found:
        if not SINCE_RIGHT.search(text, start, time.span.start) and len(prefix(time) or "") > 4:
            tokens = number.doc.char_span(time.span.start, time.span.end, alignment_mode="expand")
            ancestors = tokens.root.ancestors if tokens is not None else ()
            above = [ancestor.i for ancestor, _ in zip(ancestors, range(STEPS), strict=False)]
            if _reaches(number.doc, above, holders):
                yield time


def _reaches(doc: Doc, above: list[int], holders: set[int]) -> bool:
    """Whether a date's governors come to a holder before they come to another verb."""
    for at in above:
        if at in holders:
            return True
        if doc[at].pos_ in ("VERB", "AUX"):
            return False
    return False

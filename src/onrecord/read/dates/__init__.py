"""Dates: time expressions with their TIMEX3 values.

In: a parsed article. Out: every time expression in order, none over another. What is told from the day of
publication is resolved from both ends of what is known of it, and stays None where they differ.

Words (`words`) become expressions (`grammar`), expressions values (`values`, over the calendar of `moments`).
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from spacy.tokens import Token

from onrecord.read.dates.grammar import expressions
from onrecord.read.dates.moments import Moment
from onrecord.read.dates.values import valued
from onrecord.read.dates.words import Word, lexed
from onrecord.read.reading import Reading
from onrecord.records import Published, TimeExpression
from onrecord.vocabulary import tables

FUTURE, PLANNED, COMMITTED = (
    frozenset(tables("times")["ahead"][name]) for name in ("will", "planned", "committed")
)
AHEAD = re.compile(r"\b(?:until|till|as (?:soon|early) as)\s(?:late\s|early\s)?$")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
POINTING = frozenset(
    {"day", "clock", "part", "quarter", "unit", "month", "weekday", "deictic", "feast", "season"}
)
FORGOTTEN = ("comparison", "reference")  # told from another time, which stays the one that is remembered
CLIMB = 6  # heads above an expression


def dates(reading: Reading) -> Iterator[TimeExpression]:
    """The time expressions of an article; a day named elsewhere with its year is that day."""
    found = list(_told(reading))
    years: dict[str, set[str]] = {}
    for one in found:
        if one.value and DAY.match(one.value):
            years.setdefault(one.value[4:10], set()).add(one.value[:4])
    for one in found:
        known = years.get(one.value[4:10], set()) if one.value and one.value.startswith("XXXX-") else set()
        yield replace(one, value=f"{min(known)}{(one.value or '')[4:]}") if len(known) == 1 else one


def _told(reading: Reading) -> Iterator[TimeExpression]:
    ends = _ends(reading.article.published)
    moments = [Moment(day) for day in ends]
    for rule, words in expressions(lexed(reading.article.text)):
        if _refused(reading, rule, words):
            continue
        future = _future(reading, words) if rule in POINTING else None
        found = [valued(rule, words, replace(moment, future=future)) for moment in moments]
        if None in found:
            continue
        kept = [one for one in found if one]
        values = {value for _, value in kept}
        yield TimeExpression(
            span=reading.article.span(words[0].start, words[-1].end),
            type=kept[0][0],
            value=values.pop() if len(values) == 1 else None,
        )
        numbered = any(word.kind == "ordinal" for word in words)
        moments = [
            _remembered(moment, rule, value, numbered)
            for moment, (_, value) in zip(moments, kept, strict=True)
        ]


def _ends(published: Published) -> list[date | None]:
    """The first and last day on which the article may have been published; None: not known to the day."""
    ends = [(end or "")[:10] for end in (published.earliest, published.latest)]
    if any(len(end) < 10 for end in ends):
        return [None]
    return [date.fromisoformat(end) for end in sorted(set(ends))]


def _remembered(moment: Moment, rule: str, value: str | None, numbered: bool) -> Moment:
    """The moment with the last day, month or year named, and the last quarter named by its number.

    After "the first nine months" the text speaks of no quarter any more.
    """
    if rule == "span" and "M" in (value or ""):
        return replace(moment, quarter=None)
    if rule in FORGOTTEN or not value or not value[0].isdigit():
        return moment
    if "-Q" in value:
        return replace(moment, quarter=value) if numbered else moment
    return replace(moment, before=value)


def _refused(reading: Reading, rule: str, words: tuple[Word, ...]) -> bool:
    """Whether the parse shows that words alike are not of time: "2000 people", "to fall", "a second ship"."""
    if rule not in ("year", "season", "duration", "reference"):
        return False
    last = _token(reading, words[-1].start)
    if last is None:
        return False
    if rule == "year" and words[0].kind != "fiscal":
        counted = last.dep_ == "nummod" and last.head.tag_ in ("NNS", "NNPS") and last.head.i > last.i
        return counted and not any(child.dep_ in ("det", "poss") for child in last.head.children)
    if rule == "reference":
        return words[0].kind == "the" and last.pos_ != "NOUN"
    if rule == "season":
        return last.pos_ in ("VERB", "AUX")
    titled = len(words) > 1 and reading.article.text[words[-1].start].isupper()  # "60 Minutes"
    return rule == "duration" and (titled or last.pos_ in ("VERB", "AUX"))


def _token(reading: Reading, start: int) -> Token | None:
    span = reading.doc.char_span(start, start + 1, alignment_mode="expand")
    return span[0] if span else None


def _future(reading: Reading, words: tuple[Word, ...]) -> bool | None:
    """Whether the verb above the expression points ahead; None without a verb that tells."""
    start = words[0].start
    if AHEAD.search(reading.article.text, max(0, start - 20), start):
        return True
    token = _token(reading, words[-1].start)
    for _ in range(CLIMB):
        if token is None or (token.head.i == token.i and token.pos_ not in ("VERB", "AUX")):
            return None
        if token.pos_ in ("VERB", "AUX"):
            return _points_ahead(token)
        token = token.head
    return None


def _points_ahead(verb: Token) -> bool | None:
    helpers = [child for child in verb.children if child.dep_ in ("aux", "auxpass")]
    if verb.lower_ in FUTURE or any(child.lower_ in FUTURE for child in helpers):
        return True
    if any(child.lower_ == "to" for child in helpers):
        return verb.head.lemma_ in PLANNED | COMMITTED or None
    if verb.lemma_ in PLANNED:
        return True
    if verb.tag_ == "VBD" or any(
        child.lemma_ in ("have", "be", "do") and child.tag_ == "VBD" for child in helpers
    ):
        return False
    return None

"""Starts: since when a figure counts, and as of when, where its own clause gives the date in words.

In: an article, the tokens of a number and the word that decides its category. Out: ISO 8601 prefixes, as
precise as the words, or None. A start that only background knowledge supplies stays None.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from onrecord.records import Article
from onrecord.vocabulary import tables

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b"
DATE = (
    rf"(?:(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s)?(?P<month>{MONTH})\.?"
    r"(?:\s(?P<day_after>\d{1,2})(?:st|nd|rd|th)?(?!\d))?(?:,?\s(?P<year>(?:19|20)\d\d))?"
    r"|(?P<only_year>(?:19|20)\d\d))(?![\w-])"
)
SINCE = re.compile(rf"\b[Ss]ince\b(?:[^.;!?\n]{{0,60}}?\b{DATE})?")
AS_OF = re.compile(rf"\b[Aa]s\sof\s(?:[A-Z][a-z]+day,?\s)?{DATE}")
DAY = re.compile(DATE)
REPORTING = frozenset(lemma for listed in tables("attribution")["verbs"].values() for lemma in listed)
REACH = 120  # characters after a number in which its start may stand
STEPS = 3  # words between a date and what it dates


def since(article: Article, number: Tokens, closing: int, cue: Token | None) -> str | None:
    """The start: "since …" after the number, else the day that dates the verb of its category."""
    found = SINCE.search(article.text, closing, min(number.sent.end_char, closing + REACH))
    if found:
        return _iso(article, found)
    days = {day for token in _dating(number, cue) if (day := _day(article, token))}
    return days.pop() if len(days) == 1 else None


def as_of(article: Article, number: Tokens) -> str | None:
    """The day to which the sentence counts: "as of 3 May"."""
    found = AS_OF.search(article.text, number.sent.start_char, number.sent.end_char)
    return _iso(article, found) if found else None


def is_since(text: str) -> bool:
    """Whether the words name a start, dated or not."""
    return SINCE.search(text) is not None


def _dating(number: Tokens, cue: Token | None) -> Iterator[Token]:
    """The names of days and months that hang on the verb of the category, its subject or its antecedent."""
    verb = cue
    while verb is not None and verb.pos_ not in ("VERB", "AUX"):
        verb = verb.head if verb.head.i != verb.i else None
    if verb is None or verb.lemma_ in REPORTING:
        return
    holders = {verb.i} | {child.i for child in verb.children if child.dep_ == "nsubj"}
    if verb.dep_ in ("relcl", "acl"):
        holders.add(verb.head.i)
    for token in number.sent:
        if token.lower_ in WEEKDAYS or (
            token.pos_ == "PROPN" and token.lower_[:3] in MONTHS and DAY.match(token.text)
        ):
            above = [ancestor.i for ancestor, _ in zip(token.ancestors, range(STEPS), strict=False)]
            if _reaches(token.doc, above, holders):
                yield token


def _reaches(doc: Doc, above: list[int], holders: set[int]) -> bool:
    """Whether a date's governors come to a holder before they come to another verb."""
    for at in above:
        if at in holders:
            return True
        if doc[at].pos_ in ("VERB", "AUX"):
            return False
    return False


def _day(article: Article, token: Token) -> str | None:
    """The date that a weekday or month begins or is part of."""
    if token.lower_ in WEEKDAYS:
        published = article.published.earliest or ""
        if len(published) < 10 or published[:10] != (article.published.latest or "")[:10]:
            return None
        day = date.fromisoformat(published[:10])
        return (day - timedelta((day.weekday() - WEEKDAYS.index(token.lower_)) % 7)).isoformat()
    start = token.idx
    before = re.search(r"\d{1,2}(?:st|nd|rd|th)?\s$", article.text[max(0, start - 6) : start])
    found = DAY.match(article.text, start - len(before[0]) if before else start)
    return _iso(article, found) if found else None


def _iso(article: Article, found: re.Match[str]) -> str | None:
    """A date as precise as its words; a missing year is that of the last such month before publication."""
    if found["only_year"]:
        return found["only_year"]
    if not found["month"]:
        return None
    month = MONTHS.index(found["month"][:3].lower()) + 1
    year, day = found["year"], found["day"] or found["day_after"]
    latest = (article.published.latest or "")[:10]
    if year is None:
        if len(latest) < 7:
            return None
        year = str(int(latest[:4]) - (f"{month:02}" > latest[5:7]))
    return f"{year}-{month:02}" + (f"-{int(day):02}" if day and 0 < int(day) < 32 else "")

"""Quantities: the numerals of a text that could count something, with their quantifiers.

In: text. Out: quantities. Years, dates, clock times, telephone numbers and numerals that are part of a name
are left out. What a quantity counts is not decided here.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from onrecord.read.numerals import CURRENCY, Numeral, numerals
from onrecord.vocabulary import tables, words

BEFORE, AFTER = words("figures", "quantifiers"), words("figures", "quantifiers_after")
TALLY_VERBS = words("figures", "tally_verbs")
LOOKBACK, LOOKAHEAD = 100, 40  # characters around a number that can bear on it


def _either(phrases: Iterable[str]) -> str:
    """An alternation of phrases, longest first, with any white space between their words."""
    ordered = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return "|".join(r"\s+".join(map(re.escape, phrase.split())) for phrase in ordered)


TIME = r"(?:second|minute|hour|day|night|week|month|year|decade)s?"
DATED_BEFORE = re.compile(
    r"(?:\b(?:in|since|the|by|until|till|from|before|after|during|early|late|mid|for)|['’]s)\s$",
    re.IGNORECASE,
)
PEOPLE = rf"(?:{_either(tables('figures')['people']['person'])}|children|men|women)(?:s|es)?"
MONTH = (
    r"(?=[A-Z])(?i:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
MONTH_BEFORE = re.compile(
    rf"\b{MONTH}\.?,?\s(?:the\s)?(?:\d{{1,2}}(?:st|nd|rd|th)?\s?(?:[-–,&]|and|to|or)\s?)?$"
)
MONTH_AFTER = re.compile(rf"(?:\s?(?:[-–,&]|and|to|or)\s?\d{{1,2}})?(?:\sof)?[\s-]{MONTH}\b")
NOT_COUNTING = re.compile(
    r"\s?(?:[ap]\.?m\b|o['’]clock|(?:hours?\s)?(?:GMT|UTC|EST|EDT|BST|CET)\b|local\stime|°|º|degrees?\b)"
    r"|[-. ]\d{3}",
    re.IGNORECASE,
)
DAY_OR_TWO = re.compile(r"\ban?\s\w+\sor\s$", re.IGNORECASE)
PHONE_BEFORE = re.compile(r"\d{3}[-. ]$")
YEAR = re.compile(r"(?:1[5-9]|20)\d\d(?:(?:\s?[-–]\s?|\s(?:to|and|or)\s)(?:1[5-9]|20)\d\d)?")
LABEL = re.compile(rf"(?:^|\W)(?:{_either(tables('figures')['labels']['nouns'])})\s$", re.IGNORECASE)
COUNTS = re.compile(rf"\s(?:{PEOPLE}|{TIME}|[a-z]{{2,12}}\s{PEOPLE})\b", re.IGNORECASE)
QUANTIFIER = re.compile(
    rf"(?:^|(?<=\W))(?P<words>{_either(BEFORE)})\s+(?:(?:another|(?:an\s)?additional|a\s(?:further|total\sof))\s+)?$",
    re.IGNORECASE,
)
TALLY = re.compile(
    rf"\b(?:{_either(tables('figures')['tallies']['nouns'])})\b[^.;!?\n]{{0,60}}(?<!the\s)\b"
    rf"(?P<words>{_either(TALLY_VERBS)})\s+(?:the\s+)?$",
    re.IGNORECASE,
)
LATER = re.compile(rf"[\s-](?P<words>{_either(AFTER)})\b", re.IGNORECASE)
PHRASAL = re.compile(rf"\b(?:{_either(tables('figures')['phrasal']['over'])})\s$", re.IGNORECASE)
TIMED = re.compile(rf"\s{TIME}\b", re.IGNORECASE)
LASTING = re.compile(r"\b(?:for|after|in|last\w*|took|takes?|of|is|was|been|spent)\s$", re.IGNORECASE)
MONEY_BEFORE = re.compile(rf"{CURRENCY}\s?$")
PERCENT = re.compile(r"[\s-]?(?:percent(?:age)?\b|per\s?cent\b|pct\b|%)", re.IGNORECASE)
MEASURED = re.compile(
    rf"\b(?P<unit>{TIME[:-2]})-?long\b|\b(?P<article>an?)\s{TIME}(?!\w|-long)", re.IGNORECASE
)
HALF_A = re.compile(rf"\san?\s{TIME}\b", re.IGNORECASE)
LIST_ITEM = re.compile(r"(?:^|\n)[ \t]*$")
SHARE = re.compile(r"\s(?:of|the|its|their|his|her)\b", re.IGNORECASE)
PRONOUN = re.compile(r"\s(?:of|another|day|thing|way|side|hand|time|day|or\sthe)\b", re.IGNORECASE)
NO_ONE = re.compile(r"\b(?:no|any|every|some|each|this|that|which)\s$", re.IGNORECASE)
FRACTION = re.compile(
    r"[\s-](?:half|third|quarter|fourth|fifth|sixth|eighth|tenth|hundredth|thousandth|millionth)s?\b",
    re.IGNORECASE,
)
COUNTED_ONE = re.compile(r"\b(?:all\sbut)\s$", re.IGNORECASE)
# Before a year these are as usual as before a count: "around 2015", "over 2020".
ALSO_OF_TIME = frozenset(
    {"some", "estimated", "around", "about", "circa", "over", "under", "within", "below", "above"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """One number of a text that may count something; offsets are code points, `end` past the last."""

    start: int
    end: int
    opening: int  # where its quantifier or currency begins, else `start`
    closing: int  # past what is joined to it or qualifies it from behind, else `end`
    value: float
    upper: float | None = None  # None: not a range
    quantifier: str = "exact"
    currency: str | None = None
    percent: bool = False
    joined: str | None = None  # "day" of "12-day", "year-old" of "5-year-old"
    vague: bool = False  # "dozens": the value is the floor
    share: bool = False  # "two-thirds of"
    one: bool = False  # "one" in letters: often an article or a pronoun


def quantities(text: str) -> Iterator[Quantity]:
    """Yield the quantities of a text in order; no two share a character."""
    end = 0
    found = [quantity for numeral in numerals(text) if (quantity := _counting(text, numeral))]
    for quantity in sorted([*found, *_single_measures(text)], key=lambda quantity: quantity.start):
        if quantity.start >= end:
            end = quantity.closing
            yield quantity


def _counting(text: str, numeral: Numeral) -> Quantity | None:
    """The numeral with its quantifier; None if it dates, labels or names something."""
    before = text[max(0, numeral.start - LOOKBACK) : numeral.start]
    after = text[numeral.closing : numeral.closing + LOOKAHEAD]
    money = MONEY_BEFORE.search(before)
    price = len(money[0]) if money else 0
    phrase, length = _quantifier(before[: len(before) - price], after)
    if not _may_count(text[numeral.start : numeral.closing], numeral, before, after, phrase):
        return None
    later = LATER.match(after) if numeral.joined is None else None
    behind = "plus" if numeral.plus else " ".join(later["words"].lower().split()) if later else numeral.joined
    vague = numeral.kind == "vague"
    kind = BEFORE.get(phrase) or TALLY_VERBS.get(phrase) or AFTER.get(behind or "") or "exact"
    return Quantity(
        start=numeral.start,
        end=numeral.end,
        opening=numeral.start - price - length,
        closing=numeral.closing + (later.end() if later else 0),
        value=round(float(numeral.value), 4 if numeral.kind == "share" else 12),
        upper=None if numeral.upper is None else float(numeral.upper),
        quantifier="at least" if vague and kind in ("exact", "about") else kind,
        currency=numeral.currency or (money[0].strip() if money else None),
        percent=numeral.percent or (numeral.joined is None and PERCENT.match(after) is not None),
        joined=None if numeral.joined in AFTER else numeral.joined,
        vague=vague,
        share=numeral.kind == "share" and HALF_A.match(after) is None,
        one=text[numeral.start : numeral.end].lower() == "one",
    )


def _quantifier(before: str, after: str) -> tuple[str, int]:
    """The quantifying words that end the text before a number, and their length with what follows them."""
    found = QUANTIFIER.search(before) or TALLY.search(before)
    if found is None:
        return "", 0
    phrase = " ".join(found["words"].lower().split())
    if phrase == "over" and _is_preposition(before[: found.start("words")], after):
        return "", 0
    return phrase, len(before) - found.start("words")


def _is_preposition(before: str, after: str) -> bool:
    """Whether "over" bounds nothing: "handed over four", "over two days" (but "for over two days")."""
    if PHRASAL.search(before):
        return True
    return TIMED.match(after) is not None and LASTING.search(before) is None


def _may_count(plain: str, numeral: Numeral, before: str, after: str, phrase: str) -> bool:
    """Whether the numeral is no date, clock time, year, label, list number or pronoun."""
    if numeral.kind == "share":
        return (SHARE.match(after) or HALF_A.match(after)) is not None
    if FRACTION.match(after):
        return False
    if plain.lower() == "one" and (PRONOUN.match(after) or NO_ONE.search(before)):
        return COUNTED_ONE.search(before) is not None
    if numeral.joined or numeral.percent or numeral.currency or numeral.scale != 1 or "," in plain:
        return True
    if YEAR.fullmatch(plain) and (not phrase or phrase in ALSO_OF_TIME):
        dated = DATED_BEFORE.search(before) or MONTH_BEFORE.search(before)
        return not dated and COUNTS.match(after) is not None
    if DAY_OR_TWO.search(before):
        return False
    if len(plain) > 3 and PHONE_BEFORE.search(before) and not COUNTS.match(after):
        return False
    return not _is_place_in_order(plain, before, after)


def _is_place_in_order(plain: str, before: str, after: str) -> bool:
    """Whether the number says which one: a day of a month, a clock time, "phase 2", "3." in a list."""
    if len(plain) <= 2 and (MONTH_BEFORE.search(before) or MONTH_AFTER.match(after)):
        return True
    if NOT_COUNTING.match(after) or (LABEL.search(before) and not COUNTS.match(after)):
        return True
    listed = LIST_ITEM.search(before) and re.match(r"[.)]\s", after)
    return bool(listed) or (before.endswith("[") and after.startswith("]"))


def _single_measures(text: str) -> Iterator[Quantity]:
    """ "Week-long", and "more than a month": one of a unit of time, where the words bound it."""
    for found in MEASURED.finditer(text):
        before = text[max(0, found.start() - LOOKBACK) : found.start()]
        phrase, length = (
            _quantifier(before, text[found.end("article") : found.end()]) if found["article"] else ("", 0)
        )
        if found["article"] and BEFORE.get(phrase) not in (
            "more than",
            "nearly",
            "about",
            "fewer than",
            "at least",
        ):
            continue
        group = "article" if found["article"] else "unit"
        yield Quantity(
            start=found.start(group),
            end=found.end(group),
            opening=found.start() - length,
            closing=found.end(group) if found["article"] else found.end(),
            value=1.0,
            quantifier=BEFORE.get(phrase, "exact"),
            joined=None if found["article"] else found["unit"].lower(),
        )

"""Words: a text as a row of words of time, each with its kind, so that a grammar can be written over kinds.

In: text. Out: words in order; any other word is `other`, and `stop` parts sentences and paragraphs. The
vocabulary is `times.toml`.
"""

import re
from dataclasses import dataclass

from onrecord.read.numerals import SMALL, TENS, Numeral, numerals
from onrecord.vocabulary import tables, words

MONTHS, WEEKDAYS, PARTS = (words("times", table) for table in ("months", "weekdays", "parts"))
SEASONS, FEASTS, DEICTIC = (words("times", table) for table in ("seasons", "feasts", "deictic"))
REFERENCES, SETS, UNITS = (words("times", table) for table in ("references", "sets", "units"))
PLURALS = {f"{word}s": unit for word, unit in UNITS.items() if word != "century"} | {"centuries": "CE"}
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
ORDINALS = {word: place for place, word in enumerate(_ORDINALS.split(), 1)}
_DECADES = "twenties thirties forties fifties sixties seventies eighties nineties"
DECADES = {word: tens for tens, word in enumerate(_DECADES.split(), 2)}
AMBIGUOUS = frozenset({"may", "march", "mar", "jan", "dec", "sat", "sun", "wed", "mon", "fri"})
KINDS: dict[str, str] = {
    word: kind
    for kind, table in (
        ("decade", DECADES), ("set", SETS), ("reference", REFERENCES), ("deictic", DEICTIC),
        ("feast", FEASTS), ("season", SEASONS), ("part", PARTS),
        ("noon", ("noon", "midday", "midnight")), ("unit", UNITS),
        ("units", PLURALS), ("weekend", ("weekend",)), ("ordinal", ORDINALS),
        *tables("times")["words"].items(),
    )
    for word in table
}  # fmt: skip
PHRASES = "|".join(sorted((word for word in KINDS if " " in word), key=len, reverse=True)).replace(" ", r"\s")
ABBREVIATED = [
    word
    for table in ("months", "weekdays")
    for listed in tables("times")[table].values()
    for word in listed[1:]
]
TOKEN = re.compile(
    rf"(?P<phrase>\b(?:{PHRASES})\b)"
    rf"|(?P<year>\b(?P<century>eighteen|nineteen|twenty)[\s-](?P<tens>{'|'.join([*list(SMALL)[10:], *TENS])})"
    rf"(?:[\s-](?P<last>{'|'.join(list(SMALL)[1:10])}))?(?=\s?\W))"
    r"|(?P<iso>\b(?:1[5-9]|20)\d\d-[01]\d-[0-3]\d\b)|(?P<numeric>\b\d{1,2}/\d{1,2}/(?:\d\d){1,2}\b)"
    r"|(?P<clock>\b\d{1,2}(?::\d\d|\.\d\d(?=\s?[ap]\.?m\b)))"
    r"|(?P<decade>\b(?:1[5-9]|20)\d0s\b|['’]\d0s\b)|(?P<ordinal>\b\d{1,4}(?:st|nd|rd|th)\b)"
    r"|(?P<number>(?<![\w.,/$£€])\d+(?:[,.]\d+)*(?:\s1/2)?(?![\w%]|[/.]\d))|(?P<half_day>\b[ap]\.\s?m\.?|\b[ap]m\b)"
    rf"|(?P<short>\b(?:{'|'.join(ABBREVIATED)})\.)"
    r"|(?P<word>o['’]clock\b|[^\W\d_]+)|(?P<owner>['’]s\b)|(?P<other>\S)",
    re.IGNORECASE,
)
PARAGRAPH = re.compile(r"\n\s*\n")
YEAR = re.compile(r"1[5-9]\d\d|20\d\d")
MARKS = {"-": "dash", "–": "dash", "‑": "dash", ",": "comma"} | dict.fromkeys(".!?;:", "stop")
LONGEST = 6  # digits of a number that can be one of time


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text; offsets are code points."""

    kind: str
    text: str  # lower case
    start: int
    end: int
    value: float = 0.0  # of a number


def lexed(text: str) -> list[Word]:
    """The words of a text in order, with a full stop between paragraphs."""
    spelled = {number.start: number for number in numerals(text) if text[number.start].isalpha()}
    row: list[Word] = []
    end = 0
    for found in TOKEN.finditer(text):
        start = found.start()
        if start < end:
            continue
        if row and start - end > 1 and PARAGRAPH.search(text, end, start):
            row.append(Word("stop", "", end, end))
        row.append(_word(found, spelled.get(start)))
        end = row[-1].end
    return row


def _word(found: re.Match[str], number: Numeral | None) -> Word:
    """One token as a word; a number in letters reaches as far as its numeral does."""
    text, (start, end), kind = found[0].lower(), found.span(), str(found.lastgroup)
    if number is not None and kind == "word" and number.kind in ("small", "tens", "scale"):
        return Word("number", text, start, number.end, float(number.value))
    if kind == "number":
        return _digits(text, start, end)
    if kind == "year":
        century, tens, last = (
            found["century"].lower(),
            found["tens"].lower(),
            (found["last"] or "zero").lower(),
        )
        value = 100 * SMALL.get(century, 20) + SMALL.get(tens, TENS.get(tens, 0)) + SMALL[last]
        return Word("year", text, start, end, float(value))
    if kind == "word" and text in SMALL:
        return Word("number", text, start, end, float(SMALL[text]))
    if kind == "ordinal":
        return Word("ordinal", text, start, end, float(text[:-2]))
    if kind in ("word", "phrase", "short"):
        text = " ".join(text.rstrip(".").split())
        return Word(_kind(text, found[0]), text, start, end, float(ORDINALS.get(text, 0)))
    return Word(MARKS.get(text, "other") if kind == "other" else kind, text, start, end)


def _digits(text: str, start: int, end: int) -> Word:
    if YEAR.fullmatch(text):
        return Word("year", text, start, end, float(text))
    whole, _, half = text.partition(" ")
    plain = whole.replace(",", "")
    if len(plain) > LONGEST or plain.count(".") > 1:
        return Word("other", text, start, end)
    return Word("number", text, start, end, float(plain) + (0.5 if half else 0))


def _kind(text: str, written: str) -> str:
    """The kind of a word; names of months and days count only with a capital, and short ones not alone."""
    if text in MONTHS or text in WEEKDAYS:
        name = "month" if text in MONTHS else "weekday"
        if not written[0].isupper():
            return "other"
        return f"short_{name}" if text in AMBIGUOUS and written[-1] != "." else name
    if text[-1] == "s" and len(text) > 6 and text[:-1] in WEEKDAYS and written[0].isupper():
        return "weekdays"
    return KINDS.get(text, "other")

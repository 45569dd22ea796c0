"""Numerals: digits and number words in running text, from characters to exact values.

In: text. Out: every well-formed numeral, with both ends of a range, its currency, and the words joined to
it ("12-day"). A run of characters with digits is read as a whole or not at all, so a malformed number
("1,23,456", "12-14-16", "10:30", "F-16") is nothing rather than a wrong magnitude. Ordinals are nothing too.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from onrecord.vocabulary import tables, words

_SMALL = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
sixteen seventeen eighteen nineteen"""
SMALL = {word: value for value, word in enumerate(_SMALL.split())}
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
TENS = {word: 10 * value for value, word in enumerate(_TENS.split(), 2)}
SCALES = {word: int(value) for value, listed in tables("figures")["scales"].items() for word in listed}
LONG_SCALES = {word: value for word, value in SCALES.items() if len(word) > 3}
VAGUE = {f"{word}s": value for word, value in LONG_SCALES.items()} | {"scores": 20, "tens": 10}
HALF, THIRD = Decimal("0.5"), Decimal(1) / 3
SHARES = {"half": HALF, "third": THIRD, "thirds": THIRD, "quarter": HALF / 2, "quarters": HALF / 2}
COMPOUNDS = frozenset(tables("figures")["compounds"]["kinds"])
VALUES: dict[str, tuple[str, Decimal]] = {
    word: (kind, Decimal(value))
    for kind, table in (
        ("small", SMALL), ("tens", TENS), ("scale", LONG_SCALES), ("vague", VAGUE), ("share", SHARES)
    )
    for word, value in table.items()
}  # fmt: skip

CURRENCY = r"(?:(?:[A-Z]{1,3})?[$€£¥₹₪₽₴₺₩₦]|(?:USD|EUR|GBP|NIS|Rs\.?))"
DIGITS = r"(?:\d{1,3}(?:,\d{3}){1,4}|\d{1,3}(?:[\u00a0\u202f\u2009]\d{3}){1,4}|\d{1,15})(?:\.\d{1,6})?"
SHORT = r"(?:k|mn|mln|m|bn|bln|b|tn|trn)(?![a-z])"
LEXEME = re.compile(
    r"(?P<run>\d(?:[^\s—()\[\]“”\"‘;…<>|*{}]|[\u00a0\u202f\u2009](?=\d{3}))*)|\b(?P<word>"
    + "|".join(sorted(VALUES, key=len, reverse=True))
    + r")\b",
    re.IGNORECASE,
)
RUN = re.compile(
    rf"(?P<a>{DIGITS})(?P<a_scale>{SHORT})?%?(?:[-–](?:to-)?{CURRENCY}?(?P<b>{DIGITS})(?P<b_scale>{SHORT})?)?"
    r"(?P<plus>\+)?(?P<percent>%)?(?P<unit>km|kg|ft)?(?P<money>[€£$])?(?P<joined>(?:[-‑][a-z]+){1,4})?",
    re.IGNORECASE,
)
LEFT = re.compile(rf"(?P<currency>{CURRENCY})?[~≈+]?")
WALLS = frozenset("—()[]“”\"‘'’;…<>|*{}")  # may stand directly before a numeral without belonging to it
JOINED = re.compile(r"(?:[-‑][a-z]+){1,4}(?![\w])", re.IGNORECASE)
OTHER_END = re.compile(
    rf"(?P<link>-to-|-?\s(?:to|and|or)\s|\s?[-–]\s?)(?P<currency>{CURRENCY})?", re.IGNORECASE
)
BETWEEN = re.compile(rf"\bbetween\s(?:about\s|an\sestimated\s)?{CURRENCY}?$", re.IGNORECASE)
DAY_OF_MONTH = re.compile(rf"\b(?:{'|'.join(words('times', 'months'))})\.?\s$", re.IGNORECASE)
FROM = re.compile(rf"\bfrom\s(?:[a-z]{{4,13}}\s)?{CURRENCY}?$", re.IGNORECASE)
LAST_DAY = 31
LOOKBACK = 30  # characters before a numeral that can bear on its form
APART = re.compile(r"\s(?P<scale>k|m|mn|mln|bn|bln|trn)\b", re.IGNORECASE)
LOOSE = re.compile(r"\b(?:several|few|many)\s$", re.IGNORECASE)
ARTICLE = re.compile(r"\b(?P<article>an?)[\s-]$", re.IGNORECASE)
MANY = re.compile(r"\s(?:of|more|are|were|have|had|others)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeral:
    """One numeral; offsets are code points, `end` past the last of the number itself."""

    start: int
    end: int
    closing: int  # past the words joined to it, else `end`
    kind: str  # digits | small | tens | scale | vague | share: of its last word
    value: Decimal
    upper: Decimal | None = None  # None: not a range
    open: bool = True  # may take a scale word: "44" does, "44%" and "44-day" do not
    currency: str | None = None
    percent: bool = False
    joined: str | None = None
    plus: bool = False  # "300+"
    scale: Decimal = Decimal(1)  # of its last scale word: 10**6 in "44 million"


def numerals(text: str) -> Iterator[Numeral]:
    """Yield the numerals of a text in order, none inside another."""
    lexemes = list(_lexemes(text))
    at = 0
    while at < len(lexemes):
        number, after = _number(text, lexemes, at)
        if number is not None:
            number, after = _range(text, lexemes, number, after)
        if number is not None:
            yield number
        at = after


def _lexemes(text: str) -> Iterator[Numeral]:
    for found in LEXEME.finditer(text):
        if found["run"]:
            number = _digits(text, found.start(), found["run"])
            if number:
                yield number
        else:
            kind, value = VALUES[found["word"].lower()]
            end = found.end()
            yield Numeral(start=found.start(), end=end, closing=end, kind=kind, value=value)


def _digits(text: str, start: int, run: str) -> Numeral | None:
    """The numeral of a run of characters from a digit on; None if any of it is something else."""
    left = start
    while left and start - left < 9 and not text[left - 1].isspace() and text[left - 1] not in WALLS:
        left -= 1
    before, whole = LEFT.fullmatch(text[left:start]), RUN.fullmatch(run.rstrip(".,:;!?'’-–/"))
    if before is None or whole is None:
        return None
    joined = (whole["joined"] or whole["unit"] or "").lower().strip("-‑")
    scale_word, _, rest = joined.partition("-")
    scale = LONG_SCALES.get(scale_word, 1)
    ends = _ends(whole)
    if ends is None or (rest if scale != 1 else scale_word) in COMPOUNDS:
        return None
    value, upper = ends
    length = max(whole.end(group) for group in ("a", "a_scale", "b", "b_scale"))
    number = Numeral(
        start=start,
        end=start + length + (len(scale_word) + 1 if scale != 1 else 0),
        closing=start + whole.end(),
        kind="digits",
        value=value * scale,
        upper=None if upper is None else upper * scale,
        open=whole.end() == length and not (whole["a_scale"] or whole["b_scale"]),
        currency=before["currency"] or whole["money"],
        percent="%" in whole[0],
        joined=(rest if scale != 1 else joined) or None,
        plus=bool(whole["plus"]),
        scale=Decimal(scale if scale != 1 else _short(whole["b_scale"] or whole["a_scale"])),
    )
    ambiguous = (whole["b_scale"] or whole["a_scale"] or "").lower() in ("m", "b")
    return None if ambiguous and not number.currency and not _counts(text, number.closing) else number


def _counts(text: str, at: int) -> bool:
    """Whether a noun in the plural may follow: "5m people" are millions, "5m tall" is not."""
    return re.match(r"\s(?:people|children|men|women|[a-z]{3,}s)\b", text[at : at + 40]) is not None


def _ends(whole: re.Match[str]) -> tuple[Decimal, Decimal | None] | None:
    """Both ends in full ("5-7bn": the scale belongs to both); None for codes and for falling ranges."""
    plain = [re.sub(r"[,\u00a0\u202f\u2009]", "", whole[key] or "") for key in ("a", "b")]
    if any(len(digits) > 1 and digits[0] == "0" and digits[1] != "." for digits in plain):
        return None
    first = Decimal(plain[0])
    scales = [_short(whole[key]) for key in ("a_scale", "b_scale")]
    if not plain[1]:
        return first * scales[0], None
    second = Decimal(plain[1])
    low, high = first * (scales[1] if scales[0] == 1 and first < second else scales[0]), second * scales[1]
    return (low, high) if low < high else None


def _short(scale: str | None) -> int:
    key = (scale or "").lower()
    return 1 if not key else 10**9 if key == "b" else SCALES[key]


def _number(text: str, lexemes: list[Numeral], at: int) -> tuple[Numeral | None, int]:
    """The number that begins with a lexeme, and the place of the lexeme after it."""
    first = lexemes[at]
    number, after = FORMS.get(first.kind, _cardinal)(text, lexemes, at)
    if number is None or first.kind == "digits":
        return (number and _with_joined(text, number)), after
    if _stands_against(number, lexemes, after):
        while after < len(lexemes) and lexemes[after - 1].end + 1 == lexemes[after].start:
            after += 1
        return None, after
    if number.value == 0 or text[first.start - 1 : first.start] in ("-", "‑"):
        return None, after
    return _with_joined(text, number), after


def _stands_against(number: Numeral, lexemes: list[Numeral], after: int) -> bool:
    """Whether a number word is followed by one that it cannot join: "nineteen eighty", "five six"."""
    if after >= len(lexemes) or number.end + 1 != lexemes[after].start:
        return False
    return {number.kind, lexemes[after].kind} <= {"small", "tens"}


def _scaled(text: str, lexemes: list[Numeral], at: int) -> tuple[Numeral | None, int]:
    """Digits, with "and a half" and the scale words after them."""
    number, after = _with_short_scale(text, lexemes[at]), at + 1
    while number.open and after < len(lexemes):
        lexeme, gap = lexemes[after], _gap(text, number.closing, lexemes[after].start)
        if lexeme.kind == "scale" and gap in (" ", "-", "\u00a0"):
            scale = number.scale * lexeme.value
            number = replace(number, value=number.value * lexeme.value, kind="scale", scale=scale)
        elif lexeme.value == HALF and gap in (" and a ", "-and-a-"):
            number = replace(number, value=number.value + HALF)
        else:
            break
        number = replace(number, end=lexeme.end, closing=lexeme.end)
        after += 1
    return number, after


def _gap(text: str, start: int, end: int) -> str:
    """What stands between two lexemes in lower case, a line break as a blank; nothing if it is long."""
    return text[start:end].lower().replace("\n", " ") if end - start < 10 else "…"


def _with_short_scale(text: str, number: Numeral) -> Numeral:
    """Digits with a short scale set apart: "$5 bn"."""
    short = APART.match(text, number.closing) if number.open else None
    if short is None or (short["scale"].lower() in ("m", "k") and not number.currency):
        return number
    scale, end = Decimal(_short(short["scale"])), short.end()
    return replace(number, value=number.value * scale, scale=scale, end=end, closing=end, open=False)


def _cardinal(text: str, lexemes: list[Numeral], at: int) -> tuple[Numeral | None, int]:
    """Number words: "one hundred and twenty-five thousand", "a million"; "several hundred" is vague."""
    number, after = lexemes[at], at + 1
    if number.kind == "scale":
        before = text[max(0, number.start - LOOKBACK) : number.start]
        loose, article = LOOSE.search(before), ARTICLE.search(before)
        if loose or not article:
            start = number.start - len(before) + loose.start() if loose else 0
            return (replace(number, start=start, kind="vague") if loose else None), after
        start = number.start - len(before) + article.start()
        number = replace(number, start=start, scale=number.value)
    closed, current = (Decimal(0), number.value) if number.scale < 1000 else (number.value, Decimal(0))
    while after < len(lexemes):
        lexeme, gap = lexemes[after], _gap(text, number.end, lexemes[after].start)
        folded = _folded(number, closed, current, lexeme, gap)
        if folded is None:
            break
        closed, current = folded
        scale = lexeme.value if lexeme.kind == "scale" else Decimal(1)
        kind = "share" if lexeme.kind == "share" and lexeme.value != HALF else lexeme.kind
        number = replace(
            number, end=lexeme.end, closing=lexeme.end, kind=kind, value=closed + current, scale=scale
        )
        after += 1
    return number, after


def _folded(
    number: Numeral, closed: Decimal, current: Decimal, lexeme: Numeral, gap: str
) -> tuple[Decimal, Decimal] | None:
    """The sums after one more word, closed by a scale and still open; None: the number ends before it."""
    value, kind = lexeme.value, lexeme.kind
    if kind == "share":
        if value == HALF and gap in (" and a ", "-and-a-"):
            return closed, current + HALF
        return (closed, current * value) if gap in (" ", "-") and current * value < 1 and not closed else None
    if kind == "scale" and gap in (" ", "-"):
        if value < 1000:
            return (closed, current * value) if 0 < current < 100 else None
        return (
            (closed + current * value, Decimal(0))
            if current and (not closed or closed % (value * 1000) == 0)
            else None
        )
    if number.kind == "tens":
        return (closed, current + value) if gap in (" ", "-") and kind == "small" and 0 < value < 10 else None
    if number.kind == "scale" and number.scale != 12 and kind in ("small", "tens"):
        near = gap == " " or (gap in (" and ", "-and-") and number.scale <= 1000)
        return (closed, current + value) if near else None
    return None


def _vague(text: str, lexemes: list[Numeral], at: int) -> tuple[Numeral | None, int]:
    """ "Dozens", "tens of thousands": the floor of what is meant."""
    number, after = lexemes[at], at + 1
    if after < len(lexemes) and lexemes[after].kind == "vague":
        second = lexemes[after]
        if _gap(text, number.end, second.start) == " of ":
            value = number.value * second.value
            return replace(number, end=second.end, closing=second.end, value=value), after + 1
    needs_of = text[number.start : number.end].lower() in ("tens", "scores")
    if needs_of and (number.value == 10 or not MANY.match(text, number.end)):
        return None, after
    return number, after


def _share(text: str, lexemes: list[Numeral], at: int) -> tuple[Numeral | None, int]:
    """ "Half a million" is a number; "half" and "a third" are shares."""
    number, after = lexemes[at], at + 1
    article = ARTICLE.search(text, max(0, number.start - 4), number.start)
    if number.value != HALF and not article:
        return None, after
    number = replace(number, start=article.start()) if article and number.value != HALF else number
    second = lexemes[after] if after < len(lexemes) else None
    gap = _gap(text, number.end, second.start) if second else ""
    if second and second.kind == "scale" and gap in (" a ", "-a-", " of a "):
        value, end = number.value * second.value, second.end
        return replace(number, value=value, end=end, closing=end, kind="scale", scale=second.value), after + 1
    return number, after


def _with_joined(text: str, number: Numeral) -> Numeral | None:
    """The number with the words joined to it by hyphens; None where they make a kind ("two-state")."""
    joined = JOINED.match(text, number.end) if number.joined is None and not number.percent else None
    if joined is None:
        return number
    phrase = joined[0].lower().replace("‑", "-").strip("-")
    first = phrase.split("-")[0]
    if first in VALUES or first in ("to", "and"):
        return number
    return None if first in COMPOUNDS else replace(number, joined=phrase, closing=joined.end())


def _range(text: str, lexemes: list[Numeral], low: Numeral, after: int) -> tuple[Numeral | None, int]:
    """The numeral with its other end, if one follows: "5 to 7", "between $5 and $7 billion"."""
    if (
        after >= len(lexemes)
        or low.upper is not None
        or low.closing != low.end
        or low.kind in ("vague", "share")
    ):
        return low, after
    link = OTHER_END.fullmatch(text, low.end, lexemes[after].start)
    if link is None:
        return low, after
    high, beyond = _number(text, lexemes, after)
    if high is None or high.upper is not None or high.kind in ("vague", "share"):
        return low, after
    if low.scale == 1 and low.value < high.value / high.scale:
        low = replace(low, value=low.value * high.scale)
    dash = link["link"].strip() in ("-", "–")
    if not low.value < high.value or not _spans(text, low, high, link["link"].strip(" -").lower()):
        return (None, beyond) if dash else (low, after)
    return replace(
        high, start=low.start, value=low.value, upper=high.value, currency=low.currency or high.currency
    ), beyond


def _spans(text: str, low: Numeral, high: Numeral, link: str) -> bool:
    """Whether the words that join two numbers make them the ends of one range."""
    before = text[max(0, low.start - LOOKBACK) : low.start]
    if DAY_OF_MONTH.search(before) and low.value <= LAST_DAY:
        return False
    if link == "and":
        return BETWEEN.search(before) is not None
    if link == "or":
        return high.value == low.value + 1
    return link not in ("to", "-to") or FROM.search(before) is None


FORMS = {"digits": _scaled, "vague": _vague, "share": _share}

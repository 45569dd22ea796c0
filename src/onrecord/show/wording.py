"""Our own words for values of records: dates, amounts, kinds. Neutral, and plain about what is unknown."""

import re
from urllib.parse import urlsplit

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MANNERS = {"direct": "quoted", "indirect": "paraphrased", "mixed": "part quoted"}
ACTS = {
    "assert": "assertion", "deny": "denial", "demand": "demand", "offer": "offer", "accept": "acceptance",
    "reject": "rejection", "accuse": "accusation", "warn": "warning", "promise": "promise", "ask": "question",
}  # fmt: skip
SOURCE_KINDS = {
    "named person": "person", "named spokesperson": "spokesperson", "anonymous official": "source not named",
    "institution": "institution", "media outlet": "media outlet", "group": "group", "document": "document",
}  # fmt: skip
RELATIONS = {
    "told": "was told", "according to": "according to", "reported by": "reported by", "citing": "cited",
    "in a statement": "in a statement",
}  # fmt: skip
BASES = {
    "metadata": "date given with the text", "stated": "date stated in the text",
    "inferred": "date inferred from the text",
}  # fmt: skip
MEASURES = {"cumulative": "running total", "increment": "within a period", "level": "at that time"}
STANCES = {
    "demands": "demands", "offers": "offers", "accepts": "accepts", "refuses": "refuses",
    "conditions": "sets a condition", "considers": "is considering", "proposes": "proposes",
}  # fmt: skip
SIGNALS = {
    "stalled": "talks stalled", "impasse": "at an impasse", "intensifying": "talks intensifying",
    "progress": "progress", "near agreement": "near agreement", "agreed": "agreement reached",
    "collapsed": "collapsed", "resumed": "resumed", "no new proposal": "no new proposal",
    "window closing": "time running out",
}  # fmt: skip
PARTS = {
    "mediator": "Mediators", "host": "Hosts", "venue": "Venues", "delegation": "Delegations",
    "guarantor": "Guarantors", "observer": "Observers",
}  # fmt: skip
FACTUALITIES = {  # with and without whose account it is
    "asserted": ("reported by", "reported"), "claimed": ("claimed by", "claimed, by whom is not stated"),
    "alleged": ("alleged by", "alleged, by whom is not stated"),
    "denied": ("denied by", "denied, by whom is not stated"),
    "planned": ("planned, according to", "planned"),
    "hypothetical": ("spoken of as possible by", "spoken of as possible"),
}  # fmt: skip
EVENTS: dict[str, str] = {  # PLOVER's types
    "AGREE": "agreement", "CONSULT": "meeting", "SUPPORT": "support", "CONCEDE": "concession",
    "COOPERATE": "cooperation", "AID": "aid", "RETREAT": "withdrawal or release", "REQUEST": "request",
    "ACCUSE": "criticism or accusation", "REJECT": "refusal", "THREATEN": "threat", "PROTEST": "protest",
    "SANCTION": "cutting of ties", "MOBILIZE": "moving of forces", "COERCE": "coercion", "ASSAULT": "attack",
}  # fmt: skip
MODES: dict[str, dict[str, str]] = {  # of PLOVER's types
    "CONSULT": {
        "visit": "visit", "third-party": "talks through a third party",
        "multilateral": "talks of several parties", "phone": "telephone call",
    },
    "RETREAT": {
        "withdraw": "withdrawal", "release": "release", "disarm": "disarmament", "ceasefire": "ceasefire",
        "access": "access let in", "resign": "resignation",
    },
    "REQUEST": {
        "assist": "request for help", "change": "call for change", "yield": "call to give way",
        "meet": "call for talks",
    },
    "ACCUSE": {"disapprove": "criticism", "investigate": "investigation", "allege": "accusation"},
    "REJECT": {
        "assist": "refusal to help", "change": "refusal to change", "yield": "refusal to give way",
        "meet": "refusal to meet",
    },
    "THREATEN": {
        "restrict": "threat of restrictions", "arrest": "threat of arrest",
        "relations": "threat to relations", "expel": "threat of expulsion",
        "territory": "threat to territory", "violence": "threat of force",
    },
    "PROTEST": {
        "demo": "demonstration", "riot": "riot", "strike": "strike", "hunger": "hunger strike",
        "boycott": "boycott", "obstruct": "obstruction", "vandalize": "damage to property",
    },
    "SANCTION": {
        "convict": "conviction", "expel": "expulsion", "withdraw": "support withdrawn",
        "discontinue": "dealings broken off",
    },
    "MOBILIZE": {
        "troops": "troops moved", "weapons": "weapons moved", "police": "police moved",
        "militia": "militia moved",
    },
    "COERCE": {
        "seize": "seizure", "restrict": "restriction", "censor": "censorship", "curfew": "curfew",
        "martial-law": "martial law", "arrest": "arrest or detention", "deport": "deportation",
        "withhold": "withholding", "misinformation": "misinformation", "cyber": "attack on computers",
    },
    "ASSAULT": {
        "abduct": "abduction", "beat": "beating", "torture": "torture", "sexual": "sexual violence",
        "targeted": "killing of a chosen person", "destroy": "destruction",
        "primitive": "attack with simple weapons", "firearms": "shooting",
        "explosives": "attack with explosives",
        "suicide-attack": "suicide attack", "aerial": "air strike", "drone": "drone attack",
        "heavy-weapons": "attack with heavy weapons", "crowd-control": "force against a crowd",
        "unconventional": "attack with unconventional weapons",
    },
}  # fmt: skip
QUARTERS = {  # PLOVER's four classes, in the order of the filter: words, then types
    "agreements, meetings, support": ("AGREE", "CONSULT", "SUPPORT", "CONCEDE"),
    "cooperation, aid, withdrawals, releases": ("COOPERATE", "AID", "RETREAT"),
    "requests, refusals, accusations, threats": ("REQUEST", "ACCUSE", "REJECT", "THREATEN"),
    "protest, coercion, force": ("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"),
}
CHANGES = {
    "new proposal": "New proposals", "moved position": "Positions that moved",
    "signal": "Judgements on the talks", "event": "Events", "new figure": "New figures",
    "count restarted": "Counts begun anew", "new denial": "New denials", "new demand": "New demands",
}  # fmt: skip
DISPUTES = {  # by what two statements contradict each other in
    "number": "How many", "occurrence": "Whether it happened", "responsibility": "Who did it",
    "acceptance": "Whether it was accepted", "degree": "How near the talks are to an agreement",
}  # fmt: skip
EARLIER = {"time": "by the dates of publication", "credit": "by the credit given to it"}
COUNTABLE = (
    "second", "minute", "hour", "day", "week", "month", "year", "metre", "kilometre", "mile", "truck",
    "tonne", "ton", "dollar", "euro", "pound", "meal",
)  # fmt: skip

_ISO = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T.{0,40})?)?)?")
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_HIDDEN = re.compile("[\u200b\u2060\ufeff\u00ad\u200e\u200f\u061c]")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")


def visible(text: str) -> str:
    """The text with control characters, direction overrides and lone surrogates made harmless signs."""
    return _CONTROL.sub(_sign, text)


def signs(text: str) -> str:
    """As `visible`, with one sign for each character."""
    return _CONTROL.sub(lambda found: sign if len(sign := _sign(found)) == 1 else "\ufffd", text)


def _sign(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)  # the sign for that control, such as ␀
    if 0xD800 <= code <= 0xDFFF or code >= 0xFFFE:
        return "\ufffd"
    return f"⟨U+{code:04X}⟩"


def name(text: str) -> str:
    """A name on one line; characters that cannot be seen are shown, so that no two names look alike."""
    return _HIDDEN.sub(_sign, " ".join(text.split()))


def day(iso: str) -> str:
    """An ISO date as precise as it is: "2025-06-03" → "3 Jun 2025", "2025-06" → "Jun 2025"."""
    match = _ISO.fullmatch(iso)
    if not match:
        return iso
    year, month, date = match.groups()
    if month is None or not 1 <= int(month) <= 12:
        return iso if month else year
    words = f"{MONTHS[int(month) - 1]} {year}"
    return f"{int(date)} {words}" if date else words


def period(earliest: str | None, latest: str | None) -> str | None:
    """Two ends in words; None where both are open."""
    if earliest is None or latest is None:
        if earliest is None and latest is None:
            return None
        return f"not before {day(earliest)}" if earliest else f"not after {day(latest or '')}"
    first, last = day(earliest), day(latest)
    if first == last:
        return first
    first_parts, last_parts = first.split(" "), last.split(" ")
    if len(first_parts) == len(last_parts) == 3 and first_parts[2] == last_parts[2]:
        same_month = first_parts[1] == last_parts[1]
        first = first_parts[0] if same_month else " ".join(first_parts[:2])
        return f"{first}–{last}" if same_month else f"{first} – {last}"
    return f"{first} – {last}"


def amount(value: float, upper: float | None, quantifier: str, unit: str | None) -> str:
    """A value in words: "at least 45", "40 to 50", "about 12 days"."""
    number = plain(value) if upper is None else f"{plain(value)} to {plain(upper)}"
    words = number if quantifier == "exact" else f"{quantifier} {number}"
    if unit in (None, "person"):
        return words
    plural = unit in COUNTABLE and (upper is not None or value != 1)
    return f"{words} {unit}s" if plural else f"{words} {unit}"


def happening(kind: str, mode: str | None) -> str:
    """A PLOVER type and mode in words; what is not PLOVER's as it is."""
    return MODES.get(kind, {}).get(mode or "") or EVENTS.get(kind) or name(kind)


def quarter(kind: str) -> int:
    """The number of a PLOVER type's class, from 1; 0: not a type of PLOVER's."""
    return next((n for n, kinds in enumerate(QUARTERS.values(), 1) if kind in kinds), 0)


def factuality(value: str, by: str | None) -> str:
    """How an event is told, by whose account; None: the outlet's own."""
    if value not in FACTUALITIES:
        return f"{name(value)}, according to {by}" if by else name(value)
    told, alone = FACTUALITIES[value]
    return f"{told} {by}" if by else alone


def issue(value: str) -> str:
    """An issue in words."""
    return "other, or a plan as a whole" if value == "other" else name(value)


def clipped(text: str, length: int) -> str:
    """The first words of a text, with a sign where words are left out."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    return f"{line[:length].rpartition(' ')[0] or line[:length]} …"


def plain(value: float) -> str:
    """A number with thousands parted: 56157 → "56,157", 2.5 → "2.5"."""
    return f"{int(value):,}" if float(value).is_integer() else f"{value:,.10g}"


def count(number: int, one: str, many: str | None = None) -> str:
    """A count with its noun: "1 article", "1,200 articles"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def web_address(url: str) -> str | None:
    """The address where it is a plain http or https one, else None."""
    if any(character.isspace() or not character.isprintable() for character in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None


def language_tag(language: str | None) -> str | None:
    """The language where it is a well-formed tag, else None."""
    return language if language and _LANGUAGE.fullmatch(language) else None

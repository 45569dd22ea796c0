"""Sayings: the sentences of statements, with what tells two of them to say the same or something else.

In: records. Out: a saying for each sentence of each statement's content: its words, who says it and for
which side, the names, numbers, days and stems in it, whether it is turned into its opposite, what act it is.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from onrecord.link.actors import DEMONYMS, fold
from onrecord.link.names import UNNAMED, Cast
from onrecord.link.tellings import Telling, statements_of, telling
from onrecord.records import Record, Span, Statement
from onrecord.vocabulary import tables

_TABLES = tables("claims")
EMPTY = frozenset(_TABLES["empty"]["words"])
NEGATORS = frozenset(_TABLES["negators"]["words"])
DENIALS = frozenset(_TABLES["denials"]["words"])
ECHOES = frozenset(_TABLES["echoes"]["words"])
SELVES = frozenset(_TABLES["selves"]["words"])
CLAIMS = frozenset(_TABLES["claims"]["words"])
FINITE = frozenset(_TABLES["finite"]["words"])
OFFICES = frozenset(_TABLES["offices"]["words"])
REQUESTS = frozenset(_TABLES["requests"]["words"])
WILLS = frozenset(_TABLES["wills"]["words"])
SENTENCE = re.compile(r"(?<=[.!?])[\"”’']*\s+(?=[\"“‘']?[A-Z])")
WORD = re.compile(r"[^\W_]+(?:[-’'.][^\W_]+)*", re.UNICODE)
NUMERAL = re.compile(r"\d[\d,]*(?:\.\d+)?")
TITLES = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Gen|Col|Lt|Sgt|Maj|Sen|Rep|St|No|U\.S|U\.N|U\.K)\.$")
MARKS = str.maketrans(dict.fromkeys('"“”«»', " "))
WANTED = {
    "demand": "want",
    "ask": "want",
    "offer": "give",
    "promise": "give",
    "accept": "yes",
    "reject": "no",
}
SPELLED = {word: float(number) for number, (word,) in enumerate(_TABLES["numerals"].values(), 2)}
SCALES = {"hundred": 100.0, "thousand": 1e3, "million": 1e6, "billion": 1e9, "bn": 1e9, "m": 1e6}
MOST = 24  # sentences of one statement
IFS = frozenset({"if", "unless", "until", "once"})
MUCH = 7  # words behind "if" that are its condition
BRUSHED = frozenset(_TABLES["brushed"]["words"])
PASSIVE = frozenset({"been", "being", "was", "were", "be"})
RELATIVE = frozenset({"which", "who", "whom"})
SHORT = 7  # words of a sentence that stands with the one behind it
EARLY = 8  # words among which a negation is one of the whole sentence
LONGEST = 600  # characters of a sentence; the rest is not compared


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """One sentence of one statement."""

    telling: Telling
    words: str
    span: Span  # of the statement's content that it begins in
    speaker: str | None  # name over all articles; None: not told
    named: bool  # whether the speaker has a name
    side: str | None  # whom the speaker speaks for
    act: str  # want | give | yes | no | tell
    denied: bool  # said not to be so
    plain: bool  # holds no word that denies anything
    answers: bool  # a denial of what somebody else says
    gainsays: bool  # speaks against what somebody else says, in whatever words
    accuses: bool
    clause: bool  # says something of something, rather than only naming it
    own: bool  # speaks of the own side without naming it
    will: bool  # of what is to come or only possible
    names: frozenset[str]  # words of proper names, folded
    numbers: frozenset[float]
    days: frozenset[str]
    spells: frozenset[str]  # TIMEX3 durations
    stems: frozenset[str]  # of words that tell something, names among them
    terms: frozenset[str]  # the words themselves, lower case

    def beside(self, other: "Saying") -> bool:
        """Whether both are of one speaker, or of bodies of one side."""
        if self.speaker is not None and self.speaker == other.speaker:
            return True
        ours, theirs = self._country(), other._country()
        return (self.side is not None and self.side == other.side) or (bool(ours) and ours == theirs)

    def _country(self) -> frozenset[str]:
        """The words of the side that tell it from others; of the speaker where the side has none."""
        return _folded(self.side or "") - OFFICES or _folded(self.speaker or "") - OFFICES

    def speaks_of(self, other: "Saying") -> bool:
        """Whether the words name the side of another's speaker."""
        return bool(other.side) and bool(self.names & (_folded(other.side or "") - OFFICES))

    def is_of(self, names: frozenset[str]) -> bool:
        """Whether the speaker or the side has one of some names."""
        return bool(names & (_folded(self.side or "") | _folded(self.speaker or "")))

    @property
    def told(self) -> frozenset[str]:
        """The stems that are no names."""
        return self.stems - self.names

    @property
    def statement(self) -> tuple[str, str]:
        """(id of the article, id of the statement)."""
        return self.telling.article_id, self.telling.record

    @property
    def key(self) -> str:
        """The words that tell something, in their order, to find the same words again."""
        return _key(self.words)


@lru_cache(maxsize=50_000)
def _key(words: str) -> str:
    said = (word.lower() for word in WORD.findall(words))
    return " ".join(word for word in said if word not in EMPTY or word in NEGATORS)


def sayings(records: Iterable[Record], cast: Cast) -> list[Saying]:
    """Every sentence of every statement that is not boilerplate, in the order of articles and texts."""
    return [one for record in records for one in _of_record(record, cast)]


def _of_record(record: Record, cast: Cast) -> Iterator[Saying]:
    names = _names(record, cast)
    for statement in statements_of(record).values():
        marked = (*record.article.boilerplate, *record.article.repeated)
        if statement.content and not any(statement.content[0].overlaps(span) for span in marked):
            for span, words in sentences(statement):
                yield _saying(record, statement, span, words, cast, names)


def sentences(statement: Statement) -> Iterator[tuple[Span, str]]:
    """The sentences of a statement's content; parts that go on in one sentence stand together."""
    parts: list[tuple[Span, str]] = []
    for span in statement.content:
        for piece in _split(span.words):
            begins = piece.lstrip("\"“‘' ")[:1].isupper() and not parts_open(parts)
            if parts and not begins:
                parts[-1] = (parts[-1][0], f"{parts[-1][1]} {piece}")
            else:
                parts.append((span, piece))
    short: tuple[Span, str] | None = None
    for span, words in parts[:MOST]:
        plain = " ".join(words.translate(MARKS).split()).strip(" ,;:")[:LONGEST]
        if short:
            span, plain, short = short[0], f"{short[1]} {plain}", None
        if len(plain.split()) < SHORT:
            short = (span, plain)
        elif plain:
            yield span, plain
    if short and short[1]:
        yield short


def parts_open(parts: Sequence[tuple[Span, str]]) -> bool:
    """Whether the last part waits for more: it has neither a full stop nor a comma inside the quotation."""
    return bool(parts) and not re.search(r"[.!?,][\"”’']*$", parts[-1][1].rstrip())


def _split(words: str) -> Iterator[str]:
    start = 0
    for cut in SENTENCE.finditer(words):
        if not TITLES.search(words[start : cut.start()].rstrip("\"”’' ")):
            yield words[start : cut.start()]
            start = cut.end()
    if words[start:].strip():
        yield words[start:]


def _names(record: Record, cast: Cast) -> dict[tuple[int, int], frozenset[str]]:
    """Mention of a named actor → the words of its name over all articles."""
    found: dict[tuple[int, int], frozenset[str]] = {}
    for actor in record.actors:
        if actor.kind == UNNAMED:
            continue
        words = _folded(cast.known(actor.name))
        for mention in actor.mentions:
            if mention.words[:1].isupper():
                found[mention.start, mention.end] = words
    return found


@lru_cache(maxsize=50_000)
def _folded(name: str) -> frozenset[str]:
    said = (DEMONYMS.get(word.lower(), word) for word in WORD.findall(fold(name)))
    kept = (part.lower().removesuffix("’s").removesuffix("'s") for word in said for part in word.split())
    return frozenset(word for word in kept if word not in EMPTY)


def _saying(
    record: Record,
    statement: Statement,
    span: Span,
    words: str,
    cast: Cast,
    known: dict[tuple[int, int], frozenset[str]],
) -> Saying:
    terms = [word.lower().replace("’", "'") for word in WORD.findall(words)]
    cue = {word.lower() for word in WORD.findall(statement.cue.words)} if statement.cue else set()
    inside = [*statement.content]
    mentioned = [
        names
        for (start, end), names in known.items()
        if any(s.start <= start and end <= s.end for s in inside)
    ]
    names = names_in(words) | frozenset(
        name for group in mentioned for name in group if len(inside) < 2 or name in words.lower()
    )
    dates = [time for time in record.dates if any(part.overlaps(time.span) for part in inside)]
    actor = cast.actor(record, statement.speaker)
    denying = bool(cue & DENIALS) and not cue & PASSIVE and statement.act in ("deny", "reject")
    turned = _negations(words)
    negative = any(number < EARLY for number in turned)
    return Saying(
        telling=telling(record, statement.id, span, statement.id, cast.name(record, statement.speaker)),
        words=words,
        span=span,
        speaker=cast.name(record, statement.speaker),
        named=bool(actor and actor.kind != UNNAMED and statement.source_kind != "anonymous official"),
        side=cast.side(record, statement.speaker),
        act=WANTED.get(statement.act or "", "tell"),
        denied=denying or negative,
        plain=not (denying or turned),
        answers=_answers(statement, cue, denying, bool(turned), terms),
        gainsays=statement.act == "deny",
        accuses=statement.act == "accuse",
        clause=any(term in FINITE or term.endswith("ed") for term in terms),
        own=bool(SELVES & set(terms[:3])) or bool({"we", "our", "i", "us", "my"} & set(terms)),
        will=bool(WILLS & set(terms)),
        names=names,
        numbers=_numbers(words, [time.span.words for time in dates]),
        days=frozenset(time.value for time in dates if time.value and len(time.value) == 10),
        spells=frozenset(time.value for time in dates if time.value and time.value[0] == "P"),
        stems=frozenset(stem(term) for term in terms if term not in EMPTY) | names,
        terms=frozenset(terms),
    )


def _negations(words: str) -> list[int]:
    """The places of words that turn a clause into its opposite; one behind "if" turns only the condition."""
    found: list[int] = []
    condition = -MUCH - 1
    for number, said in enumerate(WORD.findall(words)):
        word = said.replace("’", "'")
        word = word.lower() if not number else word  # "Doctors Without Borders" turns nothing
        if word.lower() in IFS:
            condition = number
        elif (word in NEGATORS or word.endswith("n't")) and number - condition > MUCH:
            found.append(number)
    return found


def _answers(statement: Statement, cue: set[str], denying: bool, turned: bool, terms: Sequence[str]) -> bool:
    """Whether a statement denies what somebody has said; to deny somebody a visa is no such thing."""
    if (denying and REQUESTS & set(terms[:4])) or RELATIVE & {*terms[:1], *terms[-1:]}:
        return False
    if cue & BRUSHED and not CLAIMS & set(terms) and terms[:1] != ["this"]:
        return False  # "dismissed the summit as a show" denies nothing that was said
    if statement.act == "deny" and not (cue & PASSIVE and cue & DENIALS):
        return denying or turned
    return denying and bool(CLAIMS & set(terms))


def names_in(words: str) -> frozenset[str]:
    """The words of proper names: with a capital, not at the beginning; a demonym is its country."""
    found: set[str] = set()
    for number, said in enumerate(WORD.findall(words)):
        word = re.sub(r"[’']s$", "", said)
        country = DEMONYMS.get(word.lower())
        if country and word[0].isupper():
            found |= _folded(country)
        elif word[0].isupper() and (number or word.isupper()) and word.lower() not in EMPTY:
            found.add(word.lower().replace(".", ""))
    return frozenset(found)


def _numbers(words: str, times: Sequence[str]) -> frozenset[float]:
    """The numbers in some words that are no part of a time."""
    for time in times:
        words = words.replace(time, " ")
    found: set[float] = set()
    said = WORD.findall(NUMERAL.sub(lambda number: number[0].replace(",", ""), words))
    for number, word in enumerate(said):
        value = float(word) if NUMERAL.fullmatch(word) else SPELLED.get(word.lower())
        if value is not None:
            after = said[number + 1].lower() if number + 1 < len(said) else ""
            found.add(value * SCALES.get(after, 1.0))
    return frozenset(found)


def stem(word: str) -> str:
    """A word without its commonest endings: "striking" and "strikes" are "strik"."""
    word = word.removesuffix("'s")
    for ending in ("ations", "ation", "ments", "ment", "ings", "ing", "ies", "ed", "es", "ly", "s", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending)
    return word

"""Anonymity: what the words say of a source whom they do not name.

The rank before its noun ("senior"), the party it speaks for, whether it is one or several, and the
words that say that or why it is not to be named. These are phrases of the vocabulary ("on condition of
anonymity", "declined to be named", "not authorised to speak"), taken only where the parse says them of
this source: in its sentence, in the next one, or beside another mention of the same speaker.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import takewhile

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from onrecord.read.reading import Reading
from onrecord.records import Actor, Anonymity, Span
from onrecord.vocabulary import tables, words

Range = tuple[int, int]

MENTIONS = 6  # of a speaker, from its first: those beside which a reason is sought
PEOPLE = words("roles", "people")
PHRASES = tables("roles")["unnamed"]
SEVERAL = frozenset(tables("roles")["anonymity"]["several"])
PLURALS = ("NNS", "NNPS")
NOMINAL = ("NOUN", "PROPN", "PRON", "NUM", "DET")
FINITE = ("VBD", "VBZ", "VBP")
PERSONAL = {"he", "she", "they"}
STANDING_IN = PERSONAL | {"all", "both", "each", "neither", "none", "some", "most", "many", "several", "two"}
DEFINITE = {"the", "this", "that", "these", "those"}
RELATIVE = ("WP", "WDT", "WP$")
SUBJECTS = ("nsubj", "nsubjpass")
BEFORE_A_VERB = ("aux", "auxpass", "advmod", "neg")
STOPS = frozenset('.,;:!?()[]—–"“”«»')
ATTACHED = re.compile(
    r"[\s,–—-]*(?:(?:who|both|all|each|of|whom|speaking|talking|also|and)\s+)*|[\s,]*who\s[^,.;:“”\"]*\s(?:and|but)\s+"
)


def anonymity(reading: Reading, source: Span | Range, speaker: Actor | None) -> Anonymity:
    """What the article says of an unnamed source.

    Args:
        source: the words for it beside the cue.
        speaker: the actor they are a mention of; None: nothing beyond these words is known.
    """
    start, end = (source.start, source.end) if isinstance(source, Span) else source
    known = [(m.start, m.end) for m in speaker.mentions] if speaker else []
    places = [(start, end), *(place for place in known if place != (start, end))]
    near = [_tokens(reading, place) for place in places[: MENTIONS + 1]]
    phrases = [phrase for phrase in near if phrase is not None]
    named_by = [phrase for phrase in phrases if phrase.root.pos_ != "PRON" or len(phrase) > 1] or phrases
    return Anonymity(
        level=next(filter(None, map(_level, named_by)), None),
        side=speaker.party if speaker else None,
        count="several" if named_by and _is_several(named_by[0]) else "one",
        reason=next(_reasons(reading, phrases, places), None),
    )


def _tokens(reading: Reading, place: Range) -> Tokens | None:
    return reading.doc.char_span(*place, alignment_mode="expand")


def _noun(phrase: Tokens) -> Token:
    """Who is meant: "officials" of "two senior officials" and of "one of the officials"."""
    for preposition in phrase.root.children:
        if preposition.lower_ == "of" and PEOPLE.get(phrase.root.lemma_.lower()) is None:
            return next((child for child in preposition.children if child.i < phrase.end), phrase.root)
    if phrase.root.pos_ in NOMINAL:
        return phrase.root
    return next((token for token in phrase if token.pos_ in NOMINAL), phrase.root)


def _level(phrase: Tokens) -> str | None:
    """The rank words that stand before the noun and belong to it, not to another noun on the way."""
    noun = _noun(phrase)
    for match in _ranks().finditer(phrase.text[: noun.idx - phrase.start_char]):
        rank = phrase.char_span(*match.span())
        if rank is not None and _belongs(rank.root, noun):
            return " ".join(match[0].lower().split())
    return None


def _belongs(rank: Token, noun: Token) -> bool:
    path = [rank, *takewhile(lambda token: token != noun, rank.ancestors)]
    return path[-1].head == noun and not any(token.dep_ in ("poss", "pobj") for token in path[1:])


def _is_several(phrase: Tokens) -> bool:
    head = phrase.root if phrase.root.pos_ in NOMINAL else _noun(phrase)
    if head.tag_ in PLURALS or head.lower_ in SEVERAL:
        return True
    return any(
        child.dep_ == "conj" and any(other.dep_ == "det" for other in child.children)
        for child in head.children
        if child.i < phrase.end
    )


def _reasons(reading: Reading, phrases: Sequence[Tokens], places: Sequence[Range]) -> Iterator[Span]:
    """The words that say that or why the source is not to be named, those nearest to it first."""
    doc = reading.doc
    for phrase in phrases:
        sentence = phrase.root.sent
        following = doc[sentence.end].sent if sentence.end < len(doc) else None
        for place in (sentence, following) if following is not None else (sentence,):
            if _last_words().isdisjoint(token.lower_ for token in place):
                continue
            for match in _unnamed().finditer(reading.article.text, place.start_char, place.end_char):
                found = doc.char_span(*match.span(), alignment_mode="expand")
                if found is None or _qualifies(found[-1]) or reading.in_boilerplate(*match.span()):
                    continue
                if _is_said_of(found, phrase, places, apart=place is following):
                    end = _end(found, place, barred=match["barred"] is not None)
                    yield reading.article.span(match.start(), end)


def _qualifies(last: Token) -> bool:
    """ "on background checks": the last word goes with a noun behind it."""
    return last.dep_ in ("compound", "amod") and last.head.i > last.i


def _is_said_of(found: Tokens, phrase: Tokens, places: Sequence[Range], *, apart: bool) -> bool:
    """Whether the words are said of the source; `apart` where they stand in the next sentence."""
    if phrase.start_char <= found.start_char < phrase.end_char:
        return True
    between = found.doc[phrase.end : found.start].text_with_ws if found.start >= phrase.end else "…"
    if not apart and ATTACHED.fullmatch(between):
        return True
    bearer = _bearer(found, places)
    if bearer is None or _is_in(bearer, places):
        return bearer is not None
    if apart:
        return bearer.lower_ in STANDING_IN or _same_again(bearer, _noun(phrase))
    return bearer.lemma_.lower() not in PEOPLE and bearer.pos_ == "NOUN" and phrase.root.is_ancestor(bearer)


def _is_in(token: Token, places: Sequence[Range]) -> bool:
    return any(start <= token.idx < end for start, end in places)


def _same_again(noun: Token, known: Token) -> bool:
    """ "The officials" after "two officials"."""
    return noun.lemma_.lower() == known.lemma_.lower() and noun.left_edge.lower_ in DEFINITE


def _bearer(found: Tokens, places: Sequence[Range]) -> Token | None:
    """Whom a phrase is said of: the noun of its relative clause, or the subject or agent of its verb."""
    token = found[0]
    while token in found or not _is_in(token, places):
        subject = next((child for child in token.children if child.dep_ in SUBJECTS), None)
        agent = next((child for child in token.children if child.dep_ == "agent"), None)
        relative = subject is not None and _relative(subject)
        pronoun = subject is not None and subject.lower_ in PERSONAL and token.dep_ == "advcl"
        before = subject is not None and subject.i > found[0].i and token.dep_ == "ccomp"  # "…, that X went"
        if subject is not None and not (relative or pronoun or before):
            return subject
        if agent is not None and agent not in found:
            return next(agent.children, None)
        if relative or token.dep_ in ("relcl", "acl"):
            return token.head
        if token.head == token or (token.dep_ == "ccomp" and not before):
            return None
        token = token.head
    return token


def _relative(subject: Token) -> bool:
    """ "who", "whose name", "none of whom"."""
    inner = (part for child in subject.children if child.dep_ == "prep" for part in child.children)
    return any(part.tag_ in RELATIVE for part in (subject, *subject.children, *inner))


def _end(found: Tokens, sentence: Tokens, *, barred: bool) -> int:
    """Where the clause that a phrase begins ends; the phrase's own end where no reason goes on from it.

    Args:
        barred: the phrase says what somebody may not speak of, so what follows completes it.
    """
    doc, start = found.doc, found.end
    text = found[-1].whitespace_ + doc[start : max(start, sentence.end)].text
    comma = _because().match(text)
    if not (comma or barred or _further().match(text) or (start < len(doc) and doc[start].tag_ == "TO")):
        return int(found.end_char)
    above = {*found[0].ancestors} - {*found}
    stop = start + bool(comma and doc[start].text == ",")
    while stop < sentence.end and not _closes(doc[stop], above | {found[0]}):
        stop += 1
    while stop > start and doc[stop - 1].dep_ in BEFORE_A_VERB and doc[stop - 1].head in above:
        stop -= 1
    last = doc[stop - 1]
    return int(last.idx + len(last))


def _closes(token: Token, above: set[Token]) -> bool:
    """Whether a token ends a clause: a mark, the verb that governs the clause, or another beside that."""
    if token.is_space or token.text in STOPS or token in above:
        return True
    if token.dep_ == "cc":
        return token.head in above
    unjoined = token.i > 0 and token.nbor(-1).dep_ not in ("cc", "punct", *BEFORE_A_VERB, *SUBJECTS)
    return token.dep_ == "conj" and token.tag_ in FINITE and unjoined


@cache
def _unnamed() -> re.Pattern[str]:
    """Every phrase that says that, or why, a source is not named."""
    pairs = (("asked", "hidden"), ("declined", "shown"))
    joined = [rf"(?:{_any_of(first)})\s+(?:{_any_of(second)})" for first, second in pairs]
    barred = rf"(?P<barred>(?:{_any_of('barred')})\s+(?:{_any_of('speaking')}))"
    return re.compile(rf"\b(?:{barred}|{'|'.join(joined)}|{_any_of('condition')})\b", re.I)


@cache
def _last_words() -> frozenset[str]:
    """The words with which phrases end; a sentence without any of them needs no closer look."""
    ends = (
        phrase.split()[-1] for key in ("condition", "hidden", "shown", "speaking") for phrase in PHRASES[key]
    )
    return frozenset(word for end in ends for word in end.split("/"))


@cache
def _because() -> re.Pattern[str]:
    return re.compile(rf"\s{{0,9}},?\s{{1,9}}(?:{_any_of('because')})\b", re.I)


@cache
def _further() -> re.Pattern[str]:
    return re.compile(rf"\s+(?:{_any_of('further')})\b", re.I)


@cache
def _ranks() -> re.Pattern[str]:
    levels = sorted(tables("roles")["anonymity"]["level"], key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, levels))})(?![\w-])", re.I)


def _any_of(key: str) -> str:
    return "|".join(map(_pattern, PHRASES[key]))


def _pattern(phrase: str) -> str:
    """A phrase of the vocabulary as a pattern: "a/b" is either, "(a)" may be left out, "…" is a few words."""
    *first, last = phrase.split()
    return "".join(map(_optional, first)) + _either(last)


def _optional(word: str) -> str:
    if word == "…":
        return r"(?:[\w’'-]+\s+){0,3}?"
    if word.startswith("("):
        return rf"(?:{_either(word[1:-1])}\s+)?"
    return rf"{_either(word)}\s+"


def _either(word: str) -> str:
    choices = "|".join(map(re.escape, word.split("/"))).replace("'", "['’]")
    return f"(?:{choices})" if "/" in word else choices

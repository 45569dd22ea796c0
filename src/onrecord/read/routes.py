"""Routes: ways that people or relief are to be let through, from where to where.

"from A, B and C to D", "A – B – C", "linking A with B", "left A for B", in sentences that speak of a
corridor or an evacuation, and in those behind it that speak of a route. One article's ways are one
proposal of each side that tells of them, with a term for each route.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from onrecord.read.issues import Pack, inside
from onrecord.read.reading import Reading
from onrecord.records import Actor, Proposal, Span, Statement, Term
from onrecord.vocabulary import tables

RULE = "routes 1"
WAYS = {key: frozenset(listed) for key, listed in tables("routes")["ways"].items()}
BEFORE = "|".join(tables("routes")["places"]["nouns"])
AGREED = frozenset(tables("routes")["agreed"]["words"])
NAME = r"[A-Z][\w’']{1,40}(?:[- ](?:[A-Z][\w’']{1,40})){0,2}"
KIND = rf"(?:{BEFORE})"
NOTE = r"(?:\s[(\[][^()\[\]]{1,40}[)\]])?"
PLACE = rf"(?:the\s)?(?:{KIND}s?\sof\s|{KIND}\s)?(?P<{{}}>{NAME})(?:\s{KIND})?{NOTE}"
ANY = PLACE.replace("?P<{}>", "?:")
REGION = rf"(?:,?\s(?:(?:in|of)\sthe\s)?{NAME}\s(?:{BEFORE}))?"
SEVERAL = rf"{ANY}(?:(?:,\sand\s|,\s|\sand\s){ANY}){{0,12}}"
STRAIGHT = re.compile(rf"\b[Ff]rom\s(?P<origins>{SEVERAL}){REGION},?\s(?:to|towards?|into)\s(?P<ends>{ANY})")
BACKWARD = re.compile(rf"\bto\s(?P<ends>{ANY})\sfrom\s(?P<origins>{SEVERAL})")
LEFT = re.compile(
    rf"\b(?:leave|leaves|leaving|left|depart(?:s|ed|ing)?)\s(?P<origins>{ANY}){REGION},?\sfor\s(?P<ends>{ANY})"
)
REACHED = re.compile(
    rf"\b(?:from|residents\sof|people\sof)\s(?P<origins>{SEVERAL}){REGION}\s(?:\w+\s){{0,3}}?(?:reach(?:ed)?|arrived\s(?:in|at))\s(?P<ends>{ANY})"
)
LINKED = re.compile(rf"(?P<origins>{SEVERAL})\swith\s(?P<ends>{ANY})")
WORDS = r"[A-Z][\w’']+(?:\s[A-Z][\w’']+){0,2}"
STEP = WORDS + NOTE
CHAIN = re.compile(rf"(?<![\w(-]){STEP}(?:\s?[-–—]\s?{STEP}){{1,15}}(?!\w)")
STEPS = re.compile(WORDS)
THROUGH = re.compile(rf"\b(?:through|via|along)\s(?P<stops>{SEVERAL})")
PLACES = re.compile(PLACE.replace("{}", "name"))
TIMES = {"DATE", "TIME"}
MOST = 200  # routes of one article


@dataclass(frozen=True, slots=True)
class Route:
    """One way, with the words that tell it."""

    span: Span
    origin: str
    destination: str


class _Found(NamedTuple):
    start: int
    end: int
    pairs: list[tuple[str, str]]


class _Way(NamedTuple):
    sentence: Tokens
    heads: list[Span]  # the nouns that name the way


def corridors(
    reading: Reading, actors: Sequence[Actor], statements: Sequence[Statement], pack: Pack, first: int
) -> Iterator[Proposal]:
    """Yield a proposal for each side that tells of ways for people or relief; none where no route is told.

    Args:
        first: number of the first proposal's id.
    """
    by: dict[tuple[str, ...], tuple[list[Span], list[Term]]] = {}
    for way in _ways(reading):
        at = way.heads[0] if way.heads else reading.span(way.sentence)
        authors = _authors(way, statements, actors)
        mentions, terms = by.setdefault(authors, ([], []))
        mentions += way.heads
        for route in routes(reading, way.sentence):
            issue = pack.issue(inside(reading, at.start, at.end))
            terms.append(
                Term(issue=issue, span=route.span, origin=route.origin, destination=route.destination)
            )
    found = [(who, mentions, terms) for who, (mentions, terms) in by.items() if mentions and terms]
    for number, (who, mentions, terms) in enumerate(found, first):
        yield Proposal(
            id=f"x{number}", name=mentions[0].words, mentions=tuple(mentions), author=who,
            terms=tuple(terms[:MOST]), rule=RULE,
        )  # fmt: skip


def routes(reading: Reading, sentence: Tokens) -> Iterator[Route]:
    """The routes that a sentence tells, each pair of places once; a stop on the way is an origin too."""
    text, start, end = reading.article.text, sentence.start_char, sentence.end_char
    lemmas = {token.lemma_.lower() for token in sentence}
    seen: set[tuple[str, str]] = set()
    times = [(entity.start_char, entity.end_char) for entity in sentence.ents if entity.label_ in TIMES]
    for found in _told(text, start, end, lemmas):
        if any(first < found.end and found.start < past for first, past in times):
            continue
        for pair in found.pairs:
            if pair[0] != pair[1] and pair not in seen:
                seen.add(pair)
                yield Route(reading.article.span(found.start, found.end), *pair)


def _told(text: str, start: int, end: int, lemmas: Collection[str]) -> Iterator[_Found]:
    last, linking, meant = "", "link" in lemmas, not WAYS["meant"].isdisjoint(lemmas)
    for pattern in (STRAIGHT, BACKWARD, LEFT, REACHED, *((LINKED,) if linking else ())):
        for found in pattern.finditer(text, start, end):
            goal = PLACES.match(found["ends"])
            last = goal["name"] if goal else ""
            origins = [(origin["name"], last) for origin in PLACES.finditer(found["origins"])]
            yield _Found(found.start(), found.end(), origins)
    for found in CHAIN.finditer(text, start, end):
        steps = STEPS.findall(found[0])
        if len(steps) == 2 and not re.search(r"\s[-–—]\s", found[0]) and not meant:
            continue  # a name with a hyphen
        yield _Found(found.start(), found.end(), [(step, steps[-1]) for step in steps[:-1]])
    for found in THROUGH.finditer(text, start, end) if last else ():
        stops = [(stop["name"], last) for stop in PLACES.finditer(found["stops"])]
        yield _Found(found.start(), found.end(), stops)


def _ways(reading: Reading) -> Iterator[_Way]:
    """The sentences that speak of a way for people or relief, and those of a route behind one."""
    told = False
    for sentence in reading.doc.sents:
        if reading.in_boilerplate(sentence.start_char, sentence.end_char):
            continue
        heads = [token for token in sentence if token.lemma_.lower() in WAYS["nouns"]]
        moved = [token for token in sentence if token.lemma_.lower() in WAYS["moved"]]
        meant = moved or any(_for_people(head) for head in heads)
        going = [token for token in sentence if told and token.lemma_.lower() in WAYS["verbs"]]
        if (heads and (meant or told)) or moved or going:
            told = True
            yield _Way(sentence, [reading.span(token) for token in heads or moved[:1] or going[:1]])


def _for_people(way: Token) -> bool:
    """ "A corridor", "a safe route", "the agreed passage"; not "a route"."""
    beside = {child.lemma_.lower() for child in way.children if child.i < way.i}
    above = way.head.lemma_.lower()
    return (
        way.lemma_.lower() in WAYS["meant"]
        or not beside.isdisjoint(WAYS["kinds"] | AGREED)
        or above in AGREED
    )


def _authors(way: _Way, statements: Sequence[Statement], actors: Sequence[Actor]) -> tuple[str, ...]:
    """The side of who tells of the way, and those that the sentence says to have agreed on it."""
    sides = {actor.name: actor.id for actor in actors}
    start, end = way.sentence.start_char, way.sentence.end_char
    told = {
        one.speaker
        for one in statements
        if any(span.start < end and start < span.end for span in one.content)
    }
    found = [actor for actor in actors if actor.id in told and actor.kind not in ("media", "state")]
    if not AGREED.isdisjoint(token.lemma_.lower() for token in way.sentence):
        found += [
            actor
            for actor in actors
            if actor.party and actor.kind != "state" and any(start <= m.start < end for m in actor.mentions)
        ]
    return tuple(dict.fromkeys(sides.get(actor.party or "", actor.id) for actor in found))

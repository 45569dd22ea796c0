"""Relays: who stands between the article and the speaker inside one sentence, and whose words they then are.

"OUTLET, citing an official, reported", "OUTLET quoted a mayor as saying", "was quoted as saying by OUTLET",
"said in an interview with OUTLET", "in a statement carried by OUTLET". PolNeAR has no nesting, so this is
read off the parse.
"""

from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Doc, Token

from onrecord.read.attribution import DOCUMENTS, VERBS, Attribution, Relay, clause_of
from onrecord.read.phrases import noun_phrase
from onrecord.vocabulary import tables, words

CARRYING = frozenset(tables("attribution")["relays"]["carrying"])
NAMES = {"PERSON", "ORG", "GPE", "NORP"}
PEOPLE, BODIES = words("roles", "people"), words("roles", "bodies")
QUOTING = frozenset(tables("attribution")["relays"]["quoting"])
SAYING = frozenset(tables("attribution")["relays"]["saying"])
INTERVIEWS = frozenset(tables("attribution")["relays"]["interviews"])


def relayed(doc: Doc, attribution: Attribution) -> Attribution:
    """An attribution with its relays, outermost first; where it was the relay's, that of whom it relays."""
    tokens = doc.char_span(*attribution.cue, alignment_mode="expand")
    if tokens is None:
        return attribution
    cue = tokens.root
    cited = _cited(cue)
    if cited is not None and attribution.source is not None:
        source, relation, content = cited[0], cited[1], cited[2] or attribution.content
        relay = Relay(attribution.source, attribution.cue, relation)
        return replace(attribution, source=source, content=content, relays=(relay,))
    return replace(attribution, relays=tuple(_behind(cue, attribution)))


def _cited(cue: Token) -> tuple[tuple[int, int], str, tuple[tuple[int, int], ...]] | None:
    """Whom a cue's subject cites or quotes, how, and the words, where the parse shows them apart."""
    quoted = _child(cue, "dobj")
    if cue.lemma_.lower() in QUOTING and quoted is not None:
        saying = _saying(cue) or _saying(quoted)
        return None if saying is None else (noun_phrase(quoted), "reported by", clause_of(saying))
    subject = _child(cue, "nsubj")
    for verb in (*cue.children, *(subject.children if subject is not None else ())):
        cited = _child(verb, "dobj")
        if verb.tag_ == "VBG" and verb.lemma_.lower() in QUOTING and cited is not None and _speaks(cited):
            return noun_phrase(cited), "citing", ()
    return None


def _speaks(noun: Token) -> bool:
    """Whether a noun names somebody: an office, a body, a name."""
    return noun.ent_type_ in NAMES or noun.lemma_.lower() in PEOPLE or noun.lemma_.lower() in BODIES


def _saying(head: Token) -> Token | None:
    """The verb of "… as saying" below a verb or a noun."""
    for link in head.children:
        if link.lower_ == "as":
            return next((verb for verb in link.children if verb.lemma_.lower() in SAYING), None)
    return None


def _behind(cue: Token, attribution: Attribution) -> Iterator[Relay]:
    """Who carries or took down the words: the agent of "quoted", of a carried document, of an interview."""
    saying = _saying(cue)
    agent = _agent(cue) or (_agent(saying) if saying is not None else None)
    if cue.lemma_.lower() in QUOTING and agent is not None and _child(cue, "nsubjpass") is not None:
        yield Relay(noun_phrase(agent), attribution.cue, "reported by")
    for noun in _within(cue):
        lemma = noun.lemma_.lower()
        if lemma in INTERVIEWS and cue.lemma_.lower() in VERBS:
            other = _object(noun, {"with", "to"})
            if other is not None:
                yield Relay(noun_phrase(other), attribution.cue, "told")
        elif lemma in DOCUMENTS:
            carrier = next(
                (c for c in noun.children if c.lemma_.lower() in CARRYING and c.dep_ == "acl"), None
            )
            carried = _agent(carrier) if carrier is not None else None
            if carrier is not None and carried is not None:
                yield Relay(noun_phrase(carried), (carrier.idx, carrier.idx + len(carrier)), "reported by")


def _within(cue: Token) -> Iterator[Token]:
    """The nouns of "in a …", "on a …" behind a cue."""
    for link in cue.children:
        if link.dep_ == "prep" and link.lower_ in ("in", "on", "during"):
            yield from (noun for noun in link.children if noun.dep_ == "pobj")


def _agent(verb: Token) -> Token | None:
    return _object(verb, {"by"})


def _object(head: Token, prepositions: set[str]) -> Token | None:
    for link in head.children:
        if link.dep_ in ("agent", "prep") and link.lower_ in prepositions:
            return _child(link, "pobj")
    return None


def _child(head: Token, relation: str) -> Token | None:
    return next((child for child in head.children if child.dep_ == relation), None)

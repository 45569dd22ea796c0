"""Happenings: the words of one article that tell an event of PLOVER, with its type and mode.

A noun is carried by a verb that says no more than that it takes place ("launched an attack"), or ended
by one ("lifted the blockade"), which makes another event of it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from onrecord.read.issues import Pack
from onrecord.read.lexicon import NONE, Match, lemma, matched, passive_subject
from onrecord.read.reading import Reading
from onrecord.records import Statement
from onrecord.vocabulary import tables, words

FRAMES = {key: frozenset(listed) for key, listed in tables("events")["frames"].items()}
ENDINGS = frozenset(tables("events")["endings"]["end"])
ENDED = words("events", "ended")
FAINT = frozenset(tables("events")["faint"]["nouns"])
HOSTILE = {"ASSAULT", "COERCE", "THREATEN", "SANCTION", "MOBILIZE"}
FRIENDLY = {"AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT"}
NAMES = {"PERSON", "ORG", "GPE", "DATE", "TIME", "LANGUAGE", "WORK_OF_ART"}
PERFORMED = {"accuse": "ACCUSE", "reject": "REJECT", "demand": "REQUEST"}  # speech act → type
CLIMB = 3  # nouns of amount between a noun and what carries it


@dataclass(frozen=True, slots=True)
class Happening:
    """Words that tell an event."""

    kind: str  # type, and mode after a space
    trigger: Token
    frame: Token  # the verb that carries tense and doer; the trigger where none does
    parts: tuple[Token, ...] = ()  # further words of the pattern
    ended: bool = False  # a verb ends what the trigger names
    refused: bool = False  # who acts will not do what the trigger names

    @property
    def type(self) -> str:
        """One of PLOVER's."""
        return self.kind.partition(" ")[0]

    @property
    def mode(self) -> str | None:
        """One of the type's modes."""
        return self.kind.partition(" ")[2] or None

    @property
    def nominal(self) -> bool:
        """Whether a noun tells it."""
        return self.trigger.pos_ not in ("VERB", "AUX")


def happenings(reading: Reading, pack: Pack) -> list[Happening]:
    """The happenings of one article, in no order, with those that repeat another."""
    found = [one for token in reading.doc if token.pos_ in ("VERB", "AUX") if (one := _by_verb(token, pack))]
    used = {part.i for one in found for part in (one.trigger, *one.parts)}
    for token in reading.doc:
        one = _by_noun(token, pack) if token.pos_ in ("NOUN", "PROPN") and token.i not in used else None
        if one is not None:
            found.append(one)
            used |= {part.i for part in (token, *one.parts)}
    told = {one.type for one in found}
    for token in reading.doc:
        match = matched(token, "contextual") if token.i not in used and token.dep_ != "compound" else None
        if match is not None and match[0] in told:
            found.append(Happening(match[0], token, token, match[1]))
    return found


def performed(
    reading: Reading, statements: Sequence[Statement], found: Sequence[Happening]
) -> Iterator[Happening]:
    """What statements do by what they say, where their cue tells no event: "called it a war crime"."""
    used = {token.i for one in found for token in (one.trigger, *one.parts)}
    for statement in statements:
        kind = PERFORMED.get(statement.act or "")
        cue = statement.cue
        tokens = reading.doc.char_span(cue.start, cue.end, alignment_mode="expand") if kind and cue else None
        if kind and tokens is not None and not used & {token.i for token in tokens}:
            yield Happening(kind, tokens.root, tokens.root)


def _sensed(token: Token, table: str, pack: Pack) -> Match | None:
    """What the lexicon makes of a word, else the pack; nothing of the "fire" of "cease-fire"."""
    if token.lower_ == "fire" and any(t.lower_ == "cease" for t in token.doc[max(token.i - 2, 0) : token.i]):
        return None
    found = matched(token, table)
    if found is None and lemma(token) in pack.senses:
        return pack.senses[lemma(token)], ()
    return None if found is None or found[0] == NONE else found


def _by_verb(verb: Token, pack: Pack) -> Happening | None:
    """The event of a verb; not of a participle that stands before a noun."""
    if verb.dep_ in ("amod", "compound", "aux", "auxpass"):
        return None
    found = _sensed(verb, "verbs", pack)
    if found and not found[1] and lemma(verb) in FRAMES["active"] and passive_subject(verb) is not None:
        return None
    if found is None or (lemma(verb) in FRAMES["wish"] and not found[1] and not _asks(verb)):
        return None
    return Happening(found[0], verb, verb, found[1])


def _asks(verb: Token) -> bool:
    """Whether a verb of wishing asks something of somebody: "want them to leave", "sought a pause"."""
    if verb.tag_ == "VBN" and not any(c.dep_ == "aux" for c in verb.children):
        return False  # "asked how it was going"
    firm = lemma(verb) == "insist"
    for child in verb.children:
        if child.dep_ == "dobj" and child.pos_ != "PRON" and not firm:
            return True
        if child.dep_ in ("ccomp", "xcomp") and any(c.dep_ in ("nsubj", "nsubjpass") for c in child.children):
            return not firm or child.tag_ == "VB"
    return False


def _by_noun(noun: Token, pack: Pack) -> Happening | None:
    """The event of a noun, changed by a verb that ends it."""
    if noun.dep_ in ("compound", "amod", "nmod", "npadvmod") or noun.ent_type_ in NAMES:
        return None
    found = _sensed(noun, "nouns", pack)
    if found is None:
        return None
    kind, verb = found[0], carrier(noun)
    ended = verb is not None and lemma(verb) in ENDINGS
    if ended:
        kind = ENDED.get(kind.partition(" ")[0], kind)
    return Happening(kind, noun, verb or noun, found[1], ended)


def counted(noun: Token) -> bool:
    """ "days of talks", "a wave of strikes"."""
    return noun.dep_ == "pobj" and noun.head.lower_ == "of" and lemma(noun.head.head) in FRAMES["amount"]


def carrier(noun: Token) -> Token | None:
    """The verb that says of a noun that it takes place or ends; None if none does."""
    for _ in range(CLIMB):
        verb, link = noun.head, noun.dep_
        if counted(noun):
            noun = verb.head
            continue
        if link in ("dobj", "nsubjpass") and verb.pos_ == "VERB":
            return verb if lemma(verb) in FRAMES["carry"] | FRAMES["start"] | ENDINGS else None
        if link == "nsubj" and verb.pos_ == "VERB":
            return verb if lemma(verb) in FRAMES["happen"] | FRAMES["start"] | ENDINGS else None
        break
    done = next((c for c in noun.children if c.dep_ == "acl" and c.tag_ == "VBN"), None)
    return done if done is not None and lemma(done) in FRAMES["carry"] else None

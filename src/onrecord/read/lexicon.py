"""Lexicon: patterns of lemmas that tell an event, and the words that hang on a trigger.

A pattern's first word is the trigger. Each further one must hang on it, "^word" in its subject; "@class"
is any word of a class, "*" any object. Of the patterns that fit, the one of most
words decides, then the first.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice

from spacy.tokens import Token

from onrecord.read.phrases import antecedent
from onrecord.vocabulary import tables, words

NONE = "none"
CLASSES = {key: frozenset(listed) for key, listed in tables("events")["classes"].items()}
OBJECTS = {"dobj", "nsubjpass", "dative", "oprd", "attr"}
ON_VERB = OBJECTS | {"prt", "prep", "agent", "acomp", "advmod", "pcomp", "xcomp", "ccomp", "npadvmod", "neg"}
ON_NOUN = {"compound", "amod", "nmod", "prep", "acl", "nummod", "poss"}
INSIDE = {"compound", "amod", "nmod", "conj", "prep", "pobj", "pcomp", "poss", "nummod", "dobj", "xcomp"}
CLAUSES = {"xcomp", "ccomp", "pcomp"}
DEEP = 4  # steps below a trigger in which the words of its pattern stand
WIDE = 40  # words below a trigger that are looked at
CLIMB = 4  # steps up the parse to a subject that is shared
SHARING = {"xcomp", "conj", "advcl", "pcomp", "prep", "acl", "acomp"}  # clauses that have a subject above

Match = tuple[str, tuple[Token, ...]]


@dataclass(frozen=True, slots=True)
class Pattern:
    """Words that must hang on a trigger, and the type and mode of event that they make of it."""

    below: tuple[str, ...]
    subjects: tuple[str, ...]
    kind: str


@cache
def patterns(table: str) -> Mapping[str, tuple[Pattern, ...]]:
    """The patterns of a table by their first word, those of most words first."""
    found: dict[str, list[Pattern]] = {}
    for pattern, kind in words("events", table).items():
        first, *others = pattern.split()
        below = tuple(word for word in others if not word.startswith("^"))
        subjects = tuple(word[1:] for word in others if word.startswith("^"))
        found.setdefault(first, []).append(Pattern(below, subjects, kind))
    return {
        first: tuple(sorted(listed, key=lambda one: -len(one.below) - len(one.subjects)))
        for first, listed in found.items()
    }


def matched(token: Token, table: str) -> Match | None:
    """The type and mode of the pattern that fits a trigger, with the words it holds; None: no event."""
    listed = patterns(table).get(lemma(token), ())
    if not listed:
        return None
    below: Callable[[Token], Iterable[Token]] = _on_verb if token.pos_ in ("VERB", "AUX") else _on_noun
    plain = not any(one.below or one.subjects for one in listed)
    under = {} if plain else _by_lemma(below(token))
    above = _by_lemma(_on_subject(token)) if any(one.subjects for one in listed) else {}
    for one in listed:
        parts = [_held(word, under) for word in one.below] + [_held(word, above) for word in one.subjects]
        if None not in parts:
            return one.kind, tuple(part for part in parts if part is not None)
    return None


def lemma(token: Token) -> str:
    """The lemma in lower case; of a plural in a heading that is read as a name, its singular."""
    low = token.lemma_.lower()
    if token.pos_ == "PROPN" and low.endswith("s") and not low.endswith("ss") and not token.ent_type_:
        return low[:-1]
    return low


def subject(verb: Token) -> Token | None:
    """Who does what a verb says, its own subject or one that is shared; None of a passive."""
    for _ in range(CLIMB):
        own = next((c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")), None)
        if own is not None:
            return antecedent(own) if own.dep_ == "nsubj" else None
        above = verb.head
        if above == verb or verb.dep_ not in SHARING:
            return None
        if verb.dep_ == "acl":
            if verb.tag_ in ("VBG", "VBN"):
                return above if verb.tag_ == "VBG" else None
            owner = next((c for c in above.children if c.dep_ == "poss"), None)
            if owner is not None:
                return owner  # "their plan to leave"
            above = next((a for a in above.ancestors if a.pos_ in ("VERB", "AUX")), above)
        elif verb.dep_ == "xcomp":
            asked = next((c for c in above.children if c.dep_ == "dobj" and c.i < verb.i), None)
            if asked is not None:
                return asked  # "urged both sides to stop"
        verb = above
    return None


def passive_subject(verb: Token) -> Token | None:
    """Whom a passive or a past participle says something is done to."""
    for _ in range(CLIMB):
        own = next((c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")), None)
        if own is not None:
            return antecedent(own) if own.dep_ == "nsubjpass" else None
        if verb.dep_ == "acl" and verb.tag_ == "VBN":
            return verb.head
        if verb.dep_ != "conj" or verb.tag_ != "VBN":
            return None
        verb = verb.head
    return None


def below(token: Token, first: Iterable[str] = ON_VERB) -> Iterator[Token]:
    """The words that hang on a token, nearest first; those of its clauses only by their verb."""
    level = [child for child in islice(token.children, WIDE) if child.dep_ in first]
    for _ in range(DEEP):
        yield from level
        level = [
            child
            for one in level
            if one.dep_ not in CLAUSES or one.dep_ == "xcomp"
            for child in islice(one.children, WIDE)
            if child.dep_ in INSIDE or child.tag_ == "TO"
        ][:WIDE]


def _on_verb(verb: Token) -> Iterator[Token]:
    yield from below(verb)
    done_to = passive_subject(verb) if verb.tag_ == "VBN" else None
    if done_to is not None:
        yield done_to
        yield from below(done_to, ON_NOUN)
    elif verb.dep_ == "relcl":  # "the hostages that they released"
        yield verb.head


def _on_noun(noun: Token) -> Iterator[Token]:
    yield from below(noun, ON_NOUN)


def _on_subject(verb: Token) -> Iterator[Token]:
    who = subject(verb)
    if who is not None:
        yield who
        yield from below(who, ON_NOUN | {"conj"})


def _by_lemma(tokens: Iterable[Token]) -> dict[str, Token]:
    found: dict[str, Token] = {}
    for token in tokens:
        found.setdefault(lemma(token), token)
        found.setdefault(token.lower_, token)
    return found


def _held(word: str, tokens: Mapping[str, Token]) -> Token | None:
    """The token of a pattern's word, None if it does not stand there."""
    if word == "*":
        return next((token for token in tokens.values() if token.dep_ in ("dobj", "nsubjpass")), None)
    if not word.startswith("@"):
        return tokens.get(word)
    return next((token for name, token in tokens.items() if name in CLASSES[word[1:]]), None)

"""Loaded: expressions that judge, and the word that they are said of.

Nouns ("the terrorists"), patrons ("X-backed"), acts ("X's aggression"), adjectives and predicates ("the
plan is reckless"), names given ("called it a farce"), verbs and idioms of judgement ("drags its feet").
Words of opinion count in a speaker's voice only. Classes of words: `vocabulary/labels.toml`.
"""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Token

from onrecord.read.calling import MODIFIERS, QUOTES, names_given, phrase
from onrecord.read.deeds import (
    LONGEST_CLIMB,
    PREDICATES,
    SUBJECTS,
    above,
    accusation,
    actor_of,
    doer,
    negated,
    owned,
    partner,
    subject,
)
from onrecord.read.names import BODIES, PEOPLE
from onrecord.vocabulary import tables, words

NOUNS, ACTS, VERDICTS = words("labels", "nouns"), words("labels", "acts"), words("labels", "verdicts")
ADJECTIVES, ADVERBS = words("labels", "adjectives"), words("labels", "adverbs")
VERBS, PATRONS, DOINGS = words("labels", "verbs"), words("labels", "patrons"), words("labels", "doings")
IDIOMS = frozenset(tuple(idiom.split()) for idiom in words("labels", "idioms"))
IDIOMATIC = frozenset(verb for verb, _ in IDIOMS)
AMOUNTING = frozenset(tables("labels")["carrying"]["amounting"])
DISTANCING = frozenset(tables("labels")["distance"]["distancing"])
HARD = {"atrocity", "deceit"}  # acts whose name judges also where nobody is said to have done them
SMALL = {"failing", "shame", "sham"}  # verdicts that are loaded of what somebody has, "X's failure"
CONTENT = {"NOUN", "PROPN", "ADJ", "VERB", "ADV"}
JOINED = 3  # tokens from a word to another joined to it
IDIOM_REACH = 5  # tokens behind the verb


@dataclass(frozen=True, slots=True)
class Loaded:
    """A loaded expression.

    `of` is the word that it is said of; None where the words do not say.
    """

    start: int
    end: int
    of: Token | None
    said: bool = False  # loaded in a speaker's voice only
    noun: Token | None = None  # the noun that is itself a name of somebody; None: no such noun
    given: Token | None = None  # the verb by which somebody calls it so or alleges it; None: nobody does
    act: bool = False  # names one act, whoever's it is

    @property
    def named(self) -> bool:
        """Whether it is a name that somebody gives."""
        return self.said and self.given is not None


def loaded(token: Token) -> Iterator[Loaded]:
    """The loaded expressions that a word carries."""
    if token.pos_ not in CONTENT:
        return
    for name, of in names_given(token):
        if name.pos_ in CONTENT:
            yield Loaded(*phrase(name), of, said=True, given=token)
    if any(child.lower_ in DISTANCING for child in token.lefts):
        return
    if token.dep_ in MODIFIERS and token.head.i > token.i:
        yield from _modifier(token)
    if token.pos_ in ("NOUN", "PROPN"):
        yield from _noun(token)
    elif token.pos_ == "ADV":
        yield from _adverb(token)
    else:
        yield from _verb(token) if token.pos_ == "VERB" else ()
        yield from _adjective(token)


def judges(tokens: Iterable[Token] | None) -> bool:
    """Whether a phrase holds a word that judges."""
    tables_ = NOUNS, ACTS, VERDICTS, ADJECTIVES
    return any(key(token, table) for token in tokens or () for table in tables_)


def key(token: Token, table: Container[str]) -> str | None:
    """The words under which a noun, with the word before it if need be, stands in a table."""
    lemma = token.lemma_.lower()
    pair = f"{token.nbor(-1).lower_} {lemma}" if token.i else ""
    return next((k for k in (pair, lemma, token.lower_) if k in table), None)


def _noun(token: Token) -> Iterator[Loaded]:
    if _proper(token):
        return
    if found := key(token, NOUNS):
        if " " in found or not _technical(token):
            first = token.nbor(-1) if " " in found else token
            yield Loaded(first.idx, token.idx + len(token), _bearer(token), noun=token)
    elif found := key(token, ACTS):
        start = min([token.idx, *(c.idx for c in token.children if _belongs(c, found))])
        act, given = _is_one(token, ACTS[found]), accusation(token)
        yield Loaded(start, token.idx + len(token), doer(token), act=act, given=given)
    elif found := key(token, VERDICTS):
        yield from _verdict(token, VERDICTS[found])
    elif key(token, PATRONS) and owned(token):
        of = partner(token) or next((c for c in token.children if c.dep_ == "appos" and c.i > token.i), None)
        if of is not None:
            yield Loaded(token.left_edge.idx, token.idx + len(token), of)


def _belongs(child: Token, found: str) -> bool:
    """Whether a word before a loaded noun is loaded with it: "blatant lie", "bad faith"."""
    return child.i < child.head.i and (child.lemma_.lower() in ADJECTIVES or child.lower_ == found.split()[0])


def _is_one(noun: Token, kind: str) -> bool:
    """Whether a noun names one act by a hard word: "the massacre", not "terrorism charges"."""
    return kind in HARD and noun.dep_ not in MODIFIERS and any(child.dep_ == "det" for child in noun.children)


def _verdict(token: Token, kind: str) -> Iterator[Loaded]:
    """ "X is a threat", "amounts to an insult", "a threat posed by X", "X's failure"."""
    yield from _predicate(token, said=True)
    by = any(child.dep_ == "acl" and child.tag_ == "VBN" for child in token.children)
    if token.dep_ in ("dobj", "pobj") and above(token).lemma_ in AMOUNTING:
        yield Loaded(*phrase(token), subject(above(token)), said=True)
    elif by or (kind in SMALL and owned(token)):
        yield Loaded(*phrase(token), token, said=True)


def _verb(token: Token) -> Iterator[Loaded]:
    lemma = token.lemma_.lower()
    if lemma in VERBS:
        yield replace(_at(token, actor_of(token)), given=accusation(token))
    elif lemma in IDIOMATIC:
        reach = token.doc[token.i + 1 : min(token.i + IDIOM_REACH, token.sent.end)]
        last = next((t for t in reach if (lemma, t.lemma_.lower()) in IDIOMS), None)
        if last is not None and token in (last.head, last.head.head, last.head.head.head):
            last = last.head if last.dep_ == "amod" and last.i < last.head.i <= last.i + 2 else last
            yield Loaded(token.idx, last.idx + len(last), actor_of(token), given=accusation(token))


def _adverb(token: Token) -> Iterator[Loaded]:
    kind = ADVERBS.get(token.lemma_.lower())
    if kind and token.dep_ == "advmod" and token.head.pos_ == "VERB":
        yield _at(token, subject(token.head), said=kind == "opinion")


def _adjective(token: Token) -> Iterator[Loaded]:
    kind = ADJECTIVES.get(token.lemma_.lower(), "allied")
    if kind != "allied":
        yield from _predicate(token, said=kind != "judging")


def _modifier(token: Token) -> Iterator[Loaded]:
    """An adjective before a noun, "X-backed" and "pro-X" among them."""
    head, lemma = token.head, token.lemma_.lower()
    kind = ADJECTIVES.get(lemma) or ADJECTIVES.get(token.lower_)
    joined = token.i > 1 and token.nbor(-1).text == "-" and head.lemma_.lower() not in DOINGS
    if kind == "allied":
        yield from _patron(token, head) if joined else ()
    elif kind is not None and not token.ent_type_ and not _proper(token):
        if token.lower_ == lemma and _fits(kind, head):
            yield _at(token, _holder(head), said=kind != "judging")
    elif joined and token.nbor(-2).lower_ == "pro" and head.lemma_.lower() not in PEOPLE:
        yield Loaded(token.nbor(-2).idx, token.idx + len(token), head)


def _fits(kind: str, head: Token) -> bool:
    """Whether an adjective of some kind judges before a noun."""
    if kind == "bearing":
        lemma = head.lemma_.lower()
        return lemma in PEOPLE or lemma in BODIES or any(key(head, table) for table in (NOUNS, VERDICTS))
    return kind != "predicated"


def _patron(token: Token, head: Token) -> Iterator[Loaded]:
    """ "X-backed", said of the noun behind it."""
    first = token.nbor(-2)
    if first.text[0].isupper():
        while first.i and first.nbor(-1).text[0].isupper() and first.nbor(-1).pos_ == "PROPN":
            first = first.nbor(-1)
        yield Loaded(first.idx, token.idx + len(token), head)


def _predicate(token: Token, *, said: bool) -> Iterator[Loaded]:
    """What a clause says of its subject: "X is …"."""
    if token.dep_ in PREDICATES and not negated(token.head):
        start, end = phrase(token) if token.pos_ == "NOUN" else _with_adverb(token)
        yield Loaded(start, end, _judged(token), said=said)


def _judged(token: Token) -> Token | None:
    """What a predicate is said of; of "it is … that X does", X."""
    of = subject(token.head)
    if of is None or of.lower_ != "it":
        return of
    below = (c for c in (*token.head.children, *token.children) if c.i > token.i)
    clauses = [c for c in below if c.dep_ in ("ccomp", "xcomp", "advcl", "csubj")]
    if not clauses:
        return of
    return next((c for clause in clauses for c in clause.children if c.dep_ in SUBJECTS), None)


def _holder(noun: Token) -> Token | None:
    """Of whom an adjective before a noun is said."""
    if noun.lemma_.lower() in DOINGS or any(key(noun, table) for table in (ACTS, VERDICTS)):
        return doer(noun)
    if noun.dep_ in ("appos", "attr") and not noun.ent_type_ and noun.lemma_.lower() not in BODIES:
        return partner(noun) or noun
    return noun


def _bearer(noun: Token) -> Token:
    """Who is called by a loaded noun: itself, its partner, or the noun that it stands before."""
    if noun.dep_ in ("appos", "attr") or (noun.dep_ == "pobj" and noun.head.lower_ == "as"):
        return partner(noun) or noun
    if noun.dep_ in MODIFIERS and noun.head.i > noun.i:
        return noun.head
    return next((child for child in noun.children if child.dep_ == "appos" and child.ent_type_), noun)


def _at(token: Token, of: Token | None, *, said: bool = False) -> Loaded:
    """A word with the adverbs before it."""
    return Loaded(*_with_adverb(token), of, said=said)


def _with_adverb(token: Token) -> tuple[int, int]:
    """A word with the adverbs before it and the words like it that are joined behind it."""
    first = last = token
    while first.i and first.nbor(-1).dep_ in ("advmod", "npadvmod") and first.nbor(-1).head == token:
        first = first.nbor(-1)
    for _ in range(LONGEST_CLIMB if token.pos_ == "ADJ" else 0):
        last = next((c for c in last.children if c.dep_ == "conj" and c.i - last.i <= JOINED), last)
    return first.idx, last.idx + len(last)


def _proper(token: Token) -> bool:
    """Whether a capital makes a word part of a name."""
    before = token.nbor(-1) if token.i else token
    return token.is_title and not token.is_sent_start and before.text not in QUOTES


def _technical(token: Token) -> bool:
    """ "a sanctions regime"."""
    return token.lemma_ == "regime" and any(
        child.dep_ == "compound" and child.pos_ == "NOUN" and not child.ent_type_ for child in token.children
    )

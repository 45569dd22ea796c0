"""Meant: which actor a word of the text stands for, or whose doing a noun is.

A word inside a mention, the owner of a noun ("X's move", "the attacks by X", "X-ish demands"), the
antecedent of a pronoun, or the speaker itself ("our"). What "it" and "this" stand for is not guessed.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from onrecord.read.loaded import key
from onrecord.read.names import folded
from onrecord.read.places import Places
from onrecord.records import Actor, Span, Statement
from onrecord.vocabulary import tables, words

DEMONYMS = words("countries", "demonyms")
FIRST = {"i", "we", "me", "us", "my", "our", "myself", "ourselves"}
PERSONAL = {"he", "him", "his", "she", "her", "himself", "herself"}
IMPERSONAL = {"its", "itself"}  # not "it", which as often is what was said
PLURAL = {"they", "them", "their", "themselves"}
RELATIVE = {"WDT", "WP", "WP$"}
NOUNS = words("labels", "nouns")
DOINGS = frozenset(word for table in ("doings", "acts", "verdicts") for word in words("labels", table))
OWNED = frozenset(
    word
    for table, kinds in (("doings", ("deed", "word", "mind")), ("acts", ("assault", "folly")))
    for kind in kinds
    for word in tables("labels")[table][kind]
)
BODY = frozenset(tables("labels")["bodies"]["one"])
SUBJECTS = {"nsubj", "nsubjpass"}
PEOPLE = {"person"}
CROWD = {"group of people", "party", "state", "government", "armed force", "armed group"}
BODIES = CROWD - {"group of people"} | {"international organisation", "ngo", "other"}
OF_OTHERS = {"adversary", "servile"}  # nouns before which a name is another's: "X's puppets"
FARTHEST, MOST = 2, 12  # sentences and mentions that a pronoun is looked up in
DEEPEST = 3  # steps from a noun to its owner


@dataclass(frozen=True, slots=True)
class Mentioned:
    """One mention, to look back to."""

    start: int
    head: Token
    actor: Actor


class Meant:
    """The actors of one article, looked up by words."""

    def __init__(self, doc: Doc, actors: Sequence[Actor]) -> None:
        self._at = Places((span, actor) for actor in actors for span in actor.mentions)
        self._by_id = {actor.id: actor for actor in actors}
        self._names: dict[tuple[str, ...], Actor] = {}
        mentioned = []
        for actor in actors:
            for name in (actor.name, *(m.words for m in actor.mentions if m.words[0].isupper())):
                self._names.setdefault(folded(name), actor)
            mentioned += [one for span in actor.mentions if (one := _mentioned(doc, span, actor))]
        self._mentioned = sorted(mentioned, key=lambda one: one.start)
        self._starts = [one.start for one in self._mentioned]

    def who(self, token: Token, said: Statement | None, deep: int = 0) -> Actor | None:
        """The actor that a word stands for, else the one whose doing or property it is.

        Args:
            said: the statement in whose content the word stands.
        """
        low = token.lower_
        if token.pos_ == "PRON" or token.tag_ == "PRP$":
            return self._pronoun(token, said, deep)
        actor = self._at.at(token.idx) or self._named(token)
        if actor is not None or deep >= DEEPEST or low in FIRST:
            return actor
        doing = said is not None or token.lemma_.lower() in DOINGS
        return self.doer(token, said, deep) if doing else None

    def named(self, token: Token) -> bool:
        """Whether an actor stands at a word itself, or a pronoun."""
        return token.pos_ == "PRON" or self._at.at(token.idx) is not None

    def doer(self, noun: Token, said: Statement | None, deep: int = 0) -> Actor | None:
        """The actor that owns a noun or does what it names."""
        for owner in _owners(noun):
            actor = self.who(owner, said, DEEPEST if owner.dep_ == "pobj" else deep + 1)
            if actor is not None:
                return actor
        return None

    def bearer(self, token: Token, noun: Token, said: Statement | None) -> Actor | None:
        """Who is called by a loaded noun.

        Args:
            token: whom the words say it of, the noun itself or another.
        """
        if token != noun:
            return self.who(token, said)
        before = [child for child in noun.children if child.dep_ in ("amod", "compound", "nmod")]
        names = [] if NOUNS.get(noun.lemma_.lower()) in OF_OTHERS else [c for c in before if _names_it(c)]
        actor = self._at.at(noun.idx) or next(filter(None, map(self._named, names)), None)
        unnamed = (actor is None or actor.name[0].islower()) and not any(word.ent_type_ for word in before)
        if unnamed and key(noun, BODY) and noun.tag_ == "NN" and _definite(noun):
            return self.before(noun, said, BODIES) or actor  # "the terror group" is one that has been named
        return actor

    def before(self, token: Token, said: Statement | None, kinds: set[str]) -> Actor | None:
        """The nearest actor of some kinds named before a word who is not the speaker; subjects first."""
        near, own = self._near(token), self._own(said)
        own |= {one.actor.id for one in near if _same_clause(one.head, token)}
        near = [one for one in near if one.actor.id not in own and one.actor.kind in kinds]
        last = [one for one in near if one.head.sent.start == near[0].head.sent.start]
        subjects = [one for one in last if one.head.dep_ in SUBJECTS]
        return next((one.actor for one in (*subjects, *last)), None)

    def _own(self, said: Statement | None) -> set[str]:
        """The speaker, the party that it speaks for and the state that its words name."""
        speaker = self._by_id.get(said.speaker or "") if said else None
        if speaker is None:
            return set()
        names = [folded(word) for m in speaker.mentions[:MOST] for word in m.words.split()]
        names += [folded(DEMONYMS[name[0]]) for name in names if len(name) == 1 and name[0] in DEMONYMS]
        known = (self._names.get(name) for name in (*names, folded(speaker.party or "")))
        return {speaker.id, *(actor.id for actor in known if actor is not None)}

    def _near(self, token: Token) -> list[Mentioned]:
        """Mentions before a token in its sentence and those just before it, the nearest first."""
        at, floor = bisect_left(self._starts, token.idx), self._first(token)
        return [one for one in reversed(self._mentioned[max(0, at - MOST) : at]) if one.start >= floor]

    def _first(self, token: Token) -> int:
        """Where the words begin that one looks back to from a token; not over the end of a paragraph."""
        first = token.sent.start
        for _ in range(FARTHEST):
            if first and "\n" not in token.doc[first - 1].text:
                first = token.doc[first - 1].sent.start
        return token.doc[first].idx

    def _pronoun(self, token: Token, said: Statement | None, deep: int) -> Actor | None:
        low = token.lower_
        if token.tag_ in RELATIVE or (low == "that" and token.head.dep_ == "relcl"):
            clause = next((a for a in (token.head, *token.ancestors) if a.dep_ == "relcl"), None)
            return self.who(clause.head, said, deep + 1) if clause is not None and deep < DEEPEST else None
        if low in FIRST:
            return self._by_id.get(said.speaker or "") if said else None
        known = self._at.at(token.idx)
        if known is not None:
            return known
        if low in PERSONAL:
            return self.before(token, said, PEOPLE)
        if low in IMPERSONAL:
            return self.before(token, said, BODIES)
        return self.before(token, said, BODIES | CROWD) if low in PLURAL else None

    def _named(self, token: Token) -> Actor | None:
        if token.lower_ in DEMONYMS:
            return self._names.get(folded(DEMONYMS[token.lower_]))
        return self._names.get(folded(token.text)) if token.pos_ == "PROPN" else None


def _mentioned(doc: Doc, mention: Span, actor: Actor) -> Mentioned | None:
    tokens = doc.char_span(mention.start, mention.end, alignment_mode="expand")
    return Mentioned(mention.start, tokens.root, actor) if tokens is not None and len(tokens) else None


def _same_clause(subject: Token, token: Token) -> bool:
    """Whether one is the subject of the clause in which the other is an object: then they are two."""
    return subject.dep_ in SUBJECTS and token.dep_ in ("dobj", "pobj") and subject.head in token.ancestors


def _owners(noun: Token) -> Iterator[Token]:
    """Who may own a noun, the surest first: a possessor, "by X"; of a doing also an adjective, "of X"."""
    children, lemma = list(noun.children), noun.lemma_.lower()
    yield from (child for child in children if child.dep_ == "poss")
    for agent in children:
        if agent.lower_ == "by" or (agent.dep_ == "acl" and agent.tag_ == "VBN"):
            yield from _agents(agent)
    if lemma in DOINGS:
        yield from (c for c in children if c.dep_ in ("amod", "compound", "nmod") and c.i < noun.i)
    for of in children if lemma in OWNED else ():
        if of.lower_ == "of" and of.dep_ == "prep":
            yield from (inner for inner in of.children if inner.dep_ == "pobj")


def _names_it(word: Token) -> bool:
    """Whether a name before a noun is its bearer's: "the X regime", "X-ish junta", not "X-ish fighters"."""
    return word.dep_ == "compound" or word.head.tag_ == "NN"


def _definite(noun: Token) -> bool:
    return any(child.lower_ in ("the", "this", "that", "these", "those", "such") for child in noun.children)


def _agents(token: Token) -> Iterator[Token]:
    by = [token] if token.lower_ == "by" else [child for child in token.children if child.lower_ == "by"]
    yield from (inner for word in by for inner in word.children if inner.dep_ == "pobj")

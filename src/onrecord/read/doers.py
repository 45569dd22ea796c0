"""Doers: who does what an event tells and to whom, as far as its clause or their antecedents say.

Subject or agent, possessor or demonym of a noun; object, or what stands behind "on", "against", "with".
Whom the words do not name stays None.
"""

from collections.abc import Iterable, Iterator, Sequence

from spacy.tokens import Token

from onrecord.read.happenings import Happening
from onrecord.read.lexicon import CLASSES, lemma, passive_subject, subject
from onrecord.read.places import Places
from onrecord.records import Actor, Statement
from onrecord.vocabulary import tables, words

DEMONYMS = words("countries", "demonyms")
ALIASES = words("names", "aliases")
TOWARDS = {  # prepositions of the target, by type
    "ASSAULT": {"on", "against", "at", "with", "into"},
    "CONSULT": {"with", "to", "between"},
    "AGREE": {"with"},
    "COOPERATE": {"with"},
    "SUPPORT": {"for", "of", "behind"},
    "CONCEDE": {"to"},
    "AID": {"to", "for"},
    "RETREAT": {"of"},
    "REQUEST": {"on", "upon", "to", "from"},
    "ACCUSE": {"of", "against", "on", "with"},
    "REJECT": {"from", "with", "of"},
    "THREATEN": {"against", "to"},
    "PROTEST": {"against"},
    "SANCTION": {"on", "against"},
    "MOBILIZE": {"against"},
    "COERCE": {"of", "on", "against"},
}
DONE_TO = {"ASSAULT", "COERCE", "ACCUSE", "SANCTION"}  # "the bombing of": what is done to, not who does
ASKING = {"REQUEST", "THREATEN"}  # whom the clause below speaks of
ANSWERING = {"REJECT", "AGREE", "SUPPORT"}  # whose plan it is
THINGS = CLASSES["deal"] | CLASSES["plan"] | CLASSES["talks"]
MUTUAL = {"CONSULT", "AGREE", "COOPERATE"}
FIRST, OURS = {"i", "me", "my"}, {"we", "us", "our", "ours"}
OWNERS = {"poss", "compound", "amod", "nmod"}
LED = {"led", "backed", "brokered", "mediated", "sponsored"}  # "A-led strikes"
SUFFERING = frozenset(tables("events")["frames"]["suffering"])
RECEIVING = {"face", "suffer", "receive", "sustain"}  # verbs whose subject the noun they carry is done to
PRONOUNS = {"it", "they", "its", "their", "them"}
PERSONAL = {"he", "she", "his", "her"}
CLIMB = 4  # clauses above a pronoun


class Doers:
    """The actors of one article by the words that name them."""

    def __init__(self, actors: Sequence[Actor]) -> None:
        self._at = Places((mention, actor) for actor in actors for mention in actor.mentions)
        self._by_id = {actor.id: actor for actor in actors}
        self._by_name: dict[str, Actor] = {}
        for actor in actors:
            self._by_name.setdefault(_bare(actor.name), actor)

    def named(self, token: Token | None, voice: Statement | None = None) -> Actor | None:
        """The actor that a word names, by a mention or as a demonym; "I" and "we" are the speaker's."""
        if token is None:
            return None
        if token.lower_ in FIRST | OURS and token.text != "US":
            return self._speaker(voice, side=token.lower_ in OURS)
        return self._at.at(token.idx) or self._by_name.get(_bare(_state(token)))

    def _of_clause(self, pronoun: Token) -> Actor | None:
        """Whom a pronoun means that no mention holds: the subject of the clause above."""
        verb = pronoun.head
        for _ in range(CLIMB):
            if verb.head == verb:
                return None
            verb = verb.head
            above = next((c for c in verb.children if c.dep_ == "nsubj" and c.i < pronoun.i), None)
            if above is not None:
                found = self._at.at(above.idx)
                personal = pronoun.lower_ in PERSONAL
                return None if personal and found is not None and found.kind != "person" else found
        return None

    def _speaker(self, voice: Statement | None, *, side: bool) -> Actor | None:
        speaker = self._by_id.get(voice.speaker or "") if voice else None
        if speaker is None or not side or speaker.party is None:
            return speaker
        return self._by_name.get(_bare(speaker.party), speaker)

    def actor(self, happening: Happening, voice: Statement | None) -> Actor | None:
        """Who does what a happening tells."""
        if happening.type == "ASSAULT" and lemma(happening.trigger) in SUFFERING:
            return self._first(_by(happening.trigger), voice, happening.trigger)
        return self._first(_doing(happening), voice, happening.trigger)

    def target(self, happening: Happening, voice: Statement | None, doer: Actor | None) -> Actor | None:
        """To whom it is done; not who does it."""
        if happening.type == "ASSAULT" and lemma(happening.trigger) in SUFFERING:
            found = self._first(_suffering(happening.trigger), voice, None)
        else:
            found = self._first(_done_to(happening), voice, happening.trigger)
        return None if found is None or found == doer or not _acts(found) else found

    def laid_to(self, actor: Actor | None, voice: Statement) -> bool:
        """Whether what the actor does is laid to it by who accuses it."""
        speaker = self._by_id.get(voice.speaker or "")
        if actor is None or speaker is None or actor == speaker:
            return False
        return voice.act == "accuse"

    def _first(self, tokens: Iterable[Token], voice: Statement | None, trigger: Token | None) -> Actor | None:
        """The actor of the first word that names one; not one whose words tell the event itself."""
        own = self._at.at(trigger.idx) if trigger is not None else None
        for token in tokens:
            found = self.named(token, voice)
            if found is not None and found == own:
                continue
            if found is None and token.lower_ in PRONOUNS | PERSONAL:
                found = self._of_clause(token)
            if found is not None:
                return found
        return None


def _bare(name: str) -> str:
    """A name without article, full stops and plural, and an abbreviation as what it stands for."""
    folded = name.lower().replace(".", "").removeprefix("the ")
    folded = ALIASES.get(folded, folded)
    return folded[:-1] if folded.endswith("s") and len(folded) > 4 else folded


def _state(token: Token) -> str:
    """The state of a demonym, else the word itself."""
    return DEMONYMS.get(token.lower_, token.text)


STATES = {_bare(name) for name in DEMONYMS.values()} | {_bare(name) for name in ALIASES.values()}


def _acts(actor: Actor) -> bool:
    """Whether it is an actor rather than a place: a state is one that has a demonym."""
    return actor.kind != "state" or _bare(actor.name) in STATES


def _doing(happening: Happening) -> Iterator[Token]:
    """The words that may name the doer, the surest first."""
    trigger, frame = happening.trigger, happening.frame
    if happening.type in MUTUAL:
        for part in happening.parts:
            yield from _behind(part, {"between"})
    if happening.nominal:
        yield from _owning(trigger)
        yield from _by(trigger)
        if happening.type not in DONE_TO and happening.mode != "release":
            yield from _behind(trigger, {"of", "between", "from"})
    if frame.pos_ in ("VERB", "AUX"):
        yield from _by(frame)
        doer = subject(frame)
        received = happening.nominal and lemma(frame) in RECEIVING
        if doer is not None and not received and trigger not in doer.subtree:
            yield doer
            yield from _owning(doer)
    if happening.type == "CONSULT" and happening.nominal and frame == trigger and trigger.dep_ == "pobj":
        yield from _holding(trigger)


def _holding(noun: Token) -> Iterator[Token]:
    """The subject of the clause that a talk or visit stands in: "spoke in the port after a visit"."""
    for above, _ in zip(noun.ancestors, range(CLIMB), strict=False):
        if above.pos_ in ("VERB", "AUX"):
            who = subject(above)
            if who is not None:
                yield who
            return


def _owning(noun: Token) -> Iterator[Token]:
    """ "Israeli airstrikes", "the rebels' attack", "US-led raids"."""
    for child in noun.children:
        if child.dep_ in OWNERS and child.i < noun.i:
            yield child
            if child.lower_ in LED:
                yield from (
                    part for part in child.children if part.dep_ in ("npadvmod", "compound", "amod", "nmod")
                )


def _by(token: Token) -> Iterator[Token]:
    """Behind "by"."""
    for child in token.children:
        if child.lower_ == "by" and child.dep_ in ("agent", "prep"):
            yield from (c for c in child.children if c.dep_ == "pobj")
            yield from (owner for c in child.children for owner in _owning(c))
        elif child.dep_ == "acl" and child.tag_ == "VBN":
            yield from _by(child)


def _behind(token: Token, prepositions: set[str]) -> Iterator[Token]:
    """The nouns behind a preposition, and those joined to them."""
    for child in token.children:
        if child.dep_ in ("prep", "prt", "dative") and child.lower_ in prepositions:
            for noun in child.children:
                if noun.dep_ == "pobj":
                    yield noun
                    yield from noun.conjuncts


def _suffering(trigger: Token) -> Iterator[Token]:
    """ "9 people died", "the deaths of 9 people", "civilian casualties"."""
    if trigger.pos_ in ("VERB", "AUX"):
        doer = subject(trigger)
        if doer is not None:
            yield doer
        yield from (c for c in trigger.children if c.dep_ == "dobj")
    else:
        yield from _behind(trigger, {"of", "among"})
        yield from _owning(trigger)


def _asked(verb: Token) -> Iterator[Token]:
    """ "demanded that the fleet leave", "threatened to attack the port"."""
    for clause in verb.children:
        if clause.dep_ == "ccomp":
            yield from (c for c in clause.children if c.dep_ in ("nsubj", "nsubjpass"))
        elif clause.dep_ == "xcomp":
            yield from (c for c in clause.children if c.dep_ in ("dobj", "nsubj"))


def _done_to(happening: Happening) -> Iterator[Token]:
    """The words that may name whom it is done to, the surest first."""
    trigger, frame = happening.trigger, happening.frame
    towards = TOWARDS[happening.type]
    if happening.nominal:
        yield from _behind(trigger, towards | ({"of"} if happening.type in DONE_TO else set()))
    else:
        yield from _objects(happening)
    for part in happening.parts:
        yield from _behind(part, towards)
    if frame.pos_ not in ("VERB", "AUX"):
        return
    yield from _behind(frame, towards)
    doer = subject(frame)
    if doer is not None and happening.nominal and lemma(frame) in RECEIVING:
        yield doer
    elif doer is not None and happening.type in MUTUAL:
        yield from doer.conjuncts


def _objects(happening: Happening) -> Iterator[Token]:
    """Whom a verb is done to: its object, the subject of its passive, what its relative clause is said of."""
    verb = happening.trigger
    whom = passive_subject(verb)
    if whom is not None:
        yield whom
    objects = [child for child in verb.children if child.dep_ in ("dobj", "dative")]
    yield from (one for one in objects if lemma(one) not in THINGS)
    if happening.type in ASKING:
        yield from _asked(verb)
    if happening.type in ANSWERING:
        yield from (owner for one in objects for owner in _owning(one))
    if verb.dep_ == "relcl" and whom is None and subject(verb) != verb.head:
        yield verb.head

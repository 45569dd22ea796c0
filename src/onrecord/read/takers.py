"""Takers: whose a stance is: the party for which its subject, owner or speaker officially speaks.

In: the actors and statements of an article, and a stance. Out: actors. A word that is no mention is found by
the name of an actor ("US" of "the US demand", "Tolmarkian" of Tolmark's); "its" is the subject of its
clause; "who" what it refers to. Whom the words do not tell is nobody.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from spacy.tokens import Token

from onrecord.read.clauses import CITED, CITED_END, subject_of
from onrecord.read.phrases import verb_above
from onrecord.read.places import Places
from onrecord.read.wording import PRONOUNS, Stance
from onrecord.records import Actor, Statement
from onrecord.vocabulary import words

T = TypeVar("T")
DEMONYMS = words("countries", "demonyms")
KNOWN = {
    *words("roles", "bodies"),
    *words("roles", "people"),
    *words("roles", "general"),
    "group",
    "side",
    "sides",
}
SIDES = {"state", "government", "armed force", "armed group", "party", "international organisation"}
CROWDS = {"person", "group of people", "media"}
FIRST, OWNERS = PRONOUNS["first"], PRONOUNS["owners"]
ANY_PRONOUN = frozenset().union(*PRONOUNS.values())
LONGEST_CLIMB = 3  # clauses up to the subject that "its" means


@dataclass(frozen=True, slots=True)
class Takers:
    """Who may take a stance in one article."""

    text: str
    mentioned: Places[Actor]
    cues: Places[Statement]
    contents: Places[Statement]
    owned: Mapping[int, Statement]  # token of a verb → the statement whose speaker is its subject
    by_id: Mapping[str, Actor]
    by_name: Mapping[str, Actor]  # names and the words of mentions, lower case

    def of(self, stance: Stance, vowed: Statement | None, strict: bool = False) -> Iterator[str]:
        """The ids of the parties whose stance it is.

        Args:
            stance: what is taken.
            vowed: the statement of whose speaker it is, where the stance names no holder.
            strict: only of those who have a say: bodies, and those who speak for one or hold an office.
        """
        said = vowed or self.statement(stance)
        for actor in self._actors(stance, said, vowed):
            if not strict or _has_a_say(actor):
                yield self.party(actor).id

    def statement(self, stance: Stance) -> Statement | None:
        """The statement whose cue takes the stance, else in whose content it is taken."""
        return self.cues.at(stance.head.idx) or self.contents.at(stance.head.idx)

    def party(self, actor: Actor) -> Actor:
        """The party that an actor speaks for, where it is among the actors; else the actor itself."""
        return self.by_name.get(actor.party.lower(), actor) if actor.party is not None else actor

    def reporter(self, party: str, said: Statement | None) -> str | None:
        """The side that tells another's position; None where it is its own, the outlet's or nobody's side."""
        speaker = self.by_id.get(said.speaker or "") if said is not None else None
        if speaker is None:
            return None
        side = self.party(speaker)
        if party in (side.id, speaker.id):
            return None
        return side.id if speaker.party is not None or side.kind in SIDES else None

    def _actors(self, stance: Stance, said: Statement | None, vowed: Statement | None) -> Iterator[Actor]:
        """Who takes a stance: the speaker of a cue or of its own clause, else who its subjects are."""
        speaker = self._speaker(stance, said, vowed)
        if speaker is not None:
            yield speaker
            if len(stance.holders) < 2:
                return
        for token in stance.holders:
            found = self._holder(token, said)
            if found is not None:
                yield found

    def _speaker(self, stance: Stance, said: Statement | None, vowed: Statement | None) -> Actor | None:
        """The speaker of the clause or cue that takes the stance; a noun has an owner of its own."""
        own = (
            self.owned.get(stance.head.i)
            or self.owned.get(stance.top.i)
            or (vowed if not stance.holders else None)
        )
        if own is None and said is not None and said.cue is not None:
            inside = said.cue.start <= stance.head.idx < said.cue.end
            own = said if inside and not (stance.head.pos_ == "NOUN" and stance.holders) else None
        return self._speaking(own) if own is not None else None

    def _speaking(self, said: Statement) -> Actor | None:
        """Whose words a statement is: the side of an unnamed source; None where only a pronoun is known."""
        found = self.by_id.get(said.speaker or "")
        if found is None or _is_pronoun(found):
            return None
        side = said.anonymity.side if said.anonymity is not None else None
        return self.by_name.get(side.lower(), found) if side is not None else found

    def _holder(self, token: Token, said: Statement | None) -> Actor | None:
        """The actor that a subject or owner means."""
        low = token.lower_
        if low in FIRST and token.pos_ != "PROPN":
            cited = said is not None and self._is_cited(token, said)
            return self._speaking(said) if said is not None and not cited else None
        found = self._named(token)
        if found is None and low in OWNERS:
            return self._owner(token, said)
        return found

    def _is_cited(self, token: Token, said: Statement) -> bool:
        """Whether the word stands in another's words inside the quotation: "they told us: 'We will …'"."""
        start = next((span.start for span in said.content if span.start <= token.idx < span.end), token.idx)
        inner = list(CITED.finditer(self.text, start + 1, token.idx))
        return bool(inner) and not CITED_END.search(self.text, inner[-1].end(), token.idx)

    def _named(self, token: Token) -> Actor | None:
        """The actor that is mentioned there, else the one of that name."""
        found = self.mentioned.at(token.idx)
        if found is None and token.pos_ in ("PROPN", "ADJ", "NOUN"):
            low = token.lower_
            found = self.by_name.get(low) or self.by_name.get(DEMONYMS.get(low, "").lower())
        return None if found is None or _is_pronoun(found) else found

    def _owner(self, pronoun: Token, said: Statement | None) -> Actor | None:
        """Who "its" is: the subject of its clause or of the one above, else the speaker."""
        at = pronoun
        for _ in range(LONGEST_CLIMB):
            verb = verb_above(at)
            if verb is None:
                break
            subject = subject_of(verb)
            if subject is not None and not subject.is_ancestor(pronoun) and subject != pronoun.head:
                found = self._named(subject)
                if found is not None or subject.pos_ != "PRON":
                    return found if found is not None and _may_own(found, pronoun.lower_) else None
            at = verb
        return self._speaking(said) if said is not None else None


def takers(
    text: str,
    actors: Sequence[Actor],
    statements: Sequence[Statement],
    owned: Mapping[int, Statement],
) -> Takers:
    """Who may take a stance in an article."""
    by_name: dict[str, Actor] = {}
    for actor in actors:
        by_name.setdefault(actor.name.lower(), actor)
    for actor in actors:
        for mention in actor.mentions:
            by_name.setdefault(mention.words.lower().removeprefix("the "), actor)
    for word, actor in _last_words(actors):
        by_name.setdefault(word, actor)
    by_id = {actor.id: actor for actor in actors}
    return Takers(
        text=text,
        mentioned=Places((mention, actor) for actor in actors for mention in actor.mentions),
        cues=Places((s.cue, s) for s in statements if s.cue is not None),
        contents=Places((span, s) for s in statements for span in s.content),
        owned=owned,
        by_id=by_id,
        by_name=by_name,
    )


def _last_words(actors: Sequence[Actor]) -> Iterator[tuple[str, Actor]]:
    """The last words of bodies' names that one alone has: "Union" of "Ferry Workers' Union"."""
    bodies = [actor for actor in actors if actor.kind not in CROWDS and " " in actor.name]
    named = Counter(actor.name.lower().split()[-1] for actor in bodies)
    for actor in bodies:
        word = actor.name.lower().split()[-1]
        if named[word] == 1:
            yield word, actor


def _is_pronoun(actor: Actor) -> bool:
    return actor.name.lower() in ANY_PRONOUN and actor.name != "US"


def _may_own(actor: Actor, pronoun: str) -> bool:
    """Whether "his" or "its" can mean an actor of this kind."""
    return pronoun == "their" or (pronoun == "its") != (actor.kind == "person")


def _has_a_say(actor: Actor) -> bool:
    """Whether an actor is a body, or somebody who speaks for one or holds an office."""
    if actor.kind == "other" and actor.name.islower():  # not "the brazenness of the attack"
        return not KNOWN.isdisjoint(actor.name.split())
    return actor.kind not in CROWDS or actor.party is not None or actor.role is not None

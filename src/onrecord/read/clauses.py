"""Clauses: the main clauses of what is said, and whether their subject is the speaker itself.

The speaker is its own pronoun, its own body ("his country", "the ministry" of the ministry's spokesman)
or a name that the words of the source name ("Norway" of the Norwegian minister).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from spacy.tokens import Doc, Token

from onrecord.vocabulary import tables, words

BODIES, PEOPLE = words("roles", "bodies"), words("roles", "people")
DEMONYMS = words("countries", "demonyms")
LISTS = {key: frozenset(listed) for key, listed in tables("attribution")["acts"].items()}
OFFICIAL = {"official", "spokesperson", "office"}
FIRST = {"i", "we"}
THIRD = {"he", "she", "it", "they"}
OWNERS = {"his": "he", "her": "she", "its": "it", "their": "they"}
NAMED_BY = {"compound", "poss", "amod", "nmod", "appos", "pobj", "conj", "det", "case"}
SUBJECTS = {"nsubj", "nsubjpass"}
SUBORDINATE = {"relcl", "acl"}
MEANING = {"think", "believe", "say", "mean", "repeat"}  # "I think we will", not "I doubt"
CITED, CITED_END = re.compile(r"[:,]\s[‘'](?=\w)"), re.compile(r"[’'](?!\w)")  # inner marks
LONGEST_CLIMB = 4  # steps up the parse from a cue without a subject


@dataclass(frozen=True, slots=True)
class Speaker:
    """What tells the speaker in its own words."""

    pronouns: frozenset[str]
    names: frozenset[str]  # words of its own name and office, lower case
    official: bool  # speaks for a body


@dataclass(frozen=True, slots=True)
class Clause:
    """A main clause of what is said."""

    verb: Token
    subject: Token | None
    own: bool  # the subject is the speaker
    quoted: bool  # in the speaker's own words

    @property
    def lemma(self) -> str:
        """Of its verb."""
        return self.verb.lemma_.lower()

    @property
    def passive(self) -> bool:
        """Whether the subject is not who acts."""
        return self.subject is not None and self.subject.dep_ == "nsubjpass"

    @property
    def negated(self) -> bool:
        """Whether the verb stands under "not" or "never"."""
        return any(child.dep_ == "neg" for child in self.verb.children)

    @property
    def auxiliaries(self) -> set[str]:
        """The lower-case forms of its auxiliaries."""
        return {child.lower_ for child in self.verb.children if child.dep_ in ("aux", "auxpass")}

    @property
    def perfect(self) -> bool:
        """Whether it stands in a perfect tense."""
        return any(child.dep_ == "aux" and child.lemma_ == "have" for child in self.verb.children)


def tops(doc: Doc, start: int, end: int) -> Iterator[Token]:
    """The words of a content that depend on none in it, in order."""
    tokens = doc.char_span(start, end, alignment_mode="contract")
    for token in tokens or ():
        outside = not start <= token.head.idx < end
        if (outside or token.head == token) and token.dep_ not in SUBORDINATE:
            yield token


def clauses(text: str, top: Token, start: int, speaker: Speaker) -> Iterator[Clause]:
    """A clause and those beside it; not those of a condition, a question or somebody else's report.

    Args:
        text: of the article.
        top: the verb of the clause.
        start: of the content that it stands in.
        speaker: of the content.
    """
    if top.pos_ not in ("VERB", "AUX") or is_condition(top) or _asks(top) or _cited(text, top, start):
        return
    subject = _shared_subject(top, start)
    quoted = _quoted(text, top, start)
    own = subject is not None and _is_own(subject, speaker, quoted)
    yield Clause(top, subject, own, quoted)
    for child in top.children:
        beside = child.dep_ in ("conj", "parataxis") or (child.dep_ == "ccomp" and child.i < top.i)
        meant = child.dep_ == "ccomp" and own and top.lemma_.lower() in MEANING
        if beside or meant:
            yield from clauses(text, child, start, speaker)


def is_condition(verb: Token) -> bool:
    """ "if they sign", "when they would vote", "how it would be paid"."""
    return any(
        (child.dep_ == "mark" and child.lower_ != "that") or child.tag_ in ("WRB", "WDT")
        for child in verb.children
    )


def _asks(verb: Token) -> bool:
    return "?" in verb.sent.text


def _shared_subject(verb: Token, start: int) -> Token | None:
    """Its own subject, else that of the clause of the content that it is joined to."""
    for _ in range(LONGEST_CLIMB):
        subject = subject_of(verb)
        if subject is not None or verb.dep_ != "conj" or verb.head.idx < start:
            return subject
        verb = verb.head
    return None


def _cited(text: str, token: Token, start: int) -> bool:
    """Whether the word stands in another's words inside a quotation ("he told us: 'We will …'")."""
    inner = list(CITED.finditer(text, start + 1, token.idx))
    return bool(inner) and not CITED_END.search(text, inner[-1].end(), token.idx)


def _quoted(text: str, token: Token, start: int) -> bool:
    """Whether an opening quotation mark stands before the word in its content."""
    before = text[max(0, start - 1) : token.idx]
    marks = before.count("“") - before.count("”") + before.count("«") - before.count("»")
    return marks > 0 or before.count('"') % 2 == 1


def speaker_of(cue: Token | None) -> Speaker:
    """What the words of the source tell of the speaker."""
    source = _source(cue)
    if source is None:
        return Speaker(frozenset({"he", "she"}), frozenset(), official=False)
    tokens = [source, *_naming(source)]
    lemmas = {token.lemma_.lower() for token in tokens} | {token.lower_ for token in tokens}
    states = {DEMONYMS[lemma].lower() for lemma in lemmas if lemma in DEMONYMS}
    official = any(PEOPLE.get(lemma) in OFFICIAL for lemma in lemmas)
    return Speaker(_pronouns(source, lemmas), frozenset(lemmas | states), official)


def _source(cue: Token | None) -> Token | None:
    """The subject of the cue, if need be that of a verb which it stands beside."""
    if cue is not None and cue.is_punct:
        cue = cue.head
    for _ in range(LONGEST_CLIMB):
        if cue is None or cue.pos_ == "PROPN":
            return cue  # the name in front of a turn
        subject = subject_of(cue)
        if subject is not None or cue.dep_ not in ("conj", "xcomp"):
            return subject
        cue = cue.head
    return None


def subject_of(verb: Token) -> Token | None:
    """The subject of a clause, active or passive."""
    return next((child for child in verb.children if child.dep_ in SUBJECTS), None)


def _naming(noun: Token) -> Iterator[Token]:
    """The words that say what a noun is: not those of "to" or "in", nor of a clause."""
    for child in noun.children:
        if child.dep_ in NAMED_BY or (child.dep_ == "prep" and child.lower_ in ("of", "for")):
            yield child
            yield from _naming(child)


def _pronouns(source: Token, lemmas: set[str]) -> frozenset[str]:
    """The pronouns by which the article can mean the source again."""
    if source.lower_ in THIRD:
        return frozenset({source.lower_})
    if source.pos_ == "PRON":
        return frozenset(THIRD if source.tag_ in ("WP", "WDT") else ())
    if source.tag_ in ("NNS", "NNPS") or any(child.dep_ == "conj" for child in source.children):
        return frozenset({"they"})
    if _is_person(source, lemmas):
        return frozenset({"he", "she", "they"} if source.pos_ == "NOUN" else {"he", "she"})
    if source.pos_ == "PROPN" and source.ent_type_ not in ("GPE", "NORP"):
        return frozenset(THIRD)
    return frozenset({"it", "they"})


def _is_person(source: Token, lemmas: set[str]) -> bool:
    """By an office or calling, or a name of two words; a single name may be a capital's."""
    if source.lemma_.lower() in BODIES and source.lemma_.lower() not in PEOPLE:
        return False
    if any(lemma in PEOPLE for lemma in lemmas):
        return True
    if source.ent_type_ != "PERSON":
        return False
    return source.lower_ in _surnames(source.doc)


@lru_cache(maxsize=1)  # asked of every statement of one article after the other
def _surnames(doc: Doc) -> frozenset[str]:
    """The last words of the names of persons that have several."""
    return frozenset(ent[-1].lower_ for ent in doc.ents if ent.label_ == "PERSON" and len(ent) > 1)


def _is_own(subject: Token, speaker: Speaker, quoted: bool) -> bool:
    """Whether a subject is the speaker, or the body that it speaks for."""
    low = subject.lower_
    if low in FIRST or (low in THIRD and low in speaker.pronouns and not quoted):
        return True
    owner = next((child.lower_ for child in subject.children if child.dep_ == "poss"), None)
    lemma = subject.lemma_.lower()
    if owner is not None:
        ours = owner in ("my", "our") or (OWNERS.get(owner) in speaker.pronouns and not quoted)
        return ours and (lemma in BODIES or lemma in LISTS["own"])
    told = [child.lower_ for child in subject.children if child.dep_ in NAMED_BY]
    if subject.pos_ == "PROPN" and "the" not in told:
        return {low, *told} <= speaker.names and subject.ent_type_ != "PERSON"
    return "the" in told and lemma in BODIES and _speaks_for(lemma, {*told} - {"the"}, speaker)


def _speaks_for(body: str, told: set[str], speaker: Speaker) -> bool:
    """ "the ministry" of a ministry's spokesman, "the cabinet" of a government's."""
    if not told <= speaker.names:
        return False
    return body in speaker.names or (body in LISTS["commanded"] and _executive(speaker))


def _executive(speaker: Speaker) -> bool:
    """Whether an official speaks for a state's executive, not for a party, a union or a company."""
    others = {BODIES[name] for name in speaker.names if name in BODIES} - {"government"}
    return speaker.official and not others and bool(speaker.names & LISTS["executive"])

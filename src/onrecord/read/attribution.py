"""Attribution: which words report, whose words they are, and what is reported.

Rules over the parse: a cue verb with its subject and its clause, object, infinitive or prepositional
phrase; a cue noun with its owner and its clause; "according to". After Krestel et al. 2008, "Minding
the Source", and Pareti 2015, "Attribution: a computational approach".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from onrecord.read.phrases import (
    LONGEST_CLIMB,
    antecedent,
    clause,
    end_of,
    noun_phrase,
    trimmed,
    without,
    worded,
)
from onrecord.read.quotes import Quotations
from onrecord.read.reading import Reading
from onrecord.vocabulary import tables, words

Range = tuple[int, int]  # characters, half-open
RULES, LAYOUT, TAGGER, BOTH = "rules", "layout", "tagger", "rules and tagger"  # who found an attribution

SUBJECTS = {"nsubj"}
PARTICIPLE_OF = {"advcl", "xcomp", "conj", "ccomp", "pcomp", "prep", "acl"}
NOUN_CLAUSE = {"acl", "ccomp", "relcl"}
NOBODY = {"you", "there", "this", "that", "what", "nothing", "nobody", "none", "everything"}
RELATIVE = {"who", "which", "that"}
BY = {"by", "from"}
AMOUNT = {"over", "about", "around", "under", "near"}
AFTER_OBJECT = {"dobj", "oprd", "attr", "acomp", "dative", "prep", "xcomp", "ccomp", "agent", "prt"}
NEAR, NEAR_BEFORE = 8, 6  # words between a cue and the quotation that it introduces, or closes
WORD = re.compile(r"\w+")
TIME_ENTITIES = {"DATE", "TIME"}


@dataclass(frozen=True, slots=True)
class Relay:
    """Who passes the words on, where that is said, and how."""

    source: Range
    cue: Range
    relation: str


@dataclass(frozen=True, slots=True)
class Attribution:
    """Spans of one attribution before they are joined, resolved and typed; ranges of characters."""

    source: Range | None
    cue: Range
    content: tuple[Range, ...]
    lemma: str
    clause: bool = True  # the content is a clause or a quotation, not only a noun or an infinitive
    recipient: Range | None = None  # who is told
    document: Range | None = None  # what the words stand in: "her letter said"
    found_by: str = RULES
    relays: tuple[Relay, ...] = ()  # outermost first
    score: float | None = None  # how likely a reader is to mark it, 0 to 1


VERBS = {**words("attribution", "verbs"), **words("attribution", "attitudes")}
NOUNS = words("attribution", "nouns")
ATTITUDES = frozenset(words("attribution", "attitudes"))
FRAMES = {frame: frozenset(listed) for frame, listed in tables("attribution")["frames"].items()}
DOCUMENTS = words("roles", "documents")
NOT_YET = frozenset(tables("attribution")["silence"]["auxiliaries"])
ISSUING = frozenset(tables("attribution")["issuing"]["verbs"])
SILENCE = frozenset(tables("attribution")["silence"]["verbs"])
UNWILLING = frozenset(tables("attribution")["silence"]["unwilling"])
LONGEST = 20  # words of a noun phrase beside a cue
UNMADE = frozenset(tables("attribution")["silence"]["unmade"])


def attributions(reading: Reading, quotations: Quotations) -> Iterator[Attribution]:
    """Yield the attributions of one article, in the order of their cues."""
    for token in reading.doc:
        found = _by_word(token, quotations)
        if found and not (quotations.at(token.idx) or reading.in_boilerplate(token.idx, token.idx + 1)):
            yield found


def _by_word(token: Token, quotations: Quotations) -> Attribution | None:
    """The attribution whose cue a word is."""
    pos = token.pos_
    if pos in ("VERB", "AUX") and token.lemma_.lower() in VERBS:
        return _by_verb(token, quotations)
    if pos == "NOUN" and token.lemma_ in NOUNS:
        return _by_noun(token, quotations.text)
    return _by_phrase(token, quotations.text) if token.lower_ in ("according", "per") else None


def _by_verb(cue: Token, quotations: Quotations) -> Attribution | None:
    lemma = cue.lemma_.lower()
    if unsaid(cue, lemma):
        return None
    passive = any(child.dep_ in ("auxpass", "nsubjpass") for child in cue.children)
    if passive or (cue.tag_ == "VBN" and cue.dep_ in ("acl", "advcl", "amod")):
        return _by_passive(cue, lemma) if passive else None
    source = _subject(cue)
    if source is None or quotations.at(source[0]):
        source = _beside(cue, quotations)
    if source is None:
        return None
    content = _clauses(cue, lemma)
    whole = bool(content)
    content = content or _governed(cue, lemma)
    if not content and lemma in FRAMES["clause"] and lemma not in ATTITUDES:
        content, whole = _quotation_beside(cue, source, quotations), True
    content = worded(quotations.text, without(content, (source, _verb_group(cue))))
    if not content:
        return None
    source, document = owner(cue.doc, source)
    told = recipient(cue) if lemma == "tell" else None
    return Attribution(source, _verb_group(cue), content, lemma, whole, told, document)


def owner(doc: Doc, source: Range) -> tuple[Range, Range | None]:
    """Of a document that is somebody's ("X's letter", "X issued a statement that"), its owner and itself."""
    tokens = doc.char_span(*source, alignment_mode="expand")
    head = antecedent(tokens.root) if tokens is not None else None
    if (
        head is None
        or head.pos_ != "NOUN"
        or (head.lemma_.lower() not in DOCUMENTS and head.lemma_ not in NOUNS)
    ):
        return source, None
    whose = next((child for child in head.children if child.dep_ == "poss"), None)
    if whose is None:
        links = (
            child
            for child in head.children
            if child.dep_ in ("prep", "agent") and child.lower_ in ("from", "by")
        )
        whose = next((child for link in links for child in link.children if child.dep_ == "pobj"), None)
    if whose is None and head.dep_ == "dobj" and head.head.lemma_.lower() in ISSUING:
        whose = next((child for child in head.head.children if child.dep_ == "nsubj"), None)
    if whose is None or whose.ent_type_ in TIME_ENTITIES or whose.pos_ == "PRON":
        return source, None
    return noun_phrase(whose), (head.idx, head.idx + len(head))


def clause_of(cue: Token) -> tuple[Range, ...]:
    """The clauses that a verb of saying governs; none where it governs none."""
    return _clauses(cue, "say")


def silent(cue: Token) -> bool:
    """Whether a cue says that nothing was said: "did not elaborate", "declined to say", "made no mention"."""
    lemma = cue.lemma_.lower()
    if lemma in UNWILLING:
        return any(child.dep_ == "xcomp" and child.lemma_.lower() in SILENCE for child in cue.children)
    denied = any(child.dep_ == "neg" for child in cue.children)
    nothing = any(
        child.dep_ == "dobj" and child.lemma_ in UNMADE and any(c.lower_ == "no" for c in child.children)
        for child in cue.children
    )
    return nothing or (denied and lemma in SILENCE)


def unsaid(cue: Token, lemma: str) -> bool:
    """Whether the cue says that something was not, or not yet, said."""
    denied = any(child.dep_ == "neg" for child in cue.children)
    if (denied and (lemma in SILENCE or lemma in ATTITUDES)) or not_yet(cue):
        return True
    return any(child.dep_ == "aux" and child.tag_ == "TO" for child in cue.children)


def not_yet(cue: Token) -> bool:
    """Whether a cue stands under "will" and the like, or "if": what is not, or not yet, said."""
    return any(
        (child.dep_ == "aux" and child.lower_ in NOT_YET)
        or (child.dep_ == "mark" and child.lower_ in ("if", "unless"))
        for child in cue.children
    )


def _subject(cue: Token) -> Range | None:
    """The characters of who reports: the verb's own subject, else that of the verb it hangs on.

    "said the lake had fallen, adding that …": of the verbs that it hangs on, one that reports goes first.
    """
    at, fallback = cue, None
    for _ in range(LONGEST_CLIMB):
        subject = _subject_of(at, at is not cue)
        if subject is not None and (at is cue or at.lemma_.lower() in VERBS):
            return _named(subject, at)
        if subject is not None and fallback is None:
            fallback = _named(subject, at)
        if at.dep_ == "acl" and at.head.pos_ in ("NOUN", "PROPN"):
            return fallback or _author(at.head) or noun_phrase(at.head)
        if at.dep_ not in PARTICIPLE_OF:
            break
        at = at.head
    return fallback


def _subject_of(verb: Token, passive: bool) -> Token | None:
    found = next((child for child in verb.children if child.dep_ in SUBJECTS), None)
    if found is None and passive:
        found = next((child for child in verb.children if child.dep_ == "nsubjpass"), None)
    return found


def _author(document: Token) -> Range | None:
    """Who "released a statement blaming …": the subject behind a document that is a verb's object."""
    verb = document.head
    if document.dep_ != "dobj" or document.lemma_.lower() not in DOCUMENTS or verb.pos_ != "VERB":
        return None
    return _subject(verb)


def _beside(cue: Token, quotations: Quotations) -> Range | None:
    """The noun phrase between a quotation and its cue, or right behind it, where the parse went astray."""
    text, sent = quotations.text, cue.sent
    near = quotations.touching(max(0, sent.start_char - 3), sent.end_char)
    nearby = sent.doc[max(sent.start, cue.i - LONGEST) : min(sent.end, cue.i + LONGEST)]
    chunks = sent.doc.noun_chunks_iterator  # type: ignore[attr-defined]  # `Span.noun_chunks` is of the whole doc
    for start, end, _ in chunks(nearby) if near and chunks is not None else ():
        chunk = sent.doc[start:end]
        if chunk.end == cue.i or chunk.start == cue.i + 1:
            first = min(chunk.start_char, cue.idx)
            quoted = any(end <= first and not text[end:first].strip(" ,.") for _, end in near)
            if quoted and not quotations.at(chunk.start_char):
                return noun_phrase(chunk.root)
    return None


def _named(subject: Token, verb: Token) -> Range | None:
    """A subject's characters; of a relative pronoun, those of its antecedent."""
    if subject.lower_ in RELATIVE and subject.tag_ in ("WP", "WDT"):
        return noun_phrase(verb.head) if verb.dep_ == "relcl" else None
    if subject.lower_ in NOBODY or any(
        child.dep_ == "det" and child.lower_ == "no" for child in subject.children
    ):
        return None
    return noun_phrase(subject)


def _verb_group(cue: Token) -> Range:
    start = cue
    while (
        start.i > 0
        and start.nbor(-1).head == cue
        and start.nbor(-1).dep_ in ("aux", "auxpass", "neg", "advmod")
    ):
        start = start.nbor(-1)
    return start.idx, cue.idx + len(cue)


def _clauses(cue: Token, lemma: str) -> tuple[Range, ...]:
    """The clauses that a cue governs: "said that …", "said earlier that …", "said in a statement that …"."""
    if lemma not in FRAMES["clause"]:
        return ()
    under = [cue, *(child for child in cue.children if child.dep_ == "advmod")]
    clauses = [child for head in under for child in head.children if child.dep_ == "ccomp"]
    written = None if clauses else _clause_of_document(cue, 3)
    return tuple(clause(child) for child in clauses or ([written] if written is not None else []))


def _clause_of_document(cue: Token, depth: int) -> Token | None:
    """A clause with "that" which the parser hangs on a noun of the phrases behind the cue."""
    for link in cue.children if depth else ():
        for noun in link.children if link.dep_ == "prep" else ():
            for below in noun.children:
                marks = (c.lower_ for c in below.children if c.dep_ == "mark")
                if below.dep_ in NOUN_CLAUSE and "that" in marks:
                    return below
            deeper = _clause_of_document(noun, depth - 1)
            if deeper is not None:
                return deeper
    return None


def _governed(cue: Token, lemma: str) -> tuple[Range, ...]:
    """The phrase, infinitive or noun that a cue governs: "warned of …", "vowed to …", "announced the …"."""
    children = list(cue.children)
    preposition = next(
        (child for child in children if f"{lemma} {child.lower_}" in FRAMES["preposition"]), None
    )
    if preposition is not None:
        return ((_start_after(preposition), _last(cue, preposition)),)
    infinitive = next((child for child in children if child.dep_ == "xcomp" and child.i > cue.i), None)
    if (
        infinitive is not None
        and any(child.dep_ == "neg" for child in infinitive.children)
        and lemma == "ask"
    ):
        return ()  # "asked not to be named"
    if infinitive is not None and lemma in FRAMES["infinitive"]:
        receiver = next((child for child in children if child.dep_ == "dobj"), None)
        first = receiver.left_edge if receiver else infinitive.left_edge
        return ((first.idx, end_of(infinitive.right_edge)),)
    thing = next((child for child in children if child.i > cue.i and _is_object(child)), None)
    if thing is None or _is_time(thing):
        return ()
    estimate = any(f"{lemma} {child.lower_}" in FRAMES["estimate"] for child in children)
    if estimate or lemma in FRAMES["object"] or f"{lemma} {thing.lemma_.lower()}" in FRAMES["pair"]:
        return ((thing.left_edge.idx, _last(cue, thing)),)
    return ()


def _is_object(child: Token) -> bool:
    """An object, or what the parser takes for a phrase with a preposition: "reported over 200 deaths"."""
    if child.dep_ in ("dobj", "oprd"):
        return True
    noun = next((token for token in child.children if token.dep_ == "pobj"), None)
    return child.lower_ in AMOUNT and noun is not None and any(c.dep_ == "nummod" for c in noun.children)


def _start_after(preposition: Token) -> int:
    return preposition.idx if preposition.i == preposition.right_edge.i else preposition.nbor().idx


def _last(cue: Token, first: Token) -> int:
    """Where the run of objects and phrases after a cue ends, adverbial clauses and times left out."""
    end = first.right_edge
    for child in cue.children:
        if (
            child.i > first.i
            and child.dep_ in AFTER_OBJECT
            and not _is_time(child)
            and child.left_edge.i == end.i + 1
        ):
            end = child.right_edge
    return end_of(end)


def _is_time(token: Token) -> bool:
    return token.ent_type_ in TIME_ENTITIES or any(
        child.ent_type_ in TIME_ENTITIES for child in token.children
    )


def _quotation_beside(cue: Token, source: Range, quotations: Quotations) -> tuple[Range, ...]:
    """The quotation that ends right before the cue and its source, or that the cue introduces."""
    text, sentence, end = quotations.text, cue.sent, cue.idx + len(cue)
    first = min(source[0], cue.idx)
    closed = quotations.touching(
        max(0, first - 3), first
    )  # "…?" he asks: a sentence of its own to the parser
    if closed and not text[closed[-1][1] : first].strip(" ,"):
        return closed[-1:]
    for start, stop in quotations.touching(sentence.start_char, sentence.end_char):
        if sentence.start_char <= start < sentence.end_char:
            before = text[end:start] if end <= start else text[stop : cue.idx]
            if len(WORD.findall(before)) <= (NEAR if end <= start else NEAR_BEFORE) and "\n" not in before:
                return ((start, stop),)
    return quotations.touching(end, sentence.end_char + 3)[:1] if _announces(cue, quotations) else ()


def _announces(cue: Token, quotations: Quotations) -> bool:
    """Whether a colon ends the cue's sentence and a quotation begins right behind it."""
    text, end = quotations.text, cue.sent.end_char
    after = quotations.touching(end, end + 3)
    return (
        text[max(0, end - 5) : end].rstrip().endswith(":")
        and bool(after)
        and not text[end : after[0][0]].strip()
    )


def recipient(cue: Token) -> Range | None:
    """Who is told."""
    receiver = next(
        (child for child in cue.children if child.dep_ in ("dobj", "dative") and child.i > cue.i), None
    )
    return noun_phrase(receiver) if receiver is not None else None


def _by_passive(cue: Token, lemma: str) -> Attribution | None:
    """ "X was condemned by Y", "an attack claimed by Y": the agent is the source."""
    agent = next((child for child in cue.children if child.dep_ == "agent"), None)
    who = (
        next((child for child in agent.children if child.dep_ == "pobj"), None) if agent is not None else None
    )
    if who is None:
        return None
    thing = next((child for child in cue.children if child.dep_ == "nsubjpass"), None)
    whole = [(thing.left_edge.idx, end_of(thing.right_edge))] if thing is not None else []
    source = noun_phrase(who)
    content = without(tuple(whole), (source, _verb_group(cue)))
    return Attribution(source, _verb_group(cue), content, lemma) if content else None


def _by_noun(cue: Token, text: str) -> Attribution | None:
    """ "Y's claim that …", "Y repeated his warning that …", "the call by Y for …": the owner speaks."""
    words = (cue.idx, cue.idx + len(cue))
    whose = next((child for child in cue.children if child.dep_ == "poss"), None) or _by(cue)
    said = _said_by_noun(cue)
    if whose is None or said is None:
        return None
    source: Range | None = noun_phrase(whose)
    if whose.tag_ == "PRP$":
        source = _subject(cue.head) if cue.dep_ == "dobj" else None
    if source is None:
        return None
    content = worded(text, without(said, (source, words)))
    return Attribution(source, words, content, cue.lemma_) if content else None


def _by(noun: Token) -> Token | None:
    links = (child for child in noun.children if child.dep_ in ("prep", "agent") and child.lower_ in BY)
    return next((who for link in links for who in link.children if who.dep_ == "pobj"), None)


def _said_by_noun(cue: Token) -> tuple[Range, ...] | None:
    """The clause with "that" behind a cue noun, else what the preposition that it takes leads to."""
    for child in cue.children:
        if child.i < cue.i:
            continue
        if child.dep_ in NOUN_CLAUSE and any(c.dep_ == "mark" and c.lower_ == "that" for c in child.children):
            return (clause(child),)
        if child.dep_ == "prep" and f"{cue.lemma_} {child.lower_}" in FRAMES["noun"]:
            thing = next((noun for noun in child.children if noun.dep_ in ("pobj", "pcomp")), None)
            return None if thing is None else ((thing.left_edge.idx, end_of(thing.right_edge)),)
    return None


def _by_phrase(cue: Token, text: str) -> Attribution | None:
    """ "According to Y, …", "… as per Y": the rest of the clause, or of the sentence, is the content."""
    if cue.lower_ == "per":
        preposition = cue if cue.i > 0 and cue.nbor(-1).lower_ == "as" else None
    else:
        preposition = next((child for child in cue.children if child.lower_ == "to"), None)
    who = (
        next((child for child in preposition.children if child.dep_ == "pobj"), None) if preposition else None
    )
    if preposition is None or who is None:
        return None
    start = cue.nbor(-1).idx if preposition is cue else cue.idx
    source = noun_phrase(who)
    whole = _clause_around(cue, start, source[1])
    pieces = (trimmed(text, a, b) for a, b in without((whole,), ((start, source[1]),)))
    content = tuple((a, b) for a, b in pieces if b - a > 1)
    phrase = (start, preposition.idx + len(preposition.text))
    return Attribution(source, phrase, content, "according to") if content else None


def _clause_around(cue: Token, start: int, end: int) -> Range:
    """The clause that the phrase from `start` to `end` qualifies; the sentence where it stands first."""
    sentence = cue.sent
    verb = cue.head.pos_ in ("VERB", "AUX") and cue.lower_ == "according"
    head = cue.head if verb else sentence.root
    whole = (head.left_edge.idx, end_of(head.right_edge))
    if whole[0] >= start or whole[1] - whole[0] < end - start + 3:
        return sentence.start_char, end_of(sentence[-1])
    return whole

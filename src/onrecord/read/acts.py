"""Acts: what a statement does, by its cue, else by what the speaker says of itself.

A cue such as "denied" says it. Under a plain cue ("said", "told") the act is that of a main clause of
the content whose subject is the speaker: its own pronoun, its own body ("his country", "the ministry"
of the ministry's spokesman), a name that its own words name. "Said it would not accept …" rejects,
"said his country was ready to …" offers, "said it would …" promises. Of others, what they must do is a
demand, and a deed that is wrong by its very name an accusation. Else it is an assertion. After Searle
1976, "A classification of illocutionary acts", in the contract's words.
"""

import re
from collections.abc import Iterator, Sequence

from spacy.tokens import Doc, Token

from onrecord.read.clauses import (
    FIRST,
    LISTS,
    Clause,
    Speaker,
    clauses,
    is_condition,
    speaker_of,
    subject_of,
    tops,
)
from onrecord.read.reading import Reading
from onrecord.vocabulary import tables, words

Range = tuple[int, int]

CUES = {**words("attribution", "verbs"), **words("attribution", "attitudes")}
NOUNS = words("attribution", "nouns")
SILENCE = frozenset(tables("attribution")["silence"]["verbs"])
PLAIN = "assert"
BY_ATTITUDE = {"believe": "other", "want": "demand", "fear": "other"}
HOPES = {"hope", "hop", "wish"}  # neither speech nor a demand; "hop" is the parser's lemma of "hopes"
PERFORMED = {"accept", "reject", "deny", "demand", "offer", "warn", "accuse", "promise"}
OPPOSITE = {"accept": "reject"}
UNWILLED = LISTS["state"] | SILENCE | {verb for verb, kind in CUES.items() if kind in ("reject", "deny")}
ACTING = LISTS["deliberate"] | LISTS["force"]
OUGHT = {"must", "should"}
WILL, WOULD = {"will", "wo", "shall", "'ll", "’ll"}, {"would", "'d", "’d"}
UNSURE = {"may", "might", "could", "can", *OUGHT}
ASKED_FOR = {"ask": {"for"}, "call": {"for", "on", "upon"}, "appeal": {"for", "to"}, "plead": {"for", "with"}}
ASKING = {"ask", "tell", "call", "beg", "appeal", "plead", "request"}
PREDICATES = {"acomp", "attr", "oprd", "pobj", "pcomp"}
LABELS = {"call", "describe", "label", "brand", "term", "dub", "denounce", "characterise", "characterize"}
SHORT = 3  # sentences; what is longer does what its first sentence does
PAST = {"VBD", "VBN"}
ASKING_FIRST = "|".join(tables("attribution")["acts"]["interrogative"])
QUESTION = re.compile(  # "You will leave, do you hear?" is none
    rf"""[\s"“«]*+(?:(?:and|but|so|then)\b,?\s*+)?"""
    rf"""(?:(?:{ASKING_FIRST})\b[^.!?]*|[^.!?,]*)\?[\s"”’»]*""",
    re.I,
)


def act(reading: Reading, lemma: str, cue: Range, content: Sequence[Range]) -> str:
    """The speech act of a statement.

    Args:
        reading: its article.
        lemma: of the cue.
        cue: its characters.
        content: the characters of what is said.
    """
    verb = _verb(reading.doc, cue)
    by_cue = _by_cue(lemma, verb)
    if by_cue in (PLAIN, "ask") and verb is not None and _asks_to_act(verb, lemma):
        return "demand"
    if by_cue != PLAIN:
        return by_cue
    if _is_question(reading.article.text, content):
        return "ask"
    return _said(reading, verb, content) or PLAIN


def _verb(doc: Doc, cue: Range) -> Token | None:
    tokens = doc.char_span(*cue, alignment_mode="expand")
    return tokens.root if tokens is not None else None


def _by_cue(lemma: str, verb: Token | None) -> str:
    """The act that the cue alone tells."""
    kind = CUES.get(lemma) or NOUNS.get(lemma) or PLAIN
    if lemma in HOPES or lemma in LISTS["express"]:
        return "other"
    if verb is not None and lemma == "insist" and _states_a_fact(verb):
        return PLAIN
    if verb is not None and kind == "reject" and _of_claims(verb):
        return "deny"
    return BY_ATTITUDE.get(kind, kind)


def _states_a_fact(verb: Token) -> bool:
    """ "insisted that the army was there", not "insisted that he go" or "on a pause"."""
    return any(
        child.dep_ == "ccomp" and (child.tag_ in ("VBD", "VBZ", "VBP") or _finite(child))
        for child in verb.children
    )


def _finite(verb: Token) -> bool:
    return any(child.dep_ == "aux" and child.tag_ in ("VBD", "VBZ", "VBP") for child in verb.children)


def _of_claims(verb: Token) -> bool:
    """ "rejected claims that …": what is refused is what another says is so."""
    return any(
        child.dep_ == "dobj" and NOUNS.get(child.lemma_) in (PLAIN, "accuse") for child in verb.children
    )


def _asks_to_act(verb: Token, lemma: str) -> bool:
    """ "called for restraint", "appealed to both sides", "asked both sides to stop"."""
    children = list(verb.children)
    wanted = ASKED_FOR.get(lemma, ())
    called_one = any(child.dep_ == "dobj" for child in children)  # "called an election for April"
    if not called_one and any(child.dep_ == "prep" and child.lower_ in wanted for child in children):
        return True
    return lemma in ASKING and any(
        child.dep_ in ("xcomp", "ccomp") and _is_infinitive(child) for child in children
    )


def _is_infinitive(verb: Token) -> bool:
    return verb.tag_ == "VB" and any(child.dep_ == "aux" and child.tag_ == "TO" for child in verb.children)


def _is_question(text: str, content: Sequence[Range]) -> bool:
    """Whether all that is said is one question in the speaker's words; the mark may stand behind them."""
    if len(content) != 1:
        return False
    start, end = content[0]
    behind = text[end : end + 1] if text[max(0, start - 1) : start] in ("“", '"', "«") else ""
    return QUESTION.fullmatch(text[start:end] + behind) is not None


def _said(reading: Reading, cue: Token | None, content: Sequence[Range]) -> str | None:
    """The act of the first main clause that performs one."""
    speaker = speaker_of(cue)
    text = reading.article.text
    found = [(top, start) for start, end in content for top in tops(reading.doc, start, end)]
    sentences = {top.sent.start for top, _ in found}
    if len(sentences) > SHORT:
        found = [(top, start) for top, start in found if top.sent.start == min(sentences)]
    return next(filter(None, (_done(text, top, start, cue, speaker) for top, start in found)), None)


def _done(text: str, top: Token, start: int, cue: Token | None, speaker: Speaker) -> str | None:
    """What one sentence of the content does."""
    judged = _judged(top, cue)
    if judged:
        return judged
    acts = (_own_act(c) if c.own else _act_upon_others(c) for c in clauses(text, top, start, speaker))
    return next(filter(None, acts), None)


def _judged(top: Token, cue: Token | None) -> str | None:
    """ "were totally unacceptable", "called the ruling unfair", "described it as a violation"."""
    subject = subject_of(top)
    if (subject is not None and subject.lower_ in FIRST) or is_condition(top):
        return None
    if any(child.dep_ in ("neg", "expl") or child.tag_ == "MD" for child in top.children):
        return None
    labelled = cue is not None and cue.lemma_.lower() in LABELS
    said = {word.lemma_.lower() for word in _predicates(top, labelled)}
    if said & LISTS["unacceptable"]:
        return "reject"
    return "accuse" if said & LISTS["wrong"] else None


def _predicates(top: Token, labelled: bool) -> Iterator[Token]:
    """The words by which a clause judges its subject, or a label its object."""
    if labelled:
        yield top
        yield from (child for child in top.children if child.dep_ in ("amod", "conj"))
    if top.pos_ not in ("VERB", "AUX") and not labelled:
        return
    for child in top.children:
        if child.dep_ in PREDICATES and (labelled or top.lemma_ == "be"):
            yield child
            yield from (word for word in child.children if word.dep_ in ("amod", "conj"))


def _own_act(clause: Clause) -> str | None:
    """What the speaker does by what it says of itself."""
    for found in (_stands(clause), _performs(clause), _intends(clause), _will(clause), _did_not(clause)):
        if found:
            return found
    return None


def _stands(clause: Clause) -> str | None:
    """ "was ready to host", "remained committed to", "was not willing to"."""
    if clause.auxiliaries & {"may", "might"}:
        return None
    for word in (clause.verb, *clause.verb.children):
        if word != clause.verb and word.dep_ not in ("acomp", "attr", "oprd"):
            continue
        bound = any(child.dep_ in ("xcomp", "prep") for child in word.children)
        found = _standing(word, clause.negated) if bound else None
        if found:
            return found
    return None


def _standing(word: Token, negated: bool) -> str | None:
    low = word.lower_
    forceful = any(child.dep_ == "xcomp" and child.lemma_ in LISTS["force"] for child in word.children)
    if low in LISTS["ready"]:
        return "reject" if negated else "warn" if forceful else "offer"
    if low in LISTS["unready"]:
        return None if negated else "reject"
    return "promise" if low in LISTS["bound"] and not negated else None


def _performs(clause: Clause) -> str | None:
    """ "had accepted", "rejected any cut", "was calling for", "we demand"."""
    verb, lemma = clause.verb, clause.lemma
    if clause.passive or clause.auxiliaries & (UNSURE - {"can", "could"}):
        return None
    if _asks_to_act(verb, lemma):
        return None if clause.negated else "demand"
    kind = CUES.get(lemma, "")
    kind = BY_ATTITUDE.get(kind, kind)
    if kind not in PERFORMED or lemma in LISTS["deed"] or not _is_meant(verb, lemma, kind):
        return None
    if clause.negated:
        return None if clause.perfect else OPPOSITE.get(kind)
    return kind


def _is_meant(verb: Token, lemma: str, kind: str) -> bool:
    """Whether the verb has what makes it an act: not "we agree that it is late", "want to rest"."""
    children = list(verb.children)
    clauses = [child for child in children if child.dep_ in ("xcomp", "ccomp")]
    if lemma in HOPES or (lemma == "insist" and _states_a_fact(verb)):
        return False
    if lemma in ("want", "seek"):
        wished = any(subject_of(child) is not None for child in clauses)
        return wished or (not clauses and any(child.dep_ == "dobj" for child in children))
    if lemma == "agree":
        return not any(child.dep_ == "ccomp" for child in clauses)
    return kind != "reject" or not any(child.lemma_ in SILENCE for child in clauses)


def _intends(clause: Clause) -> str | None:
    if clause.lemma not in LISTS["intend"] or not any(c.dep_ == "xcomp" for c in clause.verb.children):
        return None
    return "reject" if clause.negated else "promise"


def _will(clause: Clause) -> str | None:
    """ "would put the accord to a vote" promises, "will not sign" rejects, "will retaliate" warns."""
    lemma, verb = clause.lemma, clause.verb
    if verb.tag_ != "VB" or clause.passive or clause.perfect or lemma in UNWILLED:
        return None
    if clause.subject is not None and clause.subject.lower_ == "it" and lemma not in ACTING:
        return None
    firm = clause.auxiliaries & (WILL if clause.quoted else WILL | WOULD)
    if clause.negated:
        return "reject" if firm or ("can" in _lemmas(clause) and lemma in LISTS["give"]) else None
    if any(child.dep_ == "advcl" and is_condition(child) for child in verb.children):
        return None
    if not firm:
        return None
    return "warn" if lemma in LISTS["force"] else "promise"


def _lemmas(clause: Clause) -> set[str]:
    return {child.lemma_ for child in clause.verb.children if child.dep_ == "aux"} | (
        {"can"} if clause.auxiliaries & {"can", "ca", "could"} else set()
    )


def _did_not(clause: Clause) -> str | None:
    """ "had never sent soldiers", "does not target civilians", "was not involved"."""
    verb = clause.verb
    if not clause.negated or clause.auxiliaries & (WILL | WOULD | UNSURE):
        return None
    if any(child.dep_ in ("acomp", "prep") and child.lower_ in LISTS["involved"] for child in verb.children):
        return "deny"
    if clause.passive:
        return "deny" if verb.lower_ in LISTS["involved"] else None
    if clause.lemma in LISTS["force"] | LISTS["wrong"]:
        return "deny"
    never = any(child.dep_ == "neg" and child.lower_ == "never" for child in verb.children)
    past = verb.tag_ in PAST or "did" in clause.auxiliaries
    return "deny" if never and past and clause.lemma not in LISTS["state"] else None


def _act_upon_others(clause: Clause) -> str | None:
    """What is demanded of somebody else, or laid to it."""
    if clause.subject is None:
        return "demand" if _is_imperative(clause) else None
    if clause.subject.lower_ in ("there", "you", "who", "what"):
        return None
    if clause.perfect and clause.auxiliaries & OUGHT:
        return None
    if _is_inverted(clause):
        return None
    if clause.auxiliaries & OUGHT or _needs_to(clause):
        evaluated = any(child.dep_ == "acomp" for child in clause.verb.children)
        return None if evaluated and "should" in clause.auxiliaries else "demand"
    sure = not clause.negated and not clause.auxiliaries & (WILL | WOULD | UNSURE)
    return "accuse" if sure and clause.lemma in LISTS["wrong"] else None


def _is_inverted(clause: Clause) -> bool:
    """ "should she win": a condition."""
    subject = clause.subject
    return subject is not None and any(
        child.dep_ == "aux" and child.i < subject.i for child in clause.verb.children
    )


def _needs_to(clause: Clause) -> bool:
    """ "They need to stand by us", "the army has to leave"; not "would have to", "has yet to"."""
    verb = clause.verb
    if clause.lemma not in ("need", "have") or clause.negated or clause.auxiliaries:
        return False
    return any(
        child.dep_ == "xcomp" and _is_infinitive(child) and verb.nbor().lower_ == "to"
        for child in verb.children
    )


def _is_imperative(clause: Clause) -> bool:
    """ "“Release them now”": a bare verb that opens what is quoted."""
    verb = clause.verb
    if verb.tag_ != "VB" or not clause.quoted or clause.lemma in LISTS["state"] or clause.lemma == "let":
        return False
    before = [token for token in verb.sent if token.i < verb.i and not token.is_punct]
    return all(token.dep_ in ("neg", "aux") and token.lemma_ in ("do", "not", "never") for token in before)

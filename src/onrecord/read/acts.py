"""Acts: what a statement does, by its cue, else by what the speaker says of itself.

A cue such as "denied" says it. Under a plain cue ("said", "told") the act is that of a verb of the
content whose subject is the speaker's own pronoun: "said it would not accept …" rejects, "said we
demand …" demands. What somebody else ought to do ("should publish") is a demand. After Searle 1976,
"A classification of illocutionary acts", in the contract's words.
"""

from collections.abc import Sequence

from spacy.tokens import Doc, Token

from onrecord.vocabulary import words

Range = tuple[int, int]

CUES = {**words("attribution", "verbs"), **words("attribution", "attitudes")}
NOUNS = words("attribution", "nouns")
PLAIN = "assert"
BY_ATTITUDE = {"believe": "other", "want": "demand", "fear": "other"}
SELF = {"i", "we", "he", "she", "it", "they"}
PERFORMED = {"accept", "reject", "deny", "demand", "offer", "warn", "accuse"}
OPPOSITE = {"accept": "reject", "reject": "accept"}
OUGHT = {"must", "should"}
ASKED_FOR = {"for", "on", "upon"}


def act(doc: Doc, lemma: str, cue: Range, content: Sequence[Range]) -> str:
    """The speech act of a statement.

    Args:
        lemma: of the cue.
        cue: its characters.
        content: the characters of what is said.
    """
    by_cue = CUES.get(lemma) or NOUNS.get(lemma) or PLAIN
    by_cue = BY_ATTITUDE.get(by_cue, by_cue)
    verb = _verb(doc, cue)
    if by_cue in (PLAIN, "ask") and verb is not None and _asks_to_act(verb, lemma):
        return "demand"
    return _performed(doc, content) or by_cue if by_cue == PLAIN else by_cue


def _verb(doc: Doc, cue: Range) -> Token | None:
    tokens = doc.char_span(*cue, alignment_mode="expand")
    return tokens.root if tokens is not None else None


def _asks_to_act(verb: Token, lemma: str) -> bool:
    """ "called for restraint", "asked both sides to stop"."""
    children = list(verb.children)
    if lemma == "call":
        return any(child.dep_ == "prep" and child.lower_ in ASKED_FOR for child in children)
    return lemma == "ask" and any(
        child.dep_ in ("xcomp", "ccomp") and _is_infinitive(child) for child in children
    )


def _is_infinitive(verb: Token) -> bool:
    return any(child.dep_ == "aux" and child.tag_ == "TO" for child in verb.children)


def _performed(doc: Doc, content: Sequence[Range]) -> str | None:
    """The act that a verb of the content performs, where its subject is the speaker."""
    for start, end in content:
        tokens = doc.char_span(start, end, alignment_mode="contract")
        for token in tokens or ():
            subject = next((child for child in token.children if child.dep_ == "nsubj"), None)
            if (
                token.pos_ not in ("VERB", "AUX")
                or subject is None
                or token.dep_ in ("relcl", "advcl", "acl")
            ):
                continue
            found = _act_of(token, subject.lower_ in SELF)
            if found:
                return found
    return None


def _act_of(verb: Token, own: bool) -> str | None:
    if not own:
        return (
            "demand"
            if any(child.dep_ == "aux" and child.lower_ in OUGHT for child in verb.children)
            else None
        )
    kind = BY_ATTITUDE.get(CUES.get(verb.lemma_.lower(), ""), CUES.get(verb.lemma_.lower(), ""))
    if kind not in PERFORMED:
        return None
    denied = any(child.dep_ == "neg" for child in verb.children)
    return OPPOSITE.get(kind) if denied else kind

"""Source kinds: what a source is: a named person, an official without a name, a body, a document."""

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from onrecord.read.quotes import quotations
from onrecord.read.reading import Reading
from onrecord.records import Actor
from onrecord.vocabulary import tables, words

Range = tuple[int, int]

PEOPLE = words("roles", "people")
BODIES = words("roles", "bodies")
DOCUMENTS = words("roles", "documents")
INSIGHT = frozenset(tables("roles")["insiders"]["insight"])
ANYBODY = {"person", "people", "individual", "those", "someone", "somebody", "man", "woman"}
OWN_VOICE = {"we", "us"}
INDEFINITE = {"a", "an", "another", "one", "some"}


def source_kind(reading: Reading, source: Range | None, speaker: Actor | None) -> str | None:
    """The kind of a statement's source; None where it has none."""
    if source is None:
        return None
    tokens = reading.doc.char_span(*source, alignment_mode="expand")
    if tokens is None:
        return None
    head = tokens.root
    names = {token.lemma_.lower() for token in tokens} | {token.lower_ for token in tokens}
    role = (speaker.role or "").lower() if speaker else ""
    if speaker and speaker.kind == "person":
        spokes = any(PEOPLE.get(word) == "spokesperson" for word in names | set(role.split()))
        if _is_name(speaker.name):
            return "named spokesperson" if spokes else "named person"
        return _unnamed(speaker, tokens, spokes)
    if head.lower_ in OWN_VOICE and head.pos_ == "PRON":
        return "group" if quotations(reading.article.text).touching(*source) else "media outlet"
    return _kind_of_body(tokens, speaker)


def _is_name(name: str) -> bool:
    """Whether the name of an actor is a proper one, no description that may end with a name."""
    parts = name.split()
    if not parts:
        return False
    last = parts[-1].removeprefix("al-").removeprefix("el-")
    if not last[:1].isupper() or PEOPLE.get(last.lower()):
        return False
    if any(word in PEOPLE or word.removesuffix("s") in PEOPLE for word in parts[:-1]):
        return False
    first = parts[0].lower()
    return first not in INDEFINITE and not (first.removesuffix("s") in PEOPLE and parts[1:2] == ["of"])


def _unnamed(speaker: Actor, tokens: Tokens, spokes: bool) -> str:
    head = tokens.root
    role = PEOPLE.get(head.lemma_.lower(), "") or next(
        (PEOPLE[w.lower()] for m in speaker.mentions for w in m.words.split() if w.lower() in PEOPLE), ""
    )
    one_of_many = any(INDEFINITE & {*m.words.lower().split()[:1]} for m in speaker.mentions)
    if role == "office" and head.tag_ in ("NN", "NNP") and not one_of_many:
        return "named person"
    official = spokes or role in ("official", "office", "expert") or _has_insight(tokens)
    return "anonymous official" if official else "group"


def _has_insight(tokens: Tokens) -> bool:
    """ "A person close to the talks", "people familiar with the plan"."""
    if tokens.root.lemma_.lower() not in ANYBODY:
        return False
    return any(token.lower_ in INSIGHT for token in tokens[tokens.root.i - tokens.start + 1 :])


def _kind_of_body(tokens: Tokens, speaker: Actor | None) -> str:
    head: Token = tokens.root
    lemma = head.lemma_.lower()
    if PEOPLE.get(lemma) in ("official", "spokesperson") or _has_insight(tokens):
        return "anonymous official"
    if lemma in DOCUMENTS and head.pos_ == "NOUN":
        return "document"
    if lemma in PEOPLE or (head.tag_ == "NNS" and lemma not in BODIES):
        return "group"
    if speaker and speaker.kind == "media":
        return "media outlet"
    if speaker and speaker.kind == "group of people":
        return "group"
    return "institution"

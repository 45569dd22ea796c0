"""Topics: whether a noun speaks of the talks or of a deal."""

from spacy.tokens import Token

from onrecord.vocabulary import tables, words

TOPICS = words("talks", "topics")
DIPLOMATIC = frozenset(tables("talks")["diplomatic"]["lemmas"])
LONGEST = 25  # tokens of a phrase


def topic(token: Token) -> str | None:
    """ "talks" or "deals", if a noun is one of these; "efforts" are talks only if they are diplomatic."""
    lemma = token.lemma_.lower()
    kind = "talks" if token.lower_ == "talks" else TOPICS.get(lemma)
    if kind == "efforts":
        near = [t for t in token.subtree if abs(t.i - token.i) <= LONGEST]
        return "talks" if any(t.lemma_.lower() in DIPLOMATIC for t in near) else None
    return kind

"""Actors: who speaks, acts or is spoken of in one article: the mentions found, joined and described."""

from collections.abc import Iterable, Iterator

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from onrecord.read.coreference import Cluster, clusters
from onrecord.read.entities import Entities
from onrecord.read.mentions import Mention, Range, mentions, roles
from onrecord.read.names import PEOPLE, TITLED, folded
from onrecord.read.reading import Reading
from onrecord.records import Actor


def actors(reading: Reading, sources: Iterable[Range]) -> tuple[Actor, ...]:
    """The actors of one article, in order of first mention.

    Args:
        sources: ranges of characters that speak; each becomes a mention of exactly one actor.
    """
    entities = Entities(reading.doc)
    joined = clusters(mentions(reading, sorted(set(sources)), entities), entities.capitals)
    return tuple(_actor(number, cluster, reading) for number, cluster in enumerate(joined, 1))


def _actor(number: int, cluster: Cluster, reading: Reading) -> Actor:
    named = [m for m in cluster.mentions if m.form == "name"]
    best = max(named or cluster.mentions, key=lambda m: (len(m.name), folded(m.text) == m.name, -m.start))
    name = best.text if named else reading.article.text[best.start : best.end]
    kind = "group of people" if cluster.plural and cluster.kind == "person" else cluster.kind
    return Actor(
        id=f"a{number}",
        name=" ".join(name.split()),
        kind=kind,
        role=_role(cluster),
        mentions=tuple(reading.article.span(m.start, m.end) for m in cluster.mentions),
    )


def _role(cluster: Cluster) -> str | None:
    """The words around a name that say what office its bearer holds."""
    for mention in cluster.mentions:
        if mention.form == "name" and mention.label == "PERSON":
            for words_ in _role_words(mention):
                return words_
    return None


def _before(noun: Token, name: Token) -> Tokens:
    """The phrase of a role up to the name beside it: "Tolmark's envoy for the valley" of "…, A. B.,"."""
    end = name.left_edge.i
    while end > noun.i + 1 and (noun.doc[end - 1].is_punct or noun.doc[end - 1].is_space):
        end -= 1
    return noun.doc[noun.left_edge.i : end]


def _with_title(tokens: Tokens, head: Token) -> Tokens:
    """A name with the office before it: "Foreign Minister A. B."."""
    doc, start = tokens.doc, tokens.start
    while start and doc[start - 1].dep_ in ("compound", "amod", "nmod") and doc[start - 1].head.i <= head.i:
        start -= 1
    titled = any(PEOPLE.get(token.lower_) in TITLED for token in doc[start : tokens.start])
    return doc[start : tokens.end] if titled else tokens


def _role_words(mention: Mention) -> Iterator[str]:
    doc, head = mention.head.doc, mention.head
    tokens = doc.char_span(mention.start, mention.end, alignment_mode="expand")
    if tokens is not None:
        tokens = _with_title(tokens, head)
    if tokens is not None and roles(mention):
        before = tokens.text[: tokens.text.find(mention.text)] if mention.text in tokens.text else ""
        if before.strip():
            yield " ".join(before.split()).rstrip(",")
    beside = [child for child in head.children if child.dep_ == "appos"]
    for noun in [*beside, *([head.head] if head.dep_ == "appos" else [])]:
        if PEOPLE.get(noun.lemma_.lower()) in TITLED:
            phrase = doc[noun.left_edge.i : noun.right_edge.i + 1] if noun in beside else _before(noun, head)
            yield " ".join(phrase.text.split())

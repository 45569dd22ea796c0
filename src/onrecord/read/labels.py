"""Labels: loaded words for an actor or its act, and in whose voice they stand.

A loaded noun that names an actor ("the terrorists"), a loaded adjective on an actor ("the X-run
ministry", "the criminal regime"), or a loaded noun for an act with its doer ("X's aggression"). The
voice is the statement in whose content the word stands, else the outlet. Words are kept as printed.
"""

from collections.abc import Iterator, Sequence

from spacy.tokens import Token

from onrecord.read.holders import actor_at, statement_at
from onrecord.read.reading import Reading
from onrecord.records import Actor, Label, Statement
from onrecord.vocabulary import tables, words

RULE = "labels 1"
NOUNS = words("labels", "nouns")
ACTS = words("labels", "acts")
JUDGING = frozenset(tables("labels")["adjectives"]["judging"])
ALLIED = frozenset(tables("labels")["adjectives"]["allied"])
LOADED = {"NOUN", "PROPN", "ADJ", "VERB"}
DISTANCING = frozenset({"so", "called", "alleged", "allegedly", "suspected", "accused"})


def labels(reading: Reading, actors: Sequence[Actor], statements: Sequence[Statement]) -> Iterator[Label]:
    """Yield the labels of one article whose actor the words name, in the order of the text."""
    found = {}
    for token in reading.doc:
        for start, end, at in _candidates(token) if token.pos_ in LOADED else ():
            actor = actor_at(actors, at)
            if actor is not None and not reading.in_boilerplate(start, end):
                found[start, end] = actor
    for start, end in sorted(found):
        if not any((a, b) != (start, end) and a <= start and end <= b for a, b in found):
            span = reading.article.span(start, end)
            said = statement_at(statements, start, end)
            voice = said.id if said else "outlet"
            yield Label(span=span, actor=found[start, end].id, label=span.words, voice=voice, rule=RULE)


def _candidates(token: Token) -> Iterator[tuple[int, int, int]]:
    """Start and end of a loaded expression, and a place inside the actor it is said of."""
    lemma, compound = token.lemma_.lower(), _with_modifier(token)
    if token.pos_ in ("NOUN", "PROPN") and (lemma in NOUNS or compound in NOUNS) and not _distanced(token):
        start = token.nbor(-1) if compound in NOUNS else token
        yield start.idx, token.idx + len(token), token.idx
    elif token.pos_ == "NOUN" and (lemma in ACTS or compound in ACTS):
        owner = next((child for child in token.children if child.dep_ == "poss"), None)
        if owner is not None:
            yield token.idx, token.idx + len(token), owner.idx
    elif token.dep_ in ("amod", "compound") and token.head.i > token.i:
        if lemma in JUDGING and token.pos_ == "ADJ" and not token.ent_type_:
            yield token.idx, token.idx + len(token), token.head.idx
        elif (
            token.lower_ in ALLIED and token.i > 1 and token.nbor(-1).text == "-" and token.nbor(-2).is_title
        ):
            yield token.nbor(-2).idx, token.idx + len(token), token.head.idx


def _with_modifier(token: Token) -> str:
    return f"{token.nbor(-1).lower_} {token.lemma_.lower()}" if token.i else ""


def _distanced(token: Token) -> bool:
    return any(child.lower_ in DISTANCING for child in token.lefts)

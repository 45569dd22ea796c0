"""Actors: who speaks, acts or is spoken of in one article, mentions joined by rule.

Names join names (full name and surname, name and acronym), definite noun phrases join the latest
actor that bears their head noun ("the ministry", "the envoy"), pronouns that speak join the latest
fitting actor. Indefinite noun phrases always begin an actor of their own, so that two unnamed
officials are never one. Where nothing fits, a mention stands alone.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from onrecord.read.reading import Reading
from onrecord.records import Actor
from onrecord.vocabulary import words

Range = tuple[int, int]

PEOPLE = words("roles", "people")
BODIES = words("roles", "bodies")
DOCUMENTS = words("roles", "documents")
ALIASES = words("names", "aliases")
RANKS = words("roles", "ranks")
MEDIA = words("media", "words")
OUTLETS = frozenset(words("media", "names")) | {
    " ".join(short.replace("-", " ").split()).removeprefix("the ") for short in words("outlets", "agencies")
}
PERSONAL = {"he": "person", "she": "person", "it": "body", "they": "any"}
PERSONAL |= {"his": "person", "her": "person", "him": "person", "its": "body", "their": "any", "them": "any"}
TITLED = {"official", "spokesperson", "office", "expert"}
COLLECTIVE = {"group", "organisation", "organization", "movement", "faction", "body", "agency", "party"}
DEFINITE = {"the", "this", "that", "these", "those", "its", "his", "her", "their", "both"}
ENTITIES = {"PERSON", "ORG", "GPE", "NORP"}
ACTING = {"nsubj", "nsubjpass", "dobj", "dative", "agent", "poss", "conj", "appos"}
ACTING_AFTER = {"by", "between", "with", "against", "from", "to"}
SUBJECTS = {"nsubj", "nsubjpass", "agent"}
REACH = 1_500  # characters within which a pronoun is resolved
RECENT = 500  # characters within which who spoke last goes before who was named last


@dataclass(slots=True)
class Mention:
    """One place where an actor is named; `head` is the token that carries it."""

    start: int
    end: int
    head: Token
    form: str  # name | nominal | pronoun
    name: tuple[str, ...] = ()  # of a name: its words, folded
    text: str = ""
    label: str = ""  # the entity label behind a name
    speaks: bool = False  # the source of an attribution


@dataclass(slots=True)
class Cluster:
    """The mentions taken for one actor so far."""

    kind: str
    mentions: list[Mention] = field(default_factory=list)
    names: set[tuple[str, ...]] = field(default_factory=set)
    heads: set[str] = field(default_factory=set)
    modifiers: set[str] = field(default_factory=set)
    plural: bool = False


def actors(reading: Reading, sources: Iterable[Range]) -> tuple[Actor, ...]:
    """The actors of one article, in order of first mention.

    Args:
        sources: ranges of characters that speak; each becomes a mention of exactly one actor.
    """
    labels = _labels(reading)
    clusters: list[Cluster] = []
    for mention in _mentions(reading, sorted(set(sources)), labels):
        found = _antecedent(mention, clusters)
        if found is None and mention.form == "pronoun":
            found = Cluster("other")
            clusters.append(found)
        elif found is None:
            found = Cluster(_kind(mention))
            clusters.append(found)
        _join(mention, found)
    return tuple(_actor(number, cluster, reading) for number, cluster in enumerate(clusters, 1))


def _labels(reading: Reading) -> dict[str, str]:
    """The commonest entity label of each name in the article: a lone mistake is outvoted."""
    votes: dict[str, Counter[str]] = {}
    for entity in reading.doc.ents:
        if entity.label_ in ENTITIES:
            count = votes.setdefault(_bare(entity.text), Counter())
            count[entity.label_] += 1
            if entity.label_ == "PERSON" and _owns_officials(entity):
                count["ORG"] += 2
            elif _titled(entity):
                votes.setdefault(_untitled(_bare(entity.text)), count)["PERSON"] += 4
    labels = {name: count.most_common(1)[0][0] for name, count in votes.items()}
    surnames = {name.split()[-1] for name, label in labels.items() if label == "PERSON" and " " in name}
    return labels | dict.fromkeys(surnames & labels.keys(), "PERSON")


def _titled(entity: Tokens) -> bool:
    """ "President X", "Gen. X": an office or rank before a name makes it a person's."""
    before = entity.doc[entity.start - 1] if entity.start else None
    first = (
        before
        if before is not None and before.dep_ == "compound" and before.head == entity.root
        else entity[0]
    )
    if first == entity.root or entity.root.pos_ != "PROPN" or not first.text[0].isupper():
        return False
    return PEOPLE.get(first.lower_) == "office" or RANKS.get(first.lower_.rstrip(".")) == "rank"


def _owns_officials(entity: Tokens) -> bool:
    """ "X officials", "X fighters": X is a body or a people, not a person."""
    return entity.root.dep_ == "compound" and entity.root.head.lemma_.lower() in PEOPLE and len(entity) == 1


def _bare(text: str) -> str:
    text = re.sub(r"(?:['’]s?|[\s,;:]+)$", "", text.strip())
    text = text if re.search(r"\b\w\.$", text) else text.rstrip(".")  # "U.S." keeps its dot
    return re.sub(r"^(?:the|The)\s+", "", text)


def _mentions(reading: Reading, sources: Sequence[Range], labels: dict[str, str]) -> list[Mention]:
    doc = reading.doc
    found: dict[int, Mention] = {}  # by head token
    for start, end in sources:
        tokens = doc.char_span(start, end, alignment_mode="expand")
        if tokens is not None and len(tokens):
            mention = _of_tokens(tokens, (start, end), labels)
            mention.speaks = True
            found[mention.head.i] = mention
    for entity in doc.ents:
        if entity.label_ in ENTITIES and entity.root.i not in found and _acts(entity):
            found[entity.root.i] = _of_tokens(entity, (entity.start_char, entity.end_char), labels)
    for token in doc:
        if (
            token.i not in found
            and token.pos_ == "NOUN"
            and token.dep_ != "compound"
            and _names_people(token)
        ):
            tokens = doc[_first(token).i : token.i + 1]
            found[token.i] = Mention(tokens.start_char, tokens.end_char, token, "nominal", text=tokens.text)
    return sorted(
        (m for m in found.values() if not reading.in_boilerplate(m.start, m.end)),
        key=lambda m: (m.start, -m.end),
    )


def _names_people(token: Token) -> bool:
    lemma = token.lemma_.lower()
    return lemma in PEOPLE or (lemma in BODIES and token.dep_ in ACTING)


def _first(head: Token) -> Token:
    start = head.left_edge
    while start.i < head.i and (start.is_punct or start.is_space or start.dep_ in ("cc", "preconj")):
        start = start.nbor()
    return start


def _acts(entity: Tokens) -> bool:
    """A place name is an actor only where it does something; an adjective never is."""
    root = entity.root
    if entity.label_ in ("PERSON", "ORG"):
        return True
    if root.dep_ in ("amod", "compound"):
        return False
    return root.dep_ in ACTING or (
        root.dep_ == "pobj" and root.head.lower_ in ACTING_AFTER and root.head.dep_ != "prep"
    )


def _of_tokens(tokens: Tokens, where: Range, labels: dict[str, str]) -> Mention:
    head = tokens.root
    first = tokens.start_char
    text = tokens.text[where[0] - first : where[1] - first]
    if len(tokens) == 1 and head.lower_ in PERSONAL:
        return Mention(*where, head, "pronoun", text=text)
    entity = _entity(tokens, head)
    if entity is None:
        return Mention(*where, head, "nominal", text=text)
    bare = _bare(entity.text)
    label = labels.get(bare, entity.label_)
    if label == "PERSON":
        bare = _untitled(bare)
    elif labels.get(_untitled(bare)) == "PERSON":
        bare, label = _untitled(bare), "PERSON"
    return Mention(*where, head, "name", _folded(bare), bare, label)


def _untitled(name: str) -> str:
    """A person's name without the office or rank before it."""
    parts = name.split()
    while len(parts) > 1 and (
        parts[0].rstrip(".").lower() in RANKS or PEOPLE.get(parts[0].lower()) in TITLED
    ):
        parts.pop(0)
    return " ".join(parts)


def _entity(tokens: Tokens, head: Token) -> Tokens | None:
    """The named entity that the head of a phrase belongs to."""
    for entity in tokens.ents:
        if entity.label_ in ENTITIES and entity.start <= head.i < entity.end:
            return None if _bare_role(entity) else entity
    if head.pos_ == "PROPN" and PEOPLE.get(head.lower_) not in TITLED:
        start = head.i
        while start > tokens.start and head.doc[start - 1].pos_ == "PROPN":
            start -= 1
        return Tokens(head.doc, start, head.i + 1, label="ORG")
    return None


def _bare_role(entity: Tokens) -> bool:
    """ "Prime Minister" alone is an office, not a name."""
    return all(PEOPLE.get(t.lower_) in TITLED or t.lower_ in RANKS or t.is_stop for t in entity)


def _folded(name: str) -> tuple[str, ...]:
    flat = re.sub(r"[^\w\s]", " ", name.replace(".", "").casefold()).split()
    return tuple(ALIASES.get(" ".join(flat), " ".join(flat)).split())


def _antecedent(mention: Mention, clusters: Sequence[Cluster]) -> Cluster | None:
    recent = sorted(clusters, key=lambda c: c.mentions[-1].start, reverse=True)
    if mention.form == "name":
        return next((c for c in recent if _same_name(mention, c)), None)
    near = [c for c in recent if mention.start - c.mentions[-1].end <= REACH]
    if mention.form == "pronoun":
        return _of_pronoun(mention, near)
    return _of_nominal(mention, recent)


def _same_name(mention: Mention, cluster: Cluster) -> bool:
    person = mention.label == "PERSON"
    for name in cluster.names:
        if name == mention.name:
            return True
        if person != (cluster.kind == "person"):
            continue
        short, long = sorted((name, mention.name), key=len)
        if short and long[-len(short) :] == short and (person or short[-1] in BODIES or len(short) > 1):
            return True
        if not person and len(short) == 1 and len(long) > 1 and short[0] == "".join(word[0] for word in long):
            return True
    return False


def _of_pronoun(mention: Mention, near: Sequence[Cluster]) -> Cluster | None:
    """The fitting actor that last spoke or led a sentence, else the last subject, else the last named."""
    fitting = [c for c in near if _fits(c, PERSONAL[mention.head.lower_])]
    ranked = [
        (_prominence(m), m.start, c) for c in fitting for m in c.mentions if mention.start - m.end <= RECENT
    ]
    if ranked:
        return max(ranked, key=lambda item: item[:2])[2]
    return next(iter(fitting), None)


def _prominence(mention: Mention) -> int:
    """2 for who speaks or leads a sentence, 1 for another subject, 0 for the rest."""
    head = mention.head
    if mention.speaks or (head.dep_ in SUBJECTS and head.head.dep_ == "ROOT"):
        return 2
    return 1 if head.dep_ in SUBJECTS else 0


def _fits(cluster: Cluster, wanted: str) -> bool:
    if wanted == "person":
        return cluster.kind == "person" and not cluster.plural
    if wanted == "body":
        return cluster.kind != "person" and not cluster.plural
    return cluster.plural or cluster.kind not in ("person", "state")


def _of_nominal(mention: Mention, recent: Sequence[Cluster]) -> Cluster | None:
    head = mention.head.lemma_.lower()
    if not _definite(mention):
        return None
    plural = _plural(mention)
    modifiers = _modifiers(mention)
    for cluster in recent:
        if head in cluster.heads and cluster.plural == plural and _agree(modifiers, cluster.modifiers):
            return cluster
    if head in COLLECTIVE and not plural:
        bodies = {"armed group", "party", "ngo", "other", "international organisation"}
        return next((c for c in recent if c.kind in bodies and c.names and not c.plural), None)
    return None


def _definite(mention: Mention) -> bool:
    first = mention.text.split(maxsplit=1)[0].lower()
    return first in DEFINITE or first.endswith(("'s", "’s"))


def _agree(a: set[str], b: set[str]) -> bool:
    return not a or not b or a <= b or b <= a


def _plural(mention: Mention) -> bool:
    return mention.head.tag_ in ("NNS", "NNPS") and mention.form != "name"


def _modifiers(mention: Mention) -> set[str]:
    """Names and adjectives of origin that tell one ministry or army from another."""
    children = (t for t in mention.head.subtree if mention.start <= t.idx < mention.head.idx)
    return {
        t.lemma_.casefold()
        for t in children
        if t.pos_ == "PROPN" or (t.pos_ == "ADJ" and t.text[0].isupper())
    }


def _join(mention: Mention, cluster: Cluster) -> None:
    cluster.mentions.append(mention)
    if mention.form == "name":
        cluster.names.add(mention.name)
        cluster.heads |= _roles(mention)
        if mention.label != "PERSON" and mention.name and mention.name[-1] in BODIES:
            cluster.heads.add(mention.name[-1])
            cluster.modifiers |= set(mention.name[:-1])
    elif mention.form == "nominal":
        cluster.heads.add(mention.head.lemma_.lower())
        cluster.modifiers |= _modifiers(mention)
        cluster.plural = cluster.plural or _plural(mention)


def _roles(mention: Mention) -> set[str]:
    """Role words in a name's title or apposition ("Prime Minister …", "…, head of the council")."""
    around = [t for t in mention.head.children if t.dep_ in ("compound", "appos", "amod", "nmod")]
    around += list(mention.head.lefts)
    if mention.head.dep_ == "appos":
        around.append(mention.head.head)
    found = {token.lemma_.lower() for token in around}
    inside = {
        t.lower_
        for t in mention.head.doc.char_span(mention.start, mention.end, alignment_mode="expand") or ()
    }
    return {word for word in found | inside if PEOPLE.get(word) in TITLED}


def _kind(mention: Mention) -> str:
    head = mention.head.lemma_.lower()
    if mention.form == "nominal":
        if head in PEOPLE:
            return "group of people" if _plural(mention) else "person"
        if head not in BODIES and head in DOCUMENTS:
            return "other"
        return "media" if _said_of_outlet(mention) else _body_kind((head,))
    if mention.label == "PERSON":
        return "media" if _is_media(mention.name) and not _titled_mention(mention) else "person"
    if mention.label == "GPE":
        return "state"
    if _is_media(mention.name):
        return "media"
    if mention.label == "NORP":
        return "group of people"
    return _body_kind(mention.name)


def _said_of_outlet(mention: Mention) -> bool:
    """ "the city's daily newspaper", "local media", "state television"."""
    return MEDIA.get(mention.head.lemma_.lower()) == "inside" or MEDIA.get(mention.head.lower_) == "inside"


def _titled_mention(mention: Mention) -> bool:
    return len(mention.name) > 1 or bool(_roles(mention))


def _is_media(name: Sequence[str]) -> bool:
    whole = " ".join(name).removeprefix("the ")
    if (
        whole in OUTLETS
        or MEDIA.get(whole) == "inside"
        or (len(name) > 1 and MEDIA.get(name[-1]) is not None)
    ):
        return True
    return any(MEDIA.get(part) == "inside" for part in (*name, *(f"{a} {b}" for a, b in pairwise(name))))


def _body_kind(name: Sequence[str]) -> str:
    for word in reversed(name):
        kind = BODIES.get(word) or BODIES.get(word.rstrip("s"))
        if kind:
            return "other" if kind == "company" else kind
    return "other"


def _actor(number: int, cluster: Cluster, reading: Reading) -> Actor:
    named = [m for m in cluster.mentions if m.form == "name"]
    best = max(named or cluster.mentions, key=lambda m: (len(m.name), -m.start))
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


def _role_words(mention: Mention) -> Iterator[str]:
    doc, head = mention.head.doc, mention.head
    tokens = doc.char_span(mention.start, mention.end, alignment_mode="expand")
    if tokens is not None and _roles(mention):
        before = tokens.text[: tokens.text.find(mention.text)] if mention.text in tokens.text else ""
        if before.strip():
            yield " ".join(before.split())
    beside = [child for child in head.children if child.dep_ == "appos"]
    for noun in [*beside, *([head.head] if head.dep_ == "appos" else [])]:
        if PEOPLE.get(noun.lemma_.lower()) in TITLED:
            phrase = doc[noun.left_edge.i : noun.right_edge.i + 1] if noun in beside else _before(noun, head)
            yield " ".join(phrase.text.split())

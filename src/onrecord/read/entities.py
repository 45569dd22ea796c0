"""Entities: the names in one article, each with the whole of its words and what it names.

The pipeline's recogniser cuts names short and takes peoples, companies and persons for each other. Here
words that belong to a name are put back, and each name is labelled once for the article: by the majority
of its places, and by the words around it that show a person, a body or a state.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from onrecord.read.names import BODIES, COMPANIES, PARTICLES, PEOPLE, RANKS, bare, folded, is_outlet, untitled
from onrecord.vocabulary import words

STATE_NOUNS = words("roles", "states")
DEMONYMS = words("countries", "demonyms")
SEATS = words("names", "seats")
STATES = {state.casefold() for state in DEMONYMS.values()}
LABELS = {"PERSON", "ORG", "GPE", "NORP"}
THINGS = {"FAC", "WORK_OF_ART", "PRODUCT", "EVENT", "LAW", "LOC"}
PRONOUNS = {"he", "she", "his", "her", "him"}
IMPERSONAL = {"be", "become", "seem", "take", "make", "have", "need", "require", "cost", "give", "mean"}
PLACED = {"in", "near", "into"}  # before a place, hardly ever before a person
OFFICE_WORDS = {"PROPN", "ADP", "CCONJ", "DET", "ADV"}
LONGEST_OFFICE = 18  # tokens from an office to its holder's name
STEM = 4  # letters that a demonym shares with its name at least
Votes = dict[str, Counter[str]]


class Entities:
    """The named entities of one article, found by token."""

    def __init__(self, doc: Doc) -> None:
        self.all = tuple(sorted(_whole_names(doc), key=lambda entity: entity.start))
        self.capitals = _capitals(doc)
        self._labels = _labels(doc, self.all)
        self._tails = _tails(self._labels)
        cities = [name for name in self._labels if self._is_seat(folded(name))]
        self._labels |= dict.fromkeys(cities, "GPE")
        self._at = {token.i: entity for entity in self.all for token in entity}

    def _is_seat(self, name: tuple[str, ...]) -> bool:
        """A capital that is nobody's surname."""
        return name in self.capitals or (" ".join(name) in SEATS and name not in self._tails)

    def at(self, token: Token) -> Tokens | None:
        """The entity in which a token stands."""
        return self._at.get(token.i)

    def label(self, entity: Tokens) -> tuple[str, str]:
        """The bare name of an entity, and its label in this article."""
        name = bare(entity.text)
        label = self._labels.get(name, entity.label_)
        known = self._labels.get(untitled(name)) == "PERSON" or folded(name) in self._tails
        if label == "PERSON" or known:
            return untitled(name), "PERSON"
        return name, label


def _whole_names(doc: Doc) -> Iterator[Tokens]:
    """The entities of the kinds that act, each with the words that were cut off from it."""
    taken: set[int] = set()
    found = [_widened(entity) for entity in doc.ents if entity.label_ in LABELS or _names_body(entity)]
    for entity in sorted(found, key=len, reverse=True):
        if bare(entity.text) and taken.isdisjoint(range(entity.start, entity.end)):
            taken |= {*range(entity.start, entity.end)}
            yield entity
            yield from _beside(entity, taken)
    yield from _behind_offices(doc, taken)


def _behind_offices(doc: Doc, taken: set[int]) -> Iterator[Tokens]:
    """ "Ana Corvel" of "the Minister for Trade and Industry Ana Corvel said", where "Corvel" acts too."""
    alone = {
        token.text
        for token in doc
        if token.dep_ == "nsubj"
        and token.text[0].isupper()
        and (not token.i or doc[token.i - 1].pos_ != "PROPN")
    }
    for office in doc:
        if PEOPLE.get(office.lower_) != "office" or not office.text[0].isupper():
            continue
        end = office.i + 1
        while end < min(len(doc), office.i + LONGEST_OFFICE) and doc[end].pos_ in OFFICE_WORDS:
            end += 1
        name = range(end - 2, end)
        told = end - office.i > 4 and end < len(doc) and doc[end].pos_ in ("VERB", "AUX")
        if told and doc[end - 1].text in alone and taken.isdisjoint(name):
            taken |= {*name}
            yield Tokens(doc, end - 2, end, label="PERSON")


def _names_body(entity: Tokens) -> bool:
    """A union or a company that the recogniser takes for a building or a work."""
    last = entity.root.lower_
    return entity.label_ in THINGS and len(entity) > 1 and (last in BODIES or last in COMPANIES)


def _widened(entity: Tokens) -> Tokens:
    """ "Brock" of "Ana Brock", "Holt" of "Maren van der Holt": with the names before it."""
    doc, start, last = entity.doc, entity.start, entity.root.lower_
    label = entity.label_ if entity.label_ in LABELS else "ORG"
    if label in ("PERSON", "ORG") and (len(entity) == 1 or last in BODIES or last in COMPANIES):
        while start and _belongs(doc[start - 1], entity.root):
            start -= 1
        if any(doc[i].lower_ in PARTICLES for i in range(start + 1, entity.start)):
            label = "PERSON"
    return Tokens(doc, start, entity.end, label=label)


def _belongs(before: Token, root: Token) -> bool:
    name = before.pos_ == "PROPN" and before.text[:1].isupper() and before.text.isalpha()
    if before.dep_ != "compound" or before.head.i > root.i or not (name or before.lower_ in PARTICLES):
        return False
    known = before.lower_ in PEOPLE or before.lower_ in RANKS or before.lower_ in DEMONYMS
    return not known and before.ent_type_ in ("", "PERSON", "ORG")


def _beside(entity: Tokens, taken: set[int]) -> Iterator[Tokens]:
    """ "Ana Corvel" of "Tomas Wend and Ana Corvel", where only the first is recognised."""
    if entity.label_ != "PERSON" or len(entity) < 2:
        return
    for other in entity.root.conjuncts:
        start = other.i
        while start and _belongs(other.doc[start - 1], other) and not other.doc[start - 1].ent_type_:
            start -= 1
        if other.pos_ == "PROPN" and not other.ent_type_ and start < other.i and other.i not in taken:
            taken |= {*range(start, other.i + 1)}
            yield Tokens(other.doc, start, other.i + 1, label="PERSON")


def _labels(doc: Doc, entities: Sequence[Tokens]) -> dict[str, str]:
    """The label of each name: that of most of its places, outvoted by what the words around show."""
    votes: Votes = {}
    for entity in entities:
        _vote(entity, votes)
    labels = _majority(votes)
    _by_body_word(labels, votes)
    _by_demonym(entities, labels)
    _by_pronoun(doc, entities, labels)
    _by_surname(labels)
    return labels


def _vote(entity: Tokens, votes: Votes) -> None:
    name = bare(entity.text)
    count = votes.setdefault(name, Counter())
    count[entity.label_] += 1
    if entity.label_ == "PERSON" and _owns_officials(entity):
        count["ORG"] += 2
    elif _titled(entity):
        votes.setdefault(untitled(name), count)["PERSON"] += 4
    elif (len(entity) == 1 and _of_state_noun(entity.root)) or _is_placed(entity.root):
        count["GPE"] += 2
    elif len(entity) == 1 and _said_of_itself(entity.root):
        count["ORG"] += 2
    elif entity.label_ != "PERSON" and _looks_like_person(name) and _has_role(entity):
        count["PERSON"] += 2


def _majority(votes: Votes) -> dict[str, str]:
    return {name: count.most_common(1)[0][0] for name, count in votes.items()}


def _titled(entity: Tokens) -> bool:
    """ "President X", "Gen. X": an office or rank before a name makes it a person's."""
    before = entity.doc[entity.start - 1] if entity.start else None
    beside = before is not None and before.dep_ == "compound" and before.head == entity.root
    first = before if before is not None and beside else entity[0]
    root = entity.root
    if first == root or root.pos_ != "PROPN" or not first.text[0].isupper() or root.lower_ in BODIES:
        return False
    return PEOPLE.get(first.lower_) == "office" or RANKS.get(first.lower_.rstrip(".")) == "rank"


def _owns_officials(entity: Tokens) -> bool:
    """ "X officials", "X fighters": X is a body or a people, not a person."""
    short = len(entity) == 1 or entity.root.lower_ in BODIES
    return short and entity.root.dep_ == "compound" and entity.root.head.lemma_.lower() in PEOPLE


def _of_state_noun(name: Token) -> bool:
    """ "the government of X", "officials of X", "X's foreign minister": X is a state, not a person."""
    if name.dep_ == "pobj" and name.head.lower_ == "of":
        noun = name.head.head.lemma_.lower()
        return noun in STATE_NOUNS or PEOPLE.get(noun) in ("official", "office")
    if name.dep_ != "poss":
        return False
    noun = name.head.lemma_.lower()
    foreign = any(child.lower_ in ("foreign", "prime", "interior") for child in name.head.children)
    return STATE_NOUNS.get(noun) == "owned" or (noun in ("minister", "ministry") and foreign)


def _is_placed(name: Token) -> bool:
    """ "In X", "from X to Y": a place, whatever the recogniser takes an unknown name for."""
    while name.dep_ == "conj" and name.head.i < name.i:
        name = name.head
    if name.dep_ != "pobj" or name.ent_type_ not in ("PERSON", "GPE"):
        return False
    before = name.head
    if before.lower_ in PLACED:
        return name.right_edge == name
    pairs = {("from", "to"), ("to", "from")}
    beside = [child for child in (*before.head.children, *name.children) if child.dep_ == "prep"]
    return any(
        (before.lower_, other.lower_) in pairs and any(end.pos_ == "PROPN" for end in other.children)
        for other in beside
    )


def _said_of_itself(name: Token) -> bool:
    """ "X said it had moved no troops": X is no person."""
    if name.dep_ != "nsubj" or name.head.pos_ != "VERB":
        return False
    return any(
        clause.dep_ == "ccomp"
        and clause.lemma_ not in IMPERSONAL
        and any(child.dep_ == "nsubj" and child.lower_ == "it" for child in clause.children)
        and any(child.dep_ == "dobj" for child in clause.children)
        for clause in name.head.children
    )


def _looks_like_person(name: str) -> bool:
    """Two or three capitalised words, none of which names a body, an outlet or a state."""
    parts = name.split()
    if not 2 <= len(parts) <= 4 or not all(p[:1].isupper() or p in PARTICLES for p in parts):
        return False
    flat = folded(name)
    if " ".join(flat) in STATES or is_outlet(flat) or not name.replace(" ", "").isalpha():
        return False
    return not any(word in BODIES or word in COMPANIES or word in DEMONYMS for word in flat)


def _has_role(entity: Tokens) -> bool:
    """ "X Y, a historian", "X Y, Director of Z", "X Y, who …"."""
    for child in entity.root.children:
        if child.dep_ == "appos" and child.pos_ in ("NOUN", "PROPN") and child.lemma_.lower() in PEOPLE:
            return child.tag_ in ("NN", "NNP")
        if child.dep_ == "relcl" and child.left_edge.lower_ == "who":
            return True
    return False


def _by_body_word(labels: dict[str, str], votes: Votes) -> None:
    """ "Larsett Transit" is no person, unless somebody is called "Transit"."""
    for name, label in labels.items():
        last = name.split()[-1] if name.split() else ""
        named = last.lower() in BODIES or last.lower() in COMPANIES
        if label == "PERSON" and " " in name and named and votes[name]["PERSON"] < 4:
            labels[name] = "PERSON" if labels.get(last) == "PERSON" else "ORG"


def _by_demonym(entities: Sequence[Tokens], labels: dict[str, str]) -> None:
    """ "Velmark" is a state where the article has "Velmarkian"."""
    adjectives = {bare(entity.text).lower() for entity in entities if entity.label_ == "NORP"}
    for name, label in labels.items():
        single = label in ("PERSON", "ORG") and " " not in name and len(name) > STEM
        if single and any(made_from(adjective, name.lower()) for adjective in adjectives):
            labels[name] = "GPE"


def made_from(adjective: str, name: str) -> bool:
    """ "selvarian" of "selvaria": alike up to the last letters of both."""
    shared = next((i for i, (a, b) in enumerate(zip(adjective, name, strict=False)) if a != b), len(name))
    shared = min(shared, len(adjective), len(name))
    ending = adjective[shared:]
    return (
        shared >= STEM
        and shared >= len(name) - 2
        and 1 <= len(ending) <= 4
        and ending.endswith(("n", "i", "ese", "ish", "ic", "er"))
    )


def _by_pronoun(doc: Doc, entities: Sequence[Tokens], labels: dict[str, str]) -> None:
    """Who is "she" where the article has named no other person before: the subject named last."""
    people = [e.start for e in entities if labels[bare(e.text)] == "PERSON"]
    people += [t.i for t in doc if t.pos_ == "NOUN" and t.lemma_.lower() in PEOPLE]
    first = min(people, default=len(doc))
    pronoun = next((token for token in doc[:first] if token.lower_ in PRONOUNS), None)
    if pronoun is None:
        return
    subjects = [e for e in entities if e.end <= pronoun.i and e.root.dep_ in ("nsubj", "nsubjpass")]
    last = subjects[-1] if subjects else None
    if last is not None and _looks_like_person(bare(last.text)):
        labels[bare(last.text)] = "PERSON"


def _by_surname(labels: dict[str, str]) -> None:
    """A surname is its bearer's, and who bears a person's surname is a person."""
    tails = _tails(labels)
    people = [folded(name) for name, label in labels.items() if label == "PERSON"]
    alone = {name[0] for name in people if len(name) == 1} & {name[-1] for name in tails}
    for name, label in labels.items():
        flat = folded(untitled(name))
        related = bool(flat) and flat[-1] in alone and _looks_like_person(name)
        if label != "PERSON" and (flat in tails or related):
            labels[name] = "PERSON"


def _tails(labels: Mapping[str, str]) -> set[tuple[str, ...]]:
    """The surnames of persons, and all else that their names end with."""
    people = [folded(name) for name, label in labels.items() if label == "PERSON"]
    return {name[i:] for name in people for i in range(1, len(name))}


def _capitals(doc: Doc) -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """Each city that the article calls the capital of a state, with the state as it is named or described."""
    found = {}
    for noun in doc:
        if noun.lower_ == "capital" and noun.pos_ == "NOUN":
            beside = [child for child in noun.children if child.dep_ == "appos"]
            beside += [noun.head] if noun.dep_ == "appos" else []
            city = next((token for token in beside if token.pos_ == "PROPN"), None)
            state = _capital_of(noun)
            if city is not None and state is not None:
                found[folded(city.text)] = folded(state.text)
    return found


def _capital_of(noun: Token) -> Token | None:
    """ "the Velmarkian capital", "Velmark's capital", "capital of Velmark", "Velmark … its capital"."""
    for child in noun.children:
        if child.dep_ == "poss" and child.lower_ == "its":
            before = (token for token in noun.sent if token.dep_ == "nsubj" and token.i < noun.i)
            return next((token for token in before if token.pos_ == "PROPN"), None)
        if child.dep_ == "poss" or (child.dep_ in ("amod", "compound") and child.text[0].isupper()):
            return child
        if child.lower_ == "of":
            return next((t for t in child.children if t.pos_ == "PROPN"), None)
    return None

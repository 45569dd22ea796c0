"""Mentions: the places of an article at which somebody is named, described or meant by a pronoun."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from onrecord.read.entities import Entities
from onrecord.read.names import BODIES, PEOPLE, RANKS, TITLED, folded, is_title
from onrecord.read.phrases import antecedent, noun_phrase
from onrecord.read.reading import Reading
from onrecord.vocabulary import words

Range = tuple[int, int]

SEATS = words("names", "seats")
GENDERS = words("roles", "gender")
PERSONAL = {"he": "person", "she": "person", "it": "body", "they": "any"}
PERSONAL |= {"his": "person", "her": "person", "him": "person", "its": "body", "their": "any", "them": "any"}
BY_PRONOUN = {"he": "man", "his": "man", "him": "man", "she": "woman", "her": "woman"}
NOMINAL = {"NOUN", "PROPN"}
ACTING = {"nsubj", "nsubjpass", "dobj", "dative", "agent", "poss", "conj", "appos"}
ACTING_AFTER = {"by", "between", "with", "against", "from", "to"}


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
    counts: bool = True  # False: a pronoun that only tells whom the article goes on about
    acronym: tuple[str, ...] = ()  # "(ABC)" behind a name
    titles: set[str] = field(default_factory=set)  # "General", "Mr" before a name
    gender: str | None = None
    sure: bool = False  # of a pronoun: nobody else comes near who is meant
    antecedent: "Mention | None" = None  # of a relative pronoun that speaks: whom it stands for


def mentions(reading: Reading, sources: Sequence[Range], entities: Entities) -> list[Mention]:
    """Every mention outside boilerplate, in order; each source is one."""
    doc = reading.doc
    found: dict[int, Mention] = {}  # by head token
    for start, end in sources:
        tokens = doc.char_span(start, end, alignment_mode="expand")
        if tokens is not None and len(tokens):
            mention = _of_tokens(tokens, (start, end), entities)
            mention.speaks = True
            found[mention.head.i] = mention
    for entity in entities.all:
        if entity.root.i not in found and _acts(entity, entities):
            found[entity.root.i] = _of_tokens(entity, (entity.start_char, entity.end_char), entities)
    for token in doc:
        if token.i in found:
            continue
        if token.pos_ == "NOUN" and token.dep_ != "compound" and _names_people(token):
            found[token.i] = _of_noun(doc[_first(token).i : token.i + 1], entities)
        elif token.lower_ in BY_PRONOUN:
            where = token.idx, token.idx + len(token)
            found[token.i] = Mention(*where, token, "pronoun", text=token.text, counts=False)
    _stand_for(found, entities)
    for mention in found.values():
        _gendered(mention)
    return sorted(
        (m for m in found.values() if not reading.in_boilerplate(m.start, m.end)),
        key=lambda m: (m.start, m.counts, -m.end),
    )


def _stand_for(found: dict[int, Mention], entities: Entities) -> None:
    """Point each relative pronoun that speaks to whom it stands for: "the ministry, which said"."""
    for pronoun in [m for m in found.values() if m.speaks and m.form == "nominal"]:
        noun = antecedent(pronoun.head)
        if noun != pronoun.head and noun.pos_ in NOMINAL:
            pronoun.form, pronoun.antecedent = "pronoun", _mention_at(noun, found, entities)


def _mention_at(noun: Token, found: dict[int, Mention], entities: Entities) -> Mention:
    """The mention of a noun, or a new one of its phrase."""
    where = noun_phrase(noun)
    tokens = Tokens(noun.doc, noun.left_edge.i, noun.i + 1)
    tokens = noun.doc.char_span(*where, alignment_mode="expand") or tokens
    head = tokens.root
    there = [found[token.i] for token in tokens if token.i in found]
    there = [m for m in there if m.counts and m.start <= head.idx < m.end]
    if there:
        return min(there, key=lambda m: m.end - m.start)
    found[head.i] = _of_tokens(tokens, where, entities)
    return found[head.i]


def _names_people(token: Token) -> bool:
    lemma = token.lemma_.lower()
    return lemma in PEOPLE or (lemma in BODIES and token.dep_ in ACTING)


def _first(head: Token) -> Token:
    start = head.left_edge
    while start.i < head.i and (start.is_punct or start.is_space or start.dep_ in ("cc", "preconj")):
        start = start.nbor()
    return start


def _acts(entity: Tokens, entities: Entities) -> bool:
    """A place name is an actor only where it does something; an adjective never is."""
    root = entity.root
    if len(entity) == 1 and root.dep_ == "pobj" and root.lower_ == "state" and root.nbor(-1).lower_ == "of":
        return False  # "Secretary of State"
    if entities.label(entity)[1] in ("PERSON", "ORG") and entity.label_ in ("PERSON", "ORG"):
        return True
    if root.dep_ in ("amod", "compound"):
        return False
    if root.dep_ != "pobj":
        return root.dep_ in ACTING
    if root.head.lower_ == "of":  # "officials of X", "the foreign minister of X"
        return PEOPLE.get(root.head.head.lemma_.lower()) in TITLED
    return root.head.lower_ in ACTING_AFTER and root.head.dep_ != "prep"


def _of_tokens(tokens: Tokens, where: Range, entities: Entities) -> Mention:
    head = tokens.root
    first = tokens.start_char
    text = tokens.text[where[0] - first : where[1] - first]
    if len(tokens) == 1 and head.lower_ in PERSONAL:
        return Mention(*where, head, "pronoun", text=text)
    return _named(Mention(*where, head, "nominal", text=text), _entity(tokens, head, entities), entities)


def _of_noun(tokens: Tokens, entities: Entities) -> Mention:
    head, tokens = tokens[-1], _with_name_behind(tokens)
    mention = Mention(tokens.start_char, tokens.end_char, head, "nominal", text=tokens.text)
    return _named(mention, _beside(head, entities), entities)


def _with_name_behind(tokens: Tokens) -> Tokens:
    """ "The government" with its "of Merrava"."""
    for child in tokens[-1].children:
        if child.lower_ == "of" and child.i == tokens.end:
            names = [noun for noun in child.children if noun.pos_ == "PROPN" and noun.right_edge == noun]
            return tokens.doc[tokens.start : names[0].i + 1] if names else tokens
    return tokens


def _named(mention: Mention, entity: Tokens | None, entities: Entities) -> Mention:
    """The mention, of the entity if there is one."""
    if entity is None:
        return mention
    mention.form = "name"
    mention.text, mention.label = entities.label(entity)
    mention.name = folded(mention.text)
    if mention.label == "GPE":  # "Moscow" said, where the government did
        mention.name = tuple(SEATS.get(" ".join(mention.name), " ".join(mention.name)).split())
    mention.titles = {word.rstrip(".").lower() for word in _titles(entity)}
    mention.acronym = _acronym(entity)
    return mention


def _titles(entity: Tokens) -> Iterator[str]:
    """The offices and ranks inside a name and just before it."""
    before = entity.start
    while before and entity.doc[before - 1].dep_ == "compound" and is_title(entity.doc[before - 1].lower_):
        before -= 1
        yield entity.doc[before].text
    yield from (token.text for token in entity if token != entity.root and is_title(token.lower_))


def _acronym(entity: Tokens) -> tuple[str, ...]:
    """ "MFK" of "the Miners' Federation of Karsund (MFK)"."""
    start = entity.end - (entity[-1].text == "(")
    bracketed = entity.doc[start : start + 3]
    if len(bracketed) < 3 or bracketed[0].text != "(" or bracketed[2].text != ")":
        return ()
    word = bracketed[1].text
    return folded(word) if 2 <= len(word) <= 8 and word.isalpha() and sum(map(str.isupper, word)) >= 2 else ()


def _entity(tokens: Tokens, head: Token, entities: Entities) -> Tokens | None:
    """The named entity that the head of a phrase belongs to."""
    entity = entities.at(head)
    if entity is not None:
        return None if _bare_role(entity) else entity
    if head.pos_ == "PROPN" and not head.text.islower() and PEOPLE.get(head.lower_) not in TITLED:
        start = head.i
        while start > tokens.start and head.doc[start - 1].pos_ == "PROPN":
            start -= 1
        person = start < head.i and is_title(head.doc[start].text) and head.lower_ not in BODIES
        label = "PERSON" if person else "ORG"
        return Tokens(head.doc, start, head.i + 1, label=label)
    return _beside(head, entities) or _holder(tokens, head, entities)


def _holder(tokens: Tokens, office: Token, entities: Entities) -> Tokens | None:
    """ "Ana Corvel" of "the Minister for Trade and Industry Ana Corvel"."""
    last = entities.at(tokens[-1])
    held = PEOPLE.get(office.lemma_.lower()) in TITLED and last is not None and last.start > office.i
    return last if held and last is not None and entities.label(last)[1] == "PERSON" else None


def _beside(noun: Token, entities: Entities) -> Tokens | None:
    """The name in apposition to a noun: "the envoy Pell Aroni", "Lene Askvold, the mediator"."""
    if noun.tag_ not in ("NN", "NNP"):
        return None
    person = noun.lemma_.lower() in PEOPLE
    around = [child for child in noun.children if child.dep_ == "appos"]
    around += [inner for child in around for inner in child.children if inner.dep_ == "appos"]
    around += [noun.head] if noun.dep_ == "appos" else []
    behind = entities.at(noun.nbor()) if person and noun.i + 1 < len(noun.doc) else None
    around += [behind.root] if behind is not None and behind.start == noun.i + 1 else []
    for name in around:
        entity = entities.at(name)
        if entity is None or name != entity.root:
            continue
        label = entities.label(entity)[1]
        if (label == "PERSON" and noun.lemma_.lower() not in BODIES) or (label == "ORG" and not person):
            return entity
    return None


def _bare_role(entity: Tokens) -> bool:
    """ "Prime Minister" alone is an office, not a name; "US" is no pronoun."""
    words_ = [token for token in entity if not token.is_stop or token.is_upper]
    return bool(words_) and all(PEOPLE.get(t.lower_) in TITLED or t.lower_ in RANKS for t in words_)


def roles(mention: Mention) -> set[str]:
    """Role words in a name's title or apposition ("Prime Minister …", "…, head of the council")."""
    around = [t for t in mention.head.children if t.dep_ in ("compound", "appos", "amod", "nmod")]
    around += list(mention.head.lefts)
    if mention.head.dep_ == "appos":
        around.append(mention.head.head)
    found = {token.lemma_.lower() for token in around}
    tokens = mention.head.doc.char_span(mention.start, mention.end, alignment_mode="expand")
    found |= {token.lower_ for token in tokens or ()}
    return {word for word in found if PEOPLE.get(word) in TITLED}


def _gendered(mention: Mention) -> None:
    """Whether a mention's own words tell a man from a woman; a first name never does."""
    if mention.form == "pronoun":
        mention.gender = BY_PRONOUN.get(mention.head.lower_)
        return
    told = {GENDERS.get(word) for word in mention.titles}
    above = mention.head
    while above.dep_ == "appos" and above.head != above:
        above = above.head
        told.add(GENDERS.get(above.lemma_.lower()))
    told.add(GENDERS.get(mention.head.lemma_.lower()) if mention.head.pos_ == "NOUN" else None)
    told |= {GENDERS.get(child.lemma_.lower()) for child in mention.head.children if child.dep_ == "appos"}
    told |= {GENDERS.get(t.lower_) for t in mention.head.children if t.dep_ == "compound"}
    told.discard(None)
    mention.gender = told.pop() if len(told) == 1 else None

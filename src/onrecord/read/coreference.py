"""Coreference: which mentions of an article are one actor; where nothing fits, a mention stands alone.

Names join names (full name and surname, name and acronym), definite noun phrases join the latest
actor that bears their head noun ("the ministry", "the envoy"), loaded and general ones the only actor
that fits ("the regime", "the company"), pronouns that speak the latest fitting actor. Indefinite noun
phrases always begin an actor of their own, so that two unnamed officials are never one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from onrecord.read.entities import made_from
from onrecord.read.mentions import PERSONAL, Mention, roles
from onrecord.read.names import ALIASES, BODIES, PEOPLE, body_kind, is_company, is_outlet, stands_for
from onrecord.vocabulary import tables, words

LOADED = words("labels", "nouns")
MEDIA = words("media", "words")
DOCUMENTS = words("roles", "documents")
DEMONYMS = words("countries", "demonyms")
COLLECTIVE = {"group", "organisation", "organization", "movement", "faction", "body", "agency", "party"}
GENERAL = words("roles", "general")
DEFINITE = {"the", "this", "that", "these", "those", "its", "his", "her", "their", "both"}
BRANCHES = frozenset(tables("roles")["branches"]["adjectives"])
SUBJECTS = {"nsubj", "nsubjpass", "agent"}
STATE_OFFICES = frozenset(tables("roles")["states"]["office"])
OTHERS = {"former", "ex", "then", "late", "deputy", "vice", "a", "an"}
REACH = 1_500  # characters within which a pronoun is resolved
RECENT = 500  # characters within which who spoke last goes before who was named last
Name = tuple[str, ...]


@dataclass(slots=True)
class Cluster:
    """The mentions taken for one actor so far."""

    kind: str
    mentions: list[Mention] = field(default_factory=list)
    names: set[Name] = field(default_factory=set)
    acronyms: set[Name] = field(default_factory=set)
    heads: set[str] = field(default_factory=set)
    modifiers: set[str] = field(default_factory=set)
    branches: set[str] = field(default_factory=set)
    titles: set[str] = field(default_factory=set)
    gender: str | None = None
    topic: int | None = None  # the sentence in which a pronoun last went on about this person
    plural: bool = False


def clusters(found: Iterable[Mention], capitals: Mapping[Name, Name]) -> list[Cluster]:
    """The mentions joined to actors, in order of first mention.

    Args:
        found: the mentions in the order of the text.
        capitals: cities that stand for a state when they speak.
    """
    joined: list[Cluster] = []
    homes: dict[int, Cluster] = {}  # by the identity of a mention
    for mention in found:
        if not mention.counts:
            _go_on(mention, joined)
            continue
        meant = mention.antecedent
        cluster = homes.get(id(meant)) if meant else _antecedent(mention, joined, capitals)
        if cluster is None:
            cluster = Cluster("other" if mention.form == "pronoun" else _kind(mention))
            joined.append(cluster)
        homes[id(mention)] = cluster
        _join(mention, cluster)
    return joined


def _go_on(pronoun: Mention, joined: Sequence[Cluster]) -> None:
    """Note whom "his" is said of where one person alone can be meant: it shows the gender, and the topic."""
    near = [c for c in joined if c.kind == "person" and pronoun.start - c.mentions[-1].end <= REACH]
    if len(near) == 1 and _fits(near[0], pronoun):
        near[0].gender = pronoun.gender
        near[0].topic = pronoun.head.sent.start


def _antecedent(mention: Mention, joined: Sequence[Cluster], capitals: Mapping[Name, Name]) -> Cluster | None:
    recent = sorted(joined, key=lambda c: c.mentions[-1].start, reverse=True)
    if mention.form == "name":
        return _of_seat(mention, recent, capitals) or _of_name(mention, recent)
    near = [c for c in recent if mention.start - c.mentions[-1].end <= REACH]
    if mention.form == "pronoun":
        return _of_pronoun(mention, near)
    return _of_nominal(mention, recent)


def _of_seat(mention: Mention, recent: Sequence[Cluster], capitals: Mapping[Name, Name]) -> Cluster | None:
    """ "Orvath said" after "Velmark … its capital, Orvath"."""
    state = capitals.get(mention.name)
    if state is None or mention.label == "PERSON":
        return None
    adjective = "".join(state)
    return next((c for c in recent if any(_is_state(name, state, adjective) for name in c.names)), None)


def _is_state(name: Name, state: Name, adjective: str) -> bool:
    if name == state:
        return True
    known = DEMONYMS.get(adjective)
    if known is not None:
        return " ".join(name) in (known.casefold(), ALIASES.get(known.casefold()))
    return len(name) == 1 and made_from(adjective, name[0])


def _of_name(mention: Mention, recent: Sequence[Cluster]) -> Cluster | None:
    """The actor of that name; of two with one surname the one with that title, else the latest."""
    same = [c for c in recent if _same_name(mention, c) and not _opposed(mention, c)]
    exact = [c for c in same if mention.name in c.names]
    titled = [c for c in same if mention.titles & (c.titles | c.heads)]
    if len(mention.name) == 1 and titled:
        return titled[0]
    if len(same) > 1 and not exact and mention.gender is not None:
        return None  # "Mr Hale", where two of that name may be men
    return next(iter(exact or same), None) or _holder(mention, recent)


def _opposed(mention: Mention, cluster: Cluster) -> bool:
    """A man and a woman are two."""
    return None not in (mention.gender, cluster.gender) and mention.gender != cluster.gender


def _same_name(mention: Mention, cluster: Cluster) -> bool:
    if mention.acronym and cluster.acronyms and mention.acronym not in cluster.acronyms:
        return False
    return any(_alike(mention, name, cluster) for name in cluster.names)


def _alike(mention: Mention, name: Name, cluster: Cluster) -> bool:
    """Whether a name of a cluster and that of a mention are one, or one is a short form of the other."""
    if name and name in (mention.name, mention.acronym):
        return True
    person = mention.label == "PERSON"
    if person != (cluster.kind == "person"):
        return False
    short, long = sorted((name, mention.name), key=len)
    if short and long[-len(short) :] == short and (person or short[-1] in BODIES or len(short) > 1):
        return True
    if person or not stands_for(short, long):
        return False
    return not any(other != long and stands_for(short, other) for other in cluster.names)


def _holder(mention: Mention, recent: Sequence[Cluster]) -> Cluster | None:
    """ "Lise Amark, the governor" after "the governor of Ondrel": the only office of that name."""
    held = {role for role in roles(mention) if PEOPLE.get(role) == "office"}
    if mention.label != "PERSON" or not held or not _in_office(mention):
        return None
    offices = [c for c in recent if c.kind == "person" and c.heads & held and not c.plural]
    offices = [c for c in offices if not any(_another(m) for m in c.mentions)]
    fitting = [
        c
        for c in offices
        if not c.names and _definite(c.mentions[0]) and _agree(_origins(mention), c.modifiers)
    ]
    return fitting[0] if len(fitting) == len(offices) == 1 and not _opposed(mention, fitting[0]) else None


def _in_office(mention: Mention) -> bool:
    """Whether the words around a name say that its bearer holds an office now, and which one it is."""
    around = [t for t in mention.head.children if t.dep_ in ("appos", "compound")]
    around += [mention.head.head] if mention.head.dep_ == "appos" else []
    told = [t for t in around if PEOPLE.get(t.lemma_.lower()) == "office"]
    return bool(told) and not _another(mention)


def _another(mention: Mention) -> bool:
    """ "Former", "deputy", "a minister": not the one holder of the office."""
    return any(token.lower_ in OTHERS for token in mention.head.subtree if token.i <= mention.head.i + 3)


def _origins(mention: Mention) -> set[str]:
    """Whose office the words around a name say that its bearer holds."""
    named = [t for t in mention.head.subtree if t.ent_type_ in ("GPE", "NORP", "ORG")]
    return {_origin(t.lemma_.casefold()) for t in named if t.pos_ in ("PROPN", "ADJ")}


def _of_pronoun(mention: Mention, near: Sequence[Cluster]) -> Cluster | None:
    """The fitting actor that last spoke or led a sentence, else the last subject, else the last named."""
    fitting = [c for c in near if _fits(c, mention)]
    ranked = [
        (_prominence(m), m.start, c) for c in fitting for m in c.mentions if mention.start - m.end <= RECENT
    ]
    if ranked:
        top, start, best = max(ranked, key=lambda item: item[:2])
        mention.sure = all(rank < top for rank, _, other in ranked if other is not best)
        spoke = any(m.speaks and m.start == start for m in best.mentions)
        return best if spoke else _topic(mention, fitting) or best
    return next(iter(fitting), None)


def _topic(mention: Mention, fitting: Sequence[Cluster]) -> Cluster | None:
    """Whom a pronoun of the sentence before went on about."""
    start = mention.head.sent.start
    before = mention.head.doc[start - 1].sent.start if start else 0
    return next((c for c in fitting if c.topic in (before, start) and c.gender == mention.gender), None)


def _prominence(mention: Mention) -> int:
    """2 for who speaks or leads a sentence, 1 for another subject, 0 for the rest."""
    head = mention.head
    if mention.speaks or (head.dep_ in SUBJECTS and head.head.dep_ == "ROOT"):
        return 2
    return 1 if head.dep_ in SUBJECTS else 0


def _fits(cluster: Cluster, pronoun: Mention) -> bool:
    wanted = PERSONAL[pronoun.head.lower_]
    if wanted == "person":
        return cluster.kind == "person" and not cluster.plural and not _opposed(pronoun, cluster)
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
        fits = head in cluster.heads and cluster.plural == plural and not _opposed(mention, cluster)
        if fits and _agree(modifiers, cluster.modifiers) and _agree(_branches(mention), cluster.branches):
            return cluster
    if head in COLLECTIVE and not plural and not modifiers:
        bodies = {"armed group", "party", "ngo", "other", "international organisation"}
        return next((c for c in recent if c.kind in bodies and c.names and not c.plural), None)
    return None if modifiers else _only_one(mention, head, recent)


def _only_one(mention: Mention, head: str, recent: Sequence[Cluster]) -> Cluster | None:
    """The one actor so far that a loaded or general noun can mean; none where two can."""
    named = [c for c in recent if c.names and not c.plural]
    if GENERAL.get(head) == "ruling":
        return _single([c for c in recent if c.kind == "government" and c.heads & {"government", "cabinet"}])
    if GENERAL.get(head) == "armed" or LOADED.get(head) == "criminal":
        armed = [c for c in named if c.kind == "armed group"]
        return _single(armed or [c for c in named if c.kind == "other" and not _business(c)])
    if GENERAL.get(head) == "company" and not _plural(mention):
        firms = [c for c in named if _business(c)]
        return _single(firms or [c for c in named if c.kind == "other"])
    if not mention.speaks or _plural(mention):
        return None
    return _expert(mention, recent) if GENERAL.get(head) == "expert" else _only_person(mention, head, recent)


def _single(fitting: Sequence[Cluster]) -> Cluster | None:
    return fitting[0] if len(fitting) == 1 else None


def _business(cluster: Cluster) -> bool:
    return any(is_company(name) for name in cluster.names)


def _expert(mention: Mention, recent: Sequence[Cluster]) -> Cluster | None:
    """ "The expert" after a person without an office of state who has just spoken."""
    people = [c for c in recent if c.kind == "person" and c.names]
    spoke = [m for c in people for m in c.mentions if _prominence(m) == 2]
    near = [m for m in spoke if mention.start - m.end <= RECENT]
    last = max(near, key=lambda m: m.start, default=None)
    speaker = next((c for c in people if any(m is last for m in c.mentions)), None)
    return speaker if speaker is not None and not speaker.heads & STATE_OFFICES else None


def _only_person(mention: Mention, head: str, recent: Sequence[Cluster]) -> Cluster | None:
    """ "The union leader said" after a sentence about the only person so far, whose role is not told."""
    described = any(t.dep_ in ("amod", "compound") for t in mention.head.children)
    if head in STATE_OFFICES or PEOPLE.get(head) not in ("office", "expert", "official") or not described:
        return None
    people = [c for c in recent if c.kind == "person" and not c.plural and c.names]
    person = _single(people)
    if person is None or person.heads or any(c.kind == "person" and c.heads & {head} for c in recent):
        return None
    leads = any(_prominence(m) == 2 and mention.start - m.end <= RECENT for m in person.mentions)
    return person if leads and not _opposed(mention, person) else None


def _definite(mention: Mention) -> bool:
    first = next(iter(mention.text.lower().split(maxsplit=1)), "")
    return first in DEFINITE or first.endswith(("'s", "’s"))


def _agree(a: set[str], b: set[str]) -> bool:
    return not a or not b or a <= b or b <= a


def _plural(mention: Mention) -> bool:
    return mention.head.tag_ in ("NNS", "NNPS") and mention.form != "name"


def _modifiers(mention: Mention) -> set[str]:
    """Names and adjectives of origin that tell one ministry or army from another."""
    before = [t for t in mention.head.subtree if mention.start <= t.idx < mention.head.idx]
    behind = [
        t
        for child in mention.head.children
        if child.lower_ in ("of", "for") and child.dep_ == "prep" and child.i > mention.head.i
        for noun in child.children
        if noun.pos_ == "PROPN"
        for t in noun.subtree
    ]
    told = (t for t in (*before, *behind) if t.pos_ == "PROPN" or (t.pos_ == "ADJ" and t.text[0].isupper()))
    return {_origin(t.lemma_.casefold()) for t in told}


def _branches(mention: Mention) -> set[str]:
    """The nouns before a body that tell which one of its kind it is: "health", "defence" of a ministry."""
    if mention.head.lemma_.lower() not in BODIES:
        return set()
    before = (t for t in mention.head.subtree if mention.start <= t.idx < mention.head.idx)
    return {t.lower_ for t in before if t.text.islower() and (t.dep_ == "compound" or t.lower_ in BRANCHES)}


def _origin(word: str) -> str:
    """ "israeli" and "israel" are one."""
    state = DEMONYMS.get(word, word).casefold()
    return ALIASES.get(state, state)


def _join(mention: Mention, cluster: Cluster) -> None:
    cluster.mentions.append(mention)
    if mention.form != "pronoun" or mention.sure:
        cluster.gender = cluster.gender or mention.gender
    if mention.form == "name":
        cluster.names.add(mention.name)
        if mention.acronym:
            cluster.acronyms.add(mention.acronym)
            cluster.names.add(mention.acronym)
        cluster.titles |= mention.titles
        cluster.heads |= roles(mention)
        if mention.label != "PERSON" and mention.name and mention.name[-1] in BODIES:
            cluster.heads.add(mention.name[-1])
            cluster.modifiers |= set(mention.name[:-1])
    elif mention.form == "nominal":
        cluster.heads.add(mention.head.lemma_.lower())
        cluster.modifiers |= _modifiers(mention)
        cluster.branches |= _branches(mention)
        cluster.plural = cluster.plural or _plural(mention)


def _kind(mention: Mention) -> str:
    head = mention.head.lemma_.lower()
    if mention.form == "nominal":
        return _kind_of_noun(mention, head)
    if mention.label == "PERSON":
        titled = len(mention.name) > 1 or bool(roles(mention))
        return "media" if is_outlet(mention.name) and not titled else "person"
    if mention.label == "GPE":
        return "state"
    if is_outlet(mention.name):
        return "media"
    return "group of people" if mention.label == "NORP" else body_kind(mention.name)


def _kind_of_noun(mention: Mention, head: str) -> str:
    if head in PEOPLE:
        return "group of people" if _plural(mention) else "person"
    if head not in BODIES and head in DOCUMENTS:
        return "other"
    outlet = MEDIA.get(head) == "inside" or MEDIA.get(mention.head.lower_) == "inside"
    return "media" if outlet else body_kind((head,))

"""Tabled: the places where an article speaks of a plan, deal or pause that is on the table, one by one.

In: a parsed article. Out: mentions, in order, each with what tells one proposal from another (names,
measures, version) and whether its own clause shows that there is such a thing. "Hopes of a deal", "if a
deal is reached" and "any agreement" speak of none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from onrecord.read.facts import MODALS
from onrecord.read.reading import Reading
from onrecord.vocabulary import tables, words

TABLES = tables("talks")
NOUNS = words("talks", "nouns")
PLURAL = frozenset(TABLES["plural"]["one"])
WEAK = frozenset(TABLES["weak"]["nouns"])
TRUCES = frozenset(word for word, kind in NOUNS.items() if kind == "truce")
PAPERS = frozenset(TABLES["papers"]["nouns"])
OTHER_THINGS = {kind: frozenset(listed) for kind, listed in TABLES["compounds"].items()}
NAMING = frozenset(TABLES["naming"]["verbs"])
HAPPENING = frozenset(TABLES["happening"]["verbs"])
TALKING = frozenset(TABLES["talking"]["lemmas"])
NEGOTIATED = frozenset(TABLES["kinds"]["negotiated"])
VERSIONS = words("talks", "versions")
BROKERED = frozenset(TABLES["tabled"]["brokered"])
AUTHORED = frozenset(TABLES["tabled"]["verbs"] + TABLES["tabled"]["handed"]) | BROKERED
ANSWERS = {key: frozenset(listed) for key, listed in TABLES["answered"].items()}
ANSWERED = frozenset(lemma for listed in ANSWERS.values() for lemma in listed)
HANDED = frozenset(TABLES["tabled"]["handed"])  # done with a text, not with an agreement
DECIDED = (AUTHORED - HANDED) | ANSWERS["adopted"] | ANSWERS["refused"]
UNREAL = {key: frozenset(listed) for key, listed in TABLES["unreal"].items()}
PROVIDING = frozenset(TABLES["providing"]["verbs"])
MEASURED = re.compile(r"day|week|month|year|hour|point|stage|phase|step|page|tier")
DEFINITE = {"the", "this", "that", "these", "those"}
PROPOSED = {"proposed", "draft", "brokered", "negotiated", "mediated", "drafted", "suggested", "backed"}
ANSWERING = {
    "signing",
    "violation",
    "breach",
    "acceptance",
    "rejection",
    "approval",
    "implementation",
    "terms",
}
ACHIEVED = {"after", "since", "by", "upon", "following", "despite", "in"}  # before a gerund that is a fact
ANSWERED_WITH = {"agree", "sign", "respond", "consent", "object", "reply", "commit", "adhere"}  # "to", "on"
PARTS = {
    "phase",
    "stage",
    "part",
    "term",
    "text",
    "provision",
    "clause",
    "version",
    "step",
    "draft",
    "element",
}
COUNTER = "counter"
LONGEST_CLIMB = 5  # steps up the parse
FARTHEST = 12  # tokens before a noun in which its own words stand


@dataclass(frozen=True, slots=True)
class Mention:
    """A place that speaks of a proposal, with what tells it from others."""

    head: Token
    before: tuple[Token, ...]  # the words of the noun phrase before its noun
    kind: str  # plan | agreement | truce | text
    definite: bool
    names: frozenset[str]  # proper names before or behind the noun, lower case
    measures: frozenset[str]  # "60-day", "20-point"
    version: str | None  # the word given
    anchored: bool = False  # its own words show that it is on the table
    inner: bool = False  # what another proposal is for ("a plan for a truce")
    named: bool = False  # another name for the mention before ("the plan, known as …")

    @property
    def lemma(self) -> str:
        """Of its noun."""
        return noun_of(self.head)

    @property
    def later(self) -> str | None:
        """ "later" or "earlier" than another version; None: no version is told."""
        return VERSIONS.get(self.version or "")

    @property
    def told(self) -> set[str]:
        """The words before its noun, as printed and as lemmas, lower case."""
        return {token.lower_ for token in self.before} | {token.lemma_.lower() for token in self.before}

    @property
    def proposed(self) -> bool:
        """Whether a word before the noun says that it is only proposed, or by whom it was brokered."""
        return bool(self.told & PROPOSED)


def mentions(reading: Reading) -> Iterator[Mention]:
    """Yield what may be a proposal, in the order of the text; nothing where nobody negotiates."""
    if not negotiates(reading.doc):
        return
    outer: Mention | None = None
    for token in reading.doc:
        if not _names_one(token) or reading.in_boilerplate(token.idx, token.idx + len(token)):
            continue
        mention = _mention(token)
        if mention is None:
            continue
        if outer is not None and _is_inner(mention, outer):
            outer = replace(outer, anchored=outer.anchored or _is_for(outer, mention))
            yield outer
            yield replace(mention, inner=True)
            outer = None
            continue
        if outer is not None:
            yield outer
            mention = replace(mention, named=_is_named(mention, outer))
        outer = replace(mention, anchored=_is_anchored(mention))
    if outer is not None:
        yield outer


def _is_for(outer: Mention, inner: Mention) -> bool:
    """Whether what a proposal is for shows that there is one: "his plan for a 60-day truce"."""
    return bool(inner.measures) and (outer.definite or not is_unreal(outer.head))


def _is_named(mention: Mention, outer: Mention) -> bool:
    """Whether a mention gives the one before another name."""
    between = mention.head.doc[outer.head.i + 1 : mention.head.i]
    return mention.definite and len(between) <= FARTHEST and any(t.lemma_.lower() in NAMING for t in between)


def negotiates(doc: Doc) -> bool:
    """Whether an article speaks of a negotiation at all."""
    return any(token.lemma_.lower() in TALKING or token.lower_ == "talks" for token in doc if token.is_alpha)


def _names_one(token: Token) -> bool:
    """Whether a token heads a noun phrase of a proposal's noun, in the singular or with a number."""
    if token.pos_ not in ("NOUN", "PROPN", "VERB") or noun_of(token) not in NOUNS:
        return False
    following = token.nbor() if token.i + 1 < len(token.doc) else None
    if following is not None and following.text in ("-", "–") and not token.whitespace_:
        return False  # "deal-breaker"
    if token.pos_ == "VERB" and not _misread(token):
        return False
    if token.dep_ in ("compound", "nmod", "amod") and token.head.i > token.i:
        return False
    return token.tag_[:2] != "NN" or token.tag_ in ("NN", "NNP") or noun_of(token) in PLURAL


def noun_of(token: Token) -> str:
    """The lemma of a noun, with the "counter-" before it."""
    lemma = token.lemma_.lower()
    if token.i > 1 and token.nbor(-1).text == "-" and token.nbor(-2).lower_ == COUNTER:
        return f"{COUNTER}-{lemma}"
    return lemma


def _misread(token: Token) -> bool:
    """A noun that the parse takes for a verb: "the revised draft provides"."""
    before = token.nbor(-1) if token.i else None
    return before is not None and (before.lower_ in DEFINITE or before.lower_ in VERSIONS)


def _mention(head: Token) -> Mention | None:
    before, kind = premodifiers(head), NOUNS[noun_of(head)]
    lows = {token.lower_ for token in before}
    if (
        lows & UNREAL["determiners"]
        or lows & OTHER_THINGS.get(kind, set())
        or any(c.dep_ == "neg" for c in head.children)
    ):
        return None
    if not before and head.lower_ == "agreement":
        return None  # that they agree: "led to agreement to …"
    names, measures = _names(head, before), _measures(before)
    owned = any(token.dep_ == "poss" for token in before)
    proper = (head.pos_ == "PROPN" or bool(names)) and not lows & {"a", "an"}
    definite = bool(lows & DEFINITE) or owned or proper
    ordinal = {"first", "second", "third"} if kind == "truce" else set()
    version = next((low for t in before if (low := t.lower_) in VERSIONS and low not in ordinal), None)
    return Mention(head, before, kind, definite, names, measures, version)


def premodifiers(head: Token) -> tuple[Token, ...]:
    """The words of a noun phrase before its noun, from the determiner on."""
    left = max(head.left_edge.i, head.i - FARTHEST, head.sent.start)
    if noun_of(head).startswith(COUNTER + "-"):
        left = min(left, head.i - 2)
    found: list[Token] = []
    for token in head.doc[left : head.i]:
        verbal = token.tag_ in ("VBD", "VBZ", "VBP", "MD") and token.dep_ != "amod"
        joint = token.lower_ == "of" and bool(found) and found[-1].lemma_.lower() in TRUCES
        if verbal or (token.pos_ in ("ADP", "SCONJ") and not joint) or token.tag_ in ("WDT", "WP", ":"):
            found = []  # "cessation of hostilities agreement" is one name
        elif not token.is_space:
            found.append(token)
    while found and (found[0].dep_ in ("cc", "preconj", "advmod") or found[0].is_punct):
        if found[0].lower_ == COUNTER:
            break
        found.pop(0)
    articles = [n for n, token in enumerate(found) if token.tag_ == "DT" and token.dep_ != "poss"]
    owner = next((n for n, token in enumerate(found) if token.tag_ == "POS"), -1)
    return tuple(found[articles[-1] :] if articles and articles[-1] > owner else found)


def _names(head: Token, before: Sequence[Token]) -> frozenset[str]:
    """Proper names before the noun, and those of "of …" behind it."""
    found = {token.lower_ for token in before if _is_name(token)}
    for prep in head.rights:
        if prep.dep_ == "prep" and prep.lower_ in ("of", "by"):
            nouns = [token for noun in prep.children for token in (noun, *noun.lefts)]
            found |= {token.lower_ for token in nouns if _is_name(token)}
    return frozenset(found)


def _is_name(token: Token) -> bool:
    named = token.pos_ == "PROPN" or token.ent_type_ in ("NORP", "GPE", "PERSON", "ORG")
    return named and token.text[0].isupper() and token.lemma_.lower() not in NEGOTIATED


def _measures(before: Sequence[Token]) -> frozenset[str]:
    """Numbers joined to a measure: "60-day", "six-week", "20-point"."""
    found = set()
    for at, token in enumerate(before):
        if token.like_num:
            after = [t.lemma_.lower() for t in before[at + 1 : at + 3] if t.text != "-"]
            found |= {f"{token.lower_}-{unit}" for unit in after[:1] if MEASURED.match(unit)}
        number, dash, unit = token.lower_.partition("-")
        if dash and MEASURED.match(unit):
            found.add(f"{number}-{unit}")
    return frozenset(found)


def _is_inner(mention: Mention, outer: Mention) -> bool:
    """Whether it is what the proposal just named is for: "a plan on Monday for a truce"."""
    first = (*mention.before, mention.head)[0].i
    between = mention.head.doc[outer.head.i + 1 : first]
    if len(between) > FARTHEST or any(t.pos_ in ("VERB", "AUX") or t.is_punct for t in between):
        return False
    preps = [t.lower_ for t in between if t.pos_ in ("ADP", "SCONJ")]
    return bool(preps) and preps[-1] in ("for", "of", "on") and outer.kind != "truce"


def _is_anchored(mention: Mention) -> bool:
    """Whether the words around a mention show that there is such a proposal."""
    head = mention.head
    if mention.kind == "truce":
        return _is_agreed_truce(mention)
    if mention.kind == "text":
        return mention.version is not None and _is_put(head)
    if mention.lemma in WEAK and not (mention.told & NEGOTIATED or mention.measures):
        return (head.dep_ != "nsubj" and _is_dealt_with(head, DECIDED)) or _has_maker(mention)
    known = ANSWERED | (AUTHORED if mention.kind == "plan" else DECIDED)
    if _is_dealt_with(head, DECIDED if _is_own_aim(mention) else known):
        return True
    if mention.lemma in PAPERS and any(c.dep_ == "prep" and c.lower_ == "on" for c in head.rights):
        return True
    if mention.definite:
        return _is_told(mention)
    if mention.kind == "plan" and mention.measures:
        return True
    if mention.lemma.startswith(COUNTER):
        return not _hangs(head.head)
    if _has_maker(mention) and mention.kind == "plan":
        return True
    return not is_unreal(head) and (_has_maker(mention) or says_what(head) or _stands_under(head))


def _is_told(mention: Mention) -> bool:
    """Whether a definite mention tells which one it is; an aim of one's own ("its plan to go") does not."""
    if mention.measures or mention.version or mention.told & NEGOTIATED:
        return True
    if _is_own_aim(mention):
        return False
    if mention.names or (mention.lemma != "plan" and says_what(mention.head)):
        return True
    return mention.kind == "agreement" and len(mention.before) == 1 and not is_unreal(mention.head)


def _is_own_aim(mention: Mention) -> bool:
    """Whether somebody's plan is what it means to do: "its plan to leave", "their plan was to leave"."""
    owned = mention.lemma == "plan" and any(t.dep_ == "poss" for t in mention.before)
    return owned and (_aims(mention.head) or mention.head.head.lemma_ == "be")


def _is_agreed_truce(mention: Mention) -> bool:
    """A pause that is proposed or signed, or told by its length; not one that merely goes on or is past."""
    if mention.later == "earlier" and not mention.measures:
        return False
    if mention.proposed or (mention.measures and mention.definite):
        return True
    head, verb = mention.head, mention.head.head
    accepted = head.dep_ in ("dobj", "nsubjpass", "pobj") and verb.lemma_.lower() in DECIDED
    wished = is_unreal(head) and not any(t.lower_ in UNREAL["marks"] for t in (head.head, *verb.children))
    if mention.measures and (accepted or wished or says_what(head)):
        return True
    return _is_dealt_with(head, DECIDED - ANSWERS["refused"]) or _has_maker(mention) or _meant(head)


def _meant(head: Token) -> bool:
    """ "a truce that was meant to last 45 days", "the truce it signed"."""
    return any(
        child.dep_ == "relcl" and child.lemma_.lower() in ("mean", "suppose", "sign", "agree")
        for child in head.rights
    )


def _is_put(head: Token) -> bool:
    """ "put a text on the table"."""
    return head.dep_ in ("dobj", "nsubjpass") and head.head.lemma_.lower() in AUTHORED


def _has_maker(mention: Mention) -> bool:
    """ "a proposed …", "a US-brokered …", "a plan drafted by …"."""
    return mention.proposed or any(
        child.dep_ == "acl" and child.tag_ == "VBN" and child.lemma_.lower() in DECIDED
        for child in mention.head.rights
    )


def _stands_under(head: Token) -> bool:
    """ "under a deal", "as part of an agreement"."""
    if head.dep_ != "pobj":
        return False
    prep = head.head
    part = prep.lower_ == "of" and prep.head.lower_ in ("part", "copy", "signing", "terms", "text")
    return prep.lower_ in ("under", "per") or part


def _is_dealt_with(head: Token, verbs: frozenset[str]) -> bool:
    """Whether it is what somebody puts forward, answers or keeps, as a fact."""
    head = part_of(head)
    verb, lemma = head.head, head.head.lemma_.lower()
    if head.dep_ == "pobj" and verb.lower_ in ("to", "on", "with", "of") and verb.dep_ == "prep":
        above = verb.head
        answered = above.pos_ == "VERB" and above.lemma_.lower() in ANSWERED_WITH
        return (answered or above.lower_ in ANSWERING) and not is_unreal(head)
    if head.dep_ == "nsubj":
        return lemma in PROVIDING and not is_unreal(head)
    return head.dep_ in ("dobj", "nsubjpass", "dative") and lemma in verbs and not is_unreal(head)


def part_of(head: Token) -> Token:
    """The part of a proposal that is spoken of ("the first phase of the plan"), else its noun."""
    part = head.head.head
    named = head.dep_ == "pobj" and head.head.lower_ == "of" and part.lemma_.lower() in PARTS
    return part if named else head


def says_what(head: Token) -> bool:
    """Whether words on the noun say what is in it: "a plan to …", "that would …", "aimed at …"."""
    for child in head.rights:
        if child.dep_ in ("acl", "relcl") and child.pos_ in ("VERB", "AUX") and clausal(child):
            return True
    return False


def clausal(verb: Token) -> bool:
    """Whether a clause on the noun says what is in it: by an infinitive, a modal or a verb of providing."""
    modal = any(child.dep_ == "aux" and child.lower_ in MODALS for child in verb.children)
    made = verb.tag_ == "VBN" and any(infinitive(child) for child in verb.children)  # "drafted by X to end …"
    subject = next((child for child in verb.children if child.dep_ == "nsubj"), None)
    said = verb.lemma_.lower() not in ANSWERED | HAPPENING and subject is not None and subject.tag_ == "WDT"
    return (
        modal
        or made
        or (said and verb.tag_ in ("VBD", "VBZ"))
        or verb.lemma_.lower() in PROVIDING
        or infinitive(verb)
    )


def _aims(head: Token) -> bool:
    return any(child.dep_ in ("acl", "relcl") and infinitive(child) for child in head.rights)


def infinitive(verb: Token) -> bool:
    """Whether a verb stands behind "to"."""
    return any(child.dep_ == "aux" and child.lower_ == "to" for child in verb.children)


def is_unreal(head: Token) -> bool:
    """Whether a noun stands under a wish, a condition, a negation or talk of a deal to come."""
    plan = NOUNS.get(noun_of(head)) == "plan"
    token = head
    for _ in range(LONGEST_CLIMB):
        above = token.head
        if above == token:
            return _hangs(token)
        verdict = _verdict(token, above, plan)
        if verdict is not None:
            return verdict
        token = above
    return False


def _verdict(token: Token, above: Token, plan: bool) -> bool | None:
    """Whether what is above a word makes it unreal; None: what stands higher decides."""
    if token.dep_ in ("pobj", "pcomp") and above.lower_ in UNREAL["marks"]:
        return True
    if above.pos_ in ("NOUN", "PROPN") and token.dep_ in ("prep", "acl", "relcl"):
        if above.lemma_.lower() in UNREAL["nouns"]:
            return not plan
        return False if token.dep_ == "prep" and token.lower_ not in ("of", "in", "to") else None
    if above.pos_ in ("VERB", "AUX"):
        return _verdict_of_verb(token, above)
    return None


def _verdict_of_verb(token: Token, verb: Token) -> bool | None:
    if token.dep_ in ("relcl", "acl"):
        return False
    aim = verb.tag_ == "VBG" and verb.dep_ == "pcomp" and verb.head.lower_ not in ACHIEVED
    if aim or _hangs(verb):
        return True
    lemma = verb.lemma_.lower()
    if token.dep_ in ("dobj", "xcomp", "prep", "ccomp") and lemma in UNREAL["verbs"]:
        return True
    if verb.dep_ not in ("xcomp", "conj", "pcomp", "acl", "ccomp", "advcl"):
        return False
    if verb.dep_ == "ccomp" and verb.head.lemma_.lower() not in UNREAL["verbs"]:
        return False
    return None


def _hangs(verb: Token) -> bool:
    """Whether a verb is under a modal, "to", "if" or "not"."""
    return any(
        (child.dep_ == "aux" and (child.lower_ in MODALS or child.lower_ == "to"))
        or child.dep_ == "neg"
        or (child.dep_ in ("mark", "advmod") and child.lower_ in UNREAL["marks"])
        for child in verb.children
        if child.i < verb.i
    )

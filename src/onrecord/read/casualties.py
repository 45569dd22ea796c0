"""Casualties: whether those counted were killed, hurt, held or moved, by the words that govern a number.

In: a number with its clause, and the counted noun. Out: the category and the word that decides it. The parse
is asked first; where it has no answer (headlines above all) the nearest word of a casualty decides, within
the sentence and short of the next number. A combined or unclear category is `other`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from onrecord.vocabulary import tables, words

PATIENTS, SUBJECTS, STATES = (words("figures", table) for table in ("patients", "subjects", "states"))
COUNTED, ACTS = words("figures", "counted"), words("figures", "acts")
PEOPLE = frozenset(tables("figures")["people"]["person"])
EXCHANGE = {key: frozenset(listed) for key, listed in tables("figures")["exchange"].items()}
SINGULAR = PEOPLE | frozenset(
    [*COUNTED, *ACTS, *words("figures", "units"), *tables("figures")["aid"]["nearby"]]
)
IRREGULAR = {
    "men": "man",
    "women": "woman",
    "children": "child",
    "feet": "foot",
    "bodies": "body",
    "lives": "life",
}
LINKS = frozenset({"and", "or", "/", ","})
NEAR, FAR = 8, 16  # tokens in which a word of a casualty, and a toll, may stand where the parse has no answer
Cue = tuple[Token, str]  # the word that decides a category, and the category


@dataclass(frozen=True, slots=True)
class Clause:
    """The tokens around a number, from the number before it to the number after it, within its sentence."""

    doc: Doc
    number: Tokens
    left: int
    right: int
    bounded: bool  # by another number on the right

    @property
    def swapped(self) -> bool:
        """Whether the number is exchanged for another: "200 for 200"."""
        after, before = next(self.after(1), None), next(self.before(1), None)
        return (
            after is not None and after.lower_ == "for" and self.bounded and self.right == after.i + 1
        ) or (
            before is not None and before.lower_ == "for" and self.left == before.i > self.number.sent.start
        )

    def before(self, reach: int) -> Iterator[Token]:
        """Tokens before the number, the nearest first."""
        for at in range(self.number.start - 1, max(self.left, self.number.start - reach) - 1, -1):
            yield self.doc[at]

    def after(self, reach: int) -> Iterator[Token]:
        """Tokens after the number, the nearest first."""
        for at in range(self.number.end, min(self.right, self.number.end + reach)):
            yield self.doc[at]


def lemma(token: Token) -> str:
    """The lemma in lower case, also of a word that a headline capitalises."""
    lower: str = token.lower_
    if lower in IRREGULAR:
        return IRREGULAR[lower]
    if token.pos_ != "PROPN":
        return str(token.lemma_.lower())
    for ending, instead in (("ies", "y"), ("s", "")):
        stem = lower.removesuffix(ending) + instead if lower.endswith(ending) else ""
        if stem in SINGULAR:
            return stem
    return lower


def sense(token: Token, table: Mapping[str, str]) -> str | None:
    """The class of a verb, by lemma or, where the tagger takes it for something else, by regular ending."""
    lower = token.lower_
    found = table.get(token.lemma_.lower()) or table.get(lower)
    if found or token.pos_ == "VERB":
        return found
    for ending in ("s", "ed", "d", "ing"):
        stem = lower.removesuffix(ending)
        if stem != lower and (found := table.get(stem) or table.get(stem + "e")):
            return found
    return None


def is_person(noun: Token) -> bool:
    """Whether a noun counts people: by vocabulary, or as the name of a people."""
    name = lemma(noun)
    if name in PEOPLE or name in COUNTED or noun.ent_type_ == "NORP":
        return True
    return name.endswith(("man", "woman", "people")) or (
        noun.pos_ == "PROPN" and name.endswith("s") and name[:-1].endswith(("an", "i", "ese"))
    )


def fate(clause: Clause, noun: Token | None) -> tuple[Token | None, str]:
    """The category of counted people, with the word that decides it."""
    kind = COUNTED.get(lemma(noun)) if noun is not None else None
    if kind == "casualty":
        return noun, "other"
    if noun is not None and is_person(noun) and _is_exchanged(clause):
        return noun, "prisoners to release"
    if kind in ("hostage", "prisoner") and noun is not None:
        return noun, _held(clause, noun, kind)
    if noun is not None and lemma(noun) in ("body", "corpse") and _is_handed(noun):
        return noun, "other"
    governed = _taken(clause) or governing(noun if noun is not None else clause.number.root)
    if governed is None and kind:
        return noun, kind
    cue = governed or _nearest(clause, noun)
    if cue is None:
        return None, _alive(clause) or "other"
    if is_combined(cue[0]) or cue[1] == "casualty":
        return cue[0], "other"
    return cue


def _taken(clause: Clause) -> Cue | None:
    """ "251 taken hostage", "40 held captive"."""
    for token in clause.after(NEAR):
        before = clause.doc[token.i - 1].lemma_
        if token.lower_ in ("hostage", "captive") and before in ("take", "hold", "seize"):
            return token, "hostages held" if before == "hold" else "hostages taken"
    return None


def _held(clause: Clause, noun: Token, kind: str) -> str:
    """Hostages and prisoners, by what is done with them."""
    around = {lemma(token) for token in [*clause.before(FAR), *clause.after(FAR)]}
    around.update(lemma(token) for token, _ in zip(noun.ancestors, range(6), strict=False))
    if kind == "prisoner":
        return "prisoners to release" if around & EXCHANGE["release"] else "detained"
    if around & EXCHANGE["release"] or _is_given(clause, noun):
        return "hostages to release"
    if around & EXCHANGE["alive"]:
        return "hostages alive"
    return (
        "hostages taken" if around & EXCHANGE["take"] and not around & EXCHANGE["hold"] else "hostages held"
    )


def _is_exchanged(clause: Clause) -> bool:
    """Whether others are given for the number: "in exchange for 300 militants", "24 captives for 240"."""
    before = list(clause.before(4))
    words_before = [token.lower_ for token in before]
    if words_before[:1] != ["for"]:
        return False
    return words_before[1:3] == ["exchange", "in"] or any(
        COUNTED.get(lemma(token)) == "hostage" for token in before[1:2]
    )


def _is_given(clause: Clause, noun: Token) -> bool:
    """Whether a count of hostages is exchanged for another number: "24 captives for 240 detainees"."""
    after = noun.i + 1
    return (
        clause.bounded
        and after < len(noun.doc)
        and noun.doc[after].lower_ == "for"
        and clause.right == after + 1
    )


def _is_handed(noun: Token) -> bool:
    """Whether bodies are handed over or received, which counts no deaths."""
    governing = [token for token, _ in zip(noun.ancestors, range(3), strict=False)]
    return any(lemma(token) in EXCHANGE["release"] for token in [*governing, *noun.children])


def _alive(clause: Clause) -> str | None:
    """A number said to be alive, where the sentence speaks of captives."""
    alive = any(token.lower_ in EXCHANGE["alive"] for token in clause.after(NEAR))
    if alive and "hostage" in {COUNTED.get(lemma(token)) for token in clause.number.sent}:
        return "hostages alive"
    return None


def swapped(clause: Clause) -> str:
    """The category of a number exchanged for another: prisoners, where the sentence speaks of them."""
    kinds = {COUNTED.get(lemma(token)) for token in clause.number.sent}
    return "prisoners to release" if "prisoner" in kinds else "other"


def governing(head: Token) -> Cue | None:
    """The category by the parse: of what modifies the counted noun, else of the word that governs it."""
    if found := _modified(head):
        return found
    while head.dep_ == "conj" and head.head.pos_ in ("NOUN", "PROPN", "NUM"):
        head = head.head
        if found := _modified(head):
            return found
    parent, role = head.head, head.dep_
    if role == "nsubjpass":
        return _of_patient(parent)
    if role == "nsubj":
        return _of_subject(parent)
    if role in ("dobj", "obj"):
        return _of_object(parent, head)
    if role == "attr" and parent.lemma_ == "be":
        return _of_tally(parent)
    return _of_preposition(parent) if role == "pobj" else None


def _of_preposition(preposition: Token) -> Cue | None:
    """ "The deaths of seven soldiers", "the toll rose to 31"."""
    above, word = preposition.head, preposition.lower_
    if above.pos_ in ("NOUN", "PROPN"):
        name = ACTS.get(lemma(above)) if word in ("of", "among", "for", "at", "to") else None
        return (above, name) if name else None
    return _of_tally(above) if word in ("to", "at", "by", "past", "above", "over") else None


def _modified(head: Token) -> Cue | None:
    for child in head.children:
        if found := _modifying(child):
            return found
        if lemma(head) == "life" and child.dep_ == "acl" and child.lemma_ in EXCHANGE["lives"]:
            return child, "killed"
    return None


def _modifying(child: Token) -> Cue | None:
    """What is said of the noun: "45 people killed", "20 who died", "50 wounded fighters"."""
    if child.dep_ in ("amod", "acl", "compound") and (state := STATES.get(child.lower_)):
        return child, state
    if child.dep_ == "acl":
        found = sense(child, PATIENTS) if child.tag_ in ("VBN", "VBD") else sense(child, SUBJECTS)
        return (child, found) if found else None
    if child.dep_ == "relcl":
        roles = {
            grandchild.dep_ for grandchild in child.children if grandchild.lower_ in ("who", "that", "which")
        }
        if "nsubjpass" in roles:
            return _of_patient(child)
        return _of_subject(child) if "nsubj" in roles else None
    return None


def _of_patient(verb: Token) -> Cue | None:
    if found := sense(verb, PATIENTS):
        return verb, found
    for child in verb.children:
        if child.dep_ in ("xcomp", "oprd", "acomp", "ccomp") and (
            found := STATES.get(child.lower_) or sense(child, PATIENTS) or sense(child, SUBJECTS)
        ):
            return child, found
    return None


def _of_subject(verb: Token) -> Cue | None:
    """What an active subject is said to be or do; the subject of a kill without an object is a victim."""
    if found := sense(verb, SUBJECTS):
        return verb, found
    objects = any(child.dep_ in ("dobj", "obj", "dative") for child in verb.children)
    if not objects and verb.tag_ in ("VBN", "VBD") and (found := sense(verb, PATIENTS)):
        return verb, found
    if verb.lemma_ in ("be", "remain", "lie", "go", "leave"):
        for child in verb.children:
            if child.dep_ in ("acomp", "attr", "oprd") and (found := STATES.get(child.lower_)):
                return child, found
    return None


def _of_object(verb: Token, head: Token) -> Cue | None:
    if found := sense(verb, PATIENTS):
        return verb, found
    if lemma(head) == "life" and verb.lemma_ in EXCHANGE["lives"]:
        return verb, "killed"
    for child in verb.children:
        if (
            child.i > head.i
            and child.dep_ in ("oprd", "acomp", "advcl", "ccomp", "xcomp")
            and (found := STATES.get(child.lower_))
        ):
            return child, found
    if verb.lemma_ in ("drive", "force", "push") and any(
        token.lemma_ in ("home", "house") for token in verb.subtree
    ):
        return verb, "displaced"
    return _of_tally(verb) if lemma(head) not in ACTS and head.pos_ == "NUM" else None


def _of_tally(verb: Token) -> Cue | None:
    """ "The death toll rose to 31": the category of a subject, or object, that is itself a count."""
    for subject in verb.children:
        if subject.dep_ in ("nsubj", "nsubjpass") or (subject.dep_ == "dobj" and subject.pos_ == "NOUN"):
            for token in (subject, *subject.lefts, *_owned(subject)):
                if found := ACTS.get(lemma(token)):
                    return (subject if lemma(subject) in ACTS else token), found
    return None


def _owned(noun: Token) -> Iterator[Token]:
    """What stands after "of", in "the number of dead"."""
    for child in noun.children:
        if child.lower_ == "of":
            yield from child.children


def _nearest(clause: Clause, noun: Token | None) -> Cue | None:
    """The nearest word of a casualty, for sentences that the parser does not know, such as headlines."""
    start = noun.i + 1 if noun is not None else clause.number.end
    for token in clause.after(NEAR):
        if token.text in (";", ":", ".", "—", "–") or token.lower_ == "while":
            break
        if token.i < start:
            continue
        if found := STATES.get(token.lower_) or sense(token, SUBJECTS):
            return token, found
        if (found := sense(token, PATIENTS)) and _is_participle(clause, token):
            return token, found
        if token.lower_ == "death" and clause.doc[token.i - 1].lower_ == "to":
            return token, "killed"
    return _nearest_before(clause, noun)


def _is_participle(clause: Clause, verb: Token) -> bool:
    """Whether the verb takes no object of its own: "230 residents killed in a raid"."""
    if verb.lower_.endswith(("ing", "s")):
        return False
    following = clause.doc[verb.i + 1] if verb.i + 1 < len(clause.doc) else None
    if verb.i + 1 >= clause.right and clause.bounded:
        return False
    return following is None or following.pos_ in ("ADP", "PUNCT", "CCONJ", "SCONJ", "ADV", "SPACE", "AUX")


def _nearest_before(clause: Clause, noun: Token | None) -> Cue | None:
    for distance, token in enumerate(clause.before(FAR)):
        if token.text in (";", ":", ".", ","):
            break
        close = distance < 6
        if close and (found := sense(token, PATIENTS)) and _governs(clause, token):
            return token, found
        name = lemma(token)
        if (
            (found := ACTS.get(name))
            and (noun is None or (close and name == "toll"))
            and (close or name == "toll")
        ):
            return token, found
    return None


def _governs(clause: Clause, verb: Token) -> bool:
    """Whether nothing but words of quantity stands between an active verb and the number."""
    between = clause.doc[verb.i + 1 : clause.number.start]
    return not any(
        token.pos_ in ("NOUN", "PROPN", "VERB", "AUX", "PUNCT", "PRON") and token.lower_ != "estimated"
        for token in between
    )


def is_combined(cue: Token) -> bool:
    """Whether the word joins two categories of one number: "killed or injured"."""
    doc, at = cue.doc, cue.i
    first = _class(cue)
    for step in (1, -1):
        link, other = at + step, at + 2 * step
        if 0 <= other < len(doc) and doc[link].lower_ in LINKS:
            second = _class(doc[other])
            own = (
                step == 1
                and other + 1 < len(doc)
                and (doc[other + 1].like_num or doc[other + 1].pos_ == "NUM")
            )
            if second and second != first and not own:
                return True
    return False


def _class(token: Token) -> str | None:
    return STATES.get(token.lower_) or sense(token, PATIENTS) or ACTS.get(lemma(token))

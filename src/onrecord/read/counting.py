"""Counting: what a quantity counts, by the noun beside it and the words that govern that noun.

In: a parse and a quantity. Out: category, unit and the counted noun. The parse is asked first; where it
has no answer (headlines above all) the nearest word of a casualty decides, within the sentence and short of
the next number. A combined or unclear category is `other`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from onrecord.read.quantities import Quantity
from onrecord.vocabulary import tables, words

PATIENTS, SUBJECTS, STATES = (words("figures", table) for table in ("patients", "subjects", "states"))
COUNTED, ACTS = words("figures", "counted"), words("figures", "acts")
UNITS, KINDS = words("figures", "units"), words("figures", "kinds")
PEOPLE, GROUPS, ANIMALS = (
    frozenset(tables("figures")["people"][key]) for key in ("person", "group", "animal")
)
EXCHANGE = {key: frozenset(listed) for key, listed in tables("figures")["exchange"].items()}
AID = {key: frozenset(listed) for key, listed in tables("figures")["aid"].items()}
IRREGULAR = {
    "men": "man",
    "women": "woman",
    "children": "child",
    "feet": "foot",
    "bodies": "body",
    "lives": "life",
}
Cue = tuple[Token, str]  # the word that decides a category, and the category
BESIDE = frozenset({"nummod", "quantmod", "compound", "amod", "npadvmod", "nmod", "det", "poss", "advmod"})
MODIFIERS = frozenset({"ADJ", "ADV", "NUM", "DET"})
WALLS = frozenset("|:;–—()")
LINKS = frozenset({"and", "or", "/", ","})
AGE = range(1, 111)
AID_REACH = 400  # characters around a number in which the text may speak of aid
NEAR, FAR = 8, 16  # tokens in which a word of a casualty, and a toll, may stand where the parse has no answer


@dataclass(frozen=True, slots=True)
class Count:
    """What one quantity counts."""

    number: Tokens
    noun: Token | None  # head of the counted words; None: they are not said
    cue: Token | None  # the word that decides the category; None: the unit does, or nothing
    unit: str | None
    category: str


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
        if stem in PEOPLE or stem in COUNTED or stem in ACTS or stem in UNITS or stem in AID["nearby"]:
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


def count(clause: Clause, quantity: Quantity) -> Count:
    """What a quantity counts; `Count.category` is `other` where the words do not say, or say two at once."""
    number = clause.number
    if quantity.currency or quantity.percent or quantity.share:
        noun = _base(number) if quantity.percent or quantity.share else None
        return Count(number, noun, None, *_unit_of_account(quantity))
    if clause.swapped:
        return Count(number, None, None, "person", _swapped(clause))
    noun = _noun(clause)
    if _is_age(clause, quantity, noun):
        return Count(number, None, None, "year", "age")
    name = (quantity.joined or "").split("-")[0] or (lemma(noun) if noun is not None else "")
    unit = UNITS.get(name) or UNITS.get(name.removesuffix("s"))
    if unit and unit in KINDS:
        counted = noun if quantity.joined else None
        return Count(
            number,
            counted,
            None,
            unit,
            "other" if KINDS[unit] == "distance" and _is_rate(clause, noun) else KINDS[unit],
        )
    if _is_aid(clause, noun, name):
        return Count(number, noun, noun, unit or name, "aid")
    if quantity.joined:
        return Count(number, noun, None, name, "other")
    return _people(clause, noun, unit or name or None)


def _people(clause: Clause, noun: Token | None, unit: str | None) -> Count:
    """The count of people, or of what a verb for the fate of people governs ("500 families fled")."""
    if noun is None or is_person(noun) or noun.pos_ == "PROPN":
        cue, category = _category(clause, noun)
        person = category != "other" or (noun is not None and is_person(noun))
        return Count(clause.number, noun, cue, "person" if person else unit, category)
    governed = None if lemma(noun) in ANIMALS else _governing(noun)
    if governed is None or not _is_of_people(*governed) or _is_combined(governed[0]):
        return Count(clause.number, noun, None, unit, "other")
    return Count(clause.number, noun, governed[0], unit if unit in GROUPS else "person", governed[1])


def _is_of_people(cue: Token, category: str) -> bool:
    """Whether a word shows that people are meant: one arrests people, but captures villages as well."""
    if category in ("killed", "injured"):
        return cue.lower_ not in STATES or cue.pos_ == "VERB"
    return category == "displaced" or cue.lemma_ in ("arrest", "detain", "abduct", "kidnap")


def _unit_of_account(quantity: Quantity) -> tuple[str, str]:
    if quantity.percent:
        return "percent", "other"
    if quantity.share:
        return "share", "other"
    symbol = (quantity.currency or "").lower().strip(". ")
    return UNITS.get(symbol) or UNITS.get(symbol[-1:]) or symbol, "money"


def _noun(clause: Clause) -> Token | None:
    """The counted noun: head of the number to its right, or what stands after "of", or the next noun."""
    root = clause.number.root
    if clause.number.end < len(clause.doc) and clause.doc[clause.number.end].lower_ == "of":
        return _of(clause.number)
    if root.dep_ in BESIDE and clause.number.end <= root.head.i < min(clause.right, clause.number.end + NEAR):
        head = root.head
        while head.dep_ == "compound" and head.i < head.head.i < clause.right:
            head = head.head
        between = clause.doc[clause.number.end : head.i]
        if head.pos_ in ("NOUN", "PROPN") and not any(token.text in WALLS for token in between):
            return head
    return _next_noun(clause)


def _of(number: Tokens) -> Token | None:
    """The noun after "of", in "hundreds of civilians", "70% of the area"."""
    for token in number.doc[number.end : number.end + 10]:
        if token.pos_ in ("NOUN", "PROPN") and token.dep_ != "compound" and token.dep_ != "poss":
            return token
        if token.pos_ in ("VERB", "AUX", "PUNCT", "PRON", "CCONJ") and token.text != "-":
            break
    return None


def _base(number: Tokens) -> Token | None:
    """What a share is a share of: "70% of the area"."""
    for at in range(number.end, min(number.end + 3, len(number.doc))):
        if number.doc[at].lower_ == "of":
            return _of(number.doc[number.start : at])
    return None


def _is_rate(clause: Clause, noun: Token | None) -> bool:
    """Whether a distance is one of speed or area: "160 km/h"."""
    if noun is None or noun.i + 1 >= len(clause.doc):
        return False
    return noun.nbor().text == "/" or noun.nbor().lower_ == "per" or clause.doc[noun.i - 1].lower_ == "square"


def _next_noun(clause: Clause) -> Token | None:
    found = None
    for token in clause.after(6):
        if token.pos_ in ("NOUN", "PROPN") and token.is_alpha and _may_be_counted(token):
            found = token
        elif found is not None or token.lower_ in STATES or not _may_modify(token):
            break
    return found


def _may_be_counted(token: Token) -> bool:
    return token.lower_ not in STATES and sense(token, PATIENTS) is None


def _may_modify(token: Token) -> bool:
    return (token.pos_ in MODIFIERS and token.text[0].isalnum()) or token.text == "-"


def _is_age(clause: Clause, quantity: Quantity, noun: Token | None) -> bool:
    """Ages: "Ana Velk, 26,", "aged 26", "26-year-old", "26 years old", "children under five"."""
    if quantity.joined:
        aged = "old" in quantity.joined.split("-")
        return aged and (noun is None or is_person(noun) or noun.pos_ == "PROPN")
    after = [token.lower_ for token in clause.after(3)]
    if after[:2] in (["years", "old"], ["year", "old"]) or after[:3] == ["years", "of", "age"]:
        return True
    before = list(clause.before(3))
    if not before or quantity.value not in AGE:
        return False
    if before[0].lower_ in ("aged", "age", "ages"):
        return True
    if before[0].lower_ in ("under", "over") and len(before) > 1 and noun is None:
        return is_person(before[1]) if before[1].pos_ == "NOUN" else False
    named = len(before) > 1 and before[0].text in (",", "(") and before[1].pos_ == "PROPN"
    return (
        named
        and clause.number.text.isdigit()
        and (not after or after[0] in (",", ".", ";", ")", "—", "–", "who", "and"))
    )


def is_person(noun: Token) -> bool:
    """Whether a noun counts people: by vocabulary, or as the name of a people."""
    name = lemma(noun)
    if name in PEOPLE or name in COUNTED or noun.ent_type_ == "NORP":
        return True
    return name.endswith(("man", "woman", "people")) or (
        noun.pos_ == "PROPN" and name.endswith("s") and name[:-1].endswith(("an", "i", "ese"))
    )


def _is_aid(clause: Clause, noun: Token | None, name: str) -> bool:
    if name in AID["always"]:
        return True
    if name not in AID["nearby"]:
        return False
    if noun is not None and any(child.lower_ in AID["words"] for child in noun.subtree):
        return True
    start = clause.number.start_char
    near = clause.doc.text[max(0, start - AID_REACH) : start + AID_REACH].lower()
    return any(f" {word}" in near for word in AID["words"])


def _category(clause: Clause, noun: Token | None) -> tuple[Token | None, str]:
    """The category of counted people, with the word that decides it."""
    kind = COUNTED.get(lemma(noun)) if noun is not None else None
    if kind == "casualty":
        return noun, "other"
    if kind in ("hostage", "prisoner") and noun is not None:
        return noun, _held(clause, noun, kind)
    if noun is not None and lemma(noun) in ("body", "corpse") and _is_handed(noun):
        return noun, "other"
    governed = _governing(noun if noun is not None else clause.number.root)
    if governed is None and kind:
        return noun, kind
    cue = governed or _nearest(clause, noun)
    if cue is None:
        return None, _alive(clause) or "other"
    if _is_combined(cue[0]) or cue[1] == "casualty":
        return cue[0], "other"
    return cue


def _held(clause: Clause, noun: Token, kind: str) -> str:
    """Hostages and prisoners, by what is done with them."""
    around = {lemma(token) for token in [*clause.before(FAR), *clause.after(FAR)]}
    around.update(lemma(token) for token, _ in zip(noun.ancestors, range(6), strict=False))
    if kind == "prisoner":
        return "prisoners to release" if around & EXCHANGE["release"] else "detained"
    if around & EXCHANGE["release"]:
        return "hostages to release"
    if around & EXCHANGE["alive"]:
        return "hostages alive"
    return (
        "hostages taken" if around & EXCHANGE["take"] and not around & EXCHANGE["hold"] else "hostages held"
    )


def _is_handed(noun: Token) -> bool:
    """Whether bodies are handed over or received, which counts no deaths."""
    governing = [token for token, _ in zip(noun.ancestors, range(3), strict=False)]
    return any(lemma(token) in EXCHANGE["release"] for token in [*governing, *noun.children])


def _alive(clause: Clause) -> str | None:
    """A number said to be alive, where the sentence speaks of captives."""
    alive = any(token.lower_ in EXCHANGE["alive"] for token in clause.after(4))
    if alive and "hostage" in {COUNTED.get(lemma(token)) for token in clause.number.sent}:
        return "hostages alive"
    return None


def _swapped(clause: Clause) -> str:
    kinds = {COUNTED.get(lemma(token)) for token in clause.number.sent}
    return "prisoners to release" if "prisoner" in kinds else "other"


def _governing(head: Token) -> Cue | None:
    """The category by the parse: of what modifies the counted noun, else of the word that governs it."""
    while head.dep_ == "conj" and head.head.pos_ in ("NOUN", "PROPN", "NUM"):
        head = head.head
    for child in head.children:
        if found := _modifying(child):
            return found
        if lemma(head) == "life" and child.dep_ == "acl" and child.lemma_ in EXCHANGE["lives"]:
            return child, "killed"
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
    return _of_tally(verb)


def _of_tally(verb: Token) -> Cue | None:
    """ "The death toll rose to 31": the category of a subject that is itself a count."""
    for subject in verb.children:
        if subject.dep_ in ("nsubj", "nsubjpass", "dobj") and subject.i < verb.i + 4:
            for token in subject.subtree:
                if found := ACTS.get(lemma(token)):
                    return token, found
    return None


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
        if token.text in (";", ":", "."):
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


def _is_combined(cue: Token) -> bool:
    """ "Killed or injured": two categories of one number."""
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

"""Counting: what a quantity counts, by its unit and the noun beside it.

In: a clause and a quantity. Out: category, unit and the counted noun. Units, ages and aid decide by
themselves; for people the words that govern the noun do (casualties.py).
"""

from dataclasses import dataclass

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from onrecord.read.casualties import (
    NEAR,
    PATIENTS,
    STATES,
    Clause,
    fate,
    governing,
    is_combined,
    is_person,
    lemma,
    sense,
    swapped,
)  # fmt: skip
from onrecord.read.quantities import Quantity
from onrecord.vocabulary import tables, words

UNITS, KINDS = words("figures", "units"), words("figures", "kinds")
GROUPS, ANIMALS = (frozenset(tables("figures")["people"][key]) for key in ("group", "animal"))
AID = {key: frozenset(listed) for key, listed in tables("figures")["aid"].items()}
BESIDE = frozenset({"nummod", "quantmod", "compound", "amod", "npadvmod", "nmod", "det", "poss", "advmod"})
MODIFIERS = frozenset({"ADJ", "ADV", "NUM", "DET"})
WALLS = frozenset("|:;–—()")
AGE = range(1, 111)
AID_REACH = 120  # tokens around a number in which the text may speak of aid


@dataclass(frozen=True, slots=True)
class Count:
    """What one quantity counts."""

    number: Tokens
    noun: Token | None  # head of the counted words; None: they are not said
    cue: Token | None  # the word that decides the category; None: the unit does, or nothing
    unit: str | None
    category: str


def count(clause: Clause, quantity: Quantity) -> Count:
    """What a quantity counts; `Count.category` is `other` where the words do not say, or say two at once."""
    number = clause.number
    if quantity.currency or quantity.percent or quantity.share:
        noun = _base(number) if quantity.percent or quantity.share else None
        return Count(number, noun, None, *_unit_of_account(quantity))
    if clause.swapped:
        return Count(number, None, None, "person", swapped(clause))
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
        cue, category = fate(clause, noun)
        person = category != "other" or (noun is not None and is_person(noun))
        return Count(clause.number, noun, cue, "person" if person else unit, category)
    governed = None if lemma(noun) in ANIMALS else governing(noun)
    if governed is None or not _is_of_people(*governed) or is_combined(governed[0]):
        return Count(clause.number, noun, None, unit, "other")
    return Count(clause.number, noun, governed[0], unit if unit in GROUPS else "person", governed[1])


def _is_of_people(cue: Token, category: str) -> bool:
    """Whether a word shows that people are meant: one arrests people, but captures villages as well."""
    return category in ("killed", "injured", "displaced") or cue.lemma_ in (
        "arrest",
        "detain",
        "abduct",
        "kidnap",
    )


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
        if head.pos_ in ("NOUN", "PROPN") and not any(map(_is_wall, between)):
            return head
    return _next_noun(clause)


def _of(number: Tokens) -> Token | None:
    """The noun after "of", in "hundreds of civilians", "70% of the area"."""
    for token in number.doc[number.end : number.end + 10]:
        if token.pos_ in ("NOUN", "PROPN") and token.dep_ != "compound" and token.dep_ != "poss":
            return token
        if (
            token.pos_ in ("VERB", "AUX", "PUNCT", "PRON", "CCONJ")
            and token.dep_ != "amod"
            and token.text != "-"
        ):
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


def _is_wall(token: Token) -> bool:
    return token.text in WALLS or (token.text == "-" and bool(token.whitespace_))


def _may_modify(token: Token) -> bool:
    return (token.pos_ in MODIFIERS and token.text[0].isalnum()) or (
        token.text == "-" and not token.whitespace_
    )


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
    if [token.lower_ for token in before[:2]] == ["between", "aged"] and quantity.upper is not None:
        return True
    if before[0].lower_ in ("aged", "age", "ages") or [t.lower_ for t in before[:2]] == ["of", "age"]:
        return True
    if before[0].lower_ in ("was", "is") and len(before) > 1 and before[1].lower_ in ("he", "she"):
        return noun is None and (not after or not after[0].isalpha())
    if before[0].lower_ in ("under", "over") and len(before) > 1 and noun is None:
        return is_person(before[1]) if before[1].pos_ == "NOUN" else False
    named = len(before) > 1 and before[0].text in (",", "(") and before[1].pos_ == "PROPN"
    return (
        named
        and clause.number.text.isdigit()
        and (not after or after[0] in (",", ".", ";", ")", "—", "–", "who", "and"))
    )


def _is_aid(clause: Clause, noun: Token | None, name: str) -> bool:
    if name in AID["always"]:
        return True
    if name not in AID["nearby"]:
        return False
    if noun is not None and any(child.lower_ in AID["words"] for child in noun.subtree):
        return True
    if name in AID["measures"]:
        return False  # only with what it measures: "40 tonnes of food"
    start = clause.number.start
    near = clause.doc[max(0, start - AID_REACH) : start + AID_REACH].text.lower()
    return any(f" {word}" in near for word in AID["words"])

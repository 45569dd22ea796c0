"""Drafts: what a person asks for, against the record as it stands → a correction to be kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onrecord import contract
from onrecord.corrections.applied import Corrected
from onrecord.corrections.nouns import VERBS, Correction
from onrecord.corrections.references import (
    KINDS,
    Items,
    Json,
    anchor,
    described,
    items,
    pointers,
    reference,
)
from onrecord.errors import CorrectionError
from onrecord.records import (
    ACTOR_KINDS,
    ACTS,
    CATEGORIES,
    EVENT_TYPES,
    FACTUALITIES,
    ISSUES,
    PARTS,
    QUANTIFIERS,
    REVISIONS,
    SIGNALS,
    SOURCE_KINDS,
    STANCES,
    STATEMENT_TYPES,
    plain,
)

RULE = "by hand"  # of what was added
LONGEST = 2000  # characters of a name or a reason
LISTED = 20  # items of an article that a message names
CHOICES: Mapping[str, Mapping[str, tuple[str, ...]]] = {  # kind: its fields that take only these words
    "actors": {"kind": ACTOR_KINDS},
    "statements": {"source_kind": SOURCE_KINDS, "type": STATEMENT_TYPES, "act": ACTS},
    "figures": {"quantifier": QUANTIFIERS, "category": CATEGORIES, "revised": REVISIONS},
    "events": {"type": tuple(EVENT_TYPES), "factuality": FACTUALITIES},
    "positions": {"issue": ISSUES, "stance": STANCES, "linked": ISSUES},
    "signals": {"signal": SIGNALS},
    "participants": {"part": PARTS},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A correction somebody wants to make; ids are those of the record as it stands."""

    verb: str  # confirm | correct | reject | merge | add
    article: str
    kind: str  # one of KINDS
    item: str | None = None  # its id; None: it is to be added
    fields: Mapping[str, Any] | None = None  # in the contract's JSON; of correct those that change
    into: str | None = None  # id of the item of the same kind that this one goes into; None: no merge
    who: str
    why: str | None = None


def drafted(now: Corrected, draft: Draft, *, number: int, at: str) -> Correction:
    """The correction that a draft comes to.

    Raises:
        CorrectionError: it names what is not there, or says nothing new.
        ContractError: a field is not what the output contract says.
    """
    _asked(draft)
    before, standing, known = None, None, items(now.record)
    if draft.item is not None:
        before = _item(known, draft.kind, draft.item)
        standing = now.of(draft.kind, draft.item)
    after = None if draft.fields is None else _after(now, draft, before)
    if draft.item is not None and (read := now.untouched(draft.kind, draft.item)):
        # What others took away may come back: what it pointed at is kept as the machine has it.
        before, after = read, after and read | {field: after[field] for field in draft.fields or ()}
    every = _every(known, items(now.machine))
    at_words = standing.correction.anchor if standing else anchor(draft.kind, before or after or {})
    text = now.record.article.text
    return Correction(
        number=number,
        at=at,
        who=draft.who.strip(),
        why=(draft.why or "").strip() or None,
        verb=draft.verb,
        article=now.record.article.id,
        kind=draft.kind,
        anchor=at_words,
        words=tuple(text[start:end] for start, end in at_words),
        thread=standing.correction.thread if standing else number,
        before=None if before is None else described(every, draft.kind, before) | {"id": before["id"]},
        after=None if after is None else described(every, draft.kind, after),
        into=_into(known, draft),
    )


def taken_back(
    known: Iterable[Correction], undoes: int, *, number: int, at: str, who: str, why: str | None
) -> Correction:
    """The correction that takes back another.

    Raises:
        CorrectionError: there is none of that number, it is an undo, or it is taken back already.
    """
    by_number = {one.number: one for one in known}
    one = by_number.get(undoes)
    if one is None or one.verb == "undo":
        raise CorrectionError(f"no correction {undoes} to take back; `onrecord corrections` lists them")
    if any(other.undoes == undoes for other in by_number.values()):
        raise CorrectionError(f"correction {undoes} is taken back already; make it anew if it should stand")
    _signed(who, why)
    return Correction(
        number=number, at=at, who=who.strip(), why=(why or "").strip() or None, verb="undo",
        article=one.article, kind=one.kind, anchor=one.anchor, words=one.words, thread=one.thread,
        undoes=undoes,
    )  # fmt: skip


def _asked(draft: Draft) -> None:
    _signed(draft.who, draft.why)
    if draft.verb not in VERBS or draft.verb == "undo" or draft.kind not in KINDS:
        raise CorrectionError(f"{draft.verb} {draft.kind}: no such correction; there are {', '.join(VERBS)}")
    wanted = {"add": (False, True, False), "correct": (True, True, False), "merge": (True, False, True)}
    given = (draft.item is not None, draft.fields is not None, draft.into is not None)
    if given != wanted.get(draft.verb, (True, False, False)):
        raise CorrectionError(
            f"{draft.verb}: name the item unless it is added, the fields where they are added or corrected,"
            " and where it is merged the other item"
        )


def _signed(who: str, why: str | None) -> None:
    if not who.strip():
        raise CorrectionError("nobody is named who makes the correction; give a name")
    for told in (who, why or ""):
        if len(told) > LONGEST or any("\ud800" <= c <= "\udfff" for c in told):
            fault = f"longer than {LONGEST} characters, or not valid Unicode"
            raise CorrectionError(f"{told[:40]!r}… is {fault}; say it shorter and in letters")


def _item(known: Items, kind: str, name: str) -> Json:
    item = next((one for one in known[kind] if one["id"] == name), None)
    if item is None:
        raise CorrectionError(f"no {kind} {name!r} in that article; it has {_ids(known[kind])}")
    return item


def _ids(listed: Sequence[Json]) -> str:
    """The ids of some items, those that have a name with it."""
    told = [f"{one['id']} ({one['name']})" if "name" in one else one["id"] for one in listed[:LISTED]]
    return ", ".join([*told, *(["…"] if len(listed) > LISTED else [])]) or "none"


def _every(known: Items, read: Items) -> Items:
    """The items that stand, and those of the machine's that no longer do."""
    there = {(kind, one["id"]) for kind in KINDS for one in known[kind]}
    return {
        kind: [*known[kind], *(one for one in read[kind] if (kind, one["id"]) not in there)] for kind in KINDS
    }


def _after(now: Corrected, draft: Draft, before: Json | None) -> Json:
    """The item as the draft would have it, checked."""
    fields = dict(draft.fields or {})
    noun, text, where = KINDS[draft.kind], now.record.article.text, f"{draft.kind} {draft.item or ''}".strip()
    unknown = fields.keys() - (contract.hints(noun).keys() - {"id"})
    if unknown:
        raise CorrectionError(f"{where}: no field {min(unknown)!r} that can be corrected")
    whole = {"id": "", "rule": RULE} | (before or {}) | fields
    after: Json = plain(contract.item(noun, whole, text, where))
    _chosen(draft, after, where)
    known = items(now.record)
    for kind, name in pointers(draft.kind, after):
        _item(known, kind, name)
    if draft.verb == "add" and not anchor(draft.kind, after):
        raise CorrectionError(f"{where}: no words are selected; an addition stands on words of the article")
    told = {key: value for key, value in after.items() if key not in ("id", "rule", "score")}
    if any(told.items() <= one.items() for one in known[draft.kind]):
        raise CorrectionError(f"{where}: the record says so already; confirm it if it is right")
    return after


def _chosen(draft: Draft, after: Json, where: str) -> None:
    choices = dict(CHOICES.get(draft.kind, {}))
    if draft.kind == "events":
        choices["mode"] = EVENT_TYPES.get(after["type"], ())
    for field, allowed in choices.items():
        value = after[field]
        if field in (draft.fields or ()) and value is not None and value not in allowed:
            told = ", ".join(allowed) or "none"
            raise CorrectionError(f"{where}: {value!r} is no {field}; there are {told}")


def _into(known: Items, draft: Draft) -> Json | None:
    if draft.into is None:
        return None
    if draft.into == draft.item:
        raise CorrectionError(f"{draft.item}: an item cannot be merged into itself; name another")
    _item(known, draft.kind, draft.into)
    return reference(known, draft.kind, draft.into)

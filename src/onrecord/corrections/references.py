"""References: what an item of a record stands on, and how others point at it when ids change.

Everything here is the contract's JSON. Within a record an item points at another by its id; in a
correction by a reference: `{"kind", "anchor"}`, with `nth` where several stand on the same words,
of an actor or proposal its name, and of an actor the whole as `item`, so that it can be added again.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from onrecord.records import (
    Actor,
    Event,
    Figure,
    Label,
    Participant,
    Position,
    Proposal,
    Record,
    Signal,
    Statement,
    plain,
)

Json = dict[str, Any]
Items = Mapping[str, Sequence[Json]]  # kind → its items, labels too with an id
Anchor = tuple[tuple[int, int], ...]  # code points; empty: an actor or proposal mentioned nowhere

KINDS: Mapping[str, type] = {
    "actors": Actor, "statements": Statement, "figures": Figure, "events": Event, "positions": Position,
    "proposals": Proposal, "signals": Signal, "participants": Participant, "labels": Label,
}  # fmt: skip
LETTERS = dict(zip(KINDS, "asfepxgnl", strict=True))  # with which the ids that are made here begin
POINTERS: Mapping[str, Mapping[str, str]] = {  # kind of item: its fields that hold an id, and of what kind
    "statements": {"speaker": "actors"},
    "chain": {"actor": "actors"},
    "figures": {"counter": "actors", "statement": "statements", "part_of": "figures"},
    "events": {"actor": "actors", "target": "actors", "statement": "statements"},
    "positions": {
        "party": "actors", "reported_by": "actors", "proposal": "proposals", "statement": "statements",
    },
    "proposals": {"author": "actors", "replaces": "proposals"},
    "signals": {"statement": "statements"},
    "participants": {"actor": "actors", "statement": "statements"},
    "labels": {"actor": "actors", "voice": "statements"},
}  # fmt: skip
OUTLET = ("voice", "outlet")  # the one voice of a label that is no id
MENTIONED = ("actors", "proposals")  # stand on any of their mentions, and have a name


def items(record: Record) -> dict[str, list[Json]]:
    """Every item of a record; a label's id is its place in the list: "l0"."""
    found: dict[str, list[Json]] = {kind: plain(getattr(record, kind)) for kind in KINDS}
    for number, label in enumerate(found["labels"]):
        label["id"] = f"l{number}"
    return found


def kind_of(known: Items, name: str) -> str | None:
    """The kind of the item that has that id; None: no item has it."""
    return next((kind for kind in known for item in known[kind] if item["id"] == name), None)


def anchors(kind: str, item: Mapping[str, Any]) -> list[Anchor]:
    """All that an item can be found by, its own anchor first; an actor without mentions has none."""
    if kind in MENTIONED:
        return [((start, end),) for start, end in item["mentions"]]
    spans = item["content"] if kind == "statements" else [item["span"]]
    return [tuple((start, end) for start, end in spans)]


def anchor(kind: str, item: Mapping[str, Any]) -> Anchor:
    """What an item stands on: its words, or its first mention."""
    return next(iter(anchors(kind, item)), ())


def repointed(kind: str, item: Mapping[str, Any], change: Callable[[str, Any], Any]) -> Json:
    """An item whose every id of another, or reference to it, is changed; `change` takes kind and value."""
    new = dict(item)
    for field, of in POINTERS.get(kind, {}).items():
        given = item.get(field)
        if isinstance(given, list):
            changed = [change(of, one) for one in given]
            new[field] = [one for one in changed if one is not None]
        elif given is not None and (field, given) != OUTLET:
            new[field] = change(of, given)
    if kind == "statements":
        new["chain"] = [repointed("chain", hop, change) for hop in item.get("chain", ())]
    return new


def described(known: Items, kind: str, item: Mapping[str, Any]) -> Json:
    """An item with references in place of ids, and without its own."""
    return _nameless(repointed(kind, item, lambda of, name: reference(known, of, name)))


def reference(known: Items, kind: str, name: str) -> Json | None:
    """The reference to the item of that id; None: there is none."""
    item = next((one for one in known[kind] if one["id"] == name), None)
    if item is None:
        return None
    at = anchor(kind, item)
    alike = [
        one["id"]
        for one in known[kind]
        if (anchor(kind, one) == at if at else one.get("name") == item.get("name"))
    ]
    told: Json = {"kind": kind, "anchor": [list(span) for span in at]}
    if alike.index(name):
        told["nth"] = alike.index(name)
    if kind in MENTIONED:
        told["name"] = item["name"]
    return told | ({"item": _nameless(item)} if kind == "actors" else {})


def to_anchor(listed: Sequence[Sequence[int]]) -> Anchor:
    """An anchor from its JSON."""
    return tuple((start, end) for start, end in listed)


def likeness(one: Mapping[str, Any], other: Mapping[str, Any]) -> int:
    """How many fields two described items share; of references only where they point counts."""
    return sum(field in other and _bare(value) == _bare(other[field]) for field, value in one.items())


def _nameless(item: Mapping[str, Any]) -> Json:
    return {field: value for field, value in item.items() if field != "id"}


def _bare(value: Any) -> Any:
    if isinstance(value, Mapping) and "kind" in value and "anchor" in value:
        return [value["anchor"], value.get("nth", 0)]
    if isinstance(value, list):
        return [_bare(one) for one in value]
    return value


def pointers(kind: str, item: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The kind and id of every item that an item points at."""
    found: list[tuple[str, str]] = []
    repointed(kind, item, lambda of, name: found.append((of, name)))
    return found

"""Applied: the machine's record and its corrections → the record as it stands, item by item.

A thread of corrections is matched to the machine's item on the same words; where several stand on
them, to the one most like what was seen. What a person wrote stands whole. A reference leads where
its words lead, an actor's else by the name; what leads nowhere becomes null and is told.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from onrecord import contract
from onrecord.corrections.nouns import Correction
from onrecord.corrections.references import (
    KINDS,
    LETTERS,
    MENTIONED,
    Anchor,
    Items,
    Json,
    anchor,
    anchors,
    described,
    items,
    likeness,
    repointed,
    to_anchor,
)
from onrecord.errors import CorrectionError
from onrecord.records import Article, Record

STATES = (
    "confirmed", "corrected", "added", "rejected", "merged",
    "moot",  # nothing is left to be taken away: the machine no longer reads it, or reads both as one
    "orphaned",  # its words or its item are no longer there; it changes nothing
    "undone",
)  # fmt: skip
STATED = {"reject": "rejected", "merge": "merged"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the corrections of one item come to."""

    kind: str
    id: str | None  # in the record as it stands; None: it is not there
    state: str  # one of STATES
    correction: Correction  # the one that stands; the last one where none does
    last: int  # number of the last correction of the item, an undo too
    machine: str | None  # the item's id in the machine's record; None: it does not read it
    reason: str | None = None  # why it is orphaned


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """One article's record as it stands, with what the machine read and what people said of it."""

    record: Record
    machine: Record
    standing: tuple[Standing, ...]  # one an item that was ever corrected, in the order of the first time
    loose: tuple[tuple[str, str, str], ...] = ()  # kind and id of an item, the kind it no longer points at
    labels: tuple[str, ...] = ()  # of each label its id in the machine's record; empty: the same

    def of(self, kind: str, name: str) -> Standing | None:
        """What people said of the item of that id; None: nothing."""
        return next((one for one in self.standing if (one.kind, one.id) == (kind, name)), None)

    def untouched(self, kind: str, name: str) -> Json | None:
        """The item as the machine read it, if nobody has said anything of it yet."""
        if self.of(kind, name):
            return None
        read = self.labels[int(name[1:])] if kind == "labels" and self.labels else name
        return next((one for one in items(self.machine)[kind] if one["id"] == read), None)

    def last(self, kind: str, name: str) -> int | None:
        """Number of the last correction of the item that has or had that id; None: there is none."""
        for one in self.standing:
            if one.kind == kind and name in (one.id, one.machine, made_id(kind, one.correction.thread)):
                return one.last
        return None

    def item(self, kind: str, name: str) -> Json | None:
        """The item of that id as it stands; None: there is none."""
        return next((one for one in items(self.record)[kind] if one["id"] == name), None)

    def version(self, kind: str | None = None, name: str | None = None) -> str:
        """What a correction of an item, or an addition, must have seen; it changes when they do.

        Raises:
            CorrectionError: there is no such item.
        """
        if kind is None or name is None:
            read = items(self.machine)
            return _short(
                [[of, one["id"], anchor(of, one), one.get("name")] for of in KINDS for one in read[of]]
            )
        if (kind, name) not in (versions := self.versions()):
            raise CorrectionError(f"no {kind} {name!r} in that article; look at it again")
        return versions[kind, name]

    def versions(self) -> dict[tuple[str, str], str]:
        """The version of every item, by kind and id."""
        numbers, listed = self.version(), items(self.record)
        last = {(one.kind, one.id): one.last for one in self.standing}
        return {
            (kind, one["id"]): f"{numbers}.{_short([one, last.get((kind, one['id']))])}"
            for kind in KINDS
            for one in listed[kind]
        }


def corrected(machine: Record, corrections: Iterable[Correction]) -> Corrected:
    """The record as it stands after all corrections of it; those of another text are orphaned."""
    every = sorted(corrections, key=lambda one: one.number)
    if not every:
        return Corrected(record=machine, machine=machine, standing=())
    taken = {one.undoes for one in every}
    threads: dict[int, list[Correction]] = {}
    for one in every:
        threads.setdefault(one.thread, []).append(one)
    return _Desk(machine, list(threads.values()), taken).laid()


def states(found: Corrected, made: Iterable[Correction]) -> dict[int, str]:
    """What became of each correction of an article, by number: one of STATES, "replaced" or "undo"."""
    stands = {one.correction.number: one.state for one in found.standing}
    every = list(made)
    undone = {one.number: "undone" for one in every if one.number in {other.undoes for other in every}}
    undoing = {one.number: "undo" for one in every if one.verb == "undo"}
    return dict.fromkeys((one.number for one in every), "replaced") | stands | undone | undoing


@dataclass(slots=True)
class _Thread:
    """The corrections of one item, and what became of them."""

    corrections: list[Correction]
    stands: Correction | None  # None: all are taken back
    kind: str
    id: str = ""  # the machine's, or one made of the thread's number
    machine: str | None = None
    state: str = "undone"
    reason: str | None = None

    @property
    def opener(self) -> Correction:
        return self.corrections[0]

    @property
    def added(self) -> bool:
        return any(one.verb == "add" for one in self.corrections)

    def stated(self) -> str:
        """What the correction that stands makes of the item; a person's version stays theirs if confirmed."""
        if self.stands is None or self.stands.verb in ("reject", "merge"):
            return STATED[self.stands.verb] if self.stands else "undone"
        before = {one.verb for one in self.corrections if one.number <= self.stands.number}
        return "added" if "add" in before else "corrected" if "correct" in before else "confirmed"

    def seen(self) -> list[Mapping[str, Any]]:
        """Every version of the item that somebody saw or made, the last first."""
        versions = [version for one in reversed(self.corrections) for version in (one.after, one.before)]
        return [version for version in versions if version is not None]


class _Desk:
    """The items of one record while corrections are laid on them."""

    def __init__(self, machine: Record, threads: Sequence[list[Correction]], taken: set[int | None]) -> None:
        self.machine = machine
        self.read = items(machine)
        self.stands = {kind: {one["id"]: one for one in listed} for kind, listed in self.read.items()}
        self.gone: dict[tuple[str, str], str | None] = {}  # where what points at it points now; None: nowhere
        self.loose: list[tuple[str, str, str]] = []
        self.threads = [_thread(one, taken) for one in threads]
        live = [thread for thread in self.threads if not self._strayed(thread)]
        _match(self.read, live)
        for thread in live:
            self._settle(thread)
        self.places = self._places(live)
        for thread in live:
            if thread.state == "merged":
                self._merge(thread)

    def laid(self) -> Corrected:
        """The record of what stands, and what became of each thread."""
        for kind in KINDS:  # actors first; those added again here point at nobody
            for name, item in list(self.stands[kind].items()):
                self.stands[kind][name] = self._repointed(kind, name, item)
        listed = {kind: _ordered(kind, self.read[kind], self.stands[kind]) for kind in KINDS}
        names = {one["id"]: f"l{number}" for number, one in enumerate(listed["labels"])}
        text = self.machine.article.text
        nouns: dict[str, Any] = {
            kind: tuple(contract.item(KINDS[kind], one, text, f"{kind} {one['id']}") for one in listed[kind])
            for kind in KINDS
        }
        return Corrected(
            record=replace(self.machine, **nouns),
            machine=self.machine,
            standing=tuple(self._standing(thread, names) for thread in self.threads),
            loose=tuple((kind, names.get(name, name), of) for kind, name, of in self.loose),
            labels=tuple(names),
        )

    def _strayed(self, thread: _Thread) -> bool:
        """Whether a thread is bound to another text, or to words that the text does not have there."""
        one = thread.opener
        if one.article != self.machine.article.id:
            thread.reason = "made on another text"
        elif not _stands(self.machine.article, one.anchor, one.words):
            thread.reason = "the words there are others"
        if thread.reason and thread.stands:
            thread.state = "orphaned"
        return thread.reason is not None

    def _settle(self, thread: _Thread) -> None:
        """Lay what stands of a thread on its item; where a merged one goes is not looked for yet."""
        one = thread.stands
        if one is None:
            return
        thread.state = thread.stated()
        version = one.before if one.verb == "confirm" else one.after
        if thread.state == "confirmed" and thread.machine is None:
            thread.state, thread.reason = "orphaned", "the program no longer reads it"
        elif version is not None:
            self.stands[thread.kind][thread.id] = _by_hand({**version, "id": thread.id})
        elif one.verb == "reject":
            self._take_away(thread, None)

    def _take_away(self, thread: _Thread, target: str | None) -> None:
        if thread.machine is None and not thread.added:
            thread.state = "moot"
        self.stands[thread.kind].pop(thread.id, None)
        self.gone[thread.kind, thread.id] = target

    def _merge(self, thread: _Thread) -> None:
        """Let all that points at a merged item point at what it goes into, with its mentions."""
        one = thread.stands
        if one is None or one.into is None:
            return
        name, slots = self._led(thread.kind, one.into), self.stands[thread.kind]
        if name not in slots and (thread.kind, name) not in self.gone:
            thread.state, thread.reason = "orphaned", "what it was merged into is no longer there"
            return
        target = self._followed(thread.kind, name)
        if thread.id in (name, target):
            thread.state = "moot"  # the program reads both as one by now
            return
        self._take_away(thread, target)  # to nowhere if what it was merged into is rejected
        if target is None or thread.kind not in MENTIONED or thread.state != "merged" or not one.before:
            return
        mentions = sorted({tuple(span) for span in (*slots[target]["mentions"], *one.before["mentions"])})
        slots[target] = {**slots[target], "mentions": [list(span) for span in mentions]}

    def _places(self, threads: Iterable[_Thread]) -> dict[str, list[tuple[str, list[Anchor], str | None]]]:
        """By kind, the id of each item, there or gone, with all it was ever found by and its name."""
        places: dict[str, list[tuple[str, list[Anchor], str | None]]] = {}
        for kind, slots in self.stands.items():
            places[kind] = [(name, anchors(kind, one), one.get("name")) for name, one in slots.items()]
        for thread in threads:
            if thread.id not in self.stands[thread.kind] and thread.state in ("orphaned", "undone"):
                continue
            read = [one for one in self.read[thread.kind] if one["id"] == thread.machine]
            for one in (*thread.seen(), *read):
                found = [*anchors(thread.kind, one), thread.opener.anchor]
                places[thread.kind].append((thread.id, found, one.get("name")))
        return places

    def _led(self, kind: str, reference: Mapping[str, Any]) -> str | None:
        """The id of what a reference leads to, there or gone; an actor is added again if need be."""
        at, places, name = to_anchor(reference["anchor"]), self.places[kind], reference.get("name")
        here = [one for one, found, _ in places if at and found and found[0] == at]
        there = [one for one, found, _ in places if at in found]
        called = [one for one, _, known in places if known is not None and known == name]
        candidates = list(dict.fromkeys(here or there or called))
        if candidates:
            nth = reference.get("nth", 0)
            return candidates[nth if nth < len(candidates) else 0]
        return self._added_again(reference["item"]) if kind == "actors" else None

    def _added_again(self, actor: Mapping[str, Any]) -> str:
        name = f"ar{_short([actor['name'], anchor('actors', actor)])}"
        self.stands["actors"][name] = {**actor, "id": name}
        self.places["actors"].append((name, anchors("actors", actor), actor["name"]))
        return name

    def _followed(self, kind: str, name: str | None) -> str | None:
        """An id, or that of what it was merged into, which may have been merged in its turn."""
        seen = set()
        while name is not None and (kind, name) in self.gone and name not in seen:
            seen.add(name)
            name = self.gone[kind, name]
        return name if name in self.stands[kind] else None

    def _repointed(self, kind: str, name: str, item: Json) -> Json:
        def change(of: str, value: Any) -> str | None:
            found = self._followed(of, value if isinstance(value, str) else self._led(of, value))
            if found is None:
                self.loose.append((kind, name, of))
            return found

        return repointed(kind, item, change)

    def _standing(self, thread: _Thread, names: Mapping[str, str]) -> Standing:
        there = thread.id in self.stands[thread.kind]
        return Standing(
            kind=thread.kind,
            id=names.get(thread.id, thread.id) if there else None,
            state=thread.state,
            correction=thread.stands or thread.corrections[-1],
            last=thread.corrections[-1].number,
            machine=thread.machine,
            reason=thread.reason,
        )


def made_id(kind: str, thread: int) -> str:
    """The id of an item that a person added, or that only a person's version of is left."""
    return f"{LETTERS[kind]}c{thread}"


def _thread(corrections: list[Correction], taken: set[int | None]) -> _Thread:
    standing = [one for one in corrections if one.verb != "undo" and one.number not in taken]
    first = corrections[0]
    return _Thread(
        corrections=corrections,
        stands=standing[-1] if standing else None,
        kind=first.kind,
        id=made_id(first.kind, first.thread),
    )


def _match(read: Items, threads: Iterable[_Thread]) -> None:
    """Give each thread the machine's item on its words, or else of its name, the likest first."""
    free = list(threads)
    for by_name in (False, True):
        pairs = []
        for order, thread in enumerate(free):
            seen = (*filter(None, (thread.opener.before, thread.opener.after)), {})[0]
            for place, item in enumerate(read[thread.kind]):
                if _same(thread, item, seen, by_name):
                    like = likeness(seen, described(read, thread.kind, item))
                    pairs.append((-like, item["id"] != seen.get("id"), order, place, thread, item["id"]))
        for *_, thread, name in sorted(pairs, key=lambda pair: pair[:4]):
            taken = any(one.machine == name and one.kind == thread.kind for one in threads)
            if thread.machine is None and not taken:
                thread.machine = thread.id = name
        free = [thread for thread in free if thread.machine is None and thread.kind in MENTIONED]


def _same(thread: _Thread, item: Json, seen: Mapping[str, Any], by_name: bool) -> bool:
    if by_name:
        return bool(item["name"] == seen.get("name"))
    return thread.opener.anchor in anchors(thread.kind, item)


def _stands(article: Article, at: Anchor, words: tuple[str, ...]) -> bool:
    return words == tuple(article.text[start:end] for start, end in at)


def _by_hand(item: Json) -> Json:
    """An item that a person vouches for: no machine's confidence is told of it."""
    return item | {"score": None} if "score" in item else item


def _ordered(kind: str, read: Sequence[Json], stands: Mapping[str, Json]) -> list[Json]:
    """The machine's items in their order, each other one before the first that begins after it."""
    known = {one["id"] for one in read}
    listed = [stands[one["id"]] for one in read if one["id"] in stands]
    for name, item in stands.items():
        if name not in known:
            start = anchor(kind, item)[:1]
            after = (place for place, one in enumerate(listed) if anchor(kind, one)[:1] > start)
            listed.insert(next(after, len(listed)), item)
    return listed


def _short(value: object) -> str:
    return sha256(json.dumps(value, ensure_ascii=True).encode()).hexdigest()[:10]

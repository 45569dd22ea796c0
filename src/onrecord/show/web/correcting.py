"""The pages of single records, and what is done there: confirm, correct, reject, merge, add, take back."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from onrecord.corrections import KINDS, Corrected, Correction, Draft, Standing, gold, items, kind_of, states
from onrecord.corrections.applied import made_id
from onrecord.corrections.references import LETTERS, Anchor, Items, anchor
from onrecord.errors import ContractError, CorrectionError, StaleError, StoreError
from onrecord.show import wording
from onrecord.show.located import LASTING, located
from onrecord.show.stories import KINDS as NAMES
from onrecord.show.web.asked import Asked, AskedError, MissingError
from onrecord.show.web.desk import Desk
from onrecord.show.web.forms import Field, again, changed, filled, told
from onrecord.show.web.pages import Answer, place
from onrecord.store import Orphan

WHY = 2000  # characters of a reason
AROUND = 700  # characters of the text around a record, in which words can be selected
TITLES = {
    "actors": "Actor", "statements": "Statement", "figures": NAMES["f"], "events": NAMES["e"],
    "positions": NAMES["p"], "proposals": NAMES["x"], "signals": NAMES["g"], "participants": NAMES["n"],
    "labels": NAMES["l"],
}  # fmt: skip
ADDABLE = ("statements", "figures", "events", "positions", "signals", "participants", "labels", "actors")
FIRST = {  # what a new record holds before anybody has said more
    "statements": {"type": "indirect"}, "figures": {"quantifier": "exact", "category": "other"},
    "events": {"type": "CONSULT", "factuality": "asserted"},
    "positions": {"issue": "other", "stance": "demands"},
    "signals": {"signal": "stalled"}, "participants": {"part": "mediator"}, "labels": {"voice": "outlet"},
    "actors": {"kind": "person"},
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of the text around a record."""

    text: str
    own: bool  # the record's own words


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A correction in the log."""

    correction: Correction
    state: str
    title: str
    changes: tuple[tuple[str, str, str], ...]  # field, before, after
    orphan: Orphan | None
    into: str | None  # name or words of what it was merged into; None: it was not


def record(desk: Desk, asked: Asked) -> Answer:
    """One record: what it says, on which words, what people said of it, and the forms to say more.

    Raises:
        MissingError: there is no such record.
    """
    return _shown(desk, asked)


def _shown(desk: Desk, asked: Asked, fault: str | None = None) -> Answer:
    """The page of a record; `fault` is what kept a form from being saved."""
    try:
        now, kind, name = _found(desk, asked.part)
    except MissingError:
        gone = _gone(desk, asked.part)
        if gone is None:
            raise
        return gone
    text = now.record.article.text
    known = items(now.record)
    item = next(one for one in known[kind] if one["id"] == name)
    fields = filled(kind, item, known, text)
    if asked.value("part") == "card":
        return "card.html", {"title": TITLES[kind], "fields": fields}
    standing = now.of(kind, name)
    at = anchor(kind, item)
    return "record.html", {
        "title": TITLES[kind],
        "kind": kind,
        "status": 400 if fault else 200,
        "fault": fault,
        "posted": again(fields, asked.values) if fault else None,
        "ref": _reference(now, name),
        "anchor": _anchor(now, kind, name),
        "fields": fields,
        "rule": item.get("rule"),
        "place": place_of(desk, now),
        "window": window(text, at),
        "start": max(at[0][0] - AROUND, 0) if at else 0,
        "version": now.version(kind, name),
        "standing": standing,
        "machine": _machine(now, standing),
        "log": _log(desk, now.record.article.id, standing),
        "others": [(one["id"], told(kind, one, text)) for one in known[kind] if one["id"] != name],
        "claims": desk.store.links.claims_of(now.record.article.id, name) if kind == "statements" else (),
    }


def new(desk: Desk, asked: Asked) -> Answer:
    """The form for a record that the program missed, on words selected in the article.

    Raises:
        AskedError: no words of the article are selected.
    """
    now = _article(desk, asked.part.removesuffix("-new"))
    kind = asked.value("of") or "statements"
    if kind not in ADDABLE:
        raise AskedError(f"of: {kind!r} is none that can be added; there are {', '.join(ADDABLE)}")
    start, end = _selected(asked, len(now.record.article.text))
    text = now.record.article.text
    return "add.html", {
        "kind": kind,
        "kinds": [(one, TITLES[one]) for one in ADDABLE],
        "ref": f"{now.record.article.id[:LASTING]}-new",
        "fields": filled(kind, _blank(kind, start, end, text), items(now.record), text),
        "place": place_of(desk, now),
        "window": window(text, ((start, end),)),
        "start": max(start - AROUND, 0),
        "selected": (start, end),
        "version": now.version(),
    }


def log(desk: Desk, asked: Asked) -> Answer:
    """All corrections, the latest first, and those that no longer fit."""
    made = desk.store.corrections()
    orphans = {one.correction.number: one for one in desk.store.orphans()}
    became: dict[int, str] = {}
    for article in dict.fromkeys(one.article for one in made):
        became |= states(desk.store.corrected(article), [one for one in made if one.article == article])
    listed = [_made(one, became[one.number], orphans.get(one.number)) for one in reversed(made)]
    wanted = [one for one in listed if one.orphan or not asked.value("orphaned")]
    return "corrections.html", {"listed": wanted, "orphans": len(orphans), "total": len(made)}


def exported(desk: Desk) -> Iterator[str]:
    """The articles with corrections as JSON Lines, in the output contract's format."""
    for article in dict.fromkeys(one.article for one in desk.store.corrections()):
        yield json.dumps(gold(desk.store.corrected(article)), ensure_ascii=False) + "\n"


def done(desk: Desk, asked: Asked) -> Answer | str:
    """Do what a form asks for: the address of what came of it, or the page that says why not.

    Raises:
        AskedError: the form does not say what can be done.
        MissingError: there is no such record.
    """
    if asked.who is None:
        return _refused(
            "Open the address with the token that `onrecord serve` printed; reading needs none.", 403
        )
    try:
        return _added(desk, asked) if asked.part.endswith("-new") else _corrected(desk, asked)
    except StaleError as error:
        return _stale(desk, asked, error)
    except (CorrectionError, ContractError) as error:
        if asked.part.endswith("-new"):
            raise AskedError(str(error)) from error
        return _shown(desk, asked, str(error))


def undone(desk: Desk, asked: Asked) -> Answer | str:
    """Take back the correction that the path names."""
    if asked.who is None:
        return _refused(
            "Open the address with the token that `onrecord serve` printed; reading needs none.", 403
        )
    try:
        desk.store.undo(int(asked.part), who=asked.who, why=asked.words("why", WHY))
    except CorrectionError as error:
        raise AskedError(str(error)) from error
    return asked.value("back") if asked.value("back").startswith("/records/") else "/corrections"


def _corrected(desk: Desk, asked: Asked) -> str:
    now, kind, name = _found(desk, asked.part)
    verb = asked.value("verb")
    fields = None
    if verb == "correct":
        item = now.item(kind, name) or {}
        fields = changed(kind, item, asked.values)
        if not fields:
            raise CorrectionError("nothing was changed in the form; to say that it is right, confirm it")
    made = desk.store.correct(
        Draft(
            verb=verb,
            article=now.record.article.id,
            kind=kind,
            item=name,
            fields=fields,
            into=asked.value("into") or None if verb == "merge" else None,
            who=str(asked.who),
            why=asked.words("why", WHY),
        ),
        seen=asked.value("seen"),
    )
    return _address(desk, made)


def _added(desk: Desk, asked: Asked) -> str:
    now = _article(desk, asked.part.removesuffix("-new"))
    kind = asked.value("of")
    if kind not in ADDABLE:
        raise AskedError(f"of: {kind!r} is none that can be added; there are {', '.join(ADDABLE)}")
    start, end = _selected(asked, len(now.record.article.text))
    text = now.record.article.text
    blank = _blank(kind, start, end, text)
    fields = {**blank, **changed(kind, blank, asked.values)}
    made = desk.store.correct(
        Draft(
            verb="add", article=now.record.article.id, kind=kind, who=str(asked.who),
            fields={field: one for field, one in fields.items() if one is not None or field in blank},
            why=asked.words("why", WHY),
        ),
        seen=asked.value("seen"),
    )  # fmt: skip
    return _address(desk, made)


def _blank(kind: str, start: int, end: int, text: str) -> dict[str, Any]:
    """A new record of a kind on some words."""
    span: dict[str, Any] = {"span": [start, end]}
    of_kind: Mapping[str, dict[str, Any]] = {
        "statements": {
            "content": [[start, end]],
            "source": None,
            "speaker": None,
            "source_kind": None,
            "cue": None,
        },
        "figures": {**span, "number": [start, end], "value": 0.0},
        "actors": {"mentions": [[start, end]], "name": " ".join(text[start:end].split())},
        "positions": {**span, "party": None},
        "labels": {**span, "actor": None, "label": text[start:end].lower()},
        "participants": {**span, "name": " ".join(text[start:end].split())},
    }
    return {**of_kind.get(kind, span), **FIRST[kind]}


def _selected(asked: Asked, length: int) -> tuple[int, int]:
    given = asked.value("start"), asked.value("end")
    if all(one.isascii() and one.isdigit() and len(one) < 10 for one in given):
        start, end = map(int, given)
        if 0 <= start < end <= length:
            return start, end
    raise AskedError("no words are selected; select some in the article")


def _article(desk: Desk, begin: str) -> Corrected:
    try:
        found, _ = desk.store.find(f"{begin}-")
    except StoreError as error:
        raise MissingError(f"no article {begin!r} is stored") from error
    return desk.store.corrected(found.article.id)


def _found(desk: Desk, part: str) -> tuple[Corrected, str, str]:
    """The article, kind and id of a record that an address names."""
    begin, _, name = part.partition("-")
    now = _article(desk, begin)
    known = items(now.record)
    name = _listed(known, name)
    kind = kind_of(known, name)
    if kind is None:
        raise MissingError(f"no record {name!r} in this article; it may have been rejected or merged")
    return now, kind, name


def _gone(desk: Desk, part: str) -> Answer | None:
    """What people did to a record that is no longer there; None: they did nothing to it."""
    begin, _, name = part.partition("-")
    now = _article(desk, begin)
    standing = next((one for one in now.standing if one.id is None and name in _ids(one)), None)
    if standing is None:
        return None
    log_ = _log(desk, now.record.article.id, standing)
    return "gone.html", {
        "status": 404, "standing": standing, "log": log_, "place": place_of(desk, now),
    }  # fmt: skip


def _ids(one: Standing) -> tuple[str | None, str]:
    """The ids that a record has had: the program's, and that of a person's version."""
    return one.machine, made_id(one.kind, one.correction.thread)


def _anchor(now: Corrected, kind: str, name: str) -> str:
    """Where a record stands in its article's page."""
    (found,) = located([now.record], lasting=True)
    anchor = found.place.anchor
    if kind == "labels":
        return f"{anchor}-l-{int(name[1:]) + 1}"
    if kind == "actors":
        return anchor
    letter, ids = LETTERS[kind], [one.id for one in getattr(now.record, kind)]
    where = found.anchors(letter, ids)[ids.index(name)]
    return f"{where}-m" if kind == "proposals" else where


def _listed(known: Items, name: str) -> str:
    """The id of a record from its address in a text, where one whose id cannot stand is counted: "l-1"."""
    letter, _, rest = name.partition("-")
    number = int("".join(takewhile(str.isdigit, rest)) or 0)
    kind = next((kind for kind, of in LETTERS.items() if of == letter), None)
    if kind and 0 < number <= len(known[kind]):
        return str(known[kind][number - 1]["id"])
    return letter


def _reference(now: Corrected, name: str) -> str:
    return f"{now.record.article.id[:LASTING]}-{name}"


def _address(desk: Desk, made: Correction) -> str:
    """Where what came of a correction can be seen: its record, else its article."""
    now = desk.store.corrected(made.article)
    stands = next((one for one in now.standing if one.correction.number == made.number), None)
    if stands is None or stands.id is None:
        return f"/articles/{made.article[:LASTING]}"
    return f"/records/{_reference(now, stands.id)}"


def place_of(desk: Desk, now: Corrected) -> Any:
    """The article of a record, as pages cite it."""
    return place(next(desk.store.search.heading(now.record.article.id)))


def window(text: str, at: Anchor) -> list[Piece]:
    """The text around a record's words, with these set off."""
    start, stop = (max(at[0][0] - AROUND, 0), at[-1][1] + AROUND) if at else (0, 2 * AROUND)
    pieces, done_ = [], start
    for first, last in at:
        pieces += [Piece(text=text[done_:first], own=False), Piece(text=text[first:last], own=True)]
        done_ = last
    return [one for one in (*pieces, Piece(text=text[done_:stop], own=False)) if one.text]


def _machine(now: Corrected, standing: Standing | None) -> list[Field]:
    """What the program read, where people made something else of it."""
    if standing is None or standing.machine is None or standing.state not in ("corrected", "merged"):
        return []
    known = items(now.machine)
    item = next(one for one in known[standing.kind] if one["id"] == standing.machine)
    return filled(standing.kind, item, known, now.record.article.text)


def _log(desk: Desk, article: str, standing: Standing | None) -> list[Made]:
    if standing is None:
        return []
    every = desk.store.corrections(article)
    became = states(desk.store.corrected(article), every)
    thread = standing.correction.thread
    return [_made(one, became[one.number], None) for one in reversed(every) if one.thread == thread]


def _made(one: Correction, state: str, orphan: Orphan | None) -> Made:
    return Made(
        correction=one,
        state=state,
        title=TITLES[one.kind],
        changes=tuple((field, _brief(before), _brief(after)) for field, before, after in one.changes()),
        orphan=orphan,
        into=_brief(one.into) if one.into else None,
    )


def _brief(value: Any) -> str:
    """A value in the log: of a reference, its name."""
    if value is None:
        return "unknown"
    if isinstance(value, Mapping) and "kind" in value:
        return wording.name(str(value.get("name") or TITLES[value["kind"]].lower()))
    return wording.name(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))[:200]


def _refused(words: str, status: int) -> Answer:
    return "error.html", {"status": status, "words": words}


def _version(now: Corrected, kind: str, name: str) -> str:
    """The version of a record as it stands; "" where it is no longer there."""
    return now.versions().get((kind, name), "")


def _stale(desk: Desk, asked: Asked, error: StaleError) -> Answer:
    """Both versions of what has changed since it was seen."""
    begin, _, name = asked.part.partition("-")
    now = _article(desk, begin)
    known, text = items(now.record), now.record.article.text
    kind = kind_of(known, _listed(known, name)) or asked.value("of")
    wanted = {**(error.current or {}), **error.wanted} if error.wanted else None
    versions = [
        filled(kind, one, known, text) if one and kind in KINDS else [] for one in (error.current, wanted)
    ]
    return "stale.html", {
        "status": 409,
        "who": error.who,
        "at": error.at,
        "mine": [pair for pair in asked.values.items() if pair[0] not in ("csrftoken", "seen")],
        "version": _version(now, kind, _listed(known, name)),
        "current": versions[0],
        "wanted": versions[1],
        "back": f"/records/{asked.part}" if not asked.part.endswith("-new") else f"/articles/{begin}",
    }

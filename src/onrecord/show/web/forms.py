"""Forms: the fields of a record as people read and fill them, and what was filled in, as JSON."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from onrecord.contract import hints
from onrecord.corrections import CHOICES, KINDS
from onrecord.corrections.references import OUTLET, POINTERS, Items
from onrecord.errors import CorrectionError
from onrecord.records import EVENT_TYPES, Period, Span
from onrecord.show.web.asked import DAY

UNSEEN = ("id", "rule", "score")
THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")
LONGEST = 10_000  # characters of a value
CLIPPED = 60  # characters of an item named in a choice
MOST = 300  # items to choose from
Json = Mapping[str, Any]
Choice = tuple[str, str]  # value, words


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a record."""

    name: str
    label: str
    widget: str  # choice | flag | number | text | names | spans | period | json
    value: str  # as it stands in the form; "" for unknown
    shown: str  # as it is read; "" for unknown
    choices: Sequence[Choice] = ()
    optional: bool = True
    leads: str | None = None  # id of the record that it names; None: it names none


def filled(kind: str, item: Json, known: Items, text: str) -> list[Field]:
    """The fields of an item, or of one to be added, with their values."""
    return [
        _field(kind, name, hint, item, known, text)
        for name, hint in hints(KINDS[kind]).items()
        if name not in UNSEEN
    ]


def again(fields: Sequence[Field], given: Mapping[str, str]) -> list[Field]:
    """The fields as somebody has filled them in."""
    return [
        replace(one, value=given.get(one.name, "" if one.widget == "flag" else one.value)) for one in fields
    ]


def changed(kind: str, item: Json, given: Mapping[str, str]) -> dict[str, Any]:
    """The fields whose values in a form are others than the item's.

    Raises:
        CorrectionError: a value is not of its field.
    """
    found: dict[str, Any] = {}
    for name, hint in hints(KINDS[kind]).items():
        if name in UNSEEN or (name not in given and hint is not bool):
            continue
        widget = _widget(kind, name, hint)
        value = given.get(name, "")
        if widget == "period" and _written(widget, item.get(name)) == value.strip():
            continue
        parsed = _parsed(name, widget, value, item.get(name))
        if parsed != _plain(item.get(name)):
            found[name] = parsed
    return found


def _field(kind: str, name: str, hint: Any, item: Json, known: Items, text: str) -> Field:
    widget = _widget(kind, name, hint)
    value = item.get(name)
    choices = _choices(kind, name, item, known) if widget == "choice" else ()
    written = _written(widget, value)
    return Field(
        name=name,
        label=name.replace("_", " "),
        widget=widget,
        value=written,
        shown=_shown(widget, value, written, dict(choices), known, text),
        choices=choices,
        leads=written if written and name in POINTERS.get(kind, {}) and dict(choices).get(written) else None,
        optional="None" in str(hint) or hint is bool or str(hint).startswith("tuple"),
    )


def _widget(kind: str, name: str, hint: Any) -> str:
    told = str(hint)
    if hint is bool:
        return "flag"
    if name in CHOICES.get(kind, {}) or (kind, name) == ("events", "mode"):
        return "choice"
    if name in POINTERS.get(kind, {}):
        return "names" if told.startswith("tuple") else "choice"
    if hint in (Span, Span | None, tuple[Span, ...]):
        return "spans"
    if hint in (float, float | None):
        return "number"
    if hint == tuple[str, ...]:
        return "names"
    return "period" if hint == Period | None else "text" if hint in (str, str | None) else "json"


def _choices(kind: str, name: str, item: Json, known: Items) -> list[Choice]:
    if (kind, name) == ("events", "mode"):
        return [(mode, mode) for mode in EVENT_TYPES.get(str(item.get("type") or ""), ())]
    of = POINTERS.get(kind, {}).get(name)
    if of is None:
        return [(value, value) for value in CHOICES[kind][name]]
    own = [(OUTLET, "the outlet itself")] if (kind, name) == ("labels", "voice") else []
    return [*own, *((one["id"], told(of, one)) for one in known[of][:MOST])]


def told(kind: str, item: Json, text: str = "") -> str:
    """An item in a few words."""
    if kind in ("actors", "proposals"):
        return str(item["name"])[:CLIPPED]
    spans = item["content"] if kind == "statements" else [item["span"]]
    words = " … ".join(text[start:end] for start, end in spans) if text else ""
    return f"{item['id']}: {words[:CLIPPED]}" if words else str(item["id"])


def _written(widget: str, value: Any) -> str:
    if value is None:
        return ""
    if widget == "spans":
        listed = [value] if value and isinstance(value[0], int) else value
        return ", ".join(f"{start}-{end}" for start, end in listed)
    if widget == "names":
        return ", ".join(value)
    if widget == "period":
        return "/".join(value.get(end) or ".." for end in ("earliest", "latest"))
    if widget == "flag":
        return "yes" if value else ""
    if widget == "number":
        return f"{value:.15g}"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _shown(widget: str, value: Any, written: str, choices: Mapping[str, str], known: Items, text: str) -> str:
    if widget == "spans" and value:
        listed = [value] if isinstance(value[0], int) else value
        return " … ".join(text[start:end] for start, end in listed)
    if widget == "names":
        names = {one["id"]: str(one["name"]) for kind in ("actors", "proposals") for one in known[kind]}
        return ", ".join(names.get(one, one) for one in value or ())
    if widget == "json":
        return "; ".join(_said(value, known, text)) if value else ""
    return choices.get(written, written)


def _said(value: Any, known: Items, text: str) -> Iterator[str]:
    """A part of an item in words: what it names, and its words."""
    names = {one["id"]: str(one["name"]) for one in known["actors"]}
    for part in value if isinstance(value, list) else [value]:
        words = [
            text[one[0] : one[1]] if isinstance(one, list) and len(one) == 2 and isinstance(one[0], int)
            else names.get(one, str(one))
            for one in part.values()
            if one not in (None, [])
        ]  # fmt: skip
        yield ", ".join(words)


def _parsed(name: str, widget: str, value: str, before: Any) -> Any:
    value = value.strip()
    if len(value) > LONGEST:
        raise CorrectionError(f"{name}: longer than {LONGEST:,} characters; say it shorter")
    if widget == "flag":
        return value == "yes"
    if widget == "names":
        return [one.strip() for one in value.split(",") if one.strip()]
    if not value:
        return [] if isinstance(before, list) and not (before and isinstance(before[0], int)) else None
    try:
        return _valued(widget, value, before)
    except (ValueError, RecursionError) as error:
        raise CorrectionError(f"{name}: {value[:80]!r} cannot be read; {REMEDIES[widget]}") from error


REMEDIES = {
    "number": "write a number: 45",
    "spans": "select the words in the text, or write where they stand: 120-145, 150-162",
    "period": "write a day, month or year, or two with a stroke: 2031-05/2031-06",
    "json": "write JSON, as `onrecord read` prints it",
}


def _valued(widget: str, value: str, before: Any) -> Any:
    if widget == "number":
        return float(value.replace(",", "") if THOUSANDS.fullmatch(value) else value)
    if widget == "spans":
        spans = [[int(edge) for edge in one.split("-")] for one in value.split(",")]
        if any(len(span) != 2 for span in spans):
            raise ValueError(value)
        one = before is None or (before and isinstance(before[0], int))
        return spans[0] if one and len(spans) == 1 else spans
    if widget == "period":
        first, _, last = value.partition("/")
        ends = [None if end in ("", "..") else end for end in (first, last or first)]
        if not all(end is None or DAY.fullmatch(end) for end in ends):
            raise ValueError(value)
        return {"earliest": ends[0], "latest": ends[1], "span": (before or {}).get("span")}
    return json.loads(value) if widget == "json" else value


def _plain(value: Any) -> Any:
    return (
        [list(one) if isinstance(one, tuple) else one for one in value] if isinstance(value, list) else value
    )

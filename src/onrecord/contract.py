"""Contract: the output contract's JSON back into nouns, the reverse of `records.as_json`.

The fields of the nouns decide. Fields that a noun does not have are passed over, for the contract
may grow; one that is left out has its default. Spans get their words from the article's text.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from onrecord.errors import ContractError
from onrecord.records import Record, Span

Noun = TypeVar("Noun")
LARGEST = 1e300  # beyond it, and for NaN, a number is none that can be kept


def from_json(value: Mapping[str, Any]) -> Record:
    """The record of one article from a line of the output contract.

    Raises:
        ContractError: naming the field that is not what the contract says.
    """
    article = _typed(Mapping, value.get("article"), "article")
    text = _typed(str, article.get("text"), "article.text")
    sources = article.get("sources") or [article.get("source")]
    return item(Record, {**value, "article": {**article, "sources": sources}}, text, "record")


def item(noun: Callable[..., Noun], value: object, text: str, where: str) -> Noun:
    """One noun from its JSON; `text` is the article's, `where` names the place in what goes wrong.

    Raises:
        ContractError: naming the field that is not what the contract says.
    """
    given = _typed(Mapping, value, where)
    known = hints(noun)
    missing = [name for name in _required(noun) if name not in given]
    if missing:
        raise ContractError(f"{where}: {missing[0]!r} is left out; the output contract asks for it")
    return noun(
        **{
            name: _value(hint, given[name], text, f"{where}.{name}")
            for name, hint in known.items()
            if name in given
        }
    )


@cache
def hints(noun: Any) -> Mapping[str, Any]:
    """The type of each field of a noun."""
    return get_type_hints(noun)


@cache
def _required(noun: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(noun) if field.default is MISSING)


def _value(hint: Any, value: Any, text: str, where: str) -> Any:
    if get_origin(hint) in (UnionType, Union):
        if value is None:
            return None
        (hint,) = (one for one in get_args(hint) if one is not NoneType)
    if get_origin(hint) is tuple:
        inner = get_args(hint)[0]
        listed = enumerate(_typed(list, value, where))
        return tuple(_value(inner, one, text, f"{where}[{number}]") for number, one in listed)
    if hint is Span:
        return _span(value, text, where)
    if is_dataclass(hint):
        return item(hint, value, text, where)  # type: ignore[arg-type]
    if hint is float:
        return _number(value, where)
    return _typed(hint, value, where)


def _span(value: Any, text: str, where: str) -> Span:
    match value:
        case [start, end] if type(start) is type(end) is int and 0 <= start < end <= len(text):
            return Span(start, end, text[start:end])
    raise ContractError(
        f"{where}: {_shown(value)} is no span of the text; write [start, end], 0 to {len(text)}"
    )


def _number(value: Any, where: str) -> float:
    if type(value) in (int, float) and abs(value) < LARGEST:
        return float(value)
    raise ContractError(f"{where}: {_shown(value)} is not a number that can be kept")


def _typed(kind: Any, value: Any, where: str) -> Any:
    """The value, if it is of the kind; a truth value is no number, and text is Unicode."""
    if kind is str and isinstance(value, str) and not _encodes(value):
        raise ContractError(f"{where}: {_shown(value)} is not valid Unicode")
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        names = {Mapping: "an object", list: "a list", str: "text", bool: "true or false"}
        raise ContractError(f"{where}: {_shown(value)} is not {names.get(kind, 'a number')}")
    return value


def _encodes(text: str) -> bool:
    return text.isascii() or not any("\ud800" <= c <= "\udfff" for c in text)


def _shown(value: object) -> str:
    return "null" if value is None else repr(value)[:80]

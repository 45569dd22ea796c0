"""Fields: one JSON object → a Page, with every field checked where it enters.

Known keys: `text` or `html`, and `id`, `url`, `outlet`, `title`, `byline`, `published`. Others are ignored.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from onrecord.collect.page import MAX_BYTES, MAX_CHARACTERS, Page
from onrecord.errors import CollectError
from onrecord.records import Source

MAX_FIELD = 2_000  # characters of a title, a name or an address


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What is known of an article apart from its text."""

    url: str | None = None
    outlet: str | None = None
    title: str | None = None
    published: str | None = None
    byline: tuple[str, ...] = ()


def parsed(text: str) -> Any:
    """The value of one JSON text.

    Raises:
        CollectError: not JSON, or nested too deeply to be an article.
    """
    try:
        return json.loads(text)
    except RecursionError as error:
        raise CollectError("JSON nested too deeply; give one flat object an article") from error
    except ValueError as error:
        raise CollectError(f"broken JSON ({error}); correct or remove it") from error


def page(value: object, path: str | None) -> Page:
    """The page that one JSON object holds.

    Raises:
        CollectError: not an object, neither or both of `text` and `html`, a wrong type, or too long.
    """
    if not isinstance(value, dict):
        raise CollectError(f"{type(value).__name__} where an object was expected; give one object an article")
    text, html = _body(value, "text"), _body(value, "html")
    if text and html:
        raise CollectError("both 'text' and 'html'; give each article one of them")
    if not text and not html:
        missing = "empty 'text'" if text is not None else "empty 'html'" if html is not None else "no 'text'"
        raise CollectError(f"{missing}; give each article its 'text' or its 'html'")
    facts = given(value)
    source = Source(
        path=path,
        record=_identifier(value),
        url=facts.url,
        format="json" if text else "html",
        outlet=facts.outlet,
        title=facts.title,
        published=facts.published,
    )
    return Page(source=source, text=text or None, html=None if text else html, byline=facts.byline)


def given(value: Mapping[str, object]) -> Given:
    """What one JSON object says of an article apart from its text.

    Raises:
        CollectError: a field has a wrong type or is too long.
    """
    return Given(
        url=_words(value, "url"),
        outlet=_words(value, "outlet"),
        title=_words(value, "title"),
        published=_words(value, "published"),
        byline=_names(value),
    )


def _body(value: Mapping[str, object], key: str) -> str | None:
    """The article itself; "" if it is there but blank, None if it is not."""
    body = _text(value, key)
    if body is None or not body.strip("\ufeff \t\r\n"):
        return None if body is None else ""
    limit = MAX_CHARACTERS if key == "text" else MAX_BYTES
    if len(body) > limit:
        raise CollectError(
            f"{key!r} has {len(body):,} characters, more than {limit:,}; split it into its articles"
        )
    return body


def _words(value: Mapping[str, object], key: str) -> str | None:
    words = _text(value, key)
    if words is None:
        return None
    if len(words) > MAX_FIELD:
        raise CollectError(f"{key!r} has {len(words):,} characters, more than {MAX_FIELD:,}; shorten it")
    return " ".join(words.split()) or None


def _text(value: Mapping[str, object], key: str) -> str | None:
    text = value.get(key)
    if text is None:
        return None
    if not isinstance(text, str):
        raise CollectError(f"{key!r} is {type(text).__name__}, not a string; correct the type")
    return _clean(text, key)


def _names(value: Mapping[str, object]) -> tuple[str, ...]:
    names = value.get("byline")
    listed = [names] if isinstance(names, str) else [] if names is None else names
    if not isinstance(listed, list) or not all(isinstance(name, str) for name in listed):
        raise CollectError("'byline' is neither a string nor a list of strings; correct the type")
    if len(listed) > 100 or any(len(name) > MAX_FIELD for name in listed):
        raise CollectError("'byline' is too long to be names; give each author's name")
    return tuple(" ".join(_clean(name, "byline").split()) for name in listed if name.strip())


def _identifier(value: Mapping[str, object]) -> str | None:
    identifier = value.get("id")
    if isinstance(identifier, int) and not isinstance(identifier, bool):
        return str(identifier) if abs(identifier) < 10**40 else None
    return _words(value, "id")


def _clean(text: str, key: str) -> str:
    if "\0" in text:
        raise CollectError(f"{key!r} holds a NUL character; remove it")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise CollectError(
            f"{key!r} holds \\u{ord(text[error.start]):x}, half a surrogate pair and no character; "
            "repair the escape"
        ) from error
    return text

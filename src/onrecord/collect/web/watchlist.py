"""Watchlist: SOURCES.toml → the feeds, sitemaps and pages to watch, each field checked.

Example:
    agent = "OnRecord (desk@velmar.example)"   # how servers see us

    [[source]]
    feed = "https://courier.velmar.example/rss"   # or sitemap = …, or page = …
    outlet = "Velmar Courier"
    words = ["ceasefire", "Averil"]               # only pages whose title, summary or address holds one
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from onrecord.collect.web.addresses import address
from onrecord.collect.web.fetch import MAX_GAP, Manners
from onrecord.errors import CollectError

KINDS = ("feed", "sitemap", "page")
MAX_FILE = 1_000_000  # bytes
MOST = {"max_pages": 50_000, "recheck_minutes": 1_000_000, "follow_days": 36_500, "gap_seconds": MAX_GAP}


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """One source to watch."""

    kind: str  # one of KINDS
    url: str
    outlet: str | None = None  # None: each page says itself
    words: tuple[str, ...] = ()  # none: every page counts
    max_pages: int = 50  # new or followed, in one pass
    recheck_minutes: float = 60.0  # until a page is looked at again
    follow_days: float = 3.0  # how long after it was found a page is looked at again
    gap_seconds: float = 2.0  # between requests to one host
    allow_private: bool = False

    @property
    def name(self) -> str:
        """How it is called in messages."""
        return self.outlet or self.url

    @property
    def manners(self) -> Manners:
        """How its pages are fetched."""
        return Manners(gap=self.gap_seconds, allow_private=self.allow_private)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watchlist:
    """All sources of one file."""

    sources: tuple[Watched, ...]
    agent: str | None = None  # None: the program and its version


def watchlist(path: Path) -> Watchlist:
    """The sources that a file names.

    Raises:
        CollectError: it cannot be read, is no TOML, or a field is wrong.
    """
    try:
        with path.open("rb") as file:
            value = tomllib.loads(file.read(MAX_FILE).decode())
    except OSError as error:
        raise CollectError(f"{path}: cannot be read ({error.strerror}); check the name") from error
    except (ValueError, RecursionError) as error:
        raise CollectError(f"{path}: no TOML ({error}); correct it") from error
    try:
        return _list(value)
    except CollectError as error:
        raise CollectError(f"{path}: {error}") from error


def _list(value: Mapping[str, Any]) -> Watchlist:
    unknown = {*value} - {"agent", "source"}
    listed, agent = value.get("source"), value.get("agent")
    if unknown or not isinstance(listed, list) or not listed:
        told = f"unknown {min(unknown)!r}" if unknown else "no source"
        raise CollectError(f"{told}; write [[source]] with feed, sitemap or page for each")
    if agent is not None and (
        not isinstance(agent, str)
        or not agent.isascii()
        or not agent.isprintable()
        or agent[:1] in ("", " ", "/")
    ):
        raise CollectError("'agent' is no line of ASCII; correct it")
    sources = []
    for number, one in enumerate(listed, 1):
        try:
            sources.append(_source(one))
        except CollectError as error:
            raise CollectError(f"source {number}: {error}") from error
    return Watchlist(sources=tuple(sources), agent=agent)


def _source(one: Any) -> Watched:
    kinds = [kind for kind in KINDS if isinstance(one, dict) and kind in one]
    if len(kinds) != 1:
        raise CollectError("give it one of feed, sitemap and page")
    settings = {name: value for name, value in one.items() if name != kinds[0]}
    known = {field.name: field for field in fields(Watched) if field.name not in ("kind", "url")}
    for name, value in settings.items():
        if name not in known:
            raise CollectError(f"unknown {name!r}; there are {', '.join((*KINDS, *known))}")
        _check(name, value)
    if "words" in settings:
        settings["words"] = tuple(settings["words"])
    url = one[kinds[0]]
    return Watched(kind=kinds[0], url=address(url if isinstance(url, str) else ""), **settings)


def _check(name: str, value: Any) -> None:
    """Pass over a value in silence if it is of the kind that its field takes."""
    if name == "outlet":
        right, wanted = isinstance(value, str) and 0 < len(value) < 200, "a name"
    elif name == "words":
        right, wanted = (
            isinstance(value, list) and all(isinstance(one, str) and one for one in value),
            "a list of words",
        )
    elif name == "allow_private":
        right, wanted = isinstance(value, bool), "true or false"
    else:
        kind, most = int if name == "max_pages" else (int, float), MOST[name]
        right = isinstance(value, kind) and not isinstance(value, bool) and 0 <= value <= most
        wanted = f"a number from 0 to {most:,.0f}"
    if not right:
        raise CollectError(f"{name!r} is {value!r}, not {wanted}; correct it")

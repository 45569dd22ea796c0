"""Due: sources → the pages that each names now, and of these the ones to be fetched."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import zip_longest
from urllib.parse import quote

from onrecord.collect.web.fetch import Answer, Fetcher, Validators
from onrecord.collect.web.hosts import Asked, Outcome, fetched
from onrecord.collect.web.listings import Entry, feed, instant, sitemap
from onrecord.collect.web.watchlist import Watched
from onrecord.errors import CollectError, LaterError
from onrecord.records import Problem
from onrecord.store import Store
from onrecord.store.captures import Visit

MAX_MAPS = 20  # sitemaps of one index in one pass, the newest
MAX_LISTING = 50_000_000  # bytes of a sitemap when it is unpacked, as the protocol has it


@dataclass(slots=True, kw_only=True)
class Listed:
    """What a source names now."""

    source: Watched
    entries: list[Entry] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)  # to its listings; noted when all its pages are done
    problems: list[Problem] = field(default_factory=list)
    unmatched: int = 0  # pages that hold none of the source's words
    waiting: int = 0  # pages left for the next pass
    later: str | None = None  # why its own address was left alone; None: it was not


Due = tuple[Listed, Entry]  # a page, and the source that led to it


def listings(store: Store, sources: Iterable[Watched], fetcher: Fetcher) -> list[Listed]:
    """The pages that each source names now, if its listings have changed."""
    listed = [Listed(source=source, entries=_itself(source)) for source in sources]
    wanted = [(one, one.source.url) for one in listed if one.source.kind != "page"]
    while wanted:
        asked = [request(store, one.source, url, _choice(one.source, url)) for one, url in wanted]
        found = [
            (one, _taken(one, url, outcome))
            for (one, url), outcome in zip(wanted, fetched(fetcher, asked), strict=True)
        ]
        wanted = [(one, more.url) for one, maps in found for more in maps]
    return listed


def request(store: Store, source: Watched, url: str, noted: str) -> Asked:
    """An address to be fetched if it has changed since the last visit, noted under a name."""
    last = store.captures.visited(noted)
    known = Validators(etag=last.etag, modified=last.modified) if last else Validators()
    return Asked(url=url, manners=source.manners, known=known)


def _taken(one: Listed, url: str, outcome: Outcome) -> tuple[Entry, ...]:
    """Take the pages that a listing names; the sitemaps that an index names are given back."""
    try:
        answer = answered(outcome)
        pages, maps = _read(one.source, answer)
    except CollectError as error:
        one.problems.append(problem_of(one.source, url, error))
        if isinstance(error, LaterError) and url == one.source.url:
            one.later = str(error)
        return ()
    chosen = _chosen(one.source, pages)
    one.entries += chosen
    one.unmatched += len(pages) - len(chosen)
    one.visits.append(visit_of("", _choice(one.source, url), answer))  # no source's page, so not followed
    return maps[:MAX_MAPS] if url == one.source.url else ()


def _choice(source: Watched, url: str) -> str:
    """Under what the visit to a listing is noted: with other words, it is to be read anew."""
    return f"{url}#{quote(' '.join(source.words))}" if source.words else url


def answered(outcome: Outcome) -> Answer:
    """The answer; what came in its place is raised."""
    if isinstance(outcome, CollectError):
        raise outcome
    return outcome


def _itself(source: Watched) -> list[Entry]:
    return [Entry(url=source.url)] if source.kind == "page" else []


def _read(source: Watched, answer: Answer) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """The pages, and the sitemaps, that a listing names, if it has changed."""
    if not answer.changed:
        return (), ()
    if source.kind == "feed":
        return feed(answer.data, answer.url), ()
    return sitemap(answer.data, answer.url, MAX_LISTING)


def _chosen(source: Watched, entries: Iterable[Entry]) -> list[Entry]:
    """The pages whose words or address hold one of the source's words."""
    words = [word.casefold() for word in source.words]
    told = ((entry, f"{entry.words} {entry.url}".casefold()) for entry in entries)
    return [entry for entry, text in told if not words or any(word in text for word in words)]


def pages_due(store: Store, listed: Iterable[Listed]) -> list[Due]:
    """The pages to be fetched, one of each source in turn; each for the first source that leads to it."""
    known: set[str] = set()
    columns = []
    for one in listed:
        pages = [entry for entry in _wanted(store, one.source, one.entries) if entry.url not in known]
        one.waiting = max(0, len(pages) - one.source.max_pages)
        column = [(one, entry) for entry in pages[: one.source.max_pages]]
        known |= {entry.url for _, entry in column}
        columns.append(column)
    return [due for turn in zip_longest(*columns) for due in turn if due]


def _wanted(store: Store, source: Watched, entries: Iterable[Entry]) -> Iterator[Entry]:
    """New pages, pages that the listing calls newer, and those that are still followed."""
    now = datetime.now(UTC)
    rested = utc(now - timedelta(minutes=source.recheck_minutes))
    listed = {entry.url: entry for entry in entries}
    given: set[str] = set()
    for entry in listed.values():
        visit = store.captures.visited(entry.url)
        newer = visit and instant(entry.updated) > instant(visit.last)
        if visit is None or newer or (source.kind == "page" and visit.last <= rested):
            given.add(entry.url)
            yield entry
    for visit in store.captures.led_to(source.url, utc(now - timedelta(days=source.follow_days))):
        if visit.url not in given and visit.last <= rested:
            yield listed.get(visit.url) or _followed(store, visit.url)


def _followed(store: Store, url: str) -> Entry:
    """A page that its listing no longer names, with the date that it was given."""
    dates = [one.published for one in store.captures.versions(url)]
    return Entry(url=url, published=dates[-1] if dates else None)


def visit_of(source: str, url: str, answer: Answer | None) -> Visit:
    """A visit; one that gave nothing is one too, so that the address is not asked again at once."""
    got = answer.validators if answer else Validators()
    at = answer.at if answer else utc(datetime.now(UTC))
    return Visit(url=url, source=source, first=at, last=at, etag=got.etag, modified=got.modified)


def problem_of(source: Watched, url: str, error: CollectError) -> Problem:
    """What went wrong with an address, and which source led to it."""
    led = f"{source.name}: " if source.name != url else ""
    return Problem(stage="collect", message=f"{led}{error}", path=url)


def utc(moment: datetime) -> str:
    """A time as it is stored."""
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")

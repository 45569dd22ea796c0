"""Watch: one pass over a list of sources, top to bottom.

listings → pages due → fetched → in small batches: articles → those whose text is new → read → stored → the
visits noted. Hosts are asked side by side; what is stored, and in which order, does not depend on which
answers first. A visit is noted only after what it gave is stored, so that a pass that was killed goes on
where it was. What goes wrong with one page or one source becomes a `Problem`; the rest goes on.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import zip_longest

from onrecord import build
from onrecord.collect import Page
from onrecord.collect.captures import Capture, pages_of
from onrecord.collect.web.fetch import Answer, Fetcher, Pause, Validators
from onrecord.collect.web.hosts import Asked, Outcome, fetched
from onrecord.collect.web.listings import Entry, feed, instant, sitemap
from onrecord.collect.web.watchlist import Watched
from onrecord.errors import CollectError, LaterError
from onrecord.processes import Reads
from onrecord.records import Article, Problem
from onrecord.store import Store
from onrecord.store.captures import Paused, Visit

BATCH = 8  # pages stored together
MAX_MAPS = 20  # sitemaps of one index in one pass, the newest
MAX_LISTING = 50_000_000  # bytes of a sitemap when it is unpacked, as the protocol has it


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """What one pass over the sources did."""

    sources: int = 0  # whose listing was read
    failed: int = 0  # sources whose listing, or single page, could not be read
    fetched: int = 0  # pages that gave something
    unchanged: int = 0  # pages and posts whose text was as before
    added: int = 0  # articles with a text not known before
    versions: int = 0  # texts that a known address has now in place of another
    waiting: int = 0  # pages left for the next pass
    paused: int = 0  # sources, neither read nor failed, whose host asked to be left alone
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True, kw_only=True)
class _Listed:
    """What a source names now."""

    source: Watched
    entries: list[Entry] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)  # to its listings; noted when all its pages are done
    problems: list[Problem] = field(default_factory=list)
    waiting: int = 0  # pages left for the next pass
    paused: bool = False  # its host asked to be left alone


_Due = tuple[_Listed, Entry]  # a page, and the source that led to it


@dataclass(slots=True)
class _Batch:
    """What some visits gave."""

    pages: list[Page] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    fetched: int = 0
    unchanged: int = 0

    def take(self, source: Watched, entry: Entry, answer: Answer) -> None:
        """Take the pages in what an address gave."""
        self.pages += list(pages_of(_capture(source, entry, answer))) if answer.changed else []
        self.visits.append(_visit(source.url, entry.url, answer))
        self.fetched += answer.changed
        self.unchanged += not answer.changed


def once(
    store: Store,
    sources: Sequence[Watched],
    reader: Reads,
    fetcher: Fetcher,
    progress: build.Progress | None = None,
) -> Pass:
    """Bring a store up to date with the sources; progress is told of the pages.

    Raises:
        StoreError: the file cannot be written; what is stored by then stays.
        WorkerError: a process that reads was killed; what is stored by then stays.
    """
    with _pauses(store, fetcher):
        listed = _listed(store, sources, fetcher)
        _remember(store, fetcher)
        problems = [problem for one in listed for problem in one.problems]
        store.add_problems(problems, seen=[visit.url for one in listed for visit in one.visits])
        total = Pass(problems=tuple(problems))
        for step in _pages(store, _due(store, listed), reader, fetcher, progress):
            total = _summed(total, step)
            _remember(store, fetcher)
    store.captures.keep(visit for one in listed if not one.waiting for visit in one.visits)
    paused = sum(one.paused for one in listed)
    wrong = {problem.path for problem in total.problems}
    failed = sum(_failed(one, wrong) for one in listed if not one.paused)
    waiting = sum(one.waiting for one in listed)
    read = len(listed) - failed - paused
    return replace(total, sources=read, failed=failed, waiting=waiting, paused=paused)


@contextmanager
def _pauses(store: Store, fetcher: Fetcher) -> Iterator[None]:
    """Leave alone the hosts that asked for it in an earlier pass, and remember those that ask in this one."""
    for one in store.captures.paused():
        fetcher.pauses[one.host] = Pause(until=instant(one.until), reason=one.reason)
    try:
        yield
    finally:
        _remember(store, fetcher)


def _remember(store: Store, fetcher: Fetcher) -> None:
    asked = [
        Paused(host=host, until=_told(pause.end), reason=pause.reason)
        for host, pause in fetcher.pauses.copy().items()  # a copy, for threads may add to it
        if pause.left > 0
    ]
    store.captures.pause(asked, _told(datetime.now(UTC)))


def _listed(store: Store, sources: Iterable[Watched], fetcher: Fetcher) -> list[_Listed]:
    """The pages that each source names now, if its listings have changed."""
    listed = [_Listed(source=source, entries=_itself(source)) for source in sources]
    wanted = [(one, one.source.url) for one in listed if one.source.kind != "page"]
    while wanted:
        asked = [_asked(store, one.source, url) for one, url in wanted]
        found = [
            (one, _taken(one, url, outcome))
            for (one, url), outcome in zip(wanted, fetched(fetcher, asked), strict=True)
        ]
        wanted = [(one, more.url) for one, maps in found for more in maps]
    return listed


def _asked(store: Store, source: Watched, url: str) -> Asked:
    """An address to be fetched if it has changed since the last visit."""
    last = store.captures.visited(url)
    known = Validators(etag=last.etag, modified=last.modified) if last else Validators()
    return Asked(url=url, manners=source.manners, known=known)


def _taken(one: _Listed, url: str, outcome: Outcome) -> tuple[Entry, ...]:
    """Take the pages that a listing names; the sitemaps that an index names are given back."""
    try:
        answer = _given(outcome)
        pages, maps = _read(one.source, answer)
    except CollectError as error:
        one.problems.append(_problem(one.source, url, error))
        one.paused |= isinstance(error, LaterError) and url == one.source.url
        return ()
    one.entries += _chosen(one.source, pages)
    one.visits.append(_visit("", url, answer))  # no source's page: it is not followed as one
    return maps[:MAX_MAPS] if url == one.source.url else ()


def _given(outcome: Outcome) -> Answer:
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


def _due(store: Store, listed: Iterable[_Listed]) -> list[_Due]:
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
    rested = _told(now - timedelta(minutes=source.recheck_minutes))
    listed = {entry.url: entry for entry in entries}
    given: set[str] = set()
    for entry in listed.values():
        visit = store.captures.visited(entry.url)
        newer = visit and instant(entry.updated) > instant(visit.last)
        if visit is None or newer or (source.kind == "page" and visit.last <= rested):
            given.add(entry.url)
            yield entry
    for visit in store.captures.led_to(source.url, _told(now - timedelta(days=source.follow_days))):
        if visit.url not in given and visit.last <= rested:
            yield listed.get(visit.url) or _followed(store, visit.url)


def _followed(store: Store, url: str) -> Entry:
    """A page that its listing no longer names, with the date that it was given."""
    dates = [one.published for one in store.captures.versions(url)]
    return Entry(url=url, published=dates[-1] if dates else None)


def _failed(one: _Listed, wrong: Container[str | None]) -> bool:
    """Whether the listing could not be read, or the page that is a source of its own."""
    if one.source.kind == "page":
        return one.source.url in wrong
    return any(problem.path == one.source.url for problem in one.problems)


def _pages(
    store: Store, due: Sequence[_Due], reader: Reads, fetcher: Fetcher, progress: build.Progress | None
) -> Iterator[Pass]:
    """Fetch and store pages, batch by batch."""
    asked = [_asked(store, one.source, entry.url) for one, entry in due]
    told: set[str] = set()  # of hosts that are left alone
    with closing(fetched(fetcher, asked)) as outcomes:
        for at in range(0, len(due), BATCH):
            some = due[at : at + BATCH]
            yield _stored(store, _batch(zip(some, outcomes, strict=False), told), reader)
            if progress:
                progress(at + len(some), len(due))


def _batch(some: Iterable[tuple[_Due, Outcome]], told: set[str]) -> _Batch:
    batch = _Batch()
    for (one, entry), outcome in some:
        try:
            batch.take(one.source, entry, _given(outcome))
        except LaterError as error:
            one.waiting += 1
            one.paused |= entry.url == one.source.url
            if str(error) not in told:
                batch.problems.append(_problem(one.source, entry.url, error))
            told.add(str(error))
            continue
        except CollectError as error:
            batch.problems.append(_problem(one.source, entry.url, error))
            batch.visits.append(_visit(one.source.url, entry.url, None))
    return batch


def _visit(source: str, url: str, answer: Answer | None) -> Visit:
    """A visit; one that gave nothing is one too, so that the address is not asked again at once."""
    got = answer.validators if answer else Validators()
    at = answer.at if answer else _told(datetime.now(UTC))
    return Visit(url=url, source=source, first=at, last=at, etag=got.etag, modified=got.modified)


def _capture(source: Watched, entry: Entry, answer: Answer) -> Capture:
    return Capture(
        path=entry.url,
        url=answer.url,
        at=answer.at,
        media=answer.media,
        charset=answer.charset,
        data=answer.data,
        outlet=source.outlet,
        published=entry.published,
    )


def _stored(store: Store, batch: _Batch, reader: Reads) -> Pass:
    """Read and store what has a text that its address did not have, then note the visits."""
    articles, problems = build.made([*batch.pages, *batch.problems])
    new = [one for one in (_news(store, article) for article in articles) if one]
    known = [store.captures.versions(one.sources[0].url or "") for one in new]
    failed = {problem.path for problem in problems}
    seen = [visit.url for visit in batch.visits if visit.url not in failed]
    summary = build.keep(store, new, problems, reader, seen=seen)
    store.captures.keep(
        replace(visit, etag=None, modified=None) if visit.url in failed else visit for visit in batch.visits
    )
    return Pass(
        fetched=batch.fetched,
        unchanged=batch.unchanged + len(articles) - len(new),
        added=summary.added,
        versions=sum(1 for one in known if one),
        problems=summary.problems,
    )


def _news(store: Store, article: Article) -> Article | None:
    """The article with those of its sources that had another text last; None if none had."""
    sources = []
    for source in article.sources:
        known = [one for one in store.captures.versions(source.url or "") if one.url == source.url]
        if not known or known[-1].article != article.id:
            sources.append(source)
    return replace(article, sources=tuple(sources)) if sources else None


def _summed(one: Pass, other: Pass) -> Pass:
    names = ("fetched", "unchanged", "added", "versions")
    counts = {name: getattr(one, name) + getattr(other, name) for name in names}
    return Pass(**counts, problems=one.problems + other.problems)


def _problem(source: Watched, url: str, error: CollectError) -> Problem:
    return Problem(stage="collect", message=f"{source.name}: {error}", path=url)


def _told(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")

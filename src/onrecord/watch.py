"""Watch: one pass over a list of sources, top to bottom.

listing → pages due → fetched in small batches → articles → those whose text is new → read → stored → the
visits noted. A visit is noted only after what it gave is stored, so that a pass that was killed goes on
where it was. What goes wrong with one page or one source becomes a `Problem`; the rest goes on.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from onrecord import build
from onrecord.collect import Page
from onrecord.collect.captures import Capture, pages_of
from onrecord.collect.web.fetch import Answer, Fetcher, Validators
from onrecord.collect.web.listings import Entry, feed, instant, sitemap
from onrecord.collect.web.watchlist import Watched
from onrecord.errors import CollectError, LaterError
from onrecord.processes import Reads
from onrecord.records import Article, Problem
from onrecord.store import Store
from onrecord.store.captures import Visit

BATCH = 8  # pages fetched before they are stored
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
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class _Batch:
    """What some visits gave."""

    pages: list[Page] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    fetched: int = 0
    unchanged: int = 0
    waiting: int = 0


def once(
    store: Store,
    sources: Sequence[Watched],
    reader: Reads,
    fetcher: Fetcher,
    progress: build.Progress | None = None,
) -> Pass:
    """Bring a store up to date with the sources; progress is told of each source's pages.

    Raises:
        StoreError: the file cannot be written; what is stored by then stays.
        WorkerError: a process that reads was killed; what is stored by then stays.
    """
    total = Pass()
    for source in sources:
        for step in _source(store, source, reader, fetcher, progress):
            total = _summed(total, step)
    return total


def _source(
    store: Store, source: Watched, reader: Reads, fetcher: Fetcher, progress: build.Progress | None
) -> Iterator[Pass]:
    """One source, batch by batch; the visit to its listing is noted when all its pages are done."""
    entries, visits, problems = _listed(store, source, fetcher)
    store.add_problems(problems, seen=[visit.url for visit in visits])
    failed = any(problem.path == source.url for problem in problems)
    due = list(_due(store, source, entries))
    waiting = max(0, len(due) - source.max_pages)
    resting: set[str] = set()  # hosts that are left alone for this pass
    for at in range(0, len(due) - waiting, BATCH):
        batch = _fetched(store, source, due[at : min(at + BATCH, source.max_pages)], fetcher, resting)
        waiting += batch.waiting
        step = _stored(store, batch, reader)
        failed |= any(problem.path == source.url for problem in step.problems)
        yield step
        if progress:
            progress(min(at + BATCH, len(due)), len(due))
    if not waiting:
        store.captures.keep(visits)
    yield Pass(sources=not failed, failed=failed, waiting=waiting, problems=tuple(problems))


def _listed(
    store: Store, source: Watched, fetcher: Fetcher
) -> tuple[list[Entry], list[Visit], list[Problem]]:
    """The pages that a source names now, where its listings have changed; and the visits to them."""
    if source.kind == "page":
        return [Entry(url=source.url)], [], []
    entries: list[Entry] = []
    visits: list[Visit] = []
    problems: list[Problem] = []
    maps = [source.url]
    for url in maps:
        try:
            answer, visit = _visited(store, source, url, fetcher)
            if answer.changed:
                pages, more = _read(source, answer)
                entries += pages
                maps += [one.url for one in more[:MAX_MAPS]] if url == source.url else []
            visits.append(replace(visit, source=""))  # no source's page: it is not followed as one
        except CollectError as error:
            problems.append(_problem(source, url, error))
    return _chosen(source, entries), visits, problems


def _read(source: Watched, answer: Answer) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """The pages, and the sitemaps, that a listing names."""
    if source.kind == "feed":
        return feed(answer.data, answer.url), ()
    return sitemap(answer.data, answer.url, MAX_LISTING)


def _chosen(source: Watched, entries: Iterable[Entry]) -> list[Entry]:
    """The pages whose words or address hold one of the source's words."""
    words = [word.casefold() for word in source.words]
    told = ((entry, f"{entry.words} {entry.url}".casefold()) for entry in entries)
    return [entry for entry, text in told if not words or any(word in text for word in words)]


def _due(store: Store, source: Watched, entries: Iterable[Entry]) -> Iterator[Entry]:
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


def _fetched(
    store: Store, source: Watched, entries: Iterable[Entry], fetcher: Fetcher, resting: set[str]
) -> _Batch:
    batch = _Batch()
    for entry in entries:
        host = urlsplit(entry.url).netloc
        if host in resting:
            batch.waiting += 1
            continue
        try:
            answer, visit = _visited(store, source, entry.url, fetcher)
            pages = list(pages_of(_capture(source, entry, answer))) if answer.changed else []
        except LaterError as error:
            resting.add(host)
            batch.waiting += 1
            batch.problems.append(_problem(source, entry.url, error))
        except CollectError as error:
            batch.problems.append(_problem(source, entry.url, error))
            batch.visits.append(_visit(source, entry.url, Validators()))  # not to be asked again at once
        else:
            batch.pages += pages
            batch.visits.append(visit)
            batch.fetched += answer.changed
            batch.unchanged += not answer.changed
    return batch


def _visited(store: Store, source: Watched, url: str, fetcher: Fetcher) -> tuple[Answer, Visit]:
    """What an address gives if it has changed since the last visit, and this visit."""
    last = store.captures.visited(url)
    known = Validators(etag=last.etag, modified=last.modified) if last else Validators()
    answer = fetcher.get(url, source.manners, known)
    return answer, _visit(source, url, answer.validators)


def _visit(source: Watched, url: str, got: Validators) -> Visit:
    now = _told(datetime.now(UTC))
    return Visit(url=url, source=source.url, first=now, last=now, etag=got.etag, modified=got.modified)


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
    names = ("sources", "failed", "fetched", "unchanged", "added", "versions", "waiting")
    counts = {name: getattr(one, name) + getattr(other, name) for name in names}
    return Pass(**counts, problems=one.problems + other.problems)


def _problem(source: Watched, url: str, error: CollectError) -> Problem:
    return Problem(stage="collect", message=f"{source.name}: {error}", path=url)


def _told(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")

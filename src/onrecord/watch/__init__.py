"""Watch: one pass over a list of sources, top to bottom.

listings → pages due → fetched → in small batches: articles → those whose text is new → read → stored → the
visits noted. Hosts are asked side by side; what is stored, and in which order, does not depend on which
answers first. A visit is noted only after what it gave is stored, so that a pass that was killed goes on
where it was. What goes wrong with one page or one source becomes a `Problem`; the rest goes on.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from onrecord import build
from onrecord.collect import Page
from onrecord.collect.captures import Capture, pages_of
from onrecord.collect.web.fetch import Answer, Fetcher, Pause
from onrecord.collect.web.hosts import Outcome, fetched
from onrecord.collect.web.listings import Entry, instant
from onrecord.collect.web.watchlist import Watched
from onrecord.errors import CollectError, LaterError
from onrecord.processes import Reads
from onrecord.records import Article, Problem
from onrecord.store import Store
from onrecord.store.captures import Paused, Visit
from onrecord.watch.due import Due, Listed, answered, listings, pages_due, problem_of, request, utc, visit_of

BATCH = 8  # pages stored together


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """What one pass over the sources did."""

    sources: int = 0  # whose listing was read
    failed: int = 0  # sources whose listing, or single page, could not be read
    paused: int = 0  # sources, neither read nor failed, whose host asked to be left alone
    fetched: int = 0  # pages that gave something
    unchanged: int = 0  # pages and posts whose text was as before
    added: int = 0  # articles with a text not known before
    known: int = 0  # texts new at their address and known from another, or from an earlier time
    versions: int = 0  # texts that a known address has now in place of another
    unmatched: int = 0  # pages that listings named, with none of the source's words
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

    def take(self, source: Watched, entry: Entry, answer: Answer) -> None:
        """Take the pages in what an address gave."""
        self.pages += list(pages_of(_capture(source, entry, answer))) if answer.changed else []
        self.visits.append(visit_of(source.url, entry.url, answer))
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
        listed = listings(store, sources, fetcher)
        _remember(store, fetcher)
        problems = [problem for one in listed for problem in one.problems]
        seen = [visit.url.partition("#")[0] for one in listed for visit in one.visits]
        store.add_problems(problems, seen=seen)
        total = Pass(problems=tuple(problems))
        for step in _pages(store, listed, reader, fetcher, progress):
            total = _summed(total, step)
            _remember(store, fetcher)
    store.captures.keep(visit for one in listed if not one.waiting for visit in one.visits)
    return _counted(total, listed)


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
        Paused(host=host, until=utc(pause.end), reason=pause.reason)
        for host, pause in fetcher.pauses.copy().items()  # a copy, for threads may add to it
        if pause.left > 0
    ]
    store.captures.pause(asked, utc(datetime.now(UTC)))


def _pages(
    store: Store, listed: Iterable[Listed], reader: Reads, fetcher: Fetcher, progress: build.Progress | None
) -> Iterator[Pass]:
    """Fetch and store the pages due, batch by batch."""
    told = {one.later for one in listed if one.later}
    due = pages_due(store, listed)
    asked = [request(store, one.source, entry.url, entry.url) for one, entry in due]
    with closing(fetched(fetcher, asked)) as outcomes:
        for at in range(0, len(due), BATCH):
            some = due[at : at + BATCH]
            yield _stored(store, _batch(zip(some, outcomes, strict=False), told), reader)
            if progress:
                progress(at + len(some), len(due))


def _batch(some: Iterable[tuple[Due, Outcome]], told: set[str]) -> _Batch:
    """What some pages gave; why a host is left alone is told once."""
    batch = _Batch()
    for (one, entry), outcome in some:
        try:
            batch.take(one.source, entry, answered(outcome))
        except LaterError as error:
            one.waiting += 1
            if entry.url == one.source.url:
                one.later = str(error)
            if str(error) not in told:
                batch.problems.append(problem_of(one.source, entry.url, error))
            told.add(str(error))
        except CollectError as error:
            batch.problems.append(problem_of(one.source, entry.url, error))
            batch.visits.append(visit_of(one.source.url, entry.url, None))
    return batch


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
        known=summary.sources + summary.replaced + summary.unchanged,
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
    names = ("fetched", "unchanged", "added", "known", "versions")
    counts = {name: getattr(one, name) + getattr(other, name) for name in names}
    return Pass(**counts, problems=one.problems + other.problems)


def _counted(total: Pass, listed: Sequence[Listed]) -> Pass:
    """A pass with what became of its sources."""
    wrong = {problem.path for problem in total.problems}
    failed = sum(_failed(one, wrong) for one in listed if not one.later)
    paused = sum(one.later is not None for one in listed)
    return replace(
        total,
        sources=len(listed) - failed - paused,
        failed=failed,
        paused=paused,
        unmatched=sum(one.unmatched for one in listed),
        waiting=sum(one.waiting for one in listed),
    )


def _failed(one: Listed, wrong: Container[str | None]) -> bool:
    """Whether the listing could not be read, or the page that is a source of its own."""
    if one.source.kind == "page":
        return one.source.url in wrong
    return any(problem.path == one.source.url for problem in one.problems)

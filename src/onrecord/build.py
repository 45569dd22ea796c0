"""Build: the flow from inputs to a store, top to bottom.

inputs → pages → articles, each text once → records → store. What goes wrong with one input or one
article becomes a `Problem`; the rest goes on.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from onrecord.collect import Page, pages
from onrecord.document import article, merged
from onrecord.errors import OnRecordError, StoreError
from onrecord.processes import Reads, outcomes, problem
from onrecord.records import Article, Problem, Record
from onrecord.store import Store, check, together

Progress = Callable[[int, int], None]  # articles done, articles to do


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What one `add` did with the texts of its inputs, each counted once."""

    articles: int
    added: int
    replaced: int  # read anew
    sources: int  # known, and found in another place
    unchanged: int
    problems: tuple[Problem, ...]  # of this run


def found(inputs: Iterable[str | Path], stdin: BinaryIO | None = None) -> tuple[list[Article], list[Problem]]:
    """The articles in the inputs, each text once, and what could not be made an article."""
    return made(pages(inputs, stdin))


def made(found: Iterable[Page | Problem]) -> tuple[list[Article], list[Problem]]:
    """The articles of pages, each text once, and what could not be made an article."""
    articles, problems = [], []
    for page in found:
        if isinstance(page, Problem):
            problems.append(page)
            continue
        try:
            articles.append(article(page))
        except OnRecordError as error:
            problems.append(problem("document", error, page.source.path))
    return merged(articles), problems


def records(
    inputs: Iterable[str | Path], reader: Reads, *, stdin: BinaryIO | None = None
) -> Iterator[Record | Problem]:
    """The problems of the inputs, then a record, or a problem, for each text in their order."""
    articles, problems = found(inputs, stdin)
    yield from problems
    yield from outcomes(articles, reader)


def add(
    store: Store,
    inputs: Iterable[str | Path],
    reader: Reads,
    *,
    stdin: BinaryIO | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Bring a store up to date with the inputs; what this reader has read already is not read again.

    Raises:
        StoreError: the file cannot be written; what is stored by then stays.
        WorkerError: a process that reads was killed; what is stored by then stays.
    """
    articles, problems = found(inputs, stdin)
    return keep(store, articles, problems, reader, progress=progress)


def keep(
    store: Store,
    articles: Sequence[Article],
    problems: Sequence[Problem],
    reader: Reads,
    *,
    progress: Progress | None = None,
    seen: Iterable[str] = (),
) -> Summary:
    """Read what is not read yet, and store it with the problems that came before.

    Args:
        seen: places that were looked at and gave nothing new, whose problems are mended.

    Raises:
        StoreError: the file cannot be written; what is stored by then stays.
        WorkerError: a process that reads was killed; what is stored by then stays.
    """
    problems = [*problems]
    due, moved = _due(store, articles, reader.version)
    noted: list[Problem] = []  # of articles that were read all the same; stored with their records
    fresh = _accepted(_watched(outcomes(due, reader), len(due), progress), problems, noted)
    changes = store.add(chain(moved, fresh), reader=reader.version)
    store.add_problems(problems, seen=_paths(articles) | {*seen})
    return Summary(
        articles=len(articles),
        added=changes.added,
        replaced=changes.replaced,
        sources=changes.sources,
        unchanged=len(articles) - len(due) - len(moved) + changes.unchanged,
        problems=(*problems, *noted),
    )


def _due(store: Store, articles: Iterable[Article], version: str) -> tuple[list[Article], list[Record]]:
    """What has to be read, and the stored records of texts that were only found in another place."""
    due, moved = [], []
    for one in articles:
        stored = store.article(one.id)
        whole = joined(stored, one) if stored else one
        if stored is None or store.reader(one.id) != version:
            due.append(whole)
        elif replace(whole, sources=stored.sources) != stored:
            due.append(whole)  # more is known of it now, a date perhaps, which its reading rests on
        elif whole.sources != stored.sources:
            moved.append(replace(store.machine(one.id), article=whole))
    return due, moved


def joined(stored: Article, one: Article) -> Article:
    """An article with what is stored of it from other places; a place read again counts as read last."""
    sources = together(stored.sources, one.sources)
    elsewhere = len(sources) > len(one.sources)
    return replace(merged([stored, one])[0] if elsewhere else one, sources=sources)


def _watched(
    items: Iterable[Record | Problem], total: int, progress: Progress | None
) -> Iterator[Record | Problem]:
    for done, item in enumerate(items, 1):
        yield item
        if progress:
            progress(done, total)


def _accepted(
    items: Iterable[Record | Problem], problems: list[Problem], noted: list[Problem]
) -> Iterator[Record]:
    """The records that the store does not refuse; every problem goes to `problems`, theirs to `noted`."""
    for item in items:
        if isinstance(item, Problem):
            problems.append(item)
            continue
        try:
            check(item)
        except StoreError as error:
            problems.append(problem("store", error, item.article.sources[0].path))
        else:
            noted += item.problems
            yield item


def _paths(articles: Iterable[Article]) -> set[str]:
    return {source.path for one in articles for source in one.sources if source.path}

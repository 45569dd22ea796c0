"""Commands on live sources: watch, versions."""

import json
import time
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from onrecord.cli.building import DOMAIN, PIPELINE, PROCESSES, counted, reading, told
from onrecord.cli.common import JSON, STORE, epilog, one_line, opened, to_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.link.passages import Change
    from onrecord.records import Article
    from onrecord.store.captures import Version
    from onrecord.watch import Pass

    Changes = tuple[Change, ...] | None  # None: the first text of its address

AROUND = 40  # characters shown on either side of a change


@click.command(
    epilog=epilog(
        "onrecord watch story.db sources.toml --once",
        "onrecord watch story.db sources.toml --every 15",
        "onrecord watch story.db sources.toml --once --json",
    )
)
@STORE
@click.argument("sources", metavar="SOURCES.toml", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--once", is_flag=True, help="One pass, then end; for cron.")
@click.option(
    "--every", type=click.FloatRange(min=1), default=30, show_default=True, metavar="MINUTES",
    help="Time from the end of a pass to the next.",
)  # fmt: skip
@PIPELINE
@DOMAIN
@PROCESSES
@click.option("--json", "as_array", is_flag=True, help="Print one JSON object a pass.")
def watch(
    store: Path, sources: Path, once: bool, every: float, as_array: bool,
    **how: Any,
) -> None:  # fmt: skip
    """Fetch feeds, sitemaps and pages, and read what is new.

    Obeys robots.txt, asks only for what has changed, and takes its time. SOURCES.toml names
    each source in a [[source]] with feed, sitemap or page. Ctrl-C ends it; the same command goes on.
    """
    from onrecord.collect.web.fetch import Fetcher
    from onrecord.collect.web.watchlist import watchlist
    from onrecord.store import Store
    from onrecord.watch import once as passed

    named = watchlist(sources)
    fetcher = Fetcher(named.agent)
    with reading(**how) as loaded, Store(store) as kept:
        while True:
            with counted("watching") as progress:
                done = passed(kept, named.sources, loaded, fetcher, progress)
            _report(done, as_array)
            if once:
                break
            then = datetime.now().astimezone() + timedelta(minutes=every)
            click.echo(f"next pass at {then:%H:%M}; Ctrl-C ends it", err=True)
            time.sleep(every * 60)
    if not done.sources + done.paused:
        raise click.ClickException("no source could be read")


@click.command(
    epilog=epilog(
        "onrecord versions story.db https://courier.velmar.example/talks",
        "onrecord versions story.db 3f9a01 --json",
    )
)
@STORE
@click.argument("reference", metavar="URL-or-ID")
@JSON
def versions(store: Path, reference: str, as_array: bool) -> None:
    """Show the texts an address had, and what changed word by word.

    URL-or-ID is the address of a fetched page, or an article's id or its beginning.
    """
    from onrecord.link.passages import compared

    found: list[tuple[Version, Article, Changes]] = []
    with opened(store) as kept:
        for version in kept.captures.versions(reference):
            article = kept.record(version.article).article
            last = found[-1] if found and found[-1][0].url == version.url else None
            found.append((version, article, compared(last[1], article).changes if last else None))
    if as_array:
        click.echo(to_json([_contract(*one) for one in found]))
    elif not found:
        raise click.ClickException(
            f"{store}: nothing from {reference!r}; `onrecord articles` lists what is there"
        )
    for at, (version, article, changes) in enumerate(() if as_array else found):
        if not at or found[at - 1][0].url != version.url:
            click.echo(one_line(version.url))
        click.echo(
            one_line(f"{version.at or 'time not known'}  {version.article[:12]}  {article.title or ''}")
        )
        for change in changes or ():
            click.echo("  " + "".join(_shown(change, found[at - 1][1], article)))
        if changes == ():
            click.echo("  the words are the same")


def _report(done: "Pass", as_array: bool) -> None:
    for problem in done.problems:
        click.echo(told(problem), err=True)
    counts = asdict(done)
    if as_array:
        click.echo(json.dumps(counts, ensure_ascii=False))
        return
    click.echo(_summed(done))


def _summed(done: "Pass") -> str:
    from onrecord.show.wording import count

    apart = {"failed": done.failed, "left alone, as asked": done.paused}
    unread = "; ".join(f"{number} {name}" for name, number in apart.items() if number)
    pages = [
        f"{count(done.fetched, 'page')} fetched",
        f"{count(done.added, 'article')} added",
        f"{count(done.versions, 'newer version')}",
        f"{done.unchanged:,} unchanged",
    ]
    more = {
        "known already": done.known,
        "without the words": done.unmatched,
        "left for the next pass": done.waiting,
    }
    pages += [f"{number:,} {name}" for name, number in more.items() if number]
    sources = count(done.sources + done.failed + done.paused, "source") + (f" ({unread})" if unread else "")
    return f"{sources}: {', '.join(pages)}; {count(len(done.problems), 'problem')}"


def _contract(version: "Version", article: "Article", changes: "Changes") -> dict[str, Any]:
    listed = changes and [
        {"kind": one.kind, "before": one.a and asdict(one.a), "after": one.b and asdict(one.b)}
        for one in changes
    ]
    told = {"title": article.title, "published": asdict(article.published), "changes": listed}
    return asdict(version) | told


def _shown(change: "Change", before: "Article", after: "Article") -> "Iterator[str]":
    """A change as wdiff writes it, with a few words around it."""
    span, text = (change.b, after.text) if change.b else (change.a, before.text)
    if span is None:
        return
    yield "…" + one_line(text[max(0, span.start - AROUND) : span.start]) + " "
    yield " ".join(
        f"{start}{one_line(words.words)}{end}"
        for words, start, end in ((change.a, "[-", "-]"), (change.b, "{+", "+}"))
        if words
    )
    yield " " + one_line(text[span.end : span.end + AROUND]) + "…"

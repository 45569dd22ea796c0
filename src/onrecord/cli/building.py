"""Commands that read articles: read, add, demo."""

import json
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from onrecord.cli.common import JSON, PATHS, STORE, epilog, one_line, opened, to_json
from onrecord.records import Problem, Record, as_json

if TYPE_CHECKING:
    from onrecord.build import Progress, Summary
    from onrecord.processes import Reads

PIPELINE = click.option(
    "--pipeline", metavar="NAME", help="Another installed spaCy pipeline than the English one."
)
PROCESSES = click.option(
    "--processes", type=click.IntRange(min=1), default=1, show_default=True, metavar="N",
    help="Read in N processes, each with a pipeline in memory.",
)  # fmt: skip
DOMAIN = click.option(
    "--domain", metavar="NAME", default="peace", show_default=True,
    help="Words for what is negotiated over: peace, labour, or a TOML file of one's own.",
)  # fmt: skip


@click.command(
    epilog=epilog(
        "onrecord read articles/ > record.jsonl",
        "onrecord read archive.jsonl.gz --processes 2 > record.jsonl",
        "cat article.txt | onrecord read -",
    )
)
@PATHS
@PIPELINE
@DOMAIN
@PROCESSES
@click.option("--json", "_json", is_flag=True, help="Changes nothing: the output is JSON Lines in any case.")
def read(paths: tuple[str, ...], pipeline: str | None, domain: str, processes: int, _json: bool) -> None:
    """Print the record of each article as JSON.

    One object a line, in the order of the inputs; problems go to standard error.
    PATH is a file, a folder, a pattern, or - for standard input.
    """
    from onrecord.build import records

    printed = 0
    with reading(pipeline, domain, processes) as loaded:
        for item in records(paths, loaded):
            if isinstance(item, Record):
                click.echo(json.dumps(as_json(item), ensure_ascii=False))
                printed += 1
            for problem in (item,) if isinstance(item, Problem) else item.problems:
                click.echo(told(problem), err=True)
    if not printed:
        raise click.ClickException("nothing could be read")


@click.command(
    epilog=epilog(
        "onrecord add story.db articles/",
        "onrecord add story.db 'wire/*.html' feed.jsonl",
        "onrecord add story.db archive/ --processes 2",
    )
)
@STORE
@PATHS
@PIPELINE
@DOMAIN
@PROCESSES
@JSON
def add(
    store: Path, paths: tuple[str, ...], pipeline: str | None, domain: str, processes: int, as_array: bool
) -> None:
    """Read articles into a store.

    What is stored and unchanged is not read again. STORE is an SQLite file, made if
    there is none. PATH is a file, a folder, a pattern, or - for standard input.
    """
    with reading(pipeline, domain, processes) as loaded:
        summary = _added(store, paths, loaded)
    for problem in summary.problems:
        click.echo(told(problem), err=True)
    click.echo(to_json(summary) if as_array else _summed(summary))
    if summary.added + summary.replaced + summary.sources + summary.unchanged == 0:
        raise click.ClickException("nothing could be read")


@click.command(epilog=epilog("onrecord demo", "onrecord demo -o /tmp/demo --json"))
@click.option(
    "-o", "--output", default="demo", show_default=True, type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the articles, the store and the dossier.",
)  # fmt: skip
@JSON
def demo(output: Path, as_array: bool) -> None:
    """Build the bundled fictional story."""
    began = time.monotonic()
    with as_file(files("onrecord.example") / "story") as story:
        shutil.copytree(story, output / "articles", dirs_exist_ok=True)
    _added(output / "story.db", [str(output / "articles")], reader(None, "peace"))
    told = _demonstrated(output / "story.db", output / "dossier.html")
    told["seconds"] = round(time.monotonic() - began, 1)
    click.echo(
        to_json(told) if as_array else "\n".join(f"{name:<11} {value}" for name, value in told.items())
    )


def reader(pipeline: str | None, domain: str) -> "Reads":
    """The reader of this process."""
    from onrecord.read import Reader

    return Reader(pipeline, domain)


@contextmanager
def reading(pipeline: str | None, domain: str, processes: int) -> "Iterator[Reads]":
    """A reader in this process, or one in each of several."""
    if processes == 1:
        yield reader(pipeline, domain)
        return
    from onrecord.processes import Processes

    with Processes(partial(reader, pipeline, domain), processes) as loaded:
        yield loaded


def _added(path: Path, paths: Sequence[str], loaded: "Reads") -> "Summary":
    from onrecord import build
    from onrecord.store import Store

    with Store(path) as store, counted("reading") as progress:
        return build.add(store, paths, loaded, progress=progress)


def _demonstrated(store: Path, page: Path) -> dict[str, Any]:
    """Write the dossier of the demo's store, and say what is in it."""
    from onrecord.show.render import dossier

    with opened(store) as kept:
        listed = list(kept.articles())
        problems = kept.problems()
        page.write_text(
            dossier(kept.records(), title="The bundled story", problems=problems), encoding="utf-8"
        )
    return {
        "dossier": str(page),
        "store": str(store),
        "articles": len(listed),
        "outlets": len({row.article.outlet for row in listed} - {None}),
        "statements": sum(row.statements for row in listed),
        "figures": sum(row.figures for row in listed),
        "problems": len(problems),
    }


@contextmanager
def counted(work: str) -> "Iterator[Progress | None]":
    """A bar on standard error where that is a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(work), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(work, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _summed(summary: "Summary") -> str:
    problems = len(summary.problems)
    return (
        f"{summary.articles} articles: {summary.added} added, {summary.replaced} read anew, "
        f"{summary.sources} found in another place, {summary.unchanged} unchanged; "
        f"{problems} problem{'' if problems == 1 else 's'}"
    )


def told(problem: Problem) -> str:
    """A problem in one line: where, what and the remedy."""
    where = ":".join(str(part) for part in (problem.path or "-", problem.line) if part is not None)
    return one_line(f"{where}: {problem.message}")

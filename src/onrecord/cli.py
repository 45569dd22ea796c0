"""The command line: data on standard output, progress and problems on standard error.

Rooms that load a pipeline or a database are imported inside the command that needs them, so that
`--help` answers at once.
"""

import json
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial, reduce
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from onrecord.errors import OnRecordError
from onrecord.records import ACTS, CATEGORIES, STATEMENT_TYPES, Problem, Record, as_json

if TYPE_CHECKING:
    from onrecord.build import Progress, Summary
    from onrecord.link.series import Point, Series
    from onrecord.processes import Reads
    from onrecord.store import ArticleRow, FigureRow, Heading, StatementRow, Store

INTERRUPTED = 130  # what a shell says of a command stopped by Ctrl-C
Cells = dict[str, str | None]  # heading → what stands under it


class Commands(click.Group):
    """Commands that end in one line where the fault is not ours, and in a traceback where it is."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; our errors become one line and status 1, Ctrl-C becomes status 130."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()  # a closed pipe is noticed here, where click ends it quietly
        except OnRecordError as error:
            raise click.ClickException(_line(str(error))) from error
        except KeyboardInterrupt:
            click.echo("stopped; what is stored stays stored, the same command goes on from there", err=True)
            ctx.exit(INTERRUPTED)
        return result


def _epilog(*examples: str) -> str:
    return "\b\nExamples:\n" + "\n".join(f"  {example}" for example in examples)


_PATHS = click.argument("paths", nargs=-1, required=True, metavar="PATH...")
_STORE = click.argument("store", metavar="STORE", type=click.Path(path_type=Path, dir_okay=False))
_JSON = click.option("--json", "as_array", is_flag=True, help="Print JSON instead of a table.")
_PIPELINE = click.option(
    "--pipeline", metavar="NAME", help="Another installed spaCy pipeline than the English one."
)
_PROCESSES = click.option(
    "--processes", type=click.IntRange(min=1), default=1, show_default=True, metavar="N",
    help="Read in N processes, each with a pipeline in memory.",
)  # fmt: skip
_DATED = (
    click.option("--outlet", metavar="NAME", help="Part of the outlet's name."),
    click.option("--words", metavar="WORDS", help='Words to be found, in any order; or a "quoted phrase".'),
    click.option("--since", metavar="DATE", help="Published then or later: 2031, 2031-05 or 2031-05-26."),
    click.option("--until", metavar="DATE", help="Published then or before; undated articles are left out."),
)


def _options(*options: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Several options as one decorator, in their order."""
    return lambda command: reduce(lambda inner, option: option(inner), reversed(options), command)


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=_epilog(
        "onrecord demo", "onrecord add story.db articles/", "onrecord dossier story.db -o story.html"
    ),
)
@click.version_option(package_name="onrecord", prog_name="onrecord", message="%(prog)s %(version)s")
def main() -> None:
    """Keep the record of a running story from news coverage: who said what, and who counts how many."""


@main.command(
    epilog=_epilog(
        "onrecord read articles/ > record.jsonl",
        "onrecord read archive.jsonl.gz --processes 2 > record.jsonl",
        "cat article.txt | onrecord read -",
    )
)
@_PATHS
@_PIPELINE
@_PROCESSES
@click.option("--json", "_json", is_flag=True, help="Changes nothing: the output is JSON Lines in any case.")
def read(paths: tuple[str, ...], pipeline: str | None, processes: int, _json: bool) -> None:
    """Print the record of each article as JSON.

    One object a line, in the order of the inputs; problems go to standard error.
    PATH is a file, a folder, a pattern, or - for standard input.
    """
    from onrecord.build import records

    printed = 0
    with _reading(pipeline, processes) as reader:
        for item in records(paths, reader):
            if isinstance(item, Record):
                click.echo(json.dumps(as_json(item), ensure_ascii=False))
                printed += 1
            for problem in (item,) if isinstance(item, Problem) else item.problems:
                click.echo(_told(problem), err=True)
    if not printed:
        raise click.ClickException("nothing could be read")


@main.command(
    epilog=_epilog(
        "onrecord add story.db articles/",
        "onrecord add story.db 'wire/*.html' feed.jsonl",
        "onrecord add story.db archive/ --processes 2",
    )
)
@_STORE
@_PATHS
@_PIPELINE
@_PROCESSES
@_JSON
def add(store: Path, paths: tuple[str, ...], pipeline: str | None, processes: int, as_array: bool) -> None:
    """Read articles into a store.

    What is stored and unchanged is not read again. STORE is an SQLite file, made if
    there is none. PATH is a file, a folder, a pattern, or - for standard input.
    """
    with _reading(pipeline, processes) as reader:
        summary = _added(store, paths, reader)
    for problem in summary.problems:
        click.echo(_told(problem), err=True)
    click.echo(_json(asdict(summary)) if as_array else _summed(summary))
    if summary.added + summary.replaced + summary.sources + summary.unchanged == 0:
        raise click.ClickException("nothing could be read")


@main.command(epilog=_epilog("onrecord dossier story.db -o story.html --title 'The harbour talks'"))
@_STORE
@click.option(
    "-o", "--output", required=True, type=click.File("w", encoding="utf-8", lazy=True), help="File, or -."
)
@click.option("--title", metavar="TITLE", help="Title of the dossier; the store's name if not given.")
def dossier(store: Path, output: Any, title: str | None) -> None:
    """Write the dossier, one HTML file."""
    from onrecord.show import dossier as page

    with _opened(store) as opened:
        output.write(page(opened.records(), title=title or store.stem, problems=opened.problems()))


@main.command(
    epilog=_epilog("onrecord articles story.db", "onrecord articles story.db --words ceasefire --json")
)
@_STORE
@_options(*_DATED, _JSON)
def articles(store: Path, as_array: bool, **filters: str | None) -> None:
    """List the articles of a store, by date."""
    with _opened(store) as opened:
        _listed(opened.articles(**filters), _article_cells, as_array)


@main.command(
    epilog=_epilog(
        "onrecord statements story.db --speaker minister --since 2031-05",
        "onrecord statements story.db --party Ostmark --words 'prisoner exchange' --json",
    )
)
@_STORE
@click.option("--speaker", metavar="NAME", help="Part of the speaker's name.")
@click.option("--party", metavar="NAME", help="Part of the name of the party spoken for.")
@click.option("--act", type=click.Choice(ACTS), metavar="ACT", help=f"One of: {', '.join(ACTS)}.")
@click.option("--type", type=click.Choice(STATEMENT_TYPES), metavar="TYPE", help="direct, indirect or mixed.")
@click.option("--via", metavar="NAME", help="Part of the name of an intermediary, an outlet for example.")
@click.option("--anonymous", is_flag=True, help="Only sources without a name.")
@click.option("--unsure/--sure", default=None, help="Only those read with little confidence, or the rest.")
@_options(*_DATED, _JSON)
def statements(store: Path, as_array: bool, anonymous: bool, **filters: Any) -> None:
    """List who said what, with the exact words."""
    filters["source_kind"] = "anonymous official" if anonymous else None
    with _opened(store) as opened:
        _listed(opened.statements(**filters), _statement_cells, as_array)


@main.command(epilog=_epilog("onrecord explain story.db 3f9a01-s4"))
@_STORE
@click.argument("reference", metavar="ID")
def explain(store: Path, reference: str) -> None:
    """Show why a statement was read as it was.

    ID is what `onrecord statements` prints in each line.
    """
    from onrecord.show.explain import explanation

    with _opened(store) as opened:
        click.echo(explanation(*opened.find(reference)))


@main.command(
    epilog=_epilog("onrecord figures story.db --category killed", "onrecord figures story.db --json")
)
@_STORE
@click.option(
    "--category", type=click.Choice(CATEGORIES), metavar="CATEGORY", help=f"One of: {', '.join(CATEGORIES)}."
)
@click.option("--speaker", "counter", metavar="NAME", help="Part of the name of who counts.")
@click.option("--party", metavar="NAME", help="Part of the name of the party that counts.")
@_options(*_DATED, _JSON)
def figures(store: Path, as_array: bool, **filters: str | None) -> None:
    """List who counts how many, with the exact words."""
    with _opened(store) as opened:
        _listed(opened.figures(**filters), _figure_cells, as_array)


@main.command(
    epilog=_epilog(
        "onrecord series story.db --category killed",
        "onrecord series story.db --csv > counts.csv",
        "onrecord series story.db --hxl > counts.hxl.csv",
    )
)
@_STORE
@click.option(
    "--category", type=click.Choice(CATEGORIES), metavar="CATEGORY", help=f"One of: {', '.join(CATEGORIES)}."
)
@click.option("--speaker", "counter", metavar="NAME", help="Part of the name of who counts.")
@click.option("--csv", "form", flag_value="csv", help="Print CSV, one row a point.")
@click.option("--hxl", "form", flag_value="hxl", help="Print CSV with a row of HXL hashtags.")
@click.option("--json", "form", flag_value="json", help="Print a JSON array, as the output contract has it.")
def series(store: Path, category: str | None, counter: str | None, form: str | None) -> None:
    """List the figures that count the same, over time, and what they are kept apart from."""
    from onrecord.link.series import series as linked
    from onrecord.show import ledger

    with _opened(store) as opened:
        found = [
            one
            for one in linked(opened.records())
            if category in (None, one.key.category)
            and (counter or "").casefold() in one.key.shown[2].casefold()
        ]
    if form == "json":
        click.echo(_json(ledger.as_json(found)))
    elif form:
        click.echo(ledger.as_csv(found, hxl=form == "hxl"), nl=False)
    else:
        _listed([(one, point) for one in found for point in one.points], _point_cells, as_array=False)


@main.command(epilog=_epilog("onrecord problems story.db", "onrecord problems story.db --json"))
@_STORE
@_JSON
def problems(store: Path, as_array: bool) -> None:
    """List what could not be read, or not be stored, and why."""
    with _opened(store) as opened:
        _listed(opened.problems(), _problem_cells, as_array)


@main.command(epilog=_epilog("onrecord demo", "onrecord demo -o /tmp/demo --json"))
@click.option(
    "-o", "--output", default="demo", show_default=True, type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the articles, the store and the dossier.",
)  # fmt: skip
@_JSON
def demo(output: Path, as_array: bool) -> None:
    """Build the bundled fictional story."""
    began = time.monotonic()
    with as_file(files("onrecord.example") / "story") as story:
        shutil.copytree(story, output / "articles", dirs_exist_ok=True)
    _added(output / "story.db", [str(output / "articles")], _reader(None))
    told = _demonstrated(output / "story.db", output / "dossier.html")
    told["seconds"] = round(time.monotonic() - began, 1)
    click.echo(_json(told) if as_array else "\n".join(f"{name:<11} {value}" for name, value in told.items()))


def _reader(pipeline: str | None) -> "Reads":
    from onrecord.read import Reader

    return Reader(pipeline)


@contextmanager
def _reading(pipeline: str | None, processes: int) -> "Iterator[Reads]":
    """A reader in this process, or one in each of several."""
    if processes == 1:
        yield _reader(pipeline)
        return
    from onrecord.processes import Processes

    with Processes(partial(_reader, pipeline), processes) as reader:
        yield reader


@contextmanager
def _opened(path: Path) -> "Iterator[Store]":
    from onrecord.store import Store

    with Store(path, create=False) as store:
        yield store


def _added(path: Path, paths: Sequence[str], reader: "Reads") -> "Summary":
    from onrecord import build
    from onrecord.store import Store

    with Store(path) as store, _progress() as progress:
        return build.add(store, paths, reader, progress=progress)


def _demonstrated(store: Path, page: Path) -> dict[str, Any]:
    """Write the dossier of the demo's store, and say what is in it."""
    from onrecord.show import dossier

    with _opened(store) as opened:
        listed = list(opened.articles())
        problems = opened.problems()
        page.write_text(
            dossier(opened.records(), title="The bundled story", problems=problems), encoding="utf-8"
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
def _progress() -> "Iterator[Progress | None]":
    """A bar on standard error where that is a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("reading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _listed(rows: Iterable[Any], cells: Callable[[Any], Cells], as_array: bool) -> None:
    """Print rows as a JSON array, as a table in a terminal, or as aligned text."""
    if as_array:
        click.echo(_json([asdict(row) for row in rows]))
        return
    table = [{name: _line(cell) for name, cell in cells(row).items()} for row in rows]
    if not table:
        click.echo("none found", err=True)
    elif sys.stdout.isatty():
        _drawn(table)
    else:
        _aligned(table)


def _drawn(table: Sequence[Mapping[str, str]]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(*table[0], box=SIMPLE_HEAD, pad_edge=False)
    for row in table:
        drawn.add_row(*(Text(cell) for cell in row.values()))  # Text: words in brackets are no markup
    Console().print(drawn)


def _aligned(table: Sequence[Mapping[str, str]]) -> None:
    """Columns in equal width, the last one open; no cell is cut short, so that none hides words."""
    rows = [[*table[0]], *([*row.values()] for row in table)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]) - 1)]
    for row in rows:
        click.echo(
            "  ".join([*(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=False)), row[-1]])
        )


def _article_cells(row: "ArticleRow") -> Cells:
    counts = {"statements": str(row.statements), "figures": str(row.figures)}
    return _headed(row.article) | counts | {"article": row.article.name, "title": row.article.title}


def _statement_cells(row: "StatementRow") -> Cells:
    who = {"speaker": row.speaker, "party": row.party, "sure": "unsure" if row.unsure else ""}
    who["article"] = row.article.name
    who["id"] = f"{row.article.id[:6]}-{row.statement}"
    return _headed(row.article) | who | {"words": " … ".join(span.words for span in row.content)}


def _figure_cells(row: "FigureRow") -> Cells:
    what = {"category": row.category, "value": _number(row.value, row.upper), "counter": row.counter}
    return _headed(row.article) | what | {"article": row.article.name, "words": row.words.words}


def _point_cells(row: "tuple[Series, Point]") -> Cells:
    one, point = row
    counted, place, counter = one.key.shown
    told = "" if point.quantifier == "exact" else f"{point.quantifier} "
    what: Cells = {
        "series": one.name,
        "as of": point.as_of,
        "value": told + _number(point.value, point.upper),
    }
    what |= {"category": one.key.category, "counted": counted or "people", "place": place}
    what |= {"since": one.key.since, "measure": one.key.measure, "counter": counter, "outlet": point.outlet}
    return what | {"article": point.article, "words": point.words}


def _problem_cells(problem: Problem) -> Cells:
    where: Cells = {"stage": problem.stage, "path": problem.path or "-", "line": str(problem.line or "")}
    return where | {"message": problem.message}


def _headed(article: "Heading") -> Cells:
    ends = dict.fromkeys((article.published_earliest or "", article.published_latest or ""))
    return {"published": "/".join(ends), "outlet": article.outlet}


def _number(value: float, upper: float | None) -> str:
    return f"{value:,g}" if upper is None else f"{value:,g}–{upper:,g}"


def _summed(summary: "Summary") -> str:
    problems = len(summary.problems)
    return (
        f"{summary.articles} articles: {summary.added} added, {summary.replaced} read anew, "
        f"{summary.sources} found in another place, {summary.unchanged} unchanged; "
        f"{problems} problem{'' if problems == 1 else 's'}"
    )


def _told(problem: Problem) -> str:
    where = ":".join(str(part) for part in (problem.path or "-", problem.line) if part is not None)
    return _line(f"{where}: {problem.message}")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


def _line(text: str | None) -> str:
    """Text on one line, without characters that a terminal would obey."""
    return " ".join("".join(c if c.isprintable() else " " for c in text or "").split())

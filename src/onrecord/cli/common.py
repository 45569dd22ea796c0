"""What the commands share: options, errors told in one line, and how rows are printed."""

import gc
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import fields
from functools import reduce
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from onrecord.errors import OnRecordError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from onrecord.link.pile import Pile
    from onrecord.store import Heading, Store

COLUMN = 16  # characters a column of a table must have at least, so that ids and days are not cut
INTERRUPTED = 130  # what a shell says of a command stopped by Ctrl-C
SHOWN = 500  # rows of a table in a terminal
MANY = 500  # articles whose links take seconds
Cells = dict[str, str | None]  # heading → what stands under it


class Commands(click.Group):
    """Commands in sections, that end in one line where the fault is not ours, in a traceback where it is."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._sections: dict[str, list[str]] = {}

    def add_section(self, title: str, commands: Iterable[click.Command]) -> None:
        """Add commands that stand under a title in the help."""
        for command in commands:
            self.add_command(command)
            self._sections.setdefault(title, []).append(command.name or "")

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 click's
        """The commands with what they do in a line, by section."""
        widest = max(len(name) for name in self.commands)
        width = formatter.width - widest - 6
        for title, names in self._sections.items():
            with formatter.section(title):
                told = [(name, self.commands[name].get_short_help_str(width)) for name in names]
                formatter.write_dl([(f"{name:<{widest}}", words) for name, words in told])

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; our errors become one line and status 1, Ctrl-C becomes status 130."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()  # a closed pipe is noticed here, where click ends it quietly
        except OnRecordError as error:
            raise click.ClickException(one_line(str(error))) from error
        except KeyboardInterrupt:
            click.echo("stopped; what is stored stays stored, the same command goes on from there", err=True)
            ctx.exit(INTERRUPTED)
        return result


def epilog(*examples: str) -> str:
    """The examples at the end of a command's help."""
    return "\b\nExamples:\n" + "\n".join(f"  {example}" for example in examples)


PATHS = click.argument("paths", nargs=-1, required=True, metavar="PATH...")
STORE = click.argument("store", metavar="STORE", type=click.Path(path_type=Path, dir_okay=False))
JSON = click.option("--json", "as_array", is_flag=True, help="Print JSON instead of a table.")
ALIASES = click.option(
    "--aliases", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False),
    help="Names that are one, or are not; STORE's .aliases.toml if there is one.",
)  # fmt: skip
DATED = (
    click.option("--outlet", metavar="NAME", help="Part of the outlet's name."),
    click.option("--words", metavar="WORDS", help='Words to be found, in any order; or a "quoted phrase".'),
    click.option("--since", metavar="DATE", help="Published then or later: 2031, 2031-05 or 2031-05-26."),
    click.option("--until", metavar="DATE", help="Published then or before; undated articles are left out."),
)


def options(*options: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Several options as one decorator, in their order."""
    return lambda command: reduce(lambda inner, option: option(inner), reversed(options), command)


@contextmanager
def opened(path: Path) -> "Iterator[Store]":
    """The store at a path, which must be there."""
    from onrecord.store import Store

    with Store(path, create=False) as store:
        yield store


@contextmanager
def linked(path: Path, aliases: Path | None = None) -> "Iterator[Pile]":
    """The links of a store: those that it keeps, else worked out anew."""
    from onrecord.show.piled import piled

    with opened(path) as store:
        pile = piled(store, aliases)
        articles = store.search.count("articles")
        if not pile.kept and articles > MANY:
            told = f"{path}: the links of {articles:,} articles are worked out anew, which takes long"
            click.echo(f"{told}; `onrecord link {path}` keeps them", err=True)
        with _uncollected() if pile.kept else nullcontext():
            yield pile


@contextmanager
def _uncollected() -> "Iterator[None]":
    """Without the search for cycles, which would look again and again at all that is read and kept."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def listed(rows: Iterable[Any], cells: Callable[[Any], Cells], as_array: bool) -> None:
    """Print rows as a JSON array, as a table in a terminal, or as aligned text.

    A terminal shows the first `SHOWN` rows; a file and another program receive all.
    """
    if as_array:
        click.echo(to_json(list(rows)))
        return
    terminal = sys.stdout.isatty()
    table = [
        {name: one_line(cell) for name, cell in cells(row).items()}
        for row in islice(rows, SHOWN + 1 if terminal else None)
    ]
    if not table:
        click.echo("none found", err=True)
    elif terminal:
        drawn(table[:SHOWN])
        if len(table) > SHOWN:
            click.echo(f"the first {SHOWN}; ask for less, or write all to a file", err=True)
    else:
        aligned(table)


def blocks(
    found: Sequence[Any],
    contract: Callable[[Any], object],
    lines: Callable[[Sequence[Any]], Iterable[str]],
    as_array: bool,
) -> None:
    """Print what was found as a JSON array, or in blocks of lines."""
    if as_array:
        click.echo(to_json([contract(one) for one in found]))
    elif not found:
        click.echo("none found", err=True)
    else:
        for line in lines(found):
            click.echo(line)


def drawn(table: Sequence[Mapping[str, str]]) -> None:
    """A table for a terminal; in one too narrow for its columns each row on lines of its own."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text  # words in brackets are no markup

    console = Console()
    if console.width >= COLUMN * len(table[0]):
        grid = Table(*table[0], box=SIMPLE_HEAD, pad_edge=False)
        for row in table:
            grid.add_row(*map(Text, row.values()))
        console.print(grid)
        return
    for row in table:
        *facts, (_, words) = row.items()
        told = [Text.assemble((f"{name} ", "dim"), fact) for name, fact in facts if fact]
        console.print(Text("  ").join(told), *([Padding(Text(words), (0, 0, 0, 4))] if words else []))


def aligned(table: Sequence[Mapping[str, str]]) -> None:
    """Columns in equal width, the last one open; no cell is cut short, so that none hides words."""
    rows = [[*table[0]], *([*row.values()] for row in table)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]) - 1)]
    lines = (
        "  ".join([*(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=False)), row[-1]])
        for row in rows
    )
    click.echo("\n".join(lines))


def headed(article: "Heading") -> Cells:
    """The columns that say which article a row is of."""
    ends = dict.fromkeys((article.published_earliest or "", article.published_latest or ""))
    return {"published": "/".join(ends), "outlet": article.outlet}


def number(value: float, upper: float | None) -> str:
    """A number or a range of numbers."""
    return f"{value:,g}" if upper is None else f"{value:,g}–{upper:,g}"


def shallow(noun: "DataclassInstance") -> dict[str, Any]:
    """The fields of a noun, to which others may be added."""
    return {field.name: getattr(noun, field.name) for field in fields(noun)}


def to_json(value: object) -> str:
    """A value as JSON, indented; nouns as objects."""
    import msgspec

    return msgspec.json.format(msgspec.json.encode(value), indent=1).decode()


def cut(text: str | None, width: int) -> str:
    """Text on one line, of at most so many characters."""
    plain = one_line(text)
    return plain if len(plain) <= width else plain[: width - 1] + "…"


def one_line(text: str | None) -> str:
    """Text on one line, without characters that a terminal would obey."""
    said = text or ""
    if not said.isprintable():
        said = "".join(c if c.isprintable() else " " for c in said)
    return " ".join(said.split())

"""Commands that hand the record to other people's tools: export, mcp."""

from pathlib import Path
from typing import Any

import click

from onrecord.cli.building import counted
from onrecord.cli.common import ALIASES, JSON, STORE, epilog, one_line, opened, to_json

FORMATS = ("csv", "parquet", "jsonld", "plover", "hxl", "ftm", "ics", "bibtex", "csl")


@click.command(
    epilog=epilog(
        "onrecord export story.db -o tables/ --format csv",
        "onrecord export story.db -o tables/ --format parquet --since 2031-05",
        "onrecord export story.db -o story.jsonld --format jsonld",
        "onrecord export story.db -o timeline.ics --format ics",
    )
)
@STORE
@click.option(
    "-o", "--output", required=True, metavar="PATH", type=click.Path(path_type=Path),
    help="Folder of csv and parquet, file of the others.",
)  # fmt: skip
@click.option(
    "--format", "form", required=True, type=click.Choice(FORMATS), metavar="FORMAT",
    help=f"One of: {', '.join(FORMATS)}.",
)  # fmt: skip
@click.option("--since", metavar="DATE", help="Published then or later: 2031, 2031-05 or 2031-05-26.")
@click.option("--until", metavar="DATE", help="Published then or before; undated articles are left out.")
@click.option("--all", "whole", is_flag=True, help="Compare the statements of large stores too; takes long.")
@ALIASES
@JSON
def export(store: Path, output: Path, form: str, aliases: Path | None, as_array: bool, **chosen: Any) -> None:
    """Write the record for other tools: tables, linked data, events, calendar, references.

    csv and parquet: one table a kind of record with a data dictionary. jsonld: Web Annotations with
    PROV-O and schema.org Claim. plover: event records, one JSON object a line. hxl: the figures with
    hashtags. ftm: FollowTheMoney statements. ics: events whose day is told. bibtex, csl: the articles.
    """
    from onrecord.show.exports import Export
    from onrecord.show.exports import export as write

    with opened(store) as kept, counted("reading articles") as progress:
        written = write(output, form, Export(store=kept, names=aliases, progress=progress, **chosen))
    for one in written.left:
        click.echo(one_line(one), err=True)
    if as_array:
        click.echo(to_json(written))
    else:
        click.echo(f"{output}: " + ", ".join(f"{name} {number}" for name, number in written.counts.items()))


@click.command(epilog=epilog("onrecord mcp story.db", "onrecord mcp story.db --aliases names.toml"))
@STORE
@ALIASES
def mcp(store: Path, aliases: Path | None) -> None:
    """Let a language model ask a store, over MCP on standard input and output.

    All tools only read; every answer carries exact words with their places and articles.
    """
    from onrecord.show.mcp import server

    with opened(store):  # refused here rather than at the first question
        pass
    server(store, aliases).run("stdio")

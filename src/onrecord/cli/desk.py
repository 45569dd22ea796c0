"""Commands for the desk: link, serve."""

import getpass
import secrets
import time
from pathlib import Path
from urllib.parse import urlencode

import click

from onrecord.cli.building import counted
from onrecord.cli.common import ALIASES, JSON, STORE, epilog, opened, to_json


@click.command(epilog=epilog("onrecord link story.db", "onrecord link story.db --json"))
@STORE
@ALIASES
@JSON
def link(store: Path, aliases: Path | None, as_array: bool) -> None:
    """Work out what holds over all articles and keep it in the store.

    The pages of `onrecord serve` show what is kept: positions, counts, events, claims, disputes, sources.
    `serve` does this by itself when articles were added or corrected.
    """
    from onrecord.show import meant
    from onrecord.show.piled import piled, state_of
    from onrecord.show.web.prepared import prepared

    with opened(store) as kept:
        state, began = state_of(kept, aliases), time.monotonic()
        with counted("reading meanings") as progress:
            meant.keep(kept, progress)
        found = prepared(piled(kept, aliases, anew=True))
        seconds = round(time.monotonic() - began, 1)
        kept.links.keep(found, state=state, articles=kept.search.count("articles"), seconds=seconds)
    told = {name.removeprefix("linked_"): len(found[name]) for name in found if name != "linked_parts"} | {
        "seconds": seconds
    }
    click.echo(to_json(told) if as_array else ", ".join(f"{name} {number}" for name, number in told.items()))


@click.command(
    epilog=epilog(
        "onrecord serve story.db",
        "onrecord serve story.db --port 9000",
        "onrecord serve story.db --host 0.0.0.0",
    )
)
@STORE
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="Port; 0 takes a free one."
)
@click.option("--token", metavar="TOKEN", help="What allows to write; a new one at each start if not given.")
@click.option("--name", metavar="NAME", help="Who corrects; the login name if not given.")
@click.option("--title", metavar="TITLE", help="Title of the pages; the store's name if not given.")
@ALIASES
def serve(
    store: Path,
    host: str,
    port: int,
    token: str | None,
    name: str | None,
    title: str | None,
    aliases: Path | None,
) -> None:
    """Open a store as a local site, to read and to correct.

    Nothing leaves this machine. Reading needs no token on this machine, writing does: open the second
    address that is printed. At another --host than this machine's own, reading needs the token too.
    """
    from onrecord.show.web import serve as served

    given = token or secrets.token_urlsafe(24)

    def ready(address: str) -> None:
        click.echo(f"to read      {address}")
        click.echo(
            f"to correct   {address}enter?{urlencode({'token': given, 'name': name or getpass.getuser()})}"
        )
        click.echo("Ctrl-C ends it", err=True)

    served(store, host=host, port=port, token=given, title=title, aliases=aliases, ready=ready)

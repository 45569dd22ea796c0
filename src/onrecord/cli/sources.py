"""Commands on where the words come from: copies, sources."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from onrecord.cli.common import JSON, STORE, Cells, epilog, linked, listed, shallow, to_json

if TYPE_CHECKING:
    from onrecord.link.copies import Copy
    from onrecord.link.outlets import Outlet

KINDS = ("copy", "revision", "partial")


@click.command(epilog=epilog("onrecord copies story.db", "onrecord copies story.db --kind revision --json"))
@STORE
@click.option("--kind", type=click.Choice(KINDS), metavar="KIND", help=f"One of: {', '.join(KINDS)}.")
@JSON
def copies(store: Path, kind: str | None, as_array: bool) -> None:
    """List the articles that took their words from one another, two a line.

    A revision is a newer version by the same outlet or agency; partial is a part taken over.
    """
    from onrecord.link.copies import Copy

    with linked(store) as pile:
        found = [pair for pair in pile.all(Copy) if kind in (None, pair.kind)]
    if as_array:
        click.echo(to_json([_contract(pair) for pair in found]))
    else:
        listed(found, _cells, as_array=False)


@click.command(epilog=epilog("onrecord sources story.db", "onrecord sources story.db --json"))
@STORE
@JSON
def sources(store: Path, as_array: bool) -> None:
    """List the outlets: articles, copies, wires, unnamed sources."""
    from onrecord.link.outlets import Outlet

    with linked(store) as pile:
        found = pile.all(Outlet)
    if as_array:
        click.echo(to_json([shallow(one) | {"wires": dict(one.wires)} for one in found]))
    else:
        listed(found, _source_cells, as_array=False)


def _source_cells(one: "Outlet") -> Cells:
    wires = ", ".join(f"{name} {len(articles)}" for name, articles in one.wires)
    told: Cells = {"articles": str(one.articles), "copies": str(len(one.copies))}
    told |= {"statements": str(one.statements), "unnamed": str(one.unnamed)}
    return told | {"labels": str(one.labels), "wires": wires, "outlet": one.outlet or "not stated"}


def _contract(pair: "Copy") -> dict[str, Any]:
    return {name: value for name, value in shallow(pair).items() if name not in ("a_id", "b_id")}


def _cells(pair: "Copy") -> Cells:
    told: Cells = {"kind": pair.kind, "shared": f"{pair.overlap:.0%}"}
    told |= {"first": "a" if pair.first else "not known", "by": pair.basis}
    return told | {"a": pair.a, "b": pair.b}

"""Commands on where the words come from: copies, sources."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from onrecord.cli.common import JSON, STORE, Cells, epilog, listed, opened, records_of, to_json

if TYPE_CHECKING:
    from onrecord.link.copies import Copy

KINDS = ("copy", "revision", "partial")


@click.command(epilog=epilog("onrecord copies story.db", "onrecord copies story.db --kind revision --json"))
@STORE
@click.option("--kind", type=click.Choice(KINDS), metavar="KIND", help=f"One of: {', '.join(KINDS)}.")
@JSON
def copies(store: Path, kind: str | None, as_array: bool) -> None:
    """List the articles that took their words from one another, two a line.

    A revision is a newer version by the same outlet or agency; partial is a part taken over.
    """
    from onrecord.link.copies import copies as linked

    with opened(store) as kept:
        found = [pair for pair in linked(kept.records()) if kind in (None, pair.kind)]
    if as_array:
        click.echo(to_json([_contract(pair) for pair in found]))
    else:
        listed(found, _cells, as_array=False)


@click.command(epilog=epilog("onrecord sources story.db", "onrecord sources story.db --json"))
@STORE
@JSON
def sources(store: Path, as_array: bool) -> None:
    """List the outlets: articles, copies, wires, unnamed sources."""
    from onrecord.link.copies import by_article, families
    from onrecord.link.copies import copies as linked
    from onrecord.link.framing import anonymity, wires
    from onrecord.link.names import Cast
    from onrecord.link.tellings import name_of

    records = records_of(store)
    family_of = by_article(records, families(records, linked(records)))
    unnamed = {one.outlet: one for one in anonymity(records, Cast(records))}
    taken = {one.outlet: one for one in wires(records)}
    found = []
    for outlet in sorted(
        {record.article.outlet for record in records}, key=lambda name: (name is None, name)
    ):
        own = [record for record in records if record.article.outlet == outlet]
        copied = [r for r in own if family_of.get(r.article.id, name_of(r.article)) != name_of(r.article)]
        nameless, wired = unnamed.get(outlet), taken.get(outlet)
        found.append(
            {
                "outlet": outlet,
                "articles": len(own),
                "copies": [name_of(record.article) for record in copied],
                "wires": {name: list(articles) for name, articles in wired.taken} if wired else {},
                "statements": sum(len(record.statements) for record in own),
                "unnamed": len(nameless.anonymous) if nameless else 0,
                "labels": sum(label.voice == "outlet" for record in own for label in record.labels),
            }
        )
    if as_array:
        click.echo(to_json(found))
    else:
        listed(found, _source_cells, as_array=False)


def _source_cells(row: dict[str, Any]) -> Cells:
    wires = ", ".join(f"{name} {len(articles)}" for name, articles in row["wires"].items())
    told: Cells = {"articles": str(row["articles"]), "copies": str(len(row["copies"]))}
    told |= {"statements": str(row["statements"]), "unnamed": str(row["unnamed"])}
    return told | {"labels": str(row["labels"]), "wires": wires, "outlet": row["outlet"] or "not stated"}


def _contract(pair: "Copy") -> dict[str, Any]:
    return {name: value for name, value in asdict(pair).items() if name not in ("a_id", "b_id")}


def _cells(pair: "Copy") -> Cells:
    told: Cells = {"kind": pair.kind, "shared": f"{pair.overlap:.0%}"}
    told |= {"first": "a" if pair.first else "not known", "by": pair.basis}
    return told | {"a": pair.a, "b": pair.b}

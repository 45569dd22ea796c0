"""Commands on a lake: lake, cut."""

from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from onrecord.cli import building
from onrecord.cli.common import DATED, JSON, epilog, options, to_json

if TYPE_CHECKING:
    from onrecord.lake import Filled
    from onrecord.lake.filling import Cluster

FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command(
    epilog=epilog(
        "onrecord lake archive/ -o lake/ --workers 2",
        "onrecord lake s3://bucket/news/ -o /mnt/lake --address 10.0.0.5:6379 --workers 64",
        "onrecord lake more.parquet -o lake/ --no-links --json",
    )
)
@click.argument("paths", nargs=-1, required=True, metavar="INPUT...")
@click.option("-o", "--output", required=True, type=FOLDER, metavar="LAKE", help="Folder of the lake.")
@click.option(
    "--address", default="local", show_default=True, metavar="ADDRESS",
    help="Of a Ray cluster; local starts one on this machine.",
)  # fmt: skip
@click.option(
    "--workers", type=click.IntRange(min=1), default=1, show_default=True, metavar="N",
    help="Readers, each with a pipeline in memory.",
)  # fmt: skip
@click.option(
    "--seconds", type=click.FloatRange(min=1), default=300, show_default=True, metavar="S",
    help="That an article may take before it is set aside.",
)  # fmt: skip
@click.option("--retry", is_flag=True, help="Read anew what was set aside.")
@click.option("--no-links", is_flag=True, help="Read only; leave the links as they are.")
@building.PIPELINE
@building.DOMAIN
@JSON
def lake(
    paths: tuple[str, ...],
    output: Path,
    retry: bool,
    no_links: bool,
    as_array: bool,
    **given: object,
) -> None:
    """Read very many articles into Parquet files, on many machines.

    What the lake holds is not read again; a run that was stopped is completed by running it
    again. INPUT is a file, a folder, a pattern, or the address of a bucket; every machine must
    see it, and the lake, at the same place.
    """
    from onrecord.lake import fill, link

    workers = _cluster(**given)  # type: ignore[arg-type]
    with building.counted("reading") as progress:
        filled = fill(paths, output, workers, retry=retry, progress=progress)
    linked = {} if no_links else link(output, workers)
    told = asdict(filled) | {"links": linked}
    click.echo(to_json(told) if as_array else _summed(filled, linked))
    if not filled.added + filled.replaced + filled.sources + filled.unchanged:
        raise click.ClickException(f"nothing could be read; {output / 'problems'} says why")


def _cluster(address: str, workers: int, seconds: float, pipeline: str | None, domain: str) -> "Cluster":
    from onrecord.lake.filling import Cluster

    made = partial(building.reader, pipeline, domain)
    return Cluster(factory=made, address=address, workers=workers, seconds=seconds)


def _summed(filled: "Filled", linked: dict[str, int]) -> str:
    told = (
        f"{filled.articles} articles: {filled.added} added, {filled.replaced} read anew, "
        f"{filled.sources} found in another place, {filled.unchanged} unchanged, "
        f"{filled.set_aside} set aside; "
        f"{filled.problems} problem{'' if filled.problems == 1 else 's'}"
    )
    return "\n".join([told, *([", ".join(f"{name} {n}" for name, n in linked.items())] if linked else [])])


@click.command(
    epilog=epilog(
        "onrecord cut lake/ harbour.db --words 'harbour \"port of Averil\"' --since 2031-05",
        "onrecord cut lake/ story.db --story 3",
    )
)
@click.argument("path", metavar="LAKE", type=FOLDER)
@click.argument("store", metavar="STORE", type=click.Path(path_type=Path, dir_okay=False))
@options(*DATED)
@click.option("--story", metavar="STORY", help="Number of a story of the lake, or a part of its name.")
@JSON
def cut(path: Path, store: Path, as_array: bool, **asked: str | None) -> None:
    """Cut a story's store out of a lake, for all other commands.

    Words are whole words here, in any case. Cutting again into the same STORE adds what is new.
    """
    from onrecord.lake import cut as made
    from onrecord.lake.cutting import Asked

    added = made(path, store, Asked(**asked))
    told = asdict(added)
    click.echo(to_json(told) if as_array else ", ".join(f"{name} {number}" for name, number in told.items()))
    if not sum(told.values()):
        raise click.ClickException("no article of the lake is asked for by that; ask for more")

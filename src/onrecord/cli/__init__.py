"""The command line: data on standard output, progress and problems on standard error.

Rooms that load a pipeline or a database are imported inside the command that needs them, so that
`--help` answers at once.
"""

from collections.abc import Mapping, Sequence

import click

from onrecord.cli import (
    asking,
    building,
    claims,
    completing,
    correcting,
    desk,
    exporting,
    keeping,
    lake,
    pages,
    piles,
    proposing,
    sources,
    talks,
    watching,
)
from onrecord.cli.common import Commands, epilog


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=epilog(
        "onrecord demo", "onrecord add story.db articles/", "onrecord dossier story.db -o story.html"
    ),
)
@click.version_option(package_name="onrecord", prog_name="onrecord", message="%(prog)s %(version)s")
def main() -> None:
    """Keep the record of a running story from news coverage: who said what, and who counts how many."""


SECTIONS: Mapping[str, Sequence[click.Command]] = {
    "Begin": (building.demo, building.add, watching.watch, building.read, completing.completion),
    "Read on": (desk.serve, pages.dossier, pages.brief),
    "Ask one by one": (
        asking.articles, asking.statements, asking.figures, talks.positions, talks.events, asking.problems,
        asking.explain, watching.versions,
    ),
    "Ask over all articles": (
        desk.link, talks.timeline, talks.proposals, talks.changes, asking.series, claims.claims,
        claims.disputes, talks.actors, sources.copies, sources.sources, piles.stories, piles.framing,
    ),
    "Correct": (
        correcting.correct, correcting.corrections, correcting.undo, correcting.gold, proposing.propose,
        proposing.accept,
    ),
    "Hand on and keep": (
        exporting.export, exporting.mcp, keeping.verify, keeping.backup, lake.lake, lake.cut,
    ),
}  # fmt: skip
for title, commands in SECTIONS.items():
    main.add_section(title, commands)

"""The command line: data on standard output, progress and problems on standard error.

Rooms that load a pipeline or a database are imported inside the command that needs them, so that
`--help` answers at once.
"""

import click

from onrecord.cli import (
    asking,
    building,
    claims,
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


for command in (
    building.read, building.add, pages.dossier, pages.brief, building.demo,
    asking.articles, asking.statements, asking.figures, asking.series, asking.explain, asking.problems,
    talks.positions, talks.proposals, talks.events, talks.timeline, talks.changes, talks.actors,
    sources.copies, sources.sources,
    watching.watch, watching.versions,
    piles.stories, piles.framing,
    claims.claims, claims.disputes,
    desk.link, desk.serve,
    exporting.export, exporting.mcp,
    lake.lake, lake.cut,
    correcting.corrections, correcting.correct, correcting.undo, correcting.gold,
    proposing.propose, proposing.accept,
    keeping.verify, keeping.backup,
):  # fmt: skip
    main.add_command(command)

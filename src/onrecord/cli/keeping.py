"""Commands that keep a store safe: verify, backup."""

from pathlib import Path

import click

from onrecord.cli.building import counted
from onrecord.cli.common import JSON, STORE, epilog, one_line, opened, to_json


@click.command(epilog=epilog("onrecord verify story.db", "onrecord verify story.db --json"))
@STORE
@JSON
def verify(store: Path, as_array: bool) -> None:
    """Check that all of a store holds together; nothing is changed.

    Every span against its text, every article's id, every reference, the corrections, the indexes, the
    links and the file itself. What is wrong is told one a line, and the exit status is 1.
    """
    with opened(store) as kept, counted("verifying") as progress:
        found = []
        for fault in kept.faults(progress):
            found.append(fault)
            if not as_array:
                click.echo(one_line(f"{store}: {fault.where}: {fault.what}; {fault.remedy}"))
        checked = (
            {} if found else {name: kept.search.count(name) for name in ("articles", "spans", "corrections")}
        )
    if as_array:
        click.echo(to_json({"sound": not found, "checked": checked, "faults": found}))
    elif not found:
        told = ", ".join(f"{number:,} {name}" for name, number in checked.items())
        click.echo(f"{store}: sound; {told}")
    if found:
        raise click.exceptions.Exit(1)


@click.command(
    epilog=epilog(
        "onrecord backup story.db story.backup.db", "onrecord backup story.db /mnt/safe/story.db --force"
    )
)
@STORE
@click.argument("target", metavar="TARGET", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace TARGET if it is there.")
def backup(store: Path, target: Path, force: bool) -> None:
    """Copy a store into one file, also while others write to it.

    The copy is checked before it takes its name; broken off, it leaves TARGET as it was. A copy made
    with `cp` may lack what stands in the files beside the store.
    """
    from onrecord.store.backup import backup as copied

    with counted("copying") as progress:
        size = copied(store, target, force=force, progress=progress)
    click.echo(f"{target}: {size:,} bytes, sound")

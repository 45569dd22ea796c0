"""Commands that write what is read elsewhere: dossier, brief."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from onrecord.cli.common import ALIASES, STORE, epilog, opened, options

if TYPE_CHECKING:
    from onrecord.show.choice import Choice

CHOICE = (
    click.option("--from", "first", metavar="DATE", help="Only articles published then or later."),
    click.option(
        "--until", "last", metavar="DATE",
        help="Only articles published then or before. Of those whose day is known within limits, what may be "
        "from that time stays; undated ones are left out.",
    ),
    click.option(
        "--party", "parties", metavar="NAME", multiple=True,
        help="Only what parties whose name holds NAME say, want, answer, do and count; may be given again. "
        "Links are made from all records.",
    ),
)  # fmt: skip
SINCE = click.option("--since", metavar="DATE", help="Say what changed since: 2031, 2031-05 or 2031-05-26.")


@click.command(
    epilog=epilog(
        "onrecord dossier story.db -o story.html --title 'The harbour talks'",
        "onrecord dossier story.db -o week.html --from 2031-05-12 --until 2031-05-18",
        "onrecord dossier story.db -o union.html --sections positions,proposals --party Union",
    )
)
@STORE
@click.option(
    "-o", "--output", required=True, type=click.File("w", encoding="utf-8", lazy=True), help="File, or -."
)
@click.option("--title", metavar="TITLE", help="Title of the dossier; the store's name if not given.")
@SINCE
@click.option(
    "--sections", metavar="NAME,…", default="",
    help="Only these: pile, changed, standing, positions, proposals, timeline, confirmed, disputed, "
    "speakers, figures, series, labels, sources, articles, problems. Without articles, a list of them stays "
    "and words lead there.",
)  # fmt: skip
@options(*CHOICE, ALIASES)
def dossier(store: Path, output: Any, sections: str, aliases: Path | None, **given: Any) -> None:
    """Write the dossier, one HTML file."""
    from onrecord.link.pile import STATEMENTS
    from onrecord.show.piled import piled
    from onrecord.show.render import dossier as page

    choice = chosen(given, tuple(name.strip() for name in sections.split(",") if name.strip()))
    title = given["title"] or store.stem
    with opened(store) as kept:
        pile = piled(kept, aliases, most=STATEMENTS)
        output.write(page(pile, title=title, problems=kept.problems(), since=given["since"], choice=choice))
    _told(output)


@click.command(
    epilog=epilog(
        "onrecord brief story.db -o brief.html --title 'The harbour talks'",
        "onrecord brief story.db --format md --since 2031-05-12 > brief.md",
        "onrecord brief story.db --from 2031-05 --until 2031-05 --party union",
    )
)
@STORE
@click.option(
    "-o",
    "--output",
    default="-",
    show_default=True,
    help="File, or -.",
    type=click.File("w", encoding="utf-8", lazy=True),
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["html", "md"]),
    help="One HTML file or Markdown; by the ending of the file's name if not given, else Markdown.",
)
@click.option("--title", metavar="TITLE", help="Title of the brief; the store's name if not given.")
@SINCE
@options(*CHOICE, ALIASES)  # fmt: skip
def brief(store: Path, output: Any, form: str | None, aliases: Path | None, **given: Any) -> None:
    """Write a brief of two pages in which every sentence carries its citation.

    What does not fit is cut, the least of the longest part first, and how much is said.
    """
    from onrecord.link.pile import STATEMENTS
    from onrecord.show.brief import brief as page
    from onrecord.show.piled import piled

    ending = "html" if output.name.endswith((".html", ".htm")) else "md"
    with opened(store) as kept:
        output.write(
            page(
                piled(kept, aliases, most=STATEMENTS),
                title=given["title"] or store.stem,
                form=form or ending,
                since=given["since"],
                choice=chosen(given),
            )
        )
    _told(output)


def _told(output: Any) -> None:
    """Say which file was written."""
    if output.name not in ("-", "<stdout>"):
        click.echo(f"{output.name}: written", err=True)


def chosen(given: dict[str, Any], sections: tuple[str, ...] = ()) -> "Choice":
    """The choice that the options make."""
    from onrecord.show.choice import Choice

    return Choice(
        sections=sections,
        first=given["first"],
        last=given["last"],
        parties=tuple(filter(None, given["parties"])),
    )

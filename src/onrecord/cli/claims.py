"""Commands on what is said alike and what is contradicted: claims, disputes."""

from collections.abc import Iterable, Iterator
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from onrecord.cli.common import ALIASES, JSON, STORE, blocks, cut, epilog, linked, one_line

if TYPE_CHECKING:
    from onrecord.link.claims import Claim
    from onrecord.link.disputes import Dispute
    from onrecord.link.tellings import Telling

WIDTH = 160  # characters of a claim in the table
KINDS = ("number", "occurrence", "responsibility", "acceptance", "degree")


@click.command(
    epilog=epilog("onrecord claims story.db", "onrecord claims story.db --words 'grain market' --json")
)
@STORE
@click.option("--words", metavar="WORDS", help="Words that the claim holds.")
@click.option("--contested", is_flag=True, help="Only claims that somebody denies or contests.")
@click.option("--all", "whole", is_flag=True, help="Also what only one statement says, uncontested.")
@ALIASES
@JSON
def claims(
    store: Path,
    words: str | None,
    contested: bool,
    whole: bool,
    aliases: Path | None,
    as_array: bool,
) -> None:
    """List what several statements say alike, with its independent origins."""
    from onrecord.link.claims import Claim

    wanted = (words or "").casefold()
    with linked(store, aliases) as pile:
        # what one statement says, uncontested, stands last
        told = takewhile(lambda one: whole or len(one.tellings) > 1 or one.contested_by, pile.each(Claim))
        found = [
            one for one in told if (one.contested_by or not contested) and wanted in one.words.casefold()
        ]
        blocks(found, _claim, _claim_lines, as_array)


@click.command(epilog=epilog("onrecord disputes story.db", "onrecord disputes story.db --kind number --json"))
@STORE
@click.option("--kind", type=click.Choice(KINDS), metavar="KIND", help=f"One of: {', '.join(KINDS)}.")
@ALIASES
@JSON
def disputes(store: Path, kind: str | None, aliases: Path | None, as_array: bool) -> None:
    """List pairs of statements that contradict each other, by kind."""
    from onrecord.link.disputes import Dispute

    with linked(store, aliases) as pile:
        found = [one for one in pile.all(Dispute) if kind in (None, one.kind)]
        blocks(found, _dispute, _dispute_lines, as_array)


def _place(told: "Telling") -> dict[str, object]:
    return {"article": told.article, "statement": told.record}


def _claim(one: "Claim") -> dict[str, object]:
    return {
        "claim": one.name,
        "words": one.words,
        "tellings": [_place(told) for told in one.tellings],
        "origins": [{"speaker": origin.speaker, "articles": list(origin.articles)} for origin in one.origins],
        "contested_by": [_place(told) for told in one.contested_by],
        "denied_by": list(one.denied_by),
        "first": one.first,
        "last": one.last,
    }


def _dispute(one: "Dispute") -> dict[str, object]:
    return {"kind": one.kind, "a": _place(one.a), "b": _place(one.b), "about": one.about}


def _claim_lines(found: Iterable["Claim"]) -> Iterator[str]:
    """A block of lines a claim: words, then how often told, by whom, and who contests it."""
    for one in found:
        days = "/".join(dict.fromkeys(day for day in (one.first, one.last) if day))
        yield f"{one.name}  {cut(one.words, WIDTH)}"
        articles = {told.article for told in one.tellings}
        yield f"    {len(one.tellings)} tellings in {len(articles)} articles" + (f", {days}" if days else "")
        for origin in one.origins:
            yield f"    by {cut(origin.speaker or 'not told', WIDTH)}: {len(origin.articles)} articles"
        if one.contested_by:
            told = len(one.contested_by)
            yield f"    contested by {cut(', '.join(one.denied_by) or 'not told', WIDTH)}: {told} statements"


def _dispute_lines(found: Iterable["Dispute"]) -> Iterator[str]:
    """A block of lines a dispute: its kind, then the two statements."""
    for one in found:
        yield one.kind
        for told in (one.a, one.b):
            words = cut(told.span.words, WIDTH)
            yield f"    {told.day or 'undated'}  {one_line(told.by or 'not told')}: {words}"

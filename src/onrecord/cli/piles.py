"""Commands on a whole pile: stories, framing."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from onrecord.cli.common import JSON, STORE, epilog, one_line, opened, to_json

if TYPE_CHECKING:
    from onrecord.link.narrowed import Narrowed
    from onrecord.link.stories import Story


@click.command(epilog=epilog("onrecord stories pile.db", "onrecord stories pile.db --json"))
@STORE
@JSON
def stories(store: Path, as_array: bool) -> None:
    """Cut a mixed pile into running stories and their events."""
    from onrecord.link.narrowed import narrowed
    from onrecord.link.stories import stories as cut

    with opened(store) as kept:
        records = list(kept.records())
    told = cut([record.article for record in records])
    dated = {one.article: one for one in narrowed(records, told)}
    if as_array:
        click.echo(to_json([asdict(story) | {"narrowed": _narrowed(story, dated)} for story in told]))
        return
    for line in _story_lines(told, dated):
        click.echo(line)


def _narrowed(story: "Story", dated: "dict[str, Narrowed]") -> list[dict[str, object]]:
    return [asdict(dated[name]) for name in story.articles if name in dated]


def _story_lines(told: "list[Story]", dated: "dict[str, Narrowed]") -> Iterator[str]:
    """A block of lines a story; those of one article together at the end."""
    alone = [story for story in told if len(story.articles) == 1]
    for story in told:
        if len(story.articles) == 1:
            continue
        yield one_line(f"{story.story} ({len(story.articles)} articles, {_span(story)})")
        for event in story.events:
            yield "  " + one_line(f"{event.event} ({len(event.articles)})")
            yield from ("      " + one_line(name + _between(dated.get(name))) for name in event.articles)
    if alone:
        yield f"alone ({len(alone)} articles)"
        yield from ("      " + one_line(name) for story in alone for name in story.articles)


def _span(story: "Story") -> str:
    return " to ".join(dict.fromkeys(filter(None, (story.earliest, story.latest)))) or "undated"


def _between(one: "Narrowed | None") -> str:
    """What is inferred on the date of an article that has none."""
    return f"  undated; its story tells {one.earliest.day} to {one.latest.day}" if one else ""

"""Commands on a whole pile: stories, framing."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from onrecord.cli.common import ALIASES, JSON, STORE, epilog, linked, one_line, shallow, to_json

if TYPE_CHECKING:
    from onrecord.link.narrowed import Narrowed
    from onrecord.link.pile import Pile
    from onrecord.link.stories import Story
    from onrecord.link.tellings import Telling

SHOWN = 5  # words of a kind before the rest is only counted


@click.command(epilog=epilog("onrecord stories pile.db", "onrecord stories pile.db --json"))
@STORE
@JSON
def stories(store: Path, as_array: bool) -> None:
    """Cut a mixed pile into running stories and their events."""
    from onrecord.link.narrowed import Narrowed
    from onrecord.link.stories import Story

    with linked(store) as pile:
        told = pile.all(Story)
        dated = {one.article: one for one in pile.all(Narrowed)}
    if as_array:
        click.echo(to_json([shallow(story) | {"narrowed": _narrowed(story, dated)} for story in told]))
        return
    for line in _story_lines(told, dated):
        click.echo(line)


@click.command(epilog=epilog("onrecord framing pile.db", "onrecord framing pile.db --json"))
@STORE
@ALIASES
@JSON
def framing(store: Path, aliases: Path | None, as_array: bool) -> None:
    """Count how outlets word what they tell, and what each leaves out.

    Counts with the words they rest on, no scores: loaded words by outlet and voice, violence without an
    actor and in the passive, sources without a name, what is taken from agencies.
    """
    with linked(store, aliases) as pile:
        if as_array:
            click.echo(to_json(_framing(pile)))
            return
        for line in _framing_lines(pile):
            click.echo(line)


def _framing(pile: "Pile") -> dict[str, object]:
    from onrecord.link.framing import Anonymity, Naming, Selection, Violence, Wires

    kinds: dict[str, type[Any]] = {
        "namings": Naming, "violence": Violence, "anonymity": Anonymity, "wires": Wires,
        "selections": Selection,
    }  # fmt: skip
    return {name: pile.all(kind) for name, kind in kinds.items()}


def _framing_lines(pile: "Pile") -> Iterator[str]:
    from onrecord.link.framing import Anonymity, Naming, Selection, Violence, Wires

    yield "loaded words, by actor"
    for one in pile.all(Naming):
        by = f"{one.by or 'nobody named'} in " if one.voice != "outlet" else ""
        where = f"{by}{_outlet(one.outlet)}, {len(one.tellings)}"
        yield "  " + one_line(f"{one.actor or 'actor not named'}: “{one.label}” ({where})")
    yield "\nviolence, by outlet"
    for told in pile.all(Violence):
        passive = f"{len(told.passive)} of these in the passive, {len(told.dying)} with a verb of dying"
        yield f"  {_outlet(told.outlet)}: {len(told.no_actor)} of {told.events} name no actor, {passive}"
        yield from _words(told.no_actor)
    yield "\nsources without a name, by outlet"
    for unnamed in pile.all(Anonymity):
        yield f"  {_outlet(unnamed.outlet)}: {len(unnamed.anonymous)} of {unnamed.statements} statements"
        yield from _words(unnamed.anonymous)
    yield "\ntaken from others, by outlet"
    for wires in pile.all(Wires):
        taken = ", ".join(f"{origin} {len(articles)}" for origin, articles in wires.taken) or "none named"
        yield "  " + one_line(f"{_outlet(wires.outlet)}: {taken}, of {wires.articles} articles")
    yield "\ntold by some, not found in others that published in the days after"
    for one_of in pile.all(Selection):
        first = one_of.happening.tellings[0].telling
        what = f"{one_of.happening.day}  {one_of.happening.type} “{first.span.words}” [{first.article}]"
        told_by, left_out = ", ".join(one_of.told_by), ", ".join(one_of.left_out_by)
        yield "  " + one_line(f"{what}: told by {told_by}; not in {left_out}")


def _outlet(name: str | None) -> str:
    return one_line(name) if name else "outlet not known"


def _words(tellings: "Sequence[Telling]") -> Iterator[str]:
    """The words of the first tellings."""
    for told in tellings[:SHOWN]:
        yield "      " + one_line(f"“{told.span.words}” [{told.article}]")
    if len(tellings) > SHOWN:
        yield f"      … and {len(tellings) - SHOWN} more; --json lists them"


def _narrowed(story: "Story", dated: "dict[str, Narrowed]") -> "list[Narrowed]":
    return [dated[name] for name in story.articles if name in dated]


def _story_lines(told: "Sequence[Story]", dated: "dict[str, Narrowed]") -> Iterator[str]:
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

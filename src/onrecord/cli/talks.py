"""Commands on the negotiation: positions, proposals, events, timeline, changes."""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from onrecord.cli.common import (
    ALIASES,
    DATED,
    JSON,
    STORE,
    Cells,
    blocks,
    cut,
    epilog,
    headed,
    linked,
    listed,
    one_line,
    opened,
    options,
    shallow,
    to_json,
)
from onrecord.errors import OnRecordError
from onrecord.records import EVENT_TYPES, FACTUALITIES, STANCES

if TYPE_CHECKING:
    from onrecord.link.changes import Change
    from onrecord.link.happenings import Happening
    from onrecord.link.names import Known
    from onrecord.link.plans import Answer, Plan
    from onrecord.store import EventRow, PositionRow, Store

SHOWN = 4  # changes of a kind before the rest is only counted
WIDTH = 120  # characters of a change in the table
DAY = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")


@click.command(
    epilog=epilog(
        "onrecord positions story.db --party union --issue ceasefire",
        "onrecord positions story.db --stance refuses --json",
    )
)
@STORE
@click.option("--party", metavar="NAME", help="Part of the party's name.")
@click.option("--issue", metavar="ISSUE", help="An issue of the domain: ceasefire, prisoners, wages …")
@click.option("--stance", type=click.Choice(STANCES), metavar="STANCE", help=f"One of: {', '.join(STANCES)}.")
@options(*DATED, JSON)
def positions(store: Path, as_array: bool, **filters: str | None) -> None:
    """List what each party wants, offers or refuses."""
    with opened(store) as found:
        listed(found.positions(**filters), _position_cells, as_array)


@click.command(
    epilog=epilog(
        "onrecord events story.db --type ASSAULT --since 2031-05",
        "onrecord events story.db --place Velm --json",
    )
)
@STORE
@click.option(
    "--type", type=click.Choice([*EVENT_TYPES], case_sensitive=False), metavar="TYPE",
    help=f"A type of PLOVER: {', '.join(EVENT_TYPES)}.",
)  # fmt: skip
@click.option("--actor", metavar="NAME", help="Part of the name of who acts or is acted upon.")
@click.option("--place", metavar="NAME", help="Part of the place's name.")
@click.option(
    "--factuality",
    type=click.Choice(FACTUALITIES),
    metavar="WORD",
    help=f"One of: {', '.join(FACTUALITIES)}.",
)
@options(*DATED, JSON)
def events(store: Path, as_array: bool, **filters: str | None) -> None:
    """List what is reported to have happened, and by whom."""
    with opened(store) as found:
        listed(found.events(**filters), _event_cells, as_array)


@click.command(
    epilog=epilog("onrecord proposals story.db", "onrecord proposals story.db --name draft --json")
)
@STORE
@click.option("--name", metavar="NAME", help="Part of the proposal's name.")
@ALIASES
@JSON
def proposals(store: Path, name: str | None, aliases: Path | None, as_array: bool) -> None:
    """List what is on the table: proposals, terms, answers."""
    from onrecord.link.plans import Plan

    wanted = (name or "").casefold()
    with linked(store, aliases) as pile:
        found = [plan for plan in pile.all(Plan) if any(wanted in one.casefold() for one in plan.names)]
    blocks(found, shallow, _plan_lines, as_array)


@click.command(
    epilog=epilog("onrecord timeline story.db", "onrecord timeline story.db --since 2031-05-01 --json")
)
@STORE
@click.option("--type", type=click.Choice([*EVENT_TYPES], case_sensitive=False), metavar="TYPE",
              help="A type of PLOVER.")  # fmt: skip
@click.option("--since", metavar="DATE", help="Happened then or later: 2031, 2031-05 or 2031-05-26.")
@click.option("--until", metavar="DATE", help="Happened then or before; undated events are left out.")
@ALIASES
@JSON
def timeline(
    store: Path,
    type: str | None,
    since: str | None,
    until: str | None,
    aliases: Path | None,
    as_array: bool,
) -> None:
    """List events by day, each once with all who tell it."""
    from onrecord.link.happenings import Happening
    from onrecord.link.places import Site

    first, last = _date("--since", since), _date("--until", until)
    with linked(store, aliases) as pile:
        found = (
            (number, one)
            for number, one in enumerate(pile.each(Happening))
            if type in (None, one.type) and _between(one.day, first, last)
        )
        sites = {one.event: one.located for one in pile.all(Site)} if as_array else {}
        if not as_array:
            listed((one for _, one in found), _happening_cells, as_array=False)
            return
        told = (
            (one, {"day": one.day, "denied": one.denied, "located": sites.get(number)})
            for number, one in found
        )
        click.echo(to_json([shallow(one) | more for one, more in told]))


@click.command(
    epilog=epilog(
        "onrecord changes story.db",
        "onrecord changes story.db --since 2031-05-12",
        "onrecord changes story.db --since-run 3 --json",
    )
)
@STORE
@click.option("--since", metavar="DATE", help="Against what was published before this day.")
@click.option(
    "--since-run", type=click.IntRange(min=0), metavar="N", help="Against what was known after run N."
)
@click.option("--all", "whole", is_flag=True, help="All changes, not the latest of each kind.")
@ALIASES
@JSON
def changes(
    store: Path,
    since: str | None,
    since_run: int | None,
    whole: bool,
    aliases: Path | None,
    as_array: bool,
) -> None:
    """List what new articles changed, each with its words.

    Without a date or a run: what the last run of `onrecord add` changed.
    """
    from onrecord.link.changes import Change, parted
    from onrecord.link.pile import Pile

    if since and since_run is not None:
        raise click.UsageError("give --since or --since-run, not both")
    day = _date("--since", since)
    with opened(store) as kept, linked(store, aliases) as pile:
        articles = kept.search.count("articles")
        if day:
            told, (before, now) = f"since {day}", parted(pile.records, day)
            some = Pile([*before, *now], pile.said)
            new, old = frozenset(record.article.id for record in now), len(before)
            made = some.changes(new)
        else:
            told, new = _since_run(kept, since_run)
            made = list(pile.all(Change)) if since_run is None else pile.changes(new)
            old = articles - len(new)
    if as_array:
        click.echo(to_json(made))
        return
    left = articles - old - len(new)
    undated = f"; {left} left out, their dates are not known" if left else ""
    click.echo(f"{told}: {len(new)} new articles against {old} before{undated}")
    for line in _change_lines(made, None if whole else SHOWN):
        click.echo(line)


@click.command(
    epilog=epilog("onrecord actors story.db --name army", "onrecord actors story.db --joined --json")
)
@STORE
@click.option("--name", metavar="NAME", help="Part of any of its names.")
@click.option("--joined", is_flag=True, help="Only those with more than one name, with why these are one.")
@ALIASES
@JSON
def actors(store: Path, name: str | None, joined: bool, aliases: Path | None, as_array: bool) -> None:
    """List who speaks and acts over all articles, under one name each.

    What is joined wrongly is set apart, and what is missed is joined, in the alias file:
    [same] "Full Name" = ["other name"] and [apart] "Name" = ["not this one"].
    """
    from onrecord.link.names import Known

    wanted = (name or "").casefold()
    with linked(store, aliases) as pile:
        found = (
            one
            for one in pile.each(Known)
            if any(wanted in written.casefold() for written in (one.name, *one.written))
            and (one.joined or not joined)
        )
        listed(found, _actor_cells, as_array)


def _actor_cells(one: "Known") -> Cells:
    also = ", ".join(written for written in one.written if written != one.name)
    what: Cells = {"articles": str(one.articles), "kind": one.kind, "name": one.name, "also": also}
    return what | {"side": ", ".join(one.sides), "because": "; ".join(one.joined)}


def _between(day: str | None, first: str | None, last: str | None) -> bool:
    """Whether a day lies between two; one that is not known lies in all time alone."""
    if first is None and last is None:
        return True
    return day is not None and (first is None or day >= first) and (last is None or day <= last + "~")


def _since_run(store: "Store", run: int | None) -> tuple[str, frozenset[str]]:
    """In words since when, and the ids of the articles that later runs added."""
    runs = store.runs()
    if run is None:
        run = runs[-1].number - 1 if runs else 0
    started = next((one.started for one in runs if one.number > run), None)
    return f"since run {run}" + (f", begun {started}" if started else ""), store.added_since(run)


def _date(option: str, given: str | None) -> str | None:
    if given is not None and not DAY.fullmatch(given):
        raise OnRecordError(f"{option}: {given!r} is not a date; write 2025, 2025-05 or 2025-05-26")
    return given


def _plan_lines(found: Iterable["Plan"]) -> Iterator[str]:
    """A block of lines a plan: name, terms, answers by day."""
    for plan in found:
        by = f", by {', '.join(plan.authors)}" if plan.authors else ""
        replaced = f", replaces {plan.replaces}" if plan.replaces else ""
        yield one_line(f"{plan.name}{by}{replaced} ({len(plan.tellings)} articles)")
        for term in plan.terms:
            yield "  term    " + one_line(f"{term.issue}: “{term.words}”")
        for answer in plan.answers:
            disputed = "  [accounts differ]" if answer.party in plan.disputed else ""
            yield "  answer  " + one_line(_answered(answer)) + disputed


def _answered(answer: "Answer") -> str:
    by = answer.by or answer.tellings[0].outlet or "the outlet"
    party = answer.party or "party not named"
    return f"{answer.day or 'undated'}  {party} {answer.stance}: “{answer.words}” ({by})"


def _change_lines(made: Sequence["Change"], most: int | None) -> Iterator[str]:
    kinds: dict[str, list[Change]] = {}
    for change in made:
        kinds.setdefault(change.kind, []).append(change)
    for kind, found in kinds.items():
        yield f"\n{kind}"
        for change in found[:most]:
            where = f"  [{change.tellings[-1].article}]" if change.tellings else ""
            yield f"  {change.day or 'undated':<10}  {cut(_changed(change), WIDTH)}{where}"
        if most is not None and len(found) > most:
            yield f"  … and {len(found) - most} more; --all lists them"


def _changed(change: "Change") -> str:
    now = f"{change.before} → {change.now}" if change.before else change.now
    by = f" ({change.by})" if change.by and change.by != change.subject else ""
    return one_line(f"{change.subject}: {now}{by}")


def _position_cells(row: "PositionRow") -> Cells:
    what: Cells = {"party": row.party, "stance": row.stance, "issue": row.issue, "proposal": row.proposal}
    what |= {"by": row.reported_by, "article": row.article.name}
    return headed(row.article) | what | {"words": row.words.words}


def _event_cells(row: "EventRow") -> Cells:
    when = "/".join(dict.fromkeys(day for day in (row.when_earliest, row.when_latest) if day))
    kind = f"{row.type} {row.mode}" if row.mode else row.type
    what: Cells = {"when": when, "type": kind, "actor": row.actor, "target": row.target, "place": row.place}
    what |= {"told as": row.factuality, "by": row.speaker, "article": row.article.name}
    return headed(row.article) | what | {"words": row.words.words}


def _happening_cells(one: "Happening") -> Cells:
    kind = f"{one.type} {one.mode}" if one.mode else one.type
    told = ", ".join(dict.fromkeys(part.factuality for part in one.tellings))
    first = one.tellings[0].telling
    what: Cells = {"day": one.day, "precision": one.precision or "published", "type": kind}
    what |= {"actor": one.actor, "target": one.target, "place": one.place, "told as": told}
    return what | {"tellings": str(len(one.tellings)), "article": first.article, "words": first.span.words}

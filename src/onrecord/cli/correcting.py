"""Commands that correct the record: corrections, correct, undo, gold."""

import getpass
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from onrecord.cli.common import JSON, STORE, Cells, cut, epilog, listed, opened, options, to_json
from onrecord.errors import CorrectionError

if TYPE_CHECKING:
    from onrecord.corrections import Correction
    from onrecord.store import Orphan, Store

WIDTH = 60  # characters of an item's words in a line
SIGNED = (
    click.option("--who", metavar="NAME", help="Who says so; the login name if not given."),
    click.option("--why", metavar="WORDS", help="Why, for those who look at it later."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A correction with what became of it."""

    correction: "Correction"
    state: str
    orphaned: "Orphan | None"


@click.command(
    epilog=epilog("onrecord corrections story.db", "onrecord corrections story.db --orphaned --json")
)
@STORE
@click.option("--orphaned", is_flag=True, help="Only those whose words or item are no longer there.")
@JSON
def corrections(store: Path, orphaned: bool, as_array: bool) -> None:
    """List what people corrected, who and when and why, and what became of it."""
    with opened(store) as kept:
        found = [one for one in _found(kept) if one.orphaned or not orphaned]
    if as_array:
        click.echo(to_json([_contract(one) for one in found]))
    else:
        listed(found, _cells, as_array=False)


@click.command(
    epilog=epilog(
        "onrecord correct story.db 3f9a01-s4 --set act=demand --why 'she asks for it'",
        "onrecord correct story.db 3f9a01-f2 --set value=45 --set counted=null",
        "onrecord correct story.db 3f9a01-s4 --confirm --who 'Ana Velk'",
        "onrecord correct story.db 3f9a01-a7 --merge a2",
    )
)
@STORE
@click.argument("reference", metavar="ID")
@click.option(
    "--set", "changes", multiple=True, metavar="FIELD=VALUE",
    help="A field as it should be, in the terms of `onrecord read`; null for unknown. May be repeated.",
)  # fmt: skip
@click.option("--confirm", "verb", flag_value="confirm", help="It is right as it is.")
@click.option("--reject", "verb", flag_value="reject", help="The article does not say so.")
@click.option("--merge", "into", metavar="ID", help="It is the same as this one of the article: a2.")
@options(*SIGNED)
def correct(
    store: Path,
    reference: str,
    changes: tuple[str, ...],
    verb: str | None,
    into: str | None,
    who: str | None,
    why: str | None,
) -> None:
    """Confirm, correct, reject or merge one item.

    ID is the article's and the item's, as `onrecord explain` takes it. What the program
    read is kept, and `onrecord undo` brings it back.
    """
    from onrecord.corrections import Draft, items, kind_of

    if sum(map(bool, (changes, verb, into))) != 1:
        raise click.UsageError("say one of --set, --confirm, --reject or --merge")
    with opened(store) as kept:
        record, item = kept.find(reference)
        article, kind = record.article.id, kind_of(items(record), item)
        if kind is None:
            raise CorrectionError(f"{reference}: the article has no {item!r}; `onrecord read` prints all ids")
        seen = kept.version(article, kind, item)
        made = kept.correct(
            Draft(
                verb=verb or ("merge" if into else "correct"),
                article=article,
                kind=kind,
                item=item,
                fields=_fields(kind, changes) if changes else None,
                into=into,
                who=signer(who),
                why=why,
            ),
            seen=seen,
        )
    click.echo(f"correction {made.number}; `onrecord undo {store} {made.number}` takes it back")


@click.command(epilog=epilog("onrecord undo story.db 3 --why 'the ministry did say so'"))
@STORE
@click.argument("number", metavar="NUMBER", type=int)
@options(*SIGNED)
def undo(store: Path, number: int, who: str | None, why: str | None) -> None:
    """Take back one correction; NUMBER is what `onrecord corrections` prints."""
    with opened(store) as kept:
        made = kept.undo(number, who=signer(who), why=why)
    click.echo(f"correction {made.number} takes back {number}")


@click.command(epilog=epilog("onrecord gold story.db -o gold.jsonl", "onrecord gold story.db -o - --who Ana"))
@STORE
@click.option(
    "-o", "--output", required=True, type=click.File("w", encoding="utf-8", lazy=True), help="File, or -."
)
@click.option("--who", metavar="NAME", help="Only what this person corrected.")
def gold(store: Path, output: Any, who: str | None) -> None:
    """Write the articles with corrections as JSON Lines, to measure and to train.

    The format is that of `onrecord read`; an item that somebody looked at has a field
    `review`: confirmed, corrected or added.
    """
    from onrecord.corrections import gold as line

    with opened(store) as kept:
        made = [one for one in kept.corrections() if who in (None, one.who)]
        if not made:
            raise CorrectionError(f"{store}: no corrections{f' by {who!r}' if who else ''} to write")
        for article in dict.fromkeys(one.article for one in made):
            output.write(json.dumps(line(kept.corrected(article, who=who)), ensure_ascii=False) + "\n")


def signer(given: str | None) -> str:
    """The name given, else the login name."""
    try:
        return given or getpass.getuser()
    except (KeyError, OSError) as error:
        raise click.UsageError("no login name is known here; say --who") from error


def _fields(kind: str, changes: Iterable[str]) -> dict[str, Any]:
    """The fields set: text as it is, anything else as JSON."""
    from onrecord.contract import hints
    from onrecord.corrections import KINDS

    fields: dict[str, Any] = {}
    for change in changes:
        field, equals, value = change.partition("=")
        if not equals:
            raise click.BadParameter(f"{change!r} is not FIELD=VALUE", param_hint="--set")
        if value != "null" and hints(KINDS[kind]).get(field) in (str, str | None):
            fields[field] = value
            continue
        try:
            fields[field] = json.loads(value)
        except ValueError as error:
            raise click.BadParameter(f"{value!r} is not JSON, as {field} is", param_hint="--set") from error
    return fields


def _found(kept: "Store") -> list[Listed]:
    """Every correction with what became of it."""
    from onrecord.corrections import states

    made, orphans = kept.corrections(), {one.correction.number: one for one in kept.orphans()}
    became: dict[int, str] = {}
    for article in dict.fromkeys(one.article for one in made):
        became |= states(kept.corrected(article), [one for one in made if one.article == article])
    return [
        Listed(correction=one, state=became[one.number], orphaned=orphans.get(one.number)) for one in made
    ]


def _contract(one: Listed) -> Mapping[str, Any]:
    orphaned = None if one.orphaned is None else asdict(one.orphaned)
    if orphaned is not None:
        del orphaned["correction"]
    return asdict(one.correction) | {"state": one.state, "orphaned": orphaned}


def _cells(one: Listed) -> Cells:
    made = one.correction
    what = made.verb if made.undoes is None else f"undo {made.undoes}"
    cells: Cells = {"number": str(made.number), "at": made.at, "who": made.who, "verb": what}
    cells |= {"kind": made.kind, "state": one.state, "article": made.article[:6]}
    cells["words"] = cut(" … ".join(made.words), WIDTH)
    return cells | {"why": " ".join(filter(None, (made.why, _orphaned(one.orphaned))))}


def _orphaned(one: "Orphan | None") -> str:
    if one is None:
        return ""
    if one.newer is None:
        return f"({one.reason})"
    return f"({one.reason}: in {one.newer[:6]} the words {'stand' if one.found else 'do not stand'})"

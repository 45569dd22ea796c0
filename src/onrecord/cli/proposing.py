"""Commands on what a language model suggests: propose, accept."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from onrecord.cli.building import counted
from onrecord.cli.common import JSON, STORE, Cells, cut, epilog, listed, opened, options, to_json
from onrecord.cli.correcting import SIGNED, signer
from onrecord.errors import CorrectionError

if TYPE_CHECKING:
    from onrecord.proposing import Suggestion

WIDTH = 100  # characters of a suggestion's words in a line
FIELDS = ("article", "kind", "fields", "words", "model")


@click.command(
    epilog=epilog(
        "onrecord propose story.db --model gpt-4o-mini -o suggestions.jsonl",
        "onrecord propose story.db --model llama3 -o suggestions.jsonl --since 2031-05 --limit 20",
    )
)
@STORE
@click.option("--model", required=True, metavar="NAME", help="A model that the library llm knows.")
@click.option(
    "-o", "--output", required=True, type=click.File("w", encoding="utf-8", lazy=True), help="File, or -."
)
@click.option("--since", metavar="DATE", help="Published then or later: 2031, 2031-05 or 2031-05-26.")
@click.option("--until", metavar="DATE", help="Published then or before; undated articles are left out.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="At most N articles.")
@JSON
def propose(store: Path, model: str, output: Any, limit: int | None, as_array: bool, **dates: Any) -> None:
    """Let a language model suggest what the record lacks; nothing is stored.

    The text of the articles is sent to the model, which may be elsewhere. What it does not give
    word for word from the article is dropped and counted. `onrecord accept` takes over what is right.
    """
    from onrecord.proposing import asked, model_of

    loaded = model_of(model)
    dropped: Counter[str] = Counter()
    kept = shortened = 0
    with opened(store) as found, counted("articles asked for") as progress:
        ids = [row.article.id for row in islice(found.articles(**dates), limit)]
        for number, name in enumerate(ids, 1):
            answer = asked(found.corrected(name), loaded)
            for one in answer.kept:
                output.write(json.dumps(asdict(one), ensure_ascii=False) + "\n")
            kept, shortened = kept + len(answer.kept), shortened + answer.cut
            dropped.update(answer.dropped)
            if progress:
                progress(number, len(ids))
    told = {"articles": len(ids), "kept": kept, "dropped": dict(dropped), "shown_in_part": shortened}
    click.echo(to_json(told) if as_array else "\n".join(_summary(told)), err=not as_array)


@click.command(
    epilog=epilog(
        "onrecord accept story.db suggestions.jsonl",
        "onrecord accept story.db suggestions.jsonl 3 7 --who 'Ana Velk'",
    )
)
@STORE
@click.argument("file", metavar="FILE", type=click.File("r", encoding="utf-8"))
@click.argument("numbers", metavar="[NUMBER]...", nargs=-1, type=click.IntRange(min=1))
@options(*SIGNED, JSON)
def accept(
    store: Path, file: Any, numbers: tuple[int, ...], who: str | None, why: str | None, as_array: bool
) -> None:
    """Add suggestions of a model to the record as one's own corrections.

    Without a NUMBER, the suggestions in FILE are listed with theirs. What is accepted is a
    correction like any other: `onrecord undo` takes it back.
    """
    from onrecord.proposing import draft

    found = dict(enumerate(_suggestions(file), 1))
    if not numbers:
        listed_ = [{"number": number} | asdict(one) for number, one in found.items()]
        if as_array:
            click.echo(to_json(listed_))
        else:
            listed(listed_, _cells, as_array=False)
        return
    if missing := set(numbers) - found.keys():
        raise CorrectionError(f"{file.name}: no suggestion {min(missing)}; it has {len(found)}")
    made = []
    with opened(store) as kept:
        for number in dict.fromkeys(numbers):
            one = found[number]
            accepted = draft(one, kept.record(one.article), who=signer(who), why=why)
            made.append(kept.correct(accepted, seen=kept.version(one.article)))
    if as_array:
        click.echo(to_json(made))
    else:
        click.echo("corrections " + ", ".join(str(one.number) for one in made))


def _suggestions(lines: Iterable[str]) -> "Iterator[Suggestion]":
    from onrecord.proposing import Suggestion

    for number, line in enumerate(lines, 1):
        try:
            given = json.loads(line)
            told = {name: given[name] for name in FIELDS}
            yield Suggestion(**told | {"words": tuple(told["words"]), "fields": dict(told["fields"])})
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            remedy = "it must be what `onrecord propose` wrote"
            raise CorrectionError(f"line {number}: no suggestion ({error}); {remedy}") from error


def _summary(told: dict[str, Any]) -> Iterator[str]:
    yield f"{told['articles']} articles asked for, {told['kept']} suggestions kept"
    yield from (f"dropped: {number}, {why}" for why, number in told["dropped"].items())
    if told["shown_in_part"]:
        yield f"{told['shown_in_part']} articles are long, and the model was shown their beginning only"


def _cells(one: dict[str, Any]) -> Cells:
    choices = [str(value) for value in one["fields"].values() if isinstance(value, str)]
    told: Cells = {"number": str(one["number"]), "kind": one["kind"], "model": one["model"]}
    told |= {"article": one["article"][:6], "as": ", ".join(choices)}
    return told | {"words": cut(" … ".join(one["words"]), WIDTH)}

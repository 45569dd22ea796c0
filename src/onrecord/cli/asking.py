"""Commands that list what a store holds: articles, statements, figures, series, problems, explain."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from onrecord.cli.common import (
    DATED,
    JSON,
    STORE,
    Cells,
    epilog,
    headed,
    linked,
    listed,
    number,
    opened,
    options,
    to_json,
)
from onrecord.records import ACTS, CATEGORIES, STATEMENT_TYPES, Problem

if TYPE_CHECKING:
    from onrecord.link.series import Point, Series
    from onrecord.store import ArticleRow, FigureRow, StatementRow


@click.command(
    epilog=epilog("onrecord articles story.db", "onrecord articles story.db --words ceasefire --json")
)
@STORE
@options(*DATED, JSON)
def articles(store: Path, as_array: bool, **filters: str | None) -> None:
    """List the articles of a store, by date."""
    with opened(store) as kept:
        listed(kept.articles(**filters), _article_cells, as_array)


@click.command(
    epilog=epilog(
        "onrecord statements story.db --speaker minister --since 2031-05",
        "onrecord statements story.db --party Ostmark --words 'prisoner exchange' --json",
    )
)
@STORE
@click.option("--speaker", metavar="NAME", help="Part of the speaker's name.")
@click.option("--party", metavar="NAME", help="Part of the name of the party spoken for.")
@click.option("--act", type=click.Choice(ACTS), metavar="ACT", help=f"One of: {', '.join(ACTS)}.")
@click.option("--type", type=click.Choice(STATEMENT_TYPES), metavar="TYPE", help="direct, indirect or mixed.")
@click.option("--via", metavar="NAME", help="Part of the name of an intermediary, an outlet for example.")
@click.option("--anonymous", is_flag=True, help="Only sources without a name.")
@click.option("--unsure/--sure", default=None, help="Only those read with little confidence, or the rest.")
@options(*DATED, JSON)
def statements(store: Path, as_array: bool, anonymous: bool, **filters: Any) -> None:
    """List who said what, with the exact words."""
    filters["source_kind"] = "anonymous official" if anonymous else None
    with opened(store) as kept:
        listed(kept.statements(**filters), _statement_cells, as_array)


@click.command(epilog=epilog("onrecord explain story.db 3f9a01-s4"))
@STORE
@click.argument("reference", metavar="ID")
def explain(store: Path, reference: str) -> None:
    """Show why a statement was read as it was.

    ID is what `onrecord statements` prints in each line.
    """
    from onrecord.show.explain import explanation

    with opened(store) as kept:
        record, item = kept.find(reference)
        standing = kept.corrected(record.article.id).of("statements", item)
        thread = standing.correction.thread if standing else None
        made = [one for one in kept.corrections(record.article.id) if one.thread == thread]
        click.echo(explanation(record, item, made))


@click.command(
    epilog=epilog("onrecord figures story.db --category killed", "onrecord figures story.db --json")
)
@STORE
@click.option(
    "--category", type=click.Choice(CATEGORIES), metavar="CATEGORY", help=f"One of: {', '.join(CATEGORIES)}."
)
@click.option("--speaker", "counter", metavar="NAME", help="Part of the name of who counts.")
@click.option("--party", metavar="NAME", help="Part of the name of the party that counts.")
@options(*DATED, JSON)
def figures(store: Path, as_array: bool, **filters: str | None) -> None:
    """List who counts how many, with the exact words."""
    with opened(store) as kept:
        listed(kept.figures(**filters), _figure_cells, as_array)


@click.command(
    epilog=epilog(
        "onrecord series story.db --category killed",
        "onrecord series story.db --csv > counts.csv",
        "onrecord series story.db --hxl > counts.hxl.csv",
    )
)
@STORE
@click.option(
    "--category", type=click.Choice(CATEGORIES), metavar="CATEGORY", help=f"One of: {', '.join(CATEGORIES)}."
)
@click.option("--speaker", "counter", metavar="NAME", help="Part of the name of who counts.")
@click.option("--csv", "form", flag_value="csv", help="Print CSV, one row a point.")
@click.option("--hxl", "form", flag_value="hxl", help="Print CSV with a row of HXL hashtags.")
@click.option("--json", "form", flag_value="json", help="Print a JSON array, as the output contract has it.")
def series(store: Path, category: str | None, counter: str | None, form: str | None) -> None:
    """List the figures that count the same, over time, and what they are kept apart from."""
    from onrecord.link.series import Series
    from onrecord.show import ledger

    with linked(store) as pile:
        found = [
            one
            for one in pile.all(Series)
            if category in (None, one.key.category)
            and (counter or "").casefold() in one.key.shown[2].casefold()
        ]
    if form == "json":
        click.echo(to_json(ledger.as_json(found)))
    elif form:
        click.echo(ledger.as_csv(found, hxl=form == "hxl"), nl=False)
    else:
        listed([(one, point) for one in found for point in one.points], _point_cells, as_array=False)


@click.command(epilog=epilog("onrecord problems story.db", "onrecord problems story.db --json"))
@STORE
@JSON
def problems(store: Path, as_array: bool) -> None:
    """List what could not be read, or not be stored, and why."""
    with opened(store) as kept:
        listed(kept.problems(), _problem_cells, as_array)


def _article_cells(row: "ArticleRow") -> Cells:
    counts = {"statements": str(row.statements), "figures": str(row.figures)}
    return headed(row.article) | counts | {"article": row.article.name, "title": row.article.title}


def _statement_cells(row: "StatementRow") -> Cells:
    who = {"speaker": row.speaker, "party": row.party, "sure": "unsure" if row.unsure else ""}
    who["article"] = row.article.name
    who["id"] = f"{row.article.id[:6]}-{row.statement}"
    return headed(row.article) | who | {"words": " … ".join(span.words for span in row.content)}


def _figure_cells(row: "FigureRow") -> Cells:
    what = {"category": row.category, "value": number(row.value, row.upper), "counter": row.counter}
    return headed(row.article) | what | {"article": row.article.name, "words": row.words.words}


def _point_cells(row: "tuple[Series, Point]") -> Cells:
    one, point = row
    counted, place, counter = one.key.shown
    told = "" if point.quantifier == "exact" else f"{point.quantifier} "
    what: Cells = {
        "series": one.name,
        "as of": point.as_of,
        "value": told + number(point.value, point.upper),
    }
    what |= {"category": one.key.category, "counted": counted or "people", "place": place}
    what |= {"since": one.key.since, "measure": one.key.measure, "counter": counter, "outlet": point.outlet}
    return what | {"article": point.article, "words": point.words}


def _problem_cells(problem: Problem) -> Cells:
    where: Cells = {"stage": problem.stage, "path": problem.path or "-", "line": str(problem.line or "")}
    return where | {"message": problem.message}

"""The dossier: records → one HTML file that loads nothing from elsewhere.

Every text is escaped by the template engine; only our own style and script pass as they are, and
the page's policy allows these two, by their hashes, and nothing else.
"""

import base64
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import fields
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from onrecord.records import Problem, Record
from onrecord.show import labels, numbers, people, pile, wording
from onrecord.show.ledger import ledgers
from onrecord.show.located import Located, located
from onrecord.show.stories import story
from onrecord.show.tables import tables
from onrecord.show.views import Category, Fault, Heading, Ledger, Page, Side, Story, Table

PARTIES = 24  # parties before the rest is folded
OPENED = "background: var(--open); color: var(--ink); box-shadow: 0 2px var(--open), 0 -2px var(--open);"
LISTED = 10  # parties named in the table of contents


def dossier(
    records: Iterable[Record], *, title: str, problems: Sequence[Problem] = (), generated: str | None = None
) -> str:
    """The records as one self-contained HTML document; the same records give the same document.

    Args:
        problems: what could not be read or done, beside the records' own problems.
        generated: when the dossier was made, in words; None leaves it out.
    """
    view = page(records, title=title, problems=problems, generated=generated)
    template = environment().get_template("dossier.html")
    return template.render({field.name: getattr(view, field.name) for field in fields(view)})


def page(
    records: Iterable[Record], *, title: str, problems: Sequence[Problem] = (), generated: str | None = None
) -> Page:
    """All that the template receives."""
    articles = located(records)
    stories = tuple(story(article) for article in articles)
    sides = people.sides(articles)
    categories = tuple(numbers.categories(articles))
    counts, uncounted = ledgers(articles)
    faults = tuple(_faults(problems, articles))
    found = tuple(tables(articles))
    outlets = tuple(labels.outlets(articles))
    style, script = _style(stories), _asset("dossier.js")
    return Page(
        title=wording.name(title),
        generated=generated,
        policy=_policy(style, script),
        style=style,
        script=script,
        headings=tuple(
            _headings(sides, categories, counts, sum(row.count for row in outlets), found, stories, faults)
        ),
        pile=pile.pile(articles, stories, sides, categories),
        statements=sum(side.count for side in sides),
        unsure=sum(item.unsure for article in articles for item in article.record.statements),
        leading=tuple(people.leading(sides)),
        acts=tuple(people.acts(articles)),
        sides=tuple(sides[:PARTIES]),
        sides_rest=tuple(sides[PARTIES:]),
        figures=sum(category.count for category in categories),
        categories=categories,
        ledgers=tuple(counts),
        ledgers_left=uncounted,
        labels=sum(row.count for row in outlets),
        outlets=outlets,
        tables=found,
        stories=stories,
        faults=faults,
    )


@cache
def environment() -> Environment:
    """The template engine: everything escaped, nothing undefined, controls made visible."""
    return Environment(
        loader=PackageLoader("onrecord.show"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_printable,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _printable(value: object) -> object:
    return wording.visible(value) if type(value) is str else value  # not Markup: that is ours


def _asset(name: str) -> Markup:
    """One of our own files, to stand in the page as it is."""
    return Markup((files("onrecord.show") / "templates" / name).read_text(encoding="utf-8"))  # noqa: S704


def _style(stories: Sequence[Story]) -> Markup:
    """The style, with one selector for each number that pieces of a record share within an article.

    `:target` styles only the element that bears the address; these selectors reach its other pieces.
    """
    turns = max(
        (
            anchor.turn or 0
            for story in stories
            for paragraph in story.paragraphs
            for segment in paragraph.segments
            for anchor in segment.anchors
        ),
        default=0,
    )
    selectors = ",\n".join(f".art:has(.t{turn}:target) .k{turn}" for turn in range(1, turns + 1))
    rule = f"{selectors} {{ {OPENED} }}\n"
    return _asset("dossier.css") + Markup(rule if turns else "")  # noqa: S704


def _policy(style: str, script: str) -> str:
    return (
        f"default-src 'none'; style-src 'sha256-{_hash(style)}'; script-src 'sha256-{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _faults(problems: Sequence[Problem], articles: Sequence[Located]) -> list[Fault]:
    """The given problems, then those of the articles; one that is given and an article's is the article's."""
    own = [(problem, article.place) for article in articles for problem in article.record.problems]
    known = {problem for problem, _ in own}
    given = [(problem, None) for problem in problems if problem not in known]
    return [
        Fault(where=problem.path, line=problem.line, stage=problem.stage, reason=problem.message, place=place)
        for problem, place in [*given, *own]
    ]


def _headings(
    sides: Sequence[Side],
    categories: Sequence[Category],
    counts: Sequence[Ledger],
    labelled: int,
    found: Sequence[Table],
    stories: Sequence[Story],
    faults: Sequence[Fault],
) -> list[Heading]:
    """The table of contents, in the order of the page."""
    parties = [
        Heading(anchor=side.anchor, text=side.name or "No party stated", count=side.count) for side in sides
    ]
    if len(parties) > LISTED:
        hidden = wording.count(len(parties) - LISTED, "more party", "more parties")
        parties[LISTED:] = [Heading(anchor=parties[LISTED].anchor, text=hidden, count=None)]
    kinds = [Heading(anchor=row.anchor, text=row.name, count=row.count) for row in categories]
    return [
        Heading(anchor="pile", text="The pile", count=None),
        Heading(
            anchor="speakers",
            text="Who speaks",
            count=sum(side.count for side in sides),
            inner=tuple(parties),
        ),
        Heading(
            anchor="figures", text="Figures", count=sum(row.count for row in categories), inner=tuple(kinds)
        ),
        *([Heading(anchor="series", text="Counts over time", count=len(counts))] if counts else ()),
        Heading(anchor="labels", text="Labels", count=labelled),
        *(Heading(anchor=table.anchor, text=table.title, count=table.count) for table in found),
        Heading(anchor="articles", text="Articles", count=len(stories)),
        Heading(anchor="problems", text="Problems", count=len(faults)),
    ]

"""The dossier: records → one HTML file that loads nothing from elsewhere.

Every text is escaped by the template engine; only our own style and script pass as they are, and
the page's policy allows these two, by their hashes, and nothing else.
"""

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields, replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from onrecord.link.pile import Pile
from onrecord.link.series import Series
from onrecord.records import Problem, Record
from onrecord.show import (
    changed,
    confirmed,
    disputed,
    labels,
    matrix,
    numbers,
    people,
    pile,
    proposals,
    sources,
    standing,
    timeline,
    wording,
)
from onrecord.show.choice import Choice, day
from onrecord.show.ledger import ledgers
from onrecord.show.linked import link, piled_up
from onrecord.show.located import Located, located
from onrecord.show.places import in_page
from onrecord.show.stories import story
from onrecord.show.views import Fault, Heading, Page, Side, Story

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

PARTIES = 24  # parties before the rest is folded
OPENED = "background: var(--open); color: var(--ink); box-shadow: 0 2px var(--open), 0 -2px var(--open);"
LISTED = 10  # parties named in the table of contents

_ID = re.compile(r' id="([^"]+)"')  # quotation marks of texts are escaped, so that only our own are found
_LINK = re.compile(r' href="#([^"]*)"')


def dossier(
    records: Iterable[Record] | Pile,
    *,
    title: str,
    problems: Sequence[Problem] = (),
    generated: str | None = None,
    since: str | None = None,
    choice: Choice | None = None,
) -> str:
    """The records as one self-contained HTML document; the same records give the same document.

    Args:
        problems: what could not be read or done, beside the records' own problems.
        generated: when the dossier was made, in words; None leaves it out.
        since: a day, month or year (ISO 8601); what the articles since then bring stands first. None: it
            is left out.
        choice: which sections, articles and parties are shown; None: all.
    """
    view = page(records, title=title, problems=problems, generated=generated, since=since, choice=choice)
    return led(rendered("dossier.html", view))


def rendered(template: str, view: "DataclassInstance") -> str:
    """A template filled with the fields of a view."""
    return (
        environment()
        .get_template(template)
        .render({field.name: getattr(view, field.name) for field in fields(view)})
    )


def led(html: str) -> str:
    """A page whose links into itself all lead somewhere.

    Where a place is not in the page, its article in the list is; words that have neither carry no link.
    """
    there = set(_ID.findall(html))

    def found(link: re.Match[str]) -> str:
        place = link[1]
        while place and place not in there:
            place = place.rpartition("-")[0]
        return f' href="#{place}"' if place else ""

    return _LINK.sub(found, html)


def page(
    records: Iterable[Record] | Pile,
    *,
    title: str,
    problems: Sequence[Problem] = (),
    generated: str | None = None,
    since: str | None = None,
    choice: Choice | None = None,
) -> Page:
    """All that the template receives."""
    choice = choice or Choice()
    found, within = choice.within(piled_up(records))
    articles = located(found.records)
    whole = link(articles, found)
    stories = tuple(story(article) for article in articles)
    articles = choice.shown(articles)
    linked = choice.linked(whole, articles)
    sides = people.sides(articles)
    categories = tuple(numbers.categories(articles))
    counts, uncounted = ledgers(articles, found.all(Series))
    faults = tuple(_faults(problems, articles))
    outlets = tuple(labels.outlets(articles))
    style, script = _style(stories), asset("dossier.js")
    made = Page(
        title=wording.name(title),
        generated=generated,
        policy=policy(style, script),
        style=style,
        script=script,
        headings=(),
        choice=tuple(filter(None, (within, choice.told()))),
        whose=" of these parties" if choice.parties else "",
        sections=choice.listed(since=since is not None),
        texts=choice.has("articles"),
        pile=pile.pile(articles, stories, sides, categories),
        changed=changed.section(articles, day(since, "since"), linked.passages, found.said)
        if since
        else None,
        standing=standing.section(linked),
        positions=matrix.section(linked),
        proposals=proposals.section(linked),
        timeline=timeline.section(linked),
        confirmed=confirmed.section(linked),
        disputed=disputed.section(linked),
        sources=sources.section(articles, linked),
        statements=sum(side.count for side in sides),
        unsure=sum(item.unsure for article in articles for item in article.said()),
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
        stories=stories,
        faults=faults,
    )
    return replace(made, headings=tuple(one for one in _headings(made) if one.anchor in made.sections))


@cache
def environment(to: Callable[[str], str] = in_page, *, in_place: bool = False) -> Environment:
    """The template engine: everything escaped, nothing undefined, controls made visible.

    Args:
        to: anchor → address of what it leads to.
        in_place: each character is shown as one, so that what is selected in a page can be found in the text.
    """
    engine = Environment(
        loader=PackageLoader("onrecord.show"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_in_place if in_place else _printable,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    engine.globals["to"] = to
    return engine


def _in_place(value: object) -> object:
    """As `_printable`; a carriage return stays one, which a browser would else drop before a line feed."""
    if type(value) is not str:
        return value
    return Markup(str(escape(wording.signs(value))).replace("\r", "&#13;"))  # noqa: S704 escaped here


def _printable(value: object) -> object:
    return wording.visible(value) if type(value) is str else value  # not Markup: that is ours


def asset(name: str) -> Markup:
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
    return asset("dossier.css") + Markup(rule if turns else "")  # noqa: S704


def policy(style: str, script: str | None = None) -> str:
    """A page's policy: its own style and script, by their hashes, and nothing else."""
    scripts = f"script-src 'sha256-{_hash(script)}'; " if script else ""
    return (
        f"default-src 'none'; style-src 'sha256-{_hash(style)}'; {scripts}base-uri 'none'; form-action 'none'"
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


def _headings(made: Page) -> Iterator[Heading]:
    """The table of contents, in the order of the page."""
    yield Heading(anchor="pile", text="The pile", count=None)
    if made.changed:
        yield Heading(anchor="changed", text=f"Since {made.changed.since}", count=None)
    if made.standing:
        yield Heading(anchor="standing", text="Where it stands", count=None)
    if made.positions:
        yield Heading(anchor="positions", text="Positions", count=made.positions.count)
    if made.proposals:
        plans = [plan for family in made.proposals.families for plan in family.plans]
        listed = [Heading(anchor=plan.anchor, text=plan.name, count=None) for plan in plans[:LISTED]]
        yield Heading(anchor="proposals", text="Proposals", count=made.proposals.count, inner=tuple(listed))
    if made.timeline:
        yield Heading(anchor="timeline", text="Timeline", count=made.timeline.count)
    if made.confirmed:
        yield Heading(anchor="confirmed", text="Who confirms it", count=made.confirmed.count)
    if made.disputed:
        yield Heading(anchor="disputed", text="Disputed", count=made.disputed.count)
    sides = _listed((*made.sides, *made.sides_rest))
    kinds = [Heading(anchor=row.anchor, text=row.name, count=row.count) for row in made.categories]
    yield Heading(anchor="speakers", text="Who speaks", count=made.statements, inner=sides)
    yield Heading(anchor="figures", text="Figures", count=made.figures, inner=tuple(kinds))
    if made.ledgers:
        yield Heading(anchor="series", text="Counts over time", count=len(made.ledgers))
    yield Heading(anchor="labels", text="Labels", count=made.labels)
    if made.sources:
        yield Heading(anchor="sources", text="Sources", count=None)
    yield Heading(anchor="articles", text="Articles", count=len(made.stories))
    yield Heading(anchor="problems", text="Problems", count=len(made.faults))


def _listed(sides: Sequence[Side]) -> tuple[Heading, ...]:
    """The parties, those past the number listed as one line."""
    parties = [
        Heading(anchor=side.anchor, text=side.name or "No party stated", count=side.count) for side in sides
    ]
    if len(parties) > LISTED:
        hidden = wording.count(len(parties) - LISTED, "more party", "more parties")
        parties[LISTED:] = [Heading(anchor=parties[LISTED].anchor, text=hidden, count=None)]
    return tuple(parties)

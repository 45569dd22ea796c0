"""What the pile is: how many articles, from whom, from when, and what the records in it amount to."""

import calendar
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from onrecord.records import Published
from onrecord.show import wording
from onrecord.show.located import Located
from onrecord.show.places import Place
from onrecord.show.views import Category, Pile, Share, Side, Story, Tick

ROWS = 20  # outlets before the rest is folded
LENGTH = 1000  # of the time strip
SHORT = 3  # the least width of a tick

_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")


def pile(
    articles: Sequence[Located], stories: Sequence[Story], sides: Sequence[Side], figures: Sequence[Category]
) -> Pile:
    """The pile in a few lines, with its time strip and its outlets."""
    ends = [end for article in articles for end in _ends(article.record.article.published)]
    shares = _shares(articles)
    first, last = (min(ends), max(ends)) if ends else (None, None)
    return Pile(
        summary=tuple(_summary(articles, shares, sides, figures)),
        first=wording.day(first) if first else None,
        last=wording.day(last) if last else None,
        ticks=tuple(_ticks(articles)),
        undated=tuple(article.place for article in articles if article.place.date is None),
        outlets_shown=tuple(shares[:ROWS]),
        outlets_rest=tuple(shares[ROWS:]),
        doubled=tuple(story for story in stories if len(story.origins) > 1),
    )


def _ends(published: Published) -> list[str]:
    return [end for end in (published.earliest, published.latest) if end]


def _span(places: Iterable[Published]) -> str:
    """The first and the last day that any of the articles may be from, in words."""
    ends = [end for published in places for end in _ends(published)]
    return (wording.period(min(ends), max(ends)) or "") if ends else "dates unknown"


def _summary(
    articles: Sequence[Located], shares: Sequence[Share], sides: Sequence[Side], figures: Sequence[Category]
) -> list[str]:
    """The line at the top, in two halves: the articles, then what was read in them."""
    named = [share for share in shares if share.outlet]
    without = sum(share.articles for share in shares if not share.outlet)
    outlets = f" from {wording.count(len(named), 'outlet')}" if named else ""
    gap = f" ({without:,} without a stated outlet)" if without else ""
    undated = sum(article.place.date is None for article in articles)
    dates = _span(article.record.article.published for article in articles)
    first = f"{wording.count(len(articles), 'article')}{outlets}{gap}, {dates}"
    first += f", {undated:,} undated" if undated and undated < len(articles) else ""
    statements = sum(side.count for side in sides)
    voices = sum(voice.name is not None for side in sides for voice in (*side.shown, *side.rest))
    numbers = sum(category.count for category in figures)
    labels = sum(len(article.record.labels) for article in articles)
    said = wording.count(statements, "statement") + (
        f" by {wording.count(voices, 'speaker')}" if voices else ""
    )
    rest = "".join(f", {told}" for told in _negotiation(articles))
    return [first, f"{said}, {wording.count(numbers, 'figure')}, {wording.count(labels, 'label')}{rest}"]


def _negotiation(articles: Sequence[Located]) -> Iterator[str]:
    """How many records of the negotiation, by the kinds that occur, before they are joined."""
    counted = {
        "event": sum(article.shows(one.id) for article in articles for one in article.record.events),
        "position": sum(article.shows(one.id) for article in articles for one in article.record.positions),
        "proposal": sum(article.shows(one.id) for article in articles for one in article.record.proposals),
    }
    for word, number in counted.items():
        if number:
            yield wording.count(number, word)


def _shares(articles: Sequence[Located]) -> list[Share]:
    by_outlet: dict[str | None, list[Published]] = {}
    for article in articles:
        by_outlet.setdefault(article.place.outlet, []).append(article.record.article.published)
    ordered = sorted(by_outlet.items(), key=lambda item: (item[0] is None, -len(item[1]), item[0] or ""))
    return [Share(outlet=name, articles=len(found), dates=_span(found)) for name, found in ordered]


def _ticks(articles: Sequence[Located]) -> list[Tick]:
    """Each dated article on a strip from the first day to the last; an interval is as wide as it is."""
    dated: list[tuple[Place, int, int]] = []
    for article in articles:
        days = [_days(end) for end in _ends(article.record.article.published)]
        known = [day for pair in days if pair for day in pair]
        if known:
            dated.append((article.place, min(known), max(known)))
    if len(dated) < 2:
        return []
    begin = min(first for _, first, _ in dated)
    whole = max(last for _, _, last in dated) - begin + 1
    scale = (LENGTH - SHORT) / whole
    return [
        Tick(
            x=round((first - begin) * scale),
            width=max(round((last - first) * scale), SHORT),
            anchor=place.anchor,
            text=", ".join(part for part in (place.date, place.outlet, place.title) if part),
        )
        for place, first, last in dated
    ]


def _days(iso: str) -> tuple[int, int] | None:
    """The first and the last day that a date may mean, as ordinals; None if it is no date."""
    match = _DATE.match(iso)
    if not match:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
    except ValueError:
        return None
    final = first.replace(month=month or 12)
    return first.toordinal(), final.replace(
        day=day or calendar.monthrange(final.year, final.month)[1]
    ).toordinal()

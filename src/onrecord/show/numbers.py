"""The figures by category, in order of date and position. Nothing is added up or compared."""

from collections.abc import Iterator, Mapping, Sequence

from onrecord.records import CATEGORIES, Figure
from onrecord.show import wording
from onrecord.show.located import Located
from onrecord.show.views import Category, Number

REVISED = {"up": "raised", "down": "lowered", "revised": "revised", "superseded": "replaced by another"}
ROWS = 20  # figures of one category before the rest is folded


def categories(articles: Sequence[Located]) -> list[Category]:
    """The categories that occur, in the order of the contract."""
    found: dict[str, list[Number]] = {}
    for article in articles:
        pairs = article.shown("f", article.record.figures)
        for figure, anchor in sorted(pairs, key=lambda pair: pair[0].span.start):
            found.setdefault(figure.category, []).append(_number(article, figure, anchor))
    order = [*CATEGORIES, *sorted(found.keys() - set(CATEGORIES))]
    kept = [name for name in order if name in found]
    return [_category(number, name, found[name]) for number, name in enumerate(kept, 1)]


def _number(article: Located, figure: Figure, anchor: str) -> Number:
    return Number(
        anchor=anchor,
        amount=wording.amount(figure.value, figure.upper, figure.quantifier, figure.unit),
        counted=wording.name(figure.counted) if figure.counted else None,
        location=wording.name(figure.place) if figure.place else None,
        counter=article.name(figure.counter),
        hedge=figure.hedge.words if figure.hedge else None,
        caveat=wording.name(figure.caveat.words) if figure.caveat else None,
        times=tuple(_times(figure, {one.id: one for one in article.record.figures})),
        measure=wording.MEASURES.get(figure.measure or ""),
        context=article.context(figure.span),
        place=article.place,
    )


def _times(figure: Figure, others: Mapping[str, Figure]) -> Iterator[str]:
    """Since and as of when, of which whole it is a part, and how it stands to an earlier number."""
    if figure.since:
        yield f"since {wording.day(figure.since)}"
    if figure.as_of:
        yield f"as of {wording.day(figure.as_of)}"
    whole = others.get(figure.part_of or "")
    if whole is not None:
        yield f"part of {wording.amount(whole.value, whole.upper, whole.quantifier, None)}"
    if figure.revised:
        yield REVISED[figure.revised]


def _category(number: int, name: str, rows: Sequence[Number]) -> Category:
    split = ROWS if len(rows) > ROWS + 3 else len(rows)
    return Category(
        anchor=f"figures-{number}",
        name=name[:1].upper() + name[1:],
        count=len(rows),
        counters=len({row.counter for row in rows if row.counter}),
        shown=tuple(rows[:split]),
        rest=tuple(rows[split:]),
    )

"""Loaded words by outlet: which word, of whom, in whose voice. The words stay the outlet's."""

from collections.abc import Sequence

from onrecord.records import Label
from onrecord.show.located import Located
from onrecord.show.views import Occurrence, OutletWords, Wording

ROWS = 16  # words of one outlet before the rest is folded

_Key = tuple[str, str | None, str | None]


def outlets(articles: Sequence[Located]) -> list[OutletWords]:
    """The outlets in order of their names, last the articles that name none."""
    found: dict[str | None, dict[_Key, list[Occurrence]]] = {}
    for article in articles:
        labels = article.record.labels
        for label, anchor in zip(labels, article.anchors("l", [None] * len(labels)), strict=True):
            rows = found.setdefault(article.place.outlet, {})
            rows.setdefault(_key(article, label), []).append(
                Occurrence(anchor=anchor, context=article.context(label.span), place=article.place)
            )
    ordered = sorted(found.items(), key=lambda item: (item[0] is None, (item[0] or "").casefold()))
    return [_outlet(name, rows) for name, rows in ordered]


def _key(article: Located, label: Label) -> _Key:
    own = label.voice == "outlet"
    return (
        label.label.casefold(),
        article.name(label.actor),
        "outlet" if own else article.speaker(label.voice),
    )


def _outlet(name: str | None, rows: dict[_Key, list[Occurrence]]) -> OutletWords:
    ordered = sorted(
        rows.items(), key=lambda item: (-len(item[1]), item[0][0], item[0][1] or "", item[0][2] or "")
    )
    wordings = tuple(
        Wording(
            word=occurrences[0].context.words,
            target=target,
            voice=None if voice == "outlet" else voice,
            own=voice == "outlet",
            occurrences=tuple(occurrences),
        )
        for (_, target, voice), occurrences in ordered
    )
    return OutletWords(
        outlet=name,
        count=sum(len(row.occurrences) for row in wordings),
        own=sum(len(row.occurrences) for row in wordings if row.own),
        shown=wordings[:ROWS],
        rest=wordings[ROWS:],
    )

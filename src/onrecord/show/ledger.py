"""The ledger: series by what they count, as views, as the contract's JSON, as CSV and as HXL-tagged CSV.

HXL hashtags follow the HXL core schema 1.1; `#affected` is the number, `#meta` what qualifies it.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from onrecord.link.keys import Key, named
from onrecord.link.series import Point, Series
from onrecord.show import charts, wording
from onrecord.show.exports.writing import cell
from onrecord.show.located import Located
from onrecord.show.places import in_page
from onrecord.show.views import Account, Ledger, Note, Row

SHOWN = 40  # groups of series drawn in a page
COLUMNS = (  # of the export: name, HXL hashtag
    ("series", "#meta+series"), ("category", "#indicator+category"), ("counted", "#population+type"),
    ("place", "#loc+name"), ("since", "#date+start"), ("measure", "#meta+measure"),
    ("window", "#meta+window"), ("counter", "#org+source"), ("value", "#affected+num"),
    ("upper", "#affected+max"), ("quantifier", "#meta+quantifier"), ("as_of", "#date+reported"),
    ("basis", "#meta+date_basis"), ("outlet", "#org+reporting"), ("article", "#meta+article"),
    ("figure", "#meta+figure"), ("words", "#description+words"), ("taken", "#meta+taken"),
    ("relay", "#org+relay"), ("caveat", "#description+caveat"), ("revised", "#meta+revised"),
)  # fmt: skip


def as_json(found: Iterable[Series]) -> list[dict[str, Any]]:
    """The series as the output contract has them."""
    return [
        {
            "series": one.name,
            "key": _key(one),
            "points": [_point(point) for point in one.points],
            "corrections": [_place(point) for point in one.corrections],
            "increments": [
                {"since": rise.since, "until": rise.until, "by": _number(rise.by)} for rise in one.increments
            ],
            "restart_of": one.restart_of,
            "apart": [{"series": apart.series, "because": apart.because} for apart in one.apart],
            "disputes": [
                {"a": _place(dispute.point), "b": _place(dispute.other), "series": dispute.series}
                for dispute in one.disputes
            ],
        }
        for one in found
    ]


def _key(one: Series) -> dict[str, str | None]:
    counted, place, counter = one.key.shown
    return {
        "category": one.key.category,
        "counted": counted or None,
        "place": place or None,
        "since": one.key.since or None,
        "counter": counter or None,
        "measure": one.key.measure,
        "window": one.key.window or None,
    }


def _point(point: Point) -> dict[str, Any]:
    return {
        **_place(point),
        "value": _number(point.value),
        "upper": None if point.upper is None else _number(point.upper),
        "quantifier": point.quantifier,
        "as_of": point.as_of,
        "basis": point.basis,
        "outlet": point.outlet,
        "words": point.words,
        "taken": list(point.taken),
        "relay": point.relay,
        "caveat": point.caveat,
        "revised": point.revised,
    }


def _place(point: Point) -> dict[str, str]:
    return {"article": point.article, "figure": point.figure}


def _number(value: float) -> float | int:
    return int(value) if value == int(value) else value


def as_csv(found: Iterable[Series], *, hxl: bool = False) -> str:
    """One row a point, with a row of HXL hashtags under the heads if asked for.

    A cell that a spreadsheet would run as a formula begins with an apostrophe.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(name for name, _ in COLUMNS)
    if hxl:
        writer.writerow(tag for _, tag in COLUMNS)
    for one in found:
        for point in one.points:
            row = {"series": one.name} | _key(one) | _point(point)
            writer.writerow(_cell(row[name]) for name, _ in COLUMNS)
    return out.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, list):
        value = ", ".join(value)
    if isinstance(value, str):
        value = wording.name(value)
    return cell(value)


def ledgers(articles: Sequence[Located], found: Sequence[Series]) -> tuple[list[Ledger], int]:
    """The series of more than one point, by all but their counter, and how many such groups are left out."""
    links = dict(addresses(articles, in_page))
    titles = {one.name: title(one) for one in found}
    by_id = {article.record.article.id: article for article in articles}
    kept = groups(
        one for one in found if any(by_id[point.article_id].shows(point.figure) for point in one.points)
    )
    shown = [
        ledger(f"series-{number}", group, titles, links, charts.chart(group, links))
        for number, group in enumerate(kept[:SHOWN], 1)
    ]
    return shown, len(kept) - len(shown)


def groups(found: Iterable[Series]) -> list[list[Series]]:
    """Series of more than one point in all that count the same, whoever counts."""
    alike: dict[Key, list[Series]] = {}
    for one in found:
        alike.setdefault(replace(one.key, counter=()), []).append(one)
    return [group for group in alike.values() if sum(len(one.points) for one in group) > 1]


def addresses(articles: Iterable[Located], to: Callable[[str], str]) -> Iterator[tuple[tuple[str, str], str]]:
    """Ids of an article and a figure in it → where the figure stands; `to` makes an address of an anchor."""
    for article in articles:
        ids = [figure.id for figure in article.record.figures]
        for name, anchor in zip(ids, article.anchors("f", ids), strict=True):
            yield (article.record.article.id, name), to(anchor)


def ledger(
    anchor: str,
    group: Sequence[Series],
    titles: Mapping[str, str],
    links: Mapping[tuple[str, str], str],
    drawing: str | None,
) -> Ledger:
    """Series that count the same; `titles` are those of all series by name, `drawing` is ours."""
    own = {one.name for one in group}
    reasons = dict.fromkeys(apart.because for one in group for apart in one.apart)
    return Ledger(
        anchor=anchor,
        title=title(group[0]),
        chart=Markup(drawing) if drawing else None,  # noqa: S704 drawn by us; Vega escapes the texts in it
        accounts=tuple(_account(one, links) for one in group),
        apart=tuple(Note(text=reason, href=None) for reason in reasons),
        disputes=tuple(
            Note(
                text=f"{_told(dispute.point)} – {_told(dispute.other)}"
                + ("" if dispute.series in own else f" ({titles[dispute.series]})"),
                href=links.get((dispute.point.article_id, dispute.point.figure)),
            )
            for one in group
            for dispute in one.disputes
        ),
    )


def title(one: Series) -> str:
    """What a series counts, in words."""
    counted = wording.name(one.key.shown[0] or "people")
    parts = [f"{one.key.category}: {counted}"]
    parts += [wording.name(named(one.key, "place"))] if one.key.place else []
    parts += [f"since {wording.day(one.key.since)}"] if one.key.since else []
    parts.append(wording.MEASURES.get(one.key.measure, one.key.measure))
    told = ", ".join(parts)
    return told[:1].upper() + told[1:]


def _account(one: Series, links: Mapping[tuple[str, str], str]) -> Account:
    lower = set(one.corrections)
    return Account(
        counter=wording.name(one.key.shown[2]) if one.key.counter else None,
        restart=one.restart_of is not None,
        rises=tuple(
            f"+{wording.plain(rise.by)} from {wording.day(rise.since)} to {wording.day(rise.until)}"
            for rise in one.increments
            if rise.by
        ),
        rows=tuple(
            Row(
                day=wording.day(point.as_of) if point.as_of else None,
                told=point.basis == "told",
                amount=wording.amount(point.value, point.upper, point.quantifier, None),
                words=point.words,
                href=links.get((point.article_id, point.figure), ""),
                outlet=wording.name(point.outlet) if point.outlet else None,
                notes=tuple(_notes(point, corrected=point in lower)),
            )
            for point in one.points
        ),
    )


def _notes(point: Point, *, corrected: bool) -> Iterator[str]:
    if corrected:
        yield "lower than before"
    if point.revised:
        yield f"revised {point.revised}" if point.revised in ("up", "down") else point.revised
    if point.caveat:
        yield f"“{wording.name(point.caveat)}”"
    taken = [part.removeprefix("counter: ") for part in point.taken]
    if taken:
        yield f"not stated here: {', '.join(map(wording.name, taken))}"


def _told(point: Point) -> str:
    amount = wording.amount(point.value, point.upper, point.quantifier, None)
    return f"{wording.day(point.as_of or '')}: {amount}, {wording.name(point.outlet or 'outlet not stated')}"

"""Charts: series as step lines in one SVG, drawn here with Altair and vl-convert; nothing is fetched.

A colour a counter. A point's shape tells exact, at least, up to or about, and a pale bar what the words leave
open. A line runs through one number a day, the exact one or else the highest, and breaks where nothing was
said for GAP days.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from onrecord.link.series import UNBOUNDED, Point, Series
from onrecord.show import wording

if TYPE_CHECKING:
    import altair

GAP = 14  # days without a point, from which on the line breaks
TICKS = 6
WIDTH, HEIGHT = 640, 220
COLOURS = ["#0b6e99", "#b4510b", "#4b7a1f", "#7a3e9d", "#a3273f", "#4d5a66", "#8a6d00", "#126b5d"]
SHAPES = {"exact": "circle", "at least": "triangle-up", "more than": "triangle-up", "about": "diamond",
          "nearly": "diamond", "up to": "triangle-down", "fewer than": "triangle-down"}  # fmt: skip
LINK = re.compile(r'href="[^"#]*(?=#)')  # the drawing engine puts an address of its own before a fragment

Links = Mapping[tuple[str, str], str]
Drawn = dict[str, object]


def chart(drawn: Sequence[Series], links: Links) -> str | None:
    """The series in one drawing; None where no two points stand on different days.

    Args:
        links: address of a point's words, by article id and figure id.
    """
    import vl_convert  # here and below, for pages without a drawing: these two take longest to load

    drawing = spec(drawn, links)
    return LINK.sub('href="', vl_convert.vegalite_to_svg(drawing)) if drawing else None


def spec(drawn: Sequence[Series], links: Links) -> Drawn | None:
    """The same drawing as Vega-Lite has it."""
    rows = [row for number, one in enumerate(drawn) for row in _rows(number, one, links)]
    days = sorted({str(row["day"]) for row in rows})
    if len(days) < 2:
        return None
    top = max(float(str(row["value"])) for row in rows)
    for row in rows:
        row["high"] = max(top, float(str(row["low"]))) if row["high"] is None else row["high"]
    span = (date.fromisoformat(days[-1]) - date.fromisoformat(days[0])).days
    counters = list(dict.fromkeys(str(row["counter"]) for row in rows))
    return dict(_drawing(rows, counters, every=-(-span // TICKS)).to_dict())


def _rows(number: int, one: Series, links: Links) -> list[Drawn]:
    name = wording.name(one.key.shown[2]) if one.key.counter else "counter not stated"
    dated = [point for point in one.points if point.as_of and len(point.as_of) == 10]
    lined = _lined(dated)
    rows: list[Drawn] = []
    run, before = 0, None
    for point in dated:
        day = date.fromisoformat(str(point.as_of))
        run += before is not None and (day - before).days > GAP
        before = day
        low, high = point.bounds
        rows.append(
            {
                "day": point.as_of,
                "value": point.value,
                "low": low,
                "high": None if high == UNBOUNDED else high,
                "counter": name,
                "line": f"{number}.{run}",
                "lined": point in lined,
                "shape": SHAPES[point.quantifier],
                "href": links.get((point.article_id, point.figure), ""),
                "told": _told(point),
            }
        )
    return rows


def _lined(points: Sequence[Point]) -> list[Point]:
    """The point of each day that the line goes through."""
    best: dict[str, Point] = {}
    for point in points:
        kept = best.get(str(point.as_of))
        if kept is None or _rank(point) > _rank(kept):
            best[str(point.as_of)] = point
    return list(best.values())


def _rank(point: Point) -> tuple[bool, float]:
    return point.quantifier == "exact", point.value


def _told(point: Point) -> str:
    amount = wording.amount(point.value, point.upper, point.quantifier, None)
    return " · ".join(
        [amount, wording.day(point.as_of or ""), wording.name(point.outlet or "outlet not stated")]
    )


def _drawing(rows: list[Drawn], counters: list[str], every: int) -> "altair.LayerChart":
    import altair

    days = altair.Axis(format="%-d %b %Y", labelOverlap=True, tickCount={"interval": "day", "step": every})
    base = altair.Chart(altair.InlineData(values=rows)).encode(
        x=altair.X("utcyearmonthdate(day):T", title=None, axis=days),
        y=altair.Y(
            "value:Q", title=None, scale=altair.Scale(zero=False, nice=True), axis=altair.Axis(format=",.0f")
        ),
        color=altair.Color(
            "counter:N",
            title=None,
            scale=altair.Scale(domain=counters, range=COLOURS),
            legend=altair.Legend(orient="bottom", labelLimit=WIDTH, symbolOpacity=1),
        ),
    )
    line = (
        base.transform_filter("datum.lined")
        .mark_line(interpolate="step-after", strokeWidth=1.5)
        .encode(detail="line:N")
    )
    bounds = base.mark_rule(strokeWidth=4, opacity=0.22).encode(y="low:Q", y2="high:Q")
    points = base.mark_point(filled=True, size=60, opacity=1, cursor="pointer").encode(
        shape=altair.Shape("shape:N", scale=None), href="href:N", tooltip="told:N", description="told:N"
    )
    text = {"labelColor": "currentColor", "labelFont": "sans-serif", "labelFontSize": 12}
    drawing: altair.LayerChart = (
        altair.layer(bounds, line, points)
        .properties(width=WIDTH, height=HEIGHT, background="transparent")
        .configure_view(stroke=None)
        .configure_axis(**text, gridColor="#8884", domainColor="#888", tickColor="#888")
        .configure_legend(**text)
    )
    return drawing

"""Which of two articles came first: by the time of publication, else by whom one of them credits.

Times count where both are known and differ; within a day only where both were given with a clock. Of two
texts of one address, the one that was fetched first.
A credit is a byline, a note of republication, a dateline "(…)" or a line of the page that names the
other's outlet, or an agency that is the other's outlet.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache

from onrecord.document.names import agency
from onrecord.link.tellings import name_of
from onrecord.records import Article
from onrecord.vocabulary import words

HEAD = 300  # characters in which a dateline stands
DATELINE = re.compile(r"\(([A-Z][^()\n]{1,60})\)\s{0,3}[-–—]|[-–—]\s{0,3}\(([A-Z][^()\n]{1,60})\)")
PLAIN = re.compile(r"[\W_]+")


def first(a: Article, b: Article) -> tuple[str | None, str | None]:
    """Which came first, "a" or "b", and how that is known, "time" or "credit"; both None if it is not."""
    by_time = _earlier(a, b) or _fetched_first(a, b)
    if by_time:
        return by_time, "time"
    credits_b, credits_a = credits(a, b), credits(b, a)
    if credits_a == credits_b:
        return None, None
    return ("a" if credits_a else "b"), "credit"


def credits(one: Article, other: Article) -> bool:
    """Whether an article says that it is from the outlet of the other."""
    outlet = _core(other.outlet)
    return bool(outlet) and outlet != _core(one.outlet) and any(outlet in line for line in _credited(one))


def wires(article: Article) -> frozenset[str]:
    """The agencies that an article is by or credits, and the outlet it was taken over from."""
    named = {agency(name) or "" for name in (article.outlet or "", *article.byline, *_datelines(article))}
    if article.republished_from:
        named.add(_core(article.republished_from))
    return frozenset(named - {""})


def same_outlet(a: Article, b: Article) -> bool:
    """Whether two articles are of one outlet, or of one address."""
    addresses = {source.url for source in a.sources if source.url}
    return bool(addresses & {source.url for source in b.sources}) or (
        bool(a.outlet) and _core(a.outlet) == _core(b.outlet)
    )


def order(article: Article) -> tuple[str, str]:
    """A fixed order of articles: by name, then by text."""
    return name_of(article), article.id


def _earlier(a: Article, b: Article) -> str | None:
    clocks = [_clock(one) for one in (a, b)]
    if clocks[0] and clocks[1] and (clocks[0].tzinfo is None) == (clocks[1].tzinfo is None):
        return None if clocks[0] == clocks[1] else "a" if clocks[0] < clocks[1] else "b"
    (a_from, a_to), (b_from, b_to) = ((one.published.earliest, one.published.latest) for one in (a, b))
    if a_to and b_from and _before(a_to, b_from):
        return "a"
    return "b" if b_to and a_from and _before(b_to, a_from) else None


def _fetched_first(a: Article, b: Article) -> str | None:
    """Which text one address had first; None where they share none, or nobody says when."""
    times = [
        {(source.url or "", source.fetched_at) for source in one.sources if source.url and source.fetched_at}
        for one in (a, b)
    ]
    shared = {url for url, _ in times[0]} & {url for url, _ in times[1]}
    began = [min((at for url, at in one if url in shared), default="") for one in times]
    return None if began[0] == began[1] else "a" if began[0] < began[1] else "b"


def _before(one: str, other: str) -> bool:
    """Whether a date lies wholly before another, as far as both are written."""
    length = min(len(one), len(other), 10)
    return one[:length] < other[:length]


def _clock(article: Article) -> datetime | None:
    """The moment of publication as given beside the text; None if that is no more than a day."""
    moments = []
    for source in article.sources:
        given = source.published or ""
        try:
            moment = datetime.fromisoformat(given) if len(given) > 10 else None
        except ValueError:
            moment = None
        if moment:
            moments.append(moment)
    known = article.published.earliest and len({moment.tzinfo is None for moment in moments}) == 1
    return min(moments) if known else None


def _credited(article: Article) -> list[str]:
    """The lines of an article that can credit another outlet, folded."""
    lines = [*article.byline, *_datelines(article), *(span.words for span in article.boilerplate)]
    lines.append(article.republished_from or "")
    agencies = [agency(line) or "" for line in lines]
    return [f" {_folded(line)} " for line in (*lines, *agencies) if line]


def _datelines(article: Article) -> list[str]:
    found = DATELINE.finditer(article.text[:HEAD])
    return [match[1] or match[2] for match in found]


def _core(outlet: str | None) -> str:
    """An outlet's name without what such names end in, with blanks around it; "" for none."""
    name = _folded(agency(outlet or "") or outlet or "")
    kept = name.split()
    while len(kept) > 1 and kept[-1] in _endings():
        kept.pop()
    return f" {' '.join(kept)} " if kept else ""


def _folded(words_: str) -> str:
    return PLAIN.sub(" ", words_.casefold()).strip().removeprefix("the ")


@cache
def _endings() -> Mapping[str, str]:
    return words("copies", "endings")

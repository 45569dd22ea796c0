"""Names: who wrote an article, where it was published, and whom it was taken over from."""

import re
from collections.abc import Iterator
from functools import cache

from onrecord.document.credits import OUTLET, credited, note, people
from onrecord.document.furniture import named
from onrecord.document.layout import Layout
from onrecord.document.opening import DAY, Opening
from onrecord.vocabulary import words

HOLDER = re.compile(
    r"(?:[Cc]opyright\s{0,3}(?:Â\s?)?(?:©|\([Cc]\))?|©|\([Cc]\)\s?(?=\d))\s{0,3}(?:[Cc]opyright )?"
    r"(?P<year>(?:19|20)\d\d)?(?:\s{0,2}[-–]\s{0,2}\d{4})?,?\s{0,3}" + OUTLET
)
TAKEN = re.compile(
    r"(?:\b[Tt]his (?:article|story|piece|report|column|essay|commentary|op-ed|interview|post|analysis)"
    r" (?:was |is |has been )?(?:(?:originally|first) )?"
    r"(?:published|appeared|ran|posted|republished|reprinted)"
    r"|(?:^|(?<=[.!?(*\n]\s)|(?<=\())(?:Originally|First) (?:published|appeared|posted)"
    r"|\b(?:[Rr]e)?(?:[Pp]ublished|[Pp]rinted|[Pp]roduced)"
    r"(?= (?:here )?(?:by|with) (?:the )?(?:kind )?permission))"
    r" (?:here )?(?:(?:by|with) (?:the )?(?:kind )?permission (?:of|from)|courtesy of|by|in|on|at|from)"
    r" (?:\d{1,2} )?" + OUTLET,
    re.MULTILINE,
)
COMPANY = re.compile(
    r",? (?:Inc|LLC|Ltd|Limited|plc|PLC|GmbH|Corp|Corporation|Company|Co|Interactive|Network)\b\.?"
)
RIGHTS = re.compile(r"(?<![ .,])[ .,]+(?:All [Rr]ights.*|ALL RIGHTS.*|Rights [Rr]eserved.*)$")


def byline(layout: Layout, opened: Opening, given: tuple[str, ...]) -> tuple[str, ...]:
    """Who wrote the article, without editors: as given, in its byline, its credits or its author's note."""
    return _cleaned(given) or _head(layout, opened) or credited(layout) or _introduced(layout)


def outlet(layout: Layout, opened: Opening, given: str | None) -> str | None:
    """Who published the article: as given, else as its copyright line, dateline or furniture say."""
    return given or next(_outlets(layout, opened), None)


def origin(layout: Layout, opened: Opening, published_by: str | None, authors: tuple[str, ...]) -> str | None:
    """Whom the article was taken over from; None where it is the outlet's own or does not say."""
    here = agency(published_by or "") or published_by
    for match in TAKEN.finditer(layout.text):
        name = _name(match["outlet"])
        if name.lower().split()[0] not in words("outlets", "languages"):
            return agency(name) or name
    wires = [agency(author) for author in authors]
    if opened.dateline and opened.dateline.agency and published_by:
        wires.append(agency(opened.dateline.agency))
    return next((wire for wire in wires if wire and wire != here), None)


def agency(name: str) -> str | None:
    """The full name of a news agency; None if the name is not one's."""
    return _agencies().get(" ".join(name.lower().strip(" .").split()))


def holder(layout: Layout) -> re.Match[str] | None:
    """The last copyright line that names its holder."""
    if "©" not in layout.text and "copyright" not in layout.lowered and "(c)" not in layout.lowered:
        return None
    return next(iter(reversed(list(HOLDER.finditer(layout.text)))), None)


def _cleaned(given: tuple[str, ...]) -> tuple[str, ...]:
    bare = (re.sub(r"^[Bb][Yy]:? ", "", name) for name in given)
    parts = (part.strip() for name in bare for part in re.split(r";|,| and | & ", name))
    return tuple(dict.fromkeys(part for part in parts if part))


def _head(layout: Layout, opened: Opening) -> tuple[str, ...]:
    if opened.byline is None:
        return ()
    line = layout.text[slice(*opened.byline)][3:].lstrip(" :")
    line = re.split(rf"\s{{0,3}}(?:[|•·–—(]|{DAY}|\d)", line, maxsplit=1)[0].strip(" ,")
    wire = agency(line)
    return (wire,) if wire else people(line)


def _introduced(layout: Layout) -> tuple[str, ...]:
    found = note(layout)
    return (found.person,) if found else ()


def _outlets(layout: Layout, opened: Opening) -> Iterator[str]:
    found = holder(layout)
    if found and not agency(_name(found["outlet"])):
        yield _name(found["outlet"])
    if opened.dateline and opened.dateline.agency:
        yield agency(opened.dateline.agency) or opened.dateline.agency
    speaking = [_name(name) for name in named(layout) if name[:1].isupper()]
    yield from sorted(speaking, key=lambda name: not name.startswith("The "))
    author = note(layout)
    if author and author.outlet:
        yield _name(author.outlet)


def _name(written: str) -> str:
    return COMPANY.sub("", RIGHTS.sub("", " ".join(written.split()))).strip(" .,")


@cache
def _agencies() -> dict[str, str]:
    return dict(words("outlets", "agencies"))

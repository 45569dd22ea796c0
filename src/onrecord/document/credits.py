"""Credits: the lines that say who made an article: closing credits, editors, the note about its author."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from onrecord.document.layout import Layout, Place
from onrecord.vocabulary import tables

TITLED = r"[A-Z][\w'’-]{0,20}\.?"
PARTICLE = r"(?:(?:al|el|de|da|dos|van|von|bin|ibn|der|den|la|le|du)[ -]){0,2}"
PERSON = re.compile(rf"(?!The ){TITLED}(?: {PARTICLE}{TITLED}){{1,3}}")
OUTLET = (
    r"(?P<outlet>(?:[Tt]he )?[A-Z][\w&'’-]{0,30}(?:\.\w{1,9})?"
    r"(?: (?:of |for |and |the |& )?[A-Z][\w&'’-]{0,30}(?:\.\w{1,9})?){0,5})"
)
DOING = r"(?:[Rr]eporting|[Ww]riting|[Ee]diting|[Ww]ritten|[Ee]dited|[Cc]ompiled|[Tt]ranslated|[Aa]dapted)"
BY = rf"(?:[Aa]dditional )?{DOING}(?: and [a-z]{{5,9}})? by:? "
STARTS = r"(?:^|(?<=[.!?\"”)]\s)|(?<=\s\s))"
CREDIT = re.compile(
    rf"\({BY}[^()\n]{{3,800}}\)"  # a whole credit in brackets
    rf"|{STARTS}(?:Edited|Compiled|Translated|Adapted) by:? {TITLED} {TITLED}(?: {TITLED}(?![\w]| [a-z]))?"
    rf"|{STARTS}(?:Additional )?(?:Reporting|Writing|Editing)(?: and [a-z]{{5,9}})? by:? (?!The )"
    rf"(?:{TITLED}(?: |(?=\W|$))){{2,5}}(?:(?<![.])[a-z,(][^\n]{{0,300}}?(?:[.;](?=\s|$)|$))?",
    re.MULTILINE,
)
AUTHORS = re.compile(
    r"(?:^\s{0,3}|[(;]\s{0,3}|[.!?\"”)]\s{1,3}(?=[RWA]))(?P<more>[Aa]dditional )?"
    r"(?:[Rr]eporting|[Ww]riting|[Ww]ritten)(?: and [a-z]{5,9})? by:? "
    r"(?P<names>[A-Z][^;:()\n]{2,400})",
    re.MULTILINE,
)
CONTRIBUTED = re.compile(r"\bcontributed (?:to this (?:report|story|article)|(?:additional )?reporting)\b")
NOTE = re.compile(
    rf"(?:(?<=^)|(?<=[.!?\"”*•|\s]\s)|(?<=\n))"
    rf"(?P<person>{TITLED}(?: {PARTICLE}{TITLED}){{1,3}}) (?:is|was) (?:an? |the )?"
    rf"(?:[\w.’',-]{{1,24}} ){{0,6}}?(?P<role>[a-z]{{4,16}})(?: and [a-z ]{{4,24}})?"
    rf"(?:(?: [a-z]{{3,9}})? (?:for|at|with) {OUTLET}|(?=[.,]?\s|[.,]?$))",
    re.MULTILINE,
)
GOES_ON = re.compile(
    r"(?:He|She|They|His|Her|Their|You can|Follow|Email|Contact|Twitter|Story tips|Send tips|X:|@)\b"
)
ELSEWHERE = re.compile(r" (?:in|at|on|from|near|for|of|outside|aboard|across|with)(?= |$)")
TAIL = 1500  # characters at the end in which an author is introduced


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What an article says of its author at its end."""

    person: str
    outlet: str | None  # None: it names none, or not as the place of publication
    place: Place


def credit_lines(layout: Layout) -> Iterator[Place]:
    """Credits in brackets or at the start of a sentence, thanks to contributors, and the author's note."""
    for match in CREDIT.finditer(layout.text):
        yield match.start(), match.end()
    for match in CONTRIBUTED.finditer(layout.text):
        start, end = layout.sentence(match.start(), match.end())
        if end - start <= (400 if start == layout.line_at(start)[0] else 200):
            yield start, end
    found = note(layout)
    if found:
        yield found.place


def credited(layout: Layout) -> tuple[str, ...]:
    """Who reported and wrote, by the closing credits; nobody where only editors or extra help are named."""
    found: dict[str, None] = {}
    main = False
    for match in AUTHORS.finditer(layout.text):
        listed = people(re.split(r"(?<![A-Z])[.](?= |$)", match["names"], maxsplit=1)[0])
        main = main or (bool(listed) and not match["more"])
        found |= dict.fromkeys(listed)
    return tuple(found) if main else ()


def note(layout: Layout) -> Note | None:
    """The note about the author that ends an article; nothing of the article itself follows it."""
    roles = tables("outlets")["roles"]
    for match in NOTE.finditer(layout.text, max(0, len(layout.text) - TAIL)):
        starts_line = (
            not layout.text[max(0, match.start() - 40) : match.start()].rpartition("\n")[2].strip(" *•|_")
        )
        reports = match["role"] in roles["reporter"] and (match["outlet"] or starts_line)
        if not reports and not (match["role"] in roles["scholar"] and starts_line):
            continue
        end = _end(layout, match)
        if end is not None:
            outlet = match["outlet"] if match["role"] in roles["reporter"] else None
            bullet = layout.text.rfind("•", max(0, match.start() - 3), match.start())
            start = bullet if bullet >= 0 else match.start()
            return Note(person=match["person"], outlet=outlet, place=(start, end))
    return None


def people(listed: str) -> tuple[str, ...]:
    """The persons in a list of names, without the places they report from."""
    names = []
    listed = re.split(
        r"\b(?:[Ee]diting|[Ww]riting|[Rr]eporting|[Cc]ompiled) (?:and |by)", listed, maxsplit=1
    )[0]
    for part in re.split(r",| and | & |/", listed):
        match = PERSON.match(ELSEWHERE.split(part.strip(), maxsplit=1)[0])
        if match:
            names.append(match[0] if match[0].endswith(("Jr.", "Sr.")) else match[0].rstrip("."))
    return tuple(names)


def _end(layout: Layout, match: re.Match[str]) -> int | None:
    """Where the note ends; None if its line goes on with something else."""
    line = layout.line_at(match.start())[1]
    sentences = layout.within(match.start(), line)
    first_name, last_name = match["person"].split()[0], match["person"].split()[-1]
    for start, end in sentences[1:]:
        opening_words = layout.text[start:end]
        if not GOES_ON.match(opening_words) and not opening_words.startswith((first_name, last_name)):
            return None
    after = [place for place in layout.lines if place[0] >= line]
    if sum(end - start for start, end in after if end - start > 160) > 0:
        return None  # paragraphs follow: he is one of the people in the article
    return sentences[-1][1] if sentences else None

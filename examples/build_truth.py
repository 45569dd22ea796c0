"""Turns the hand-made annotations in examples/truth/ into examples/truth.jsonl, in the contract's format.

Each examples/truth/<name>.toml annotates one article of the bundled story. Passages are quoted, not
counted: a quotation must stand in the article exactly once, or the build stops. Ways to quote:

    "a 60-day truce"             the words, once in the article (a typographic quotation mark or apostrophe
                                 equals a straight one)
    "Selvarian .. the talks"     from the first words up to the next occurrence of the last words
    "Marrin {said} her"          the words in braces, found by what stands around them
    "ODL#2"                      the second occurrence, as whole words
    "ODL#*"                      every occurrence as whole words, outside boilerplate (actors' mentions only)

The tables and the columns of their rows are described in examples/README.md. What follows from the words
is not annotated but worked out: the verbatim parts of a statement are its quotations, its type follows
from them, its speaker is the actor mentioned as its source, and the statement of a figure, event,
position or signal is the one whose content holds it. A row's last element may overrule any of these.
"""

import hashlib
import json
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import truth_checks

from onrecord.records import (
    Actor,
    Article,
    Event,
    Figure,
    Hop,
    Label,
    Period,
    Position,
    Proposal,
    Published,
    Record,
    Signal,
    Source,
    Span,
    Statement,
    Term,
    TimeExpression,
    as_json,
)

HERE = Path(__file__).parent
ANNOTATIONS = HERE / "truth"
STORY = HERE.parent / "src" / "onrecord" / "example" / "story"
RULE = "truth"
CURLY = str.maketrans("“”‘’", "\"\"''")

Row = Sequence[Any]
Table = Mapping[str, Row]


class AnnotationError(Exception):
    """An annotation does not fit its article; the message names the file, the row and the words."""


@dataclass(frozen=True, slots=True)
class Text:
    """An article's text in which quoted passages are found."""

    article: Article
    where: str
    plain: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "plain", self.article.text.translate(CURLY))

    def find(self, quote: str, scope: tuple[int, int] | None = None) -> Span:
        """The one span that the quotation means, inside `scope` if given."""
        where = scope or (0, len(self.plain))
        found = list(self._spans(quote, where))
        opening, more, _ = quote.partition(" .. ")
        if more and "{" not in opening and len(list(self._spans(opening, where))) > 1:
            raise AnnotationError(f"{self.where}: {opening!r} begins more than one passage")
        if len(found) != 1:
            raise AnnotationError(f"{self.where}: {quote!r} stands {len(found)} times, not once")
        return found[0]

    def find_all(self, quotes: Sequence[str], scope: tuple[int, int] | None = None) -> tuple[Span, ...]:
        """One span for each quotation, in their order."""
        return tuple(self.find(quote, scope) for quote in quotes)

    def paragraphs(self, spans: Sequence[Span]) -> tuple[int, int]:
        """From the start of the first span's line to the end of the last one's."""
        first, last = min(s.start for s in spans), max(s.end for s in spans)
        end = self.plain.find("\n", last)
        return self.plain.rfind("\n", 0, first) + 1, len(self.plain) if end < 0 else end

    def _spans(self, quote: str, scope: tuple[int, int]) -> Iterator[Span]:
        words, _, number = quote.translate(CURLY).partition("#")
        pattern = self._pattern(words, whole=bool(number))
        found = [m.span(1) for m in re.finditer(pattern, self.plain[slice(*scope)])]
        if number.isdigit():
            found = found[int(number) - 1 : int(number)]
        for start, end in found:
            yield self.article.span(scope[0] + start, scope[0] + end)

    @staticmethod
    def _pattern(words: str, whole: bool) -> str:
        before, marked, inner = words.partition("{")
        inner, _, after = inner.partition("}") if marked else (words, "", "")
        before = before if marked else ""
        pieces = [re.escape(piece) for piece in inner.split(" .. ")]
        if whole:
            return rf"(?<!\w)({pieces[0]})(?!\w)"
        return f"{re.escape(before)}({'(?s:.*?)'.join(pieces)}){re.escape(after)}"


def mentions(text: Text, quotes: Sequence[str]) -> tuple[Span, ...]:
    """An actor's mentions in the order of the text; `#*` takes every occurrence not inside a longer one."""
    exact = [text.find(quote) for quote in quotes if not quote.endswith("#*")]
    marked = (*text.article.boilerplate, *text.article.repeated)
    for quote in sorted((q for q in quotes if q.endswith("#*")), key=len, reverse=True):
        spans = list(text._spans(quote, (0, len(text.plain))))
        fresh = [s for s in spans if not any(s.overlaps(other) for other in (*exact, *marked))]
        if not fresh:
            raise AnnotationError(f"{text.where}: {quote!r} adds no mention")
        exact += fresh
    return tuple(sorted(exact))


def actors(text: Text, table: Table) -> tuple[Actor, ...]:
    """Rows: name, kind, role, party, source kind, mentions."""
    return tuple(
        Actor(
            id=key, name=row[0], kind=row[1], role=row[2] or None, party=row[3] or None,
            mentions=mentions(text, row[5]),
        )
        for key, row in table.items()
    )  # fmt: skip


def quoted(text: Text, span: Span) -> Iterator[Span]:
    """The quotations inside a span, without their marks; an unclosed one runs to the span's end."""
    words, opened = span.words.translate(CURLY), None
    for position, character in enumerate(words):
        if character == '"':
            if opened is None:
                opened = position + 1
            else:
                if position > opened:
                    yield text.article.span(span.start + opened, span.start + position)
                opened = None
    if opened is not None:
        yield text.article.span(span.start + opened, span.end)


def kind_of_words(content: Sequence[Span], verbatim: Sequence[Span]) -> str:
    """Direct if every word is quoted, indirect if none is, else mixed."""
    letters = sum(len(re.findall(r"\w", s.words)) for s in content)
    inside = sum(len(re.findall(r"\w", s.words)) for s in verbatim)
    return "indirect" if not inside else "direct" if inside == letters else "mixed"


def period(text: Text, row: Row | None, scope: tuple[int, int] | None = None) -> Period | None:
    """Rows: quotation or "" (the words stand elsewhere), earliest, latest if it differs."""
    if not row:
        return None
    span = text.find(row[0], scope) if row[0] else None
    return Period(earliest=row[1] or None, latest=(row[2] if len(row) > 2 else row[1]) or None, span=span)


def statements(text: Text, table: Table, cast: Mapping[str, tuple[Actor, str]]) -> Iterator[Statement]:
    """Rows: source, cue, contents, act, topics; then what overrules the words."""
    for key, row in table.items():
        more: dict[str, Any] = row[5] if len(row) > 5 else {}
        content = text.find_all(row[2])
        scope = text.paragraphs(content)
        source = text.find(row[0], scope) if row[0] else None
        speaker = more["speaker"] if "speaker" in more else speaker_at(text, key, source, cast)
        verbatim = tuple(q for s in content for q in quoted(text, s))
        if "verbatim" in more:
            verbatim = text.find_all(more["verbatim"], scope)
        yield Statement(
            id=key,
            source=source,
            speaker=speaker,
            source_kind=more.get("kind") or (cast[speaker][1] or None if speaker else None),
            cue=text.find(row[1], scope) if row[1] else None,
            content=content,
            verbatim=verbatim,
            type=more.get("type") or kind_of_words(content, verbatim),
            act=row[3],
            chain=tuple(hop(text, link, scope, cast) for link in more.get("chain", ())),
            hedge=text.find(more["hedge"], scope) if "hedge" in more else None,
            attitude=more.get("attitude", False),
            said=period(text, more.get("said"), scope),
            about=tuple(topic.strip() for topic in row[4].split(",") if topic.strip()),
            rule=RULE,
        )


def hop(text: Text, row: Row, scope: tuple[int, int], cast: Mapping[str, tuple[Actor, str]]) -> Hop:
    """Rows: source, relation, cue or "", then the actor if it is not the one mentioned there ("": none)."""
    source = text.find(row[0], scope)
    actor = row[3] or None if len(row) > 3 else speaker_at(text, row[0], source, cast)
    return Hop(source=source, actor=actor, cue=text.find(row[2], scope) if row[2] else None, relation=row[1])


def speaker_at(text: Text, key: str, source: Span | None, cast: Mapping[str, tuple[Actor, str]]) -> str:
    """The one actor with a mention at exactly this span."""
    found = [actor.id for actor, _ in cast.values() if source in actor.mentions]
    if len(found) != 1:
        raise AnnotationError(f"{text.where}: {key}: the source {source} is a mention of {found}")
    return found[0]


def holder(span: Span, said: Sequence[Statement], more: Mapping[str, Any]) -> str | None:
    """The statement whose content holds the span, the shortest one if several do."""
    if "statement" in more:
        return more["statement"] or None
    around = [
        (c.end - c.start, s.id) for s in said for c in s.content if c.start <= span.start <= span.end <= c.end
    ]
    return min(around)[1] if around else None


def figures(text: Text, table: Table, said: Sequence[Statement]) -> Iterator[Figure]:
    """Rows: span, number, value, quantifier, unit, category, counted, place, measure; then overrules."""
    speakers = {s.id: s.speaker for s in said}
    for key, row in table.items():
        more: dict[str, Any] = row[9] if len(row) > 9 else {}
        span = text.find(row[0])
        statement = holder(span, said, more)
        counter = more["counter"] or None if "counter" in more else speakers.get(statement or "")
        yield Figure(
            id=key,
            span=span,
            number=text.find(row[1], (span.start, span.end)) if row[1] else span,
            value=float(row[2]),
            upper=more.get("upper"),
            quantifier=row[3] or "exact",
            unit=row[4] or None,
            category=row[5],
            counted=row[6] or None,
            place=row[7] or None,
            since=more.get("since"),
            as_of=more.get("as_of"),
            measure=row[8] or None,
            counter=counter,
            statement=statement,
            hedge=text.find(more["hedge"], text.paragraphs([span])) if "hedge" in more else None,
            rule=RULE,
        )


def events(text: Text, table: Table, said: Sequence[Statement]) -> Iterator[Event]:
    """Rows: span, TYPE or TYPE/mode, actor, target, place, factuality; then `when` and overrules."""
    for key, row in table.items():
        more: dict[str, Any] = row[6] if len(row) > 6 else {}
        span = text.find(row[0])
        kind, _, mode = row[1].partition("/")
        when = period(text, more.get("when"), text.paragraphs([span]) if more.get("here", True) else None)
        yield Event(
            id=key, span=span, type=kind, mode=mode or None, actor=row[2] or None, target=row[3] or None,
            place=row[4] or None, when=when, factuality=row[5], statement=holder(span, said, more), rule=RULE,
        )  # fmt: skip


def positions(text: Text, table: Table, said: Sequence[Statement]) -> Iterator[Position]:
    """Rows: span, party, issue, stance; then `proposal` and overrules."""
    for key, row in table.items():
        more: dict[str, Any] = row[4] if len(row) > 4 else {}
        span = text.find(row[0])
        yield Position(
            id=key, span=span, party=row[1] or None, issue=row[2], stance=row[3],
            proposal=more.get("proposal"), statement=holder(span, said, more), rule=RULE,
        )  # fmt: skip


def proposals(text: Text, table: Table) -> Iterator[Proposal]:
    """Rows: name, mentions, authors, terms as pairs of issue and quotation."""
    for key, row in table.items():
        terms = tuple(Term(issue=issue, span=text.find(quote)) for issue, quote in row[3])
        named = tuple(sorted(text.find_all(row[1])))
        yield Proposal(id=key, name=row[0], mentions=named, author=tuple(row[2]), terms=terms, rule=RULE)


def signals(text: Text, table: Table, said: Sequence[Statement]) -> Iterator[Signal]:
    """Rows: span, signal; then overrules."""
    for key, row in table.items():
        span, more = text.find(row[0]), row[2] if len(row) > 2 else {}
        yield Signal(id=key, span=span, signal=row[1], statement=holder(span, said, more), rule=RULE)


def labels(text: Text, rows: Sequence[Row]) -> Iterator[Label]:
    """Rows: span, actor, voice ("outlet" or the id of a statement)."""
    for quote, actor, voice in rows:
        span = text.find(quote)
        yield Label(span=span, actor=actor or None, label=span.words, voice=voice, rule=RULE)


def dates(text: Text, rows: Sequence[Row]) -> Iterator[TimeExpression]:
    """Rows: span, TIMEX3 type, value or ""."""
    for quote, kind, value in rows:
        yield TimeExpression(span=text.find(quote), type=kind, value=value or None)


def bare_article(about: Mapping[str, Any]) -> Article:
    """The article as it is read, before anything is annotated on it."""
    name, record = about["file"], about.get("record")
    path = STORY / name
    if record:
        lines = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
        given = next(line for line in lines if line["id"] == record)
        source = Source(
            path=name, record=record, url=given["url"], format="json", outlet=given["outlet"],
            title=given["title"], published=given["published"],
        )  # fmt: skip
        text = given["text"]
    elif path.suffix == ".html":
        text, source = main_text(path), Source(path=name, format="html")
    else:
        text, source = path.read_bytes().decode("utf-8"), Source(path=name)
    return Article(id=hashlib.sha256(text.encode()).hexdigest(), sources=(source,), text=text, language="en")


def main_text(path: Path) -> str:
    """The main text of a page, as the document stage extracts it."""
    from onrecord import document
    from onrecord.collect.page import Page

    page = Page(source=Source(path=path.name, format="html"), html=path.read_text(encoding="utf-8"))
    return document.article(page).text


def article(about: Mapping[str, Any], where: str) -> Article:
    """The article with its annotated fields."""
    text = Text(bare_article(about), where)
    given = about.get("published", {})
    title = about.get("title")
    first = text.article.text.find(title) if title else -1
    return replace(
        text.article,
        title=title,
        title_span=text.article.span(first, first + len(title)) if title and first >= 0 else None,
        outlet=about.get("outlet"),
        byline=tuple(about.get("byline", ())),
        republished_from=about.get("republished_from"),
        dateline=about.get("dateline"),
        published=Published(
            earliest=given.get("earliest"),
            latest=given.get("latest", given.get("earliest")),
            basis=given.get("basis", "unknown"),
            evidence=text.find_all(given.get("evidence", ())),
        ),
        boilerplate=text.find_all(about.get("boilerplate", ())),
        repeated=text.find_all(about.get("repeated", ())),
    )


def annotation(path: Path) -> dict[str, Any]:
    """One annotation file; with `base`, that of another article, changed as this one says."""
    own = tomllib.loads(path.read_text(encoding="utf-8"))
    if "base" not in own:
        return own
    words = (path.parent / f"{own['base']}.toml").read_text(encoding="utf-8")
    for old, new in own.get("swap", ()):
        words = words.replace(old, new)
    base = tomllib.loads(words)
    for dropped in own.get("drop", ()):
        section, _, key = dropped.partition(".")
        del base[section][key]
    base["article"] = own["article"]
    for section in ("actors", "statements", "figures", "events", "positions", "proposals", "signals"):
        base[section] = base.get(section, {}) | own.get(section, {})
    gone, added = own.get("gone", {}), own.get("added", {})
    for section in ("dates", "labels"):
        kept = [row for row in base.get(section, ()) if row[0] not in gone.get(section, ())]
        base[section] = kept + list(added.get(section, ()))
    return base


def record(path: Path) -> Record:
    """Everything annotated on one article, checked."""
    notes = annotation(path)
    text = Text(article(notes["article"], path.stem), path.stem)
    people = actors(text, notes.get("actors", {}))
    cast = {actor.id: (actor, notes["actors"][actor.id][4]) for actor in people}
    said = tuple(statements(text, notes.get("statements", {}), cast))
    built = Record(
        article=text.article,
        actors=people,
        statements=said,
        figures=tuple(figures(text, notes.get("figures", {}), said)),
        events=tuple(events(text, notes.get("events", {}), said)),
        positions=tuple(positions(text, notes.get("positions", {}), said)),
        proposals=tuple(proposals(text, notes.get("proposals", {}))),
        dates=tuple(sorted(dates(text, notes.get("dates", ())), key=lambda d: d.span)),
        signals=tuple(signals(text, notes.get("signals", {}), said)),
        labels=tuple(sorted(labels(text, notes.get("labels", ())), key=lambda found: found.span)),
    )
    faults = list(truth_checks.faults(built))
    if faults:
        raise AnnotationError("\n".join(f"{path.stem}: {fault}" for fault in faults))
    return built


def records(folder: Path = ANNOTATIONS) -> Iterator[Record]:
    """Every annotated article, in the order of the annotations' names."""
    return map(record, sorted(folder.glob("*.toml")))


def lines(folder: Path = ANNOTATIONS) -> str:
    """The content of truth.jsonl."""
    return "".join(json.dumps(as_json(built), ensure_ascii=False) + "\n" for built in records(folder))


def main() -> int:
    """Write truth.jsonl; say what is wrong and exit 1 if an annotation does not fit."""
    try:
        (HERE / "truth.jsonl").write_text(lines(), encoding="utf-8")
    except AnnotationError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

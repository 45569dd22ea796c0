"""The articles in full: paragraphs of runs, each run with the records that rest on it."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from onrecord.records import Article, Record, Source, Span
from onrecord.show import wording
from onrecord.show.located import Located
from onrecord.show.marks import Mark, Run, runs
from onrecord.show.passages import pieces
from onrecord.show.views import Anchor, Origin, Paragraph, Segment, Story

TINTED = ("s", "f", "l")  # statements, figures and labels are marked at all times, the rest when opened
FURNITURE = {"b": "boilerplate", "r": "repeated", "t": "title"}
LABELS = {"boilerplate": "Boilerplate", "repeated": "Repeated headline"}
KINDS = {
    "f": "Figure",
    "l": "Label",
    "e": "Event",
    "p": "Position",
    "g": "State of the talks",
    "x": "Proposal",
    "n": "Part in the talks",
}
WRAPPED = 50  # a line of at least so many characters that ends without a stop runs on

_STOPS = tuple(".!?:;\"'”’»)]…*")
_LINE = re.compile(r"[^\n]+")


def story(article: Located) -> Story:
    """One article as it is read."""
    record = article.record
    own = record.article
    marked = list(_marks(article))
    notes = dict(_notes(article, marked))
    return Story(
        place=article.place,
        basis=wording.BASES.get(own.published.basis),
        credits=tuple(_credits(own)),
        origins=tuple(_origin(source) for source in own.sources),
        language=wording.language_tag(own.language),
        contents=", ".join(_contents(record)),
        statements=len(record.statements),
        figures=len(record.figures),
        paragraphs=tuple(_paragraphs(own.text, marked, notes)),
    )


def _contents(record: Record) -> Iterator[str]:
    """How many records of each kind; of the negotiation, the kinds that occur."""
    yield wording.count(len(record.statements), "statement")
    yield wording.count(len(record.figures), "figure")
    yield wording.count(len(record.labels), "label")
    rarer = {
        "event": len(record.events),
        "position": len(record.positions),
        "proposal": len(record.proposals),
    }
    yield from (wording.count(number, word) for word, number in rarer.items() if number)


def _credits(article: Article) -> Iterator[str]:
    if article.byline:
        yield "By " + ", ".join(map(wording.name, article.byline))
    if article.dateline:
        yield f"Dateline {wording.name(article.dateline)}"
    if article.republished_from:
        yield f"Republished from {wording.name(article.republished_from)}"


def _origin(source: Source) -> Origin:
    """The copy's web address, else its file; only http and https addresses may be followed."""
    place = source.path or "standard input"
    text = f"{place}, record {source.record}" if source.record else place
    return Origin(text=source.url or text, href=wording.web_address(source.url) if source.url else None)


def _marks(article: Located) -> Iterator[Mark]:
    record = article.record
    own = record.article
    furniture = (
        ("b", own.boilerplate),
        ("r", own.repeated),
        ("t", (own.title_span,) if own.title_span else ()),
    )
    for kind, spans in furniture:
        yield from (_mark(span, kind) for span in spans)
    yield from _statement_marks(article)
    spanned: tuple[tuple[str, Sequence[str | None], Sequence[Span]], ...] = (
        ("f", [item.id for item in record.figures], [item.span for item in record.figures]),
        ("l", [None] * len(record.labels), [item.span for item in record.labels]),
        ("e", [item.id for item in record.events], [item.span for item in record.events]),
        ("p", [item.id for item in record.positions], [item.span for item in record.positions]),
        ("g", [item.id for item in record.signals], [item.span for item in record.signals]),
        ("n", [item.id for item in record.participants], [item.span for item in record.participants]),
    )
    for kind, ids, found in spanned:
        anchors = article.anchors(kind, ids)
        yield from (_mark(span, kind, anchor) for span, anchor in zip(found, anchors, strict=True))
    plans = record.proposals
    for plan, anchor in zip(plans, article.anchors("x", [plan.id for plan in plans]), strict=True):
        whole = [*plan.mentions, *(term.span for term in plan.terms)]
        yield from (_mark(span, "x", anchor) for span in whole)
        yield from (_mark(span, "x", address) for span, address in pieces(plan, anchor))


def _statement_marks(article: Located) -> Iterator[Mark]:
    """A statement's words, and beside them its source, cue and the chain."""
    statements = article.record.statements
    anchors = article.anchors("s", [statement.id for statement in statements])
    for statement, anchor in zip(statements, anchors, strict=True):
        yield from (_mark(span, "s", anchor) for span in statement.content)
        beside: list[Span | None] = [statement.source, statement.cue]
        for hop in statement.chain:
            beside += [hop.source, hop.cue]
        for span in filter(None, beside):
            yield Mark(start=span.start, end=span.end, kind="w", key=anchor, lead=False)


def _mark(span: Span, kind: str, key: str | None = None) -> Mark:
    return Mark(start=span.start, end=span.end, kind=kind, key=key)


def _notes(article: Located, marked: Sequence[Mark]) -> Iterator[tuple[str, str]]:
    """What each address stands for, in a few words."""
    for mark in marked:
        if mark.key and mark.kind in KINDS:
            yield mark.key, KINDS[mark.kind]
    statements = article.record.statements
    anchors = article.anchors("s", [statement.id for statement in statements])
    for statement, anchor in zip(statements, anchors, strict=True):
        speaker = article.name(statement.speaker) or "speaker not named"
        yield anchor, f"Statement: {speaker}" + ", unsure" * statement.unsure


def _paragraphs(text: str, marked: Sequence[Mark], notes: dict[str, str]) -> Iterator[Paragraph]:
    blocks = _blocks(text)
    inside = _inside(runs(len(text), marked, [edge for block in blocks for edge in block]), blocks)
    pieces = Counter(key for _, run in inside for key in {mark.key for mark in run.marks if mark.key})
    split = [key for key in dict.fromkeys(mark.key for mark in marked if mark.key) if pieces[key] > 1]
    turns = {key: number for number, key in enumerate(split, 1)}
    begun: set[str] = set()
    segments: list[list[Segment]] = [[] for _ in blocks]
    kinds: list[Counter[str]] = [Counter() for _ in blocks]
    for block, run in inside:
        segments[block].append(_segment(text, run, turns, notes, begun))
        furniture = next((mark.kind for mark in run.marks if mark.kind in FURNITURE), "")
        kinds[block][furniture] += run.end - run.start
    before = "text"
    for (start, _), runs_of_block, counted in zip(blocks, segments, kinds, strict=True):
        kind = FURNITURE.get(counted.most_common(1)[0][0], "text")
        yield Paragraph(
            start=start,
            kind=kind,
            label=LABELS.get(kind) if kind != before else None,
            segments=tuple(runs_of_block),
        )
        before = kind


def _blocks(text: str) -> list[tuple[int, int]]:
    """The paragraphs: lines, but lines broken inside a sentence are one."""
    blocks: list[tuple[int, int]] = []
    for line in _LINE.finditer(text):
        words = line[0].strip()
        if not words:
            continue
        if blocks and line.start() == blocks[-1][1] + 1 and _runs_on(text, blocks[-1], words):
            blocks[-1] = (blocks[-1][0], line.end())
        else:
            blocks.append((line.start(), line.end()))
    return blocks


def _runs_on(text: str, block: tuple[int, int], words: str) -> bool:
    begin = max(text.rfind("\n", block[0], block[1]) + 1, block[0])
    last = text[begin : block[1]].rstrip()
    return words[0].islower() or (len(last) >= WRAPPED and not last.endswith(_STOPS))


def _inside(found: Iterator[Run], blocks: Sequence[tuple[int, int]]) -> list[tuple[int, Run]]:
    """The runs that lie in a paragraph, each with the paragraph's number."""
    kept: list[tuple[int, Run]] = []
    block = 0
    for run in found:
        while block < len(blocks) and blocks[block][1] <= run.start:
            block += 1
        if block < len(blocks) and blocks[block][0] <= run.start:
            kept.append((block, run))
    return kept


def _segment(text: str, run: Run, turns: dict[str, int], notes: dict[str, str], begun: set[str]) -> Segment:
    leads = [mark.key for mark in run.marks if mark.key and mark.lead and mark.key not in begun]
    begin = list(dict.fromkeys(leads))
    begun.update(begin)
    kinds = dict.fromkeys(mark.kind for mark in run.marks if mark.kind in TINTED or mark.kind in FURNITURE)
    numbers = dict.fromkeys(f"k{turns[mark.key]}" for mark in run.marks if mark.key in turns)
    return Segment(
        text=text[run.start : run.end],
        classes=" ".join([*kinds, *numbers]),
        anchors=tuple(Anchor(id=key, turn=turns.get(key), note=notes.get(key, "")) for key in begin),
        marked=any(kind in TINTED for kind in kinds),
        others=" ".join(
            dict.fromkeys(
                mark.kind for mark in run.marks if mark.key and mark.lead and mark.kind not in TINTED
            )
        ),
        records=tuple(dict.fromkeys(mark.key for mark in run.marks if mark.key and mark.lead)),
    )

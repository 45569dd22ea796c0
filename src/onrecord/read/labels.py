"""Labels: loaded words for an actor or its act, and in whose voice they stand.

The voice is the statement in whose content the words stand, else the outlet; nobody's where words are
quoted without a statement. What somebody calls something that is nobody's doing, and an act that is
called by a hard name, stand without an actor where the words name none. Words are kept as printed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from onrecord.read.calling import QUOTES
from onrecord.read.loaded import Loaded, judges, loaded
from onrecord.read.meant import FIRST, Meant
from onrecord.read.places import Places
from onrecord.read.quotes import Quotations
from onrecord.read.reading import Reading
from onrecord.records import Actor, Label, Statement

RULE = "labels 2"
MARKS = "“”\"«»‘’',.;: "


def labels(
    reading: Reading, actors: Sequence[Actor], statements: Sequence[Statement], quoted: Quotations
) -> Iterator[Label]:
    """Yield the labels of one article, in the order of the text."""
    voices = Voices(statements)
    meant = Meant(reading.doc, actors)
    found = [
        label
        for token in reading.doc
        for one in loaded(token)
        if not reading.in_boilerplate(one.start, one.end)
        for label in _label(reading, one, meant, voices.of(one), quoted)
    ]
    yield from _apart(reading, found)


class Voices:
    """The statements of one article, looked up by their words and by their cues."""

    def __init__(self, statements: Sequence[Statement]) -> None:
        self._contents = Places((span, one) for one in statements for span in one.content)
        self._cues = Places((one.cue, one) for one in statements if one.cue is not None)

    def of(self, one: Loaded) -> Statement | None:
        """Whose words they are; of a name that somebody gives, who gives it."""
        said = self._contents.at(one.start, one.end)
        if said is None and one.given is not None:
            return (
                self._cues.at(one.given.idx) or self._contents.at(one.end - 1) or self._contents.at(one.start)
            )
        return said


def _label(
    reading: Reading, one: Loaded, meant: Meant, said: Statement | None, quoted: Quotations
) -> Iterator[Label]:
    in_quotes = quoted.touching(one.start, one.end)
    if one.said and said is None and one.given is None and not in_quotes:
        return
    actor = _actor(one, meant, said)
    judged = one.named and judges(reading.doc.char_span(one.start, one.end))
    if actor is None and not judged and not one.act:
        return
    if one.named and not judged and not (_to_actor(one, meant) and _quoted_behind(one, in_quotes)):
        return
    if actor is not None and said is not None and actor.id == said.speaker and _of_itself(one, said):
        return
    start, end = _bare(reading.article.text, one.start, one.end)
    if start >= end:
        return
    span = reading.article.span(start, end)
    voice = said.id if said else None if in_quotes or one.given else "outlet"
    yield Label(span=span, actor=actor.id if actor else None, label=span.words, voice=voice, rule=RULE)


def _actor(one: Loaded, meant: Meant, said: Statement | None) -> Actor | None:
    if one.of is None:
        return None
    return meant.who(one.of, said) if one.noun is None else meant.bearer(one.of, one.noun, said)


def _to_actor(one: Loaded, meant: Meant) -> bool:
    """Whether a name is given to an actor itself, not to its doing."""
    return one.of is not None and meant.named(one.of)


def _quoted_behind(one: Loaded, in_quotes: Sequence[tuple[int, int]]) -> bool:
    """Whether a name that is given stands in a quotation of its own."""
    return one.given is not None and any(start > one.given.idx for start, _ in in_quotes)


def _of_itself(one: Loaded, said: Statement) -> bool:
    """Whether a speaker judges itself, or is taken for who is meant only because the words name nobody."""
    outside = one.of is not None and not any(c.start <= one.of.idx < c.end for c in said.content)
    return one.said or outside or (one.of is not None and one.of.lower_ in FIRST)


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    """A range without the marks at its ends, save those that belong to a quotation inside."""
    words = text[start:end]
    end = start + len(words.rstrip(MARKS))
    start += len(words) - len(words.lstrip(MARKS))
    for opening, closing in QUOTES.items():
        opened, closed = text.count(opening, start, end), text.count(closing, start, end)
        if opened > closed or (opening == closing and opened % 2):
            end = max(end, text.find(closing, end, end + 2) + 1)
    return start, end


def _apart(reading: Reading, found: Sequence[Label]) -> Iterator[Label]:
    """The labels in the order of the text, those that overlap as one."""
    kept: list[Label] = []
    for label in sorted(found, key=lambda label: (label.span.start, -label.span.end)):
        last = kept[-1] if kept else None
        if last is None or not _joined(reading, last, label):
            kept.append(label)
            continue
        span = reading.article.span(last.span.start, max(last.span.end, label.span.end))
        kept[-1] = replace(last, span=span, label=span.words, actor=last.actor or label.actor)
    yield from kept


def _joined(reading: Reading, last: Label, label: Label) -> bool:
    """Whether two labels overlap or stand side by side for one actor."""
    between = reading.article.text[last.span.end : label.span.start]
    return last.span.overlaps(label.span) or (not between.strip() and last.actor == label.actor)

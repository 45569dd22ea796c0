"""Published: from when on an article can have been published, where nothing states its date.

In: an article's parse and time expressions. Out: an open interval, whose evidence is the newest day that the
text writes out in full and tells of as past. Nothing is inferred from background knowledge.
"""

from collections.abc import Iterator, Sequence

from spacy.tokens import Span as Tokens

from onrecord.document.dated import TO_COME
from onrecord.read.phrases import verb_above
from onrecord.read.reading import Reading
from onrecord.read.starts import prefix
from onrecord.records import Published, TimeExpression

AROUND = 60  # characters on either side of a day in which words tell that it is to come
AHEAD = ("for ", "from ", "-", "–")  # before a day or its range
PAST = ("VBD", "VBN")


def inferred(reading: Reading, times: Sequence[TimeExpression]) -> Published:
    """What is known of the publication date, or else from when on it can be."""
    known = reading.article.published
    if known.basis != "unknown":
        return known
    past = sorted((day, time.span) for day, time in _past(reading, times))
    if not past:
        return known
    day, span = past[-1]
    return Published(earliest=day, latest=None, basis="inferred", evidence=(span,))


def _past(reading: Reading, times: Sequence[TimeExpression]) -> Iterator[tuple[str, TimeExpression]]:
    """The days written with their year that a past verb tells of, but for those to come and in furniture."""
    for time in times:
        day, (start, end) = prefix(time), (time.span.start, time.span.end)
        if (
            day is None
            or len(day) < 10
            or day[:4] not in time.span.words
            or reading.in_boilerplate(start, end)
        ):
            continue
        tokens = reading.doc.char_span(start, end, alignment_mode="expand")
        if tokens is not None and _is_told_as_past(reading, tokens):
            yield day, time


def _is_told_as_past(reading: Reading, tokens: Tokens) -> bool:
    verb = verb_above(tokens.root)
    if verb is None or verb.tag_ not in PAST:
        return False
    sentence, text = tokens.sent, reading.article.text
    before = text[max(sentence.start_char, tokens.start_char - AROUND) : tokens.start_char].lower()
    after = text[tokens.end_char : min(sentence.end_char, tokens.end_char + AROUND)].lower()
    return not (before.endswith(AHEAD) or TO_COME.search(before) or TO_COME.search(after))

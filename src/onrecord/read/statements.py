"""Statements: attributions joined with their quotations, resolved to a speaker and typed.

Quotation marks decide which words are verbatim. A quotation that follows without a cue of its own
belongs to the statement before it; one that stands alone belongs to nobody and is left out.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from onrecord.read.acts import act
from onrecord.read.agreed import RELAYS, fills
from onrecord.read.anonymity import anonymity
from onrecord.read.attribution import ATTITUDES, LAYOUT, Attribution
from onrecord.read.quotes import Quotations
from onrecord.read.reading import Reading
from onrecord.read.relays import INTERVIEWS
from onrecord.read.source_kinds import source_kind
from onrecord.records import Actor, Hop, Span, Statement
from onrecord.vocabulary import tables, words

Range = tuple[int, int]

RULE = "statements 2"
DOCUMENTS = frozenset(words("roles", "documents"))
HEDGE_WORDS = frozenset(
    word for key in ("modal", "adverb", "adjective") for word in tables("roles")["hedges"][key]
)
HEDGE_VERBS = frozenset(tables("roles")["hedges"]["verb"])
HEDGE_PHRASES = re.compile(
    r"\b(?:" + "|".join(map(re.escape, tables("roles")["hedges"]["phrase"])) + r")\b", re.I
)
NEXT = 12  # words between two statements of one utterance, cue and source of the first among them
LOOKBACK = 50  # contents before a cue among which the report around it is sought
PRONOUNS = ("he", "she", "it", "they")
WORD = re.compile(r"\w+")
CLOSING_MARKS = '"”»'
QUOTE_MARKS = '"“”«»„'
SCARE = 4  # a quotation of fewer words is a term, not an utterance
JOINT = re.compile(r"[\s\"“”«»,.;:–—-]*")


@dataclass(slots=True, eq=False)
class Draft:
    """A statement in the making."""

    attribution: Attribution
    content: list[Range]
    outer: "Draft | None" = None  # the report that this one stands in

    @property
    def start(self) -> int:
        """Where its first word stands, cue and source included."""
        source = [self.attribution.source] if self.attribution.source else []
        return min(a for a, _ in (*self.content, *source, self.attribution.cue))

    @property
    def end(self) -> int:
        """Where its last word ends, cue and source included."""
        source = [self.attribution.source] if self.attribution.source else []
        return max(b for _, b in (*self.content, *source, self.attribution.cue))


def statements(
    reading: Reading,
    attributions: Sequence[Attribution],
    quotations: Quotations,
    actors: Sequence[Actor],
) -> Iterator[Statement]:
    """Yield the statements of one article, in the order of their cues."""
    text = reading.article.text
    drafts = [Draft(a, _whole_quotations(a, quotations, text)) for a in attributions]
    _continue(drafts, quotations, text)
    drafts = _nest(drafts, text)
    by_mention = {(m.start, m.end): actor for actor in actors for m in actor.mentions}
    before: Statement | None = None
    for number, draft in enumerate(drafts, 1):
        found = _statement(f"s{number}", draft, reading, quotations, by_mention)
        before = _carried_on(found, before, text)
        yield before


def _carried_on(statement: Statement, before: Statement | None, text: str) -> Statement:
    """ "A told OUTLET … He added …": the next sentence of one utterance has come the same way."""
    source, cue = statement.source, statement.cue
    if before is None or statement.chain or source is None or cue is None:
        return statement
    same = statement.speaker is not None and statement.speaker == before.speaker
    gap = text[max(span.end for span in before.content) : min(source.start, statement.content[0].start)]
    next_to = len(WORD.findall(gap)) <= NEXT and source.words.lower() in PRONOUNS
    told = tuple(hop for hop in before.chain if hop.relation == "told")
    return replace(statement, chain=told) if same and next_to and told else statement


def _whole_quotations(attribution: Attribution, quotations: Quotations, text: str) -> list[Range]:
    """The content, each quotation that it touches taken whole unless the cue stands in it."""
    content = list(attribution.content)
    for quotation in [q for a, b in attribution.content for q in quotations.touching(a, b)]:
        if quotation[0] <= attribution.cue[0] < quotation[1]:
            continue
        touching = [r for r in content if r[0] < quotation[1] and quotation[0] < r[1]]
        if touching:
            content = [r for r in content if r not in touching]
            start, end = (
                min(quotation[0], *(r[0] for r in touching)),
                max(quotation[1], *(r[1] for r in touching)),
            )
            more = bool(quotations.touching(quotation[1], end))
            cut = start == quotation[0] and _utterance(quotation, text) and not more
            content.append(quotation if cut else (start, end))
    return sorted(content)


def _utterance(quotation: Range, text: str) -> bool:
    """A whole sentence within marks: what follows it in the sentence is the article's own."""
    first = text[quotation[0] + 1 : quotation[0] + 2]
    return first.isupper() and len(WORD.findall(text[slice(*quotation)])) >= SCARE


def _continue(drafts: list[Draft], quotations: Quotations, text: str) -> None:
    """Give each quotation that no cue covers to the statement beside it."""
    following: Range | None = None
    for quotation in reversed(quotations):  # the earlier paragraphs of a long quotation after its last
        if not _covering(drafts, quotation):
            _give(
                _next_paragraph(drafts, quotation, following, text) or _owner(drafts, quotation, text),
                quotation,
            )
        following = quotation
    for quotation in quotations:  # now in order, for those that continue a continued one
        if not _covering(drafts, quotation):
            _give(_owner(drafts, quotation, text), quotation)


def _give(owner: Draft | None, quotation: Range) -> None:
    if owner is not None and owner.attribution.found_by != LAYOUT:
        owner.content = sorted([*owner.content, quotation])


def _covering(drafts: Sequence[Draft], quotation: Range) -> Draft | None:
    return next((d for d in drafts for a, b in d.content if a < quotation[1] and quotation[0] < b), None)


def _next_paragraph(
    drafts: Sequence[Draft], quotation: Range, following: Range | None, text: str
) -> Draft | None:
    """The statement of the paragraph behind, where a quotation runs on without a closing mark."""
    if (
        following is None
        or text[quotation[1] - 1] in CLOSING_MARKS
        or text[quotation[1] : following[0]].strip()
    ):
        return None
    return _covering(drafts, following)


def _owner(drafts: Sequence[Draft], quotation: Range, text: str) -> Draft | None:
    before = [d for d in drafts if d.end <= quotation[0]]
    long = len(WORD.findall(text[slice(*quotation)])) >= SCARE
    for draft in sorted(before, key=lambda d: d.end, reverse=True)[: 1 if long else 0]:
        gap = text[draft.end : quotation[0]]
        paragraphs = gap.count("\n") > 0
        ends_in_quote = any(text[b - 1] in QUOTE_MARKS for _, b in draft.content)
        rest = gap.split("\n")[0] if paragraphs else gap
        if len(gap) < 200 and not _another_sentence(rest) and (not paragraphs or ends_in_quote):
            return draft
    after = [d for d in drafts if d.attribution.cue[0] >= quotation[1]]
    if after:
        first = min(after, key=lambda d: d.attribution.cue[0])
        start = min(first.attribution.cue[0], (first.attribution.source or first.attribution.cue)[0])
        comma = text[quotation[1] - 2 : quotation[1] - 1] in (",", "?", "!")
        if JOINT.fullmatch(text[quotation[1] : start]) and (long or comma):
            return first
    return None


def _another_sentence(gap: str) -> bool:
    """Whether more than the tail of a sentence lies between."""
    return bool(re.search(r"[.!?]\s+\S", gap.strip())) or len(WORD.findall(gap)) > 14


def _nest(drafts: list[Draft], text: str) -> list[Draft]:
    """Find which reports stand inside others, and keep one of two that are the same report.

    An outer report that only relays ("according to …", "… reported") goes into the chain of the inner
    one; a speaker's own verb inside the report ("he said he hoped …") and a mere deed go.
    """
    gone: list[Draft] = []
    contents = sorted(((a, b, n) for n, d in enumerate(drafts) for a, b in d.content))
    for draft in drafts:
        cue = draft.attribution.cue[0]
        before = bisect_right(contents, cue, key=lambda content: content[0])
        near = contents[max(0, before - LOOKBACK) : before]
        around = [drafts[n] for _, b, n in near if cue < b and drafts[n] is not draft]
        if not around:
            continue
        draft.outer = min(around, key=_length)
        if not draft.attribution.clause:
            gone.append(draft)
        elif fills(draft.attribution, draft.outer.content):
            source = draft.attribution.source
            if draft.outer.attribution.lemma in RELAYS:
                gone.append(draft.outer)
            elif source and text[slice(*source)].lower() in PRONOUNS:
                gone.append(draft)
    return [draft for draft in drafts if draft not in gone]


def _length(draft: Draft) -> int:
    return sum(b - a for a, b in draft.content)


def _statement(
    name: str, draft: Draft, reading: Reading, quotations: Quotations, by_mention: Mapping[Range, Actor]
) -> Statement:
    attribution, article = draft.attribution, reading.article
    content = tuple(article.span(a, b) for a, b in draft.content)
    verbatim = tuple(_verbatim(draft.content, quotations, article.text))
    speaker = by_mention.get(attribution.source) if attribution.source else None
    kind = source_kind(reading, attribution.source, speaker)
    unnamed = attribution.source if kind == "anonymous official" else None
    return Statement(
        id=name,
        source=article.span(*attribution.source) if attribution.source else None,
        speaker=speaker.id if speaker else None,
        source_kind=kind,
        anonymity=anonymity(reading, unnamed, speaker) if unnamed else None,
        cue=article.span(*attribution.cue),
        content=content,
        verbatim=tuple(article.span(a, b) for a, b in verbatim),
        type=_type(content, verbatim, article.text),
        act=act(reading, attribution.lemma, attribution.cue, draft.content),
        chain=tuple(_chain(draft, reading, by_mention)),
        hedge=_hedge(reading, draft),
        attitude=attribution.lemma in ATTITUDES,
        score=None if attribution.score is None else round(attribution.score, 3),
        rule=f"{RULE}: {attribution.found_by}",
    )


def _verbatim(content: Sequence[Range], quotations: Quotations, text: str) -> Iterator[Range]:
    """The words between quotation marks inside the content, marks left out."""
    for a, b in content:
        for start, end in quotations.touching(a, b):
            first, last = max(a, start), min(b, end)
            while first < last and (text[first] in QUOTE_MARKS or text[first].isspace()):
                first += 1
            while first < last and (text[last - 1] in QUOTE_MARKS or text[last - 1].isspace()):
                last -= 1
            if first < last:
                yield first, last


def _type(content: Sequence[Span], verbatim: Sequence[Range], text: str) -> str:
    if not verbatim:
        return "indirect"
    said = sum(len(WORD.findall(span.words)) for span in content)
    quoted = sum(len(WORD.findall(text[a:b])) for a, b in verbatim)
    return "direct" if quoted >= 0.9 * said else "mixed"


def _chain(draft: Draft, reading: Reading, by_mention: Mapping[Range, Actor]) -> Iterator[Hop]:
    """The intermediaries, outermost first: outer reports, whom it was told, the document it stands in."""
    article, outer = reading.article, draft.outer
    if outer is not None and outer.attribution.source:
        actor = by_mention.get(outer.attribution.source)
        relation = "according to" if outer.attribution.lemma == "according to" else "reported by"
        yield Hop(
            source=article.span(*outer.attribution.source),
            actor=actor.id if actor else None,
            cue=article.span(*outer.attribution.cue),
            relation=relation,
        )
    for relay in draft.attribution.relays:
        passes = by_mention.get(relay.source)
        yield Hop(
            source=article.span(*relay.source),
            actor=passes.id if passes else None,
            cue=article.span(*relay.cue),
            relation=relay.relation,
        )
    told = draft.attribution.recipient
    if told:
        actor = by_mention.get(told)
        if actor is not None and actor.kind == "media":
            yield Hop(
                source=article.span(*told),
                actor=actor.id,
                cue=article.span(*draft.attribution.cue),
                relation="told",
            )
    paper = draft.attribution.document or _document(reading, draft.attribution.cue)
    if paper:
        yield Hop(source=article.span(*paper), relation="in a statement")


def _document(reading: Reading, cue: Range) -> Range | None:
    """ "said in a statement", "wrote in a post": the document that the words stand in."""
    tokens = reading.doc.char_span(*cue, alignment_mode="expand")
    if tokens is None:
        return None
    for child in tokens.root.children:
        if child.dep_ == "prep" and child.lower_ in ("in", "on"):
            for noun in child.children:
                lemma = noun.lemma_.lower()
                if noun.dep_ == "pobj" and lemma in DOCUMENTS - INTERVIEWS and noun.pos_ == "NOUN":
                    return noun.left_edge.idx, noun.idx + len(noun)
    return None


def _hedge(reading: Reading, draft: Draft) -> Span | None:
    """The first word that lowers the commitment to what is said, in the content or beside the cue."""
    text = reading.article.text
    for start, end in [*draft.content, (draft.attribution.cue[0] - 1, draft.attribution.cue[1])]:
        start = max(0, start)
        phrase = HEDGE_PHRASES.search(text, start, end)
        for token in reading.doc.char_span(start, end, alignment_mode="expand") or ():
            if phrase and token.idx >= phrase.start():
                break
            if token.lower_ in HEDGE_WORDS or (token.pos_ == "VERB" and token.lemma_ in HEDGE_VERBS):
                return reading.span(token)
        if phrase:
            return reading.article.span(*phrase.span())
    return None

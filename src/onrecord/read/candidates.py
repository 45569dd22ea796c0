"""Candidates: what rules and tagger find as one list, with what speaks for each.

The rules see a parse, the tagger what annotators marked. An attribution that both find is one candidate:
the tagger's words, but the parse's source where the two name different ones, and of two contents that
differ the one that the clues of the difference speak for. Clues are numbers with names; their weights are
fitted by training/attribution/confidence.py.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, log

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from onrecord.read.attribution import (
    ATTITUDES,
    BOTH,
    DOCUMENTS,
    LAYOUT,
    NOUNS,
    RULES,
    TAGGER,
    VERBS,
    Attribution,
    not_yet,
    owner,
    recipient,
    silent,
    unsaid,
)
from onrecord.read.phrases import DASHES
from onrecord.read.quotes import Quotations, words_of
from onrecord.read.reading import Reading, dateline_end
from onrecord.read.tagger import CONTENT, CUE, SOURCE, Tagged

Range = tuple[int, int]
Clues = Mapping[str, float]

SUBJECTS = {"nsubj", "nsubjpass", "expl", "csubj"}
SPEECH = frozenset(VERBS) - ATTITUDES
OWN_SUBJECT = {"nsubj", "nsubjpass", "agent"}
TOLD = {"dobj", "dative"}
ENTITIES = {"PERSON", "ORG", "GPE", "NORP"}
RELATIVE = {"who", "which", "that"}
PRONOUNS = {"he", "she", "it", "they", "i", "we", "you"}
POINTING = frozenset({"this", "that", "these", "those", "such"})
MODAL = {"would", "could", "should", "might", "will", "may", "must", "can", "'ll", "’ll", "'d", "’d"}
SAME = 0.5  # share of the larger content in common, where two attributions are one
ALIKE = 0.8  # share of the words of two contents in common, where they say the same
JOINT = re.compile(r"[,;]?\s{1,9}(?:with|while|whereas|and|but|as|though|although)\s{1,9}$|[,;]\s{1,9}$")
USUAL = 60  # characters of a content


@dataclass(frozen=True, slots=True)
class Candidate:
    """An attribution, who found it, and what speaks for it."""

    attribution: Attribution
    tagged: Tagged | None  # None: the tagger did not find it
    ruled: Attribution | None  # None: no rule found it
    clues: Clues


def chance(clues: Clues, weights: Clues) -> float:
    """The probability that a logistic regression gives."""
    return 1 / (1 + exp(-sum(weights.get(name, 0.0) * value for name, value in clues.items())))


def candidates(
    reading: Reading, by_rule: Sequence[Attribution], quotations: Quotations, choice: Clues
) -> list[Candidate]:
    """The candidates of one article; `choice` weighs the clues of `differing` and `two_sources`."""
    cues = [one.cue for one in by_rule]
    found: list[tuple[Attribution, Tagged | None, Attribution | None]] = []
    for tagged, ruled in joined(reading, by_rule):
        if tagged is not None:
            found.append((_attribution(reading, tagged, ruled, quotations, choice, cues), tagged, ruled))
        elif ruled is not None:
            found.append((ruled, None, ruled))
    contents = [where for attribution, _, _ in found for where in attribution.content]
    return [
        Candidate(
            attribution, tagged, ruled, _clues(reading, attribution, tagged, ruled, quotations, contents)
        )
        for attribution, tagged, ruled in found
    ]


def joined(
    reading: Reading, by_rule: Sequence[Attribution]
) -> Iterator[tuple[Tagged | None, Attribution | None]]:
    """Each attribution of the tagger beside the rule's that is the same; then what only rules found."""
    hulls = [(*_hull(one.source, one.cue, *one.content), number) for number, one in enumerate(by_rule)]
    laid_out = [where for one in by_rule if one.found_by == LAYOUT for where in one.content]
    taken: set[int] = set()
    opened = dateline_end(reading.article)
    for tagged in (_behind(one, opened) for one in reading.tags.attributions):
        start, end = _hull(tagged.source, tagged.cue, *tagged.content)
        near = {number: by_rule[number] for first, past, number in hulls if first < end and start < past}
        left = {number: one for number, one in near.items() if number not in taken}
        mark = any(one.found_by == LAYOUT and _shared((one.cue,), (tagged.cue,)) for one in left.values())
        content = tagged.content if mark else _beside(tagged.content, laid_out)
        content = _short_of(reading.article.text, tagged.cue, content, [*near.values()])
        if not content or reading.in_boilerplate(*tagged.cue) or not (mark or _says(reading, tagged.cue)):
            continue
        tagged = replace(tagged, content=content)
        best = _likest(left, tagged)
        if best is not None:
            taken.add(best)
        yield tagged, None if best is None else by_rule[best]
    for number, one in enumerate(by_rule):
        if number not in taken:
            yield None, one


def _behind(tagged: Tagged, opened: int) -> Tagged:
    """The tagger's words without the dateline before them: "PORT - The union said …"."""

    def cut(words: Range) -> Range:
        return (opened, words[1]) if words[0] < opened < words[1] else words

    source = tagged.source and cut(tagged.source)
    return replace(tagged, source=source, content=tuple(map(cut, tagged.content)))


def _hull(*parts: Range | None) -> Range:
    """The characters from the first of some ranges to the last."""
    some = [part for part in parts if part]
    return min(start for start, _ in some), max(end for _, end in some)


def _says(reading: Reading, cue: Range) -> bool:
    """Whether a cue can report: no dash, which only a layout makes one, and none that says of silence."""
    root = _root(reading.doc, cue)
    if root is None or reading.article.text[slice(*cue)] in DASHES:
        return False
    lemma = root.lemma_.lower()
    return not silent(root) and not (lemma in SPEECH and not_yet(root))


def _beside(content: Sequence[Range], others: Sequence[Range]) -> tuple[Range, ...]:
    """The pieces of a content that share nothing with what belongs to others."""
    return tuple(piece for piece in content if not _shared((piece,), others))


def _short_of(
    text: str, cue: Range, content: Sequence[Range], by_rule: Sequence[Attribution]
) -> tuple[Range, ...]:
    """A content up to where another report with a source of its own begins (", while B said …")."""
    pieces = []
    for start, end in content:
        for other in by_rule:
            if (
                other.source
                and not _shared((cue,), (other.cue,))
                and start < other.source[0] < other.cue[0] < end
            ):
                joint = JOINT.search(text, start, other.source[0])
                if joint and joint.start() > start:
                    end = joint.start()
        pieces.append((start, end))
    return tuple(pieces)


def _likest(by_rule: Mapping[int, Attribution], tagged: Tagged) -> int | None:
    """The rule's attribution that is the tagger's: of several the one with its cue, then its content."""
    same = [
        (_shared((one.cue,), (tagged.cue,)) > 0, _shared(one.content, tagged.content), -number)
        for number, one in by_rule.items()
        if _alike(one, tagged)
    ]
    return -max(same)[2] if same else None


def _alike(one: Attribution, tagged: Tagged) -> bool:
    if _shared((one.cue,), (tagged.cue,)):
        return True
    larger = max(_size(one.content), _size(tagged.content))
    nobody = one.source is None or tagged.source is None
    return _shared(one.content, tagged.content) >= SAME * larger and (
        nobody or bool(_shared((one.source,), (tagged.source,)))
    )


def _shared(one: Sequence[Range | None], other: Sequence[Range | None]) -> int:
    pairs = ((a, b) for a in one if a for b in other if b)
    return sum(max(0, min(a[1], b[1]) - max(a[0], b[0])) for a, b in pairs)


def _size(ranges: Sequence[Range]) -> int:
    return sum(b - a for a, b in ranges)


def _attribution(
    reading: Reading,
    tagged: Tagged,
    ruled: Attribution | None,
    quotations: Quotations,
    choice: Clues,
    cues: Sequence[Range],
) -> Attribution:
    """The tagger's spans, or the rule's where they are the better ones, with what the parse adds."""
    if ruled is not None and ruled.found_by == LAYOUT:
        return ruled
    doc = reading.doc
    source, document, cue = tagged.source, None, _root(doc, tagged.cue)
    apart = two_sources(reading, tagged, ruled) if ruled is not None else None
    if ruled is not None and apart and (_adjoins(ruled) or chance(apart, choice) >= SAME):
        source = ruled.source
    if source is not None:
        source, document = owner(doc, source)
    if ruled is not None:
        clues = differing(reading, tagged, ruled, quotations, cues)
        better = clues and chance(clues, choice) >= SAME
        content = ruled.content if better or _shared(tagged.content, (tagged.cue,)) else tagged.content
        document = document or ruled.document
        return replace(
            ruled, source=source, cue=tagged.cue, content=content, document=document, found_by=BOTH
        )
    lemma = cue.lemma_.lower() if cue is not None else ""
    if "according" in reading.article.text[slice(*tagged.cue)].lower():
        lemma = "according to"
    told = recipient(cue) if lemma == "tell" and cue is not None else None
    clause = _clausal(doc, tagged.content, quotations)
    return Attribution(source, tagged.cue, tagged.content, lemma, clause, told, document, TAGGER)


def two_sources(reading: Reading, tagged: Tagged, ruled: Attribution) -> Clues | None:
    """What speaks for the rule's source against the tagger's; None where they name the same."""
    if ruled.source is None or _shared((tagged.source,), (ruled.source,)):
        return None
    cue = _root(reading.doc, tagged.cue)
    children = list(cue.children) if cue is not None else []
    named = reading.article.text[slice(*tagged.source)].lower() if tagged.source else ""
    told = (c for c in children if tagged.source and c.dep_ in TOLD and c.idx < tagged.source[1] <= _end(c))
    return {
        "source": 1.0,
        "source: own subject": float(any(child.dep_ in OWN_SUBJECT for child in children)),
        "source: is told": float(any(told)),
        "source: nobody": float(tagged.source is None),
        "source: relative": float(named in RELATIVE),
        "source: pronoun": float(named in PRONOUNS),
        "source: pointer": _odds(tagged.clues[3]),
        "source: sure": _odds(tagged.clues[4]),
    }


def _adjoins(ruled: Attribution) -> bool:
    """Whether a source stands right before or behind its cue, as a verb's own subject does."""
    source, cue = ruled.source or ruled.cue, ruled.cue
    return 0 <= cue[0] - source[1] <= 1 or 0 <= source[0] - cue[1] <= 1


def _end(head: Token) -> int:
    last = head.right_edge
    return last.idx + len(last)


def differing(
    reading: Reading, tagged: Tagged, ruled: Attribution, quotations: Quotations, cues: Sequence[Range]
) -> Clues | None:
    """What speaks for the rule's content against the tagger's; None where they say the same.

    Args:
        cues: of all that the rules found, for a content seldom reaches over another cue.
    """
    text, tags = reading.article.text, reading.tags
    ours, theirs = words_of(text, ruled.content), words_of(text, tagged.content)
    if len(ours & theirs) >= ALIKE * len(ours | theirs):
        return None
    clues = {
        "bias": 1.0,
        "pieces": len(tagged.content) - 1.0,
        "link": _odds(tagged.clues[2]),
        "words beyond": len(theirs - ours) / 10,
        "words short": len(ours - theirs) / 10,
        "beyond": float(bool(theirs - ours)),
        "cues beyond": float(any(cue[0] in theirs - ours for cue in cues if cue != ruled.cue)),
        "chance beyond": tags.mean(CONTENT, theirs - ours) - 0.5 if theirs - ours else 0.0,
        "chance short": tags.mean(CONTENT, ours - theirs) - 0.5 if ours - theirs else 0.0,
    }
    for name, content in (("rule", ruled.content), ("tagger", tagged.content)):
        end = max(b for _, b in content)
        marks = [mark for where in content for mark in quotations.touching(*where)]
        clues[f"{name} quoted"] = float(bool(marks))
        clues[f"{name} cuts a quotation"] = float(
            any(not any(a <= start and stop <= b + 1 for a, b in content) for start, stop in marks)
        )
        clues[f"{name} ends a sentence"] = float(text[end : end + 1] in ".!?\n" or text[end - 1] in ".!?")
        clues[f"{name} ends at a comma"] = float(text[end : end + 1] in (",", ";"))
    return clues


def _tokens(doc: Doc, where: Range) -> Tokens | None:
    tokens = doc.char_span(*where, alignment_mode="expand")
    return tokens if tokens is not None and len(tokens) else None


def _root(doc: Doc, where: Range) -> Token | None:
    tokens = _tokens(doc, where)
    return None if tokens is None else tokens.root


def _clausal(doc: Doc, content: Sequence[Range], quotations: Quotations) -> bool:
    """Whether a content holds a quotation, or a verb with its subject."""
    for where in content:
        tokens = _tokens(doc, where)
        if quotations.touching(*where) or any(token.dep_ in SUBJECTS for token in tokens or ()):
            return True
    return False


def _odds(probability: float) -> float:
    return log((probability + 1e-3) / (1 - probability + 1e-3))


def _clues(
    reading: Reading,
    attribution: Attribution,
    tagged: Tagged | None,
    ruled: Attribution | None,
    quotations: Quotations,
    contents: Sequence[Range],
) -> Clues:
    """What speaks for or against a candidate; what is absent counts 0."""
    doc, text = reading.doc, reading.article.text
    nested = any(a <= attribution.cue[0] < b for a, b in contents if (a, b) not in attribution.content)
    return {
        "bias": 1.0,
        "nested": float(nested),
        **_of_tags(
            reading, attribution, tagged, RULES if tagged is None else TAGGER if ruled is None else BOTH
        ),
        **_of_cue(doc, attribution, quotations),
        **_of_content(doc, attribution, quotations),
        **_of_source(doc, attribution, text),
    }


def _of_tags(reading: Reading, attribution: Attribution, tagged: Tagged | None, who: str) -> Clues:
    """What the tagger's numbers say; they weigh otherwise where it found the attribution than where not."""
    source = (attribution.source,) if attribution.source else ()
    parts = (
        ("cue", CUE, (attribution.cue,)),
        ("content", CONTENT, attribution.content),
        ("source", SOURCE, source),
    )
    clues = {who: 1.0, f"{who}: according": float(attribution.lemma == "according to")}
    for name, role, ranges in parts:
        if ranges:
            highest = [reading.tags.chance(role, *where) for where in ranges]
            clues[f"{who}: chance of {name}"] = _odds(sum(highest) / len(highest))
    if tagged is not None:
        names = ("cue", "content", "link", "pointer", "source")
        clues |= {f"{who}: {name}": _odds(sure) for name, sure in zip(names, tagged.clues, strict=True)}
        clues[f"{who}: speech"] = _odds(tagged.speech)
    return clues


def _of_cue(doc: Doc, attribution: Attribution, quotations: Quotations) -> Clues:
    lemma, tokens = attribution.lemma, _tokens(doc, attribution.cue)
    known = "attitude" if lemma in ATTITUDES else VERBS.get(lemma) or ("noun" if lemma in NOUNS else "other")
    children = list(tokens.root.children) if tokens is not None else []
    around = {token.lower_ for token in (*(tokens or ()), *children)}
    return {
        f"cue {known}": 1.0,
        f"cue {tokens.root.pos_ if tokens is not None else 'X'}": 1.0,
        "modal": float(bool(around & MODAL)),
        "infinitive": float(any(child.tag_ == "TO" for child in children)),
        "unsaid": float(tokens is not None and unsaid(tokens.root, lemma)),
        "negated": float(any(child.dep_ == "neg" for child in children)),
        "passive": float(any(child.dep_ in ("auxpass", "nsubjpass") for child in children)),
        "quoted cue": float(quotations.at(attribution.cue[0]) is not None),
    }


def _of_content(doc: Doc, attribution: Attribution, quotations: Quotations) -> Clues:
    size = max(1, _size(attribution.content))
    quoted = sum(_shared((where,), quotations.touching(*where)) for where in attribution.content) / size
    first = _tokens(doc, attribution.content[0])
    noun = first is not None and first.root.pos_ in ("NOUN", "PROPN")
    return {
        "quoted": quoted,
        "length": log(size / USUAL),
        "clause": float(_clausal(doc, attribution.content, quotations)),
        "infinitive content": float(first is not None and first[0].tag_ == "TO"),
        "noun content": float(noun and not quoted),
        "pointing content": float(
            first is not None
            and noun
            and not quoted
            and first[0].lower_ in POINTING
            and attribution.found_by != LAYOUT
        ),
        "one word": float(not quoted and (first is None or len(first) == 1)),
        "pieces": float(len(attribution.content) > 1),
    }


def _of_source(doc: Doc, attribution: Attribution, text: str) -> Clues:
    if attribution.source is None:
        return {"no source": 1.0}
    tokens = _tokens(doc, attribution.source)
    root = tokens.root if tokens is not None else None
    named = text[slice(*attribution.source)].lower()
    return {
        "pronoun": float(named in PRONOUNS),
        "relative": float(named in RELATIVE),
        "document": float(root is not None and root.pos_ == "NOUN" and root.lemma_.lower() in DOCUMENTS),
        "named": float(any(token.ent_type_ in ENTITIES for token in tokens or ())),
        "plural": float(root is not None and root.tag_ in ("NNS", "NNPS")),
        "spoken of": float(root is not None and root.dep_ == "nsubjpass"),
        "of time": float(root is not None and root.ent_type_ in ("DATE", "TIME")),
    }

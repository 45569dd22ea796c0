"""Figures: the numbers that count something, with what they count, since when, and who counts.

In: an article's parse, actors, statements and time expressions. Out: figures in the order of the text. The
counter is the speaker of the innermost statement around the number, unless the statement demands the number.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from onrecord.read.casualties import Clause, lemma
from onrecord.read.counting import KINDS, Count, count
from onrecord.read.ellipsis import TALLIES, counting, elided
from onrecord.read.phrases import verb_above
from onrecord.read.quantities import Quantity, quantities
from onrecord.read.reading import Reading
from onrecord.read.revisions import caveat, revised
from onrecord.read.starts import Times, as_of, is_calendar, is_since, since, window, within
from onrecord.records import Actor, Figure, Span, Statement, TimeExpression
from onrecord.vocabulary import tables

RULE = "figures 2"
PROCESSES = frozenset(tables("figures")["processes"]["nouns"])
RUNNING = re.compile(rf"\b(?:{'|'.join(tables('figures')['processes']['running'])})\b", re.IGNORECASE)
EARLIER = frozenset(tables("figures")["processes"]["earlier"])
STANDING = frozenset(tables("figures")["standing"]["verbs"])
HEDGES = frozenset(tables("figures")["hedges"]["words"])
ASKED_FOR = frozenset(
    {"hostages to release", "prisoners to release", "money"}
)  # in a demand, nobody counted them
RELEASED = frozenset({"hostages to release", "prisoners to release"})
TO_COME = frozenset(tables("times")["ahead"]["will"])
TOTALLED = frozenset(
    {"killed", "injured", "missing", "displaced", "detained", "aid", "hostages taken", "other"}
)
NOT_OVER_TIME = frozenset({"age", "distance", "money"})
NOT_MODIFYING = frozenset({"of", "more", "the", "another", "all"})
SHARED = TOTALLED - {"other", "aid"}
DATED = TOTALLED - {"other"}
NAMES = frozenset({"ORG", "PRODUCT", "FAC", "LAW", "EVENT", "WORK_OF_ART"})
PART = re.compile(r"\b(?:including|among\sthem|of\s(?:whom|which|them)|as\s(?:were|was))\b", re.IGNORECASE)
FROM = re.compile(r",?\s?(?:up|down)?\s?from(?:\san?\s\w+\s\w+\sof)?", re.IGNORECASE)
BESIDE = re.compile(r"[^.;!?\d]{0,30}\b(?:and|with)\s(?:at\sleast\s)?", re.IGNORECASE)
INCLUDING = re.compile(r"\b(?:including|among\sthem|of\swhom)(?:\s(?:at\sleast|some|about))?$", re.IGNORECASE)
OF_WHOLE = ("of them", "of whom", "of these", "of those", "of which")
LONGEST = 60  # characters of a day of the calendar
THOUSAND = 1000
RECENT = 40  # numbers before one among which what it counts is looked for
CLIMBED = ("conj", "oprd", "acomp", "ccomp", "xcomp", "advcl")
RISEN = frozenset(tables("figures")["risen"]["verbs"])


@dataclass(frozen=True, slots=True)
class _Counted:
    """A quantity with what it counts, before the statements are asked."""

    quantity: Quantity
    count: Count
    category: str
    whole: int | None = None  # place of the one of which it counts a part
    like: int | None = None  # place of the one whose noun it leaves out


def figures(
    reading: Reading,
    actors: Sequence[Actor],
    statements: Sequence[Statement],
    times: Sequence[TimeExpression],
) -> Iterator[Figure]:
    """Yield the figures of one article in order, outside boilerplate and repeated headlines."""
    found: list[Figure] = []
    for place, counted in enumerate(_counted(reading, times), 1):
        statement = _statement(statements, counted.quantity)
        sentence = counted.count.number.sent
        inside = Times(reading.article.text, within(times, sentence.start_char, sentence.end_char))
        figure = _figure(reading, counted, f"f{place}", statement, actors, inside)
        at = counted.whole if counted.whole is not None else counted.like
        whole = found[at] if at is not None else _beside(reading, found, figure)
        found.append(_alike(figure, whole) if whole else figure)
    yield from found


def _is_decreed(counted: _Counted, statement: Statement) -> bool:
    """Whether nobody counted the number: it is demanded, or what is to come of a plan or deal."""
    if counted.category in RELEASED or (statement.act == "demand" and counted.category in ASKED_FOR):
        return True
    verb = verb_above(counted.count.number.root)
    return verb is not None and any(child.lower_ in TO_COME for child in verb.children if child.dep_ == "aux")


def _beside(reading: Reading, found: Sequence[Figure], figure: Figure) -> Figure | None:
    """The total that another count stands beside: "53,655 killed, with 121,950 injured"."""
    if (
        not found
        or not (found[-1].measure == "cumulative" or found[-1].window)
        or figure.category not in SHARED
    ):
        return None
    between = reading.article.text[found[-1].span.end : figure.span.start]
    return found[-1] if BESIDE.fullmatch(between) else None


def _alike(figure: Figure, whole: Figure) -> Figure:
    """A part, or a count beside a total, is counted as that is, unless it has a window of its own."""
    if figure.measure not in ("increment", whole.measure) or (figure.window and not whole.window):
        return figure
    return replace(
        figure,
        measure=whole.measure,
        window=figure.window or whole.window,
        since=figure.since or whole.since,
        as_of=figure.as_of or whole.as_of,
        place=figure.place or whole.place,
    )


def _figure(
    reading: Reading,
    counted: _Counted,
    name: str,
    statement: Statement | None,
    actors: Sequence[Actor],
    times: Times,
) -> Figure:
    quantity, counts, article = counted.quantity, counted.count, reading.article
    asked = statement is not None and _is_decreed(counted, statement)
    counter = statement.speaker if statement and not asked else None
    if statement is None and counted.category in DATED:
        counter = _counting(counts.number, actors)
    return Figure(
        id=name,
        span=article.span(quantity.opening, quantity.closing),
        number=article.span(quantity.start, quantity.end),
        value=quantity.value,
        upper=quantity.upper,
        quantifier=quantity.quantifier,
        unit=counts.unit,
        category=counted.category,
        counted=_counted_words(counts),
        place=_place(counts),
        since=_since(times, counted),
        as_of=as_of(times, counts.number),
        measure=_measure(times, counted),
        window=window(times, counts.number) if counted.category in DATED else None,
        counter=counter if any(actor.id == counter for actor in actors) else None,
        statement=statement.id if statement else None,
        hedge=_hedge(reading, counts),
        caveat=_caveat(reading, counted),
        revised=revised(counts.number) if counted.category in DATED else None,
        part_of=None if counted.whole is None else f"f{counted.whole + 1}",
        rule=RULE,
    )


def _counting(number: Tokens, actors: Sequence[Actor]) -> str | None:
    """The actor that is the subject of the verb that counts."""
    subject = counting(number.root)
    if subject is None:
        return None
    held = (
        actor.id
        for actor in actors
        if actor.kind != "group of people"
        for mention in actor.mentions
        if mention.start <= subject.idx < mention.end
    )
    return next(held, None)


def _counted(reading: Reading, times: Sequence[TimeExpression]) -> list[_Counted]:
    """The article's quantities with what they count; members of a list share what is said of one of them."""
    doc = reading.doc
    found: list[_Counted] = []
    kept = [
        quantity
        for quantity in quantities(reading.article.text)
        if not (_is_apart(reading, quantity) or _is_of_a_day(times, quantity))
    ]
    numbers = [_tokens(doc, q.start, q.closing if q.joined else q.end) for q in kept]
    for at, (quantity, number) in enumerate(zip(kept, numbers, strict=True)):
        sentence = number.sent
        left, right = sentence.start, sentence.end
        if at and numbers[at - 1].end > left:
            left = numbers[at - 1].end
        bounded = at + 1 < len(numbers) and numbers[at + 1].start < right
        if bounded:
            right = max(number.end, _tokens(doc, kept[at + 1].opening, kept[at + 1].end).start)
        counts = count(Clause(doc, number, left, right, bounded), quantity)
        if not _is_name(quantity, counts) and not (quantity.one and not _counts_one(counts, found)):
            found.append(_Counted(quantity, counts, counts.category))
    return _completed(_shared(doc, found))


def _tokens(doc: Doc, start: int, end: int) -> Tokens:
    """The tokens that touch the characters."""
    span = doc.char_span(start, end, alignment_mode="expand")
    return span if span is not None else doc[:1]


def _is_of_a_day(times: Sequence[TimeExpression], quantity: Quantity) -> bool:
    """Whether the number is a day's or a year's own."""
    before = within(times, quantity.start - LONGEST, quantity.start + 1)
    return any(quantity.start < time.span.end and is_calendar(time) for time in before)


def _is_apart(reading: Reading, quantity: Quantity) -> bool:
    """Whether the number stands in boilerplate or in a headline that is only repeated."""
    return reading.in_boilerplate(quantity.start, quantity.end) or any(
        part.start <= quantity.start < part.end for part in reading.article.repeated
    )


def _is_name(quantity: Quantity, counts: Count) -> bool:
    """Whether the number is part of a name: "Boeing 737", "Radio 5"."""
    number = counts.number
    if quantity.opening < quantity.start or quantity.joined or quantity.percent or quantity.currency:
        return False
    if number.start == 0 or counts.unit in KINDS or not number.text.isdigit():
        return False
    before, token = number.doc[number.start - 1], number[0]
    if before.pos_ != "PROPN" or counts.category != "other":
        return False
    inside = token.ent_type_ in NAMES and token.ent_iob_ == "I"
    return inside or (counts.noun is None and token.dep_ == "nummod" and token.head.i < token.i)


def _counts_one(counts: Count, found: Sequence[_Counted]) -> bool:
    """Whether "one" counts: bounded, of a casualty, or in a list with numbers; else it is an article."""
    number = counts.number
    before = number.doc[max(0, number.start - 2) : number.start].text.lower()
    if before.endswith(("all but", "at least", "only", "just", "than", "least")):
        return True
    if counts.category not in ("other", "age") and counts.category not in KINDS.values():
        return True
    return counts.unit in KINDS or (
        bool(found) and _is_listed(number.doc, found[-1], number.start) and counts.noun is not None
    )


def _is_listed(doc: Doc, before: _Counted, start: int) -> bool:
    """Whether a number follows another in a list: no verb, and a comma or "and" between them."""
    between = doc[before.count.number.end : start]
    if not between or len(between) > 12 or between[0].sent != doc[start].sent:
        return False
    linked = any(token.lower_ in (",", "and", "or", "plus") for token in between)
    return linked and not any(
        (token.pos_ in ("VERB", "AUX") and token.dep_ != "amod") or token.text in ".;:—" for token in between
    )


def _shared(doc: Doc, found: list[_Counted]) -> list[_Counted]:
    """Give parts ("including 23 children") and list members the category that is said of the others."""
    for at in range(1, len(found)):
        before, here = found[at - 1], found[at]
        if before.category in SHARED and before.count.number.sent == here.count.number.sent:
            whole = _whole(doc, found, at)
            named = whole is not None and INCLUDING.search(
                doc[before.count.number.end : here.count.number.start].text
            )
            if named or (_lacks(here) and (whole is not None or _replaces(doc, before, here))):
                here = replace(here, category=before.category)
            same = whole is not None and here.category == found[whole].category
            found[at] = replace(here, whole=whole if same else None)
    for at in range(len(found) - 2, -1, -1):
        here, after = found[at], found[at + 1]
        if _lacks(here) and after.category in SHARED and _is_listed(doc, here, after.count.number.start):
            found[at] = replace(here, category=after.category)
    for at in range(1, len(found)):
        before, here = found[at - 1], found[at]
        shares = before.category in SHARED and _is_listed(doc, before, here.count.number.start)
        if _lacks(here) and shares:
            found[at] = replace(here, category=before.category)
    return found


def _completed(found: list[_Counted]) -> list[_Counted]:
    """Give numbers without a noun what the words before them count."""
    for at, here in enumerate(found):
        if _is_bare(here):
            last = _last(found, at)
            category = elided(here.count.number, found[last].category if last is not None else None)
            if category:
                found[at] = replace(here, category=category, like=last if category in SHARED else None)
    return found


def _is_bare(counted: _Counted) -> bool:
    """Whether no noun, unit or word beside the number says what it counts."""
    count, quantity = counted.count, counted.quantity
    plain = not (quantity.currency or quantity.percent or quantity.share or quantity.joined)
    return counted.category == "other" and count.noun is None and count.cue is None and plain


def _last(found: Sequence[_Counted], at: int) -> int | None:
    """The place of the last count of people in the same sentence or the two before it."""
    start = found[at].count.number.sent
    for place in range(at - 1, max(-1, at - 1 - RECENT), -1):
        if found[place].category in SHARED:
            sentence = found[place].count.number.sent
            between = start.doc[sentence.end : start.start] if sentence.end <= start.start else None
            near = between is None or sum(1 for token in between if token.is_sent_start) <= 1
            return place if near else None
    return None


def _replaces(doc: Doc, new: _Counted, old: _Counted) -> bool:
    """Whether a number replaces the next one: "to 56 from 45"."""
    return FROM.fullmatch(doc[new.count.number.end : old.count.number.start].text) is not None


def _whole(doc: Doc, found: Sequence[_Counted], at: int) -> int | None:
    """The place of the figure of which one counts a part: "including 23 children", "82 of them"."""
    here, last = found[at], at - 1
    if last and _replaces(doc, found[last - 1], found[last]):
        last -= 1
    before = found[last]
    between = doc[found[at - 1].count.number.end : here.count.number.start].text
    after = doc[here.count.number.end : here.count.number.end + 2].text.lower()
    if here.quantity.value > (before.quantity.upper or before.quantity.value):
        return None
    if PART.search(between) or after in OF_WHOLE:
        return before.whole if before.whole is not None and not PART.search(between) else last
    if before.whole is not None and _is_listed(doc, before, here.count.number.start):
        return before.whole  # "including 3 children and 2 women"
    return None


def _lacks(counted: _Counted) -> bool:
    return (
        counted.category == "other" and counted.count.unit in ("person", None) and counted.count.cue is None
    )


def _statement(statements: Sequence[Statement], quantity: Quantity) -> Statement | None:
    """The innermost statement whose content holds the number."""
    inside = [
        (span.end - span.start, place, statement)
        for place, statement in enumerate(statements)
        for span in statement.content
        if span.start <= quantity.start and quantity.end <= span.end
    ]
    return min(inside)[2] if inside else None


def _counted_words(counts: Count) -> str | None:
    """The counted people or things in the words of the text; None where the noun only says the category."""
    noun, end = counts.noun, counts.number.end
    if noun is None or noun.i < end:
        return None
    if counts.cue is not noun or counts.category not in ("killed", "injured", "other"):
        return _phrase(noun, end)
    of = (child for child in noun.children if child.lower_ in ("among", "of"))
    inner = next((grandchild for child in of for grandchild in child.children), None)
    return _phrase(inner, end) if inner is not None else None


def _phrase(noun: Token, earliest: int = 0) -> str:
    """The noun with the words before it that modify it, and a second noun joined to it by "and"."""
    doc, start, end = noun.doc, noun.i, noun.i + 1
    while start > max(earliest, noun.left_edge.i) and doc[start - 1].lower_ not in NOT_MODIFYING:
        start -= 1
    if (
        end + 1 < len(doc)
        and doc[end].lower_ == "and"
        and doc[end + 1].head == noun
        and doc[end + 1].dep_ == "conj"
    ):
        end += 2
    return str(doc[start:end].text).replace("\n", " ")


def _place(counts: Count) -> str | None:
    """Where, only if the words attach a place to the counted noun or to what governs it."""
    noun = counts.noun if counts.noun is not None else counts.number.root
    holders = [noun, counts.cue] if counts.cue is not None else [noun]
    if noun.dep_ in ("nsubj", "nsubjpass", "dobj"):
        holders.append(noun.head)
    for holder in holders:
        for child in holder.children:
            if child.dep_ == "poss" and child.ent_type_ in ("GPE", "LOC"):
                return str(child.text)
            if child.lower_ in ("in", "inside", "across", "near", "at"):
                for place in child.children:
                    if place.dep_ == "pobj" and place.ent_type_ in ("GPE", "LOC", "FAC"):
                        return _phrase(place, place.left_edge.i)
    return None


def _caveat(reading: Reading, counted: _Counted) -> Span | None:
    words = caveat(counted.count.number) if counted.category in DATED else None
    return reading.span(words) if words is not None else None


def _since(times: Times, counted: _Counted) -> str | None:
    if counted.category in NOT_OVER_TIME:
        return None
    noun, cue = counted.count.noun, counted.count.cue
    verb = (cue if cue is not noun else noun) if counted.category in DATED else None
    return since(times, counted.count.number, counted.quantity.closing, verb)


def _measure(times: Times, counted: _Counted) -> str | None:
    """cumulative: a running total; level: a stock; increment: a closed window; None: not such a count."""
    counts, category = counted.count, counted.category
    if category in KINDS.values() or category == "age" or counts.unit in ("percent", "share"):
        return None
    sentence = counts.number.sent
    if (
        category in TOTALLED
        and (category != "other" or counts.cue is not None)
        and _is_running(times, counted)
    ):
        return "cumulative"
    if category.startswith("hostages") and category != "hostages taken":
        return "level"
    verbs = {token.lemma_ for token in counts.number.root.ancestors if token.sent == sentence}
    if category == "other":
        return "level" if verbs & STANDING else None
    return "increment"


def _is_running(times: Times, counted: _Counted) -> bool:
    """Whether the words make it a total from a start up to the report."""
    counts, quantity = counted.count, counted.quantity
    sentence = counts.number.sent
    text = sentence.text.lower()
    if is_since(times, counts.number, quantity.closing):
        return True
    if RUNNING.search(text) or _has_risen(counts):
        return True
    cue = counts.cue
    if cue is None:
        return False
    if lemma(cue) == "toll":
        return cue.lower_ == "toll" and not any(child.lower_ in EARLIER for child in cue.children)
    return _is_process(cue) or (quantity.value >= THOUSAND and "ongoing" in text)


def _is_process(cue: Token) -> bool:
    """Whether a process is said to have done it until now: "the war has killed", "a siege that has"."""
    verb = cue
    while verb.dep_ in CLIMBED and verb.head.i != verb.i and not _is_perfect(verb):
        verb = verb.head
    if not _is_perfect(verb):
        return False
    if any(
        child.lower_ in ("in", "during", "amid")
        and any(lemma(object_) in PROCESSES for object_ in child.children)
        for child in verb.children
    ):
        return True
    agents = [token for child in verb.children if child.dep_ in ("nsubj", "agent") for token in child.subtree]
    if verb.dep_ == "relcl":
        agents += [verb.head, *_governing(verb.head)]
    return any(lemma(token) in PROCESSES for token in agents)


def _is_perfect(verb: Token) -> bool:
    return any(child.lower_ in ("has", "have") for child in verb.children)


def _governing(noun: Token) -> Iterator[Token]:
    """The noun that a place is said of: "its campaign in Velm, which has killed"."""
    if noun.dep_ == "pobj" and noun.ent_type_ in ("GPE", "LOC"):
        yield noun.head.head


def _has_risen(counts: Count) -> bool:
    """Whether a tally is said to have come up to the number: "the number of deaths has risen to"."""
    verb = verb_above(counts.number.root)
    if verb is None or verb.lemma_ not in RISEN:
        return False
    return any(child.dep_ in ("nsubj", "nsubjpass") and child.lower_ in TALLIES for child in verb.children)


def _hedge(reading: Reading, counts: Count) -> Span | None:
    """The nearest word before the number, or on what governs it, that lowers the commitment to it."""
    number = counts.number
    for at in range(number.start - 1, max(number.sent.start, number.start - 12) - 1, -1):
        token = number.doc[at]
        if token.pos_ == "NUM":
            break
        if token.lower_ in HEDGES and not (token.lower_ == "may" and token.pos_ == "PROPN"):
            return reading.span(token)
    if counts.cue is not None:
        for child in counts.cue.children:
            if child.lower_ in HEDGES:
                return reading.span(child)
    return None

"""Terms: what is in a proposal, from its noun phrase and the clauses that say what it provides for.

In: the mentions of one proposal. Out: one term an issue, at its first wording. The words behind "a plan
to …", "that would …", "provides for …" or "under the plan, …" are cut at commas, at "and" and at "in
exchange for"; a parse of such lists is not to be relied on. A piece names the first issue of its words.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from onrecord.read.facts import MODALS
from onrecord.read.issues import OTHER, Pack
from onrecord.read.phrases import trimmed
from onrecord.read.reading import Reading
from onrecord.read.tabled import ANSWERS, AUTHORED, PROVIDING, Mention, clausal, infinitive, part_of
from onrecord.records import Span, Term
from onrecord.vocabulary import tables, words

TABLES = tables("talks")
ADOPTED = ANSWERS["adopted"]
SAYING = frozenset(TABLES["providing"]["saying"])
UNDER = frozenset(TABLES["providing"]["under"])
TRUCE = "ceasefire"
REPORTING = (
    frozenset(lemma for listed in tables("attribution")["verbs"].values() for lemma in listed) - PROVIDING
)
SUBJECTS = {"nsubj", "nsubjpass", "expl"}
BREAKS = {",", ";", ":", "and", "or", "plus", "–", "—", "(", ")", "•"}
STOPS = {
    "after",
    "while",
    "but",
    "although",
    "though",
    "because",
    "despite",
    "however",
    "amid",
    "when",
    "since",
}
RELATIVES = {"which", "who", "whom", "whose", "where"}
EXCHANGES = {"exchange", "return"}
PARTICLES = {"back", "out", "off", "down", "up"}
CONDITIONS = {"if", "unless", "provided", "once", "until"}
ORDERED = {"phase", "stage", "step", "day", "week"}
ORDER = {"in", "on", "during", "within", "over"}
LISTING = {"including", "namely", "involving", "covering"}
PLACES = {"near", "in", "at", "outside", "inside", "around", "across"}
ASIDE = {"det", "poss", "case", "punct"}
LEADING = {"aimed", "exchange", "return", *LISTING, *words("talks", "versions")}
QUOTES = {"“", "”", '"', "‘", "’", "'"}
NEXT = 10  # tokens behind a noun in which a list of its contents may begin
LONGEST = 80  # tokens of one stretch
MOST = 200  # pieces of one proposal


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words that say what is in a proposal, before they are cut."""

    tokens: Sequence[Token]
    clausal: bool  # it may hold a term that names no issue
    default: tuple[str, ...] = ()  # the issue of a piece that names none


def terms(reading: Reading, mentions: Sequence[Mention], pack: Pack) -> tuple[Term, ...]:
    """The terms that the words about one proposal name, each issue once, in the order of the text."""
    found: dict[str, Term] = {}
    other: Term | None = None
    left = MOST
    for stretch in (stretch for mention in mentions for stretch in _stretches(mention)):
        pieces = list(_pieces(stretch.tokens))
        left -= len(pieces)
        if left < 0:
            break
        for piece in pieces:
            for issue in _issues(piece, pack) or stretch.default:
                if issue not in found and (term := _term(reading, issue, piece)):
                    found[issue] = term
        if other is None and stretch.clausal and pieces and (span := _span(reading, _bare(pieces[0]))):
            other = Term(issue=OTHER, span=span)
    if not found and other is not None:
        return (other,)
    return tuple(sorted(found.values(), key=lambda term: (term.span.start, term.span.end, term.issue)))


def _issues(piece: Sequence[Token], pack: Pack) -> list[str]:
    """The first issue of a piece, and the one joined to it by a hyphen ("hostage-prisoner exchange")."""
    whole = list(pack.issues_in(_regrouped(piece)))
    for token in piece:
        if token.text == "-" and piece[0].i < token.i < piece[-1].i:
            pair = [next(pack.issues_in([side]), None) for side in (token.nbor(-1), token.nbor())]
            if None not in pair:
                return [issue for issue in whole if issue in pair]
    return whole[:1]


def _regrouped(piece: Sequence[Token]) -> list[Token]:
    """The words with each particle behind its verb: "pull troops back" as "pull back troops"."""
    ordered = list(piece)
    for token in piece:
        verb = token.head
        if token.lower_ in PARTICLES and verb.pos_ == "VERB" and verb in ordered and verb.i < token.i:
            ordered.remove(token)
            ordered.insert(ordered.index(verb) + 1, token)
    return ordered


def _stretches(mention: Mention) -> Iterator[Stretch]:
    """The stretches that one mention's noun phrase and clause give."""
    head = mention.head
    own = [token for token in mention.before if token.dep_ not in ASIDE or token.text == "-"]
    yield Stretch([*own, head] if mention.kind == "truce" else own, clausal=False)
    yield from _behind(head, (TRUCE,) if mention.kind == "truce" else ())
    yield from _predicate(part_of(head))
    if mention.kind == "truce" and mention.proposed:
        yield from (
            Stretch(list(other.subtree)[:LONGEST], clausal=False)
            for other in head.conjuncts
            if other.i > head.i
        )


def _behind(head: Token, default: tuple[str, ...]) -> Iterator[Stretch]:
    """What follows the noun: "to …", "that would …", "aimed at …", "for …", "including …"."""
    governor = head.head if head.dep_ in SUBJECTS else None
    for child in (*head.rights, *_loose(head)):
        told = child.dep_ != "prep" and child.pos_ in ("VERB", "AUX") and clausal(child)
        listed = child.lower_ in LISTING
        if not told and not listed and not _concerns(child):
            continue
        first = child.left_edge.i if not listed else child.i
        if first > head.i:
            before = governor if governor is not None and governor.i > first else None
            yield Stretch(_until_stop(head, first, before), clausal=told, default=default)
            return


def _concerns(prep: Token) -> bool:
    """ "for a truce", "on the crossings", not "on Monday"."""
    dated = any(child.ent_type_ in ("DATE", "TIME") for child in prep.children)
    return prep.dep_ == "prep" and prep.lower_ in ("for", "on") and not (prep.lower_ == "on" and dated)


def _loose(head: Token) -> Iterator[Token]:
    """What the parse hangs elsewhere: "reached a deal on Friday to …", "the deal, including …"."""
    verb = head.head
    if head.dep_ in ("dobj", "nsubjpass") and verb.lemma_.lower() in AUTHORED | ADOPTED:
        yield from (c for c in verb.rights if c.dep_ in ("xcomp", "advcl") and c.i > head.i and infinitive(c))
    yield from (t for t in head.doc[head.i + 1 : min(head.sent.end, head.i + NEXT)] if t.lower_ in LISTING)


def _predicate(head: Token) -> Iterator[Stretch]:
    """What the proposal's verb, the clause it stands under, or the next sentence says."""
    verb = head.head
    if head.dep_ == "pobj" and (verb.lower_ in UNDER or (verb.lower_ == "as" and head.lower_ == "part")):
        yield Stretch(_clause_around(head, verb), clausal=False)
        return
    if head.dep_ == "attr" and head.lower_ == "part" and verb.lemma_ == "be":
        yield from (
            Stretch(list(c.subtree)[:LONGEST], clausal=False) for c in verb.lefts if c.dep_ in SUBJECTS
        )
        return
    subject = head.dep_ in SUBJECTS and verb.pos_ in ("VERB", "AUX")
    modal = _modal(verb) if subject else None
    lemma = verb.lemma_.lower()
    if subject and ((modal and lemma != "be") or lemma in PROVIDING | SAYING):
        yield Stretch(_until_stop(verb, verb.i + (lemma in SAYING)), clausal=True)
    if subject or head.dep_ == "dobj":
        yield from _carried_on(head, modal)


def _carried_on(head: Token, modal: str | None) -> Iterator[Stretch]:
    """The next sentence, where it goes on about the proposal: "It also …", "Troops would …"."""
    doc, end = head.doc, head.sent.end
    following = doc[end].sent.root if end < len(doc) else None
    if following is None or following.pos_ not in ("VERB", "AUX"):
        return
    subject = next((c for c in following.children if c.dep_ in SUBJECTS), None)
    if subject is None:
        return
    if subject.lower_ == "it" and (following.lemma_.lower() in PROVIDING or _modal(following) == "would"):
        yield Stretch(_until_stop(following, following.i), clausal=False)
    elif modal == "would" and subject.pos_ in ("NOUN", "PROPN") and _modal(following) == "would":
        yield Stretch(_until_stop(following, subject.left_edge.i), clausal=False)


def _modal(verb: Token) -> str | None:
    return next((c.lower_ for c in verb.children if c.dep_ == "aux" and c.lower_ in MODALS), None)


def _clause_around(head: Token, prep: Token) -> Sequence[Token]:
    """The clause that stands under a proposal: behind "under the plan, …", or before "… under the plan"."""
    sentence, doc = head.sent, head.doc
    before = [token for token in doc[sentence.start : prep.i] if token.is_alpha]
    if len(before) > 2:
        left = prep.head.left_edge.i if prep.head.pos_ in ("VERB", "AUX") else prep.i
        return list(doc[max(sentence.start, left, prep.i - LONGEST) : prep.i])
    return _until_stop(head, head.i + 1)


def _until_stop(head: Token, first: int, governor: Token | None = None) -> list[Token]:
    """From a token to the end of its sentence, to a comment of the article, or to the verb of the noun."""
    taken: list[Token] = []
    skipping = False
    for token in head.doc[first : min(head.sent.end, first + LONGEST)]:
        low = token.lower_
        if low in STOPS or token == governor or low == "according":
            break
        if token.tag_ in ("VBD", "VBZ", "VBP") and token.lemma_.lower() in REPORTING:
            return _before_comma(taken)
        if token.dep_ == "conj" and token.head.i < first and token.head.pos_ == "VERB" and token.head != head:
            break
        if taken and _digresses(token, len(taken)):
            skipping = True
        elif skipping and token.text == ",":
            skipping = False
        if not skipping:
            taken.append(token)
    return taken


def _digresses(token: Token, at: int) -> bool:
    """Whether a relative clause begins that says no more of what is proposed."""
    if token.tag_ == "WDT" and token.lower_ == "that":
        return _modal(token.head) is None
    return token.lower_ in RELATIVES and (at > 1 or token.nbor(-1).pos_ != "ADP")


def _before_comma(tokens: list[Token]) -> list[Token]:
    """The tokens before the last comma; none if there is none."""
    at = next((n for n in range(len(tokens) - 1, -1, -1) if tokens[n].text == ","), 0)
    return tokens[:at]


def _pieces(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """The words between commas, "and" and "in exchange for"; not those that only say where."""
    piece: list[Token] = []
    for at, token in enumerate(tokens):
        joined = _joins(token)
        if (joined or token.lower_ in LISTING or _trades(tokens, at)) and piece:
            if piece[0].lower_ not in PLACES or piece[0].nbor().lower_ in EXCHANGES:
                yield piece
            piece = []
        if not joined:
            piece.append(token)
    if piece:
        yield piece


def _bare(piece: list[Token]) -> list[Token]:
    """A piece without the "that would", "to" or "in exchange for" that leads into it."""
    at = 0
    while at < len(piece) - 1 and (
        piece[at].pos_ in ("AUX", "PART", "SCONJ", "ADP", "CCONJ")
        or piece[at].tag_ in ("WDT", "MD", "RB")
        or piece[at].lower_ in LEADING
        or piece[at].text in QUOTES
    ):
        at += 1
    return piece[at:]


def _joins(token: Token) -> bool:
    """Whether a token stands between two pieces; the "and" of a name does not."""
    if token.tag_ == "WDT" and token.lower_ == "that":
        return True
    if token.lower_ == "and" and 0 < token.i < len(token.doc) - 1:
        return not (token.nbor(-1).pos_ == "PROPN" == token.nbor().pos_)
    spaced = token.text in ("-", "--") and bool(token.i and token.nbor(-1).whitespace_)
    return spaced or token.lower_ in BREAKS or token.is_space


def _trades(tokens: Sequence[Token], at: int) -> bool:
    """Whether "in exchange for …" or "for 300 …" begins here."""
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if following is None:
        return False
    low = tokens[at].lower_
    traded = low == "for" and following.like_num and (not at or tokens[at - 1].lower_ not in EXCHANGES)
    return traded or (low == "in" and following.lower_ in EXCHANGES)


def _term(reading: Reading, issue: str, piece: Sequence[Token]) -> Term | None:
    span = _span(reading, _bare(list(piece)))
    if span is None:
        return None
    return Term(issue=issue, span=span, phase=_phase(reading, piece), condition=_condition(reading, piece))


def _span(reading: Reading, tokens: Sequence[Token]) -> Span | None:
    start, end = trimmed(reading.article.text, tokens[0].idx, tokens[-1].idx + len(tokens[-1]))
    return reading.article.span(start, end) if start < end else None


def _phase(reading: Reading, piece: Sequence[Token]) -> Span | None:
    """ "in the first phase", "on day one"."""
    for at, token in enumerate(piece):
        if token.lower_ not in ORDER:
            continue
        for end in range(at + 2, min(at + 5, len(piece))):
            if any(t.lemma_.lower() in ORDERED for t in piece[at + 1 : end + 1]):
                last = end + 1 if end + 1 < len(piece) and piece[end + 1].like_num else end
                return _span(reading, piece[at : last + 1])
    return None


def _condition(reading: Reading, piece: Sequence[Token]) -> Span | None:
    """ "if …" inside a piece, or the "in exchange for …" behind it."""
    for at, token in enumerate(piece):
        if token.lower_ in CONDITIONS and at:
            return _span(reading, piece[at:])
    last = piece[-1]
    following = last.doc[last.i + 1 : last.i + 3]
    if len(following) == 2 and following[0].lower_ == "in" and following[1].lower_ in EXCHANGES:
        exchanged = next(_pieces(list(last.doc[last.i + 1 : min(last.sent.end, last.i + LONGEST)])), None)
        return _span(reading, exchanged) if exchanged else None
    return None

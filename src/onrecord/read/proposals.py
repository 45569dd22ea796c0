"""Proposals: the plans, drafts and agreements on the table, each with its author and its terms.

Mentions of one proposal in an article are one record: by a name or measure that they share, else the
nearest before of the same noun, of the same kind, or of any. A plan and the agreement made under it stay
two unless a bare "the deal" can only mean the plan.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, product, takewhile

from spacy.tokens import Token

from onrecord.read.holders import actor_at, statement_at
from onrecord.read.issues import Pack
from onrecord.read.reading import Reading
from onrecord.read.starts import prefix, within
from onrecord.read.tabled import AUTHORED, BROKERED, WEAK, Mention, mentions
from onrecord.read.terms import terms
from onrecord.records import Actor, Period, Proposal, Span, Statement, TimeExpression
from onrecord.vocabulary import tables, words

RULE = "proposals 1"
REPLACING = frozenset(tables("talks")["replacing"]["verbs"])
DEMONYMS = words("countries", "demonyms")
NEAR = 3  # sentences in which a fuller name may follow a plainer one
FARTHEST = 200  # tokens between them
MADE_BY = 30  # mentions of one proposal that are asked whose it is
NEXT = 8  # tokens between a proposal and the one that it replaces
MOST = 40  # proposals of one article
QUOTES = {"“", "”", '"', "‘", "’", "'"}
SPEAKING = {"i", "we", "my", "our"}
UNQUOTED = str.maketrans("", "", '“”"‘')
OWNERS = {"whose", "his", "her", "its", "their", "our", "my", "your"}


@dataclass(slots=True)
class Group:
    """Mentions taken to be of one proposal; what they tell is kept beside them."""

    mentions: list[Mention] = field(default_factory=list)
    inner: list[Mention] = field(default_factory=list)  # of what it is for
    names: set[str] = field(default_factory=set)
    measures: set[str] = field(default_factory=set)
    versions: set[str] = field(default_factory=set)  # "later", "earlier"
    versioned: set[str] = field(default_factory=set)  # the nouns that stand behind a version
    lemmas: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    telling: Mention | None = None  # the most telling mention

    def add(self, mention: Mention) -> None:
        """Take a mention in, with what it tells."""
        self.names |= mention.names
        self.measures |= mention.measures
        if mention.inner:
            self.inner.append(mention)
            return
        self.mentions.append(mention)
        self.lemmas.add(mention.lemma)
        self.kinds.add(mention.kind)
        if mention.later:
            self.versions.add(mention.later)
            self.versioned.add(mention.lemma)
        if self.telling is None or _telling(mention) > _telling(self.telling):
            self.telling = mention

    @property
    def version(self) -> str | None:
        """The word of its first mention or of its most telling one."""
        return self.mentions[0].version or (self.telling.version if self.telling else None)

    @property
    def last(self) -> Mention:
        """The latest mention."""
        return self.mentions[-1]


def proposals(
    reading: Reading,
    actors: Sequence[Actor],
    statements: Sequence[Statement],
    times: Sequence[TimeExpression],
    pack: Pack,
) -> Iterator[Proposal]:
    """Yield the proposals of one article, in the order of the text."""
    groups = _grouped(reading)
    replaced = _replaced(groups)
    for number, group in enumerate(groups, 1):
        yield Proposal(
            id=f"x{number}",
            name=_name(reading, group),
            mentions=tuple(_mention_span(reading, mention) for mention in group.mentions),
            author=_authors(actors, statements, group),
            date=_date(reading, times, group),
            version=group.version,
            replaces=f"x{replaced[number]}" if number in replaced else None,
            terms=terms(reading, [*group.mentions, *group.inner], pack),
            rule=RULE,
        )


def _replaced(groups: Sequence[Group]) -> dict[int, int]:
    """Which proposal takes the place of which, by number: by a verb between them, or as versions of one."""
    found: dict[int, int] = {}
    placed = sorted((m.head.i, number, m) for number, group in enumerate(groups, 1) for m in group.mentions)
    for (_, first, one), (_, second, other) in pairwise(placed):
        between = one.head.doc[one.head.i + 1 : other.head.i]
        if first == second or len(between) > NEXT or other.head.sent != one.head.sent:
            continue
        if any(token.lemma_.lower() in REPLACING for token in between):
            back = any(token.lower_ == "by" for token in between)
            found.setdefault(*((second, first) if back else (first, second)))
    told = {word: [n for n, g in enumerate(groups, 1) if word in g.versions] for word in ("later", "earlier")}
    for new, old in product(told["later"], told["earlier"]):
        alike = groups[new - 1].versioned & groups[old - 1].versioned
        if alike and len(told["earlier"]) == 1 and new != old:
            found.setdefault(new, old)
    return found


def _grouped(reading: Reading) -> list[Group]:
    """The mentions of an article put together; those without an anchor join a group or are dropped."""
    groups: list[Group] = []
    latest: Group | None = None  # of the mention before
    for mention in mentions(reading):
        if mention.inner:
            if latest is not None:
                latest.add(mention)
            continue
        group = latest if mention.named and latest is not None else _home(groups, mention)
        if group is None and mention.anchored and len(groups) < MOST:
            group = Group()
            groups.append(group)
        if group is not None:
            group.add(mention)
        latest = group
    return groups


def _home(groups: Sequence[Group], mention: Mention) -> Group | None:
    """The group that a mention belongs to; None: a new one."""
    open_to = [group for group in reversed(groups) if not _apart(group, mention)]
    for group in open_to:
        if group.names & mention.names or group.measures & mention.measures:
            return group
    if not mention.definite and not mention.anchored:
        return None
    same = [group for group in open_to if mention.lemma in group.lemmas]
    if not mention.definite:
        if mention.kind == "truce" and mention.proposed:
            same = same or [group for group in open_to if not group.measures]
        told = [group for group in same if mention.version in (None, group.version)]
        return told[0] if told else None
    if mention.names or mention.measures:
        plain = [group for group in (*same, *open_to) if _plain(group, mention)]
        return next((g for g in plain if _is_near(g, mention) or (g in same and len(same) == 1)), None)
    if mention.kind == "truce":
        return next((g for g in open_to if g.last.kind == "truce" or g in same), None)
    kin = [group for group in open_to if mention.kind in group.kinds]
    return next(iter((*same, *kin, *(() if mention.lemma in WEAK else open_to))), None)


def _apart(group: Group, mention: Mention) -> bool:
    """Whether a mention tells of another one than the group: another length, version or name."""
    if group.measures and mention.measures and not group.measures & mention.measures:
        return True
    if group.last.head in mention.head.conjuncts:
        return True
    if mention.later == "earlier" and not (mention.lemma in group.lemmas or group.names & mention.names):
        return "earlier" not in group.versions
    return bool(mention.later and group.versions and mention.later not in group.versions)


def _plain(group: Group, mention: Mention) -> bool:
    """Whether the group lacks what the mention tells, so that it may be the fuller name."""
    return not (mention.names and group.names) and not (mention.measures and group.measures)


def _is_near(group: Group, mention: Mention) -> bool:
    between = mention.head.doc[group.last.head.i : mention.head.i + 1]
    if len(between) > FARTHEST:
        return False
    return sum(1 for token in between if token.is_sent_start) <= NEAR


def _telling(mention: Mention) -> tuple[int, int, int]:
    own = [token for token in mention.before if not _is_determiner(token)]
    return (
        2 * bool(mention.names) + 2 * bool(mention.measures) + bool(mention.version),
        len(own),
        -mention.head.i,
    )


def _name(reading: Reading, group: Group) -> str:
    """The most telling noun phrase without its article; of a bare noun, with what it is for."""
    mention = group.telling or group.last
    own = [token for token in mention.before if not _is_determiner(token)]
    start, end = own[0].idx if own else mention.head.idx, _end(mention)
    if not own and group.inner:
        last = group.inner[0].head
        if last.i - mention.head.i < NEXT:
            end = max(end, last.idx + len(last))
    name = reading.article.text[start:end].strip(" ".join(QUOTES))
    return name.translate(UNQUOTED) if sum(name.count(mark) for mark in QUOTES - {"'", "’"}) % 2 else name


def _is_determiner(token: Token) -> bool:
    return token.tag_ in ("DT", "PRP$", "WP$") or token.lower_ in OWNERS


def _mention_span(reading: Reading, mention: Mention) -> Span:
    return reading.article.span((*mention.before, mention.head)[0].idx, _end(mention))


def _end(mention: Mention) -> int:
    """Behind the noun and its closing quotation mark, or a short "of …" that names whose it is."""
    head = mention.head
    end = head.idx + len(head)
    if sum(token.text in QUOTES for token in mention.before) % 2:
        behind = head.doc[head.i + 1 : head.i + NEXT]
        closing = next((token for token in behind if token.text in QUOTES), None)
        return closing.idx + 1 if closing is not None else end
    for child in head.rights:
        owner = list(child.subtree) if child.dep_ == "prep" and child.lower_ == "of" else []
        owner = list(takewhile(lambda token: not token.is_punct, owner))
        if owner and owner[0].i == head.i + 1 and len(owner) < 6 and not any(t.like_num for t in owner):
            return owner[-1].idx + len(owner[-1])
    return end


def _authors(actors: Sequence[Actor], statements: Sequence[Statement], group: Group) -> tuple[str, ...]:
    """Who put it forward: its owner, its maker, the subject of the verb that puts it forward."""
    found: dict[str, None] = {}
    asked = group.mentions[:MADE_BY]
    themselves = {actor_at(actors, mention.head.idx) for mention in asked} - {None}
    for token in (token for mention in asked for token in _makers(mention)):
        if token.lower_ in SPEAKING:
            said = statement_at(statements, token.idx, token.idx + len(token))
            who = said.speaker if said else None
        else:
            actor = actor_at(actors, _named(token).idx) or _by_name(actors, token)
            who = actor.id if actor and actor not in themselves else None
        if who is not None:
            found[who] = None
    return tuple(found)


def _named(token: Token) -> Token:
    """The name beside a role: "the envoy, A. B.,"."""
    return next((c for c in token.children if c.dep_ == "appos" and c.pos_ == "PROPN"), token)


def _makers(mention: Mention) -> Iterator[Token]:
    head = mention.head
    for token in mention.before:
        if token.tag_ == "WP$":
            clause = next((above for above in head.ancestors if above.dep_ == "relcl"), None)
            yield from (clause.head,) if clause is not None else ()
        elif token.dep_ == "poss" or (
            token.head == head and (token.ent_type_ in ("PERSON", "NORP") or token.pos_ == "PROPN")
        ):
            yield token
    for child in head.rights:
        if child.dep_ == "prep" and child.lower_ in ("of", "by", "from"):
            yield from (noun for noun in child.children if noun.ent_type_ in ("PERSON", "ORG", "NORP"))
        if child.dep_ == "acl" and child.lemma_.lower() in AUTHORED:
            yield from _agents(child)
    verb = head.head
    own = verb.lemma_.lower() in (BROKERED if mention.kind != "plan" else AUTHORED)
    if head.dep_ == "dobj" and own:
        yield from (child for child in verb.children if child.dep_ == "nsubj")
    if head.dep_ == "nsubjpass" and verb.lemma_.lower() in AUTHORED:
        yield from _agents(verb)


def _agents(verb: Token) -> Iterator[Token]:
    """Those behind "by", one by one."""
    for child in verb.children:
        if child.dep_ in ("agent", "prep") and child.lower_ == "by":
            for noun in child.children:
                yield noun
                yield from (other for other in noun.subtree if other.dep_ == "conj")


def _by_name(actors: Sequence[Actor], token: Token) -> Actor | None:
    """The state of an adjective, or the person of a surname: "the Holm proposal"."""
    country = DEMONYMS.get(token.lower_)
    for actor in actors:
        if country and actor.name == country:
            return actor
        if actor.kind == "person" and actor.name.split()[-1] == token.text:
            return actor
    return None


def _date(reading: Reading, times: Sequence[TimeExpression], group: Group) -> Period | None:
    """When it was put forward, where the clause that says so gives the day."""
    for mention in group.mentions:
        verb = mention.head.head
        puts = mention.head.dep_ in ("dobj", "nsubjpass") and verb.lemma_.lower() in AUTHORED
        for time in within(times, mention.head.sent.start_char, mention.head.sent.end_char):
            day = prefix(time)
            tokens = reading.doc.char_span(time.span.start, time.span.end, alignment_mode="expand")
            if not day or tokens is None:
                continue
            above = [ancestor.i for ancestor, _ in zip(tokens.root.ancestors, range(2), strict=False)]
            if mention.head.i in above or (puts and (verb.i in above[:1] or above[1:2] == [verb.i])):
                return Period(earliest=day, latest=day, span=time.span)
    return None

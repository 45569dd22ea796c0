"""Records of any shape survive the store, byte for byte."""

from dataclasses import replace
from hashlib import sha256

from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.records import (
    Actor,
    Anonymity,
    Article,
    Event,
    Figure,
    Hop,
    Label,
    Participant,
    Period,
    Position,
    Problem,
    Proposal,
    Published,
    Record,
    Signal,
    Source,
    Span,
    Statement,
    Term,
    TimeExpression,
)
from onrecord.store import Added, Store

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
MAYBE = st.none() | WORDS
NUMBER = st.floats(-1e200, 1e200, allow_nan=False)


def many(strategy):
    return st.lists(strategy, max_size=3).map(tuple)


@st.composite
def span_of(draw, text):
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    return Span(start, end, text[start:end])


def named(strategy, prefix):
    """Several items with ids of their own, which may be odd."""
    return st.lists(strategy, max_size=3).map(
        lambda items: tuple(replace(item, id=f"{prefix}.{number}'\"") for number, item in enumerate(items))
    )


def of(known):
    return st.none() | st.sampled_from([item.id for item in known]) if known else st.none()


@st.composite
def records(draw):
    text = draw(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
    span = span_of(text)
    some = st.none() | span
    spans = many(span)
    period = st.none() | st.builds(Period, earliest=MAYBE, latest=MAYBE, span=some)
    actor = st.builds(
        Actor, id=WORDS, name=WORDS, kind=WORDS, role=MAYBE, party=MAYBE, party_words=some, mentions=spans
    )
    anonymity = st.none() | st.builds(Anonymity, level=MAYBE, side=MAYBE, count=WORDS, reason=some)
    actors = draw(named(actor, "a"))
    hop = st.builds(Hop, source=span, actor=of(actors), cue=some, relation=WORDS)
    statements = draw(
        named(
            st.builds(
                Statement,
                id=WORDS,
                source=some,
                speaker=of(actors),
                source_kind=MAYBE,
                cue=some,
                content=spans,
                verbatim=spans,
                type=WORDS,
                act=MAYBE,
                anonymity=anonymity,
                chain=many(hop),
                hedge=some,
                attitude=st.booleans(),
                score=st.none() | NUMBER,
                said=period,
                about=many(WORDS),
                rule=WORDS,
            ),
            "s",
        )
    )
    term = st.builds(Term, issue=WORDS, span=span, phase=some, condition=some, origin=MAYBE)
    author = many(st.sampled_from([actor.id for actor in actors])) if actors else st.just(())
    proposals = draw(
        named(
            st.builds(
                Proposal,
                id=WORDS,
                name=WORDS,
                mentions=spans,
                author=author,
                date=period,
                version=MAYBE,
                terms=many(term),
                rule=WORDS,
            ),
            "x",
        )
    )
    figure = st.builds(
        Figure,
        id=WORDS,
        span=span,
        number=span,
        value=NUMBER,
        upper=st.none() | NUMBER,
        quantifier=WORDS,
        unit=MAYBE,
        category=WORDS,
        counted=MAYBE,
        place=MAYBE,
        since=MAYBE,
        as_of=MAYBE,
        measure=MAYBE,
        counter=of(actors),
        statement=of(statements),
        hedge=some,
        rule=WORDS,
    )
    event = st.builds(
        Event,
        id=WORDS,
        span=span,
        type=WORDS,
        mode=MAYBE,
        actor=of(actors),
        target=of(actors),
        place=MAYBE,
        when=period,
        factuality=WORDS,
        statement=of(statements),
        violates=some,
        rule=WORDS,
    )
    position = st.builds(
        Position,
        id=WORDS,
        span=span,
        party=of(actors),
        issue=WORDS,
        stance=WORDS,
        proposal=of(proposals),
        condition=some,
        linked=MAYBE,
        deadline=period,
        red_line=st.booleans(),
        reported_by=of(actors),
        statement=of(statements),
        rule=WORDS,
    )
    signal = st.builds(Signal, id=WORDS, span=span, signal=WORDS, statement=of(statements), rule=WORDS)
    participant = st.builds(
        Participant,
        id=WORDS,
        span=span,
        part=WORDS,
        name=WORDS,
        actor=of(actors),
        statement=of(statements),
        rule=WORDS,
    )
    label = st.builds(
        Label, span=span, actor=of(actors), label=WORDS, voice=of(statements) | st.just("outlet"), rule=WORDS
    )
    source = st.builds(
        Source, path=MAYBE, record=MAYBE, url=MAYBE, format=WORDS, fetched_at=MAYBE, outlet=MAYBE, title=MAYBE
    )
    article = Article(
        id=sha256(text.encode()).hexdigest(),
        sources=draw(
            st.lists(
                source, min_size=1, max_size=3, unique_by=lambda s: (s.path, s.record, s.url, s.format)
            ).map(tuple)
        ),
        text=text,
        language=draw(MAYBE),
        title=draw(MAYBE),
        title_span=draw(some),
        outlet=draw(MAYBE),
        byline=draw(many(WORDS)),
        republished_from=draw(MAYBE),
        dateline=draw(MAYBE),
        published=draw(st.builds(Published, earliest=MAYBE, latest=MAYBE, basis=WORDS, evidence=spans)),
        boilerplate=draw(spans),
        repeated=draw(spans),
    )
    problem = st.builds(
        Problem, stage=WORDS, message=WORDS, path=MAYBE, line=st.none() | st.integers(0, 10**9)
    )
    return Record(
        article=article,
        actors=actors,
        statements=statements,
        figures=draw(named(figure, "f")),
        events=draw(named(event, "e")),
        positions=draw(named(position, "p")),
        proposals=proposals,
        dates=draw(many(st.builds(TimeExpression, span=span, type=WORDS, value=MAYBE))),
        signals=draw(named(signal, "g")),
        participants=draw(named(participant, "n")),
        labels=draw(many(label)),
        problems=draw(many(problem)),
    )


@settings(max_examples=60, deadline=None)
@given(first=records(), second=records())
def test_any_record_comes_back_as_it_was(first, second):
    with Store(":memory:") as store:
        for record in (first, second):
            store.add([record])
            assert store.record(record.article.id).statements == record.statements
        if first.article.id != second.article.id:
            assert list(store.records()) == [first, second]
            assert store.add([first, second]) == Added(unchanged=2)


@settings(max_examples=60, deadline=None)
@given(records=st.lists(records(), max_size=2), words=st.text(max_size=20))
def test_no_words_make_a_query_fail(records, words):
    with Store(":memory:") as store:
        store.add(records)
        for asked in (store.articles, store.statements, store.figures):
            for row in asked(words=words, outlet=words):
                assert row.article.id

"""The store: what goes in comes out, nothing changes twice, nothing false goes in."""

import sqlite3
from dataclasses import replace
from hashlib import sha256

import pytest

from onrecord.errors import StoreError
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

TEXT = (
    "Talks stall over the dam\n\nDalmere, 3 May — The Lorrish minister Ada Quill told the Tern Gazette "
    "on Friday that “at least 45 fishermen” had been detained by the reckless Ostmark coast guard. "
    "“We want them back,” she said. The Quill plan foresees an exchange of prisoners. Talks have stalled."
)


def article(text=TEXT, path="a.txt", **given):
    given = {"outlet": "Dalmere Post", "title": "Talks stall over the dam"} | given
    sources = given.pop("sources", (Source(path=path),))
    return Article(id=sha256(text.encode()).hexdigest(), sources=sources, text=text, **given)


def find(words, text=TEXT):
    start = text.index(words)
    return Span(start, start + len(words), words)


def full(path="a.txt"):
    """A record with something in every table."""
    return Record(
        article=article(
            path=path,
            title_span=find("Talks stall over the dam"),
            byline=("Ida Brook", "Ben Óg"),
            dateline="Dalmere",
            language="en",
            published=Published(
                earliest="2031-05-03", latest="2031-05-04", basis="stated", evidence=(find("3 May"),)
            ),
            boilerplate=(find("Dalmere, 3 May"),),
        ),
        actors=(
            Actor(
                id="a1",
                name="Ada Quill",
                kind="person",
                role="minister",
                party="Lorrland",
                party_words=find("Lorrish minister"),
                mentions=(find("Ada Quill"), find("she")),
            ),
            Actor(id="a2", name="Tern Gazette", kind="media", mentions=(find("the Tern Gazette"),)),
            Actor(id="a3", name="Ostmark coast guard", kind="armed force"),
        ),
        statements=(
            Statement(
                id="s1",
                source=find("The Lorrish minister Ada Quill"),
                speaker="a1",
                source_kind="named person",
                cue=find("told"),
                content=(find("“at least 45 fishermen” had been detained"), find("coast guard")),
                verbatim=(find("at least 45 fishermen"),),
                type="mixed",
                act="assert",
                chain=(
                    Hop(source=find("the Tern Gazette"), actor="a2", cue=find("told"), relation="told"),
                    Hop(source=find("Gazette")),
                ),
                score=0.93,
                said=Period(earliest="2031-05-02", latest="2031-05-02", span=find("on Friday")),
                about=("prisoners", "other"),
                rule="by hand",
            ),
            Statement(
                id="s2",
                source=find("she"),
                speaker="a1",
                source_kind=None,
                cue=find("said"),
                content=(find("“We want them back,”"),),
                type="direct",
                attitude=True,
                hedge=find("want"),
                said=Period(earliest="2031"),
                rule="by hand",
            ),
        ),
        figures=(
            Figure(
                id="f1",
                span=find("at least 45 fishermen"),
                number=find("45"),
                value=45.0,
                upper=46.5,
                quantifier="at least",
                unit="person",
                category="detained",
                counted="fishermen",
                counter="a1",
                statement="s1",
                rule="by hand",
            ),
        ),
        events=(
            Event(
                id="e1",
                span=find("detained"),
                type="COERCE",
                actor="a3",
                when=Period(),
                factuality="claimed",
                statement="s1",
                violates=find("an exchange of prisoners"),
                rule="by hand",
            ),
        ),
        positions=(
            Position(
                id="p1",
                span=find("We want them back"),
                party="a1",
                issue="prisoners",
                stance="demands",
                proposal="x1",
                condition=find("had been detained"),
                linked="prisoners",
                deadline=Period(latest="2031-05-09", span=find("on Friday")),
                red_line=True,
                reported_by="a2",
                statement="s2",
                rule="by hand",
            ),
        ),
        proposals=(
            Proposal(
                id="x1",
                name="Quill plan",
                mentions=(find("The Quill plan"),),
                author=("a1",),
                date=Period(earliest="2031-05"),
                version="revised",
                replaces="x1",
                terms=(
                    Term(
                        issue="prisoners",
                        span=find("an exchange of prisoners"),
                        phase=find("exchange"),
                        condition=find("an exchange"),
                        origin="Dalmere",
                        destination="Tern",
                    ),
                ),
                rule="by hand",
            ),
        ),
        dates=(TimeExpression(span=find("3 May"), type="DATE", value="2031-05-03"),),
        signals=(
            Signal(id="g1", span=find("stalled"), signal="stalled", rule="by hand"),
            Signal(id="g0", span=find("stall"), signal="stalled", statement="s2", rule="by hand"),
        ),
        participants=(
            Participant(
                id="n1",
                span=find("Ada Quill"),
                part="mediator",
                name="Ada Quill",
                actor="a1",
                statement="s1",
                rule="by hand",
            ),
        ),
        labels=(
            Label(span=find("reckless"), actor="a3", label="reckless", voice="outlet", rule="by hand"),
            Label(span=find("reckless"), actor="a3", label="reckless", voice="s1", rule="by hand"),
        ),
        problems=(Problem(stage="read", message="a quotation does not end", path="a.txt"),),
    )


def other(name, **given):
    """A small record of a text of its own."""
    text = f"{name} said the ferry strike would end."
    statement = Statement(
        id="s1",
        source=find(name, text),
        speaker="a1",
        source_kind="named person",
        cue=find("said", text),
        content=(find("the ferry strike would end", text),),
        type="indirect",
        rule="by hand",
    )
    return Record(
        article=article(text, f"{name}.txt", **given),
        actors=(Actor(id="a1", name=name, kind="person"),),
        statements=(statement,),
    )


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "story.db") as opened:
        yield opened


def content(path):
    """Every row of every table, full-text index included."""
    connection = sqlite3.connect(path)
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    rows = {name: sorted(map(repr, connection.execute(f'SELECT * FROM "{name}"'))) for name in names}
    connection.close()
    return rows


def ask(path, sql):
    connection = sqlite3.connect(path)
    rows = connection.execute(sql).fetchall()
    connection.close()
    return rows


def test_a_record_comes_back_as_it_was(store):
    assert store.add([full()], reader="r1") == Added(added=1)
    assert store.record(full().article.id) == full()
    assert list(store.records()) == [full()]
    assert store.article(full().article.id) == full().article
    assert store.reader(full().article.id) == "r1"
    assert store.article("none") is None


def test_the_same_again_changes_nothing(store):
    store.add([full(), other("Bo Reed")], reader="r1")
    before = content(store.path)
    assert store.add([full(), other("Bo Reed")], reader="r1") == Added(unchanged=2)
    assert content(store.path) == before


def test_a_second_source_is_added_and_the_record_stays(store):
    store.add([full()], reader="r1")
    assert store.add([full("b.txt")], reader="r1") == Added(sources=1)
    assert [source.path for source in store.record(full().article.id).article.sources] == ["a.txt", "b.txt"]
    assert store.add([full()], reader="r1") == Added(unchanged=1)
    assert store.record(full().article.id).statements == full().statements


def test_a_newer_reading_replaces_the_record(store):
    store.add([other("Bo Reed"), full()], reader="r1")
    again = replace(full(), figures=())
    assert store.add([again], reader="r2") == Added(replaced=1)
    assert list(store.records()) == [other("Bo Reed"), again]
    assert store.reader(again.article.id) == "r2"
    assert list(store.figures(words="fishermen")) == []
    for table in ("articles", "statements", "figures"):
        ask(store.path, f"INSERT INTO {table}_fts ({table}_fts, rank) VALUES ('integrity-check', 1)")


def test_people_read_words_without_arithmetic(store):
    store.add([full()])
    assert ask(store.path, "SELECT source, cue, content, said_words FROM statements WHERE id = 's1'") == [
        (
            "The Lorrish minister Ada Quill",
            "told",
            "“at least 45 fishermen” had been detained … coast guard",
            "on Friday",
        )
    ]
    assert ask(
        store.path, "SELECT speaker, party, party_words, content FROM said WHERE statement = 's2'"
    ) == [("Ada Quill", "Lorrland", "Lorrish minister", "“We want them back,”")]
    assert ask(store.path, "SELECT words FROM mentions WHERE id = 'a1' ORDER BY position") == [
        ("Ada Quill",),
        ("she",),
    ]
    assert ask(
        store.path,
        "SELECT count(*) FROM spans JOIN articles ON articles.key = spans.article"
        " WHERE substr(text, start + 1, stop - start) <> words",
    ) == [(0,)]


def test_every_foreign_key_leads_somewhere(store):
    store.add([full(), other("Bo Reed")])
    assert ask(store.path, "PRAGMA foreign_key_check") == []
    assert ask(store.path, "PRAGMA journal_mode") == [("wal",)]


def _spoilt():
    record = full()
    moved = replace(record.figures[0], number=Span(0, 2, "45"))
    yield "is not '45'", replace(record, figures=(moved,))
    yield (
        "hash of its text",
        replace(record, article=replace(record.article, text=record.article.text + " More.")),
    )
    yield "no source", replace(record, article=replace(record.article, sources=()))
    yield "given twice", replace(record, actors=(*record.actors, record.actors[0]))
    yield "statements 's1' points at actors 'a1'", replace(record, actors=record.actors[1:])
    yield (
        "statements 's1' points at actors 'a2'",
        replace(record, actors=(record.actors[0], record.actors[2])),
    )
    yield (
        "events 'e1' points at actors 'a9'",
        replace(record, events=(replace(record.events[0], target="a9"),)),
    )
    yield (
        "figures 'f1' points at actors ''",
        replace(record, figures=(replace(record.figures[0], counter=""),)),
    )
    yield (
        "figures 'f1' points at statements 's9'",
        replace(record, figures=(replace(record.figures[0], statement="s9"),)),
    )
    yield "positions 'p1' points at proposals 'x1'", replace(record, proposals=())
    yield (
        "positions 'p1' points at actors 'a9'",
        replace(record, positions=(replace(record.positions[0], reported_by="a9"),)),
    )
    yield (
        "proposals 'x1' points at proposals 'x9'",
        replace(record, proposals=(replace(record.proposals[0], replaces="x9"),)),
    )
    yield (
        "participants 'n1' points at actors 'a9'",
        replace(record, participants=(replace(record.participants[0], actor="a9"),)),
    )
    yield (
        "proposals 'x1' points at actors 'a9'",
        replace(record, proposals=(replace(record.proposals[0], author=("a9",)),)),
    )
    yield (
        "labels 'l0' points at statements 's9'",
        replace(record, labels=(replace(record.labels[0], voice="s9"),)),
    )
    yield "nan", replace(record, figures=(replace(record.figures[0], value=float("nan")),))
    yield "not valid Unicode", replace(record, article=replace(record.article, outlet="\ud800"))


@pytest.mark.parametrize(("complaint", "record"), list(_spoilt()), ids=lambda value: str(value)[:20])
def test_a_false_record_is_refused_with_its_batch(store, complaint, record):
    with pytest.raises(StoreError, match=complaint):
        store.add([other("Bo Reed"), record])
    assert list(store.records()) == []
    assert ask(store.path, "SELECT * FROM runs") == []


def test_batches_before_a_refusal_stay(store):
    with pytest.raises(StoreError, match=r"^a\.txt: "):
        store.add([other("Bo Reed"), replace(full(), proposals=())], batch=1)
    assert list(store.records()) == [other("Bo Reed")]
    assert ask(store.path, "SELECT added FROM runs") == [(1,)]


def test_words_filter_never_fails(store):
    store.add([full(), other("Bo Reed")])
    for hostile in (
        '"',
        "*",
        "NEAR(",
        "a AND",
        'x" OR "y',
        "^",
        "{a}:b",
        "-",
        "\0",
        "a\0b",
        "",
        "   ",
        "'; --",
    ):
        for asked in (store.articles, store.statements, store.figures):
            list(asked(words=hostile))
    assert [row.article.name for row in store.statements(words="STRIKE ferry")] == ["Bo Reed.txt"]
    assert [row.article.name for row in store.statements(words='"strike ferry"')] == []
    assert [row.article.name for row in store.articles(words='"coast guard" stall*')] == ["a.txt"]
    assert [row.words.words for row in store.figures(words="detained guard")] == ["at least 45 fishermen"]


def unnamed():
    """A record of three statements: of no score, of a low one with an unnamed source, of a high one."""
    text = (
        "Bo Reed said the strike would end. Two senior Lorrish officials, who asked not to be named, "
        "said talks went on. The union said nothing had changed."
    )
    said = {"the strike would end": None, "talks went on": 0.31, "nothing had changed": 0.5}
    hidden = Anonymity(
        level="senior", side="Lorrland", count="several", reason=find("asked not to be named", text)
    )
    statements = tuple(
        Statement(
            id=f"s{number}", source=None, speaker=None, cue=None, content=(find(words, text),), score=score,
            source_kind="anonymous official" if score == 0.31 else None, type="indirect", rule="by hand",
            anonymity=hidden if score == 0.31 else None,
        )
        for number, (words, score) in enumerate(said.items(), 1)
    )  # fmt: skip
    return Record(article=article(text), statements=statements)


def test_statements_say_how_sure_and_what_is_told_of_the_unnamed(store):
    store.add([unnamed()])
    assert list(store.records()) == [unnamed()]
    rows = list(store.statements())
    assert [(row.score, row.unsure) for row in rows] == [(None, False), (0.31, True), (0.5, False)]
    assert [row.anonymity for row in rows] == [None, unnamed().statements[1].anonymity, None]
    assert [row.statement for row in store.statements(unsure=True)] == ["s2"]
    assert [row.statement for row in store.statements(unsure=False)] == ["s1", "s3"]
    assert ask(
        store.path,
        "SELECT anonymity_level, anonymity_count, anonymity_reason FROM said WHERE statement = 's2'",
    ) == [("senior", "several", "asked not to be named")]


def test_a_reason_that_is_not_in_the_text_is_refused(store):
    record = unnamed()
    moved = replace(record.statements[1].anonymity, reason=Span(0, 5, "asked"))
    with pytest.raises(StoreError, match="is not 'asked'"):
        store.add([replace(record, statements=(replace(record.statements[1], anonymity=moved),))])


def test_filters_by_name_party_outlet_and_kind(store):
    store.add(
        [full(), other("Bo Reed", outlet=None, sources=(Source(path="b", record="r7", outlet="Île FM"),))]
    )
    assert [row.statement for row in store.statements(speaker="QUILL")] == ["s1", "s2"]
    assert [row.speaker for row in store.statements(party="lorr")] == ["Ada Quill", "Ada Quill"]
    assert [row.speaker for row in store.statements(outlet="île")] == ["Bo Reed"]
    assert [row.article.name for row in store.articles(outlet="île")] == ["r7"]
    assert [row.statement for row in store.statements(about="prisoners")] == ["s1"]
    assert [row.statement for row in store.statements(type="direct", speaker="Quill")] == ["s2"]
    assert [row.figure for row in store.figures(category="detained", counter="ada", party="lorrland")] == [
        "f1"
    ]
    assert list(store.figures(category="killed")) == []
    with pytest.raises(TypeError, match="no filter 'colour'"):
        list(store.statements(colour="red"))


def test_rows_carry_their_words_and_article(store):
    store.add([full()])
    (first, _) = store.statements()
    assert (first.speaker, first.party, first.article.outlet) == ("Ada Quill", "Lorrland", "Dalmere Post")
    assert first.content == full().statements[0].content
    assert [span.words for span in first.through] == ["the Tern Gazette", "Gazette"]
    (figure,) = store.figures()
    assert (figure.value, figure.upper, figure.counter, figure.words) == (
        45.0,
        46.5,
        "Ada Quill",
        find("at least 45 fishermen"),
    )
    (listed,) = store.articles()
    assert (listed.statements, listed.figures, listed.byline) == (2, 1, ("Ida Brook", "Ben Óg"))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["Al Fen", "Bo Reed", "Cy Moss", "Di Holt"]),
        ({"since": "2031-05"}, ["Al Fen", "Bo Reed", "Cy Moss"]),
        ({"since": "2031-06"}, ["Al Fen", "Cy Moss"]),
        ({"until": "2031-04"}, ["Al Fen"]),
        ({"until": "2031"}, ["Al Fen", "Bo Reed", "Cy Moss"]),
        ({"since": "2031-05-03", "until": "2031-05-03"}, ["Al Fen", "Bo Reed"]),
        ({"since": "2033"}, ["Cy Moss"]),
    ],
)
def test_dates_filter_by_what_may_be(store, asked, found):
    dates = {
        "Al Fen": Published(earliest="2031", latest="2031", basis="stated"),
        "Bo Reed": Published(earliest="2031-05-03", latest="2031-05-03", basis="metadata"),
        "Cy Moss": Published(earliest="2031-06-01", basis="inferred"),
        "Di Holt": Published(),
    }
    store.add([other(name, published=published) for name, published in dates.items()])
    assert [row.article.name.removesuffix(".txt") for row in store.articles(**asked)] == found


def test_a_date_that_is_none_is_refused(store):
    with pytest.raises(StoreError, match="write 2025"):
        list(store.articles(since="last week"))


def test_problems_are_kept_once_and_go_when_mended(store):
    broken = Problem(stage="collect", message="is not JSON", path="x.jsonl", line=3)
    empty = Problem(stage="collect", message="is empty", path="e.txt")
    store.add_problems([broken, broken, empty])
    before = content(store.path)
    store.add_problems([broken, empty])
    assert content(store.path) == before
    assert store.problems() == (broken, empty)
    store.add_problems([], seen=["x.jsonl"])
    assert store.problems() == (empty,)
    store.add([full()])
    assert store.problems() == (empty, *full().problems)


def test_another_file_is_refused(tmp_path):
    (tmp_path / "notes.txt").write_text("No database at all, only words. " * 40)
    with pytest.raises(StoreError, match="not a database"):
        Store(tmp_path / "notes.txt")
    sqlite3.connect(tmp_path / "theirs.db").executescript("CREATE TABLE theirs (x)").connection.close()
    with pytest.raises(StoreError, match="another program"):
        Store(tmp_path / "theirs.db")
    with pytest.raises(StoreError, match="unable to open"):
        Store(tmp_path / "no" / "folder.db")
    with pytest.raises(StoreError, match="no such store"):
        Store(tmp_path / "none.db", create=False)
    assert not (tmp_path / "none.db").exists()


def test_a_newer_store_is_refused(store):
    store.close()
    connection = sqlite3.connect(store.path)
    connection.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('onrecord', '99 x', '')"
    )
    connection.commit()
    connection.close()
    with pytest.raises(StoreError, match=r"newer OnRecord.*upgrade"):
        Store(store.path)


def test_opening_an_empty_file_makes_a_store(tmp_path):
    (tmp_path / "new.db").touch()
    with Store(tmp_path / "new.db") as store:
        store.add([full()])
    with Store(tmp_path / "new.db") as store:
        assert list(store.records()) == [full()]


def test_an_unknown_article_is_an_error(store):
    with pytest.raises(StoreError, match="onrecord articles"):
        store.record("none")

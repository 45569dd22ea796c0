"""The flow from inputs to a store, with a reader that reads without a pipeline."""

import json
from dataclasses import replace

import pytest

from onrecord import build
from onrecord.errors import ReadingError
from onrecord.records import Actor, Problem, Record, Span
from onrecord.store import Store

PARAGRAPH = (
    "The dockers of Port Averil said on Monday that the strike would go on until their pay is settled. "
)


class FakeReader:
    """Reads the first word as an actor; refuses a text with `unreadable`, misreads one with `wrong`."""

    def __init__(self, version="r1"):
        self.version = version
        self.seen = []

    def read(self, articles):
        for article in articles:
            self.seen.append(article.sources[0].path)
            if "unreadable" in article.text:
                raise ReadingError("cannot be parsed; report it")
            words = article.text.split()[0]
            mention = Span(0, len(words), "x" * len(words) if "wrong" in article.text else words)
            yield Record(
                article=article, actors=(Actor(id="a1", name=words, kind="other", mentions=(mention,)),)
            )


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(4):
        (folder / f"{number}.txt").write_text(f"Report{number} begins.\n\n{PARAGRAPH * 3}", encoding="utf-8")
    return folder


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "story.db") as opened:
        yield opened


def counts(summary):
    return (summary.articles, summary.added, summary.replaced, summary.sources, summary.unchanged)


def names(reader):
    return [path.rpartition("/")[2] for path in reader.seen]


def test_records_come_in_the_order_of_the_inputs(folder):
    records = list(build.records([folder / "2.txt", folder], FakeReader()))
    assert [record.actors[0].name for record in records] == ["Report2", "Report0", "Report1", "Report3"]


def test_one_article_fails_alone(folder):
    (folder / "1.txt").write_text("This is unreadable.\n\n" + PARAGRAPH)
    (folder / "bad.jsonl").write_text("{no json\n")
    (first, *rest) = build.records([folder], FakeReader())
    assert (first.stage, first.line) == ("collect", 1)
    assert [type(item).__name__ for item in rest] == ["Record", "Problem", "Record", "Record"]
    assert rest[1] == Problem(stage="read", message="cannot be parsed; report it", path=str(folder / "1.txt"))


def test_what_is_read_is_not_read_again(folder, store):
    assert counts(build.add(store, [folder], FakeReader())) == (4, 4, 0, 0, 0)
    again = FakeReader()
    assert counts(build.add(store, [folder], again)) == (4, 0, 0, 0, 4)
    assert again.seen == []
    (folder / "9.txt").write_text("Report9 begins.\n\n" + PARAGRAPH)
    assert counts(build.add(store, [folder], again)) == (5, 1, 0, 0, 4)
    assert names(again) == ["9.txt"]


def test_a_newer_reader_reads_again(folder, store):
    build.add(store, [folder], FakeReader())
    assert counts(build.add(store, [folder], FakeReader("r2"))) == (4, 0, 4, 0, 0)
    assert {row.reader for row in store.articles()} == {"r2"}


def test_a_text_found_elsewhere_is_one_article_with_two_sources(folder, store, tmp_path):
    build.add(store, [folder], FakeReader())
    (tmp_path / "copy.txt").write_bytes((folder / "1.txt").read_bytes())
    reader = FakeReader()
    assert counts(build.add(store, [tmp_path / "copy.txt"], reader)) == (1, 0, 0, 1, 0)
    assert counts(build.add(store, [tmp_path / "copy.txt"], reader)) == (1, 0, 0, 0, 1)
    assert counts(build.add(store, [folder], reader)) == (4, 0, 0, 0, 4)
    assert reader.seen == []
    assert sorted(row.sources for row in store.articles()) == [1, 1, 1, 2]


def test_what_is_learnt_of_an_article_has_it_read_again(folder, store):
    build.add(store, [folder], FakeReader())
    fact = {"path": "2.txt", "outlet": "Averil Gazette", "published": "2031-05-03"}
    (folder / "metadata.jsonl").write_text(json.dumps(fact) + "\n")
    reader = FakeReader()
    assert counts(build.add(store, [folder], reader)) == (4, 0, 1, 0, 3)
    assert names(reader) == ["2.txt"]
    assert [row.article.outlet for row in store.articles(since="2031")] == ["Averil Gazette"]
    assert counts(build.add(store, [folder], reader)) == (4, 0, 0, 0, 4)


def test_a_refused_record_is_a_problem_and_the_rest_is_stored(folder, store):
    (folder / "1.txt").write_text("Everything is wrong here.\n\n" + PARAGRAPH)
    summary = build.add(store, [folder], FakeReader())
    assert counts(summary) == (4, 3, 0, 0, 0)
    (problem,) = summary.problems
    assert (problem.stage, problem.path) == ("store", str(folder / "1.txt"))
    assert problem.message.startswith("the text at [0:10] is not 'xxxxxxxxxx'")
    assert store.problems() == (problem,)


def test_a_problem_goes_when_it_is_mended(folder, store):
    (folder / "1.txt").write_bytes(b"")
    assert len(build.add(store, [folder], FakeReader()).problems) == 1
    build.add(store, [folder], FakeReader())
    assert [problem.path for problem in store.problems()] == [str(folder / "1.txt")]
    (folder / "1.txt").write_text("Report1 begins.\n\n" + PARAGRAPH)
    build.add(store, [folder], FakeReader())
    assert store.problems() == ()


def test_progress_is_told_of_what_is_to_be_read(folder, store):
    told = []
    build.add(store, [folder / "0.txt"], FakeReader())
    build.add(store, [folder], FakeReader(), progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_the_real_reader_fills_a_store(reader, store, tmp_path):
    text = "Ada Quill, the harbour minister, said on Monday that the strike was over.\n\n" + PARAGRAPH
    (tmp_path / "a.txt").write_text(text)
    summary = build.add(store, [tmp_path / "a.txt"], reader)
    assert (summary.added, summary.problems) == (1, ())
    assert [row.speaker for row in store.statements(speaker="quill")] == ["Ada Quill"]
    (record,) = reader.read([replace(store.record(row.article.id).article) for row in store.articles()])
    assert store.record(record.article.id) == record

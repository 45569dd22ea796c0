"""Fuzz: whatever the bytes, each stage gives records or problems, in bounded time, and nothing else.

Hypothesis makes the bytes of files of every kind, texts of quotation marks, brackets, digits and control
characters, and what comes of them is stored, read back, and verified.
"""

import gzip
import io
import json
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench import fuzz
from onrecord.collect import Page, pages
from onrecord.document import article
from onrecord.errors import DocumentError
from onrecord.read import Reader
from onrecord.records import Problem, Source
from onrecord.store import Store, check

FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
SECONDS = 30  # of processor time an article, on a slow machine; most take a tenth
MARKUP = ["<html>", "<body>", "<p>", "</p>", "<div>", "<div", "<article>", "<!--", "-->", "<script>", "]]>",
          "<meta charset=utf-8>", "<meta charset=\"x\">", "&amp;", "&#0;", "&#xd800;", "<br/>", "<title>",
          "<time datetime='2031-05-03'>", "<script type='application/ld+json'>{", "}</script>"]  # fmt: skip
PARTS = [
    *"\"“”‘’'«()[—-,.:;?!%\n\t 1é😀𝕒", "45", "1,0", "\n\n", "\x01", "\x1b[31m", "\u202e", "\ufeff", "\u0301",
    "\x85", "\u2028", "\x0c", "a" * 400, " said ", "Ada Quill ", "told ", " according to ", "he ", "killed ",
    "at least ", "two hundred ", "on Monday ", "May 3, 2031", "By ", "DALMERE — ", "if ", "and ", "the ",
    "of ", "ceasefire ", "www.a.b ",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PARTS) | st.text(max_size=8), min_size=1, max_size=120).map("".join)
HTML = st.lists(st.sampled_from(MARKUP) | TEXTS, max_size=30).map("".join)
CHARSETS = st.sampled_from(["utf-8", "utf-16", "utf-32", "cp1252", "koi8-r", "shift_jis", "utf-7"])


def encoded(texts):
    return st.builds(lambda text, charset: text.encode(charset, "ignore"), texts, CHARSETS)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=10) | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["text", "html", "id", "url", "title", "byline", "published"]), inner
        )
    ),
    max_leaves=6,
)
LINES = st.lists(JSON.map(json.dumps) | TEXTS, max_size=4).map("\n".join)
BYTES = st.binary(max_size=300)
FILES = st.one_of(
    st.tuples(st.sampled_from(["a.html", "a.htm"]), encoded(HTML) | BYTES),
    st.tuples(st.sampled_from(["a.txt", "a", "a.md"]), encoded(TEXTS) | BYTES),
    st.tuples(st.sampled_from(["a.json", "a.jsonl", "a.ndjson"]), encoded(LINES) | BYTES),
    st.tuples(st.just("a.jsonl.gz"), encoded(LINES).map(gzip.compress) | BYTES
              | st.builds(lambda data, cut: gzip.compress(data)[:cut], encoded(LINES), st.integers(0, 60))),
)  # fmt: skip


def documented(inputs, stdin=None):
    """Every article that comes of some inputs; all else must be a problem in words."""
    for found in pages(inputs, stdin):
        if isinstance(found, Problem):
            assert found.message
            assert "\n" not in found.message.strip()
            continue
        try:
            made = article(found)
        except DocumentError as error:
            assert str(error)
        else:
            assert made.text
            assert all(made.check(span) for span in (*made.boilerplate, *made.repeated))
            yield made


@FEW
@given(file=FILES)
def test_files_of_any_bytes_become_articles_or_problems(file):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / file[0]
        path.write_bytes(file[1])
        list(documented([path]))


@FEW
@given(data=encoded(LINES) | encoded(HTML) | BYTES)
def test_standard_input_of_any_bytes_becomes_articles_or_problems(data):
    list(documented(["-"], io.BytesIO(data)))


@FEW
@given(texts=st.lists(TEXTS, min_size=1, max_size=3, unique=True))
def test_any_text_is_read_stored_and_found_sound(reader: Reader, texts):
    articles = {}
    for text in texts:
        try:
            made = article(Page(source=Source(path="a.txt"), text=text.replace("\0", "")))
        except DocumentError:
            continue
        articles[made.id] = made
    records = list(reader.read(articles.values()))
    for record in records:
        check(record)
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "story.db") as store:
        store.add(records, reader="fuzz")
        assert list(store.records()) == records
        assert list(store.faults()) == []


LONG = 200_000
HOSTILE = {
    "quotation marks": '"' * LONG,
    "opening marks": "“" * LONG,
    "pairs of marks": "“”" * (LONG // 2),
    "quoted letters": '"a" ' * (LONG // 4),
    "said": "said " * (LONG // 5),
    "digits": "1" * LONG,
    "numbers": "12 " * (LONG // 3),
    "one word": "a" * LONG,
    "short lines": "ab\n" * 50_000,
    "brackets": "()" * (LONG // 2),
    "control characters": "\x01\x02\x1b[31m " * (LONG // 8),
    "sentences": "Ada Quill said the dam was safe. " * (LONG // 33),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_article_ends_in_seconds(reader: Reader, name):
    began = time.process_time()
    made = article(Page(source=Source(path="a.txt"), text=HOSTILE[name][:LONG]))
    (record,) = reader.read([made])
    check(record)
    assert time.process_time() - began < SECONDS


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 40_000 + "deep",
        "<p>" + "a" * 1_000_000,
        "<p>" + "word " * 200_000,
        "<b>" * 99_000,
        "<table><tr><td>" * 9_000,
        "<a href='" + "x" * 1_000_000,
        "<!--" * 30_000,
        "&#x41;" * 150_000,
    ],
    ids=[
        "deep",
        "one word of 1 MB",
        "one line of 1 MB",
        "many tags",
        "tables",
        "attribute",
        "comments",
        "signs",
    ],
)
def test_a_hostile_page_ends_in_seconds(html):
    began = time.process_time()
    try:
        article(Page(source=Source(path="a.html", format="html"), html=html))
    except DocumentError as error:
        assert "; " in str(error)
    assert time.process_time() - began < SECONDS


def test_what_the_guided_fuzzer_tries_is_read(tmp_path):
    assert fuzz.tried(b"\0" + b"Ada Quill said the dam is safe. " * 9, tmp_path) == 1
    assert fuzz.tried(b"\3" + b'{"text": "Ada Quill said no."}\n{"text": "Bo Reed said yes."}', tmp_path) == 2
    assert fuzz.tried(b"\4" + b"no gzip", tmp_path) == fuzz.tried(b"", tmp_path) == 0
    assert list(tmp_path.iterdir()) == []

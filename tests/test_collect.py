"""collect: every kind of input, and everything that can be wrong with one."""

import gzip
import io
import json
import os
import sys
from pathlib import Path

import pytest

from onrecord.collect import MAX_BYTES, MAX_CHARACTERS, Page, pages
from onrecord.records import Problem

STORY = "The ferry talks between Norland and Sudmark resumed on Monday.\n"


def collected(*inputs, stdin=None):
    found = list(pages(inputs, None if stdin is None else io.BytesIO(stdin)))
    return [page for page in found if isinstance(page, Page)], [
        one for one in found if isinstance(one, Problem)
    ]


def only_problem(*inputs, **options):
    found, problems = collected(*inputs, **options)
    assert not found
    (problem,) = problems
    assert problem.stage == "collect"
    assert ";" in problem.message, "a problem names its remedy"
    return problem


def test_a_text_is_kept_character_for_character(tmp_path):
    data = "\ufeffLine one\r\nLine “two” \n\n  \t\rend ".encode()
    (tmp_path / "a.txt").write_bytes(data)
    ((page,), _) = collected(tmp_path / "a.txt")
    assert page.text == data.decode()  # the byte order mark too: offsets address the file
    assert page.source.format == "text"
    assert page.source.path == str(tmp_path / "a.txt")


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (
            "Café “Norland” – talks went on until the évening, he said.".encode("cp1252"),
            "Café “Norland” – talks",
        ),
        ("Talks resumed at the port.".encode("utf-16"), "Talks resumed at the port."),
        ("Talks resumed at the port.".encode("utf-32"), "Talks resumed at the port."),
    ],
)
def test_other_encodings_are_recognised(tmp_path, data, text):
    (tmp_path / "a.txt").write_bytes(data)
    ((page,), problems) = collected(tmp_path)
    assert page.text.startswith(text)
    assert not problems


def test_a_page_may_declare_its_encoding(tmp_path):
    html = '<html><head><meta charset="iso-8859-2"></head><body>Łódź</body></html>'
    (tmp_path / "a.html").write_bytes(html.encode("iso-8859-2"))
    ((page,), _) = collected(tmp_path)
    assert page.html == html
    assert page.text is None
    assert page.source.format == "html"


def test_a_folder_is_read_in_order_and_only_what_is_an_article(tmp_path):
    for name in (
        "b.txt",
        "a.md",
        "c/d.text",
        "c/e.HTM",
        "README.md",
        ".hidden.txt",
        "picture.png",
        "metadata.jsonl",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("{}" if name == "metadata.jsonl" else STORY)
    found, problems = collected(tmp_path)
    assert [os.path.relpath(page.source.path, tmp_path) for page in found] == [
        "a.md",
        "b.txt",
        "c/d.text",
        "c/e.HTM",
    ]
    assert ["no 'path'" in problem.message for problem in problems] == [True]


def test_a_named_file_of_another_kind_is_tried_as_text(tmp_path):
    (tmp_path / "wire.copy").write_text(STORY)
    assert collected(tmp_path / "wire.copy")[0][0].text == STORY


def test_a_folder_without_anything_to_read_is_said_to_be_so(tmp_path):
    (tmp_path / "wire.copy").write_text(STORY)
    problem = only_problem(tmp_path)
    assert problem.path == str(tmp_path)
    assert "holds no file that is read" in problem.message and ".html" in problem.message


def test_what_a_browser_saves_beside_a_page_is_no_article(tmp_path):
    for name in ("Talks.html", "Talks_files/frame.html", "case_files/a.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"<p>{STORY}</p>")
    found, problems = collected(tmp_path)
    read = [os.path.relpath(page.source.path, tmp_path) for page in found]
    assert read == ["Talks.html", "case_files/a.html"]
    assert not problems


def test_patterns_and_files_named_twice(tmp_path):
    (tmp_path / "sub").mkdir()
    for name in ("b1.txt", "a1.txt", "sub/c1.txt"):
        (tmp_path / name).write_text(STORY)
    found, problems = collected(tmp_path / "*1.txt", tmp_path / "a1.txt", str(tmp_path / "**" / "*.txt"))
    assert [Path(page.source.path).name for page in found] == ["a1.txt", "b1.txt", "c1.txt"]
    assert not problems
    assert "matches no file" in only_problem(tmp_path / "*.html").message
    assert "no such file" in only_problem(tmp_path / "none.txt").message


def test_links_that_go_in_circles_or_nowhere(tmp_path):
    (tmp_path / "a.txt").write_text(STORY)
    (tmp_path / "again").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "round.txt").symlink_to(tmp_path / "round.txt")
    (tmp_path / "lost.txt").symlink_to(tmp_path / "gone.txt")
    found, problems = collected(tmp_path)
    assert len(found) == 1
    assert {Path(problem.path).name for problem in problems} == {"round.txt", "lost.txt"}
    assert "leads nowhere" in only_problem(tmp_path / "lost.txt").message


def test_deep_folders_do_not_exhaust_the_stack(tmp_path):
    deep = tmp_path
    for _ in range(sys.getrecursionlimit() // 4):
        deep = deep / "f"
    deep.mkdir(parents=True)
    (deep / "a.txt").write_text(STORY)
    assert len(collected(tmp_path)[0]) == 1


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \r\n\t", "empty"),
        ("a.txt", "\ufeff\n".encode(), "empty"),
        ("a.txt", b"PK\x03\x04\x00\x00", "binary"),
        ("a.txt", b"x" * (MAX_BYTES + 1), "over 10,000,000 bytes"),
        ("a.txt", b"x" * (MAX_CHARACTERS + 1), "200,001 characters"),
        ("a.html", b"\x00<html>", "binary"),
        ("a.json", b"{", "broken JSON"),
        ("a.json", b'"just a string"', "str where an object was expected"),
        ("a.json", b"[" * 200_000, "nested too deeply"),
        ("a.jsonl.gz", b"this is no gzip file", "damaged gzip"),
        ("a.jsonl.gz", gzip.compress(b'{"text": "x"}\n' * 50)[:-9], "damaged gzip"),
        ("a.jsonl.gz", gzip.compress(b"\n" * 30_000_000), "bomb"),
        ("a.jsonl.gz", gzip.compress(b"x" * 30_000_000), "bomb"),
    ],
)
def test_what_cannot_be_read_is_a_problem(tmp_path, name, data, words):
    (tmp_path / name).write_bytes(data)
    found, problems = collected(tmp_path)
    assert words in problems[-1].message
    assert problems[-1].path == str(tmp_path / name)
    assert all(page.text == "x" for page in found)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_a_problem(tmp_path):
    (tmp_path / "a.txt").write_text(STORY)
    (tmp_path / "a.txt").chmod(0)
    assert "permission" in only_problem(tmp_path).message.lower()


def test_a_file_that_vanishes_or_is_a_device_is_a_problem(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    assert "not a regular file" in only_problem(tmp_path).message


def record(**fields):
    return json.dumps({"text": STORY, **fields}).encode()


def test_json_lines_go_on_after_a_bad_line(tmp_path):
    lines = [
        record(id="a1", byline="By Ana Torv", unknown={"deep": [1]}),
        b"{broken",
        b"",
        b"[1]",
        record(id=7),
    ]
    (tmp_path / "feed.jsonl").write_bytes(b"\n".join(lines))
    found, problems = collected(tmp_path)
    assert [page.source.record for page in found] == ["a1", "7"]
    assert found[0].byline == ("By Ana Torv",)
    assert found[0].source.format == "json"
    assert [problem.line for problem in problems] == [2, 4]


def test_json_lines_may_be_compressed_or_one_array(tmp_path):
    (tmp_path / "a.jsonl.gz").write_bytes(
        gzip.compress(record(title="Talks resume") + b"\n" + record(html="<p>x</p>"))
    )
    (tmp_path / "b.json").write_bytes(
        b"\xef\xbb\xbf[" + record() + b", 3, " + record(published="2031-05-02") + b"]"
    )
    (tmp_path / "c.json").write_bytes(json.dumps({"html": "<p>x</p>", "text": None}).encode())
    found, problems = collected(tmp_path)
    assert [page.source.title for page in found] == ["Talks resume", None, None, None]
    assert found[2].source.published == "2031-05-02"
    assert (found[3].html, found[3].source.format) == ("<p>x</p>", "html")
    assert ["both 'text' and 'html'" in problems[0].message, "article 2" in problems[1].message] == [
        True,
        True,
    ]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": 5}, "'text' is int"),
        ({"text": ""}, "empty 'text'"),
        ({"text": None}, "no 'text'"),
        ({"text": "x" * (MAX_CHARACTERS + 1)}, "200,001 characters"),
        ({"text": "half \ud800 a pair"}, "\\ud800"),
        ({"text": "NUL \0"}, "NUL"),
        ({"title": ["Talks"]}, "'title' is list"),
        ({"title": "\udfff"}, "\\udfff"),
        ({"title": "x" * 3000}, "'title' has 3,000"),
        ({"published": 20310502}, "'published' is int"),
        ({"byline": {"name": "Ana"}}, "'byline'"),
        ({"byline": ["Ana", 3]}, "'byline'"),
    ],
)
def test_a_record_with_a_wrong_field_is_a_problem(tmp_path, fields, words):
    (tmp_path / "feed.jsonl").write_bytes(record(**fields))
    problem = only_problem(tmp_path)
    assert words in problem.message
    assert problem.line == 1


def test_a_line_longer_than_an_article_is_passed_over(tmp_path):
    (tmp_path / "feed.jsonl").write_bytes(
        b'{"text": "' + b"x" * (2 * MAX_BYTES) + b'"}\n' + record(id="next")
    )
    found, problems = collected(tmp_path)
    assert [page.source.record for page in found] == ["next"]
    assert problems[0].line == 1


@pytest.mark.parametrize("place", ["texts", "."])
def test_metadata_beside_a_folder_of_texts(tmp_path, place):
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text(STORY)
    name = "texts/a.txt" if place == "." else "a.txt"
    facts = {
        "path": name,
        "outlet": "Velmar Courier",
        "title": "Talks\n resume",
        "published": None,
        "byline": ["A", " "],
    }
    (tmp_path / place / "metadata.jsonl").write_text(json.dumps(facts) + "\n{broken\n")
    found, problems = collected(tmp_path)
    assert [(page.source.outlet, page.source.title, page.byline) for page in found] == [
        ("Velmar Courier", "Talks resume", ("A",))
    ]
    assert [(problem.path, problem.line) for problem in problems] == [
        (str(tmp_path / place / "metadata.jsonl"), 2)
    ]
    assert collected(tmp_path / "texts" / "a.txt")[0] == found
    assert collected(tmp_path / place / "metadata.jsonl") == ([], [])


def test_standard_input():
    assert collected("-", stdin=STORY.encode())[0][0].text == STORY
    assert collected("-", stdin=STORY.encode())[0][0].source.path is None
    assert collected("-", stdin=b"<!DOCTYPE html><p>x</p>")[0][0].html == "<!DOCTYPE html><p>x</p>"
    assert len(collected("-", stdin=b"[" + record() + b"," + record() + b"]")[0]) == 2
    assert len(collected("-", stdin=json.dumps({"text": STORY}, indent=2).encode())[0]) == 1
    found, problems = collected("-", stdin=b"\n\n" + record() + b"\n{broken\n" + record())
    assert (len(found), [problem.line for problem in problems]) == (2, [4])
    assert "empty" in only_problem("-", stdin=b"").message
    assert "over" in only_problem("-", stdin=b"x" * (MAX_BYTES + 1)).message


def test_a_page_is_either_text_or_html():
    source = collected("-", stdin=STORY.encode())[0][0].source
    with pytest.raises(ValueError, match="not both"):
        Page(source=source, text="a", html="b")

"""collect: web archives, e-mail and PDF, made here from invented text; and everything wrong with them."""

import gzip
import io
import time
import zipfile
import zlib
from email.message import EmailMessage

import pytest

from onrecord.collect import MAX_BYTES, archives, extra, liveblogs, mail, pages, pdf
from onrecord.document import article as made
from onrecord.records import Problem
from tests.site import PARAGRAPH, article


def collected(path):
    found = list(pages([path]))
    return [one for one in found if not isinstance(one, Problem)], [
        one for one in found if isinstance(one, Problem)
    ]


def record(body=b"", url="https://a.example/x", length=None, kind="response", head="", status="200 OK"):
    """One record of a WARC file."""
    data = article("Talks").encode() if body == b"" else body
    http = f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n{head}\r\n".encode() + data
    told = {
        "WARC-Type": kind,
        "WARC-Record-ID": "<urn:uuid:1>",
        "WARC-Date": "2031-05-03T10:00:00Z",
        "WARC-Target-URI": url,
        "Content-Type": "application/http; msgtype=response",
        "Content-Length": length or len(http),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    return f"WARC/1.0\r\n{lines}\r\n".encode() + http + b"\r\n\r\n"


def test_a_web_archive_gives_its_pages_with_address_and_time(tmp_path):
    several = [
        record(),
        record(url="https://a.example/gone", status="404 Not Found"),
        record(kind="request"),
        record(b"\x89PNG", url="https://a.example/p").replace(b"text/html", b"image/png"),
        record(article("Other talks", date="2021-05-03").encode(), url="https://a.example/y"),
    ]
    (tmp_path / "a.warc").write_bytes(b"".join(several))
    (tmp_path / "b.warc.gz").write_bytes(b"".join(gzip.compress(one) for one in several))
    found, problems = collected(tmp_path)
    assert not problems
    assert [page.source.record for page in found[:2]] == [
        "20310503100000/https://a.example/x",
        "20310503100000/https://a.example/y",
    ]
    source = found[0].source
    assert (source.path, source.format) == (str(tmp_path / "a.warc"), "warc")
    assert (source.url, source.fetched_at) == ("https://a.example/x", "2031-05-03T10:00:00Z")
    assert [page.html for page in found[:2]] == [page.html for page in found[2:]]
    assert (made(found[1]).title, made(found[1]).published.earliest) == ("Other talks", "2021-05-03")


@pytest.mark.parametrize(
    ("body", "head"),
    [
        (gzip.compress(article("Talks").encode()), "Content-Encoding: gzip\r\n"),
        (article("Talks").encode(), "Content-Encoding: gzip\r\n"),  # unpacked, the head as it came
        (b"5\r\n<!doc\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(article("Talks")) - 5, article("Talks").encode()[5:]),
         "Transfer-Encoding: chunked\r\n"),
        (article("Talks").encode(), "Transfer-Encoding: chunked\r\n"),
    ],
    ids=range(4),
)  # fmt: skip
def test_bodies_are_put_together_and_unpacked(tmp_path, body, head):
    (tmp_path / "a.warc").write_bytes(record(body, head=head))
    ((page,), problems) = collected(tmp_path / "a.warc")
    assert (page.html, problems) == (article("Talks"), [])


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no answer of a web server"),
        (b"no archive at all\n" * 9, "damaged"),
        (gzip.compress(b"x" * 40_000_000), "damaged"),
        (record(length=10**30), "damaged"),
        (record(length=99_999), "cut off"),
        (record(gzip.compress(b"\0" * 20_000_000), head="Content-Encoding: gzip\r\n"), "bomb"),
        (gzip.compress(record(b"x" * 110_000_000)), "bomb"),
        (record(b"x" * (MAX_BYTES + 1)), "over 10,000,000 bytes"),
        (record(b"\0" * 100), "NUL"),
        (record(b"x", head="Content-Encoding: br\r\n"), "damaged"),
        (record(url="ftp://a.example/x"), "none of the web"),
    ],
    ids=range(11),
)
def test_a_broken_web_archive_is_a_problem(tmp_path, data, words):
    (tmp_path / "a.warc").write_bytes(data)
    began = time.monotonic()
    found, (problem, *_) = collected(tmp_path / "a.warc")
    assert (found, problem.path) == ([], str(tmp_path / "a.warc"))
    assert words in problem.message and ";" in problem.message
    assert time.monotonic() - began < 10


def test_a_broken_record_does_not_stop_the_others(tmp_path):
    bad = record(gzip.compress(b"\0" * 20_000_000), head="Content-Encoding: gzip\r\n")
    (tmp_path / "a.warc").write_bytes(record() + bad + record(b"\0", url="https://a.example/0") + record())
    found, problems = collected(tmp_path / "a.warc")
    assert len(found) == 2
    assert [problem.message.partition(":")[0] for problem in problems] == [
        "record 2, https",
        "record 3, https",
    ]


def test_a_time_that_is_none_stays_unknown(tmp_path):
    (tmp_path / "a.warc").write_bytes(record().replace(b"2031-05-03T10:00:00Z", b"in the third year"))
    ((page,), _) = collected(tmp_path / "a.warc")
    assert (page.source.fetched_at, page.source.record) == (None, "-/https://a.example/x")


def test_what_stands_before_the_damage_is_read(tmp_path):
    packed = gzip.compress(record())
    for name, data in (("cut", packed * 2 + packed[:-60]), ("mid", packed + b"garbage\r\n\r\n" + packed)):
        (tmp_path / f"{name}.warc.gz").write_bytes(data)
    assert [len(collected(tmp_path / f"{name}.warc.gz")[0]) for name in ("cut", "mid")] == [2, 1]
    assert all(collected(tmp_path / f"{name}.warc.gz")[1] for name in ("cut", "mid"))


def wacz(**files):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in files.items():
            file.writestr(name.replace("__", "/"), data)
    return packed.getvalue()


def test_a_wacz_gives_the_pages_of_its_archives(tmp_path):
    files = {
        "archive__a.warc": record(),
        "archive__b.warc.gz": gzip.compress(record(url="https://b.example")),
    }
    (tmp_path / "a.wacz").write_bytes(wacz(**files, pages__pages="{}"))
    found, problems = collected(tmp_path)
    assert [page.source.url for page in found] == ["https://a.example/x", "https://b.example"]
    assert ({page.source.path for page in found}, problems) == ({str(tmp_path / "a.wacz")}, [])


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "damaged"),
        (b"PK\3\4 nothing", "damaged"),
        (wacz(pages="{}"), "no WARC"),
        (wacz(**{"archive__a.warc": record()})[:-40], "damaged"),
        (wacz(**{"archive__a.warc": b"WARC/1.0\r\n" + b"\n" * 40_000_000}), "damaged"),
        (wacz(**{"archive__a.warc": record(b"x" * 40_000_000)}), "proportion"),
    ],
    ids=range(6),
)
def test_a_broken_wacz_is_a_problem(tmp_path, data, words):
    (tmp_path / "a.wacz").write_bytes(data)
    found, problems = collected(tmp_path / "a.wacz")
    assert not found
    assert words in problems[-1].message and ";" in problems[-1].message


MIXED = b"Content-Type: multipart/mixed; boundary=%s\r\n\r\n"


def letter(html=None, text="Talks resume.\n", **head):
    message = EmailMessage()
    told = {"From": "Velmar Courier <desk@courier.example>", "Subject": "The strike, day 9"}
    told |= {"Date": "Sat, 03 May 2031 08:00:00 +0200"} | head
    for name, value in told.items():
        message[name] = value
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
        message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="chart.png")
    return message.as_bytes()


def test_a_newsletter_gives_its_html_with_sender_and_date(tmp_path):
    rows = f"<tr><td><h1>The strike</h1></td></tr><tr><td><p>{PARAGRAPH * 3}</p></td></tr>"
    pixel = "<img src='https://track.example/1.gif' width=1 height=1>"
    html = f"<html><body><table>{rows}</table>{pixel}</body></html>"
    (tmp_path / "a.eml").write_bytes(letter(html))
    ((page,), problems) = collected(tmp_path)
    assert not problems
    source = page.source
    assert (source.format, source.outlet, source.title) == ("email", "Velmar Courier", "The strike, day 9")
    one = made(page)
    assert PARAGRAPH.strip() in one.text, "text laid out in tables is main text"
    assert (one.outlet, one.published.earliest) == ("Velmar Courier", "2031-05-03")
    assert one.published.basis == "metadata"


def test_a_newsletter_without_html_is_text_and_metadata_beside_it_goes_first(tmp_path):
    (tmp_path / "a.eml").write_bytes(letter(From="desk@courier.example", Date="yesterday"))
    (tmp_path / "metadata.jsonl").write_text('{"path": "a.eml", "outlet": "Courier"}')
    ((page,), _) = collected(tmp_path / "a.eml")
    assert (page.text, page.source.outlet, page.source.published) == ("Talks resume.\n", "Courier", None)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no e-mail"),
        (b"\0\1\2", "no e-mail"),
        (b"From: x\r\n\r\n", "empty"),
        (b"From: " + b"(<," * 2_000_000 + b"\r\n\r\nx", "too long a head"),
        (b"From: x\r\nContent-Type: text/plain; charset=no-such\r\n\r\n\0", "NUL"),
        (b"From: x\r\nContent-Type: image/png\r\n\r\nx", "without HTML or plain text"),
        (b"From: x\r\nContent-Type: text/plain\r\n\r\n" + b"x " * 200_000, "characters"),
        (MIXED % b"b" + b"--b\r\n\r\nx\r\n" * 300, "parts"),
        (b"".join(MIXED % name + b"--%s\r\n" % name for name in (b"b%d" % n for n in range(3000))), ";"),
    ],
    ids=range(9),
)  # fmt: skip
def test_a_broken_message_is_a_problem(tmp_path, data, words):
    (tmp_path / "a.eml").write_bytes(data)
    found, (problem,) = collected(tmp_path / "a.eml")
    assert (found, words in problem.message) == ([], True), problem.message


def saved(html, url="https://courier.example/talks"):
    """A page as a browser saves it in one file, with the pictures that it shows."""
    message = EmailMessage()
    told = {"From": "<Saved by Blink>", "Subject": "Saved", "Date": "Sat, 03 May 2031 08:00:00 +0200"}
    for name, value in (told | {"Snapshot-Content-Location": url}).items():
        message[name] = value
    message.set_content(html, subtype="html")
    for _ in range(300):
        message.add_related(b"\x89PNG", maintype="image", subtype="png")
    return message.as_bytes()


def test_a_page_saved_in_one_file_says_itself_what_it_is(tmp_path):
    (tmp_path / "a.mhtml").write_bytes(saved(article("Talks", date="2021-05-03")))
    ((page,), problems) = collected(tmp_path)
    assert not problems
    source, one = page.source, made(page)
    assert (source.format, source.url) == ("html", "https://courier.example/talks")
    assert (source.outlet, source.published) == (None, None), "the browser and the day of saving are neither"
    assert (one.title, one.published.earliest) == ("Talks", "2021-05-03")


@pytest.mark.parametrize("data", [b"", b"\0\1\2", b"Subject: x\r\n\r\nhello"], ids=range(3))
def test_a_broken_saved_page_is_a_problem(tmp_path, data):
    (tmp_path / "a.mht").write_bytes(data)
    found, (problem,) = collected(tmp_path / "a.mht")
    assert not found
    assert ";" in problem.message


def release(*sheets, head=b""):
    """A PDF file with lines of text on each page."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    kids = []
    for lines in sheets:
        shown = "".join(f"({line}) Tj 0 -14 Td " for line in lines)
        content = f"BT /F1 10 Tf 50 750 Td {shown} ET".encode("latin-1")
        packed = zlib.compress(content)
        objects.append(b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed))
        kids.append(b"%d 0 R" % (len(objects) + 1))
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents %d 0 R"
            b"/Resources<</Font<</F1 3 0 R>>>>>>" % len(objects)
        )
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(kids))
    data, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, head, len(data))
    return data + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + end


def test_a_press_release_gives_its_paragraphs_over_page_ends(tmp_path):
    data = release(
        ["Harbour Ministry of Norland", "The strike at Port Averil", "",
         "The harbour minister, Ada Quill, said on Monday that the negotia-",
         "tions with the dockers would go on until their pay is settled. The"],
        ["Harbour Ministry of Norland", "talks resume in the week after.",
         "The dockers want 45 lorr an hour and a week of five working days.",
         "\\225 pay: 45 lorr an hour", "\\225 hours: 40 a week", "- 2 -"],
        ["Harbour Ministry of Norland", "For questions: the press office of the ministry.", "Page 3 of 3"],
    )  # fmt: skip
    (tmp_path / "a.pdf").write_bytes(data)
    ((page,), problems) = collected(tmp_path)
    assert not problems
    assert page.source.format == "pdf"
    told = page.text.split("\n\n")
    assert (
        "The harbour minister, Ada Quill, said on Monday that the negotiations with the dockers would go on "
        "until their pay is settled. The talks resume in the week after."
    ) in told
    assert "• pay: 45 lorr an hour" in told
    assert "Harbour Ministry" not in page.text and "Page 3" not in page.text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "damaged"),
        (b"%PDF-1.4\n nothing", "damaged"),
        (release([]), "perhaps scanned"),
        (release(["Talks resume."])[:-200], "damaged"),
        (release(*[["x"]] * 301), "301 pages"),
        (release(["word " * 20_000] * 60), "MB"),
        (release(["word " * 800] * 60), "characters"),
        (release(["x"], head=b"/Encrypt<</Filter/None>>"), "damaged"),
    ],
    ids=range(8),
)
def test_a_pdf_that_cannot_be_read_is_a_problem(tmp_path, data, words):
    (tmp_path / "a.pdf").write_bytes(data)
    began = time.monotonic()
    found, (problem,) = collected(tmp_path / "a.pdf")
    assert (found, words in problem.message) == ([], True), problem.message
    assert time.monotonic() - began < 10


def test_a_missing_package_is_told_with_the_extra(tmp_path, monkeypatch):
    monkeypatch.setattr(extra, "import_module", lambda name: (_ for _ in ()).throw(ImportError(name)))
    for name in ("a.pdf", "a.warc", "a.wacz"):
        (tmp_path / name).write_bytes(release(["x"]) if name == "a.pdf" else wacz(**{"a.warc": record()}))
        _, (problem,) = collected(tmp_path / name)
        assert "pip install 'onrecord[sources]'" in problem.message
    assert archives.extra is mail.__dict__.get("extra", archives.extra) is pdf.extra


LINKED = """<html><script type="application/ld+json">{"@graph": [{"@type": "LiveBlogPosting",
 "liveBlogUpdate": [
 {"@type": "BlogPosting", "@id": "https://a.example/live#p2", "headline": "Talks resume",
  "datePublished": "2031-05-03T10:00:00Z", "articleBody": "The dockers are back at the table."},
 {"@type": "BlogPosting", "url": "https://a.example/live/p1",
  "articleBody": "<p>They left.</p><p>It rains.</p>"},
 {"@type": "BlogPosting", "headline": "no body"}, 7]}]}</script><body><p>x</p></body></html>"""
MICRODATA = """<html><body itemscope itemtype="https://schema.org/LiveBlogPosting">
 <div itemprop="liveBlogUpdate" id="p2"><time itemprop="datePublished"
  datetime="2031-05-03T10:00:00Z">10</time>
 <div itemprop="articleBody"><p>The dockers are back.</p><p>It rains.</p></div></div></body></html>"""
REPEATED = "<html><body><h1>Live updates</h1><main>{}</main></body></html>".format(
    "".join(
        f"<article id='p{n}'><time datetime='2031-05-03T1{n}:00:00Z'>1{n}:00</time><h2>Hour {n}</h2>"
        f"<p>The dockers of Port Averil are at the table, for hour {n}.</p></article>"
        for n in range(4)
    )
)


def test_live_blogs_are_split_by_post():
    first, second = liveblogs.posts(LINKED)
    assert (first.id, first.published) == ("p2", "2031-05-03T10:00:00Z")
    assert first.text == "Talks resume\n\nThe dockers are back at the table."
    assert (second.id, second.text, second.published) == ("p1", "They left.\n\nIt rains.", None)
    (post,) = liveblogs.posts(MICRODATA)
    assert (post.id, post.text, post.published) == (
        "p2",
        "The dockers are back.\n\nIt rains.",
        "2031-05-03T10:00:00Z",
    )
    assert [post.id for post in liveblogs.posts(REPEATED)] == ["p0", "p1", "p2", "p3"]
    assert liveblogs.posts(REPEATED)[1].text == (
        "Hour 1\n\nThe dockers of Port Averil are at the table, for hour 1."
    )


@pytest.mark.parametrize(
    "html",
    [
        article("Talks"),
        article("Live updates: the strike"),
        REPEATED.replace("Live updates", "Latest news"),  # a list of teasers
        LINKED.replace('"articleBody"', '"body"'),
        LINKED.replace("{", "["),
        "live blog" + "[" * 100_000,
        "live blog" + "<div id=a><time datetime=1>" * 3000,
    ],
    ids=range(7),
)
def test_other_pages_are_not_split(html):
    began = time.monotonic()
    assert liveblogs.posts(html) == ()
    assert time.monotonic() - began < 3

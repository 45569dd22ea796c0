"""collect.web: polite fetching from a server that misbehaves; every case ends within seconds."""

import gzip
import socket
import time
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from ipaddress import ip_address

import pytest

from onrecord.collect.captures import Capture, pages_of
from onrecord.collect.inflated import inflated
from onrecord.collect.web import addresses, listings
from onrecord.collect.web.fetch import Fetcher, Limits, Manners, Pause, Validators, host_of
from onrecord.collect.web.watchlist import watchlist
from onrecord.errors import CollectError, LaterError
from tests.site import Site, answer, article, feed

QUICK = Limits(connect=3, silence=1, whole=2, patience=1.2, size=200_000)
HOME = Manners(gap=0, allow_private=True)
SECONDS = 15.0  # in which everything ends


@pytest.fixture
def site():
    opened = Site()
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def ends_soon():
    began = time.monotonic()
    yield
    assert time.monotonic() - began < SECONDS


def get(site, path="/", known=Validators()):
    return Fetcher(limits=QUICK).get(site.url + path, HOME, known)


def refused(site, path="/", kind=CollectError):
    with pytest.raises(kind) as caught:
        get(site, path)
    assert ";" in str(caught.value), "an error names its remedy"
    return str(caught.value)


def drip(head, piece, pause):
    """Send the head at once, then pieces for ever."""

    def reply(connection, _):
        connection.sendall(head)
        while True:
            connection.sendall(piece)
            time.sleep(pause)

    return reply


def test_a_page_comes_with_its_media_type_and_validators(site):
    page = answer(article("Talks"), media="text/html; charset=UTF-8", ETag='"a1"', Last_Modified="then")
    site.routes["/"] = page
    found = get(site)
    assert (found.changed, found.media, found.charset) == (True, "text/html", "UTF-8")
    assert found.validators == Validators(etag='"a1"', modified="then")
    assert found.data.decode() == article("Talks")
    assert site.asked[-1][1]["user-agent"].startswith("OnRecord/")


def test_what_has_not_changed_is_not_sent_again(site):
    site.routes["/"] = answer(status="304 Not Modified")
    found = get(site, known=Validators(etag='"ü1"', modified="Sat, 03 May 2031 08:00:00 GMT"))
    assert (found.changed, found.data) == (False, b"")
    assert site.asked[-1][1]["if-none-match"] == '"ü1"'
    assert site.asked[-1][1]["if-modified-since"] == "Sat, 03 May 2031 08:00:00 GMT"


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (lambda *_: time.sleep(4), "too long"),  # a slow first byte
        (drip(b"HTTP/1.1 200 OK\r\n", b"X-More: 1\r\n", 0.05), "too long"),  # a head without end
        (drip(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b"<p>more", 0.05), "too long"),
        (drip(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b"x" * 50_000, 0), "over 200,000 bytes"),
        (answer(article("Talks"))[:-400], "breaks off"),  # half a page of known length
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + article("T").encode()[:-400], "half a page"),
        (answer(article("Talks"), Content_Length="400"), "half a page"),  # a length that is too small
        (answer(article("Talks"), Content_Length="99999999999"), "over 200,000 bytes"),
        (answer(gzip.compress(b"\0" * 50_000_000), Content_Encoding="gzip"), "bomb"),
        (answer(gzip.compress(article("T").encode())[:-90], Content_Encoding="gzip"), "half a page"),
        (answer(b"not packed", Content_Encoding="gzip"), "damaged"),
        (answer(b"x", Content_Encoding="zstd"), "content encoding"),
        (b"SSH-2.0-server\r\n", "no HTTP"),
        (b"", "breaks off"),
        (answer(status="404 Not Found"), "status 404"),
        (answer(status="500 Oops"), "status 500"),
        (answer(status="304 Not Modified"), "status 304"),  # nobody asked whether it has changed
        (answer(status="302 Found", Location="/"), "circle"),
        (answer(status="302 Found", Location="ftp://127.0.0.1/"), "no http"),
        (answer(status="302 Found", Location="http://me:pass@127.0.0.1/"), "password"),
        (answer(status="302 Found", Location="http://169.254.10.10/"), "not on the public internet"),
    ],
    ids=range(21),
)
def test_a_server_that_misbehaves_is_told_in_words(site, reply, words):
    site.routes["/"] = reply
    assert words in refused(site)


def test_redirects_are_bounded(site):
    for number in range(9):
        site.routes[f"/{number}"] = answer(status="301 Moved", Location=f"/{number + 1}")
    site.routes["/9"] = answer(article("Talks"))
    assert get(site, "/5").url == site.url + "/9"
    assert "more than 5 times" in refused(site, "/0")


def test_private_addresses_are_refused_before_a_connection_and_after_a_redirect(site, monkeypatch):
    with pytest.raises(CollectError, match=r"not on the public internet.*allow_private"):
        Fetcher(limits=QUICK).get(site.url, Manners(gap=0))
    assert site.asked == []
    names = {"news.velmar.example": "203.0.113.0", "inner.velmar.example": "127.0.0.1"}
    monkeypatch.setattr(addresses, "is_public", lambda one: str(one) == "203.0.113.0")
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, port, *_, **__: [(2, 1, 6, "", (names.get(host, host), port))]
    )
    connect = addresses.httpcore.SyncBackend.connect_tcp
    seen = []

    def connected(backend, host, *rest, **named):
        seen.append(host)  # the documentation network stands for the public one
        return connect(backend, host.replace("203.0.113.0", "127.0.0.1"), *rest, **named)

    monkeypatch.setattr(addresses.httpcore.SyncBackend, "connect_tcp", connected)
    site.routes["/"] = answer(status="302 Found", Location=f"http://inner.velmar.example:{site.port}/secret")
    with pytest.raises(CollectError, match=r"inner\.velmar\.example is 127\.0\.0\.1"):
        Fetcher(limits=QUICK).get(f"http://news.velmar.example:{site.port}/", Manners(gap=0))
    assert site.paths() == ["/"]
    assert set(seen) == {"203.0.113.0"}, "the connection goes to the address that was checked"


@pytest.mark.parametrize(
    "told",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "::127.0.0.1",
    ],
)
def test_addresses_that_are_not_public(told):
    assert not addresses.is_public(ip_address(told))


def test_public_addresses():
    assert all(addresses.is_public(ip_address(told)) for told in ("8.8.8.8", "2606:4700::1111"))


def test_robots_forbid_and_are_asked_once(site):
    site.routes["/robots.txt"] = answer("User-agent: onrecord\nDisallow: /private/\n", media="text/plain")
    site.routes["/a"] = site.routes["/private/a"] = answer(article("Talks"))
    fetcher = Fetcher(limits=QUICK)
    assert fetcher.get(site.url + "/a", HOME).changed
    with pytest.raises(CollectError, match="does not allow"):
        fetcher.get(site.url + "/private/a", HOME)
    assert [path for path, _ in site.asked] == ["/robots.txt", "/a"]


def test_robots_may_speak_of_the_agent_by_its_own_name(site):
    rules = "User-agent: velmarbot\nDisallow: /\n\nUser-agent: *\nAllow: /\n"
    site.routes |= {"/robots.txt": answer(rules, media="text/plain"), "/": answer(article("Talks"))}
    assert get(site).changed
    with pytest.raises(CollectError, match="does not allow"):
        Fetcher("VelmarBot/1 (desk@velmar.example)", QUICK).get(site.url, HOME)


def test_robots_that_fail_forbid_everything_for_a_while(site):
    site.routes["/robots.txt"] = answer(status="500 Oops")
    fetcher = Fetcher(limits=QUICK)
    for _ in range(3):
        with pytest.raises(CollectError, match=r"robots\.txt: status 500"):
            fetcher.get(site.url + "/a", HOME)
    assert len(site.asked) == 1


def test_a_host_may_ask_to_be_left_alone_when_asked_for_its_robots(site):
    site.routes["/robots.txt"] = answer(status="429 Slow Down", Retry_After="3600")
    fetcher = Fetcher(limits=QUICK)
    for _ in range(3):
        with pytest.raises(LaterError, match="status 429 and asked for a pause"):
            fetcher.get(site.url + "/a", HOME)
    assert len(site.asked) == 1


def test_a_host_that_fails_again_and_again_is_left_alone(site):
    site.routes["/"] = b"no"
    fetcher = Fetcher(limits=QUICK)
    for _ in range(3):
        with pytest.raises(CollectError):
            fetcher.get(site.url, HOME)
    with pytest.raises(LaterError, match="left alone"):
        fetcher.get(site.url, HOME)
    assert len(site.paths()) == 3


def test_a_busy_host_is_waited_for_if_it_asks_for_little(site):
    replies = [answer(status="429 Slow Down", Retry_After="1"), answer(article("Talks"))]
    site.routes["/"] = lambda connection, _: connection.sendall(replies.pop(0))
    began = time.monotonic()
    assert get(site).changed
    assert 1 <= time.monotonic() - began < 6


@pytest.mark.parametrize(
    "asked",
    ["3600", format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True), "soon", "9" * 4000],
)
def test_a_busy_host_is_left_alone_if_it_asks_for_much(site, asked):
    site.routes["/"] = answer(status="503 Busy", Retry_After=asked)
    told = refused(site, kind=LaterError)
    assert "answered with status 503" in told and "is left alone until 20" in told
    assert site.paths() == ["/"]


def test_a_pause_is_as_long_as_was_asked_but_not_for_ever(site):
    for asked, seconds in (("90", 90), ("9" * 12, 7 * 24 * 3600), ("soon", 600)):
        site.routes["/"] = answer(status="503 Busy", Retry_After=asked)
        fetcher = Fetcher(limits=QUICK)
        with pytest.raises(LaterError):
            fetcher.get(site.url, HOME)
        (pause,) = fetcher.pauses.values()
        assert seconds - 10 < pause.left <= seconds
    assert Pause(until=time.time() + 1e9, reason="asked when the clock was wrong").left == 0


def test_a_pause_of_an_earlier_process_is_kept(site):
    fetcher = Fetcher(limits=QUICK)
    host = host_of(site.url)
    fetcher.pauses[host] = Pause(until=time.time() + 90, reason="answered with status 429")
    with pytest.raises(LaterError, match=f"^{host} answered with status 429; it is left alone until"):
        fetcher.get(site.url, HOME)
    assert site.asked == []
    fetcher.pauses[host] = Pause(until=time.time() + 1, reason="answered with status 429")
    site.routes["/"] = answer(article("Talks"))
    began = time.monotonic()
    assert fetcher.get(site.url, HOME).changed
    assert time.monotonic() - began >= 0.9


def test_hosts_are_given_time(site):
    site.routes["/robots.txt"] = answer("User-agent: *\nCrawl-delay: 0.6\n", media="text/plain")
    site.routes["/"] = answer(article("Talks"))
    fetcher, began = Fetcher(limits=QUICK), time.monotonic()
    for _ in range(2):
        fetcher.get(site.url, Manners(gap=0.3, allow_private=True))
    assert 1.2 <= time.monotonic() - began < 6
    limits = Limits(patience=0.1)
    assert Fetcher(limits=limits).get(site.url, HOME).changed, "a gap is no pause, however long"


def test_hosts_that_want_more_time_than_is_given_are_left_out(site):
    site.routes["/robots.txt"] = answer("User-agent: *\nCrawl-delay: 3600\n", media="text/plain")
    assert "asks for 3,600 s between two requests" in refused(site)
    assert site.paths() == []


def test_no_server_at_all():
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    with pytest.raises(CollectError, match=r"robots\.txt: cannot be reached.*;"):
        Fetcher(limits=QUICK).get(f"http://127.0.0.1:{port}", HOME)


@pytest.mark.parametrize("unpacked", [b"x" * 100, b""])
def test_bodies_are_unpacked_within_bounds(unpacked):
    for packed, name in (
        (gzip.compress(unpacked), "gzip"),
        (zlib.compress(unpacked), "deflate"),
        (unpacked, ""),
    ):
        pieces = [packed[at : at + 7] for at in range(0, len(packed), 7)]
        assert inflated(pieces, name, 100) == unpacked
        if unpacked:
            with pytest.raises(CollectError):
                inflated(pieces, name, 99)


def capture(data, media="text/html", **known):
    facts = {"path": "https://a.example/x", "url": "https://a.example/x", "at": "2031-05-03T10:00:00Z"}
    return Capture(media=media, data=data, **facts | known)


@pytest.mark.parametrize(
    ("data", "charset"),
    [
        ("“Łódź” on the wharf".encode(), "iso-8859-2"),  # says one thing and is UTF-8
        ("“Łódź” on the wharf".encode("cp1250"), "cp1250"),
        ("<meta charset=cp1250>“Łódź” on the wharf".encode("cp1250"), "utf-8"),
        ("<meta charset=cp1250>“Łódź” on the wharf".encode("cp1250"), "punycode"),
        ("<meta charset=cp1250>“Łódź” on the wharf".encode("cp1250"), "no-such"),
    ],
)
def test_a_wrong_charset_does_not_change_the_words(data, charset):
    (page,) = pages_of(capture(data, charset=charset))
    assert "“Łódź” on the wharf" in page.html


def test_a_capture_is_named_by_time_and_address():
    (page,) = pages_of(capture(b"<p>x", outlet="Velmar Courier", published="2031-05-03"))
    assert page.source.record == "20310503100000/https://a.example/x"
    assert (page.source.format, page.source.outlet) == ("html", "Velmar Courier")
    with pytest.raises(CollectError, match="image/png"):
        list(pages_of(capture(b"x", media="image/png")))


def test_feeds_name_their_pages_newest_first():
    found = listings.feed(
        feed("/a?x=1#top", "https://b.example/b", "mailto:me")[150:], "https://a.example/rss"
    )
    assert [one.url for one in found] == ["https://b.example/b", "https://a.example/a?x=1"]
    assert found[0].published == "2031-05-03T02:00:00Z"
    atom = (
        b'<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><entry><title>Talks</title>'
        b'<link href="/a"/><updated>2031-05-04T00:00:00Z</updated></entry></feed>'
    )
    (one,) = listings.feed(atom, "https://a.example/rss")
    assert (one.published, one.updated) == (None, "2031-05-04T00:00:00Z")


@pytest.mark.parametrize(
    "data",
    [
        b"", b"/etc/hostname", b"http://127.0.0.1/", b"<html><body>no feed</body></html>", b"\0" * 1000,
        b"<rss><channel><item><link>https://a.example/" + b"x" * 1_999_000, b"x" * 2_000_001,
        b'<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">' + b"".join(
            b'<!ENTITY %c "%b">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
        ) + b"]><rss><channel><item><link>&j;</link></item></channel></rss>",
    ],
    ids=range(8),
)  # fmt: skip
def test_what_is_no_feed_opens_nothing(data):
    try:
        found = listings.feed(data, "https://a.example/rss")
    except CollectError as error:
        assert ";" in str(error)
    else:  # an entity is not expanded, a feed without pages names none
        assert all(one.url == "https://a.example/&j" for one in found)


NEWS = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
 <url><loc>https://a.example/old</loc><lastmod>2031-05-01</lastmod></url>
 <url><loc>https://a.example/new</loc><news:news><news:publication>
 <news:name>Velmar Courier</news:name></news:publication><news:title>Talks resume</news:title>
 <news:publication_date>2031-05-03T08:00+02:00</news:publication_date></news:news></url>
 <url><loc>javascript:1</loc></url></urlset>"""


def test_sitemaps_and_their_indexes():
    for data in (NEWS.encode(), gzip.compress(NEWS.encode())):
        pages, maps = listings.sitemap(data, "https://a.example/map.xml", 100_000)
        assert [one.url for one in pages] == ["https://a.example/new", "https://a.example/old"]
        assert (pages[0].words, pages[0].published) == ("Talks resume", "2031-05-03T08:00+02:00")
        assert (pages[1].published, pages[1].updated, maps) == (None, "2031-05-01", ())
    index = b"<sitemapindex><sitemap><loc>/b.xml</loc></sitemap></sitemapindex>"
    _, (one,) = listings.sitemap(index, "https://a.example/map.xml", 100_000)
    assert one.url == "https://a.example/b.xml"


@pytest.mark.parametrize(
    "data",
    [
        b"", b"<html/>", NEWS.encode()[:-40], gzip.compress(b"\n" * 30_000_000),
        b'<!DOCTYPE urlset [<!ENTITY x SYSTEM "file:///etc/hostname">]><urlset><url>&x;</urlset>',
        b"<urlset>" + b"<url>" * 100_000,
    ],
    ids=range(6),
)  # fmt: skip
def test_what_is_no_sitemap_is_told(data):
    with pytest.raises(CollectError, match=";"):
        listings.sitemap(data, "https://a.example/map.xml", 1_000_000)


def test_a_list_of_sources(tmp_path):
    path = tmp_path / "sources.toml"
    path.write_text(
        'agent = "OnRecord (desk@velmar.example)"\n[[source]]\nfeed = "https://a.example/rss#x"\n'
        'outlet = "Velmar Courier"\nwords = ["strike"]\n'
        '[[source]]\npage = "http://b.example"\ngap_seconds = 0\n'
    )
    named = watchlist(path)
    assert named.agent == "OnRecord (desk@velmar.example)"
    assert [(one.kind, one.url, one.name) for one in named.sources] == [
        ("feed", "https://a.example/rss", "Velmar Courier"),
        ("page", "http://b.example", "http://b.example"),
    ]
    assert named.sources[0].words == ("strike",)
    assert not named.sources[0].allow_private


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ("", "no source"),
        ("x = 1", "unknown 'x'"),
        ("source = [1]", "source 1: give it one of"),
        ("[[source]]\nfeed = 'https://a.example'\npage = 'https://a.example'", "give it one of"),
        ("[[source]]\nfeed = 'file:///etc/hostname'", "no http"),
        ("[[source]]\nfeed = 3", "no http"),
        ("[[source]]\nfeed = 'https://a.example'\nspeed = 1", "unknown 'speed'; there are feed, sitemap"),
        ("[[source]]\nfeed = 'https://a.example'\nmax_pages = 1.5", "'max_pages' is 1.5, not a number"),
        ("[[source]]\nfeed = 'https://a.example'\ngap_seconds = -1", "not a number from 0 to 120;"),
        ("[[source]]\nfeed = 'https://a.example'\ngap_seconds = 121", "not a number from 0 to 120;"),
        ("[[source]]\nfeed = 'https://a.example'\nfollow_days = inf", "not a number from 0 to 36,500;"),
        ("[[source]]\nfeed = 'https://a.example'\nrecheck_minutes = nan", "not a number from 0 to 1,"),
        ("[[source]]\nfeed = 'https://a.example'\nallow_private = 1", "true or false"),
        ("[[source]]\nfeed = 'https://a.example'\nwords = 'strike'", "a list of words"),
        ("agent = 'a\\nb'\n[[source]]\nfeed = 'https://a.example'".replace("'a\\nb'", '"a\\nb"'), "agent"),
        ("[[source", "no TOML"),
    ],
)
def test_a_wrong_list_of_sources_is_told_with_its_place(tmp_path, told, words):
    (tmp_path / "sources.toml").write_text(told)
    with pytest.raises(CollectError, match=r"^/.*sources\.toml: ") as caught:
        watchlist(tmp_path / "sources.toml")
    assert words in str(caught.value)

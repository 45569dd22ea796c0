"""watch: from feeds, sitemaps and pages to a store, again and again; versions of what they gave."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from onrecord import cli, watch
from onrecord.cli import building
from onrecord.collect.web.fetch import Fetcher, Limits, host_of
from onrecord.collect.web.watchlist import Watched
from onrecord.store import Store
from onrecord.store.captures import Paused, Version, Visit
from tests.site import Site, answer, article, feed
from tests.test_build import FakeReader

QUICK = Limits(connect=5, silence=5, whole=10, patience=0.5, size=200_000)


@pytest.fixture
def site():
    opened = Site()
    for number in (1, 2):
        opened.routes[f"/{number}"] = answer(
            article(f"Talks {number}", f"Day{number} begins."), ETag=f'"{number}"'
        )
    opened.routes["/rss"] = feed("/1", "/2")
    yield opened
    opened.close()


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "story.db") as opened:
        yield opened


def source(site, kind="feed", path="/rss", **settings):
    known = {"recheck_minutes": 0, "gap_seconds": 0, "allow_private": True, "outlet": "Velmar Courier"}
    return Watched(kind=kind, url=site.url + path, **known | settings)


def passed(store, *sources, reader=None):
    return watch.once(store, sources, reader or FakeReader(), Fetcher(limits=QUICK))


def counts(done):
    return (done.fetched, done.added, done.versions, done.unchanged, len(done.problems))


def titles(store):
    return sorted(row.article.title for row in store.articles())


def test_a_feed_is_read_like_files(site, store):
    done = passed(store, source(site))
    assert (done.sources, done.failed, counts(done)) == (1, 0, (2, 2, 0, 0, 0))
    assert titles(store) == ["Talks 1", "Talks 2"]
    (kept,) = [record.article for record in store.records() if record.article.title == "Talks 1"]
    assert (kept.outlet, kept.published.earliest) == ("Velmar Courier", "2031-05-03")
    assert kept.sources[0].url == site.url + "/1" and kept.sources[0].fetched_at


def test_what_has_not_changed_is_neither_sent_nor_read_again(site, store):
    passed(store, source(site))
    site.routes["/1"] = answer(status="304 Not Modified")
    reader = FakeReader()
    assert counts(passed(store, source(site), reader=reader)) == (1, 0, 0, 2, 0)
    assert reader.seen == []
    assert [head.get("if-none-match") for path, head in site.asked if path == "/1"] == [None, '"1"']
    assert all(row.sources == 1 for row in store.articles())
    passed(store, source(site, recheck_minutes=60))
    assert site.paths()[-1] == "/rss", "a page just looked at is left alone"


def test_a_changed_text_is_a_version_and_comes_back_as_another(site, store):
    passed(store, source(site))
    first = site.routes["/1"]
    for words, known in (("Day1 ends.", 0), (None, 1)):
        time.sleep(1)  # versions are told apart to the second
        site.routes["/1"] = answer(article("Talks 1", words)) if words else first
        done = passed(store, source(site))
        assert (done.versions, done.added, done.known) == (1, 1 - known, known)
    versions = store.captures.versions(site.url + "/1")
    assert [store.article(one.article).text.count("Day1 ends") for one in versions] == [0, 1, 0]
    assert versions[0].article == versions[2].article
    assert [one.at for one in versions] == sorted(one.at for one in versions)
    assert store.captures.versions(versions[1].article[:8]) == versions
    assert store.captures.versions("https://a.example") == ()


def test_a_followed_page_is_looked_at_after_it_left_the_feed(site, store):
    passed(store, source(site))
    site.routes["/rss"] = feed()
    site.routes["/2"] = answer(article("Talks 2", "Day2 ends."))
    assert counts(passed(store, source(site)))[2] == 1
    assert [one.published for one in store.captures.versions(site.url + "/2")] == ["2031-05-03T02:00:00Z"] * 2
    assert counts(passed(store, source(site, follow_days=0))) == (0, 0, 0, 0, 0)


def test_a_failed_source_or_page_does_not_stop_the_others(site, store):
    site.routes["/1"] = answer(article("Talks 1"))[:-99]
    site.routes["/empty"] = answer("<html><body></body></html>")
    done = passed(
        store, source(site, path="/none"), source(site), source(site, "page", "/empty"), source(site, "page")
    )
    assert (done.sources, done.failed) == (1, 3)
    assert titles(store) == ["Talks 2"]
    assert {problem.path.removeprefix(site.url): problem.message for problem in store.problems()}.keys() == {
        "/none", "/1", "/empty", "/rss",
    }  # fmt: skip
    assert all(";" in problem.message for problem in done.problems)
    site.routes["/1"] = answer(article("Talks 1"))
    passed(store, source(site))
    assert site.url + "/1" not in {problem.path for problem in store.problems()}, (
        "what is mended is forgotten"
    )


def test_a_host_that_asks_to_be_left_alone_is_left_for_the_next_pass(site, store):
    site.routes["/1"] = site.routes["/2"] = answer(status="429 Slow", Retry_After="600")
    done = passed(store, source(site))
    assert (done.waiting, len(done.problems)) == (2, 1)
    assert sum(path in ("/1", "/2") for path in site.paths()) == 1
    site.routes |= {f"/{n}": answer(article(f"Talks {n}", f"Day{n} begins.")) for n in (1, 2)}
    asked = len(site.asked)
    done = passed(store, source(site))
    assert len(site.asked) == asked, "another process leaves it alone too"
    assert (done.sources, done.failed, done.paused, done.added) == (0, 0, 1, 0)
    told = store.captures.paused()[0]
    assert told.host == host_of(site.url)
    assert told.until[:19].replace("T", " ") in done.problems[0].message
    over(store, told)
    assert passed(store, source(site)).added == 2


def over(store, told):
    """Let the pause of a host be over."""
    store.captures.pause([replace(told, until="2001-05-03T10:00:00Z")], "2001-05-03T10:00:00Z")


def test_what_a_host_asked_is_known_after_a_pass_that_was_broken_off(site, store, monkeypatch):
    site.routes["/2"] = answer(status="503 Busy", Retry_After="600")
    monkeypatch.setattr(watch.build, "keep", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        passed(store, source(site))
    assert [one.host for one in store.captures.paused()] == [host_of(site.url)]


def test_pauses_that_are_over_are_forgotten(store):
    old = Paused(host="a.example", until="2031-05-03T10:00:00Z", reason="answered with status 429")
    new = replace(old, host="b.example", until="2031-05-04T10:00:00Z")
    store.captures.pause([old], "2031-05-03T09:00:00Z")
    store.captures.pause([old, new], "2031-05-03T09:00:00Z")
    assert store.captures.paused() == (old, new)
    newer = replace(new, until="2031-05-05T10:00:00Z")
    store.captures.pause([newer], "2031-05-03T10:00:00Z")
    assert store.captures.paused() == (newer,)


def test_what_is_over_the_limit_comes_with_the_next_pass(site, store):
    rss = site.routes["/rss"]
    site.routes["/rss"] = lambda connection, head: connection.sendall(
        answer(status="304 Not Modified")
        if "if-none-match" in head
        else rss.replace(b"\r\n", b'\r\nETag: "f"\r\n', 1)
    )
    one = source(site, max_pages=1, recheck_minutes=60)
    assert [passed(store, one).waiting for _ in range(3)] == [1, 0, 0]
    assert len(titles(store)) == 2
    assert site.asked[-1][1]["if-none-match"] == '"f"'


def test_only_pages_with_the_words_are_fetched(site, store):
    done = passed(store, source(site, words=("TALKS 2",)))
    assert titles(store) == ["Talks 2"]
    assert done.unmatched == 1


def test_with_other_words_a_feed_is_read_anew_though_it_has_not_changed(site, store):
    rss = site.routes["/rss"].replace(b"\r\n", b'\r\nETag: "f"\r\n', 1)
    site.routes["/rss"] = lambda connection, head: connection.sendall(
        answer(status="304 Not Modified") if "if-none-match" in head else rss
    )
    one, other = (source(site, words=(f"talks {n}",), recheck_minutes=60) for n in (1, 2))
    assert [passed(store, words).added for words in (one, one, other, other)] == [1, 0, 1, 0]
    assert [bool(head.get("if-none-match")) for path, head in site.asked if path == "/rss"] == [
        False, True, False, True,
    ]  # fmt: skip


def test_why_a_host_is_left_alone_is_told_once(site, store):
    passed(store, source(site))
    site.routes["/rss"] = answer(status="429 Slow", Retry_After="600")
    done = passed(store, source(site))
    assert (done.paused, done.waiting) == (1, 2), "its pages are still followed"
    assert [problem.path for problem in done.problems] == [site.url + "/rss"]


def test_sitemaps_with_an_index(site, store):
    maps = "".join(f"<sitemap><loc>{site.url}/{name}.xml</loc></sitemap>" for name in ("lost", "news"))
    site.routes["/map.xml"] = answer(f"<sitemapindex>{maps}</sitemapindex>", media="text/xml")
    urls = "".join(f"<url><loc>{site.url}/{n}</loc><lastmod>2031-05-0{n}</lastmod></url>" for n in (1, 2))
    site.routes["/news.xml"] = answer(f"<urlset>{urls}</urlset>", media="text/xml")
    done = passed(store, source(site, "sitemap", "/map.xml"))
    assert (counts(done), done.sources) == ((2, 2, 0, 0, 1), 1)
    assert site.paths()[-2:] == ["/2", "/1"]  # the newest first


def test_a_live_blog_is_an_article_a_post(site, store):
    posts = "".join(
        f"<article id=p{n}><time datetime='2031-05-03T1{n}:00:00Z'></time>"
        f"<p>Hour{n} of the talks: the dockers of Port Averil are at the table.</p></article>"
        for n in range(3)
    )
    page = f"<html><body><h1>Live updates</h1><main>{posts}</main></body></html>"
    site.routes["/live"] = answer(page)
    assert counts(passed(store, source(site, "page", "/live"))) == (1, 3, 0, 0, 0)
    site.routes["/live"] = answer(page.replace("Hour1", "Hour1½").replace("p2>", "p3>"))
    assert counts(passed(store, source(site, "page", "/live"))) == (1, 1, 1, 1, 0)
    assert {one.url.rpartition("#")[2] for one in store.captures.versions(site.url + "/live")} == {
        "p0", "p1", "p2", "p3",
    }  # fmt: skip
    assert len(store.captures.versions(site.url + "/live#p1")) == 2


def test_a_pass_that_fails_midway_goes_on_where_it_was(site, store, monkeypatch):
    site.routes |= {f"/n{n}": answer(article(f"Talks n{n}", f"Night{n} begins.")) for n in range(20)}
    site.routes["/rss"] = feed(*(f"/n{n}" for n in range(9)))
    keep = watch.build.keep
    kept = []

    def stop(store, articles, *rest, **named):
        kept.append(len(articles))
        if len(kept) == 2:
            raise KeyboardInterrupt
        return keep(store, articles, *rest, **named)

    monkeypatch.setattr(watch.build, "keep", stop)
    with pytest.raises(KeyboardInterrupt):
        passed(store, source(site, recheck_minutes=60))
    monkeypatch.undo()
    before = len(site.paths())
    assert counts(passed(store, source(site, recheck_minutes=60))) == (1, 1, 0, 0, 0)
    assert len(site.paths()) == before + 2, "only the listing and what was not stored"
    assert len(titles(store)) == 9


def test_killed_between_the_articles_and_the_visits_nothing_is_there_twice(site, store, monkeypatch):
    monkeypatch.setattr(type(store.captures), "keep", lambda *_: None)
    for _ in range(2):
        passed(store, source(site))
    assert [row.sources for row in store.articles()] == [1, 1]
    assert len(store.captures.versions(site.url + "/1")) == 1


def test_visits_keep_when_an_address_was_first_fetched(store):
    visit = Visit(
        url="https://a.example/1", source="https://a.example/rss", first="2031-05-03", last="2031-05-03"
    )
    store.captures.keep([visit])
    store.captures.keep([replace(visit, first="2031-05-04", last="2031-05-04", source="", etag="e")])
    assert store.captures.visited(visit.url) == replace(visit, last="2031-05-04", etag="e")
    assert store.captures.led_to(visit.source, "2031-05-02") == (store.captures.visited(visit.url),)
    assert store.captures.led_to(visit.source, "2031-05-03") == ()
    assert Version(url="u", article="a", at=None)


@pytest.fixture
def run(monkeypatch, site, tmp_path):
    monkeypatch.setattr(building, "reader", lambda pipeline, _domain: FakeReader(pipeline or "r1"))
    (tmp_path / "sources.toml").write_text(
        f'[[source]]\nfeed = "{site.url}/rss"\nrecheck_minutes = 0\ngap_seconds = 0\nallow_private = true\n'
    )
    return lambda *args: CliRunner().invoke(cli.main, [str(arg) for arg in args])


def test_the_commands(run, site, tmp_path):
    where = tmp_path / "s.db", tmp_path / "sources.toml"
    result = run("watch", *where, "--once")
    assert result.stdout == (
        "1 source: 2 pages fetched, 2 articles added, 0 newer versions, 0 unchanged; 0 problems\n"
    ), result.output
    site.routes["/1"] = answer(article("Talks 1", "Day1 \x1b[31mends."))
    time.sleep(1)
    assert json.loads(run("watch", *where, "--once", "--json").stdout)["versions"] == 1
    told = run("versions", where[0], site.url + "/1").stdout
    assert told.splitlines()[0] == site.url + "/1"
    assert "[-begins-]" in told and "ends+}" in told and "\x1b" not in told
    first, second = json.loads(run("versions", where[0], site.url + "/1", "--json").stdout)
    assert first["changes"] is None and first["at"] < second["at"]
    assert {change["kind"] for change in second["changes"]} == {"replaced"}
    assert second["changes"][0]["before"]["words"] == "begins"
    missing = run("versions", where[0], "https://a.example")
    assert (missing.exit_code, missing.stderr.count("\n")) == (1, 1)


def test_a_watch_whose_hosts_all_asked_for_a_pause_has_not_failed(run, site, tmp_path):
    site.routes["/rss"] = answer(status="429 Slow", Retry_After="600")
    for _ in range(2):
        result = run("watch", tmp_path / "s.db", tmp_path / "sources.toml", "--once")
        assert result.exit_code == 0
        assert result.stdout.startswith("1 source (1 left alone, as asked): 0 pages fetched")
        assert "answered with status 429 and asked for a pause; it is left alone until 20" in result.stderr
    assert site.paths() == ["/rss"]


def test_between_two_passes_it_says_when_the_next_begins(run, tmp_path, monkeypatch):
    def stopped(seconds):
        assert seconds == 600
        raise KeyboardInterrupt

    monkeypatch.setattr(cli.watching.time, "sleep", stopped)
    result = run("watch", tmp_path / "s.db", tmp_path / "sources.toml", "--every", "10")
    assert result.exit_code == 130
    assert re.search(r"^next pass at \d\d:\d\d; Ctrl-C ends it\nstopped;", result.stderr, re.MULTILINE)


def test_a_watch_without_a_source_that_can_be_read_fails(run, site, tmp_path):
    del site.routes["/rss"]
    result = run("watch", tmp_path / "s.db", tmp_path / "sources.toml", "--once")
    assert result.exit_code == 1
    assert f"{site.url}/rss: " in result.stderr.splitlines()[0]
    assert run("watch", tmp_path / "s.db", tmp_path / "none.toml").exit_code == 1


def test_private_addresses_are_refused_unless_they_are_allowed(run, site, tmp_path):
    toml = tmp_path / "sources.toml"
    toml.write_text(toml.read_text().replace("allow_private = true", ""))
    result = run("watch", tmp_path / "s.db", toml, "--once")
    assert "not on the public internet" in result.stderr
    assert site.asked == []


def test_interrupted_and_killed_it_leaves_a_store_that_goes_on(site, tmp_path):
    toml = tmp_path / "sources.toml"
    toml.write_text(f'[[source]]\nfeed = "{site.url}/rss"\nallow_private = true\ngap_seconds = 0.2\n')
    command = [sys.executable, "-m", "onrecord", "watch", str(tmp_path / "s.db"), str(toml)]
    for how, code in ((signal.SIGKILL, -9), (signal.SIGINT, 130)):
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            until, asked = time.monotonic() + 60, len(site.asked)
            while len(site.asked) <= asked and time.monotonic() < until:
                time.sleep(0.05)
            os.kill(process.pid, how)
            _, told = process.communicate()
        assert process.returncode == code, told
    assert b"stopped; what is stored stays stored" in told
    done = subprocess.run([*command, "--once"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    with Store(tmp_path / "s.db") as store:
        assert len(titles(store)) == 2
    assert Path(tmp_path / "s.db").exists()

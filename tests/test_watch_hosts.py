"""watch: different hosts side by side, each one politely, and a store that does not show who was faster."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from itertools import pairwise

import pytest

from onrecord.collect.web import hosts
from onrecord.collect.web.fetch import Fetcher, Limits, Manners, Validators
from onrecord.collect.web.hosts import Asked, fetched
from onrecord.collect.web.listings import Entry
from onrecord.collect.web.watchlist import Watched
from onrecord.errors import LaterError
from onrecord.store import Store
from onrecord.watch.due import Listed, pages_due
from tests.site import Site, answer, article, feed
from tests.test_watch import QUICK, passed, source

HOME = Manners(gap=0, allow_private=True)


class Slow(Site):
    """A host whose pages take their time; it knows when it was asked and how often at once."""

    def __init__(self, seconds=0.0, pages=3):
        super().__init__()
        self.seconds, self.pages = seconds, pages
        self.spans = []  # begin and end of each request
        self.at_once = self.most = 0
        self._lock = threading.Lock()
        paths = [f"/{self.port}-{number}" for number in range(pages)]
        self.routes["/robots.txt"] = self.paced(answer(status="404 Not Found"))
        self.routes["/rss"] = self.paced(feed(*paths))
        for number, path in enumerate(paths):
            self.routes[path] = self.paced(answer(article(f"Talks {number}", f"Day{path[1:]}.")))

    def paced(self, reply):
        def replied(connection, _):
            with self._lock:
                self.at_once += 1
                self.most = max(self.most, self.at_once)
            began = time.monotonic()
            time.sleep(self.seconds)
            with self._lock:
                self.at_once -= 1
            self.spans.append((began, time.monotonic()))
            connection.sendall(reply)

        return replied


@pytest.fixture
def slow():
    opened = []

    def made(*seconds, **settings):
        opened.extend(Slow(one, **settings) for one in seconds)
        return opened[-len(seconds) :]

    yield made
    for site in opened:
        site.close()


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "story.db") as opened:
        yield opened


def asked(*urls, manners=HOME):
    return [Asked(url=url, manners=manners, known=Validators()) for url in urls]


def test_two_slow_hosts_take_the_time_of_one_and_each_is_given_its_gap(slow, store):
    one, other = slow(0.4, 0.4)
    other.url = f"http://localhost:{other.port}"
    began = time.monotonic()
    done = passed(store, *(source(site, gap_seconds=0.2) for site in (one, other)))
    took = time.monotonic() - began
    assert (done.added, done.sources, done.problems) == (6, 2, ())
    alone = 5 * 0.4 + 4 * 0.2  # robots.txt, the feed and three pages, with the gaps between them
    assert alone <= took < 1.6 * alone
    for site in (one, other):
        assert site.most == 1
        assert all(next_ - end >= 0.19 for (_, end), (next_, _) in pairwise(sorted(site.spans)))


def test_sources_take_turns_and_a_page_is_the_first_one_s_that_leads_to_it(store):
    named = {"a": "1234", "b": "92", "c": "58"}
    listed = [
        Listed(
            source=Watched(kind="feed", url=f"https://{name}.example", max_pages=3),
            entries=[Entry(url=page) for page in pages],
        )
        for name, pages in named.items()
    ]
    due = pages_due(store, listed)
    assert [(one.source.url[8], entry.url) for one, entry in due] == [
        ("a", "1"), ("b", "9"), ("c", "5"), ("a", "2"), ("c", "8"), ("a", "3"),
    ]  # fmt: skip
    assert [one.waiting for one in listed] == [1, 0, 0]


def test_a_host_is_never_asked_twice_at_once_also_where_others_lead_to_it(slow):
    one, *others = slow(0.1, 0, 0, 0)
    for number, site in enumerate(others):
        site.routes["/away"] = answer(status="302 Found", Location=f"{one.url}/{one.port}-{number}")
    urls = [f"{site.url}/away" for site in others] + [f"{one.url}/{one.port}-{n}" for n in range(3)]
    got = list(fetched(Fetcher(limits=Limits()), asked(*urls, manners=Manners(gap=0.05, allow_private=True))))
    assert [answered.url for answered in got] == [f"{one.url}/{one.port}-{n % 3}" for n in range(6)]
    assert one.most == 1
    assert len(one.spans) == 7, "its robots.txt is read once"
    assert all(next_ - end >= 0.04 for (_, end), (next_, _) in pairwise(sorted(one.spans)))


@pytest.mark.parametrize("seconds", [(0.2, 0), (0, 0.2)])
def test_what_is_stored_does_not_show_who_was_faster(slow, tmp_path, monkeypatch, seconds):
    sites = slow(*seconds, pages=12)
    for site, name in zip(sites, "ab", strict=True):
        site.routes["/rss"] = feed(*(f"/{name}{number}" for number in range(12)), f"{sites[0].url}/both")
        site.routes |= {
            f"/{name}{n}": site.paced(answer(article(f"Talks {name}{n}", f"Day{n} of {name}.")))
            for n in range(12)
        }
    sites[0].routes["/both"] = sites[0].paced(answer(article("Talks of both")))
    sites[0].routes["/a3"] = sites[1].routes["/b5"] = answer(status="404 Not Found")
    told = []
    for side_by_side in (8, 1):
        monkeypatch.setattr(hosts, "HOSTS", side_by_side)
        with Store(tmp_path / f"{side_by_side}.db") as store:
            done = passed(store, *(source(site, outlet=None) for site in sites))
            assert (done.fetched, len(done.problems)) == (23, 2)
            kept = [record.article for record in store.records()]
            visits = {
                site.url: [visit.url for visit in store.captures.led_to(site.url + "/rss", "")]
                for site in sites
            }
            told.append(
                (
                    [(one.title, [place.url for place in one.sources]) for one in kept],
                    {name: sorted(urls) for name, urls in visits.items()},
                    done.problems,
                    store.problems(),
                    [run.added for run in store.runs()],
                )
            )
    assert told[0] == told[1]
    assert [title for title, _ in told[0][0]][:4] == ["Talks of both", "Talks b11", "Talks a11", "Talks b10"]


def test_only_so_much_is_asked_for_before_its_turn(slow, monkeypatch):
    monkeypatch.setattr(hosts, "AHEAD", 4)
    first, second = slow(0, 0, pages=20)
    held = threading.Event()
    first.routes["/held"] = lambda connection, _: held.wait(10) and connection.sendall(answer("x"))
    urls = [f"{first.url}/held", *(f"{second.url}/{second.port}-{n}" for n in range(20))]
    got = fetched(Fetcher(limits=QUICK), asked(*urls))
    threading.Timer(1, held.set).start()
    next(got)
    assert len(second.paths()) == 3
    assert len(list(got)) == 20


def test_a_host_to_be_left_alone_is_asked_no_more_and_others_go_on(slow):
    busy, open_ = slow(0, 0)
    busy.routes[f"/{busy.port}-0"] = answer(status="503 Busy", Retry_After="90")
    urls = [f"{site.url}/{site.port}-{n}" for n in range(3) for site in (busy, open_)]
    got = list(fetched(Fetcher(limits=QUICK), asked(*urls)))
    assert [isinstance(one, LaterError) for one in got] == [True, False] * 3
    assert len(busy.paths()) == 1


def test_a_mistake_in_a_thread_comes_out():
    class Broken:
        def get(self, *_):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        list(fetched(Broken(), asked("https://a.example", "https://b.example")))


def test_more_hosts_than_threads_all_get_their_turn(monkeypatch):
    monkeypatch.setattr(hosts, "HOSTS", 2)
    seen = Counter()

    class Quick:
        def get(self, url, *_):
            seen[url] += 1
            return url

    urls = [f"https://{host}.example/{page}" for page in range(9) for host in range(30)]
    assert list(fetched(Quick(), asked(*urls))) == urls
    assert set(seen.values()) == {1}


def test_ctrl_c_does_not_wait_for_hosts_that_hang(slow, tmp_path):
    sites = slow(0, 0)
    for site in sites:
        site.routes[f"/{site.port}-2"] = lambda *_: time.sleep(15)
    listed = "".join(
        f'[[source]]\nfeed = "{site.url}/rss"\nallow_private = true\ngap_seconds = 0\n' for site in sites
    )
    (tmp_path / "sources.toml").write_text(listed)
    command = [sys.executable, "-m", "onrecord", "watch", tmp_path / "s.db", tmp_path / "sources.toml"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        until = time.monotonic() + 60
        while not all(len(site.paths()) > 1 for site in sites) and time.monotonic() < until:
            time.sleep(0.05)
        began = time.monotonic()
        os.kill(process.pid, signal.SIGINT)
        _, told = process.communicate()
    assert process.returncode == 130, told
    assert told == b"stopped; what is stored stays stored, the same command goes on from there\n"
    assert time.monotonic() - began < 5

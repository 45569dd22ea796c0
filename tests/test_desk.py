"""The desk's pages: what they hold, who may read and write, and that nothing in a text is obeyed."""

import asyncio
import json
import re
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

from bench.linked import true_records
from onrecord import cli
from onrecord.errors import StoreError
from onrecord.link.claims import linked as linked_claims
from onrecord.link.meaning import Meanings
from onrecord.records import Article, Published, Record, Source
from onrecord.show import meant
from onrecord.show.piled import piled, state_of
from onrecord.show.web import asked, guard, linking, prepared
from onrecord.show.web.serving import app
from onrecord.store import Store, linked, search

TOKEN = "the-token"
PAGES = (
    "/", "/new", "/positions", "/proposals", "/counts", "/timeline", "/statements", "/claims", "/disputes",
    "/actors", "/sources", "/articles", "/search", "/search?words=truce&by=meaning",
)  # fmt: skip


def link(path: Path) -> None:
    with Store(path) as store:
        meant.keep(store)
        store.links.keep(
            prepared(piled(store, anew=True)), state=state_of(store, None), articles=3, seconds=0.0
        )


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled story's true records, linked."""
    path = tmp_path_factory.mktemp("desk") / "story.db"
    with Store(path) as store:
        store.add(true_records())
    link(path)
    return path


class Client:
    """Asks a site without a network."""

    def __init__(self, path: Path, host: str = "127.0.0.1") -> None:
        self._site = app(path, token=TOKEN, host=host, title="The valley talks")
        self._base = "http://127.0.0.1:8001" if guard.is_loopback(host) else "http://desk.example:8001"
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, address: str, **given: Any) -> httpx.Response:
        async def sent() -> httpx.Response:
            transport = httpx.ASGITransport(self._site)  # type: ignore[arg-type]
            async with httpx.AsyncClient(
                transport=transport, base_url=self._base, cookies=self.cookies
            ) as client:
                response = await client.request(method, address, **given)
                self.cookies |= dict(client.cookies)
                return response

        return asyncio.run(sent())

    def get(self, address: str, **given: Any) -> httpx.Response:
        return self.ask("GET", address, **given)

    def enter(self, name: str = "Ada") -> "Client":
        assert self.get(f"/enter?token={TOKEN}&name={name}").status_code == 302
        return self


@pytest.fixture
def client(story: Path) -> Client:
    return Client(story)


@pytest.mark.parametrize("address", PAGES)
def test_every_page_is_whole(client: Client, address: str) -> None:
    page = client.get(address)
    assert page.status_code == 200
    assert page.text.rstrip().endswith("</html>")
    assert page.text.count("<h1") == 1
    assert "None" not in re.sub(r"<script.*?</script>|data-chart='.*?'", "", page.text, flags=re.S)
    ids = re.findall(r'\bid="([^"]+)"', page.text)
    assert len(ids) == len(set(ids))


def test_every_link_leads_somewhere(client: Client) -> None:
    seen: dict[str, httpx.Response] = {}
    due = list(PAGES)
    while due and len(seen) < 200:
        address = due.pop(0)
        page = seen[address] = client.get(address)
        assert page.status_code == 200, address
        found = re.findall(r'href="(/[^"]*)"', page.text)
        for href in (one.replace("&amp;", "&") for one in found):
            path = href.partition("#")[0]
            kind = path.partition("?")[0]
            few = sum(one.partition("?")[0] == kind for one in seen) < 12
            if path not in seen and few and not kind.startswith(("/data", "/-/", "/corrections", "/records")):
                due += [path] if path not in due else []
    assert len(seen) > 60
    for address, page in seen.items():
        for href in re.findall(r'href="(/articles/[0-9a-f]+)#([^"]+)"', page.text)[:20]:
            there = client.get(href[0])
            assert f'id="{href[1]}"' in there.text, (address, href)
        for href in re.findall(r'href="#([^"]+)"', page.text):
            assert f'id="{href}"' in page.text, (address, href)
        for href in re.findall(r'href="/proposals#([^"]+)"', page.text):
            assert f'id="{href}"' in seen["/proposals"].text, (address, href)


def test_where_it_stands_tells_by_whose_account(client: Client) -> None:
    page = client.get("/").text
    assert "20 articles" in page
    assert "Calloran proposal" in page
    assert "by its own account" in page
    assert "accounts differ" in page


def test_positions_can_be_narrowed_down(client: Client) -> None:
    whole = client.get("/positions").text
    party = client.get("/positions?party=Selvaria").text
    assert whole.count('class="held"') > party.count('class="held"') > 0
    assert ">Selvaria</bdi>: " in party
    assert ">Orvane Defence League</bdi>: " not in party
    assert client.get("/positions?party=Nobody").text.count('class="held"') == 0


def test_statements_by_words_and_speaker(client: Client) -> None:
    page = client.get("/statements?words=captiv").text  # still typing
    assert "captives" in page
    assert re.search(r"\d+ statements", page)
    by_one = client.get("/statements", params={"speaker": "Elspa Marrin"}).text
    assert set(re.findall(r'<p class="who"><bdi>(.*?)</bdi>', by_one)) == {"Elspa Marrin"}
    none = client.get("/statements?words=zzzz").text
    assert "No statement fits." in none


def test_by_meaning_finds_other_words(client: Client) -> None:
    page = client.get("/search", params={"words": "number of people who died", "by": "meaning"}).text
    near = page.partition("Near in meaning</h2>")[2]
    assert "killed" in near


def test_counts_carry_their_chart_and_table(client: Client) -> None:
    page = client.get("/counts").text
    charts = [json.loads(found) for found in re.findall(r"data-chart='(.*?)'>", page)]
    assert charts
    assert all(one["layer"] for one in charts)
    assert "Counted by <bdi>Orvane Health Directorate</bdi>" in page


def test_new_since_a_day(client: Client) -> None:
    assert "<h1>New since 2025-04-01</h1>" in client.get("/new?since=2025-04-01").text
    assert client.get("/new?since=yesterday").status_code == 400


def test_an_article_marks_every_record(client: Client, story: Path) -> None:
    with Store(story) as store:
        record = next(iter(store.records()))
    page = client.get(f"/articles/{record.article.id[:12]}").text
    named = set(re.findall(r'data-records="([^"]+)"', page))
    marked = {one.rpartition("-")[2] for group in named for one in group.split(" ")}
    assert {one.id for one in record.statements} <= marked
    assert {one.id for one in record.figures} <= marked


def test_what_is_not_there_is_said(client: Client) -> None:
    for address in ("/articles/ffffffffffff", "/nothing", "/-/desk/other.js"):
        page = client.get(address)
        assert page.status_code == 404
        assert "<h1>Not found</h1>" in page.text
    assert client.get("/timeline?since=2031-99").status_code == 400


def test_an_empty_store_says_so(tmp_path: Path) -> None:
    with Store(tmp_path / "empty.db"):
        pass
    client = Client(tmp_path / "empty.db")
    for address in PAGES:
        assert client.get(address).status_code == 200
    home = client.get("/").text
    assert "no article yet" in home
    assert "has not been worked out yet" in home


def test_no_store_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no such store"):
        app(tmp_path / "none.db", token=TOKEN)


def test_links_of_before_are_told_to_be_old(tmp_path: Path) -> None:
    with Store(tmp_path / "story.db") as store:
        store.add(true_records()[:4])
    link(tmp_path / "story.db")
    client = Client(tmp_path / "story.db")
    assert 'class="state"' not in client.get("/").text
    with Store(tmp_path / "story.db") as store:
        store.add(true_records()[:5])
    assert "have come in since" in client.get("/").text


# Who may read and write


def test_writing_needs_the_token(client: Client) -> None:
    assert "read only" in client.get("/").text
    assert client.ask("POST", "/link").status_code == 403
    assert client.get("/enter?token=wrong&name=Ada").status_code == 403
    assert not [name for name in client.cookies if name.startswith("onrecord-")]
    assert "<bdi>Ada</bdi>" in client.enter().get("/").text


def test_a_name_is_asked_for(client: Client) -> None:
    assert "Who is writing?" in client.get(f"/enter?token={TOKEN}").text


def test_elsewhere_reading_needs_the_token_too(story: Path) -> None:
    client = Client(story, host="desk.example")
    assert client.get("/").status_code == 403
    assert client.get("/data").status_code == 403
    assert client.get("/-/desk/desk.css").status_code == 403
    assert client.enter().get("/").status_code == 200


def test_other_names_do_not_lead_here(client: Client) -> None:
    assert client.get("/", headers={"host": "evil.example"}).status_code == 421
    assert client.get("/", headers={"host": "localhost:8001"}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://evil.example"},
        {"origin": "null"},
    ],
)
def test_posts_of_other_sites_are_refused(client: Client, headers: dict[str, str]) -> None:
    token = re.search(r'name="csrftoken" value="([^"]+)"', client.enter().get("/enter?token=" + TOKEN).text)
    answer = client.ask("POST", "/link", headers=headers, data={"csrftoken": token[1] if token else ""})
    assert answer.status_code == 403
    assert "another site" in answer.text


def test_a_post_without_our_form_is_refused(client: Client) -> None:
    assert client.enter().ask("POST", "/link", data={}).status_code == 403


def test_too_much_is_refused(client: Client) -> None:
    answer = client.enter().ask("POST", "/link", content=b"x" * (guard.LARGEST + 1))
    assert answer.status_code == 413


@pytest.mark.parametrize("address", ["/", "/data", "/data/articles", "/nothing", "/-/desk/desk.js"])
def test_every_answer_has_the_policy(client: Client, address: str) -> None:
    policy = client.get(address).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert ("unsafe-inline" in policy) == address.startswith("/data")


def test_a_token_is_compared_whole() -> None:
    async def nothing(*_: object) -> None:
        """Serves nothing."""

    one = guard.Guard(nothing, host="127.0.0.1", token="abc", signed=lambda _: False)
    assert one.is_token("abc")
    assert not one.is_token("ab")
    assert not one.is_token("äbc")


# Hostile texts

HOSTILE = (
    "<script>document.title='taken'</script> <img src=x onerror=\"document.title='taken'\"> "
    "“<b>We will not sign</b>,” Ada Quill <ada@port.example> said on Monday. "
    "javascript:alert(1) \u202egnirts desrever\u202c '; DROP TABLE articles; --"
)


def hostile() -> Record:
    own = Article(
        id=sha256(HOSTILE.encode()).hexdigest(),
        sources=(Source(path="<i>.txt", url="javascript:alert(1)"),),
        text=HOSTILE,
        title="'; DROP TABLE articles; -- <script>document.title='taken'</script>",
        outlet="<svg onload=alert(1)>",
        byline=("</bdi><script>1</script>",),
        published=Published(earliest="2031-05-26", latest="2031-05-26", basis="metadata"),
    )
    return Record(article=own)


def test_a_hostile_text_is_text(tmp_path: Path) -> None:
    given = true_records()[0]
    spiked = replace(given, article=replace(given.article, outlet="<svg onload=alert(1)>", title="<script>"))
    with Store(tmp_path / "story.db") as store:
        store.add([hostile(), spiked])
    link(tmp_path / "story.db")
    client = Client(tmp_path / "story.db")
    addresses = [*PAGES, f"/articles/{hostile().article.id[:12]}", f"/articles/{given.article.id[:12]}"]
    for address in addresses:
        page = client.get(address).text
        assert "<script>" not in page
        assert "<svg onload" not in page
        assert "onerror=" not in page.replace("onerror=&#34;", "")
        assert 'href="javascript:' not in page
        assert "\u202e" not in page
    asked_for = client.get("/statements", params={"words": '"><script>', "speaker": "'; DROP TABLE articles"})
    assert asked_for.status_code == 200
    assert "<script>" not in asked_for.text


@pytest.mark.parametrize("words", ['"', '""', "AND", "a* OR (", "\0", "é" * 500, "NEAR(", "-x", "'"])
def test_any_words_can_be_searched(client: Client, words: str) -> None:
    for address in ("/search", "/statements", "/articles", "/claims", "/timeline", "/counts", "/disputes"):
        assert client.get(address, params={"words": words}).status_code == 200


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999", "²"])
def test_any_page_can_be_asked_for(client: Client, page: str) -> None:
    assert client.get("/statements", params={"page": page}).status_code == 200


def test_a_page_behind_the_last_is_not_there(client: Client) -> None:
    page = client.get("/statements", params={"page": "999"})
    assert page.status_code == 404
    assert "the last is 7" in page.text


# The rooms below


def test_what_is_asked_is_bounded() -> None:
    one = asked.Asked(path="/x", values={"words": "a " * 500, "page": "3", "speaker": ""})
    assert len(one.value("words")) == asked.LONGEST
    assert one.filters(["words", "speaker"]).keys() == {"words"}
    assert one.page == 3
    assert one.but(words=None) == "/x"
    assert one.but(speaker="B & C", words=None) == "/x?speaker=B+%26+C"


def test_a_process_that_fails_is_told_of(tmp_path: Path) -> None:
    with Store(tmp_path / "story.db") as store:
        store.add(true_records()[:1])
        one = linking.Linking(tmp_path / "none.db", None)
        assert one.told(store).working
        while one.working():
            pass
        told = one.told(store)
    assert told.failed
    assert "no such store" in told.failed
    assert not told.working


def test_the_command_links(tmp_path: Path) -> None:
    with Store(tmp_path / "story.db") as store:
        store.add(true_records()[:3])
    done = CliRunner().invoke(cli.main, ["link", str(tmp_path / "story.db"), "--json"])
    assert done.exit_code == 0
    assert json.loads(done.stdout)["positions"] > 0
    with Store(tmp_path / "story.db") as store:
        links = store.links.made()
        assert links
        assert links.state == state_of(store, None)
        assert links.articles == 3
        assert not list(store.unmeant())


def test_links_are_replaced_together(tmp_path: Path) -> None:
    with Store(tmp_path / "story.db") as store:
        store.add(true_records()[:3])
        found = prepared(piled(store, anew=True))
        store.links.keep(found, state="one", articles=3, seconds=1.0)
        before = {table: store.search.count(table) for table in linked.FOUND}
        broken = {**found, "linked_claims": [{"position": 1}]}
        with pytest.raises(StoreError):
            store.links.keep(broken, state="two", articles=3, seconds=1.0)
        assert {table: store.search.count(table) for table in linked.FOUND} == before
        links = store.links.made()
        assert links
        assert links.state == "one"
        store.links.keep({}, state="three", articles=3, seconds=1.0)
        assert store.search.count("linked_claims") == 0


def test_claims_of_a_statement(story: Path) -> None:
    with Store(story) as store:
        (told, *_) = store.links.listing("linked_claims", {"several": "1"}, 1).views
        where = told["voices"][0]["articles"][0]["spot"]["anchor"]
        record, statement = store.find(where[1:])
        claims = store.links.claims_of(record.article.id, statement)
    assert told["at"] in [one["at"] for one in claims]


def test_words_still_being_typed() -> None:
    assert search.begun("cease fi") == '"cease" "fi"*'
    assert search.begun('"cease fire"') == '"cease fire"'
    assert search.begun("") == '""'


def test_kept_vectors_are_those_that_would_be_computed(story: Path) -> None:
    with Store(story) as store:
        records = list(store.records())
        kept = meant.known(records, meant.kept(store))
    assert len(kept) > 200
    some = sorted(kept)[::40]
    assert (Meanings().of(some) == Meanings(kept).of(some)).all()
    assert linked_claims(records, meanings=Meanings(kept)) == linked_claims(records)


FACETED = (
    "/positions",
    "/counts",
    "/timeline?type=ASSAULT",
    "/statements",
    "/claims?several=1",
    "/disputes",
    "/actors",
)


@pytest.mark.parametrize("address", FACETED)
def test_a_facet_s_number_is_that_of_its_list(client: Client, address: str) -> None:
    page = client.get(address).text
    found = re.findall(r'<li><a href="([^"]+)"><bdi>[^<]*</bdi> <span class="n">([\d,]+)</span>', page)
    assert found
    for href, number in found[::4]:
        there = client.get(href.replace("&amp;", "&")).text
        total = re.search(r'class="total"[^>]*>([\d,]+) ', there)
        assert total, href
        assert total[1] == number, href


def test_names_with_commas_are_one(tmp_path: Path) -> None:
    (record, *_) = true_records()
    name = "Ministry of Ferries, Harbours and Lights"
    actors = tuple(replace(one, name=name) if one.name == "Ivo Calloran" else one for one in record.actors)
    with Store(tmp_path / "story.db") as store:
        store.add([replace(record, actors=actors)])
    link(tmp_path / "story.db")
    client = Client(tmp_path / "story.db")
    page = client.get("/timeline").text
    assert f"<bdi>{name}</bdi>" in page
    assert client.get("/timeline", params={"actor": name}).text.count('class="event') > 0


def test_counts_without_a_date_and_plans_without_an_answer(tmp_path: Path) -> None:
    undated = [
        replace(
            record,
            article=replace(record.article, published=Published(basis="unknown")),
            dates=(),
            figures=tuple(replace(one, as_of=None) for one in record.figures),
            positions=(),
        )
        for record in true_records()[:4]
    ]
    with Store(tmp_path / "story.db") as store:
        store.add(undated)
    link(tmp_path / "story.db")
    client = Client(tmp_path / "story.db")
    for address in PAGES:
        assert client.get(address).status_code == 200, address
    assert "No answer to it was found." in client.get("/").text
    assert "no date" in client.get("/").text
    assert "4 articles without a date are not among them" in client.get("/new?since=2025-01").text


def test_the_latest_counts_tell_all_of_the_last_day(client: Client) -> None:
    page = client.get("/").text.partition("Latest counts</h2>")[2].partition("</section>")[0]
    sarrel = page.partition("in Sarrel, within a period")[2].partition("</ul>")[0]
    directorate = sarrel.partition("Orvane Health Directorate")[0]
    assert ">41<" in directorate
    assert ">33<" in directorate


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("GET", {"host": "["}, 421),
        ("GET", {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}, 403),
        ("GET", {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}, 200),
        ("POST", {"origin": "http://["}, 403),
        ("POST", {"content-length": "x"}, 413),
        ("POST", {"transfer-encoding": "chunked", "content-length": "5"}, 413),
        ("PUT", {}, 405),
        ("DELETE", {}, 405),
    ],
)
def test_odd_requests_are_refused(client: Client, method: str, headers: dict[str, str], status: int) -> None:
    assert client.ask(method, "/", headers=headers).status_code == status


@pytest.mark.parametrize(
    "path", ["/-/databases.json", "/-/threads", "/-/allow-debug", "/_memory", "/-/plugins.json"]
)
def test_what_datasette_tells_of_itself_is_not_served(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_foreign_sql_is_bounded(client: Client) -> None:
    asked_for = "select group_concat(text) from articles, (select 1 from statements, statements limit 20000)"
    answer = client.get("/data.json", params={"sql": asked_for})
    assert answer.status_code == 400
    assert client.get("/data.json", params={"sql": "select count(*) from articles"}).json()["rows"] == [[20]]
    for evil in ("attach '/etc/passwd' as x", "delete from articles", "pragma journal_mode = delete"):
        assert client.get("/data.json", params={"sql": evil}).status_code == 400


def test_a_failed_run_is_not_begun_again_by_itself(tmp_path: Path) -> None:
    with Store(tmp_path / "story.db") as store:
        store.add(true_records()[:1])
        one = linking.Linking(tmp_path / "none.db", None)
        one.told(store)
        while one.working():
            pass
        assert one.told(store).failed
        assert not one.working()
        one.again(store)
        assert one.working()
        one.stop()


def test_an_alias_file_makes_links_old(tmp_path: Path) -> None:
    with Store(tmp_path / "story.db") as store:
        store.add(true_records()[:2])
    link(tmp_path / "story.db")
    client = Client(tmp_path / "story.db")
    assert 'class="state"' not in client.get("/").text
    (tmp_path / "story.aliases.toml").write_text('[same]\n"Ivo Calloran" = ["the envoy"]\n')
    assert "have come in since" in client.get("/").text

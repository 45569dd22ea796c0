"""The desk in a browser: ten tasks within three clicks, corrections, axe-core, hostile texts, its looks."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bench.linked import true_records
from onrecord.store import Store
from tests.test_desk import HOSTILE, hostile, link
from tests.test_show_print import BROWSER

playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright, which is not here")
if not BROWSER:
    pytest.skip("needs Chromium, which is not here", allow_module_level=True)

Page = playwright.Page
expect = playwright.expect
SHOTS = Path(__file__).parents[1] / "docs" / "desk"
PAGES = (
    "/", "/new", "/positions", "/proposals", "/counts", "/timeline", "/statements", "/claims", "/disputes",
    "/actors", "/sources", "/articles", "/search?words=truce&by=meaning", "/corrections",
)  # fmt: skip
CLICKS = 3
SERIOUS = ("serious", "critical")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@contextmanager
def served(path: Path) -> Iterator[str]:
    """The address of a server over a store."""
    command = [sys.executable, "-m", "onrecord", "serve", str(path), "--port", "0", "--token", "tok"]
    process = subprocess.Popen([*command, "--title", "The valley talks"], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        yield process.stdout.readline().split()[-1].rstrip("/")
    finally:
        process.terminate()
        process.wait()
        if process.stdout:
            process.stdout.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path = tmp_path_factory.mktemp("browser") / "story.db"
    with Store(path) as store:
        store.add(true_records())
    link(path)
    with served(path) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=BROWSER, args=FLAGS)
        yield opened
        opened.close()


class Reader:
    """Somebody at the desk, whose clicks are counted."""

    def __init__(self, page: Page, site: str) -> None:
        self.page = page
        self.site = site
        self.clicks = 0
        self.faults: list[str] = []
        page.on("console", lambda told: self.faults.append(told.text) if told.type == "error" else None)
        page.on("pageerror", lambda error: self.faults.append(str(error)))

    def open(self, address: str = "/") -> "Reader":
        self.page.goto(self.site + address)
        return self

    def click(self, what: object) -> "Reader":
        self.clicks += 1
        what.click()  # type: ignore[attr-defined]
        return self

    def way(self, name: str) -> "Reader":
        ways = self.page.get_by_role("navigation", name="Pages")
        return self.click(ways.get_by_role("link", name=name, exact=True))


@pytest.fixture
def reader(browser: object, site: str) -> Iterator[Reader]:
    context = browser.new_context(viewport={"width": 1400, "height": 900})  # type: ignore[attr-defined]
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
    found = Reader(context.new_page(), site)
    yield found
    context.close()
    assert not found.faults
    assert found.clicks <= CLICKS


# Ten tasks


def test_has_it_accepted_the_proposal_and_by_whose_account(reader: Reader) -> None:
    reader.open().click(reader.page.get_by_role("link", name="Calloran proposal").first)
    plan = reader.page.locator(".plan, .tabled").filter(has_text="Calloran proposal").first
    expect(plan).to_contain_text("Selvaria")
    expect(plan).to_contain_text("accepts")
    expect(plan).to_contain_text("by its own account")


def test_which_toll_is_the_latest_and_who_counts(reader: Reader) -> None:
    reader.open()
    counts = reader.page.locator("section").filter(
        has=reader.page.get_by_role("heading", name="Latest counts")
    )
    expect(counts).to_contain_text("by Orvane Health Directorate")
    reader.click(counts.get_by_role("link", name="since 9 Nov 2024"))
    expect(reader.page.locator("figure.chart svg").first).to_be_visible(timeout=20_000)
    expect(reader.page.locator("table.ledger").first).to_contain_text("11,206")


def test_who_first_said_it_and_who_only_repeats_it(reader: Reader) -> None:
    reader.open().way("Claims")
    claim = reader.page.locator(".claim").filter(has_text="guided bombs").first
    expect(claim).to_contain_text("2 independent origins")
    expect(claim).to_contain_text("Orvane Defence League")
    reader.click(claim.locator("summary").first)
    expect(claim.locator("details li").first).to_be_visible()


def test_what_changed_since_a_day(reader: Reader) -> None:
    reader.open().click(reader.page.get_by_role("link", name="its last month"))
    expect(reader.page.get_by_role("heading", level=1)).to_contain_text("New since 2025-04-13")
    expect(reader.page.get_by_role("heading", name="Positions that moved")).to_be_visible()


def test_who_denies_it(reader: Reader) -> None:
    reader.open().way("Claims").click(reader.page.get_by_role("link", name="only contested"))
    expect(reader.page.locator(".against").first).to_contain_text("Contested by")


def test_what_a_party_wants_on_an_issue(reader: Reader) -> None:
    reader.open().way("Positions")
    facet = reader.page.locator(".facet").filter(has_text="Party").first
    reader.click(facet.get_by_role("link", name="Orvane Defence League"))
    facet = reader.page.locator(".facet").filter(has_text="Issue").first
    reader.click(facet.get_by_role("link", name="prisoners"))
    expect(reader.page.locator(".held").first).to_contain_text("wanted 500 detainees")


def test_which_articles_are_copies(reader: Reader) -> None:
    reader.open().way("Sources")
    expect(reader.page.locator(".kin").first).to_contain_text("Trellis")


def test_what_a_speaker_said(reader: Reader) -> None:
    reader.open().way("Statements")
    facet = reader.page.locator(".facet").filter(has_text="Speaker").first
    reader.click(facet.get_by_role("link", name="Ivo Calloran"))
    for who in reader.page.locator(".spoken .who bdi").all():
        assert who.text_content() in ("Ivo Calloran", "Tolmark")


def test_search_as_you_type_and_copy_with_citation(reader: Reader) -> None:
    reader.open("/statements")
    reader.page.keyboard.press("/")
    reader.page.keyboard.type("guided bo")
    expect(reader.page.locator(".total")).to_have_text("3 statements")
    reader.click(reader.page.locator(".entry .copy").first)
    expect(reader.page.locator("#spoken")).to_have_text("Copied with citation")
    told = reader.page.evaluate("navigator.clipboard.readText()")
    assert "two guided bombs" in told
    assert "/articles/" in told


def test_from_words_to_their_article_and_record(reader: Reader) -> None:
    reader.open().way("Disputes")
    reader.click(reader.page.locator(".pair a.words").first)
    expect(reader.page.locator(".at:target").first).to_be_visible()
    reader.page.locator(".at:target").first.hover()
    expect(reader.page.locator(".card")).to_contain_text("speaker")
    reader.click(reader.page.locator(".at:target").first)
    expect(reader.page.get_by_role("heading", name="What is read there")).to_be_visible()


def test_by_keys_alone(reader: Reader) -> None:
    reader.open("/claims")
    for key in ("j", "j", "k"):
        reader.page.keyboard.press(key)
    assert reader.page.evaluate("document.activeElement.closest('.claim.now') !== null")
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_url("**/articles/**")


# Correcting


def test_a_correction_and_back(browser: object, site: str) -> None:
    page = browser.new_page()  # type: ignore[attr-defined]
    page.goto(f"{site}/enter?token=tok&name=Ada")
    page.goto(f"{site}/statements?words=guided")
    page.locator(".entry a.words").first.click()
    page.locator(".at:target").first.click()
    page.get_by_text("Correct it").click()
    page.select_option("#in-act", "warn")
    page.fill("#why-correct", "a warning, by its words")
    page.get_by_role("button", name="Save the correction").click()
    expect(page.get_by_text("What people said of it")).to_be_visible()
    expect(page.locator(".log")).to_contain_text("a warning, by its words")
    page.get_by_role("button", name="Take back correction").click()
    expect(page.locator(".log li.undone")).to_have_count(1)
    expect(page.locator("dl").first).to_contain_text("assert")
    page.close()


def test_words_are_selected_and_added(browser: object, site: str) -> None:
    page = browser.new_page()  # type: ignore[attr-defined]
    page.goto(f"{site}/enter?token=tok&name=Ada")
    page.goto(f"{site}/articles")
    page.locator("table.index a").first.click()
    page.locator("#text").wait_for()
    page.wait_for_load_state()
    page.evaluate(
        """() => {
          const walk = document.createTreeWalker(document.getElementById('text'), NodeFilter.SHOW_TEXT);
          let node = walk.nextNode();
          while (node.length < 30) node = walk.nextNode();
          const range = document.createRange();
          range.setStart(node, 1);
          range.setEnd(node, 25);
          getSelection().removeAllRanges();
          getSelection().addRange(range);
        }"""
    )
    chosen = page.evaluate("getSelection().toString().trim()")
    page.get_by_role("link", name="Add a record on these words").click()
    expect(page.locator("#window b")).to_have_text(chosen)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(".flag").first).to_have_text("added")
    expect(page.locator("#window b")).to_have_text(chosen)
    page.close()


# For everybody


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(browser: object, site: str, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(color_scheme=scheme)  # type: ignore[attr-defined]
    page = context.new_page()
    page.goto(f"{site}/enter?token=tok&name=Ada")
    page.goto(site + "/articles")
    article = page.locator("table.index a").first.get_attribute("href")
    page.goto(site + article)
    record = page.locator("#text a.mark").first.get_attribute("href")
    found = {}
    for address in (*PAGES, article, record, "/nothing"):
        page.goto(site + address)
        for rule in Axe().run(page).response["violations"]:
            if rule["impact"] in SERIOUS:
                found[address, rule["id"]] = [node["html"][:160] for node in rule["nodes"][:3]]
    context.close()
    assert not found


@pytest.mark.parametrize("width", [360, 1600])
def test_every_page_fits(browser: object, site: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})  # type: ignore[attr-defined]
    for address in PAGES:
        page.goto(site + address)
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, address
    page.close()


def test_without_script_pages_work(browser: object, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)  # type: ignore[attr-defined]
    page = context.new_page()
    page.goto(site + "/statements")
    page.fill("#words", "guided")
    page.get_by_role("button", name="Find").click()
    assert page.locator(".total").text_content() == "3 statements"
    context.close()


def test_motion_is_left_out_where_it_is_not_wanted(browser: object, site: str) -> None:
    context = browser.new_context(reduced_motion="reduce")  # type: ignore[attr-defined]
    page = context.new_page()
    page.goto(site)
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    context.close()


def test_hostile_texts_run_nothing(browser: object, tmp_path: Path) -> None:
    path = tmp_path / "hostile.db"
    with Store(path) as store:
        store.add([hostile(), true_records()[0]])
    link(path)
    with served(path) as address:
        page = browser.new_page()  # type: ignore[attr-defined]
        said: list[str] = []
        page.on("dialog", lambda dialog: said.append(dialog.message))
        page.on("request", lambda one: said.append(one.url) if not one.url.startswith(address) else None)
        article = hostile().article.id[:12]
        for where in (
            *PAGES,
            f"/articles/{article}",
            "/data/articles",
            f"/records/{article}-new?start=0&end=20",
        ):
            page.goto(address + where)
            assert "taken" not in page.title().replace("document.title='taken'", "")
        page.goto(f"{address}/articles/{article}")
        assert "<script>document.title" in page.locator("#text").text_content()
        assert page.locator("#text script, #text img, #text svg").count() == 0
        page.close()
    assert not said
    assert "<script>" in HOSTILE


@pytest.mark.skipif(not os.environ.get("ONRECORD_SHOTS"), reason="draws docs/desk; set ONRECORD_SHOTS")
def test_pictures(browser: object, site: str) -> None:
    SHOTS.mkdir(exist_ok=True)
    page = browser.new_page(viewport={"width": 1280, "height": 860})  # type: ignore[attr-defined]
    page.goto(site + "/articles")
    article = page.locator("table.index a").first.get_attribute("href")
    names = {"/": "home", article: "article"} | {
        one: one[1:].partition("?")[0] for one in PAGES if one != "/"
    }
    for address, name in names.items():
        page.goto(site + address)
        page.wait_for_timeout(1500 if name == "counts" else 200)
        page.screenshot(path=SHOTS / f"{name}.png")
    page.close()

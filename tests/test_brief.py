"""The brief: every sentence cited, every quotation where it is said to be, two pages, all of it text."""

import importlib
import re
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from itertools import zip_longest
from pathlib import Path

import pytest
from jinja2 import meta
from markdown_it import MarkdownIt

from onrecord.errors import OnRecordError
from onrecord.records import Record, spans
from onrecord.show import brief as made
from onrecord.show import markdown, points, render, sentences
from onrecord.show.brief import Brief, brief
from onrecord.show.choice import Choice
from tests.test_claims import told
from tests.test_series import told as counted
from tests.test_show import Page, other, record
from tests.test_show_choice import everything
from tests.test_show_hostile import ATTACKS, negotiated
from tests.test_show_print import pages

EXAMPLES = Path(__file__).parents[1] / "examples"
CITATION = re.compile(r"\[(\d+)(?: (\S+))?\]")
WORDS = 2100  # of two pages, with their list of sources


@pytest.fixture(scope="module")
def story() -> list[Record]:
    """The bundled story as it is truly told."""
    sys.path.insert(0, str(EXAMPLES))
    try:
        return list(importlib.import_module("build_truth").records())
    finally:
        sys.path.remove(str(EXAMPLES))


def invented() -> list[Record]:
    return [*(news.record for news in everything()), record(), told("The quay is shut", outlet="A")]


def html(records: list[Record], **given: object) -> Page:
    return Page(brief(records, title="The Vell lockout", **given))  # type: ignore[arg-type]


def sentences_of(found: Page) -> list[str]:
    listed = [attributes.get("id") for attributes, _ in found.of("li")]
    return [text for (_, text), item in zip_longest(found.of("li"), listed) if item is None]


def cited(found: Page) -> dict[str, str]:
    return {attributes["id"][1:]: text for attributes, text in found.of("li") if attributes.get("id")}  # type: ignore[index]


def quotations(found: Page) -> Iterator[tuple[str, str, str | None]]:
    """Exact words, and the number and record of the citation behind them."""
    waiting: list[str] = []
    for number, (tag, attributes) in enumerate(found.elements):
        text = " ".join(found.texts.get(number, "").split())
        if tag == "bdi" and attributes.get("class") == "said":
            waiting.append(text)
        elif tag == "a" and attributes.get("class") == "cite" and waiting:
            match = CITATION.fullmatch(text)
            assert match
            yield waiting.pop(), match[1], match[2]
    assert not waiting


def words_of(one: Record, item: str | None) -> list[str]:
    """The words of the record with this id, each of its spans."""
    found = (
        each
        for kind in ("statements", "figures", "events", "positions", "proposals", "signals")
        for each in getattr(one, kind)
        if each.id == item
    )
    own = [span for each in found for field in fields(each) for span in spans(getattr(each, field.name))]
    assert all(one.article.check(span) for span in own)
    return [" ".join(span.words.split()) for span in own]


@pytest.mark.parametrize("given", [{}, {"since": "2025-04-15"}, {"choice": Choice(parties=("Selvaria",))}])
def test_every_sentence_is_cited_and_every_quotation_stands_there(
    story: list[Record], given: dict[str, object]
) -> None:
    found = html(story, **given)
    told_, listed = sentences_of(found), cited(found)
    assert len(told_) > 20
    used = set()
    for text in told_:
        assert re.search(r"\[\d+(?: \S+)?\]\.$", text), text
        used |= {match[1] for match in CITATION.finditer(text)}
    assert used == set(listed)
    led = {attributes["href"] for attributes, _ in found.of("a", class_="cite")}
    assert led == {f"#s{number}" for number in listed}
    by_id = {one.article.id[:6]: one for one in story}
    checked = 0
    for words, number, item in quotations(found):
        reference = next(r for r in listed[number].split(", ") if r.endswith(f"-{item}"))
        one = by_id[reference.rpartition("-")[0]]
        assert any(words in known for known in words_of(one, item)), (words, reference)
        checked += 1
    assert checked > 20


def test_a_brief_tells_of_each_matter(story: list[Record]) -> None:
    titles = [text for _, text in html(story, since="2025-04-15").of("h2")]
    begins = (
        "What was read", "What changed since 15 Apr 2025", "Where the talks stand", "On the table",
        "Positions that moved", "Latest counts", "In dispute", "Outlets and copies", "Sources cited",
    )  # fmt: skip
    assert all(title.startswith(begin) for title, begin in zip(titles, begins, strict=True))


def test_names_stand_as_the_record_has_them_and_what_is_not_known_is_said() -> None:
    texts = sentences_of(html(invented()))
    assert any("On quay plan: " not in text and "Plan: quay plan, by Jon Abbey" in text for text in texts)
    (differ,) = (text for text in texts if "Accounts differ" in text)
    assert re.search(
        r"answer of Vell to quay plan: accepts, according to Mira Olen, published 2 Mar 2031: "
        r"“it is accepted” \[\d+ p1\]; refuses, according to Jon Abbey, published 2 Mar 2031: "
        r"“Vell refused it” \[\d+ p2\]\.$",
        differ,
    )
    (dispute,) = (text for text in texts if text.startswith("Whether it was accepted: "))
    assert "Mira Olen" in dispute and "Jon Abbey" in dispute


def test_a_denial_is_told_as_one(story: list[Record]) -> None:
    disputed = [text for text in sentences_of(html(story)) if text.startswith("Whether it happened: ")]
    assert any(re.search(r", denial(, unsure reading)?: [“‘]", text) for text in disputed)


def long(number: int) -> Record:
    """An article with more to tell than fits, in wide letters and without a gap."""
    whole = negotiated(f"{'WIDE' * 40}{number}")
    article = replace(whole.article, id=f"{number:064x}", title=f"{number} {'M' * 400}", outlet="W" * 300)
    return replace(whole, article=article)


@pytest.mark.parametrize("pile", ["story", "long", "many"])
def test_two_pages_hold_it_and_what_is_left_out_is_counted(
    pile: str, story: list[Record], tmp_path: Path
) -> None:
    piles = {
        "story": story,
        "long": [long(n) for n in range(60)],
        "many": [*story, *(other(record(), n) for n in range(400))],
    }
    text = brief(piles[pile], title="W" * 1000, since="2025-04")
    found = Page(text)
    assert len(" ".join((*sentences_of(found), *cited(found).values())).split()) <= WORDS
    assert any("Left out for length: " in one for one in sentences_of(found))
    assert pages(text, tmp_path) <= 2


def test_the_longest_part_is_cut_first_from_its_end(story: list[Record], monkeypatch) -> None:
    whole = dict(parts(story))
    monkeypatch.setattr(made, "LINES", 40)
    cut = dict(parts(story))
    assert whole.keys() == cut.keys()
    for title, texts in cut.items():
        left = [text for text in texts if text.startswith("Left out")]
        kept = [text for text in texts if text not in left]
        assert kept and kept == whole[title][: len(kept)]
        assert left or len(kept) == len(whole[title])
    assert sum(map(len, cut.values())) < sum(map(len, whole.values()))


def parts(records: list[Record]) -> list[tuple[str, list[str]]]:
    text = brief(records, title="T", form="md")
    chapters = [part.splitlines() for part in text.split("\n## ")[1:-1]]
    told_ = [(head, [line[2:] for line in rest if line.startswith("- ")]) for head, *rest in chapters]
    return [(head, [re.sub(r" \[\\\[.*?\(#s\d+\)", "", text) for text in texts]) for head, texts in told_]


@pytest.mark.parametrize("form", ["html", "md"])
def test_the_same_records_give_the_same_brief_in_any_order(form: str) -> None:
    pile = invented()
    assert brief(pile, title="T", form=form) == brief(reversed(pile), title="T", form=form)


@pytest.mark.parametrize("form", ["html", "md"])
def test_an_empty_store_has_a_brief(form: str) -> None:
    text = brief((), title="Nothing yet", form=form)
    assert "0 articles" in text and "0 statements" in text and "Nothing yet" in text


def test_dates_and_parties_are_told_and_a_false_one_is_refused() -> None:
    found = html(invented(), choice=Choice(first="2031-03-03", parties=("union",)))
    first, second, *_ = sentences_of(found)
    assert "those published from 3 Mar 2031" in first and "whose name holds “union”" in second
    assert not [text for text in sentences_of(found) if "quay plan" in text]
    with pytest.raises(OnRecordError, match="Nowhere"):
        html(invented(), choice=Choice(parties=("Nowhere",)))
    with pytest.raises(OnRecordError, match="since"):
        html(invented(), since="May")


@pytest.mark.parametrize("attack", ATTACKS)
def test_markup_shows_as_text_in_html(attack: str) -> None:
    def of(mark: str) -> Page:
        return Page(brief([negotiated(mark)], title=mark, since="2031-03-01"))

    plain, found = of("Vell"), of(attack)
    assert {tag for tag, _ in found.elements} <= {tag for tag, _ in plain.elements}
    assert not [key for _, attributes in found.elements for key in attributes if key.startswith("on")]
    assert " ".join(attack.split()) in found.of("h1")[0][1]
    (policy,) = (one["content"] for tag, one in found.elements if "http-equiv" in one)
    assert policy.startswith("default-src 'none'; style-src 'sha256-") and "script" not in policy  # type: ignore[union-attr]


MARKED = (
    "[x](javascript:alert(1))", "![x](https://vell.example/i.png)", "<https://vell.example>", "`code`",
    "**b**",
    "# head", "- item", "1. item", "> quote", "| a | b |", "[x]: https://vell.example", "~~gone~~", "\\`x\\`",
    "https://vell.example/x", "www.vell.example", "a@vell.example", "$$x$$", "***", "&lt;b&gt;",
)  # fmt: skip


@pytest.mark.parametrize("attack", [*ATTACKS, *MARKED])
def test_markup_shows_as_text_in_markdown(attack: str) -> None:
    engine = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])

    def tags(mark: str) -> tuple[set[str], str]:
        text = brief([negotiated(mark)], title=mark, form="md", since="2031-03-01")
        page = Page(engine.render(text).replace(" />", ">").replace("<hr>", "<hr></hr>"))
        links = {(attributes.get("href") or "")[:2] for attributes, _ in page.of("a")} - {""}
        assert links - ({"ht"} if mark.startswith("https:") else set()) == {"#s"}  # the article's own address
        shown = " ".join(text for _, text in page.of("ul"))
        return {tag for tag, _ in page.elements}, shown

    plain, _ = tags("Vell")
    found, shown = tags(attack)
    assert found <= plain
    assert " ".join(attack.split()) in shown


def test_bare_addresses_and_hidden_characters_are_disarmed_in_markdown() -> None:
    text = brief([negotiated("https://vell.example/\u202e www.vell.example\x1b")], title="T", form="md")
    assert "https://" not in text and "www.vell" not in text
    assert "\u202e" not in text and "\x1b" not in text and "⟨U+202E⟩" in text
    assert markdown.OPENS.sub(r"\g<0>\\", "12) x") == "12\\) x"


def test_the_template_uses_the_fields_of_the_view() -> None:
    engine = render.environment()
    assert engine.loader
    tree = engine.parse(engine.loader.get_source(engine, "brief.html")[0])
    assert meta.find_undeclared_variables(tree) == {field.name for field in fields(Brief)}
    views = [view for room in (made, points, sentences) for view in vars(room).values() if is_dataclass(view)]
    assert all(view.__dataclass_params__.frozen for view in views)  # type: ignore[attr-defined]


def test_a_newer_number_whose_article_does_not_name_the_counter_is_not_passed_over() -> None:
    named = [counted(40, "2031-03-02"), counted(52, "2031-03-09")]
    unnamed = counted(47, "2031-03-06", counter="ministry")
    text = brief([*named, unnamed], title="T", form="md")
    assert "52 as of 9 Mar 2031" in text and "not named in full" not in text
    later = counted(61, "2031-03-12", counter="ministry")
    text = brief([*named, later], title="T", form="md")
    assert "52 as of 9 Mar 2031" in text
    assert "; later, 61 as of 12 Mar 2031, the counter not named in full: “61”" in text

"""The dossier of an invented pile: what it says, where each entry leads, and what it leaves unsaid."""

import base64
import hashlib
import re
from dataclasses import fields, is_dataclass, replace
from html.parser import HTMLParser
from importlib.resources import files
from itertools import pairwise

import pytest
from jinja2 import meta, nodes

from onrecord.records import (
    Actor,
    Article,
    Figure,
    Hop,
    Label,
    Period,
    Problem,
    Published,
    Record,
    Source,
    Span,
    Statement,
)
from onrecord.show import places, render, talks, views, voices
from onrecord.show.render import dossier

TEXT = """Harbour talks resume in Vell

Harbour talks resume in Vell

“We will reopen the quay,” Mira Olen told the Vell Courier, “if the pickets go.”
A union official said at least 45 dockers were reportedly hurt by the lockout gang.

Read more: tides in Vell
"""
VOID = {"meta", "input", "line"}
BLOCK = {"p", "li", "td", "th", "div", "h4", "ul", "ol", "a"}


def span(words: str, *, text: str = TEXT, after: int = 0) -> Span:
    start = text.index(words, after)
    return Span(start, start + len(words), words)


def record(**changes: object) -> Record:
    article = Article(
        id="a3f2" + "0" * 60,
        sources=(Source(path="pile/vell.txt", url="https://vell.example/1"), Source(path="pile/copy.txt")),
        text=TEXT,
        language="en",
        title="Harbour talks resume in Vell",
        title_span=span("Harbour talks resume in Vell"),
        outlet="Port Gazette",
        published=Published(earliest="2031-03-02", latest="2031-03-04", basis="inferred"),
        boilerplate=(span("Read more: tides in Vell"),),
        repeated=(span("Harbour talks resume in Vell", after=10),),
    )
    whole = Record(
        article=article,
        actors=(
            Actor(id="a1", name="Mira Olen", kind="person", role="port minister", party="Vell"),
            Actor(id="a2", name="union official", kind="person", party="Dockers’ Union"),
            Actor(id="a3", name="Vell Courier", kind="media"),
            Actor(id="a4", name="port police", kind="armed force"),
        ),
        statements=(
            Statement(
                id="s1", source=span("Mira Olen"), speaker="a1", source_kind="named person", cue=span("told"),
                content=(span("“We will reopen the quay,”"), span("“if the pickets go.”")), type="direct",
                act="offer", chain=(Hop(source=span("the Vell Courier"), actor="a3", relation="told"),),
                about=("blockade",), said=Period(earliest="2031-03-01", latest="2031-03-01"), rule="test",
            ),
            Statement(
                id="s2", source=span("A union official"), speaker="a2", source_kind="anonymous official",
                cue=span("said"), type="indirect", act="accuse", hedge=span("reportedly"), rule="test",
                content=(span("at least 45 dockers were reportedly hurt by the lockout gang"),),
            ),
        ),
        figures=(
            Figure(
                id="f1", span=span("at least 45 dockers"), number=span("45"), value=45, quantifier="at least",
                unit="person", category="injured", counted="dockers", counter="a2", statement="s2",
                hedge=span("reportedly"), as_of="2031-03", rule="test",
            ),
        ),
        labels=(Label(span=span("lockout gang"), actor="a4", label="lockout gang", voice="s2", rule="test"),),
    )  # fmt: skip
    return replace(whole, **changes)


class Page(HTMLParser):
    """A page's elements, with what each holds; refuses elements that are not closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[int, str] = {}
        self.open: list[tuple[str, int]] = []
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in BLOCK:
            self.handle_data(" ")
        if tag not in VOID:
            self.open.append((tag, len(self.elements) - 1))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag, f"</{tag}> closes something else"

    def handle_data(self, data: str) -> None:
        for _, number in self.open:
            self.texts[number] = self.texts.get(number, "") + data

    def of(self, tag: str, **wanted: str) -> list[tuple[dict[str, str | None], str]]:
        return [
            (attributes, " ".join(self.texts.get(number, "").split()))
            for number, (name, attributes) in enumerate(self.elements)
            if name == tag
            and all(value in (attributes.get(key.strip("_")) or "").split() for key, value in wanted.items())
        ]


def page(*records: Record, **given: object) -> Page:
    return Page(dossier(records or (record(),), title="The Vell lockout", **given))  # type: ignore[arg-type]


def says(found: Page, tag: str = "main") -> str:
    return found.of(tag)[0][1]


def test_summary_tells_what_the_pile_is() -> None:
    (summary,) = page().of("p", class_="summary")
    assert summary[1] == (
        "1 article from 1 outlet, 2–4 Mar 2031; 2 statements by 2 speakers, 1 figure, 1 label."
    )


def test_statement_has_words_manner_act_hops_outlet_and_date() -> None:
    second, first = (text for _, text in page().of("li", class_="entry"))
    assert first.startswith("“We will reopen the quay,” […] “if the pickets go.” quoted offer")
    assert first.endswith(
        "on blockade Port Gazette, 2–4 Mar 2031, no. 1 through Vell Courier (was told) said 1 Mar 2031"
    )
    assert "hedged: “reportedly”" in second and "accusation" in second and "paraphrased" in second


def test_a_statement_of_low_confidence_is_marked_and_the_mark_is_explained() -> None:
    whole = record()
    first, second = whole.statements
    found = page(replace(whole, statements=(replace(first, score=0.1), replace(second, score=0.99))))
    marked = [text for _, text in found.of("li", class_="entry") if "unsure reading" in text]
    assert len(marked) == 1 and "reopen the quay" in marked[0]
    assert "1 of 2 is marked unsure reading: it is less certain that it was read right" in says(found)
    assert "unsure" not in says(page())


def test_every_entry_leads_to_its_words_and_every_piece_of_them_lights_up() -> None:
    found = page()
    ids = [attributes["id"] for _, attributes in found.elements if attributes.get("id")]
    assert len(ids) == len(set(ids))
    links = [attributes["href"] or "" for attributes, _ in found.of("a")]
    assert {link[1:] for link in links if link.startswith("#")} <= set(ids)
    ((attributes, words),) = found.of("mark", id="aa3f20-s1")
    assert words == "“We will reopen the quay,”"
    turn = next(name for name in (attributes["class"] or "").split() if name.startswith("t"))
    pieces = [text for tag in ("mark", "span") for _, text in found.of(tag, class_=f"k{turn[1:]}")]
    assert set(pieces) == {
        "“We will reopen the quay,”", "“if the pickets go.”", "Mira Olen", "told", "the Vell Courier",
    }  # fmt: skip
    assert f".art:has(.{turn}:target) .k{turn[1:]}" in says(found, "style")


def test_text_is_whole_and_furniture_is_kept_and_named() -> None:
    found = page()
    (text,) = found.of("div", class_="text")
    assert text[1].replace("Boilerplate ", "").replace("Repeated headline ", "") == " ".join(TEXT.split())
    assert [words for _, words in found.of("p", class_="boilerplate")] == ["Read more: tides in Vell"]
    assert [words for _, words in found.of("p", class_="repeated")] == ["Harbour talks resume in Vell"]


def test_figure_says_amount_counter_hedge_and_time() -> None:
    (row,) = [text for _, text in page().of("tr") if "at least 45" in text]
    assert row.startswith("at least 45 dockers")
    assert "union official" in row and "hedged: “reportedly”" in row and "as of Mar 2031" in row


def test_label_is_somebodys_word() -> None:
    assert "“lockout gang” of port police in the words of union official" in says(page())


def test_same_text_twice_is_said() -> None:
    assert "1 whose same text came from more than one place" in says(page())


def test_what_is_not_known_is_said() -> None:
    whole = record()
    bare = replace(
        whole,
        article=replace(whole.article, outlet=None, title=None, published=Published()),
        statements=(replace(whole.statements[0], speaker=None, source=None, chain=()),),
        figures=(replace(whole.figures[0], counter=None, counted=None),),
        labels=(replace(whole.labels[0], voice=None, actor=None),),
    )
    text = says(page(bare))
    for words in (
        "Speaker not named", "outlet not stated", "date unknown", "attribution carried on from before",
        "voice not stated", "target not stated", "Untitled: “Harbour talks", "not one voice",
    ):  # fmt: skip
        assert words in text, words


@pytest.mark.parametrize(
    "words",
    ["No statement was found", "No figure was found", "No loaded word", "Everything given was read"],
)
def test_empty_sections_are_a_sentence(words: str) -> None:
    bare = Record(article=record().article)
    assert words in says(page(bare))
    assert page(bare).of("table", class_="figures") == []


def test_empty_pile_is_a_page() -> None:
    found = Page(dossier((), title="Nothing yet"))
    assert "The pile holds no article." in says(found)
    assert "0 articles" in found.of("p", class_="summary")[0][1]


def other(whole: Record, number: int) -> Record:
    return replace(whole, article=replace(whole.article, id=f"{number:064x}"))


def test_speakers_are_joined_by_name_and_kind_and_unnamed_ones_never() -> None:
    whole = record()
    named = [text for _, text in page(whole, other(whole, 7)).of("h4")]
    assert named.count("Mira Olen 2 person") == 1
    assert named.count("union official 1 source not named") == 2


def test_same_name_of_another_kind_is_another_speaker() -> None:
    whole = record()
    office = replace(whole, actors=(replace(whole.actors[0], kind="ngo"), *whole.actors[1:]))
    named = [text for _, text in page(whole, other(office, 7)).of("h4")]
    assert "Mira Olen 1 person" in named and "Mira Olen 1 ngo" in named


def test_statements_stand_in_order_of_date_undated_last() -> None:
    whole = record()
    dated = [
        replace(
            other(whole, number),
            article=replace(
                other(whole, number).article,
                outlet=outlet,
                published=Published(earliest=date, latest=date, basis="metadata" if date else "unknown"),
            ),
        )
        for number, (outlet, date) in enumerate([("C", None), ("B", "2031-05"), ("A", "2031-04-30")], 1)
    ]
    entries = [text for _, text in page(*dated).of("li", class_="entry") if "quay" in text]
    assert [re.search(r"\b([ABC]), ", text)[1] for text in entries] == ["A", "B", "C"]  # type: ignore[index]


def test_many_statements_are_folded_and_all_there() -> None:
    whole = record()
    many = tuple(replace(whole.statements[0], id=f"s{number}") for number in range(1, 31))
    found = page(replace(whole, statements=many))
    assert len(found.of("li", class_="entry")) == 30
    assert "24 more statements" in says(found)


def test_problems_are_listed_once_with_file_line_and_reason() -> None:
    own = Problem(stage="read", message="not in a language that is read", path="pile/vell.txt")
    given = Problem(stage="collect", message="not valid JSON", path="pile/wire.jsonl", line=12)
    text = says(page(replace(record(), problems=(own,)), problems=(given, own)))
    assert "pile/wire.jsonl 12 collect not valid JSON" in text
    assert text.count("not in a language that is read") == 1


def test_document_is_the_same_whatever_the_order_of_the_pile() -> None:
    pile = [other(record(), number) for number in (3, 1, 2)]
    assert dossier(pile, title="T") == dossier(reversed(pile), title="T")
    assert (
        "Made" not in dossier(pile, title="T") and "Made today" in page(generated="today").of("header")[0][1]
    )


def test_nothing_is_loaded_and_the_policy_allows_only_our_style_and_script() -> None:
    html = dossier([record()], title="T")
    found = Page(html)
    (policy,) = [attributes for _, attributes in found.elements if "http-equiv" in attributes]
    for tag in ("style", "script"):
        (content,) = re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in (policy["content"] or "")
        assert not re.search(r"url\(|@import|https?:|fetch|XMLHttp|innerHTML|eval", content)
    assert "default-src 'none'" in (policy["content"] or "")
    assert not [
        tag for tag, _ in found.elements if tag in ("link", "img", "iframe", "object", "embed", "base")
    ]
    assert not [
        attributes
        for _, attributes in found.elements
        if any(key in attributes for key in ("src", "style", "srcset"))
    ]
    assert not [key for _, attributes in found.elements for key in attributes if key.startswith("on")]


def test_page_has_language_landmarks_and_headings_in_order() -> None:
    found = page()
    tags = [tag for tag, _ in found.elements]
    assert found.of("html")[0][0] == {"lang": "en"}
    assert [tags.count(tag) for tag in ("main", "nav", "h1", "footer")] == [1, 1, 1, 1]
    levels = [int(tag[1]) for tag in tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def every_view() -> list[type]:
    return [
        view for room in (views, places, talks, voices) for view in vars(room).values() if is_dataclass(view)
    ]  # type: ignore[misc]


def test_templates_use_the_fields_of_the_views_and_no_others() -> None:
    folder = files("onrecord.show") / "templates"
    names = [path.name for path in folder.iterdir() if path.name.endswith(".html")]
    names.remove("brief.html")  # has a view of its own
    names.append("desk/article.html")  # the only other page that an article's views are made for
    engine = render.environment()
    assert engine.loader
    undeclared: set[str] = set()
    used: set[str] = set()
    for name in names:
        tree = engine.parse(engine.loader.get_source(engine, name)[0])
        if "/" not in name:
            undeclared |= meta.find_undeclared_variables(tree)
        used |= {node.attr for node in tree.find_all(nodes.Getattr)}
    assert undeclared - {"to"} == {field.name for field in fields(views.Page)}
    known = {field.name for view in every_view() if view is not views.Page for field in fields(view)}
    ours = {"format", "first", "last", "index0", "strip"}  # of strings and of loops
    assert used - ours <= known
    assert known - used == set()


def test_views_are_frozen() -> None:
    assert len(every_view()) > 40
    assert all(view.__dataclass_params__.frozen for view in every_view())  # type: ignore[attr-defined]

"""Hostile articles: whatever a text, a name or an address holds, the dossier shows it and runs none of it."""

from dataclasses import replace

import pytest

from onrecord.records import Actor, Article, Problem, Record, Source, Span, Statement
from onrecord.show import dossier, wording
from tests.test_show import Page, page, record

ATTACKS = (
    "<script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "<!--",
    "]]><svg/onload=alert(1)>",
    "{{ title }}{% raw %}",
    "&lt;b&gt;&amp;",
    "<a href='javascript:alert(1)'>x</a>",
)


def hostile(attack: str) -> Record:
    text = f"{attack} said the quay {attack} is shut.\n{attack}"
    start = text.index(" the quay") + 1
    content = Span(start, len(text), text[start:])
    return Record(
        article=Article(
            id=attack, sources=(Source(path=attack, url=attack, record=attack),), text=text, title=attack,
            outlet=attack, byline=(attack,), dateline=attack, republished_from=attack, language=attack,
        ),
        actors=(Actor(id=attack, name=attack, kind=attack, role=attack, party=attack),),
        statements=(
            Statement(
                id=attack, source=Span(0, len(attack), attack), speaker=attack, source_kind=attack, cue=None,
                content=(content,), type=attack, act=attack, about=(attack,), rule=attack,
            ),
        ),
        problems=(Problem(stage=attack, message=attack, path=attack),),
    )  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_markup_shows_as_text_everywhere(attack: str) -> None:
    plain = Page(dossier([record()], title="T"))
    found = Page(
        dossier([hostile(attack)], title=attack, generated=attack, problems=hostile(attack).problems)
    )
    tags = {tag for tag, _ in found.elements}
    assert tags - {"table", "caption"} <= {tag for tag, _ in plain.elements} | {"h4", "article"}
    for once in ("script", "style"):
        assert len(found.of(once)) == 1
    assert not [key for _, attributes in found.elements for key in attributes if key.startswith("on")]
    assert " ".join(attack.split()) in found.of("h1")[0][1]
    assert " ".join(attack.split()) in found.of("div", class_="text")[0][1]
    assert found.of("script")[0][1] == plain.of("script")[0][1]


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\nscript:alert(1)",
        "data:text/html,x", "vbscript:x", "file:///etc/passwd", "//vell.example/1", "http:", "https:///x",
        "http://[broken", "https://vell.example/\u202e", "https://vell.example/a b",
    ],
)  # fmt: skip
def test_only_web_addresses_become_links(url: str) -> None:
    whole = record()
    found = page(replace(whole, article=replace(whole.article, sources=(Source(url=url),))))
    links = [attributes["href"] or "" for attributes, _ in found.of("a")]
    assert links and all(link.startswith("#") for link in links)
    assert wording.visible(" ".join(url.split())) in found.of("ul", class_="origins")[0][1]


def test_web_address_is_a_link_that_tells_nobody() -> None:
    ((attributes, _),) = [
        (found, text) for found, text in page().of("a") if not (found["href"] or "").startswith("#")
    ]
    assert attributes == {"href": "https://vell.example/1", "rel": "noopener noreferrer nofollow"}


@pytest.mark.parametrize(
    ("character", "shown"),
    [
        ("\u202e", "⟨U+202E⟩"), ("\u2066", "⟨U+2066⟩"), ("\x00", "␀"), ("\x1b", "␛"), ("\x9b", "⟨U+009B⟩"),
        ("\ud800", "\ufffd"), ("\uffff", "\ufffd"),
    ],
)  # fmt: skip
def test_controls_are_shown_and_harmless(character: str, shown: str) -> None:
    text = f"Mira{character}Olen said the quay is shut."
    whole = hostile("Vell")
    article = replace(whole.article, text=text, title=f"Q{character}R", outlet=f"O{character}P")
    statement = replace(
        whole.statements[0], source=Span(0, 9, text[:9]), content=(Span(15, 32, text[15:32]),), hedge=None
    )
    html = dossier([replace(whole, article=article, statements=(statement,))], title="T")
    assert character not in html
    html.encode("utf-8")
    assert f"Mira{shown}Olen" in html and f"O{shown}P" in html


@pytest.mark.parametrize("character", ["\u200b", "\u2060", "\ufeff", "\u200f"])
def test_names_hide_no_character(character: str) -> None:
    assert wording.name(f"Vell{character}") == f"Vell⟨U+{ord(character):04X}⟩"


def test_names_are_set_apart_from_the_direction_around_them() -> None:
    whole = record()
    name = "מירה"
    found = page(replace(whole, actors=(replace(whole.actors[0], name=name), *whole.actors[1:])))
    assert name in [text for _, text in found.of("bdi")]
    assert all(attributes.get("dir") == "auto" for attributes, _ in found.of("p", class_="text"))


def test_repeated_and_foreign_ids_still_give_single_addresses() -> None:
    whole = record()
    twice = tuple(replace(whole.statements[0], id=name) for name in ("s1", "s1", "x y", "s2"))
    found = page(replace(whole, statements=twice), replace(whole, statements=twice))
    ids = [attributes["id"] for _, attributes in found.elements if attributes.get("id")]
    assert len(ids) == len(set(ids))
    links = {(attributes["href"] or "")[1:] for attributes, _ in found.of("a", class_="words")}
    assert links <= set(ids)


def test_statement_that_begins_between_paragraphs_keeps_its_address() -> None:
    text = "One line.\n\n  \n“The quay is shut,”\n\nshe said."
    whole = hostile("Vell")
    content = Span(9, 33, text[9:33])
    statement = replace(whole.statements[0], source=None, content=(content,))
    article = replace(whole.article, text=text)
    found = page(replace(whole, article=article, statements=(statement,), actors=()))
    (entry,) = found.of("a", class_="words")
    assert (entry[0]["href"] or "")[1:] in {attributes.get("id") for _, attributes in found.elements}


def test_text_of_only_blanks_is_an_empty_article() -> None:
    whole = hostile("Vell")
    blank = replace(whole, article=replace(whole.article, text=" \n\n "), statements=(), actors=())
    assert page(blank).of("div", class_="text")[0][1] == ""

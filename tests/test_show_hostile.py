"""Hostile articles: whatever a text, a name or an address holds, the dossier shows it and runs none of it."""

from dataclasses import replace
from typing import Any

import pytest

from onrecord.records import (
    Actor,
    Article,
    Event,
    Participant,
    Period,
    Position,
    Problem,
    Proposal,
    Published,
    Record,
    Signal,
    Source,
    Span,
    Statement,
    Term,
)
from onrecord.show import wording
from onrecord.show.render import dossier
from tests.test_claims import told
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


def negotiated(attack: str) -> Record:
    """The hostile article with records of the negotiation whose every field is the attack."""
    whole = hostile(attack)
    content, first = whole.statements[0].content[0], Span(0, len(attack), attack)
    day = Period(earliest="2031-03-01", latest="2031-03-01", span=first)
    common: dict[str, Any] = {"statement": attack, "rule": attack}
    position = Position(
        id=attack, span=content, party=attack, issue=attack, stance=attack, proposal=attack,
        condition=first, linked=attack, deadline=day, red_line=True, **common,
    )  # fmt: skip
    plan = Proposal(
        id=attack, name=attack, mentions=(first,), author=(attack,), date=day, version=attack, rule=attack,
        terms=(Term(issue=attack, span=content, phase=first, condition=first),),
    )  # fmt: skip
    event = Event(
        id=attack, span=first, type=attack, mode=attack, actor=attack, target=attack, place=attack, when=day,
        factuality=attack, violates=content, **common,
    )  # fmt: skip
    made: dict[str, Any] = {
        "positions": (position, replace(position, id=f"{attack}2", stance="refuses", proposal=None)),
        "proposals": (plan, replace(plan, id=f"{attack}2", name=f"{attack} 2", replaces=attack)),
        "events": (event, replace(event, id=f"{attack}2", factuality="denied")),
        "signals": (Signal(id=attack, span=content, signal=attack, **common),),
        "participants": (Participant(id=attack, span=first, part=attack, name=attack, **common),),
    }
    dated = Published(earliest="2031-03-02", latest="2031-03-02", basis="metadata")
    return replace(whole, article=replace(whole.article, published=dated), **made)


@pytest.mark.parametrize("attack", ATTACKS)
def test_markup_shows_as_text_everywhere(attack: str) -> None:
    plain = Page(dossier([negotiated("Vell")], title="T", since="2031-03-01"))
    found = Page(
        dossier(
            [negotiated(attack)], title=attack, generated=attack, problems=hostile(attack).problems,
            since="2031-03-01",
        )
    )  # fmt: skip
    assert {tag for tag, _ in found.elements} <= {tag for tag, _ in plain.elements}
    ids = [attributes["id"] for _, attributes in found.elements if attributes.get("id")]
    assert len(ids) == len(set(ids))
    for section in ("standing", "positions", "proposals", "timeline", "changed"):
        ((_, text),) = found.of("section", id=section)
        assert " ".join(attack.split()) in text, section
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


@pytest.mark.parametrize("attack", ATTACKS)
def test_markup_shows_as_text_where_words_are_compared(attack: str) -> None:
    def compared(mark: str) -> Page:
        words = f"About 40 lorries a day reach {mark} by the river track"
        given = [told(words, outlet=f"{mark} {n}", speaker=f"{mark} {n}", taken=mark) for n in range(2)]
        denial = told(f"It is not true that {words.lower()}", speaker=f"{mark} 3", cue="denied", act="deny")
        return Page(dossier([*given, denial], title="T"))

    plain, found = compared("Vell"), compared(attack)
    assert {tag for tag, _ in found.elements} <= {tag for tag, _ in plain.elements}
    assert not [key for _, attributes in found.elements for key in attributes if key.startswith("on")]
    for section in ("confirmed", "sources"):
        ((_, text),) = found.of("section", id=section)
        assert text.count(" ".join(attack.split())) > 2, section


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

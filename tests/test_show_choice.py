"""A dossier of chosen sections, articles and parties: what it shows, what it says of that, where it leads."""

from dataclasses import replace

import pytest

from onrecord.errors import OnRecordError
from onrecord.records import Published
from onrecord.show.choice import SECTIONS, Choice
from onrecord.show.render import dossier
from tests.test_claims import told
from tests.test_show import Page, page, record, says
from tests.test_show_talks import News, part, rivals, shown


def inner(found: Page) -> tuple[set[str], set[str]]:
    """The addresses of a page, and those that its links lead to."""
    ids = [attributes["id"] or "" for _, attributes in found.elements if attributes.get("id")]
    assert len(ids) == len(set(ids))
    links = {attributes.get("href") or "" for attributes, _ in found.of("a")}
    return set(ids), {link[1:] for link in links if link.startswith("#")}


def everything() -> list[News]:
    tolls = [
        News(f"At least {n} dockers were hurt, the port ministry said.", f"2031-03-0{n}") for n in (2, 3)
    ]
    moved = News("The union wants quiet nights, Olen said.", "2031-03-04")
    moved.position("quiet nights", "a2", "demands").signal("wants quiet nights", "stalled", "a3")
    moved.event("Olen said", "CONSULT", actor="a1", target="a2")
    return [rivals(), moved, *tolls]


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_alone_leads_only_to_what_is_there(section: str) -> None:
    choice = Choice(sections=(section,))
    pile = [
        *(news.record for news in everything()),
        record(),
        told("The quay is shut", outlet="A"),
        told("The quay is shut", outlet="B"),
    ]
    found = Page(dossier(pile, title="T", since="2031-03-03", choice=choice))
    ids, links = inner(found)
    assert links <= ids
    shown_ = {attributes["id"] for attributes, _ in found.of("section", class_="part")}
    assert shown_ <= {section, "articles"} and "articles" in shown_

    assert bool(found.of("article")) == (section == "articles")


def test_without_texts_words_lead_to_the_article_in_the_list() -> None:
    found = page(choice=Choice(sections=("speakers",)))
    ((words, _), *_) = found.of("a", class_="words")
    ((_, row),) = found.of("tr", id=(words["href"] or "")[1:])
    assert "Harbour talks resume in Vell" in row and "Port Gazette" in row
    assert "Their texts are not in this page" in says(found)
    assert "Their texts" not in says(page())


@pytest.mark.parametrize(
    ("choice", "reason"),
    [
        ({"sections": ("figures", "pictures")}, "no 'pictures'; there are pile, changed"),
        ({"sections": ("changed",)}, "give --since"),
        ({"first": "May"}, "'May' is not a date"),
        ({"last": "2031-13"}, "'2031-13' is not a date"),
        ({"parties": ("Vell", "Nowhere")}, "nothing in these articles is of 'Nowhere'"),
    ],
)
def test_a_choice_that_cannot_be_is_refused(choice: dict[str, tuple[str, ...]], reason: str) -> None:
    with pytest.raises(OnRecordError, match=reason):
        page(choice=Choice(**choice))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("first", "last", "kept"),
    [
        ("2031-03-02", None, "BCD"),
        (None, "2031-03-02", "AB"),
        ("2031-03-02", "2031-03-02", "B"),
        ("2031", "2031-03", "ABD"),
        ("2031-03-20", "2031-03-20", "D"),
        (None, None, "ABCDE"),
    ],
)
def test_articles_of_a_time_are_kept_and_the_rest_is_counted(
    first: str | None, last: str | None, kept: str
) -> None:
    days = {"A": "2031-03-01", "B": "2031-03-02", "C": "2031-04-01", "D": "2031-03-10", "E": None}
    pile = []
    for number, (outlet, day) in enumerate(days.items()):
        news = News(f"The quay {number} is shut.", day, outlet).record
        latest = "2031-03-31" if outlet == "D" else day
        published = Published(earliest=day, latest=latest, basis="metadata")
        pile.append(replace(news, article=replace(news.article, published=published)))
    found = Page(dossier(pile, title="T", choice=Choice(first=first, last=last)))
    assert "".join(sorted(text.split()[2] for _, text in found.of("p", class_="kicker"))) == kept
    lines = [text for _, text in found.of("p", class_="chosen")]
    if first is last is None:
        assert lines == []
        return
    (line,) = lines
    assert line.startswith(f"{len(kept)} of 5 articles: those published ")
    assert line.endswith(f"left out are {4 - len(kept)} from outside that time and 1 without a date.")


def test_a_party_s_own_records_are_shown_and_links_are_made_from_all() -> None:
    found = shown(*everything(), choice=Choice(parties=("union",)))
    assert "quiet nights" in part(found, "positions") and "accepted" not in part(found, "positions")
    ids = {attributes.get("id") for _, attributes in found.elements}
    assert "standing" not in ids or "stalled" not in part(found, "standing")
    assert "Dockers’ Union" in part(found, "timeline")
    assert "No statement of these parties was found" in part(found, "speakers")
    assert "of parties whose name holds “union”" in found.of("p", class_="chosen")[0][1]


def test_a_dispute_with_another_party_stands_with_both_sides() -> None:
    whole = dossier([rivals().record], title="T")
    vell = Page(dossier([rivals().record], title="T", choice=Choice(parties=("vell",))))
    assert part(vell, "disputed") == part(Page(whole), "disputed")
    assert "accounts differ" in part(vell, "proposals")
    ids, links = inner(vell)
    assert links <= ids


def test_statements_and_counts_are_of_the_party_and_texts_stay_whole() -> None:
    found = page(choice=Choice(parties=("dockers",)))
    assert [("hurt by" in text) for _, text in found.of("li", class_="entry")] == [True]
    assert [text for _, text in found.of("tr") if "at least 45" in text]
    assert "We will reopen the quay" in found.of("div", class_="text")[0][1]
    assert "1 statement by 1 speaker, 1 figure" in found.of("p", class_="summary")[0][1]
    other = page(choice=Choice(parties=("vell",)))
    assert ["reopen" in text for _, text in other.of("li", class_="entry")] == [True]
    assert "No figure of these parties" in says(other)

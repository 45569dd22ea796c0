"""document: HTML pages, honest and hostile. All content is invented."""

from datetime import date, timedelta

import pytest

from onrecord.collect import Page
from onrecord.document import article
from onrecord.errors import DocumentError
from onrecord.records import Source

PARAGRAPHS = "".join(
    f"<p>Paragraph {i}: the delegation from Norland said that it would return to the table when the "
    "mediators had something new to offer, an official told reporters at the port.</p>"
    for i in range(6)
)
HEAD = (
    '<html lang="en-GB"><head><title>Ferry talks resume | Velmar Courier</title>'
    '<meta property="og:site_name" content="Velmar Courier">'
    '<meta property="og:title" content="Ferry talks resume">'
    '<meta name="author" content="Ana Torv and Bo Lind">'
    '<meta property="article:published_time" content="2025-03-04T10:00:00Z"></head>'
)
STORY = (
    f"<body><nav><a href='/'>Home</a></nav><article><h1>Ferry talks resume</h1>"
    f"{PARAGRAPHS}</article></body></html>"
)


def read(html, **given):
    return article(Page(source=Source(path="a.html", format="html", **given), html=html))


def test_a_page_says_who_wrote_it_where_and_when():
    found = read(HEAD + STORY)
    assert (found.title, found.title_span.words) == ("Ferry talks resume", "Ferry talks resume")
    assert (found.outlet, found.byline, found.language) == ("Velmar Courier", ("Ana Torv", "Bo Lind"), "en")
    assert (found.published.earliest, found.published.basis) == ("2025-03-04", "metadata")
    assert "Paragraph 5" in found.text
    assert "Home" not in found.text


def test_what_was_given_beside_the_page_goes_first():
    found = read(HEAD + STORY, outlet="The Lookout", title="Talks", published="2025-03-05")
    assert (found.outlet, found.title, found.published.earliest) == ("The Lookout", "Talks", "2025-03-05")


def test_a_page_of_a_time_zone_ahead_keeps_its_day_and_one_of_next_year_has_none():
    for days, kept in ((1, True), (400, False)):
        day = (date.today() + timedelta(days=days)).isoformat()
        found = read(HEAD.replace("2025-03-04", day) + STORY)
        assert (found.published.earliest == day) is kept, day


def test_a_year_at_the_foot_or_a_date_in_the_story_is_not_when_it_was_published():
    story = STORY.replace(
        "</article>", "<p>On 7 May 2022 the port closed.</p></article><footer>© 2019 Courier</footer>"
    )
    assert read("<html>" + story).published.earliest is None


@pytest.mark.parametrize(
    ("title", "foot", "outlet"),
    [
        (
            "Ferry talks resume | Velmar Gazette",
            "&copy; 2031 Velmar Gazette.",
            "Velmar Gazette",
        ),
        ("The Tern – Ferry talks resume", "<p>Copyright © 2029–2031 The Tern</p>", "The Tern"),
        ("Ferry talks resume | Latest news", "© 2031 Velmar Gazette", None),
        ("Ferry talks resume | Velmar Gazette", "Read on in the Velmar Gazette", None),
        ("Ferry talks resume", "© 2031 Ferry talks resume", None),
    ],
)
def test_an_outlet_is_what_the_title_names_and_the_foot_holds_the_rights_of(title, foot, outlet):
    page = f"<html><head><title>{title}</title></head>" + STORY.replace(
        "</body>", f"<footer>{foot}</footer></body>"
    )
    assert read(page).outlet == outlet


def test_scripts_are_no_text():
    assert "alert" not in read(HEAD + STORY.replace("<h1>", "<script>alert('x')</script><h1>")).text
    assert (
        "<script>"
        in read(STORY.replace("</h1>", "</h1><p>The page said &lt;script&gt; all over the port.</p>")).text
    )


@pytest.mark.parametrize(
    "html",
    [
        "<html><body></body></html>",
        "<div>" * 50_000,
        "<a href=x>" * 200_000,
        "<p>" + "a " * 200_000 + "</p>",
        "<!--" * 99_999,
    ],
)
def test_a_page_without_an_article_is_an_error(html):
    with pytest.raises(DocumentError, match=r"^a\.html: .*; "):
        read(html)

"""Live blogs: one page → its posts, where its markup tells them apart.

By schema.org's LiveBlogPosting (in JSON-LD or as microdata), else by repeated elements, each with an id and
a time, on a page that calls itself live.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree
from lxml import html as markup

from onrecord.collect.page import MAX_CHARACTERS

MAX_POSTS = 1_000
MAX_TAGS = 100_000
LEAST = 3  # repeated elements that make a live blog
SHORT = 40  # characters; a shorter element is a teaser or a label
BLOCKS = ("p", "li", "blockquote", "h1", "h2", "h3", "h4")
SIGN = re.compile(r"live(?:blogposting|[\s_-]{0,3}(?:blog|update|coverage|ticker))")  # in lower case
TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,2000}>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One post of a live blog."""

    id: str  # as the page names it; the part of its address after #
    text: str
    published: str | None  # as the page says; None: it does not


def posts(html: str) -> tuple[Post, ...]:
    """The posts of a live blog, in the order of the page; none where a page is no live blog."""
    if not SIGN.search(html.lower()) or html.count("<") > MAX_TAGS:
        return ()
    try:
        tree = markup.document_fromstring(html.encode(), parser=markup.HTMLParser(encoding="utf-8"))
    except (etree.LxmlError, ValueError):
        return ()  # what is wrong with it is told where the page is read as a whole
    for found in (_linked_data(tree), _microdata(tree), _repeated(tree)):
        told = {post.id: post for post in found if post.text}
        if told:
            return tuple(told.values())[:MAX_POSTS]
    return ()


def _linked_data(tree: Any) -> Iterator[Post]:
    for script in tree.iter("script"):
        if script.get("type", "").lower() != "application/ld+json":
            continue
        try:
            value = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        for blog in _blogs(value):
            updates = blog.get("liveBlogUpdate")
            for number, update in enumerate(updates if isinstance(updates, list) else [updates], 1):
                if isinstance(update, dict):
                    yield _update(update, number)


def _blogs(value: Any) -> Iterator[dict[str, Any]]:
    """The objects of type LiveBlogPosting at the top, in a list or in a graph."""
    for one in value if isinstance(value, list) else [value]:
        if not isinstance(one, dict):
            continue
        kinds = one.get("@type")
        if "LiveBlogPosting" in (kinds if isinstance(kinds, list) else [kinds]):
            yield one
        graph = one.get("@graph")
        if isinstance(graph, list):
            yield from (
                item for item in graph if isinstance(item, dict) and item.get("@type") == "LiveBlogPosting"
            )


def _update(update: dict[str, Any], number: int) -> Post:
    told = {name: update.get(name) for name in ("@id", "url", "headline", "articleBody", "datePublished")}
    words = {name: value.strip() for name, value in told.items() if isinstance(value, str)}
    name = (words.get("@id") or words.get("url") or "").rpartition("#")[2].rstrip("/").rpartition("/")[2]
    body = _plain(words.get("articleBody", ""))
    text = "\n\n".join(part for part in (_plain(words.get("headline", "")), body) if part) if body else ""
    return _post(name or words.get("datePublished") or f"post-{number}", text, words.get("datePublished"))


def _microdata(tree: Any) -> Iterator[Post]:
    for number, element in enumerate(tree.xpath("//*[@itemprop='liveBlogUpdate']"), 1):
        bodies = element.xpath(".//*[@itemprop='articleBody']")
        dates = element.xpath(".//*[@itemprop='datePublished']")
        date = next((one.get("datetime") or one.get("content") for one in dates), None)
        text = "\n\n".join(_text(body) for body in bodies) if bodies else _text(element)
        yield _post(element.get("id") or date or f"post-{number}", text, date)


def _repeated(tree: Any) -> Iterator[Post]:
    """Siblings of one tag, each with an id, a time and some text of its own."""
    groups: dict[tuple[Any, str], list[Any]] = {}
    for element in tree.xpath(
        "//*[self::article or self::div or self::section or self::li][@id][.//time/@datetime]"
    ):
        groups.setdefault((element.getparent(), element.tag), []).append(element)
    largest = max(groups.values(), key=len, default=[])
    told = [(one, _text(one)) for one in largest]
    if sum(len(text) >= SHORT for _, text in told) < LEAST:
        return
    for element, text in told:
        (time, *_) = element.xpath(".//time/@datetime")
        yield _post(element.get("id"), text, str(time))


def _text(element: Any) -> str:
    """The words of an element, a line for each block."""
    blocks = [one for one in element.iter(*BLOCKS) if not any(True for _ in one.iterancestors(*BLOCKS))]
    lines = [" ".join(one.text_content().split()) for one in blocks] if blocks else [element.text_content()]
    return "\n\n".join(" ".join(line.split()) for line in lines if line.strip())


def _plain(words: str) -> str:
    """The words of a field that may hold markup."""
    if not TAG.search(words):
        return words.strip()
    try:
        return _text(markup.fragment_fromstring(words, create_parent="div"))
    except (etree.LxmlError, ValueError):
        return ""


def _post(name: str, text: str, published: str | None) -> Post:
    told = " ".join((published or "").split())[:40] or None
    return Post(id=" ".join(name.split())[:200], text=text.replace("\0", "")[:MAX_CHARACTERS], published=told)

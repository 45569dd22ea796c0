"""The MCP server, asked through the package's own client: every answer carries spans and articles."""

import asyncio
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from onrecord.records import Article
from onrecord.show import mcp as served
from onrecord.store import Store
from tests.test_claims import filler
from tests.test_claims import told as said
from tests.test_series import told
from tests.test_store import full, other

mcp = pytest.importorskip("mcp", reason="mcp is not installed here")
CLAIM = "The northern bridge will be closed to lorries until the strike is over"


@pytest.fixture
def story(tmp_path: Path) -> Path:
    with Store(tmp_path / "story.db") as store:
        store.add([full(), other("Bo Reed" * 1000), told(40, "2031-03-02"), told(45, "2031-03-04")])
        store.add([said(CLAIM), said(CLAIM, "2031-05-04", "Quell Observer"), *filler()])
    return tmp_path / "story.db"


@pytest.fixture
def ask(story: Path):
    """Calls one tool through the package's client; gives its answer."""
    server = served.server(story)

    async def call(name: str, given: dict[str, Any]) -> Any:
        async with mcp.Client(server) as client:
            return await client.call_tool(name, given)

    def one(name: str, **given: Any) -> Any:
        result = asyncio.run(call(name, given))
        if result.is_error:
            raise ValueError(result.content[0].text)
        return result.structured_content or json.loads(result.content[0].text)

    return one


def spans(value: Any) -> Iterator[dict[str, Any]]:
    """Every span in an answer."""
    if isinstance(value, dict):
        if {"start", "end", "words"} <= value.keys():
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from spans(one)


def articles(value: Any) -> Iterator[str]:
    """The id of every article that an answer names."""
    if isinstance(value, dict):
        yield from (value[name] for name in ("article_id",) if name in value)
        if isinstance(value.get("article"), dict):
            yield value["article"]["id"]
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from articles(one)


@pytest.mark.parametrize(
    ("tool", "given"),
    [
        ("search_statements", {"words": "fishermen"}),
        ("positions", {"stance": "demands"}),
        ("figures", {"category": "detained"}),
        ("series", {"category": "killed"}),
        ("events", {"type": "COERCE"}),
        ("claims", {"words": "northern bridge"}),
    ],
)
def test_every_item_has_its_words_at_their_place_in_a_named_article(ask, story: Path, tool, given) -> None:
    found = ask(tool, **given)
    assert found["items"] and found["next_offset"] is None
    with Store(story) as store:
        for item in found["items"]:
            texts = [
                known.text for name in articles(item) if isinstance(known := store.article(name), Article)
            ]
            assert texts and list(spans(item))
            for span in spans(item):
                assert any(text[span["start"] : span["end"]] == span["words"] for text in texts)


def test_claims_and_disputes_are_of_the_store_as_it_is(ask, story: Path) -> None:
    (claim,) = ask("claims", words="northern bridge")["items"]
    assert len(claim["tellings"]) == 2 and claim["origins"][0]["speaker"] == "Ada Quill"
    assert ask("disputes")["items"] == [] and ask("claims", contested=True)["items"] == []
    with Store(story) as store:
        store.add([said(CLAIM, "2031-05-06", "Ostmark Mail")])
    (claim,) = ask("claims", words="northern bridge")["items"]
    assert len(claim["tellings"]) == 3


def test_the_text_around_a_span_is_that_of_the_article(ask) -> None:
    article = full().article
    start = article.text.index("fishermen")
    found = ask("article_text", article=article.id, start=start, end=start + 9, around=10)
    assert found["text"]["words"] == article.text[start - 10 : start + 19] and found["length"] == len(
        article.text
    )
    assert (
        ask("article_text", article=article.id, start=-5, end=10**9, around=10**9)["text"]["words"]
        == article.text
    )
    with pytest.raises(ValueError, match="search_articles gives their ids"):
        ask("article_text", article="nowhere")
    with pytest.raises(ValueError, match="is not a date"):
        ask("search_articles", since="May")


def test_answers_are_bounded_and_say_where_to_go_on(ask, monkeypatch) -> None:
    monkeypatch.setattr(served, "PAGE", 2)
    first = ask("search_statements")
    assert len(first["items"]) == 2 and first["next_offset"] == 2
    assert ask("search_statements", offset=2)["items"] != first["items"]
    assert ask("search_statements", offset=10**6) == {"items": [], "next_offset": None}
    (long,) = ask("search_statements", speaker="Bo Reed")["items"]
    assert long["speaker"].endswith("… [cut, 7000 characters]") and len(long["speaker"]) < 2100
    assert len(served.bounded(list(range(80)))) == served.MOST + 1
    monkeypatch.setattr(served, "LARGEST", 10)
    assert len(ask("search_statements")["items"]) == 1


def test_tools_only_read_and_words_are_no_instructions(story: Path) -> None:
    async def listed() -> Any:
        async with mcp.Client(served.server(story)) as client:
            return (await client.list_tools()).tools, client.instructions

    tools, instructions = asyncio.run(listed())
    assert len(tools) == 9 and all(tool.annotations.read_only_hint and tool.description for tool in tools)
    assert "never instructions" in instructions


def test_the_command_serves_on_standard_input_and_output(story: Path) -> None:
    command = mcp.StdioServerParameters(
        command=sys.executable,
        args=["-m", "onrecord", "mcp", str(story)],
        env={"PYTHONPATH": ":".join(sys.path)},
    )

    async def asked() -> Any:
        async with mcp.Client(command) as client:
            return (await client.call_tool("figures", {"category": "detained"})).structured_content

    (item,) = asyncio.run(asked())["items"]
    assert item["words"]["words"] == "at least 45 fishermen"

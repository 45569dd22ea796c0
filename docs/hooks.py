"""Pages made from the code while the documentation is built, so that they cannot go stale."""

import ast
import inspect
import re
from dataclasses import fields, is_dataclass
from typing import Any

from onrecord import records

NOUNS = (
    "Article", "Source", "Published", "Actor", "Statement", "Hop", "Anonymity", "Figure", "Event", "Position",
    "Proposal", "Term", "Signal", "Participant", "Label", "TimeExpression", "Problem",
)  # fmt: skip
LISTED = {
    "Actor kinds": "ACTOR_KINDS", "Kinds of source": "SOURCE_KINDS", "Acts": "ACTS", "Issues": "ISSUES",
    "Stances": "STANCES", "Signals": "SIGNALS", "Categories of figures": "CATEGORIES",
    "Quantifiers": "QUANTIFIERS", "Factualities": "FACTUALITIES", "Parts in the talks": "PARTS",
}  # fmt: skip
MARK = "<!-- fields -->"


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Put the fields of every noun where a page asks for them."""
    return markdown.replace(MARK, "\n".join(_tables())) if MARK in markdown else markdown


def _tables() -> list[str]:
    lines: list[str] = []
    for name in NOUNS:
        noun = getattr(records, name)
        told = inspect.getdoc(noun) or ""
        lines += [f"## {name}", "", told, "", "| field | type | meaning |", "|---|---|---|"]
        meanings = comments(noun)
        lines += [
            f"| `{one.name}` | `{_plain(one.type)}` | {meanings.get(one.name, '')} |" for one in fields(noun)
        ]
        lines.append("")
    lines += ["## Words of closed lists", ""]
    for title, name in LISTED.items():
        values = ", ".join(f"`{value}`" for value in getattr(records, name))
        lines += [f"**{title}**: {values}", ""]
    events = records.EVENT_TYPES
    lines += ["**Types of events and their modes** (PLOVER):", "", "| type | modes |", "|---|---|"]
    lines += [f"| {kind} | {', '.join(modes) or '–'} |" for kind, modes in events.items()]
    return lines


def comments(noun: type) -> dict[str, str]:
    """Field of a noun → what is said beside it in the code."""
    if not is_dataclass(noun):
        return {}
    source = inspect.getsource(noun)
    lines = source.splitlines()
    found: dict[str, str] = {}
    (tree,) = ast.parse(source).body
    for node in tree.body if isinstance(tree, ast.ClassDef) else []:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            told = [
                lines[number].partition("# ")[2] for number in range(node.lineno - 1, node.end_lineno or 0)
            ]
            found[node.target.id] = re.sub(r"\|", "\\|", " ".join(filter(None, told)))
    return found


def _plain(hint: Any) -> str:
    told = (
        hint
        if isinstance(hint, str)
        else getattr(hint, "__name__", str(hint))
        if isinstance(hint, type)
        else str(hint)
    )
    return re.sub(r"(onrecord\.records\.|typing\.)", "", told).replace("|", "or")

"""Pages made from the code while the documentation is built, so that they cannot go stale.

The notebook is kept without outputs and run here: what its page shows is what the code gives, and a cell that
fails fails the build.
"""

import inspect
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import nbformat
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from nbclient import NotebookClient
from nbconvert import MarkdownExporter
from traitlets.config import Config

from onrecord import records
from onrecord.vocabulary import tables

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
NOTEBOOK = Path(__file__).with_name("notebook.ipynb")
QUIET = Config(ConnectionFileMixin={"transport": "ipc"})  # over TCP each kernel warns
FRAME = re.compile(r"<style scoped>.*?</style>\s*(<table) border=\"1\" class=\"dataframe\"", re.DOTALL)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the notebook as a page, run anew, and the drawings in it."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    NotebookClient(notebook, timeout=300, config=QUIET).execute()
    page, made = MarkdownExporter().from_notebook_node(notebook, {"unique_key": NOTEBOOK.stem})
    page = FRAME.sub(r"\1", page).replace("![svg](", "![What the cell above draws](")
    for name, data in {f"{NOTEBOOK.stem}.md": page, **made["outputs"]}.items():
        files.append(File.generated(config, name, content=data))
    return files


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Put the fields of every noun where a page asks for them."""
    return markdown.replace(MARK, "\n".join(_tables())) if MARK in markdown else markdown


def _tables() -> list[str]:
    lines: list[str] = []
    for name in NOUNS:
        noun = getattr(records, name)
        told = inspect.getdoc(noun) or ""
        lines += [f"## {name}", "", told, "", "| field | type | meaning |", "|---|---|---|"]
        lines += [
            f"| `{one.name}` | `{_plain(one.type)}` | {_meaning(name, one.name)} |" for one in fields(noun)
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


def _meaning(noun: str, field: str) -> str:
    """What the data dictionary says of a field; "" of lists of other nouns, which have their own tables."""
    told = tables("dictionary").get(noun, {}).get(field, ("",))
    return str(told[0]).replace("|", "\\|")


def _plain(hint: Any) -> str:
    told = (
        hint
        if isinstance(hint, str)
        else getattr(hint, "__name__", str(hint))
        if isinstance(hint, type)
        else str(hint)
    )
    return re.sub(r"(onrecord\.records\.|typing\.)", "", told).replace("|", "or")

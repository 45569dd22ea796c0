"""The documentation builds without a warning, says what the code says, and loads nothing from elsewhere."""

import importlib.util
import json
import os
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from onrecord import records
from onrecord.cli import main

ROOT = Path(__file__).parents[1]
BUILT_BY = {"mkdocs", "mkdocstrings", "mkdocs_click", "material", "nbconvert", "nbclient", "ipykernel"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    missing = sorted(name for name in BUILT_BY if importlib.util.find_spec(name) is None)
    if missing:
        pytest.skip(f"needs {', '.join(missing)}, not here")
    folder = tmp_path_factory.mktemp("site")
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-d", str(folder)],
        cwd=ROOT, capture_output=True, text=True, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}, check=False,
    )  # fmt: skip
    assert built.returncode == 0, built.stderr
    return folder


def test_every_field_of_a_record_is_there(site: Path) -> None:
    page = (site / "records" / "index.html").read_text(encoding="utf-8")
    for noun in (records.Statement, records.Figure, records.Event, records.Position):
        for field in fields(noun):
            assert f"<code>{field.name}</code>" in page
    assert "half-open" in page or "half open" in page


def test_every_command_is_there(site: Path) -> None:
    page = (site / "reference" / "commands" / "index.html").read_text(encoding="utf-8")
    for name in main.commands:
        assert f'id="onrecord-{name}"' in page, name


def test_the_measured_quality_is_the_readme_s(site: Path) -> None:
    page = (site / "methods" / "index.html").read_text(encoding="utf-8")
    assert "statements found" in page
    assert "start:quality" not in page


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    loaded = re.compile(
        r'<(?:script|img|link rel="(?:stylesheet|preload|icon)")[^>]*(?:src|href)="(?:https?:)?//'
    )
    for page in site.rglob("*.html"):
        assert not loaded.search(page.read_text(encoding="utf-8")), page


def test_the_notebook_is_kept_without_outputs() -> None:
    cells = json.loads((ROOT / "docs" / "notebook.ipynb").read_text(encoding="utf-8"))["cells"]
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in cells)


def test_the_notebook_s_page_shows_what_its_cells_give(site: Path) -> None:
    page = (site / "notebook" / "index.html").read_text(encoding="utf-8")
    assert "20 articles read, 0 problems" in page
    assert '→ "There is a text on the table that both sides can live with," ←' in page
    assert page.count("<table>") == 6 and "dataframe" not in page
    for words in (
        "<td>11206.0</td>",
        "refuses to move troops off the bridge",
        "carrying out any strike in Sarrel",
    ):
        assert words in page
    assert "Warning" not in page and "Traceback" not in page
    (drawing,) = re.findall(r'<img alt="What the cell above draws" src="\.\./([^"]+\.svg)"', page)
    assert (site / drawing).read_text(encoding="utf-8").startswith("<svg")
    assert (site / "notebook.ipynb").is_file() and 'href="../notebook.ipynb"' in page


def test_pages_name_commands_that_are() -> None:
    told = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs").rglob("*.md"))
    named = set(re.findall(r"bin/onrecord ([a-z]+)", told))
    assert named
    assert named <= set(main.commands)

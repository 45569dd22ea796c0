"""The documentation builds without a warning, says what the code says, and loads nothing from elsewhere."""

import importlib.util
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
BUILT_BY = {"mkdocs", "mkdocstrings", "mkdocs_click", "material"}


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


def test_pages_name_commands_that_are() -> None:
    told = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs").rglob("*.md"))
    named = set(re.findall(r"bin/onrecord ([a-z]+)", told))
    assert named
    assert named <= set(main.commands)

"""Paper: what a browser prints of a page, and how much of it. Skipped where there is no Chromium."""

import re
import shutil
import subprocess
from importlib.resources import files
from pathlib import Path

import pytest

from onrecord.show.render import dossier
from tests.test_show import other, record

STYLE = (files("onrecord.show") / "templates" / "dossier.css").read_text(encoding="utf-8")
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
PAGE = re.compile(rb"/Type\s*/Page\b")
SECONDS = 120


def pages(html: str, folder: Path) -> int:
    """How many pages a browser prints."""
    if BROWSER is None:
        pytest.skip("needs Chromium, which is not here")
    (folder / "page.html").write_text(html, encoding="utf-8")
    subprocess.run(
        [
            BROWSER, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}",
            "--no-pdf-header-footer", f"--print-to-pdf={folder / 'page.pdf'}", str(folder / "page.html"),
        ],
        check=True, capture_output=True, timeout=SECONDS,
    )  # fmt: skip
    return len(PAGE.findall((folder / "page.pdf").read_bytes()))


def test_a_dossier_prints_whole_and_not_at_length(tmp_path: Path) -> None:
    found = pages(dossier([other(record(), n) for n in range(1, 13)], title="The Vell lockout"), tmp_path)
    assert 10 <= found <= 20


def test_on_paper_nothing_is_fixed_folded_or_coloured_by_the_screen_s_theme() -> None:
    screen, paper = STYLE.split("@media print {")
    for line in screen.splitlines():
        if "position: fixed" in line and ".skip" not in line and "#shut" not in line:
            assert screen[: screen.index(line)].rindex("@media screen") > screen.index("/* Narrow")
    assert "::details-content { content-visibility: visible" in paper
    assert ':root:not([data-theme="light"]), :root[data-theme="dark"] { color-scheme: light' in paper
    assert "counter(page)" in paper and "table-header-group" in paper

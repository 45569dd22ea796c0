"""The dossier's colours: every text on every ground it can stand on reaches AA, in light and in dark."""

import re
from importlib.resources import files

import pytest

STYLE = (files("onrecord.show") / "templates" / "dossier.css").read_text(encoding="utf-8")
DARK = STYLE.index("@media (prefers-color-scheme: dark)")
CHOSEN = STYLE.index(':root[data-theme="dark"]')


def colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block))


THEMES = {"light": colours(STYLE[:DARK]), "dark": colours(STYLE[CHOSEN : STYLE.index("/* Ground */")])}


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES)
def test_texts_reach_aa_on_their_grounds(theme: str) -> None:
    found = THEMES[theme]
    pairs = [("ink", ground) for ground in ("paper", "panel", "s", "f", "l", "open")]
    pairs += [(text, ground) for text in ("soft", "link") for ground in ("paper", "panel", "s", "f", "l")]
    assert {pair: contrast(found[pair[0]], found[pair[1]]) for pair in pairs if
            contrast(found[pair[0]], found[pair[1]]) < 4.5} == {}  # fmt: skip


@pytest.mark.parametrize("theme", THEMES)
def test_lines_that_carry_meaning_reach_three_to_one(theme: str) -> None:
    found = THEMES[theme]
    for line, ground in (
        ("s-line", "s"),
        ("f-line", "f"),
        ("l-line", "l"),
        ("focus", "paper"),
        ("focus", "panel"),
    ):
        assert contrast(found[line], found[ground]) >= 3, (line, ground)


def test_dark_by_choice_is_dark_by_preference() -> None:
    assert colours(STYLE[DARK:CHOSEN]) == THEMES["dark"]


def test_phones_paper_and_marks_without_colour_are_seen_to() -> None:
    assert "@media print" in STYLE and "max-width: 40rem" in STYLE
    assert "underline wavy" in STYLE and "underline double" in STYLE
    assert "transition" not in STYLE and "animation" not in STYLE and "smooth" not in STYLE

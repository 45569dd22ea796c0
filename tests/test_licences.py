"""Licences: what is pinned to run, with its extras, is under licences that fit an Apache-2.0 project.

A licence is what a package's metadata says of it exactly; where that says nothing exact, STATED says it and
names the file, which is looked at.
"""

import re
import tomllib
from collections.abc import Iterable
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# MPL is copyleft for its own files alone, which are used as they are.
ALLOWED = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "CNRI-Python", "ISC", "MIT", "MIT-0",
    "MPL-1.1", "MPL-2.0", "PSF-2.0", "Unlicense", "W3C-20150513", "Zlib",
}  # fmt: skip
SAYS = {  # how metadata puts a licence without its SPDX id
    "Apache 2": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "3-Clause BSD License": "BSD-3-Clause",
    "BSD 2-Clause License": "BSD-2-Clause",
    "BSD 3-Clause license": "BSD-3-Clause",
    "The BSD 2-Clause License": "BSD-2-Clause",
    "ISC License": "ISC",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
NOTHING = {"", "BSD", "BSD License", "OSI Approved", "UNKNOWN"}  # says nothing exact
STATED = {  # package → what its licence file says, and that file's name
    "altair": ("BSD-3-Clause", "LICENSE"),
    "axe-playwright-python": ("MIT", "LICENSE"),
    "blis": ("BSD-3-Clause", "LICENSE"),
    "click-default-group": ("BSD-3-Clause", "LICENSE"),  # its classifier says public domain
    "colorama": ("BSD-3-Clause", "LICENSE.txt"),
    "flexcache": ("BSD-3-Clause", "LICENSE"),
    "itsdangerous": ("BSD-3-Clause", "LICENSE.txt"),
    "jinja2": ("BSD-3-Clause", "LICENSE.txt"),
    "libhxl": ("Unlicense", "LICENSE.md"),
}
TELLTALE = {
    "BSD-3-Clause": (
        "redistribution and use in source and binary forms",
        "specific prior written permission",
    ),
    "MIT": ("permission is hereby granted, free of charge",),
    "Unlicense": ("free and unencumbered software released into the public domain",),
}
ELSEWHERE = {  # installed on other systems alone; from their files
    "httpx2-jsfetch": "BSD-3-Clause",
    "pyreadline3": "BSD-3-Clause",
    "pywin32": "PSF-2.0 AND BSD-3-Clause",  # but its part adodbapi, LGPL-2.1, which nothing here uses
}
DEVELOPMENT = {  # to develop and test alone; SECURITY.md names them
    "frozendict": "LGPL-3.0-only",
    "ply": "a BSD licence, it does not say which",
    "python-io-wrapper": "none stated",
    "python-stdnum": "LGPL-2.1-or-later",
    "unidecode": "GPL-2.0-or-later",
    "xlrd3": "BSD-3-Clause, a part of it with an advertising clause",
}


def pins(name: str) -> dict[str, set[str]]:
    """The packages that a file of requirements pins → those that ask for them, as `uv` notes it."""
    found: dict[str, set[str]] = {}
    for line in (ROOT / "requirements" / name).read_text(encoding="utf-8").splitlines():
        if pin := re.match(r"([a-z0-9-]+)(?:\[[^]]*\])?==", line):
            askers = found.setdefault(pin[1], set())
        elif note := re.match(r" +# +(?:via )?([a-z0-9-]+)", line):
            askers.add(note[1])
    return found


def extras() -> set[str]:
    """The pinned packages that the extras bring; `bench` and `training` are pinned nowhere."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = [one for extra in project["optional-dependencies"].values() for one in extra]
    asked, found = pins("dev.txt"), set[str]()
    more = {re.split(r"[^a-z0-9-]", one.lower())[0] for one in named} & set(asked)
    while more:
        found |= more
        more = {name for name, askers in asked.items() if askers & found} - found
    return found


RUNTIME = set(pins("runtime.txt"))
SHIPPED = RUNTIME | extras()
PINNED = RUNTIME | set(pins("dev.txt"))


def licence(name: str) -> str:
    """What a package is licensed under; '' where nothing says it."""
    try:
        found = distribution(name)
    except PackageNotFoundError:
        if name not in ELSEWHERE:
            pytest.skip(f"{name} is not installed here; `make test` installs it")
        return ELSEWHERE[name]
    if name in STATED:
        said, file = STATED[name]
        text = file_of(found, file)
        assert all(words in text for words in TELLTALE[said]), f"{name}: {file} is not {said}; look at it"
        return said
    if expression := found.metadata.get("License-Expression"):
        return str(expression)
    classifiers = (one.rpartition(" :: ")[2] for one in found.metadata.get_all("Classifier") or ()
                   if one.startswith("License ::"))  # fmt: skip
    field = str(found.metadata.get("License") or "")
    told = {*classifiers, field if "\n" not in field else ""} - NOTHING
    return " AND ".join(sorted(f"({SAYS.get(one, one)})" for one in told))


def file_of(found: Distribution, name: str) -> str:
    """The text of a file in a package's metadata."""
    (path,) = (one for one in found.files or () if one.name == name and ".dist-info" in one.parts[0])
    return " ".join(path.read_text(encoding="utf-8").lower().split())


def fits(said: str) -> bool:
    """Whether an SPDX expression can be met with allowed licences."""
    while "(" in said:  # the innermost first
        said, before = re.sub(r"\(([^()]*)\)", lambda part: "MIT" if fits(part[1]) else "no", said), said
        assert said != before, f"{said!r} is no expression"
    return any(all(one in ALLOWED for one in both.split(" AND ")) for both in said.split(" OR "))


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_what_is_shipped_is_under_a_licence_that_fits(name: str) -> None:
    said = licence(name)
    assert fits(said), f"{name}: {said or 'nothing says which'}"


def outside(names: Iterable[str]) -> set[str]:
    return {name for name in names if not fits(licence(name))}


def test_what_does_not_fit_is_for_development_alone_and_told() -> None:
    assert outside(PINNED - SHIPPED) == set(DEVELOPMENT)
    told = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    assert [name for name in DEVELOPMENT if f"`{name}`" not in told] == []


def test_the_extras_are_looked_at_too() -> None:
    assert {"pandas", "ray", "msgpack", "openai", "starlette", "protego", "pypdf", "fastwarc"} <= extras()
    assert {"httpcore", "httpx", "tld", "numpy"} <= RUNTIME
    assert not {"unidecode", "pytest"} & SHIPPED


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ("MIT", True),
        ("GPL-3.0-only", False),
        ("MPL-1.1 OR GPL-2.0-only OR LGPL-2.1-or-later", True),
        ("MIT AND GPL-2.0-only", False),
        ("MPL-2.0 AND (Apache-2.0 OR GPL-2.0-only)", True),
        ("(MIT) AND (LGPL)", False),
        ("", False),
    ],
)
def test_expressions(said: str, right: bool) -> None:
    assert fits(said) is right

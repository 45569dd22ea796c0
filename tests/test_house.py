"""The house rules that no linter holds: size, tests, and what the project never says."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "src" / "onrecord").rglob("*.py"))
CEILING = 500  # lines a module
NEVER = re.compile(r"/(?:work|home|farm|root)/[a-z]|(?:pypi|pythonhosted)\.org|\bTODO\b|\bFIXME\b")


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT / "src")))
def test_module_is_small_and_documented(module: Path) -> None:
    source = module.read_text(encoding="utf-8")
    assert source.count("\n") <= CEILING
    tree = ast.parse(source)
    assert ast.get_docstring(tree), "a module says what it is for"
    for node in ast.walk(tree):
        assert not isinstance(node, ast.Assert), f"assert at line {node.lineno}: raise one of our errors"
        if isinstance(node, ast.ExceptHandler):
            caught = ast.unparse(node.type) if node.type else "everything"
            assert caught not in ("everything", "Exception", "BaseException"), (
                f"line {node.lineno} catches {caught}"
            )


def test_every_module_is_imported_by_a_test() -> None:
    tests = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").glob("*.py"))
    for module in MODULES:
        package = ".".join(module.relative_to(ROOT / "src").with_suffix("").parts).removesuffix(".__init__")
        parent = package.rpartition(".")[0]
        assert package in tests or parent in tests, f"no test imports {package}"


def test_tracked_files_name_no_machine_and_no_registry() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    for name in listed.stdout.splitlines():
        path = ROOT / name
        if (
            path.suffix in (".py", ".md", ".toml", ".txt", ".in", ".html", ".css", ".js", "")
            and path.is_file()
        ):
            if path == Path(__file__):
                continue
            found = NEVER.search(path.read_text(encoding="utf-8", errors="replace"))
            assert not found, f"{name}: {found.group() if found else ''}"

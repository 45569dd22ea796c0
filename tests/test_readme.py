"""The README's Python runs as it stands."""

import re
from importlib.resources import files
from pathlib import Path

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def test_the_python_example_runs(tmp_path: Path, monkeypatch, capsys) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README, re.S)
    (tmp_path / "articles").symlink_to(Path(str(files("onrecord.example"))) / "story")
    monkeypatch.chdir(tmp_path)
    scope: dict[str, object] = {}
    exec(compile(code, "README.md", "exec"), scope)
    assert str(scope["page"]).startswith("<!doctype html>") or str(scope["page"]).startswith(
        "<!DOCTYPE html>"
    )
    assert "crossing" in capsys.readouterr().out


def test_every_command_named_exists() -> None:
    from onrecord.cli import main

    named = set(re.findall(r"onrecord ([a-z]+)", "\n".join(re.findall(r"```sh\n(.*?)```", README, re.S))))
    assert named and named <= set(main.commands)


def test_every_command_is_named() -> None:
    from onrecord.cli import main

    assert set(main.commands) <= set(re.findall(r"(?:onrecord|make) ([a-z]+)", README))

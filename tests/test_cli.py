"""The command line: what is printed where, and with what exit status."""

import contextlib
import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from onrecord import cli
from onrecord.cli import building, common
from onrecord.records import as_json
from onrecord.store import Store
from tests.test_build import FakeReader
from tests.test_store import full, other, unnamed

COMMANDS = (
    "read",
    "add",
    "dossier",
    "brief",
    "articles",
    "statements",
    "figures",
    "series",
    "explain",
    "problems",
    "demo",
    "positions",
    "proposals",
    "events",
    "timeline",
    "changes",
    "actors",
    "copies",
    "sources",
    "watch",
    "versions",
    "stories",
    "framing",
    "claims",
    "disputes",
    "link",
    "serve",
    "export",
    "mcp",
    "propose",
    "accept",
    "lake",
    "cut",
    "corrections",
    "correct",
    "undo",
    "gold",
    "verify",
    "backup",
    "completion",
)
ONRECORD = [sys.executable, "-m", "onrecord"]


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setattr(building, "reader", lambda pipeline, _domain: FakeReader(pipeline or "r1"))
    return lambda *args, **given: CliRunner().invoke(cli.main, [str(arg) for arg in args], **given)


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(3):
        text = f"Report{number} begins.\n\n" + "The dockers of Port Averil wait for their pay. " * 5
        (folder / f"{number}.txt").write_text(text)
    return folder


@pytest.fixture
def story(tmp_path):
    with Store(tmp_path / "story.db") as store:
        store.add([full(), other("Bo Reed")])
    return tmp_path / "story.db"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_and_an_example(run, name):
    result = run(name, "--help")
    assert result.exit_code == 0
    assert f"\n  onrecord {name} " in result.stdout.replace("    onrecord", "  onrecord") + " "
    for option in cli.main.commands[name].params:
        assert isinstance(option, click.Argument) or option.help, f"{name} {option.name} has no help"
    assert len(cli.main.commands[name].get_short_help_str(200)) < 100


def test_these_are_all_commands():
    assert sorted(cli.main.commands) == sorted(COMMANDS)


def test_help_is_quick_because_it_imports_nothing_heavy():
    heavy = "spacy sqlite_utils trafilatura rich jinja2 numpy"
    code = f"import sys, onrecord.cli; print([m for m in {heavy.split()!r} if m in sys.modules])"
    assert subprocess.check_output([sys.executable, "-c", code]) == b"[]\n"


def test_version(run):
    assert run("--version").stdout.startswith("onrecord 0.")


def test_read_prints_the_contract_one_line_an_article(run, folder):
    (folder / "1b.txt").write_bytes(b"")
    result = run("read", folder)
    assert result.exit_code == 0
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["actors"][0]["name"] for line in lines] == ["Report0", "Report1", "Report2"]
    assert lines[0]["schema"] == 1
    (told,) = result.stderr.splitlines()
    assert told.startswith(f"{folder}/1b.txt: ")


def test_read_fails_only_if_nothing_could_be_read(run, folder):
    (folder / "empty.txt").write_bytes(b"")
    result = run("read", folder / "empty.txt")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines()[-1] == "Error: nothing could be read"
    assert run("read", folder / "empty.txt", folder / "0.txt").exit_code == 0


def test_read_takes_standard_input(run):
    result = run("read", "-", input="Report9 begins.\n\nThe dockers of Port Averil wait for their pay.")
    assert json.loads(result.stdout)["article"]["source"]["path"] is None


def test_add_again_changes_nothing(run, folder, tmp_path):
    first = run("add", tmp_path / "s.db", folder)
    assert first.stdout == (
        "3 articles: 3 added, 0 read anew, 0 found in another place, 0 unchanged; 0 problems\n"
    )
    again = json.loads(run("add", tmp_path / "s.db", folder, "--json").stdout)
    assert (again["added"], again["unchanged"], again["problems"]) == (0, 3, [])
    newer = json.loads(run("add", tmp_path / "s.db", folder, "--json", "--pipeline", "r2").stdout)
    assert newer["replaced"] == 3


def test_add_of_nothing_fails(run, tmp_path):
    result = run("add", tmp_path / "s.db", tmp_path / "nowhere")
    assert result.exit_code == 1
    assert "nowhere" in result.stderr.splitlines()[0]
    listed = json.loads(run("problems", tmp_path / "s.db", "--json").stdout)
    assert [problem["path"] for problem in listed] == [str(tmp_path / "nowhere")]


def test_our_errors_are_one_line_and_bugs_keep_their_traceback(run, tmp_path, folder, monkeypatch):
    (tmp_path / "notes.db").write_text("no database " * 100)
    result = run("articles", tmp_path / "notes.db")
    assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)
    missing = run("statements", tmp_path / "none.db")
    assert (missing.exit_code, missing.stderr.count("\n")) == (1, 1)
    assert not (tmp_path / "none.db").exists()
    monkeypatch.setattr(FakeReader, "read", lambda _reader, _articles: 1 / 0)
    assert isinstance(run("read", folder).exception, ZeroDivisionError)


def test_a_missing_pipeline_is_one_line():
    command = [*ONRECORD, "read", "-", "--pipeline", "xx_none"]
    result = subprocess.run(command, input=b"", capture_output=True, check=False)
    assert result.returncode == 1
    assert b"Traceback" not in result.stderr
    assert b"xx_none" in result.stderr


def test_articles_are_aligned_text_where_there_is_no_terminal(run, story):
    heading, first, second = run("articles", story).stdout.splitlines()
    assert heading.split() == ["published", "outlet", "statements", "figures", "article", "title"]
    assert first.split()[:3] == ["2031-05-03/2031-05-04", "Dalmere", "Post"]
    assert second.index("Dalmere") == first.index("Dalmere")


def test_statements_are_filtered(run, story):
    result = run("statements", story, "--speaker", "quill", "--words", "want", "--since", "2031-05")
    (_, line) = result.stdout.splitlines()
    assert line.endswith("“We want them back,”")
    rows = json.loads(run("statements", story, "--party", "lorr", "--json").stdout)
    assert [row["statement"] for row in rows] == ["s1", "s2"]
    span = rows[1]["content"][0]
    assert full().article.text[span["start"] : span["end"]] == span["words"] == "“We want them back,”"
    assert rows[1]["article"]["id"] == full().article.id


@pytest.mark.parametrize(
    ("options", "found"),
    [([], ["s1", "s2", "s3"]), (["--unsure"], ["s2"]), (["--sure"], ["s1", "s3"]), (["--anonymous"], ["s2"])],
)
def test_statements_of_low_confidence_are_marked_and_filtered(run, tmp_path, options, found):
    with Store(tmp_path / "s.db") as store:
        store.add([unnamed()])
    heading, *lines = run("statements", tmp_path / "s.db", *options).stdout.splitlines()
    column = heading.index("sure ")
    assert {line[column : column + 6].strip() for line in lines if "talks went on" in line} <= {"unsure"}
    assert {line[column : column + 6].strip() for line in lines if "talks went on" not in line} <= {""}
    rows = json.loads(run("statements", tmp_path / "s.db", *options, "--json").stdout)
    assert [row["statement"] for row in rows] == found
    told = {row["statement"]: (row["score"], row["unsure"], row["anonymity"]) for row in rows}
    assert told.get("s3", (0.5, False, None)) == (0.5, False, None)
    if "s2" in told:
        assert told["s2"][:2] == (0.31, True)
        assert told["s2"][2]["reason"]["words"] == "asked not to be named"


def test_figures_are_filtered(run, story):
    rows = json.loads(run("figures", story, "--category", "detained", "--speaker", "ada", "--json").stdout)
    assert [(row["value"], row["words"]["words"]) for row in rows] == [(45.0, "at least 45 fishermen")]
    result = run("figures", story, "--category", "killed")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "none found\n")
    assert json.loads(run("figures", story, "--category", "killed", "--json").stdout) == []
    assert run("figures", story, "--category", "slain").exit_code == 2


def test_a_date_that_is_none_is_refused(run, story):
    result = run("articles", story, "--since", "yesterday")
    assert (result.exit_code, "write 2025" in result.stderr) == (1, True)


def test_control_characters_do_not_reach_the_terminal(run, tmp_path):
    with Store(tmp_path / "s.db") as store:
        store.add([other("Bo\x1b[31m Reed\u202e\nX")])
    assert run("statements", tmp_path / "s.db").stdout.count("\n") == 2
    assert not set(run("statements", tmp_path / "s.db").stdout) & {"\x1b", "\u202e"}


def test_tables_in_a_terminal_show_brackets_as_they_are(capsys):
    common.drawn([{"speaker": "[red]Bo", "words": "[/red] [link=x]y"}])
    assert "[red]Bo" in capsys.readouterr().out


def test_in_a_narrow_terminal_no_id_and_no_word_is_cut(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    facts = {"published": "2031-05-26", "outlet": "The Port Averil Echo", "speaker": "[red]Bo", "party": ""}
    common.drawn([facts | {"id": "3f9a01-s4", "words": "We demand that the docks are opened by Monday noon"}])
    told = capsys.readouterr().out
    assert "2031-05-26" in told and "3f9a01-s4" in told and "[red]Bo" in told
    assert "    We demand that the docks are opened by Monday noon" in told
    assert "party" not in told, "what is unknown takes no place"


def test_dossier_is_written(run, story, tmp_path):
    result = run("dossier", story, "-o", tmp_path / "story.html", "--title", "The dam talks")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"{tmp_path / 'story.html'}: written\n"
    page = (tmp_path / "story.html").read_text()
    assert "The dam talks" in page
    assert "We want them back" in page
    printed = run("dossier", story, "-o", "-")
    assert "<title>story" in printed.stdout and printed.stderr == ""


def test_a_dossier_is_chosen_by_sections_dates_and_parties(run, story):
    chosen = ("--sections", "speakers, pile", "--party", "lorr", "--from", "2031", "--until", "2031-05")
    page = run("dossier", story, "-o", "-", *chosen).stdout
    assert "whose name holds “lorr”" in page
    assert 'id="speakers"' in page and 'id="figures"' not in page
    result = run("dossier", story, "-o", "-", "--sections", "pictures")
    assert (result.exit_code, "there are pile, changed" in result.stderr) == (1, True)


def test_brief_is_markdown_or_html_by_its_name(run, story, tmp_path):
    assert run("brief", story).stdout.startswith("# story\n")
    result = run("brief", story, "-o", tmp_path / "brief.html", "--title", "The dam talks")
    assert (result.exit_code, result.stdout) == (0, "")
    page = (tmp_path / "brief.html").read_text()
    assert page.startswith("<!doctype html>") and "The dam talks" in page
    assert run("brief", story, "--format", "html").stdout.startswith("<!doctype html>")
    assert "Only statements" in run("brief", story, "--party", "lorr").stdout
    assert run("brief", story, "--since", "May").exit_code == 1


def test_demo_builds_the_bundled_story(tmp_path):
    command = [*ONRECORD, "demo", "-o", str(tmp_path / "demo"), "--json"]
    told = json.loads(subprocess.check_output(command))
    assert told["articles"] >= 16
    assert told["outlets"] >= 7
    assert told["statements"] > 100
    assert told["problems"] == 0
    assert Path(told["dossier"]).stat().st_size > 10_000
    with Store(told["store"], create=False) as store:
        assert all(as_json(record)["statements"] for record in store.records())


def test_a_closed_pipe_is_quiet(story):
    for command in (["statements", str(story)], ["--help"]):
        with subprocess.Popen(
            [*ONRECORD, *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process:
            process.stdout.close()
            assert process.stderr.read() == b""


def test_interrupted_says_what_stays(tmp_path):
    process = subprocess.Popen(
        [*ONRECORD, "add", str(tmp_path / "s.db"), "-"], stdin=subprocess.PIPE, stderr=subprocess.PIPE
    )
    while not (tmp_path / "s.db").exists():
        time.sleep(0.05)
    time.sleep(0.3)
    os.kill(process.pid, signal.SIGINT)
    _, told = process.communicate()
    assert process.returncode == 130
    assert told.decode().splitlines()[-1].startswith("stopped; what is stored stays stored")


def test_a_terminal_shows_the_first_rows_and_a_pipe_receives_all(tmp_path: Path) -> None:
    def rows(output: str) -> int:
        return output.count("row ")

    script = tmp_path / "long.py"
    script.write_text(
        "from onrecord.cli import common\n"
        "common.listed(range(common.SHOWN + 7), lambda n: {'n': str(n), 'what': f'row {n}'}, False)\n"
        "common.listed(range(3), lambda n: {'n': str(n), 'what': f'row {n}'}, False)\n",
        encoding="utf-8",
    )
    command = [sys.executable, str(script)]
    piped = subprocess.run(command, capture_output=True, text=True, check=True)
    assert rows(piped.stdout) == common.SHOWN + 7 + 3 and not piped.stderr
    primary, secondary = pty.openpty()
    with subprocess.Popen(command, stdout=secondary, stderr=subprocess.PIPE, text=True) as shown:
        os.close(secondary)
        found = ""
        with contextlib.suppress(OSError):  # the other end is closed
            while piece := os.read(primary, 65536):
                found += piece.decode()
        assert shown.stderr and "write all to a file" in shown.stderr.read()
    assert (shown.returncode, rows(found)) == (0, common.SHOWN + 3)
    os.close(primary)


def test_every_command_stands_in_one_section_of_the_help() -> None:
    listed = [command.name for commands in cli.SECTIONS.values() for command in commands]
    assert sorted(listed) == sorted(COMMANDS)
    told = CliRunner().invoke(cli.main, ["--help"]).output
    for title in cli.SECTIONS:
        assert f"\n{title}:\n" in told
    assert all(f"\n  {name} " in told for name in COMMANDS)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_completes_commands(shell: str) -> None:
    script = CliRunner().invoke(cli.main, ["completion", shell]).output
    assert f"_ONRECORD_COMPLETE={shell}_complete" in script
    asked = {"_ONRECORD_COMPLETE": "bash_complete", "COMP_WORDS": "onrecord stat", "COMP_CWORD": "1"}
    found = subprocess.run(ONRECORD, env=os.environ | asked, capture_output=True, text=True, check=False)
    assert "plain,statements" in found.stdout

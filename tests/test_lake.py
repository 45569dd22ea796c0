"""The lake: what is read in many processes, linked in blocks and cut out is what one process makes."""

import contextlib
import json
import os
import shutil
from dataclasses import asdict
from functools import partial
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import CliRunner

from onrecord import cli
from onrecord.build import records as read_here
from onrecord.cli import building
from onrecord.errors import LakeError
from onrecord.lake import Cluster, cut, fill, link, running
from onrecord.lake.cluster import LOOPBACK
from onrecord.lake.cutting import Asked
from onrecord.lake.files import opened, rows
from onrecord.lake.guarded import TRIES, Guarded
from onrecord.link.copies import copies
from onrecord.link.stories import stories
from onrecord.read import Reader
from onrecord.records import Problem, Record, as_json
from onrecord.store import Store
from tests.conftest import article
from tests.lake_readers import Broken, Quick

os.environ.setdefault(*LOOPBACK)
pytest.importorskip("ray.data")
ray = pytest.importorskip("ray")

STORY = Path(str(files("onrecord.example"))) / "story"
PARAGRAPH = "The dockers of Port Averil wait for their pay, and the harbour stays shut tonight. "


@pytest.fixture(scope="module", autouse=True)
def machine():
    """One local cluster for all tests, so that it is started once."""
    from onrecord.lake.cluster import cluster

    with cluster(workers=2):
        yield


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(40):
        text = f"Report{number} begins.\n\nOn day {number} " + PARAGRAPH * 3
        (folder / f"{number:02}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def quick(tmp_path):
    log = tmp_path / "log"
    log.touch()

    def given(kind=Quick, seconds=60.0, workers=1, **more):
        return Cluster(factory=partial(kind, str(log), **more), workers=workers, seconds=seconds)

    given.log = lambda: log.read_text().split()
    return given


def lines(found):
    return sorted(json.dumps(as_json(one), ensure_ascii=False) for one in found if isinstance(one, Record))


def kept(lake):
    return sorted(row["record"] for row in table(lake, "records"))


def table(lake, name):
    return [row for path in sorted((lake / name).glob("*.parquet")) for row in rows(path)]


def test_records_and_problems_are_those_of_one_process(folder, tmp_path, quick):
    text = (folder / "03.txt").read_text()
    (folder / "feed.jsonl").write_text(
        json.dumps({"id": "f1", "text": text, "outlet": "Averil Mail", "published": "2031-05-03"}) + "\n{no\n"
    )
    (folder / "metadata.jsonl").write_text(json.dumps({"path": "04.txt", "outlet": "Dalmere Post"}) + "\n")
    (folder / "99.html").write_text(f"<html><body><article><p>Report99 begins. {PARAGRAPH * 3}</p></article>")
    (folder / "x.txt").write_text("This is unreadable.\n\n" + PARAGRAPH)
    inputs = [folder / "07.txt", folder, tmp_path / "nowhere"]
    filled = fill(inputs, tmp_path / "lake", quick(workers=2))
    here = list(read_here(inputs, Quick(str(tmp_path / "other"))))
    assert kept(tmp_path / "lake") == lines(here)
    assert len(kept(tmp_path / "lake")) == 41
    problems = {
        (row["stage"], row["message"], row["path"], row["line"])
        for row in table(tmp_path / "lake", "problems")
    }
    assert problems == {
        (one.stage, one.message, one.path, one.line) for one in here if isinstance(one, Problem)
    }
    assert (filled.articles, filled.added, filled.problems) == (42, 41, 3)
    assert not (tmp_path / "lake" / "work").exists()


def test_only_what_is_new_is_read(folder, tmp_path, quick):
    lake = tmp_path / "lake"
    fill([folder], lake, quick())
    before = kept(lake)
    shutil.copy(folder / "05.txt", tmp_path / "again.txt")
    (tmp_path / "new.txt").write_text("Report50 begins.\n\n" + PARAGRAPH)
    more = fill([folder, tmp_path / "again.txt", tmp_path / "new.txt"], lake, quick())
    assert (more.added, more.sources, more.replaced, more.unchanged) == (1, 1, 0, 39)
    assert len(quick.log()) == 41
    assert len(set(before) - set(kept(lake))) == 1  # the one with a second place
    newer = fill([folder], lake, quick(version="q2"))
    assert (newer.replaced, newer.added) == (40, 0)
    assert {row["reader"] for row in table(lake, "articles")} == {"q1", "q2"}
    places = [row for row in table(lake, "sources") if row["path"] == str(tmp_path / "again.txt")]
    assert len(places) == 1


def test_a_run_that_broke_off_is_completed(folder, tmp_path, quick):
    with pytest.raises(LakeError, match=r"a fault of ours.*run it again"):
        fill([folder], tmp_path / "lake", quick(Broken))
    done = {row["id"] for row in table(tmp_path / "lake" / "work", "read")}
    assert 0 < len(done) < 40
    start = len(quick.log())
    assert fill([folder], tmp_path / "lake", quick()).added == 40
    assert not done & set(quick.log()[start:])
    assert kept(tmp_path / "lake") == lines(read_here([folder], Quick(str(tmp_path / "other"))))


@pytest.mark.slow
def test_an_article_that_kills_or_stalls_its_reader_is_set_aside(folder, tmp_path, quick):
    lake = tmp_path / "lake"
    (folder / "bad1.txt").write_text("A murderous report.\n\n" + PARAGRAPH)
    (folder / "bad2.txt").write_text("An endless report.\n\n" + PARAGRAPH)
    filled = fill([folder], lake, quick(seconds=0.5))
    assert (filled.added, filled.set_aside) == (42, 2)
    told = [row for row in table(lake, "problems") if row["stage"] == "read"]
    assert sorted(Path(row["path"]).name for row in told) == ["bad1.txt", "bad2.txt"]
    assert all("set aside: it ended its process 2 times" in row["message"] for row in told)
    assert len(table(lake, "statements")) == 40
    before = len(quick.log())
    (folder / "bad2.txt").unlink()
    again = fill([folder], lake, quick(seconds=0.5), retry=True)
    assert (again.replaced, again.unchanged, again.set_aside) == (1, 40, 1)
    assert len(quick.log()) == before + TRIES + 1  # in its batch, then alone


def test_a_guarded_reader_goes_on_after_its_process_was_killed(tmp_path):
    reader = Guarded(partial(Quick, str(tmp_path / "log")), 30)
    texts = ["Report1 waits now.", "A murderous one.", "Report2 waits now."]
    found = list(reader.read([article(text) for text in texts]))
    reader.close()
    assert [len(one.statements) for one in found] == [1, 0, 1]
    assert [len(one.problems) for one in found] == [0, 1, 0]


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """A lake of the bundled story, with copies, read by the real reader and linked."""
    path = tmp_path_factory.mktemp("told")
    shutil.copytree(STORY, path / "articles")
    for file in sorted(STORY.glob("0*.txt"))[:3]:
        text = file.read_text(encoding="utf-8")
        (path / "articles" / f"copy_{file.name}").write_text(text + "\n\nMore is to come, the desk says.\n")
    shutil.copy(STORY / "17_count_restarts.txt", path / "articles" / "same.txt")
    workers = Cluster(factory=Reader, workers=2)
    fill([path / "articles"], path / "lake", workers)
    return path, link(path / "lake", workers)


@pytest.mark.slow
def test_the_real_reader_reads_the_same_in_a_lake(told, reader):
    path, _ = told
    assert kept(path / "lake") == lines(read_here([path / "articles"], reader))
    text_of = {row["id"]: row["text"] for row in table(path / "lake", "articles")}
    spans = table(path / "lake", "spans")
    assert len(spans) > 1000
    assert all(text_of[row["article"]][row["start"] : row["stop"]] == row["words"] for row in spans)


@pytest.mark.slow
def test_links_are_those_of_one_process(told):
    path, counts = told
    with Store(path / "all.db") as store:
        cut(path / "lake", store.path, Asked())
        records = list(store.records())
    pairs = [asdict(pair) for pair in copies(records)]
    assert sorted(table(path / "lake", "links/copies"), key=str) == sorted(pairs, key=str)
    assert len(pairs) == counts["copies"] >= 4
    here = {tuple(sorted(story.articles)): story.story for story in stories([one.article for one in records])}
    found: dict[int, list[dict]] = {}
    for row in table(path / "lake", "links/stories"):
        found.setdefault(row["story"], []).append(row)
    assert {
        tuple(sorted(row["article_name"] for row in listed)): listed[0]["name"] for listed in found.values()
    } == here


@pytest.mark.slow
def test_a_story_cut_out_is_linked_as_in_the_lake(told):
    from onrecord.lake.linking import linked

    path, _ = told
    added = cut(path / "lake", path / "one.db", Asked(story="1"))
    assert added.added > 10
    with Store(path / "one.db") as store:
        here = linked(list(store.records()))
    for kind, views in here.items():
        rows_ = [row for row in table(path / "lake", f"links/{kind}") if row["story"] == 1]
        assert [row["view"] for row in sorted(rows_, key=lambda row: row["position"])] == views
    assert len(here["claims"]) > 50
    assert cut(path / "lake", path / "one.db", Asked(story="1")).unchanged == added.added


@pytest.mark.slow
def test_a_store_is_cut_out_by_query(told, tmp_path):
    path, _ = told
    run = CliRunner()
    listed = [row["id"] for row in table(path / "lake", "articles")]
    asked = [str(path / "lake"), str(tmp_path / "s.db"), "--words", 'ferry "the ferry"', "--since", "2031"]
    result = run.invoke(cli.main, ["cut", *asked, "--json"])
    assert 0 <= json.loads(result.stdout.partition("}")[0] + "}")["added"] < len(listed)
    with Store(tmp_path / "o.db"):
        pass
    cut(path / "lake", tmp_path / "o.db", Asked(outlet="herald"))
    rows_ = json.loads(run.invoke(cli.main, ["articles", str(tmp_path / "o.db"), "--json"]).stdout)
    assert rows_
    assert all("herald" in row["article"]["outlet"].lower() for row in rows_)
    with pytest.raises(LakeError, match="story 'no such'"):
        cut(path / "lake", tmp_path / "o.db", Asked(story="no such"))
    with pytest.raises(LakeError, match="not a date"):
        cut(path / "lake", tmp_path / "o.db", Asked(since="May"))
    assert run.invoke(cli.main, ["cut", str(tmp_path), str(tmp_path / "n.db")]).exit_code == 1


def test_the_command_reads_and_links(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(building, "reader", Quick)
    given = ["lake", str(folder), "-o", str(tmp_path / "lake"), "--pipeline", str(tmp_path / "log"), "--json"]
    result = CliRunner().invoke(cli.main, given)
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert (found["added"], found["links"]["stories"] > 0) == (40, True)
    assert CliRunner().invoke(cli.main, ["lake", str(tmp_path / "none"), *given[2:]]).exit_code == 1


def test_a_story_goes_on_from_run_to_run(tmp_path, quick, monkeypatch):
    with (tmp_path / "feed.jsonl").open("w") as file:
        for number in range(30):
            where, who = (("Averil", "Ada Quill"), ("Lissen", "Bo Reed"))[number % 2]
            text = (
                f"Harbour talks in {where}, part {number}\n\nThe Port of {where} stays shut. In {where} "
                f"{who} met the dockers of {where}. The Port of {where} loses pay, said {who} in {where}."
            )
            row = {
                "id": f"r{number}",
                "text": text,
                "published": f"2031-{number // 10 + 1:02}-{number % 10 * 2 + 5:02}",
            }
            file.write(json.dumps(row) + "\n")
    monkeypatch.setattr(running, "RUN", 10)
    fill([tmp_path / "feed.jsonl"], tmp_path / "lake", quick())
    link(tmp_path / "lake", quick())
    found: dict[int, set[int]] = {}
    for row in table(tmp_path / "lake", "links/stories"):
        found.setdefault(row["story"], set()).add(int(row["article_name"][1:]))
    assert sorted(map(sorted, found.values())) == [list(range(0, 30, 2)), list(range(1, 30, 2))]


def test_a_lake_of_another_version_or_none_is_refused(tmp_path):
    with pytest.raises(LakeError, match="no lake"):
        opened(tmp_path)
    (tmp_path / "lake.json").write_text('{"schema": 99, "parts": 8}')
    with pytest.raises(LakeError, match="version 99"):
        opened(tmp_path)


def test_nothing_listens_beyond_this_machine_and_nothing_is_reported():
    from ray._common.usage.usage_lib import usage_stats_enabled

    assert not usage_stats_enabled()
    assert {node["NodeManagerAddress"] for node in ray.nodes()} == {"127.0.0.1"}
    ours = {str(file.readlink()) for pid in _below(os.getpid()) for file in _files(pid)}
    for name in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]:
            (local, _, state), inode = line.split()[1:4], line.split()[9]
            if state == "0A" and f"socket:[{inode}]" in ours:
                assert local.split(":")[0] in LOOPBACK, line


LOOPBACK = ("0100007F", "00000000000000000000000001000000", "0000000000000000FFFF00000100007F")


def _below(pid):
    """A process and all that it started."""
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield from _below(child)


def _files(pid):
    with contextlib.suppress(OSError):
        for file in Path(f"/proc/{pid}/fd").iterdir():
            with contextlib.suppress(OSError):
                file.readlink()
                yield file

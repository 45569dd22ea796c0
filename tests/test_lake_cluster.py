"""The lake on several machines, of which one is lost midway: the result is that of one process."""

import json
import os
import threading
import time
from functools import partial

import pytest

from onrecord.build import records
from onrecord.errors import LakeError
from onrecord.lake import Cluster, fill
from onrecord.lake.cluster import LOOPBACK, QUIET
from onrecord.lake.files import rows
from onrecord.records import as_json
from tests.lake_readers import Quick

os.environ.setdefault(*LOOPBACK)
pytest.importorskip("ray.data")

PARAGRAPH = "The dockers of Port Averil wait for their pay, and the harbour stays shut tonight. "
ARTICLES = 96


@pytest.fixture
def machines(monkeypatch):
    """A head that reads nothing, and two machines with a processor each."""
    from ray.cluster_utils import Cluster as Machines

    for name, value in QUIET.items():
        monkeypatch.setenv(name, value)
    here = {"node_ip_address": "127.0.0.1", "include_dashboard": False}
    made = Machines(initialize_head=True, head_node_args=here | {"num_cpus": 0})
    made.add_node(num_cpus=1, **here)
    made.add_node(num_cpus=1, **here)
    yield made
    made.shutdown()


@pytest.mark.slow
def test_a_machine_lost_midway_changes_nothing(machines, tmp_path):
    with (tmp_path / "feed.jsonl").open("w") as file:
        for number in range(ARTICLES):
            text = f"Report{number} begins.\n\nOn day {number} " + PARAGRAPH * 3
            file.write(json.dumps({"id": str(number), "text": text}) + "\n")
    log = tmp_path / "log"
    log.touch()
    lost = []

    def lose():
        while len(log.read_text().split()) < ARTICLES // 4:
            time.sleep(0.05)
        machines.remove_node(sorted(machines.worker_nodes, key=str)[0], allow_graceful=False)
        lost.append(len(log.read_text().split()))

    thread = threading.Thread(target=lose)
    thread.start()
    workers = Cluster(factory=partial(Quick, str(log), pause=0.1), address=machines.address, workers=2)
    filled = fill([tmp_path / "feed.jsonl"], tmp_path / "lake", workers)
    thread.join()
    assert ARTICLES // 4 <= lost[0] < ARTICLES
    assert (filled.added, filled.problems) == (ARTICLES, 0)
    here = records([tmp_path / "feed.jsonl"], Quick(str(tmp_path / "other")))
    kept = [row["record"] for path in (tmp_path / "lake" / "records").iterdir() for row in rows(path)]
    assert sorted(kept) == sorted(json.dumps(as_json(one), ensure_ascii=False) for one in here)


def test_a_cluster_that_is_not_there_is_told(tmp_path):
    (tmp_path / "1.txt").write_text("Report1 begins.\n\n" + PARAGRAPH)
    workers = Cluster(factory=partial(Quick, "log"), address="nowhere")
    with pytest.raises(LakeError, match="nowhere: no cluster there"):
        fill([tmp_path / "1.txt"], tmp_path / "lake", workers)

"""A cluster of two machines makes every task once, though one of them is lost on the way."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from postergen.adapters.content.row_files import open_rows
from postergen.adapters.content.table_files import Columns
from postergen.batch.engines.local import Died
from postergen.batch.ledger import Ledger, Status
from postergen.batch.rows import COLUMNS
from postergen.batch.run import Plan, carry_out, enter
from postergen.bootstrap import build_product
from postergen.config import Settings
from postergen.errors import Unavailable
from tests.batch.conftest import people, write_csv
from tests.small_pack.conftest import NAME, Workshop

pytestmark = [pytest.mark.ray, pytest.mark.long, pytest.mark.filterwarnings("ignore")]  # Ray's own warnings are many


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    if importlib.util.find_spec("ray") is None:
        if os.environ.get("CI"):
            pytest.fail("CI needs the extra ray")
        pytest.skip("needs Ray: install postergen[ray]")
    from ray.cluster_utils import Cluster

    made = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    yield made
    made.shutdown()


def begin(folder: str) -> Callable[[int], tuple[int, str]]:
    """Doing a task leaves a file; the seventh kills whoever does it."""

    def do(task: int) -> tuple[int, str]:
        if task == 7:
            os._exit(1)
        time.sleep(0.05)
        with (Path(folder) / str(task)).open("a") as file:
            file.write("x")
        return task, str(os.getppid())

    return do


def refuse() -> Callable[[int], int]:
    raise Unavailable("pack", "is not there")


def test_tasks_outlive_a_machine_and_a_deadly_one_is_named(
    cluster: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    from functools import partial

    from postergen.batch.engines.cluster import work_on_cluster

    second = cluster.add_node(num_cpus=1)
    cluster.wait_for_nodes()
    issued: list[int] = []

    def tasks() -> Iterator[int]:
        for task in range(60):
            issued.append(task)
            yield task

    done: list[int] = []
    died: list[int] = []
    for came in work_on_cluster(tasks(), partial(begin, str(tmp_path)), 2, cluster.address):
        if isinstance(came, Died):
            died.append(came.task)
        else:
            done.append(came[0])
        assert len(issued) <= len(done) + len(died) + 8, "tasks are taken only when somebody is free for them"
        if len(done) >= 20 and second in cluster.worker_nodes:
            cluster.remove_node(second)
    assert sorted(done) == [task for task in range(60) if task != 7]
    assert died == [7]
    caplog.clear()


def test_posters_of_a_run_outlive_a_machine(cluster: Any, workshop: Workshop, tmp_path: Path) -> None:
    product = build_product(Settings.from_mapping(workshop.environment))
    source = write_csv(tmp_path / "people.csv", people(*(f"Ann {n}" for n in range(80))))
    plan = Plan(tmp_path / "out", NAME, engine="ray", processes=2, address=cluster.address)
    second = cluster.add_node(num_cpus=1)
    cluster.wait_for_nodes()
    ledger = Ledger(plan.out)
    enter(open_rows(source, Columns(COLUMNS)), ledger, product, plan)
    made = 0
    for made, outcome in enumerate(carry_out(ledger, plan, product), 1):
        assert outcome.status is Status.DONE, outcome.error
        if made >= 16 and second in cluster.worker_nodes:
            cluster.remove_node(second)
    assert made == 80
    entries = [entry.outcome for entry in ledger.entries()]
    assert len({entry.code for entry in entries}) == len({entry.file for entry in entries}) == 80
    for entry in entries:
        data = (plan.out / str(entry.file)).read_bytes()
        assert hashlib.sha256(data).hexdigest() == entry.sha256
    ledger.close()
    product.close()
    with sqlite3.connect(tmp_path / "small.db") as database:
        assert database.execute("SELECT count(*), count(DISTINCT nickname) FROM poster").fetchone() == (80, 80)


def test_what_cannot_begin_says_why(cluster: Any) -> None:
    from postergen.batch.engines.cluster import work_on_cluster

    with pytest.raises(Unavailable, match="is not there"):
        list(work_on_cluster(iter([1, 2]), refuse, 1, cluster.address))
    with pytest.raises(Unavailable, match="nobody listens"):
        list(work_on_cluster(iter([1]), refuse, 1, "127.0.0.1:1"))


def test_a_run_whose_own_node_dies_ends_and_goes_on_when_it_is_run_again(workshop: Workshop, tmp_path: Path) -> None:
    if importlib.util.find_spec("ray") is None:
        pytest.skip("needs Ray: install postergen[ray]")
    source = write_csv(
        tmp_path / "people.csv", people(*(f"Ann {n}" for n in range(15_000)))
    )  # more than actors make before they notice
    out = tmp_path / "out"
    command = [sys.executable, "-m", "postergen", "batch", str(source), "-o", str(out), "--engine", "ray"]
    with subprocess.Popen(
        [*command, "--processes", "1", "--quiet"],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **workshop.environment},
    ) as run:
        node = None
        while run.poll() is None and not (node and any(out.glob("*.jpg"))):
            time.sleep(0.1)
            children = Path(f"/proc/{run.pid}/task/{run.pid}/children").read_text().split()
            node = next((pid for pid in children if Path(f"/proc/{pid}/comm").read_text().strip() == "raylet"), None)
        assert node is not None, run.communicate()[1]
        os.kill(int(node), signal.SIGKILL)
        _, said = run.communicate(timeout=120)
    assert run.returncode == 3, said
    assert "its node on this machine (raylet) died; run it again" in said
    workshop.run("batch", source, "-o", out, "--processes", "1", "--quiet", "--limit", "1")
    with sqlite3.connect(tmp_path / "small.db") as database:
        posters, people_of = database.execute("SELECT count(*), count(DISTINCT nickname) FROM poster").fetchone()
    assert posters == people_of >= 9

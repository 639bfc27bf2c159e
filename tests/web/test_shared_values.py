"""Counters of several processes are one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from postergen.config import CONTENT, SHARED
from tests.web.test_metrics import value

# A process that counts, and says what all of them have counted.
COUNTS = """
import sys
from postergen.web.metrics import Metrics
counters = Metrics()
counters.lives()
counters.made("api")
counters.queue("posters", waiting=3, under_way=5)
print(counters.exposition().decode())
print("said", flush=True)
sys.stdin.read()
"""


def start(folder: Path) -> subprocess.Popen[str]:
    environment = {SHARED: str(folder), "PYTHONPATH": str(CONTENT)}
    command = [sys.executable, "-c", COUNTS]
    return subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return "".join(iter(process.stdout.readline, "said\n"))


def test_what_the_dead_did_stays_and_what_they_had_in_line_goes(tmp_path: Path) -> None:
    first = start(tmp_path)
    said(first)
    second = start(tmp_path)
    both = said(second)
    assert value(both, "postergen_posters_made_total", door="api") == 2
    assert (value(both, "postergen_workers"), value(both, "postergen_requests_waiting", lane="posters")) == (2, 6)
    for process in (first, second):
        process.kill()
        process.communicate()
    third = start(tmp_path)
    alone = said(third)
    third.communicate("")
    assert value(alone, "postergen_posters_made_total", door="api") == 3
    assert (value(alone, "postergen_workers"), value(alone, "postergen_requests_in_flight", lane="posters")) == (1, 5)

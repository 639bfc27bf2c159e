"""A server that is told to stop while it still starts."""

from __future__ import annotations

from pathlib import Path

from tests.faults.processes import descendants
from tests.servers import serving, wait_until


def test_workers_that_are_still_starting_end_when_they_are_told(tmp_path: Path) -> None:
    with serving(tmp_path, until=None) as running:
        wait_until(lambda: len(set(descendants(running.process.pid))) >= 3, "two workers and a folder are started")
    assert "refused" not in (tmp_path / "server.log").read_text()

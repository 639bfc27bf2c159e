"""Every line that a server writes is JSON, from the first to the last, whatever happens meanwhile."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from tests.faults.clients import Client
from tests.faults.processes import workers_of
from tests.servers import free_port, serving, wait_until
from tests.web.test_metrics import value

NAME = "Zephyrine"
OF_NOBODY = "BTG4XPEXA6D1MMB"  # a right code, under which nothing was made


def test_a_server_that_fails_loses_a_worker_and_stops_writes_nothing_but_json(tmp_path: Path) -> None:
    with serving(tmp_path, LOG="json", RATE_LIMITS="off") as running:
        port = int(urlsplit(running.url).port or 0)
        with closing(Client(port)) as client:
            code = client.make(NAME).code
            assert client.ask("POST", "/api/v1/posters", {"options": [NAME]}).status == 422
            big = {"Content-Length": str(1 << 30), "X-Request-Id": "far-too-large"}
            assert client.ask("POST", "/api/v1/posters", None, big).status == 413
        with closing(sqlite3.connect(tmp_path / "server.db")) as connection, connection:
            connection.execute("ALTER TABLE poster RENAME TO elsewhere")
        with closing(Client(port)) as client:
            asked = client.ask("GET", f"/api/v1/posters/{OF_NOBODY}", None, {"X-Request-Id": "order-12345678"})
            assert asked.status == 503
        with closing(sqlite3.connect(tmp_path / "server.db")) as connection, connection:
            connection.execute("ALTER TABLE elsewhere RENAME TO poster")
        wait_until(lambda: len(workers_of(running)) == 2, "both workers listen")
        victim = min(workers_of(running))
        os.kill(victim, signal.SIGKILL)
        wait_until(lambda: len(workers_of(running) - {victim}) == 2, "it has a successor")
        with closing(Client(port)) as client:
            told = client.ask("GET", "/metrics").body.decode()
    assert (value(told, "postergen_worker_deaths_total"), value(told, "postergen_workers")) == (1, 2)
    assert value(told, "postergen_refused_total", lane="posters", reason="too large") == 1
    assert value(told, "postergen_database_errors_total", error="OperationalError") >= 1

    written = (tmp_path / "server.log").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in written.splitlines()]
    for line in lines:
        assert datetime.fromisoformat(line["time"]).utcoffset() == timedelta(0)
        assert line["level"] in ("debug", "info", "warning", "error", "critical")
        assert line["logger"]
        assert line["message"]
    said = " ".join(line["message"] for line in lines if line["logger"].startswith("_granian"))
    for moment in ("Starting", "Started worker-2", "Unexpected exit from worker", "Stopped worker-1", "completed"):
        assert moment in said
    of_request = [line for line in lines if line.get("request_id") == "order-12345678"]
    assert {"postergen.access", "postergen.web.problems"} <= {line["logger"] for line in of_request}
    for secret in (NAME, code, "MicroMessenger"):
        assert secret not in written


def test_a_server_that_cannot_start_says_so_in_json(tmp_path: Path) -> None:
    wrong = {"LOG": "json", "MAX_BODY": "0", "DATABASE_URL": f"sqlite:///{tmp_path}/p.db", "NONSENSE": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "postergen", "serve", "--port", str(free_port())],
        env={**os.environ, **{f"POSTERGEN_{name}": text for name, text in wrong.items()}},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [line["level"] for line in lines] == ["error", "error"]
    assert "POSTERGEN_MAX_BODY" in lines[0]["message"]

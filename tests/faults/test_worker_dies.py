"""Workers of a plain `postergen serve` die while the database is away, its master dies, or a second one is started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.faults.clients import Answer, Client
from tests.faults.processes import descendants, lives, workers_of
from tests.faults.proxy import proxied
from tests.faults.stored import stored
from tests.servers import serve, serving, wait_until
from tests.stores import empty_database

pytestmark = pytest.mark.long

RECOVERY = 5.0  # seconds after which a worker that died has a successor


def ask(url: str, method: str, path: str, body: object = None) -> Answer:
    with closing(Client(int(urlsplit(url).port or 0))) as client:
        return client.ask(method, path, body)


def make(url: str, name: str) -> str:
    with closing(Client(int(urlsplit(url).port or 0))) as client:
        answer = client.make(name)
    assert answer.status == 201, answer.body
    return answer.code


@pytest.mark.slow
def test_workers_that_keep_dying_take_no_others_with_them(tmp_path: Path) -> None:
    with serving(tmp_path) as running:
        for _ in range(3):
            wait_until(lambda: len(workers_of(running)) == 2, "both workers listen")
            victim = min(workers_of(running))
            os.kill(victim, signal.SIGKILL)
            wait_until(lambda: len(workers_of(running) - {victim}) == 2, "it has a successor")  # noqa: B023
            assert ask(running.url, "GET", "/healthz").status == 200
        assert running.process.poll() is None


@pytest.mark.postgres
@pytest.mark.slow
def test_every_worker_dies_while_the_database_is_away_and_codes_still_lead_on(tmp_path: Path) -> None:
    with empty_database("postgresql", tmp_path) as url, proxied(url) as (proxy, through):
        settings = {"DATABASE_URL": through, "JOURNAL_DIR": str(tmp_path / "journal"), "RATE_LIMITS": "off"}
        with serving(tmp_path, **settings) as running, stored(url) as found:
            old = make(running.url, "old")
            wait_until(lambda: len(workers_of(running)) == 2, "both workers listen")
            wait_until(lambda: old in found.codes(), "the poster is folded")
            proxy.cut()
            clicks, slowest, made = set(), 0.0, [old]
            for victim in sorted(workers_of(running)):
                began = time.monotonic()
                os.kill(victim, signal.SIGKILL)
                wait_until(lambda: len(workers_of(running) - {victim}) == 2, "it has a successor")  # noqa: B023
                slowest = max(slowest, time.monotonic() - began)
                for _ in range(8):
                    answer = ask(running.url, "GET", f"/s/{made[-1]}")
                    assert answer.status == 302
                    clicks.add(answer.click)
                made += [make(running.url, f"n{n}") for n in range(4)]
                assert ask(running.url, "GET", "/readyz").status == 503
                assert ask(running.url, "GET", "/healthz").status == 200
            print(f"a successor within {slowest:.1f} s")  # noqa: T201 (for whoever runs with -rP)
            assert slowest < RECOVERY
            assert running.process.poll() is None
            proxy.restore()
            wait_until(lambda: ask(running.url, "GET", "/readyz").status == 200, "the server has its database back")
            wait_until(lambda: found.codes() >= set(made) and found.clicks().keys() >= clicks, "everything is folded")
            found.check_counters()


@pytest.mark.postgres
@pytest.mark.slow
def test_a_server_starts_without_its_database_and_catches_up(tmp_path: Path) -> None:
    """The tables are not even there yet."""
    with empty_database("postgresql", tmp_path) as url, proxied(url) as (proxy, through):
        settings = {"DATABASE_URL": through, "JOURNAL_DIR": str(tmp_path / "journal"), "RATE_LIMITS": "off"}
        proxy.cut()
        with serving(tmp_path, until="/healthz", **settings) as running:
            made = make(running.url, "first")
            assert ask(running.url, "GET", f"/s/{made}").status == 302
            refused = ask(running.url, "GET", "/readyz")
            assert refused.status == 503
            assert b"the database" in refused.body
            proxy.restore()
            wait_until(lambda: ask(running.url, "GET", "/readyz").status == 200, "the server is ready")
            with stored(url) as found:
                wait_until(lambda: made in found.codes(), "the poster is folded")
            assert ask(running.url, "GET", f"/p/{made}.webp").status == 200


@pytest.mark.slow
def test_workers_of_a_dead_master_end(tmp_path: Path) -> None:
    with serving(tmp_path) as running:
        wait_until(lambda: len(workers_of(running)) == 2, "both workers listen")
        left = set(descendants(running.process.pid))
        assert len(left) == 3  # one folds
        running.process.kill()
        wait_until(lambda: not any(map(lives, left)), "nobody is left", seconds=30)


@pytest.mark.slow
def test_a_second_server_at_a_taken_port_is_refused(tmp_path: Path) -> None:
    with serve(tmp_path, workers=1) as url:
        port = str(urlsplit(url).port)
        second = subprocess.run(
            [sys.executable, "-m", "postergen", "serve", "--port", port],
            env={**os.environ, "POSTERGEN_DATABASE_URL": f"sqlite:///{tmp_path}/second.db"},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert second.returncode == 3
        assert f"127.0.0.1:{port}" in second.stderr
        assert "--port" in second.stderr
        assert {ask(url, "GET", "/healthz").status for _ in range(8)} == {200}

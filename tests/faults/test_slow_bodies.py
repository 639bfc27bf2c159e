"""Many bodies that come a byte at a time take no connection, and no room, from those that arrive."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from urllib.parse import urlsplit

import pytest

from postergen.serve import HEAD_PATIENCE
from tests.faults.clients import BRIEF, ROOT, Client
from tests.faults.processes import Watch, warmed_up
from tests.servers import Serving, serving

SOON = 3.0  # seconds: a server that stood still took minutes, and a busy machine takes one

pytestmark = [pytest.mark.slow, pytest.mark.long]


@contextmanager
def dripping(port: int, count: int, claim: int) -> Iterator[None]:
    command = [sys.executable, "-m", "tests.faults.drip", str(port), str(count), str(claim)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, cwd=ROOT) as drips:
        time.sleep(1)
        yield
        drips.communicate(timeout=60)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    with serving(tmp_path_factory.mktemp("drips"), RATE_LIMITS="off") as started:
        warmed_up(started)
        yield started


@pytest.mark.parametrize(("count", "claim"), [(1100, 60_000), (24, 8_388_608)], ids=["many", "large"])
def test_others_are_served_at_once(running: Serving, count: int, claim: int) -> None:
    port = int(urlsplit(running.url).port or 0)
    photo = {**BRIEF, "avatar": "A" * 1_000_000}  # no picture, and found out only by who reads it
    scans, photos = [], []
    with closing(Client(port)) as client:
        code = client.make("before").code
    with dripping(port, count, claim), Watch(running) as watch:
        for _ in range(10):
            with closing(Client(port)) as client:
                scans.append(client.scan(code).status)
                photos.append(client.ask("POST", "/api/v1/posters", photo).status)
            time.sleep(1)
        with closing(Client(port)) as client:
            refused = [
                line for line in client.ask("GET", "/metrics").body.decode().splitlines() if "refused_total{" in line
            ]
    print(watch.report(), *refused, sep="\n")  # noqa: T201 (for whoever runs with -rP)
    assert max(watch.health) < SOON
    assert set(scans) == {302}
    assert photos.count(422) >= 8, photos  # on a busy machine one may come too late for its lane
    assert watch.growth() < 2


@pytest.mark.parametrize("sent", [b"", b"P", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"GET / HTTP/1.1\r\nHo"])
def test_who_says_nothing_or_half_a_head_is_let_go(running: Serving, sent: bytes) -> None:
    with socket.create_connection(("127.0.0.1", urlsplit(running.url).port or 0)) as silent:
        silent.sendall(sent)
        silent.settimeout(4 * HEAD_PATIENCE)
        assert silent.recv(1) == b""

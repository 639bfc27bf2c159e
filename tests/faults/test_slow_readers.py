"""Who asks and does not read the answers is let go: nobody holds a connection, or an answer, for ever."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.faults.clients import Client
from tests.faults.processes import Watch, warmed_up
from tests.servers import Serving, serving, wait_until

READERS = 60
ASKED = 12  # A4 pictures over one connection: more than the system keeps for a reader
WINDOW = 4096  # bytes
SOON = 3.0  # seconds: a server that stood still took minutes, and a busy machine takes one

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="reads /proc"), pytest.mark.long]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    with serving(tmp_path_factory.mktemp("readers"), RATE_LIMITS="off") as started:
        warmed_up(started)
        yield started


def held_by_server(port: int) -> int:
    """Connections to this port that the server has not closed."""
    rows = (line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:])
    return sum(row[1].endswith(f":{port:04X}") and row[3] == "01" for row in rows)


def test_who_does_not_read_is_let_go(running: Serving) -> None:
    port = int(urlsplit(running.url).port or 0)
    with closing(Client(port)) as client:
        code = client.make("before").code
        assert client.ask("GET", f"/p/{code}.png?format=print").status == 200
    asked = f"GET /p/{code}.png?format=print HTTP/1.1\r\nHost: localhost\r\n\r\n".encode() * ASKED
    with ExitStack() as stack, Watch(running) as watch:
        for _ in range(READERS):
            reader = stack.enter_context(socket.socket())
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, WINDOW)
            reader.connect(("127.0.0.1", port))
            reader.sendall(asked)
        wait_until(lambda: held_by_server(port) < 5, "the server has let the readers go", 120)
        with closing(Client(port)) as client:
            assert client.scan(code).status == 302
    print(watch.report())  # noqa: T201 (for whoever runs with -rP)
    assert max(watch.health) < SOON
    assert watch.growth() < 2

"""What a plain `postergen serve` does with clients that stall, and with many more than it can serve."""

from __future__ import annotations

import http.client
import json
import socket
import sqlite3
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from postergen.serve import HEAD_PATIENCE
from postergen.web.lanes import LANES
from tests.faults.clients import BRIEF, Answer, Client
from tests.servers import serve, wait_until

pytestmark = pytest.mark.long

WORKERS = 2
CROWD = (
    3 * WORKERS * LANES["posters"].waiting // 2
)  # clients at once: more than may be in work and waiting, however fast


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("overload")


@pytest.fixture(scope="module")
def port(folder: Path) -> Iterator[int]:
    with serve(folder, workers=WORKERS, RATE_LIMITS="off") as url:
        yield int(urlsplit(url).port or 0)


def ask(port: int, method: str, path: str, body: object = None, **headers: str) -> Answer:
    with closing(Client(port)) as client:
        return client.ask(method, path, body, headers)


def made(port: int) -> str:
    """The code of a poster; whoever is refused asks again."""
    found: list[Answer] = []

    def is_made() -> bool:
        found.append(ask(port, "POST", "/api/v1/posters", BRIEF))
        return found[-1].status == 201

    wait_until(is_made, "a poster is made")
    return found[-1].code


def stalled(port: int, head: str, begun: bytes) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=60)
    connection.sendall(head.encode() + begun)
    return connection


def test_bodies_that_stall_stop_nobody_and_are_told_that_they_came_too_late(port: int) -> None:
    head = (
        "POST /api/v1/posters HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n"
    )
    waiting = [stalled(port, head, b"{") for _ in range(32)]
    try:
        assert ask(port, "GET", "/healthz").status == 200
        assert ask(port, "GET", f"/s/{made(port)}").status == 302
        for connection in waiting:
            answer = http.client.HTTPResponse(connection)
            answer.begin()
            assert answer.status == 408
            assert json.loads(answer.read())["type"] == "urn:postergen:problem:body-too-slow"
    finally:
        for connection in waiting:
            connection.close()


def test_heads_that_stall_are_hung_up_on(port: int) -> None:
    """As slowhttptest -H sends them: thousands would take every connection there is."""
    waiting = [stalled(port, "GET /healthz HTTP/1.1\r\nHost: x\r\n", b"X-Slow: ") for _ in range(32)]
    try:
        assert ask(port, "GET", "/healthz").status == 200
        for connection in waiting:
            connection.settimeout(HEAD_PATIENCE + 10)
            assert connection.recv(1000) == b""
    finally:
        for connection in waiting:
            connection.close()


def test_of_a_body_that_ends_early_nothing_is_kept(port: int, folder: Path) -> None:
    before = kept(port, folder)
    text = json.dumps(BRIEF).encode()
    head = (
        f"POST /api/v1/posters HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(text) + 1}"
    )
    stalled(port, head + "\r\n\r\n", text).close()
    assert ask(port, "GET", "/healthz").status == 200
    assert kept(port, folder) == before


def test_a_body_in_chunks_is_read(port: int) -> None:
    made(port)
    text = json.dumps(BRIEF).encode()
    body = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (text[:7], text[7:])) + b"0\r\n\r\n"
    head = "POST /api/v1/posters HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    with closing(stalled(port, head, body)) as connection:
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        assert answer.status == 201


def test_a_body_that_is_too_large_is_refused_unread(port: int) -> None:
    head = f"POST /api/v1/posters HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {1 << 40}\r\n\r\n"
    with closing(stalled(port, head, b"{")) as connection:
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        assert answer.status == 413


def test_a_crowd_is_served_or_refused_and_nothing_is_kept_of_who_was_refused(port: int, folder: Path) -> None:
    """Scans and health are answered meanwhile: no poster takes their threads."""
    code, before = made(port), kept(port, folder)
    others: list[int] = []
    with ThreadPoolExecutor(CROWD) as crowd:
        asked = [crowd.submit(ask, port, "POST", "/api/v1/posters", BRIEF, Accept="image/webp") for _ in range(CROWD)]
        while not all(future.done() for future in asked):
            others += [ask(port, "GET", f"/s/{code}").status, ask(port, "GET", "/healthz").status]
    answers = [future.result() for future in asked]
    told = Counter(answer.status for answer in answers)

    assert set(told) == {201, 503}, told
    assert set(others) == {200, 302}
    refused = [answer for answer in answers if answer.status == 503]
    assert {answer.headers["retry-after"] for answer in refused} == {"1"}
    assert {json.loads(answer.body)["type"] for answer in refused} == {"urn:postergen:problem:busy"}
    assert kept(port, folder) - before == told[201]
    assert ask(port, "GET", "/metrics").body.count(b'postergen_refused_total{lane="posters"') >= 1


def kept(port: int, folder: Path) -> int:
    """How many posters the store has once everything is folded."""

    def is_folded() -> bool:
        lines = ask(port, "GET", "/metrics").body.decode().splitlines()
        return "postergen_journal_events 0.0" in lines

    wait_until(is_folded, "the journals are folded")
    with closing(sqlite3.connect(folder / "server.db")) as database:
        (count,) = database.execute("SELECT count(*) FROM poster").fetchone()
    return int(count)

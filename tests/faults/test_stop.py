"""A server that is told to stop: while it still starts, and while it has work."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.faults.clients import BRIEF, Answer, Client
from tests.faults.processes import descendants
from tests.faults.stored import stored
from tests.servers import PATIENCE, serving, wait_until

SETTLED = 0.3  # seconds after which what was sent has been read


def test_workers_that_are_still_starting_end_when_they_are_told(tmp_path: Path) -> None:
    with serving(tmp_path, until=None) as running:
        wait_until(lambda: len(set(descendants(running.process.pid))) >= 3, "two workers and a folder are started")
    assert "refused" not in (tmp_path / "server.log").read_text()


@pytest.mark.slow
def test_whoever_was_let_in_is_answered_and_what_was_acknowledged_is_in_the_database(tmp_path: Path) -> None:
    with serving(tmp_path, RATE_LIMITS="off") as running:
        port = int(urlsplit(running.url).port or 0)
        with closing(Client(port)) as client:
            first = client.make("first").code
        makes: list[Callable[[Client], Answer]] = [
            lambda client, name=f"n{number}": client.make(name)  # type: ignore[misc]
            for number in range(3)
        ]
        asks: list[Callable[[Client], Answer]] = [
            *makes,
            *[lambda client: client.ask("GET", f"/p/{first}.pdf")] * 2,
            *[lambda client: client.scan(first)] * 4,
        ]
        with ThreadPoolExecutor(len(asks)) as threads, socket.create_connection(("127.0.0.1", port)) as slow:
            rest = begin_a_poster(slow, "slow")
            answers = [threads.submit(on_a_connection, port, ask) for ask in asks]
            time.sleep(SETTLED)
            running.process.terminate()
            for answer in answers[: len(makes)]:
                answer.result()
            slow.sendall(rest)  # when nobody is left for whom it would have to wait
            slowest = status_and_body(slow)
            found = [answer.result() for answer in answers]
        assert running.process.wait(PATIENCE) == 0
    # one that would have waited for too long is told so, with or without an end that is near
    assert {answer.status for answer in found} <= {200, 201, 302, 503}
    assert slowest[0] == 201
    made = {answer.code for answer in found if answer.status == 201} | {first, json.loads(slowest[1])["code"]}
    with stored(f"sqlite:///{tmp_path}/server.db") as rows:
        assert rows.codes() == made
        assert set(rows.clicks()) == {answer.click for answer in found if answer.status == 302}
        rows.check_counters()
    assert list((tmp_path / "journal").glob("*.journal*")) == []


def on_a_connection(port: int, ask: Callable[[Client], Answer]) -> Answer:
    with closing(Client(port)) as client:
        return ask(client)


def begin_a_poster(connection: socket.socket, name: str) -> bytes:
    """Send half of a request; the rest of it."""
    body = json.dumps({**BRIEF, "nickname": name}).encode()
    head = f"POST /api/v1/posters HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    connection.sendall(f"{head}\r\n\r\n".encode() + body[:20])
    return body[20:]


def status_and_body(connection: socket.socket) -> tuple[int, bytes]:
    connection.settimeout(PATIENCE)
    response = HTTPResponse(connection)
    response.begin()
    return response.status, response.read()

"""What the gateway answers itself, and when."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from threading import Event
from typing import Any

import pytest
from flask import Flask

from postergen.web.gateway import Gateway
from postergen.web.lanes import LANES
from tests import loops


@dataclass
class Scope:
    """The head of a GET."""

    path: str
    headers: dict[str, str] = field(default_factory=lambda: {"host": "localhost"})
    method: str = "GET"
    query_string: str = ""
    http_version: str = "1.1"
    scheme: str = "http"
    server: str = "127.0.0.1:80"
    client: str = "203.0.113.7:5000"
    authority: str | None = None


@dataclass
class Protocol:
    """Remembers what was answered, and when."""

    status: int = 0
    at: float = 0.0

    def response_bytes(self, status: int, _headers: list[tuple[str, str]], _body: bytes) -> None:
        self.status, self.at = status, time.monotonic()

    async def client_disconnect(self) -> None:
        await asyncio.Event().wait()


async def ask(gateway: Gateway, path: str) -> Protocol:
    protocol = Protocol()
    await gateway.__rsgi__(Scope(path), protocol)  # type: ignore[arg-type]
    return protocol


def test_a_single_request_is_answered_and_let_go_of_though_nobody_comes_after_it(app: Flask) -> None:
    async def alone() -> tuple[Protocol, float]:
        answer = await asyncio.wait_for(ask(Gateway(app), "/healthz"), 60)
        return answer, time.monotonic()

    answer, ended = loops.run(alone())
    assert answer.status == 200
    assert ended >= answer.at  # the answer does not wait for the loop


@pytest.mark.parametrize("path", ["/nowhere", "/p/BT0Y2PZ6TR6QVHY.jpg"])
def test_who_waits_behind_those_that_do_not_end_is_told_within_a_second(app: Flask, path: str) -> None:
    gateway, ends = Gateway(app), Event()
    lane = "pages" if path == "/nowhere" else "pictures"

    def endless(_environ: dict[str, Any], start_response: Any) -> list[bytes]:
        ends.wait(60)
        start_response("200 OK", [])
        return [b""]

    app.wsgi_app = endless  # type: ignore[method-assign]

    async def crowd() -> tuple[list[Protocol], Protocol, float]:
        began = time.monotonic()
        busy = [asyncio.ensure_future(ask(gateway, path)) for _ in range(LANES[lane].threads)]
        await asyncio.sleep(0)
        late = await ask(gateway, path)
        ends.set()
        return list(await asyncio.gather(*busy)), late, began

    served, late, began = loops.run(crowd())
    assert late.status == 503
    assert LANES[lane].patience / 2 < late.at - began < LANES[lane].patience + 5  # a busy machine is no reason to fail
    assert [answer.status for answer in served] == [200] * len(served)

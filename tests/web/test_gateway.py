"""What the gateway answers itself, and when."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from threading import Event
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from postergen.adapters.journal.event_codec import decode_event
from postergen.bootstrap import Product
from postergen.domain.events import ScanRecorded
from postergen.web.gateway import Gateway
from postergen.web.lanes import LANES
from postergen.web.metrics import Metrics
from tests import loops

BRIEF = {"options": ["wuhan-hot-dry-noodles"], "nickname": "小明"}


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


async def ask(gateway: Gateway, path: str, protocol: Protocol | None = None) -> Protocol:
    protocol = protocol or Protocol()
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


def test_how_many_are_here_and_in_line_is_told_while_they_are(app: Flask) -> None:
    counters: Metrics = app.extensions["postergen-metrics"]
    gateway, ends, threads = Gateway(app), Event(), LANES["static"].threads

    def endless(_environ: dict[str, Any], start_response: Any) -> list[bytes]:
        ends.wait(60)
        start_response("200 OK", [])
        return [b""]

    app.wsgi_app = endless  # type: ignore[method-assign]

    def told() -> tuple[float, float]:
        text = counters.exposition().decode()
        here, in_line = (
            re.search(rf'^postergen_requests_{what}{{lane="static"}} (\S+)$', text, re.M)
            for what in ("in_flight", "waiting")
        )
        assert here
        assert in_line
        return float(here[1]), float(in_line[1])

    async def until(state: tuple[float, float]) -> None:
        while told() != state:
            await asyncio.sleep(0.01)

    async def crowd() -> None:
        busy = [asyncio.ensure_future(ask(gateway, "/static/page.css")) for _ in range(threads + 3)]
        await asyncio.wait_for(until((threads + 3, 3)), 60)
        ends.set()
        await asyncio.gather(*busy)
        await asyncio.wait_for(until((0, 0)), 60)

    loops.run(crowd())


def kept_scans(product: Product) -> int:
    entries = [entry for path in product.journals.paths() for entry in product.journals.entries(path, 0, 1000)]
    return sum(isinstance(decode_event(entry.payload), ScanRecorded) for entry in entries)


def test_a_scan_is_on_the_disk_before_it_is_answered(app: Flask, product: Product, client: FlaskClient) -> None:
    code = client.post("/api/v1/posters", json=BRIEF).get_json()["code"]
    kept: list[int] = []

    class Watched(Protocol):
        def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
            kept.append(kept_scans(product))
            super().response_bytes(status, headers, body)

    async def crowd() -> list[Protocol]:
        gateway = Gateway(app)
        return list(await asyncio.gather(*(ask(gateway, f"/s/{code}", Watched()) for _ in range(20))))

    assert [answer.status for answer in loops.run(crowd())] == [302] * 20
    assert all(found >= number for number, found in enumerate(kept, 1))


def test_a_scan_that_cannot_be_kept_is_answered_and_counted_as_dropped(
    app: Flask, product: Product, client: FlaskClient
) -> None:
    code = client.post("/api/v1/posters", json=BRIEF).get_json()["code"]
    product.journals.room = 0

    async def one() -> Protocol:
        return await ask(Gateway(app), f"/s/{code}")

    assert loops.run(one()).status == 302
    assert kept_scans(product) == 0
    assert b'postergen_dropped_total{reason="journal"} 1.0' in client.get("/metrics").data


def test_scans_lead_on_while_the_disk_stands_still_and_are_kept_when_it_goes_on(
    app: Flask, product: Product, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = client.post("/api/v1/posters", json=BRIEF).get_json()["code"]
    goes_on, append = Event(), product.journal_writer.append

    def stalled(events: Sequence[Any]) -> None:
        goes_on.wait(60)
        append(events)

    monkeypatch.setattr(product.journal_writer, "append", stalled)

    async def crowd() -> list[Protocol]:
        gateway = Gateway(app)
        answers = [Protocol() for _ in range(20)]
        await asyncio.gather(*(ask(gateway, f"/s/{code}", answer) for answer in answers))
        return answers

    assert [answer.status for answer in loops.run(crowd())] == [302] * 20
    assert kept_scans(product) == 0
    goes_on.set()
    while kept_scans(product) < 20:
        time.sleep(0.01)


class Broken(Protocol):
    """A connection in which nothing can be sent any more."""

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        raise RuntimeError("the client left")


def test_answers_that_cannot_be_sent_take_no_thread_from_others(app: Flask) -> None:
    async def crowd() -> Protocol:
        gateway = Gateway(app)
        await asyncio.gather(*(ask(gateway, "/healthz", Broken()) for _ in range(2 * LANES["scans"].threads)))
        return await asyncio.wait_for(ask(gateway, "/healthz"), 60)

    assert loops.run(crowd()).status == 200


class Sending(Protocol):
    """A client that sends its body in pieces and does not say how long it is."""

    def __init__(self, body: bytes) -> None:
        super().__init__()
        self._body = body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for first in range(0, len(self._body), 65_536):
            yield self._body[first : first + 65_536]


def test_a_body_without_a_length_is_read_and_one_that_is_too_large_is_told_so_and_counted(
    app: Flask, client: FlaskClient
) -> None:
    whole = json.dumps(BRIEF).encode()
    headers = {"host": "localhost", "transfer-encoding": "chunked", "content-type": "application/json"}

    async def two() -> list[int]:
        gateway, statuses = Gateway(app), list[int]()
        for body in (whole, whole + b" " * app.config["MAX_CONTENT_LENGTH"]):
            protocol = Sending(body)
            scope = Scope("/api/v1/posters", headers, method="POST")
            await gateway.__rsgi__(scope, protocol)  # type: ignore[arg-type]
            statuses.append(protocol.status)
        return statuses

    assert loops.run(two()) == [201, 413]
    told = client.get("/metrics", base_url="http://127.0.0.1:8000").text
    assert 'postergen_refused_total{lane="posters",reason="too large"} 1.0' in told

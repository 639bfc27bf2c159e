"""A server that answers as a campaign's does, as fast or as badly as a test wants: for what a real one cannot be made to do."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any

from tests.servers import free_port

JPEG = b"\xff\xd8\xff\xe0 a picture"
Before = Callable[[str], int]  # is told the step, may wait; a status to answer instead, 0 for none, -1 to hang up


class Campaign(BaseHTTPRequestHandler):
    """The seven steps, one request at a time for all of them: like a server with one worker."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: CampaignServer

    def do_GET(self) -> None:
        self._answer("")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

    def _answer(self, body: str) -> None:
        with self.server.one_at_a_time:
            began = time.monotonic()
            status = self.server.before(step_of(self.path, body))
            self.server.served.append((step_of(self.path, body), time.monotonic() - began))
        if status < 0:
            self.close_connection = True
            return
        good, kind, said = (status, "text/plain", b"") if status else self.server.answer(self.path, body)
        self.send_response(good)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(said)))
        if good == 302:
            self.send_header("Location", f"/c/fake?click={self.path.rpartition('/')[2]}")
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: a test reads what came of it."""


class CampaignServer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 1024

    def __init__(self, before: Before) -> None:
        super().__init__(("127.0.0.1", free_port()), Campaign)
        self.before, self.one_at_a_time, self._numbers = before, threading.Lock(), count(1)
        self.served: list[tuple[str, float]] = []  # each request's step, and the seconds that it took alone

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: who asked has hung up."""

    def answer(self, path: str, body: str) -> tuple[int, str, bytes]:
        step = step_of(path, body)
        if step == "catalogue":
            looks, options = [{"id": "plain", "formats": ["story"]}], [{"id": "one"}, {"id": "two"}]
            return self._json(200, {"campaign": "fake", "templates": looks, "options": options})
        if step == "rank":
            return self._json(200, {"candidates": ["a text"]})
        if step in ("poster", "child"):
            code = f"CODE{next(self._numbers)}"
            made = {"code": code, "image_url": f"https://elsewhere.example.com/p/{code}.jpg"}
            return self._json(201, made | {"lineage": {"parent": json.loads(body).get("scan")}})
        kinds = {
            "page": (200, "text/html", b"<p>"),
            "preview": (200, "image/jpeg", b"x"),
            "scan": (302, "text/plain", b""),
        }
        return kinds.get(step, (200, "image/jpeg", JPEG))

    @staticmethod
    def _json(status: int, value: object) -> tuple[int, str, bytes]:
        return status, "application/json", json.dumps(value).encode()


def step_of(path: str, body: str) -> str:
    """Which step of the mix asks so."""
    if path == "/api/v1/posters":
        return "child" if "scan" in json.loads(body) else "poster"
    ways = {"/api/v1/catalogue": "catalogue", "/api/v1/rank": "rank", "/c/fake/preview": "preview", "/c/fake": "page"}
    found = ways.get(path.partition("?")[0])
    return found or ("scan" if path.startswith("/s/") else "picture")


@contextmanager
def campaign_server(before: Before = lambda _step: 0) -> Iterator[CampaignServer]:
    with CampaignServer(before) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()

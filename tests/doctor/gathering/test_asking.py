"""Who answers at an address, and how."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from postergen.doctor.gathering.asking import ask, is_postergen
from tests.servers import free_port


class Other(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(302)
        self.send_header("Location", "https://elsewhere.example/healthz/doctor")
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def other() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Other) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_nobody_is_sent_on(other: str) -> None:
    said = ask(f"{other}/healthz/doctor")
    assert (said.status, said.location) == (302, "https://elsewhere.example/healthz/doctor")
    assert not is_postergen(other)


def test_what_does_not_answer_or_speaks_something_else_says_why(other: str) -> None:
    assert "refused" in ask(f"http://127.0.0.1:{free_port()}/").failure.lower()
    assert ask(other.replace("http:", "https:")).failure

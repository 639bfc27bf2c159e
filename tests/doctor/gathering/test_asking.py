"""Who answers at an address, and how."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
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


@contextmanager
def serving(context: ssl.SSLContext | None = None) -> Iterator[int]:
    """The port of a web server that sends everybody elsewhere."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Other) as server:
        if context is not None:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.fixture
def other() -> Iterator[str]:
    with serving() as port:
        yield f"http://127.0.0.1:{port}"


def test_nobody_is_sent_on(other: str) -> None:
    said = ask(f"{other}/healthz/doctor")
    assert (said.status, said.location) == (302, "https://elsewhere.example/healthz/doctor")
    assert not is_postergen(other)


def test_what_does_not_answer_or_speaks_something_else_says_why(other: str) -> None:
    assert "refused" in ask(f"http://127.0.0.1:{free_port()}/").failure.lower()
    assert ask(other.replace("http:", "https:")).failure


def test_a_certificate_has_to_hold_and_says_how_long_it_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl to make a certificate")
    made, key = tmp_path / "made.pem", tmp_path / "key.pem"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "5",
    ]
    named = [
        "-subj",
        "/CN=localhost",
        "-addext",
        "subjectAltName=DNS:localhost",
        "-out",
        str(made),
        "-keyout",
        str(key),
    ]
    subprocess.run([*command, *named], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made, key)
    with serving(context) as port:
        assert "its certificate does not hold: self" in ask(f"https://localhost:{port}/").failure
        monkeypatch.setenv("SSL_CERT_FILE", str(made))
        assert ask(f"https://localhost:{port}/").certificate_days == pytest.approx(5, abs=0.1)
        assert "127.0.0.1" in ask(f"https://127.0.0.1:{port}/").failure

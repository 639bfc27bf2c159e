"""A request is sent again where that can do no harm, and nowhere else."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from postergen.client import Client, ProblemError, Unreachable, UnreadableAnswer

Answer = tuple[int, object, dict[str, str]]
DRAFT = {"option": "a", "locale": "en"}


def problem(status: int, slug: str, **headers: str) -> Answer:
    body = {"type": f"urn:postergen:problem:{slug}", "title": slug, "status": status, "detail": "", "instance": "/"}
    return status, body, {"Content-Type": "application/problem+json", **headers}


OK: Answer = (200, {"status": "ok"}, {"Content-Type": "application/json"})
BUSY = problem(503, "busy", **{"Retry-After": "1"})
AWAY = problem(503, "unavailable")
GATEWAY: Answer = (502, "<h1>Bad Gateway</h1>", {"Content-Type": "text/html"})


@dataclass
class Script:
    """A real server that answers by its script, and what it was asked."""

    answers: list[Answer | None]
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)
    url: str = ""

    def client(self, tries: int = 4) -> Client:
        return Client(self.url, tries=tries, sleep=self.waited.append)


@contextmanager
def server(*answers: Answer | None) -> Iterator[Script]:
    """None hangs up."""
    script = Script(list(answers))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            script.asked.append((self.command, self.path, self.headers.get("Idempotency-Key", "")))
            answer = script.answers.pop(0)
            if answer is None:
                self.connection.close()
                return
            status, body, headers = answer
            data = (body if isinstance(body, str) else json.dumps(body)).encode()
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(data))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        do_POST = do_GET

        def log_message(self, *args: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=http.serve_forever, daemon=True)
    thread.start()
    script.url = f"http://127.0.0.1:{http.server_port}"
    try:
        yield script
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


@pytest.mark.parametrize("first", [BUSY, AWAY, GATEWAY, None], ids=["busy", "away", "gateway", "hangs up"])
def test_what_may_be_sent_twice_is(first: Answer | None) -> None:
    with server(first, OK) as script, script.client() as client:
        assert client.health().status == "ok"
    assert len(script.asked) == 2


@pytest.mark.parametrize(("first", "kind"), [(AWAY, ProblemError), (GATEWAY, ProblemError), (None, Unreachable)])
def test_what_would_be_done_twice_is_not(first: Answer | None, kind: type[Exception]) -> None:
    with server(first, OK) as script, script.client() as client, pytest.raises(kind):
        client.draft(option="a", locale="en")
    assert len(script.asked) == 1


def test_what_was_refused_at_the_door_is_sent_again_whatever_it_is() -> None:
    many = problem(429, "too-many-requests", **{"Retry-After": "2"})
    with server(BUSY, many, BUSY, BUSY) as script, script.client() as client, pytest.raises(ProblemError) as refused:
        client.publish()
    assert refused.value.code == "busy"
    assert script.waited == [1, 2, 1]


def test_a_poster_is_asked_for_again_under_the_same_key() -> None:
    with server(None, AWAY, AWAY) as script, script.client(tries=3) as client, pytest.raises(ProblemError):
        client.make_poster(options=["a"])
    keys = [key for _, _, key in script.asked]
    assert len(keys) == 3
    assert len(set(keys)) == 1 != len(keys[0])


def test_nobody_waits_for_an_hour() -> None:
    many = problem(429, "too-many-requests", **{"Retry-After": "3600"})
    with server(many) as script, script.client() as client, pytest.raises(ProblemError) as refused:
        client.health()
    assert (refused.value.retry_after, script.waited) == (3600, [])


@pytest.mark.parametrize("ask", [lambda client: client.health(), lambda client: client.ready()])
def test_an_answer_that_is_none_of_the_api_is_told(ask: Callable[[Client], object]) -> None:
    for answer in ((200, "<h1>Hello</h1>", {"Content-Type": "text/html"}), (200, {"other": 1}, {})):
        with server(answer) as script, script.client() as client, pytest.raises(UnreadableAnswer):
            ask(client)


@pytest.mark.parametrize("body", ["[]", "null", '"busy"', "7", "[{}]", '{"type": 1}'])
def test_whatever_a_server_between_says_is_a_problem(body: str) -> None:
    answer: Answer = (500, body, {"Content-Type": "application/json", "Retry-After": "²"})
    with server(answer) as script, script.client(tries=1) as client, pytest.raises(ProblemError) as told:
        client.catalogue()
    assert (told.value.status, told.value.code, told.value.retry_after) == (500, "http-500", None)

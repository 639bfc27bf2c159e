"""A real HTTP server that speaks chat completions, and misbehaves as it is told."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

Answer = Callable[["Handler"], None]


@dataclass
class Model:
    """What was asked, and what is answered: the script from its start, its last line for ever."""

    script: Sequence[Answer] = ()
    asked: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""

    def answer(self, handler: Handler) -> None:
        line = self.script[min(len(self.asked) - 1, len(self.script) - 1)]
        line(handler)


class Handler(BaseHTTPRequestHandler):
    model: Model

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.model.asked.append(body)
        with suppress(BrokenPipeError, ConnectionResetError):  # the client may have given up waiting
            self.model.answer(self)

    def send(self, status: int, body: object, **headers: str) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def model_server(*script: Answer) -> Iterator[Model]:
    model = Model(script)
    handler = type("ModelHandler", (Handler,), {"model": model})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    model.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield model
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def says(
    content: str | None, *, tokens: tuple[int, int] = (700, 300), finish: str = "stop", refusal: str = ""
) -> Answer:
    """An ordinary answer with this text."""

    def answer(handler: Handler) -> None:
        message = {"role": "assistant", "content": content, "refusal": refusal or None}
        usage = {"prompt_tokens": tokens[0], "completion_tokens": tokens[1], "total_tokens": sum(tokens)}
        choice = {"index": 0, "finish_reason": finish, "message": message}
        body = {"id": "x", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice], "usage": usage}
        handler.send(200, body)

    return answer


def writes(*texts: dict[str, str], **more: Any) -> Answer:
    """An answer of the promised shape."""
    return says(json.dumps({"variants": list(texts)}, ensure_ascii=False), **more)


def fails(status: int, **headers: str) -> Answer:
    return lambda handler: handler.send(status, {"error": {"message": f"no: {status}"}}, **headers)


def says_plainly(text: str, media_type: str) -> Answer:
    """A right status and something that is no chat completion."""

    def answer(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", media_type)
        handler.send_header("Content-Length", str(len(text)))
        handler.end_headers()
        handler.wfile.write(text.encode())

    return answer


def sleeps(seconds: float) -> Answer:
    return lambda handler: time.sleep(seconds)


def hangs_up(handler: Handler) -> None:
    """Promise more than is sent."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    handler.wfile.write(b'{"choices": [')
    handler.wfile.flush()
    handler.connection.close()

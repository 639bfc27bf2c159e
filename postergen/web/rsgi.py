"""What the HTTP server gives us of a request (RSGI), and how an application is told of it (WSGI)."""

from __future__ import annotations

import sys
from functools import lru_cache
from io import BytesIO
from typing import Any, Protocol

_EVERY_REQUEST: dict[str, Any] = {
    "SCRIPT_NAME": "",
    "wsgi.version": (1, 0),
    "wsgi.errors": sys.stderr,
    "wsgi.input_terminated": True,
    "wsgi.multithread": True,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
}


class Headers(Protocol):
    def items(self) -> list[tuple[str, str]]: ...

    def get(self, name: str, default: str = "") -> str: ...


class Scope(Protocol):
    """A request's head (RSGI 1.5)."""

    http_version: str
    server: str
    client: str
    scheme: str
    method: str
    path: str
    query_string: str
    authority: str | None
    headers: Headers


class HTTPProtocol(Protocol):
    """A request's body and its answer (RSGI 1.5). Answers may be given from any thread."""

    def __aiter__(self) -> Any: ...

    async def client_disconnect(self) -> None: ...

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None: ...


def environ_of(scope: Scope, body: bytes) -> dict[str, Any]:
    """What WSGI calls this request (PEP 3333)."""
    server, _, port = scope.server.rpartition(":")
    client, _, client_port = scope.client.rpartition(":")
    environ = {
        **_EVERY_REQUEST,
        "REQUEST_METHOD": scope.method,
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "SERVER_NAME": server.strip("[]"),
        "SERVER_PORT": port,
        "REMOTE_ADDR": client.strip("[]"),
        "REMOTE_PORT": client_port,
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": BytesIO(body),
    }
    for name, value in scope.headers.items():
        key = _variable(name)
        if key in environ:
            value = f"{environ[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{value}"
        if key:
            environ[key] = value
    if environ.pop("HTTP_TRANSFER_ENCODING", ""):  # it is decoded, and all there: now it has a length
        environ["CONTENT_LENGTH"] = str(len(body))
    if "HTTP_HOST" not in environ:
        environ["HTTP_HOST"] = scope.authority or ""
    return environ


@lru_cache(maxsize=256)
def _variable(name: str) -> str:
    """The variable of a header; none for a name with an underscore, which would pass for the one with a dash."""
    if "_" in name:
        return ""
    key = name.upper().replace("-", "_")
    return key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"


def size_of(headers: Headers) -> int | None:
    """How many bytes the body has; None when it does not say beforehand."""
    if headers.get("transfer-encoding"):
        return None
    said = headers.get("content-length", "0")
    return int(said) if said.isascii() and said.isdigit() else None

"""Ask a server, and make a value of what it answers."""

from __future__ import annotations

import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import quote

import httpx2

from postergen import __version__
from postergen.client.failures import UnreadableAnswer
from postergen.client.reading import read, write
from postergen.client.sending import Sender, Sleep

API = "/api/v1"
T = TypeVar("T")
NOTHING: Mapping[str, Any] = {}


class Connection:
    """A postergen server, and how it is asked.

    Args:
        url: where it is, with its path if it has one.
        key: an API key (`postergen key create`), for what needs one.
        timeout: seconds that one try may take.
        tries: how often what may be sent twice is sent at most.
    """

    def __init__(
        self,
        url: str,
        key: str = "",
        *,
        timeout: float = 30,
        tries: int = 4,
        transport: httpx2.BaseTransport | None = None,
        sleep: Sleep = time.sleep,
    ) -> None:
        agent = {"User-Agent": f"postergen-client/{__version__}"}
        headers = agent | ({"Authorization": f"Bearer {key}"} if key else {})
        self._http = httpx2.Client(base_url=url, headers=headers, timeout=timeout, transport=transport)
        self._sender = Sender(self._http, tries, sleep)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: object, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def _get(
        self, kind: type[T], path: str, asked: Mapping[str, object] = NOTHING, headers: Mapping[str, str] = NOTHING
    ) -> T:
        return value_of(kind, self._ask("GET", path, twice=True, params=given(asked), headers=headers))

    def _post(
        self,
        kind: type[T],
        path: str,
        sent: Mapping[str, object] | None,
        *,
        twice: bool,
        headers: Mapping[str, str] = NOTHING,
        params: Mapping[str, Any] = NOTHING,
    ) -> T:
        if sent is None:
            return value_of(kind, self._ask("POST", path, twice=twice, headers=headers, params=params))
        typed = {"Content-Type": "application/json", **headers}
        return value_of(kind, self._ask("POST", path, twice=twice, headers=typed, params=params, content=write(sent)))

    def _ask(
        self, method: str, path: str, *, twice: bool, headers: Mapping[str, str] = NOTHING, **more: Any
    ) -> httpx2.Response:
        accept = {"Accept": "application/json"} if path.startswith(API) else {}
        return self._sender.send(method, path, twice=twice, headers={**accept, **headers}, **more)


def value_of(kind: type[T], answer: httpx2.Response) -> T:
    try:
        return read(kind, answer.json())
    except ValueError as exc:
        raise UnreadableAnswer(f"{answer.url} answers {answer.headers.get('Content-Type', 'nothing')}") from exc


def part(text: str) -> str:
    """One part of a path, whatever stands in it."""
    return quote(text, safe="")


def given(asked: Mapping[str, object]) -> dict[str, Any]:
    """Without what was left out."""
    return {name: value for name, value in asked.items() if value is not None and value != []}

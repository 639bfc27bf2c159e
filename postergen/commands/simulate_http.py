"""Let people who are made up meet a real server, and hold what it reports against what they did."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from postergen.bootstrap import build_product
from postergen.commands.console import EXIT_ROWS_FAILED, echo_json
from postergen.config import CONTENT, Settings, environment_with
from postergen.errors import Unavailable
from postergen.simulation.live import NAMES, Compared, Happened, Made, Person, compare, live

DEFAULT_POSTERS = 300
OPTIONS = 6  # so few that each text has posters enough to be looked at
PATIENCE = 180.0  # seconds until a server must have started, or counted
WORKERS = 1
MOST_RANKED = 40  # that a service tells at once: more than a policy draws from
_LANDED = re.compile(r'data-landed="([^"]+)"')


def simulate_http(posters: int, seed: int, *, as_json: bool) -> None:
    """Start a server of its own, let people use it, and compare. Leaves with 1 where a figure differs."""
    with tempfile.TemporaryDirectory() as folder, _server(Path(folder)) as server:
        options = server.options()[:OPTIONS]
        chances = {(one, name): server.chances(one, name) for one in options for name in NAMES}
        happened = live(server, options, posters, seed)
        found = _settled(server, happened, chances)
        draws = server.stats("draws")
    if as_json:
        echo_json(_as_json(posters, seed, found, draws))
    else:
        _echo(found, draws)
    if not all(one.agrees for one in found) or draws["suspicious"]:
        sys.exit(EXIT_ROWS_FAILED)


class _Server:
    """A `live.Service` over HTTP. One proxy is trusted: whoever asks says from which address."""

    def __init__(self, port: int, key: str, campaign: str) -> None:
        self._port, self._key, self._campaign = port, key, campaign

    def make(self, who: Person, option: str, nickname: str, click: str | None) -> Made:
        asked = self._brief(option, nickname) | ({"scan": click} if click else {})
        made = self._json("POST", "/api/v1/posters", who, asked)
        return Made(made["code"], made["variant"]["id"], made["propensity"])

    def scan(self, who: Person, code: str) -> str:
        answer, _ = self._ask("GET", f"/s/{code}", who)
        return urlsplit(answer.headers["Location"] or "").query.partition("click=")[2]

    def confirm(self, who: Person, click: str) -> None:
        _, page = self._ask("GET", f"/?click={click}", who)
        token = _LANDED.search(page.decode())
        self._ask("POST", f"/api/v1/scans/{click}/confirm?token={token[1] if token else ''}", who)

    def options(self) -> list[str]:
        found = self._json("GET", f"/api/v1/catalogue?campaign={self._campaign}", _OPERATOR)
        return [one["id"] for one in found["options"]]

    def chances(self, option: str, nickname: str) -> dict[str, float]:
        """Of all texts that may stand on a poster, as whoever asks before is told."""
        found = self._json("POST", "/api/v1/rank", _OPERATOR, self._brief(option, nickname) | {"count": MOST_RANKED})
        return {one["variant"]["id"]: one["propensity"] for one in found["candidates"]}

    def stats(self, what: str) -> Any:
        return self._json("GET", f"/api/v1/stats/{what}?campaign={self._campaign}", _OPERATOR)

    def _brief(self, option: str, nickname: str) -> dict[str, Any]:
        return {"campaign": self._campaign, "options": [option], "nickname": nickname, "locale": "en"}

    def _json(self, method: str, path: str, who: Person, body: object = None) -> Any:
        answer, text = self._ask(method, path, who, body)
        if answer.status >= 400:
            raise Unavailable(f"{method} {path}", f"{answer.status}: {text.decode()[:300]}")
        return json.loads(text)

    def _ask(self, method: str, path: str, who: Person, body: object = None) -> tuple[HTTPResponse, bytes]:
        headers = {"User-Agent": who.agent, "Accept-Language": who.languages, "X-Forwarded-For": who.address}
        headers |= {"Authorization": f"Bearer {self._key}"} if who is _OPERATOR else {}
        headers |= {"Content-Type": "application/json"} if body is not None else {}
        connection = HTTPConnection("127.0.0.1", self._port, timeout=60)  # each person has one of their own
        with closing(connection):
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            return answer, answer.read()


_OPERATOR = Person("127.0.0.1", "postergen simulate", "en")


@contextmanager
def _server(folder: Path) -> Iterator[_Server]:
    """A server with a database of its own; it and all that it kept are gone afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    own = {
        "DATABASE_URL": f"sqlite:///{folder}/simulated.db",
        "JOURNAL_DIR": f"{folder}/journal",
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "TRUSTED_PROXIES": "1",
        "RATE_LIMITS": "off",
        "EMBED_WISHES": "no",
        "POLICY_UPDATES": "no",
        "API_KEYS_REQUIRED": "no",
        "LISTED_NETWORKS": "",
    }
    environment = environment_with(own)
    product = build_product(Settings.from_mapping(environment))
    _, key = product.keys.create("simulate", ["stats"])
    campaign = product.settings.campaign
    product.close()
    command = [sys.executable, "-m", "postergen", "serve", "--port", str(port), "--workers", str(WORKERS)]
    with (folder / "server.log").open("w") as log:
        process = subprocess.Popen(command, env=environment, cwd=CONTENT, stdout=log, stderr=log)
        try:
            _wait_until_ready(process, port, folder / "server.log")
            yield _Server(port, key, campaign)
        finally:
            process.terminate()
            process.wait()


def _wait_until_ready(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as probe:
                probe.request("GET", "/readyz")
                if probe.getresponse().status == 200:
                    return
        except OSError:
            pass  # it does not listen yet
        time.sleep(0.1)
    raise Unavailable("the server", log.read_text(encoding="utf-8", errors="replace").strip()[-300:] or "did not start")


def _settled(
    server: _Server, happened: Happened, chances: Mapping[tuple[str, str], Mapping[str, float]]
) -> tuple[Compared, ...]:
    """The comparison, as soon as all that happened is counted; where that never is, as it stands then."""
    end = time.monotonic() + PATIENCE / 6
    while True:
        generations = server.stats("referrals")["generations"]
        found = compare(happened, server.stats("variants")["rows"], generations, chances)
        if all(one.agrees for one in found) or time.monotonic() > end:
            return found
        time.sleep(0.5)


def _as_json(posters: int, seed: int, found: tuple[Compared, ...], draws: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "posters": posters,
        "seed": seed,
        "agrees": all(one.agrees for one in found) and not draws["suspicious"],
        "figures": [one._asdict() for one in found],
        "draws": {name: draws[name] for name in ("draws", "disagreeing", "impossible", "p", "suspicious")},
    }


def _echo(found: tuple[Compared, ...], draws: Mapping[str, Any]) -> None:
    click.echo(f"{'what':24} {'true':>7} {'told':>7}")
    for one in found:
        click.echo(f"{one.what:24} {one.truth:7.0f} {one.told:7.0f}{'' if one.agrees else '   differs'}")
    p = "too few to say" if draws["p"] is None else f"p = {draws['p']:.3f}"
    said = "SUSPICIOUS" if draws["suspicious"] else "as the policy says"
    click.echo(f"{draws['draws']} draws {said} ({p}), {draws['disagreeing']} logged with another chance")

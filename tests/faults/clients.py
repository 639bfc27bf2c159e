"""Start servers, ask them, and remember what they acknowledged."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

PHONE = "Mozilla/5.0 (Linux; Android 14; V2309A) AppleWebKit/537.36 Mobile MicroMessenger/8.0.49"
BRIEF = {"options": ["wuhan-hot-dry-noodles", "parents-medical-check-up"], "locale": "zh-CN"}
ROOT = Path(__file__).parents[2]
PATIENCE = 60  # seconds for one answer; whoever waits longer hangs


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float

    @property
    def click(self) -> str:
        """The click id that a redirect carries."""
        return parse_qs(urlsplit(self.headers["location"]).query)["click"][0]

    @property
    def code(self) -> str:
        return str(json.loads(self.body)["code"])


class Client:
    """One connection to a server, opened again when it breaks. Raises OSError or HTTPException for no answer."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)

    def ask(self, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None) -> Answer:
        began = time.monotonic()
        sent = {"User-Agent": PHONE, "Content-Type": "application/json", **(headers or {})}
        try:
            self._connection.request(method, path, json.dumps(body) if body is not None else None, sent)
            response = self._connection.getresponse()
            data = response.read()
        except BaseException:
            self._connection.close()
            raise
        found = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, found, data, time.monotonic() - began)

    def make(self, name: str, key: str | None = None) -> Answer:
        """A poster with this nickname."""
        headers = {"Idempotency-Key": key} if key else {}
        return self.ask("POST", "/api/v1/posters", {**BRIEF, "nickname": name}, headers)

    def scan(self, code: str) -> Answer:
        return self.ask("GET", f"/s/{code}")

    def close(self) -> None:
        self._connection.close()


@dataclass
class Process:
    """One server process."""

    pid: int
    port: int
    is_dead: bool = False

    @contextmanager
    def client(self) -> Iterator[Client]:
        client = Client(self.port)
        try:
            yield client
        finally:
            client.close()


@dataclass
class Servers:
    """A program that forks servers over one database and one folder of journals."""

    program: subprocess.Popen[str]
    journal_dir: Path
    database_url: str
    log: Path
    running: list[Process] = field(default_factory=list)

    def start(self, *, folding: bool = True) -> Process:
        found = self._command(f"fork {json.dumps({'folding': folding})}")
        process = Process(int(found["pid"]), int(found["port"]))
        self.running.append(process)
        return process

    def kill(self, process: Process) -> None:
        """``kill -9``, and wait until it is gone."""
        self._end(process, signal.SIGKILL)

    def stop(self, process: Process) -> None:
        """Ask it to stop in good order, and wait until it has."""
        self._end(process, signal.SIGTERM)

    def _end(self, process: Process, how: signal.Signals) -> None:
        os.kill(process.pid, how)
        self._command(f"reap {process.pid}")
        process.is_dead = True
        self.running.remove(process)

    def _command(self, line: str) -> dict[str, int]:
        assert self.program.stdin is not None
        self.program.stdin.write(line + "\n")
        self.program.stdin.flush()
        return self.read()

    def read(self) -> dict[str, int]:
        assert self.program.stdout is not None
        line = self.program.stdout.readline()
        assert line, f"the program died: {self.log.read_text()[-3000:]}"
        found: dict[str, int] = json.loads(line)
        return found

    def journals(self) -> list[Path]:
        """The journals that are left, with whatever SQLite keeps beside them."""
        return sorted(self.journal_dir.glob("*.journal*"))


@contextmanager
def servers(database_url: str, folder: Path, journal_dir: Path | None = None, **settings: object) -> Iterator[Servers]:
    """Servers for this database; whatever runs at the end is killed."""
    journal_dir = journal_dir or folder / "journal"
    asked = {"database_url": database_url, "journal_dir": str(journal_dir), **settings}
    log = folder / "server.log"
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "tests.faults.server", json.dumps(asked)]
    with (
        log.open("w") as errors,
        subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env=environment,
            cwd=ROOT,
        ) as program,
    ):
        started = Servers(program, journal_dir, database_url, log)
        try:
            started.read()
            yield started
            assert program.poll() is None
        finally:
            for process in list(started.running):
                started.kill(process)
            program.kill()

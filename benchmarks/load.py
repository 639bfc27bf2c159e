"""Start real servers and put them under load with wrk, for the benchmarks of what goes over HTTP."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).parent
WORKERS = 2
PHONE = "Mozilla/5.0 (Linux; Android 14; V2309A) AppleWebKit/537.36 Mobile MicroMessenger/8.0.49"


@dataclass(frozen=True)
class Load:
    """What came of some seconds under load; times in milliseconds."""

    statuses: dict[str, int]
    seconds: float
    median: float
    late: float  # the 99th percentile
    longest: float
    timeouts: int
    broken: int

    @property
    def rate(self) -> float:
        """Answers of success a second."""
        return sum(n for status, n in self.statuses.items() if status < "4") / self.seconds


@dataclass(frozen=True)
class Server:
    """`postergen serve`, or another program on a port."""

    process: subprocess.Popen[bytes]
    port: int
    folder: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def workers(self) -> list[int]:
        """The processes that it started."""
        return [int(pid) for pid in _children(self.process.pid)]

    def memory(self) -> str:
        """RSS and PSS of each process, in MB."""
        return "; ".join(_memory(pid) for pid in [self.process.pid, *self.workers()])

    def processor(self) -> float:
        """Seconds of the processor that all its processes took until now."""
        return sum(_processor(pid) for pid in [self.process.pid, *self.workers()])

    def count(self, table: str) -> int:
        """Rows of a table, once every event is folded."""
        while self._waiting():
            time.sleep(0.2)
        with closing(sqlite3.connect(self.folder / "bench.db")) as database:
            return int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])

    def _waiting(self) -> float:
        with urllib.request.urlopen(f"{self.url}/metrics", timeout=60) as answer:
            told = answer.read().decode()
        return float(re.search(r"^postergen_journal_events (\S+)$", told, re.M)[1])  # type: ignore[index]

    def settle(self) -> None:
        """Wait until it does nothing any more."""
        before = self.processor()
        while (now := self._rested()) - before > 0.1:
            before = now

    def _rested(self) -> float:
        time.sleep(1)
        return self.processor()


def has_wrk() -> bool:
    """Whether wrk is installed; says so when it is not."""
    if shutil.which("wrk"):
        return True
    print("wrk is not installed (Debian: apt-get install wrk): nothing was measured")
    return False


@contextmanager
def postergen(**settings: str) -> Iterator[Server]:
    """`postergen serve` with an empty database, without limits."""
    with TemporaryDirectory() as name:
        folder, port = Path(name), _free_port()
        given = {k: v for k, v in os.environ.items() if not k.startswith("POSTERGEN_")}
        given |= {
            "POSTERGEN_DATABASE_URL": f"sqlite:///{folder}/bench.db",
            "POSTERGEN_PUBLIC_URL": f"http://127.0.0.1:{port}",
            "POSTERGEN_RATE_LIMITS": "off",
            "POSTERGEN_EMBED_WISHES": "no",
        }
        given |= {f"POSTERGEN_{key}": value for key, value in settings.items()}
        command = [sys.executable, "-m", "postergen", "serve", "--port", str(port), "--workers", str(WORKERS)]
        with _running(command, port, folder, given, HERE.parent) as server:
            yield server


@contextmanager
def constant(size: int) -> Iterator[Server]:
    """The same HTTP server, with an application that answers so many bytes and does nothing else."""
    with TemporaryDirectory() as name:
        (Path(name) / "constant.py").write_text(
            f"BODY = bytes({size})\nasync def app(scope, protocol):\n"
            "    protocol.response_bytes(200, [('content-type', 'image/jpeg')], BODY)\n"
        )
        port = _free_port()
        command = [sys.executable, "-m", "granian", "--interface", "rsgi", "--port", str(port), "--no-ws"]
        command += ["--workers", str(WORKERS), "--log-level", "error", "constant:app"]
        with _running(command, port, Path(name), dict(os.environ), Path(name)) as server:
            yield server


@contextmanager
def _running(
    command: Sequence[str], port: int, folder: Path, environment: dict[str, str], cwd: Path
) -> Iterator[Server]:
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, cwd=cwd, stdout=log, stderr=log)
        server = Server(process, port, folder)
        try:
            while process.poll() is None and not _answers(f"{server.url}/readyz"):
                time.sleep(0.2)
            if process.poll() is not None:
                raise SystemExit((folder / "log").read_text()[-2000:])
            server.settle()
            yield server
        finally:
            process.terminate()
            process.wait()


def wrk(server: Server, requests: Sequence[Sequence[str]], *, seconds: float, connections: int = 8) -> Load:
    """Ask again and again, over so many connections, each as fast as it is answered.

    Args:
        requests: method, path, Accept, User-Agent, X-Forwarded-For and body of each, in turn.
    """
    with TemporaryDirectory() as name:
        file = Path(name) / "requests"
        file.write_text("".join("\t".join(request) + "\n" for request in requests), encoding="utf-8")
        command = [
            "wrk",
            "-t1",
            f"-c{connections}",
            f"-d{seconds:.0f}s",
            "--timeout",
            "10s",
            "-s",
            "load.lua",
            server.url,
        ]
        done = subprocess.run(
            command, env=os.environ | {"REQUESTS": str(file)}, cwd=HERE, check=True, capture_output=True, text=True
        )
    return Load(**json.loads(done.stdout.splitlines()[-1]))


def get(path: str, accept: str = "*/*", agent: str = PHONE, address: str = "") -> tuple[str, ...]:
    """A request for `wrk`, from an address if a proxy is trusted."""
    return "GET", path, accept, agent, address, ""


def post(path: str, body: object, accept: str) -> tuple[str, ...]:
    return "POST", path, accept, PHONE, "", json.dumps(body, ensure_ascii=False)


def row(what: str, load: Load, unit: float, cpu: float | None = None) -> None:
    """A line of a table: how many a second, against a unit; the times of single answers; the processor's."""
    answered = sum(load.statuses.values())
    cost = f"{cpu / answered * 1e6:12.0f}" if cpu is not None else ""
    print(f"{what:44} {load.rate:8.0f} {load.rate / unit:8.3f} {load.median:9.1f} {load.late:9.1f}{cost}", flush=True)


HEAD = f"{'what':44} {'a second':>8} {'ratio':>8} {'p50 ms':>9} {'p99 ms':>9} {'µs processor':>12}"


def measured(server: Server, what: str, requests: Sequence[Sequence[str]], unit: float, seconds: float) -> Load:
    """Put it under load and print its row."""
    before = server.processor()
    load = wrk(server, requests, seconds=seconds)
    row(what, load, unit or load.rate, server.processor() - before)
    return load


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _children(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split() + [
        child
        for thread in Path(f"/proc/{pid}/task").iterdir()
        if thread.name != str(pid)
        for child in (thread / "children").read_text().split()
    ]


def _memory(pid: int) -> str:
    told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    sizes = {name: int(kilobytes) / 1024 for name, kilobytes in re.findall(r"^(Rss|Pss): +(\d+) kB", told, re.M)}
    return f"{sizes['Rss']:.0f} / {sizes['Pss']:.0f}"


def _processor(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

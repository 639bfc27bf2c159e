"""Real servers, as `postergen serve` starts them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from postergen.config import CONTENT
from tests.products import CACHE

PATIENCE = 180.0  # seconds until something must have happened, on the busiest machine; nobody sleeps that long


def wait_until(holds: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
    """Come back as soon as it holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"not within {seconds:.0f} s: {what}"
        time.sleep(0.05)


@dataclass(frozen=True)
class Serving:
    """`postergen serve`, running."""

    process: subprocess.Popen[bytes]
    url: str


@contextmanager
def serve(folder: Path, workers: int = 2, **settings: str) -> Iterator[str]:
    """The address of a server as `serving` starts it."""
    with serving(folder, workers, **settings) as running:
        yield running.url


@contextmanager
def serving(folder: Path, workers: int = 2, until: str | None = "/readyz", **settings: str) -> Iterator[Serving]:
    """`postergen serve` on a free port, with its database in this folder; settings without their prefix.

    It is given as soon as `until` answers, or at once.
    """
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {k: v for k, v in os.environ.items() if k == CACHE or not k.startswith("POSTERGEN_")}
    environment |= {"POSTERGEN_DATABASE_URL": f"sqlite:///{folder}/server.db", "POSTERGEN_PUBLIC_URL": url}
    environment["POSTERGEN_EMBED_WISHES"] = "no"  # a model in every worker would take most of the time
    environment |= {f"POSTERGEN_{name}": value for name, value in settings.items()}
    command = [sys.executable, "-m", "postergen", "serve", "--port", str(port), "--workers", str(workers)]
    with (folder / "server.log").open("w") as log:
        process = subprocess.Popen(command, env=environment, cwd=CONTENT, stdout=log, stderr=log)
        try:
            if until is not None:
                wait_until(lambda: process.poll() is not None or _is_ready(url + until), "the server is ready")
            assert process.poll() is None, (folder / "server.log").read_text()[-3000:]
            yield Serving(process, url)
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _is_ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False

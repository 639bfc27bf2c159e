"""The process that folds is replaced when it dies, and ends with its server."""

from __future__ import annotations

import math
import os
import signal
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

from postergen.folding import NICENESS
from tests.faults.clients import Client
from tests.servers import serve, wait_until


def folders(port: int) -> list[int]:
    """The processes that fold for the server on this port: those that are so much nicer than we."""
    theirs = min(os.getpriority(os.PRIO_PROCESS, 0) + NICENESS, 19)
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().split(b"\0")
            nice = int((process / "stat").read_text().rpartition(")")[2].split()[16])
        except OSError:
            continue
        if str(port).encode() in command and nice == theirs:
            found.append(int(process.name))
    return found


def waiting(client: Client) -> float:
    """How many events wait for the database; infinitely many while the server has no time to say so."""
    lines = client.ask("GET", "/metrics").body.decode().splitlines()
    return next((float(line.split()[1]) for line in lines if line.startswith("postergen_journal_events ")), math.inf)


def make(client: Client) -> str:
    """A poster, asked for until the server has time for it."""
    codes: list[str] = []

    def is_made() -> bool:
        answer = client.make("小明")
        codes.extend([answer.code] if answer.status == 201 else [])
        return bool(codes)

    wait_until(is_made, "a poster is made")
    return codes[0]


def test_a_dead_folder_is_replaced_and_the_last_one_ends_with_the_server(tmp_path: Path) -> None:
    with serve(tmp_path, workers=2, RATE_LIMITS="off") as url:
        port = int(urlsplit(url).port or 0)
        with closing(Client(port)) as client:
            code = make(client)
            wait_until(lambda: waiting(client) == 0, "the poster is folded")
            (first,) = folders(port)
            os.kill(first, signal.SIGKILL)
            assert client.scan(code).status == 302
            wait_until(lambda: waiting(client) == 0, "the scan is folded")
            (second,) = folders(port)
            assert second != first
    wait_until(lambda: not folders(port), "the folder ends")
    assert not list((tmp_path / "journal").glob("*.journal"))

"""How long a start takes, for the first time and later, and how much memory a worker has then.

Processor seconds (user and system, children too) and seconds on the clock, which says little on a busy machine. A first
start finds an empty folder, a later one what the first has kept. Without a model of wishes, which is loaded later.
"""

from __future__ import annotations

import os
import re
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

RUNS = 5
WORKERS = 2
REST = 30.0  # seconds after which a worker has drawn all looks
POSTER = ("render", "--option", "wuhan-hot-dry-noodles", "-o", "poster.jpg")


def main() -> None:
    print(f"{'what':44} {'processor s':>12} {'clock s':>8}")
    command("--help", ["--help"], RUNS)
    with tempfile.TemporaryDirectory() as folder:
        command("render, first start", list(POSTER), 1, folder)
        command(f"render, later (least of {RUNS})", list(POSTER), RUNS, folder)
    with tempfile.TemporaryDirectory() as folder:
        server(f"serve, {WORKERS} workers, ready, first start", folder, REST)
        server(f"serve, {WORKERS} workers, ready, later", folder, 5.0)


def environment(folder: str) -> dict[str, str]:
    ours = {"POSTERGEN_DATABASE_URL": f"sqlite:///{folder}/start.db", "POSTERGEN_EMBED_WISHES": "no"}
    return {name: value for name, value in os.environ.items() if not name.startswith("POSTERGEN_")} | ours


def command(what: str, arguments: list[str], runs: int, folder: str | None = None) -> None:
    """The least of some runs of a whole process."""
    found = []
    for _ in range(runs):
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "postergen", *arguments],
            check=True,
            cwd=folder,
            env=environment(folder or "."),
            stdout=subprocess.DEVNULL,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        found.append((spent, time.perf_counter() - start))
    print(f"{what:44} {min(spent for spent, _ in found):12.2f} {min(clock for _, clock in found):8.2f}", flush=True)


def server(what: str, folder: str, rest: float) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    start = time.perf_counter()
    arguments = ["serve", "--port", str(port), "--workers", str(WORKERS)]
    with subprocess.Popen([sys.executable, "-m", "postergen", *arguments], env=environment(folder)) as process:
        try:
            while not is_ready(port):
                time.sleep(0.01)
            clock = time.perf_counter() - start
            spent = sum(processor_seconds(pid) for pid in (process.pid, *children(process.pid)))
            print(f"{what:44} {spent:12.2f} {clock:8.2f}", flush=True)
            time.sleep(rest)
            workers = children(process.pid)
            shares = ", ".join(f"{memory(pid, 'Pss'):.0f} ({memory(pid, 'Private_Dirty'):.0f})" for pid in workers)
            warm = sum(processor_seconds(pid) for pid in workers)
            print(f"{f'  {rest:.0f} s later, all workers':44} {warm:12.2f}")
            print(f"  MiB of each worker, its share (its own alone): {shares}", flush=True)
        finally:
            process.send_signal(signal.SIGTERM)


def is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def processor_seconds(pid: int) -> float:
    spent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return sum(map(int, spent)) / os.sysconf("SC_CLK_TCK")


def memory(pid: int, name: str) -> float:
    """Mebibytes, as Linux tells them."""
    told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    found = re.search(rf"^{name}:\s+(\d+) kB", told, re.M)
    return int(found[1]) / 1024 if found else float("nan")


if __name__ == "__main__":
    main()

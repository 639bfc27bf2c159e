"""What a poster costs over HTTP, recorded and drawn, as ratios to `/healthz` of the same server.

    python benchmarks/bench_http.py [--seconds 5] [--warm 30]

`postergen serve` with two workers on SQLite, after `postergen templates cast`, wrk over eight connections. Each poster
is another one: all looks, one to six options, another nickname. Beside it stands a constant answer of the same size
from the same HTTP server. Then answers at half of what it can do, many more clients than it can serve, and memory. In
the end every 201 must be a row, and some codes are read from the pictures.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import random
import statistics
import urllib.request
from collections.abc import Mapping, Sequence

import zxingcpp
from load import HEAD, Load, Server, constant, get, has_wrk, measured, post, postergen, row, wrk
from PIL import Image
from samples import drawn_ahead, some_orders_as_json

from postergen.loadtest.drive import BROKEN, REFUSED, TIMEOUT, Wire, drive
from postergen.loadtest.mix import Answer, Asked
from postergen.loadtest.profiles import Spacing
from postergen.loadtest.schedule import arrivals
from postergen.loadtest.verdict import Measured

BRIEFS = 20_000
CONNECTIONS, CROWD = 8, 200
READ = 12  # pictures whose codes are read
JPEG, JSON = "image/jpeg", "application/json"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--warm", type=float, default=30, help="seconds of posters before those that count")
    asked = parser.parse_args()
    if not has_wrk():
        return
    briefs = some_orders_as_json(BRIEFS, random.Random(1))
    pictures = [post("/api/v1/posters", brief, JPEG) for brief in briefs]
    with postergen(CACHE_DIR=str(drawn_ahead())) as server:
        print(f"memory of main, workers and folder at first, RSS / PSS in MB: {server.memory()}")
        made = [wrk(server, pictures, seconds=asked.warm)]
        code, size = read_some(server, briefs)
        print(f"a JPEG has {size:,} bytes\n\n{HEAD}")
        unit = measured(server, "/healthz", [get("/healthz")], 0, asked.seconds).rate
        made.append(measured(server, "new posters, recorded, as JPEG", pictures[5_000:], unit, 2 * asked.seconds))
        capacity = made[-1].rate
        plain = [post("/api/v1/posters", brief, JSON) for brief in briefs]
        made.append(measured(server, "new posters, recorded, as JSON", plain, unit, asked.seconds))
        measured(server, "the same picture again", [get(f"/p/{code}.jpg")], unit, asked.seconds)
        with constant(size) as other:
            measured(other, "constant answer of the same size", [get("/")], unit, asked.seconds)
        half = paced(server, pictures[10_000:], capacity / 2, asked.seconds)
        row("new posters at half of that rate", half, unit)
        crowd = wrk(server, pictures, seconds=2 * asked.seconds, connections=CROWD)
        row(f"new posters for {CROWD} clients at once", crowd, unit)
        made += [half, crowd]
        print(f"\n{CROWD} clients: {crowd.statuses}, longest {crowd.longest:,.0f} ms, {crowd.timeouts} timeouts")
        print(f"memory of main, workers and folder at last, RSS / PSS in MB: {server.memory()}")
        check(server, sum(load.statuses.get("201", 0) for load in made) + READ)


def read_some(server: Server, briefs: list[dict[str, object]]) -> tuple[str, int]:
    """Read the codes of some posters; the last of them, and the mean size of a picture."""
    sizes = []
    for brief in briefs[-READ:]:
        data, code = ask(server, brief)
        sizes.append(len(data))
        found = zxingcpp.read_barcodes(Image.open(io.BytesIO(data)))
        if [read.text.upper() for read in found] != [f"{server.url}/S/{code}".upper()]:
            raise SystemExit(f"the code of {code} reads {[read.text for read in found]}")
    print(f"{READ} codes were read from the pictures")
    return code, round(statistics.fmean(sizes))


def ask(server: Server, brief: dict[str, object]) -> tuple[bytes, str]:
    headers = {"Content-Type": JSON, "Accept": JPEG}
    request = urllib.request.Request(f"{server.url}/api/v1/posters", json.dumps(brief).encode(), headers)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.read(), answer.headers["Postergen-Code"]


class Pictures:
    """A mix of one step: these posters as pictures, one after the other."""

    shares: Mapping[str, float] = {"poster": 1.0}

    def __init__(self, requests: Sequence[tuple[str, ...]]) -> None:
        self._waiting = iter(requests)

    def ask(self, step: str) -> Asked:
        method, path, accept, agent, _, body = next(self._waiting)
        return Asked(method, path, {"Content-Type": JSON, "Accept": accept, "User-Agent": agent}, body.encode())

    def take(self, step: str, asked: Asked, answer: Answer) -> str:
        return "" if answer.status == 201 else str(answer.status)


def paced(server: Server, requests: Sequence[tuple[str, ...]], rate: float, seconds: float) -> Load:
    """So many requests a second, whether or not those before are answered."""

    async def driven() -> Measured:
        mix = Pictures(requests)
        plan = arrivals(rate, seconds, Spacing.EVEN, mix.shares, random.Random(1))
        async with Wire(server.url) as wire:
            return await drive(wire, mix, plan, rate=rate, seconds=seconds)

    measured = asyncio.run(driven())
    whole, lag = measured.all(), measured.lags.at(0.99) or 0.0
    print(f"the generator was late by {lag * 1e3:.1f} ms (p99)")
    times, broken = whole.latencies, whole.errors[REFUSED] + whole.errors[BROKEN]
    median, late = ((times.at(share) or float("inf")) * 1e3 for share in (0.5, 0.99))
    statuses = {"201": times.answered} | {kind: n for kind, n in whole.errors.items() if kind.isdigit()}
    return Load(statuses, measured.took, median, late, times.longest * 1e3, whole.errors[TIMEOUT], broken)


def check(server: Server, answered: int) -> None:
    kept = server.count("poster")
    print(f"{answered:,} answers of 201, {kept:,} posters kept")
    if not answered <= kept <= answered + 3 * CONNECTIONS + CROWD:  # wrk leaves while some are on their way
        raise SystemExit("answers and posters do not agree")


if __name__ == "__main__":
    main()

"""What a recorded scan costs, as ratios to `/healthz` of the same server, and beside a redirect that records nothing.

    python benchmarks/bench_scans.py [--seconds 5]

`postergen serve` with two workers on SQLite, wrk over eight connections. In the end every redirect must be a row.
A crowd are phones of one network that scan again and again, which is the dearest to judge; a nation are phones each
of a network of its own.
"""

from __future__ import annotations

import argparse
import json
import random
import urllib.request
from ipaddress import IPv4Address

from load import HEAD, PHONE, Server, get, has_wrk, measured, post, postergen
from samples import some_orders_as_json

from postergen.domain.codes import specimen

CONNECTIONS = 8
POSTERS, PHONES = 200, 500
PEOPLE = 50_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=5)
    seconds = parser.parse_args().seconds
    if not has_wrk():
        return
    with postergen(TRUSTED_PROXIES="1") as server:
        codes = some_codes(server)
        nobody = specimen(codes[0][:2])
        print(HEAD)
        unit = measured(server, "/healthz", [get("/healthz")], 0, seconds).rate
        measured(server, "a redirect that records nothing", [get(f"/s/{nobody}")], unit, seconds)
        before = server.count("scan")
        one = measured(server, "scans of one poster", [get(f"/s/{codes[0]}")], unit, seconds)
        draw = random.Random(1)
        crowd = [get(f"/s/{draw.choice(codes)}", agent=some_phone(draw)) for _ in range(5_000)]
        crowded = measured(server, f"scans of {POSTERS} posters by a crowd", crowd, unit, seconds)
        nation = [
            get(f"/s/{draw.choice(codes)}", agent=some_phone(draw), address=str(IPv4Address((11 << 24) + (n << 8))))
            for n in range(PEOPLE)
        ]
        wide = measured(server, f"scans of {POSTERS} posters by a nation", nation, unit, seconds)
        answered = sum(load.statuses.get("302", 0) for load in (one, crowded, wide))
        kept = server.count("scan") - before
        print(f"\n{answered:,} redirects, {kept:,} rows")
        if not answered <= kept <= answered + 3 * CONNECTIONS:  # wrk leaves while some are on their way
            raise SystemExit("not every redirect is a row")


def some_phone(draw: random.Random) -> str:
    return f"{PHONE} V{draw.randrange(PHONES)}"


def some_codes(server: Server) -> list[str]:
    codes = []
    for body in some_orders_as_json(POSTERS, random.Random(2)):
        _, path, accept, agent, _, text = post("/api/v1/posters", body, "application/json")
        headers = {"Content-Type": "application/json", "Accept": accept, "User-Agent": agent}
        with urllib.request.urlopen(urllib.request.Request(server.url + path, text.encode(), headers)) as answer:
            codes.append(json.load(answer)["code"])
    return codes


if __name__ == "__main__":
    main()

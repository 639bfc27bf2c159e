"""What a recorded scan costs, as ratios to `/healthz` of the same server, and beside a redirect that records nothing.

    python benchmarks/bench_scans.py [--seconds 5]

`postergen serve` with two workers on SQLite, wrk over eight connections. In the end every redirect must be a row.
"""

from __future__ import annotations

import argparse
import json
import random
import urllib.request

from load import HEAD, PHONE, Server, get, has_wrk, measured, post, postergen
from samples import some_orders_as_json

from postergen.domain.codes import specimen

CONNECTIONS = 8
POSTERS, PHONES = 200, 500


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=5)
    seconds = parser.parse_args().seconds
    if not has_wrk():
        return
    with postergen() as server:
        codes = some_codes(server)
        nobody = specimen(codes[0][:2])
        print(HEAD)
        unit = measured(server, "/healthz", [get("/healthz")], 0, seconds).rate
        measured(server, "a redirect that records nothing", [get(f"/s/{nobody}")], unit, seconds)
        before = server.count("scan")
        one = measured(server, "scans of one poster", [get(f"/s/{codes[0]}")], unit, seconds)
        draw = random.Random(1)
        many = [get(f"/s/{draw.choice(codes)}", agent=f"{PHONE} V{draw.randrange(PHONES)}") for _ in range(5_000)]
        load = measured(server, f"scans of {POSTERS} posters by {PHONES} phones", many, unit, seconds)
        answered = one.statuses.get("302", 0) + load.statuses.get("302", 0)
        kept = server.count("scan") - before
        print(f"\n{answered:,} redirects, {kept:,} rows")
        if not answered <= kept <= answered + 2 * CONNECTIONS:  # wrk leaves while some are on their way
            raise SystemExit("not every redirect is a row")


def some_codes(server: Server) -> list[str]:
    codes = []
    for body in some_orders_as_json(POSTERS, random.Random(2)):
        _, path, accept, agent, text = post("/api/v1/posters", body, "application/json")
        headers = {"Content-Type": "application/json", "Accept": accept, "User-Agent": agent}
        with urllib.request.urlopen(urllib.request.Request(server.url + path, text.encode(), headers)) as answer:
            codes.append(json.load(answer)["code"])
    return codes


if __name__ == "__main__":
    main()

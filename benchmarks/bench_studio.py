"""What the pages of results cost over a large campaign, as ratios to reading one counter series in the same run.

    python benchmarks/bench_studio.py                                       # small, on SQLite
    python benchmarks/bench_studio.py --scans 10000000 --posters 1000000    # takes some minutes and gigabytes

With POSTERGEN_TEST_POSTGRES_URL the same runs on PostgreSQL, too.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench_tracking import END, START, count_posters, databases, milliseconds, write_month

from postergen.bootstrap import Product, build_product
from postergen.config import Settings
from postergen.domain.accounts import Role
from postergen.service.reports import Period
from postergen.web.app import create_app

NAME, PASSWORD = "better-life", "quiet rivers run deep"
PAGES = (
    "",
    "/variants",
    "/variants?option=wuhan-hot-dry-noodles",
    "/options",
    "/themes",
    "/places",
    "/channels",
    "/looks",
    "/hook-tone",
    "/tree",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scans", type=int, default=100_000)
    parser.add_argument("--posters", type=int, default=10_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for name, url in databases(Path(folder)):
            with url as address:
                settings = Settings(database_url=address, rate_limits=(), journal_dir=Path(folder) / f"{name}-journal")
                product = build_product(settings, clock=lambda: END)
                size = write_month(product.engine, product.library.campaign(NAME), asked.scans, asked.posters)
                count_posters(product, asked.posters)
                rows = services(product) | pages(product)
                product.close()
                product.engine.dispose()
            unit = rows["series by day"]
            print(f"{name}: {asked.posters:,} posters, {asked.scans:,} scans, {size:,} counters")
            print(f"{'what':58} {'ms':>10} {'x series':>10}")
            for what, span in rows.items():
                print(f"{what:58} {span:10.1f} {span / unit:10.2f}", flush=True)


def services(product: Product) -> dict[str, float]:
    month, results = Period(START, END), product.results
    asked: dict[str, Callable[[], object]] = {
        "series by day": lambda: results.series(NAME, month),
        "health": lambda: results.health(NAME, month),
        "contest of a language": lambda: results.contest(NAME, "zh-CN", None, month),
        "contest for an option": lambda: results.contest(NAME, "zh-CN", "wuhan-hot-dry-noodles", month),
        "hook x tone": lambda: results.by_hook_and_tone(NAME, "zh-CN", month),
        "provinces": lambda: results.by_province(NAME, month),
        "forest": lambda: results.forest(NAME, month),
        "funnel": lambda: product.reports.funnel(NAME, month),
    }
    return {words: milliseconds(report) for words, report in asked.items()}


def pages(product: Product) -> dict[str, float]:
    """Whole pages through the app, signed in."""
    product.accounts.create("bench", PASSWORD, Role.WRITER)
    client = create_app(product).test_client()
    found = re.search(r'name="token" value="([0-9a-f]+)"', client.get("/studio/sign-in").text)
    assert found is not None
    client.post("/studio/sign-in", data={"name": "bench", "password": PASSWORD, "token": found[1]})
    spans = {}
    for page in PAGES:
        path = f"/studio/results{page}"
        assert client.get(path).status_code == 200, path
        spans[f"page {path}"] = milliseconds(lambda path=path: client.get(path))
    return spans


if __name__ == "__main__":
    main()

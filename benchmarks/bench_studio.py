"""What every page of the studio costs, empty and in use, and what is behind those of results over a large campaign.

The best of several requests through the app, with the time of the processor: the rest was spent waiting. What a process
does for the first one of a kind stands beside it. Reports are told as ratios to reading one counter series, too.

    python benchmarks/bench_studio.py                                       # small, on SQLite
    python benchmarks/bench_studio.py --scans 10000000 --posters 1000000    # takes some minutes and gigabytes

With POSTERGEN_TEST_POSTGRES_URL the same runs on PostgreSQL, too.
"""

from __future__ import annotations

import argparse
import re
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from bench_tracking import END, START, count_posters, databases, milliseconds, write_month
from flask import Flask
from flask.testing import FlaskClient

from postergen.adapters.content.pack_items import ITEM_KINDS
from postergen.bootstrap import Product, build_product
from postergen.config import Settings
from postergen.domain.accounts import Role
from postergen.service.editorial import Proposal
from postergen.service.reports import Period
from postergen.web.app import create_app
from postergen.web.studio.results.views import VIEWS

NAME, PASSWORD = "better-life", "quiet rivers run deep"
OPTION = "wuhan-hot-dry-noodles"
TEXT = f"{OPTION}.zh-1"
FORMS = (
    f"options/{OPTION}",
    "themes/food",
    "occasions/birthday",
    "offers/check-up-nearby",
    "places/hubei",
    "none-of-these/none-of-these",
    "settings/better-life",
    "collect/going-home",
    "check-in/one-small-thing",
    "hide/hidden-beans",
)
RESULTS = (
    "overview",
    "variants",
    f"variants?option={OPTION}",
    "stickers",
    "options",
    "themes",
    "hook-tone",
    "places",
    "channels",
    "sites",
    "looks",
    "tree",
    f"texts/{TEXT}",
)
GAMES = ("going-home", "one-small-thing", "hidden-beans")
PAGES = (
    "",
    f"?option={OPTION}",
    "drafts",
    "drafts?state=published",
    f"drafts/{TEXT}/1",
    f"drafts/{TEXT}/1?looks",
    "mentions",
    "more",
    "new",
    f"edit/{TEXT}",
    "publish",
    "results",
    *(f"results/{view}" for view in RESULTS),
    "games",
    *(f"games/{game}" for game in GAMES),
    "games/going-home/spots",
    "look-backs",
    "look-backs/small-days",
    "catalogue",
    *(f"catalogue/{form}" for form in FORMS),
    "catalogue/files",
    "catalogue/files/themes.yaml",
    "audit",
    "people",
    "password",
    "second-factor",
)
SHUT = {
    "studio_sign_in.sign_in",
    "studio_sign_in.code",
    "studio_drafts.decided",
}  # for whoever is not in; after a decision
FILE = re.compile(r"\.\w+$")
ROUNDS = 5
TEXTS = 24


class Cost(NamedTuple):
    """Milliseconds: of the first request, of the best of the others, and of the processor in that one."""

    first: float
    best: float
    processor: float


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
                product.accounts.create("bench", PASSWORD, Role.ADMIN)
                empty = pages(product)
                size = write_month(product.engine, product.library.campaign(NAME), asked.scans, asked.posters)
                count_posters(product, asked.posters)
                write_texts(product)
                used = pages(product)
                spans = services(product)
                product.close()
                product.engine.dispose()
            print(
                f"{name}: {asked.posters:,} posters, {asked.scans:,} scans, {size:,} counters, {TEXTS} texts that wait"
            )
            print_services(spans)
            print_pages(empty, used)


def print_services(spans: dict[str, float]) -> None:
    unit = spans["series by day"]
    print(f"{'report':58} {'ms':>10} {'x series':>10}")
    for what, span in spans.items():
        print(f"{what:58} {span:10.1f} {span / unit:10.2f}", flush=True)


def print_pages(empty: dict[str, Cost], used: dict[str, Cost]) -> None:
    columns = ("first", "best", "CPU")
    print(f"{'page, ms: empty, then in use':50}" + "".join(f"{column:>8}" for column in columns * 2))
    for page in PAGES:
        costs = (*empty.get(page, (None,) * 3), *used.get(page, (None,) * 3))
        print(f"/studio/{page:42}" + "".join(f"{'-':>8}" if cost is None else f"{cost:8.1f}" for cost in costs))
    assert used.keys() == set(PAGES), set(PAGES) - used.keys()
    slowest = max(used, key=lambda page: used[page].best)
    print(f"the slowest: /studio/{slowest}, {used[slowest].best:.0f} ms", flush=True)


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


def write_texts(product: Product) -> None:
    """Texts that wait for a decision, as writers leave them."""
    campaign = product.library.campaign(NAME)
    some = sorted((v for v in campaign.variants if v.locale == "zh-CN"), key=lambda v: v.id != TEXT)[:TEXTS]
    product.editorial.propose(NAME, [Proposal(replace(one, call_to_action="扫一扫，挑一样")) for one in some], "bench")


def pages(product: Product) -> dict[str, Cost]:
    """What each page costs, signed in; nothing of a page that is not there yet."""
    app = create_app(product)
    check_all_are_asked_for(app)
    client = app.test_client()
    found = re.search(r'name="token" value="([0-9a-f]+)"', client.get("/studio/sign-in").text)
    assert found is not None
    client.post("/studio/sign-in", data={"name": "bench", "password": PASSWORD, "token": found[1]})
    costs = {page: cost(client, f"/studio/{page}") for page in PAGES}
    return {page: told for page, told in costs.items() if told}


def cost(client: FlaskClient, path: str) -> Cost | None:
    spans = []
    for _ in range(ROUNDS):
        start, used = time.perf_counter(), time.process_time()
        if client.get(path).status_code != 200:
            return None
        spans.append((1e3 * (time.perf_counter() - start), 1e3 * (time.process_time() - used)))
    return Cost(spans[0][0], *min(spans[1:]))


def check_all_are_asked_for(app: Flask) -> None:
    """A page that nobody put on the list fails here."""
    known = app.url_map.bind("localhost")
    asked = {known.match(f"/studio/{page.partition('?')[0]}")[0] for page in PAGES}
    rules = (rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not FILE.search(rule.rule))
    there = {rule.endpoint for rule in rules if rule.rule.startswith("/studio/")}
    assert there <= asked | SHUT, f"not timed: {there - asked - SHUT}"
    forms = {form.partition("/")[0] for form in FORMS}
    assert forms == ITEM_KINDS.keys(), forms ^ ITEM_KINDS.keys()
    assert {view.partition("?")[0] for view in RESULTS} >= VIEWS.keys()


if __name__ == "__main__":
    main()

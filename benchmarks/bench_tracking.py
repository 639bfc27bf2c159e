"""What keeping, folding and reporting events costs, as ratios to appending one event to the journal in the same run.

    python benchmarks/bench_tracking.py                                       # small, on SQLite
    python benchmarks/bench_tracking.py --scans 10000000 --posters 1000000    # takes some minutes and gigabytes

With POSTERGEN_TEST_POSTGRES_URL the same runs on PostgreSQL, too. Reports read counters, so those of a month are
written directly: for each hour, value, channel and measure, as folding that many scans would have left them.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event as Over
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
from sqlalchemy import Engine, Table, create_engine, text

from postergen.adapters.journal.journal_directory import JournalDirectory
from postergen.adapters.sql.database import open_database
from postergen.adapters.sql.fold import EventFold
from postergen.adapters.sql.journal_marks import folding as folding_alone
from postergen.adapters.sql.schema import poster, poster_option, referral_rollup, rollup, text_rollup
from postergen.bootstrap import Product, build_product
from postergen.config import Settings
from postergen.domain.briefs import BriefRequest
from postergen.domain.campaign import Campaign
from postergen.domain.codes import PREFIX_LENGTH
from postergen.domain.events import Event, PosterIssued, ScanRecorded
from postergen.domain.poster import Poster
from postergen.domain.scan import Classification, Scan, ScanClass
from postergen.service.orders import Order
from postergen.service.reports import Period
from postergen.tracking.rollup import EVERY_CHANNEL, Measure, scans_of, value_in, variant_value
from postergen.web.app import create_app

DAYS = 30
VARIANTS = 270  # revisions that were drawn in the month
START = datetime(2026, 5, 1, tzinfo=UTC)
END = START + timedelta(days=DAYS)
_SHARES = "wechat=0.45 moments=0.2 weibo=0.1 douyin=0.1 xhs=0.06 print=0.05 sms=0.03 =0.01"
CHANNELS = {name: float(share) for name, _, share in (part.partition("=") for part in _SHARES.split(" "))}
# Of the hits, by class; most of what is no person is the preview that a chat fetches.
CLASSES = {"human": 0.6, "preview": 0.2, "bot": 0.08, "duplicate": 0.06, "owner": 0.04, "prefetch": 0.02}
PHONE = "Mozilla/5.0 (Linux; Android 14; V2309A) AppleWebKit/537.36 Mobile MicroMessenger/8.0.49"
HUMAN = Classification(ScanClass.HUMAN, "", "2")
CHUNK = 200_000  # rows written at once
ROUNDS = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scans", type=int, default=100_000)
    parser.add_argument("--posters", type=int, default=10_000)
    parser.add_argument("--events", type=int, default=4_000, help="events that are folded")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = appends(Path(folder))
        for name, url in databases(Path(folder)):
            with url as address:
                settings = Settings(database_url=address, rate_limits=(), journal_dir=Path(folder) / f"{name}-journal")
                rows |= {f"{name}: {row}": span for row, span in on_one_database(settings, asked).items()}
    unit = rows["append, 1 thread"]
    print(f"{'what':58} {'ms':>10} {'x append':>10}")
    for name, span in rows.items():
        print(f"{name:58} {span:10.3f} {span / unit:10.2f}")


def on_one_database(settings: Settings, asked: argparse.Namespace) -> dict[str, float]:
    product = build_product(settings, clock=lambda: END)
    rows = folding(product, asked.events) | redirect(product)
    product.close()
    campaign = product.library.campaign(settings.campaign)
    with product.engine.begin() as connection:
        for table in (rollup, referral_rollup, text_rollup, poster, poster_option):
            connection.execute(table.delete())
    size = write_month(product.engine, campaign, asked.scans, asked.posters)
    rows |= count_posters(product, asked.posters)
    rows |= {f"{name} ({size:,} counters)": span for name, span in reports(product).items()}
    rows |= rebuilding(product)
    product.engine.dispose()
    return rows


def databases(folder: Path) -> Iterator[tuple[str, Any]]:
    @contextmanager
    def sqlite() -> Iterator[str]:
        yield f"sqlite:///{folder}/bench.db"

    @contextmanager
    def postgresql(server: str) -> Iterator[str]:
        admin, name = create_engine(server, isolation_level="AUTOCOMMIT"), f"postergen_bench_{uuid.uuid4().hex[:8]}"
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        try:
            yield admin.url.set(database=name).render_as_string(hide_password=False)
        finally:
            with admin.connect() as connection:
                connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))

    yield "SQLite", sqlite()
    if server := os.environ.get("POSTERGEN_TEST_POSTGRES_URL"):
        yield "PostgreSQL", postgresql(server)


def milliseconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The median of some rounds, after one that warms up."""
    spans = []
    for _ in range(rounds + 1):
        start = time.perf_counter()
        work()
        spans.append((time.perf_counter() - start) * 1e3)
    return statistics.median(spans[1:])


# events


def appends(folder: Path) -> dict[str, float]:
    """Milliseconds for each event, with so many threads that append one after the other."""
    rows = {}
    for count in (1, 4, 16):
        journal = JournalDirectory(folder / f"journal-{count}", "bench", room=1_000_000)
        each = 320 // count

        def work(thread: int, log: JournalDirectory = journal, each: int = each) -> None:
            for n in range(each):
                log.append([ScanRecorded(Scan(f"{thread:08x}{n:012x}", "BT0000000000000", HUMAN, START))])

        journal.own()
        threads = [Thread(target=work, args=(n,)) for n in range(count)]
        start = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        rows[f"append, {count} thread{'s' * (count > 1)}"] = (time.perf_counter() - start) * 1e3 / (each * count)
        journal.close()
    return rows


def folding(product: Product, size: int) -> dict[str, float]:
    """Milliseconds for each event: one poster to nine scans, in transactions of 500 as the server folds them."""
    fold, events = EventFold(product.engine, lambda: END), list(some_events(product, size))
    start = time.perf_counter()
    for first in range(0, size, 500):
        fold.fold("bench", list(enumerate(events[first : first + 500], first + 1)))
    span = (time.perf_counter() - start) * 1e3
    return {f"fold an event ({size / span * 1e3:,.0f} events/s)": span / size}


def some_events(product: Product, size: int) -> Iterator[Event]:
    draw = random.Random(1)
    campaign = product.library.campaign("better-life")
    model = sample_poster(product)
    posters: list[PosterIssued] = []
    for n in range(size):
        at = START + timedelta(seconds=n * 600 * DAYS / size * 7)
        if n % 10 == 0:
            posters.append(issued(model, campaign, draw, n, at))
            yield posters[-1]
        else:
            yield ScanRecorded(Scan(f"{n:020x}", draw.choice(posters[-50:]).id, HUMAN, at))


def issued(model: Poster, campaign: Campaign, draw: random.Random, n: int, at: datetime) -> PosterIssued:
    options = draw.sample(campaign.catalogue.options, 3)
    brief = replace(
        model.brief,
        options=tuple(o.id for o in options),
        channel=draw.choices(list(CHANNELS), list(CHANNELS.values()))[0],
    )
    variant = draw.choice(campaign.variants)
    code = f"{model.code[:PREFIX_LENGTH]}{n:013d}"
    made = replace(
        model,
        code=code,
        brief=brief,
        choice=replace(model.choice, variant=variant.id, revision=variant.revision),
        lineage=replace(model.lineage, root=code),
        created_at=at,
    )
    return PosterIssued(made, themes=tuple(dict.fromkeys(o.theme for o in options)))


def sample_poster(product: Product) -> Poster:
    options = tuple(option.id for option in product.library.campaign("better-life").catalogue.options[:3])
    return product.posters.issue(Order("better-life", BriefRequest(options, "zh-CN"))).poster


def redirect(product: Product) -> dict[str, float]:
    client, code = create_app(product).test_client(), sample_poster(product).code
    product.fold_worker.fold_now()
    headers = {"User-Agent": PHONE}
    return {"a scan through the app": milliseconds(lambda: client.get(f"/s/{code}", headers=headers), 100)}


# reports


def reports(product: Product) -> dict[str, float]:
    name, service = "better-life", product.reports
    odd = Period(START + timedelta(hours=5), END - timedelta(hours=5))
    asked: dict[str, Callable[[], object]] = {
        f"breakdown by {by}, {words}": partial(service.breakdown, name, by, period)
        for by in ("variants", "options", "channels")
        for words, period in (("all time", Period()), ("odd edges", odd))
    }
    asked |= {
        "breakdown by variants, one channel": lambda: service.breakdown(name, "variants", odd, "wechat"),
        "series by hour": lambda: service.series(name, Period(START, END), "hour", "Asia/Shanghai"),
        "series by day, one channel": lambda: service.series(name, odd, "day", "Asia/Shanghai", "wechat"),
        "funnel, all time": lambda: service.funnel(name),
        "funnel, odd edges": lambda: service.funnel(name, odd),
        "referrals": lambda: product.referrals.referrals(name),
        "referrals by variants": lambda: product.referrals.referrals(name, "variants"),
    }
    return {words: milliseconds(report) for words, report in asked.items()}


def count_posters(product: Product, size: int) -> dict[str, float]:
    """Milliseconds for each poster that is counted among referrals after an update, and of the longest slice."""
    fold, slices = EventFold(product.engine, lambda: END), []
    while True:
        start = time.perf_counter()
        if not fold.catch_up():
            break
        slices.append((time.perf_counter() - start) * 1e3)
    return {
        "count an earlier poster among referrals": sum(slices) / size,
        "its longest slice, for which others wait": max(slices),
    }


def rebuilding(product: Product) -> dict[str, float]:
    """Milliseconds that whoever folds waits at most while counters are made anew, and how long that takes.

    It waits in a process of its own, as folding does: in ours it would wait for the interpreter, too.
    """
    context = get_context("spawn")
    is_over, (ours, theirs) = context.Event(), context.Pipe()
    others = context.Process(target=wait_to_fold, args=(product.settings.database_url, is_over, theirs))
    others.start()
    ours.recv()  # it has waited once
    start = time.perf_counter()
    product.counters.rebuild()
    span = (time.perf_counter() - start) * 1e3
    is_over.set()
    longest: float = ours.recv()
    others.join()
    return {"make counters anew": span, "longest wait of whoever folds meanwhile": longest}


def wait_to_fold(database_url: str, is_over: Over, pipe: Connection) -> None:
    """Fold nothing, again and again; send the longest wait, in milliseconds, and before that a sign of life."""
    engine, longest = open_database(database_url), 0.0
    with folding_alone(engine):
        pipe.send(None)
    while not is_over.wait(0.02):
        start = time.perf_counter()
        with folding_alone(engine):
            longest = max(longest, (time.perf_counter() - start) * 1e3)
    pipe.send(longest)


def write_month(engine: Engine, campaign: Campaign, scans: int, posters: int) -> int:
    """A month of posters, and the counters of that many hits on them; returns the number of counters."""
    chance = np.random.default_rng(1)
    size = 0
    for dimension, weights in dimensions(campaign).items():
        rows = counters(campaign.id, dimension, weights, scans, posters, chance)
        size += write(engine, rollup, rows)
    write(engine, poster, poster_rows(campaign, posters))
    ids = [option.id for option in campaign.catalogue.options]
    write(
        engine,
        poster_option,
        ({"code": code_of(n), "option": ids[(n * 7 + k * 31) % len(ids)]} for n in range(posters) for k in range(3)),
    )
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE" if engine.dialect.name == "postgresql" else "ANALYZE")
    return size


def dimensions(campaign: Campaign) -> dict[str, dict[str, float]]:
    """The values of each dimension with their share of the posters; those of options and themes exceed 1 together."""
    catalogue = campaign.catalogue

    def evenly(values: Sequence[str], each: float = 1.0) -> dict[str, float]:
        skew = 1 / np.sqrt(np.arange(1, len(values) + 1))
        return dict(zip(values, each * skew / skew.sum(), strict=True))

    return {
        "all": {"": 1.0},
        "variant": evenly([variant_value(v.id, v.revision) for v in campaign.variants[:VARIANTS]]),
        "option": evenly([option.id for option in catalogue.options], 3.0),
        "theme": evenly([theme.id for theme in catalogue.themes], 2.0),
        "channel": CHANNELS,
        "place": evenly([place.id for place in catalogue.places], 0.7),
        "look": evenly(list(campaign.templates)),
        "occasion": evenly([occasion.id for occasion in campaign.occasions], 0.2),
        "locale": {"zh-CN": 0.9, "en": 0.1},
    }


def measures(scans: int, posters: int) -> dict[str, float]:
    """How often each measure moves in the month."""
    people = scans * CLASSES["human"]
    rates = {scans_of(name): scans * share for name, share in CLASSES.items()}
    rates |= {
        Measure.POSTERS: posters,
        Measure.SHARED: posters * 0.4,
        Measure.SCANNED: posters * 0.6,
        Measure.CONFIRMED: posters * 0.5,
        Measure.REMADE: posters * 0.2,
        Measure.CONVERTED: posters * 0.05,
        Measure.CHILDREN: posters * 0.3,
        Measure.CONFIRMATIONS: people * 0.8,
        Measure.CONVERSIONS: people * 0.02,
        value_in("CNY"): people * 0.02,
    }
    return rates


def counters(
    campaign: str, dimension: str, weights: dict[str, float], scans: int, posters: int, chance: np.random.Generator
) -> Iterator[dict[str, Any]]:
    """Poisson counts by day and hour, fewer at night; the sums over channels and days beside them."""
    daily = 1 + np.cos((np.arange(24) - 12) / 24 * 2 * np.pi) * 0.9
    by_channel = [*CHANNELS.values()]
    shares = np.diag(by_channel) if dimension == "channel" else np.outer([*weights.values()], by_channel)
    shape = np.multiply.outer(daily / daily.sum() / DAYS, shares)
    values, channels = list(weights), [*CHANNELS, EVERY_CHANNEL]
    totals = measures(scans, posters)
    for day in range(DAYS):
        counts = {name: with_sum(chance.poisson(shape * rate)) for name, rate in totals.items()}
        for grain, hours in (("hour", range(24)), ("day", range(1))):
            for hour in hours:
                starts_at = START + timedelta(days=day, hours=hour)
                for name, all_hours in counts.items():
                    cells = all_hours[hour] if grain == "hour" else all_hours.sum(axis=0)
                    amount = 39_900_000 if name.startswith(value_in("")) else 1
                    for v, c in zip(*np.nonzero(cells), strict=True):
                        yield {
                            "campaign": campaign,
                            "grain": grain,
                            "dimension": dimension,
                            "channel": channels[c],
                            "starts_at": starts_at,
                            "value": values[v],
                            "measure": str(name),
                            "count": int(cells[v, c]) * amount,
                        }


def with_sum(counts: Any) -> Any:
    """One channel more: all of them."""
    return np.concatenate([counts, counts.sum(axis=-1, keepdims=True)], axis=-1)


def poster_rows(campaign: Campaign, size: int) -> Iterator[dict[str, Any]]:
    """Posters of which three in ten were made after a scan of an earlier one."""
    draw = random.Random(1)
    roots, generations = [0] * size, [0] * size
    names = list(CHANNELS)
    shares = draw.choices(range(len(names)), list(CHANNELS.values()), k=size)
    for n in range(size):
        parent = draw.randrange(max(0, n - 20_000), n) if n and draw.random() < 0.3 else None
        if parent is None:
            roots[n] = n
        else:
            roots[n], generations[n] = roots[parent], generations[parent] + 1
        variant = campaign.variants[(n * 7919) % VARIANTS]
        at = START + timedelta(seconds=n * DAYS * 86_400 // size)
        yield {
            "code": code_of(n),
            "campaign": campaign.id,
            "campaign_version": campaign.version,
            "template": campaign.templates[n % len(campaign.templates)],
            "template_version": "1",
            "format": "story",
            "locale": variant.locale,
            "options": "",
            "nickname": "",
            "channel": names[shares[n]],
            "personalised": 1,
            "variant": variant.id,
            "revision": variant.revision,
            "policy": "bench",
            "propensity": 0.1,
            "parent": None if parent is None else code_of(parent),
            "root": code_of(roots[n]),
            "generation": generations[n],
            "created_at": at,
            "request_digest": "",
            "parent_delay": None if parent is None else (n - parent) * DAYS * 86_400 // size,
        }


def code_of(number: int) -> str:
    return f"BT{number:013d}"


def write(engine: Engine, table: Table, rows: Iterator[dict[str, Any]]) -> int:
    """Write rows as fast as the driver can; returns their number."""
    size = 0
    raw = engine.raw_connection()
    driver: Any = raw.driver_connection
    while batch := list(islice(rows, CHUNK)):
        columns = list(batch[0])
        named = ", ".join(f'"{column}"' for column in columns)
        if engine.dialect.name == "postgresql":
            with driver.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({named}) FROM STDIN') as copy:
                for row in batch:
                    copy.write_row([row[column] for column in columns])
        else:
            marks = ", ".join("?" * len(columns))
            driver.executemany(
                f'INSERT INTO "{table.name}" ({named}) VALUES ({marks})',
                ([_plain(row[column]) for column in columns] for row in batch),
            )
        driver.commit()
        size += len(batch)
    raw.close()
    return size


def _plain(value: object) -> object:
    """A moment as SQLAlchemy writes it to SQLite."""
    return f"{value:%Y-%m-%d %H:%M:%S.%f}" if isinstance(value, datetime) else value


if __name__ == "__main__":
    main()

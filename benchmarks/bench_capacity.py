"""What capacity is reckoned from: how unlike single posters are, what folding takes of both sides, and how many bytes.

    python benchmarks/bench_capacity.py [--posters 450] [--events 20000]

All times are of the processor, so a busy machine disturbs them little. Folding is measured on PostgreSQL
(POSTERGEN_TEST_POSTGRES_URL, on this machine): one poster to so many scans as `queueing.py` assumes, half of these
confirmed, all within an hour, in the batches of the process that folds.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench_tracking import END, START, databases, issued, sample_poster
from load import PHONE
from queueing import SCANS_PER_POSTER
from samples import CAMPAIGN, drawn_ahead, open_product, some_orders, timed
from sqlalchemy import text

from postergen.adapters.journal.event_codec import encode_event
from postergen.adapters.journal.fold_worker import BATCH
from postergen.adapters.journal.journal_directory import JournalDirectory
from postergen.adapters.sql.fold import EventFold
from postergen.bootstrap import Product, build_product
from postergen.config import Settings
from postergen.domain.events import Event, PosterIssued, ScanConfirmed, ScanRecorded
from postergen.domain.scan import Classification, Scan, ScanClass
from postergen.web.app import create_app

HUMAN = Classification(ScanClass.HUMAN, "a browser", "2026-11")
WARM = 300  # posters before those that count
PERCENTILES = (5, 25, 50, 75, 95, 99)
BROWSER = {"User-Agent": PHONE}
TABLES = ("poster", "poster_option", "scan", "rollup", "referral_rollup", "text_rollup")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posters", type=int, default=450)
    parser.add_argument("--events", type=int, default=20_000)
    asked = parser.parse_args()
    spread(asked.posters)
    if "POSTERGEN_TEST_POSTGRES_URL" not in os.environ:
        print("\nno POSTERGEN_TEST_POSTGRES_URL: folding was not measured")
        return
    with TemporaryDirectory() as folder:
        url = dict(databases(Path(folder)))["PostgreSQL"]
        with url as address:
            fold(Settings(database_url=address, rate_limits=(), journal_dir=Path(folder) / "journal"), asked.events)


def spread(count: int) -> None:
    """Milliseconds of single posters (words drawn, issued, drawn as JPEG) and of what comes with them, through the
    application.
    """
    with open_product(cache_dir=drawn_ahead()) as product, create_app(product).test_client() as client:

        def cost(method: str, path: str, asked: Sequence[dict[str, Any]]) -> Sequence[float]:
            def ask(how: dict[str, Any]) -> None:
                assert client.open(path, method=method, **how).status_code < 400

            return timed(ask, asked).cpu

        briefs = [
            {
                "options": [*order.request.options],
                "template": order.request.template,
                "nickname": order.request.nickname,
            }
            for order in some_orders(product, WARM + count, random.Random(1))
        ]
        jpegs = [{"json": brief, "headers": {"Accept": "image/jpeg"}} for brief in briefs]
        cost("POST", "/api/v1/posters", jpegs[:WARM])
        posters = cost("POST", "/api/v1/posters", jpegs[WARM:])
        code = sample_poster(product).code
        product.fold_worker.fold_now()
        forms = [{"data": {"option": brief["options"], "template": brief["template"]}} for brief in briefs]
        cost("POST", f"/c/{CAMPAIGN}/preview", forms[:WARM])
        rows = {
            "a poster, made and drawn": posters,
            "a scan": cost("GET", f"/s/{code}", [{"headers": BROWSER}] * count),
            "the campaign's page": cost("GET", f"/c/{CAMPAIGN}", [{}] * (count // 5)),
            "a poster's page": cost("GET", f"/p/{code}", [{}] * (count // 5)),
            "words ranked": cost("POST", "/api/v1/rank", [{"json": {"options": b["options"]}} for b in briefs[:count]]),
            "a preview": cost("POST", f"/c/{CAMPAIGN}/preview", forms[WARM : WARM + count // 5]),
            "health": cost("GET", "/healthz", [{}] * count),
        }
    heads = " ".join(f"{f'p{p}':>7}" for p in PERCENTILES)
    print(f"{'milliseconds of the processor':34} {'mean':>7} {heads}")
    for what, spans in rows.items():
        rest = " ".join(f"{at(spans, p):7.2f}" for p in PERCENTILES)
        print(f"{what:34} {statistics.fmean(spans):7.2f} {rest}")
    twentieths = [statistics.fmean(part) / statistics.fmean(posters) for part in parts(sorted(posters), 20)]
    print("twentieths of posters, in means: " + " ".join(f"{value:.2f}" for value in twentieths))


def at(spans: Sequence[float], percent: int) -> float:
    return sorted(spans)[min(len(spans) - 1, len(spans) * percent // 100)]


def parts(values: Sequence[float], count: int) -> Iterator[Sequence[float]]:
    for n in range(count):
        yield values[len(values) * n // count : len(values) * (n + 1) // count]


def fold(settings: Settings, size: int) -> None:
    product = build_product(settings, clock=lambda: END)
    events = list(hour(product, size))
    in_journal(product, events)
    before, ours, theirs = wal(product), time.process_time(), backend(product)
    worker = EventFold(product.engine, lambda: END)
    for first in range(0, size, BATCH):
        worker.fold("bench", list(enumerate(events[first : first + BATCH], first + 1)))
    ours, theirs = time.process_time() - ours, backend(product) - theirs
    print(
        f"\nfolding {size:,} events, microseconds each: {ours / size * 1e6:.0f} of ours, "
        f"{theirs / size * 1e6:.0f} of PostgreSQL's"
    )
    print(f"write-ahead log of PostgreSQL, bytes an event: {(wal(product) - before) / size:.0f}")
    in_tables(product, sum(isinstance(event, PosterIssued) for event in events))
    product.close()
    product.engine.dispose()


def hour(product: Product, size: int) -> Iterator[Event]:
    """Events of one hour: posters, scans of the last of them, and confirmations of every other scan."""
    draw, campaign, model = random.Random(1), product.library.campaign("better-life"), sample_poster(product)
    posters: list[PosterIssued] = []
    scan, n = None, 0
    while n < size:
        at = START + timedelta(seconds=3600 * n / size)
        if scan is not None and int(scan.id, 16) % 2:
            yield ScanConfirmed(scan.id, at)
            scan = None
        elif draw.random() < 1 / (1 + SCANS_PER_POSTER):
            posters.append(replace(issued(model, campaign, draw, n, at), request_digest="0" * 64))
            yield posters[-1]
        elif posters:
            who = f"{draw.randrange(1 << 80):020x}"
            scan = Scan(
                f"{n:020x}", draw.choice(posters[-500:]).poster.code, HUMAN, at, who, f"{draw.randrange(1 << 80):020x}"
            )
            yield ScanRecorded(scan)
        else:
            continue
        n += 1


def in_journal(product: Product, events: Sequence[Event]) -> None:
    """Bytes of each kind as they are written, and of a journal's file for each event."""
    for kind in (PosterIssued, ScanRecorded, ScanConfirmed):
        sizes = [len(encode_event(event).encode()) for event in events if isinstance(event, kind)]
        print(f"\n{kind.__name__} in the journal: {statistics.fmean(sizes):.0f} bytes", end="")
    with TemporaryDirectory() as folder:
        journals = JournalDirectory(Path(folder), "bench", room=10**9)
        with closing(journals):
            for first in range(0, len(events), BATCH):
                journals.append(events[first : first + BATCH])
            size = sum(path.stat().st_size for path in Path(folder).glob("*.journal"))
            log = sum(path.stat().st_size for path in Path(folder).glob("*.journal-wal"))
    print(f"\na journal's file: {size / len(events):.0f} bytes an event, and a log of {log / 1e6:.1f} MB")


def in_tables(product: Product, posters: int) -> None:
    """Bytes of each table with its indexes, for each poster."""
    with product.engine.connect() as connection:
        for table in TABLES:
            found = connection.execute(
                text(
                    "SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0), coalesce(sum(pg_indexes_size(c.oid)), 0) "
                    "FROM pg_class c "
                    "WHERE c.relkind = 'r' AND (c.relname = :name OR c.relname ~ :parts)"
                ),
                {"name": table, "parts": f"^{table}_[0-9]{{4}}_"},
            ).one()
            whole, indexes = map(int, found)
            print(
                f"{table:18} {whole:12,} bytes, {whole / posters:7.0f} a poster, "
                f"{indexes / posters:6.0f} of them indexes"
            )


def wal(product: Product) -> int:
    with product.engine.connect() as connection:
        return int(connection.execute(text("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')")).scalar_one())


def backend(product: Product) -> float:
    """Seconds of the processor that PostgreSQL took for our connections until now: they are pooled, and stay."""
    ticks = 0
    with product.engine.connect() as connection:
        pids = connection.execute(
            text("SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid IS NOT NULL")
        ).scalars()
        for pid in pids:
            words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(words[11]) + int(words[12])
    return ticks / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()

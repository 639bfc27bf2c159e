"""What `postergen policy update` costs on a large campaign, and whether whoever folds meanwhile waits for it.

    python benchmarks/bench_policies.py [--posters 1000000]

With POSTERGEN_TEST_POSTGRES_URL the same runs on PostgreSQL, too. The command is run as an operator runs it, in a
process of its own: its start, without an update, is told beside it. Meanwhile posters and scans are folded, a hundred
at a time; the longest of these is told beside the longest without an update.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from threading import Event as Over
from threading import Thread
from typing import Any, NamedTuple

from bench_tracking import HUMAN, databases, issued, sample_poster, some_events, write
from samples import CAMPAIGN

from postergen.adapters.sql.fold import EventFold
from postergen.adapters.sql.schema import poster, scan
from postergen.bootstrap import Product, build_product
from postergen.config import CONTENT, Settings
from postergen.domain.campaign import Campaign
from postergen.domain.events import ScanRecorded
from postergen.domain.scan import Scan

DAYS = 60
KINDS = ("beta", "logistic")
AT_ONCE = 100  # events of a fold
QUIET = 3.0  # seconds of folding without an update


class Command(NamedTuple):
    """Seconds of one run: by the clock, of its processor, and of that of PostgreSQL, all of it, whoever else asks."""

    wall: float
    cpu: float
    server: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posters", type=int, default=20_000)
    asked = parser.parse_args()
    print(f"{'database':11} {'what':16} {'s':>6} {'s, cpu':>7} {'server':>7}   longest fold, ms (quiet)  folds  answer")
    with tempfile.TemporaryDirectory() as folder:
        for name, url in databases(Path(folder)):
            with url as address:
                on_one_database(name, address, Path(folder), asked.posters)


def on_one_database(name: str, address: str, folder: Path, posters: int) -> None:
    journals = folder / f"{name}-journal"
    product = build_product(Settings(database_url=address, rate_limits=(), journal_dir=journals))
    campaign = product.library.campaign(CAMPAIGN)
    end = datetime.now(UTC).replace(microsecond=0)
    make_months(product, end)
    write(product.engine, poster, poster_rows(campaign, posters, end))
    write(product.engine, scan, scan_rows(posters, end))
    with product.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE" if product.engine.dialect.name == "postgresql" else "ANALYZE")
    for kind in KINDS:
        campaigns = pack_that_learns(folder / f"{name}-{kind}", kind)
        run(address, journals, campaigns, "show")  # what content gives is worked out once
        start = run(address, journals, campaigns, "show")[0]
        print(f"{name:11} {'start':16} {start.wall:6.1f} {start.cpu:7.1f} {start.server:7.1f}")
        (quiet, _), _ = folding(product, lambda: time.sleep(QUIET))
        (longest, folds), (spent, told) = folding(product, lambda at=campaigns: run(address, journals, at, "update"))
        row = f"{name:11} {f'update, {kind}':16} {spent.wall:6.1f} {spent.cpu:7.1f} {spent.server:7.1f}"
        print(f"{row}   {longest:9.0f} ({quiet:.0f}) {folds:12}  {told}")
    product.close()
    product.engine.dispose()


def make_months(product: Product, end: datetime) -> None:
    """On PostgreSQL scans are kept by months, which are made by whoever folds the first scan of one."""
    model, campaign, draw = sample_poster(product), product.library.campaign(CAMPAIGN), random.Random(1)
    moments = [end - timedelta(days=day) for day in range(DAYS + 1)]
    made = [issued(model, campaign, draw, 10**9 + n, moment) for n, moment in enumerate(moments)]
    scans = [
        ScanRecorded(Scan(f"month{n:015d}", one.id, HUMAN, at))
        for n, (one, at) in enumerate(zip(made, moments, strict=True))
    ]
    EventFold(product.engine, lambda: end).fold("months", list(enumerate([*made, *scans], 1)))


def run(address: str, journals: Path, campaigns: Path, command: str) -> tuple[Command, str]:
    """The command in a process of its own, and what it says last."""
    words = {"DATABASE_URL": address, "JOURNAL_DIR": str(journals), "CAMPAIGNS_DIR": str(campaigns)}
    env = os.environ | {f"POSTERGEN_{name}": value for name, value in words.items()}
    before, served, began = resource.getrusage(resource.RUSAGE_CHILDREN), server_seconds(), time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "postergen", "policy", command], env=env, capture_output=True, text=True, check=True
    )
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Command(wall, cpu, server_seconds() - served), done.stdout.strip().splitlines()[-1]


def server_seconds() -> float:
    """What the processes of PostgreSQL have taken of the processor (Linux, and on this machine)."""
    ticks = 0
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended
            name, _, rest = file.read_text().partition(") ")
            if name.endswith("(postgres"):
                ticks += sum(map(int, rest.split()[11:15]))  # its own, and those of its children that have ended
    return ticks / os.sysconf("SC_CLK_TCK")


def folding(product: Product, meanwhile: Any) -> tuple[tuple[float, int], Any]:
    """The longest fold in milliseconds, and how many there were, while something else is done; and what came of it."""
    fold, spans, is_over = EventFold(product.engine, lambda: datetime.now(UTC)), [], Over()
    journal = f"bench{time.monotonic_ns()}"

    def others() -> None:
        for turn in count():
            if is_over.wait(0.02):
                return
            events = list(some_events(product, AT_ONCE))
            began = time.perf_counter()
            fold.fold(journal, list(enumerate(events, turn * AT_ONCE + 1)))
            spans.append((time.perf_counter() - began) * 1e3)

    thread = Thread(target=others)
    thread.start()
    found = meanwhile()
    is_over.set()
    thread.join()
    return (max(spans), len(spans)), found


def pack_that_learns(folder: Path, kind: str) -> Path:
    shutil.copytree(CONTENT / "assets/campaigns" / CAMPAIGN, folder / CAMPAIGN)
    file = folder / CAMPAIGN / "campaign.yaml"
    plain = file.read_text(encoding="utf-8")
    assert plain.count("learning: {kind: beta}") == 1
    file.write_text(plain.replace("learning: {kind: beta}", f"learning: {{kind: {kind}}}"), encoding="utf-8")
    return folder


def poster_rows(campaign: Campaign, size: int, end: datetime) -> Iterator[dict[str, Any]]:
    """Posters of all texts, evenly over the days, half of them named; six in a hundred are scanned and confirmed."""
    draw = random.Random(1)
    provinces = sorted({place.id.partition("/")[0] for place in campaign.catalogue.places})
    occasions = [None, None, None, None, *(occasion.id for occasion in campaign.occasions[:3])]
    for n in range(size):
        text, at = draw.choice(campaign.variants), end - timedelta(seconds=(size - n) * DAYS * 86_400 // size)
        is_named, confirmed = draw.random() < 0.5, confirmed_at(n, at, end)
        yield {
            "code": code_of(n),
            "campaign": campaign.id,
            "campaign_version": campaign.version,
            "template": campaign.templates[0],
            "template_version": "1",
            "format": "story",
            "locale": text.locale,
            "options": "",
            "nickname": "",
            "place": draw.choice(provinces),
            "occasion": draw.choice(occasions),
            "channel": draw.choice(("wechat", "moments", "weibo", "douyin", "")),
            "personalised": int(is_named),
            "variant": text.id,
            "revision": text.revision,
            "policy": "bench",
            "propensity": 0.1,
            "slice": "h" if n % 20 == 0 else "d",
            "relevance": draw.randrange(15, 100) / 100,
            "stratum": "n" if is_named else "u",
            "root": code_of(n),
            "generation": 0,
            "created_at": at,
            "request_digest": "",
            "scanned_at": confirmed,
            "confirmed_at": confirmed,
            "referrals_counted": 1,
        }


def scan_rows(size: int, end: datetime) -> Iterator[dict[str, Any]]:
    """A hit for each third poster; those of posters that succeeded are people."""
    for n in range(size):
        at = end - timedelta(seconds=(size - n) * DAYS * 86_400 // size)
        confirmed = confirmed_at(n, at, end)
        if confirmed is None and n % 3:
            continue
        yield {
            "id": f"bench{n:015d}",
            "code": code_of(n),
            "scan_class": "human" if confirmed else "preview",
            "reason": "",
            "rules": "2",
            "occurred_at": confirmed or min(end, at + timedelta(seconds=20)),
            "visitor": f"v{n:020d}",
            "confirmed_at": confirmed,
        }


def confirmed_at(n: int, at: datetime, end: datetime) -> datetime | None:
    draw = random.Random(n)
    moment = at + timedelta(hours=draw.expovariate(1 / 12))
    return moment if draw.random() < 0.06 and moment < end else None


def code_of(number: int) -> str:
    return f"BP{number:013d}"


if __name__ == "__main__":
    main()

"""What the benchmarks share: posters that are all different, and the time that a piece of work takes."""

from __future__ import annotations

import gc
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from postergen.adapters.content.pack_files import parse_pack, read_pack_folder
from postergen.bootstrap import Product, build_product
from postergen.cli import collect_rarely
from postergen.config import CONTENT, Settings
from postergen.domain.briefs import BriefRequest
from postergen.domain.poster import Poster
from postergen.loadtest.mix import some_brief, some_nickname
from postergen.service.orders import Order

CAMPAIGN = "better-life"
MOST_OPTIONS = 6
T = TypeVar("T")


@dataclass(frozen=True)
class Spans:
    """Milliseconds of single pieces of work: of the processor, and by the clock."""

    cpu: Sequence[float]
    wall: Sequence[float]

    @property
    def mean(self) -> float:
        return fmean(self.cpu)

    @property
    def middle(self) -> float:
        return median(self.cpu)

    @property
    def wall_middle(self) -> float:
        return median(self.wall)


def timed(work: Callable[[T], object], things: Sequence[T]) -> Spans:
    """Each piece of work by itself; all threads of this process count."""
    cpu, wall = [], []
    for thing in things:
        started, used = time.perf_counter(), time.process_time()
        work(thing)
        cpu.append((time.process_time() - used) * 1e3)
        wall.append((time.perf_counter() - started) * 1e3)
    return Spans(cpu, wall)


@contextmanager
def open_product(**settings: object) -> Iterator[Product]:
    """A product with an empty database and nothing derived, unless the settings say otherwise."""
    with TemporaryDirectory() as folder:
        url = {"database_url": f"sqlite:///{Path(folder) / 'bench.db'}"}
        product = build_product(Settings(rate_limits=(), **url | settings))  # type: ignore[arg-type]
        gc.freeze()  # as every command does
        collect_rarely()
        yield product
        product.close()
        product.engine.dispose()


def drawn_ahead() -> Path:
    """A folder of derived files with what `postergen templates cast` draws, as the guide tells operators to do before
    many come: three minutes for Chinese stories in all looks, unless an earlier benchmark of this code did it.
    """
    folder = Path(__file__).parents[1] / "build/drawn-ahead"
    command = [sys.executable, "-m", "postergen", "templates", "cast", "--locale", "zh-CN"]
    with TemporaryDirectory() as elsewhere:
        given = {"POSTERGEN_CACHE_DIR": str(folder), "POSTERGEN_DATABASE_URL": f"sqlite:///{elsewhere}/cast.db"}
        subprocess.run(command, check=True, env=os.environ | given, stdout=subprocess.DEVNULL)
    return folder


def some_orders(
    product: Product,
    count: int,
    draw: random.Random,
    *,
    looks: Sequence[str] = (),
    form: str = "story",
    options: int | None = None,
) -> list[Order]:
    """Orders of which no two are alike: looks in turn, one to six options (or so many), each with another nickname."""
    campaign = product.library.campaign(CAMPAIGN)
    ids, looks = [option.id for option in campaign.catalogue.options], looks or campaign.templates
    return [
        Order(
            CAMPAIGN,
            BriefRequest(
                tuple(draw.sample(ids, options or draw.randint(1, MOST_OPTIONS))),
                "zh-CN",
                looks[n % len(looks)],
                form,
                nickname=some_nickname(draw),
            ),
        )
        for n in range(count)
    ]


def some_posters(product: Product, count: int, draw: random.Random, **how: Any) -> list[Poster]:
    """As `some_orders`, issued: each has a code of its own."""
    return [issued.poster for issued in product.posters.issue_many(some_orders(product, count, draw, **how))]


def looks_with(product: Product, form: str) -> list[str]:
    """The looks of the campaign that serve this format."""
    templates = {template.id: template for template in product.library.templates()}
    return [look for look in product.library.campaign(CAMPAIGN).templates if form in templates[look].formats]


def some_orders_as_json(count: int, draw: random.Random) -> list[dict[str, object]]:
    """Bodies of `POST /api/v1/posters` of which no two are alike."""
    pack = parse_pack(read_pack_folder(CONTENT / "assets/campaigns" / CAMPAIGN))
    ids = [option.id for option in pack.catalogue.options]
    return [some_brief(ids, pack.templates[n % len(pack.templates)], draw) for n in range(count)]

"""A campaign that learns, on a database that several processes share."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from postergen.adapters.sql.fold import EventFold
from postergen.bootstrap import Product
from postergen.domain.briefs import BriefRequest
from postergen.domain.poster import Poster
from postergen.service.orders import Order
from tests.adapters import events
from tests.conftest import NOON
from tests.products import product_for, settings_for

NAME = "better-life"
LEARNING = "learning: {kind: beta, reward: scan, least_posters: 20, least_rewards: 4, counts_flagged: true}"


@dataclass
class Place:
    """A database and a pack that learns, for several processes; the clock is moved by hand."""

    url: str
    folder: Path
    now: datetime = NOON
    opened: list[Product] = field(default_factory=list)

    def open(self) -> Product:
        journal = self.folder.parent / f"process-{len(self.opened)}"
        settings = settings_for(journal, database_url=self.url, campaigns_dir=self.folder, journal_dir=journal)
        draw = random.Random(journal.name).randrange
        self.opened.append(product_for(settings, clock=lambda: self.now, random_below=draw))
        return self.opened[-1]


def order(number: int) -> Order:
    names = ("", "小明", "阿紫", "")
    request = BriefRequest(options=("home-hall-light",), locale="zh-CN", nickname=names[number % 4])
    return Order(NAME, request)


def scan(product: Product, posters: Sequence[Poster]) -> None:
    """Somebody scans each of these posters a minute after noon."""
    template = events.scan(1, events.poster(1), minutes=1)
    scans = [
        replace(template, scan=replace(template.scan, id=f"{poster.code}00", code=poster.code)) for poster in posters
    ]
    EventFold(product.engine, product.clock).fold("scans", list(enumerate(scans, 1)))

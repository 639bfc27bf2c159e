"""A lively month of one campaign, as the folder would have left it; the same on every run."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from postergen.adapters.sql.fold import EventFold
from postergen.bootstrap import Product
from postergen.domain.campaign import Campaign
from postergen.domain.events import Converted, Event, PosterIssued, PosterShared, ScanRecorded
from postergen.domain.poster import Choice
from postergen.domain.scan import Classification, Scan, ScanClass
from tests.adapters import events as plain

NAME = "better-life"
CHANNELS = {"wechat": 9, "moments": 5, "weibo": 3, "xhs": 2, "print": 1, "": 1}
CLASSES = [ScanClass.PREVIEW] * 6 + [ScanClass.BOT]
NOODLES = "wuhan-hot-dry-noodles"  # the wish that many pick, so that its lines can be compared


def live_a_month(
    product: Product, end: datetime, posters: int = 1200, texts: int | None = None, days: float = 40
) -> None:
    """Posters made in the days before ``end``, more of them at weekends; folded, with all that came of them.

    Args:
        texts: for each option and language; fewer have more posters each.
    """
    told = [event for _, event in sorted(_events(product, end, posters, texts, days), key=lambda pair: pair[0])]
    fold = EventFold(product.engine, product.clock)
    for first in range(0, len(told), 500):
        fold.fold("month", list(enumerate(told[first : first + 500], first + 1)))


def _events(
    product: Product, end: datetime, count: int, texts: int | None, days: float
) -> list[tuple[datetime, Event]]:
    draw, campaign = random.Random(11), product.library.campaign(NAME)
    told: list[tuple[datetime, Event]] = []
    moments = sorted(_moment(draw, end, days) for _ in range(count))
    waiting: list[tuple[datetime, PosterIssued, ScanRecorded]] = []  # scans that will lead to a poster
    made: list[PosterIssued] = []
    for n, at in enumerate(moments):
        ready = [entry for entry in waiting if entry[0] <= at]
        cause = draw.choice(ready[-40:]) if ready and draw.random() < 0.45 else None
        if cause is not None:
            waiting.remove(cause)
        poster = _poster(campaign, draw, n, at, cause, texts)
        made.append(poster)
        told.append((at, poster))
        if draw.random() < 0.45:
            told.append((at + timedelta(minutes=1), PosterShared(poster.id, at + timedelta(minutes=1))))
        told += _life(draw, n, poster, at, end, waiting)
    return told


def _moment(draw: random.Random, end: datetime, days: float) -> datetime:
    while True:
        at = end - timedelta(days=days * draw.random() ** 1.4)
        if draw.random() < (1.0 if at.weekday() >= 5 else 0.55):
            return at


def _appeal(variant: str) -> float:
    """How often posters with this line are scanned: of its own, from a fifth to two thirds."""
    return 0.2 + 0.45 * random.Random(variant).random()


def _life(
    draw: random.Random,
    n: int,
    poster: PosterIssued,
    at: datetime,
    end: datetime,
    waiting: list[tuple[datetime, PosterIssued, ScanRecorded]],
) -> list[tuple[datetime, Event]]:
    told: list[tuple[datetime, Event]] = []
    if draw.random() >= _appeal(poster.poster.choice.variant):
        return told
    for k in range(1 + int(draw.expovariate(0.6))):
        then = at + timedelta(hours=draw.expovariate(1 / 9))
        if then >= end:
            continue
        found = ScanClass.HUMAN if draw.random() < 0.75 else draw.choice(CLASSES)
        hit = ScanRecorded(Scan(f"{n:012x}{k:08x}", poster.id, Classification(found, "", "2"), then, ""))
        told.append((then, hit))
        if found is not ScanClass.HUMAN:
            continue
        if draw.random() < 0.72:
            told.append((then + timedelta(seconds=2), plain.confirmation(hit)))
        if draw.random() < 0.06:
            later = then + timedelta(minutes=20)
            told.append((later, Converted(f"order-{n}-{k}", hit.id, "order", later, Decimal("29.90"), "CNY")))
        waiting.append((then + timedelta(minutes=3), poster, hit))
    return told


def _poster(
    campaign: Campaign,
    draw: random.Random,
    n: int,
    at: datetime,
    cause: tuple[datetime, PosterIssued, ScanRecorded] | None,
    texts: int | None,
) -> PosterIssued:
    _, parent, hit = cause or (None, None, None)
    made = plain.poster(
        n,
        parent=parent,
        scan=hit.id if hit else None,
        at=at,
        channel=draw.choices(list(CHANNELS), list(CHANNELS.values()))[0],
    )
    locale = "zh-CN" if draw.random() < 0.85 else "en"
    others = draw.sample(campaign.catalogue.options, draw.randint(1, 3))
    options = tuple(dict.fromkeys([*([NOODLES] if draw.random() < 0.5 else []), *(o.id for o in others)]))
    lines = [v for v in campaign.variants_in(locale) if options[0] in v.fits.options] or list(campaign.variants[:9])
    variant = draw.choice(lines[:texts])
    places = campaign.catalogue.places
    brief = replace(
        made.poster.brief,
        options=options,
        locale=locale,
        template=draw.choice(list(campaign.templates)),
        place=places[int(len(places) * draw.random() ** 2)].id if draw.random() < 0.7 else None,
        site=f"shop-{n % 3}" if made.poster.brief.channel == "print" else "",
    )
    choice = Choice(variant.id, variant.revision, "another", 0.125)
    issued = replace(made.poster, brief=brief, choice=choice, campaign_version=campaign.version)
    themes = tuple(dict.fromkeys(campaign.catalogue.option_by_id[o].theme for o in options))
    return replace(made, poster=issued, themes=themes)

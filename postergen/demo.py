"""Make one poster in every look and language, to show what there is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from postergen.batch import write_atomically
from postergen.bootstrap import Product
from postergen.domain.briefs import BriefRequest
from postergen.service.posters import Order

PEOPLE = {"zh-CN": "小明", "en": "Margaret"}


def make_demo(product: Product, folder: Path) -> Iterator[Path]:
    """Render the demo posters into the folder; each is stored, so its code works."""
    folder.mkdir(parents=True, exist_ok=True)
    campaign = product.library.campaign(product.settings.campaign)
    by_theme = [options for _, options in campaign.catalogue.options_by_theme()]
    for number, template in enumerate(campaign.templates):
        for locale, nickname in PEOPLE.items():
            options = tuple(group[(number * 2) % len(group)].id for group in by_theme[number : number + 4])
            request = BriefRequest(options, locale, template, nickname=nickname, channel="demo")
            poster = product.posters.issue(Order(campaign.id, request)).poster
            path = folder / f"{template}.{locale}.jpg"
            write_atomically(path, product.posters.picture(poster, "jpg").data)
            yield path

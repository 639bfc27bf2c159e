"""What one poster costs, stage by stage, as ratios to encoding the JPEG in the same run."""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Callable

from postergen.bootstrap import Product, build_product, load_renderer
from postergen.config import Settings
from postergen.domain.briefs import BriefRequest
from postergen.domain.poster import Poster
from postergen.rendering.encode import Label, encode
from postergen.rendering.paint import Painter
from postergen.service.orders import Order

ROUNDS = 60


def timed(work: Callable[[Poster], object], posters: list[Poster]) -> float:
    """Median milliseconds over all posters."""
    spans = []
    for poster in posters:
        start = time.perf_counter()
        work(poster)
        spans.append((time.perf_counter() - start) * 1e3)
    return statistics.median(spans)


def sample(product: Product) -> list[Poster]:
    campaign = product.library.campaign("better-life")
    ids, draw = [option.id for option in campaign.catalogue.options], random.Random(1)
    requests = [
        BriefRequest(
            tuple(draw.sample(ids, draw.randint(1, 6))), "zh-CN", campaign.templates[n % 3], nickname=f"小明{n}"
        )
        for n in range(ROUNDS)
    ]
    return [issued.poster for issued in product.posters.issue_many([Order(campaign.id, r) for r in requests])]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        product = build_product(Settings(database_url=f"sqlite:///{folder}/bench.db"))
        posters = sample(product)
        service, pictures = product.posters, product.pictures
        painter = Painter(load_renderer(product.settings).fonts)
        for poster in posters:
            pictures.picture(poster)
        layouts = {p.code: pictures.layout(p) for p in posters}
        images = {p.code: painter.paint(pictures.template(p), layouts[p.code]) for p in posters}
        rows = {
            "rank and draw": timed(lambda p: service.rank(Order(p.brief.campaign, request_of(p))), posters),
            "issue (SQLite)": timed(lambda p: service.issue(Order(p.brief.campaign, request_of(p))), posters),
            "lay out": timed(pictures.layout, posters),
            "paint": timed(lambda p: painter.paint(pictures.template(p), layouts[p.code]), posters),
            "encode JPEG": timed(
                lambda p: encode(images[p.code], "jpg", Label(p.code, "b", False, p.created_at)), posters
            ),
            "encode WebP": timed(
                lambda p: encode(images[p.code], "webp", Label(p.code, "b", False, p.created_at)), posters
            ),
            "encode PNG": timed(
                lambda p: encode(images[p.code], "png", Label(p.code, "b", False, p.created_at)), posters
            ),
            "whole JPEG poster": timed(pictures.picture, posters),
            "preview, 540 px": timed(lambda p: pictures.preview(Order(p.brief.campaign, request_of(p)), 540), posters),
        }
    unit = rows["encode JPEG"]
    print(f"{'stage':20} {'median ms':>10} {'x JPEG encoding':>16}")
    for name, span in rows.items():
        print(f"{name:20} {span:10.2f} {span / unit:16.2f}")


def request_of(poster: Poster) -> BriefRequest:
    brief = poster.brief
    return BriefRequest(brief.options, brief.locale, brief.template, nickname=brief.nickname)


if __name__ == "__main__":
    main()

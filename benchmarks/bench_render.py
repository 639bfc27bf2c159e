"""What one poster costs, stage by stage, as ratios to encoding the JPEG in the same run.

Every poster is another one, over all looks and one to six wishes. *Warm* posters were made after many others; the first
ones after a start cost more, for nothing of them is finished yet.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Sequence

from postergen.bootstrap import Product, build_product, load_renderer
from postergen.config import Settings
from postergen.domain.briefs import BriefRequest
from postergen.domain.poster import Poster
from postergen.rendering.encode import Label, encode
from postergen.rendering.paint import Painter
from postergen.service.orders import Order

ROUNDS = 60
BEFORE = 1_500  # posters made before the warm ones


def timed(work: Callable[[Poster], object], posters: Sequence[Poster]) -> float:
    """Mean milliseconds of this process over all posters."""
    start = time.process_time()
    for poster in posters:
        work(poster)
    return (time.process_time() - start) * 1e3 / len(posters)


def sample(product: Product, count: int, seed: int) -> list[Poster]:
    campaign = product.library.campaign("better-life")
    ids, draw = [option.id for option in campaign.catalogue.options], random.Random(seed)
    requests = [
        BriefRequest(
            tuple(draw.sample(ids, draw.randint(1, 6))),
            "zh-CN",
            campaign.templates[n % len(campaign.templates)],
            nickname=f"小明{seed}{n}",
        )
        for n in range(count)
    ]
    return [issued.poster for issued in product.posters.issue_many([Order(campaign.id, r) for r in requests])]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        product = build_product(Settings(database_url=f"sqlite:///{folder}/bench.db"))
        posters = sample(product, ROUNDS, 1)
        service, pictures = product.posters, product.pictures
        painter = Painter(load_renderer(product.settings).fonts)
        first = timed(pictures.picture, posters)
        for poster in sample(product, BEFORE, 2):
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
            "JPEG poster, first": first,
            "JPEG poster, warm": timed(pictures.picture, sample(product, ROUNDS, 3)),
            "preview, 540 px": timed(lambda p: pictures.preview(Order(p.brief.campaign, request_of(p)), 540), posters),
        }
    unit = rows["encode JPEG"]
    print(f"{'stage':20} {'mean ms':>10} {'x JPEG encoding':>16}")
    for name, span in rows.items():
        print(f"{name:20} {span:10.2f} {span / unit:16.2f}")


def request_of(poster: Poster) -> BriefRequest:
    brief = poster.brief
    return BriefRequest(brief.options, brief.locale, brief.template, nickname=brief.nickname)


if __name__ == "__main__":
    main()

"""What is drawn once for all starts."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from postergen.adapters.content.derived_files import DerivedFiles, kept_bytes
from postergen.bootstrap import Product
from postergen.domain.briefs import BriefRequest
from postergen.domain.poster import Brief, Poster
from postergen.domain.variant import CopyVariant
from postergen.loading import load_renderer
from postergen.ranking.wishes import CALIBRATIONS, WORTHS, reader_name
from postergen.service import pictures
from postergen.service.orders import Order
from postergen.service.pictures import PictureService


class Nobody:
    """Makes no specimens: whoever draws one fails."""

    def brief(self, order: Order) -> Brief:
        raise AssertionError(f"{order} is drawn")

    def specimen(self, brief: Brief, variant: CopyVariant | None = None) -> Poster:
        raise AssertionError(f"{brief} is drawn")


def test_a_reader_that_is_fitted_anew_gives_posters_of_wishes_another_validator(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wish's pictogram may be another one: a cache must not take the old bytes for the new ones."""
    briefs = [BriefRequest(("wuhan-hot-dry-noodles",), "zh-CN", wish=wish) for wish in ("", "想睡个好觉")]
    plain, wished = [product.posters.issue(Order("better-life", brief)).poster for brief in briefs]
    before = [product.pictures.etag(poster, "jpg") for poster in (plain, wished)]
    refitted = {reader: replace(one, sure=one.sure + 0.01) for reader, one in CALIBRATIONS.items()}
    monkeypatch.setattr(pictures, "READER", reader_name(WORTHS, refitted))
    after = [product.pictures.etag(poster, "jpg") for poster in (plain, wished)]
    assert [old == new for old, new in zip(before, after, strict=True)] == [True, False]


@pytest.mark.slow
def test_the_small_picture_of_a_look_is_drawn_by_the_first_start_alone(product: Product, tmp_path: Path) -> None:
    drawn = product.pictures.preview(
        Order("better-life", BriefRequest(("wuhan-hot-dry-noodles",), "en", "receipt")), 216, "webp"
    )
    derived = DerivedFiles(tmp_path / "content")

    def service(specimens: object) -> PictureService:
        return PictureService(
            library=product.library,
            avatars=product.posters._posters,
            specimens=specimens,  # type: ignore[arg-type]
            renderer=load_renderer(product.settings),
            addresses=product.addresses,
            keep=partial(kept_bytes, derived, "thumbnails"),
        )

    first = service(product.posters).thumbnail("better-life", "receipt", "en")
    assert service(Nobody()).thumbnail("better-life", "receipt", "en") == first
    assert first.media_type == drawn.media_type

"""Posters stay what they were."""

from __future__ import annotations

from datetime import timedelta

import pytest

from postergen.config import Settings
from postergen.domain.briefs import BriefRequest
from postergen.service.orders import Order
from tests.products import NOON, product_for

ORDER = Order("better-life", BriefRequest(("wuhan-hot-dry-noodles",), "zh-CN", nickname="小明"))


@pytest.mark.slow
def test_the_same_brief_and_code_give_the_same_bytes_on_another_day(settings: Settings) -> None:
    first = product_for(settings)
    poster = first.posters.issue(ORDER).poster
    today = first.pictures.picture(poster).data
    first.close()
    later = product_for(settings, clock=lambda: NOON + timedelta(days=40))
    assert later.pictures.picture(later.posters.poster_for_code(ORDER, poster.code)).data == today
    assert later.pictures.picture(later.posters.get(poster.code)).data == today


def test_a_preview_is_not_stored(settings: Settings) -> None:
    product = product_for(settings)
    product.posters.poster_for_code(ORDER, "BT0Y2PZ6TR6QVHY")
    assert product.fold_worker.fold_now() == 0

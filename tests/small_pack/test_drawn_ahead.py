"""What `templates cast` has drawn is all that lasts: whoever comes later has no more drawn than their own."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from postergen.bootstrap import build_product
from postergen.config import Settings
from postergen.domain.briefs import BriefRequest
from postergen.service.orders import Order
from postergen.service.pictures import PAGE_WIDTH

from .conftest import LOOK, NAME, Workshop

PEOPLE = [
    (("early-night",), "小明", ""),
    (("walk-home",), "A very long name that is hers", ""),
    (("walk-home", "early-night"), "", ""),
    (("early-night",), "阿梅", "把阳台收拾出来"),
]


@pytest.mark.parametrize("width", [None, PAGE_WIDTH])
def test_nothing_that_lasts_is_drawn_for_a_person(
    workshop: Workshop, tmp_path: Path, request: pytest.FixtureRequest, width: int | None
) -> None:
    environment = {"POSTERGEN_CACHE_DIR": str(tmp_path), "POSTERGEN_DATABASE_URL": f"sqlite:///{tmp_path}/cast.db"}
    product = build_product(Settings.from_mapping(workshop.environment | environment))
    request.addfinalizer(product.close)
    tiles = product.pictures._renderer._kept

    def kept() -> int:
        tiles.flush()  # type: ignore[attr-defined]
        (file,) = tmp_path.glob("tiles-*/tiles.db")
        with closing(sqlite3.connect(file)) as database:
            return int(database.execute("SELECT count(*) FROM tile").fetchone()[0])

    nothing = kept()
    assert product.pictures.cast(NAME, LOOK, "zh-CN", "story") > 0
    drawn = kept()
    assert drawn > nothing
    for options, nickname, wish in PEOPLE:
        brief = BriefRequest(options, "zh-CN", LOOK, nickname=nickname, wish=wish)
        poster = product.posters.issue(Order(NAME, brief)).poster
        product.pictures.picture(poster, "jpg", width=width)
    assert kept() == drawn

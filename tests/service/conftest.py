"""A product on either database, to write and publish with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from postergen.bootstrap import Product
from tests.products import pack_on_one_look, product_for, settings_for, small_pack
from tests.service.learning import LEARNING, NAME, Place
from tests.stores import KINDS, empty_database


@pytest.fixture(params=KINDS)
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Product]:
    with empty_database(request.param, tmp_path) as url:
        folders = {"journal_dir": tmp_path / "journal", "campaigns_dir": small_pack(tmp_path)}
        product = product_for(settings_for(tmp_path, database_url=url, **folders))
        yield product
        product.close()
        product.engine.dispose()


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    yield from _place(request.param, LEARNING, tmp_path)


@pytest.fixture
def logistic_place(tmp_path: Path) -> Iterator[Place]:
    yield from _place(KINDS[0], LEARNING.replace("beta", "logistic"), tmp_path)


def _place(kind: str, learning: str, tmp_path: Path) -> Iterator[Place]:
    folder = pack_on_one_look(tmp_path / "packs")
    file = folder / NAME / "campaign.yaml"
    told = file.read_text("utf-8")
    assert "learning: {kind: beta}" in told
    file.write_text(told.replace("learning: {kind: beta}", learning), "utf-8")
    with empty_database(kind, tmp_path) as url:
        found = Place(url, folder)
        yield found
        for product in found.opened:
            product.close()
            product.engine.dispose()

"""A product on either database, to write and publish with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from postergen.bootstrap import Product
from tests.products import pack_on_one_look, product_for, settings_for
from tests.stores import KINDS, empty_database


@pytest.fixture(params=KINDS)
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Product]:
    with empty_database(request.param, tmp_path) as url:
        folders = {"journal_dir": tmp_path / "journal", "campaigns_dir": pack_on_one_look(tmp_path)}
        product = product_for(settings_for(tmp_path, database_url=url, **folders))
        yield product
        product.close()
        product.engine.dispose()

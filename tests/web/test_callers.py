"""What is kept of the idempotency key of a caller without an API key: enough to know a repeated request, for a while."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from postergen.adapters.sql.salts import DailySalts
from postergen.adapters.sql.schema import poster
from postergen.bootstrap import Product
from postergen.errors import Unavailable
from postergen.web.app import create_app
from tests.conftest import NOON
from tests.web.test_api import BRIEF

KEY = {"Idempotency-Key": "order-1"}


def away(salts: DailySalts, day: date) -> bytes:
    raise Unavailable("the database", "is away")


def test_a_key_means_the_same_before_and_after_the_database_was_away(product: Product) -> None:
    client = create_app(product).test_client()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DailySalts, "_fetch", away)
        first = client.post("/api/v1/posters", json=BRIEF, headers=KEY)
    again = client.post("/api/v1/posters", json=BRIEF, headers=KEY)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.get_json()["code"] == again.get_json()["code"]


def test_a_visitors_key_is_emptied_after_days_and_that_of_a_program_is_not(
    client: FlaskClient, product: Product
) -> None:
    _, shop = product.keys.create("shop", ["render"])
    for headers in ({}, {"Authorization": f"Bearer {shop}"}):
        client.post("/api/v1/posters", json=BRIEF, headers={**KEY, **headers})
    product.fold_worker.fold_now()
    product.personal_data.prune(NOON + timedelta(days=4), keep_scans=400, keep_avatars=365)
    with product.engine.connect() as connection:
        kept = connection.scalars(select(poster.c.idempotency_key)).all()
    assert sorted((key or "").partition(":")[0] for key in kept) == ["", "key"]

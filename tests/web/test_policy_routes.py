"""What a dashboard is told of the policy that draws."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from postergen.bootstrap import Product
from postergen.web.app import create_app
from tests.products import pack_on_one_look
from tests.service.learning import LEARNING, NAME, Place, order, scan
from tests.stores import sqlite_file


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    folder = pack_on_one_look(tmp_path / "packs")
    file = folder / NAME / "campaign.yaml"
    file.write_text(file.read_text("utf-8").replace("learning: {kind: beta}", LEARNING), "utf-8")
    found = Place(sqlite_file(tmp_path / "store.db"), folder)
    yield found
    for product in found.opened:
        product.close()
        product.engine.dispose()


def reader(product: Product) -> FlaskClient:
    client = create_app(product).test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {product.keys.create('reader', ['stats'])[1]}"
    return client


def test_before_the_first_policy_it_says_so(place: Place) -> None:
    told = reader(place.open()).get("/api/v1/policy").get_json()
    assert (told["version"], told["policy"], told["note"], told["history"]) == (None, None, "missing", [])
    assert (told["kind"], told["gates"]) == ("beta", {"posters": 20, "successes": 4, "every_hours": 6})


def test_it_tells_what_serves_since_when_and_what_was_done(place: Place) -> None:
    product = place.open()
    made = [product.posters.issue(order(number)).poster for number in range(60)]
    product.fold_worker.fold_now()
    client = reader(product)
    scan(product, made[:20])
    place.now += timedelta(hours=80)
    version = product.policies.update(NAME, "ann").policy.version  # type: ignore[union-attr]
    product.policy_memory.refresh()
    told = client.get("/api/v1/policy").get_json()
    assert (told["version"], told["pinned"], told["note"]) == (version, False, "")
    assert told["policy"]["rewarded"] == pytest.approx(20)
    assert told["policy"]["priors"][""]["strength"] > 0
    product.policies.rollback(NAME, "ann", "too bold")
    product.policy_memory.refresh()
    told = client.get("/api/v1/policy").get_json()
    assert (told["version"], told["pinned"], told["note"]) == (None, True, "rolled-back")
    assert [(one["action"], one["reason"]) for one in told["history"]] == [("rollback", "too bold"), ("update", "")]
    assert "ann" not in client.get("/api/v1/policy").text


def test_it_takes_a_key_and_a_campaign_that_there_is(place: Place) -> None:
    product = place.open()
    assert create_app(product).test_client().get("/api/v1/policy").status_code == 401
    assert reader(product).get("/api/v1/policy?campaign=nowhere").status_code == 404
    assert reader(product).get("/api/v1/policy?campaign=%00").status_code == 404

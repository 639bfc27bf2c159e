"""After a scan: what can be done about a friend's wish, and coupons that nobody gets twice."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from postergen.adapters.sql import database
from postergen.adapters.sql.coupons import SqlCoupons
from postergen.bootstrap import Product
from postergen.config import CONTENT, Settings
from postergen.domain.catalogue import Frequency
from postergen.errors import NotFound
from postergen.web.app import create_app
from tests.conftest import NOON
from tests.products import product_for
from tests.stores import KINDS, empty_database

PERSON = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari"
COUPON = """
- id: free-noodles
  kind: coupon
  fits: {options: [wuhan-hot-dry-noodles]}
  need: soft
  frequency: high
  title: {zh-CN: "一碗热干面", en: "A bowl on us"}
  text: {zh-CN: "周三早上人少，芝麻酱多一勺。", en: "Wednesday mornings are quiet; the ladle is generous."}
  gloss: "A free bowl of hot dry noodles."
  url: {zh-CN: "/c/better-life", en: "/c/better-life"}
"""


def scanned(client: FlaskClient, visitor: int = 1, **brief: object) -> str:
    """A poster, scanned by somebody else; the click id. Who has another number has another phone."""
    asked = {"options": ["wuhan-hot-dry-noodles"], **brief}
    code = client.post("/api/v1/posters", json=asked).get_json()["code"]
    client.application.extensions["postergen"].fold_worker.fold_now()
    location = (
        client.application.test_client()
        .get(f"/s/{code}", headers={"User-Agent": f"{PERSON} Safari/{visitor}"})
        .location
    )
    return str(location.partition("click=")[2])


@pytest.fixture
def shop(tmp_path: Path, settings: Settings) -> Iterator[Product]:
    """A product whose pack has an offer with coupons."""
    pack = tmp_path / "campaigns/better-life"
    shutil.copytree(CONTENT / "assets/campaigns/better-life", pack)
    with (pack / "offers.yaml").open("a", encoding="utf-8") as file:
        file.write(COUPON)
    settings = replace(settings, campaigns_dir=tmp_path / "campaigns")
    product = product_for(settings)
    yield product
    product.close()


@pytest.fixture
def shop_client(shop: Product) -> FlaskClient:
    return create_app(shop).test_client()


def test_offers_speak_for_what_the_friend_longs_for(client: FlaskClient) -> None:
    click = scanned(client, options=["parents-medical-check-up"])
    offers = client.get(f"/api/v1/scans/{click}/offers?locale=en").get_json()["offers"]
    assert 1 <= len(offers) <= 3
    assert offers[0]["id"] == "check-up-nearby"
    assert offers[0]["reasons"][0]["subject"] == "parents-medical-check-up"
    assert [o["score"] for o in offers][:2] == sorted((o["score"] for o in offers[:2]), reverse=True)


def test_a_frequent_wish_introduces_a_rare_service(client: FlaskClient, product: Product) -> None:
    known = product.library.campaign("better-life").offer_by_id
    frequent = [o for o in product.library.campaign("better-life").catalogue.options if o.frequency is Frequency.HIGH]
    for option in frequent[:12]:
        click = scanned(client, options=[option.id])
        shown = client.get(f"/api/v1/scans/{click}/offers").get_json()["offers"]
        assert any(known[offer["id"]].frequency is Frequency.LOW for offer in shown), option.id


def test_a_typed_wish_finds_offers_too(client: FlaskClient) -> None:
    click = scanned(client, options=[], wish="带老娘去医院体检")
    assert client.get(f"/api/v1/scans/{click}/offers").get_json()["offers"]


def test_the_page_after_a_scan_shows_them(client: FlaskClient) -> None:
    click = scanned(client, options=["parents-medical-check-up"])
    page = client.get(f"/?click={click}&lang=en").text
    assert "https://www.openstreetmap.org/search" in page
    assert client.get("/?lang=en").text.count("openstreetmap") == 0


def test_a_scan_nobody_made_has_no_offers(client: FlaskClient) -> None:
    answer = client.get("/api/v1/scans/0000/offers")
    assert (answer.status_code, answer.get_json()["type"]) == (404, "urn:postergen:problem:not-found")


def test_the_same_person_gets_the_same_coupon_and_another_gets_another(shop: Product, shop_client: FlaskClient) -> None:
    assert shop.offers.load("better-life", "free-noodles", ["A-1", "A-2", "A-2", " "]) == 2
    first, second, third = (scanned(shop_client, visitor) for visitor in (1, 2, 3))
    claim = "/api/v1/scans/{}/offers/free-noodles/claim"
    one = shop_client.post(claim.format(first))
    assert (one.status_code, one.get_json()["offer"]) == (201, "free-noodles")
    again = shop_client.post(claim.format(first))
    assert (again.status_code, again.get_json()) == (200, one.get_json())
    scanned_again = shop_client.post(claim.format(scanned(shop_client, 1)))
    assert (scanned_again.status_code, scanned_again.get_json()) == (200, one.get_json())
    two = shop_client.post(claim.format(second)).get_json()
    assert {one.get_json()["code"], two["code"]} == {"A-1", "A-2"}
    empty = shop_client.post(claim.format(third))
    assert (empty.status_code, empty.get_json()["type"]) == (410, "urn:postergen:problem:sold-out")
    assert shop.offers.left("better-life") == {"free-noodles": (0, 2)}


def conversions(shop: Product) -> int:
    shop.fold_worker.fold_now()
    return sum(row.conversions for row in shop.reports.breakdown("better-life", "variants"))


def test_a_coupon_is_a_conversion_once_it_is_redeemed(shop: Product, shop_client: FlaskClient) -> None:
    shop.offers.load("better-life", "free-noodles", ["A-1", "A-2"])
    click = scanned(shop_client)
    for _ in range(3):
        shop_client.post(f"/api/v1/scans/{click}/offers/free-noodles/claim")
    assert conversions(shop) == 0
    _, till = shop.keys.create("till", ["conversions"])
    sent = {"key": "till-1", "coupon": {"offer": "free-noodles", "code": "A-1"}, "type": "coupon"}
    headers = {"Authorization": f"Bearer {till}"}
    answers = [shop_client.post("/api/v1/conversions", json=sent, headers=headers).status_code for _ in range(2)]
    assert answers == [202, 202]
    assert conversions(shop) == 1
    never = {**sent, "key": "till-2", "coupon": {"offer": "free-noodles", "code": "A-2"}}
    assert shop_client.post("/api/v1/conversions", json=never, headers=headers).status_code == 404
    neither = {"key": "till-3", "type": "coupon"}
    assert shop_client.post("/api/v1/conversions", json=neither, headers=headers).status_code == 422


def test_the_maker_of_a_poster_gets_none_of_its_coupons_even_before_the_scan_is_folded(
    shop: Product, shop_client: FlaskClient
) -> None:
    shop.offers.load("better-life", "free-noodles", ["A-1"])
    maker = {"User-Agent": PERSON}
    asked = {"options": ["wuhan-hot-dry-noodles"]}
    code = shop_client.post("/api/v1/posters", json=asked, headers=maker).get_json()["code"]
    click = shop_client.get(f"/s/{code}", headers=maker).location.partition("click=")[2]
    assert shop_client.post(f"/api/v1/scans/{click}/offers/free-noodles/claim").status_code == 403
    assert shop.offers.left("better-life") == {"free-noodles": (1, 1)}


def test_a_burst_gets_no_coupon(shop: Product, shop_client: FlaskClient) -> None:
    shop.offers.load("better-life", "free-noodles", ["A-1"])
    for _ in range(20):
        scanned(shop_client)
    click = scanned(shop_client)
    assert shop_client.post(f"/api/v1/scans/{click}/offers/free-noodles/claim").status_code == 403


def test_a_scan_that_another_process_keeps_is_told_from_its_makers_own(
    shop: Product, shop_client: FlaskClient, settings: Settings
) -> None:
    shop.offers.load("better-life", "free-noodles", ["A-1"])
    other = product_for(shop.settings)
    maker = {"User-Agent": PERSON}
    asked = {"options": ["wuhan-hot-dry-noodles"]}
    code = shop_client.post("/api/v1/posters", json=asked, headers=maker).get_json()["code"]
    click = create_app(other).test_client().get(f"/s/{code}", headers=maker).location.partition("click=")[2]
    assert shop_client.post(f"/api/v1/scans/{click}/offers/free-noodles/claim").status_code == 403
    other.close()


def test_people_who_object_to_being_known_get_a_coupon_each_beside_the_maker(shop: Product) -> None:
    """They share the key of their network, with the maker, too, and are no less people."""
    shop.offers.load("better-life", "free-noodles", ["A-1", "A-2", "A-3"])
    client = create_app(shop).test_client(use_cookies=False)
    objects = {"User-Agent": PERSON, "Sec-GPC": "1"}
    asked = {"options": ["wuhan-hot-dry-noodles"]}
    near = [{"REMOTE_ADDR": f"203.0.113.{number}"} for number in range(3)]
    code = client.post("/api/v1/posters", json=asked, headers=objects, environ_base=near[0]).get_json()["code"]
    codes = []
    for place in near:
        click = client.get(f"/s/{code}", headers=objects, environ_base=place).location.partition("click=")[2]
        claim = f"/api/v1/scans/{click}/offers/free-noodles/claim"
        first, again = (client.post(claim, headers=objects, environ_base=place) for _ in range(2))
        assert (first.status_code, again.status_code) == (201, 200)
        assert first.get_json() == again.get_json()
        codes.append(first.get_json()["code"])
    assert sorted(codes) == ["A-1", "A-2", "A-3"]


def test_what_was_not_given_counts_for_no_limit(shop: Product) -> None:
    limits = (("coupon-networks", 2, 3600), ("coupon-posters", 2, 3600))
    client = create_app(replace(shop, settings=replace(shop.settings, rate_limits=limits))).test_client()
    click = scanned(client)
    claim = f"/api/v1/scans/{click}/offers/free-noodles/claim"
    assert [client.post(claim).status_code for _ in range(4)] == [410] * 4  # the pool is empty
    shop.offers.load("better-life", "free-noodles", ["A-1"])
    assert client.post(claim).status_code == 201


def test_a_coupon_of_before_its_scan_was_kept_is_redeemed_and_counts_no_more(
    shop: Product, shop_client: FlaskClient
) -> None:
    shop.offers.load("better-life", "free-noodles", ["A-1"])
    SqlCoupons(shop.engine).claim("better-life", "free-noodles", "d1", NOON)  # its claim was the conversion
    _, till = shop.keys.create("till", ["conversions"])
    sent = {"key": "till-1", "coupon": {"offer": "free-noodles", "code": "A-1"}, "type": "coupon"}
    answer = shop_client.post("/api/v1/conversions", json=sent, headers={"Authorization": f"Bearer {till}"})
    assert (answer.status_code, answer.get_json()) == (202, {"key": "till-1"})
    assert conversions(shop) == 0


def test_a_network_and_a_poster_hand_out_only_so_many_coupons(shop: Product) -> None:
    shop.offers.load("better-life", "free-noodles", [f"A-{i}" for i in range(20)])
    limits = (("coupon-networks", 2, 3600), ("coupon-posters", 3, 3600))
    client = create_app(replace(shop, settings=replace(shop.settings, rate_limits=limits))).test_client()
    asked = {"options": ["wuhan-hot-dry-noodles"]}
    code = client.post("/api/v1/posters", json=asked).get_json()["code"]

    def claim(address: str, poster: str = code, visitor: int = 0) -> int:
        near = {"REMOTE_ADDR": address}
        agent = {"User-Agent": f"{PERSON} Safari/{visitor}"}
        click = client.get(f"/s/{poster}", headers=agent, environ_base=near).location.partition("click=")[2]
        claimed = client.post(f"/api/v1/scans/{click}/offers/free-noodles/claim", environ_base=near)
        return claimed.status_code

    assert [claim(f"203.0.113.{i}") for i in range(3)] == [201, 201, 429]
    assert claim("203.0.113.0") == 200  # their own, which is no new one
    assert [claim("198.51.100.1"), claim("192.0.2.1")] == [201, 429]
    other = client.post("/api/v1/posters", json=asked).get_json()["code"]
    assert claim("192.0.2.1", other) == 201


def test_a_coupon_is_shown_without_a_script(shop: Product, shop_client: FlaskClient) -> None:
    shop.offers.load("better-life", "free-noodles", ["NOODLE-77"])
    click = scanned(shop_client)
    page = shop_client.get(f"/?click={click}&lang=en").text
    assert "/c/better-life/offers/free-noodles" in page
    answer = shop_client.post("/c/better-life/offers/free-noodles?lang=en", data={"click": click})
    assert "NOODLE-77" in answer.text


def test_a_link_has_no_coupons(client: FlaskClient) -> None:
    click = scanned(client, options=["parents-medical-check-up"])
    assert client.post(f"/api/v1/scans/{click}/offers/check-up-nearby/claim").status_code == 404


def test_a_program_gets_no_coupon(shop: Product, shop_client: FlaskClient) -> None:
    shop.offers.load("better-life", "free-noodles", ["A-1"])
    code = shop_client.post("/api/v1/posters", json={"options": ["wuhan-hot-dry-noodles"]}).get_json()["code"]
    click = shop_client.get(f"/s/{code}", headers={"User-Agent": "curl/8.5"}).location.partition("click=")[2]
    assert shop_client.post(f"/api/v1/scans/{click}/offers/free-noodles/claim").status_code == 403
    assert shop.offers.left("better-life") == {"free-noodles": (1, 1)}


@pytest.mark.parametrize("kind", KINDS)
def test_a_pool_is_never_over_issued_however_many_ask_at_once(kind: str, tmp_path: Path) -> None:
    with empty_database(kind, tmp_path) as url:
        engine = database.open_database(url)
        coupons = SqlCoupons(engine)
        assert coupons.load("c", "o", [f"code-{i}" for i in range(30)]) == 30
        asks = [f"scan-{i % 40}" for i in range(120)]  # forty people, each three times
        random.Random(1).shuffle(asks)
        with ThreadPoolExecutor(8) as pool:
            given = list(pool.map(lambda scan: (scan, *coupons.claim("c", "o", scan, NOON)), asks))
        codes = {scan: {code for s, code, _ in given if s == scan and code} for scan in set(asks)}
        assert all(len(own) <= 1 for own in codes.values())
        issued = [code for own in codes.values() for code in own]
        assert len(issued) == len(set(issued)) == 30
        assert sum(fresh for _, _, fresh in given) == 30
        assert coupons.left("c") == {"o": (0, 30)}
        engine.dispose()


def test_a_coupon_is_claimed_on_the_page_of_its_own_campaign_alone(shop: Product, shop_client: FlaskClient) -> None:
    shop.offers.load("better-life", "free-noodles", ["A-1"])
    click = scanned(shop_client)
    with pytest.raises(NotFound):
        shop.offers.claim(click, "free-noodles", "another-campaign")


def test_a_network_claims_only_so_many_coupons_a_minute(shop: Product, shop_client: FlaskClient) -> None:
    shop.offers.load("better-life", "free-noodles", [f"A-{i}" for i in range(40)])
    click = scanned(shop_client)
    statuses = [shop_client.post(f"/api/v1/scans/{click}/offers/free-noodles/claim").status_code for _ in range(32)]
    assert statuses == [201] + [200] * 29 + [429] * 2

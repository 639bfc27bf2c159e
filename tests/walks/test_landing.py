"""A confirmation needs something that a page got; one address cannot make statistics of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from postergen.adapters.sql.salts import DailySalts
from postergen.adapters.sql.schema import scan as scan_table
from postergen.bootstrap import Product
from postergen.config import Settings
from postergen.domain.poster import Poster
from postergen.errors import Unavailable
from postergen.service.reports import Period
from postergen.tracking.classify import Hit
from postergen.web.app import create_app
from tests.conftest import NOON
from tests.products import product_for, small_pack
from tests.web.test_api import BRIEF, PHONE, problem

EVER = Period(None, None)


class Wall:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def product(settings: Settings, wall: Wall) -> Iterator[Product]:
    product = product_for(settings, clock=wall)
    yield product
    product.close()


def made(client: FlaskClient, **headers: str) -> str:
    return str(client.post("/api/v1/posters", json=BRIEF, headers=headers).get_json()["code"])


def scanned(client: FlaskClient, code: str, address: str = "203.0.113.9", **headers: str) -> str:
    sent = {"User-Agent": PHONE, **headers}
    return str(
        client.get(f"/s/{code}", headers=sent, environ_base={"REMOTE_ADDR": address}).location.partition("click=")[2]
    )


def landing_token_of(client: FlaskClient, click: str) -> str:
    found = re.search(r'data-landed="([^"]+)"', client.get(f"/?click={click}").text)
    assert found
    return found[1]


def confirm(client: FlaskClient, click: str, token: str = "", **headers: str) -> int:
    return client.post(f"/api/v1/scans/{click}/confirm?token={token}", headers=headers).status_code


def confirmations(product: Product) -> int:
    product.fold_worker.fold_now()
    return product.counters.sums("better-life", "all", EVER, None).get("", {}).get("confirmations", 0)


def test_a_click_id_alone_confirms_nothing(client: FlaskClient, product: Product) -> None:
    click = scanned(client, made(client))
    problem(client.post(f"/api/v1/scans/{click}/confirm"), 403, "forbidden")
    assert confirmations(product) == 0
    assert [confirm(client, click, landing_token_of(client, click)) for _ in range(2)] == [204, 204]
    assert confirmations(product) == 1  # once, however often it is said


def test_a_token_is_good_for_its_own_scan_and_for_an_hour(client: FlaskClient, wall: Wall) -> None:
    code = made(client)
    one, other = scanned(client, code), scanned(client, code, "198.51.100.1")
    good = landing_token_of(client, one)
    assert confirm(client, other, good) == 403
    assert confirm(client, one, good[:-1] + ("0" if good[-1] != "0" else "1")) == 403
    wall.now += timedelta(minutes=59)
    assert confirm(client, one, good) == 204
    wall.now += timedelta(minutes=2)
    assert confirm(client, one, good) == 403


def test_a_page_that_was_got_before_midnight_confirms_after_it(client: FlaskClient, wall: Wall) -> None:
    wall.now = datetime.combine(NOON.date(), NOON.timetz()).replace(hour=23, minute=59)
    click = scanned(client, made(client))
    good = landing_token_of(client, click)
    wall.now += timedelta(minutes=5)
    assert confirm(client, click, good) == 204


@contextmanager
def landing_on(address: str, folder: Path, settings: Settings) -> Iterator[Product]:
    """A product whose campaign leads there."""
    packs = small_pack(folder)
    path = packs / "better-life/campaign.yaml"
    text = re.sub(r"^landing_url:.*\n", "", path.read_text(encoding="utf-8"), flags=re.M)
    path.write_text(text + f"\nlanding_url: '{address}'\n", encoding="utf-8")
    product = product_for(replace(settings, campaigns_dir=packs))
    try:
        yield product
    finally:
        product.close()


def test_a_brands_own_landing_page_needs_no_token(tmp_path: Path, settings: Settings) -> None:
    with landing_on("https://brand.example/hello?a=1", tmp_path, settings) as product:
        client = create_app(product).test_client()
        click = scanned(client, made(client))
        assert confirm(client, click, Origin="https://elsewhere.example") == 403
        assert confirm(client, click, Origin="https://brand.example") == 204
        _, key = product.keys.create("brand", ["conversions"])
        assert confirm(client, click, Authorization=f"Bearer {key}") == 204


@pytest.mark.parametrize(
    ("landing", "status"),
    [("/welcome", 204), ("https://example.com/lifetime/c/x", 204), ("/life/", 403), ("/life/c/better-life", 403)],
)
def test_below_a_path_the_rest_of_the_host_is_the_brands(
    landing: str, status: int, tmp_path: Path, settings: Settings
) -> None:
    below = replace(settings, public_url="https://example.com/life")
    with landing_on(landing, tmp_path, below) as product:
        client = create_app(product).test_client()
        click = scanned(client, made(client))
        assert confirm(client, click, Origin="https://example.com") == status


def test_our_own_origin_says_nothing(client: FlaskClient, product: Product) -> None:
    click = scanned(client, made(client))
    assert confirm(client, click, Origin=product.settings.public_url) == 403


@pytest.mark.parametrize("landing", ["", "/c/better-life"])
def test_an_origin_without_a_host_says_nothing(landing: str, tmp_path: Path, settings: Settings) -> None:
    with landing_on(landing, tmp_path, settings) as product:
        client = create_app(product).test_client()
        click = scanned(client, made(client))
        assert confirm(client, click, Origin="://") == 403
        assert confirm(client, click, Origin=product.settings.public_url) == 403


@pytest.mark.parametrize("landing", ["https://life.example.com/promo/autumn", "/promo/autumn"])
def test_a_brands_page_on_our_host_confirms_by_its_origin(landing: str, tmp_path: Path, settings: Settings) -> None:
    settings = replace(settings, public_url="https://life.example.com")
    with landing_on(landing, tmp_path, settings) as product:
        client = create_app(product).test_client()
        click = scanned(client, made(client))
        assert confirm(client, click, Origin="https://life.example.com") == 204


def test_a_server_with_a_key_confirms_without_a_limit(product: Product) -> None:
    limits = (("confirmations", 2, 60),)
    client = create_app(replace(product, settings=replace(product.settings, rate_limits=limits))).test_client()
    _, key = product.keys.create("the landing page's server", ["conversions"])
    _, other = product.keys.create("another server", ["render"])
    code = made(client)
    clicks = [scanned(client, code, f"198.51.100.{number}") for number in range(4)]
    assert [confirm(client, click, Authorization=f"Bearer {key}") for click in clicks] == [204] * 4
    assert [confirm(client, click, Authorization=f"Bearer {other}") for click in clicks] == [403, 403, 429, 429]


def test_pages_that_were_got_while_the_database_was_away_confirm_when_it_is_back(
    client: FlaskClient, product: Product, wall: Wall
) -> None:
    """One worker gave the page; whichever of its server is asked next knows the token, and another server does not."""
    click = scanned(client, made(client))
    wall.now += timedelta(days=1)  # nobody has the salt of this day yet
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DailySalts, "_fetch", away)
        token = landing_token_of(client, click)
    wall.now += timedelta(minutes=1)
    assert confirm(client, click, token) == 204
    worker = create_app(replace(product, salts=DailySalts(product.engine, wall))).test_client()
    assert confirm(worker, click, token) == 204
    elsewhere = create_app(replace(product, salts=DailySalts(product.engine, wall, b"another server")))
    assert confirm(elsewhere.test_client(), click, token) == 403


def test_a_poster_that_was_scanned_before_is_known_while_no_poster_can_be_looked_up(
    client: FlaskClient, product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen, unseen = made(client), made(client)
    scanned(client, seen)

    def lost(self: object, code: str) -> Poster:
        raise Unavailable("the database", "is away")

    monkeypatch.setattr(type(product.scans._posters), "get", lost)
    hit = Hit("GET", {"user-agent": PHONE})
    assert [product.scans.record(code, hit).is_known for code in (seen, unseen)] == [True, False]
    assert scanned(client, seen) != scanned(client, unseen)


def away(salts: DailySalts, day: date) -> bytes:
    raise Unavailable("the database", "is away")


def test_one_address_that_objects_to_being_known_counts_once_for_a_poster(product: Product) -> None:
    client = create_app(product).test_client()
    for number in range(10):
        code = made(client, DNT="1")
        for visit in range(4):
            scanned(client, code, "127.0.0.1", DNT="1", **{"User-Agent": f"{PHONE} {number}/{visit}"})
    product.fold_worker.fold_now()
    assert product.counters.sums("better-life", "all", EVER, None)[""].get("scans:human", 0) == 10


def test_people_who_object_in_the_network_of_the_maker_are_people(client: FlaskClient, product: Product) -> None:
    code = made(client, DNT="1")
    for number in range(24):
        scanned(client, code, f"127.0.0.{number}", DNT="1", **{"User-Agent": f"{PHONE} {number}"})
    product.fold_worker.fold_now()
    found = product.counters.sums("better-life", "all", EVER, None)[""]
    assert {name: count for name, count in found.items() if name.startswith("scans:")} == {
        "scans:human": 1,
        "scans:duplicate": 23,
    }


def test_a_network_that_objects_is_a_machine_from_the_sixty_first_hit_of_a_minute_on(
    client: FlaskClient, product: Product
) -> None:
    code = made(client)
    for _ in range(62):
        scanned(client, code, "198.51.100.1", DNT="1")
    product.fold_worker.fold_now()
    assert product.counters.sums("better-life", "all", EVER, None)[""]["scans:bot"] == 2


def test_who_objects_is_known_by_network_alone(client: FlaskClient, product: Product) -> None:
    code = made(client)
    for address, agent in (("203.0.113.9", PHONE), ("203.0.113.80", f"{PHONE} x"), ("198.51.100.1", PHONE)):
        scanned(client, code, address, DNT="1", **{"User-Agent": agent})
    product.fold_worker.fold_now()
    with product.engine.connect() as connection:
        keys = list(connection.scalars(select(scan_table.c.visitor)))
    assert len(set(keys)) == 2
    assert all(key.startswith("n") for key in keys)


def test_the_share_of_suspicious_scans_stands_in_the_health_and_survives_a_recount(
    client: FlaskClient, product: Product, wall: Wall
) -> None:
    codes = [made(client) for _ in range(3)]
    for number in range(24):  # every two minutes, each time as another phone
        wall.now += timedelta(minutes=2)
        scanned(client, codes[number % 3], f"203.0.113.{number}", **{"User-Agent": f"{PHONE} {number}"})
    for number in range(6):
        scanned(client, codes[0], f"198.51.{number}.1")
    product.fold_worker.fold_now()
    evidence = {e.name: e.value for part in product.results.health("better-life", EVER).parts for e in part.evidence}
    assert evidence["unsuspicious"] == pytest.approx(1 - 13 / 30)
    assert product.counters.differences() == []


def test_the_keys_of_networks_are_emptied_like_those_of_visitors(
    client: FlaskClient, product: Product, wall: Wall
) -> None:
    scanned(client, made(client, DNT="1"), "198.51.100.1", DNT="1")
    product.fold_worker.fold_now()
    product.personal_data.prune(wall.now + timedelta(days=4), keep_scans=400, keep_avatars=365)
    with product.engine.connect() as connection:
        row = connection.execute(select(scan_table.c.visitor, scan_table.c.network)).one()
    assert tuple(row) == ("", "")

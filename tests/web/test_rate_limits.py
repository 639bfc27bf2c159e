"""Who has asked too often, counted in this process and in Redis."""

from __future__ import annotations

import logging
import os
import time
import uuid
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from postergen.adapters.remote.rate_limits import NewestTries, SharedSalt, WindowLimiter, open_limiter
from postergen.bootstrap import Product
from postergen.config import Settings
from postergen.domain.rate_limits import RateLimit, RateLimiter
from postergen.errors import InvalidSettings, Unavailable
from postergen.web.app import create_app
from postergen.web.lanes import lane_of
from postergen.web.rate_limits import caller
from tests.web.test_api import BRIEF, PHONE, problem
from tests.web.test_keys import STATS, bearer

REDIS = os.environ.get("POSTERGEN_TEST_REDIS_URL", "")
UNKNOWN = "/s/BT0000000000000"


def near(last: int) -> dict[str, str]:
    return {"REMOTE_ADDR": f"203.0.113.{last}"}


@pytest.fixture
def door() -> str:
    """A door of this test's own: Redis keeps what other tests counted."""
    return f"test-{uuid.uuid4().hex}"


@pytest.fixture(params=["memory", pytest.param("redis", marks=pytest.mark.redis)])
def limiter(request: pytest.FixtureRequest) -> Iterator[RateLimiter]:
    if request.param == "memory":
        yield open_limiter("memory")
        return
    if not REDIS:
        if os.environ.get("CI"):
            pytest.fail("CI has to set POSTERGEN_TEST_REDIS_URL")
        pytest.skip("needs a Redis server: set POSTERGEN_TEST_REDIS_URL")
    yield open_limiter(REDIS)


def test_one_too_many_has_to_wait_and_others_do_not(limiter: RateLimiter, door: str) -> None:
    limit = RateLimit(2, 60)
    assert [limiter.hit(door, limit, "a") for _ in range(2)] == [0, 0]
    assert 1 <= limiter.hit(door, limit, "a") <= 60
    assert limiter.hit(door, limit, "b") == 0
    assert limiter.hit(f"{door}-2", limit, "a") == 0


def test_whoever_waits_long_enough_may_go_on(limiter: RateLimiter, door: str) -> None:
    limit = RateLimit(1, 3)
    began = time.monotonic()
    assert limiter.hit(door, limit, "a") == 0
    wait = limiter.hit(door, limit, "a")
    assert 3 - (time.monotonic() - began) - 0.1 <= wait <= 3
    time.sleep(wait + 0.1)
    assert limiter.hit(door, limit, "a") == 0


def test_what_costs_more_is_told_to_wait_until_there_is_room_for_all_of_it(limiter: RateLimiter, door: str) -> None:
    limit = RateLimit(3, 4)
    assert limiter.hit(door, limit, "a") == 0
    time.sleep(1.5)
    began = time.monotonic()
    assert limiter.hit(door, limit, "a") == 0
    wait = limiter.hit(door, limit, "a", cost=3)
    assert 4 - (time.monotonic() - began) - 0.1 <= wait <= 4
    time.sleep(wait + 0.1)
    assert limiter.hit(door, limit, "a", cost=3) == 0


@pytest.mark.redis
def test_redis_counts_for_all_processes_and_knows_no_address(door: str) -> None:
    if not REDIS:
        if os.environ.get("CI"):
            pytest.fail("CI has to set POSTERGEN_TEST_REDIS_URL")
        pytest.skip("needs a Redis server: set POSTERGEN_TEST_REDIS_URL")
    import redis

    limit = RateLimit(1, 60)
    assert open_limiter(REDIS).hit(door, limit, "203.0.113.7/32") == 0
    assert open_limiter(REDIS).hit(door, limit, "203.0.113.7/32") > 0
    client = redis.Redis.from_url(REDIS)
    names = [name.decode() for name in client.scan_iter("postergen*")]
    assert any(door in name for name in names)
    assert not any("203.0.113" in name for name in names)
    assert 0 < client.ttl("postergen:salt") <= 86_400
    client.close()


def test_a_store_that_is_away_is_not_asked_again_for_a_moment() -> None:
    limiter = open_limiter("redis://127.0.0.1:1/0")
    for _ in range(2):
        with pytest.raises(Unavailable):
            limiter.hit("posters", RateLimit(1, 1), "a")
    with pytest.raises(Unavailable, match="a moment ago"):
        limiter.hit("posters", RateLimit(1, 1), "a")


def test_an_address_of_a_store_that_makes_no_sense_says_how_to_write_one() -> None:
    with pytest.raises(InvalidSettings, match="redis://"):
        open_limiter("nonsense")


@pytest.mark.parametrize(
    ("address", "bits", "network"),
    [
        ("203.0.113.7", (24, 48), "203.0.113.0/24"),
        ("203.0.113.7", (32, 64), "203.0.113.7/32"),
        ("2001:db8:1:2:3::4", (24, 48), "2001:db8:1::/48"),
        ("2001:db8:1:2:3::4", (32, 64), "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", (24, 48), "203.0.113.0/24"),
        ("fe80::1%eth0", (32, 64), "fe80::/64"),
        (None, (32, 64), "unknown"),
        ("unix:", (32, 64), "unknown"),
    ],
)
def test_a_caller_is_a_network(address: str | None, bits: tuple[int, int], network: str) -> None:
    assert caller(address, *bits) == network


def limited(product: Product, settings: Settings, *, limiter: RateLimiter | None = None, **limits: int) -> FlaskClient:
    rate_limits = tuple((door.replace("_", "-"), count, 60) for door, count in limits.items())
    changed = replace(
        product, settings=replace(settings, rate_limits=rate_limits), limiter=limiter or open_limiter("memory")
    )
    return create_app(changed).test_client()


def test_too_many_posters_of_one_caller_have_to_wait(product: Product, settings: Settings) -> None:
    client = limited(product, settings, posters=2)
    form = {"option": BRIEF["options"][:1]}
    assert client.post("/api/v1/posters", json=BRIEF).status_code == 201
    assert client.post("/c/better-life", data=form).status_code == 303
    refused = client.post("/api/v1/posters", json=BRIEF)
    problem(refused, 429, "too-many-requests")
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert client.post("/c/better-life", data=form).status_code == 429
    assert client.post("/api/v1/posters", json=BRIEF, environ_base=near(9)).status_code == 201
    assert client.get("/c/better-life").status_code == 200


def test_whoever_types_a_wish_uses_up_nothing(product: Product, settings: Settings) -> None:
    client = limited(product, settings, posters=1, previews=1)
    form = {"option": BRIEF["options"][:1], "wish": "看海"}
    for _ in range(5):
        assert client.post("/c/better-life/reading", data=form).status_code == 200
    assert client.post("/c/better-life/preview", data=form).status_code == 200
    assert client.post("/c/better-life", data=form).status_code == 303


def test_large_pictures_are_counted_by_what_they_cost(product: Product, settings: Settings) -> None:
    client = limited(product, settings, drawings=10)
    one, other, third = (
        client.post("/api/v1/posters", json={**BRIEF, "nickname": name}).get_json()["code"] for name in "abc"
    )
    assert client.get(f"/p/{one}.png?format=print").status_code == 200
    assert client.get(f"/p/{one}.png?format=print").status_code == 200  # it is kept
    assert client.get(f"/p/{other}.png?format=print").status_code == 200
    refused = client.get(f"/p/{third}.pdf")
    problem(refused, 429, "too-many-requests")
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    asked = {**BRIEF, "format": "print"}
    assert client.post("/api/v1/posters", json=asked, headers={"Accept": "image/png"}).status_code == 429
    for small in (f"/p/{third}.jpg", f"/p/{third}.webp", f"/p/{third}"):
        assert client.get(small).status_code == 200
    assert client.get(f"/s/{third}", headers={"User-Agent": PHONE}).status_code == 302
    assert client.get(f"/p/{third}.pdf", environ_base=near(9)).status_code == 200
    _, key = product.keys.create("printer", ["render"])
    assert client.get(f"/p/{other}.pdf", headers=bearer(key)).status_code == 200


@pytest.mark.parametrize("file", ["{}.jpg?format=print", "{}.webp?format=print", "{}.png?width=540", "{}.pdf"])
def test_whatever_waits_in_the_line_of_large_files_costs_something(
    product: Product, settings: Settings, file: str
) -> None:
    client = limited(product, settings, drawings=1)
    one, other = (client.post("/api/v1/posters", json={**BRIEF, "nickname": n}).get_json()["code"] for n in "ab")
    first = "/p/" + file.format(one)
    assert lane_of("GET", *first.partition("?")[::2], "") == "large"
    assert client.get(first).status_code == 200
    problem(client.get("/p/" + file.format(other)), 429, "too-many-requests")


def test_a_picture_that_costs_more_than_a_limit_is_drawn_once(product: Product, settings: Settings) -> None:
    client = limited(product, settings, drawings=2)
    code = client.post("/api/v1/posters", json=BRIEF).get_json()["code"]
    assert client.get(f"/p/{code}.png?format=print").status_code == 200
    assert client.get(f"/p/{code}.png").status_code == 429


def test_signed_addresses_are_counted_with_the_posters(product: Product, settings: Settings) -> None:
    client = limited(product, settings, posters=1)
    assert client.head("/r/better-life/k1.x/x.jpg").status_code == 404
    assert client.get("/r/better-life/k1.x/x.jpg").status_code == 429


def test_a_program_with_a_key_may_make_as_many_as_it_likes(product: Product, settings: Settings) -> None:
    client = limited(product, settings, posters=1)
    _, key = product.keys.create("shop", ["render"])
    answers = [client.post("/api/v1/posters", json=BRIEF, headers=bearer(key)).status_code for _ in range(3)]
    assert answers == [201] * 3


def test_guessing_codes_ends_while_known_codes_go_on_working(product: Product, settings: Settings) -> None:
    client = limited(product, settings, unknown_codes=3)
    code = client.post("/api/v1/posters", json=BRIEF).get_json()["code"]
    paths = [UNKNOWN, "/p/BT0000000000000.jpg", "/api/v1/posters/nonsense"]
    for number, path in enumerate(paths):
        assert client.get(path, environ_base=near(number)).status_code == 404
    for path in (*paths, "/S/BT0000000000000"):
        refused = client.get(path, environ_base=near(99))
        problem(refused, 429, "too-many-requests")
        assert int(refused.headers["Retry-After"]) >= 1
    scanned = client.get(f"/s/{code}", environ_base=near(99), headers={"User-Agent": PHONE})
    assert scanned.status_code == 302
    assert client.get(f"/p/{code}.jpg", environ_base=near(99)).status_code == 200
    assert client.get(UNKNOWN, environ_base={"REMOTE_ADDR": "198.51.100.1"}).status_code == 404


def test_guessing_keys_ends_while_right_keys_go_on_working(product: Product, settings: Settings) -> None:
    client = limited(product, settings, keys=2)
    _, key = product.keys.create("reader", ["stats"])
    answers = [client.get(STATS, headers=bearer("wrong")).status_code for _ in range(4)]
    assert answers == [401, 401, 429, 429]
    assert client.get(STATS, headers=bearer(key)).status_code == 200
    assert client.get(STATS).status_code == 401  # who sends none guesses none


def test_limits_open_when_their_store_is_away(
    product: Product, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    client = limited(product, settings, limiter=open_limiter("redis://127.0.0.1:1/0"), posters=1)
    with caplog.at_level(logging.WARNING):
        assert [client.post("/api/v1/posters", json=BRIEF).status_code for _ in range(3)] == [201] * 3
    assert len([r for r in caplog.records if "no limits" in r.getMessage()]) == 1
    assert "postergen_limiter_failures_total 3.0" in client.get("/metrics").text


def test_a_salt_is_read_once_a_minute_and_shared() -> None:
    class Shelf:
        kept: bytes | None = None
        asked = 0

        def set(self, name: str, value: bytes, *, nx: bool, ex: int) -> None:
            self.kept = self.kept or value

        def get(self, name: str) -> bytes | None:
            self.asked += 1
            return self.kept

    shelf, now = Shelf(), [0.0]
    salt = SharedSalt(shelf, lambda: now[0])
    assert salt() == salt() == SharedSalt(shelf)()
    assert shelf.asked == 2
    shelf.kept = None  # a day has passed
    assert salt() != shelf.kept
    before, now[0] = salt(), 61.0
    assert salt() != before


def test_a_limiter_asks_again_after_a_rest() -> None:
    from limits.errors import StorageError

    now, away = [0.0], [True]

    def salt() -> bytes:
        if away[0]:
            raise StorageError(ConnectionError("gone"))
        return b"salt"

    limiter = WindowLimiter(NewestTries(), salt, lambda: now[0])
    with pytest.raises(Unavailable, match="ConnectionError"):
        limiter.hit("x", RateLimit(1, 1), "a")
    away[0] = False
    with pytest.raises(Unavailable):
        limiter.hit("x", RateLimit(1, 1), "a")
    now[0] = 6.0
    assert limiter.hit("x", RateLimit(1, 1), "a") == 0


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("off", {}),
        (
            "posters=5/second",
            {
                "posters": (5, 1),
                "previews": (240, 60),
                "drawings": (120, 60),
                "unknown-codes": (30, 60),
                "keys": (20, 60),
                "coupons": (30, 60),
                "coupon-networks": (60, 3600),
                "coupon-posters": (600, 3600),
                "confirmations": (120, 60),
                "sign-ins": (10, 3600),
                "games": (120, 60),
                "holders": (120, 3600),
            },
        ),
        (
            "posters=off, previews=off, keys=1000/day",
            {
                "drawings": (120, 60),
                "unknown-codes": (30, 60),
                "keys": (1000, 86_400),
                "coupons": (30, 60),
                "coupon-networks": (60, 3600),
                "coupon-posters": (600, 3600),
                "confirmations": (120, 60),
                "sign-ins": (10, 3600),
                "games": (120, 60),
                "holders": (120, 3600),
            },
        ),
    ],
)
def test_limits_are_set_by_door(text: str, limits: dict[str, tuple[int, int]]) -> None:
    settings = Settings.from_mapping({"POSTERGEN_RATE_LIMITS": text})
    assert {door: (count, seconds) for door, count, seconds in settings.rate_limits} == limits


@pytest.mark.parametrize(
    "text", ["nonsense", "posters", "posters=60", "posters=0/minute", "rate_limits=1/minute", "posters=1/week"]
)
def test_limits_that_make_no_sense_stop_the_start(text: str) -> None:
    with pytest.raises(InvalidSettings, match="POSTERGEN_RATE_LIMITS"):
        Settings.from_mapping({"POSTERGEN_RATE_LIMITS": text})


def test_forwarded_addresses_mean_nothing_until_a_proxy_is_trusted(product: Product, settings: Settings) -> None:
    def statuses(trusted: int) -> list[int]:
        changed = replace(settings, trusted_proxies=trusted, rate_limits=(("posters", 1, 60),))
        client = create_app(replace(product, settings=changed, limiter=open_limiter("memory"))).test_client()
        callers = [{"X-Forwarded-For": f"evil, 203.0.113.{n}"} for n in range(3)]
        return [client.post("/api/v1/posters", json=BRIEF, headers=headers).status_code for headers in callers]

    assert statuses(trusted=0) == [201, 429, 429]
    assert statuses(trusted=1) == [201, 201, 201]

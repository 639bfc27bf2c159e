"""Who may call what: keys, scopes, and what happens when the store of keys is away."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text as sql

from postergen.bootstrap import Product
from postergen.cli import main
from postergen.config import Settings
from postergen.domain.keys import SCOPES, ApiKey, new_key
from postergen.doors import load_keys
from postergen.errors import InvalidInput, NotFound
from postergen.service.keys import KeyService
from postergen.web.app import create_app
from postergen.web.keys import NOBODY, scope_of
from tests.conftest import NOON
from tests.web.test_api import BRIEF, problem

STATS = "/api/v1/stats/variants"


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


class MemoryKeys:
    """A `KeyStore` that counts how often it is asked."""

    def __init__(self) -> None:
        self.keys: dict[str, ApiKey] = {}
        self.found = self.touched = 0

    def add_key(self, key: ApiKey) -> None:
        self.keys[key.id] = key

    def find_key(self, key_id: str) -> ApiKey | None:
        self.found += 1
        return self.keys.get(key_id)

    def list_keys(self) -> list[ApiKey]:
        return list(self.keys.values())

    def revoke_key(self, key_id: str, moment: datetime) -> bool:
        if key_id in self.keys:
            self.keys[key_id] = replace(self.keys[key_id], revoked_at=moment)
        return key_id in self.keys

    def touch_key(self, key_id: str, moment: datetime) -> None:
        self.touched += 1
        self.keys[key_id] = replace(self.keys[key_id], last_used_at=moment)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def kept() -> MemoryKeys:
    return MemoryKeys()


@pytest.fixture
def keys(kept: MemoryKeys, clock: Clock) -> KeyService:
    return KeyService(keys=kept, clock=clock, random_bytes=lambda count: bytes(range(count)))


def test_statistics_ask_for_a_key(client: FlaskClient) -> None:
    refused = client.get(STATS)
    problem(refused, 401, "key-needed")
    assert refused.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_key_with_the_scope_opens_and_one_without_does_not(client: FlaskClient, product: Product) -> None:
    _, right = product.keys.create("reader", ["stats"])
    _, other = product.keys.create("shop", ["conversions", "render", "erase"])
    assert client.get(STATS, headers=bearer(right)).status_code == 200
    problem(client.get(STATS, headers=bearer(other)), 403, "forbidden")


def test_a_key_that_is_none_is_refused(client: FlaskClient, product: Product) -> None:
    _, key = product.keys.create("reader", ["stats"])
    one_off = key[:-1] + ("b" if key[-1] == "a" else "a")
    unknown = "pg_aaaaaaaa_" + "a" * 52
    for wrong in (one_off, unknown, key.upper(), "nonsense", "", "pg_", "小明".encode().decode("latin-1")):
        problem(client.get(STATS, headers=bearer(wrong)), 401, "key-needed")
    problem(client.get(STATS, headers={"Authorization": f"Basic {key}"}), 401, "key-needed")


def test_the_key_itself_is_stored_nowhere(product: Product) -> None:
    _, key = product.keys.create("reader", ["stats"])
    with product.engine.connect() as connection:
        rows = repr(connection.execute(sql("SELECT * FROM api_key")).all())
    assert key not in rows
    assert key.split("_")[2] not in rows


def test_nobody_is_let_in_while_the_store_is_away(client: FlaskClient, product: Product) -> None:
    _, key = product.keys.create("reader", ["stats"])
    with product.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE api_key RENAME TO away")
    problem(client.get(STATS, headers=bearer(key)), 503, "unavailable")


def test_a_revoked_key_closes_at_once_here_and_soon_elsewhere(keys: KeyService, kept: MemoryKeys, clock: Clock) -> None:
    created, text = keys.create("reader", ["stats"])
    elsewhere = KeyService(keys=kept, clock=clock, random_bytes=lambda count: bytes(count))
    assert keys.recognise(text)
    assert elsewhere.recognise(text)
    keys.revoke(created.id)
    assert keys.recognise(text) is None
    clock.now += timedelta(seconds=30)
    assert elsewhere.recognise(text) is None
    with pytest.raises(NotFound):
        keys.revoke("zzzzzzzz")


def test_a_key_in_use_asks_the_store_rarely(keys: KeyService, kept: MemoryKeys, clock: Clock) -> None:
    _, text = keys.create("reader", ["stats"])
    for _ in range(60):
        assert keys.recognise(text)
        clock.now += timedelta(seconds=1)
    assert kept.touched == 1
    assert kept.found <= 4
    clock.now += timedelta(seconds=1)
    keys.recognise(text)
    assert kept.touched == 2


def test_a_key_says_everything_wrong_with_it() -> None:
    with pytest.raises(InvalidInput) as caught:
        new_key(" ", ["stats", "root"], now=NOON, random_bytes=bytes)
    assert [finding.where for finding in caught.value.findings] == ["--scope", "NAME"]


@pytest.fixture
def closed(settings: Settings, product: Product) -> FlaskClient:
    """A client of a server that asks for keys."""
    return create_app(replace(product, settings=replace(settings, api_keys_required=True))).test_client()


def test_a_server_may_ask_programs_for_keys_and_still_show_its_page(closed: FlaskClient, product: Product) -> None:
    _, key = product.keys.create("shop", ["render"])
    for path in ("/api/v1/rank", "/api/v1/posters"):
        problem(closed.post(path, json=BRIEF), 401, "key-needed")
        assert closed.post(path, json=BRIEF, headers=bearer(key)).status_code in (200, 201)
    assert closed.get("/c/better-life").status_code == 200
    assert closed.post("/c/better-life", data={"option": BRIEF["options"][:1]}).status_code == 303


def test_every_route_of_the_api_is_public_or_has_a_scope_that_exists(app: Flask) -> None:
    found = {
        (method, rule.rule): scope_of(method, rule.rule, keys_required=False)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"OPTIONS"}
        if rule.rule.startswith("/api/")
    }
    assert {scope for (_, path), scope in found.items() if path.startswith("/api/v1/stats/")} == {"stats"}
    assert {scope for scope in found.values() if scope} <= set(SCOPES)


def test_a_route_that_nobody_thought_of_is_closed(app: Flask, product: Product) -> None:
    app.add_url_rule("/api/v1/secrets", "secrets", lambda: "secret")
    app.add_url_rule("/api/v1/stats/new", "new", lambda: "new")
    client = app.test_client()
    _, key = product.keys.create("everything", list(SCOPES))
    problem(client.get("/api/v1/secrets"), 401, "key-needed")
    problem(client.get("/api/v1/secrets", headers=bearer(key)), 403, "forbidden")
    problem(client.get("/api/v1/stats/new"), 401, "key-needed")
    assert client.get("/api/v1/stats/new", headers=bearer(key)).text == "new"


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("GET", "/api/v1/catalogue", None),
        ("HEAD", "/api/v1/posters/{code}", None),
        ("DELETE", "/api/v1/posters/<code>", None),
        ("POST", "/api/v1/scans/<click>/confirm", None),
        ("POST", "/api/v1/conversions", "conversions"),
        ("GET", "/api/v1/stats/funnel", "stats"),
        ("GET", "/api/v1/posters", NOBODY),
        ("PUT", "/api/v1/posters/<code>", NOBODY),
        ("GET", "/p/<code>", None),
    ],
)
def test_a_scope_goes_with_a_method_and_a_path(method: str, path: str, scope: str | None) -> None:
    assert scope_of(method, path, keys_required=False) == scope


def test_keys_are_made_listed_and_revoked_on_the_command_line(product: Product, settings: Settings) -> None:
    environment = {"POSTERGEN_DATABASE_URL": settings.database_url}

    def run(*arguments: str) -> str:
        result = CliRunner().invoke(main, ["key", *arguments], env=environment)
        assert result.exit_code == 0, result.output
        return result.stdout

    made = json.loads(run("create", "the shop", "--scope", "stats", "--scope", "erase", "--json"))
    assert made["scopes"] == ["erase", "stats"]
    assert product.keys.recognise(made["key"])
    assert made["key"] not in run("list")
    assert json.loads(run("list", "--json"))[0]["name"] == "the shop"
    run("revoke", made["id"])
    fresh = load_keys(product.settings, product.engine, lambda: NOON)
    assert fresh.recognise(made["key"]) is None
    assert CliRunner().invoke(main, ["key", "create", "x"], env=environment).exit_code == 2
    assert CliRunner().invoke(main, ["key", "revoke", "nope"], env=environment).exit_code == 2

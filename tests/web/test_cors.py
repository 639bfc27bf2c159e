"""Which pages of other origins may call the API."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest
from flask import Flask
from flask.testing import FlaskClient

from postergen.adapters.content.pack_files import parse_pack, read_pack_folder
from postergen.config import CONTENT, Settings
from postergen.errors import InvalidContent
from tests.web.test_api import BRIEF

SHOP, OTHER = "https://shop.example.com", "https://evil.example.com"
PACK = CONTENT / "assets/campaigns/better-life"
ASK = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    copytree(PACK, tmp_path / "packs/better-life")
    with (tmp_path / "packs/better-life/campaign.yaml").open("a", encoding="utf-8") as file:
        file.write(f"origins: [{SHOP}, 'http://localhost:5173']\n")
    return replace(settings, campaigns_dir=tmp_path / "packs")


def test_a_page_that_the_campaign_names_may_make_posters(client: FlaskClient) -> None:
    for origin in (SHOP, "http://localhost:5173"):
        _may_make_posters(client, origin)


def _may_make_posters(client: FlaskClient, origin: str) -> None:
    asked = client.options("/api/v1/posters", headers={"Origin": origin, **ASK})
    assert (asked.status_code, asked.data) == (204, b"")
    assert asked.headers["Access-Control-Allow-Origin"] == origin
    assert "POST" in asked.headers["Access-Control-Allow-Methods"]
    assert "Idempotency-Key" in asked.headers["Access-Control-Allow-Headers"]
    made = client.post("/api/v1/posters", json=BRIEF, headers={"Origin": origin})
    assert (made.status_code, made.headers["Access-Control-Allow-Origin"]) == (201, origin)
    assert "Postergen-Code" in made.headers["Access-Control-Expose-Headers"]
    assert "Origin" in made.vary


def test_other_pages_may_not(client: FlaskClient) -> None:
    for origin in (OTHER, "null", "https://shop.example.com.evil.com", SHOP.upper(), f"{SHOP}:443"):
        asked = client.options("/api/v1/posters", headers={"Origin": origin, **ASK})
        made = client.post("/api/v1/posters", json=BRIEF, headers={"Origin": origin})
        for answer in (asked, made):
            assert not [name for name, _ in answer.headers if name.startswith("Access-Control-")]


def test_mistakes_can_be_read_by_the_page_too(client: FlaskClient) -> None:
    mistake = client.post("/api/v1/posters", json={"options": []}, headers={"Origin": SHOP})
    assert (mistake.status_code, mistake.headers["Access-Control-Allow-Origin"]) == (422, SHOP)


def test_a_campaign_that_is_named_decides_alone(client: FlaskClient) -> None:
    allowed = client.get("/api/v1/catalogue?campaign=better-life", headers={"Origin": SHOP})
    unknown = client.get("/api/v1/catalogue?campaign=nope", headers={"Origin": SHOP})
    assert allowed.headers["Access-Control-Allow-Origin"] == SHOP
    assert "Access-Control-Allow-Origin" not in unknown.headers


def test_caches_are_told_that_the_origin_matters(client: FlaskClient) -> None:
    assert "Origin" in client.get("/api/v1/catalogue").vary


def test_nothing_that_needs_a_key_is_shared_and_nothing_with_credentials(app: Flask, client: FlaskClient) -> None:
    for rule in app.url_map.iter_rules():
        path = rule.rule.replace("<", "").replace(">", "")
        answer = client.options(path, headers={"Origin": SHOP, **ASK})
        shared = answer.headers.get("Access-Control-Allow-Origin")
        assert shared in (None, SHOP)
        assert "Access-Control-Allow-Credentials" not in answer.headers
        assert "authorization" not in answer.headers.get("Access-Control-Allow-Headers", "").lower()
        if path.startswith(("/api/v1/stats", "/api/v1/conversions", "/metrics", "/s/", "/p/")):
            assert shared is None


def pack(*lines: str) -> dict[str, bytes]:
    files = read_pack_folder(PACK)
    files["campaign.yaml"] += ("\n".join(lines) + "\n").encode()
    return files


def test_a_campaign_says_where_its_channels_lead_and_what_is_passed_on() -> None:
    campaign = parse_pack(
        pack('landing_urls: {wechat: "https://w.example/a"}', "utm: [utm_source]", f"origins: ['{SHOP}']")
    )
    assert campaign.landing_for("wechat") == "https://w.example/a"
    assert campaign.landing_for("weibo") == campaign.landing_url
    assert (campaign.utm, campaign.origins) == ({"utm_source"}, {SHOP})


@pytest.mark.parametrize(
    "line",
    [
        "origins: ['https://shop.example.com/']",
        "origins: ['https://shop.example.com/page']",
        "origins: ['https://Shop.example.com']",
        "origins: ['https://*.example.com']",
        "origins: ['*']",
        "origins: ['null']",
        "origins: ['https://shop.example.com:443']",
        "origins: ['https://me@shop.example.com']",
        "origins: ['ftp://shop.example.com']",
        "utm: [click]",
        "utm: [source]",
        "landing_urls: {WeChat: 'https://w.example'}",
        "landing_urls: {wechat: 'javascript:alert(1)'}",
        "landing_urls: {wechat: ''}",
    ],
)
def test_what_leads_astray_is_named_with_its_line(line: str) -> None:
    files = pack(line)
    number = files["campaign.yaml"].decode().splitlines().index(line) + 1
    with pytest.raises(InvalidContent) as caught:
        parse_pack(files)
    assert [finding.where for finding in caught.value.findings] == [f"campaign.yaml:{number}"]


def test_pages_of_a_campaigns_origins_may_frame_its_pages_and_others_may_not(client: FlaskClient) -> None:
    made = client.post("/c/better-life", data={"option": BRIEF["options"], "embed": "1"})
    assert "embed=1" in made.headers["Location"]
    assert "SameSite=None" in made.headers["Set-Cookie"]
    assert "Partitioned" in made.headers["Set-Cookie"]
    for path in ("/c/better-life?embed=1", made.headers["Location"]):
        allowed = client.get(path).headers["Content-Security-Policy"].partition("frame-ancestors ")[2]
        assert allowed == f"'self' http://localhost:5173 {SHOP}"
    for path in ("/docs", "/nothing"):
        policy = client.get(path, headers={"Accept": "text/html"}).headers["Content-Security-Policy"]
        assert policy.endswith("frame-ancestors 'self'")


def test_the_client_for_pages_may_be_imported_from_anywhere(client: FlaskClient) -> None:
    for name, kind in (("v1.js", "text/javascript"), ("v1.d.ts", "text/plain")):
        with client.get(f"/static/client/{name}", headers={"Origin": OTHER}) as answer:
            assert (answer.status_code, answer.mimetype) == (200, kind)
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
    with client.get("/static/picks.js", headers={"Origin": OTHER}) as answer:
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_page_may_play_for_who_has_a_token_and_never_with_a_key(client: FlaskClient) -> None:
    for method, path in (
        ("POST", "games/x/deals"),
        ("DELETE", "games/x/offers/y"),
        ("POST", "holders"),
        ("DELETE", "holder"),
    ):
        asked = client.options(f"/api/v1/{path}", headers={"Origin": SHOP, **ASK})
        assert (asked.status_code, asked.headers["Access-Control-Allow-Origin"]) == (204, SHOP)
        assert method in asked.headers["Access-Control-Allow-Methods"]
        allowed = asked.headers["Access-Control-Allow-Headers"]
        assert "Postergen-Holder" in allowed
        assert "Postergen-Subject" not in allowed
    assert "Access-Control-Allow-Origin" not in client.get("/api/v1/games", headers={"Origin": OTHER}).headers

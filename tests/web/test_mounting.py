"""The product stands below a path of a host that has other pages, too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from postergen.config import Settings
from postergen.domain.accounts import Role
from postergen.errors import InvalidSettings
from postergen.web.app import create_app
from postergen.web.mounting import path_inside
from tests.faults.clients import BRIEF, PHONE
from tests.products import product_for, settings_for

URL = "https://example.com/life"
ADDRESS = re.compile(r'(?:href|src|action|content)="(?:https://example\.com)?(/[^"]*)"')


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A client of a server that its proxy hands whole addresses."""
    product = product_for(settings_for(tmp_path_factory.mktemp("below"), public_url=URL, visitor_cookie=True))
    product.accounts.create("ann", "a long password", Role.ADMIN)
    yield create_app(product).test_client()
    product.close()


@pytest.mark.parametrize(
    ("path", "inside"),
    [
        ("/life/s/X", "/s/X"),
        ("/LIFE/S/X", "/S/X"),
        ("/life", "/"),
        ("/life/", "/"),
        ("/lifetime", "/lifetime"),
        ("/healthz", "/healthz"),
    ],
)
def test_the_path_of_the_mount_is_taken_away_whatever_its_case(path: str, inside: str) -> None:
    assert path_inside(path, "/life") == inside
    assert path_inside(path, "") == path


def test_a_scanned_code_leads_below_the_path(client: FlaskClient) -> None:
    made = client.post("/life/api/v1/posters", json=BRIEF)
    found = made.get_json()
    assert made.headers["Location"] == f"/life/api/v1/posters/{found['code']}"
    assert found["image_url"].startswith(f"{URL}/p/{found['code']}.jpg?v=")
    scanned = client.get(f"/LIFE/S/{found['code']}", headers={"User-Agent": PHONE})
    landing = urlsplit(scanned.headers["Location"])
    assert (landing.hostname, landing.path) == ("example.com", "/life/c/better-life")
    page = client.get(f"{landing.path}?{landing.query}")
    assert "data-landed=" in page.text


def test_a_proxy_may_take_the_path_away_itself(client: FlaskClient) -> None:
    assert 'action="/life/c/better-life"' in client.get("/c/better-life").text
    assert client.get("/healthz").status_code == 200


def test_everything_that_pages_name_is_below_the_path(client: FlaskClient) -> None:
    code = client.post("/life/api/v1/posters", json=BRIEF).get_json()["code"]
    pages = ["/", "/c/better-life", f"/p/{code}", f"/p/{code}?mine", "/p/nothing", "/docs", "/studio/sign-in"]
    named = {address for page in pages for address in ADDRESS.findall(client.get(f"/life{page}").text)}
    assert len(named) > 20
    assert [address for address in sorted(named) if not address.startswith("/life/")] == []
    for style in (address for address in named if address.endswith(".css")):
        with client.get(style) as answer:
            assert answer.status_code == 200, style
    assert client.get("/life/openapi.json").get_json()["servers"] == [{"url": "/life"}]


def test_cookies_go_no_further_and_people_come_back_to_where_they_were(client: FlaskClient) -> None:
    back = client.post("/life/consent", data={"answer": "no", "back": "/c/better-life?lang=en"})
    assert back.headers["Location"] == "/life/c/better-life?lang=en"
    asked = client.get("/life/studio/results", headers={"Accept": "text/html"})
    assert urlsplit(asked.headers["Location"]).path == "/life/studio/sign-in"
    form = client.get(asked.headers["Location"])
    assert "Path=/life/studio/sign-in" in form.headers["Set-Cookie"]
    token = re.search(r'name="token" value="([^"]+)"', form.text)
    assert token is not None
    entered = client.post(
        "/life/studio/sign-in",
        data={"name": "ann", "password": "a long password", "token": token[1], "next": "/studio/results"},
    )
    assert entered.headers["Location"] == "/life/studio/results"
    assert all("Path=/life/studio" in cookie for cookie in entered.headers.getlist("Set-Cookie"))


@pytest.mark.parametrize("path", ["/Life", "/our_life", "/leben/für", "/a//b", "/.", "/a b"])
def test_a_path_that_cannot_stand_in_codes_is_refused(path: str) -> None:
    with pytest.raises(InvalidSettings):
        Settings.from_mapping({"POSTERGEN_PUBLIC_URL": f"https://example.com{path}"})


def test_the_path_stands_in_codes_in_capitals(tmp_path: Path) -> None:
    product = product_for(settings_for(tmp_path, public_url=URL))
    assert product.addresses.scan("BT01") == "https://EXAMPLE.COM/LIFE/S/BT01"
    assert product.addresses.typed("BT01") == "example.com/life/s/BT01"
    product.close()

"""Who may show a campaign in a frame sees it; who may not is told who has to allow it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest
from flask.testing import FlaskClient

from postergen.config import CONTENT, Settings
from postergen.web.framing import origin_of

SHOP, OTHER = "https://shop.example.com", "https://other.example.com"
PAGE = "/c/better-life?embed=1&lang=en"
FRAME = {"Sec-Fetch-Dest": "iframe"}


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    copytree(CONTENT / "assets/campaigns/better-life", tmp_path / "packs/better-life")
    with (tmp_path / "packs/better-life/campaign.yaml").open("a", encoding="utf-8") as file:
        file.write(f"origins: [{SHOP}]\n")
    return replace(settings, campaigns_dir=tmp_path / "packs")


def test_a_frame_of_an_origin_that_is_not_listed_is_told_what_to_add(client: FlaskClient) -> None:
    for headers in ({"Referer": f"{OTHER}/", **FRAME}, {"Referer": f"{OTHER}/"}):
        told = client.get(PAGE, headers=headers)
        assert told.status_code == 403
        assert f"origins:\n  - {OTHER}" in told.text
        assert "frame-ancestors 'self' *" in told.headers["Content-Security-Policy"]
        assert "Set-Cookie" not in told.headers
        assert "picker" not in told.text


def test_who_may_sees_the_page_and_is_the_only_one_that_it_speaks_to(client: FlaskClient) -> None:
    for headers in ({"Referer": f"{SHOP}/", **FRAME}, FRAME, {"Referer": "http://localhost/c/better-life", **FRAME}):
        shown = client.get(PAGE, headers=headers)
        assert shown.status_code == 200
        assert f'data-origins="{SHOP}"' in shown.text
        assert shown.headers["Content-Security-Policy"].endswith(f"frame-ancestors 'self' {SHOP}")


def test_a_link_from_another_site_is_no_frame(client: FlaskClient) -> None:
    linked = {"Referer": f"{OTHER}/", "Sec-Fetch-Dest": "document"}
    assert client.get(PAGE, headers=linked).status_code == 200
    assert client.get("/c/better-life", headers={"Referer": f"{OTHER}/"}).status_code == 200


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://shop.example.com/a?b", SHOP),
        ("http://localhost:5173/", "http://localhost:5173"),
        ("about:blank", None),
        ("http://[", None),
        ("", None),
    ],
)
def test_an_origin_is_read_from_an_address(address: str, origin: str | None) -> None:
    assert origin_of(address) == origin


def test_the_address_that_is_shown_is_no_markup(client: FlaskClient) -> None:
    told = client.get(PAGE, headers={"Referer": 'https://a"><script>x</script>/', **FRAME})
    assert "<script>x" not in told.text

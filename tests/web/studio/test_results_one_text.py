"""The page of one text: its posters by edit, channel, place and look, and some of them, without their person."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text as sql

from postergen.bootstrap import Product
from postergen.domain.accounts import Role
from postergen.web.app import create_app
from tests.conftest import NOON
from tests.products import product_for, settings_for
from tests.web.studio.conftest import PASSWORD, enter_as
from tests.web.studio.month import NAME, NOODLES, live_a_month

MONTH = f"from={NOON - timedelta(days=39):%Y-%m-%d}&to={NOON:%Y-%m-%d}"
TEXT = f"{NOODLES}.zh-2"
FIGURES = ("time", "made", "revisions", "channels", "places", "looks", "sample")


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    product = product_for(settings_for(tmp_path_factory.mktemp("busy")))
    live_a_month(product, NOON, posters=400, texts=2)
    product.accounts.create("ann", PASSWORD, Role.WRITER)
    yield product
    product.close()


@pytest.fixture(scope="module")
def ann(busy: Product) -> FlaskClient:
    client = create_app(busy).test_client()
    assert enter_as(client, "ann").status_code == 303
    return client


def read(client: FlaskClient, path: str, lang: str = "en") -> str:
    answer = client.get(f"/studio/results/{path}", headers={"Accept-Language": lang})
    assert answer.status_code == 200, answer.text[:300]
    return answer.text


def table(client: FlaskClient, figure: str, more: str = "") -> list[dict[str, str]]:
    answer = client.get(f"/studio/results/texts/{TEXT}/{figure}.csv?{MONTH}{more}")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def counted(product: Product, what: str, where: str = "") -> int:
    with product.engine.connect() as connection:
        found = connection.scalar(sql(f"SELECT count({what}) FROM poster WHERE variant = '{TEXT}' {where}"))
    return int(found or 0)


@pytest.mark.parametrize("lang", ["en", "zh-CN"])
def test_a_text_has_a_page_with_all_that_its_posters_came_to(ann: FlaskClient, busy: Product, lang: str) -> None:
    page = read(ann, f"texts/{TEXT}?{MONTH}", lang)
    assert tuple(re.findall(r'<figure class="card figure-(\w+)"', page)) == FIGURES
    assert busy.library.campaign(NAME).variant_by_id[TEXT].headline in page
    assert f"/studio/edit/{TEXT}" in page
    assert re.search(rf"{counted(busy, '*')}\D+{counted(busy, 'scanned_at')}\D", page)


@pytest.mark.parametrize("figure", ["revisions", "channels", "places", "looks"])
def test_the_parts_of_a_text_add_up_to_the_posters_that_the_database_has(
    ann: FlaskClient, busy: Product, figure: str
) -> None:
    rows = table(ann, figure)
    assert sum(int(row["posters"]) for row in rows) == counted(busy, "*")
    assert sum(int(row["posters_scanned"]) for row in rows) == counted(busy, "scanned_at")
    assert all(float(row["low"]) <= float(row["rate"]) <= float(row["high"]) for row in rows)
    ids = {row["id"] for row in rows}
    of_channel = table(ann, figure, "&channel=wechat")
    assert sum(int(row["posters"]) for row in of_channel) == counted(busy, "*", "AND channel = 'wechat'")
    assert {row["id"] for row in of_channel} <= ids


def test_the_days_of_a_text_have_its_posters(ann: FlaskClient, busy: Product) -> None:
    rows = table(ann, "made")
    assert sum(int(row["posters"]) for row in rows) == counted(busy, "*")
    assert sum(int(row["scans"]) for row in rows) > 0


def test_the_sample_shows_posters_and_nothing_of_their_people(ann: FlaskClient, busy: Product) -> None:
    rows = table(ann, "sample")
    assert 0 < len(rows) <= 6
    assert not {"code", "nickname", "wish"} & rows[0].keys()
    page = read(ann, f"texts/{TEXT}?{MONTH}")
    with busy.engine.connect() as connection:
        codes = connection.execute(sql(f"SELECT code FROM poster WHERE variant = '{TEXT}'")).scalars().all()
    assert [code for code in codes if code in page] == []
    pictures = re.findall(r'<ul class="sample">.*?</ul>', page, re.DOTALL)[0]
    address = re.findall(r'<img src="([^"]+)"', pictures)[0].replace("&amp;", "&")
    assert "nickname" not in address
    assert ann.get(address).mimetype.startswith("image/")


def test_a_text_without_posters_says_so(ann: FlaskClient) -> None:
    page = read(ann, f"texts/{TEXT}?from=2020-01-01&to=2020-01-02")
    assert "<figure" not in page
    assert "No poster with this text" in page


def test_a_text_that_never_was_is_not_found(ann: FlaskClient) -> None:
    assert ann.get("/studio/results/texts/nothing.zh-1").status_code == 404
    assert ann.get(f"/studio/results/texts/{TEXT}/nothing.csv").status_code == 404


def test_rows_lead_to_the_page_of_their_text(ann: FlaskClient) -> None:
    page = read(ann, f"variants?option={NOODLES}&locale=zh-CN&{MONTH}")
    for figure in re.findall(r"<figure.*?</figure>", page, re.DOTALL):
        assert f"/studio/results/texts/{NOODLES}.zh-" in figure


def test_which_small_life_is_asked_before_anything_is_compared(ann: FlaskClient) -> None:
    page = read(ann, f"variants?locale=zh-CN&{MONTH}")
    assert page.index("Choose a small life") < page.index("figure-wishes") < page.index("figure-compared")
    assert "ridge" not in page
    assert f"option={NOODLES}" in re.findall(r'<ol class="wishes">.*?</li>', page, re.DOTALL)[0]


def test_texts_that_are_too_young_stand_aside_with_their_numbers_and_without_a_chance(ann: FlaskClient) -> None:
    page = read(ann, f"variants?option={NOODLES}&locale=zh-CN&{MONTH}")
    hills = re.findall(r'<figure class="card figure-standing".*?</figure>', page, re.DOTALL)[0]
    aside = hills.index('class="aside"')
    assert "Too young to say" in hills[aside:]
    assert "chance of being best" not in hills[aside : hills.index('class="numbers"')]
    assert re.search(r"\d+ of \d+ posters brought somebody", hills[aside:])
    assert hills.index('class="young"') > aside


def test_a_text_with_few_posters_never_leads_the_list(ann: FlaskClient) -> None:
    answer = ann.get(f"/studio/results/variants/compared.csv?locale=zh-CN&{MONTH}")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    posters = [int(row["posters"]) for row in rows]
    assert posters == sorted(posters, reverse=True)
    assert all(row["variant_id"] and row["revision"] for row in rows)

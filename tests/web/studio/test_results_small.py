"""A small campaign, and a new one: what the results say of little is true, and no sentence denies another."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from postergen.domain.accounts import Role
from postergen.web.app import create_app
from tests.conftest import NOON
from tests.products import product_for, settings_for
from tests.web.studio.conftest import PASSWORD, enter_as
from tests.web.studio.month import NOODLES, live_a_month

MONTH = f"from={NOON - timedelta(days=29):%Y-%m-%d}&to={NOON:%Y-%m-%d}"
LIVES = {"small": {"posters": 100}, "new": {"posters": 400, "days": 0.3}}  # over 40 days, and within 8 hours


@pytest.fixture(scope="module", params=LIVES)
def campaign(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, FlaskClient]]:
    """What kind it is, and a writer who reads of it."""
    product = product_for(settings_for(tmp_path_factory.mktemp(request.param)))
    product.accounts.create("ann", PASSWORD, Role.WRITER)
    live_a_month(product, NOON, texts=2, **LIVES[request.param])
    client = create_app(product).test_client()
    enter_as(client, "ann")
    yield request.param, client
    product.close()


def read(client: FlaskClient, path: str, lang: str) -> str:
    answer = client.get(f"/studio/results/{path}{'&' if '?' in path else '?'}{MONTH}&lang={lang}")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.text)))


@pytest.mark.parametrize(
    ("lang", "early", "little"),
    [
        ("en", "It is too early for a letter", "Too little in this time for a letter. It takes"),
        ("zh-CN", "还太早，先不给等级", "这段时间的数据还太少，先不给等级。还差"),
    ],
)
def test_on_its_first_day_a_campaign_is_early_and_not_bad(
    campaign: tuple[str, FlaskClient], lang: str, early: str, little: str
) -> None:
    kind, client = campaign
    page = read(client, "overview", lang)
    assert (early in page, little in page) == (kind == "new", kind == "small")
    assert not re.search(r"[SABCD](, \d+ points|，\d+ 分)", page)
    assert ("33.3%" if kind == "small" else "3.3%") not in page  # days before its first do not count against it


@pytest.mark.parametrize("lang", ["en", "zh-CN"])
def test_how_many_posters_a_text_needs_is_said_once(campaign: tuple[str, FlaskClient], lang: str) -> None:
    _, client = campaign
    page = read(client, f"variants?option={NOODLES}&locale=zh-CN", lang)
    (needed,) = re.findall(
        r"A text is compared once.*?so far it is \d" if lang == "en" else r"一句文案要有.*?目前有 \d 句", page
    )
    numbers = re.findall(r"\d{2,}", needed)
    assert len(numbers) == len(set(numbers))


def test_where_nothing_was_learned_and_no_text_is_new_no_share_moved(campaign: tuple[str, FlaskClient]) -> None:
    kind, client = campaign
    page = read(client, f"variants?option={NOODLES}&locale=zh-CN", "en")
    assert "Nothing was learned yet" in page
    assert "lost most" not in page
    assert ("No text gained or lost" in page) == (kind == "small")


@pytest.mark.parametrize(("lang", "says"), [("en", "of older posters too"), ("zh-CN", "也包括更早的海报")])
def test_scans_of_older_posters_are_told_as_such(campaign: tuple[str, FlaskClient], lang: str, says: str) -> None:
    kind, client = campaign
    assert says in read(client, "options", lang)
    assert "scans per poster" not in read(client, "options", lang).partition("As a table")[0]
    if kind == "small":
        table = client.get(f"/studio/results/options/options.csv?{MONTH}&lang=en").text.lstrip("\ufeff")
        rows = list(csv.DictReader(io.StringIO(table)))
        assert any(row["posters_scanned"] == "0" and int(row["scans"]) for row in rows)  # what would look like a slip


@pytest.mark.parametrize(
    ("lang", "says"), [("en", "Texts in English alone are counted"), ("zh-CN", "这里只算中文文案")]
)
def test_hook_and_tone_say_of_which_language_they_are(campaign: tuple[str, FlaskClient], lang: str, says: str) -> None:
    assert says in read(campaign[1], "hook-tone", lang)

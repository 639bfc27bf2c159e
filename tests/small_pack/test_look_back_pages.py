"""The pages of a look back, on a pack of two options."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from postergen.bootstrap import Product, build_product
from postergen.config import CONTENT, Settings
from postergen.domain.accounts import Role
from postergen.web.app import create_app
from tests.adapters.content.test_look_back_files import YEAR
from tests.web.studio.conftest import PASSWORD, enter_as

from .conftest import NAME, PACKS, Workshop, codes_on

HOME = f"/c/{NAME}/look-back"
FIGURES = {"friends": 3, "theme": "evening", "hour": 7, "posters": 4}
Truth = Callable[[TestResponse], bool]


def has(*words: str) -> Truth:
    return lambda answer: all(word in answer.text.replace("<wbr>", "") for word in words)


PAGES: dict[str, tuple[str, Truth]] = {
    "/c/<campaign>/look-back": (HOME, has("The year", "Five pages", "how many people followed your code")),
    "/c/<campaign>/look-back/<pages>": (f"{HOME}/{{pages}}", has("3 friends", "1 / 5", "A line")),
    "/c/<campaign>/look-back/<pages>/page.webp": (
        f"{HOME}/{{pages}}/page.webp",
        lambda answer: Image.open(io.BytesIO(answer.data)).size == (540, 960),
    ),
    "/c/<campaign>/look-back/<pages>.<extension>": (
        f"{HOME}/{{pages}}.png",
        lambda answer: len(codes_on(answer.data)) == 1,
    ),
    "/c/<campaign>/look-back/<pages>/cover.<extension>": (
        f"{HOME}/{{pages}}/cover.gif",
        lambda answer: answer.data.startswith(b"GIF89a"),
    ),
    "/studio/look-backs": ("/studio/look-backs", has("The year", "Look backs made")),
    "/studio/look-backs/<look_back>": (
        "/studio/look-backs/year",
        has("The year", "What it says to whom", "sentences on 5 pages", "Posters made", "Hour of the earliest"),
    ),
    "/studio/look-backs/<look_back>/page.webp": (
        "/studio/look-backs/year/page.webp?text={text}",
        lambda answer: Image.open(io.BytesIO(answer.data)).size == (360, 640),
    ),
    "/studio/look-backs/<look_back>/<figure>.csv": (
        "/studio/look-backs/year/friends.csv",
        has("band", "posters_scanned", "from 0"),
    ),
    "/api/v1/look-backs": (
        "/api/v1/look-backs",
        lambda answer: [one["id"] for one in answer.get_json()["look_backs"]] == ["year"],
    ),
}


def pack_with_year(folder: Path) -> dict[str, str]:
    """The environment of a pack whose look back every browser's own posters tell."""
    shutil.copytree(PACKS, folder / "packs")
    shutil.copytree(CONTENT / "templates/starter", folder / "looks/plain")
    shutil.copytree(CONTENT / "templates/posters/almanac", folder / "looks/almanac")
    year = (
        YEAR.replace("hot-noodles", "walk-home").replace("is: [food]", "is: [evening]").replace("id: food", "id: late")
    )
    year = year.replace("to: 2026-12-31", "to: 2099-12-31")
    year = year.replace("opens: 2026-12-01 08:00", "opens: 2026-01-01 08:00").replace("2027-01-31", "2099-01-31")
    year = year.replace("figures:\n  cups: {most: 400}\n", "").replace("figure: cups", "figure: posters")
    year = year.replace("sheet: tally", "sheet: tail")
    (folder / "packs" / NAME / "look-backs").mkdir()
    (folder / "packs" / NAME / "look-backs/year.yaml").write_text(year, encoding="utf-8")
    return Workshop(folder).environment | {"POSTERGEN_CAMPAIGNS_DIR": str(folder / "packs")}


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    product = build_product(Settings.from_mapping(pack_with_year(tmp_path_factory.mktemp("years"))))
    yield product
    product.close()


@pytest.fixture(scope="module")
def client(years: Product) -> FlaskClient:
    client = create_app(years).test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    years.accounts.create("ann", PASSWORD, Role.WRITER)
    assert enter_as(client, "ann").status_code == 303
    return client


@pytest.mark.parametrize("rule", PAGES)
def test_a_page_of_a_look_back_is_true(rule: str, client: FlaskClient) -> None:
    made = client.post("/api/v1/look-backs/year", json={"figures": FIGURES, "locale": "en"})
    assert made.status_code == 201, made.text
    address, is_true = PAGES[rule]
    pages = made.get_json()["pages"]
    codes, text = "-".join(page["code"] for page in pages), pages[0]["variant"]
    answer = client.get(address.format(pages=codes, text=text))
    assert answer.status_code == 200, answer.text
    assert is_true(answer), answer.text if answer.is_json else answer.mimetype

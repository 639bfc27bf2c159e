"""What came of a look back is told page by page, and what it says to whom can be seen before anybody made one."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import event

from postergen.bootstrap import Product
from postergen.domain.accounts import Role
from postergen.service.look_backs import LookBackOrder
from tests.products import small_pack, with_look_back
from tests.web.studio.conftest import SignIn
from tests.web.studio.editing import CAMPAIGN

AT = "/studio/look-backs/small-days"
FIGURES = {"posters": 7, "friends": 12, "generations": 2, "theme": "food", "hour": 5}
PERSON = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Safari/604.1"


@pytest.fixture(scope="module")
def campaigns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_look_back(small_pack(tmp_path_factory.mktemp("years")))


@pytest.fixture
def writer(sign_in: SignIn) -> FlaskClient:
    client = sign_in(Role.WRITER)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def three_years(product: Product, client: FlaskClient) -> None:
    """Three people's, one of them in Chinese and nobody's friend; a page of the first is scanned twice, by two people."""
    codes = []
    for friends, locale in ((12, "en"), (12, "en"), (0, "zh-CN")):
        figures = {**FIGURES, "friends": friends}
        made = product.look_backs.make(LookBackOrder(CAMPAIGN, "small-days", figures, locale))
        codes += [one.poster.code for one in made]
    product.take_in()
    for address in ("203.0.113.7", "198.51.100.9"):
        client.application.test_client().get(
            f"/s/{codes[0]}", headers={"User-Agent": PERSON}, environ_base={"REMOTE_ADDR": address}
        )
    product.take_in()


def told(client: FlaskClient, path: str, lang: str = "en") -> str:
    answer = client.get(path + ("&" if "?" in path else "?") + f"lang={lang}")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def table(client: FlaskClient, name: str) -> list[dict[str, str]]:
    answer = client.get(f"{AT}/{name}.csv")
    assert answer.mimetype == "text/csv"
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


def test_what_came_of_it_is_counted_by_day_and_sentence(writer: FlaskClient, product: Product) -> None:
    three_years(product, writer)
    page = told(writer, AT)
    assert re.search(r"Look backs made 3 21 pages in all", page)
    assert re.search(r"Scans 2 4.8% of pages", page)
    assert "Whoever made posters in their browser opens it on its page" in page
    days = table(writer, "made-by-day")
    assert [(day["made"], day["scans"]) for day in days if day["made"] != "0"] == [("3", "2")]
    assert days[-1]["day"] == "2026-06-01"
    friends = [row for row in table(writer, "friends") if row["posters"] != "0"]
    assert sum(int(row["posters"]) for row in friends) == 3
    assert {row["band"] for row in friends} == {"from 0", "from 10"}
    assert len(table(writer, "friends")) == len(
        [one for page, _, one in product.look_backs.of(CAMPAIGN, "small-days").texts() if page.id == "friends"]
    )
    scanned = [row for row in table(writer, "cover") if row["scans"] not in ("", "0")]
    assert [(row["scans"], row["posters_scanned"]) for row in scanned] == [("2", "1")]
    assert "年末回顾" in told(writer, AT, "zh-CN")
    assert "Look backs made 3" in told(writer, "/studio/look-backs")


def test_counters_are_read_and_no_posters(writer: FlaskClient, product: Product) -> None:
    three_years(product, writer)
    asked: list[str] = []

    def note(*call: object) -> None:
        asked.append(str(call[2]))

    event.listen(product.engine, "before_cursor_execute", note)
    try:
        for path in ("/studio/look-backs", AT):
            assert writer.get(path).status_code == 200
    finally:
        event.remove(product.engine, "before_cursor_execute", note)
    assert any("rollup" in statement for statement in asked)
    assert [statement for statement in asked if re.search(r"\b(FROM|JOIN) (poster|scan|event)s?\b", statement)] == []


def test_what_it_says_to_somebody_made_up_is_shown_and_counts_nothing(writer: FlaskClient, product: Product) -> None:
    page = writer.get(f"{AT}?posters=1&friends=0&generations=0&theme=food&hour=5&locale=zh-CN&nickname=小明").text
    assert "Nobody has made one yet" in page
    pictures = [one.replace("&amp;", "&") for one in re.findall(r'<img src="([^"]+page\.webp[^"]+)"', page)]
    look_back = product.look_backs.of(CAMPAIGN, "small-days")
    leaves = look_back.leaves({"posters": 1, "friends": 0, "generations": 0, "theme": "food", "hour": 5})
    texts = [text.id for leaf in leaves for text in leaf.band.texts["zh-CN"]]
    assert [re.findall(r"text=([^&]+)", picture)[0] for picture in pictures] == texts
    drawn = writer.get(pictures[0])
    assert drawn.mimetype == "image/webp"
    assert Image.open(io.BytesIO(drawn.data)).size == (360, 640)
    product.take_in()
    assert product.look_back_figures.of(CAMPAIGN, "small-days").counts.pages == 0


@pytest.mark.parametrize(("lang", "last"), [("en", "Page 7: “{}”"), ("zh-CN", "第 7 页：“{}”")])
def test_a_page_without_a_figure_is_called_by_what_it_says(
    writer: FlaskClient, product: Product, lang: str, last: str
) -> None:
    unused = told(writer, AT, lang)
    *_, (page, _, _) = product.look_backs.of(CAMPAIGN, "small-days").texts()
    assert page.figure is None
    says = page.bands[0].texts[lang][0].headline
    assert f"“{says}”" in unused, "below its picture"
    assert page.id not in unused.partition("CSV")[0].replace(f".{page.id}.", "")
    three_years(product, writer)
    assert last.format(says) in told(writer, AT, lang)


def test_before_anybody_made_one_its_sentences_stand_together(writer: FlaskClient, product: Product) -> None:
    page = writer.get(f"{AT}?lang=en").text
    assert page.count("<figure class=") == 1
    texts = [text for _, _, text in product.look_backs.of(CAMPAIGN, "small-days").texts() if text.locale == "en"]
    assert f"{len(texts)} sentences on 7 pages" in page
    assert [row["id"] for row in table(writer, "sentences")] == [text.id for text in texts]
    three_years(product, writer)
    assert "sentences on 7 pages" not in writer.get(f"{AT}?lang=en").text


def test_a_figure_that_cannot_be_is_told_beside_its_field(writer: FlaskClient) -> None:
    for lang, said in (("en", "A whole number from 0 to 23."), ("zh-CN", "写一个 0 到 23 的整数。")):
        answer = writer.get(f"{AT}?hour=dawn&lang={lang}")
        assert answer.status_code == 422
        assert said in answer.text.partition('id="w-hour"')[2].partition("</p>")[0]
        assert 'name="hour" value="dawn"' in answer.text


def test_there_is_no_page_or_picture_of_what_there_is_not(writer: FlaskClient) -> None:
    for path in ("/studio/look-backs/nothing", f"{AT}/nothing.csv", f"{AT}/page.webp?text=nothing"):
        assert writer.get(path).status_code == 404
    assert writer.application.test_client().get(AT).status_code in (302, 303)

"""A sticker is sent, answered, answered again: each answer is a child of what came, whatever is typed, gone or repeated."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from postergen.adapters.sql.battle_counts import SqlBattles
from postergen.adapters.sql.schema import poster as poster_table
from postergen.bootstrap import Product
from postergen.service.battles import Throw
from tests.products import PUBLIC_URL
from tests.small_pack.conftest import codes_on

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS {}_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1"
BEGIN = "/c/better-life/stickers"


def code_of(answer: Any) -> str:
    assert answer.status_code == 303, answer.text
    return str(re.search(r"/b/(\w+)", answer.headers["Location"])[1])  # type: ignore[index]


def begun(client: FlaskClient, line: str = "zh-noodles-clump") -> str:
    """What somebody else sent."""
    return code_of(client.application.test_client().post(BEGIN, data={"line": line, "lang": "zh-CN"}))


def scanned(client: FlaskClient, code: str, version: int = 18) -> str:
    """The address to which a phone is led."""
    headers = {"User-Agent": PHONE.format(version), "Accept": "text/html"}
    address: str = client.get(f"/s/{code}", headers=headers).headers["Location"]
    return address.removeprefix(PUBLIC_URL)


def lines_on(page: str) -> list[str]:
    return re.findall(r'name="line" value="([^"]+)"', page)


def hidden(page: str, name: str) -> str:
    return unescape(re.search(rf'name="{name}" value="([^"]*)"', page)[1])  # type: ignore[index]


def answered(client: FlaskClient, address: str, **said: str) -> str:
    """The answer of somebody new."""
    somebody = client.application.test_client()
    page = somebody.get(address).text
    form = {name: hidden(page, name) for name in ("click", "offered", "in")}
    return code_of(somebody.post(address.partition("?")[0], data={**form, **(said or {"line": lines_on(page)[0]})}))


def api(client: FlaskClient, code: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/api/v1/battles/{code}").get_json()
    return found


@pytest.mark.parametrize(("language", "count"), [("zh-CN", 30), ("en", 29)])
def test_a_battle_begins_on_a_page_with_every_line_of_its_language(
    client: FlaskClient, language: str, count: int
) -> None:
    page = client.get(f"{BEGIN}?lang={language}")
    assert (page.status_code, len(lines_on(page.text))) == (200, count)
    assert client.get("/c/no-such/stickers").status_code == 404


def test_three_deep_each_answer_is_a_child_and_its_scan_is_counted(client: FlaskClient, product: Product) -> None:
    first = begun(client)
    address = scanned(client, first)
    assert address.startswith(f"/b/{first}?click=")
    page = client.get(f"{address}&lang=zh-CN").text
    assert len(lines_on(page)) == 3
    assert lines_on(page) == lines_on(client.get(f"{address}&lang=en").text), "who comes back sees the same"
    second = answered(client, address)
    third = answered(client, scanned(client, second, 17), words="锅还热着", figure="cat")
    assert "接到第 3 句了" in re.sub("<wbr>", "", client.get(f"/b/{third}?lang=zh-CN").text)
    product.fold_worker.fold_now()
    lineage = api(client, third)["lineage"]
    assert (lineage["parent"], lineage["root"], lineage["generation"]) == (second, first, 2)
    assert lineage["scan"]
    counted = SqlBattles(product.engine)
    assert counted.lines("better-life")["zh-noodles-clump"] == (1, 1, {2: 1})
    assert sum(one.chosen for one in counted.takes("better-life", "zh-noodles-clump").values()) == 1
    assert len(counted.takes("better-life", "zh-noodles-clump")) == 3
    with product.engine.connect() as connection:
        row = connection.execute(select(poster_table).where(poster_table.c.code == second)).one()
        logged = json.loads(row.leafed)
        assert connection.scalar(select(poster_table.c.remade_at).where(poster_table.c.code == first))
    assert (logged["shown"], row.slice) == (lines_on(page), "c")
    assert 0 < logged["drawn"]["propensity"] < 1
    assert logged["drawn"]["policy"].startswith("answers-1-")


def test_the_card_leads_to_the_answers_and_the_sticker_stands_on_nothing(client: FlaskClient) -> None:
    code = begun(client)
    card = client.get(f"/b/{code}/card.jpg")
    assert codes_on(card.data) == [
        f"{PUBLIC_URL.partition('://')[0]}://{PUBLIC_URL.partition('://')[2].upper()}/S/{code}"
    ]
    for extension in ("png", "gif", "webp", "apng"):
        shown = client.get(f"/b/{code}.{extension}")
        with Image.open(io.BytesIO(shown.data)) as image:
            assert (image.size, image.convert("RGBA").getpixel((2, 2))[3]) == ((240, 240), 0)  # type: ignore[index]
        again = client.get(f"/b/{code}.{extension}", headers={"If-None-Match": shown.headers["ETag"]})
        assert again.status_code == 304
    assert client.get(f"/b/{code}.pdf").status_code == 404
    preview = client.get(f"/s/{code}", headers={"User-Agent": "WhatsApp/2.23.20.0", "Accept": "text/html"}).text
    assert 'property="og:title" content="面坨了，快来"' in preview
    assert f"{PUBLIC_URL}/b/{code}/card.jpg?v=" in preview


def test_the_pages_of_posters_lead_to_the_sticker(client: FlaskClient) -> None:
    code = begun(client)
    assert client.get(f"/p/{code}").headers["Location"].startswith(f"/b/{code}")
    assert client.get(f"/p/{code}.jpg").headers["Location"] == f"/b/{code}/card.jpg"
    assert client.get(f"/api/v1/posters/{code}").status_code == 404
    click = scanned(client, code).partition("click=")[2]
    assert client.get(f"/c/better-life?click={click}").status_code == 200
    made = client.post("/api/v1/posters", json={"options": ["wuhan-hot-dry-noodles"], "scan": click}).get_json()
    assert made["lineage"]["parent"] == code, "a poster after a sticker is its child"
    assert client.get(f"/b/{made['code']}").status_code == 404, "and a poster is no sticker"


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"words": ""}, "里面全是空白"),
        ({"words": "一二三四五六七八九十一"}, "太长了"),
        ({"words": "a" * 25}, "太长了"),
        ({"words": "加微信 abc12345678"}, ""),
        ({"words": "x\x00\ue000"}, "画不出来"),
        ({"words": "好", "figure": "dragon"}, ""),
        ({"line": "zh-withdrawn"}, ""),
    ],
)
def test_what_cannot_be_sent_is_told_beside_the_form_and_nothing_is_lost(
    client: FlaskClient, form: dict[str, str], told: str
) -> None:
    code = begun(client)
    for address in (BEGIN, f"/b/{code}"):
        refused = client.post(address, data={**form, "lang": "zh-CN"})
        assert refused.status_code == 422
        assert '<p class="wrong"' in refused.text
        if form.get("words") and "\x00" not in form["words"]:
            assert f'value="{form["words"]}"' in refused.text


def test_ten_megabytes_of_words_are_refused(client: FlaskClient) -> None:
    answer = client.post(f"/b/{begun(client)}", data={"words": "好" * 3_500_000})
    assert answer.status_code == 413


def test_only_who_sent_words_of_their_own_takes_them_back(client: FlaskClient, product: Product) -> None:
    sent = client.post(BEGIN, data={"words": "我妈炖了汤", "figure": "noodles", "lang": "zh-CN"})
    code = code_of(sent)
    assert "我妈炖了汤" in client.get(f"/b/{code}?mine=1&lang=zh-CN").text
    stranger = client.application.test_client()
    assert stranger.post(f"/b/{code}/forget").status_code == 403
    picture = client.get(f"/b/{code}.png").data
    assert client.post(f"/b/{code}/forget").status_code == 303
    product.fold_worker.fold_now()
    for page in (stranger.get(f"/b/{code}?lang=zh-CN").text, client.get(f"/b/{code}?lang=zh-CN&mine=1").text):
        assert "我妈炖了汤" not in page
        assert "这一句被收回去了" in re.sub("<wbr>", "", page)
    assert len(lines_on(stranger.get(f"/b/{code}?lang=zh-CN").text)) == 3, "it may be answered all the same"
    assert client.get(f"/b/{code}.png").data != picture
    assert api(client, code)["text"] == ""


def test_an_unknown_code_is_not_found_and_one_mistyped_is(client: FlaskClient) -> None:
    for path in ("/b/BT0000000000000", "/b/BT0000000000000.png", "/b/x/card.jpg", "/api/v1/battles/BT0000000000000"):
        assert client.get(path).status_code == 404
    assert client.post("/b/BT0000000000000", data={"line": "zh-soup-in-pot"}).status_code == 404
    assert client.get(f"/b/{begun(client).lower()}").status_code == 200


def test_a_chinese_sticker_is_answered_in_chinese_unless_asked_otherwise(client: FlaskClient) -> None:
    code = begun(client)
    page = client.get(f"/b/{code}?lang=en").text
    assert all(line.startswith("zh-") for line in lines_on(page))
    assert "Answer in English" in page
    other = client.get(f"/b/{code}?lang=en&in=en").text
    assert all(line.startswith("en-") for line in lines_on(other))


def test_the_api_sends_answers_and_repeats_nothing(
    client: FlaskClient, stats_client: FlaskClient, product: Product
) -> None:
    key = {"Idempotency-Key": "one"}
    first = client.post("/api/v1/battles", json={"line": "en-soggy-hurry"}, headers=key)
    again = client.post("/api/v1/battles", json={"line": "en-soggy-hurry"}, headers=key)
    assert (first.status_code, again.status_code) == (201, 200)
    code = first.get_json()["code"]
    assert again.get_json()["code"] == code
    assert client.post("/api/v1/battles", json={"line": "en-coriander"}, headers=key).status_code == 422
    offered = client.get(f"/api/v1/battles/{code}/answers").get_json()
    assert [one["propensity"] is None for one in offered["answers"]] == [False, True, True]
    line = offered["answers"][1]["sticker"]["id"]
    answer = client.post("/api/v1/battles", json={"line": line, "answers": code, "offered": offered["offered"]})
    assert answer.get_json()["lineage"]["parent"] == code
    wrong = client.post("/api/v1/battles", json={"words": "", "answers": "BT0", "figure": "dragon", "scan": None})
    assert wrong.status_code == 422
    assert {error["pointer"] for error in wrong.get_json()["errors"]} == {"#/answers", "#/words", "#/figure"}
    product.fold_worker.fold_now()
    rows = {row["line"]: row for row in stats_client.get("/api/v1/stats/stickers").get_json()["rows"]}
    assert (rows["en-soggy-hurry"]["sent"], rows["en-soggy-hurry"]["answered"]) == (1, 1)
    assert rows["en-soggy-hurry"]["depth"]["value"] == 1
    assert client.get("/api/v1/stats/stickers").status_code == 401


def test_what_nobody_vouches_for_is_not_counted_as_offered(client: FlaskClient, product: Product) -> None:
    one, other = begun(client), begun(client, "zh-soup-in-pot")
    token = hidden(client.get(f"/b/{other}").text, "offered")
    for forged in (token, "e30=.0", "x" * 9000):
        code_of(client.post(f"/b/{one}", data={"line": "zh-eat-first", "offered": forged}))
    product.fold_worker.fold_now()
    assert SqlBattles(product.engine).takes("better-life", "zh-noodles-clump") == {}


@pytest.fixture
def long_battle(product: Product) -> list[str]:
    """Fifty-one stickers, each an answer to the one before."""
    codes = [product.battles.send(Throw("better-life", "zh-CN", line="zh-noodles-clump")).poster.code]
    for _ in range(50):
        throw = Throw("better-life", "zh-CN", line="zh-eat-first", answers=codes[-1])
        codes.append(product.battles.send(throw).poster.code)
    return codes


def test_fifty_answers_deep_is_no_deeper_than_one(
    client: FlaskClient, product: Product, long_battle: list[str]
) -> None:
    assert api(client, long_battle[-1])["lineage"]["generation"] == 50
    assert "接到第 51 句了" in re.sub("<wbr>", "", client.get(f"/b/{long_battle[-1]}?lang=zh-CN").text)
    product.fold_worker.fold_now()
    assert SqlBattles(product.engine).lines("better-life")["zh-noodles-clump"].depths == {50: 1}


def test_ten_thousand_answers_to_one_sticker_are_looked_at_in_part(client: FlaskClient, product: Product) -> None:
    first = begun(client)
    answered(client, scanned(client, first))
    product.fold_worker.fold_now()
    with product.engine.begin() as connection:
        row = dict(connection.execute(select(poster_table).where(poster_table.c.parent == first)).one()._mapping)
        many = [row | {"code": f"BT{n:013d}", "idempotency_key": None} for n in range(10_000)]
        connection.execute(poster_table.insert(), many)
    found = SqlBattles(product.engine).takes("better-life", "zh-noodles-clump")
    assert max(one.shown for one in found.values()) == 5_000
    assert SqlBattles(product.engine).lines("better-life")["zh-noodles-clump"].answered == 1
    assert len(lines_on(client.get(f"/b/{first}").text)) == 3


def test_a_line_that_was_withdrawn_is_still_said_and_answered(client: FlaskClient, product: Product) -> None:
    code = begun(client, "zh-soup-in-pot")
    campaign = product.library.campaign("better-life")
    assert campaign.stickers
    left = tuple(one for one in campaign.stickers.all if one.id != "zh-soup-in-pot")
    pack = product.library.pack("better-life")
    now = replace(campaign, version="0" * 12, stickers=replace(campaign.stickers, all=left))
    product.library._packs["better-life"] = replace(pack, campaign=now)
    page = client.get(f"/b/{code}?lang=zh-CN").text
    assert "汤在锅里" in page
    assert "这一句已经不再出了" in re.sub("<wbr>", "", page)
    assert len(lines_on(page)) == 3
    assert api(client, code)["is_withdrawn"] is True
    refused = client.post(f"/b/{code}", data={"line": "zh-soup-in-pot", "lang": "zh-CN"})
    assert refused.status_code == 422

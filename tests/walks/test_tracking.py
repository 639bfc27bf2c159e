"""What is told of a poster after it was made, who is counted, and who can be forgotten."""

from __future__ import annotations

import base64
import csv
import io
from dataclasses import replace
from ipaddress import ip_network
from typing import Any

import pytest
from flask.testing import FlaskClient

from postergen.bootstrap import Product
from postergen.config import Settings
from postergen.rendering.samples import sample_avatar
from postergen.tracking.visitors import is_of_a_network
from postergen.web.app import create_app
from tests.products import product_for
from tests.walks.test_landing import landing_token_of
from tests.web.test_api import BRIEF, PHONE, problem

OTHER_PHONE = PHONE.replace("V2309A", "V2310A")


def make(client: FlaskClient, **changes: Any) -> dict[str, Any]:
    made = client.post("/api/v1/posters", json={**BRIEF, **changes})
    assert made.status_code == 201
    found: dict[str, Any] = made.get_json()
    return found


def scan(client: FlaskClient, code: str, agent: str = PHONE, **headers: str) -> str:
    answer = client.get(f"/s/{code}", headers={"User-Agent": agent, **headers})
    assert answer.status_code == 302
    return answer.headers["Location"].partition("click=")[2]


def row(stats_client: FlaskClient, product: Product, by: str, value: str, query: str = "") -> dict[str, Any]:
    product.fold_worker.fold_now()
    rows = stats_client.get(f"/api/v1/stats/{by}{query}").get_json()["rows"]
    found: dict[str, Any] = next(r for r in rows if r["value"] == value)
    return found


def test_a_poster_is_followed_from_its_making_to_a_sale(
    client: FlaskClient, stats_client: FlaskClient, product: Product
) -> None:
    parent = make(client, channel="wechat")
    assert client.post(f"/api/v1/posters/{parent['code']}/share").status_code == 204
    click = scan(client, parent["code"])
    assert client.post(f"/api/v1/scans/{click}/confirm?token={landing_token_of(client, click)}").status_code == 204
    make(client, scan=click, nickname="小红")
    _, key = product.keys.create("shop", ["conversions"])
    sale = {"key": "order-1", "click": click, "type": "order", "value": "39.90", "currency": "CNY"}
    for _ in range(2):
        sold = client.post("/api/v1/conversions", json=sale, headers={"Authorization": f"Bearer {key}"})
        assert (sold.status_code, sold.get_json()) == (202, {"key": "order-1"})
    found = row(stats_client, product, "channels", "wechat")
    assert [found[name] for name in ("posters", "scans", "confirmations", "children", "conversions")] == [1, 1, 1, 1, 1]
    assert found["values"] == {"CNY": 39.9}
    steps = stats_client.get("/api/v1/stats/funnel?channel=wechat").get_json()["steps"]
    assert [(s["step"], s["posters"]) for s in steps] == [
        ("poster", 1),
        ("shared", 1),
        ("scanned", 1),
        ("confirmed", 1),
        ("maker", 1),
        ("converted", 1),
    ]
    referrals = stats_client.get("/api/v1/stats/referrals").get_json()
    assert (referrals["generations"], referrals["young"]) == ([1, 1], 2)


@pytest.mark.parametrize("path", ["scans/0123456789abcdef0123/confirm", "posters/BT0000000000000/share"])
def test_what_nobody_knows_is_not_kept(client: FlaskClient, product: Product, path: str) -> None:
    problem(client.post(f"/api/v1/{path}"), 404, "not-found")
    assert product.fold_worker.fold_now() == 0


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"key": ""}, "#/key"),
        ({"type": "Order!"}, "#/type"),
        ({"value": "-1"}, "#/value"),
        ({"value": "NaN"}, "#/value"),
        ({"currency": "yuan"}, "#/currency"),
        ({"extra": 1}, "#/extra"),
    ],
)
def test_a_conversion_that_makes_no_sense_names_what_to_mend(
    client: FlaskClient, product: Product, changes: dict[str, Any], pointer: str
) -> None:
    _, key = product.keys.create("shop", ["conversions"])
    sale = {"key": "order-1", "click": "x", "type": "order", **changes}
    sold = client.post("/api/v1/conversions", json=sale, headers={"Authorization": f"Bearer {key}"})
    assert [error["pointer"] for error in problem(sold, 422, "invalid-request")["errors"]] == [pointer]


def test_the_same_phone_counts_once_and_the_maker_not_at_all(
    client: FlaskClient, stats_client: FlaskClient, product: Product
) -> None:
    made = client.post("/api/v1/posters", json=BRIEF, headers={"User-Agent": PHONE}).get_json()
    for agent in (PHONE, OTHER_PHONE, OTHER_PHONE):
        scan(client, made["code"], agent)
    found = row(stats_client, product, "looks", made["template"])
    assert (found["hits"]["owner"], found["hits"]["human"], found["hits"]["duplicate"]) == (1, 1, 1)


@pytest.mark.parametrize("header", ["Sec-GPC", "DNT"])
def test_who_does_not_want_to_be_recognised_is_not(client: FlaskClient, product: Product, header: str) -> None:
    code = make(client)["code"]
    clicks = [scan(client, code, PHONE, **{header: "1"}) for _ in range(2)]
    product.fold_worker.fold_now()
    stored = [product.scans.poster_of(click) for click in clicks]
    assert all(stored)
    with product.engine.connect() as connection:
        (key,) = connection.exec_driver_sql("SELECT DISTINCT visitor FROM scan").scalars().all()
    assert is_of_a_network(key)


def test_no_address_is_stored_anywhere(client: FlaskClient, product: Product) -> None:
    code = make(client)["code"]
    client.environ_base["REMOTE_ADDR"] = "203.0.113.77"
    scan(client, code)
    product.fold_worker.fold_now()
    product.engine.dispose()
    path = product.settings.database_url.removeprefix("sqlite:///")
    for name in (path, f"{path}-wal"):
        try:
            with open(name, "rb") as file:  # noqa: PTH123
                assert b"203.0.113.77" not in file.read()
        except FileNotFoundError:
            continue


def test_a_cookie_is_set_only_where_the_operator_may_and_the_person_and_their_browser_agree(settings: Settings) -> None:
    product = product_for(replace(settings, visitor_cookie=True))
    client = create_app(product).test_client()
    code = client.post("/api/v1/posters", json=BRIEF).get_json()["code"]
    for path in (f"/s/{code}", f"/p/{code}", "/"):
        assert "Set-Cookie" not in client.get(path, headers={"User-Agent": PHONE}).headers
    refused = client.post("/consent", data={"answer": "yes"}, headers={"Sec-GPC": "1"})
    assert "pg_visitor" not in refused.headers.get("Set-Cookie", "")
    given = client.post("/consent", data={"answer": "yes"}).headers["Set-Cookie"]
    assert all(part in given for part in ("pg_visitor=", "HttpOnly", "SameSite=Lax", "Secure"))
    product.close()


def test_by_default_there_is_no_cookie(client: FlaskClient) -> None:
    code = make(client)["code"]
    assert "Set-Cookie" not in client.get(f"/s/{code}", headers={"User-Agent": PHONE}).headers


def test_a_listed_network_is_a_machine(settings: Settings) -> None:
    office = replace(settings, listed_networks=(("office", ip_network("192.0.2.0/24")),))
    product = product_for(office)
    client = create_app(product).test_client()
    code = client.post("/api/v1/posters", json=BRIEF).get_json()["code"]
    client.environ_base["REMOTE_ADDR"] = "192.0.2.9"
    click = client.get(f"/s/{code}", headers={"User-Agent": PHONE}).headers["Location"].partition("click=")[2]
    product.fold_worker.fold_now()
    with product.engine.connect() as connection:
        found = connection.exec_driver_sql(f"SELECT scan_class, reason FROM scan WHERE id = '{click}'").one()
    assert tuple(found) == ("bot", "network: office")
    product.close()


def test_only_the_parameters_that_a_campaign_names_are_passed_on(client: FlaskClient, product: Product) -> None:
    code = make(client)["code"]
    campaign = product.library.campaign("better-life")
    allowed = replace(campaign, landing_url="https://shop.example.com/a?b=1", utm=frozenset({"utm_source"}))
    pack = product.library.pack("better-life")
    product.library._packs["better-life"] = replace(pack, campaign=allowed)
    asked = f"/s/{code}?utm_source=moments&utm_medium=x&click=forged&to=https://evil.example"
    target = client.get(asked, headers={"User-Agent": PHONE}).headers["Location"]
    assert target.startswith("https://shop.example.com/a?b=1&utm_source=moments&click=")
    assert "evil" not in target
    assert "forged" not in target


def test_the_maker_is_forgotten_with_the_token_and_by_nobody_else(
    client: FlaskClient, stats_client: FlaskClient, product: Product
) -> None:
    made = make(client, avatar=base64.b64encode(sample_avatar()).decode())
    address, token = f"/api/v1/posters/{made['code']}", made["erase_token"]
    scan(client, made["code"])
    before = row(stats_client, product, "looks", made["template"])
    other = make(client)["erase_token"]
    for headers in ({}, {"Postergen-Erase-Token": "wrong"}, {"Postergen-Erase-Token": other}):
        problem(client.delete(address, headers=headers), 403, "forbidden")
    assert client.get(f"{address}/person", headers={"Postergen-Erase-Token": token}).get_json()["nickname"] == "小明"
    first = client.get(f"/p/{made['code']}.jpg")
    assert client.delete(address, headers={"Postergen-Erase-Token": token}).status_code == 204
    after = row(stats_client, product, "looks", made["template"])
    assert client.get(address).get_json()["nickname"] == ""
    assert client.get(f"/p/{made['code']}.jpg").headers["ETag"] != first.headers["ETag"]
    assert (after["scans"], after["posters"]) == (before["scans"], before["posters"] + 1)
    assert scan(client, made["code"])


def test_an_operator_may_forget_anybody(client: FlaskClient, product: Product) -> None:
    made = make(client)
    _, key = product.keys.create("support", ["erase"])
    headers = {"Authorization": f"Bearer {key}"}
    exported = client.get(f"/api/v1/posters/{made['code']}/person", headers=headers).get_json()
    assert (exported["nickname"], exported["options"]) == ("小明", BRIEF["options"])
    assert client.delete(f"/api/v1/posters/{made['code']}", headers=headers).status_code == 204
    product.fold_worker.fold_now()
    assert product.posters.get(made["code"]).brief.nickname == ""


def test_the_page_offers_to_forget_its_maker(client: FlaskClient, product: Product) -> None:
    form = {"option": BRIEF["options"], "nickname": "小明", "template": "receipt"}
    where = client.post("/c/better-life", data=form).headers["Location"]
    path = where.partition("?")[0]
    assert f'action="{path}/forget' in client.get(where, headers={"Accept": "text/html"}).text
    stranger = client.application.test_client()
    assert f"{path}/forget" not in stranger.get(where, headers={"Accept": "text/html"}).text
    assert stranger.post(f"{path}/forget").status_code == 403
    assert client.post(f"{path}/forget").status_code == 303
    assert product.posters.get(path.removeprefix("/p/")).brief.nickname == ""


def test_a_series_has_no_gaps_and_follows_the_zone(
    client: FlaskClient, stats_client: FlaskClient, product: Product
) -> None:
    make(client)
    product.fold_worker.fold_now()
    shanghai = stats_client.get("/api/v1/stats/series?from=2026-05-30&to=2026-06-02").get_json()["buckets"]
    assert [(b["start"], b["posters"]) for b in shanghai] == [
        ("2026-05-30T00:00:00+08:00", 0),
        ("2026-05-31T00:00:00+08:00", 0),
        ("2026-06-01T00:00:00+08:00", 1),
        ("2026-06-02T00:00:00+08:00", 0),
    ]
    los_angeles = stats_client.get("/api/v1/stats/series?from=2026-05-30&to=2026-06-02&zone=America/Los_Angeles")
    made_on = [b["start"][:10] for b in los_angeles.get_json()["buckets"] if b["posters"]]
    assert made_on == ["2026-05-31"]


@pytest.mark.parametrize(
    ("path", "pointer"),
    [
        ("variants?from=yesterday", "#/from"),
        ("variants?from=2026-06-02&to=2026-06-01", "#/to"),
        ("series?step=week", "#/step"),
        ("series?zone=Mars/Olympus", "#/zone"),
        ("series?from=2001-01-01&step=hour", "#/from"),
        ("referrals?by=moods", "#/by"),
        ("referrals?window_hours=100000", "#/window_hours"),
        ("referrals?window_hours=71", "#/window_hours"),
        ("moods", "#/dimension"),
    ],
)
def test_a_question_that_makes_no_sense_says_how_to_ask(stats_client: FlaskClient, path: str, pointer: str) -> None:
    body = problem(stats_client.get(f"/api/v1/stats/{path}"), 422, "invalid-request")
    assert [error["pointer"] for error in body["errors"]] == [pointer]


def test_a_csv_has_the_columns_of_all_its_rows(
    client: FlaskClient, stats_client: FlaskClient, product: Product
) -> None:
    scan(client, make(client)["code"])
    product.fold_worker.fold_now()
    answer = stats_client.get("/api/v1/stats/funnel", headers={"Accept": "text/csv"})
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [r["step"] for r in rows][:3] == ["poster", "shared", "scanned"]
    assert rows[2]["of_first_value"] == "1.0"


def test_a_draw_is_as_likely_as_the_policy_says(
    client: FlaskClient, stats_client: FlaskClient, product: Product
) -> None:
    for number in range(40):
        make(client, nickname=f"n{number}")
    product.fold_worker.fold_now()
    found = stats_client.get("/api/v1/stats/draws").get_json()
    assert (found["posters"], found["draws"], found["disagreeing"], found["suspicious"]) == (40, 40, 0, False)
    assert sum(place["observed"] for place in found["places"]) == 40
    assert sum(place["expected"] for place in found["places"]) == pytest.approx(40)


def test_a_landing_page_opens_while_the_database_is_away(client: FlaskClient, product: Product) -> None:
    click = scan(client, make(client)["code"])
    product.fold_worker.fold_now()
    with product.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE poster")
        connection.exec_driver_sql("DROP TABLE scan")
    page = client.get(f"/c/better-life?click={click}", headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert f'name="click" value="{click}"' in page.text

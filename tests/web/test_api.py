"""The JSON API, as a campaign page uses it."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
import zxingcpp
from flask.testing import FlaskClient
from openapi_spec_validator import validate
from PIL import Image
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from postergen.adapters.sql.schema import poster as poster_table
from postergen.bootstrap import Product
from postergen.domain.briefs import BriefRequest
from postergen.service.orders import Order
from postergen.web.problems import TYPE_PREFIX
from tests.conftest import PUBLIC_URL

PHONE = "Mozilla/5.0 (Linux; Android 14; V2309A) AppleWebKit/537.36 Mobile MicroMessenger/8.0.49"
BRIEF = {"options": ["wuhan-hot-dry-noodles", "parents-medical-check-up"], "nickname": "小明", "place": "hubei/wuhan"}


def make(client: FlaskClient, **more: Any) -> TestResponse:
    return client.post("/api/v1/posters", json={**BRIEF, **more})


def stored_posters(product: Product) -> int:
    product.fold_worker.fold_now()
    with product.engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(poster_table)).scalar_one()


def problem(response: TestResponse, status: int, slug: str) -> dict[str, Any]:
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    body: dict[str, Any] = json.loads(response.data)
    assert body["type"] == TYPE_PREFIX + slug
    assert body["status"] == status
    return body


def test_a_poster_is_made_and_its_picture_leads_to_its_scan_address(client: FlaskClient) -> None:
    made = make(client)
    assert made.status_code == 201
    body = made.get_json()
    assert made.headers["Location"] == f"/api/v1/posters/{body['code']}"
    assert body["variant"]["locale"] == "zh-CN"
    assert body["lineage"] == {"scan": None, "parent": None, "root": body["code"], "generation": 0}
    assert client.get(made.headers["Location"]).get_json() == {**body, "erase_token": None}
    picture = client.get(body["image_url"].removeprefix(PUBLIC_URL))
    assert picture.mimetype == "image/jpeg"
    image = Image.open(io.BytesIO(picture.data))
    assert (image.size, image.info.get("progressive")) == ((1080, 1920), None)
    assert [found.text for found in zxingcpp.read_barcodes(image)] == [body["scan_url"]]
    assert body["scan_url"] == f"https://LIFE.EXAMPLE.COM/S/{body['code']}"


def test_the_same_brief_speaks_the_same_words(client: FlaskClient) -> None:
    assert make(client).get_json()["variant"] == make(client).get_json()["variant"]


def test_a_scan_is_counted_and_its_child_knows_its_parent(
    client: FlaskClient, stats_client: FlaskClient, product: Product
) -> None:
    parent = make(client).get_json()
    scanned = client.get(f"/S/{parent['code']}", headers={"User-Agent": PHONE})
    assert (scanned.status_code, scanned.headers["Cache-Control"]) == (302, "no-store")
    target, _, click = scanned.headers["Location"].partition("?click=")
    assert target == f"{PUBLIC_URL}/c/better-life"
    child = make(client, scan=click).get_json()
    assert child["lineage"] == {"scan": click, "parent": parent["code"], "root": parent["code"], "generation": 1}
    product.fold_worker.fold_now()
    rows = stats_client.get("/api/v1/stats/variants").get_json()["rows"]
    row = next(r for r in rows if r["value"] == parent["variant"]["id"])
    assert (row["posters"], row["posters_scanned"], row["scans"]) == (2, 1, 1)
    assert row["rate"]["low"] < row["rate"]["value"] == 0.5 < row["rate"]["high"]


def test_previews_prefetches_and_crawlers_are_no_scans(
    client: FlaskClient, stats_client: FlaskClient, product: Product
) -> None:
    code = make(client).get_json()["code"]
    preview = client.get(f"/s/{code}", headers={"User-Agent": "facebookexternalhit/1.1"})
    assert preview.status_code == 200
    assert f'og:image" content="{PUBLIC_URL}/p/{code}.jpg?v=' in preview.text
    client.head(f"/s/{code}", headers={"User-Agent": PHONE})
    client.get(f"/s/{code}", headers={"User-Agent": PHONE, "Sec-Purpose": "prefetch;prerender"})
    client.get(f"/s/{code}", headers={"User-Agent": "Googlebot/2.1"})
    product.fold_worker.fold_now()
    (row,) = stats_client.get("/api/v1/stats/variants").get_json()["rows"]
    assert row["scans"] == 0
    assert row["hits"] == {"human": 0, "preview": 1, "prefetch": 1, "bot": 2, "owner": 0, "duplicate": 0}


def test_a_code_typed_by_hand_still_leads_on(client: FlaskClient) -> None:
    code = make(client).get_json()["code"]
    typed = f"{code[:5]}-{code[5:10]}-{code[10:]}".lower().replace("0", "o").replace("1", "l")
    assert client.get(f"/s/{typed}", headers={"User-Agent": PHONE}).status_code == 302


def test_a_printed_code_leads_on_when_the_database_is_gone(client: FlaskClient, product: Product) -> None:
    code = make(client).get_json()["code"]
    product.fold_worker.fold_now()
    with product.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE poster")
        connection.exec_driver_sql("DROP TABLE scan")
    scanned = client.get(f"/s/{code}", headers={"User-Agent": PHONE})
    assert scanned.status_code == 302
    assert scanned.headers["Location"].startswith(f"{PUBLIC_URL}/c/better-life?click=")
    assert make(client).status_code == 201  # kept in the journal until the database is back
    lost = client.post("/api/v1/posters", json=BRIEF, headers={"Idempotency-Key": "k"})  # was it used? nobody knows
    problem(lost, 503, "unavailable")
    assert int(lost.headers["Retry-After"]) > 0


def test_an_idempotency_key_makes_one_poster(client: FlaskClient) -> None:
    headers = {"Idempotency-Key": "order-1"}
    first = client.post("/api/v1/posters", json=BRIEF, headers=headers)
    second = client.post("/api/v1/posters", json=BRIEF, headers=headers)
    assert (first.status_code, second.status_code) == (201, 200)
    token = first.get_json()["erase_token"]
    assert token
    assert second.get_json() == {**first.get_json(), "erase_token": None}
    other = client.post("/api/v1/posters", json={**BRIEF, "nickname": "小红"}, headers=headers)
    problem(other, 422, "idempotency-key-reused")


def test_an_idempotency_key_belongs_to_its_caller(client: FlaskClient, product: Product) -> None:
    _, shop = product.keys.create("shop", ["render"])
    _, other = product.keys.create("other", ["render"])
    posters = {}
    for caller, headers in {
        "shop": {"Authorization": f"Bearer {shop}"},
        "other": {"Authorization": f"Bearer {other}"},
        "nobody": {},
        "somebody": {"User-Agent": "Mozilla/5.0 (another phone)"},
        "objecting": {"User-Agent": "Mozilla/5.0 (a third phone)", "DNT": "1"},
    }.items():
        sent = {"Idempotency-Key": "order-4711", **headers}
        first, again = (client.post("/api/v1/posters", json=BRIEF, headers=sent) for _ in range(2))
        assert (first.status_code, again.status_code) == (201, 200), caller
        assert first.get_json()["code"] == again.get_json()["code"]
        posters[caller] = first.get_json()["code"]
    near = {"REMOTE_ADDR": "203.0.113.9"}
    stranger = client.post("/api/v1/posters", json=BRIEF, headers={"Idempotency-Key": "order-4711"}, environ_base=near)
    assert stranger.status_code == 201
    assert len({*posters.values(), stranger.get_json()["code"]}) == 6


@pytest.mark.parametrize("prefix", ["batch:", "signed:", "key:", "web:"])
def test_no_key_of_our_own_can_be_taken(client: FlaskClient, product: Product, prefix: str) -> None:
    client.post("/api/v1/posters", json=BRIEF, headers={"Idempotency-Key": f"{prefix}1"})
    assert product.posters.issue(replace(order(), idempotency_key=f"{prefix}1")).created


def order() -> Order:
    return Order("better-life", BriefRequest(("wuhan-hot-dry-noodles",), "en"))


def test_a_conversion_key_belongs_to_its_caller(client: FlaskClient, product: Product) -> None:
    code = client.post("/api/v1/posters", json=BRIEF).get_json()["code"]
    click = client.get(f"/s/{code}", headers={"User-Agent": PHONE}).location.partition("click=")[2]
    sent = {"key": "order-1", "click": click, "type": "order"}
    for name in ("shop", "another shop"):
        _, key = product.keys.create(name, ["conversions"])
        for _ in range(2):
            assert (
                client.post("/api/v1/conversions", json=sent, headers={"Authorization": f"Bearer {key}"}).status_code
                == 202
            )
    product.fold_worker.fold_now()
    assert sum(row.conversions for row in product.reports.breakdown("better-life", "variants")) == 2


def test_a_ranking_says_which_copy_and_why(client: FlaskClient) -> None:
    ranking = client.post("/api/v1/rank", json={**BRIEF, "count": 40}).get_json()
    assert (ranking["fallback"], ranking["holdout"]) == ("", 0)
    assert ranking["backend"] == "blend"
    best = ranking["candidates"][0]
    assert best["reasons"][0]["kind"] == "option"
    assert best["reasons"][0]["subject"] in BRIEF["options"]
    assert sum(c["propensity"] for c in ranking["candidates"]) == pytest.approx(1, abs=1e-4)
    scores = [c["score"] for c in ranking["candidates"]]
    assert scores[0] == max(scores)


def test_a_person_may_choose_one_of_the_ranking(client: FlaskClient) -> None:
    ranking = client.post("/api/v1/rank", json={**BRIEF, "count": 40}).get_json()
    wanted = ranking["candidates"][3]["variant"]["id"]
    made = client.post("/api/v1/posters", json={**BRIEF, "variant": wanted}).get_json()
    assert (made["variant"]["id"], made["policy"], made["propensity"]) == (wanted, "chosen", 1)
    refused = client.post("/api/v1/posters", json={**BRIEF, "variant": "no-such-text"})
    assert refused.status_code == 422
    assert [error["pointer"] for error in refused.get_json()["errors"]] == ["#/variant"]


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_the_catalogue_speaks_the_language_asked_for(client: FlaskClient, locale: str) -> None:
    catalogue = client.get(f"/api/v1/catalogue?locale={locale}").get_json()
    assert (catalogue["locale"], len(catalogue["options"])) == (locale, 105)
    is_english = all(ord(c) < 0x2E80 for o in catalogue["options"] for c in o["text"])
    assert is_english is (locale == "en")


MISTAKES: list[tuple[dict[str, Any], set[str]]] = [
    ({"options": ["nope"]}, ["#/options/0"]),
    ({"options": []}, ["#/options"]),
    ({"options": [f"o-{n}" for n in range(7)]}, ["#/options"]),
    ({"options": ["parents-medical-check-up"] * 2}, ["#/options/1"]),
    ({"template": "nope"}, ["#/template"]),
    ({"locale": "fr"}, ["#/locale"]),
    ({"format": "billboard"}, ["#/format"]),
    ({"place": "atlantis"}, ["#/place"]),
    ({"occasion": "doomsday"}, ["#/occasion"]),
    ({"channel": "a b"}, ["#/channel"]),
    ({"scan": "nope"}, ["#/scan"]),
    ({"nickname": "x" * 31}, ["#/nickname"]),
    ({"nickname": "a\x07b"}, ["#/nickname"]),
    ({"nickname": "a\ue000b"}, ["#/nickname"]),
    ({"nickname": "z" + "\u0301" * 9}, ["#/nickname"]),
    ({"nickname": 7}, ["#/nickname"]),
    ({"colour": "red"}, ["#/colour"]),
    (
        {"options": ["nope"], "locale": "fr", "place": "x", "nickname": "\x00" * 40},
        ["#/options/0", "#/locale", "#/place", "#/nickname"],
    ),
]


@pytest.mark.parametrize(("change", "pointers"), MISTAKES, ids=lambda value: str(value)[:40])
def test_every_mistake_is_named_and_nothing_is_stored(
    client: FlaskClient, product: Product, change: dict[str, Any], pointers: list[str]
) -> None:
    body = problem(make(client, **change), 422, "invalid-request")
    assert {error["pointer"] for error in body["errors"]} == set(pointers)
    assert all(error["detail"] for error in body["errors"])
    assert stored_posters(product) == 0


def test_a_near_miss_is_suggested(client: FlaskClient) -> None:
    body = problem(make(client, options=["wuhan-hot-dry-noodle"]), 422, "invalid-request")
    assert "wuhan-hot-dry-noodles" in body["errors"][0]["remedy"]


@pytest.mark.parametrize(
    ("data", "media_type", "status", "slug"),
    [
        (b'{"options": [', "application/json", 400, "malformed-request"),
        (b"[]", "application/json", 400, "malformed-request"),
        (b"\xff\xfe", "application/json", 400, "malformed-request"),
        (b"options=a", "application/x-www-form-urlencoded", 415, "unsupported-media-type"),
        (b"{}", "", 415, "unsupported-media-type"),
        (b'{"nickname": "' + b"x" * 8_400_000 + b'"}', "application/json", 413, "body-too-large"),
    ],
)
def test_a_body_that_cannot_be_read_has_the_right_status(
    client: FlaskClient, product: Product, data: bytes, media_type: str, status: int, slug: str
) -> None:
    problem(client.post("/api/v1/posters", data=data, content_type=media_type), status, slug)
    assert stored_posters(product) == 0


def test_a_media_type_that_is_not_offered_is_refused(client: FlaskClient, product: Product) -> None:
    refused = client.post("/api/v1/posters", json=BRIEF, headers={"Accept": "image/tiff"})
    problem(refused, 406, "not-acceptable")
    assert stored_posters(product) == 0


@pytest.mark.parametrize("path", ["/api/v1/posters/BT0000000000000", "/api/v1/posters/x", "/api/v1/nothing"])
def test_what_is_not_there_is_not_found(client: FlaskClient, path: str) -> None:
    problem(client.get(path), 404, "not-found")


@pytest.mark.parametrize("path", ["/p/BT0000000000000", "/p/BT0000000000000.jpg", "/s/BT0000000000000", "/p/a.tiff"])
def test_unknown_codes_all_look_the_same(client: FlaskClient, path: str) -> None:
    problem(client.get(path), 404, "not-found")


def test_a_wrong_method_says_which_are_right(client: FlaskClient) -> None:
    refused = client.delete("/api/v1/rank")
    problem(refused, 405, "method-not-allowed")
    assert "POST" in refused.headers["Allow"]


def test_an_unknown_campaign_is_not_found(client: FlaskClient) -> None:
    problem(client.get("/api/v1/catalogue?campaign=x"), 404, "not-found")
    problem(make(client, campaign="x"), 404, "not-found")


def test_an_error_of_ours_is_a_problem_document_without_its_innards(client: FlaskClient, product: Product) -> None:
    def explode() -> None:
        raise RuntimeError("secret")

    client.application.add_url_rule("/explode", view_func=explode)
    client.application.config["PROPAGATE_EXCEPTIONS"] = False
    body = problem(client.get("/explode"), 500, "internal-error")
    assert "secret" not in json.dumps(body)


def test_statistics_come_as_csv_that_no_spreadsheet_runs(
    client: FlaskClient, stats_client: FlaskClient, product: Product
) -> None:
    make(client)
    product.fold_worker.fold_now()
    answer = stats_client.get("/api/v1/stats/variants", headers={"Accept": "text/csv"})
    lines = answer.data.decode("utf-8-sig").splitlines()
    assert answer.data.startswith(b"\xef\xbb\xbf")  # the sign by which Excel knows UTF-8
    assert lines[0].startswith("value,revision,locale,headline,posters")
    assert len(lines) == 2


def test_the_openapi_document_is_valid_and_names_every_route(client: FlaskClient) -> None:
    document = client.get("/openapi.json").get_json()
    validate(document)
    routes = {
        re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        for rule in client.application.url_map.iter_rules()
        if rule.rule.startswith(("/api", "/p/", "/r/", "/s/", "/healthz", "/readyz", "/metrics"))
        and not rule.rule.startswith("/p/<code>/games/")  # a form of a page
    }
    assert routes == set(document["paths"])
    docs = client.get("/docs").text
    assert all(path in docs for path in document["paths"])


def test_answers_have_the_shape_that_the_document_promises(client: FlaskClient, stats_client: FlaskClient) -> None:
    document = client.get("/openapi.json").get_json()
    made = make(client)
    answers = {
        "PosterOut": made,
        "CatalogueOut": client.get("/api/v1/catalogue"),
        "RankOut": client.post("/api/v1/rank", json=BRIEF),
        "BreakdownsOut": stats_client.get("/api/v1/stats/variants"),
        "SeriesOut": stats_client.get("/api/v1/stats/series?from=2026-05-01"),
        "FunnelOut": stats_client.get("/api/v1/stats/funnel"),
        "ReferralsOut": stats_client.get("/api/v1/stats/referrals?by=variants"),
        "LinesOut": stats_client.get(f"/api/v1/stats/lines?option={BRIEF['options'][0]}&locale=zh-CN"),
        "LiftOut": stats_client.get("/api/v1/stats/lift"),
        "PolicyOut": stats_client.get("/api/v1/policy"),
        "DrawsOut": stats_client.get("/api/v1/stats/draws"),
        "HealthOut": client.get("/readyz"),
        "ProblemOut": make(client, options=[]),
    }
    for name, answer in answers.items():
        schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
        jsonschema.validate(json.loads(answer.data), schema)


def test_an_occasion_changes_the_name_and_the_copy(client: FlaskClient, product: Product) -> None:
    made = make(client, occasion="today").get_json()  # the clock stands on the first of June
    assert made["occasion"] == "childrens-day"
    assert product.pictures.content(product.posters.get(made["code"])).nickname == "小明宝宝"
    ranking = client.post("/api/v1/rank", json={**BRIEF, "occasion": "childrens-day", "count": 10}).get_json()
    assert any(r["kind"] == "occasion" for c in ranking["candidates"] for r in c["reasons"])


def test_a_birthday_is_used_and_not_stored(client: FlaskClient, product: Product) -> None:
    made = make(client, occasion="today", birthday="1990-06-01").get_json()
    assert made["occasion"] == "birthday"
    product.fold_worker.fold_now()
    with product.engine.connect() as connection:
        row = connection.execute(select(poster_table)).one()
    assert "1990" not in repr(row)


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [({"nope": 1}, "#/fields/nope"), ({"nope": "x" * 5000}, "#/fields/nope"), ({"nope": 1.5}, "#/fields/nope")],
)
def test_a_look_is_told_only_what_it_asks_for(client: FlaskClient, fields: dict[str, Any], pointer: str) -> None:
    body = problem(make(client, template="receipt", fields=fields), 422, "invalid-request")
    assert all(error["pointer"].startswith(pointer) for error in body["errors"])


def test_the_answer_tells_how_every_text_was_set(client: FlaskClient) -> None:
    texts = {text["element"]: text for text in make(client, nickname="W" * 30).get_json()["texts"]}
    (person,) = (text for text in texts.values() if "W" * 12 in "".join(text["lines"]))
    assert person["given_up"] == ["size"]
    assert all(text["size"] >= 12 and text["lines"] for text in texts.values())

"""Copy over the API: each scope opens what it should, and a text goes from a draft to a poster."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from postergen.bootstrap import Product
from postergen.config import Settings
from postergen.web.app import create_app
from tests.model_server import model_server, writes
from tests.products import product_for
from tests.service.test_generation import GOOD

TEXT = {
    "id": "wuhan-hot-dry-noodles.zh-9",
    "locale": "zh-CN",
    "hook": "product",
    "tone": "plain",
    "fits": {"options": ["wuhan-hot-dry-noodles"]},
    "headline": "萝卜丁要多一勺",
    "body": "酱拌开了再撒，咬到哪颗算哪颗。",
    "call_to_action": "你的早饭放哪勺",
    "source": "https://example.com/热干面",
    "breaks": "酱拌|开了再~撒",
}
EDIT = "/api/v1/edits/wuhan-hot-dry-noodles.zh-9/1"


def client_with(app: Flask, product: Product, *scopes: str) -> FlaskClient:
    _, key = product.keys.create("-".join(scopes), list(scopes))
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    return client


@pytest.fixture
def writer(app: Flask, product: Product) -> FlaskClient:
    return client_with(app, product, "write")


@pytest.fixture
def approver(app: Flask, product: Product) -> FlaskClient:
    return client_with(app, product, "approve")


def test_nobody_writes_without_a_key_and_a_writer_does_not_approve(client: FlaskClient, writer: FlaskClient) -> None:
    assert client.get("/api/v1/edits").status_code == 401
    assert writer.post("/api/v1/edits", json={"variants": [TEXT]}).status_code == 201
    refused = writer.post(f"{EDIT}/approve", json={})
    assert (refused.status_code, refused.get_json()["type"]) == (403, "urn:postergen:problem:forbidden")
    assert writer.post("/api/v1/publications", json={}).status_code == 403


def test_a_source_that_cannot_be_one_is_refused(writer: FlaskClient) -> None:
    answer = writer.post("/api/v1/edits", json={"variants": [{**TEXT, "source": "https://"}]})
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.get_json()["errors"]] == ["#/variants/0/source"]


def test_marks_of_lines_that_no_text_has_are_refused(writer: FlaskClient) -> None:
    answer = writer.post("/api/v1/edits", json={"variants": [{**TEXT, "breaks": "没有|的话"}]})
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.get_json()["errors"]] == ["#/variants/0/breaks"]


def test_a_text_goes_from_a_draft_to_a_poster(client: FlaskClient, writer: FlaskClient, approver: FlaskClient) -> None:
    written = writer.post("/api/v1/edits", json={"variants": [TEXT]}).get_json()["edits"][0]["edit"]
    assert (written["state"], written["number"], written["by"]) == ("checked", 1, "key write")
    assert (written["source"], written["breaks"]) == (TEXT["source"], TEXT["breaks"])
    assert approver.post(f"{EDIT}/approve", json={}).get_json()["state"] == "approved"
    assert approver.post("/api/v1/publications", json={"why": "now"}).get_json() == {"number": 1}
    assert approver.post("/api/v1/publications", json={}).get_json() == {"number": 0}
    brief = {"options": ["wuhan-hot-dry-noodles"], "count": 9}
    ranked = client.post("/api/v1/rank", json=brief).get_json()["candidates"]
    fresh = next(c for c in ranked if c["variant"]["headline"] == TEXT["headline"])
    assert fresh["backend"] == "lexical"  # it is newer than the pack's index, and no model is at hand
    assert {c["backend"] for c in ranked if c is not fresh} == {"blend"}
    assert [e["state"] for e in writer.get("/api/v1/edits?state=live").get_json()["edits"]] == ["live"]


def test_who_comes_second_is_told_what_is_there_now(writer: FlaskClient) -> None:
    writer.post("/api/v1/edits", json={"variants": [TEXT]})
    answer = writer.post("/api/v1/edits", json={"variants": [{**TEXT, "headline": "萝卜丁少一勺也行"}]})
    assert (answer.status_code, answer.get_json()["type"]) == (409, "urn:postergen:problem:outdated")
    assert "edit 1" in answer.get_json()["detail"]


def test_what_is_wrong_is_listed_whole(writer: FlaskClient, approver: FlaskClient) -> None:
    bad = {**TEXT, "fits": {"options": ["nothing"], "places": ["no/where"]}}
    answer = writer.post("/api/v1/edits", json={"variants": [bad]})
    assert {e["pointer"] for e in answer.get_json()["errors"]} == {"#/fits/options", "#/fits/places"}
    assert writer.get("/api/v1/edits?state=nothing").status_code == 422
    assert approver.post(f"{EDIT}/approve", json={}).status_code == 404
    assert approver.post(f"{EDIT}/dance", json={}).status_code == 422
    assert approver.post("/api/v1/edits/x/one/approve", json={}).status_code == 404


def test_a_text_is_linted_with_spans_and_sources(writer: FlaskClient) -> None:
    found = writer.post("/api/v1/lint", json={"text": "全国最佳热干面", "locale": "zh-CN"}).get_json()["findings"]
    assert (found[0]["severity"], found[0]["found"]) == ("block", "最佳")
    assert "广告法" in found[0]["source"]
    harmless = writer.post("/api/v1/lint", json={"text": "最近好吗", "locale": "zh-CN"}).get_json()["findings"]
    assert {finding["severity"] for finding in harmless} == {"pass"}


def test_drafts_of_a_model_over_the_api(settings: Settings) -> None:
    with model_server(writes(*GOOD)) as model:
        made = product_for(replace(settings, model="m", model_base_url=model.url))
        client = client_with(create_app(made), made, "write")
        asked = {"option": "parents-medical-check-up", "locale": "en", "count": 4}
        answer = client.post("/api/v1/drafts", json=asked)
        assert answer.status_code == 201
        drafts = answer.get_json()
        assert [d["edit"]["variant"]["author"] for d in drafts["drafts"]] == ["model"] * 4
        assert drafts["tokens_left"] == 1_000_000 - 1_000
        made.close()
        spent = product_for(replace(settings, model="m", model_base_url=model.url, model_budget=10))
        broke = client_with(create_app(spent), spent, "write").post("/api/v1/drafts", json={**asked, "tone": "wry"})
        assert (broke.status_code, broke.get_json()["type"]) == (429, "urn:postergen:problem:over-budget")
        assert int(broke.headers["Retry-After"]) > 0
        spent.close()


def test_without_a_model_drafts_are_unavailable(writer: FlaskClient) -> None:
    answer = writer.post("/api/v1/drafts", json={"option": "parents-medical-check-up", "locale": "en"})
    assert (answer.status_code, answer.get_json()["type"]) == (503, "urn:postergen:problem:unavailable")


@pytest.mark.parametrize(
    ("field", "text"), [("nickname", "加微信 abc12345"), ("wish", "打 13800138000"), ("nickname", "官方客服")]
)
def test_what_people_type_has_rules_of_its_own(client: FlaskClient, field: str, text: str) -> None:
    answer = client.post("/api/v1/posters", json={"options": ["wuhan-hot-dry-noodles"], field: text})
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.get_json()["errors"]][:1] == [f"#/{field}"]

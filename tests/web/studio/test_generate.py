"""Drafts from a model, asked for on a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from postergen.bootstrap import Product
from postergen.config import Settings
from postergen.domain.accounts import Role
from postergen.domain.variant import Author
from postergen.web.app import create_app
from tests.products import product_for
from tests.web.studio.conftest import PASSWORD, SignIn, enter_as
from tests.web.studio.editing import CAMPAIGN, NOODLES, model_server, send

GOOD = {
    "headline": "面汤见底，天亮透了",
    "body": "筷子一放，碗底还挂着光。",
    "call_to_action": "扫码说早饭",
    "hook": "theme",
    "gloss": "empty bowl",
}
BAD = {**GOOD, "headline": "全国第一的热干面"}
HOSTILE = {**GOOD, "headline": "<script>alert(1)</script>面"}
ASKED = {"option": NOODLES, "locale": "zh-CN", "tone": "warm", "count": "3"}


@pytest.fixture
def with_model(settings: Settings) -> Iterator[Any]:
    """A writer of a studio whose model is at this address."""
    built: list[Product] = []

    def make(url: str, **more: Any) -> tuple[FlaskClient, Product]:
        product = product_for(replace(settings, model="test", model_base_url=url, model_key="k", **more))
        built.append(product)
        product.accounts.create("wen", PASSWORD, Role.WRITER)
        client = create_app(product).test_client()
        enter_as(client, "wen")
        return client, product

    yield make
    for product in built:
        product.close()


def test_without_a_model_the_page_teaches_how_to_set_one(sign_in: SignIn) -> None:
    client = sign_in(Role.WRITER)
    assert "POSTERGEN_MODEL" in client.get("/studio/more").text
    assert send(client, "/studio/more", **ASKED).status_code == 503


def test_good_texts_are_kept_and_bad_ones_are_turned_away_with_their_reason(with_model: Any) -> None:
    with model_server(GOOD, BAD, HOSTILE) as (url, asked):
        client, product = with_model(url)
        page = send(client, "/studio/more", **ASKED)
    assert page.status_code == 200
    assert GOOD["headline"] in page.text
    assert "zh.absolute.rank" in page.text
    assert "<script>alert" not in page.text
    assert "790" in page.text  # the tokens it took
    assert len(asked) == 1
    kept = product.editorial.edits(CAMPAIGN)
    assert [edit.variant.headline for edit in kept] == [GOOD["headline"]]
    assert kept[0].origin.model == "test"
    assert "test" in client.get("/studio/drafts").text


def test_what_was_turned_away_is_opened_beside_the_others_mended_and_kept(with_model: Any) -> None:
    long = {**GOOD, "headline": "面" * 40}
    with model_server(BAD, long) as (url, _):
        client, product = with_model(url)
        page = send(client, "/studio/more", **ASKED).text
    forms = re.findall(r'<form[^>]*action="/studio/new"[^>]*>.*?</form>', page, re.S)
    assert len(forms) == 2
    for form, headline, mended in zip(
        forms, (BAD["headline"], long["headline"]), ("碗底照着天光", "面汤还烫"), strict=True
    ):
        assert 'target="_blank"' in form  # this page cannot be come back to: the others would be lost
        fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
        opened = client.post("/studio/new", data=fields)
        assert opened.status_code == 200
        assert headline in opened.text
        saved = send(
            client,
            "/studio/new",
            **{name: value for name, value in (fields | {"headline": mended}).items() if name != "show"},
        )
        assert saved.status_code == 303
    edits = product.editorial.edits(CAMPAIGN)
    assert {edit.variant.headline for edit in edits} == {"碗底照着天光", "面汤还烫"}
    assert {(edit.variant.author, edit.variant.fits.options) for edit in edits} == {(Author.MODEL, (NOODLES,))}


def test_the_life_may_be_named_by_its_words(with_model: Any) -> None:
    with model_server(GOOD) as (url, _):
        client, product = with_model(url)
        words = product.library.campaign(CAMPAIGN).catalogue.option_by_id[NOODLES].text.in_locale("zh-CN")
        assert send(client, "/studio/more", **{**ASKED, "option": words}).status_code == 200


def test_an_unknown_life_and_a_strange_count_are_named(with_model: Any) -> None:
    with model_server(GOOD) as (url, asked):
        client, _ = with_model(url)
        answer = send(client, "/studio/more", option="<b>", locale="zh-CN", tone="loud", count="many")
    assert answer.status_code == 422
    assert "<b>'" not in answer.text
    assert asked == []


def test_a_budget_that_is_used_up_is_told_and_nothing_is_sent(with_model: Any) -> None:
    with model_server(GOOD) as (url, asked):
        client, _ = with_model(url, model_budget=10)
        page = send(client, "/studio/more", **ASKED)
        program = client.post(
            "/studio/more",
            data={**ASKED, "csrf": "x"},
            headers={"Accept": "application/json", "X-CSRF-Token": _csrf(page.text)},
        )
    assert page.status_code == 429
    assert 'role="alert"' in page.text
    assert program.status_code == 429
    assert program.get_json()["type"].endswith("over-budget")
    assert asked == []


def test_a_model_that_fails_is_told_honestly(with_model: Any) -> None:
    with model_server(GOOD, status=400) as (url, _):
        client, product = with_model(url)
        page = send(client, "/studio/more", **ASKED)
    assert page.status_code == 503
    assert page.headers["Retry-After"]
    assert product.editorial.edits(CAMPAIGN) == []


def test_asking_needs_the_token_of_the_session(with_model: Any) -> None:
    with model_server(GOOD) as (url, asked):
        client, _ = with_model(url)
        assert client.post("/studio/more", data=ASKED).status_code == 403
    assert asked == []


def _csrf(page: str) -> str:
    return page.split('<meta name="csrf" content="')[1].partition('"')[0]


def test_several_lives_and_tones_are_asked_for_at_once_with_a_wish_that_the_approver_sees(with_model: Any) -> None:
    with model_server(GOOD) as (url, asked):
        client, _ = with_model(url)
        many = {**ASKED, "option": [NOODLES, "parents-medical-check-up"], "tone": ["warm", "wry"]}
        answer = send(client, "/studio/more", **many, instruction="提到第一天降温")
        assert answer.status_code == 200
        assert len(asked) == 4
        assert all("提到第一天降温" in call["messages"][1]["content"] for call in asked)
        assert "提到第一天降温" in client.get("/studio/drafts").text
        refused = send(client, "/studio/more", **ASKED, instruction="给王芳打 138 0013 8000", lang="en")
        assert refused.status_code == 422
        assert len(asked) == 4, "nothing of people is sent"
        tones = ["warm", "wry", "plain", "lyrical", "playful"]
        assert send(client, "/studio/more", **{**many, "tone": tones}).status_code == 422
        assert send(client, "/studio/more", **{**ASKED, "option": ""}).status_code == 422

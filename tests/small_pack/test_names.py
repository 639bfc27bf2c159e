"""Names and texts that people write come through, cleaned where they have to be, and say what cannot be drawn."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from flask.testing import FlaskClient

from postergen.bootstrap import Product
from postergen.config import CONTENT
from postergen.web.app import create_app

from .conftest import NAME, Workshop

CASES = yaml.safe_load((CONTENT / "tests/cases/names.yaml").read_text(encoding="utf-8"))
NAMES = [case for kind in ("right_to_left", "invisible", "marks", "letters", "links") for case in CASES[kind]]


def of(expect: str) -> list[dict[str, str]]:
    return [case for case in NAMES if case["expect"] == expect]


@pytest.fixture(scope="module")
def client(small_product: Product) -> FlaskClient:
    return create_app(small_product).test_client()


def poster(client: FlaskClient, **changes: str) -> dict[str, Any]:
    order = {"campaign": NAME, "options": ["walk-home"], "locale": "zh-CN"} | changes
    answer = client.post("/api/v1/posters", json=order)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.get_json()
    return made


def set_as(made: dict[str, Any]) -> list[str]:
    return [line for text in made["texts"] for line in text["lines"]]


@pytest.mark.parametrize("case", of("draw"), ids=lambda case: case["name"])
def test_a_name_is_drawn_as_it_is(case: dict[str, str], client: FlaskClient) -> None:
    made = poster(client, nickname=case["name"])
    assert made["nickname"] == case["name"]
    assert made["warnings"] == []
    assert any(case["name"] in line for line in set_as(made))


@pytest.mark.parametrize("case", of("clean"), ids=lambda case: ascii(case["name"]))
def test_a_name_is_cleaned(case: dict[str, str], client: FlaskClient) -> None:
    made = poster(client, nickname=case["name"], wish=case["name"])
    assert (made["nickname"], made["wish"], made["warnings"]) == (case["becomes"], case["becomes"], [])


@pytest.mark.parametrize("case", of("warn"), ids=lambda case: case["name"])
def test_a_name_with_a_warning_keeps_the_rest(case: dict[str, str], client: FlaskClient) -> None:
    made = poster(client, nickname=case["name"])
    assert [warning["kind"] for warning in made["warnings"]] == ["missing-glyph"]
    assert any(case.get("keeps", "") in line for line in set_as(made))


@pytest.mark.parametrize("case", of("refuse"), ids=lambda case: ascii(case["name"]))
def test_what_is_no_name_is_refused(case: dict[str, str], client: FlaskClient) -> None:
    answer = client.post("/api/v1/posters", json={"campaign": NAME, "options": ["walk-home"], "nickname": case["name"]})
    assert answer.status_code == 422
    assert {error["pointer"] for error in answer.get_json()["errors"]} == {"#/nickname"}


@pytest.mark.parametrize(("language", "said"), [("zh-CN", "里面全是空白"), ("en", "There is nothing to be seen in it")])
def test_a_page_says_in_its_own_language_why_a_name_is_none(language: str, said: str, client: FlaskClient) -> None:
    form = {"option": "walk-home", "nickname": "\u3164"}
    answer = client.post(f"/c/{NAME}?lang={language}", data=form)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'name="nickname"' in answer.text


def test_a_contact_is_refused_in_every_language(client: FlaskClient) -> None:
    order = {"campaign": NAME, "options": ["walk-home"], "locale": "zh-CN", "nickname": "加V：abc12345"}
    (first, *_) = client.post("/api/v1/posters", json=order).get_json()["errors"]
    assert "请不要写" in first["texts"]["zh-CN"]
    assert "phone number" in first["texts"]["en"]


def test_a_share_page_keeps_a_name_apart_from_the_words_around_it(client: FlaskClient) -> None:
    code = poster(client, nickname="أحمد (2)")["code"]
    page = client.get(f"/p/{code}").text
    assert "<bdi>\u2068أحمد (2)\u2069</bdi>" in page


def test_the_command_line_cleans_as_the_api_does(workshop: Workshop) -> None:
    brief = ["rank", "--option", "walk-home", "--locale", "zh-CN"]
    assert "is made of blanks alone" in workshop.run(*brief, "--nickname", "\u3164", leaves=2).stderr
    assert workshop.run(*brief, "--nickname", "\u200b小明\n").exit_code == 0

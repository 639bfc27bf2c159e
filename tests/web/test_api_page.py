"""What the page of the API says of each operation."""

from __future__ import annotations

import json
import shlex

import pytest
from flask.testing import FlaskClient

from postergen.loading import load_words
from postergen.web.api_page import Route, routes_by_group
from postergen.web.openapi import operation_id
from postergen.web.operations import OPERATIONS

BASE = "https://life.example.com"
ROUTES = {route.id: route for routes in routes_by_group(BASE).values() for route in routes}


def call(route: Route) -> list[str]:
    """The words of its curl call, as a shell reads them."""
    return shlex.split(route.curl)


def test_every_operation_is_there() -> None:
    assert set(ROUTES) == {operation_id(operation) for operation in OPERATIONS}


@pytest.mark.parametrize("name", ROUTES)
def test_a_call_can_be_pasted_into_a_terminal(name: str) -> None:
    route = ROUTES[name]
    words = call(route)
    assert words[2].startswith(f"{BASE}/")
    assert ("-d" in words) == (route.example.body is not None)
    if "-d" in words:
        assert json.loads(words[words.index("-d") + 1]) == route.example.body
    method = words[words.index("-X") + 1] if "-X" in words else "POST" if "-d" in words else "GET"
    assert method.lower() == route.operation.method
    assert ("Authorization: Bearer $KEY" in words) == (route.scope is not None)


def test_what_is_of_our_example_alone_is_a_hint_and_no_value() -> None:
    fields = {field.name: field for field in ROUTES["get-p-code-extension"].fields}
    assert (fields["code"].value, fields["code"].hint) == ("", ROUTES["get-posters-code"].example.answer["code"])
    assert (fields["extension"].value, fields["width"].value) == ("jpg", "540")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_operation_is_said_in_every_language(language: str) -> None:
    words = load_words()[language].pages["docs"]
    for operation in OPERATIONS:
        name = operation_id(operation).replace("-", "_")
        assert f"op_{name}" in words, "say it in templates/web/words/*/docs.yaml"
        assert (f"about_{name}" in words) == bool(operation.description)


def test_the_page_says_in_english_what_the_document_says() -> None:
    words = load_words()["en"].pages["docs"]
    said = {name: str(words[name]) for name in words if name.startswith(("op_", "about_"))}
    names = {operation_id(operation).replace("-", "_"): operation for operation in OPERATIONS}
    summaries = {f"op_{name}": operation.summary for name, operation in names.items()}
    abouts = {f"about_{name}": one.description for name, one in names.items() if one.description}
    assert said == summaries | abouts


def test_all_of_it_stands_in_the_page_without_a_script(client: FlaskClient) -> None:
    for lang, answer, group in (("en", "The answer", "What came of it"), ("zh-CN", "回答", "扫码，和扫码以后")):
        page = client.get(f"/docs?lang={lang}").text
        assert page.count(f"<h5>{answer}</h5>") == len(ROUTES)
        assert group in page
        assert ROUTES["get-posters-code"].example.answer["code"] in page

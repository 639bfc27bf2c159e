"""The Python client asks every operation of a real server, and makes values of what it answers."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from datetime import datetime
from types import MappingProxyType
from typing import Any, get_args, get_type_hints

import pytest

from postergen.client import Client, ProblemError, Unreachable, values
from postergen.web.openapi import openapi_document
from tests.client.walk import METHODS, OF_BROWSERS, Recorder, Server, operations, server, walk
from tests.servers import free_port

CALLED = MappingProxyType(
    {
        "from": "since",
        "to": "until",
        "Idempotency-Key": "key",
        "Postergen-Erase-Token": "token",
        "Postergen-Holder": "holder",
        "Postergen-Subject": "user",
    }
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with server(tmp_path_factory.mktemp("client")) as running:
        yield running


@pytest.fixture(scope="module")
def said(served: Server) -> tuple[Recorder, dict[str, Any]]:
    return walk(served)


def test_every_operation_was_asked_and_answered_as_the_document_promises(said: tuple[Recorder, dict[str, Any]]) -> None:
    kept = said[0].kept
    assert set(kept) == set(operations()) == set(METHODS) | OF_BROWSERS
    for name, exchanges in kept.items():
        for _, answer in exchanges:
            assert str(answer.status_code) in operations()[name][2]["responses"], (name, answer.text[:300])
            assert answer.status_code < 400, (name, answer.text[:300])


def test_every_answer_became_a_value(said: tuple[Recorder, dict[str, Any]]) -> None:
    told = said[1]
    assert set(told) == set(METHODS.values())
    for method, value in told.items():
        promised = get_type_hints(getattr(Client, method))["return"]
        assert isinstance(value, promised), method
    poster = told["make_poster"]
    assert isinstance(poster.created_at, datetime)
    assert isinstance(poster.variant, values.Variant)
    assert told["poster"].code == poster.code
    assert told["picture"].startswith(b"\xff\xd8")
    assert told["catalogue"].options[0].text
    assert told["claim"] == values.Coupon("free-noodles", "SPOON-7Q2M")
    assert told["publish"] == values.Publication(1)
    assert told["series"].buckets[0].posters >= 1


@pytest.mark.parametrize("name", METHODS)
def test_a_method_takes_what_its_operation_takes(name: str) -> None:
    described = operations()[name][2]
    asked = {CALLED.get(one["name"], one["name"]) for one in described.get("parameters", ())}
    method = getattr(Client, METHODS[name])
    taken = set(inspect.signature(method).parameters) - {"self"}
    rest = [one.name for one in inspect.signature(method).parameters.values() if one.kind is one.VAR_KEYWORD]
    body = described.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    fields = {field for name in rest for field in get_type_hints(get_args(get_type_hints(method)[name])[0])}
    sent = set(_fields(body))
    assert asked <= taken
    assert sent <= taken | fields, "a field of the body has no name in the method"


def _fields(body: dict[str, str]) -> list[str]:
    name = body.get("$ref", "").rpartition("/")[2]
    return list(openapi_document()["components"]["schemas"][name]["properties"]) if name else []


def test_a_mistake_names_every_field_and_is_not_sent_again(served: Server) -> None:
    recorder = Recorder()
    with Client(served.url, transport=recorder) as client, pytest.raises(ProblemError) as refused:
        client.make_poster(options=["nothing-like-it"], nickname="x" * 31)
    assert (refused.value.status, refused.value.code) == (422, "invalid-request")
    assert {error.pointer for error in refused.value.errors} == {"#/options/0", "#/nickname"}
    assert "#/nickname" in str(refused.value)
    assert len(recorder.kept["post-posters"]) == 1


def test_what_needs_a_key_says_so(served: Server) -> None:
    with Client(served.url) as client, pytest.raises(ProblemError) as refused:
        client.funnel()
    assert (refused.value.status, refused.value.code) == (401, "key-needed")


def test_the_same_key_makes_the_same_poster(served: Server) -> None:
    with Client(served.url) as client:
        first, again = (client.make_poster(options=["wuhan-hot-dry-noodles"], key="k-77") for _ in range(2))
    assert first.code == again.code
    assert (bool(first.erase_token), again.erase_token) == (True, None)


def test_nobody_there_is_told_after_the_tries() -> None:
    waited: list[float] = []
    client = Client(f"http://127.0.0.1:{free_port()}", tries=3, sleep=waited.append)
    with client, pytest.raises(Unreachable, match="does not answer"):
        client.health()
    assert len(waited) == 2

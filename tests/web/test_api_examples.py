"""What the document shows as an example was said once, and could be said today."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from postergen.web.api_examples import examples
from postergen.web.openapi import openapi_document
from tests.client.walk import operation_of, operations

DOCUMENT = openapi_document()
EACH = pytest.mark.parametrize("name", operations())


def valid(value: Any, schema: dict[str, Any]) -> None:
    """As the schemas of this document say, times and days included."""
    whole = {**schema, "components": DOCUMENT["components"]}
    jsonschema.Draft202012Validator(whole, format_checker=jsonschema.FormatChecker()).validate(value)


@EACH
def test_every_operation_has_an_example_that_its_schema_allows(name: str) -> None:
    example, described = examples()[name], operations()[name][2]  # a new operation: `make clients` asks it
    content = described["responses"][str(example.status)].get("content", {})
    assert example.media_type in (content or {"": {}, "text/html": {}})
    if example.media_type == "application/json":
        valid(example.answer, content["application/json"]["schema"])
        assert content["application/json"]["example"] == example.answer
    if "requestBody" in described:
        valid(example.body, described["requestBody"]["content"]["application/json"]["schema"])


@EACH
def test_an_example_is_of_its_own_operation(name: str) -> None:
    method = operations()[name][0]
    assert operation_of(method, examples()[name].address.partition("?")[0]) == name


def test_no_example_holds_a_key_or_this_machine() -> None:
    text = str(examples())
    assert [word for word in ("pg_", "127.0.0.1", "localhost", "Bearer") if word in text] == []

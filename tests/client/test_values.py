"""Both clients have the shapes of the OpenAPI document: after a change of it, `make clients`."""

from __future__ import annotations

from tests.client.generator import PYTHON, TYPES, types, values


def test_the_values_of_python_are_those_of_the_document() -> None:
    assert {file.name: file.read_text(encoding="utf-8") for file in PYTHON.glob("*.py")} == values()


def test_the_types_of_pages_are_those_of_the_document() -> None:
    assert TYPES.read_text(encoding="utf-8") == types()

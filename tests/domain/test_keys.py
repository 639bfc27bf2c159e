"""A key is shown once, and known by its digest afterwards."""

from __future__ import annotations

from dataclasses import replace

import pytest

from postergen.domain.keys import new_key
from postergen.errors import InvalidInput
from tests.conftest import NOON


def test_a_key_opens_until_it_is_revoked() -> None:
    key, text = new_key(" the shop ", ["stats"], now=NOON, random_bytes=bytes)
    assert (key.name, key.scopes) == ("the shop", {"stats"})
    assert text.startswith(f"pg_{key.id}_")
    assert text not in key.digest
    assert key.opens_with(text)
    assert not key.opens_with(f"{text}a")
    assert not replace(key, revoked_at=NOON).opens_with(text)


@pytest.mark.parametrize(
    ("name", "scopes", "wrong"),
    [
        ("", ["stats"], ["NAME"]),
        ("x" * 200, ["stats"], ["NAME"]),
        ("shop", [], ["--scope"]),
        ("shop", ["everything", "stats"], ["--scope"]),
        ("  ", ["nothing"], ["--scope", "NAME"]),
    ],
)
def test_what_will_not_do_is_named_whole(name: str, scopes: list[str], wrong: list[str]) -> None:
    with pytest.raises(InvalidInput) as caught:
        new_key(name, scopes, now=NOON, random_bytes=bytes)
    assert [finding.where for finding in caught.value.findings] == wrong

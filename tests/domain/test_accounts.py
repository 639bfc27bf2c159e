"""A name is one that fits into an address, and a password is long and not the name."""

from __future__ import annotations

import pytest

from postergen.domain.accounts import MAX_PASSWORD, check_user

PHRASE = "quiet rivers run deep"


@pytest.mark.parametrize(
    ("name", "password", "wrong"),
    [
        ("ann", PHRASE, []),
        ("ann.o-neil_2", "天" * 5 + "地玄黄宇宙洪荒", []),
        ("Ann!", PHRASE, ["name"]),
        ("", PHRASE, ["name"]),
        ("a" * 41, PHRASE, ["name"]),
        ("ann", "short", ["password"]),
        ("ann", "x" * (MAX_PASSWORD + 1), ["password"]),
        ("ann", "a" * 20, ["password"]),
        ("quiet.rivers", "Quiet.Rivers", ["password"]),
        ("quiet.rivers", "srevir.teiuq", ["password"]),
        ("Ann!", "short", ["name", "password"]),
    ],
)
def test_what_will_not_do_is_named_whole(name: str, password: str, wrong: list[str]) -> None:
    assert [finding.where for finding in check_user(name, password)] == wrong

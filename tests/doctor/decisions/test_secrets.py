"""Secrets that are none, and where tries are counted; nothing that is said has a secret in it."""

from __future__ import annotations

import pytest

from postergen.doctor.decisions.secrets import Limits, Password, Secrets, judge_limits, judge_secrets
from postergen.doctor.values import result_of

GOOD = "8f1c6a0b3d5e79248f1c6a0b3d5e7924"


def database(text: str, *, is_here: bool = False) -> Password:
    return Password("the database", "POSTERGEN_DATABASE_URL", "life", text, is_here)


@pytest.mark.parametrize(
    ("secrets", "verdict", "found"),
    [
        (Secrets((), (), ""), "ok", "no pictures are signed"),
        (Secrets((("k", GOOD),), (database(GOOD),), ""), "ok", "1 signing key(s)"),
        (Secrets((("k", "0123456789abcdef0123456789abcdef"),), (), ""), "error", "the signing key k is an example"),
        (Secrets((("k", "abab" * 8),), (), ""), "warning", "only 2 different letters"),
        (Secrets((), (database("Postgres"),), ""), "warning", "everybody tries first"),
        (Secrets((), (database("life"),), ""), "warning", "everybody tries first"),
        (Secrets((), (database("life", is_here=True),), ""), "note", "everybody tries first"),
        (Secrets((), (database(""),), ""), "ok", "none is short"),
        (Secrets((), (Password("Redis", "X", "", "", False),), ""), "warning", "asks for no password"),
        (Secrets((), (), "gpt-9"), "warning", "there is no key for it"),
    ],
)
def test_secrets(secrets: Secrets, verdict: str, found: str) -> None:
    result = result_of("secrets", judge_secrets(secrets))
    assert result.verdict == verdict
    assert found in result.found
    assert GOOD not in result.found + result.mend + repr(secrets)


@pytest.mark.parametrize(
    ("limits", "verdict", "found"),
    [
        (Limits(1, True, False), "ok", "counted in the process"),
        (Limits(4, True, False), "note", "up to 4 times as high"),
        (Limits(4, True, True, version="7.2"), "ok", "counted in Redis 7.2"),
        (Limits(1, False, False), "note", "as often as they like"),
    ],
)
def test_limits(limits: Limits, verdict: str, found: str) -> None:
    (remark,) = judge_limits(limits)
    assert remark.verdict == verdict
    assert found in remark.found

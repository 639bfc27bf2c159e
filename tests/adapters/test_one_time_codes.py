"""Codes are those of the standard, and of every app."""

from __future__ import annotations

from base64 import b32encode
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pyotp
import pytest

from postergen.adapters.one_time_codes import TimedCodes

CODES = TimedCodes("life.example.com")
# RFC 6238, appendix B, for SHA-1: seconds since 1970, and the last six of eight digits
SECRET = b32encode(b"12345678901234567890").decode()
STANDARD = [
    (59, "287082"),
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (2000000000, "279037"),
]


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


@pytest.mark.parametrize(("seconds", "code"), STANDARD)
def test_the_codes_of_the_standard_are_accepted_at_their_time(seconds: int, code: str) -> None:
    assert CODES.step_of(SECRET, code, at(seconds), 0) == seconds // 30


@pytest.mark.parametrize(("off", "fits"), [(-61, False), (-30, True), (0, True), (30, True), (61, False)])
def test_a_clock_may_be_off_by_one_step(off: int, fits: bool) -> None:
    now = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)
    secret = CODES.secret()
    shown = pyotp.TOTP(secret).at(now + timedelta(seconds=off))
    assert (CODES.step_of(secret, shown, now, 0) is not None) is fits


def test_no_code_of_a_step_that_was_used_or_before_it_is_accepted() -> None:
    now = at(1234567890)
    step = CODES.step_of(SECRET, "005924", now, 0)
    assert step is not None
    assert CODES.step_of(SECRET, "005924", now, step) is None
    before = pyotp.TOTP(SECRET).at(now - timedelta(seconds=30))
    assert CODES.step_of(SECRET, before, now, step) is None
    assert CODES.step_of(SECRET, pyotp.TOTP(SECRET).at(now + timedelta(seconds=30)), now, step) == step + 1


@pytest.mark.parametrize("typed", ["", "12345", "é23456", "\0" * 6])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert CODES.step_of(SECRET, typed, at(59), 0) is None


def test_an_app_reads_whose_it_is() -> None:
    secret = CODES.secret()
    address = urlsplit(CODES.address(secret, "ann.b"))
    assert (address.scheme, address.netloc, unquote(address.path)) == ("otpauth", "totp", "/life.example.com:ann.b")
    assert parse_qs(address.query) == {"secret": [secret], "issuer": ["life.example.com"]}
    assert len(secret) == 32  # 160 bits, RFC 4226, 4

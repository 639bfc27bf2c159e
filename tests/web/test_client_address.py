"""A visitor is one visitor, however proxies write their address."""

from __future__ import annotations

import pytest

from postergen.web.client_address import client_address


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("203.0.113.9:5678", "203.0.113.9"),
        (" 203.0.113.9/32", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("[::ffff:203.0.113.9]:443", "203.0.113.9"),
        ("2001:DB8:0::1", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ('"[2001:db8::1]:443"', "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("[fe80::1%25eth0]:80", "fe80::1"),
        ("255.1.20.0", "255.1.20.0"),
        ("256.1.20.0", ""),
        ("1.2.3.04", ""),
        ("1.2.3", ""),
        ("1.2.3.4\n", "1.2.3.4"),
        ("unknown", ""),
        ("", ""),
        ("203.0.113.9, 198.51.100.1", ""),
    ],
)
def test_an_address_is_written_in_one_way(written: str, means: str) -> None:
    assert client_address(written) == means

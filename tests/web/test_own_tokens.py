"""A browser's line for a poster is the server's own, of today or yesterday."""

from __future__ import annotations

from postergen.web.own_tokens import MOST, own_codes, own_token

SALT, CODE, OTHER = b"0123456789abcdef", "BT0123456789ABC", "BT0123456789ABD"


def test_a_line_is_read_by_who_signed_it() -> None:
    line = own_token(SALT, CODE)
    assert own_codes([b"another", SALT], [line, line]) == [CODE]
    assert own_codes([b"another"], [line]) == []


def test_what_was_changed_is_nothing() -> None:
    line = own_token(SALT, CODE)
    forged = [line.replace(CODE, OTHER), line[:-1], line + "0", CODE, "", f"{CODE}.", f"{CODE}." + "0" * 32]
    assert own_codes([SALT], forged) == []


def test_no_more_of_them_are_looked_at_than_a_browser_keeps() -> None:
    lines = ["x"] * MOST + [own_token(SALT, CODE)]
    assert own_codes([SALT], lines) == []

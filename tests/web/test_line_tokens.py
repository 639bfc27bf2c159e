"""How a line came to be is believed of nobody but a server, and for two days."""

from __future__ import annotations

from dataclasses import replace

import pytest

from postergen.domain.line import Line
from postergen.domain.policies import Slice
from postergen.domain.poster import Choice, Lot
from postergen.web.line_tokens import LONGEST, line_token, page_token, read_line, read_page

TODAY, YESTERDAY, OTHER = b"a" * 16, b"b" * 16, b"c" * 16
DRAWN = Choice("好-1", "r1", "beta-1.abc", 0.1 + 0.2, Slice.HELD, 0.3125, lot=Lot("0" * 16, True, "hubei/wuhan"))
LINE = Line("1" * 16, DRAWN, ("好-1", "b"), 1, "r2", True, "hubei/wuhan")


def salts() -> list[bytes]:
    return [TODAY, YESTERDAY]


@pytest.mark.parametrize("salt", [TODAY, YESTERDAY])
def test_a_line_comes_back_to_the_last_bit(salt: bytes) -> None:
    assert read_line(salts, line_token(salt, LINE)) == LINE
    assert read_page(salts, page_token(salt, "0" * 16)) == "0" * 16


def test_one_of_days_ago_keeps_its_words_and_no_chance() -> None:
    assert read_line(salts, line_token(OTHER, LINE)) == replace(LINE, drawn=None)
    assert read_line(salts, line_token(TODAY, replace(LINE, drawn=None))) == replace(LINE, drawn=None)
    assert read_page(salts, page_token(OTHER, "0" * 16)) == ""


def test_what_is_signed_for_one_thing_serves_no_other() -> None:
    page = page_token(TODAY, "0" * 16)
    assert read_line(salts, page.replace("-", ".")) is None
    payload = line_token(TODAY, LINE).partition(".")[0]
    assert read_page(salts, f"{'0' * 16}-{line_token(TODAY, LINE).partition('.')[2]}") == ""
    assert read_line(salts, f"{payload}.{page.partition('-')[2]}") == replace(LINE, drawn=None)


def test_the_longest_line_of_a_page_fits_into_a_header() -> None:
    """Some proxies take four kilobytes of headers."""
    ids = tuple(f"wuhan-hot-dry-noodles.zh-{number}" for number in range(24))
    token = line_token(TODAY, replace(LINE, shown=ids))
    assert len(token) < 1500
    assert len(token) < LONGEST

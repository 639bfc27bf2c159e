"""Coupon codes: one a line or a column of a table; nothing else becomes a code."""

from __future__ import annotations

import pytest

from postergen.adapters.content.coupon_files import read_codes
from postergen.errors import InvalidInput


@pytest.mark.parametrize(
    "source",
    [
        b"\xef\xbb\xbfAAA1\nAAA2\n",
        "AAA1\r\n\r\n AAA2 \r\n".encode("utf-16"),
        b"code\nAAA1\nAAA2\n",
        b'"Code"\rAAA1\rAAA2'.replace(b"Code", b"code"),
        b"sep=;\ncode\nAAA1\nAAA2\n",
    ],
)
def test_codes_are_what_was_meant(source: bytes) -> None:
    assert read_codes("c.txt", source)[0] == ["AAA1", "AAA2"]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (b'code,comment\nCCC1,"x"\n', "c.txt:1: unknown column 'comment'"),
        (b"AAA1\nBBB1,BBB2\n", "c.txt:2: 'BBB1,BBB2' is not one code"),
        (b"AAA1\n" + b"x" * 81, "c.txt:2: 'x+'... is too long"),
        (b"\xff\xfe\x00", "UTF-16"),
    ],
)
def test_what_is_no_code_is_named_by_its_line(source: bytes, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        read_codes("c.txt", source)

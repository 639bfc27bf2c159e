"""Lines may end where UAX #14 says, as uniseg reads it."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from uniseg.linebreak import line_break, line_break_breakables

from postergen.rendering.uax14 import breaks_before

BLOCKS = (
    range(0x20, 0x3400),
    range(0x4E00, 0x4E20),
    range(0xA000, 0xA100),
    range(0xAC00, 0xAC40),
    range(0xFE00, 0xFF70),
    range(0x11000, 0x11100),
    range(0x1F1E6, 0x1F200),
    range(0x1F300, 0x1FB00),
)
BY_CLASS: dict[str, list[str]] = {}
for block in BLOCKS:
    for point in block:
        BY_CLASS.setdefault(line_break(chr(point)).name, []).append(chr(point))
BY_CLASS |= {"LF": ["\n"], "CR": ["\r"], "NL": ["\x85"]}


def oracle(text: str) -> list[bool]:
    return list(map(bool, line_break_breakables(text)))


def ends_in_mark(text: str) -> bool:
    """A mark on a closing quotation mark at the end of a text: there uniseg does not see the end (LB15b)."""
    return bool(text) and line_break(text[-1]).name in ("CM", "ZWJ", "SA")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Hello, world", ["Hello, ", "world"]),
        ("一碗面，好", ["一", "碗", "面，", "好"]),
        ("it costs $5.00 (about)", ["it ", "costs ", "$5.00 ", "(about)"]),
        ("他说“好”吗", ["他", "说", "“好”", "吗"]),
        ("🇨🇳🇫🇷 👩‍👩‍👧", ["🇨🇳", "🇫🇷 ", "👩‍👩‍👧"]),
        ("e\u0301a b\u0301", ["e\u0301a ", "b\u0301"]),
        ("one\r\ntwo\nthree", ["one\r\n", "two\n", "three"]),
        ("한국어", ["한", "국", "어"]),
        ("שלום-א a", ["שלום-", "א ", "a"]),
        ("", []),
    ],
)
def test_where_a_line_may_end(text: str, lines: list[str]) -> None:
    found: list[str] = []
    for letter, may in zip(text, breaks_before(text), strict=True):
        if may or not found:
            found.append("")
        found[-1] += letter
    assert found == lines


@given(st.lists(st.sampled_from(sorted(BY_CLASS)), max_size=9), st.integers(0, 2**32))
def test_it_agrees_with_uniseg_on_every_mixture_of_classes(classes: list[str], seed: int) -> None:
    rng = random.Random(seed)
    text = "".join(rng.choice(BY_CLASS[name]) for name in classes)
    if not ends_in_mark(text):
        assert breaks_before(text) == oracle(text)


@pytest.mark.slow
def test_it_agrees_with_uniseg_on_twenty_thousand_strings() -> None:
    rng = random.Random(14)
    names = sorted(BY_CLASS)
    for _ in range(20_000):
        text = "".join(rng.choice(BY_CLASS[rng.choice(names)]) for _ in range(rng.randint(2, 7)))
        if not ends_in_mark(text):
            assert breaks_before(text) == oracle(text), ascii(text)

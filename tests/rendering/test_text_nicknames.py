"""Ten thousand nicknames over all scripts: each is set without an error, inside its box, or reported as cut."""

from __future__ import annotations

import random
import unicodedata

import pytest

from postergen.rendering.fonts import FontBook
from postergen.rendering.text import fit_text
from postergen.rendering.typography import Box, TextStyle

pytestmark = [pytest.mark.slow, pytest.mark.long]

RANGES = (
    (0x4E00, 0x9FFF),
    (0x3400, 0x4DBF),
    (0x20000, 0x2A6DF),
    (0x3040, 0x30FF),
    (0xAC00, 0xD7A3),
    (0x41, 0x7A),
    (0xC0, 0x24F),
    (0x370, 0x3FF),
    (0x400, 0x4FF),
    (0x5D0, 0x5EA),
    (0x620, 0x64A),
    (0x900, 0x97F),
    (0xE00, 0xE4F),
    (0x980, 0x9FF),
    (0xB80, 0xBFF),
    (0x300, 0x36F),
    (0x1F300, 0x1FAFF),
    (0x1F1E6, 0x1F1FF),
    (0x2600, 0x27BF),
    (0x3000, 0x303F),
    (0xFF00, 0xFFEF),
    (0x1E00, 0x1EFF),
    (0x530, 0x58F),
    (0x10A0, 0x10FF),
    (0x1780, 0x17FF),
    (0x200B, 0x200F),
    (0x20, 0x40),
)
BOX, STYLE = Box(40, 40, 540, 76), TextStyle("serif", 900, 58, 24, leading=1.15, max_lines=2)


def nicknames(count: int) -> list[str]:
    draw = random.Random(105)
    names = []
    for _ in range(count):
        scripts = draw.sample(RANGES, draw.randint(1, 3))
        letters = [chr(draw.randint(*draw.choice(scripts))) for _ in range(draw.randint(1, 30))]
        names.append(unicodedata.normalize("NFC", "".join(letters)))
    return names


def test_ten_thousand_nicknames_are_set_inside_their_box(fonts: FontBook) -> None:
    for name in nicknames(10_000):
        fitted = fit_text(name, BOX, STYLE, fonts)
        extent = fitted.extent
        assert extent.x >= BOX.x - 1, name
        assert extent.right <= BOX.right + 1, name
        assert extent.bottom <= BOX.bottom + 1, name
        if not fitted.truncated:
            shown = sum(len(line) for line in fitted.lines)
            assert shown or not "".join(fitted.lines), name

"""A book of fonts needs a font."""

from __future__ import annotations

import pytest

from postergen.rendering.fonts import FontBook


def test_a_book_without_fonts_is_no_book() -> None:
    with pytest.raises(ValueError, match="at least one font"):
        FontBook(())

"""One renderer for all tests that draw posters: its plates are cast once."""

from __future__ import annotations

import pytest

from postergen.rendering.fonts import FontBook
from postergen.rendering.renderer import Renderer


@pytest.fixture(scope="session")
def renderer(fonts: FontBook) -> Renderer:
    return Renderer(fonts)

"""A poster that is spliced from finished tiles is the file of the whole picture, byte for byte."""

from __future__ import annotations

import io
import random
from collections.abc import Hashable
from dataclasses import replace
from datetime import UTC, datetime

import cv2
import numpy as np
import pytest
from PIL import Image

from postergen.domain.campaign import Campaign
from postergen.rendering.avatar import take_in_avatar
from postergen.rendering.content import PosterContent
from postergen.rendering.encode import Label
from postergen.rendering.fonts import FontBook
from postergen.rendering.jpeg import QUALITY
from postergen.rendering.layout import lay_out
from postergen.rendering.paint import Painter
from postergen.rendering.plate import MemoryTiles, PlatePrinter, Tiles
from postergen.rendering.renderer import Renderer
from postergen.rendering.template import PosterTemplate
from postergen.rendering.tiles import tile_grid
from postergen.service.contents import Addresses
from postergen.service.specimens import hardest

from .small_looks import code, content, look, picture, words

ADDRESSES = Addresses("https://life.example.com")
LABEL = Label("BT0Y2PZ6TR6QVHY", "better-life", False, datetime(2026, 6, 1, tzinfo=UTC))
FORMATS = {"story": 1, "portrait": 4, "square": 4, "card": 3}  # every so many cases; a card ends within a row of blocks


def whole(painter: Painter, template: PosterTemplate, format_name: str, filled: PosterContent) -> bytes:
    """The file that encoding the whole picture at once gives."""
    image = painter.paint(template, lay_out(template, format_name, filled, painter.fonts))
    out, blocks = io.BytesIO(), tile_grid(*image.size).blocks
    image.save(out, "JPEG", quality=QUALITY, subsampling=0, restart_marker_blocks=blocks, xmp=LABEL.xmp())
    return out.getvalue()


def cases(campaign: Campaign) -> list[PosterContent]:
    """The hardest posters there are, and the same with other names and codes: these find most tiles finished."""
    rng = random.Random(4)
    found = list(hardest(campaign, ADDRESSES).values())
    return [
        *found,
        *(replace(rng.choice(found), nickname=f"阿{n}", code=f"BT{n}", serial=f"{n} {n}") for n in range(20)),
    ]


@pytest.mark.slow
@pytest.mark.parametrize("format_name", FORMATS)
def test_every_look_is_spliced_as_if_it_were_encoded_at_once(
    format_name: str, campaign: Campaign, templates: dict[str, PosterTemplate], renderer: Renderer
) -> None:
    painter = Painter(renderer.fonts)
    printer = PlatePrinter(painter, MemoryTiles())
    for name, template in templates.items():
        for filled in cases(campaign)[:: FORMATS[format_name]]:
            spliced, _ = printer.print(template, format_name, filled, frozenset(), LABEL.xmp())
            assert spliced == whole(painter, template, format_name, filled), (name, filled.nickname)


@pytest.mark.slow
def test_paper_is_spliced_too(campaign: Campaign, templates: dict[str, PosterTemplate], renderer: Renderer) -> None:
    painter = Painter(renderer.fonts)
    printer = PlatePrinter(painter, MemoryTiles())
    for filled in cases(campaign)[:3]:
        spliced, _ = printer.print(templates["receipt"], "print", filled, frozenset(), LABEL.xmp())
        assert spliced == whole(painter, templates["receipt"], "print", filled)


class Forgetful:
    """A store that has lost everything, or hands out what another poster put in last."""

    def get(self, key: Hashable) -> Tiles | None:
        return None

    def put(self, key: Hashable, tiles: Tiles) -> None:
        pass


def test_a_store_that_keeps_nothing_only_makes_it_slower(fonts: FontBook) -> None:
    template = look([picture("p", (0, 0, 90, 40)), words("w", (5, 5, 80, 30), text="{{ headline }}")], 90, 45)
    painter = Painter(fonts)
    lost, kept = PlatePrinter(painter, Forgetful()), PlatePrinter(painter, MemoryTiles())
    for _ in range(2):
        assert (
            lost.print(template, "story", content(), frozenset(), LABEL.xmp())[0]
            == kept.print(template, "story", content(), frozenset(), LABEL.xmp())[0]
            == whole(painter, template, "story", content())
        )


def test_parts_that_lie_on_one_another_are_kept_together(fonts: FontBook) -> None:
    """A mark over a headline: with another headline below it the tiles are others."""
    elements = [words("w", (0, 0, 200, 60), text="{{ headline }}"), picture("mark", (20, 10, 60, 30))]
    template, painter = look(elements, 200, 60), Painter(fonts)
    printer = PlatePrinter(painter, MemoryTiles())
    for headline in ("一碗面", "两碗面", "一碗面"):
        filled = replace(content(), headline=headline)
        spliced, _ = printer.print(template, "story", filled, frozenset(), LABEL.xmp())
        assert spliced == whole(painter, template, "story", filled)


def test_other_decoders_read_it(campaign: Campaign, templates: dict[str, PosterTemplate], renderer: Renderer) -> None:
    filled = next(iter(hardest(campaign, ADDRESSES).values()))
    file = renderer.render(templates["ticket"], "story", filled, extension="jpg", label=LABEL).data
    with Image.open(io.BytesIO(file)) as opened:
        ours = np.asarray(opened.convert("RGB"), dtype=np.int16)
        assert opened.info["xmp"] == LABEL.xmp()
    theirs = cv2.cvtColor(cv2.imdecode(np.frombuffer(file, np.uint8), cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
    assert ours.shape == (1920, 1080, 3)
    assert np.abs(ours - theirs.astype(np.int16)).max() <= 3


def test_it_warns_as_a_layout_does(fonts: FontBook) -> None:
    elements = [words("w", (0, 0, 60, 20), text="{{ headline }}"), code((0, 30, 400, 400))]
    template = look(elements, 420, 440)
    photo = io.BytesIO()
    Image.new("RGB", (64, 64), "red").save(photo, "PNG")
    filled = replace(content(), headline="很长" * 40, avatar=take_in_avatar(photo.getvalue()))
    printer = PlatePrinter(Painter(fonts), MemoryTiles())
    for _ in range(2):  # drawn, and from what was kept
        _, warnings = printer.print(template, "story", filled, frozenset(), LABEL.xmp())
        assert warnings == lay_out(template, "story", filled, fonts).warnings()
        assert [(w.element, w.kind) for w in warnings] == [("w", "truncated"), ("avatar", "not-shown")]


def test_memory_is_bounded_and_the_least_used_goes_first() -> None:
    store = MemoryTiles(most_bytes=3 * 1200)
    for key in ("a", "b", "c"):
        store.put(key, [(0, 1, b"x" * 1000)])
    assert store.get("a") is not None
    store.put("d", [(0, 1, b"x" * 1000)])
    assert [key for key in "abcd" if store.get(key)] == ["a", "c", "d"]
    store.put("huge", [(0, 1, b"x" * 5000)])
    assert store.get("huge") is None
    assert store.get("a") is not None

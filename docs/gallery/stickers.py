"""Draw every sticker of the campaign on the grounds that chats have, and one movement of each figure as it moves."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from postergen.domain.stickers import Sticker
from postergen.rendering.moving import EFFORTS, MOVING_FORMATS
from postergen.service.stickers import StickerService

FOLDER = Path(__file__).parent
SIDE, ACROSS = 160, 6
# white, a bubble of one's own, the same in the dark, a chat in the dark
GROUNDS = ((255, 255, 255), (149, 236, 105), (5, 80, 60), (17, 27, 33))


def draw_stickers(service: StickerService, campaign: str, locales: Sequence[str]) -> list[str]:
    """The names of the pictures: a sheet for each language, and one sticker of each figure that moves."""
    names = []
    for locale in locales:
        sheet = _sheet(service, service.all(campaign, locale))
        names.append(f"stickers.{locale}.webp")
        sheet.save(FOLDER / names[-1], "WEBP", quality=86, method=6)
    first: dict[str, Sticker] = {}
    for one in service.all(campaign):
        first.setdefault(one.figure, one)
    for one in first.values():
        names.append(f"sticker.{one.figure}.webp")
        (FOLDER / names[-1]).write_bytes(MOVING_FORMATS["webp"].write(service.moving(one, 240), EFFORTS[0]))
    return names


def _sheet(service: StickerService, stickers: Sequence[Sticker]) -> Image.Image:
    rows = -(-len(stickers) // ACROSS)
    sheet = Image.new("RGB", (ACROSS * SIDE, rows * SIDE), GROUNDS[0])
    for number, one in enumerate(stickers):
        row, column = divmod(number, ACROSS)
        figure = service.figure(one)
        drawn = service.painter.still(figure, one.movement, one.text, one.locale, SIDE)
        place = (column * SIDE, row * SIDE)
        sheet.paste(GROUNDS[row % len(GROUNDS)], (*place, place[0] + SIDE, place[1] + SIDE))
        sheet.paste(drawn, place, drawn)
    return sheet

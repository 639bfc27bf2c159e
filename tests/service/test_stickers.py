"""Stickers are found by id, drawn once, and keep a validator as long as they look the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from postergen.adapters.content.figure_files import read_figures
from postergen.adapters.content.pack_files import parse_pack, read_pack_folder
from postergen.config import CONTENT
from postergen.domain.campaign import Campaign
from postergen.errors import NotFound
from postergen.rendering.figure import Figure
from postergen.rendering.fonts import FontBook
from postergen.rendering.moving import measured
from postergen.rendering.sticker import StickerPainter
from postergen.service.stickers import EXTENSIONS, StickerService


class Shelf:
    """The small pack and the shipped figures."""

    def __init__(self, fonts: FontBook) -> None:
        self._campaign = parse_pack(read_pack_folder(CONTENT / "tests/packs/two-options"))
        self._figures = read_figures(CONTENT / "templates/stickers", fonts.families, [])

    def campaign(self, name: str) -> Campaign:
        return self._campaign

    def figures(self) -> dict[str, Figure]:
        return self._figures


class Kept:
    """Remembers what was made, and how often something was."""

    def __init__(self) -> None:
        self.made: dict[tuple[str, ...], bytes] = {}
        self.times = 0

    def __call__(self, parts: Sequence[str], make: Callable[[], bytes], /) -> bytes:
        key = tuple(parts)
        if key not in self.made:
            self.times += 1
            self.made[key] = make()
        return self.made[key]


def service_of(fonts: FontBook, keep: Kept | None = None) -> StickerService:
    return StickerService(library=Shelf(fonts), painter=StickerPainter(fonts), fingerprint="f", keep=keep or Kept())


def test_stickers_are_found_by_language_and_by_id(fonts: FontBook) -> None:
    service = service_of(fonts)
    assert [one.id for one in service.all("two-options", "en")] == ["en-walk-home"]
    assert len(service.all("two-options")) == 4
    assert service.get("two-options", "zh-soup").text == "汤在锅里"
    with pytest.raises(NotFound):
        service.get("two-options", "zh-nothing")


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_a_picture_is_what_its_ending_says_and_is_drawn_once(fonts: FontBook, extension: str) -> None:
    keep = Kept()
    service = service_of(fonts, keep)
    sticker = service.get("two-options", "zh-walk-home")
    picture = service.picture(sticker, extension, 240)
    found = measured(picture.data)
    assert (found.width, found.frames) == (240, 1 if extension == "png" else 7)
    assert picture.media_type == f"image/{extension}"
    assert service.picture(sticker, extension, 240).data == picture.data
    assert keep.times == 1


def test_a_validator_changes_with_what_is_seen_and_with_nothing_else(fonts: FontBook) -> None:
    service = service_of(fonts)
    sticker = service.get("two-options", "zh-walk-home")
    assert service.etag(sticker, "gif", 240) == service.etag(replace(sticker, meaning="走"), "gif", 240)
    others = [replace(sticker, text="走回家"), replace(sticker, movement="steam"), replace(sticker, figure="cat")]
    assert len({service.etag(one, "gif", 240) for one in (sticker, *others)}) == 4
    assert service.etag(sticker, "gif", 240) != service.etag(sticker, "gif", 512)


def test_a_line_that_does_not_fit_its_figure_is_found(fonts: FontBook) -> None:
    service = service_of(fonts)
    sticker = service.get("two-options", "zh-walk-home")
    assert list(service.check(sticker)) == []
    (found,) = service.check(replace(sticker, text="一直走一直走一直走一直走一直走一直走一直走一直走回家"))
    assert (found.where, "is cut with an ellipsis" in found.problem) == ("zh-walk-home/mug.wink", True)

"""The table of what messengers take is right, and says where each limit is published."""

from __future__ import annotations

from pathlib import Path

import pytest

from postergen.adapters.content.messenger_files import read_messengers
from postergen.config import CONTENT
from postergen.domain.messengers import Role
from postergen.errors import InvalidContent

TABLE = CONTENT / "assets/messengers.yaml"


def test_the_three_messengers_are_there_each_with_its_sources() -> None:
    known = read_messengers(TABLE)
    assert list(known) == ["wechat", "whatsapp", "telegram"]
    assert all(one.sources and one.checked for one in known.values())


def test_wechat_takes_sets_of_gifs_of_240_pixels_with_a_thumbnail_each() -> None:
    wechat = read_messengers(TABLE)["wechat"]
    sticker = wechat.sticker(moves=True)
    assert wechat.counts == (8, 16, 24)
    assert sticker is not None
    assert (sticker.extension, sticker.width, sticker.most_bytes) == ("gif", 240, 500_000)
    sizes = {one.role: (one.width, one.height, one.most_bytes) for one in wechat.beside()}
    assert sizes == {
        Role.THUMBNAIL: (120, 120, 200_000),
        Role.COVER: (240, 240, 500_000),
        Role.ICON: (50, 50, 100_000),
        Role.BANNER: (750, 400, 500_000),
    }


def test_a_mistake_has_its_line(tmp_path: Path) -> None:
    path = tmp_path / "messengers.yaml"
    path.write_text(TABLE.read_text().replace('main/{number}.gif", width: 240', 'main/{number}.jpg", width: 9', 1))
    with pytest.raises(InvalidContent, match=r"messengers.yaml:\d+: .*width.*at least 16"):
        read_messengers(path)


def test_a_file_that_nobody_writes_is_found(tmp_path: Path) -> None:
    path = tmp_path / "messengers.yaml"
    path.write_text(TABLE.read_text().replace("main/{number}.gif", "main/{number}.jpg", 1))
    with pytest.raises(InvalidContent, match=r"messengers.yaml:\d+: is a file that is not written"):
        read_messengers(path)

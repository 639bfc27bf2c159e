"""A set is as its messenger takes it, or there is none and it is said why."""

from __future__ import annotations

from dataclasses import replace

import pytest

from postergen.adapters.content.messenger_files import read_messengers
from postergen.config import CONTENT
from postergen.domain.campaign import Campaign
from postergen.domain.messengers import FileLimit, Messenger, Role
from postergen.errors import InvalidInput
from postergen.rendering.fonts import FontBook
from postergen.service.sticker_sets import MANIFEST, StickerSet, Wanted, make_set, manifest_rows
from tests.service.test_stickers import service_of

pytestmark = pytest.mark.long

WECHAT = read_messengers(CONTENT / "assets/messengers.yaml")["wechat"]
THREE = replace(WECHAT, counts=(3,))  # as many as the small pack has


@pytest.fixture(scope="module")
def campaign(fonts: FontBook) -> Campaign:
    return service_of(fonts)._library.campaign("two-options")


def made(fonts: FontBook, campaign: Campaign, messenger: Messenger = THREE, *, moves: bool = True) -> StickerSet:
    return make_set(service_of(fonts), campaign, messenger, Wanted("zh-CN", 3, moves))


def test_a_set_has_every_file_that_its_messenger_asks_for(fonts: FontBook, campaign: Campaign) -> None:
    found = made(fonts, campaign)
    assert [one.path for one in found.files] == [
        *("main/01.gif", "thumbnails/01.png", "main/02.gif", "thumbnails/02.png", "main/03.gif", "thumbnails/03.png"),
        *("cover.png", "icon.png", "banner.png"),
    ]
    limits = {one.role: one for one in THREE.files}
    for one in found.files:
        limit = limits[one.role]
        assert (one.measured.width, one.measured.height) == (limit.width, limit.height)
        assert len(one.data) <= limit.most_bytes
    assert [one.measured.frames for one in found.files if one.role is Role.STICKER] == [7, 7, 8]
    assert [one.path for one in found.files if one.measured.has_ground] == ["banner.png"]


def test_the_same_set_is_the_same_bytes(fonts: FontBook, campaign: Campaign) -> None:
    first, again = made(fonts, campaign, moves=False), made(fonts, campaign, moves=False)
    assert [one.data for one in first.files] == [one.data for one in again.files]
    assert {one.measured.frames for one in first.files} == {1}


def test_a_manifest_says_what_each_file_is(fonts: FontBook, campaign: Campaign) -> None:
    rows = [dict(zip(MANIFEST, row, strict=True)) for row in manifest_rows(made(fonts, campaign, moves=False))]
    assert (rows[4]["file"], rows[4]["line"], rows[4]["meaning"]) == ("main/03.gif", "汤在锅里", "喝汤")
    assert all(int(row["bytes"]) > 0 for row in rows)


def with_stickers_of(most_bytes: int) -> Messenger:
    limit = FileLimit(Role.STICKER, True, "{number}.gif", 240, 240, most_bytes)
    return replace(THREE, files=(limit,))


def test_a_file_that_is_too_large_is_made_smaller(fonts: FontBook, campaign: Campaign) -> None:
    usual = max(len(one.data) for one in made(fonts, campaign, with_stickers_of(500_000)).files)
    smaller = made(fonts, campaign, with_stickers_of(usual * 2 // 3)).files
    assert max(len(one.data) for one in smaller) <= usual * 2 // 3
    assert max(one.effort for one in smaller) > 0
    assert any("colours" in str(row[-1]) for row in manifest_rows(StickerSet(THREE, "zh-CN", smaller)))


def test_what_cannot_be_made_to_fit_is_refused_with_its_size(fonts: FontBook, campaign: Campaign) -> None:
    with pytest.raises(InvalidInput, match=r"01.gif \(zh-walk-home\): has \d+ kB .* at most 9"):
        made(fonts, campaign, with_stickers_of(9_000))


@pytest.mark.parametrize(
    ("messenger", "said"),
    [
        (WECHAT, "a set of WeChat has 8, 16, 24 stickers, not 3"),
        (replace(THREE, texts={"name": 1}), "stickers.yaml name: '两样' is longer than the 1 Han characters of wechat"),
        (replace(THREE, texts={"meaning": 1}), "zh-soup meaning: '喝汤' is longer"),
        (replace(THREE, counts=(5, 3, 4)), ""),
    ],
)
def test_what_a_messenger_does_not_take_is_said_before_anything_is_drawn(
    fonts: FontBook, campaign: Campaign, messenger: Messenger, said: str
) -> None:
    if not said:
        assert made(fonts, campaign, replace(messenger, files=messenger.files[1:2]), moves=False).files
        return
    with pytest.raises(InvalidInput) as caught:
        made(fonts, campaign, messenger)
    assert said in str(caught.value)


def test_a_language_with_too_few_lines_and_a_movement_that_is_too_long_are_said(
    fonts: FontBook, campaign: Campaign
) -> None:
    with pytest.raises(InvalidInput, match="two-options has 1 stickers in en, and the set needs 3"):
        make_set(service_of(fonts), campaign, THREE, Wanted("en", 3, moves=True))
    short = replace(WECHAT.files[0], most_ms=500)
    with pytest.raises(InvalidInput, match=r"takes \d+ ms; at most 500"):
        made(fonts, campaign, replace(THREE, files=(short,)))
    with pytest.raises(InvalidInput, match="takes no stickers that stand still"):
        made(fonts, campaign, replace(THREE, files=(short,)), moves=False)

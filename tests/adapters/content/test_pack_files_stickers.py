"""The stickers of a pack are checked with file and line, and by the same rules as its copy."""

from __future__ import annotations

from pathlib import Path

import pytest

from postergen.adapters.content.pack_files import parse_pack, read_pack_folder
from postergen.adapters.content.published_pack import said_by
from postergen.config import CONTENT
from postergen.domain.stickers import Sticker
from postergen.errors import InvalidContent
from postergen.loading import load_rulebook
from tests.products import settings_for

SMALL = CONTENT / "tests/packs/two-options"
SHIPPED = CONTENT / "assets/campaigns/better-life"


def changed(old: str, new: str) -> str:
    files = read_pack_folder(SMALL)
    text = files["stickers.yaml"].decode()
    assert old in text
    with pytest.raises(InvalidContent) as caught:
        parse_pack({**files, "stickers.yaml": text.replace(old, new, 1).encode()})
    return str(caught.value)


def test_a_pack_has_stickers_in_their_order() -> None:
    stickers = parse_pack(read_pack_folder(SMALL)).stickers
    assert stickers is not None
    assert [one.id for one in stickers.in_locale("zh-CN")] == ["zh-walk-home", "zh-early-night", "zh-soup"]


def test_a_pack_without_stickers_has_none() -> None:
    files = read_pack_folder(SMALL)
    del files["stickers.yaml"]
    assert parse_pack(files).stickers is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("走路回家", "走路回家顺便买一斤热栗子", "stickers.yaml:8: stickers.0.text: is too long"),
        ('meaning: "回家"', 'meaning: "慢慢走回家"', "stickers.yaml:9: stickers.0.meaning: is too long"),
        ("zh-early-night", "zh-walk-home", "the id 'zh-walk-home' stands already at stickers.yaml:6"),
        ("今天早睡", "走路回家", "stickers.yaml:20: '走路回家' is said already at stickers.yaml:8"),
        (
            "options: [early-night]",
            "options: [early-nite]",
            "names the option 'early-nite', which the pack does not have",
        ),
        ("fits: {options: [walk-home]}", "fits: {}", "zh-walk-home fits nothing"),
        ("lines: [zh-soup]", "lines: [zh-sopu]", "zh-walk-home answers 'zh-sopu', which is not there"),
        ("moods: [rest]", "moods: [rests]", "did you mean 'rest'?"),
        ("tone: plain", "tone: loud", "stickers.yaml:13: stickers.0.tone"),
        ('text: "走路回家"', 'text: "走路\\n回家"', "should be one line"),
    ],
)
def test_a_mistake_has_its_line(old: str, new: str, said: str) -> None:
    assert said in changed(old, new)


def shipped() -> tuple[Sticker, ...]:
    stickers = parse_pack(read_pack_folder(SHIPPED)).stickers
    assert stickers is not None
    return stickers.all


def test_no_rule_has_anything_against_a_shipped_line(tmp_path: Path) -> None:
    rulebook = load_rulebook(settings_for(tmp_path))
    found = [(one.id, rulebook.lint(text, "copy", one.locale)) for one in shipped() for _, text in said_by(one)]
    assert [one for one in found if one[1]] == []


def test_two_dozen_lines_are_shipped_in_each_language() -> None:
    for locale in ("zh-CN", "en"):
        assert sum(one.locale == locale for one in shipped()) >= 24

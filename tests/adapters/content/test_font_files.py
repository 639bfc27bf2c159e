"""The bundled fonts set Chinese on a machine that has none, within a fixed size, with their licences."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from postergen.adapters.content.font_files import load_font_book
from postergen.config import CONTENT
from postergen.errors import InvalidContent, InvalidSettings
from postergen.rendering.coverage import ranges_of
from postergen.rendering.fonts import FontBook

FONTS = CONTENT / "assets/fonts"
LISTING = json.loads((FONTS / "fonts.json").read_text(encoding="utf-8"))["fonts"]


def national_standard() -> str:
    lines = (FONTS / "charset/tgh-2013.txt").read_text(encoding="utf-8").splitlines()
    return "".join(line for line in lines if not line.startswith("#"))


def test_the_national_standard_list_has_8105_characters() -> None:
    assert len(national_standard()) == len(set(national_standard())) == 8105


@pytest.mark.parametrize("family", ["sans", "serif", "hand"])
def test_text_fonts_cover_the_national_standard_and_western_letters(family: str, fonts: FontBook) -> None:
    wanted = {ord(c) for c in national_standard()}
    wanted |= set(range(0x20, 0x7F)) | {ord(c) for c in "，。、；：？！“”‘’（）《》【】…—·￥％éüñ"}
    faces = [file for file in fonts.files if file.family == family and "-rare-" not in file.path]
    assert faces
    for file in faces:
        assert {chr(p) for p in wanted if p not in file.code_points} == set(), file.path


def test_every_family_sets_the_national_standard_without_a_placeholder(fonts: FontBook) -> None:
    for family in ("display", "serif"):
        assert [c for c in national_standard()[::20] if fonts.glyphs(c, family, 400).missing] == []


def test_all_fonts_together_take_at_most_eighty_megabytes() -> None:
    assert sum((FONTS / font["file"]).stat().st_size for font in LISTING) <= 80_000_000


def test_the_coverage_is_that_of_the_fonts(fonts: FontBook) -> None:
    for file in fonts.files[::3]:
        with TTFont(file.path, lazy=True) as font:
            assert file.covered == ranges_of(font.getBestCmap()), file.path


def test_the_listing_is_true_and_complete() -> None:
    on_disk = {path.name for path in FONTS.iterdir() if path.suffix in {".ttf", ".otf", ".ttc"}}
    assert on_disk == {font["file"] for font in LISTING}
    for font in LISTING:
        data = (FONTS / font["file"]).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (font["bytes"], font["sha256"])


def test_every_font_has_its_licence_and_says_where_it_comes_from() -> None:
    for font in LISTING:
        licence = (FONTS / font["licence"]).read_text(encoding="utf-8")
        assert "SIL OPEN FONT LICENSE" in licence.upper()
        assert font["package"]
        assert font["version"]
        assert font["source"]


def test_a_missing_listing_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(InvalidContent, match="make fonts"):
        load_font_book(tmp_path)


def test_a_missing_bundled_font_is_named(tmp_path: Path) -> None:
    (tmp_path / "fonts.json").write_text('{"fonts": [{"file": "gone.otf", "family": "sans", "weight": 400}]}')
    with pytest.raises(InvalidContent, match=r"gone\.otf"):
        load_font_book(tmp_path)


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A folder with two bundled fonts of its own."""
    listed = [font for font in LISTING if font["file"] in {"fallback-thai-400.ttf", "fallback-lao-400.ttf"}]
    (tmp_path / "fonts.json").write_text(json.dumps({"fonts": listed}))
    shutil.copy(FONTS / "coverage.json", tmp_path)
    for font in listed:
        shutil.copy(FONTS / font["file"], tmp_path)
    return tmp_path


def test_everything_that_lacks_or_is_damaged_is_named_at_once(shelf: Path) -> None:
    (shelf / "coverage.json").unlink()
    (shelf / "fallback-thai-400.ttf").unlink()
    (shelf / "fallback-lao-400.ttf").write_bytes(b"no font")
    with pytest.raises(InvalidContent) as caught:
        load_font_book(shelf)
    assert [(Path(f.where).name, f.problem.split(":")[0]) for f in caught.value.findings] == [
        ("coverage.json", "is missing"),
        ("fallback-thai-400.ttf", "is missing"),
        ("fallback-lao-400.ttf", "is damaged"),
    ]


def test_a_font_is_opened_when_the_first_character_of_it_is_asked_for(shelf: Path) -> None:
    path = shelf / "fallback-lao-400.ttf"
    path.write_bytes(b"\0" * path.stat().st_size)
    fonts = load_font_book(shelf)
    assert not fonts.glyphs("ก", "sans", 400).missing
    with pytest.raises(InvalidContent, match=r"fallback-lao-400\.ttf.*is damaged.*make fonts"):
        fonts.glyphs("ລ", "sans", 400)


def test_installed_fonts_come_last_and_never_change_what_the_bundled_ones_set(fonts: FontBook) -> None:
    both = load_font_book(FONTS, [FONTS / "hand-400.ttf"])
    assert both.files[-1].family == "installed"
    for letter in "我Aé۵":
        assert both.glyphs(letter, "sans", 400) == fonts.glyphs(letter, "sans", 400)


def test_a_folder_of_installed_fonts_is_searched(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep/MY.TTF").write_bytes((FONTS / "hand-400.ttf").read_bytes())
    (tmp_path / "readme.txt").write_text("no font")
    assert [Path(f.path).name for f in load_font_book(FONTS, [tmp_path]).files if f.family == "installed"] == ["MY.TTF"]


@pytest.mark.parametrize("name", ["broken.ttf", "broken.otf", "broken.ttc"])
def test_an_installed_font_that_cannot_be_read_stops_the_start(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(b"this is no font")
    with pytest.raises(InvalidSettings, match=name):
        load_font_book(FONTS, [path])


def test_an_installed_font_that_is_not_there_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(InvalidSettings, match="nowhere"):
        load_font_book(FONTS, [tmp_path / "nowhere.ttf"])

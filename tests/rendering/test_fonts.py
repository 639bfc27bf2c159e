"""Every letter that people's names are written in is drawn, or named as missing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from postergen.rendering.characters import graphemes
from postergen.rendering.fonts import EMOJI_ADVANCE, FontBook, FontFile, Glyphs
from tests.rendering.small_looks import look, painted, words

NAMES = {
    "hanzi of names": "马頔 龑 𠮷田 衞蘭 㛃 喆 堃 犇 㼆 昇 祎 玥 翀 骉 燚 淼",
    "Cantonese": "嘅佢哋冇 啲 嚟 咗 噉 攞 喺",
    "Japanese": "斎藤 駅 渡辺 齋藤 髙橋 﨑 はるき ミナミ 咲 翔",
    "Korean": "뷁햏 김철수 쀍 똠방각하",
    "Tibetan": "བཀྲ་ཤིས་ སྐྲུཾ ཨོཾ",
    "Mongolian": "ᠰᠠᠷᠠᠨ ᠮᠣᠩᠭᠣᠯ ᠮᠠᠨᠵᡠ",
    "Yi": "ꉈꀧ ꆈꌠ",
    "Dai": "ᥖᥭᥰ ᦎᦷᦑ ᨲᩱ",
    "Lisu": "ꓡꓲ ꓢꓴ",
    "Uyghur and Kazakh": "ئايگۈل قازاق ۋاڭ",
    "Arabic and Persian": "محمد علی گلزار پریسا",
    "Hebrew": "כהן שרה",
    "Burmese": "ကျော် မြို့",
    "Khmer": "បុប្ផា",
    "Lao": "ວັນ ສົມ",
    "Thai": "ขวัญใจ ปัญญา",
    "Indic": "प्रिया রিয়া ਸਿੰਘ પ્રિયા ପ୍ରିୟା பிரியா ప్రియ ಪ್ರಿಯಾ പ്രിയ ප්‍රියා",
    "Ethiopic": "ሰላም",
    "Georgian and Armenian": "ნინო Արամ Նարեկ",
    "Cherokee and Inuktitut": "ᏣᎳᎩ ᐃᓄᒃ",
    "Latin": "Huỳnh Thị Ngọc Ẩn Łukasz Żółć Şeyma Ğ İnci Þór Ðè Ōno Nguyễn Ƙ Ɓ ʻOkina",
    "Cyrillic and Greek": "Ирина Їжак Қайрат Өлзий Ελένη Ὠ",
    "ornaments": "꧁༺小明༻꧂ ᴸᶤᶫʸ ⓛⓘⓛⓨ 𓆝 ʚɞ ㍿ ✿ ☾ ⟡ ೄ",
}


@pytest.mark.parametrize("script", NAMES)
@pytest.mark.parametrize(("family", "weight"), [("sans", 700), ("serif", 900), ("hand", 400), ("display", 400)])
def test_names_are_drawn_in_all_their_letters(script: str, family: str, weight: int, fonts: FontBook) -> None:
    assert [x for x in graphemes(NAMES[script]) if fonts.glyphs(x, family, weight).missing] == []


@pytest.fixture(scope="module")
def covered(fonts: FontBook) -> set[int]:
    return {point for file in fonts.files for point in file.code_points}


def hanzi_of(codec: str) -> Iterator[str]:
    for first in range(0x81, 0xFF):
        for second in range(0x40, 0xFF):
            text = bytes((first, second)).decode(codec, "ignore")
            if len(text) == 1 and text.isprintable() and text >= "\u3400":
                yield text


@pytest.mark.parametrize("codec", ["gbk", "big5hkscs", "shift_jis", "euc_kr"])
def test_the_character_sets_of_east_asia_are_covered(codec: str, covered: set[int]) -> None:
    assert {ord(x) for x in hanzi_of(codec)} - covered == set()


def test_all_hanzi_of_the_national_standard_are_covered(covered: set[int]) -> None:
    # GB 18030-2022, implementation level 3: 87,887 ideographs, of the first block and extensions A to F
    blocks = [(0x4E00, 0x9FEF), (0x3400, 0x4DB5), (0x20000, 0x2A6D6), (0x2A700, 0x2B734), (0x2B740, 0x2B81D)]
    blocks += [(0x2B820, 0x2CEA1), (0x2CEB0, 0x2EBE0)]
    wanted = {point for first, last in blocks for point in range(first, last + 1)} | set(
        map(ord, "﨎﨏﨑﨓﨔﨟﨡﨣﨤﨧﨨﨩")
    )
    assert len(wanted) == 87_887
    assert wanted - covered == set()


def test_all_syllables_of_korean_are_covered(covered: set[int]) -> None:
    assert set(range(0xAC00, 0xD7A4)) - covered == set()


def test_what_is_dressed_up_is_set_in_plain_letters(fonts: FontBook) -> None:
    assert [fonts.glyphs(x, "sans", 400).text for x in "𝓛𝓲𝓵𝔂"] == list("Lily")
    assert fonts.glyphs("𝓛", "sans", 400) == fonts.glyphs("L", "sans", 400)
    assert fonts.glyphs("ⓛ", "sans", 400).text == "ⓛ"  # a font has it


def test_what_no_font_has_is_folded(fonts: FontBook) -> None:
    few = FontBook([file for file in fonts.files if file.family == "display"])
    folded = few.glyphs("㍿", "display", 400)
    assert (folded.text, folded.missing) == ("株式会社", False)


def test_an_unknown_mark_costs_only_itself(fonts: FontBook) -> None:
    glyphs = fonts.glyphs("美\ua9bf", "sans", 400)
    assert (glyphs.text, glyphs.missing) == ("美", True)


def test_an_unknown_letter_is_a_box(fonts: FontBook) -> None:
    glyphs = fonts.glyphs("\U0001e000", "sans", 400)
    assert (glyphs.text, glyphs.missing) == ("□", True)


def test_every_emoji_is_one_picture_or_its_parts_with_a_warning(fonts: FontBook) -> None:
    lines = (Path(__file__).parents[1] / "cases/emoji.txt").read_text(encoding="utf-8").splitlines()
    emoji = [line for line in lines if not line.startswith("#")]
    found = {one: fonts.glyphs(one, "sans", 400) for one in emoji}
    warned = {one for one, glyphs in found.items() if glyphs.missing}
    assert len(emoji) > 5000
    assert len(warned) < 200  # those since Emoji 15.1
    assert "□" not in {glyphs.text for glyphs in found.values()}
    whole = [glyphs for one, glyphs in found.items() if one not in warned and glyphs.shaping == "emoji"]
    assert {glyphs.advance for glyphs in whole} == {EMOJI_ADVANCE}


@pytest.mark.parametrize(
    ("emoji", "text", "pictures"),
    [
        ("👨‍👩‍👧", "👨‍👩‍👧", 1),
        ("👨🏿‍🐰‍👨🏻", "👨🏿‍🐰‍👨🏻", 3),  # each part stands for itself
        ("👯🏿‍♂️", "👯‍♂️", 1),  # without the tone of skin there is a picture of it
        ("👨🏿‍\U0001faef‍👨🏻", "👨🏿‍‍👨🏻", 2),  # the middle one is newer than the font
        ("\U0001fae9", " ", 0),
        ("\U0001faf9🏿", " ", 0),  # a tone alone stands for nothing
    ],
)
def test_what_stands_for_an_emoji(emoji: str, text: str, pictures: int, fonts: FontBook) -> None:
    glyphs = fonts.glyphs(emoji, "sans", 400)
    assert (glyphs.text, glyphs.advance) == (text, pictures * EMOJI_ADVANCE)
    assert glyphs.missing == (emoji != "👨‍👩‍👧")


def test_the_parts_of_an_emoji_stand_side_by_side_and_none_is_cut(fonts: FontBook) -> None:
    def drawn(text: str) -> Image.Image:
        return painted(look([words("name", (0, 0, 400, 60), text, size=50.0)], 400, 60), fonts)

    inks = [ImageChops.invert(drawn(text).convert("L")) for text in ("👨🏿‍🐰‍👨🏻", "👨🏿🐰👨🏻")]
    together, apart = (sum(count * value for value, count in enumerate(ink.histogram())) for ink in inks)
    assert together == pytest.approx(apart, rel=0.02)


def test_what_draws_nothing_takes_no_room(fonts: FontBook) -> None:
    for character in "\u200d\ufe0f\u2060":
        assert fonts.glyphs(character, "sans", 400) == Glyphs(" ", 0, "simple", 0.0)


def test_ordinary_letters_are_found_in_the_first_face_and_no_other_is_asked(fonts: FontBook) -> None:
    asked: list[str] = []

    def ask(file: FontFile) -> None:
        asked.append(Path(file.path).name)

    book = FontBook(
        [
            FontFile(file.path, file.family, file.weight, file.digest, file.index, file.read, file.covered, ask)
            for file in fonts.files
        ]
    )
    for letter in "给小明的海报，生日快乐 2026":
        book.glyphs(letter, "sans", 400)
    assert asked == ["sans-400.otf"]
    assert [Path(f.path).name for f in book.files if "code_points" in f.__dict__] == ["sans-400.otf"]


def test_a_book_without_fonts_is_no_book() -> None:
    with pytest.raises(ValueError, match="at least one font"):
        FontBook(())

"""Draw names of the world, a picture for each group of scripts, each name in the letters that its bearer writes."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from postergen.rendering.fonts import FontBook
from postergen.rendering.paint import Painter
from postergen.rendering.placed import Layout, PlacedText
from postergen.rendering.template import Format, Localized, PosterTemplate
from postergen.rendering.text import fit_text
from postergen.rendering.typography import Box, FittedText, TextStyle

FOLDER = Path(__file__).parent
WIDTH, ROW, MARGIN, LABEL = 720, 76, 24, 190
PAPER, INK, GREY = (250, 248, 243), (34, 34, 34), (120, 116, 108)
STYLES = (("sans", 400), ("hand", 400), ("serif", 700))  # one after the other, for hanzi

GROUPS: dict[str, dict[str, str]] = {
    "hanzi": {
        "names": "马頔　王翀　刘喆　张犇",
        "rare": "龑　燚　骉　赟　韡　彧",
        "extensions": "𠮷田　㛃　𬱖　𪻐　𬭚",
        "Hong Kong": "衞蘭　鄧紫棋　嘅佢哋冇",
        "Taiwan": "蔡依林　蕭敬騰　龔韾儀",
        "Japan": "斎藤　渡邉　髙橋　咲良　はるき",
        "Korea": "김철수　뷁햏　박쀍　똠방",
    },
    "china": {
        "Tibetan": "བཀྲ་ཤིས་ ཚེ་རིང་",
        "Mongolian": "ᠰᠠᠷᠠᠨ ᠪᠠᠲᠤ",
        "Manchu": "ᠮᠠᠨᠵᡠ",
        "Uyghur": "ئايگۈل نۇرزات",
        "Kazakh": "ايگەرىم دانيار",
        "Yi": "ꉈꀧ ꆈꌠ",
        "Tai Nüa": "ᥖᥭᥰ ᥘᥫᥴ",
        "Tai Lü": "ᦎᦷᦑ ᦟᦹᧉ",
        "Lisu": "ꓡꓲ-ꓢꓴ ꓮ-ꓑꓬꓲ",
        "Zhuang": "Vangz Sawcuengh",
        "Nüshu": "𛅰𛆂𛅸",
    },
    "south-east-asia": {
        "Thai": "ขวัญใจ ปัญญา",
        "Lao": "ສົມສັກ ວັນນາ",
        "Khmer": "បុប្ផា សុខា",
        "Burmese": "ကျော် မြို့ သီရိ",
        "Vietnamese": "Huỳnh Thị Ngọc Ẩn",
        "Balinese": "ᬫᬤᬾ",
        "Sundanese": "ᮃᮞᮨᮕ᮪",
        "Cham": "ꨌꩌ",
    },
    "south-asia": {
        "Hindi": "प्रिया कृष्णा",
        "Bengali": "প্রিয়া",
        "Punjabi": "ਸਿੰਘ ਗੁਰਪ੍ਰੀਤ",
        "Gujarati": "પ્રિયા",
        "Odia": "ପ୍ରିୟା",
        "Tamil": "பிரியா கார்த்திக்",
        "Telugu": "ప్రియ శ్రీను",
        "Kannada": "ಪ್ರಿಯಾ",
        "Malayalam": "പ്രിയ കൃഷ്ണൻ",
        "Sinhala": "ප්‍රියා",
        "Dhivehi": "އަޙްމަދު",
        "Santali": "ᱥᱟᱱᱛᱟᱲ",
    },
    "west-asia-and-africa": {
        "Arabic": "محمد سارة",
        "Persian": "پریسا گلزار",
        "Urdu": "عائشہ ٹیپو",
        "Hebrew": "כהן-לוי שרה",
        "Syriac": "ܐܦܪܝܡ",
        "Georgian": "ნინო გიორგი",
        "Armenian": "Արամ Նարեկ",
        "Amharic": "ሰላም አበበ",
        "Berber": "ⵉⴷⵉⵔ",
        "N'Ko": "ߡߡߊߘߌ",
        "Fula": "𞤀𞤣𞤢𞤥",
        "Vai": "ꕙꔤ",
    },
    "europe-and-america": {
        "Polish": "Łukasz Żółć",
        "Turkish": "Şeyma İnci Ağaoğlu",
        "Icelandic": "Þórður Ðorri",
        "Yoruba": "Ọláńrewájú Ẹniọlá",
        "Russian": "Ирина Юрьевна",
        "Ukrainian": "Їжак Ґалаґан",
        "Kazakh": "Қайрат Әсел",
        "Greek": "Ελένη Ξένου",
        "Cherokee": "ᏣᎳᎩ ᏎᏉᏯ",
        "Inuktitut": "ᐊᒡᓚᒃᑎ",
    },
    "adorned": {
        "letters": "𝓛𝓲𝓵𝔂　ⓛⓘⓛⓨ　ᴸᶦᶫʸ",
        "ornaments": "꧁༺小明༻꧂",
        "signs": "✿小美☾　ʚ阿花ɞ　𓆝 𓆟",
        "emoji": "小王👨‍👩‍👧🏳️‍🌈👍🏽🇨🇳",
        "newer emoji": "小李👨🏿‍🐰‍👨🏻👯🏿‍♂️",
    },
}


def draw_names(fonts: FontBook) -> list[str]:
    """Draw all groups; the files' names."""
    painter = Painter(fonts)
    for group, names in GROUPS.items():
        picture(names, painter).save(FOLDER / f"names.{group}.webp", lossless=True, method=6)
    return [f"names.{group}.webp" for group in GROUPS]


def picture(names: dict[str, str], painter: Painter) -> Image.Image:
    """One row for each name, its label before it."""
    height = ROW * len(names) + 2 * MARGIN
    items: list[PlacedText] = []
    for row, (label, name) in enumerate(names.items()):
        top = MARGIN + row * ROW
        family, weight = STYLES[row % len(STYLES)] if "　" in name else STYLES[0]
        items.append(_text(label, Box(MARGIN, top, LABEL, ROW), ("sans", 400), 24, GREY, painter.fonts))
        room = Box(MARGIN + LABEL, top, WIDTH - 2 * MARGIN - LABEL, ROW)
        items.append(_text(name, room, (family, weight), 44, INK, painter.fonts))
    both = Localized({"zh-CN": "names", "en": "names"})
    sheet = Format("names", WIDTH, height, PAPER, ())
    look = PosterTemplate(
        id="names", version="1", name=both, idea=both, strings={}, formats={"names": sheet}, artwork={}
    )
    return painter.paint(look, Layout(sheet, tuple(items)))


def _text(
    text: str, box: Box, style: tuple[str, int], size: float, color: tuple[int, int, int], fonts: FontBook
) -> PlacedText:
    family, weight = style
    fitted: FittedText = fit_text(
        text, box, TextStyle(family, weight, size, size / 2, max_lines=1, valign="middle"), fonts
    )
    return PlacedText("name", fitted, (color,))

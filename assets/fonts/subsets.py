"""What the bundled fonts are made of: the sources, and which characters of each are kept."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

MAX_BYTES = 80_000_000
# Character set -> Python codec and first bytes: 6,763 hanzi; 5,401 frequent hanzi.
CODECS = {
    "gb2312": ("gb2312", range(0xB0, 0xF8)),
    "big5-1": ("big5", range(0xA4, 0xC7)),
}
# Layout features kept in the Chinese fonts; "locl" is not needed, the faces are Simplified Chinese already.
CJK_FEATURES = (
    "kern",
    "vert",
    "vrt2",
    "palt",
    "halt",
    "vpal",
    "vhal",
    "vkrn",
    "ccmp",
    "calt",
    "liga",
    "mark",
    "mkmk",
    "tnum",
    "pnum",
)
# Named sets of code-point ranges; see also CODECS.
RANGES: dict[str, list[tuple[int, int]]] = {
    "text": [
        (0x20, 0x7E),
        (0xA0, 0x17F),
        (0x18F, 0x192),
        (0x1CD, 0x1DC),
        (0x1F8, 0x1F9),  # Latin, pinyin
        (0x251, 0x251),
        (0x261, 0x261),
        (0x2C7, 0x2DD),
        (0x2010, 0x205E),  # punctuation
        (0x2070, 0x209C),
        (0x20A0, 0x20C0),
        (0x2100, 0x23FF),  # currency, numbers, arrows, operators
        (0x2460, 0x27BF),
        (0x2E3A, 0x2E3B),  # enclosed, boxes, shapes, dingbats, long dashes
        (0x3000, 0x312F),
        (0x31A0, 0x33FF),  # CJK punctuation, kana, bopomofo, squared
        (0xFE10, 0xFE1F),
        (0xFE30, 0xFE6F),
        (0xFF00, 0xFFEF),
    ],  # vertical and fullwidth forms
    "european": [
        (0x20, 0x7E),
        (0xA0, 0x52F),
        (0x1C80, 0x1C8F),
        (0x1D00, 0x1FFF),  # phonetic and raised letters, Vietnamese, Greek
        (0x2010, 0x20C0),
        (0x2100, 0x218F),
        (0x2C60, 0x2C7F),
        (0x2DE0, 0x2E5D),
        (0xA640, 0xA69F),
        (0xA720, 0xA7FF),
        (0xAB30, 0xAB6F),
        (0xFB00, 0xFB06),
    ],
    "everything": [(0x20, 0x1FFFF)],
    "unified": [(0x4E00, 0x9FFF)],
    "han": [(0x2E80, 0x2FDF), (0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF)],
    "math": [(0x2190, 0x23FF), (0x25A0, 0x25FF), (0x2600, 0x266F), (0x27C0, 0x2AFF)],
    "javanese-ornaments": [(0xA9C1, 0xA9CD), (0xA9D0, 0xA9D9), (0xA9DE, 0xA9DF)],
    "symbols": [
        (0x2190, 0x23FF),
        (0x2460, 0x24FF),
        (0x2500, 0x27FF),
        (0x2900, 0x2BFF),
        (0x1F100, 0x1F1FF),
        (0x1F650, 0x1F67F),
        (0x1F780, 0x1F8FF),
    ],
    "korean": [(0x20, 0x20), (0x1100, 0x11FF), (0x3131, 0x318E), (0x3200, 0x321E), (0x3260, 0x327F), (0xAC00, 0xD7A3)],
}


@dataclass(frozen=True)
class Subset:
    """One file to build: its key, where it comes from and what it keeps."""

    family: str
    weight: int
    purpose: str
    package: str
    source: str
    charsets: tuple[str, ...]
    face: str | None = None  # family name of the face inside a .ttc
    new_name: str | None = None  # needed where the source has Reserved Font Names
    part: str = ""  # "rare": what is seldom asked for lies in a file of its own
    without: tuple[str, ...] = ()  # files built before, whose characters are left out
    cubic: bool = False  # TrueType outlines as compact PostScript ones

    @property
    def file(self) -> str:
        """The name of the file to write."""
        part = f"-{self.part}" if self.part else ""
        return f"{self.family}{part}-{self.weight}{'.otf' if self.face or self.cubic else '.ttf'}"

    def path(self, share: Path) -> Path:
        """The source file."""
        return share / "fonts" / PACKAGES[self.package][0] / self.source


CJK, EXTRA, CORE = "fonts-noto-cjk", "fonts-noto-cjk-extra", "fonts-noto-core"
EMOJI, WENKAI, SMILEY = "fonts-noto-color-emoji", "fonts-lxgw-wenkai", "fonts-smiley-sans"
HANAZONO = "fonts-hanazono"
SANS, SERIF, KOREAN = "Noto Sans CJK SC", "Noto Serif CJK SC", "Noto Sans CJK KR"
NONE, RENAMED = "No Reserved Font Name is declared.", "Reserved Font Names: {}. The subset is named {}."
PACKAGES: dict[str, tuple[str, str, str]] = {  # folder of the fonts, licence key, Reserved Font Names
    CJK: ("opentype/noto", "noto-cjk", NONE),
    EXTRA: ("opentype/noto", "noto-cjk", NONE),
    CORE: ("truetype/noto", "noto", NONE),
    EMOJI: ("truetype/noto", "noto-emoji", NONE),
    WENKAI: ("truetype/lxgw-wenkai", "lxgw-wenkai", RENAMED.format("霞鹜, LXGW", "Postergen Hand")),
    SMILEY: ("truetype/smiley-sans", "smiley-sans", RENAMED.format("Smiley, 得意黑", "Postergen Display")),
    HANAZONO: (
        "truetype/hanazono",
        "hanazono",
        RENAMED.format("Hanazono Font, HanaMinA, HanaMinB, 花園フォント, 花園明朝A, 花園明朝B", "Postergen Rare"),
    ),
}
CN, CN_TW, ALL = ("tgh", "gb2312", "text"), ("tgh", "gb2312", "text", "big5-1"), ("everything",)
KR, EURO, SIGNS, HAN = ("korean",), ("european",), ("symbols",), ("han",)
RARE = "hanzi that are seldom asked for"
# Scripts of one file each, as its source names them; those that several languages share say which.
SCRIPTS = {
    "Gujarati": "Gujarati",
    "Gurmukhi": "Punjabi",
    "Kannada": "Kannada",
    "Malayalam": "Malayalam",
    "Oriya": "Odia",
    "Sinhala": "Sinhala",
    "Telugu": "Telugu",
    "Lao": "Lao",
    "Khmer": "Khmer",
    "Myanmar": "Burmese, Shan, Karen",
    "Mongolian": "Mongolian, Manchu, Sibe, Todo",
    "Yi": "Yi",
    "TaiLe": "Tai Nüa of Dehong",
    "NewTaiLue": "Tai Lü of Xishuangbanna",
    "TaiTham": "Tai Lü, Lanna",
    "TaiViet": "Tai Dam",
    "Lisu": "Lisu",
    "Miao": "A-Hmao, Lipo",
    "PhagsPa": "ʼPhags-pa",
    "Nushu": "Nüshu",
    "Ethiopic": "Amharic, Tigrinya",
    "Georgian": "Georgian",
    "Armenian": "Armenian",
    "Syriac": "Syriac",
    "Thaana": "Dhivehi",
    "NKo": "N'Ko",
    "Adlam": "Fula",
    "Vai": "Vai",
    "Tifinagh": "Berber",
    "Bamum": "Bamum",
    "Cherokee": "Cherokee",
    "Osage": "Osage",
    "CanadianAboriginal": "Inuktitut, Cree, Ojibwe",
    "Balinese": "Balinese",
    "Sundanese": "Sundanese",
    "Batak": "Batak",
    "Buginese": "Buginese",
    "Tagalog": "Baybayin",
    "Cham": "Cham",
    "Chakma": "Chakma",
    "OlChiki": "Santali",
    "MeeteiMayek": "Manipuri",
    "Limbu": "Limbu",
    "Lepcha": "Lepcha",
    "SylotiNagri": "Sylheti",
    "Newa": "Newar",
    "KayahLi": "Kayah Li",
    "PahawhHmong": "Hmong",
    "HanifiRohingya": "Rohingya",
    "Coptic": "Coptic",
    "Gothic": "Gothic",
    "Runic": "runes",
    "Deseret": "Deseret",
    "EgyptianHieroglyphs": "Egyptian hieroglyphs, which names are adorned with",
}
SUBSETS: list[Subset] = [
    Subset("sans", 400, "text", CJK, "NotoSansCJK-Regular.ttc", CN_TW, SANS),
    Subset("sans", 700, "bold text, titles", CJK, "NotoSansCJK-Bold.ttc", CN_TW, SANS),
    Subset("sans", 900, "heavy headlines", EXTRA, "NotoSansCJK-Black.ttc", CN, SANS),
    Subset("serif", 700, "bookish titles", CJK, "NotoSerifCJK-Bold.ttc", CN, SERIF),
    Subset("serif", 900, "heavy headlines", EXTRA, "NotoSerifCJK-Black.ttc", CN, SERIF),
    Subset("hand", 400, "handwritten text", WENKAI, "LXGWWenKai-Regular.ttf", CN, None, "Postergen Hand"),
    Subset("display", 400, "slanted titles", SMILEY, "SmileySans-Oblique.ttf", CN, None, "Postergen Display"),
    Subset("emoji", 400, "colour emoji, 109 px", EMOJI, "NotoColorEmoji.ttf", ALL),
    Subset("fallback-latin", 400, "Latin, Greek, Cyrillic, Vietnamese", CORE, "NotoSans-Regular.ttf", EURO),
    Subset("fallback-latin", 700, "the same, bold", CORE, "NotoSans-Bold.ttf", EURO),
    Subset("fallback-arabic", 400, "Arabic", CORE, "NotoSansArabic-Regular.ttf", ALL),
    Subset("fallback-hebrew", 400, "Hebrew", CORE, "NotoSansHebrew-Regular.ttf", ALL),
    Subset("fallback-thai", 400, "Thai", CORE, "NotoSansThai-Regular.ttf", ALL),
    Subset("fallback-devanagari", 400, "Hindi, Marathi, Nepali", CORE, "NotoSansDevanagari-Regular.ttf", ALL),
    Subset("fallback-bengali", 400, "Bengali", CORE, "NotoSansBengali-Regular.ttf", ALL),
    Subset("fallback-tamil", 400, "Tamil", CORE, "NotoSansTamil-Regular.ttf", ALL),
    Subset("fallback-hangul", 400, "Korean", CJK, "NotoSansCJK-Regular.ttc", KR, KOREAN),
    Subset("fallback-symbols", 400, "symbols, signs", CORE, "NotoSansSymbols-Regular.ttf", SIGNS),
    Subset("fallback-symbols2", 400, "arrows, shapes", CORE, "NotoSansSymbols2-Regular.ttf", SIGNS),
    Subset("fallback-math", 400, "mathematical signs", CORE, "NotoSansMath-Regular.ttf", ("math",)),
    Subset("fallback-tibetan", 400, "Tibetan, Dzongkha", CORE, "NotoSerifTibetan-Regular.ttf", ALL),
    *(
        Subset(f"fallback-{script.lower()}", 400, languages, CORE, f"NotoSans{script}-Regular.ttf", ALL)
        for script, languages in SCRIPTS.items()
    ),
    Subset(
        "fallback-javanese",
        400,
        "ornaments of names",
        CORE,
        "NotoSansJavanese-Regular.ttf",
        ("javanese-ornaments",),
    ),
    Subset("sans", 400, RARE, CJK, "NotoSansCJK-Regular.ttc", HAN, SANS, None, "rare", ("sans-400.otf",)),
    Subset("sans", 700, RARE, CJK, "NotoSansCJK-Bold.ttc", HAN, SANS, None, "rare", ("sans-700.otf",)),
    Subset("serif", 700, RARE, CJK, "NotoSerifCJK-Bold.ttc", HAN, SERIF, None, "rare", ("serif-700.otf",)),
    Subset(
        "hand",
        400,
        RARE,
        WENKAI,
        "LXGWWenKai-Regular.ttf",
        ("unified",),
        None,
        "Postergen Hand",
        "rare",
        ("hand-400.ttf",),
    ),
    Subset(
        "fallback-han",
        400,
        "hanzi that no other font has",
        HANAZONO,
        "HanaMinB.ttf",
        HAN,
        None,
        "Postergen Rare",
        without=("sans-400.otf", "sans-rare-400.otf"),
        cubic=True,
    ),
]

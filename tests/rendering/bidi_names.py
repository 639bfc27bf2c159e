"""Names that run from right to left, alone and among what has no direction of its own, and who else can order them."""

from __future__ import annotations

import ctypes
import ctypes.util
import random
from collections.abc import Iterator, Sequence

from babel import Locale

LOCALES = ("ar", "he", "fa", "ur", "ps", "ckb", "ug", "sd", "yi")  # of CLDR, whose names run from right to left
SHORT = 24  # characters; what is longer is no name
GIVEN = (
    *(
        "محمد",
        "مريم",
        "عبد الله",
        "سارة",
        "فاطمة",
        "يوسف",
        "علي",
        "أحمد",
        "خديجة",
        "إبراهيم",
        "محـــمد",
        "مُحَمَّد",
        "بِلال",
    ),
    *("علی‌رضا", "زهرا", "کیان", "پریسا", "گلنار", "چنگیز", "ژاله", "عائشہ", "حیدر", "نور جہاں", "ئارزۇ", "ئەمىنە"),
    *("כהן", "לוי", "צ'רלי", 'ד"ר לוי', "שָׂרָה", "יעל", "נועם", "אברהם", "ז'אן", "רות-אל", "משה בן־דוד"),
    *("ܝܘܣܦ", "ހަސަން", "ߡߊ߬ߡߊ߬ߘߎ߫"),
)
BESIDE = (
    *(
        "25",
        "٢٥",
        "۲۵",
        "3.5",
        "٣٫٥",
        "12-3",
        "+86",
        "7%",
        "$5",
        "№1",
        "1/2",
        "10:30",
        "A",
        "Sara",
        "Zoë",
        "小明",
        "の",
    ),
    *(
        "❤",
        "🍜",
        "👩‍👧",
        "🇸🇦",
        "☆",
        "~",
        "!",
        "?",
        "؟",
        "،",
        ".",
        "...",
        "-",
        "–",
        "_",
        "'",
        '"',
        "״",
        "׳",
        "&",
        "@",
        "#",
    ),
    *(
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "«",
        "»",
        "<",
        ">",
        "《",
        "》",
        "（",
        "）",
        "「",
        "」",
        "/",
        "|",
        "*",
        "=",
        ":",
        "·",
        "×",
    ),
)
TOGETHER = (
    "{a}{b}",
    "{b}{a}",
    "{a} {b}",
    "{b} {a}",
    "{a}{b}{c}",
    "{a} {b} {c}",
    "({a}) {b}",
    "{a} ({c}) {b}",
    "{a}-{c}",
)
FRAMES = ("{b}{a}{d}", "{b} {a} {d} {c}", "[{a} {b}] {c}", "{a}, {c}{b}", "«{c}» {a}{d}", "小明{a}{b}", "{b}小明 {a}")


def names_of_cldr() -> list[str]:
    """How countries, languages, scripts and currencies are called, in every locale."""
    found: set[str] = set()
    for locale in map(Locale.parse, LOCALES):
        for names in (locale.territories, locale.languages, locale.scripts, locale.currencies):
            found.update(name for name in names.values() if len(name) <= SHORT)
    return sorted(found)


def names_among_neutrals(count: int, seed: int) -> Iterator[str]:
    draw = random.Random(seed)
    for _ in range(count):
        a, c = draw.sample(GIVEN, 2)
        b, d = draw.sample(BESIDE, 2)
        yield draw.choice(TOGETHER + FRAMES).format(a=a, b=b, c=c, d=d)


def fribidi() -> ctypes.CDLL | None:
    """FriBiDi as the system has it, which shares nothing with `rendering.bidi`."""
    found = ctypes.util.find_library("fribidi")
    return ctypes.CDLL(found) if found else None


def order_of_fribidi(library: ctypes.CDLL, text: str) -> tuple[Sequence[int], str]:
    """Where each code point stands from the left, and the line as it is seen, brackets mirrored."""
    points = [ord(character) for character in text]
    logical = (ctypes.c_uint32 * len(points))(*points)
    seen = (ctypes.c_uint32 * (len(points) + 1))()
    places, base = (
        (ctypes.c_int * len(points))(),
        ctypes.c_uint32(0x40),
    )  # FRIBIDI_PAR_ON: the first strong letter says it
    assert library.fribidi_log2vis(logical, len(points), ctypes.byref(base), seen, places, None, None)
    return list(places), "".join(map(chr, seen[: len(points)]))

"""Sort characters into the classes that typesetting asks about.

Sources: W3C CLREQ (Requirements for Chinese Text Layout), 3.1 punctuation and 3.2 line breaking;
Unicode UAX #29 (grapheme clusters), UAX #44 (properties), UTS #51 (emoji).
"""

from __future__ import annotations

from functools import lru_cache

import regex

from postergen.domain.typed import seen, unprintable, without_piles

# CLREQ, "Prohibition rules for line start and line end", basic level, plus the marks that reviews
# of other engines found missing: iteration and length marks, fullwidth space, per cent and degree signs.
NEVER_STARTS_LINE = frozenset(
    "，、。．：；！？…‥—～·・‧•–／"
    "”’」』）〕】〗〙〉》］｝｠»›"
    ",.:;!?)]}%‰℃℉°′″％"
    "々〻ゝゞヽヾーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ\u3000"
)
NEVER_ENDS_LINE = frozenset("“‘「『（〔【〖〘〈《［｛｟«‹([{$¥￥£€#＃№")

# Fullwidth punctuation whose glyph fills one half of the em square: the other half may be squeezed
# (CLREQ, "Adjusting the width of punctuation marks").
BLANK_AFTER = frozenset("，、。．：；！？”’」』）〕】〗〉》］｝")
BLANK_BEFORE = frozenset("“‘「『（〔【〖〈《［｛")

_GRAPHEME = regex.compile(r"\X")
_HAN = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Bopomofo}\u3000-\u303f\uff00-\uffef]")
# Other writing and signs that stand upright in a column (UAX #50, Vertical_Orientation=U): ★, ①, ♥ among them
_UPRIGHT = regex.compile(
    r"[\p{Hangul}\p{Yi}\p{Nushu}\p{Canadian_Aboriginal}\p{Egyptian_Hieroglyphs}"
    r"\u2460-\u24ff\u25a0-\u2619\u2620-\u2767\u2776-\u2793]"
)
# Fullwidth signs that lie on their side in a column (UAX #50, Vertical_Orientation=R, or Tr without a vertical form)
_TURNED = frozenset("～〜〰ー゠－＝＜＞｜＿￣")
_IDEOGRAPH = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Bopomofo}]")
_WESTERN = regex.compile(r"[\p{Latin}\p{Greek}\p{Cyrillic}\p{Nd}]")
_EMOJI = regex.compile(r"\p{Emoji_Presentation}|\p{Regional_Indicator}|.*\ufe0f|.*\u20e3")
# Scripts whose words are shaped as a whole: letters join, change places, or carry more than one mark.
JOINED_SCRIPTS = (
    *("Arabic", "Syriac", "Nko", "Mongolian", "Hebrew", "Thaana", "Adlam", "Hanifi_Rohingya", "Mandaic", "Phags_Pa"),
    *("Devanagari", "Bengali", "Gurmukhi", "Gujarati", "Oriya", "Tamil", "Telugu", "Kannada", "Malayalam", "Sinhala"),
    *("Khmer", "Myanmar", "Tibetan", "Javanese", "Balinese", "Sundanese", "Meetei_Mayek", "Tai_Tham", "Chakma"),
)
_JOINED = tuple((name, regex.compile(rf"\p{{scx={name}}}")) for name in JOINED_SCRIPTS)
_JOINED_SCRIPT = regex.compile("[" + "".join(rf"\p{{scx={name}}}" for name in JOINED_SCRIPTS) + "]")
_ALONE = regex.compile(r"[\p{P}\p{N}\p{Z}\p{S}]")
_MARK = regex.compile(r"\p{M}")
_IGNORABLE = regex.compile(r"[\p{Cf}\p{Default_Ignorable_Code_Point}]")
_SPACES = regex.compile(r"[^\S\n]+")
_FIRST_TONE = "\U0001f3fb"
_LONE_TONE = regex.compile(r"(?V1)(?<![\p{Emoji_Modifier_Base}\ufe0f])(?=\p{Emoji_Modifier})")


def graphemes(text: str) -> list[str]:
    """What a reader calls characters (UAX #29 extended grapheme clusters); a skin tone joins nothing without skin."""
    found: list[str] = _GRAPHEME.findall(text)
    if text and max(text) >= _FIRST_TONE:
        return [part for grapheme in found for part in _LONE_TONE.split(grapheme) if part]
    return found


@lru_cache(maxsize=16384)
def is_ideographic(grapheme: str) -> bool:
    """Han, kana or bopomofo, without punctuation."""
    return bool(_IDEOGRAPH.match(grapheme))


@lru_cache(maxsize=16384)
def is_fullwidth(grapheme: str) -> bool:
    """Set in an em square: ideographs and fullwidth punctuation."""
    return bool(_HAN.match(grapheme)) or grapheme in "“”‘’—…·"


def stands_upright(grapheme: str) -> bool:
    """In a column is not turned."""
    if grapheme in _TURNED:
        return False
    return is_fullwidth(grapheme) or is_emoji(grapheme) or bool(_UPRIGHT.match(grapheme))


@lru_cache(maxsize=16384)
def is_western(grapheme: str) -> bool:
    """A letter or digit that wants a gap beside an ideograph."""
    return bool(_WESTERN.match(grapheme))


@lru_cache(maxsize=16384)
def is_emoji(grapheme: str) -> bool:
    """Drawn in colour (UTS #51: emoji presentation by default, or asked for by U+FE0F)."""
    return bool(_EMOJI.match(grapheme))


@lru_cache(maxsize=16384)
def joined_scripts(grapheme: str) -> frozenset[str]:
    """The scripts it may belong to whose words must be shaped as a whole; a tatweel belongs to many of them."""
    first = grapheme[0]
    if first < "\u0590" or _ALONE.match(first):
        return frozenset()
    return frozenset(name for name, script in _JOINED if script.match(first))


def needs_shaping(text: str) -> bool:
    """Cannot be set one code point after the other: joined scripts, combining marks, emoji sequences, joiners."""
    return len(text) > 1 and (
        bool(_JOINED_SCRIPT.search(text) or _MARK.search(text) or _IGNORABLE.search(text)) or is_emoji(text)
    )


def visible_code_points(grapheme: str) -> list[int]:
    """The code points a font must have a glyph for: joiners and variation selectors are not among them."""
    return [ord(c) for c in without_ignorable(grapheme)]


def without_ignorable(text: str) -> str:
    """The text without what nothing is drawn for, for whoever cannot shape it."""
    return text if text.isascii() else _IGNORABLE.sub("", text)


def printable(text: str) -> str:
    """The text without what cannot be printed or is never seen: controls, bidi overrides, piles of combining marks.

    Line feeds stay, other white space becomes a space. Characters that need a warning are not removed here.
    """
    if not text.isprintable():
        gone = {c for c in unprintable(text) if not c.isspace()}
        text = "".join(c for c in text if c not in gone)
    text = seen(text)
    if "  " in text or not text.isprintable():
        text = _SPACES.sub(" ", text)
    return text if text.isascii() else without_piles(text)

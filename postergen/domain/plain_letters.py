"""Find the plain letters behind letters that are dressed up."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

INFORMATION = "ℹ"  # decomposes like them, but is an emoji

# ISO 3166-1, alpha-2, and the few more that have a flag (UTS #51, emoji_flag_sequence)
_CODES = (
    "AC AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ "
    "CA CC CD CF CG CH CI CK CL CM CN CO CP CR CU CV CW CX CY CZ DE DG DJ DK DM DO DZ EA EC EE EG EH ER ES ET EU FI FJ "
    "FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU IC ID IE IL IM IN IO IQ IR "
    "IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM "
    "MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT "
    "PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TA TC TD TF TG TH TJ TK TL "
    "TM TN TO TR TT TV TW TZ UA UG UM UN US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW"
)
_FLAGS = frozenset(_CODES.split())
_INDICATORS = re.compile("[\U0001f1e6-\U0001f1ff]+")
_AS_LETTERS = {0x1F1E6 + number: chr(ord("a") + number) for number in range(26)}
_TONES = dict.fromkeys(range(0x1F3FB, 0x1F400))


def plain_letters(text: str) -> str:
    """Mathematical alphabets (𝓛𝓲𝓵𝔂), which are written for their looks, as the letters that they stand for.

    These are the characters whose compatibility decomposition is one of font (UAX #44, table 14, ``<font>``).
    """
    return text if text.isascii() else "".join(map(_plain, text))


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    tag, _, point = unicodedata.decomposition(character).partition(" ")
    return chr(int(point, 16)) if tag == "<font>" and character != INFORMATION else character


def without_marks(text: str) -> str:
    """The text without combining marks; all of it where there is nothing else."""
    return "".join(c for c in text if not unicodedata.category(c).startswith("M")) or text


def without_tones(emoji: str) -> str:
    """The emoji without tones of skin."""
    return emoji.translate(_TONES)


def spelled_by_flags(text: str) -> str:
    """Regional indicators that make no flags (🇻🇽) as letters, each in its place; flags are left as they are."""
    return text if text.isascii() else _INDICATORS.sub(_spelled, text)


def _spelled(run: re.Match[str]) -> str:
    letters = run.group().translate(_AS_LETTERS)
    pairs = {letters[at : at + 2].upper() for at in range(0, len(letters), 2)}
    return run.group() if pairs <= _FLAGS else letters

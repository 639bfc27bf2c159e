"""Make and check the public codes of posters.

A code is a campaign prefix (2), 60 random bits (12 characters) and a check character, 15 in all, in Crockford's
base 32: upper case, without I, L, O and U, so that it is alphanumeric in a QR code and survives being typed.
The check character is the hybrid system of ISO/IEC 7064 for an alphabet of 32 characters (modulus 33,32): it
catches every single wrong character and nearly every swap of two neighbours.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PREFIX_LENGTH, RANDOM_LENGTH = 2, 12
CODE_LENGTH = PREFIX_LENGTH + RANDOM_LENGTH + 1

_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_LOOK_ALIKES = str.maketrans({"I": "1", "L": "1", "O": "0"})
LONGEST_TYPED = 80  # characters; what is longer is not looked at

RandomBelow = Callable[[int], int]

_SPECIMEN = "SPEC1MEN0000"


def specimen(prefix: str) -> str:
    """The code on pictures of posters that nobody has made, such as previews: no poster ever has it."""
    return _nobodys(prefix + _SPECIMEN)


def varied_specimen(prefix: str, random_below: RandomBelow) -> str:
    """A specimen's code that looks like a poster's, to see how a look's codes are read. The fixed one will not do: what
    a decoder makes of it, it makes of all that begin like it (OpenCV misses half of those of some campaigns).
    """
    return _nobodys(new_code(prefix, random_below)[:-1])


def new_code(prefix: str, random_below: RandomBelow) -> str:
    """A fresh code. ``random_below(n)`` gives an unpredictable integer from 0 to n - 1 (`secrets.randbelow`)."""
    number = random_below(len(ALPHABET) ** RANDOM_LENGTH)  # drawn once: each draw asks the operating system
    body = prefix + "".join(ALPHABET[(number >> 5 * place) & 31] for place in range(RANDOM_LENGTH))
    return body + _check_character(body)


def repair_code(typed: str) -> str | None:
    """The code a person meant, or None when it cannot be one.

    Case, width, dashes, spaces, look-alikes, and the marks that stood around it in a sentence do not matter.
    """
    code = _letters(typed).translate(_LOOK_ALIKES)
    if len(code) != CODE_LENGTH or any(c not in _VALUE for c in code):
        return None
    return code if _check_character(code[:-1]) == code[-1] else None


def is_specimen(typed: str, prefix: str) -> bool:
    """Whether somebody typed, or photographed, the code of a `specimen`."""
    return _letters(typed) == specimen(prefix)


def _letters(typed: str) -> str:
    """Letters and digits alone, in upper case; full-width ones as ordinary ones (UAX #15, NFKC)."""
    if len(typed) > LONGEST_TYPED:
        return ""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", typed).upper()))


def _nobodys(body: str) -> str:
    """The body with a check character that is wrong."""
    right = _check_character(body)
    return body + next(character for character in ALPHABET if character != right)


def _check_character(body: str) -> str:
    # ISO/IEC 7064, hybrid system: P(1) = M; S = P + a, P(next) = 2 * (S mod M, or M) mod (M + 1)
    modulus = len(ALPHABET)
    product = modulus
    for character in body:
        total = (product + _VALUE[character]) % modulus or modulus
        product = total * 2 % (modulus + 1)
    return ALPHABET[(modulus + 1 - product) % modulus]

"""Name what a person can get wrong about their poster: pages have a sentence for each, the API its name."""

from __future__ import annotations

from enum import StrEnum

from postergen.domain.localized import LOCALES
from postergen.errors import Finding


class Kind(StrEnum):
    """What is wrong, whatever the words. What a rule of compliance finds bears the rule's id, and its sentence."""

    FEW = "few"  # nothing is chosen
    MANY = "many"
    TWICE = "twice"
    OPTION = "option"  # nobody knows it, and so for each that is called like a part of a brief
    MEANING = "meaning"
    LOCALE = "locale"
    LOOK = "look"
    FORMAT = "format"
    PLACE = "place"
    OCCASION = "occasion"
    CHANNEL = "channel"
    SITE = "site"
    SCAN = "scan"
    BLANK = "blank"
    UNPRINTABLE = "unprintable"
    MARKS = "marks"
    LONG = "long"
    WIDE = "wide"
    OVERLONG = "overlong"  # beyond what is counted
    NUMBER = "number"
    FIELD = "field"
    NO_COPY = "no-copy"
    TEXT = "text"
    TEXT_LOCALE = "text-locale"
    TEXT_OCCASION = "text-occasion"
    TEXT_NAME = "text-name"
    PHOTO_KIND = "photo-kind"
    PHOTO_PIXELS = "photo-pixels"
    PHOTO_BROKEN = "photo-broken"
    PHOTO_HEAVY = "photo-heavy"
    SHAPE = "shape"  # not written as it should be; a program's mistake
    HIDE_CLUE = "hide-clue"  # of an envelope that is to be hidden: no clue
    HIDE_KIND = "hide-kind"  # a clue or a way of finding that the game does not know
    HIDE_PHOTO = "hide-photo"
    HIDE_ANSWER = "hide-answer"
    HIDE_PLACE = "hide-place"
    HIDE_UNITS = "hide-units"
    HIDE_FINDERS = "hide-finders"
    HIDE_WORDS = "hide-words"
    DAY = "day"
    LOOK_BACK_EARLY = "look-back-early"
    LOOK_BACK_OVER = "look-back-over"
    FIGURE = "figure"  # of a look back: what nobody can have
    NOT_POSSIBLE = "not_possible"  # of a text that is decided about
    REASON_MISSING = "reason_missing"
    REASON_FOR_REMARKS = "reason_for_remarks"
    FOUR_EYES = "four-eyes"
    NOTHING_APPROVED = "nothing-approved"


def unspoken(locale: str) -> list[Finding]:
    """A language in which there are no texts."""
    known = f"known: {', '.join(LOCALES)}"
    return [] if locale in LOCALES else [Finding("locale", f"{locale[:40]!r} is unknown", known, Kind.LOCALE)]

"""Reply pictures: a short line that a figure says, and how long such a line may be."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from postergen.domain.localized import Localized
from postergen.domain.variant import CopyVariant, Fits, Hook, Tone

# The one rule of length. A character as wide as a Han character takes 12, any other 5, a blank nothing. A line has
# room for 120, which is 10 Han characters or 24 letters; the word that a messenger finds it by for 48: 4, or 9.
WIDE, NARROW = 12, 5
ROOM = {"line": 120, "meaning": 48}
CHANNEL = "sticker"  # of the posters that are stickers: a sticker that was sent is kept as a poster without a look
OWN = "own"  # stands where a poster names its text, when somebody typed the line
WIDE_CLASSES = ("W", "F")  # UAX #11: wide and full-width


@dataclass(frozen=True, slots=True)
class Answers:
    """What a line is a good reply to: any line of these moods, and these lines, by their ids, before all."""

    moods: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sticker:
    """One line, who says it and how they move; ``meaning`` is the word and ``emoji`` the sign that it is found by.

    ``mood`` is what it is about, ``answers`` what it is a good reply to.
    """

    id: str
    locale: str
    text: str
    meaning: str
    emoji: str
    figure: str
    movement: str
    tone: Tone
    fits: Fits
    mood: str = ""
    answers: Answers = Answers()

    @property
    def as_text(self) -> CopyVariant:
        """The line as a text that can be ranked, and counted by its revision."""
        answered = Fits(options=self.answers.lines, themes=self.answers.moods, wishes=self.fits.wishes)
        return CopyVariant(self.id, self.locale, Hook.PRODUCT, self.tone, answered, self.text, "", "")


@dataclass(frozen=True, slots=True)
class Stickers:
    """All stickers of a campaign, in the order in which sets take them; ``banner`` is the ground (`#rrggbb`) of the
    picture that stands over a set."""

    name: Localized
    about: Localized
    banner: str
    all: tuple[Sticker, ...]

    def in_locale(self, locale: str) -> tuple[Sticker, ...]:
        return tuple(one for one in self.all if one.locale == locale)


def room_of(text: str) -> int:
    """How much room a text takes, as `ROOM` counts it."""
    return sum(
        WIDE if unicodedata.east_asian_width(character) in WIDE_CLASSES else NARROW
        for character in text
        if not character.isspace()
    )


def too_wide(text: str, kind: str) -> str:
    """What is wrong with the length of a text of this kind (a key of `ROOM`); empty when nothing is."""
    taken, room = room_of(text), ROOM[kind]
    if taken <= room:
        return ""
    most = f"{room // WIDE} Han characters or {room // NARROW} letters"
    return f"is too long: a {kind} has room for {most}, and this takes {taken / room:.0%} of it"

"""One text that may stand on a poster."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, fields
from enum import StrEnum
from functools import cached_property

NICKNAME = "{nickname}"  # stands in copy for the name of the person; such copy needs one


class Hook(StrEnum):
    """What the text catches a reader by."""

    THEME = "theme"
    PRODUCT = "product"
    INTEREST = "interest"


class Tone(StrEnum):
    """The voice the text speaks in."""

    WARM = "warm"
    PLAYFUL = "playful"
    PLAIN = "plain"
    NOSTALGIC = "nostalgic"
    WRY = "wry"
    LYRICAL = "lyrical"


class Author(StrEnum):
    """Who wrote it; text by a model is labelled on the poster."""

    PERSON = "person"
    MODEL = "model"


ANY_WISH = "any"


@dataclass(frozen=True, slots=True)
class Fits:
    """What the author says this text speaks for; empty tuples mean nothing in particular.

    ``wishes`` is `ANY_WISH` alone, or empty: whether it speaks for whatever a person wished for in their own words.
    """

    options: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    occasions: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()


FITS = tuple(one.name for one in fields(Fits))


@dataclass(frozen=True)
class CopyVariant:
    """Headline, body and call to action in one locale. Immutable: an edit is a new revision."""

    id: str
    locale: str
    hook: Hook
    tone: Tone
    fits: Fits
    headline: str
    body: str
    call_to_action: str
    gloss: str = ""
    author: Author = field(default=Author.PERSON)

    def texts(self) -> tuple[tuple[str, str], ...]:
        """What a person reads, by name of its part."""
        return (("headline", self.headline), ("body", self.body), ("call_to_action", self.call_to_action))

    @property
    def needs_nickname(self) -> bool:
        return any(NICKNAME in text for _, text in self.texts())

    @cached_property
    def revision(self) -> str:
        """Ten hex digits of the SHA-256 of the words a person reads: same words, same revision, on any machine."""
        words = [self.locale, self.headline, self.body, self.call_to_action, self.author.value]
        return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()[:10]

"""One text that may stand on a poster."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from functools import cached_property

from postergen.domain.addresses import web_address
from postergen.domain.line_marks import apart, passages

MOST_SOURCE = 400  # characters
NICKNAME = "{nickname}"  # stands in copy for the name of the person; such copy needs one
FIGURE = "{figure}"  # stands in the copy of a look back for the figure of its page


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
    """Headline, body and call to action in one locale. Immutable: an edit is a new revision.

    ``source`` says where the fact that it tells stands, as `checked_source` has it; empty where it tells none.
    ``breaks`` says where its lines may and must not end, as `postergen.domain.line_marks` has it.
    """

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
    source: str = ""
    breaks: str = ""

    def texts(self) -> tuple[tuple[str, str], ...]:
        """What a person reads, by name of its part."""
        return (("headline", self.headline), ("body", self.body), ("call_to_action", self.call_to_action))

    @property
    def needs_nickname(self) -> bool:
        return any(NICKNAME in text for _, text in self.texts())

    @property
    def marked_passages(self) -> frozenset[str]:
        return passages(self.breaks)

    @property
    def source_address(self) -> str:
        """The source where it is an address that may be followed; empty where it is a citation."""
        return self.source if _is_address(self.source) else ""

    @cached_property
    def revision(self) -> str:
        """Ten hex digits of the SHA-256 of the words a person reads: same words, same revision, on any machine."""
        words = [self.locale, self.headline, self.body, self.call_to_action, self.author.value]
        return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()[:10]


def with_marks_apart(variant: CopyVariant) -> CopyVariant:
    """The text without invisible marks of its lines; what they said is among its ``breaks``."""
    (headline, *first), (body, *second), (call, *third) = [apart(text) for _, text in variant.texts()]
    marks = dict.fromkeys([*variant.breaks.splitlines(), *first, *second, *third])
    return replace(variant, headline=headline, body=body, call_to_action=call, breaks="\n".join(marks))


def checked_source(text: str) -> str:
    """The source of a text, as it stands: an address of the web, or a citation in words.

    Raises `ValueError` with what is wrong, and how to mend it.
    """
    if len(text) > MOST_SOURCE:
        raise ValueError(f"has {len(text)} characters; a source has at most {MOST_SOURCE}: name the page alone")
    if text != text.strip() or not text.isprintable():
        raise ValueError("should be one line without blanks around it")
    if _is_address(text):
        web_address(text)
    return text


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://"))

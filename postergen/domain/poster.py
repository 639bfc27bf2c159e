"""What was asked for (brief) and what was issued (poster)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from postergen.domain.policies import Slice

CHOSEN = "chosen"  # stands where a poster says by which policy its text was drawn
LOOK_BACK = "look-back"  # the channel of posters that are pages of a look back
ERASED_WISH = "\u2026"  # stands where a wish stood, so that its poster keeps its lines


NONE_OF_THESE = "none"  # what a wish means that no option means


@dataclass(frozen=True, slots=True)
class Brief:
    """What one poster was asked for. Valid once `briefs.check_brief` has accepted it."""

    campaign: str
    options: tuple[str, ...]
    locale: str
    template: str
    format: str = "story"
    nickname: str = ""
    place: str | None = None
    occasion: str | None = None
    channel: str = ""
    personalised: bool = True
    avatar: str | None = None  # SHA-256 of the picture that was taken in
    fields: tuple[tuple[str, str | int], ...] = ()  # what the look asks for, by name
    wish: str = ""  # one of the person's own, in their words; it stands behind the options
    wish_means: str = ""  # which option the person says it means, or `NONE_OF_THESE`; empty where they did not say
    # where it hangs or is handed out, by an id of the operator's own; no part of what is drawn or shown
    site: str = field(default="", repr=False)

    @property
    def picks(self) -> int:
        """How many lives stand on the poster."""
        return len(self.options) + bool(self.wish)

    @property
    def is_personal(self) -> bool:
        """Whether there is anything on it that an erasure takes away."""
        return bool(self.nickname or self.avatar or self.fields or self.wish not in ("", ERASED_WISH))

    @property
    def is_sticker(self) -> bool:
        """Whether it is a sticker that was sent: that has no look."""
        return not self.template

    @property
    def school(self) -> str:
        """Which posters learn together: those of a language, and its pages of look backs by themselves."""
        return f"{self.locale}/{LOOK_BACK}" if self.channel == LOOK_BACK else self.locale

    @property
    def is_named(self) -> bool:
        """Whether there is a name that may play a part in the choice of words."""
        return bool(self.nickname and self.personalised)


def without_person(brief: Brief) -> Brief:
    """What an erasure leaves of a brief."""
    wish = ERASED_WISH if brief.wish else ""
    return replace(brief, nickname="", avatar=None, fields=(), wish=wish, wish_means="")


@dataclass(frozen=True, slots=True)
class Lot:
    """What a page drew a line with, before it knew all of the poster's brief.

    Args:
        salt: 16 hex digits; a draw has one of its own, and counts once however many posters are made of it.
        named: whether there was a name then that may play a part.
        place: the one that did; empty without.
    """

    salt: str
    named: bool = False
    place: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """The variant that a frozen policy drew, and the exact probability with which it did.

    ``slice`` is how it came to be; ``relevance`` the score that the ranker gave it for this brief. ``lot`` is what a
    page drew it with; without one it was drawn for the poster's own brief, with its code. ``leafed`` is what a person
    saw who chose it on a page.
    """

    variant: str
    revision: str
    policy: str
    propensity: float
    slice: Slice = Slice.BEFORE
    relevance: float | None = None
    lot: Lot | None = None
    leafed: Leafed | None = None

    @property
    def first_draw(self) -> Choice:
        """What was drawn for the person: what they kept, or what they saw first."""
        return self.leafed.drawn if self.leafed else self


@dataclass(frozen=True, slots=True)
class Leafed:
    """What a person saw before they chose: the text that was drawn for them, and all that were shown, it first."""

    drawn: Choice
    shown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lineage:
    """Where a poster comes from: the scan that led to it, its parent, its root and how many steps lie between."""

    scan: str | None
    parent: str | None
    root: str
    generation: int


@dataclass(frozen=True, slots=True)
class Poster:
    """A brief, the chosen copy and a code: everything the image is a pure function of."""

    code: str
    brief: Brief
    choice: Choice
    campaign_version: str
    template_version: str
    lineage: Lineage
    created_at: datetime

"""What was asked for (brief) and what was issued (poster)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from postergen.domain.policies import Slice

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
    def is_named(self) -> bool:
        """Whether there is a name that may play a part in the choice of words."""
        return bool(self.nickname and self.personalised)


@dataclass(frozen=True, slots=True)
class Choice:
    """The variant that a frozen policy drew, and the exact probability with which it did.

    ``slice`` is how it came to be; ``relevance`` the score that the ranker gave it for this brief.
    """

    variant: str
    revision: str
    policy: str
    propensity: float
    slice: Slice = Slice.BEFORE
    relevance: float | None = None


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

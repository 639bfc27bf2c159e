"""What is offered to a person after a scan: the service behind the wish."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from postergen.domain.catalogue import Frequency, Need
from postergen.domain.localized import Localized
from postergen.domain.variant import CopyVariant, Fits, Hook, Tone


class OfferKind(StrEnum):
    """A service of one's own, a coupon out of a pool, or a deep link to somewhere else."""

    SERVICE = "service"
    COUPON = "coupon"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing a person can do about a wish; ``need`` and ``frequency`` are those of the service itself. One that is
    ``retired`` is shown to nobody.
    """

    id: str
    kind: OfferKind
    fits: Fits
    need: Need
    frequency: Frequency
    title: Localized
    text: Localized
    url: Localized
    gloss: str = ""
    retired: bool = False

    def as_variant(self, locale: str) -> CopyVariant:
        """The offer as a text that can be ranked."""
        title, text = self.title.in_locale(locale), self.text.in_locale(locale)
        return CopyVariant(
            f"{self.id}.{locale}", locale, Hook.PRODUCT, Tone.PLAIN, self.fits, title, text, "", self.gloss
        )


def claimant_of(visitor: str) -> str:
    """Who gets a coupon once. Of the visitor's key only a digest is kept: when the key is emptied, after days, nobody
    can tell whose it was.
    """
    return hashlib.sha256(visitor.encode()).hexdigest()[:32]

"""Find every text of a campaign that is known, in each of its edits: of those that are gone, too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from postergen.domain.campaign import Campaign
from postergen.domain.editorial import Edit
from postergen.domain.variant import CopyVariant
from postergen.errors import InvalidContent


def known_texts(
    pack_alone: Callable[[str], Campaign], edits: Callable[[str], Sequence[Edit]]
) -> Callable[[str], Iterable[CopyVariant]]:
    """By campaign: those of its pack, and those that were written over it. `Unavailable` if the store does not answer.

    A pack that is right only with what was published over it has none of its own.
    """

    def known(campaign: str) -> Iterable[CopyVariant]:
        try:
            own = pack_alone(campaign).variants
        except InvalidContent:
            own = ()
        return (*own, *(edit.variant for edit in edits(campaign)))

    return known

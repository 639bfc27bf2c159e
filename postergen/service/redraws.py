"""Draw the text of a poster again, and say whether it is the same: every logged probability can be checked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from postergen.domain.policies import Policy, Slice
from postergen.domain.poster import Choice, Poster
from postergen.errors import NotFound
from postergen.ranking.draws import draw, odds
from postergen.ranking.policy import FIXED_VERSION, Serving, fixed_policy
from postergen.ranking.serving import serving_of
from postergen.service.library import Library

Load = Callable[[str, str], Policy]  # by campaign and version; `NotFound` when there is none


@dataclass(frozen=True, slots=True)
class Redrawn:
    """What was logged and what is drawn now. Without ``drawn``, ``why`` says why it cannot be drawn again here."""

    logged: Choice
    drawn: Choice | None
    why: str = ""

    @property
    def is_same(self) -> bool:
        return self.drawn == self.logged


def redraw(library: Library, load: Load, poster: Poster, *, is_erased: bool = False) -> Redrawn:
    """Draw again by the policy that the poster names, whichever serves now.

    Args:
        is_erased: the person was forgotten, and with them what the text was drawn with.

    Raises:
        NotFound: nobody has the campaign.
        Unavailable: the policy cannot be read.
    """
    logged, brief = poster.choice, poster.brief
    if logged.slice is Slice.CHOSEN:
        return Redrawn(logged, None, "the person chose this text: it is no draw")
    if is_erased:
        return Redrawn(logged, None, "the person was erased, and their name is part of the draw")
    ranker = library.ranker(brief.campaign)
    version = logged.policy.partition(".")[0]
    try:
        serving: Serving = (
            fixed_policy(ranker.campaign)
            if version == FIXED_VERSION
            else serving_of(load(brief.campaign, version), ranker.campaign)
        )
    except NotFound:
        return Redrawn(logged, None, f"nobody has the policy {version}")
    found = odds(ranker, brief, serving)
    if found is None or found.policy != logged.policy:
        now = found.policy if found else "none"
        return Redrawn(logged, None, f"texts or their ranking have changed since ({now}, then {logged.policy})")
    return Redrawn(logged, draw(found, brief, poster.code))

"""Draw the text of a poster again, and say whether it is the same: every logged probability can be checked."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from math import isclose

from postergen.domain.campaign import Campaign
from postergen.domain.policies import Policy, Slice
from postergen.domain.poster import Brief, Choice, Poster
from postergen.errors import NotFound, Unavailable
from postergen.ranking.draws import Odds, as_drawn, draw_again, odds
from postergen.ranking.policy import FIXED_VERSION, Serving, fixed_policy
from postergen.ranking.serving import serving_of
from postergen.service.library import Library

Load = Callable[[str, str], Policy]  # by campaign and version; `NotFound` when there is none
KEPT = 4  # policies: posters in the order of time ask for one after the other, and workers change over at once


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
    """Draw again by the policy that the poster names, whichever serves now: what was drawn first, where its person then
    chose another.

    Args:
        is_erased: the person was forgotten, and with them what the text was drawn with.

    Raises:
        NotFound: nobody has the campaign.
        Unavailable: the policy cannot be read.
    """
    logged, brief = poster.choice.first_draw, poster.brief
    if logged.slice is Slice.CHOSEN:
        return Redrawn(logged, None, "the person chose this text: it is no draw")
    if is_erased and (logged.lot is None or brief.wish):
        return Redrawn(logged, None, "the person was erased, and what they wrote is part of the draw")
    ranker = library.ranker(brief.campaign)
    version = version_of(logged)
    try:
        serving = served_by(load, ranker.campaign, version)
    except NotFound:
        return Redrawn(logged, None, f"nobody has the policy {version}")
    found = odds(ranker, as_drawn(brief, logged.lot), serving)
    if found is None or found.policy != logged.policy:
        now = found.policy if found else "none"
        return Redrawn(logged, None, f"texts or their ranking have changed since ({now}, then {logged.policy})")
    return Redrawn(logged, draw_again(found, poster))


def version_of(choice: Choice) -> str:
    """Of the policy that drew, without the state of the ranker."""
    return choice.policy.partition(".")[0]


def served_by(load: Load, campaign: Campaign, version: str) -> Serving:
    """The policy of this version as it drew; raises as ``load`` does."""
    return fixed_policy(campaign) if version == FIXED_VERSION else serving_of(load(campaign.id, version), campaign)


def agrees(poster: Poster, found: Odds) -> bool:
    """Whether the text that was drawn has the probability that was logged with it."""
    drawn = poster.choice.first_draw
    index = place_of(drawn, found)
    chance = 0.0 if index is None else found.within(drawn.slice)[index]
    return isclose(chance, drawn.propensity, rel_tol=1e-6)


def place_of(choice: Choice, found: Odds) -> int | None:
    """Where the text of a poster stands among those that may be drawn."""
    texts = [(one.variant.id, one.variant.revision) for one in found.ranked.variants]
    drawn = (choice.variant, choice.revision)
    return texts.index(drawn) if drawn in texts else None


def draw_of(brief: Brief) -> tuple[object, ...]:
    """The same for all briefs of named people that are one draw."""
    wished = (*sorted(brief.options), "", brief.wish, brief.wish_means)
    return (brief.locale, brief.occasion, wished, brief.nickname, brief.place)


class PastPolicies:
    """The policies that drew a campaign's posters, by version; the last few are kept.

    Ask in the order of time: what a policy remembers of briefs takes megabytes, and reading it anew milliseconds.
    """

    def __init__(self, load: Load, campaign: Campaign) -> None:
        self._load, self._campaign = load, campaign
        self._kept: OrderedDict[str, Serving | None] = OrderedDict()

    def of(self, version: str) -> Serving | None:
        """None where nobody has it, or this release cannot read it.

        Raises:
            Unavailable: the database does not answer.
        """
        if version not in self._kept:
            self._kept[version] = self._read(version)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(version)
        return self._kept[version]

    def _read(self, version: str) -> Serving | None:
        try:
            return served_by(self._load, self._campaign, version)
        except NotFound:
            return None
        except Unavailable as exc:
            if exc.part == "the database":
                raise
            return None

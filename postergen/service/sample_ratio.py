"""Check that the words were drawn as often as the policy says: a sample-ratio test over the logged draws."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isclose
from typing import Protocol

from postergen.domain.poster import Poster
from postergen.ranking.draws import Odds, odds, policy_of
from postergen.ranking.policy import Policies, fixed_policy
from postergen.service.library import Library
from postergen.tracking.sample_ratio import Draw, SampleRatio, sample_ratio

LOOKED_AT = 8_000  # the latest posters; ranking one brief anew takes a fraction of a millisecond


class PosterLog(Protocol):
    """Lists posters. `Unavailable` when the store does not answer."""

    def latest(
        self, campaign: str, version: str, policy: str, most: int, within: int | None = None
    ) -> Sequence[Poster]:
        """The latest posters of a campaign version whose policy begins so, the newest first; without those whose name
        is gone.

        Looks no further back than ``within`` posters of the campaign, of whatever version and policy.
        """


@dataclass(frozen=True, slots=True)
class LoggedDraws:
    """``draws`` of ``posters`` posters were checked; ``disagreeing`` were logged with another probability.

    ``unchecked`` posters cannot be drawn again: their wish was read by another model than is there now.
    """

    policy: str
    posters: int
    draws: int
    disagreeing: int
    unchecked: int
    ratio: SampleRatio


class SampleRatioService:
    """Compares what was drawn with what should have been."""

    def __init__(self, *, library: Library, posters: PosterLog, policies: Policies = lambda _campaign: None) -> None:
        self._library, self._posters, self._policies = library, posters, policies

    def check(self, campaign_name: str, most: int = LOOKED_AT, within: int | None = None) -> LoggedDraws:
        """The latest draws of the published version by the policy that serves, out of so many posters.

        A named person's brief always draws the same words, so their posters with one brief are one draw.

        Raises:
            NotFound: no such campaign.
        """
        campaign = self._library.campaign(campaign_name)
        ranker = self._library.ranker(campaign.id)
        serving = self._policies(campaign.id) or fixed_policy(campaign)
        policy = policy_of(serving.version, ranker.state)  # with a typed wish, how it was read stands behind it
        posters = self._posters.latest(campaign.id, campaign.version, policy, most, within)
        drawn = {_asked(poster): poster for poster in posters}
        again = [(poster, odds(ranker, poster.brief, serving)) for poster in drawn.values()]
        known = [(made, found) for made, found in again if found is not None and found.policy == made.choice.policy]
        disagreeing = sum(not _agrees(poster, found) for poster, found in known)
        unchecked = len(again) - len(known)
        return LoggedDraws(policy, len(posters), len(known), disagreeing, unchecked, sample_ratio(_draws(known)))


def _draws(known: Sequence[tuple[Poster, Odds]]) -> Iterator[Draw]:
    for poster, found in known:
        yield Draw(found.within(poster.choice.slice), _index(poster, found))


def _agrees(poster: Poster, found: Odds) -> bool:
    index = _index(poster, found)
    chance = 0.0 if index is None else found.within(poster.choice.slice)[index]
    return isclose(chance, poster.choice.propensity, rel_tol=1e-6)


def _index(poster: Poster, found: Odds) -> int | None:
    """Where the text of the poster stands among those that may be drawn."""
    drawn = (poster.choice.variant, poster.choice.revision)
    texts = [(one.variant.id, one.variant.revision) for one in found.ranked.variants]
    return texts.index(drawn) if drawn in texts else None


def _asked(poster: Poster) -> tuple[object, ...]:
    """The same for posters that are one draw."""
    brief = poster.brief
    if not brief.is_named:
        return (poster.code,)
    return (brief.locale, brief.occasion, tuple(sorted(brief.options)), brief.wish, brief.nickname, brief.place)

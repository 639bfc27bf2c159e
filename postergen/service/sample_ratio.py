"""Check that the words were drawn as often as the policy says: a sample-ratio test over the logged draws."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import isclose
from typing import Protocol

from postergen.domain.poster import Poster
from postergen.ranking.draws import odds, policy_of
from postergen.ranking.policy import fixed_policy
from postergen.service.library import Library
from postergen.tracking.rollup import variant_value
from postergen.tracking.sample_ratio import Cell, SampleRatio, sample_ratio

LOOKED_AT = 5_000  # the latest posters; ranking one brief anew takes a fraction of a millisecond


class PosterLog(Protocol):
    """Lists posters. `Unavailable` when the store does not answer."""

    def latest(
        self, campaign: str, version: str, policy: str, most: int, within: int | None = None
    ) -> Sequence[Poster]:
        """The latest posters of a campaign version and policy, the newest first; without those whose name is gone.

        Looks no further back than ``within`` posters of the campaign, of whatever version and policy.
        """


@dataclass(frozen=True, slots=True)
class LoggedDraws:
    """``draws`` distinct briefs of ``posters`` posters; ``disagreeing`` were logged with another probability."""

    policy: str
    posters: int
    draws: int
    disagreeing: int
    ratio: SampleRatio
    cells: tuple[Cell, ...]


class SampleRatioService:
    """Compares what was drawn with what should have been."""

    def __init__(self, *, library: Library, posters: PosterLog) -> None:
        self._library, self._posters = library, posters

    def check(self, campaign_name: str, most: int = LOOKED_AT, within: int | None = None) -> LoggedDraws:
        """The latest draws of the published version, out of so many posters; `NotFound` for an unknown campaign.

        A named person's brief always draws the same words, so their posters with one brief are one draw.
        """
        campaign = self._library.campaign(campaign_name)
        ranker = self._library.ranker(campaign.id)
        serving = fixed_policy(campaign)
        policy = policy_of(
            serving.version, ranker.state
        )  # posters with a typed wish have another: a model may have read it
        posters = self._posters.latest(campaign.id, campaign.version, policy, most, within)
        drawn = {_asked(poster): poster for poster in posters}
        observed: dict[tuple[str, str], int] = defaultdict(int)
        expected: dict[tuple[str, str], float] = defaultdict(float)
        disagreeing = 0
        for poster in drawn.values():
            found = odds(ranker, poster.brief, serving)
            if found is None:
                continue
            chances = found.within(poster.choice.slice)
            arms = [variant_value(r.variant.id, r.variant.revision) for r in found.ranked.variants]
            chosen = variant_value(poster.choice.variant, poster.choice.revision)
            logged = dict(zip(arms, chances, strict=True)).get(chosen, 0.0)
            disagreeing += not isclose(logged, poster.choice.propensity, rel_tol=1e-6)
            observed[poster.brief.locale, chosen] += 1
            for arm, chance in zip(arms, chances, strict=True):
                expected[poster.brief.locale, arm] += chance
        cells = [Cell(*key, observed[key], expected[key]) for key in sorted(observed.keys() | expected.keys())]
        return LoggedDraws(policy, len(posters), len(drawn), disagreeing, sample_ratio(cells), tuple(cells))


def _asked(poster: Poster) -> tuple[object, ...]:
    """The same for posters that are one draw."""
    brief = poster.brief
    if not brief.is_named:
        return (poster.code,)
    return (brief.locale, brief.occasion, tuple(sorted(brief.options)), brief.nickname, brief.place)

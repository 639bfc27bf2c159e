"""Check that the words were drawn as often as the policy says: a sample-ratio test over the logged draws."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from postergen.domain.poster import Poster
from postergen.ranking.draws import Odds, as_drawn, odds, policy_of
from postergen.ranking.policy import Policies, fixed_policy
from postergen.ranking.ranker import Ranker
from postergen.service.library import Library
from postergen.service.redraws import Load, PastPolicies, agrees, draw_of, place_of, version_of
from postergen.tracking.sample_ratio import Draw, SampleRatio, sample_ratio

LOOKED_AT = 8_000  # the latest posters; ranking one brief anew takes a fraction of a millisecond
MOST_POLICIES = 32  # the latest; reading one takes some milliseconds


class PosterLog(Protocol):
    """Lists posters. `Unavailable` when the store does not answer."""

    def latest(self, campaign: str, version: str, most: int, within: int | None = None) -> Sequence[Poster]:
        """The latest posters of a campaign version for which a text was drawn, the newest first, whether it was kept or
        another was chosen instead; without those whose name is gone.

        Looks no further back than ``within`` posters of the campaign, of whatever version.
        """


@dataclass(frozen=True, slots=True)
class LoggedDraws:
    """``draws`` of ``posters`` posters were checked; ``disagreeing`` were logged with another probability.

    ``policy`` serves now, and ``policies`` drew what was checked. ``unchecked`` posters cannot be drawn again: nobody
    has their policy, or the ranking of texts or the reading of their wish is another than now.
    """

    policy: str
    posters: int
    draws: int
    disagreeing: int
    unchecked: int
    ratio: SampleRatio
    policies: int


class SampleRatioService:
    """Compares what was drawn with what should have been."""

    def __init__(
        self,
        *,
        library: Library,
        posters: PosterLog,
        load: Load,
        policies: Policies = lambda _campaign: None,
    ) -> None:
        """``load`` reads a policy of any time, ``policies`` gives what serves."""
        self._library, self._posters, self._load, self._policies = library, posters, load, policies

    def check(self, campaign_name: str, most: int = LOOKED_AT, within: int | None = None) -> LoggedDraws:
        """The latest draws of the published version, out of so many posters, each by the policy that drew it.

        A named person's brief always draws the same words, so their posters with one brief are one draw; and so are
        those of one draw of a page. What a person left for another line was drawn all the same.

        Raises:
            NotFound: no such campaign.
        """
        campaign = self._library.campaign(campaign_name)
        ranker = self._library.ranker(campaign.id)
        serving = self._policies(campaign.id) or fixed_policy(campaign)
        posters = self._posters.latest(campaign.id, campaign.version, most, within)
        drawn = {_asked(poster): poster for poster in _by_the_latest(posters)}
        again = list(_again(ranker, PastPolicies(self._load, campaign), drawn.values()))
        known = [
            (made, found)
            for made, found in again
            if found is not None and found.policy == made.choice.first_draw.policy
        ]
        return LoggedDraws(
            policy_of(serving.version, ranker.state),  # with a typed wish, how it was read stands behind it
            len(posters),
            len(known),
            disagreeing=sum(not agrees(poster, found) for poster, found in known),
            unchecked=len(again) - len(known),
            ratio=sample_ratio(_draws(known)),
            policies=len({found.version for _, found in known}),
        )


def _by_the_latest(posters: Sequence[Poster]) -> Iterator[Poster]:
    """Those of the latest policies, where many drew: of few posters a day each has some."""
    versions: set[str] = set()
    for poster in posters:
        versions.add(version_of(poster.choice.first_draw))
        if len(versions) > MOST_POLICIES:
            return
        yield poster


def _again(ranker: Ranker, past: PastPolicies, posters: Iterable[Poster]) -> Iterator[tuple[Poster, Odds | None]]:
    """What each may have been drawn from; None where that is not known any more."""
    for poster in sorted(posters, key=lambda one: (version_of(one.choice.first_draw), one.code)):
        drawn = poster.choice.first_draw
        serving = past.of(version_of(drawn))
        yield poster, odds(ranker, as_drawn(poster.brief, drawn.lot), serving) if serving else None


def _draws(known: Sequence[tuple[Poster, Odds]]) -> Iterator[Draw]:
    for poster, found in known:
        drawn = poster.choice.first_draw
        yield Draw(found.within(drawn.slice), place_of(drawn, found))


def _asked(poster: Poster) -> tuple[object, ...]:
    """The same for posters that are one draw."""
    lot = poster.choice.first_draw.lot
    if lot is not None:
        return (lot.salt,)
    return draw_of(poster.brief) if poster.brief.is_named else (poster.code,)

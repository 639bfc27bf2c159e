"""Draw by the chance of being the best, each text by its own counts.

Thompson sampling with the probabilities worked out (Thompson 1933; Scott 2010, doi:10.1002/asmb.874), sharpened, so
that what the hold-out and the floor cost is made good.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from postergen.domain.policies import Policy
from postergen.domain.poster import Brief
from postergen.ranking.candidates import STEPS
from postergen.ranking.chances import Floats, best_chances, sharpened
from postergen.ranking.prior import prior_means, prior_of
from postergen.ranking.ranker import RankedList

REMEMBERED = 4096  # briefs' candidates; scores come in steps, so that many have the same
LEAST = 1e-3  # a parameter of a beta distribution is above 0

Key = tuple[tuple[str, str, float], ...]  # variant, revision, score


class Posteriors:
    """What is known of the success rates of candidates: Beta(a, b) each.

    A text that the policy has not seen, or another revision of it, is at its prior; what it knows of texts that are no
    candidates does not matter. So a policy serves a pack that was published after it.
    """

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._place = {(arm.variant, arm.revision): place for place, arm in enumerate(policy.arms)}
        # the last one stands for all that were not seen
        self._rewarded = np.array([*(arm.rewarded for arm in policy.arms), 0.0])
        self._failed = np.array([*(max(arm.exposed - arm.rewarded, 0.0) for arm in policy.arms), 0.0])
        self._expected = lru_cache(maxsize=None)(self._expected_by_step)

    def of(self, candidates: Key, locale: str) -> tuple[Floats, Floats]:
        """a and b, shape (candidates,)."""
        place = np.array([self._place.get((variant, revision), -1) for variant, revision, _ in candidates])
        successes, failures = self.expected(candidates, locale)
        return successes + self._rewarded[place], failures + self._failed[place]

    def expected(self, candidates: Key, locale: str) -> tuple[Floats, Floats]:
        """a and b before any of them was seen, shape (candidates,)."""
        step = np.array([min(round(score * STEPS), STEPS) for _, _, score in candidates])
        successes, failures = self._expected(locale)
        return successes[step], failures[step]

    def _expected_by_step(self, locale: str) -> tuple[Floats, Floats]:
        """What the prior is worth in successes and failures, for each step of relevance."""
        prior = prior_of(self._policy, locale)
        means = prior_means(prior, np.arange(STEPS + 1) / STEPS)
        return np.maximum(prior.strength * means, LEAST), np.maximum(prior.strength * (1 - means), LEAST)


def key_of(ranked: RankedList) -> Key:
    """All of the candidates that counts."""
    return tuple((one.variant.id, one.variant.revision, one.score) for one in ranked.variants)


class BetaRule:
    """The sharpened chances of being best of a brief's candidates."""

    def __init__(self, policy: Policy) -> None:
        self._posteriors, self._power = Posteriors(policy), policy.terms.sharpness
        self._remembered = lru_cache(maxsize=REMEMBERED)(self._shares)

    def __call__(self, ranked: RankedList, brief: Brief) -> Floats:
        return self._remembered(key_of(ranked), brief.school)

    def _shares(self, candidates: Key, locale: str) -> Floats:
        a, b = self._posteriors.of(candidates, locale)
        return sharpened(best_chances(a, b), self._power)

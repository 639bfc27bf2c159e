"""The textbook's rules of drawing, to compare with; what they know of each text is what the beta policy knows."""

from __future__ import annotations

import numpy as np

from postergen.domain.policies import Policy
from postergen.domain.poster import Brief
from postergen.ranking.beta_policy import Posteriors, key_of
from postergen.ranking.chances import Floats
from postergen.ranking.ranker import RankedList

EPSILON = 0.1  # the share that is drawn evenly
CONFIDENCE = 2.0  # standard deviations above the mean: how well a text may yet do


class UniformRule:
    """All alike."""

    def __init__(self, policy: Policy) -> None:
        pass

    def __call__(self, ranked: RankedList, brief: Brief) -> Floats:
        return np.full(len(ranked.variants), 1 / len(ranked.variants))


class GreedyRule:
    """Always the text whose rate is expected to be greatest; of equals the more relevant one."""

    def __init__(self, policy: Policy) -> None:
        self._posteriors = Posteriors(policy)

    def __call__(self, ranked: RankedList, brief: Brief) -> Floats:
        a, b = self._posteriors.of(key_of(ranked), brief.locale)
        return _all_to(self.worth(a, b))

    @staticmethod
    def worth(a: Floats, b: Floats) -> Floats:
        """What the greatest of is drawn, for each Beta(a, b)."""
        return a / (a + b)


class UcbRule(GreedyRule):
    """Always the text that may yet do best: by the upper end of what its rate may be (Kaufmann, Cappé and Garivier
    2012, with a normal quantile).
    """

    @staticmethod
    def worth(a: Floats, b: Floats) -> Floats:
        mean = a / (a + b)
        upper: Floats = mean + CONFIDENCE * np.sqrt(mean * (1 - mean) / (a + b + 1))
        return upper


class EpsilonRule(GreedyRule):
    """Greedy, but for some posters."""

    def __call__(self, ranked: RankedList, brief: Brief) -> Floats:
        greedy = super().__call__(ranked, brief)
        return EPSILON / len(greedy) + (1 - EPSILON) * greedy


def _all_to(worth: Floats) -> Floats:
    found = np.zeros(len(worth))
    found[np.argmax(worth)] = 1.0
    return found

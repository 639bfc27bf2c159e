"""How likely each text is that may stand on a poster: what a policy is, and the one that learns nothing.

Until there is anything to learn from, the distribution is fixed: a softmax of relevance mixed with a floor,
p_i = f + (1 - n f) softmax(score_i / T).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from postergen.domain.campaign import Campaign
from postergen.domain.policies import Kind
from postergen.domain.poster import Brief
from postergen.ranking.chances import in_proportion, mixed, portable_exp
from postergen.ranking.ranker import RankedList

FIXED_VERSION = "relevance-softmax-3"
TEMPERATURE = 0.12
FLOOR = 0.01


class Serving(Protocol):
    """A policy as it serves one campaign. Frozen: what it gives for a brief, it always gives."""

    @property
    def version(self) -> str:
        """Two policies of one version draw alike."""

    @property
    def kind(self) -> Kind: ...

    @property
    def most(self) -> int:
        """How many texts it draws from, at most."""

    @property
    def holdout(self) -> float:
        """The share of posters whose text is drawn evenly instead, from 0 to 1."""

    @property
    def floor(self) -> float:
        """The least probability of a candidate, as long as half of an even share is more (`chances.least_share`)."""

    def chances(self, ranked: RankedList, brief: Brief) -> Sequence[float]:
        """The probability of each of these texts, all above 0; they sum to 1.

        Args:
            ranked: what may be drawn (`Ranker.candidates`), at least one text.
        """


Policies = Callable[[str], "Serving | None"]  # what serves a campaign, by its id; None for the fixed policy


@dataclass(frozen=True, slots=True)
class FixedPolicy:
    """Draws by relevance alone."""

    most: int
    version: str = FIXED_VERSION
    kind: Kind = Kind.FIXED
    holdout: float = 0.0
    floor: float = FLOOR

    def chances(self, ranked: RankedList, brief: Brief) -> Sequence[float]:
        scores = np.array([one.score for one in ranked.variants])
        weights = portable_exp((scores - scores.max()) / TEMPERATURE)
        return tuple(mixed(in_proportion(weights), self.floor).tolist())


def fixed_policy(campaign: Campaign) -> Serving:
    """What serves a campaign that has not learned anything, or does not want to."""
    return FixedPolicy(campaign.learning.most)

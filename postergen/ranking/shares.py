"""Say why a text gets its share of a brief's posters: what learning gives it, and what every candidate gets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from postergen.domain.policies import Kind, Policy
from postergen.domain.poster import Brief
from postergen.ranking.beta_policy import Posteriors, key_of
from postergen.ranking.chances import least_share
from postergen.ranking.logistic_policy import key_with_traits
from postergen.ranking.policy import Serving
from postergen.ranking.prior import prior_of
from postergen.ranking.ranker import RankedList
from postergen.ranking.together import Together, together


@dataclass(frozen=True, slots=True)
class Share:
    """What part of a brief's posters a text gets, and what of it for which reason.

    Args:
        earned: because of what is known of it.
        floor: because every candidate gets that much.
        held: of the hold-out, which is drawn evenly.
    """

    earned: float
    floor: float
    held: float

    @property
    def whole(self) -> float:
        return self.earned + self.floor + self.held


@dataclass(frozen=True, slots=True)
class Belief:
    """What is believed of a text by what it had itself.

    Args:
        expected: the success rate that relevance alone lets expect.
        strength: how many posters that expectation weighs as much as.
        a, b: of the Beta distribution that comes of it and of what was seen.
    """

    expected: float
    strength: float
    a: float
    b: float


@dataclass(frozen=True, slots=True)
class Known:
    """What a policy knows of a text: what it had when the policy was made, weighed, and what it believes."""

    exposed: float
    rewarded: float
    belief: Belief | Together


def shares(ranked: RankedList, brief: Brief, serving: Serving) -> tuple[Share, ...]:
    """The share of each of these texts, at least one, in their order; they sum to 1."""
    drawn = serving.chances(ranked, brief)
    floor, even = least_share(serving.floor, len(drawn)), 1 / len(drawn)
    rest = 1 - serving.holdout
    return tuple(Share(rest * (p - floor), rest * floor, serving.holdout * even) for p in drawn)


def known(ranked: RankedList, locale: str, policy: Policy) -> tuple[Known, ...]:
    """What the policy knows of each of these texts, in their order.

    Raises:
        Unavailable: this release cannot read it.
    """
    arms = [policy.arm_of.get((one.variant.id, one.variant.revision)) for one in ranked.variants]
    seen = [(arm.exposed, arm.rewarded) if arm else (0.0, 0.0) for arm in arms]
    return tuple(Known(*had, belief) for had, belief in zip(seen, _beliefs(ranked, locale, policy), strict=True))


def _beliefs(ranked: RankedList, locale: str, policy: Policy) -> Sequence[Belief | Together]:
    if policy.kind is Kind.LOGISTIC:
        return together(policy, key_with_traits(ranked), locale)
    posteriors, key, strength = Posteriors(policy), key_of(ranked), prior_of(policy, locale).strength
    before, after = posteriors.expected(key, locale), posteriors.of(key, locale)
    return [
        Belief(float(m / (m + n)), strength, float(a), float(b)) for m, n, a, b in zip(*before, *after, strict=True)
    ]

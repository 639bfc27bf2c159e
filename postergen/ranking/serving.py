"""Serve a campaign with a policy that was made from counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from postergen.domain.campaign import Campaign
from postergen.domain.policies import Kind, Policy
from postergen.domain.poster import Brief
from postergen.ranking.beta_policy import BetaRule
from postergen.ranking.chances import Floats, mixed
from postergen.ranking.logistic_policy import LogisticRule
from postergen.ranking.plain_policies import EpsilonRule, GreedyRule, UcbRule, UniformRule
from postergen.ranking.policy import Serving, fixed_policy
from postergen.ranking.ranker import RankedList

# Gives the candidates shares that sum to 1, before the floor. The same bits on every machine: see `chances`.
Rule = Callable[[RankedList, Brief], Floats]

RULES: Mapping[Kind, Callable[[Policy], Rule]] = {
    Kind.BETA: BetaRule,
    Kind.LOGISTIC: LogisticRule,
    Kind.GREEDY: GreedyRule,
    Kind.EPSILON: EpsilonRule,
    Kind.UCB: UcbRule,
    Kind.UNIFORM: UniformRule,
}
LEAST_FLOOR = 1e-6  # whatever a campaign says: what cannot be drawn, nobody can ever judge


@dataclass(frozen=True, slots=True)
class LearnedPolicy:
    """A rule with its floor and hold-out."""

    version: str
    kind: Kind
    most: int
    holdout: float
    floor: float
    rule: Rule

    def chances(self, ranked: RankedList, brief: Brief) -> Sequence[float]:
        return tuple(mixed(self.rule(ranked, brief), self.floor).tolist())


def serving_of(policy: Policy, campaign: Campaign) -> Serving:
    """The policy as it serves; the fixed one for a kind that has no rule."""
    rule = RULES.get(policy.kind)
    if rule is None:
        return fixed_policy(campaign)
    terms = policy.terms
    floor = max(terms.floor, LEAST_FLOOR)
    return LearnedPolicy(policy.version, policy.kind, terms.most, terms.holdout, floor, rule(policy))

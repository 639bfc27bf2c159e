"""What a policy knows at an hour of a simulated campaign: the posters so far, counted as those of a real one are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np

from postergen.domain.policies import Kind, Policy, Reward, Slice, Terms
from postergen.ranking.logistic_policy import with_regression
from postergen.ranking.prior import fit_priors
from postergen.ranking.regression import traits_of
from postergen.simulation.posters import Floats, Posters
from postergen.simulation.world import LOCALE, Truth
from postergen.tracking.delay import Delays
from postergen.tracking.exposure import Observed, delays_of, exposures, meetings

BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
AT_ONCE = Delays((0.0, 1.0), (1.0, 1.0))  # as if every poster had all its time behind it
AGES = np.array([1, 2, 3, 6, 9, 12, 18, 24, 36, 48, 60], dtype=np.float64)  # hours, between which posters are alike


def learned(
    posters: Posters, hour: float, truth: Truth, terms: Terms, before: Policy | None, *, by_age: bool = True
) -> Policy | None:
    """The policy that an update at this hour makes; the one before while there is too little to learn from.

    Args:
        by_age: False takes young posters that nobody scanned yet for failures, to show what that costs.
    """
    if terms.kind is Kind.FIXED:
        return None
    observed = observations(posters, hour, truth, terms)
    if len(posters) < terms.least_posters or _successes(observed) < terms.least_rewards:
        return before
    delays = delays_of(observed, terms) if by_age else AT_ONCE
    arms = exposures(observed, delays, terms)
    priors = fit_priors(arms, replace(terms, least_posters=10**9))  # there is one language: all texts are its texts
    made_at = BEGINNING + timedelta(hours=hour)
    parent = before.version if before else ""
    policy = Policy(truth.campaign.id, terms.kind, terms, arms, priors, made_at, parent)
    if terms.kind is Kind.LOGISTIC:
        policy = with_regression(policy, meetings(observed, delays, terms), traits_of(truth.campaign.variants))
    return policy


def _successes(observed: Sequence[Observed]) -> int:
    return sum(row.posters for row in observed if row.delay is not None)


def observations(posters: Posters, hour: float, truth: Truth, terms: Terms) -> list[Observed]:
    """The posters, those that are alike together: same text and slice, about as old, success after about as long."""
    age, at = hour - posters.made, rewarded_at(posters, terms)
    done = rewards(posters, hour, terms) > 0
    delay = np.where(done, at, posters.made) - posters.made
    days = np.maximum(0, (age - terms.window_hours) // 24).astype(np.int64) if terms.discount < 1 else 0
    edges = AGES * (terms.window_hours / 72) if truth.world.delay_hours else AGES[:0]  # where nobody waits, all are old
    of_age = np.searchsorted(edges, age) + days
    of_delay = np.where(done, 1 + np.searchsorted(AGES, delay), 0)
    key = ((posters.line * 2 + posters.held) * 4096 + of_age) * 16 + of_delay
    alike, group, count = np.unique(key, return_inverse=True, return_counts=True)
    ages = np.bincount(group, weights=age) / count
    delays = np.bincount(group, weights=delay) / count
    found = []
    for i, (one, many) in enumerate(zip(alike.tolist(), count.tolist(), strict=True)):
        line, held = divmod(one // (4096 * 16), 2)
        variant = truth.campaign.variants[line]
        found.append(
            Observed(
                variant.id,
                variant.revision,
                LOCALE,
                "u",
                Slice.HELD if held else Slice.DRAWN,
                float(ages[i]),
                float(delays[i]) if one % 16 else None,
                many,
                float(truth.relevance[line]),
            )
        )
    return found


def rewarded_at(posters: Posters, terms: Terms) -> Floats:
    """The hour at which each poster succeeds; a program's scan is one, where a scan is enough."""
    return np.minimum(posters.person, posters.machine) if terms.reward is Reward.SCAN else posters.person


def rewards(posters: Posters, hour: float, terms: Terms) -> Floats:
    """1 for each poster that has succeeded by this hour, within its time."""
    at = rewarded_at(posters, terms)
    in_time = np.isfinite(at) & (at <= hour) & (at <= posters.made + terms.window_hours)
    return in_time.astype(np.float64)

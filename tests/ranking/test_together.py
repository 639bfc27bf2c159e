"""What a policy says of texts that learn together is true of people as everybody's are."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from postergen.domain.policies import Arm, Kind, Met, Policy, Terms
from postergen.domain.variant import Hook, Tone
from postergen.errors import Unavailable
from postergen.ranking.logistic_policy import Key, with_regression
from postergen.ranking.regression import Traits
from postergen.ranking.together import Together, together

EMPTY = Policy("small", Kind.LOGISTIC, Terms(Kind.LOGISTIC), (), {}, datetime(2026, 6, 1, tzinfo=UTC))
TEXTS = 40
TRAITS = {
    (f"t{i}", "r"): Traits((Hook.THEME, Hook.PRODUCT)[i % 2], (Tone.WARM, Tone.WRY)[i // 2 % 2]) for i in range(TEXTS)
}
KEY: Key = tuple(
    (name, "r", of.hook.value, of.tone.value, 0.5) for (name, _), of in TRAITS.items() if of.hook and of.tone
)
NAMED, UNNAMED = 0.9, -0.6  # what they add to the log odds; a third is named


def world(seed: int, posters: int) -> tuple[Policy, np.ndarray]:
    """A policy of so many posters, and the true rates of its texts for everybody."""
    rng = np.random.default_rng(seed)
    own = np.array([0.5 * (i % 2) for i in range(TEXTS)]) - 3.0 + 0.3 * rng.standard_normal(TEXTS)
    met, arms, truth = [], [], np.zeros(TEXTS)
    for people, effect, share in (("n", NAMED, 1 / 3), ("u", UNNAMED, 2 / 3)):
        rates = 1 / (1 + np.exp(-own - effect))
        truth += share * rates
        exposed = rng.multinomial(round(posters * share), [1 / TEXTS] * TEXTS)
        rewarded = rng.binomial(exposed, rates)
        met += [
            Met(f"t{i}", "r", "en", (people,), e, k, 0.5)
            for i, (e, k) in enumerate(zip(exposed, rewarded, strict=True))
        ]
    for i in range(TEXTS):
        of = [row for row in met if row.variant == f"t{i}"]
        arms.append(Arm(f"t{i}", "r", "en", sum(row.exposed for row in of), sum(row.rewarded for row in of), 0.5))
    return with_regression(replace(EMPTY, arms=tuple(arms)), met, TRAITS), truth


def test_the_truth_lies_inside_and_the_posters_add_up() -> None:
    inside = []
    for seed in range(20):
        policy, truth = world(seed, 12_000)
        found = together(policy, KEY, "en")
        inside += [one.low <= rate <= one.high for one, rate in zip(found, truth, strict=True)]
        believed = sum(one.value * arm.exposed for one, arm in zip(found, policy.arms, strict=True))
        assert believed == pytest.approx(sum(arm.rewarded for arm in policy.arms), rel=1e-6)
    assert 0.92 <= np.mean(inside) <= 0.98


def test_a_text_that_nobody_saw_is_what_others_of_its_hook_are_and_less_sure() -> None:
    policy, _ = world(1, 40_000)
    theme, product = together(
        policy, (("new", "r", "theme", "warm", 0.5), ("newer", "r", "product", "warm", 0.5)), "en"
    )
    seen = together(policy, KEY[:1], "en")[0]
    assert theme.value == theme.expected < product.value
    assert theme.high - theme.low > seen.high - seen.low


@pytest.mark.parametrize("rewarded", [0.0, 50.0])
def test_where_nothing_or_everything_succeeded_rates_stay_between_0_and_1(rewarded: float) -> None:
    met = [Met("t0", "r", "en", ("u",), 50.0, rewarded, 0.5)]
    policy = with_regression(replace(EMPTY, arms=(Arm("t0", "r", "en", 50.0, rewarded, 0.5),)), met, TRAITS)
    one = together(policy, KEY[:1], "en")[0]
    assert 0 < one.low < one.value < one.high < 1


def test_without_any_poster_there_is_a_belief_and_it_is_wide() -> None:
    one: Together = together(with_regression(EMPTY, [], {}), KEY[:1], "en")[0]
    assert 0 < one.low < one.value < one.high < 1


def test_what_cannot_be_read_is_said() -> None:
    with pytest.raises(Unavailable):
        together(EMPTY, KEY, "en")

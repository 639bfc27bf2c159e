"""Whatever serves, every text that fits may be drawn, and chances are exact."""

from __future__ import annotations

import hashlib
from bisect import bisect
from dataclasses import replace
from datetime import UTC, datetime
from itertools import accumulate

import numpy as np
import pytest

from postergen.domain.policies import Arm, Kind, Met, Policy, Prior, Terms
from postergen.domain.variant import Fits
from postergen.ranking.draws import odds
from postergen.ranking.logistic_policy import with_regression
from postergen.ranking.policy import FIXED_VERSION
from postergen.ranking.prior import POOLED
from postergen.ranking.ranker import RankedList, Ranker
from postergen.ranking.relevance import Relevance
from postergen.ranking.serving import RULES, serving_of

from .small_campaigns import brief_for, option, ranked, small_campaign, variant

CAMPAIGN = small_campaign([option("noodles")], [variant("v0", "noodles", Fits(options=("noodles",)))])
BRIEF = brief_for("noodles")
PRIOR = Prior(-2.9, 0.2, 80.0, 0.5, 0.2)


def policy(kind: Kind = Kind.BETA, counts: tuple[tuple[float, float], ...] = (), **terms: object) -> Policy:
    """With so many posters and successes of v0, v1, ..."""
    arms = tuple(
        Arm(one.variant.id, one.variant.revision, "en", n, k, 0.5)
        for one, (n, k) in zip(ranked(*[0.5] * len(counts)).variants, counts, strict=True)
    )
    made_at = datetime(2026, 6, 1, tzinfo=UTC)
    made = Policy("small", kind, Terms(kind, **terms), arms, {POOLED: PRIOR}, made_at)  # type: ignore[arg-type]
    met = [Met(arm.variant, arm.revision, "en", ("u",), arm.exposed, arm.rewarded, 0.5) for arm in arms]
    return with_regression(made, met, {}) if kind is Kind.LOGISTIC else made


def chances(made: Policy, found: RankedList) -> list[float]:
    return list(serving_of(made, CAMPAIGN).chances(found, BRIEF))


COUNTS = {
    "nothing yet": ((0.0, 0.0),) * 5,
    "no success": ((5000.0, 0.0),) * 5,
    "nothing but success": ((5000.0, 5000.0),) * 5,
    "more successes than posters": ((10.0, 30.0), (5.0, 0.0), (0.0, 2.0), (0.0, 0.0), (1.0, 1.0)),
    "a million": ((1e6, 5e4), (1e6, 5.01e4), (1e6, 4e4), (10.0, 1.0), (0.0, 0.0)),
    "fractions": ((0.3, 0.1), (12.7, 0.0), (80.01, 3.3), (1e-9, 0.0), (400.0, 20.5)),
}


@pytest.mark.parametrize("kind", RULES)
@pytest.mark.parametrize("counts", COUNTS.values(), ids=COUNTS)
@pytest.mark.parametrize("n", [1, 2, 5])
@pytest.mark.parametrize("floor", [0.0, 0.001])
def test_chances_sum_to_one_and_every_candidate_has_one(
    kind: Kind, counts: tuple[tuple[float, float], ...], n: int, floor: float
) -> None:
    found = chances(policy(kind, counts, floor=floor), ranked(*[0.9, 0.6, 0.6, 0.2, 0.15][:n]))
    assert len(found) == n
    assert sum(found) == pytest.approx(1, abs=1e-12)
    assert min(found) >= (min(floor, 0.5 / n) or 1e-6)


def test_what_brings_people_is_drawn_most_and_sharpness_says_how_much_more() -> None:
    counts = ((1000.0, 50.0), (1000.0, 62.0), (1000.0, 55.0))
    soft, sharp = (chances(policy(counts=counts, sharpness=power), ranked(0.5, 0.5, 0.5)) for power in (1, 3))
    assert soft[1] > soft[2] > soft[0]
    assert sharp[1] > soft[1]


def test_where_nothing_was_seen_relevance_says_what_is_drawn_if_it_is_known_to_matter() -> None:
    found = chances(policy(), ranked(0.9, 0.5, 0.2))
    assert found == sorted(found, reverse=True)
    without = replace(policy(), priors={POOLED: replace(PRIOR, beta=0.0)})
    assert chances(without, ranked(0.9, 0.5, 0.2)) == pytest.approx([1 / 3] * 3, abs=2e-3)


@pytest.mark.parametrize("kind", [Kind.BETA, Kind.LOGISTIC])
def test_the_best_of_many_is_drawn_most_whichever_way_it_is_learned(kind: Kind) -> None:
    found = chances(policy(kind, ((2000.0, 60.0), (2000.0, 160.0), (2000.0, 80.0))), ranked(0.5, 0.5, 0.5))
    assert found[1] > 0.98


def test_an_edited_text_begins_at_its_prior() -> None:
    made = policy(counts=((1000.0, 200.0), (1000.0, 20.0)))
    old = ranked(0.5, 0.5)
    edited = replace(old.variants[0], variant=replace(old.variants[0].variant, headline="another"))
    new = RankedList((edited, old.variants[1]), "", "state")
    assert edited.variant.revision != old.variants[0].variant.revision
    assert chances(made, old)[0] > 0.99 > chances(made, new)[0]


def test_a_policy_of_another_pack_serves() -> None:
    stranger = policy(counts=((1000.0, 200.0),))
    other = RankedList(
        tuple(
            replace(one, variant=variant(f"other{i}", "x", Fits())) for i, one in enumerate(ranked(0.5, 0.5).variants)
        ),
        "",
        "state",
    )
    assert chances(stranger, other) == pytest.approx([0.5, 0.5], abs=1e-3)
    found = odds(Ranker(CAMPAIGN, Relevance(CAMPAIGN)), BRIEF, serving_of(stranger, CAMPAIGN))
    assert found
    assert found.policy.startswith(f"{stranger.version}.")
    assert found.drawn == (1.0,)


def test_a_kind_without_a_rule_is_served_by_relevance_and_says_so() -> None:
    assert serving_of(policy(Kind.FIXED), CAMPAIGN).version == FIXED_VERSION


def test_what_is_remembered_is_what_was_worked_out() -> None:
    made = policy(counts=((1000.0, 50.0), (1000.0, 62.0), (10.0, 1.0)))
    serving = serving_of(made, CAMPAIGN)
    first = serving.chances(ranked(0.9, 0.5, 0.2), BRIEF)
    other = serving.chances(ranked(0.2, 0.5, 0.9), BRIEF)
    assert serving.chances(ranked(0.9, 0.5, 0.2), BRIEF) == first != other
    assert serving_of(made, CAMPAIGN).chances(ranked(0.2, 0.5, 0.9), BRIEF) == other


def test_greedy_takes_the_best_epsilon_nearly_always_and_ucb_what_may_be_best() -> None:
    counts = ((2000.0, 100.0), (2000.0, 120.0), (0.0, 0.0))
    found = {kind: chances(policy(kind, counts), ranked(0.5, 0.5, 0.5)) for kind in RULES}
    assert found[Kind.GREEDY][1] > 0.99
    assert found[Kind.EPSILON][1] == pytest.approx(1 - 2 * 0.1 / 3, abs=0.01)
    assert found[Kind.UCB][2] > 0.99
    assert found[Kind.UNIFORM] == pytest.approx([1 / 3] * 3)


@pytest.mark.slow
def test_a_million_draws_are_as_frequent_as_was_logged() -> None:
    random = np.random.default_rng(0)
    posters = random.integers(50, 3000, 20)
    counts = tuple(zip(posters * 1.0, random.binomial(posters, random.uniform(0.02, 0.08, 20)) * 1.0, strict=True))
    p = chances(policy(counts=counts), ranked(*[0.5] * 20))
    steps, seen = list(accumulate(p)), [0] * 20
    for i in range(1_000_000):
        seen[min(bisect(steps, int.from_bytes(hashlib.sha256(b"%d" % i).digest()[:7]) / 2**56), 19)] += 1
    chi_square = sum((n - 1e6 * chance) ** 2 / (1e6 * chance) for n, chance in zip(seen, p, strict=True))
    assert chi_square < 43.8  # 19 degrees of freedom, p = 0.001

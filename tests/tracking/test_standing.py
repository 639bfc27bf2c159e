"""Nobody is called the best by luck, and who is told to wait is told how long."""

from __future__ import annotations

import numpy as np
import pytest

from postergen.domain.policies import Arm
from postergen.tracking.posteriors import common_prior
from postergen.tracking.standing import LOOKS, MOST, Standings, bar_of, best_of, needed, plenty, stand


def arms(*pairs: tuple[float, float]) -> list[Arm]:
    return [Arm(f"v{i}", "r", "en", *pair, 0.0) for i, pair in enumerate(pairs)]


def standing(*pairs: tuple[float, float]) -> Standings:
    found = arms(*pairs)
    return stand(found, common_prior(found))


def test_a_single_poster_is_too_young_and_best_of_nothing() -> None:
    found = standing((300, 30), (1, 1))
    young = found.rows[-1]
    assert (young.arm.variant, young.is_young, young.chance, young.loss) == ("v1", True, None, None)
    assert young.rate.high is not None
    assert young.rate.high < 0.5  # drawn towards what the others do
    assert found.ahead is None
    assert needed(found) is None
    only = found.rows[0]
    assert (only.is_young, only.chance, only.loss) == (False, None, None)  # the best of one is nothing to tell


def test_a_flop_of_many_posters_is_a_bad_text_and_no_young_one() -> None:
    found = standing((3000, 180), (3000, 150), (3000, 6), (150, 2))
    assert [row.is_young for row in found.rows] == [False, False, False, True]
    flop = found.rows[2]
    assert (flop.arm.variant, flop.chance) == ("v2", pytest.approx(0, abs=1e-6))
    assert 190 < plenty(found.prior) < 330  # at some 3.5 %


def test_flops_do_not_make_it_easier_to_be_ahead_of_an_equal() -> None:
    equal, flops = [(3000, 150), (3000, 160)], [(3000, 6)] * 6
    two, all_of_them = standing(*equal), standing(*equal, *flops)
    assert len(all_of_them.old) == 8
    assert two.bar == all_of_them.bar == bar_of(2)
    assert standing((3000, 150), (3000, 6)).bar == bar_of(2)
    assert standing((3000, 150)).bar > 1


def test_where_nothing_ever_succeeds_every_text_stays_young() -> None:
    assert standing(*((5000, 0),) * 4).old == ()
    assert plenty(common_prior(arms((100, 60), (100, 50)))) == 100


@pytest.mark.parametrize("third", [(1, 0), (1, 1)])
@pytest.mark.parametrize("times", [1, 10])
def test_a_text_with_one_poster_changes_nothing_for_the_others(third: tuple[int, int], times: int) -> None:
    two = arms((68 * times, 35 * times), (52 * times, 16 * times))
    prior = common_prior(two)
    before, after = stand(two, prior), stand([*two, *arms((0, 0), (0, 0), third)[2:]], prior)
    assert after.rows[: len(before.old)] == before.old
    assert (after.bar, after.ahead) == (before.bar, before.ahead)


def test_what_differs_is_told() -> None:
    found = standing((680, 350), (520, 160))
    assert found.ahead == found.rows[0].arm
    assert best_of([found] * LOOKS) == found.ahead
    assert found.rows[0].loss == pytest.approx(0, abs=0.001)
    assert found.rows[1].loss == pytest.approx(0.2, abs=0.03)


def test_one_day_ahead_is_not_enough_and_neither_is_another_leader() -> None:
    ahead, other = standing((680, 350), (520, 160)), standing((680, 150), (520, 260))
    assert best_of([ahead] * (LOOKS - 1)) is None
    assert best_of([ahead, other, ahead]) is None
    assert best_of([ahead, standing((68, 35), (52, 16)), ahead]) is None
    assert best_of([]) is None


def test_fewer_texts_have_to_be_surer() -> None:
    bars = [bar_of(texts) for texts in range(2, 8)]
    assert bars == sorted(bars, reverse=True)
    assert bar_of(1) > 1


def test_many_texts_are_cut_to_those_with_the_most_posters() -> None:
    found = standing(*((100 + i, 20) for i in range(60)))
    assert len(found.rows) == MOST
    assert min(row.arm.exposed for row in found.rows) == 160 - MOST
    assert sum(row.chance or 0 for row in found.rows) == pytest.approx(1)


def test_nothing_stands_where_nothing_is() -> None:
    assert stand([], common_prior([])).rows == ()
    assert needed(stand([], common_prior([]))) is None


@pytest.mark.parametrize(("texts", "newcomer"), [(2, False), (5, False), (5, True)])
def test_daily_looks_at_equal_texts_seldom_find_a_best(texts: int, newcomer: bool) -> None:
    """A small version of `benchmarks/bench_standing.py`: every fourth day, in a dozen campaigns."""
    wrong = 0
    for seed in range(12):
        rng = np.random.default_rng([seed, texts])
        n, k, looks = np.zeros(texts), np.zeros(texts), []
        for day in range(0, 60, 4):
            drawn = np.full(texts, 160)
            drawn[-1] *= not newcomer or day >= 20
            n, k = n + drawn, k + rng.binomial(drawn, 0.05)
            looks = [standing(*zip(n.tolist(), k.tolist(), strict=True)), *looks[: LOOKS - 1]]
            if best_of(looks) is not None:
                wrong += 1
                break
    assert wrong <= 1


def test_the_better_text_is_found_in_the_end() -> None:
    found = 0
    for seed in range(20):
        k = np.random.default_rng(seed).binomial(4000, [0.075, 0.05, 0.05]).tolist()
        found += (ahead := standing(*((4000, one) for one in k)).ahead) is not None and ahead.variant == "v0"
    assert found >= 17


def test_as_many_posters_as_needed_suffice_in_four_of_five() -> None:
    sufficed = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        rates = rng.beta(4, 76, 40)
        k = rng.binomial(600, rates)
        campaign = arms(*((600, one) for one in k.tolist()))
        now = stand(campaign[:3], common_prior(campaign))
        told = needed(now)
        if told is None or told.posters is None:
            continue
        assert told.chance >= 0.8
        each = told.posters // len(now.old)
        grown = [
            Arm(a.variant, "r", "en", a.exposed + each, a.rewarded + rng.binomial(each, rates[int(a.variant[1:])]), 0.0)
            for a in (row.arm for row in now.old)
        ]
        sufficed.append(stand(grown, now.prior).ahead is not None)
    assert len(sufficed) > 15
    assert 0.6 <= np.mean(sufficed) <= 0.95


def test_equal_texts_need_more_than_anybody_makes() -> None:
    told = needed(standing(*((50_000, 2_500),) * 3))
    assert told is not None
    assert told.posters is None
    assert told.chance < 0.8

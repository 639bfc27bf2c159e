from __future__ import annotations

import numpy as np
import pytest

from postergen.tracking.delay import FEWEST, Aged, fit_delays

WINDOW = 72


def successes(mean: float, posters: int, oldest: float, seed: int) -> list[Aged]:
    """What is seen of posters made evenly until now, whose delays are exponential: those whose delay is over."""
    rng = np.random.default_rng(seed)
    ages, delays = rng.uniform(0, oldest, posters), rng.exponential(mean, posters)
    return [Aged(age, delay, 1) for age, delay in zip(ages, delays, strict=True) if delay <= min(age, WINDOW)]


def truth(mean: float, hours: np.ndarray) -> np.ndarray:
    return (1 - np.exp(-hours / mean)) / (1 - np.exp(-WINDOW / mean))


@pytest.mark.parametrize("mean", [2.0, 8.0, 24.0])
def test_delays_that_are_cut_off_by_age_are_found_as_they_are(mean: float) -> None:
    """With all ages alike, of which the youngest can show short delays alone."""
    hours = np.arange(0, WINDOW + 1, 6.0)
    found = [fit_delays(successes(mean, 1200, 120, seed), WINDOW).share(hours) for seed in range(12)]
    assert np.abs(np.mean(found, axis=0) - truth(mean, hours)).max() < 0.03


def test_counting_the_delays_that_are_seen_would_find_them_shorter() -> None:
    seen = successes(24.0, 1200, 80, 1)
    naive = np.mean([row.delay <= 12 for row in seen])
    right = truth(24.0, np.array([12.0]))[0]
    assert naive > right + 0.08
    assert abs(fit_delays(seen, WINDOW).share(12.0) - right) < 0.06


def test_few_successes_are_not_believed() -> None:
    few = [Aged(200, 70, 1)] * (FEWEST - 1)
    assert fit_delays(few, WINDOW) == fit_delays([], WINDOW)
    assert fit_delays([], WINDOW).share(12.0) == pytest.approx(0.634, abs=0.001)


def test_a_campaign_of_a_day_believes_what_is_usual_of_the_days_after() -> None:
    found = fit_delays([Aged(20, 1, 500), Aged(20, 10, 500)], WINDOW)
    usual = fit_delays([], WINDOW)
    assert found.share(18.0) == pytest.approx(float(usual.share(18.0)))
    assert found.share(3.0) == pytest.approx(float(usual.share(18.0)) / 2)


def test_shares_rise_from_nothing_to_all_whatever_the_clock_did() -> None:
    rows = [Aged(-5, -6, 40), Aged(3, 9, 40), Aged(100, 80, 40), Aged(100, 30, 40), Aged(100, 0, 40)]
    found = fit_delays(rows, WINDOW)
    assert (np.diff(found.shares) >= 0).all()
    assert found.share(np.array([-3.0, 0.0, 72.0, 500.0])).tolist() == [0, 0, 1, 1]

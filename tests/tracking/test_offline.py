"""What a log can tell of another policy, and when it has to say that it cannot."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from postergen.tracking.offline import Evaluation, Logged, Refusal, evaluate, told

TEXTS = [f"text-{i}" for i in range(8)]
RATES = np.linspace(0.02, 0.10, len(TEXTS))


def log_of(
    seed: int, trees: int = 400, drawn: np.ndarray | None = None, candidate: np.ndarray | None = None
) -> list[Logged]:
    """Posters in trees whose people scan more or less alike; drawn as a policy with a floor would."""
    rng = np.random.default_rng(seed)
    drawn = np.full(len(TEXTS), 1 / len(TEXTS)) if drawn is None else drawn
    candidate = better() if candidate is None else candidate
    logged, wanted = dict(zip(TEXTS, drawn.tolist(), strict=True)), dict(zip(TEXTS, candidate.tolist(), strict=True))
    log = []
    for root, size in enumerate(rng.geometric(0.4, trees)):
        warmth = rng.gamma(4, 0.25)
        for arm in rng.choice(len(TEXTS), size, p=drawn):
            log.append(Logged(str(root), TEXTS[arm], bool(rng.random() < RATES[arm] * warmth), logged, wanted))
    return log


def better() -> np.ndarray:
    weights = np.exp(RATES * 30)
    return np.asarray(weights / weights.sum())


def evaluated(log: list[Logged]) -> Evaluation:
    found = evaluate(log, draws=300)
    assert isinstance(found, Evaluation), [told(lack) for lack in found.lacks]
    return found


def lacking(log: list[Logged]) -> set[str]:
    found = evaluate(log, draws=50)
    assert isinstance(found, Refusal)
    return {lack.what for lack in found.lacks}


def test_the_truth_lies_in_the_intervals_at_about_the_stated_rate() -> None:
    truth, came = float(better() @ RATES), float(RATES.mean())
    found = [evaluated(log_of(seed)) for seed in range(60)]
    for name in ("ips", "snips", "dr"):
        estimates = [getattr(one, name) for one in found]
        assert sum(one.low <= truth <= one.high for one in estimates) >= 53  # of 57; by chance fewer: once in 40
        assert np.mean([one.value for one in estimates]) == pytest.approx(truth, abs=0.004)
    assert sum(one.gain.low <= truth - came <= one.gain.high for one in found) >= 53


def test_a_better_candidate_is_worth_a_switch_once_that_is_sure() -> None:
    few, many = evaluated(log_of(2, trees=200)), evaluated(log_of(3, trees=6000))
    assert not few.worth_a_switch
    assert many.worth_a_switch
    assert many.gain.value == pytest.approx(float((better() - 1 / len(TEXTS)) @ RATES), abs=0.01)


def test_a_candidate_that_draws_what_was_drawn_gains_nothing() -> None:
    even = np.full(len(TEXTS), 1 / len(TEXTS))
    found = evaluated(log_of(4, candidate=even))
    assert found.ips == found.came
    assert found.snips.value == pytest.approx(found.came.value)
    assert found.effective == pytest.approx(found.posters)
    assert found.gain.low <= 0 <= found.gain.high


def test_a_candidate_without_overlap_is_refused() -> None:
    without = np.array([*[1 / 7] * 7, 0])
    only_that = np.array([*[0.0] * 7, 1])
    assert "overlap" in lacking(log_of(5, drawn=without, candidate=only_that))
    some = np.array([*[0.97 / 7] * 7, 0.03])
    assert lacking(log_of(5, drawn=without, candidate=some)) == {"overlap"}


def test_a_candidate_whose_text_was_hardly_tried_is_refused() -> None:
    hardly = np.array([*[0.998 / 7] * 7, 0.002])
    assert "weights" in lacking(log_of(6, drawn=hardly, candidate=np.array([*[0.5 / 7] * 7, 0.5])))


def test_propensities_of_zero_or_none_are_refused_and_counted() -> None:
    log = log_of(7)
    zero = [replace(log[0], logged={**log[0].logged, log[0].drawn: 0.0}), *log[1:]]
    missing = [replace(one, logged={}) for one in log[:3]] + log[3:]
    for broken, count in ((zero, 1), (missing, 3)):
        found = evaluate(broken)
        assert isinstance(found, Refusal)
        assert [told(lack) for lack in found.lacks] == [
            f"{count} posters whose chances are missing, zero, or do not sum to one"
        ]


def test_too_few_trees_and_an_empty_log_are_refused() -> None:
    assert lacking([]) == {"roots"}
    assert "roots" in lacking(log_of(8, trees=30))


def test_a_log_without_any_success_is_refused() -> None:
    assert lacking([replace(one, rewarded=False) for one in log_of(9)]) == {"rewards"}


def test_the_answer_depends_on_the_seed_alone() -> None:
    log = log_of(10)
    assert evaluate(log, draws=100) == evaluate(log, draws=100)

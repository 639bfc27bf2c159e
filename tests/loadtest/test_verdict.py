"""A verdict is given target by target, and refused where it would say nothing about the server."""

from __future__ import annotations

import pytest

from postergen.loadtest.profiles import PROFILES, Target
from postergen.loadtest.verdict import Measured, Tally, Verdict, judge

TARGETS = PROFILES["campaign"].targets


def measured(*, quick: int = 0, slow: int = 0, failed: int = 0, lag: float = 0.001) -> Measured:
    tally = Tally()
    for seconds, count in ((0.02, quick), (0.8, slow)):
        for _ in range(count):
            tally.latencies.add(seconds)
    for _ in range(failed):
        tally.errors["503"] += 1
        tally.latencies.add_failed()
    found = Measured(200, 60, {"page": tally}, took=60)
    for _ in range(100):
        found.lags.add(lag)
    return found


@pytest.mark.parametrize(
    ("what", "verdict", "broken"),
    [
        ({"quick": 10_000}, Verdict.PASSED, []),
        ({"quick": 9_910, "slow": 90}, Verdict.PASSED, []),
        ({"quick": 9_890, "slow": 110}, Verdict.FAILED, ["p99"]),
        ({"quick": 9_991, "failed": 9}, Verdict.PASSED, []),
        ({"quick": 9_990, "failed": 10}, Verdict.FAILED, ["errors"]),
        ({"quick": 9_800, "failed": 200}, Verdict.FAILED, ["p99", "errors"]),
    ],
)
def test_each_target_is_held_against_its_figure(what: dict[str, int], verdict: Verdict, broken: list[str]) -> None:
    found = judge(measured(**what), TARGETS)
    assert (found.verdict, [one.target.figure for one in found.targets if not one.holds]) == (verdict, broken)
    assert found.why == ()


def test_a_server_does_not_get_quicker_by_refusing() -> None:
    (p99, _) = judge(measured(quick=9_800, failed=200), TARGETS).targets
    assert p99.value is None
    assert not p99.holds


@pytest.mark.parametrize("what", [{"quick": 10_000}, {"quick": 9_000, "slow": 1_000}])
def test_nothing_is_said_of_the_server_when_the_generator_was_late(what: dict[str, int]) -> None:
    assert judge(measured(**what, lag=0.049), TARGETS).verdict is not Verdict.REFUSED
    found = judge(measured(**what, lag=0.051), TARGETS)
    assert found.verdict is Verdict.REFUSED
    assert "0.01 of its requests left more than 51 ms after they were due, where 50 ms would do" in found.why[0]


def test_a_percentile_takes_requests_to_rest_on() -> None:
    assert judge(measured(quick=300), TARGETS).verdict is Verdict.PASSED
    found = judge(measured(quick=299), TARGETS)
    assert found.verdict is Verdict.REFUSED
    assert found.why == ("p99 takes 300 requests, and 299 were counted; give it more --seconds",)


def test_the_generator_may_be_late_as_far_as_it_changes_no_figure_that_is_judged_by() -> None:
    found = measured(quick=10_000)
    for _ in range(4):
        found.lags.add(3.0)  # of 104
    assert judge(found, [Target("p95", 0.5)]).verdict is Verdict.PASSED
    assert judge(found, TARGETS).verdict is Verdict.REFUSED
    assert judge(found, [Target("errors", 0.1)]).verdict is Verdict.REFUSED

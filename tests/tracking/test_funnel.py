"""How many posters came how far, also when the counts do not nest."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postergen.tracking.funnel import PREVIOUS, FunnelStep, Step, funnel
from postergen.tracking.intervals import Rate, wilson


def by_name(**counts: int) -> dict[str, FunnelStep]:
    return {step.name: step for step in funnel([Step(name, count) for name, count in counts.items()])}


def test_each_step_is_a_share_of_the_one_before_and_of_all_posters() -> None:
    steps = by_name(poster=1000, shared=400, scanned=120, confirmed=90, maker=9, converted=30)
    assert steps["poster"] == FunnelStep("poster", 1000, None, None)
    assert steps["scanned"] == FunnelStep("scanned", 120, wilson(120, 400), wilson(120, 1000))


def test_makers_and_conversions_both_come_from_confirmed_scans() -> None:
    steps = by_name(poster=1000, shared=400, scanned=120, confirmed=90, maker=9, converted=30)
    assert steps["maker"].of_previous == wilson(9, 90)
    assert steps["converted"].of_previous == wilson(30, 90)  # and not of the 9, which it exceeds
    assert steps["converted"].note == ""


def test_scans_of_posters_that_nobody_reported_as_shared_are_noted_and_no_rate_exceeds_1() -> None:
    steps = by_name(poster=1000, shared=50, scanned=120, confirmed=90)
    assert steps["scanned"].of_previous is None
    assert steps["scanned"].note == "more than shared"
    assert steps["scanned"].of_first == wilson(120, 1000)
    assert steps["confirmed"].of_previous == wilson(90, 120)


def test_a_step_that_was_not_counted_is_passed_over() -> None:
    assert by_name(poster=1000, scanned=120)["scanned"].of_previous == wilson(120, 1000)


def test_before_the_first_poster_there_are_steps_and_no_rates() -> None:
    steps = by_name(**dict.fromkeys(PREVIOUS, 0))
    assert steps["scanned"].of_previous == Rate(None, None, None)
    assert [step.note for step in steps.values()] == [""] * 6
    assert funnel([]) == ()


def test_steps_come_in_the_order_of_the_funnel() -> None:
    assert [step.name for step in funnel([Step(name, 1) for name in reversed(list(PREVIOUS))])] == list(PREVIOUS)


@pytest.mark.parametrize(
    "steps", [[Step("poster", -1)], [Step("sold", 1)], [Step("poster", 1), Step("poster", 2)]], ids=str
)
def test_what_is_no_funnel_is_refused(steps: list[Step]) -> None:
    with pytest.raises(ValueError, match="not steps of a funnel"):
        funnel(steps)


steps_of_some_posters = st.fixed_dictionaries(
    {"poster": st.integers(0, 1000)}, optional={name: st.integers(0, 1000) for name in PREVIOUS if name != "poster"}
)


@given(steps_of_some_posters)
@settings(max_examples=100, deadline=None)
def test_whatever_is_counted_a_rate_is_a_share_or_its_absence_is_explained(counts: dict[str, int]) -> None:
    for step in funnel([Step(name, count) for name, count in counts.items()])[1:]:
        for rate in (step.of_previous, step.of_first):
            assert rate is None or rate.value is None or 0 <= rate.value <= 1
        assert (None in (step.of_previous, step.of_first)) == bool(step.note)

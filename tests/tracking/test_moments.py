"""Moments are counted as a plain list of them would be."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from postergen.tracking.moments import Moments
from tests.conftest import NOON

seconds = st.integers(0, 40)


@given(st.lists(st.tuples(seconds, st.integers(1, 4))), seconds, seconds, st.integers(1, 12))
def test_they_say_what_a_list_of_each_says(happened: list[tuple[int, int]], one: int, other: int, most: int) -> None:
    moments = Moments()
    for second, times in happened:
        moments.add(NOON + timedelta(seconds=second), times)
    plain = sorted(second for second, times in happened for _ in range(times))
    first, last = sorted((one, other))
    since, until = NOON + timedelta(seconds=first), NOON + timedelta(seconds=last)
    within = [second for second in plain if first <= second <= last]
    assert moments.count(since, until) == len(within)
    assert moments.latest(most, since, until) == [NOON + timedelta(seconds=second) for second in within[-most:]]
    assert moments.seconds_to_nearest(since) == min((abs(second - first) for second in plain), default=None)

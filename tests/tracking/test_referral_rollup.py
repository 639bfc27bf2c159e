"""Every poster and child moves the counters of its tree's group, and maturity and windows are told from them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from postergen.tracking.referral_rollup import (
    EVER,
    GROUPS,
    POSTERS,
    SEGMENT_GROUPS,
    ReferralTally,
    group_of,
    longest_of,
    matured,
    pace_of,
    window_of,
)
from tests.tracking.test_rollup import AT, FACTS

DAY = 86_400


def test_a_poster_moves_its_group_and_generation_in_its_hour_and_day_and_its_segments_in_its_day() -> None:
    tally = ReferralTally()
    tally.count_poster(FACTS, "BT1", 2)
    cells = tally.counters()
    assert {(cell.within, amount) for cell, amount in cells.items()} == {(POSTERS, 1)}
    whole = {cell.grain: cell for cell in cells if cell.dimension == "all"}
    assert whole.keys() == {"hour", "day", EVER}
    assert whole["hour"].starts_at.isoformat() == "2026-06-01T14:00:00+00:00"
    assert {cell.tree_group for cell in whole.values()} == {group_of("BT1")}
    assert {(c.grain, c.value) for c in cells if c.dimension == "generation"} == {(g, "2") for g in whole}
    segments = {(c.dimension, c.value) for c in cells if c.dimension not in ("all", "generation")}
    assert segments == {
        ("variant", "v@r"),
        ("option", "a"),
        ("option", "b"),
        ("channel", "wechat"),
        ("look", "ticket"),
        ("place", "hubei/wuhan"),
    }
    for cell in cells:
        if (cell.dimension, cell.value) in segments:
            assert cell.grain in ("day", EVER)
            assert cell.tree_group == group_of("BT1") % SEGMENT_GROUPS


def test_a_child_moves_counters_of_its_parent_in_the_shortest_window_that_holds_it() -> None:
    tally = ReferralTally()
    for delay in (60, 3 * DAY, 3 * DAY + 1):
        tally.count_child(FACTS, "BT1", delay)
    whole = {c.within: n for c, n in tally.counters().items() if (c.dimension, c.grain) == ("all", "hour")}
    assert whole == {24: 1, 72: 1, 168: 1}
    assert {c.starts_at.hour for c in tally.counters() if c.grain == "hour"} == {AT.hour}


def test_a_child_after_all_windows_moves_nothing() -> None:
    tally = ReferralTally()
    tally.count_child(FACTS, "BT1", 30 * DAY + 1)
    assert tally.counters() == {}


def test_posters_of_other_campaigns_have_counters_of_their_own() -> None:
    tally = ReferralTally()
    for campaign in ("c", "d"):
        tally.count_poster(replace(FACTS, campaign=campaign), "BT1", 0)
    assert set(tally.counters().values()) == {1}


@pytest.mark.parametrize(
    ("delay", "hours"), [(0, 24), (DAY, 24), (DAY + 1, 72), (7 * DAY, 168), (30 * DAY, 720), (30 * DAY + 1, None)]
)
def test_a_child_at_the_end_of_a_window_is_within_it(delay: int, hours: int | None) -> None:
    assert window_of(delay) == hours


def test_every_delay_lies_in_its_step() -> None:
    for delay in (0, 1, 59, 60, 61, 71, 72, 3_599, 3_600, 86_400, 30 * DAY):
        step = pace_of(delay)
        assert delay <= longest_of(step) * (1 + 1e-9)
        assert step == 0 or delay > longest_of(step - 1) * (1 - 1e-9)


def test_roots_are_spread_evenly_over_groups_and_segments_groups() -> None:
    """As chance would: of 51,200 codes each group gets about 200, give or take 14."""
    groups = Counter(group_of(f"BT{n * 7919:013d}") for n in range(200 * GROUPS))
    assert groups.keys() == set(range(GROUPS))
    chi2 = sum((count - 200) ** 2 / 200 for count in groups.values())
    assert chi2 < 340  # 255 degrees of freedom: 1 in 3,000


def test_posters_are_mature_by_whole_hours() -> None:
    now = datetime(2026, 6, 4, 14, 59, tzinfo=UTC)
    assert matured(now, timedelta(hours=72)) == datetime(2026, 6, 1, 14, tzinfo=UTC)

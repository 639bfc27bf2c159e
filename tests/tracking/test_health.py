"""A letter is given for reasons that can be read, or not at all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postergen.tracking.health import (
    FEWEST_DAYS,
    FEWEST_POSTERS,
    FEWEST_SCANS,
    FULL,
    WEIGHTS,
    Health,
    Vitals,
    health,
    letter_of,
)

SPLENDID = Vitals(30, 30, 4000, 2000, 2400, 3000, 900, 6000, 5400, 200, 900, 1.0)


def points(found: Health) -> dict[str, float | None]:
    return {part.name: part.points for part in found.parts}


def test_a_splendid_campaign_gets_s() -> None:
    found = health(SPLENDID)
    assert (found.letter, found.points) == ("S", pytest.approx(100))


@pytest.mark.parametrize(
    ("change", "part", "expected"),
    [
        ({"suspicious": True}, "service", 0),
        ({"agreeing": 0.5}, "service", 50),
        ({"confirmations": 2400}, "service", 50),  # 0.4 of 0.8
        ({"confirmations": 0}, "service", 100),  # no beacon: not held against it
        ({"machines": 6000}, "service", 100 * 0.5 / 0.9),
        ({"earlier_posters": 4000}, "activity", (75 + 100) / 2),
        ({"earlier_posters": 0}, "activity", 100),
        ({"active_days": 9}, "activity", (100 + 100 / 3) / 2),
        ({"children": 0}, "conversion", 200 / 3),
        ({"mature": 0, "children": 0}, "conversion", 100),
        ({"conversions": 0}, "conversion", 100),
    ],
)
def test_each_part_follows_its_formula(change: dict[str, float], part: str, expected: float) -> None:
    assert points(health(replace(SPLENDID, **change)))[part] == pytest.approx(expected, abs=0.01)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("points", "letter"),
    [
        (100, "S"),
        (90, "S"),
        (89.9, "A"),
        (75, "A"),
        (74.9, "B"),
        (60, "B"),
        (59.9, "C"),
        (40, "C"),
        (39.9, "D"),
        (0, "D"),
    ],
)
def test_letters_begin_at_their_thresholds(points: float, letter: str) -> None:
    assert letter_of(points) == letter


def test_the_whole_is_the_weighted_mean_of_the_parts() -> None:
    found = health(replace(SPLENDID, agreeing=0.5, earlier_posters=4000))
    assert sum(WEIGHTS.values()) == pytest.approx(1)
    assert found.points == pytest.approx(sum(WEIGHTS[part.name] * part.points for part in found.parts if part.points))


def test_a_part_without_evidence_leaves_its_weight_to_the_others() -> None:
    found = health(replace(SPLENDID, days=0, active_days=0, earlier_posters=0, agreeing=0.5))
    assert points(found)["activity"] is None
    assert found.points == pytest.approx((0.3 * 50 + 0.4 * 100) / 0.7)


def test_too_little_gives_no_letter_and_says_what_lacks() -> None:
    found = health(replace(SPLENDID, posters=60, scanned=30, children=5, scans=12, confirmations=9, conversions=1))
    assert (found.letter, found.points) == (None, None)
    assert found.lacking == (("posters", 40), ("scans", 18))
    assert [part.name for part in found.parts] == ["service", "activity", "conversion"]
    assert not found.lacks_time


@pytest.mark.parametrize("age", [1, FEWEST_DAYS - 1])
def test_in_its_first_days_a_campaign_lacks_nothing_but_time(age: int) -> None:
    found = health(replace(SPLENDID, days=age, active_days=age, earlier_posters=0, mature=0, children=0, age=age))
    assert (found.letter, found.lacking) == (None, (("days", FEWEST_DAYS - age),))
    assert found.lacks_time
    assert health(replace(SPLENDID, age=FEWEST_DAYS)).letter == "S"


def test_nothing_at_all_is_no_error() -> None:
    found = health(Vitals(30, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
    assert found.letter is None
    assert points(found) == {"service": None, "activity": 0, "conversion": None}


some = st.integers(0, 100_000)


@given(some, some, some, some, some, some, some, st.integers(0, 30))
def test_points_stay_within_0_and_100(
    posters: int, earlier: int, scanned: int, children: int, scans: int, machines: int, conversions: int, days: int
) -> None:
    found = health(
        Vitals(30, days, posters, earlier, scanned, posters, children, scans, scans // 2, machines, conversions, 0.9)
    )
    shown = [e.points for part in found.parts for e in part.evidence] + [found.points, *points(found).values()]
    assert all(0 <= p <= 100 for p in shown if p is not None)
    assert (found.letter is None) == (posters < FEWEST_POSTERS or scans < FEWEST_SCANS)


@given(some, some)
def test_more_scanned_posters_never_make_it_worse(fewer: int, more: int) -> None:
    few, many = sorted((fewer % 4001, more % 4001))
    worse, better = (health(replace(SPLENDID, scanned=n)).points for n in (few, many))
    assert worse is not None
    assert better is not None
    assert worse <= better + 1e-9


def test_the_same_shares_are_the_same_health_however_many_posters_there_are() -> None:
    small = Vitals(30, 30, 200, 200, 60, 200, 20, 100, 70, 10, 3, 1.0)
    counts = ("posters", "earlier_posters", "scanned", "mature", "children", "scans", "confirmations", "machines")
    grown = {name: 500 * getattr(small, name) for name in (*counts, "conversions")}
    assert health(replace(small, **grown)).points == pytest.approx(health(small).points)


def test_every_evidence_says_what_full_marks_are() -> None:
    assert {e.name: e.full for part in health(SPLENDID).parts for e in part.evidence} == FULL

"""Who is best is told when it is known, and not before."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postergen.tracking.posterior import MOST_CONTENDERS, SURE, Contender, compare

counts = st.integers(0, 400).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n)))


def named(*pairs: tuple[int, int]) -> list[Contender]:
    return [Contender(f"v{n}", posters, scanned) for n, (posters, scanned) in enumerate(pairs)]


@pytest.mark.parametrize(
    "pairs",
    [
        [(10, 3), (10, 4)],
        [(400, 120), (380, 140), (90, 30)],
        [(5, 0), (1000, 300), (40, 15), (40, 12), (3, 3)],
        [(100_000, 30_000), (100_000, 30_400)],
    ],
)
def test_the_integral_agrees_with_a_simulation(pairs: list[tuple[int, int]]) -> None:
    draw = np.random.default_rng(7)
    shares = np.stack([draw.beta(1 + k, 1 + n - k, 400_000) for n, k in pairs])
    simulated = np.bincount(shares.argmax(axis=0), minlength=len(pairs)) / shares.shape[1]
    found = {s.contender.name: s.chance for s in compare(named(*pairs)).standings}
    assert [found[f"v{n}"] for n in range(len(pairs))] == pytest.approx(simulated, abs=0.003)


def test_two_have_the_closed_form() -> None:
    # P(B > A) for Beta(1 + k, 1 + n - k) by Miller's sum, computed by hand for 1 of 2 against 2 of 2
    found = {s.contender.name: s.chance for s in compare(named((2, 1), (2, 2))).standings}
    assert found["v1"] == pytest.approx(0.8, abs=1e-4)


@settings(max_examples=60, deadline=None)
@given(st.lists(counts, max_size=6))
def test_chances_are_a_distribution_over_those_with_posters(pairs: list[tuple[int, int]]) -> None:
    comparison = compare(named(*pairs))
    assert {s.contender.name for s in comparison.standings} == {c.name for c in named(*pairs) if c.posters}
    if comparison.standings:
        assert sum(s.chance for s in comparison.standings) == pytest.approx(1)
    for standing in comparison.standings:
        assert standing.share.low is not None
        assert standing.share.high is not None
        assert 0 <= standing.share.low <= standing.share.high <= 1
    assert list(comparison.standings) == sorted(comparison.standings, key=lambda s: -s.chance)


@settings(max_examples=60, deadline=None)
@given(st.lists(counts, min_size=2, max_size=5))
def test_best_means_sure_and_apart(pairs: list[tuple[int, int]]) -> None:
    comparison = compare(named(*pairs))
    if comparison.best is not None:
        assert comparison.best.chance >= SURE
        others = [s.share.high for s in comparison.standings if s is not comparison.best]
        assert comparison.best.share.low is not None
        assert all(high is not None and comparison.best.share.low > high for high in others)


def test_the_order_of_contenders_does_not_matter() -> None:
    pairs = named((50, 20), (60, 18), (70, 35))
    assert compare(pairs) == compare(pairs[::-1])


def test_few_posters_cannot_be_told_apart_and_it_says_how_many_would_do() -> None:
    comparison = compare(named((20, 8), (20, 5)))
    assert comparison.best is None
    assert comparison.more is not None
    assert 150 < comparison.more < 700


def test_with_as_many_posters_as_it_asked_for_they_are_apart() -> None:
    more = compare(named((200, 80), (200, 60))).more
    assert more is not None
    each = 200 + more // 2 + 10
    assert compare(named((each, round(each * 0.4)), (each, round(each * 0.3)))).best is not None


def test_equal_shares_need_no_number() -> None:
    assert compare(named((100, 30), (100, 30))).more is None


def test_alone_nobody_is_best() -> None:
    assert compare(named((1000, 999))).best is None
    assert compare([]).standings == ()


def test_of_many_the_largest_are_compared() -> None:
    crowd = [Contender(f"v{n}", n, n // 3) for n in range(1, 200)]
    assert min(s.contender.posters for s in compare(crowd).standings) == 200 - MOST_CONTENDERS


def test_more_scanned_than_made_is_refused() -> None:
    with pytest.raises(ValueError, match="5 successes in 4 trials"):
        compare(named((4, 5), (4, 1)))

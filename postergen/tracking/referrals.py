"""Say how strongly posters lead to posters (*fission*), how sure that is, and which births of posters look odd.

Right-censoring. A poster of yesterday has had less time for children than one of last month. So every poster gets the
same window of time: it counts once it is older than the window (`is_mature`), and only children born within its window
are its children here. Young posters are left out, as parents; whoever reports K also reports how many those are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from postergen.tracking.intervals import Z_95, Rate, student_quantile, wilson

DRAWS = 1000
SEED = 20190805
FEWEST_TREES = 5  # below this, how trees differ from each other cannot be seen
MOST_ROWS = 4096
BURST = timedelta(seconds=60)
MOST_IN_BURST = 10

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Family:
    """Of one root's tree, the mature posters that bear one segment, and the children they got within their windows.

    A segment is a variant revision, an option or a channel; "" is the whole campaign.
    """

    root: str
    segment: str
    posters: int
    children: int


@dataclass(frozen=True, slots=True)
class KFactor:
    """Children for each mature poster, with a 95 % interval; the ends are None when there are too few trees to tell."""

    value: float | None
    low: float | None
    high: float | None
    posters: int
    children: int
    trees: int


def is_mature(created_at: datetime, now: datetime, window: timedelta) -> bool:
    """Whether a poster has had its whole window, in which a child counts if it is born at most `window` later."""
    return now - created_at >= window


def k_factors(families: Iterable[Family], *, draws: int = DRAWS, seed: int = SEED) -> dict[str, KFactor]:
    """`k_factor` for each segment by itself, in the order of the segments' names."""
    segments: dict[str, list[Family]] = {}
    for family in families:
        segments.setdefault(family.segment, []).append(family)
    return {name: k_factor(segments[name], draws=draws, seed=seed) for name in sorted(segments)}


def k_factor(families: Sequence[Family], *, draws: int = DRAWS, seed: int = SEED) -> KFactor:
    """K = children / mature posters, over all families, with a 95 % interval from a bootstrap over root trees.

    Families of one root are added up: relatives have the same friends, so a tree is one observation and not many.
    The result depends on the seed and not on the order of the families.

    The interval is sqrt(K) bootstrapped as a t statistic (Efron and Tibshirani 1993, 12.5), whose critical values are
    put into the score interval of an overdispersed Poisson count, which stays above 0 and exists without any child.
    Percentiles of K itself are not used: with 40 heavy-tailed trees they hold the true K in only 67 to 90 % of cases.
    Two guards, for what no resample of the trees can show:

    - few trees make up most posters: the critical values are stretched by, and at least, Student's t over the normal's,
      with as many degrees of freedom as there are *effective* trees, (sum n)^2 / sum n^2, less one (after Carter,
      Schnepel, Steigerwald, "Asymptotic behavior of a t-test robust to cluster heterogeneity", Review of Economics and
      Statistics 99 (2017));
    - hardly any children: the variance is at least that of a Poisson count.

    Assumed: roots are independent of each other. Trees of K >= 1 never end, but each is cut by maturity alone, which
    does not depend on how many children a poster gets; so children less K x posters still has mean 0 in each tree.
    If K differs between trees, this is the K of a poster, not of a tree: large trees count for more.
    Measured on 2000 simulated campaigns each (K from 0.03 to 1.2; Poisson, geometric, and negative binomial offspring
    with r = 0.3): 300 roots hold the true K in 95 to 97 %, 40 roots in 94 to 99 %, 10 roots in 94 to 100 %, where
    the interval is so wide that it tells little.

    Raises ValueError for negative counts and for children without posters.
    """
    posters, children = _by_tree(families)
    trees, n, c = len(posters), float(posters.sum()), float(children.sum())
    if trees == 0:
        return KFactor(None, None, None, 0, 0, 0)
    low, high = _interval(posters, children, draws, seed) if trees >= FEWEST_TREES else (None, None)
    return KFactor(c / n, low, high, int(n), int(c), trees)


def _by_tree(families: Sequence[Family]) -> tuple[Floats, Floats]:
    """Posters and children of each root that has a mature poster."""
    index: dict[str, int] = {}
    tree = np.array([index.setdefault(family.root, len(index)) for family in families], dtype=np.int64)
    counts = np.array([(family.posters, family.children) for family in families], dtype=np.float64).reshape(-1, 2)
    if (counts < 0).any():
        raise ValueError("a family with fewer than 0 posters or children")
    posters, children = np.zeros(len(index)), np.zeros(len(index))
    np.add.at(posters, tree, counts[:, 0])
    np.add.at(children, tree, counts[:, 1])
    if (children[posters == 0] > 0).any():
        raise ValueError("a tree with children of no poster")
    return posters[posters > 0], children[posters > 0]


def _interval(posters: Floats, children: Floats, draws: int, seed: int) -> tuple[float, float]:
    """Both ends for K; `k_factor` says how."""
    rng = np.random.default_rng(seed)
    rows, times = _blocks(posters, children, rng)
    n, c = rows.T
    parts = np.stack([n, c, n * n, n * c, c * c], axis=1)
    trees = int(times.sum())
    whole = (times @ parts)[np.newaxis]
    drawn = _resampled(parts, times, draws, rng)

    spread = float(_overdispersion(whole, trees)[0])
    total, k = float(whole[0, 0]), float(whole[0, 1] / whole[0, 0])
    # 2 sqrt(K) has the variance spread / posters, whatever K is
    t = 2 * (np.sqrt(drawn[:, 1] / drawn[:, 0]) - sqrt(k)) * np.sqrt(drawn[:, 0] / _overdispersion(drawn, trees))
    below, above = np.quantile(t, [0.025, 0.975])
    effective = total**2 / float((posters**2).sum())
    least = student_quantile(0.975, max(1.0, effective - 1))
    stretch = least / Z_95
    floored = max(1.0, spread)
    return (
        _score_end(k, max(least, stretch * float(above)) ** 2 * floored / total, -1),
        _score_end(k, max(least, -stretch * float(below)) ** 2 * floored / total, 1),
    )


def _score_end(k: float, a: float, side: int) -> float:
    """The solution K of (k - K)^2 = a K: where k is just as far from K as the critical value allows."""
    return max(0.0, k + a / 2 + side * sqrt(a * k + a * a / 4))


def _overdispersion(sums: Floats, trees: int) -> Floats:
    """How many times Poisson's the variance between trees is, for rows of sums of n, c, n^2, nc, c^2.

    1 when there are no children; never quite 0, so that a draw of trees that are all alike stays a number.
    """
    n, c, nn, nc, cc = sums.T
    k = c / n
    squares = np.maximum(cc - 2 * k * nc + k * k * nn, 0) * trees / (trees - 1)
    return np.where(c > 0, np.maximum(squares / np.maximum(c, 1), 0.05), 1.0)


def _blocks(posters: Floats, children: Floats, rng: np.random.Generator) -> tuple[Floats, NDArray[np.int64]]:
    """Distinct (posters, children) in rows, and how many trees have them: 100 000 trees make a few thousand rows.

    Should there be more, trees are added up in that many random blocks. Blocks of independent trees are independent
    too, and with thousands of them the interval is next to the same.
    """
    rows, times = np.unique(np.stack([posters, children], axis=1), axis=0, return_counts=True)
    if len(rows) <= MOST_ROWS:
        return rows, times
    trees = rng.permutation(np.repeat(rows, times, axis=0))
    return np.add.reduceat(trees, np.arange(MOST_ROWS) * len(trees) // MOST_ROWS), np.ones(MOST_ROWS, dtype=np.int64)


def _resampled(parts: Floats, times: NDArray[np.int64], draws: int, rng: np.random.Generator) -> Floats:
    """Draws x columns: the sums of `parts` when all trees, of which each row stands for `times`, are drawn anew."""
    trees = int(times.sum())
    chunk = 2_000_000 // len(times)
    sizes = (min(chunk, draws - start) for start in range(0, draws, chunk))
    weights = (rng.multinomial(trees, times / trees, size=size) for size in sizes)
    return np.concatenate([some.astype(np.float64) @ parts for some in weights])


def amplification(k: KFactor) -> float | None:
    """All posters that one poster leads to in the end, itself included: 1 / (1 - K), the sum of 1 + K + K^2 + ...

    None unless the whole interval lies below 1: otherwise the sum may have no end.
    """
    return 1 / (1 - k.value) if k.value is not None and k.high is not None and k.high < 1 else None


@dataclass(frozen=True, slots=True)
class Quartiles:
    """A quarter, half and three quarters of the values are at most this; all None when there are no values."""

    first: float | None
    median: float | None
    third: float | None
    count: int


def cycle_time(delays: Sequence[float]) -> Quartiles:
    """Quartiles of the seconds from a parent's making to its child's, interpolated between values.

    Give the delays of the children that count for K: with those of young parents too, the slow ones would be missing.
    """
    if not delays:
        return Quartiles(None, None, None, 0)
    first, median, third = (
        float(value) for value in np.quantile(np.asarray(delays, dtype=np.float64), [0.25, 0.5, 0.75])
    )
    return Quartiles(first, median, third, len(delays))


def generation_sizes(counts: Mapping[int, int]) -> tuple[int, ...]:
    """Posters by generation, roots first, with 0 where there are none in between."""
    if any(generation < 0 for generation in counts):
        raise ValueError(f"a generation before the roots: {min(counts)}")
    return tuple(counts.get(generation, 0) for generation in range(max(counts, default=-1) + 1))


def maker_rate(makers: int, human_scans: int) -> Rate:
    """The share of people's scans after which the same person made a poster, with Wilson's interval."""
    return wilson(makers, human_scans)


@dataclass(frozen=True, slots=True)
class ReferredPoster:
    """A child poster, as far as its honesty goes: who made it and its parent ("" if unknown), in how large a burst."""

    child_maker: str
    parent_maker: str
    burst: int = 1


def self_referral(referred: ReferredPoster) -> str:
    """Why this looks like one's own child; "" when it does not."""
    same = referred.child_maker != "" and referred.child_maker == referred.parent_maker
    return "made by the visitor who made the parent" if same else ""


def velocity(referred: ReferredPoster) -> str:
    """Why this looks like a machine's work; "" when it does not."""
    return f"{referred.burst} children within {BURST.total_seconds():.0f} s" if referred.burst > MOST_IN_BURST else ""


ODDITIES: Mapping[str, Callable[[ReferredPoster], str]] = {"self_referral": self_referral, "velocity": velocity}


def bursts(births: Sequence[datetime]) -> list[int]:
    """For each child of one parent, in the order given: the most siblings, it included, in any 60 seconds around it.

    So the first of a burst is as odd as the last, which a count backwards from each child would miss.
    """
    order = sorted(range(len(births)), key=births.__getitem__)
    moments = [births[i] for i in order]
    spans = sorted(_full_spans(moments), key=lambda span: span[1] - span[0])
    most = np.ones(len(births), dtype=np.int64)
    for start, end in spans:  # the larger ones last, over the smaller ones
        most[start:end] = end - start
    return [count for _, count in sorted(zip(order, most.tolist(), strict=True))]


def _full_spans(moments: Sequence[datetime]) -> Iterator[tuple[int, int]]:
    """Every run of sorted moments that lies within 60 seconds and in no longer such run: start, end (exclusive)."""
    start = 0
    for end in range(1, len(moments) + 1):
        while moments[end - 1] - moments[start] > BURST:
            start += 1
        if end == len(moments) or moments[end] - moments[start] > BURST:
            yield start, end

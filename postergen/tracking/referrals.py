"""Say how strongly posters lead to posters (*fission*), how sure that is, and which births of posters look odd.

Right-censoring. A poster of yesterday has had less time for children than one of last month. So every poster gets the
same window of time: it counts once it is older than the window (`matured`), and only children born within its window
are its children here. Young posters are left out, as parents; whoever reports K also reports how many those are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, lru_cache
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from postergen.tracking.intervals import Z_95, Rate, student_quantile, wilson
from postergen.tracking.referral_rollup import SEGMENT_GROUPS, longest_of

DRAWS = 1000
SEED = 20190805
FEWEST_TREES = 10  # below this K is biased by a sixth and more, and its interval tells nothing
BURST = timedelta(seconds=60)
MOST_IN_BURST = 10

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Family:
    """Of the trees of one random group (`referral_rollup.group_of`), the mature posters that bear one segment, and the
    children they got within their windows.

    A segment is a variant revision, an option or a channel; "" is the whole campaign.
    """

    group: int
    segment: str
    posters: int
    children: int


@dataclass(frozen=True, slots=True)
class KFactor:
    """Children for each mature poster, with a 95 % interval; all None when there are too few trees to tell.

    ``trees`` have a mature poster; of a segment only random groups of trees are known, and their number stands there.
    """

    value: float | None
    low: float | None
    high: float | None
    posters: int
    children: int
    trees: int


def k_factors(families: Iterable[Family], *, draws: int = DRAWS, seed: int = SEED) -> dict[str, KFactor]:
    """`k_factor` for each segment by itself, in the order of the segments' names."""
    segments: dict[str, list[Family]] = {}
    for family in families:
        segments.setdefault(family.segment, []).append(family)
    return {name: k_factor(segments[name], draws=draws, seed=seed) for name in sorted(segments)}


def k_factor(families: Sequence[Family], trees: int | None = None, *, draws: int = DRAWS, seed: int = SEED) -> KFactor:
    """K = children / mature posters, over all families, with a 95 % interval from a bootstrap over random groups.

    Families of one group are added up: relatives have the same friends, so a tree is one observation and not many, and
    a group of whole trees is as independent of the others as they are. ``trees`` is how many there are, if known.
    The result depends on the seed and not on the order of the families.

    The plain ratio is too low where trees are few: one with many children has many posters, too. So groups are left out
    one by one, and the value is the jackknife's (Quenouille, "Notes on bias in estimation", Biometrika 43 (1956)).
    Of a true 0.9 with geometric offspring 10 roots tell 0.74 plainly and 0.85 so, 40 tell 0.87 and 0.90; below
    `FEWEST_TREES` nothing is told.

    The interval is sqrt(K) bootstrapped as a t statistic (Efron and Tibshirani 1993, 12.5), whose critical values are
    put into the score interval of an overdispersed Poisson count, which stays above 0 and exists without any child.
    Percentiles of K itself are not used: with 40 heavy-tailed trees they hold the true K in only 67 to 90 % of cases.
    Two guards, for what no resample can show:

    - few groups make up most posters: the critical values are stretched by, and at least, Student's t over the
      normal's, with as many degrees of freedom as there are *effective* groups, (sum n)^2 / sum n^2, less one (after
      Carter, Schnepel, Steigerwald, "Asymptotic behavior of a t-test robust to cluster heterogeneity", Review of
      Economics and Statistics 99 (2017));
    - hardly any children: the variance is at least that of a Poisson count.

    Assumed: roots are independent of each other. Trees of K >= 1 never end, but each is cut by maturity alone, which
    does not depend on how many children a poster gets; so children less K x posters still has mean 0 in each tree.
    If K differs between trees, this is the K of a poster, not of a tree: large trees count for more.
    Measured on 400 simulated campaigns each (K from 0.3 to 1.2; Poisson, geometric, and negative binomial offspring
    with r = 0.3), with 256 groups and with 32: 300 roots hold the true K in 95 to 98 %, 40 roots in 94 to 99 %, 10 and
    20 roots in 95 to 100 %, where the interval is so wide that it tells little.

    Raises ValueError for negative counts and for children without posters.
    """
    posters, children = _by_group(families)
    groups, n, c = len(posters), float(posters.sum()), float(children.sum())
    known = groups if trees is None else trees
    if groups < FEWEST_TREES:
        return KFactor(None, None, None, int(n), int(c), known)
    low, high = _interval(posters, children, draws, seed)
    return KFactor(min(max(_jackknifed(posters, children), low), high), low, high, int(n), int(c), known)


def _jackknifed(posters: Floats, children: Floats) -> float:
    """The ratio of sums without its first-order bias; all children of one group can make it a little less than 0."""
    n, c, groups = posters.sum(), children.sum(), len(posters)
    without = (c - children) / (n - posters)
    return float(groups * c / n - (groups - 1) * without.mean())


def _by_group(families: Sequence[Family]) -> tuple[Floats, Floats]:
    """Posters and children of each group that has a mature poster, in an order of their own."""
    sums: dict[int, tuple[int, int]] = {}
    for family in families:
        if family.posters < 0 or family.children < 0:
            raise ValueError("a family with fewer than 0 posters or children")
        posters, children = sums.get(family.group, (0, 0))
        sums[family.group] = (posters + family.posters, children + family.children)
    if any(children and not posters for posters, children in sums.values()):
        raise ValueError("a group with children of no poster")
    counts = np.array(sorted(pair for pair in sums.values() if pair[0]), dtype=np.float64).reshape(-1, 2)
    return counts[:, 0], counts[:, 1]


def _interval(posters: Floats, children: Floats, draws: int, seed: int) -> tuple[float, float]:
    """Both ends for K; `k_factor` says how."""
    n, c, groups = posters, children, len(posters)
    parts = np.stack([n, c, n * n, n * c, c * c], axis=1)
    whole = parts.sum(axis=0)[np.newaxis]
    drawn = _draws(groups, draws, seed) @ parts

    spread = float(_overdispersion(whole, groups)[0])
    total, k = float(whole[0, 0]), float(whole[0, 1] / whole[0, 0])
    # 2 sqrt(K) has the variance spread / posters, whatever K is
    t = 2 * (np.sqrt(drawn[:, 1] / drawn[:, 0]) - sqrt(k)) * np.sqrt(drawn[:, 0] / _overdispersion(drawn, groups))
    below, above = np.quantile(t, [0.025, 0.975])
    effective = total**2 / float((posters**2).sum())
    least = _student(max(1, int(effective - 1)))
    stretch = least / Z_95
    floored = max(1.0, spread)
    return (
        _score_end(k, max(least, stretch * float(above)) ** 2 * floored / total, -1),
        _score_end(k, max(least, -stretch * float(below)) ** 2 * floored / total, 1),
    )


def _score_end(k: float, a: float, side: int) -> float:
    """The solution K of (k - K)^2 = a K: where k is just as far from K as the critical value allows."""
    return max(0.0, k + a / 2 + side * sqrt(a * k + a * a / 4))


def _overdispersion(sums: Floats, groups: int) -> Floats:
    """How many times Poisson's the variance between groups is, for rows of sums of n, c, n^2, nc, c^2.

    1 when there are no children; never quite 0, so that a draw of groups that are all alike stays a number.
    """
    n, c, nn, nc, cc = sums.T
    k = c / n
    squares = np.maximum(cc - 2 * k * nc + k * k * nn, 0) * groups / (groups - 1)
    return np.where(c > 0, np.maximum(squares / np.maximum(c, 1), 0.05), 1.0)


@cache
def _student(df: int) -> float:
    """How far 95 % reach to either side; a campaign has hundreds of segments."""
    return student_quantile(0.975, df)


@lru_cache(maxsize=2 * SEGMENT_GROUPS)  # the same for every segment with as many groups
def _draws(groups: int, draws: int, seed: int) -> Floats:
    """Draws x groups: how often each group is drawn when as many are drawn anew."""
    rng = np.random.default_rng(seed)
    return rng.multinomial(groups, np.full(groups, 1 / groups), size=draws).astype(np.float64)


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


def cycle_time(paces: Mapping[int, int], window: timedelta) -> Quartiles:
    """Quartiles of the seconds from a parent's making to its child's, from the number of children by `pace_of`, as if
    the delays of a step lay evenly within it.

    Give the children that count for K: with those of young parents too, the slow ones would be missing.
    """
    steps, total = sorted(paces), sum(paces.values())
    if not total:
        return Quartiles(None, None, None, 0)
    ends = [min(longest_of(step), window.total_seconds()) for step in steps]
    starts = [longest_of(step - 1) if step else 0.0 for step in steps]
    below = np.concatenate([[0], np.cumsum([paces[step] for step in steps])])
    # a point before and after each step, so that nothing lies between two of them
    known = np.stack([below[:-1], below[1:]], axis=1).ravel()
    bounds = np.stack([starts, ends], axis=1).ravel()
    first, median, third = np.interp([total / 4, total / 2, total * 3 / 4], known, bounds)
    return Quartiles(float(first), float(median), float(third), total)


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
    if len(births) < 2:
        return [1] * len(births)
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

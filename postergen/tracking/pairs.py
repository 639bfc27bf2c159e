"""Say how two texts stand against each other: by how much they differ, which is the better, or that nobody can tell.

A pair is a contest of two. Its bar is the higher the more texts it was chosen from: whoever looks at many pairs finds
one that luck has set apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from postergen.domain.policies import Arm
from postergen.tracking.intervals import Rate
from postergen.tracking.posteriors import Floats, Posteriors, best_chances, quantiles
from postergen.tracking.standing import Needed, Standings, best_of, needed, posteriors_of, stand

CUTS = 200  # equally likely parts of each posterior: all their differences are the difference's distribution

Text = tuple[str, str]  # variant and revision


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts on one day.

    Args:
        chance: the probability that the first has the higher share of the two.
        difference: of the first's share less that of the second, with its middle 95 %.
    """

    first: Arm
    second: Arm
    chance: float
    difference: Rate


@dataclass(frozen=True, slots=True)
class Duel:
    """A pair over some days.

    Args:
        pair: as it is now; None while one of them is too young.
        better: ahead of the other now and on the days before; None while nobody can tell.
        needed: how many more posters of the two, evenly drawn, set one ahead.
    """

    first: Arm
    second: Arm
    pair: Pair | None
    better: Arm | None
    needed: Needed | None


def pairs(standings: Standings) -> tuple[Pair, ...]:
    """Every two texts that are old enough, in the order in which they stand."""
    arms = [row.arm for row in standings.old]
    if len(arms) < 2:
        return ()
    of = posteriors_of(arms, standings.prior)
    cut = _cut(of)
    return tuple(_pair(arms, of, cut, *both) for both in combinations(range(len(arms)), 2))


def duel(looks: Sequence[Standings], first: Text, second: Text) -> Duel | None:
    """How these two stand; None where one of them is not in the contest.

    Args:
        looks: the latest first, a day apart; those before a day without one of the two do not count.
    """
    days: list[Standings] = []
    for look in looks:
        if (both := _both(look, first, second)) is None:
            break  # the days in a row end here
        days.append(both)
    if not days:
        return None
    now, better = days[0], best_of(days)
    (one,) = pairs(now) or (None,)
    if one is not None and _text(one.first) != first:
        one = _turned(one)
    arms = {_text(row.arm): row.arm for row in now.rows}
    return Duel(arms[first], arms[second], one, better, None if better else needed(now))


def duels_with_first(looks: Sequence[Standings]) -> tuple[Duel, ...]:
    """Each text that is old enough against the one that stands first."""
    if not looks or len(looks[0].old) < 2:
        return ()
    first, *others = (_text(row.arm) for row in looks[0].old)
    return tuple(found for other in others if (found := duel(looks, first, other)) is not None)


def _both(look: Standings, first: Text, second: Text) -> Standings | None:
    arms = {_text(row.arm): row.arm for row in look.rows}
    if first == second or first not in arms or second not in arms:
        return None
    return stand([arms[first], arms[second]], look.prior, at_once=max(1, len(look.old) - 1))


def _pair(arms: Sequence[Arm], of: Posteriors, cut: Floats, i: int, j: int) -> Pair:
    two = Posteriors(of.a[[i, j]], of.b[[i, j]])
    low, high = np.quantile(np.subtract.outer(cut[i], cut[j]), (0.025, 0.975))
    gap = Rate(float(of.means[i] - of.means[j]), float(low), float(high))
    return Pair(arms[i], arms[j], float(best_chances(two)[0]), gap)


def _cut(of: Posteriors) -> Floats:
    return quantiles(of, (np.arange(CUTS) + 0.5) / CUTS)


def _turned(pair: Pair) -> Pair:
    gap = pair.difference
    turned = Rate(-(gap.value or 0.0), -(gap.high or 0.0), -(gap.low or 0.0))
    return Pair(pair.second, pair.first, 1 - pair.chance, turned)


def _text(arm: Arm) -> Text:
    return arm.variant, arm.revision

"""Say how the texts of one contest stand: which is the best, or that nobody can tell, and what it would take to.

A contest is among texts that could have stood on the same posters. Looked at daily, "best" is wrong in fewer than one
of twenty campaigns whose texts are all the same: `benchmarks/bench_standing.py` measures it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from postergen.domain.policies import Arm, Prior
from postergen.tracking.intervals import Rate
from postergen.tracking.posteriors import Floats, Posteriors, best_chances, expected_losses, middles, posteriors

# Below either a text is too young to say anything about. Successes that were to be expected do as well: a text that has
# few of them for all its posters is a bad one, not a young one.
LEAST_EXPOSED, LEAST_REWARDED = 100.0, 10.0
BARS = ((5, 0.95), (3, 0.99), (2, 0.998))  # the chance that makes the best, by how many texts are old enough
LOOKS = 3  # on so many days in a row
MOST = 24  # texts in a contest

REPLICATIONS = 400
ENOUGH = 0.8  # of them
FIRST_STEP, MOST_NEEDED = 100, 200_000
BISECTIONS = 4
COARSE = 21  # points of the grid
LEADING = 8  # texts that could still be the best; replications of more would take seconds


@dataclass(frozen=True, slots=True)
class Standing:
    """One text.

    Args:
        rate: the mean of its posterior, and the middle 95 %.
        is_young: too young to be compared.
        chance: of being the best of those that are old enough; None where it is too young, or the only one of these.
        loss: the share of posters that would be lost by choosing it, on average; None as with ``chance``.
    """

    arm: Arm
    rate: Rate
    is_young: bool
    chance: float | None = None
    loss: float | None = None


@dataclass(frozen=True, slots=True)
class Standings:
    """Of one day: those old enough first, by their chance, and then the young by what they have had.

    Args:
        at_once: how many such contests are looked at, each of which may be won by luck.
    """

    rows: tuple[Standing, ...]
    prior: Prior
    at_once: int = 1

    @property
    def old(self) -> tuple[Standing, ...]:
        return tuple(row for row in self.rows if not row.is_young)

    @property
    def bar(self) -> float:
        """The chance that the first has to reach; more than any can where fewer than two are old enough."""
        return 1 - (1 - bar_among([row.arm for row in self.old])) / self.at_once

    @property
    def ahead(self) -> Arm | None:
        """Whose chance reaches the bar on this day; it is the best only if it does on others, too (`best_of`)."""
        return self.rows[0].arm if self.old and (self.rows[0].chance or 0.0) >= self.bar else None


def bar_of(texts: int) -> float:
    """The chance that makes the best of so many texts: the fewer they are, the sooner one is ahead by luck."""
    return next((bar for least, bar in BARS if texts >= least), 2.0)


def bar_among(old: Sequence[Arm]) -> float:
    """The chance that makes the best of texts that are old enough. Those that have brought next to nobody are no rivals
    by luck, and do not lower it.
    """
    rivals = sum(arm.rewarded >= LEAST_REWARDED for arm in old)
    return bar_of(max(rivals, min(len(old), 2)))


def plenty(prior: Prior) -> float:
    """So many posters bring `LEAST_REWARDED` successes where a text does as the campaign does: whatever they brought, a
    text that has had them is old enough.
    """
    return max(LEAST_EXPOSED, LEAST_REWARDED * (1 + math.exp(-prior.alpha)))


def is_young(arm: Arm, prior: Prior) -> bool:
    """Whether too little was seen of a text to compare it."""
    return arm.exposed < (LEAST_EXPOSED if arm.rewarded >= LEAST_REWARDED else plenty(prior))


def stand(arms: Sequence[Arm], prior: Prior, at_once: int = 1) -> Standings:
    """How these texts stand, the `MOST` with the most posters.

    Args:
        prior: fitted to the whole campaign (`posteriors.common_prior`).
        at_once: see `Standings`.
    """
    chosen = sorted(arms, key=lambda arm: (-arm.exposed, arm.variant, arm.revision))[:MOST]
    old = [arm for arm in chosen if not is_young(arm, prior)]
    rates = dict(zip(chosen, _rates(chosen, prior), strict=True))
    found = [Standing(arm, rates[arm], is_young=True) for arm in chosen if is_young(arm, prior)]
    if len(old) == 1:
        found.append(Standing(old[0], rates[old[0]], is_young=False))
    elif old:
        of = posteriors_of(old, prior)
        measured = zip(old, best_chances(of).tolist(), expected_losses(of).tolist(), strict=True)
        found += [Standing(arm, rates[arm], False, chance, loss) for arm, chance, loss in measured]
    order = sorted(found, key=lambda row: (row.is_young, -(row.chance or 0.0), -row.arm.exposed, row.arm.variant))
    return Standings(tuple(order), prior, at_once)


def best_of(looks: Sequence[Standings]) -> Arm | None:
    """The text that is ahead in the last `LOOKS` looks, which must be a day apart; None while nobody can tell.

    Args:
        looks: the latest first.
    """
    ahead = [look.ahead for look in looks[:LOOKS]]
    if len(ahead) < LOOKS or any(arm is None for arm in ahead):
        return None
    names = {(arm.variant, arm.revision) for arm in ahead if arm is not None}
    return ahead[0] if len(names) == 1 else None


@dataclass(frozen=True, slots=True)
class Needed:
    """So many more posters, evenly drawn among those that are old enough, tell the best with this chance.

    ``posters`` is None when even `MOST_NEEDED` would not do; ``chance`` is then what these would.
    """

    posters: int | None
    chance: float


def needed(standings: Standings, seed: int = 0) -> Needed | None:
    """How many more posters until one text is ahead; None where fewer than two are old enough, or one is ahead now.

    `REPLICATIONS` futures are drawn: true shares from the posteriors, and then the successes of the posters to come.
    So many posters suffice as let one text reach the bar in `ENOUGH` of them.
    """
    old = standings.old
    if len(old) < 2 or standings.ahead is not None:
        return None
    of = posteriors_of([row.arm for row in old], standings.prior)
    leading = Posteriors(of.a[:LEADING], of.b[:LEADING])
    rng = np.random.default_rng(seed)
    truth = rng.beta(leading.a, leading.b, size=(REPLICATIONS, len(leading.a)))

    def suffices(posters: int) -> float:
        each = posters // len(old)
        more = np.random.default_rng(seed + 1).binomial(each, truth)
        chances = best_chances(Posteriors(leading.a + more, leading.b + each - more), COARSE)
        return float((chances.max(axis=-1) >= standings.bar).mean())

    return _least(suffices)


def _least(suffices_at: Callable[[int], float]) -> Needed:
    low, high = 0, FIRST_STEP
    while (chance := suffices_at(high)) < ENOUGH:
        if high >= MOST_NEEDED:
            return Needed(None, chance)
        low, high = high, min(2 * high, MOST_NEEDED)
    for _ in range(BISECTIONS):
        middle = (low + high) // 2
        if (found := suffices_at(middle)) >= ENOUGH:
            high, chance = middle, found
        else:
            low = middle
    return Needed(high, chance)


def posteriors_of(arms: Sequence[Arm], prior: Prior) -> Posteriors:
    """What is known of each of these texts by its counts."""
    exposed: Floats = np.array([arm.exposed for arm in arms], dtype=np.float64)
    rewarded: Floats = np.array([arm.rewarded for arm in arms], dtype=np.float64)
    return posteriors(exposed, rewarded, prior)


def _rates(arms: Sequence[Arm], prior: Prior) -> list[Rate]:
    if not arms:
        return []
    of = posteriors_of(arms, prior)
    low, high = middles(of)
    return [Rate(*found) for found in zip(of.means.tolist(), low.tolist(), high.tolist(), strict=True)]

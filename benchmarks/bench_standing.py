"""How often "best" is wrong when campaigns are looked at daily for 60 days, how often it is found, how often any two of
equal texts are told apart, and whether as many posters as are said to be needed suffice.

    OMP_NUM_THREADS=1 python benchmarks/bench_standing.py [--runs 1000]

Each run is a campaign: so many texts, so many posters a day, all of full age. "Even" draws every text as often;
"adaptive" as a policy does that learns, with a hold-out of 5 %.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass

import numpy as np

from postergen.domain.policies import Arm
from postergen.tracking.posteriors import Posteriors, best_chances, common_prior, posteriors
from postergen.tracking.standing import LOOKS, bar_among, bar_of, is_young, needed, stand

DAYS, RATE, HOLDOUT = 60, 0.05, 0.05


@dataclass(frozen=True)
class World:
    """``best`` is how many times that of the others the rate of the first text is; the last may come later, and so many
    of the last be flops, with a twentieth of the others' rate.
    """

    texts: int
    a_day: int
    adaptive: bool
    best: float = 1.0
    newcomer_on: int = 0
    flops: int = 0


WORLDS = [
    *(
        World(texts, a_day, adaptive)
        for texts, a_day in ((2, 100), (3, 150), (4, 200), (5, 200))
        for adaptive in (False, True)
    ),
    *(World(20, a_day, True) for a_day in (333, 3000)),
    World(20, 333, True, newcomer_on=20),
    *(World(5, 200, adaptive, flops=3) for adaptive in (False, True)),
    *(World(20, a_day, False, flops=10) for a_day in (333, 3000)),
    *(World(texts, 200, adaptive, 1.5) for texts in (2, 3, 5) for adaptive in (False, True)),
    World(2, 1000, False, 1.5),
    *(World(20, a_day, True, 1.5) for a_day in (333, 3000)),
]


def run(world: World, seed: int) -> tuple[int, int] | None:
    """The day on which a text was first told to be the best, and which; None where none was."""
    rng = np.random.default_rng(seed)
    rates = np.full(world.texts, RATE)
    rates[0] *= world.best
    rates[world.texts - world.flops :] /= 20
    n, k = np.zeros(world.texts), np.zeros(world.texts)
    leader, streak = -1, 0
    for day in range(DAYS):
        there = np.ones(world.texts, dtype=bool)
        there[-1] = day >= world.newcomer_on
        arms = [Arm(f"{i}", "", "en", *pair, 0.0) for i, pair in enumerate(zip(n, k, strict=True))]
        prior = common_prior(arms)
        p = np.where(there, 1.0, 0.0) / there.sum()
        if world.adaptive:
            chances = np.where(there, best_chances(posteriors(n, k, prior), 21), 0.0) ** 2
            p = HOLDOUT * p + (1 - HOLDOUT) * chances / chances.sum()
        drawn = rng.multinomial(world.a_day, p)
        n, k = n + drawn, k + rng.binomial(drawn, rates)
        old = np.flatnonzero([not is_young(arm, prior) for arm in arms])
        if len(old) < 2:
            leader, streak = -1, 0
            continue
        of = posteriors(n[old], k[old], prior)
        chances = best_chances(Posteriors(of.a, of.b), 31)
        first = int(old[chances.argmax()])
        if chances.max() < bar_among([arms[i] for i in old]):
            leader, streak = -1, 0
            continue
        streak = streak + 1 if first == leader else 1
        leader = first
        if streak == LOOKS:
            return day + 1, first
    return None


def enough(texts: int, spread: float, seed: int) -> bool | None:
    """Whether the posters that were said to be needed let one text reach the bar; None where that cannot be asked."""
    rng = np.random.default_rng(seed)
    rates = rng.beta(80 * RATE, 80 * (1 - RATE), texts) if spread else np.full(texts, RATE)
    n = np.full(texts, 600.0)
    k = rng.binomial(n.astype(int), rates)
    others = rng.beta(80 * RATE, 80 * (1 - RATE), 40)
    arms = [Arm(f"{i}", "", "en", n[i], k[i], 0.0) for i in range(texts)]
    campaign = [Arm(f"x{i}", "", "en", 600.0, rng.binomial(600, one), 0.0) for i, one in enumerate(others)]
    standings = stand(arms, common_prior([*arms, *campaign]))
    found = needed(standings)
    if found is None or found.posters is None:
        return None
    each = found.posters // len(standings.old)
    grown = [
        Arm(a.variant, "", "en", a.exposed + each, a.rewarded + rng.binomial(each, rates[int(a.variant)]), 0.0)
        for a in (row.arm for row in standings.old)
    ]
    return stand(grown, standings.prior).ahead is not None


def apart(texts: int, a_day: int, seed: int) -> bool:
    """Whether any two of equal texts, drawn evenly, are ever told apart: each has the bar of `tracking.pairs`."""
    rng = np.random.default_rng(seed)
    n, k = np.zeros(texts), np.zeros(texts)
    days: list[set[tuple[int, int]]] = []
    for _ in range(DAYS):
        drawn = rng.multinomial(a_day, [1 / texts] * texts)
        n, k = n + drawn, k + rng.binomial(drawn, RATE)
        arms = [Arm(f"{i}", "", "en", *pair, 0.0) for i, pair in enumerate(zip(n, k, strict=True))]
        prior = common_prior(arms)
        old = np.flatnonzero([not is_young(arm, prior) for arm in arms])
        if len(old) < 2:
            days.append(set())
            continue
        of = posteriors(n[old], k[old], prior)
        i, j = np.triu_indices(len(old), 1)
        two = Posteriors(np.stack([of.a[i], of.a[j]], -1), np.stack([of.b[i], of.b[j]], -1))
        bar = 1 - (1 - bar_of(2)) / (len(old) - 1)
        ahead = [np.flatnonzero(chances >= bar) for chances in best_chances(two).T]
        days.append({(old[i[x]], old[j[x]]) for x in ahead[0]} | {(old[j[x]], old[i[x]]) for x in ahead[1]})
    return any(set.intersection(*days[day : day + LOOKS]) for day in range(DAYS - LOOKS + 1))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=400, help="for each world; a tenth with twenty texts")
    runs = parser.parse_args().runs
    for texts in (2, 3, 5, 8):
        told = [right for seed in range(runs) if (right := enough(texts, 1.0, seed)) is not None]
        print(f"needed sufficed for {texts} texts: {np.mean(told):.1%} of {len(told)}", flush=True)
    for texts, a_day in ((2, 200), (3, 300), (5, 500), (8, 800), (20, 2000)):
        count = runs // 5 if texts > 5 else runs
        parted = sum(apart(texts, a_day, seed) for seed in range(count))
        print(f"two of {texts} equal texts told apart: {parted / count:.1%} of {count}", flush=True)
    print("| texts | a day | draws | best is | runs | told | wrong | median day |\n|---|---|---|---|---|---|---|---|")
    for world in WORLDS:
        count = runs // 5 if world.texts > 5 else runs
        found = [one for seed in range(count) if (one := run(world, seed)) is not None]
        wrong = sum(first != 0 or world.best == 1 for _, first in found)
        day = f"{np.median([day for day, _ in found]):.0f}" if found else "-"
        how = ("adaptive" if world.adaptive else "even") + (", newcomer" if world.newcomer_on else "")
        how += f", {world.flops} flops" if world.flops else ""
        best = f"{world.best} x" if world.best > 1 else "none"
        shares = f"{len(found) / count:.1%} | {wrong / count:.1%}"
        print(f"| {world.texts} | {world.a_day} | {how} | {best} | {count} | {shares} | {day} |", flush=True)


if __name__ == "__main__":
    main()

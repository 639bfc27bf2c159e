"""Let a policy draw the words of a simulated campaign, hour by hour, and write down what it brought and what it lost.

Texts are drawn by the policies that serve real campaigns, and those are made of counts as `policy update` makes them;
only people, programs and time are made up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from postergen.domain.policies import Kind, Policy, Terms
from postergen.domain.poster import Brief
from postergen.ranking.policy import Serving, fixed_policy
from postergen.ranking.ranker import RankedList, RankedVariant
from postergen.ranking.serving import serving_of
from postergen.simulation.learning import learned
from postergen.simulation.posters import NEVER, Floats, Indices, Posters
from postergen.simulation.world import LOCALE, SHARPEST, Truth, World, make_truth

HOUR_OF_MACHINES = 0.2  # after how many hours programs open a poster, on average


@dataclass(frozen=True, slots=True)
class Step:
    """One time between two updates.

    Args:
        until: in hours since the beginning.
        lost: successes, so far, that drawing the best text of each option each time would have brought more.
        shares: of each text among the posters of this step.
    """

    until: float
    posters: int
    successes: int
    lost: float
    version: str
    shares: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """One campaign as one policy served it."""

    kind: Kind
    seed: int
    truth: Truth
    steps: tuple[Step, ...]
    posters: Posters
    policy: Policy | None

    @property
    def lost(self) -> float:
        return self.steps[-1].lost


def run(world: World, terms: Terms, seed: int, *, by_age: bool = True) -> Run:
    """The same run for the same arguments, byte by byte.

    Args:
        by_age: False takes young posters that nobody scanned yet for failures, to show what that costs.
    """
    truth = make_truth(world, terms, seed)
    rng = np.random.default_rng([seed, 1])  # of people; not of the world, which is the same for every policy
    ranked = [_ranked(truth, option) for option in range(world.options)]
    posters, policy, steps, lost = Posters(), None, [], 0.0
    serving = fixed_policy(truth.campaign)
    born = _Births()
    for start in np.arange(0.0, world.days * 24, terms.every_hours):
        end = min(start + terms.every_hours, world.days * 24.0)
        if len(posters):
            policy = learned(posters, float(start), truth, terms, policy, by_age=by_age)
            serving = fixed_policy(truth.campaign) if policy is None else serving_of(policy, truth.campaign)
        option, made, root = _asked(rng, world, (float(start), float(end)), born, len(posters))
        new = _issue(rng, truth, serving, ranked, option, made, root)
        born.remember(new, option, rng, world)
        rates = truth.rates_at(float(start))
        best = rates.reshape(world.options, world.lines).max(axis=1)
        lost += float((best[option] - rates[new.line]).sum())
        posters = posters.and_these(new)
        shares = np.bincount(new.line, minlength=len(rates)) / max(1, len(new))
        successes = int((new.person < NEVER).sum())
        version = serving.version
        steps.append(Step(float(end), len(new), successes, lost, version, tuple(shares.tolist())))
    return Run(terms.kind, seed, truth, tuple(steps), posters, policy)


def _ranked(truth: Truth, option: int) -> tuple[RankedList, Indices, Brief]:
    """What may be drawn for an option, the most relevant first; which texts those are; and the brief that asks."""
    first = option * truth.world.lines
    lines = first + np.argsort(-truth.relevance[first : first + truth.world.lines], kind="stable")
    found = tuple(
        RankedVariant(truth.campaign.variants[line], float(truth.relevance[line]), ()) for line in lines.tolist()
    )
    brief = Brief(truth.campaign.id, (f"option-{option}",), LOCALE, "")
    return RankedList(found, None, "simulated"), lines, brief


class _Births:
    """The posters that scans lead to, until their time comes."""

    def __init__(self) -> None:
        self._made, self._option, self._root = np.zeros(0), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)

    def remember(self, new: Posters, option: Indices, rng: np.random.Generator, world: World) -> None:
        if not world.fission:
            return
        children = np.where(new.person < NEVER, rng.poisson(world.fission, len(new)), 0)
        self._made = np.append(self._made, np.repeat(new.person, children))
        self._option = np.append(self._option, np.repeat(option, children))
        self._root = np.append(self._root, np.repeat(new.root, children))

    def before(self, end: float) -> tuple[Indices, Floats, Indices]:
        now = self._made < end
        found = self._option[now], self._made[now], self._root[now]
        self._made, self._option, self._root = self._made[~now], self._option[~now], self._root[~now]
        return found


def _asked(
    rng: np.random.Generator, world: World, hours: tuple[float, float], born: _Births, first: int
) -> tuple[Indices, Floats, Indices]:
    """The option, time and root of each poster of a step: evenly spread over it, and those that scans led to."""
    start, end = hours
    whole = world.days * 24.0
    count = round(world.posters * end / whole) - round(world.posters * start / whole)
    option = rng.integers(0, world.options, count)
    made = start + (end - start) * rng.random(count)
    more_option, more_made, more_root = born.before(end)
    more_made = np.maximum(more_made, start)
    own_root = first + np.arange(count)
    return np.append(option, more_option), np.append(made, more_made), np.append(own_root, more_root)


def _issue(
    rng: np.random.Generator,
    truth: Truth,
    serving: Serving,
    ranked: Sequence[tuple[RankedList, Indices, Brief]],
    option: Indices,
    made: Floats,
    root: Indices,
) -> Posters:
    """Draw the text of each poster, and let people and programs find it."""
    world = truth.world
    line, chance = np.zeros(len(made), dtype=np.int64), np.zeros(len(made))
    held = rng.random(len(made)) < serving.holdout
    for which in np.unique(option).tolist():
        found, lines, brief = ranked[which]
        chances = np.asarray(serving.chances(found, brief))
        for slice_, of_slice in ((False, chances), (True, np.full(len(lines), 1 / len(lines)))):
            mine = np.flatnonzero((option == which) & (held == slice_))
            place = np.searchsorted(np.cumsum(of_slice)[:-1], rng.random(len(mine)), side="right")
            line[mine], chance[mine] = lines[place], of_slice[place]
    rates = truth.rates_at(float(made.min(initial=NEVER)))[line] * _warmth(root, truth, world)
    person = _first_at(rng, made, rates, world.delay_hours)
    machine = _first_at(rng, made, np.full(len(made), world.bots), HOUR_OF_MACHINES)
    return Posters(line, made, person, machine, held, chance, root)


def _warmth(root: Indices, truth: Truth, world: World) -> Floats:
    """By how much the people of each tree scan more than others, 1 on average; only where posters make posters."""
    if not world.fission:
        return np.ones(len(root))
    pool = np.random.default_rng([len(truth.rates), 2]).gamma(SHARPEST, 1 / SHARPEST, 4096)
    return pool[root % len(pool)]


def _first_at(rng: np.random.Generator, made: Floats, rates: Floats, hours: float) -> Floats:
    happens = rng.random(len(made)) < rates
    return np.where(happens, made + rng.exponential(1.0, len(made)) * hours, NEVER)

"""What is true in a simulated campaign: how often people scan the posters of each text, how soon, and who they are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import erf, sqrt

import numpy as np
from numpy.typing import NDArray

from postergen.domain.campaign import Campaign
from postergen.domain.catalogue import Catalogue, Frequency, Need, Option, Theme
from postergen.domain.localized import LOCALES, Localized
from postergen.domain.policies import Terms
from postergen.domain.variant import CopyVariant, Fits, Hook, Tone

LOCALE = "en"
STEPS = 256  # of a relevance, as the ranker gives it
SHARPEST = 4.0  # how alike the people of one tree are: a gamma of this shape multiplies what they scan

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class World:
    """What to simulate.

    Args:
        options, lines: how many options there are, and texts of each; a poster is for one option.
        lowest, highest: success rates lie evenly between them.
        relevance: the correlation of a text's relevance with its rate; negative, and relevance misleads.
        shared: the share of what differs between texts that hook and tone explain.
        posters: over all days, those that come of scans apart.
        days: how long it goes on.
        delay_hours: mean time from a poster to the scan; 0, and it is scanned at once.
        bots: the share of posters that a program opens which nobody tells from a person; it confirms nothing.
        fission: posters that each successful poster leads to.
        drift_day: when all rates are dealt out anew; 0 for never.
    """

    options: int = 1
    lines: int = 20
    lowest: float = 0.02
    highest: float = 0.08
    relevance: float = 0.6
    shared: float = 0.0
    posters: int = 20_000
    days: int = 20
    delay_hours: float = 0.0
    bots: float = 0.0
    fission: float = 0.0
    drift_day: float = 0.0


@dataclass(frozen=True, slots=True)
class Truth:
    """One world as a seed makes it; arrays are over its texts, those of an option side by side."""

    world: World
    campaign: Campaign
    rates: Floats
    later_rates: Floats
    relevance: Floats

    def rates_at(self, hour: float) -> Floats:
        drifted = 0 < self.world.drift_day * 24 <= hour
        return self.later_rates if drifted else self.rates


def make_truth(world: World, terms: Terms, seed: int) -> Truth:
    """The same world for the same seed, whatever the terms of learning are."""
    rng = np.random.default_rng(seed)
    count = world.options * world.lines
    hooks, tones = rng.integers(0, len(Hook), count), rng.integers(0, len(Tone), count)
    common = rng.standard_normal(len(Hook))[hooks] + rng.standard_normal(len(Tone))[tones]
    own, blurred = rng.standard_normal(count), rng.standard_normal(count)
    quality = own if not world.shared else sqrt(world.shared) * _standard(common) + sqrt(1 - world.shared) * own
    rates = world.lowest + (world.highest - world.lowest) * _normal_share(quality)
    seen = _standard(world.relevance * quality + sqrt(1 - world.relevance**2) * blurred)
    scores = np.rint(np.clip(0.5 + 0.2 * seen, 0.16, 1) * STEPS) / STEPS
    order = [rng.permutation(world.lines) + option * world.lines for option in range(world.options)]
    return Truth(world, _campaign(world, terms, hooks, tones), rates, rates[np.concatenate(order)], scores)


def _standard(values: Floats) -> Floats:
    return np.asarray((values - values.mean()) / max(float(values.std()), 1e-9))


def _normal_share(values: Floats) -> Floats:
    """The share of a normal distribution that lies below: so rates are even, and go together with relevance."""
    return np.array([0.5 * (1 + erf(value / sqrt(2))) for value in values])


def _both(text: str) -> Localized:
    return Localized(dict.fromkeys(LOCALES, text))


def _campaign(world: World, terms: Terms, hooks: NDArray[np.int64], tones: NDArray[np.int64]) -> Campaign:
    """A campaign of texts that say nothing."""
    options = tuple(
        Option(f"option-{i}", "all", _both(f"Option {i}"), "", {}, None, Need.SOFT, Frequency.HIGH)
        for i in range(world.options)
    )
    variants = tuple(
        CopyVariant(
            f"option-{i // world.lines}.line-{i % world.lines}",
            LOCALE,
            list(Hook)[hook],
            list(Tone)[tone],
            Fits(options=(f"option-{i // world.lines}",)),
            f"Line {i % world.lines} for option {i // world.lines}",
            "It says nothing.",
            "Scan it",
        )
        for i, (hook, tone) in enumerate(zip(hooks.tolist(), tones.tolist(), strict=True))
    )
    catalogue = Catalogue(options, (Theme("all", _both("All"), _both("What?"), ""),))
    return Campaign(
        id="simulated",
        version="0",
        title=_both("A simulated campaign"),
        invitation=_both("Scan it"),
        code_prefix="SIM",
        landing_url="",
        search_phrase=None,
        timezone="UTC",
        templates=(),
        catalogue=catalogue,
        occasions=(),
        variants=variants,
        learning=replace(terms, most=max(terms.most, world.lines)),
    )

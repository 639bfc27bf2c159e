"""How a campaign learns which of its texts bring people: the terms it sets, and the frozen state of what it knows.

A policy is a value. It is made from counts by `policy update`, kept under its version, and never changed; whoever draws
with it says so on the poster, so that each probability can be computed again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple


class Kind(StrEnum):
    """The rules of drawing that there are; all but the first need a policy that was made from counts."""

    FIXED = "fixed"  # by relevance alone
    BETA = "beta"  # by the chance of being best, each text by its own counts
    LOGISTIC = "logistic"  # by the chance of being best, texts that have something in common learning together
    GREEDY = "greedy"  # always what leads: for comparison, as all that follow
    EPSILON = "epsilon"
    UCB = "ucb"
    UNIFORM = "uniform"


class Slice(StrEnum):
    """How a poster came to its text."""

    BEFORE = ""  # drawn by relevance alone
    DRAWN = "d"
    HELD = "h"  # drawn evenly, so that the policy can be measured against it
    CHOSEN = "c"  # by the person: this is no draw, and is never counted as one


class Reward(StrEnum):
    """What counts as success of a poster."""

    SCAN = "scan"  # somebody else scanned it
    CONFIRMED = "confirmed"  # and their page was seen
    MAKER = "maker"  # and made a poster
    CONVERSION = "conversion"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a campaign says about learning, under ``learning`` of its file.

    A field that a later release adds needs a default that stays: policies that were kept before are read with it.

    Args:
        holdout: share of the posters whose text is drawn evenly among the candidates.
        floor: the least probability of a candidate; at most half of an even share is given away so.
        sharpness: the power to which chances of being best are raised: 1 draws in proportion to them.
        most: candidates at most.
        window_hours: how long after its making a poster can succeed.
        discount: what a poster of yesterday counts against one of today.
        needs_key: scans by visitors who are known by their network alone bring no success.
        counts_flagged: suspicious scans do.
        least_posters, least_rewards: fewer of them, and the policy stays as it is.
        every_hours: how often a server updates it.
    """

    kind: Kind = Kind.FIXED
    reward: Reward = Reward.CONFIRMED
    holdout: float = 0.05
    floor: float = 0.001
    sharpness: int = 2
    most: int = 24
    window_hours: int = 72
    discount: float = 1.0
    needs_key: bool = False
    counts_flagged: bool = False
    least_posters: int = 500
    least_rewards: int = 30
    every_hours: int = 6


@dataclass(frozen=True, slots=True)
class Arm:
    """One revision of a text: what it has had, as posters of full age whose people are like everybody's.

    Args:
        exposed: posters, weighted by how much of their time to succeed is over, by age, and by whose they are.
        rewarded: those that succeeded, weighted by age alone.
        relevance: mean score of the draws.
    """

    variant: str
    revision: str
    locale: str
    exposed: float
    rewarded: float
    relevance: float


class Met(NamedTuple):
    """Posters of one revision of a text for people of one kind: as if of full age, those that people chose left out.

    Args:
        people: what is known of the people, part by part: the same number of parts in each.
        exposed, rewarded: posters and successes, weighted as those of an `Arm`, but not by whose they are.
        relevance: mean score of the draws.
    """

    variant: str
    revision: str
    locale: str
    people: tuple[str, ...]
    exposed: float
    rewarded: float
    relevance: float


@dataclass(frozen=True, slots=True)
class Prior:
    """What is believed of a text before it was seen, fitted to the campaign.

    Its success rate is Beta(strength m, strength (1 - m)) with logit m = alpha + beta z, where z is how far its
    relevance lies from ``centre``, in units of ``spread``.
    """

    alpha: float
    beta: float
    strength: float
    centre: float
    spread: float


@dataclass(frozen=True)
class Policy:
    """A frozen state of learning. ``priors`` are by locale; ``scores`` what a logistic policy draws from."""

    campaign: str
    kind: Kind
    terms: Terms
    arms: tuple[Arm, ...]
    priors: Mapping[str, Prior]
    made_at: datetime
    parent: str = ""
    scores: bytes = field(default=b"", repr=False)

    @cached_property
    def version(self) -> str:
        """Its kind and a digest of all of it: two policies of one version draw alike.

        Of terms, fields that came later are digested only where they differ from their defaults: so what was kept
        before there were any has the version under which it was kept.
        """
        everything = asdict(self) | {"scores": hashlib.sha256(self.scores).hexdigest(), "terms": _told(self.terms)}
        told = json.dumps(everything, sort_keys=True, default=str)
        return f"{self.kind}-{hashlib.sha256(told.encode()).hexdigest()[:10]}"

    @cached_property
    def arm_of(self) -> Mapping[tuple[str, str], Arm]:
        """By variant and revision."""
        return {(arm.variant, arm.revision): arm for arm in self.arms}


# the terms of policies from the first: always digested
_FIRST_TERMS = frozenset(
    [
        "kind",
        "reward",
        "holdout",
        "floor",
        "sharpness",
        "most",
        "window_hours",
        "discount",
        "needs_key",
        "counts_flagged",
        "least_posters",
        "least_rewards",
        "every_hours",
    ]
)


def _told(terms: Terms) -> Mapping[str, object]:
    usual = {one.name: one.default for one in fields(terms)}
    return {name: value for name, value in asdict(terms).items() if name in _FIRST_TERMS or value != usual[name]}

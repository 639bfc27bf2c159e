"""Draw by the chance of being the best, texts that have something in common learning together.

Thompson sampling with the probabilities worked out, as in `beta_policy`, on the log odds of a `Regression`. What that
says of kinds of people moves all candidates of a brief alike, and does not enter.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from functools import lru_cache

import numpy as np

from postergen.domain.policies import Arm, Met, Policy
from postergen.domain.poster import Brief
from postergen.errors import Unavailable
from postergen.ranking.beta_policy import REMEMBERED
from postergen.ranking.chances import Floats, sharpened
from postergen.ranking.normal_chances import best_of_normals
from postergen.ranking.prior import FARTHEST, POOLED
from postergen.ranking.ranker import RankedList
from postergen.ranking.regression import Common, Effect, Regression, Seen, Traits, fit_regression

FORMAT = 1
LEAST = 1e-6  # a variance is above 0

Key = tuple[tuple[str, str, str, str, float], ...]  # variant, revision, hook, tone, score


def encode_regression(found: Regression) -> bytes:
    """As JSON: numbers keep every bit."""
    plain = {
        "format": FORMAT,
        "common": {locale: asdict(common) for locale, common in found.common.items()},
        "seen": [[*text, *seen] for text, seen in found.seen.items()],
    }
    return json.dumps(plain, ensure_ascii=False).encode()


def decode_regression(scores: bytes) -> Regression:
    """The regression that `encode_regression` made these bytes of; `ValueError`, `LookupError` or `TypeError` for
    others.
    """
    plain = json.loads(scores)
    if plain["format"] != FORMAT:
        raise ValueError(f"format {plain['format']} of a regression")
    common = {
        locale: Common(
            _effect(one["level"]),
            {name: _effect(effect) for name, effect in one["hooks"].items()},
            {name: _effect(effect) for name, effect in one["tones"].items()},
            _effect(one["slope"]),
            one["own"],
            one["centre"],
            one["spread"],
        )
        for locale, one in plain["common"].items()
    }
    return Regression(common, {(variant, revision): Seen(*rest) for variant, revision, *rest in plain["seen"]})


def _effect(plain: tuple[float, list[float]]) -> Effect:
    mean, loadings = plain
    return Effect(mean, tuple(loadings))


def regression_of(policy: Policy) -> Regression:
    """What a logistic policy draws from.

    Raises:
        Unavailable: this release cannot read it.
    """
    try:
        return decode_regression(policy.scores)
    except (ValueError, LookupError, TypeError, AttributeError) as exc:
        raise Unavailable(f"the policy {policy.version}", f"this release cannot read it: {exc!r}") from exc


def with_regression(policy: Policy, met: Sequence[Met], traits: Mapping[tuple[str, str], Traits]) -> Policy:
    """The policy with a fit of what was counted for it."""
    return replace(policy, scores=encode_regression(fit_regression(met, traits, policy.terms)))


class Texts:
    """One locale's texts as rows: the first column is the mean, the rest what each direction adds to it."""

    def __init__(self, common: Common, seen: Mapping[tuple[str, str], Seen]) -> None:
        self._centre, self._spread, self._slope = common.centre, common.spread, _row(common.slope)
        self._seen = seen
        none = np.zeros(len(self._slope))
        hooks = {"": none} | {name: _row(effect) for name, effect in common.hooks.items()}
        tones = {"": none} | {name: _row(effect) for name, effect in common.tones.items()}
        kinds = [(hook, tone) for hook in hooks for tone in tones]
        self._kind = {kind: place for place, kind in enumerate(kinds)}
        self._of_kind = np.array([_row(common.level) + hooks[hook] + tones[tone] for hook, tone in kinds])
        self._place = {text: place for place, text in enumerate(seen)}
        # the last one stands for all that were not seen
        self._own = np.array([*(self._own_row(one) for one in seen.values()), none])
        self._variance = np.maximum([*(one.variance for one in seen.values()), common.own], LEAST)

    def rows(self, candidates: Key) -> tuple[Floats, Floats]:
        """Means and loadings, shape (candidates, 1 + directions), and each one's own variance."""
        place = [self._place.get(one[:2], -1) for one in candidates]
        return self._common(candidates) + self._own[place], self._variance[place]

    def alike(self, candidates: Key) -> tuple[Floats, float]:
        """The same of texts like these of which nothing was seen."""
        return self._common(candidates), float(self._variance[-1])

    def as_seen(self, arms: Sequence[Arm]) -> Key:
        """Texts that the policy was made of, as candidates."""
        traits = (self._seen.get((arm.variant, arm.revision)) for arm in arms)
        return tuple(
            (arm.variant, arm.revision, one.hook if one else "", one.tone if one else "", arm.relevance)
            for arm, one in zip(arms, traits, strict=True)
        )

    def _common(self, candidates: Key) -> Floats:
        kind = [self._kind.get(one[2:4], 0) for one in candidates]
        z = (np.array([one[4] for one in candidates]) - self._centre) / self._spread
        z = np.minimum(np.maximum(z, -FARTHEST), FARTHEST)
        found: Floats = self._of_kind[kind] + z[:, None] * self._slope
        return found

    def _own_row(self, seen: Seen) -> Floats:
        """Its own mean, and what its own takes back of the common effects as they were when it was seen."""
        kind = self._of_kind[self._kind.get((seen.hook, seen.tone), 0)]
        row: Floats = -seen.pull * (kind + seen.z * self._slope)
        row[0] = seen.mean
        return row


def _row(effect: Effect) -> Floats:
    return np.array([effect.mean, *effect.loadings])


def key_with_traits(ranked: RankedList) -> Key:
    """All of the candidates that counts."""
    return tuple(
        (one.variant.id, one.variant.revision, one.variant.hook.value, one.variant.tone.value, one.score)
        for one in ranked.variants
    )


class LogisticRule:
    """The sharpened chances of being best of a brief's candidates.

    A text that the policy has not seen, or another revision of it, is what others of its hook, tone and relevance are,
    with the variance of all.
    """

    def __init__(self, policy: Policy) -> None:
        found, self._power = regression_of(policy), policy.terms.sharpness
        self._texts = {locale: Texts(common, found.seen) for locale, common in found.common.items()}
        self._remembered = lru_cache(maxsize=REMEMBERED)(self._shares)

    def __call__(self, ranked: RankedList, brief: Brief) -> Floats:
        return self._remembered(key_with_traits(ranked), brief.school)

    def _shares(self, candidates: Key, locale: str) -> Floats:
        texts = self._texts.get(locale) or self._texts[POOLED]
        rows, variances = texts.rows(candidates)
        return sharpened(best_of_normals(rows[:, 0].copy(), variances, rows[:, 1:]), self._power)

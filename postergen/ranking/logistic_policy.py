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

from postergen.domain.policies import Met, Policy
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


class _Texts:
    """One locale's texts as rows: the first column is the mean, the rest what each direction adds."""

    def __init__(self, common: Common, seen: Mapping[tuple[str, str], Seen]) -> None:
        self._common = common
        self._none = np.zeros(1 + len(common.level.loadings))
        self._level, self._slope = _row(common.level), _row(common.slope)
        self._hooks = {name: _row(effect) for name, effect in common.hooks.items()}
        self._tones = {name: _row(effect) for name, effect in common.tones.items()}
        self._seen = seen

    def rows(self, candidates: Key) -> tuple[Floats, Floats]:
        """Means and loadings, shape (candidates, 1 + directions), and each one's own variance."""
        rows, variances = zip(*map(self._row_of, candidates), strict=True)
        return np.array(rows), np.array(variances)

    def _row_of(self, one: tuple[str, str, str, str, float]) -> tuple[Floats, float]:
        variant, revision, hook, tone, score = one
        z = (score - self._common.centre) / self._common.spread
        row = self._shared(hook, tone, min(max(z, -FARTHEST), FARTHEST))
        seen = self._seen.get((variant, revision))
        if seen is None:
            return row, max(self._common.own, LEAST)
        taken_back = self._shared(seen.hook, seen.tone, seen.z)
        taken_back[0] = 0.0
        row = row - seen.pull * taken_back
        row[0] += seen.mean
        return row, max(seen.variance, LEAST)

    def _shared(self, hook: str, tone: str, z: float) -> Floats:
        found: Floats = self._level + self._hooks.get(hook, self._none)
        found = found + self._tones.get(tone, self._none)
        return found + z * self._slope


def _row(effect: Effect) -> Floats:
    return np.array([effect.mean, *effect.loadings])


class LogisticRule:
    """The sharpened chances of being best of a brief's candidates.

    A text that the policy has not seen, or another revision of it, is what others of its hook, tone and relevance are,
    with the variance of all.
    """

    def __init__(self, policy: Policy) -> None:
        found, self._power = regression_of(policy), policy.terms.sharpness
        self._texts = {locale: _Texts(common, found.seen) for locale, common in found.common.items()}
        self._remembered = lru_cache(maxsize=REMEMBERED)(self._shares)

    def __call__(self, ranked: RankedList, brief: Brief) -> Floats:
        key = tuple(
            (one.variant.id, one.variant.revision, one.variant.hook.value, one.variant.tone.value, one.score)
            for one in ranked.variants
        )
        return self._remembered(key, brief.locale)

    def _shares(self, candidates: Key, locale: str) -> Floats:
        texts = self._texts.get(locale) or self._texts[POOLED]
        rows, variances = texts.rows(candidates)
        return sharpened(best_of_normals(rows[:, 0].copy(), variances, rows[:, 1:]), self._power)

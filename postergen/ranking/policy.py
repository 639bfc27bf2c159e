"""Draw one of the ranked variants with a known probability, so that every later "what if" has an answer.

Until there is anything to learn from, the distribution is fixed: a softmax of relevance mixed with a floor,
p_i = f + (1 - k f) softmax(score_i / T). The floor is added and not clipped, which would favour the survivors.
"""

from __future__ import annotations

import hashlib
from bisect import bisect
from collections.abc import Sequence
from itertools import accumulate
from math import exp

from postergen.domain.poster import Brief, Choice
from postergen.ranking.ranker import RankedList

POLICY = "relevance-softmax-2"
CANDIDATES = 5
MIN_RELEVANCE = 0.15  # below this, copy speaks of something else
TEMPERATURE = 0.12
FLOOR = 0.02


def propensities(scores: Sequence[float]) -> list[float]:
    """The probability of each ranked score, in the same order: 0 unless it is a candidate; they sum to 1."""
    relevant = [i for i, score in enumerate(scores[:CANDIDATES]) if score >= MIN_RELEVANCE] or [0]
    chances = [0.0] * len(scores)
    for i, chance in zip(relevant, _softmax_with_floor([scores[i] for i in relevant]), strict=True):
        chances[i] = chance
    return chances


def _softmax_with_floor(scores: Sequence[float]) -> list[float]:
    floor = min(FLOOR, 1 / len(scores))
    weights = [exp((score - max(scores)) / TEMPERATURE) for score in scores]
    return [floor + (1 - len(scores) * floor) * weight / sum(weights) for weight in weights]


def policy_of(state: str) -> str:
    """The full name of the policy: with what the ranker's scores depended on, so that a draw can be checked later."""
    return f"{POLICY}.{state}"


def draw(ranked: RankedList, brief: Brief) -> Choice:
    """Draw a variant. The same brief draws the same words; without personalisation the name plays no part."""
    chances = propensities([candidate.score for candidate in ranked.variants])
    last = max(i for i, chance in enumerate(chances) if chance > 0)
    chosen = min(bisect(list(accumulate(chances)), _point(brief)), last)
    variant = ranked.variants[chosen].variant
    return Choice(variant.id, variant.revision, policy_of(ranked.state), chances[chosen])


def _point(brief: Brief) -> float:
    """A number from 0 to 1, exclusive, that depends on the brief and nothing else."""
    person = (brief.nickname, brief.place or "") if brief.personalised else ()
    wish = (brief.wish,) if brief.wish else ()
    asked = (brief.campaign, brief.locale, brief.occasion or "", *sorted(brief.options), "", *person, *wish)
    digest = hashlib.sha256("\0".join(asked).encode()).digest()
    return int.from_bytes(digest[:7]) / 2**56

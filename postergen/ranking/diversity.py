"""Keep the first few from all saying the same (maximal marginal relevance, Carbonell and Goldstein 1998)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

RELEVANCE_SHARE = 0.75


def diversify(scores: Sequence[float], alike: Callable[[int, int], float], count: int) -> list[int]:
    """Choose indices one by one: relevant, and unlike what stands already. Ties go to the lower index.

    Args:
        scores: relevance from 0 to 1.
        alike: how alike two candidates are, from 0 to 1.
    """
    chosen: list[int] = []
    left = list(range(len(scores)))
    nearest = [0.0] * len(scores)
    while left and len(chosen) < count:
        best = max(left, key=lambda i: (RELEVANCE_SHARE * scores[i] - (1 - RELEVANCE_SHARE) * nearest[i], -i))
        chosen.append(best)
        left.remove(best)
        for i in left:
            nearest[i] = max(nearest[i], alike(i, best))
    return chosen

"""Keep the first few from all saying the same, and from all speaking for the same wish.

Maximal marginal relevance (Carbonell and Goldstein 1998) against saying the same; the explicit coverage of aspects
of xQuAD (Santos, Macdonald and Ounis 2010) for the wishes that nothing speaks for yet.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

RELEVANCE_SHARE, LIKENESS_SHARE, COVERAGE_SHARE = 0.75, 0.25, 0.20


def diversify(
    scores: NDArray[np.float32], alike: NDArray[np.float32], speaks_for: NDArray[np.float32], count: int
) -> list[int]:
    """Choose indices one by one. Ties go to the lower index.

    Args:
        scores: relevance from 0 to 1, shape (candidates,).
        alike: how alike two candidates are, from 0 to 1, shape (candidates, candidates).
        speaks_for: how well each speaks for each wish, from 0 to 1, shape (wishes, candidates).
    """
    chosen: list[int] = []
    worth = RELEVANCE_SHARE * scores.astype(np.float64)
    too_like = LIKENESS_SHARE * alike.astype(np.float64)
    nearest = np.zeros(len(scores))
    # what each would add to each wish; summed up wish after wish, in the same order on every machine
    adds = COVERAGE_SHARE / max(len(speaks_for), 1) * speaks_for.astype(np.float64)
    leaves = 1 - speaks_for.astype(np.float64)
    several = len(speaks_for) > 1
    for _ in range(min(count, len(scores))):
        gain = worth - nearest
        if several:
            gain += np.add.reduce(adds, axis=0)
        best = int(gain.argmax())
        chosen.append(best)
        worth[best] = -np.inf
        np.maximum(nearest, too_like[best], out=nearest)
        if several:
            adds *= leaves[:, best : best + 1]
    return chosen

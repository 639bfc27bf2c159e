"""What simulated campaigns show when several policies serve the same worlds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from postergen.domain.policies import Terms
from postergen.simulation.learning import rewards
from postergen.simulation.posters import NEVER
from postergen.simulation.run import Run
from postergen.tracking.intervals import wilson

LAST = 0.2  # of the time: what a policy has come to


@dataclass(frozen=True, slots=True)
class Row:
    """One policy over all seeds.

    Args:
        posters, successes: on average; successes are people who scan, in their time or later.
        lost: successes fewer than by always drawing the best text: mean, its standard error, and the 90th percentile.
        late: lost for each poster in the last fifth of the time.
        best: the share of posters with the best text there.
        covered: the share of runs in which the 95 % interval of the hold-out's rate held the truth; None without one.
        bias: by how much the plain mean of a text's rate is off, relative to the truth, on average over texts that were
            drawn; of the weaker and the stronger half.
        naive: the share of texts whose plain 95 % interval holds the truth.
    """

    kind: str
    runs: int
    posters: float
    successes: float
    lost: float
    error: float
    high: float
    late: float
    best: float
    covered: float | None
    bias: tuple[float, float]
    naive: float


def rows(runs: Sequence[Run], terms: Terms) -> list[Row]:
    """One for each kind, in the order of the runs, which are grouped by kind."""
    return [_row(kind, list(theirs), terms) for kind, theirs in groupby(runs, key=lambda one: str(one.kind))]


def _row(kind: str, runs: Sequence[Run], terms: Terms) -> Row:
    lost = np.array([one.lost for one in runs])
    counted = [_counted(one, terms) for one in runs]
    covered = [one.covered for one in counted if one.covered is not None]
    return Row(
        kind=kind,
        runs=len(runs),
        posters=float(np.mean([len(one.posters) for one in runs])),
        successes=float(np.mean([(one.posters.person < NEVER).sum() for one in runs])),
        lost=float(lost.mean()),
        error=float(lost.std(ddof=1) / len(lost) ** 0.5) if len(lost) > 1 else 0.0,
        high=float(np.quantile(lost, 0.9)),
        late=float(np.mean([one.late for one in counted])),
        best=float(np.mean([one.best for one in counted])),
        covered=float(np.mean(covered)) if covered else None,
        bias=(float(np.mean([one.weak for one in counted])), float(np.mean([one.strong for one in counted]))),
        naive=float(np.mean([one.naive for one in counted])),
    )


@dataclass(frozen=True, slots=True)
class _Counted:
    late: float
    best: float
    covered: bool | None
    weak: float
    strong: float
    naive: float


def _counted(one: Run, terms: Terms) -> _Counted:
    """What one run shows; rates that drift have no one truth, and those of the end are taken."""
    posters, world = one.posters, one.truth.world
    end = world.days * 24.0
    rates = one.truth.rates_at(end)
    best = rates.reshape(world.options, world.lines).max(axis=1).repeat(world.lines)
    late = posters.line[posters.made >= (1 - LAST) * end]
    won = rewards(posters, NEVER, terms)
    drawn = np.bincount(posters.line, minlength=len(rates))
    found = np.bincount(posters.line, weights=won, minlength=len(rates)).astype(np.int64)
    seen = np.flatnonzero(drawn)
    off = (found[seen] / drawn[seen] - rates[seen]) / rates[seen]
    weak = rates[seen] < np.median(rates)
    plain = [wilson(int(found[i]), int(drawn[i])) for i in seen]
    held = posters.held
    covered = None
    if held.any():
        interval = wilson(int(won[held].sum()), int(held.sum()))
        covered = _holds(interval.low, interval.high, float(rates.mean()))
    return _Counted(
        late=float((best - rates)[late].mean()) if len(late) else 0.0,
        best=float(((best - rates)[late] == 0).mean()) if len(late) else 0.0,
        covered=covered,
        weak=float(off[weak].mean()) if weak.any() else 0.0,
        strong=float(off[~weak].mean()) if (~weak).any() else 0.0,
        naive=float(np.mean([_holds(r.low, r.high, float(rates[i])) for r, i in zip(plain, seen, strict=True)])),
    )


def _holds(low: float | None, high: float | None, truth: float) -> bool:
    return low is not None and high is not None and low <= truth <= high

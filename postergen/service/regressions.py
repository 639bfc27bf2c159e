"""Complete a policy whose texts learn together by the regression that it draws from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from postergen.domain.policies import Policy, Slice
from postergen.domain.variant import CopyVariant
from postergen.ranking.logistic_policy import with_regression
from postergen.ranking.regression import traits_of
from postergen.service.policies import Fit
from postergen.tracking.exposure import Observed, delays_of, meetings

Texts = Callable[[str], Iterable[CopyVariant]]  # those of a campaign, as they are on posters now


def logistic_fit(texts: Texts) -> Fit:
    """A `Fit` that looks up the hooks and tones of texts."""

    def fit(policy: Policy, observed: Sequence[Observed]) -> Policy:
        delays = delays_of((row for row in observed if row.slice is not Slice.CHOSEN), policy.terms)
        met = meetings(observed, delays, policy.terms)
        return with_regression(policy, met, traits_of(texts(policy.campaign)))

    return fit

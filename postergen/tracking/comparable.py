"""Decide what the posters of several texts are worth for a comparison: of full age, of the same people, or of less."""

from __future__ import annotations

from collections.abc import Sequence

from postergen.domain.policies import Arm, Slice, Terms
from postergen.tracking.delay import Delays
from postergen.tracking.exposure import Observed, by_stratum, standardised


def comparable(observed: Sequence[Observed], delays: Delays, terms: Terms) -> tuple[Arm, ...]:
    """What each text of one contest has had, as far as it can be compared; texts that people chose are no draws.

    As `exposure.exposures`, but where text and people go together, so that the two cannot be told apart, both counts
    are multiplied by the share of information that is left.

    Args:
        observed: of texts that could have stood on the same posters, in one locale.
    """
    drawn = [row for row in observed if row.slice is not Slice.CHOSEN]
    if not drawn:
        return ()
    texts = sorted({(row.variant, row.revision, row.locale) for row in drawn})
    exposed, rewarded = by_stratum(drawn, [text[:2] for text in texts], delays, terms)
    standard = standardised(exposed, rewarded)
    counts = zip(texts, standard.exposed.tolist(), rewarded.sum(axis=1).tolist(), standard.left.tolist(), strict=True)
    return tuple(Arm(*text, max(e, k) * left, k * left, 0.0) for text, e, k, left in counts)

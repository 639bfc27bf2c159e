"""Choose which offers a person sees after a scan: relevant ones, and now and then one that they need rarely."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from postergen.domain.catalogue import Frequency, Option
from postergen.domain.offer import Offer
from postergen.ranking.candidates import MIN_RELEVANCE
from postergen.ranking.ranker import RankedVariant


def choose_offers(
    ranked: Sequence[RankedVariant], offer_of: Mapping[str, Offer], options: Sequence[Option], count: int
) -> list[tuple[Offer, RankedVariant]]:
    """The first relevant offers. A frequent wish introduces a rare service: people think of noodles every morning and
    of a check-up once a year, so the last place belongs to the best rare one, when nothing rare comes by itself.

    Args:
        offer_of: the offer by the id of the text that was ranked.
    """
    relevant = [(offer_of[r.variant.id], r) for r in ranked if r.score >= MIN_RELEVANCE]
    shown, rest = relevant[:count], relevant[count:]
    is_frequent = any(option.frequency is Frequency.HIGH for option in options)
    if is_frequent and len(shown) > 1 and not any(_is_rare(offer) for offer, _ in shown):
        rare = next(((offer, r) for offer, r in rest if _is_rare(offer)), None)
        if rare is not None:
            shown[-1] = rare
    return shown


def _is_rare(offer: Offer) -> bool:
    return offer.frequency is Frequency.LOW

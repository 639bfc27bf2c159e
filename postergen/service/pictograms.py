"""Choose the pictogram of a wish in a person's own words."""

from __future__ import annotations

from functools import lru_cache

from postergen.domain.campaign import Campaign
from postergen.domain.poster import ERASED_WISH, Brief
from postergen.ranking.pinyin import Pinyin
from postergen.ranking.wishes import Reading, WishReader, as_said
from postergen.rendering.part import Identity

ANY = "🌱"  # of a wish that nothing is known of
READERS = 4  # campaign versions whose words are at hand; about 20 MB each


def wish_pictogram(brief: Brief, campaign: Campaign) -> str:
    """That of the option which the wish means, if that is sure; else of the theme that its likeliest share; else `ANY`.

    Read by words alone, without a model: a poster has to look the same wherever and whenever it is drawn, and what a
    model makes of a wish is another thing with the next model.

    Args:
        campaign: in the version that the poster was made with.
    """
    if not brief.wish or brief.wish == ERASED_WISH:
        return ANY
    reading = as_said(brief.wish_means) if brief.wish_means else _read(brief, campaign)
    if reading.meant:
        return campaign.catalogue.option_by_id[reading.meant[0][0]].pictogram
    return campaign.catalogue.theme_by_id[reading.theme].pictogram if reading.theme else ANY


def _read(brief: Brief, campaign: Campaign) -> Reading:
    return _reader(Identity(campaign)).read(brief.wish, brief.locale)


@lru_cache(maxsize=READERS)
def _reader(campaign: Identity[Campaign]) -> WishReader:
    return WishReader(campaign.value, Pinyin({}))

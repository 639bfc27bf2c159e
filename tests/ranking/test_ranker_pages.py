"""What may stand on a page of a look back are the texts of its band, and nothing else; no other poster has them."""

from __future__ import annotations

from dataclasses import replace

from postergen.domain.campaign import Campaign
from postergen.domain.poster import LOOK_BACK, Brief
from postergen.ranking.draws import draw, odds
from postergen.ranking.policy import fixed_policy
from postergen.ranking.ranker import Ranker
from postergen.ranking.relevance import Relevance


def page(campaign: Campaign, site: str, locale: str = "en") -> Brief:
    return Brief(campaign.id, ("self-weekday-park",), locale, "almanac", channel=LOOK_BACK, site=site)


def test_the_texts_of_its_band_are_equally_likely_until_something_is_learned(campaign: Campaign) -> None:
    ranker = Ranker(campaign, Relevance(campaign, "lexical"))
    brief = page(campaign, "small-days/friends/none")
    found = odds(ranker, brief, fixed_policy(campaign))
    assert found is not None
    assert [one.variant.id for one in found.ranked.variants] == [f"small-days.friends.none.en-{n}" for n in (1, 2, 3)]
    assert [round(p, 6) for p in found.drawn] == [0.333333] * 3
    drawn = draw(found, brief, "BT0123456789ABC")
    assert (drawn.variant in campaign.text_by_id, drawn.variant in campaign.variant_by_id) == (True, False)


def test_a_site_of_no_band_and_an_ordinary_poster_have_ordinary_texts(campaign: Campaign) -> None:
    ranker = Ranker(campaign, Relevance(campaign, "lexical"))
    of_page = page(campaign, "small-days/friends/none")
    for brief in (page(campaign, "small-days/friends/nobody"), replace(of_page, channel="page")):
        texts = {one.variant.id for one in ranker.candidates(brief, 24).variants}
        assert texts
        assert texts <= set(campaign.variant_by_id)


def test_pages_learn_by_themselves() -> None:
    assert Brief("c", ("a",), "en", "t", channel=LOOK_BACK).school == "en/look-back"
    assert Brief("c", ("a",), "en", "t").school == "en"

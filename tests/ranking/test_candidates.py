"""Every text that fits may be drawn, what does not fit is not, and where nothing fits something fair stands in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from postergen.domain.campaign import Campaign
from postergen.domain.poster import Brief
from postergen.domain.variant import CopyVariant, Fits
from postergen.ranking.candidates import MIN_RELEVANCE, STEPS, Fallback
from postergen.ranking.ranker import RankedList, Ranker
from postergen.ranking.relevance import Relevance

from .small_campaigns import brief_for, option, small_campaign, variant

NOODLES, SLEEP = option("noodles", "hot dry noodles"), option("sleep", "a full night")
SPOKEN = Fits(options=("noodles",))


def candidates(variants: list[CopyVariant], brief: Brief, most: int = 24) -> RankedList:
    campaign = small_campaign([NOODLES, SLEEP], variants)
    return Ranker(campaign, Relevance(campaign)).candidates(brief, most)


def names(found: RankedList) -> list[str]:
    return [one.variant.id for one in found.variants]


@pytest.fixture(scope="module")
def ranker(campaign: Campaign) -> Ranker:
    return Ranker(campaign, Relevance(campaign))


def briefs(campaign: Campaign, locale: str) -> Iterator[Brief]:
    for one in campaign.catalogue.options:
        yield brief_for(one.id, locale=locale, nickname="Ann")
        for occasion in campaign.occasions:
            yield brief_for(one.id, locale=locale, nickname="Ann", occasion=occasion.id)


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_every_text_for_an_option_may_be_drawn_on_it(ranker: Ranker, campaign: Campaign, locale: str) -> None:
    for one in campaign.catalogue.options:
        fitting = {v.id for v in campaign.variants_in(locale) if one.id in v.fits.options and not v.fits.occasions}
        assert fitting <= set(names(ranker.candidates(brief_for(one.id, locale=locale, nickname="Ann"), 24)))


def test_candidates_are_remembered_by_all_that_they_depend_on(campaign: Campaign) -> None:
    asked = [
        replace(brief, template=look, format=form, fields=fields)
        for nickname in ("", "Ann", "Bo")
        for options in (("wuhan-hot-dry-noodles",), ("wuhan-hot-dry-noodles", "chongqing-nine-grid"))
        for place in (None, "hubei/wuhan")
        for personalised in (True, False)
        for occasion in (None, campaign.occasions[0].id)
        for locale in ("zh-CN", "en")
        for brief in [
            brief_for(
                *options, locale=locale, nickname=nickname, place=place, occasion=occasion, personalised=personalised
            )
        ]
        for look, form, fields in (("receipt", "story", ()), ("ticket", "square", (("shop", "x"),)))
    ]
    remembers = Ranker(campaign, Relevance(campaign))
    found = [remembers.candidates(brief, most) for brief in (*asked, *asked) for most in (3, 24)]
    assert found == [
        replace(told, variants=tuple(replace(one, reasons=()) for one in told.variants))
        for brief in (*asked, *asked)
        for most in (3, 24)
        for told in [remembers.candidates(brief, most, explained=True)]
    ]


@pytest.mark.slow
def test_hardly_any_text_of_the_pack_is_never_a_candidate(ranker: Ranker, campaign: Campaign) -> None:
    unread = [brief_for(wish=f"xyzzy{i}", locale="zh-CN", campaign="better-life") for i in range(12)]
    asked = [*briefs(campaign, "zh-CN"), *unread]
    seen = {name for brief in asked for name in names(ranker.candidates(brief, 24))}
    assert len(seen) >= 0.98 * len(campaign.variants_in("zh-CN"))


def test_what_speaks_of_something_else_is_no_candidate() -> None:
    found = candidates([variant("a", "noodles", SPOKEN), variant("b", "taxes", Fits())], brief_for("noodles"))
    assert names(found) == ["a"]
    assert found.fallback is Fallback.NONE


def test_what_was_written_for_another_option_is_no_candidate_however_like_it_is() -> None:
    other = variant("other", "hot dry noodles, noodles, noodles", Fits(options=("sleep",)))
    assert names(candidates([other, variant("own", "noodles", SPOKEN)], brief_for("noodles"))) == ["own"]
    both = candidates([other, variant("own", "noodles", SPOKEN)], brief_for("noodles", "sleep"))
    assert set(names(both)) == {"other", "own"}


def test_where_nobody_wrote_for_an_option_what_comes_nearest_may_be_drawn() -> None:
    assert names(candidates([variant("other", "hot dry noodles", Fits(options=("sleep",)))], brief_for("noodles"))) == [
        "other"
    ]


def test_what_is_like_a_typed_wish_may_speak_for_it_whatever_it_was_written_for() -> None:
    other = variant("other", "a full night of sleep", Fits(options=("sleep",)))
    found = candidates([other, variant("own", "noodles", SPOKEN)], brief_for("noodles", wish="a full night of sleep"))
    assert set(names(found)) == {"other", "own"}


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_no_option_of_the_pack_gets_words_about_another(ranker: Ranker, campaign: Campaign, locale: str) -> None:
    for one in campaign.catalogue.options:
        for found in ranker.candidates(brief_for(one.id, locale=locale, nickname="Ann"), 24).variants:
            fits = found.variant.fits
            tagged = fits.options or fits.places or fits.themes
            assert not tagged or one.id in fits.options or one.theme in fits.themes or one.place in fits.places


def test_candidates_come_by_relevance_in_steps() -> None:
    variants = [variant("theme", "morning", Fits(themes=("food",))), variant("own", "hot dry noodles", SPOKEN)]
    found = candidates(variants, brief_for("noodles"))
    assert names(found)[0] == "own"
    assert all(
        one.score >= MIN_RELEVANCE and abs(one.score * STEPS - round(one.score * STEPS)) < 0.02
        for one in found.variants
    )


def test_of_more_than_may_be_drawn_the_like_ones_stay_away() -> None:
    like = [variant(f"like{i}", "noodles at seven", SPOKEN) for i in range(6)]
    found = candidates([*like, variant("unlike", "breakfast, standing up", SPOKEN)], brief_for("noodles"), most=3)
    assert len(found.variants) == 3
    assert "unlike" in names(found)


def test_copy_of_another_day_or_for_a_named_person_is_no_candidate_and_stands_in_for_nobody() -> None:
    dated = variant("dated", "cake", Fits(occasions=("birthday",)))
    named = variant("named", "{nickname}, noodles", SPOKEN)
    plain = variant("plain", "a morning", Fits())
    found = candidates([dated, named, plain], brief_for("noodles"))
    assert names(found) == ["plain"]
    assert names(candidates([dated, named, plain], brief_for("noodles", nickname="Ann"))) == ["named"]


def test_where_nothing_is_relevant_texts_for_nothing_in_particular_stand_in() -> None:
    variants = [
        variant("other", "sleep in", Fits(options=("sleep",))),
        variant("theme", "food", Fits(themes=("food",))),
        variant("all", "a better life", Fits()),
        variant("all too", "small joys", Fits()),
    ]
    found = candidates(variants, brief_for(wish="xyzzy"))
    assert found.fallback is Fallback.CAMPAIGN
    assert sorted(names(found)) == ["all", "all too"]


def test_texts_of_themes_stand_in_where_there_are_none_for_everybody() -> None:
    variants = [
        variant("other", "sleep in", Fits(options=("sleep",))),
        variant("theme", "food", Fits(themes=("food",))),
    ]
    found = candidates(variants, brief_for(wish="xyzzy"))
    assert (names(found), found.fallback) == (["theme"], Fallback.CAMPAIGN)


def test_with_options_those_of_their_themes_come_first() -> None:
    campaign = small_campaign([NOODLES], [variant("all", "x", Fits()), variant("theme", "y", Fits(themes=("food",)))])
    untagged = Ranker(campaign, Relevance(campaign, tagged=False))
    found = untagged.candidates(brief_for("noodles"), 24)
    assert (names(found), found.fallback) == (["theme"], Fallback.THEME)


def test_where_all_texts_are_for_something_else_any_stands_in_and_it_is_told() -> None:
    found = candidates([variant("a", "sleep", Fits(options=("sleep",)))] * 2, brief_for(wish="xyzzy"))
    assert found.fallback is Fallback.ANY
    assert len(found.variants) == 2


def test_a_poster_has_words_even_if_all_are_of_another_day() -> None:
    found = candidates([variant("dated", "cake", Fits(occasions=("birthday",)))], brief_for("noodles"))
    assert (names(found), found.fallback) == (["dated"], Fallback.ANY)


def test_a_locale_without_copy_has_no_candidates() -> None:
    assert not candidates([variant("a", "noodles", SPOKEN)], brief_for("noodles", locale="zh-CN")).variants


def test_the_wish_of_the_pack_that_nothing_speaks_for(ranker: Ranker) -> None:
    found = ranker.candidates(brief_for(wish="xyzzy", campaign="better-life"), 24)
    assert found.fallback is Fallback.WISH
    assert len(found.variants) == 24
    assert all(one.variant.fits.wishes for one in found.variants)
    assert names(found) == names(ranker.candidates(brief_for(wish="xyzzy", campaign="better-life"), 24))
    assert names(found) != names(ranker.candidates(brief_for(wish="plugh", campaign="better-life"), 24))

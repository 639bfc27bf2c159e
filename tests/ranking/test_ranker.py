"""A brief gets the copy that speaks for its options."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from postergen.domain.campaign import Campaign
from postergen.domain.variant import Fits
from postergen.ranking.ranker import OCCASION_BONUS, Ranker
from postergen.ranking.relevance import Relevance

from .small_campaigns import brief_for, option, small_campaign, variant


def lexical_ranker(campaign: Campaign) -> Ranker:
    return Ranker(campaign, Relevance(campaign))


@pytest.fixture(scope="module")
def ranker(campaign: Campaign) -> Ranker:
    return lexical_ranker(campaign)


def test_one_option_gets_the_copy_written_for_it(ranker: Ranker, campaign: Campaign) -> None:
    for one in campaign.catalogue.options:
        for locale in ("zh-CN", "en"):
            best = ranker.rank(brief_for(one.id, locale=locale), 1).variants[0]
            assert one.id in best.variant.fits.options
            assert best.variant.locale == locale


def test_copy_is_never_in_another_language(ranker: Ranker, campaign: Campaign) -> None:
    for locale in ("zh-CN", "en"):
        ranked = ranker.rank(brief_for(campaign.catalogue.options[0].id, locale=locale), 40).variants
        assert {r.variant.locale for r in ranked} == {locale}


@pytest.mark.slow
def test_the_same_brief_is_ranked_the_same_by_another_process(ranker: Ranker, campaign: Campaign) -> None:
    brief = brief_for(*[o.id for o in campaign.catalogue.options[:4]], locale="zh-CN")
    assert lexical_ranker(campaign).rank(brief, 10) == ranker.rank(brief, 10)


def test_the_order_in_which_options_were_picked_changes_nothing(ranker: Ranker, campaign: Campaign) -> None:
    ids = [o.id for o in campaign.catalogue.options[10:16]]
    forward, backward = ranker.rank(brief_for(*ids), 8), ranker.rank(brief_for(*reversed(ids)), 8)
    assert [r.variant.id for r in forward.variants] == [r.variant.id for r in backward.variants]


def test_scores_lie_between_nothing_and_all_and_reasons_are_sorted(ranker: Ranker, campaign: Campaign) -> None:
    rnd = random.Random(2)
    ids = [o.id for o in campaign.catalogue.options]
    occasions = [None, *campaign.occasion_by_id]
    for _ in range(100):
        picked = rnd.sample(ids, rnd.randint(1, 6))
        brief = brief_for(*picked, locale=rnd.choice(("zh-CN", "en")), occasion=rnd.choice(occasions))
        for ranked in ranker.rank(brief, 10).variants:
            assert 0 <= ranked.score <= 1
            scores = [reason.score for reason in ranked.reasons]
            assert scores == sorted(scores, reverse=True)
            subjects = {reason.subject for reason in ranked.reasons if reason.kind not in ("occasion", "place")}
            assert subjects <= set(picked) | {brief.occasion, brief.place}


def test_scores_stay_between_nothing_and_all_when_most_copy_is_for_another_day() -> None:
    birthday = [variant(f"b{i}", f"cake {i}", Fits(occasions=("birthday",))) for i in range(3)]
    plain = variant("plain", "noodles", Fits(options=("noodles",)))
    ranker = lexical_ranker(small_campaign([option("noodles"), option("sleep")], [*birthday, plain]))
    ranked = ranker.rank(brief_for("noodles"), 4).variants
    assert ranked[0].variant.id == "plain"
    assert all(0 <= r.score <= 1 for r in ranked)


def test_copy_for_an_occasion_appears_on_that_occasion_and_on_no_other_day(ranker: Ranker, campaign: Campaign) -> None:
    dated = [v for v in campaign.variants if v.fits.occasions]
    assert dated
    for one in campaign.catalogue.options[:30]:
        without = ranker.rank(brief_for(one.id), 10).variants
        assert not [r.variant.id for r in without if r.variant.fits.occasions]
    for occasion in campaign.occasion_by_id:
        if not any(occasion in v.fits.occasions and v.locale == "en" for v in dated):
            continue
        ranked = ranker.rank(brief_for("parents-medical-check-up", occasion=occasion), 5).variants
        assert any(occasion in r.variant.fits.occasions for r in ranked), occasion
        others = [r for r in ranked if r.variant.fits.occasions and occasion not in r.variant.fits.occasions]
        assert others == []


def test_the_reason_says_what_the_author_tagged() -> None:
    variants = [
        variant("by-option", "x", Fits(options=("noodles",))),
        variant("by-theme", "y", Fits(themes=("food",))),
        variant("by-words", "hot dry noodles", Fits(themes=("health",))),
        variant("by-occasion", "z", Fits(occasions=("birthday",))),
        variant("by-place", "q", Fits(places=("hubei/wuhan",))),
    ]
    options = [option("noodles", "hot dry noodles"), option("sleep", "sleep")]
    ranker = lexical_ranker(small_campaign(options, variants))
    ranked = ranker.rank(brief_for("noodles", occasion="birthday", place="hubei/wuhan"), 5).variants
    reasons = {r.variant.id: [(reason.kind, reason.subject) for reason in r.reasons] for r in ranked}
    assert reasons["by-option"] == [("option", "noodles")]
    assert reasons["by-theme"] == [("theme", "noodles")]
    assert reasons["by-words"] == [("lexical", "noodles")]
    assert reasons["by-occasion"] == [("occasion", "birthday")]
    assert reasons["by-place"] == [("place", "hubei/wuhan")]
    assert [r.score for r in ranked if r.variant.id == "by-occasion"] == [pytest.approx(OCCASION_BONUS)]


def test_the_first_five_are_not_all_about_one_of_several_wishes(ranker: Ranker, campaign: Campaign) -> None:
    ids = [o.id for o in campaign.catalogue.options[:105:21]]
    ranked = ranker.rank(brief_for(*ids, locale="zh-CN"), 5).variants
    spoken_for = {name for r in ranked for name in r.variant.fits.options}
    assert len(spoken_for & set(ids)) >= 3


def test_asking_for_more_than_there_is_gives_what_there_is() -> None:
    campaign = small_campaign([option("noodles"), option("sleep")], [variant("v", "x", Fits(themes=("food",)))])
    assert len(lexical_ranker(campaign).rank(brief_for("sleep"), 50).variants) == 1


def test_candidates_are_among_what_is_ranked_and_reasons_change_nothing(ranker: Ranker, campaign: Campaign) -> None:
    brief = brief_for(*[option.id for option in campaign.catalogue.options[:3]])
    explained, plain = ranker.candidates(brief, 12, explained=True), ranker.candidates(brief, 12)
    assert [replace(found, reasons=()) for found in explained.variants] == list(plain.variants)
    assert all(found.reasons for found in explained.variants)
    assert {one.variant.id for one in plain.variants} <= {one.variant.id for one in ranker.rank(brief, 40).variants}


def test_the_state_tells_scores_apart_that_differ_in_the_last_bit(campaign: Campaign) -> None:
    relevance = Relevance(campaign)
    other = relevance.matrix.copy()
    other[3, 5] = np.nextafter(other[3, 5], np.float32(1))
    assert (
        Ranker(campaign, relevance).state == Ranker(campaign, Relevance(campaign, matrix=relevance.matrix.copy())).state
    )
    assert Ranker(campaign, relevance).state != Ranker(campaign, Relevance(campaign, matrix=other)).state


def test_the_score_of_one_variant_is_that_of_the_candidates(ranker: Ranker, campaign: Campaign) -> None:
    brief = brief_for(*[option.id for option in campaign.catalogue.options[:2]], nickname="Ann")
    for one in ranker.candidates(brief, 12).variants:
        assert ranker.score(brief, one.variant) == one.score


def test_likeness_that_was_worked_out_before_changes_nothing(ranker: Ranker, campaign: Campaign) -> None:
    again = Ranker(campaign, ranker.relevance, ranker.alike_in)
    brief = brief_for(campaign.catalogue.options[0].id, locale="en")
    assert again.rank(brief, 10) == ranker.rank(brief, 10)


def test_likeness_of_the_candidates_alone_changes_nothing(ranker: Ranker, campaign: Campaign) -> None:
    """As for packs of many thousand variants, of which all pairs are too many."""
    alone = Ranker(campaign, ranker.relevance, {})
    for one in campaign.catalogue.options[::10]:
        assert alone.rank(brief_for(one.id), 10) == ranker.rank(brief_for(one.id), 10)


def test_copy_that_calls_by_name_waits_for_a_name() -> None:
    named = variant("named", "{nickname}, noodles", Fits(options=("noodles",)))
    found = lexical_ranker(small_campaign([option("noodles")], [named]))
    assert found.rank(brief_for("noodles", nickname="Ann"), 1).variants[0].score > 0
    assert (
        found.rank(brief_for("noodles"), 1).variants[0].score
        < found.rank(brief_for("noodles", nickname="Ann"), 1).variants[0].score
    )

"""Chance is exact: what is logged is the probability with which it was drawn."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from postergen.domain.campaign import Campaign
from postergen.domain.policies import Kind, Slice
from postergen.domain.poster import Leafed, Lineage, Lot, Poster
from postergen.domain.variant import Fits
from postergen.ranking.draws import Odds, as_drawn, draw, draw_again, draw_another, draw_for_page, odds
from postergen.ranking.policy import FIXED_VERSION, fixed_policy
from postergen.ranking.ranker import Ranker
from postergen.ranking.relevance import Relevance
from tests.products import NOON

from .small_campaigns import brief_for, option, ranked, small_campaign, variant

ANN = brief_for("noodles", nickname="Ann")
NOBODY = brief_for("noodles")


def even(n: int, **how: object) -> Odds:
    return replace(Odds(ranked(*[0.5] * n), (1 / n,) * n, "fixed", Kind.FIXED, 0.0), **how)  # type: ignore[arg-type]


def test_a_named_person_gets_the_same_words_for_the_same_brief() -> None:
    found = even(5)
    assert {draw(found, ANN, f"code {i}") for i in range(50)} == {draw(found, ANN, "")}
    both = brief_for("noodles", "sleep", nickname="Ann")
    assert draw(found, both, "a") == draw(found, replace(both, options=("sleep", "noodles")), "b")


def test_without_a_name_every_poster_is_a_draw_of_its_own() -> None:
    found = even(5)
    counts = Counter(draw(found, NOBODY, f"code {i}").variant for i in range(5000))
    assert sum((n - 1000) ** 2 / 1000 for n in counts.values()) < 18.5  # chi-square, 4 degrees of freedom, p = 0.001
    assert draw(found, NOBODY, "code 1") == draw(found, NOBODY, "code 1")


def test_a_name_that_plays_no_part_does_not_tell_who_it_is() -> None:
    found = even(5)
    unpersonal = [brief_for("noodles", nickname=str(i), place=str(i), personalised=False) for i in range(50)]
    assert len({draw(found, brief, "one code").variant for brief in unpersonal}) == 1
    assert len({draw(found, unpersonal[0], f"code {i}").variant for i in range(50)}) == 5


def test_a_look_a_format_and_a_channel_do_not_change_the_words() -> None:
    found = even(5)
    for i in range(20):
        brief = brief_for("noodles", nickname=str(i))
        assert draw(found, brief, "") == draw(found, replace(brief, template="receipt", channel="wechat"), "")


def test_words_that_run_together_do_not_make_two_briefs_one() -> None:
    found = even(5)
    pairs = [((f"a{i}", "b"), (f"a{i}b",)) for i in range(40)]
    named = [[brief_for(*options, nickname="Ann") for options in pair] for pair in pairs]
    assert any(draw(found, one, "").variant != draw(found, other, "").variant for one, other in named)


def test_over_many_posters_every_variant_is_drawn_as_often_as_was_logged() -> None:
    campaign = small_campaign(
        [option("noodles", "hot dry noodles")],
        [variant(f"v{i}", f"noodles {i}" if i < 3 else f"{i}", Fits(options=("noodles",))) for i in range(6)],
    )
    found = odds(Ranker(campaign, Relevance(campaign)), NOBODY, fixed_policy(campaign))
    assert found
    choices = [draw(found, NOBODY, str(i)) for i in range(6000)]
    by_id = {one.variant.id: p for one, p in zip(found.ranked.variants, found.drawn, strict=True)}
    counts = Counter(choice.variant for choice in choices)
    for name, chance in by_id.items():
        assert abs(counts[name] / 6000 - chance) < 4.5 * (chance * (1 - chance) / 6000) ** 0.5
    assert all(choice.propensity == by_id[choice.variant] for choice in choices)
    assert {choice.policy for choice in choices} == {f"{FIXED_VERSION}.{found.ranked.state}"}
    scores = {one.variant.id: one.score for one in found.ranked.variants}
    assert all(choice.relevance == scores[choice.variant] for choice in choices)
    assert {choice.slice for choice in choices} == {Slice.BEFORE}


def test_some_posters_are_held_out_and_drawn_evenly() -> None:
    found = even(4, drawn=(0.97, 0.01, 0.01, 0.01), kind=Kind.BETA, holdout=0.2)
    choices = [draw(found, NOBODY, str(i)) for i in range(5000)]
    held = [choice for choice in choices if choice.slice is Slice.HELD]
    assert abs(len(held) / 5000 - 0.2) < 4.5 * (0.2 * 0.8 / 5000) ** 0.5
    assert {choice.propensity for choice in held} == {0.25}
    counts = Counter(choice.variant for choice in held)
    assert sum((n - len(held) / 4) ** 2 / (len(held) / 4) for n in counts.values()) < 16.3  # 3 degrees, p = 0.001
    drawn = [choice for choice in choices if choice.slice is Slice.DRAWN]
    assert len(held) + len(drawn) == 5000
    assert abs(sum(choice.variant == "v0" for choice in drawn) / len(drawn) - 0.97) < 0.012
    assert found.within(Slice.HELD) == (0.25,) * 4
    assert found.within(Slice.DRAWN) == found.drawn


def test_a_page_draws_by_its_lot_whatever_somebody_is_called() -> None:
    found, lot = even(7, kind=Kind.BETA, holdout=0.1), Lot("0" * 16, named=True)
    names = ("Ann", "Bob", "Cleo")
    lines = {draw_for_page(found, as_drawn(brief_for("noodles", nickname=name), lot), lot) for name in names}
    assert len(lines) == 1
    assert lines.pop().lot == lot
    others = {draw_for_page(found, as_drawn(ANN, lot), replace(lot, salt=f"{i:016x}")).variant for i in range(60)}
    assert len(others) == 7


def test_a_line_of_a_page_is_drawn_again_from_its_lot_and_not_from_the_code() -> None:
    found = even(7, kind=Kind.BETA, holdout=0.1)
    for i in range(30):
        lot = Lot(f"{i:016x}")
        drawn = draw_for_page(found, as_drawn(ANN, lot), lot)
        poster = Poster(f"code {i}", ANN, drawn, "", "", Lineage(None, None, "", 0), NOON)
        assert draw_again(found, poster) == drawn
        left = replace(drawn, slice=Slice.CHOSEN, lot=None, leafed=Leafed(drawn, ("v0", "v1")))
        assert draw_again(found, replace(poster, choice=left)) == drawn


def test_leafing_meets_every_candidate_once_the_likely_ones_sooner() -> None:
    found = even(4, drawn=(0.7, 0.2, 0.05, 0.05), kind=Kind.BETA)
    second = Counter()
    for i in range(400):
        shown: list[str] = ["v3"]
        while another := draw_another(found, shown, str(i)):
            shown.append(another.variant.id)
        assert sorted(shown) == ["v0", "v1", "v2", "v3"]
        second[shown[1]] += 1
    assert abs(second["v0"] / 400 - 0.7 / 0.95) < 0.1
    assert second["v0"] > second["v1"] > second["v2"]


def test_a_locale_without_copy_has_no_odds() -> None:
    campaign = small_campaign([option("noodles")], [variant("v", "noodles", Fits(options=("noodles",)))])
    ranker = Ranker(campaign, Relevance(campaign))
    assert odds(ranker, brief_for("noodles", locale="zh-CN"), fixed_policy(campaign)) is None


def test_the_choice_names_the_revision_that_was_drawn(campaign: Campaign) -> None:
    found = odds(
        Ranker(campaign, Relevance(campaign)), brief_for(campaign.catalogue.options[0].id), fixed_policy(campaign)
    )
    assert found
    choice = draw(found, NOBODY, "code")
    assert choice.revision == campaign.variant_by_id[choice.variant].revision

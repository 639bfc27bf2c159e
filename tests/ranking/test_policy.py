"""Chance is exact: what is logged is the probability with which it was drawn."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postergen.domain.campaign import Campaign
from postergen.domain.variant import Fits
from postergen.ranking.policy import CANDIDATES, FLOOR, MIN_RELEVANCE, POLICY, draw, propensities
from postergen.ranking.ranker import RankedList, RankedVariant, Ranker
from postergen.ranking.relevance import Relevance

from .small_campaigns import brief_for, variant


def ranked(*scores: float) -> RankedList:
    found = [RankedVariant(variant(f"v{i}", f"{i}", Fits()), score, ()) for i, score in enumerate(scores)]
    return RankedList(tuple(found), "", "state")


def test_better_copy_is_drawn_more_often_and_every_candidate_sometimes() -> None:
    chances = propensities([0.9, 0.7, 0.5, 0.3])
    assert chances == sorted(chances, reverse=True)
    assert min(chances) >= FLOOR
    assert sum(chances) == pytest.approx(1)


def test_equal_copy_has_equal_chances() -> None:
    assert propensities([0.6, 0.6]) == pytest.approx([0.5, 0.5])


def test_only_the_first_few_are_candidates() -> None:
    chances = propensities([0.5] * 9)
    assert [c > 0 for c in chances] == [True] * CANDIDATES + [False] * (9 - CANDIDATES)


def test_copy_that_speaks_of_something_else_is_never_drawn() -> None:
    assert propensities([0.8, MIN_RELEVANCE - 0.01]) == [1.0, 0.0]


def test_copy_that_speaks_of_something_else_is_never_drawn_wherever_diversity_put_it() -> None:
    # diversity may place an irrelevant but unlike variant before a relevant one
    chances = propensities([0.8, 0.1, 0.4])
    assert chances[1] == 0
    assert chances[0] > chances[2] > 0
    candidates = ranked(0.8, 0.1, 0.4)
    drawn = {draw(candidates, brief_for("noodles", nickname=str(i))).variant for i in range(300)}
    assert drawn == {"v0", "v2"}


def test_when_nothing_is_relevant_the_best_there_is_stands() -> None:
    assert propensities([0.1, 0.05]) == [1.0, 0.0]
    assert draw(ranked(0.0), brief_for("noodles")).propensity == 1


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
@settings(max_examples=150, deadline=None)
def test_chances_sum_to_one_and_none_is_negative(scores: list[float]) -> None:
    chances = propensities(scores)
    assert len(chances) == len(scores)
    assert sum(chances) == pytest.approx(1)
    assert all(chance >= 0 for chance in chances)


def test_the_same_brief_draws_the_same_words() -> None:
    candidates = ranked(0.6, 0.55, 0.5)
    brief = brief_for("noodles", "sleep", nickname="小明")
    assert draw(candidates, brief) == draw(candidates, brief)
    assert draw(candidates, brief) == draw(candidates, replace(brief, options=("sleep", "noodles")))


def test_a_look_a_format_and_a_channel_do_not_change_the_words() -> None:
    candidates = ranked(*[0.5] * 5)
    for i in range(20):
        brief = brief_for("noodles", nickname=str(i))
        other = replace(brief, template="receipt", channel="wechat")
        assert draw(candidates, brief) == draw(candidates, other)


def test_without_personalisation_the_name_and_place_play_no_part() -> None:
    candidates = ranked(*[0.5] * 5)
    drawn = {
        draw(candidates, brief_for("noodles", nickname=str(i), place=str(i), personalised=False)).variant
        for i in range(50)
    }
    assert len(drawn) == 1
    assert len({draw(candidates, brief_for("noodles", nickname=str(i))).variant for i in range(50)}) == 5


def test_words_that_run_together_do_not_make_two_briefs_one() -> None:
    candidates = ranked(*[0.5] * 5)
    pairs = [((f"a{i}", "b"), (f"a{i}b",)) for i in range(40)]
    differ = [draw(candidates, brief_for(*a)).variant != draw(candidates, brief_for(*b)).variant for a, b in pairs]
    assert any(differ)


def test_over_many_people_every_variant_is_drawn_as_often_as_was_logged() -> None:
    candidates = ranked(0.62, 0.55, 0.5, 0.4, 0.3)
    chances = propensities([r.score for r in candidates.variants])
    people = 6000
    choices = [draw(candidates, brief_for("noodles", nickname=f"person {i}")) for i in range(people)]
    counts = Counter(choice.variant for choice in choices)
    for one, chance in zip(candidates.variants, chances, strict=True):
        spread = (chance * (1 - chance) / people) ** 0.5
        assert abs(counts[one.variant.id] / people - chance) < 4.5 * spread
    by_id = {r.variant.id: chance for r, chance in zip(candidates.variants, chances, strict=True)}
    assert all(choice.propensity == by_id[choice.variant] for choice in choices)
    assert {choice.policy for choice in choices} == {f"{POLICY}.state"}


def test_the_choice_names_the_revision_that_was_drawn(campaign: Campaign) -> None:
    ranker = Ranker(campaign, Relevance(campaign))
    choice = draw(ranker.rank(brief_for(campaign.catalogue.options[0].id), CANDIDATES), brief_for("x"))
    assert choice.revision == campaign.variant_by_id[choice.variant].revision

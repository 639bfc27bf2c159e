"""What a text gets is told apart by its reasons, and adds up to what is drawn."""

from __future__ import annotations

from dataclasses import replace

import pytest

from postergen.domain.policies import Arm, Kind, Met, Policy, Prior, Terms
from postergen.ranking.logistic_policy import with_regression
from postergen.ranking.policy import fixed_policy
from postergen.ranking.serving import serving_of
from postergen.ranking.shares import known, shares
from postergen.ranking.together import Together
from tests.conftest import NOON

from .small_campaigns import brief_for, ranked, small_campaign

TERMS = Terms(Kind.BETA, holdout=0.2, floor=0.02)
ARMS = (Arm("v0", ranked(1.0).variants[0].variant.revision, "en", 400.0, 40.0, 0.5),)
PRIOR = Prior(-2.944, 0.3, 80.0, 0.5, 0.2)
POLICY = Policy("small", Kind.BETA, TERMS, ARMS, {"": PRIOR}, NOON)
BRIEF = brief_for("noodles")
FEW = ranked(0.5, 0.5, 0.25)
CAMPAIGN = small_campaign([], [])


def test_the_parts_add_up_to_what_is_drawn() -> None:
    serving = serving_of(POLICY, CAMPAIGN)
    found = shares(FEW, BRIEF, serving)
    for one, p in zip(found, serving.chances(FEW, BRIEF), strict=True):
        assert one.whole == pytest.approx(0.8 * p + 0.2 / 3)
        assert one.floor == pytest.approx(0.8 * 0.02)
        assert one.held == pytest.approx(0.2 / 3)
        assert one.earned >= 0
    assert sum(one.whole for one in found) == pytest.approx(1)
    assert found[0].earned > found[1].earned > 0


def test_so_many_candidates_leave_no_more_than_half_for_the_floor() -> None:
    many = ranked(*[0.5] * 40)
    found = shares(many, BRIEF, serving_of(replace(POLICY, terms=replace(TERMS, holdout=0.0)), CAMPAIGN))
    assert sum(one.floor for one in found) == pytest.approx(0.5)
    assert min(one.earned for one in found) >= 0


def test_relevance_alone_holds_nothing_out() -> None:
    found = shares(FEW, BRIEF, fixed_policy(CAMPAIGN))
    assert sum(one.whole for one in found) == pytest.approx(1)
    assert {one.held for one in found} == {0.0}
    assert found[2].earned < found[0].earned


def test_what_is_known_is_what_relevance_expects_and_what_was_seen() -> None:
    found = known(FEW, "en", POLICY)
    assert [(one.exposed, one.rewarded) for one in found] == [(400.0, 40.0), (0.0, 0.0), (0.0, 0.0)]
    seen, unseen, far = (one.belief for one in found)
    assert seen is not None
    assert unseen is not None
    assert far is not None
    assert seen.expected == unseen.expected == pytest.approx(0.05, abs=0.001)
    assert far.expected < unseen.expected
    assert seen.strength == 80.0
    assert seen.a / (seen.a + seen.b) == pytest.approx((80 * seen.expected + 40) / 480)
    assert unseen.a / (unseen.a + unseen.b) == pytest.approx(unseen.expected)


def test_where_texts_learn_together_a_belief_rests_on_texts_that_are_alike() -> None:
    arm = ARMS[0]
    met = Met(arm.variant, arm.revision, "en", ("u",), 400.0, 40.0, 0.5)
    found = known(FEW, "en", with_regression(replace(POLICY, kind=Kind.LOGISTIC), [met], {}))
    assert [(one.exposed, one.rewarded) for one in found] == [(400.0, 40.0), (0.0, 0.0), (0.0, 0.0)]
    seen, unseen = found[0].belief, found[1].belief
    assert isinstance(seen, Together)
    assert isinstance(unseen, Together)
    assert seen.value == pytest.approx(0.1, abs=0.01)  # what all posters together had
    assert seen.high - seen.low < unseen.high - unseen.low
    assert unseen.value == unseen.expected

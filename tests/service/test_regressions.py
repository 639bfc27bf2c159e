"""A campaign whose texts learn together, from its posters to its draws."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from postergen.adapters.journal import fold_worker
from postergen.domain.policies import Arm, Kind, Policy, Slice, Terms
from postergen.domain.poster import Poster
from postergen.domain.variant import CopyVariant, Fits, Hook, Tone
from postergen.ranking.logistic_policy import regression_of
from postergen.service.policies import Outcome
from postergen.service.redraws import redraw
from postergen.service.regressions import logistic_fit
from postergen.tracking.exposure import Observed
from postergen.upkeep import fold_machine
from tests.conftest import NOON
from tests.service.learning import NAME, Place, order, scan

TEXTS = [CopyVariant("a", "en", Hook.THEME, Tone.WARM, Fits(), "A", "", "")]


def test_it_completes_a_policy_and_leaves_the_rest_as_it_was() -> None:
    policy = Policy(NAME, Kind.LOGISTIC, Terms(Kind.LOGISTIC), (Arm("a", "r", "en", 9, 1, 0.5),), {}, NOON)
    rows = [Observed("a", "r", "en", "u", slice_, 200.0, delay, 50, 0.5) for slice_ in Slice for delay in (None, 1.0)]
    made = logistic_fit(lambda _: TEXTS)(policy, rows)
    assert (made.arms, made.terms, made.made_at) == (policy.arms, policy.terms, policy.made_at)
    assert made.version != policy.version
    assert regression_of(made).seen["a", "r"].hook == "theme"
    unchosen = [row for row in rows if row.slice is not Slice.CHOSEN]
    assert logistic_fit(lambda _: TEXTS)(policy, unchosen).version == made.version


def test_it_serves_is_taken_back_and_every_draw_comes_out_again(logistic_place: Place) -> None:
    product = logistic_place.open()
    made: list[Poster] = [product.posters.issue(order(number)).poster for number in range(60)]
    product.fold_worker.fold_now()
    scan(product, made[:20])
    logistic_place.now += timedelta(hours=80)
    for _ in range(2):
        logistic_place.now += timedelta(hours=1)
        found = product.policies.update(NAME, "ann")
        assert (found.outcome, found.serves) == (Outcome.UPDATED, True)
        product.policy_memory.refresh()
        made += [product.posters.issue(order(number)).poster for number in range(20)]
    assert found.policy is not None
    product.policies.rollback(NAME, "ann")
    product.policy_memory.refresh()
    made += [product.posters.issue(order(number)).poster for number in range(4)]
    assert made[-1].choice.policy.partition(".")[0] == found.policy.parent
    product.fold_worker.fold_now()
    other = logistic_place.open()
    kept = other.policies.load(NAME, found.policy.version)
    assert kept == found.policy
    assert {text for text, _ in regression_of(kept).seen} == {poster.choice.variant for poster in made[:60]}
    assert any(one.choice.slice is Slice.DRAWN and one.choice.policy.startswith("logistic-") for one in made)
    for poster in made[55::2]:
        assert redraw(other.library, other.policies.load, other.posters.get(poster.code)).is_same


def test_the_process_that_folds_updates_it(logistic_place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fold_worker, "LEARN_FIRST", 0.0)
    product = logistic_place.open()
    made = [product.posters.issue(order(number)).poster for number in range(60)]
    product.fold_worker.fold_now()
    scan(product, made[:20])
    rounds = iter(range(200))
    fold_machine(
        replace(product.settings, policy_updates=True),
        lambda: bool(product.policies.show(NAME).served.version) or next(rounds, None) is None,
    )
    version = product.policies.show(NAME).served.version
    assert version.startswith("logistic-")
    assert regression_of(product.policies.load(NAME, version)).common

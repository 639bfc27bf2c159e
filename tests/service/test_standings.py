"""Texts are compared once a day, and the best is told on the third."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from postergen.bootstrap import Product
from postergen.domain.campaign import Campaign
from postergen.domain.policies import Slice, Terms
from postergen.errors import InvalidInput, NotFound
from postergen.service.standings import Among, StandingService, Verdict
from postergen.tracking.exposure import Observed
from tests.conftest import NOON

NAME, OPTION = "better-life", "wuhan-hot-dry-noodles"


class Outcomes:
    """The first text of the option brings twice as many as the second, from a day on."""

    def __init__(self, product: Product, since: datetime) -> None:
        texts = product.library.campaign(NAME).variants_in("zh-CN")
        self.first, self.second = [v for v in texts if OPTION in v.fits.options][:2]
        self.stranger = next(v for v in texts if OPTION not in v.fits.options and not v.fits.themes)
        self.since, self.asked = since, 0

    def as_of(self, _campaign: str, moment: datetime, _terms: Terms, among: Among | None = None) -> Sequence[Observed]:
        self.asked += 1
        times = 2 if moment >= self.since else 1
        rows = [(self.first, 300 * times), (self.second, 300), (self.stranger, 1500)]
        return [
            Observed(v.id, v.revision, "zh-CN", "u", slice_, 200.0, delay, count, 0.5)
            for v, good in rows
            for slice_ in (Slice.DRAWN, Slice.HELD)
            for delay, count in ((5.0, good), (None, 3000 - good))
        ]


@dataclass
class Content:
    """A library with one campaign."""

    only: Campaign

    def campaign(self, name: str) -> Campaign:
        return self.only


def service(product: Product, outcomes: Outcomes | Raised, library: Content | None = None) -> StandingService:
    texts = product.library.campaign(NAME).variants
    return StandingService(
        library=library or product.library, outcomes=outcomes, texts=lambda _: texts, clock=lambda: NOON
    )


def test_the_best_is_told_when_it_was_ahead_three_days_in_a_row(product: Product) -> None:
    midnight = NOON.replace(hour=0, minute=0, second=0)
    for days, verdict in ((1, Verdict.CANNOT_TELL), (2, Verdict.BEST)):
        outcomes = Outcomes(product, midnight - timedelta(days=days))
        found = service(product, outcomes).contest(NAME, "zh-CN", OPTION)
        assert (found.verdict, found.at) == (verdict, midnight)
        assert {row.arm.variant for row in found.now.rows} == {outcomes.first.id, outcomes.second.id}
        assert found.now.rows[0].arm.variant == outcomes.first.id
        assert found.week_ago.ahead is None


class OfOtherOptions(Outcomes):
    """Both texts bring as much, but the first has posters of another option, too, whose people scan five times as often."""

    def as_of(self, _campaign: str, _moment: datetime, _terms: Terms, among: Among | None = None) -> Sequence[Observed]:
        rows = [(self.first, 3000, 300), (self.second, 3000, 300), (self.stranger, 3000, 300)]
        rows += [] if among and among.option == OPTION else [(self.first, 3000, 1500)]
        return [
            Observed(v.id, v.revision, "zh-CN", "u", Slice.DRAWN, 200.0, delay, count, 0.5)
            for v, posters, good in rows
            for delay, count in ((5.0, good), (None, posters - good))
            if among is None or v.id in among.variants
        ]


def test_texts_are_not_told_apart_by_the_people_of_other_options(product: Product) -> None:
    found = service(product, OfOtherOptions(product, NOON)).contest(NAME, "zh-CN", OPTION)
    assert [row.chance for row in found.now.rows] == [pytest.approx(0.5, abs=0.01)] * 2
    assert [round(row.arm.exposed) for row in found.now.rows] == [3000, 3000]
    assert found.verdict is Verdict.CANNOT_TELL


def test_looking_again_is_no_further_look(product: Product) -> None:
    outcomes = Outcomes(product, NOON)
    asked = service(product, outcomes)
    first = asked.contest(NAME, "zh-CN", OPTION)
    known = outcomes.asked
    assert asked.contest(NAME, "zh-CN", OPTION) is first
    assert outcomes.asked == known


def test_the_lift_is_between_what_was_drawn_and_held_out(product: Product) -> None:
    found = service(product, Outcomes(product, NOON)).lift(NAME)
    assert (found.difference.value, found.is_told) == (pytest.approx(0), False)


class Raised:
    """Named posters succeed more often, and came when the hold-out was larger; nothing else differs."""

    def as_of(self, _campaign: str, moment: datetime, _terms: Terms, among: Among | None = None) -> Sequence[Observed]:
        counts = (("u", Slice.DRAWN, 9500, 285), ("u", Slice.HELD, 500, 15))
        more = (("n", Slice.DRAWN, 8000, 800), ("n", Slice.HELD, 2000, 200))
        return [
            Observed("a", "r", "zh-CN", stratum, slice_, 200.0, delay, count, 0.5)
            for stratum, slice_, posters, good in (*counts, *more)
            for delay, count in ((5.0, good), (None, posters - good))
        ]


def test_the_lift_is_not_misled_by_a_hold_out_that_grew_when_other_people_came(product: Product) -> None:
    found = service(product, Raised()).lift(NAME)
    assert found.difference.value == pytest.approx(0, abs=0.001)
    assert not found.is_told


def test_without_any_draw_there_is_no_lift(product: Product) -> None:
    class Nothing(Raised):
        def as_of(
            self, _campaign: str, moment: datetime, _terms: Terms, among: Among | None = None
        ) -> Sequence[Observed]:
            return []

    assert service(product, Nothing()).lift(NAME).difference.value is None


def test_what_is_not_there_is_named(product: Product) -> None:
    asked = service(product, Outcomes(product, NOON))
    with pytest.raises(NotFound):
        asked.contest("nothing", "zh-CN", OPTION)
    with pytest.raises(InvalidInput, match="nothing"):
        asked.contest(NAME, "zh-CN", "nothing")


def test_a_pair_is_asked_for_by_name(product: Product) -> None:
    outcomes = Outcomes(product, NOON - timedelta(days=5))
    asked = service(product, outcomes)
    first, second = outcomes.first.id, outcomes.second.id
    found = asked.duel(NAME, "zh-CN", OPTION, [second, first])
    assert (found.first.variant, found.better) == (second, found.second)
    (with_first,) = asked.duels(NAME, "zh-CN", OPTION)
    assert (with_first.first.variant, with_first.second.variant) == (first, second)
    for names in ([first], [first, first], [first, "nothing"], [first, outcomes.stranger.id], [first, second, first]):
        with pytest.raises(InvalidInput, match="pair"):
            asked.duel(NAME, "zh-CN", OPTION, names)


def test_what_came_and_went_within_a_week_is_named(product: Product) -> None:
    outcomes = Outcomes(product, NOON)
    today = product.library.campaign(NAME)
    edited = replace(outcomes.second, headline=outcomes.second.headline + "!")
    others = (v for v in today.variants if v.id not in (outcomes.second.id, outcomes.first.id))
    now = replace(today, variants=(*others, outcomes.first, edited))
    found = service(product, outcomes, Content(now)).contest(NAME, "zh-CN", OPTION)
    assert found.gone == (outcomes.second,)
    assert found.new == ()
    assert {row.arm.variant for row in found.week_ago.rows} == {outcomes.first.id, outcomes.second.id}
    assert [row.arm.variant for row in found.now.rows] == [outcomes.first.id]

    class Later(Outcomes):
        def as_of(
            self, campaign: str, moment: datetime, terms: Terms, among: Among | None = None
        ) -> Sequence[Observed]:
            rows = super().as_of(campaign, moment, terms)
            there = moment > NOON - timedelta(days=4)
            return [row for row in rows if there or row.variant != self.second.id]

    since = service(product, Later(product, NOON)).contest(NAME, "zh-CN", OPTION)
    assert [arm.variant for arm in since.new] == [outcomes.second.id]
    assert since.gone == ()

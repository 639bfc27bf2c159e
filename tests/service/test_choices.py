"""A poster says how it came to its words: drawn, with which chance, or chosen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest

from postergen.bootstrap import Product
from postergen.config import Settings
from postergen.domain.briefs import BriefRequest
from postergen.domain.policies import Arm, Kind, Policy, Slice, Terms
from postergen.errors import InvalidBrief
from postergen.ranking.candidates import Fallback
from postergen.ranking.serving import serving_of
from postergen.service.choices import CHOSEN
from postergen.service.orders import Order
from tests.products import NOON, product_for

NOODLES = "wuhan-hot-dry-noodles"
NOBODY = Order("better-life", BriefRequest((NOODLES,), "en"))
UNHEARD = Order("better-life", BriefRequest((), "en", wish="xyzzy"))


@pytest.fixture
def product(settings: Settings) -> Iterator[Product]:
    made = product_for(settings)
    yield made
    made.close()


def own_text(product: Product, locale: str = "en") -> str:
    return next(v.id for v in product.library.campaign("better-life").variants_in(locale) if NOODLES in v.fits.options)


def test_posters_without_a_name_meet_every_candidate_and_log_its_chance(product: Product) -> None:
    posters = [one.poster for one in product.posters.issue_many([NOBODY] * 300)]
    chance = {c.ranked.variant.id: c.propensity for c in product.posters.rank(NOBODY, 40).candidates}
    counts = Counter(poster.choice.variant for poster in posters)
    assert len(counts) > 5
    assert sum(chance.values()) == pytest.approx(1)
    for poster in posters:
        assert poster.choice.propensity == chance[poster.choice.variant]
        assert poster.choice.slice is Slice.BEFORE
        assert poster.choice.relevance
    assert max(abs(counts[name] / 300 - p) for name, p in chance.items()) < 0.12


def test_a_learning_policy_draws_what_its_ranking_says_and_is_named(product: Product) -> None:
    campaign = product.library.campaign("better-life")
    own = [v for v in campaign.variants_in("en") if NOODLES in v.fits.options]
    arms = tuple(Arm(v.id, v.revision, "en", 2000.0, 90.0 if i else 200.0, 0.8) for i, v in enumerate(own))
    made = Policy(campaign.id, Kind.BETA, Terms(Kind.BETA, holdout=0.2), arms, {}, NOON)
    serving = serving_of(made, campaign)
    posters = product.posters
    posters.policies = {campaign.id: serving}.get
    ranking = posters.rank(NOBODY, 40)
    assert (ranking.policy_version, ranking.holdout) == (made.version, 0.2)
    chance = {c.ranked.variant.id: c.propensity for c in ranking.candidates if c.propensity}
    assert chance[own[0].id] > 0.95
    choices = [issued.poster.choice for issued in posters.issue_many([NOBODY] * 200)]
    assert {choice.slice for choice in choices} == {Slice.DRAWN, Slice.HELD}
    for choice in choices:
        logged = 1 / len(chance) if choice.slice is Slice.HELD else chance[choice.variant]
        assert (choice.policy, choice.propensity) == (ranking.policy, pytest.approx(logged, rel=1e-12))


def test_a_poster_drawn_again_for_its_code_has_its_words(product: Product) -> None:
    for issued in product.posters.issue_many([NOBODY] * 20):
        assert product.posters.poster_for_code(NOBODY, issued.poster.code).choice == issued.poster.choice


def test_a_chosen_text_is_no_draw(product: Product) -> None:
    name = own_text(product)
    choice = product.posters.issue(replace(NOBODY, variant=name)).poster.choice
    assert (choice.variant, choice.policy, choice.propensity, choice.slice) == (name, CHOSEN, 1.0, Slice.CHOSEN)
    assert choice.relevance
    assert choice.relevance > 0.5


@pytest.mark.parametrize(
    ("variant", "said"),
    [("nothing-like-it", "unknown"), ("zh", "written in zh-CN"), ("dated", "belongs to an occasion")],
)
def test_a_text_that_is_out_of_place_cannot_be_chosen(product: Product, variant: str, said: str) -> None:
    campaign = product.library.campaign("better-life")
    dated = next(v.id for v in campaign.variants_in("en") if v.fits.occasions)
    name = {"zh": own_text(product, "zh-CN"), "dated": dated}.get(variant, variant)
    with pytest.raises(InvalidBrief) as caught:
        product.posters.issue(replace(NOBODY, variant=name))
    assert said in str(caught.value)
    assert {finding.where for finding in caught.value.findings} == {"variant"}


def test_the_same_key_with_another_text_is_another_request() -> None:
    assert replace(NOBODY, variant="a").digest != NOBODY.digest
    assert replace(NOBODY, page="0" * 16).digest == NOBODY.digest  # a page that is loaded again asks for the same


def test_a_wish_that_nothing_speaks_for_gets_one_of_many_and_it_is_told(product: Product) -> None:
    ranking = product.posters.rank(UNHEARD, 40)
    assert ranking.fallback is Fallback.WISH
    assert sum(c.propensity for c in ranking.candidates) == pytest.approx(1)
    assert 0 < ranking.candidates[0].propensity < 0.2
    assert len({issued.poster.choice.variant for issued in product.posters.issue_many([UNHEARD] * 60)}) > 8
    assert product.posters.rank(NOBODY, 5).fallback is Fallback.NONE

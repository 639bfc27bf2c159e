"""Whether the words were drawn as they should be, also those of policies that do not serve any more."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select

from postergen.adapters.sql.schema import policy as policies
from postergen.adapters.sql.schema import poster as posters
from postergen.bootstrap import Product
from postergen.domain.poster import Poster
from postergen.ranking.draws import odds
from postergen.ranking.policy import fixed_policy
from postergen.service.orders import Order
from tests.service.learning import NAME, Place, order, scan


def made(product: Product, count: int, asked: Order) -> list[Poster]:
    found = [product.posters.issue(asked).poster for _ in range(count)]
    product.fold_worker.fold_now()
    return found


def learn(place: Place, product: Product) -> None:
    place.now += timedelta(hours=80)
    assert product.policies.update(NAME, "ann").policy is not None
    product.policy_memory.refresh()


def test_each_poster_is_judged_by_the_policy_that_drew_it(place: Place) -> None:
    product = place.open()
    first = made(product, 300, order(0))
    scan(product, first[:60])
    learn(place, product)
    made(product, 100, order(0))
    found = product.sample_ratio.check(NAME)
    assert (found.posters, found.draws, found.policies) == (400, 400, 2)
    assert (found.disagreeing, found.unchecked, found.ratio.impossible) == (0, 0, 0)
    assert found.ratio.p is not None
    assert not found.ratio.suspicious
    assert found.policy.startswith("beta-")


def test_what_was_lost_before_an_update_is_found_after_it(place: Place) -> None:
    product = place.open()
    first = made(product, 400, order(0))
    scan(product, first[:60])
    likeliest = odds(product.library.ranker(NAME), first[0].brief, fixed_policy(product.library.campaign(NAME)))
    assert likeliest is not None
    best = likeliest.ranked.variants[likeliest.drawn.index(max(likeliest.drawn))].variant.id
    with product.engine.begin() as connection:
        connection.execute(delete(posters).where(posters.c.variant == best))
    learn(place, product)
    made(product, 20, order(0))
    found = product.sample_ratio.check(NAME)
    assert found.ratio.suspicious, found


def test_draws_of_a_policy_that_nobody_has_are_told_and_left_out(place: Place) -> None:
    product = place.open()
    scan(product, made(product, 60, order(0))[:20])
    learn(place, product)
    made(product, 20, order(0))
    with product.engine.begin() as connection:
        assert connection.scalar(select(policies.c.version)) is not None
        connection.execute(delete(policies))
    found = product.sample_ratio.check(NAME)
    assert (found.draws, found.unchecked, found.disagreeing) == (60, 20, 0)

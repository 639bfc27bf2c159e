"""What another policy would have brought, asked of a database whose truth is known."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from postergen.adapters.sql.fold import EventFold
from postergen.adapters.sql.schema import poster as posters
from postergen.bootstrap import Product
from postergen.domain.events import Event, PosterIssued
from postergen.domain.policies import Slice
from postergen.domain.poster import ERASED_WISH, Brief, Lineage, Poster
from postergen.errors import NotFound
from postergen.ranking.draws import draw, odds
from postergen.ranking.policy import Serving, fixed_policy
from postergen.service.what_if import Advice, Counted, Drawn, WhatIf, groups
from postergen.tracking.offline import Evaluation
from tests.adapters import events
from tests.conftest import NOON
from tests.service.learning import NAME, Place

pytestmark = pytest.mark.long

BRIEF = Brief(NAME, ("home-hall-light",), "zh-CN", "receipt")
WEEK = timedelta(days=7)


def texts(product: Product) -> list[str]:
    """What may be drawn for the brief, the most relevant first."""
    return [one.variant.id for one in product.library.ranker(NAME).candidates(BRIEF, 24).variants]


def happen(product: Product, count: int, rates: Mapping[str, float], seed: int = 0) -> list[Poster]:
    """So many posters in the week before now, drawn by what serves, in trees of two; each text is scanned at its rate."""
    rng = random.Random(seed)
    found = odds(product.library.ranker(NAME), BRIEF, product.policy_memory.serving(NAME) or fixed(product))
    assert found is not None
    told: list[Event] = []
    template = events.scan(1, events.poster(1))
    for number in range(count):
        code = f"BT{seed:02d}{number:011d}"
        root = f"BT{seed:02d}{number - number % 2:011d}"
        at = product.clock() - WEEK + WEEK * number / count
        made = Poster(code, BRIEF, draw(found, BRIEF, code), version(product), "t", Lineage(None, None, root, 0), at)
        told.append(PosterIssued(made, None, "", None))
        if rng.random() < rates[made.choice.variant]:
            moment = at + timedelta(hours=1)
            told.append(replace(template, scan=replace(template.scan, id=f"{code}00", code=code, occurred_at=moment)))
    EventFold(product.engine, product.clock).fold(f"here-{seed}", list(enumerate(told, 1)))
    return [one.poster for one in told if isinstance(one, PosterIssued)]


def fixed(product: Product) -> Serving:
    return fixed_policy(product.library.campaign(NAME))


def version(product: Product) -> str:
    return product.library.campaign(NAME).version


def judged(found: WhatIf) -> Evaluation:
    assert found.evaluation is not None, found
    return found.evaluation


def two_good_ones(product: Product) -> dict[str, float]:
    return {name: 0.3 if place in (3, 4) else 0.05 for place, name in enumerate(texts(product))}


def later(place: Place, product: Product) -> None:
    place.now += timedelta(hours=72)
    assert product.clock() == place.now


def test_the_truth_of_another_policy_lies_in_its_intervals(place: Place) -> None:
    product = place.open()
    rates = two_good_ones(product)
    happen(product, 1500, rates)
    later(place, product)
    found = judged(product.what_if.evaluate(NAME, "uniform"))
    truth = sum(rates.values()) / len(rates)
    for one in (found.ips, found.snips, found.dr):
        assert one.low <= truth <= one.high
    assert (found.posters, found.roots) == (1500, 750)
    assert found.came.value == found.rewards / 1500
    assert found.came.low < found.came.value < found.came.high


def test_what_serves_gains_nothing_over_itself(place: Place) -> None:
    product = place.open()
    happen(product, 600, two_good_ones(product))
    later(place, product)
    found = product.what_if.evaluate(NAME, "fixed")
    assert judged(found).ips == judged(found).came
    assert judged(found).effective == pytest.approx(600)
    assert found.advice is Advice.CANNOT_TELL


def test_less_than_what_came_is_no_reason_to_switch(place: Place) -> None:
    product = place.open()
    happen(product, 1000, {name: 0.5 if number < 4 else 0.02 for number, name in enumerate(texts(product))})
    later(place, product)
    assert product.what_if.evaluate(NAME, "uniform").advice is Advice.NO_REASON


def test_one_that_learns_is_judged_by_posters_that_it_did_not_learn_from(place: Place) -> None:
    product = place.open()
    happen(product, 2400, {name: 0.4 if place % 2 else 0.05 for place, name in enumerate(texts(product))})
    later(place, product)
    found = product.what_if.evaluate(NAME, "beta")
    assert found.since is not None
    assert found.learned_at[0] == found.since
    assert all(one < found.until for one in found.learned_at)
    assert judged(found).posters == pytest.approx(1200, abs=2)
    assert found.advice is Advice.SWITCH
    assert judged(found).gain.low > 0


def test_a_kept_policy_is_judged_by_what_came_after_it(place: Place) -> None:
    product = place.open()
    rates = two_good_ones(product)
    happen(product, 700, rates)
    later(place, product)
    made = product.policies.update(NAME, "ann").policy
    assert made is not None
    found = product.what_if.evaluate(NAME, made.version)
    assert (found.advice, found.since, found.evaluation) == (Advice.REFUSED, None, None)
    place.now += WEEK
    happen(product, 2000, rates, seed=1)  # it is not taken up yet: relevance alone draws
    later(place, product)
    found = product.what_if.evaluate(NAME, made.version)
    assert found.since is not None
    assert found.since >= made.made_at
    assert (judged(found).posters, found.earlier) == (2000, 700)
    assert found.advice is Advice.SWITCH


def test_each_poster_weighs_by_the_policy_that_drew_it(place: Place) -> None:
    product = place.open()
    rates = two_good_ones(product)
    happen(product, 1200, rates)
    later(place, product)
    product.policies.update(NAME, "ann")
    product.policy_memory.refresh()
    place.now += WEEK
    happen(product, 400, rates, seed=1)
    later(place, product)
    found = product.what_if.evaluate(NAME, "fixed")
    was = odds(product.library.ranker(NAME), BRIEF, fixed_policy(product.library.campaign(NAME)))
    assert was is not None
    truth = sum(chance * rates[name] for name, chance in zip(texts(product), was.drawn, strict=True))
    assert judged(found).posters == 1600
    assert judged(found).dr.low <= truth <= judged(found).dr.high
    assert (found.left_out, found.earlier) == ({}, 0)


def test_too_little_to_learn_from_is_said(place: Place) -> None:
    product = place.open()
    happen(product, 30, dict.fromkeys(texts(product), 0.0))
    later(place, product)
    found = product.what_if.evaluate(NAME, "beta")
    assert found.advice is Advice.REFUSED
    assert any("too little to learn from" in lack for lack in found.lacks)


def test_an_empty_campaign_is_refused(place: Place) -> None:
    found = place.open().what_if.evaluate(NAME, "uniform")
    assert found.lacks == ("0 root trees of drawn posters of full age; it takes 40",)
    assert found.counted == Counted(0, 0, 0)


def test_posters_that_cannot_judge_are_counted(place: Place) -> None:
    product = place.open()
    made = happen(product, 300, dict.fromkeys(texts(product), 0.5))
    later(place, product)
    codes = [one.code for one in made]
    changes = (
        (codes[:10], {"slice": Slice.CHOSEN.value}),
        (codes[10:15], {"policy": "relevance-softmax-3.00000000"}),
        (codes[15:18], {"policy": made[0].choice.policy.replace("relevance-softmax-3", "beta-0000000000")}),
        (codes[18:20], {"wish": ERASED_WISH, "erased_at": NOON}),
        (codes[20:24], {"nickname": "", "erased_at": NOON}),  # their chances are known all the same
    )
    with product.engine.begin() as connection:
        for some, values in changes:
            connection.execute(update(posters).where(posters.c.code.in_(some)).values(values))
    found = product.what_if.evaluate(NAME, "fixed")
    assert found.counted == Counted(300, 10, 5)
    assert found.left_out == {"nobody has their policy": 3, "their wish was erased": 2}
    assert judged(found).posters == 280


@pytest.mark.parametrize("propensity", [0.0, 0.9])
def test_probabilities_that_were_logged_wrong_are_refused(place: Place, propensity: float) -> None:
    product = place.open()
    made = happen(product, 100, dict.fromkeys(texts(product), 0.5))
    later(place, product)
    with product.engine.begin() as connection:
        connection.execute(update(posters).where(posters.c.code == made[0].code).values(propensity=propensity))
    found = product.what_if.evaluate(NAME, "uniform")
    assert "1 posters whose chances are missing, zero, or do not sum to one" in found.lacks


def test_who_asks_for_what_is_not_there_is_told(place: Place) -> None:
    product = place.open()
    with pytest.raises(NotFound, match="beta-0000000000"):
        product.what_if.evaluate(NAME, "beta-0000000000")
    with pytest.raises(NotFound):
        product.what_if.evaluate("nowhere", "beta")


def test_a_bound_takes_the_latest(place: Place) -> None:
    product = place.open()
    happen(product, 400, dict.fromkeys(texts(product), 0.5))
    later(place, product)
    found = product.what_if.evaluate(NAME, "fixed", most=300)
    assert (judged(found).posters, found.earlier) == (300, 100)
    assert found.since == place.now - timedelta(hours=72) - WEEK + WEEK * 100 / 400
    since = found.until - timedelta(days=3)
    assert product.what_if.evaluate(NAME, "fixed", since).counted.posters < 180


def drawn(code: str, root: str, nickname: str = "", wish: str = "") -> Drawn:
    one = events.poster(1).poster
    made = replace(
        one, code=code, brief=replace(BRIEF, nickname=nickname, wish=wish), lineage=Lineage(None, None, root, 0)
    )
    return Drawn(made, bool(nickname), False, False)


def together(log: Sequence[Drawn]) -> list[set[str]]:
    found = groups(log)
    return [
        {one.poster.code for one, own in zip(log, found, strict=True) if own == group} for group in dict.fromkeys(found)
    ]


def test_relatives_and_people_of_one_name_and_wish_are_one_observation() -> None:
    log = [
        drawn("a", "a"),
        drawn("b", "a", "小明"),
        drawn("c", "c", "小明"),
        drawn("d", "d", "小明", "睡到自然醒"),
        drawn("e", "e"),
        drawn("f", "c"),
    ]
    assert together(log) == [{"a", "b", "c", "f"}, {"d"}, {"e"}]

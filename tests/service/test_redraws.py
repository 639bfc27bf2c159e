"""Whatever serves now, a poster's text is drawn again from its policy: to the last bit, around updates and rollbacks."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from threading import Event, Thread

import pytest

from postergen.domain.policies import Slice
from postergen.domain.poster import Poster
from postergen.service.policies import Outcome
from postergen.service.redraws import redraw
from tests.service.learning import NAME, Place, order, scan

pytestmark = pytest.mark.long


def test_draws_around_updates_and_rollbacks_come_out_again(place: Place) -> None:
    product = place.open()
    made: list[Poster] = []
    over = Event()

    def traffic() -> None:
        number = 0
        while not over.is_set() or number < 400:
            made.append(product.posters.issue(order(number)).poster)
            number += 1

    made += [product.posters.issue(order(number)).poster for number in range(60)]
    product.fold_worker.fold_now()
    scan(product, made[:20])
    place.now += timedelta(hours=80)
    thread = Thread(target=traffic)
    thread.start()
    try:
        for _ in range(3):
            place.now += timedelta(hours=1)
            found = product.policies.update(NAME, "ann")
            assert found.outcome is Outcome.UPDATED
            product.policy_memory.refresh()
        product.policies.rollback(NAME, "ann")
        product.policy_memory.refresh()
    finally:
        over.set()
        thread.join()
    last = [product.posters.issue(order(number)).poster for number in range(8)]
    product.fold_worker.fold_now()
    other = place.open()
    serving = other.policies.show(NAME).served.version
    assert {poster.choice.policy.partition(".")[0] for poster in last} == {serving}
    assert len({poster.choice.policy for poster in made}) > 1
    assert {poster.choice.slice for poster in made} >= {Slice.BEFORE, Slice.DRAWN}
    for poster in made + last:
        again = redraw(other.library, other.policies.load, other.posters.get(poster.code))
        assert again.why == ""
        assert again.is_same, (again, poster.code)


def test_what_cannot_be_drawn_again_says_why(place: Place) -> None:
    product = place.open()
    poster = product.posters.issue(order(1)).poster

    def why(**more: object) -> str:
        choice = replace(poster.choice, **more)  # type: ignore[arg-type]
        return redraw(product.library, product.policies.load, replace(poster, choice=choice)).why

    assert "no draw" in why(slice=Slice.CHOSEN)
    assert "nobody has the policy beta-0000000000" in why(policy="beta-0000000000.abc")
    assert "have changed since" in why(policy=poster.choice.policy.partition(".")[0] + ".0123456789ab")
    assert "was erased" in redraw(product.library, product.policies.load, poster, is_erased=True).why


def test_a_server_takes_up_what_another_process_made(place: Place) -> None:
    product, server = place.open(), place.open()
    made = [product.posters.issue(order(number)).poster for number in range(60)]
    product.fold_worker.fold_now()
    scan(product, made[:20])
    assert server.posters.rank(order(0)).policy_note == "missing"
    place.now += timedelta(hours=80)
    server.refresher.start()
    version = product.policies.update(NAME, "ann").policy.version  # type: ignore[union-attr]
    taken_up = Event()
    while not taken_up.wait(0.05):
        if server.posters.rank(order(0)).policy.startswith(f"{version}."):
            taken_up.set()
    assert server.posters.rank(order(0)).policy_note == ""
    place.now += timedelta(days=8)
    ranking = server.posters.rank(order(0))
    assert (ranking.policy_note, ranking.policy.partition("-")[0]) == ("stale", "relevance")

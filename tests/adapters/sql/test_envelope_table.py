"""Fifty players at once: no part is given twice, no pool gives more than it has, and every line follows from the seed."""

from __future__ import annotations

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from postergen.adapters.sql.game_schema import game_player
from postergen.bootstrap import Product
from postergen.domain.hiding import HideLimits
from postergen.errors import Refused
from postergen.games.acts import Kind
from postergen.service.envelope_store import Hidden
from postergen.service.game_store import UNITS
from tests.games.hunts import a_hunt
from tests.games.samples import CLOSES
from tests.service.conftest import house as house
from tests.service.gaming import CAMPAIGN
from tests.service.test_hiding import BY_ANSWER, GAME, RIGHT, WRONG, Hunting

ACTS, PLAYERS, THREADS, POOL = 240, 50, 8, 300
LIMITS = HideLimits(hides_per_day=100, lying=100, units=30, finders=5, finds_per_day=100, wrong_per_day=100)


@pytest.fixture
def play(house: Product) -> Hunting:
    return Hunting(house, a_hunt(pool=POOL, limits=LIMITS))


def test_many_who_act_at_once_get_what_one_after_the_other_would(play: Hunting) -> None:
    holders, hidden = [play.holder() for _ in range(PLAYERS)], list[Hidden]()
    told = Counter[int]()  # by holder

    def act(n: int) -> None:
        draw = random.Random(n)
        holder = draw.choice(holders)
        try:
            if n % 4 == 0:
                hidden.append(play.hide(holder, replace(BY_ANSWER, units=draw.randrange(5, 30)), f"h{n}"))
            elif hidden and n % 31 == 1:
                mine = draw.choice(hidden)
                play.hiding.remove(CAMPAIGN, GAME, mine.id)
            elif hidden:
                one, proof = draw.choice(hidden), RIGHT if n % 5 else WRONG
                found = play.find(holder, one, proof, f"f{n}")
                again = play.find(holder, one, proof, f"f{n}")
                assert (again.line, again.units) == (found.line, found.units)
                told[holder] += found.units
        except Refused:
            pass  # somebody was faster, or the pool is dry

    with ThreadPoolExecutor(THREADS) as threads:
        for done in [threads.submit(act, n) for n in range(ACTS)]:
            done.result()
    found = sum(line.units for line, _ in play.store.record(CAMPAIGN, GAME) if line.kind is Kind.FIND)
    assert 0 < found <= play.out() <= POOL
    assert {holder: play.units(holder) for holder in told} == told
    play.clock.now = CLOSES
    play.games.close(CAMPAIGN, GAME)
    kinds = Counter(line.kind for line, _ in play.store.record(CAMPAIGN, GAME))
    assert min(kinds[Kind.HIDE], kinds[Kind.FIND], kinds[Kind.WRONG], kinds[Kind.BACK]) > 3
    assert play.findings(GAME) == []
    assert play.out() == found
    with play.product.engine.connect() as connection:
        assert connection.scalar(select(func.sum(game_player.c.units))) == found


def test_of_many_who_come_for_the_last_part_at_once_one_has_it(play: Hunting) -> None:
    hidden, finders = play.hide(play.holder(), replace(BY_ANSWER, finders=1)), [play.holder() for _ in range(THREADS)]

    def find(holder: int) -> int:
        try:
            return play.find(holder, hidden, RIGHT, "k").units
        except Refused:
            return 0

    with ThreadPoolExecutor(THREADS) as threads:
        assert sorted(threads.map(find, finders)) == [0] * (THREADS - 1) + [12]
    assert play.findings(GAME) == []


def test_of_many_who_hide_what_is_left_at_once_none_hides_too_much(play: Hunting) -> None:
    hiders = [play.holder() for _ in range(THREADS * 2)]

    def hide(holder: int) -> int:
        try:
            return play.hide(holder, replace(BY_ANSWER, units=30)).units
        except Refused:
            return 0

    with ThreadPoolExecutor(THREADS) as threads:
        assert sum(threads.map(hide, hiders)) == 9 * 30  # of 300, 8 of which the game hid itself
    assert play.out() == 278
    assert UNITS in play.store.dealt(CAMPAIGN, GAME)
    assert play.findings(GAME) == []

"""Fifty players at once: no card is dealt twice, none too many, and every line of the record follows from the seed."""

from __future__ import annotations

import random
import secrets
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from postergen.adapters.sql.game_schema import game_card, game_link
from postergen.bootstrap import Product
from postergen.domain.collecting import Limits, Way
from postergen.errors import Forbidden, Refused
from postergen.games.acts import Kind
from postergen.games.hand import CardState, Held
from postergen.service.game_claims import Claim
from tests.games.samples import CLOSES, a_card, a_game
from tests.service.conftest import house as house
from tests.service.gaming import CAMPAIGN, GAME, Playground

ACTS, PLAYERS, THREADS = 240, 50, 8
SCARCE = a_game(
    cards=(a_card("lamp", 600_000), a_card("ticket", 390_000), a_card("envelope", 10_000, 5)),
    ways=(Way.SPOT,),
    limits=Limits(per_day=1_000, in_all=1_000),
    spots=tuple(a_game().spots[0].__class__(f"s{n}", a_game().spots[0].name) for n in range(ACTS)),
)


@pytest.fixture
def play(house: Product) -> Playground:
    return Playground(house, SCARCE)


def test_many_who_act_at_once_get_what_one_after_the_other_would(play: Playground) -> None:
    holders = [play.holder() for _ in range(PLAYERS)]
    tokens = [play.collecting.spot_token(CAMPAIGN, GAME, f"s{n}") for n in range(ACTS)]
    links: list[str] = []

    def act(n: int) -> None:
        draw = random.Random(n)
        holder = draw.choice(holders)
        try:
            held = play.deal(holder, Claim(Way.SPOT, f"s{n}", tokens[n]), f"k{n}")
            assert play.deal(holder, Claim(Way.SPOT, f"s{n}", tokens[n]), f"k{n}").serial == held.serial
            if n % 3 == 0:
                links.append(play.collecting.offer(holder, CAMPAIGN, GAME, held.serial, draw.choice(["", "lamp"])).id)
            if links and n % 2:
                play.collecting.take(draw.choice(holders), CAMPAIGN, GAME, draw.choice(links), secrets.token_hex())
            if n % 7 == 0:
                play.collecting.complete(holder, CAMPAIGN, GAME, secrets.token_hex())
        except Refused:
            pass  # somebody was faster

    with ThreadPoolExecutor(THREADS) as threads:
        for done in [threads.submit(act, n) for n in range(ACTS)]:
            done.result()
    play.clock.now = CLOSES
    play.games.close(CAMPAIGN, GAME)
    kinds = Counter(line.kind for line, _ in play.store.record(CAMPAIGN, GAME))
    assert kinds[Kind.DEAL] == ACTS
    assert kinds[Kind.GIVE] > 3
    assert kinds[Kind.SWAP] > 3
    assert kinds[Kind.CLOSE] == 1
    assert play.findings() == []
    assert dealt_and_kept(play) == ACTS
    assert play.store.dealt(CAMPAIGN, GAME).get("envelope", 0) <= 5


def dealt_and_kept(play: Playground) -> int:
    """How many cards there are; those on offer have an offer, and those that were laid down are whole sets."""
    with play.product.engine.connect() as connection:
        counted = select(game_card.c.state, func.count()).group_by(game_card.c.state)
        states = {row.state: row[1] for row in connection.execute(counted)}
        links = connection.scalar(select(func.count()).where(game_link.c.state == "gone"))
    assert states.get(CardState.OFFERED, 0) == links  # that were open when the game was closed
    assert states.get(CardState.LAID, 0) % len(SCARCE.cards) == 0
    return sum(states.values())


def test_of_two_who_take_at_once_one_has_it(play: Playground) -> None:
    giver, takers = play.holder(), [play.holder() for _ in range(THREADS)]
    held = play.deal(giver, Claim(Way.SPOT, "s1", play.collecting.spot_token(CAMPAIGN, GAME, "s1")))
    link = play.collecting.offer(giver, CAMPAIGN, GAME, held.serial)

    def take(holder: int) -> bool:
        try:
            play.collecting.take(holder, CAMPAIGN, GAME, link.id, "k")
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(THREADS) as threads:
        assert sum(threads.map(take, takers)) == 1
    assert play.findings() == []


@pytest.mark.parametrize("erased", ["giver", "taker"])
def test_a_swap_in_which_one_is_erased_is_whole_or_is_not(play: Playground, erased: str) -> None:
    """A card is somebody's or nobody's, whoever comes first."""

    def card(holder: int, n: int) -> Held:
        return play.deal(holder, Claim(Way.SPOT, f"s{n}", play.collecting.spot_token(CAMPAIGN, GAME, f"s{n}")))

    for n in range(12):
        people = {"giver": play.holder(), "taker": play.holder()}
        given, wanted = card(people["giver"], 2 * n), card(people["taker"], 2 * n + 1)
        link = play.collecting.offer(people["giver"], CAMPAIGN, GAME, given.serial, wanted.card).id

        def take(holder: int = people["taker"], link: str = link) -> bool:
            try:
                return bool(play.collecting.take(holder, CAMPAIGN, GAME, link, secrets.token_hex()))
            except (Refused, Forbidden):
                return False

        with ThreadPoolExecutor(2) as threads:
            taken = threads.submit(take)
            threads.submit(play.holders.erase, people[erased]).result()
        (left,) = (holder for who, holder in people.items() if who != erased)
        player = play.store.player(CAMPAIGN, GAME, left)
        assert player
        kept = {one.serial: one.state for one in play.store.cards(CAMPAIGN, GAME, player.number)}
        theirs, others = (wanted, given) if erased == "giver" else (given, wanted)
        if taken.result():
            assert kept == {others.serial: CardState.HELD}
        else:
            assert list(kept) == [theirs.serial]
    assert play.findings() == []

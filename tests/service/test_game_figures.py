"""What whoever runs a game is told is what happened in it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from postergen.adapters.sql import game_figures as sql
from postergen.adapters.sql.game_figures import SqlGameCounts
from postergen.bootstrap import Product
from postergen.domain.briefs import BriefRequest
from postergen.domain.collecting import Limits, Way
from postergen.errors import NotFound, Refused
from postergen.games.hand import Refusal
from postergen.service.game_claims import Claim
from postergen.service.game_figures import GameFigures, Standing, standing
from postergen.service.game_store import RunState
from postergen.service.orders import Order
from postergen.tracking.card_odds import Verdict
from tests.games.samples import CLOSES, OPENS, a_card, a_game
from tests.service.gaming import CAMPAIGN, GAME, Playground

SMALL = a_game(
    cards=(a_card("lamp", 500_000, 9), a_card("ticket", 500_000)), limits=Limits(per_day=30, in_all=90, wrong_per_day=9)
)


@pytest.fixture
def play(house: Product) -> Playground:
    return Playground(house, SMALL)


@pytest.fixture
def seen(play: Playground) -> GameFigures:
    return GameFigures(
        games=play.games,
        store=play.store,
        counts=SqlGameCounts(play.product.engine),
        reports=play.product.reports,
        clock=play.clock,
    )


def deal(play: Playground, holder: int) -> int:
    made = play.poster()
    return play.deal(holder, Claim(Way.POSTER, made.poster.code, made.erase_token or "")).serial


def test_a_game_that_nobody_plays_is_told_without_a_number_that_is_none(seen: GameFigures) -> None:
    (one,) = seen.all(CAMPAIGN)
    assert (one.standing, one.run, one.players) == (Standing.RUNNING, None, 0)
    found = seen.of(CAMPAIGN, GAME)
    assert (found.dealt, found.sets, found.completion.value, found.days_each, found.paid) == (0, 0, None, None, None)
    assert found.odds.verdict is Verdict.TOO_FEW
    with pytest.raises(NotFound):
        seen.of(CAMPAIGN, "none")


def test_a_game_is_told_from_its_first_card_to_its_payout(play: Playground, seen: GameFigures) -> None:
    one, other = play.holder(), play.holder()
    serials = [deal(play, one) for _ in range(8)]
    play.deal(one, Claim(Way.CHECK_IN))
    link = play.collecting.offer(one, CAMPAIGN, GAME, serials[0])
    play.collecting.take(other, CAMPAIGN, GAME, link.id, "k")
    play.clock.now += timedelta(days=1)
    play.deal(one, Claim(Way.CHECK_IN))
    play.collecting.complete(one, CAMPAIGN, GAME, "whole")
    found = seen.of(CAMPAIGN, GAME)
    assert found.uncounted == 0
    assert (found.dealt, found.ways["poster"], found.ways["check-in"]) == (10, 8, 2)
    assert [(day.active, day.new) for day in found.days] == [(2, 2), (1, 0)]
    assert found.days_each == 1.5
    assert (found.sets, found.sharing, found.completion.value) == (1, 1, 0.5)
    assert (found.gifts.taken, found.gifts.offered, found.swaps.offered) == (1, 1, 0)
    assert found.left["lamp"] == 9 - found.odds.cards[0].dealt
    assert found.paid is None
    with pytest.raises(Refused, match=Refusal.GOING_ON):
        seen.payees(CAMPAIGN, GAME)
    play.clock.now = CLOSES
    assert seen.all(CAMPAIGN)[0].standing is Standing.OVER
    play.games.close(CAMPAIGN, GAME)
    paid = seen.of(CAMPAIGN, GAME).paid
    assert paid == (1, 100, 100, 100)
    assert [(payee.player, payee.units) for payee in seen.payees(CAMPAIGN, GAME)] == [(1, 100)]
    assert seen.verify(CAMPAIGN, GAME) == []
    assert len(list(seen.record(CAMPAIGN, GAME))) == 14


def test_what_a_page_does_not_count_is_said_and_counted_later(
    play: Playground, seen: GameFigures, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sql, "LINES", 1)
    holder = play.holder()
    for _ in range(8):
        deal(play, holder)
    assert seen.of(CAMPAIGN, GAME).uncounted == 3
    seen.count_due()
    assert seen.of(CAMPAIGN, GAME).uncounted == 0


def test_what_the_posters_of_cards_brought_is_told_by_card(play: Playground, seen: GameFigures) -> None:
    for site in (f"{GAME}/lamp", f"{GAME}/lamp", "elsewhere/lamp"):
        asked = BriefRequest(("wuhan-hot-dry-noodles",), "zh-CN", channel="game", site=site)
        play.product.posters.issue(Order(CAMPAIGN, asked))
    play.product.posters.issue(
        Order(CAMPAIGN, BriefRequest(("wuhan-hot-dry-noodles",), "zh-CN", channel="menu", site=f"{GAME}/lamp"))
    )
    play.product.fold_worker.fold_now()
    ((card, row),) = seen.of(CAMPAIGN, GAME).brought
    assert (card, row.posters) == ("lamp", 2)


def test_a_game_that_left_the_pack_is_still_told(play: Playground, seen: GameFigures) -> None:
    deal(play, play.holder())
    play.library.games = ()
    (one,) = seen.all(CAMPAIGN)
    assert one.dealt == 1
    assert seen.of(CAMPAIGN, GAME).dealt == 1


@pytest.mark.parametrize(
    ("state", "hours", "told"),
    [
        (None, -1, Standing.NOT_BEGUN),
        (RunState.OPEN, 0, Standing.RUNNING),
        (RunState.PAUSED, 1, Standing.PAUSED),
        (RunState.PAUSED, 24 * 19, Standing.OVER),
        (None, 24 * 19, Standing.OVER),
        (RunState.CLOSED, 24 * 19, Standing.CLOSED),
    ],
)
def test_where_a_game_stands(play: Playground, state: RunState | None, hours: int, told: Standing) -> None:
    run = play.games.run(CAMPAIGN, GAME)
    if state is not None:
        with play.store.table(CAMPAIGN, GAME) as table:
            table.set_state(state, OPENS)
            run = table.run
    assert standing(run if state else None, SMALL, OPENS + timedelta(hours=hours)) is told


def test_whoever_was_erased_laid_down_a_set_and_has_no_share(play: Playground, seen: GameFigures) -> None:
    one = play.holder()
    for _ in range(12):
        deal(play, one)
    play.collecting.complete(one, CAMPAIGN, GAME, "whole")
    play.holders.erase(one)
    found = seen.of(CAMPAIGN, GAME)
    assert (found.sets, found.sharing) == (1, 0)

"""What is kept of a record's counts is what the record says, whoever counts and however often."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, event

from postergen.adapters.sql import game_figures
from postergen.adapters.sql.game_figures import SqlGameCounts
from postergen.bootstrap import Product
from postergen.domain.collecting import Limits, Way
from postergen.games.figures import NEW, Before, counted, dealt_in, of_kind
from postergen.service.game_claims import Claim
from postergen.service.game_figures import Paid
from postergen.service.game_store import LinkState
from tests.games.samples import CLOSES, a_card, a_game
from tests.service.conftest import house as house
from tests.service.gaming import CAMPAIGN, GAME, Playground
from tests.stores import sqlite_file

SMALL = a_game(
    cards=(a_card("lamp", 500_000), a_card("ticket", 500_000, 3)), limits=Limits(per_day=30, in_all=90, wrong_per_day=9)
)


@pytest.fixture
def play(house: Product) -> Playground:
    """Four players over three days, each with three posters, a check-in and a wrong answer a day."""
    play = Playground(house, SMALL)
    holders = [play.holder() for _ in range(4)]
    for day in range(3):
        for holder in holders[: day + 2]:
            play.deal(holder, Claim(Way.CHECK_IN))
            for _ in range(3):
                made = play.poster()
                play.deal(holder, Claim(Way.POSTER, made.poster.code, made.erase_token or ""))
        play.clock.now += timedelta(days=1)
    return play


@pytest.mark.parametrize("at_a_time", [1, 7, 1_000])
def test_counts_are_those_of_the_whole_record(
    play: Playground, at_a_time: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(game_figures, "LINES", at_a_time)
    counts = SqlGameCounts(play.product.engine)
    record = [act for act, _ in play.store.record(CAMPAIGN, GAME)]
    assert counts.uncounted(CAMPAIGN, GAME) == len(record) == 36
    while counts.uncounted(CAMPAIGN, GAME):
        assert counts.count(CAMPAIGN, GAME) <= at_a_time
    cells = counts.cells(CAMPAIGN, GAME)
    assert cells == counted(SMALL, record, Before({}, 0, frozenset()))
    assert dealt_in(cells) == Counter(play.store.dealt(CAMPAIGN, GAME))
    assert of_kind(cells, NEW) == play.games.run(CAMPAIGN, GAME).players == 4
    assert counts.count(CAMPAIGN, GAME) == 0


def test_of_many_who_count_at_once_each_line_is_counted_once(play: Playground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(game_figures, "LINES", 3)
    counts = SqlGameCounts(play.product.engine)
    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(lambda _: counts.count(CAMPAIGN, GAME), range(16))) == 36
    assert sum(dealt_in(counts.cells(CAMPAIGN, GAME)).values()) == 36


def test_offers_are_told_by_what_they_are_and_what_became_of_them(play: Playground) -> None:
    giver, taker = play.holder(), play.holder()
    cards = []
    for _ in range(4):
        made = play.poster()
        cards.append(play.deal(giver, Claim(Way.POSTER, made.poster.code, made.erase_token or "")).serial)
    links = [
        play.collecting.offer(giver, CAMPAIGN, GAME, serial, wants).id
        for serial, wants in zip(cards, ["", "", "lamp", "ticket"], strict=True)
    ]
    play.collecting.take(taker, CAMPAIGN, GAME, links[0], "k")
    play.collecting.take_back(giver, CAMPAIGN, GAME, links[2])
    counts = SqlGameCounts(play.product.engine)
    assert counts.offers(CAMPAIGN, GAME) == {
        (False, LinkState.TAKEN): 1,
        (False, LinkState.OPEN): 1,
        (True, LinkState.BACK): 1,
        (True, LinkState.OPEN): 1,
    }


def test_who_was_paid_is_told_by_number(play: Playground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(game_figures, "LINES", 1)
    counts = SqlGameCounts(play.product.engine)
    assert counts.paid(CAMPAIGN, GAME) == Paid(0, 0, 0, 0)
    whole = [
        player for player in range(1, 5) if len({one.card for one in play.store.cards(CAMPAIGN, GAME, player)}) == 2
    ]
    for player in whole:
        with play.store.table(CAMPAIGN, GAME) as table:
            holder = table.player_by_number(player).holder
        assert holder is not None
        play.collecting.complete(holder, CAMPAIGN, GAME, "whole")
    assert whole
    play.clock.now = CLOSES
    play.games.close(CAMPAIGN, GAME)
    payees = list(counts.payees(CAMPAIGN, GAME))
    assert [payee.player for payee in payees] == whole
    assert not any(payee.is_erased for payee in payees)
    assert counts.paid(CAMPAIGN, GAME).units == sum(payee.units for payee in payees) == SMALL.ending.pool


def test_what_is_counted_is_told_without_a_line_of_the_record(play: Playground) -> None:
    """So a page takes as long after a million acts as after a thousand."""
    engine = play.product.engine
    counts, asked = SqlGameCounts(engine), list[str]()
    while counts.count(CAMPAIGN, GAME):
        pass

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        assert counts.uncounted(CAMPAIGN, GAME) == 0
        counts.cells(CAMPAIGN, GAME)
        counts.offers(CAMPAIGN, GAME)
        counts.sharing(CAMPAIGN, GAME)
        counts.paid(CAMPAIGN, GAME)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert len(asked) == 6
    assert [statement for statement in asked if "game_act" in statement] == []


def test_offers_are_counted_in_an_index(tmp_path: Path) -> None:
    engine = create_engine(sqlite_file(tmp_path / "plan.db"))
    asked = "SELECT state, wants, count(*) FROM game_link WHERE campaign = 'a' AND game = 'b' GROUP BY state, wants"
    with engine.connect() as connection:
        steps = [row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}")]
    assert [step for step in steps if "COVERING INDEX ix_game_link_state" in step] == steps
    engine.dispose()


def test_a_store_that_can_only_be_read_counts_nothing() -> None:
    assert SqlGameCounts(create_engine("sqlite:///file:none.db?mode=ro&uri=true")).count(CAMPAIGN, GAME) == 0

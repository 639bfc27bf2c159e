"""Whoever waits for a turn shares the transaction: all of it is kept, but for what was refused; or nothing of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from threading import Event

import pytest
from sqlalchemy import event

from postergen.adapters.sql import game_line
from postergen.bootstrap import Product
from postergen.errors import Refused, Unavailable
from postergen.games.acts import Act, Kind
from postergen.games.hand import Refusal
from postergen.service.game_store import GameTable
from tests.servers import wait_until
from tests.service.conftest import house as house
from tests.service.gaming import CAMPAIGN, GAME, Playground


@pytest.fixture
def play(house: Product, monkeypatch: pytest.MonkeyPatch) -> Playground:
    monkeypatch.setattr(game_line, "LONGEST", 60.0)  # however slow the machine: until whoever was to wait does
    play = Playground(house)
    play.games.run(CAMPAIGN, GAME)
    return play


@contextmanager
def commits_of(play: Playground) -> Iterator[list[object]]:
    found: list[object] = []
    note = found.append
    event.listen(play.product.engine, "commit", note)
    try:
        yield found
    finally:
        event.remove(play.product.engine, "commit", note)


def together(play: Playground, *acts: Callable[[GameTable], None]) -> list[Future[None]]:
    """These acts, each of a thread of its own: all others wait while the first one is at the table."""
    sat, may = Event(), Event()

    def at_table(act: Callable[[GameTable], None]) -> None:
        with play.store.table(CAMPAIGN, GAME) as table:
            sat.set()
            may.wait(60)
            act(table)

    with ThreadPoolExecutor(len(acts)) as threads:
        found = []
        for number, act in enumerate(acts):
            found.append(threads.submit(at_table, act))
            assert sat.wait(60)
            wait_until(partial(wait_for, play, number), "the next one waits")
        may.set()
    return found


def wait_for(play: Playground, number: int) -> bool:
    return play.store._lines[CAMPAIGN, GAME]._waiting == number


def wrong(player: int) -> Callable[[GameTable], None]:
    def write(table: GameTable) -> None:
        table.write(Act(0, table.run.last_at, Kind.WRONG, player, way="question"))

    return write


def refused(table: GameTable) -> None:
    wrong(99)(table)
    raise Refused(Refusal.EMPTY)


def broken(_table: GameTable) -> None:
    raise RuntimeError("the power is out")


def players(play: Playground) -> list[int]:
    return sorted(act.player for act, _ in play.store.record(CAMPAIGN, GAME))


def test_those_who_wait_share_one_transaction(play: Playground) -> None:
    with commits_of(play) as commits:
        done = together(play, wrong(1), wrong(2), wrong(3))
    assert [one.exception() for one in done] == [None] * 3
    assert (players(play), len(commits)) == ([1, 2, 3], 1)
    assert play.findings() == []


def test_what_is_refused_leaves_nothing_and_what_others_did_stands(play: Playground) -> None:
    done = together(play, wrong(1), refused, wrong(3))
    assert [type(one.exception()) for one in done] == [type(None), Refused, type(None)]
    assert players(play) == [1, 3]
    assert play.findings() == []
    (first,) = together(play, refused)
    assert isinstance(first.exception(), Refused)
    assert players(play) == [1, 3]


def test_where_it_breaks_all_who_shared_it_are_told_and_nothing_is_kept(play: Playground) -> None:
    done = together(play, wrong(1), broken, wrong(3))
    errors = [type(one.exception()) for one in done]
    assert errors[1] is RuntimeError
    # the threads come in any order after the first: whoever acts after the break has a new transaction
    assert errors[0] is Unavailable
    assert players(play) == ([3] if errors[2] is type(None) else [])
    with play.store.table(CAMPAIGN, GAME) as table:
        wrong(4)(table)
    assert 4 in players(play)
    assert play.findings() == []

"""A record of hide and find in which anything cannot have been is refused, at its line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from postergen.games.acts import Act, Kind
from postergen.games.audit import verify
from postergen.games.fairness import digest_of
from postergen.games.splitting import parts, split_label
from tests.games.hunts import a_hunt
from tests.games.samples import CLOSES, OPENS
from tests.games.test_audit import written

SEED = b"s" * 32
GAME = a_hunt()
LATER = OPENS + timedelta(hours=2)
SPLIT = parts(12, 2, SEED, split_label(2, "n2"))
OF_GAME = parts(8, 3, SEED, split_label(1, ""))


def a_fair_game() -> list[Act]:
    """Player 1 hides for two; players 2 and 3 find it; what else lies goes back at the end."""
    return [
        Act(0, OPENS, Kind.HIDE, way="answer", card="dumpling", refs=(3,), units=8),
        Act(0, LATER, Kind.HIDE, 1, nonce="n2", way="code", refs=(2,), units=12),
        Act(0, LATER, Kind.WRONG, 2, way="answer", refs=(1,)),
        Act(0, LATER, Kind.FIND, 2, 1, "n4", "code", refs=(2,), units=SPLIT[0]),
        Act(0, LATER, Kind.FIND, 3, 1, "n5", "code", refs=(2,), units=SPLIT[1]),
        Act(0, LATER, Kind.FIND, 3, 0, "n6", "answer", refs=(1,), units=OF_GAME[0]),
        Act(0, LATER, Kind.HIDE, 1, nonce="n7", way="location", refs=(1,)),
        Act(0, LATER + timedelta(days=1), Kind.BACK, 1, way="late", refs=(7,)),
        Act(0, CLOSES, Kind.BACK, 0, way="closed", refs=(1,), units=sum(OF_GAME[1:])),
        Act(0, CLOSES, Kind.CLOSE, units=100 - 12 - OF_GAME[0]),
    ]


def problems(acts: list[Act]) -> str:
    return "; ".join(str(one) for one in verify(GAME, SEED, digest_of(SEED), written(acts)))


def changed(line: int, **what: object) -> Callable[[list[Act]], list[Act]]:
    return lambda acts: [*acts[: line - 1], replace(acts[line - 1], **what), *acts[line:]]  # type: ignore[arg-type]


def after(line: int, act: Act) -> Callable[[list[Act]], list[Act]]:
    return lambda acts: [*acts[:line], act, *acts[line:]]


def test_a_fair_game_has_nothing_wrong() -> None:
    assert problems(a_fair_game()) == ""


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (changed(4, units=SPLIT[0] + 1), "and the seed gives"),
        (changed(4, player=1), "is not for player 1 to find"),
        (changed(4, way="answer"), "is found by 'answer', and hidden for 'code'"),
        (changed(5, player=2), "is not for player 2 to find"),
        (changed(1, units=9), "hides 'dumpling' otherwise than the rules say"),
        (changed(2, units=31), "hides more"),
        (changed(2, units=1), "hides 1 units for 2 finders"),
        (changed(2, way="guess"), "is to be found by 'guess'"),
        (changed(3, refs=(9,)), "was never hidden"),
        (changed(8, at=LATER + timedelta(hours=3)), "before its time is over"),
        (changed(8, way="whim"), "because of 'whim'"),
        (changed(9, units=1), "takes 1 units back"),
        (changed(10, units=5), "says that 5 units are left"),
        (changed(2, at=OPENS - timedelta(days=1)), "while the game is not open"),
        (after(5, Act(0, LATER, Kind.FIND, 4, 1, "n", "code", refs=(2,), units=1)), "does not lie there"),
        (after(8, Act(0, CLOSES, Kind.BACK, 1, way="own", refs=(7,))), "takes an envelope back that does not lie"),
        (after(7, Act(0, LATER, Kind.LEAVE, 1)), "lets envelopes of player 1 lie"),
        (after(7, Act(0, LATER, Kind.HIDE, 1, way="code", refs=(1,))), "one envelope more than the rules allow"),
        (after(7, Act(0, LATER, Kind.HIDE, card="dumpling", way="answer", refs=(3,), units=8)), "after its opening"),
        (after(3, Act(0, LATER, Kind.DEAL, 2, card="lamp")), "is 'deal', which no hide and find knows"),
    ],
)
def test_what_cannot_have_been_is_named(change: Callable[[list[Act]], list[Act]], said: str) -> None:
    assert said in problems(change(a_fair_game()))


def test_more_than_the_pool_has_is_named() -> None:
    acts = [
        a_fair_game()[0],
        *(Act(0, LATER, Kind.HIDE, n, nonce="n", way="code", refs=(1,), units=30) for n in range(1, 5)),
    ]
    assert "hides 28 units more than the pool has" in problems(acts)


def test_envelopes_that_lie_when_the_game_closes_are_named() -> None:
    acts = a_fair_game()
    assert "over envelopes that lie there" in problems([*acts[:8], acts[9]])


@pytest.mark.parametrize(
    ("kind", "count", "said"), [(Kind.WRONG, 4, "one try more than player 9"), (Kind.FIND, 4, "may find")]
)
def test_the_limits_of_a_day_hold(kind: Kind, count: int, said: str) -> None:
    hides = [Act(0, LATER, Kind.HIDE, n, nonce="n", way="code", refs=(1,)) for n in range(1, count + 1)]
    acts = [a_fair_game()[0], *hides]
    acts += [Act(0, LATER, kind, 9, n, "n", "code", refs=(n + 1,)) for n in range(1, count + 1)]
    assert said in problems(acts)

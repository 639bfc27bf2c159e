"""A record in which anything cannot have been is refused, at its line."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta

import pytest

from postergen.games.acts import NOTHING, Act, Kind, bound
from postergen.games.audit import verify
from postergen.games.dealing import deal
from postergen.games.endings import payout
from postergen.games.fairness import digest_of
from tests.games.samples import CLOSES, OPENS, a_card, a_game

SEED = b"s" * 32
GAME = a_game(cards=(a_card("lamp", 500_000), a_card("ticket", 500_000)))


def written(acts: Iterable[Act]) -> list[tuple[Act, str]]:
    """Bound as whoever writes the record anew would bind it."""
    record, head = list[tuple[Act, str]](), NOTHING
    for serial, act in enumerate(acts, 1):
        line = replace(act, serial=serial)
        head = bound(head, line)
        record.append((line, head))
    return record


def a_fair_game() -> list[Act]:
    """Players 1 and 2 are dealt until each has a set, swap two cards, and share the pool."""
    acts, dealt, has = list[Act](), dict[str, int](), dict[int, dict[str, int]]({1: {}, 2: {}})
    moment = OPENS
    while any(len(cards) < 2 for cards in has.values()):
        for player in (1, 2):
            serial = len(acts) + 1
            card = deal(GAME.cards, dealt, SEED, serial, f"n{serial}")
            assert card
            dealt[card.id] = dealt.get(card.id, 0) + 1
            has[player].setdefault(card.id, serial)
            acts.append(Act(serial, moment, Kind.DEAL, player, nonce=f"n{serial}", way="check-in", card=card.id))
        moment += timedelta(days=1)
    one, two = has[1], has[2]
    acts.append(Act(0, moment, Kind.SWAP, 2, 1, refs=(one["lamp"], two["lamp"])))
    one["lamp"], two["lamp"] = two["lamp"], one["lamp"]
    for player in (1, 2):
        refs = tuple(has[player][card.id] for card in GAME.cards)
        acts.append(Act(0, moment, Kind.COMPLETE, player, refs=refs))
    found = payout(GAME.ending, [1, 2], SEED)
    acts += [Act(0, CLOSES, Kind.PAY, player, units=units) for player, units in found.units.items()]
    return [*acts, Act(0, CLOSES, Kind.CLOSE, units=found.kept)]


def problems(acts: Iterable[Act], seed: bytes = SEED) -> str:
    return "; ".join(str(one) for one in verify(GAME, seed, digest_of(SEED), written(acts)))


def test_a_fair_game_has_nothing_wrong() -> None:
    assert problems(a_fair_game()) == ""


def changed(kind: Kind, **over: object) -> Callable[[list[Act]], list[Act]]:
    """The last line of this kind says something else."""

    def change(acts: list[Act]) -> list[Act]:
        at = max(i for i, act in enumerate(acts) if act.kind is kind)
        return [*acts[:at], replace(acts[at], **over), *acts[at + 1 :]]  # type: ignore[arg-type]

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (changed(Kind.DEAL, card="sun"), "the seed deals"),
        (changed(Kind.DEAL, nonce="another-nonce-of-mine", card="lamp", way="share"), "which the rules do not know"),
        (changed(Kind.DEAL, at=CLOSES), "while the game is not open"),
        (changed(Kind.SWAP, other=7), "which player 7 does not have"),
        (changed(Kind.COMPLETE, refs=(1,)), "no whole set"),
        (changed(Kind.COMPLETE, player=1), "which player 1 does not have"),
        (changed(Kind.PAY, units=51), "other shares"),
        (changed(Kind.PAY, player=1), "pays player 1 twice"),
        (changed(Kind.CLOSE, units=1), "other shares"),
        (changed(Kind.CLOSE, at=OPENS), "older than the line before"),
        (lambda acts: [*acts, replace(acts[0], at=CLOSES)], "after the game was closed"),
        (lambda acts: acts[1:], "the seed deals"),
        (lambda acts: [*acts[:2], Act(0, OPENS, Kind.WRONG, 1, way="check-in"), *acts[2:]], "is a wrong answer to"),
        (lambda acts: [Act(0, OPENS, Kind.LEAVE, 1), *acts], "which player 1 does not have"),
        (lambda acts: [*acts[:4], *[replace(acts[3], at=acts[3].at)] * 3, *acts[4:]], "than the rules allow on a day"),
    ],
)
def test_what_cannot_have_been_is_named(change: Callable[[list[Act]], list[Act]], said: str) -> None:
    assert said in problems(change(a_fair_game()))


def test_a_line_that_was_changed_and_not_bound_anew_is_named() -> None:
    record = written(a_fair_game())
    record[2] = (replace(record[2][0], way="question"), record[2][1])
    assert [one.where for one in verify(GAME, SEED, digest_of(SEED), record)] == ["line 3"]


def test_lines_that_are_missing_and_another_seed_are_named() -> None:
    record = written(a_fair_game())
    found = [str(one) for one in verify(GAME, SEED, digest_of(SEED), [record[0], *record[2:]])]
    assert any("line 2 is missing" in one for one in found)
    assert "is not the one whose digest was published" in problems(a_fair_game(), b"another")

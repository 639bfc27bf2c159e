"""A record of a diary in which anything cannot have been is refused, at its line."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta

import pytest

from postergen.games.acts import Act, Kind
from postergen.games.audit import verify
from postergen.games.fairness import digest_of
from tests.games.diaries import CLOSES, OPENS, a_diary
from tests.games.test_audit import SEED, written

GAME = a_diary()
NOON = timedelta(hours=12)


def a_check(player: int, number: int) -> Act:
    """Player keeps this day of November, at noon."""
    return Act(0, OPENS + timedelta(days=number - 1) + NOON, Kind.CHECK, player, day=f"2026-11-{number:02}")


def a_kept_diary() -> list[Act]:
    """Player 1 misses a day and fills it in, player 2 leaves."""
    acts = [a_check(1, 1), a_check(2, 1), a_check(1, 2), a_check(1, 4)]
    moment = acts[-1].at
    acts.append(Act(0, moment, Kind.REPAIR, 1, day="2026-11-03"))
    acts.append(Act(0, moment, Kind.LEAVE, 2))
    return [*acts, Act(0, CLOSES, Kind.CLOSE)]


def problems(acts: Iterable[Act]) -> str:
    return "; ".join(str(one) for one in verify(GAME, SEED, digest_of(SEED), written(acts)))


def test_a_diary_that_was_kept_has_nothing_wrong() -> None:
    assert problems(a_kept_diary()) == ""


def test_one_line_that_was_changed_is_found_by_its_digest() -> None:
    record = written(a_kept_diary())
    record[2] = replace(record[2][0], day="2026-11-01"), record[2][1]
    found = [str(one) for one in verify(GAME, SEED, digest_of(SEED), record)]
    assert found[0].startswith("line 3: is not what was written then")
    assert any("line 3: keeps 2026-11-01 on 2026-11-02" in one for one in found)


def _edit(number: int, **over: object) -> Callable[[list[Act]], None]:
    def edit(acts: list[Act]) -> None:
        acts[number] = replace(acts[number], **over)  # type: ignore[arg-type]

    return edit


def _add(number: int, *more: Act) -> Callable[[list[Act]], None]:
    def edit(acts: list[Act]) -> None:
        acts[number:number] = more

    return edit


@pytest.mark.parametrize(
    ("edit", "problem"),
    [
        (_edit(0, day="2026-11-02"), "line 1: keeps 2026-11-02 on 2026-11-01"),
        (_edit(0, day="November"), "line 1: names 'November', which is no day"),
        (_add(1, a_check(1, 1)), "line 2: is the second time that player 1 keeps 2026-11-01"),
        (_edit(4, day="2026-11-02"), "line 5: fills in 2026-11-02 for player 1, which the rules do not allow"),
        (_edit(4, player=2, day="2026-10-31"), "line 5: fills in 2026-10-31 for player 2"),
        (
            _add(5, a_check(1, 7), Act(0, a_check(1, 7).at, Kind.REPAIR, 1, day="2026-11-05")),
            "line 7: fills in 2026-11-05 for player 1, which the rules do not allow: no-repairs",
        ),
        (_add(6, a_check(2, 8)), "line 7: is of player 2, who has left"),
        (_edit(0, kind=Kind.DEAL), "line 1: is 'deal', which no diary knows"),
        (_edit(6, units=3), "line 7: has something left"),
        (_add(6, Act(0, CLOSES, Kind.CHECK, 1, day="2027-03-01")), "line 7: keeps a day while the game is not open"),
    ],
)
def test_what_cannot_have_been_is_named_at_its_line(edit: Callable[[list[Act]], None], problem: str) -> None:
    acts = a_kept_diary()
    edit(acts)
    assert problem in problems(acts)

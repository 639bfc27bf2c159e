"""A line of the record is the same wherever it is read, and bound to the one before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from postergen.games.acts import NOTHING, Act, Kind, bound, line_of

MOMENT = datetime(2026, 6, 2, 4, 0, tzinfo=UTC)
DEAL = Act(1, MOMENT, Kind.DEAL, 3, nonce="ab", way="check-in", card="lamp")


def test_a_line_says_what_was_done_and_nothing_that_is_empty() -> None:
    assert line_of(DEAL) == {
        "serial": 1,
        "at": "2026-06-02T04:00:00+00:00",
        "kind": "deal",
        "player": 3,
        "nonce": "ab",
        "way": "check-in",
        "card": "lamp",
    }


def test_the_zone_in_which_a_moment_is_told_does_not_matter() -> None:
    there = Act(
        **{name: getattr(DEAL, name) for name in Act.__slots__} | {"at": MOMENT.astimezone(ZoneInfo("Asia/Shanghai"))}
    )
    assert bound(NOTHING, there) == bound(NOTHING, DEAL)


def test_a_digest_holds_the_line_and_all_before_it() -> None:
    later = Act(**{name: getattr(DEAL, name) for name in Act.__slots__} | {"at": MOMENT + timedelta(seconds=1)})
    assert len({bound(NOTHING, DEAL), bound(NOTHING, later), bound("1" * 64, DEAL)}) == 3

"""A token is good for the click that it was made for, for an hour, and under a salt that is known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from postergen.tracking.landing import LASTS, is_landing_token, landing_token

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
TODAY, YESTERDAY = b"t" * 16, b"y" * 16
TOKEN = landing_token(TODAY, "c1", NOON)


@pytest.mark.parametrize("later", [timedelta(0), timedelta(minutes=30), LASTS])
def test_a_token_is_good_for_an_hour_under_any_salt_that_is_known(later: timedelta) -> None:
    assert is_landing_token([YESTERDAY, TODAY], TOKEN, "c1", NOON + later)


@pytest.mark.parametrize("at", [NOON - timedelta(seconds=1), NOON + LASTS + timedelta(seconds=1)])
def test_it_is_good_neither_before_nor_after(at: datetime) -> None:
    assert not is_landing_token([TODAY], TOKEN, "c1", at)


def test_it_is_good_for_nothing_else() -> None:
    assert not is_landing_token([TODAY], TOKEN, "c2", NOON)
    assert not is_landing_token([YESTERDAY], TOKEN, "c1", NOON)
    assert not is_landing_token([], TOKEN, "c1", NOON)
    for token in ("", "nonsense", TOKEN.upper(), TOKEN + "0", "f" * 13 + TOKEN[TOKEN.index("-") :], TOKEN[:-1] + "x"):
        assert not is_landing_token([TODAY], token, "c1", NOON)

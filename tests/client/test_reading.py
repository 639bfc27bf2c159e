"""JSON becomes values, and values JSON."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from postergen.client.failures import UnreadableAnswer
from postergen.client.reading import read, write
from postergen.client.values import Coupon, Funnel, PolicyEntry, Reason


def test_a_newer_server_may_say_more_and_an_older_one_leave_out_what_may_be_null() -> None:
    assert read(Coupon, {"offer": "a", "code": "b", "new": [1]}) == Coupon("a", "b")
    entry = read(PolicyEntry, {"at": "2026-06-01T04:00:00Z", "action": "update", "reason": ""})
    assert entry == PolicyEntry(datetime(2026, 6, 1, 4, tzinfo=UTC), "update", None, "")


def test_whole_numbers_may_stand_for_fractions_and_lists_become_tuples() -> None:
    assert read(Reason, {"kind": "option", "subject": "a", "score": 1}).score == 1.0
    assert read(Funnel, {"campaign": "a", "steps": []}).steps == ()


@pytest.mark.parametrize("data", [{}, {"offer": "a"}, {"offer": 1, "code": "b"}, [], None, "text"])
def test_what_is_no_such_value_is_told(data: object) -> None:
    with pytest.raises(UnreadableAnswer, match="no Coupon"):
        read(Coupon, data)


def test_what_a_program_has_at_hand_is_written() -> None:
    sent = {"day": date(2026, 6, 1), "value": Decimal("39.90"), "avatar": b"\xff\xd8", "options": ("a",)}
    assert json.loads(write(sent)) == {"day": "2026-06-01", "value": "39.90", "avatar": "/9g=", "options": ["a"]}

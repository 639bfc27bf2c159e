"""Draws can be drawn again, and nobody is favoured."""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter

import pytest

from postergen.games.fairness import below, digest_of, drawn

SEED = bytes(range(32))


def test_a_number_is_what_everybody_can_work_out_from_the_seed() -> None:
    mac = hmac.new(SEED, b"deal/7/ab", hashlib.sha256).hexdigest()
    assert below(1_000_000, SEED, "deal/7/ab") == int(mac, 16) % 1_000_000
    assert digest_of(SEED) == hashlib.sha256(SEED).hexdigest()


def test_another_seed_or_label_gives_another_number() -> None:
    numbers = {below(1 << 128, seed, label) for seed in (SEED, bytes(32)) for label in ("a", "b", "a/0")}
    assert len(numbers) == 6


def test_winners_are_drawn_once_each_and_all_equally_often() -> None:
    first: Counter[int] = Counter()
    for trial in range(4_000):
        chosen = drawn(range(5), 3, SEED, f"trial/{trial}")
        assert len(set(chosen)) == 3
        first.update(chosen)
    # 2,400 of each are expected; chi-square of 4 degrees stays under 18.47 in 999 of 1,000
    assert sum((count - 2_400) ** 2 / 2_400 for count in first.values()) < 18.47


@pytest.mark.parametrize("count", [0, 3, 9])
def test_no_more_are_drawn_than_there_are(count: int) -> None:
    assert sorted(drawn([1, 2, 3], count, SEED, "x"))[:3] == ([1, 2, 3] if count else [])
